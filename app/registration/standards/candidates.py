"""The signed records of a period that somebody can choose as evidence, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from app.database import db
from app.language import day
from app.people.models import Person
from app.policy.standards import Row
from app.records.at_once import held
from app.records.models import Record
from app.registration.models import LearningDone
from app.registration.standards import matrix


@dataclass(frozen=True)
class Candidate:
    """One signed record: its day and what tells it from others, and whether it is evidence already."""

    record_id: int
    words: str
    is_tagged: bool


def by_kind(person_id: int, starts_on: date, ends_on: date, row: Row) -> list[tuple[str, list[Candidate]]]:
    """The person's signed records of the period under the headings of their kinds, the latest first, and which of them
    are evidence for the standard of `row`. Kinds without any are left out, and of a standard that has ended all that is
    not evidence for it. One query.
    """
    lines = (
        _signed(person_id, starts_on, ends_on)
        .add_columns(Person.name, LearningDone.title)
        .join(Person, Person.id == Record.lead_id)
        .outerjoin(LearningDone, LearningDone.record_id == Record.id)
    )
    found: dict[str, list[Candidate]] = {key: [] for key, _ in matrix.kinds()}
    for record, lead, title in db.session.execute(lines):
        is_tagged = record.id in row.records
        if is_tagged or row.standard.ended_on is None:
            found[record.kind].append(Candidate(record.id, _words(record, lead, title), is_tagged))
    return [(heading, found[key]) for key, heading in matrix.kinds() if found[key]]


def records(person_id: int, starts_on: date, ends_on: date) -> Sequence[Record]:
    """The person's signed records of the period, held until the transaction ends. One query."""
    return db.session.scalars(held(_signed(person_id, starts_on, ends_on), Record)).all()


def _signed(person_id: int, starts_on: date, ends_on: date) -> Select[Any]:
    return (
        select(Record)
        .where(Record.subject_id == person_id, Record.locked_at.is_not(None), Record.void_at.is_(None))
        .where(Record.happened_on.between(starts_on, ends_on), Record.kind.in_(dict(matrix.kinds())))
        .order_by(Record.happened_on.desc(), Record.id.desc())
    )


def _words(record: Record, lead: str, title: str | None) -> str:
    on = day(record.happened_on) if record.happened_on else ""
    if title:
        return f"{title}, {on}"
    return on if record.lead_id == record.subject_id else f"{on}, with {lead}"
