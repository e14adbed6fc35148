"""On the command line: what the Professional Register says of people, brought in from a file."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.database import db
from app.history.actions import Actor
from app.policy.rules import Refused
from app.registration.register_file import Plan, apply, in_words, plan
from app.web.clock import now, today

COMMAND_LINE = Actor(None, "The command line")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

registration = AppGroup("registration", help="The Professional Register.")


@registration.command("import")
@click.argument("file", type=FILE)
@click.option("--apply", "is_applied", is_flag=True, help="Import. Without it the command only says what it would do.")
def import_(file: Path, is_applied: bool) -> None:
    """Check a FILE of what the register says and show what would change; with --apply, do it."""
    data = file.read_bytes()
    planned = plan(data, today())
    _show(planned)
    if planned.problems:
        raise click.exceptions.Exit(1)
    if not is_applied:
        click.echo("Nothing was imported. Add --apply to import this.")
        return
    try:
        apply(data, COMMAND_LINE, now(), seen=planned.digest)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    db.session.commit()
    click.echo("Imported.")


def _show(planned: Plan) -> None:
    for problem in planned.problems:
        click.echo(str(problem), err=True)
    if planned.problems:
        click.echo(f"{len(planned.problems)} to mend. Nothing was imported.", err=True)
        return
    for each in planned.changes:
        row = each.row
        click.echo(f"{each.name} ({row.staff_number}): {in_words(each.before)} -> {in_words(row.says)}")
    click.echo(f"{len(planned.changes)} to enter, {planned.unchanged} unchanged.")
