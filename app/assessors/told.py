"""What somebody's own signed records tell of the learning that criteria 1 and 6 wait for: told, and taken back.

Their word changes no role by itself: it closes the criterion, and whoever decides confirms the ending (Framework 5.2).
"""

from datetime import date, datetime

from sqlalchemy import select

from app.assessors.actions import enter
from app.assessors.models import LearningRequired, LearningTold
from app.database import db
from app.history.actions import SERVICE, note


def told(person_id: int, what: str, module_id: int | None, done_on: date, record_id: int, now: datetime) -> None:
    """Take in that a record just signed says so. `what` and `module_id` as in LearningTold; once a record."""
    if db.session.scalar(select(LearningTold.id).where(LearningTold.record_id == record_id)) is not None:
        return
    db.session.add(LearningTold(person_id=person_id, record_id=record_id, what=what, module_id=module_id,
                                done_on=done_on, told_at=now))  # fmt: skip
    note("recorded learning for the role", "person", person_id, SERVICE, now, subject_id=person_id, reason=what)
    enter(person_id, now)


def withdrawn(record_id: int, now: datetime) -> None:
    """Take back what a record told, which was opened in error: the criterion is open again at once."""
    row = db.session.scalar(
        select(LearningTold).where(LearningTold.record_id == record_id, LearningTold.withdrawn_at.is_(None))
    )
    if row is None:
        return
    row.withdrawn_at = now
    words = "recorded learning for the role in error"
    note(words, "person", row.person_id, SERVICE, now, subject_id=row.person_id, reason=row.what)
    enter(row.person_id, now)


def open_modules(person_id: int) -> list[LearningRequired]:
    """The modules that the person's role requires and nobody says are done, in the order they were asked. One query."""
    says = select(LearningTold.id).where(LearningTold.module_id == LearningRequired.id,
                                         LearningTold.withdrawn_at.is_(None))  # fmt: skip
    return list(db.session.scalars(
        select(LearningRequired)
        .where(LearningRequired.person_id == person_id, LearningRequired.done_on.is_(None), ~says.exists())
        .order_by(LearningRequired.required_on, LearningRequired.id)
    ))  # fmt: skip


def module_title(person_id: int, module_id: int) -> str:
    """What a module that the person's role requires is called, done or not; "" if there is none with this id."""
    found = db.session.get(LearningRequired, module_id)
    return found.title if found is not None and found.person_id == person_id else ""
