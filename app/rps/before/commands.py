"""On the command line: sessions and observations of before this service, brought in from a file."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.people.importing.terminal import APPLIES, COMMAND_LINE, FILE, bring_in
from app.rps.before.importing.applying import apply
from app.rps.before.importing.meters import in_words, readings
from app.rps.before.importing.planning import Plan, plan
from app.web.clock import now, today

rps = AppGroup("rps", help="Reflective practice supervision.")


@rps.command("import")
@click.argument("file", type=FILE)
@APPLIES
def import_(file: Path, is_applied: bool) -> None:
    """Check a FILE of past sessions and observations and show what each meter would read; with --apply, do it."""
    data = file.read_bytes()
    planned = plan(data, today())
    bring_in(planned, _show, lambda: apply(data, COMMAND_LINE, now(), seen=planned.digest), is_applied=is_applied)


def _show(planned: Plan) -> None:
    for each in readings(planned, now()):
        click.echo(f"{each.name} ({each.staff_number}), {each.team}: {in_words(each.before)} -> {in_words(each.after)}")
    for team, sessions, observations, completed in planned.teams:
        click.echo(f"{team}: {sessions} sessions, {observations} observations, {completed} sessions completed")
    click.echo(
        f"{len(planned.adds)} new, {len(planned.completes)} completed, {planned.unchanged} unchanged,"
        f" {len(planned.people)} people."
    )
