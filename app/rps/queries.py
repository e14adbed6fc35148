"""Reading sessions and what they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from app.database import db
from app.people.models import Person, Posting, Team, during
from app.people.queries import facts_of
from app.records.models import CANCELLED, DRAFT, LOCKED, MISSED, SENT, Answer, Record

DELEGATION = "rps delegation"


@dataclass(frozen=True)
class Pair:
    """A practitioner and the one who would hold a session, as they stand on a day."""

    practitioner: Posting
    holder: Posting
    same_unit: bool
    has_delegation: bool

    @property
    def is_line_manager(self) -> bool:
        """The holder manages the practitioner directly that day."""
        return self.practitioner.line_manager_id == self.holder.person_id


def pair(practitioner_id: int, holder_id: int, day: date) -> Pair | None:
    """Both people's postings on a day; None when either has none."""
    theirs, mine = aliased(Posting), aliased(Posting)
    their_team, my_team = aliased(Team), aliased(Team)
    row = db.session.execute(
        select(theirs, mine, their_team.unit_id == my_team.unit_id)
        .select_from(theirs)
        .join(mine, and_(mine.person_id == holder_id, during(mine, day)))
        .join(their_team, their_team.id == theirs.team_id)
        .join(my_team, my_team.id == mine.team_id)
        .where(theirs.person_id == practitioner_id, during(theirs, day))
    ).first()
    if row is None:
        return None
    delegated = any(fact.starts_on <= day and (fact.ends_on is None or fact.ends_on >= day)
                    for fact in facts_of(holder_id, DELEGATION))  # fmt: skip
    return Pair(row[0], row[1], bool(row[2]), delegated)


def to_discuss(practitioner_id: int) -> Sequence[Record]:
    """Signed or shared observations of the practitioner that no session follows yet, the oldest first."""
    following = aliased(Record)
    return db.session.scalars(
        select(Record)
        .outerjoin(following, and_(following.follows_id == Record.id, following.state.not_in((CANCELLED, MISSED))))
        .where(Record.subject_id == practitioner_id, Record.kind == "observation", following.id.is_(None))
        .where(Record.state.in_((SENT, LOCKED)), Record.void_at.is_(None))
        .order_by(Record.happened_on, Record.id)
    ).all()


def next_session(practitioner_id: int, now: datetime) -> Record | None:
    """The next session booked with the practitioner."""
    return db.session.scalar(
        select(Record)
        .where(Record.subject_id == practitioner_id, Record.kind == "rps", Record.state == DRAFT)
        .where(Record.planned_at > now)
        .order_by(Record.planned_at)
        .limit(1)
    )


def minutes(record_id: int) -> int:
    """How long a booked session is to last."""
    text = db.session.scalar(select(Answer.text).where(Answer.record_id == record_id, Answer.key == "minutes"))
    return int(text) if text and text.strip().isdigit() and len(text) < 5 else 60


@dataclass(frozen=True)
class Member:
    """One line of the team page: a person, what they are, and their year so far in sessions."""

    person: Person
    posting: Posting
    complete: int
    unlogged: int
    last_on: date | None
    next_at: datetime | None


def team(manager_id: int, day: date, now: datetime, year_start: date) -> list[Member]:
    """The viewer's direct reports with their sessions of the year: those with none first, then by name. Two queries."""
    counts = (
        select(
            Record.subject_id,
            func.count().filter(Record.logged_on.is_not(None)).label("complete"),
            func.count().filter(Record.logged_on.is_(None)).label("unlogged"),
            func.max(Record.happened_on).label("last_on"),
        )
        .where(Record.kind == "rps", Record.state == LOCKED, Record.void_at.is_(None), Record.happened_on >= year_start)
        .group_by(Record.subject_id)
        .subquery()
    )
    booked = (
        select(Record.subject_id, func.min(Record.planned_at).label("next_at"))
        .where(Record.kind == "rps", Record.state == DRAFT, Record.planned_at > now)
        .group_by(Record.subject_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Person, Posting, counts.c.complete, counts.c.unlogged, counts.c.last_on, booked.c.next_at)
        .join(Posting, and_(Posting.person_id == Person.id, during(Posting, day)))
        .outerjoin(counts, counts.c.subject_id == Person.id)
        .outerjoin(booked, booked.c.subject_id == Person.id)
        .where(Posting.line_manager_id == manager_id)
    )
    found = [Member(p, post, done or 0, open_ or 0, last, soon) for p, post, done, open_, last, soon in rows]
    return sorted(found, key=lambda member: (member.complete > 0, member.complete, member.person.name))
