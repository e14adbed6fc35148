"""Starting a declaration, one for an evidence year, and how far each person's is."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, select

from app.database import db
from app.history.actions import Actor
from app.language import LONDON
from app.people.models import Person
from app.people.queries import manager_in_post
from app.policy.people import capacity_of
from app.policy.registration import CONFIRMING, DECLARING, Confirming, Declaring
from app.policy.rules import insist
from app.records.actions import open_draft
from app.records.models import DRAFT, LEAD, LOCKED, SENT, SUBJECT, Answer, Record
from app.registration.register.entries import hold, in_force
from app.registration.years import evidence_year
from app.settings.queries import deadline, value

KEY = "declaration"
YEAR = "year"  # the key of the answer that holds the first day of the evidence year
STANDS = (DRAFT, SENT, LOCKED)
STATES = {DRAFT: "Draft", SENT: "Waiting to be confirmed", LOCKED: "Confirmed"}
NOT_MADE, NOT_ASKED = "Not made yet", "Not asked for"


def confirmed_by(person_id: int, today: date) -> tuple[Person, str] | None:
    """Who confirms a declaration that is sent today: the line manager, and what they act as. None where there is
    nobody, or whoever is recorded is not in post. One query.
    """
    found = manager_in_post(person_id, today)
    return (found[0], capacity_of(found[1].job_role, manages=True)) if found else None


def due_after(step: str, today: date) -> date | None:
    """The day by which the line manager confirms; nothing is due after that."""
    return deadline("register.confirm_days", today, today) if step == LEAD else None


def due_on(renewal_on: date, today: date) -> date:
    """The day by which a declaration is to be made, for a renewal on that day."""
    return renewal_on - timedelta(days=value("register.declaration_days", today))


def open_years(today: date) -> list[tuple[date, date]]:
    """The evidence years one may declare for: this one, and the one before."""
    this = evidence_year(today)
    return [this, evidence_year(this[0] - timedelta(days=1))]


def year_from(first: date) -> tuple[date, date]:
    """First and last day of the evidence year that starts on that day, whatever the setting has become since."""
    return first, date(first.year + 1, first.month, first.day) - timedelta(days=1)


_COUNTS = (Record.kind == KEY, Record.state.in_(STANDS), Record.void_at.is_(None))


def stands(year_start: date) -> ColumnElement[bool]:
    """The condition on Record that it is a declaration for that evidence year, in whatever state, and counts."""
    of_year = exists().where(Answer.record_id == Record.id, Answer.part == SUBJECT, Answer.key == YEAR,
                             Answer.text == year_start.isoformat())  # fmt: skip
    return and_(*_COUNTS, of_year)


def of_years(person_id: int, years: Sequence[tuple[date, date]]) -> dict[date, Record]:
    """The person's declarations for these evidence years, by the first day of the year. One query."""
    firsts = [first.isoformat() for first, _ in years]
    is_about = and_(Answer.record_id == Record.id, Answer.part == SUBJECT, Answer.key == YEAR, Answer.text.in_(firsts))
    found = select(Record, Answer.text).join(Answer, is_about).where(Record.subject_id == person_id, *_COUNTS)
    return {date.fromisoformat(first): record for record, first in db.session.execute(found)}


def made(person_ids: Collection[int], year_start: date) -> dict[int, Record]:
    """The declaration of each of these people for an evidence year, by person; those without are not in it."""
    found = db.session.scalars(select(Record).where(Record.subject_id.in_(person_ids), stands(year_start)))
    return {record.subject_id: record for record in found}


def start(person: Person, year_start: date, by: Actor, now: datetime) -> Record:
    """Open a declaration of one's own for an evidence year. Raises Refused where a rule forbids it.

    It is about the year up to today, or up to its last day where that is past: so it belongs to that year's pack, and
    the lists, values and entry of the register that it goes by are those of that day.
    """
    hold(person.id)
    today = now.astimezone(LONDON).date()
    confirmer = confirmed_by(person.id, today)
    year = next((each for each in open_years(today) if each[0] == year_start), None)
    insist(DECLARING, Declaring(
        has_one=person.id in made([person.id], year_start), has_manager=confirmer is not None, is_open=year is not None,
    ))  # fmt: skip
    assert confirmer
    assert year
    entry = in_force(person.id, today)
    renewal_on = entry.renewal_on if entry else None
    # A renewal needs the declaration for the evidence year that the day before it lies in.
    due = due_on(renewal_on, today) if renewal_on and year[0] < renewal_on <= year[1] + timedelta(days=1) else None
    answers = {YEAR: year_start.isoformat()}
    return open_draft(KEY, person, *confirmer, answers, by, now, happened_on=min(today, year[1]), due_on=due)


def confirm(person_id: int, lead_id: int, now: datetime) -> None:
    """Raises Refused unless whoever confirms the declaration is the person's line manager today (Framework 7.1)."""
    confirmer = confirmed_by(person_id, now.astimezone(LONDON).date())
    insist(CONFIRMING, Confirming(is_manager=confirmer is not None and confirmer[0].id == lead_id))
