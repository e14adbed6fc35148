"""Beside a session's page: how the year of its practitioner stands, and which session of the year it is."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, literal, select

from app.countersigning import points
from app.database import db
from app.policy.people import is_line_manager_role, leads_as_delegate
from app.policy.rps_year import BOOKED, HELD, NOT_COUNTED, OBSERVED, Counted, Session, Standing
from app.records.models import DRAFT, LEAD
from app.records.paper import Paper
from app.registration.learning.queries import seeds2_of
from app.rps.year import years
from app.rps.year.columns import columns
from app.rps.year.facts import UNLOGGED

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth")  # fmt: skip
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
RAISED, TRAINED = "raised", "trained"
COUNTS_ONCE = "It counts once it is {} on the Single Operating Platform, SOP (Framework 6.5)."


@dataclass(frozen=True)
class Beside:
    """The year a session is in (None where it is not the viewer's to see, or asks nothing), and in words which session
    of it this one is ("" for one opened in error). `focus` are learning points and how often each was raised.
    `is_trained`: whoever holds a session in draft has a SEEDS2 record.
    """

    standing: Standing | None = None
    place: str = ""
    focus: tuple[tuple[str, int], ...] = ()
    is_trained: bool = True

    def session(self, record_id: int) -> Session | None:
        """The session as the year has it; None for one opened in error, or without a year."""
        counted = self.standing.counted if self.standing else ()
        return next((each.session for each in counted if each.session.id == record_id), None)


def beside(paper: Paper, part: str, viewer_id: int, today: date, now: datetime) -> Beside:
    """What the viewer who has this part in a session sees beside it. One query.

    The year is for the practitioner and for who holds their sessions, not for a delegate or who covers for a line
    manager, nor for somebody who managed them earlier.
    """
    record, is_draft = paper.record, paper.record.state == DRAFT
    trained = seeds2_of(record.lead_id, today)
    if not part or (part == LEAD and (paper.for_name or leads_as_delegate(record.lead_capacity))):
        return Beside(is_trained=not is_draft or db.session.scalar(trained.limit(1)) is not None)
    also = [_raised(record.subject_id, viewer_id, today), _trained(record.subject_id, trained)] if is_draft else []
    member = years.of_person(record.subject_id, today, now, years.year_on(record.happened_on or today), also)
    if member is None:
        return Beside()
    focus = tuple((row.words, row.number) for row in member.also if row.what == RAISED)
    found = Beside(focus=focus, is_trained=not is_draft or any(row.what == TRAINED for row in member.also))
    if part == LEAD and record.lead_id != member.line_manager_id and not is_line_manager_role(member.job_role):
        return found
    it = member.standing
    return replace(found, standing=it, place=place(it, record.id)) if it.marks else found


def _raised(subject_id: int, viewer_id: int, today: date) -> Select[Any]:
    found = points.focus_query(subject_id, viewer_id, today).subquery()
    return select(*columns(RAISED, person_id=literal(subject_id), words=found.c.learning, number=found.c.times))


def _trained(subject_id: int, seeds2: Select[int]) -> Select[Any]:
    return select(*columns(TRAINED, person_id=literal(subject_id))).where(seeds2.exists())


def place(it: Standing, record_id: int) -> str:
    """Which session of the year this is, in the order of their days, and what it still needs to count."""
    this = next((each for each in it.counted if each.session.id == record_id), None)
    if this is None:
        return ""
    why = f" {this.why.words} ({this.why.source})" if this.why else ""
    if this.counts_as == NOT_COUNTED:
        return f"This session does not count to the year.{why}"
    if this.session.state != HELD:
        return f"{_nth(it, this)}{why}"
    missing = COUNTS_ONCE.format("logged" if this.session.missing == UNLOGGED else "signed and logged")
    return f"{_nth(it, this)}{why} {missing}"


def _nth(it: Standing, this: Counted) -> str:
    number = [each for each in it.counted if each.counts_as != NOT_COUNTED].index(this)
    verb = "will be" if this.session.state == BOOKED else "is"
    nth = ORDINALS[number] if number < len(ORDINALS) else f"number {number + 1}"
    asked = NUMBERS[it.asked.sessions] if it.asked.sessions < len(NUMBERS) else str(it.asked.sessions)
    after = ", after an observation" if this.counts_as == OBSERVED else ""
    if number < it.asked.sessions:
        return f"This {verb} the {nth} of {asked}{after}."
    return f"This {verb} the {nth}{after}; {asked} {'is' if it.asked.sessions == 1 else 'are'} asked for."
