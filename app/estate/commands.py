"""On the command line: an estate in bulk."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

import click
from flask.cli import with_appcontext

from app.estate import making
from app.estate.making import NotAnEstate
from app.estate.shape import NATIONAL, SIZES
from app.web.clock import today


@click.command("estate")
@click.argument("size", type=click.Choice(list(SIZES)), required=False)
@click.option("--size", "said", type=click.Choice(list(SIZES)), help="The same as an option.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same rows on the same day.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="As of this morning; today unless said.")
@with_appcontext
def estate(size: str | None, said: str | None, seed: int, day: datetime | None) -> None:
    """Fill an empty database with a team, a delivery unit (pdu), a region or the national service, and its years."""
    if size and said and size != said:
        raise click.UsageError("The size was said twice, and differently.")
    begun = time.monotonic()
    try:
        made = making.make(size or said or NATIONAL, seed, _day(day), _stage)
    except NotAnEstate as refused:
        raise click.ClickException(str(refused)) from None
    seconds = time.monotonic() - begun
    click.echo(
        f"{made.rows:,} rows in {seconds:,.0f} seconds, {made.rows / seconds:,.0f} a second;"
        f" the database has {made.bytes / 1e6:,.0f} MB.\n"
        f"Everybody signs in with their e-mail address and the password {making.PASSWORD}."
    )


def _day(given: datetime | None) -> date:
    return given.date() if given else today()


@contextmanager
def _stage(name: str, length: int) -> Iterator[Callable[[int], None]]:
    """A bar for one stage, and how quickly its rows went in."""
    begun, rows = time.monotonic(), 0

    with click.progressbar(length=max(length, 1), label=f"{name:<20}") as bar:

        def step(count: int) -> None:
            nonlocal rows
            rows += count
            bar.update(1 if length else 0)

        yield step
        bar.update(0 if length else 1)
    seconds = time.monotonic() - begun
    click.echo(f"{'':<20}  {seconds:,.1f} s" + (f", {rows:,} rows, {rows / seconds:,.0f} a second" if rows else ""))
