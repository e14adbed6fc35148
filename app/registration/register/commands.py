"""On the command line: what the Professional Register says of people, brought in from a file."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.people.importing.terminal import APPLIES, COMMAND_LINE, FILE, bring_in
from app.registration.register.file import Plan, apply, in_words, plan
from app.web.clock import now, today

registration = AppGroup("registration", help="The Professional Register.")


@registration.command("import")
@click.argument("file", type=FILE)
@APPLIES
def import_(file: Path, is_applied: bool) -> None:
    """Check a FILE of what the register says and show what would change; with --apply, do it."""
    data = file.read_bytes()
    planned = plan(data, today())
    bring_in(planned, _show, lambda: apply(data, COMMAND_LINE, now(), seen=planned.digest), is_applied=is_applied)


def _show(planned: Plan) -> None:
    for each in planned.changes:
        row = each.row
        click.echo(f"{each.name} ({row.staff_number}): {in_words(each.before)} -> {in_words(row.says)}")
    click.echo(f"{len(planned.changes)} to enter, {planned.unchanged} unchanged.")
