"""On the command line: proving that history is whole, and anchoring its head."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.engine import Connection

from app.database import db
from app.history import anchors, verifying
from app.web.clock import now

history = AppGroup("history", help="What happened.")


@history.command("verify")
@click.option("--anchors", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="File of anchors, or a log that holds some; without it the one HISTORY_ANCHORS names.")  # fmt: skip
def verify(file: Path | None) -> None:
    """Check every event, every anchor and every signed row; name each that is not what was written.

    Looks at the database as it stands at one moment: people may go on writing. Exit code 0 if all holds, else 1.
    """
    known = _known(file)
    with verifying.still(db.engine) as connection, progress(connection) as step:
        found, way = verifying.walk(connection, known, step)
        broken = list(found)
    for each in broken:
        click.echo(f"{each.where} {each.what}", err=True)
    if broken:
        raise click.exceptions.Exit(1)
    held = f", {way.anchored:,} anchors" if known else ""
    click.echo(f"History holds: {way.events:,} events, {way.sealed:,} sealed things{held}")


@history.command("anchor")
def anchor() -> None:
    """Anchor the head of history now: in the log, and in the file that HISTORY_ANCHORS names."""
    try:
        made = anchors.write(now())
    except OSError as problem:
        click.echo(f"The file of anchors cannot be written: {problem.strerror}", err=True)
        raise click.exceptions.Exit(1) from problem
    where = current_app.config["HISTORY_ANCHORS"] or "the log only: HISTORY_ANCHORS names no file"
    click.echo(f"Anchored event {made.number:,} in {where}" if made else "Nothing has happened yet")


@contextmanager
def progress(connection: Connection) -> Iterator[Callable[[int], None]]:
    """A bar for people at a terminal, and nothing for anybody else."""
    length = verifying.expected(connection)
    with click.progressbar(length=length, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield bar.update


def _known(file: Path | None) -> list[anchors.Anchor]:
    named = file or (Path(kept) if (kept := current_app.config["HISTORY_ANCHORS"]) else None)
    if named is None:
        return []
    if not named.exists():
        click.echo(f"No anchor was looked at: {named} is not there. If it ever was, find out who took it.", err=True)
        return []
    try:
        return anchors.read(named)
    except (OSError, anchors.NotReadable) as problem:
        click.echo(f"The anchors cannot be read: {problem}", err=True)
        raise click.exceptions.Exit(1) from problem
