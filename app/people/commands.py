"""On the command line: staff and absences imported, leavers announced."""

from datetime import date
from pathlib import Path

import click
from flask.cli import AppGroup

from app.database import db
from app.language import read_day
from app.people import actions
from app.people.importing.applying import Occasion, apply
from app.people.importing.planning import Files, Plan, plan
from app.people.importing.terminal import APPLIES, COMMAND_LINE, FILE, bring_in
from app.web.clock import now, today

people = AppGroup("people", help="Staff.")


class Day(click.ParamType[date]):
    """A day as people write it."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or say that it is none."""
        day = value if isinstance(value, date) else read_day(value)
        if day is None:
            self.fail(f"{value} is not a date, such as 4/6/2026.", param, ctx)
        return day


@people.command("import")
@click.argument("staff", type=FILE)
@click.option("--absences", type=FILE, help="The file of absences that goes with it.")
@APPLIES
@click.option("--on", type=Day(), help="The day changes take effect; today unless given.")
@click.option("--left", multiple=True, metavar="NUMBER=DATE", help="A proposed leaver who did leave, and the last day.")
def import_(staff: Path, absences: Path | None, is_applied: bool, on: date | None, left: tuple[str, ...]) -> None:
    """Check a STAFF file and show what it adds and changes; with --apply, do it."""
    files = Files(staff.read_bytes(), absences.read_bytes() if absences else None)
    occasion = Occasion(on or today(), COMMAND_LINE, now(), today())
    leavers = dict(_leaver(each) for each in left)
    planned = plan(files, occasion.on)
    bring_in(planned, _show, lambda: apply(files, occasion, leavers, seen=planned.digest), is_applied=is_applied)


@people.command("leavers")
def leavers() -> None:
    """Announce everyone whose last day has come, which closes their accounts. For a daily timer."""
    count = actions.announce_leavers(now(), today())
    db.session.commit()
    click.echo(f"{count} left.")


def _leaver(text: str) -> tuple[str, date]:
    number, _, day = text.partition("=")
    last_day = read_day(day)
    if not number or last_day is None:
        raise click.BadParameter(f"{text} is no staff number and date, such as 100254=4/6/2026.", param_hint="--left")
    return number.strip().upper(), last_day


def _show(planned: Plan) -> None:
    for row in planned.adds:
        click.echo(f"New: {row.name} ({row.staff_number}), {row.job_role}, {row.place[2]}")
    for change in planned.changes:
        words = "; ".join(f"{each.label}: {each.before or 'none'} -> {each.after or 'none'}" for each in change.fields)
        when = f" from {change.starts_on}" if change.starts_on else ""
        click.echo(f"Change{when}: {change.row.name} ({change.row.staff_number}): {words}")
    for leaver in planned.leavers:
        click.echo(f"Not in the file: {leaver.name} ({leaver.staff_number}), {leaver.job_role}, {leaver.team}")
    click.echo(
        f"{len(planned.adds)} new, {len(planned.changes)} changed, {planned.unchanged} unchanged,"
        f" {len(planned.absences)} absences new or changed, {len(planned.leavers)} not in the file."
    )
