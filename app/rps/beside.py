"""Beside a session's page: how the year of its practitioner stands, and which session of the year it is."""

from dataclasses import dataclass
from datetime import date, datetime

from app.policy.people import is_line_manager_role, leads_as_delegate
from app.policy.rps_year import BOOKED, COMPLETE, NOT_COUNTED, OBSERVED, Counted, Standing
from app.records.models import Record
from app.rps import years

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth")  # fmt: skip
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNTS_ONCE = "It counts once it is signed and logged on the Single Operating Platform, SOP (Framework 6.5)."


@dataclass(frozen=True)
class Beside:
    """The year a session is in, and in words which session of it this one is ("" for one opened in error)."""

    standing: Standing
    place: str


def beside(record: Record, part: str, today: date, now: datetime) -> Beside | None:
    """What the viewer who has this part in a session sees of the year; one query.

    The practitioner, and who holds their sessions: not a delegate, nor somebody who managed them earlier.
    """
    if not part or (part == "lead" and leads_as_delegate(record.lead_capacity)):
        return None
    member = years.of_person(record.subject_id, today, now, years.year_on(record.happened_on or today))
    if member is None or not member.standing.marks:
        return None
    if part == "lead" and record.lead_id != member.line_manager_id and not is_line_manager_role(member.job_role):
        return None
    return Beside(member.standing, place(member.standing, record.id))


def place(it: Standing, record_id: int) -> str:
    """Which session of the year this is, in the order of their days, and what it still needs to count."""
    this = next((each for each in it.counted if each.session.id == record_id), None)
    if this is None:
        return ""
    why = f" {this.why.words} ({this.why.source})" if this.why else ""
    if this.counts_as == NOT_COUNTED:
        return f"This session does not count to the year.{why}"
    is_held = this.session.state not in (BOOKED, COMPLETE)
    return f"{_nth(it, this)}{why}{f' {COUNTS_ONCE}' if is_held else ''}"


def _nth(it: Standing, this: Counted) -> str:
    number = [each for each in it.counted if each.counts_as != NOT_COUNTED].index(this)
    verb = "will be" if this.session.state == BOOKED else "is"
    nth = ORDINALS[number] if number < len(ORDINALS) else f"number {number + 1}"
    asked = NUMBERS[it.asked.sessions] if it.asked.sessions < len(NUMBERS) else str(it.asked.sessions)
    after = ", after an observation" if this.counts_as == OBSERVED else ""
    if number < it.asked.sessions:
        return f"This {verb} the {nth} of {asked}{after}."
    return f"This {verb} the {nth}{after}; {asked} {'is' if it.asked.sessions == 1 else 'are'} asked for."
