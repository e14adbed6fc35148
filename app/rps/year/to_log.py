"""Sessions that are signed and not logged on the Single Operating Platform (SOP): one's own, and the team's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from app.database import db
from app.people.models import Person, Posting, during
from app.records import snapshot
from app.records.inherited import lead_has_left
from app.records.models import LOCKED, Record, Snapshot
from app.rps.kind import sop_block

MOST = 50  # on one page: those left come up as they are logged


@dataclass(frozen=True)
class Unlogged:
    """One session: its day, whose it is, the text to copy, and by when it is to be logged (None: nothing is late)."""

    id: int
    on: date
    name: str
    block: str
    due_on: date | None


@dataclass(frozen=True)
class Elsewhere:
    """A session of the team that somebody else held, and so logs; `has_left`: the line manager does instead."""

    id: int
    on: date
    name: str
    by_name: str
    due_on: date | None
    has_left: bool = False


def _open() -> tuple[Any, ...]:
    is_open = Record.logged_on.is_(None), Record.void_at.is_(None), Record.removed_on.is_(None)
    return Record.kind == "rps", Record.state == LOCKED, *is_open


def led_by(person_id: int) -> tuple[list[Unlogged], int]:
    """The person's sessions to log, the oldest first, at most MOST, and how many there are in all. One query."""
    rows: Any = db.session.execute(
        select(Record, Person.name, Snapshot.body, func.count().over())
        .join(Person, Person.id == Record.subject_id)
        .join(Snapshot, Snapshot.id == Record.snapshot_id)
        .where(Record.lead_id == person_id, *_open())
        .order_by(Record.happened_on, Record.id)
        .limit(MOST)
    ).all()
    found = [
        Unlogged(record.id, record.happened_on, name, sop_block(snapshot.facts(body)), record.due_on)
        for record, name, body, _ in rows
    ]
    return found, rows[0][3] if rows else 0


def block_of(record: Record) -> str:
    """The text to copy of one signed session. One query."""
    return sop_block(snapshot.facts(db.session.get_one(Snapshot, record.snapshot_id).body))


def of_team(manager_id: int, day: date) -> Sequence[Elsewhere]:
    """Sessions of the manager's people of that day that others held and nobody has logged yet, the oldest first."""
    lead = aliased(Person)
    manages = and_(
        Posting.person_id == Record.subject_id, Posting.line_manager_id == manager_id, during(Posting, day)
    )  # fmt: skip
    rows: Any = db.session.execute(
        select(Record.id, Record.happened_on, Person.name, lead.name, Record.due_on, lead_has_left(day))
        .join(Posting, manages)
        .join(Person, Person.id == Record.subject_id)
        .join(lead, lead.id == Record.lead_id)
        .where(Record.lead_id != manager_id, *_open())
        .order_by(Record.happened_on, Record.id)
        .limit(MOST)
    )
    return [Elsewhere(*row) for row in rows]


def logged(record_id: int, by_id: int) -> tuple[date, str, date] | None:
    """The day of a session that this person held and that is logged, whose it is, and when it was logged. One query."""
    row: Any = db.session.execute(
        select(Record.happened_on, Person.name, Record.logged_on)
        .join(Person, Person.id == Record.subject_id)
        .where(Record.id == record_id, Record.lead_id == by_id, Record.kind == "rps", Record.logged_on.is_not(None))
    ).first()
    return tuple(row) if row else None
