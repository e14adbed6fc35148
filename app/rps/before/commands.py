"""On the command line: sessions and observations of before this service, brought in from a file."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.database import db
from app.history.actions import Actor
from app.policy.rules import Refused
from app.rps.before.importing.applying import apply
from app.rps.before.importing.meters import in_words, readings
from app.rps.before.importing.planning import Plan, plan
from app.web.clock import now, today

COMMAND_LINE = Actor(None, "The command line")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

rps = AppGroup("rps", help="Reflective practice supervision.")


@rps.command("import")
@click.argument("file", type=FILE)
@click.option("--apply", "is_applied", is_flag=True, help="Import. Without it the command only says what it would do.")
def import_(file: Path, is_applied: bool) -> None:
    """Check a FILE of past sessions and observations and show what each meter would read; with --apply, do it."""
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
    for line in (*planned.notices, *planned.warnings):
        click.echo(line)
    for problem in planned.problems:
        click.echo(str(problem), err=True)
    if planned.problems:
        click.echo(f"{len(planned.problems)} to mend. Nothing was imported.", err=True)
        return
    for each in readings(planned, now()):
        click.echo(f"{each.name} ({each.staff_number}), {each.team}: {in_words(each.before)} -> {in_words(each.after)}")
    for team, sessions, observations, completed in planned.teams:
        click.echo(f"{team}: {sessions} sessions, {observations} observations, {completed} sessions completed")
    click.echo(
        f"{len(planned.adds)} new, {len(planned.completes)} completed, {planned.unchanged} unchanged,"
        f" {len(planned.people)} people."
    )
