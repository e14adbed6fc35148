"""Starting a declaration, one for an evidence year, and how far each person's is."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, select

from app.database import db
from app.history.actions import Actor
from app.language import LONDON
from app.people.models import Person
from app.people.queries import manager_of, posting_on
from app.policy.people import capacity_of
from app.policy.registration import DECLARING, Declaring
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
    nobody. Two queries.
    """
    manager = manager_of(person_id, today)
    if manager is None:
        return None
    job = posting_on(manager.id, today)
    return manager, capacity_of(job.job_role if job else "", manages=True)


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


def stands(year_start: date) -> ColumnElement[bool]:
    """The condition on Record that it is a declaration for that evidence year, in whatever state, and counts."""
    of_year = exists().where(Answer.record_id == Record.id, Answer.part == SUBJECT, Answer.key == YEAR,
                             Answer.text == year_start.isoformat())  # fmt: skip
    return and_(Record.kind == KEY, Record.state.in_(STANDS), Record.void_at.is_(None), of_year)


def made(person_ids: Collection[int], year_start: date) -> dict[int, Record]:
    """The declaration of each of these people for an evidence year, by person; those without are not in it."""
    found = db.session.scalars(select(Record).where(Record.subject_id.in_(person_ids), stands(year_start)))
    return {record.subject_id: record for record in found}


def start(person: Person, year_start: date, by: Actor, now: datetime) -> Record:
    """Open a declaration of one's own for an evidence year. Raises Refused where a rule forbids it."""
    hold(person.id)
    today = now.astimezone(LONDON).date()
    confirmer, year = confirmed_by(person.id, today), evidence_year(year_start)
    insist(DECLARING, Declaring(
        has_one=person.id in made([person.id], year_start), has_manager=confirmer is not None,
        is_open=year[0] == year_start and year in open_years(today),
    ))  # fmt: skip
    assert confirmer
    entry = in_force(person.id, today)
    renewal_on = entry.renewal_on if entry else None
    due = due_on(renewal_on, today) if renewal_on and year_for(renewal_on) == year_start else None
    answers = {YEAR: year_start.isoformat()}
    return open_draft(KEY, person, *confirmer, answers, by, now, happened_on=today, due_on=due)


def year_for(renewal_on: date) -> date:
    """The first day of the evidence year whose declaration a renewal on that day needs."""
    return evidence_year(renewal_on - timedelta(days=1))[0]
