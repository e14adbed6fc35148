"""Proposals through the viewer, the records they name, what is open to whom, and what a month held."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.auth.models import Account
from app.break_glass.models import Approval, Proposal, Review
from app.break_glass.standing import facts, standing
from app.database import db
from app.history.models import Event
from app.language import LONDON
from app.people.models import Person
from app.policy import break_glass as policy
from app.policy.access import AUDITOR, Allowed, NotThere, Viewer
from app.policy.break_glass import Standing, Verbs
from app.records.at_once import held
from app.records.models import OpenedTo, Record
from app.records.opened import THING, is_on

REVIEW = "review of openings"
SHOWN, OFFERED = 50, 200
Subject, Reader = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class Found(Allowed):
    """A proposal as one viewer may see it."""

    proposal: Proposal
    subject: Person
    reader: Person
    proposer: str
    verbs: Verbs


@dataclass(frozen=True)
class Listed:
    """A proposal in a list. `records` is how many it names, `ends_at` when they close, `told_at` when people knew."""

    proposal: Proposal
    subject: str
    reader: str
    records: int
    ends_at: datetime | None
    told_at: datetime | None
    events: Sequence[Event] = field(default=())
    readings: Sequence[Event] = field(default=())

    @property
    def is_untold(self) -> bool:
        """Opened, and the person does not know."""
        return self.ends_at is not None and self.told_at is None


def find(viewer: Viewer, proposal_id: int, today: date) -> Found:
    """The proposal, if it exists for this viewer; raises NotThere otherwise. Held where it may be changed. One query.

    Assurance readers see all of them; of members of staff, the directors who may decide, or did.
    """
    which = Proposal.id == proposal_id
    query = (
        select(Proposal, Subject, Reader, Account.name)
        .join(Subject, Subject.id == Proposal.subject_id)
        .join(Reader, Reader.id == Proposal.reader_id)
        .join(Account, Account.id == Proposal.proposed_by)
        .where(which)
    )
    is_assurance = viewer.role == AUDITOR
    if not is_assurance:
        query = query.add_columns(*(each.label(name) for name, each in facts(viewer.person_id, today, which).items()))
    row: Any = db.session.execute(held(query, Proposal)).first()
    if row is None:
        raise NotThere
    stands = Standing(is_assurance=True, is_proposer=row[0].proposed_by == viewer.account_id)
    verbs = policy.verbs(stands if is_assurance else standing(row))
    if not verbs:
        raise NotThere
    return Found(row[0], row[1], row[2], row[3], verbs)


def apart(proposal_id: int, today: date) -> list[int]:
    """The ids of the directors who may decide on a proposal. One query."""
    asked = facts(Person.id, today, Proposal.id == proposal_id)
    is_director = asked["is_director"]
    rows = db.session.execute(
        select(Person.id, *(each.label(name) for name, each in asked.items()))
        .join(Proposal, Proposal.id == proposal_id)
        .where(is_director)
        .order_by(Person.id)
    )
    return [row.id for row in rows if policy.is_apart(standing(row))]


def approvals(proposal_id: int) -> list[tuple[Approval, str]]:
    """Who approved it and when, the first first."""
    rows = db.session.execute(
        select(Approval, Person.name)
        .join(Person, Person.id == Approval.person_id)
        .where(Approval.proposal_id == proposal_id)
        .order_by(Approval.place)
    )
    return [(row[0], row[1]) for row in rows]


def named(proposal_id: int) -> list[tuple[OpenedTo, Record]]:
    """The records a proposal names, the latest first."""
    rows = db.session.execute(
        select(OpenedTo, Record)
        .join(Record, Record.id == OpenedTo.record_id)
        .where(OpenedTo.proposal_id == proposal_id)
        .order_by(Record.happened_on.desc(), Record.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def nameable(person_id: int) -> Sequence[Record]:
    """The signed records of a person that a proposal may name, the latest first, at most 200."""
    return db.session.scalars(
        select(Record)
        .where(Record.subject_id == person_id, Record.kind.in_(policy.KINDS), Record.locked_at.is_not(None))
        .where(Record.void_at.is_(None), Record.removed_on.is_(None))
        .order_by(Record.happened_on.desc(), Record.id.desc())
        .limit(OFFERED)
    ).all()


def proposals(which: ColumnElement[bool] | None = None) -> list[Listed]:
    """The latest proposals, the newest first; only those for which the condition holds. One query."""
    query = (
        select(Proposal, Subject.name, Reader.name, func.count(OpenedTo.id), func.min(OpenedTo.ends_at),
               func.min(OpenedTo.told_at))
        .join(Subject, Subject.id == Proposal.subject_id)
        .join(Reader, Reader.id == Proposal.reader_id)
        .join(OpenedTo, OpenedTo.proposal_id == Proposal.id)
        .group_by(Proposal.id, Subject.name, Reader.name)
        .order_by(Proposal.id.desc())
    )  # fmt: skip
    query = query.limit(SHOWN) if which is None else query.where(which)
    return [Listed(*row) for row in db.session.execute(query)]


def to_me(viewer: Viewer, now: datetime, today: date) -> list[Any]:
    """What is open to the viewer now: (OpenedTo, Record, the person's name, Proposal), the first to close first."""
    if not is_on(today):
        return []
    rows = db.session.execute(
        select(OpenedTo, Record, Subject.name, Proposal)
        .join(Record, Record.id == OpenedTo.record_id)
        .join(Subject, Subject.id == Record.subject_id)
        .join(Proposal, Proposal.id == OpenedTo.proposal_id)
        .where(OpenedTo.person_id == viewer.person_id, OpenedTo.ends_at > now)
        .order_by(OpenedTo.ends_at, Record.happened_on.desc(), Record.id)
    )
    return [tuple(row) for row in rows]


def reviews() -> list[tuple[Review, str]]:
    """The months that have something to review, the latest first, with who confirmed them ("" for nobody yet)."""
    rows = db.session.execute(
        select(Review, func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == Review.reviewed_by)
        .order_by(Review.up_to.desc())
        .limit(SHOWN)
    )
    return [(row[0], row[1]) for row in rows]


def review(review_id: int) -> tuple[Review, str]:
    """A month's review and who confirmed it; raises NotThere. Held where it may be changed."""
    query = (
        select(Review, func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == Review.reviewed_by)
        .where(Review.id == review_id)
    )
    row = db.session.execute(held(query, Review)).first()
    if row is None:
        raise NotThere
    return row[0], row[1]


def month(up_to: date) -> list[Listed]:
    """What a month held, the newest first: proposals with what happened to them and who read what; and whatever was
    opened up to its end and the person has not been told of. Three queries.
    """
    starts, ends = bounds(up_to)
    happened = exists().where(Event.thing == THING, Event.thing_id == Proposal.id, Event.at >= starts, Event.at < ends)
    it = aliased(OpenedTo)
    still = or_(it.ends_at >= starts, it.told_at.is_(None))
    stands = exists().where(it.proposal_id == Proposal.id, it.opened_at < ends, still)
    found = proposals(or_(happened, stands))
    ids = [each.proposal.id for each in found]
    events, readings = _events(ids, starts, ends), _readings(ids, starts, ends)
    return [
        Listed(each.proposal, each.subject, each.reader, each.records, each.ends_at, each.told_at,
               [event for event in events if event.thing_id == each.proposal.id],
               [event for proposal_id, event in readings if proposal_id == each.proposal.id])
        for each in found
    ]  # fmt: skip


def bounds(up_to: date) -> tuple[datetime, datetime]:
    """The instant in which the month of this last day begins in London, and the one in which the next does."""
    starts, after = up_to.replace(day=1), date.fromordinal(up_to.toordinal() + 1)
    return datetime.combine(starts, time(), LONDON), datetime.combine(after, time(), LONDON)


def _events(ids: Sequence[int], starts: datetime, ends: datetime) -> Sequence[Event]:
    return db.session.scalars(
        select(Event)
        .where(Event.thing == THING, Event.thing_id.in_(ids), Event.at >= starts, Event.at < ends)
        .order_by(Event.id)
    ).all()


def _readings(ids: Sequence[int], starts: datetime, ends: datetime) -> list[tuple[int, Event]]:
    """Each reading with the proposal by which the record was open."""
    is_reader = and_(Account.id == Event.actor_id, Account.person_id == OpenedTo.person_id)
    rows = db.session.execute(
        select(OpenedTo.proposal_id, Event)
        .join(Event, and_(Event.thing == "record", Event.thing_id == OpenedTo.record_id))
        .join(Account, is_reader)
        .where(OpenedTo.proposal_id.in_(ids), Event.verb == "read", Event.capacity == policy.CAPACITY)
        .where(Event.at.between(OpenedTo.opened_at, OpenedTo.ends_at), Event.at >= starts, Event.at < ends)
        .order_by(Event.id)
    )
    return [(row[0], row[1]) for row in rows]
