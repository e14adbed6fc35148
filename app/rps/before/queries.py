"""What was held before this service was used: the session that follows an observation, logging, and withdrawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.database import db, writing
from app.history.actions import Actor, note
from app.language import LONDON
from app.people.models import Person
from app.people.words import each_word
from app.policy import rps as policy
from app.policy.access import NotThere
from app.policy.rps_before import WHY_WITHDRAWN
from app.policy.rules import Breach, Refused, insist
from app.records.models import CANCELLED, MISSED, Record
from app.rps.models import OBSERVATION, SESSION, HeldBefore

SOURCE, MOST = "Past sessions", 25


@dataclass(frozen=True)
class Past:
    """A session or observation held before, with the names of whose it is and who held it."""

    held: HeldBefore
    name: str
    by_name: str
    observed_on: date | None = None


def is_over(record_id: Any) -> ColumnElement[bool]:
    """The condition that a session ended without becoming one, or was opened in error."""
    session = aliased(Record)
    ended = or_(session.state.in_((CANCELLED, MISSED)), session.void_at.is_not(None))
    return exists(select(session.id).where(session.id == record_id, ended))


def is_open() -> ColumnElement[bool]:
    """The condition that no session follows the observation: none held before, and none of this service."""
    session = aliased(HeldBefore)
    earlier = exists(select(session.id).where(session.follows_id == HeldBefore.id, session.withdrawn_at.is_(None)))
    here = and_(HeldBefore.session_id.is_not(None), ~is_over(HeldBefore.session_id))
    return and_(HeldBefore.kind == OBSERVATION, HeldBefore.withdrawn_at.is_(None), ~earlier, ~here)


def to_discuss(person_id: int, since: date) -> Sequence[HeldBefore]:
    """Observations of the person held on `since` or later that no session follows yet, the oldest first."""
    query = select(HeldBefore).where(HeldBefore.person_id == person_id, HeldBefore.held_on >= since, is_open())
    return db.session.scalars(query.order_by(HeldBefore.held_on, HeldBefore.id)).all()


def is_to_discuss(observation: HeldBefore) -> bool:
    """Whether no session follows it yet. Holds it, so that two bookings at once cannot both take it."""
    db.session.scalar(select(HeldBefore.id).where(HeldBefore.id == observation.id).with_for_update())
    return db.session.scalar(select(HeldBefore.id).where(HeldBefore.id == observation.id, is_open())) is not None


def is_brought_in(person_id: int, on: date) -> ColumnElement[bool]:
    """The condition that a session of the person held on that day was brought in, and stands."""
    same = (HeldBefore.person_id == person_id, HeldBefore.kind == SESSION, HeldBefore.held_on == on)
    return exists().where(*same, HeldBefore.withdrawn_at.is_(None))


def followed_by(session_id: int) -> HeldBefore | None:
    """The observation held before this service that a session of this service follows."""
    return db.session.scalar(
        select(HeldBefore).where(HeldBefore.session_id == session_id, HeldBefore.withdrawn_at.is_(None))
    )


def _past() -> Any:
    whose, holder, seen = aliased(Person), aliased(Person), aliased(HeldBefore)
    return (
        select(HeldBefore, whose.name, holder.name, seen.held_on)
        .join(whose, whose.id == HeldBefore.person_id)
        .join(holder, holder.id == HeldBefore.by_id)
        .outerjoin(seen, and_(seen.id == HeldBefore.follows_id, seen.withdrawn_at.is_(None)))
        .order_by(HeldBefore.held_on, HeldBefore.id)
    )


def of_person(person_id: int) -> list[Past]:
    """Everything brought in for a person, what was withdrawn too, the earliest first. One query."""
    return [Past(*row) for row in db.session.execute(_past().where(HeldBefore.person_id == person_id))]


def people(text: str) -> list[tuple[int, str, str, int]]:
    """Those for whom something was brought in, with that staff number or every word of `text` in their names, by name:
    id, name, staff number, and how much stands. At most MOST.
    """
    stands = func.count(HeldBefore.id).filter(HeldBefore.withdrawn_at.is_(None))
    query = (
        select(Person.id, Person.name, Person.staff_number, stands)
        .join(HeldBefore, HeldBefore.person_id == Person.id)
        .group_by(Person.id, Person.name, Person.staff_number)
        .order_by(Person.name, Person.id)
        .limit(MOST)
    )
    if words := each_word(text, Person.name):
        query = query.where(or_(Person.staff_number == text.strip().upper(), and_(*words)))
    return [(id_, name, number, count) for id_, name, number, count in db.session.execute(query)]


def to_log(people: Select[int], since: date, most: int = 50) -> list[Past]:
    """Sessions of these people (a SELECT of ids), held on `since` or later, that are not logged yet: the oldest first,
    at most so many. One query.
    """
    open_ = (HeldBefore.kind == SESSION, HeldBefore.logged_on.is_(None), HeldBefore.withdrawn_at.is_(None))
    query = _past().where(HeldBefore.person_id.in_(people), HeldBefore.held_on >= since, *open_).limit(most)
    return [Past(*row) for row in db.session.execute(query)]


def find(held_id: int, people: Select[int] | None = None) -> HeldBefore:
    """What was brought in under this number, if it is about one of these people; NotThere otherwise.

    Held until the transaction ends, where it may write.
    """
    query = select(HeldBefore).where(HeldBefore.id == held_id)
    if people is not None:
        query = query.where(HeldBefore.person_id.in_(people))
    query = query.execution_options(populate_existing=True)
    held = db.session.scalar(query.with_for_update() if writing.get() else query)
    if held is None:
        raise NotThere
    return held


def log_before(held_id: int, on: date, by: Actor, now: datetime, reference: str = "") -> HeldBefore:
    """Mark that a session held before was logged on the Single Operating Platform on a day. A second press changes
    nothing. Refused by Framework 6.5.
    """
    held = find(held_id)
    if held.kind != SESSION or held.withdrawn_at:
        raise Refused(Breach("Framework 6.5", "Only a session that stands is logged."))
    if held.logged_on is None:
        today = now.astimezone(LONDON).date()
        insist(policy.LOGGING, policy.Logging(is_signed=True, held_on=held.held_on, on=on, today=today))
        held.logged_on, held.reference = on, reference or held.reference
        words = f"session: {held.held_on}"
        note("logged on SOP", "person", held.person_id, by, now, subject_id=held.person_id, reason=words)
    return held


def withdraw(held: HeldBefore, why: str, by: Actor, now: datetime) -> None:
    """Withdraw what was brought in wrongly: it stays known and no longer counts. `why` is a code of WHY_WITHDRAWN."""
    if why not in WHY_WITHDRAWN:
        raise Refused(Breach(SOURCE, "This needs a reason.", "Choose why it is withdrawn."))
    if held.withdrawn_at:
        raise Refused(Breach(SOURCE, "This was withdrawn already."))
    held.withdrawn_at, held.withdrawn_by = now, by.name
    words = f"{held.kind}: {held.held_on}. {WHY_WITHDRAWN[why]}"
    note("withdrew what was brought in", "person", held.person_id, by, now, subject_id=held.person_id, reason=words)
