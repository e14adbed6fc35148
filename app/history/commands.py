"""On the command line: proving that history is whole."""

import click
from flask.cli import AppGroup

from app.history import queries

history = AppGroup("history", help="What happened.")


@history.command("verify")
def verify() -> None:
    """Check every event and every signed row; name each that is not what was written."""
    found = list(queries.breaks())
    for each in found:
        click.echo(f"{each.where} {each.what}", err=True)
    if found:
        raise click.exceptions.Exit(1)
    events, sealed = queries.size()
    click.echo(f"History holds: {events:,} events, {sealed:,} sealed things")
