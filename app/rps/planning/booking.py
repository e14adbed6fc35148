"""Booking many sessions and observations at once: all of them, or none."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.database import db
from app.history.actions import Actor
from app.language import LONDON
from app.language import day as day_words
from app.observations import actions as observations
from app.people.models import Person
from app.policy.rps import IN_PERSON
from app.policy.rps_diary import Meeting
from app.policy.rps_plan import Proposal
from app.policy.rules import Breach, Refused
from app.records.models import Record
from app.rps import actions
from app.rps.models import HeldBefore
from app.rps.planning.desk import BEFORE, Desk


def hold_desk(manager_id: int) -> None:
    """Let nobody else plan for this manager until the transaction ends: a second press then sees what the first did."""
    db.session.scalar(select(Person.id).where(Person.id == manager_id).with_for_update(key_share=True))


def book(wanted: Sequence[Proposal], it: Desk, by: Actor, now: datetime) -> list[Record]:
    """Book these rows, the earliest first; what is booked just so already stays as it is. Does not commit.

    Refused, naming whose and when, by any rule of a booking; the caller then rolls everything back.
    """
    ids = {it.me, *(each.person_id for each in wanted)}
    held = select(Person).where(Person.id.in_(ids)).order_by(Person.id).with_for_update(key_share=True)
    people = {person.id: person for person in db.session.scalars(held)}  # in one order, so that two never wait in turn
    found: list[Record] = []
    for each in sorted(wanted, key=lambda each: (each.first.on, each.first.at, each.person_id)):
        try:
            found += _one(each, it, people, by, now)
        except Refused as refused:
            start = f"{people[each.person_id].name}, {day_words(each.first.on)}: "
            raise Refused(*(Breach(b.source, start + b.words, b.remedy) for b in refused.breaches)) from refused
    return found


def _one(each: Proposal, it: Desk, people: dict[int, Person], by: Actor, now: datetime) -> list[Record]:
    who, me = people[each.person_id], people[it.me]
    found: list[Record] = []
    follows = _followed(each.follows)
    if each.observation:
        known = it.same(each.person_id, each.observation, is_observation=True)
        if known is None:
            at = starts_at(each.observation)
            found.append(observations.book(who, me, at, by, now, minutes=each.observation.minutes))
        follows = db.session.get(Record, known.id) if known else found[0]
    if each.session and it.same(each.person_id, each.session, is_observation=False) is None:
        session = each.session
        booked = actions.Booked(session.on, session.at, session.minutes, IN_PERSON, follows)
        found.append(actions.plan(who, me, booked, by, now))
    return found


def _followed(code: str) -> Record | HeldBefore | None:
    """The observation that a row names; None for none."""
    kind, _, number = code.rpartition("-")
    if not kind:
        return None
    return db.session.get(HeldBefore, int(number)) if kind == BEFORE else db.session.get(Record, int(number))


def starts_at(meeting: Meeting) -> datetime:
    """The instant an appointment starts: its time is London's."""
    return datetime.combine(meeting.on, meeting.at, LONDON)
