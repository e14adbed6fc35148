"""Passing on the second observation of a year and its session, taking it back, and what the delegate begins."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask
from sqlalchemy import or_, select, update

from app.database import db
from app.history.actions import Actor, note
from app.language import LONDON
from app.language import day as day_words
from app.observations import actions as observations
from app.observations import delegates
from app.people.experienced import is_named
from app.people.models import Person, Posting, during
from app.people.queries import posting_on
from app.policy import passing as policy
from app.policy.people import leads_as_delegate
from app.policy.rps_year import OBSERVED
from app.policy.rules import Breach, Refused, insist, insist_reason
from app.records import actions as records
from app.records import queries as found_records
from app.records import signals
from app.records.models import CANCELLED, DRAFT, LOCKED, MISSED, SENT, Record
from app.records.queries import Found
from app.rps import actions, queries
from app.rps.actions import Booked
from app.rps.models import PassedOn
from app.rps.passing import notices as passing_notices
from app.rps.passing import passed
from app.rps.passing.passed import Passed
from app.rps.year.years import Member, of_person

THING = "passed on"


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: which part, of whom, by when."""

    what: str
    delegate: Person
    due_on: date


def counts_already(member: Member) -> bool:
    """Whether a pair in which a delegate took part counts to the year, or would once it is complete."""
    return any(
        each.counts_as == OBSERVED
        and (each.session.is_delegated or (each.session.observation and each.session.observation.is_delegated))
        for each in member.standing.counted
    )


def own_counts(member: Member) -> bool:
    """Whether a complete pair of the line manager's own counts."""
    return member.standing.observed > int(counts_already(member))


def asked_by(member: Member, today: date) -> date:
    """By when the second observation is asked for, unless said: a session's time before the last one is due."""
    asked = member.standing.asked
    due = asked.due_on(asked.sessions - 1) or asked.year.last
    return due if due >= today else asked.year.last


def assign(person: Person, wish: Wish, me: Person, by: Actor, now: datetime) -> PassedOn:
    """Ask somebody to do (a part of) the second observation of this year. Raises Refused. Tells them and the person."""
    today = now.astimezone(LONDON).date()
    db.session.scalar(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    member = of_person(person.id, today, now)
    if member is None or not member.job_role:
        raise Refused(Breach("Framework 6.3", f"{person.name} is not in post today."))
    capacity = _capacity_on(wish.delegate.id, today)
    year = member.standing.asked.year
    insist(policy.ASSIGNING, policy.Assigning(
        member.job_role, capacity, wish.delegate.id == person.id, wish.delegate.id == member.line_manager_id,
        member.standing.asked.observed, wish.what, wish.due_on, today, year.last, is_taken=member.handed is not None,
        counts_already=counts_already(member),
        has_observation=bool(passed.by_manager(person.id, year.first, year.last)),
    ))  # fmt: skip
    row = PassedOn(person_id=person.id, delegate_id=wish.delegate.id, capacity=capacity, what=wish.what,
                   year_start=year.first, due_on=wish.due_on, assigned_by_id=me.id, assigned_at=now)  # fmt: skip
    db.session.add(row)
    db.session.flush()
    words = f"To {wish.delegate.name}, {capacity}, by {day_words(wish.due_on)}: {policy.IN_SHORT[wish.what]}"
    note("passed on", THING, row.id, by, now, subject_id=person.id, reason=words)
    passing_notices.asked(row, person, wish.delegate, me, now)
    return row


def _capacity_on(person_id: int, day: date) -> str:
    """What somebody could act as on that day; "" where the second observation can't be passed on to them."""
    row = db.session.execute(
        select(Posting.job_role, is_named(person_id, day)).where(Posting.person_id == person_id, during(Posting, day))
    ).first()
    return policy.capacity(row[0], is_named=bool(row[1])) if row else ""


def take_back(it: Passed, reason: str, me: Person, by: Actor, now: datetime) -> None:
    """Take it back with a reason while nothing is signed, or where it can't be finished. Drafts the delegate
    began end with it. Raises Refused.
    """
    for record in (it.observation, it.session):
        if record is not None:
            db.session.refresh(record, with_for_update={"key_share": True})
    insist(policy.TAKING_BACK, policy.TakingBack(it.is_signed, not it.is_open, is_undone=is_undone(it, now)))
    insist_reason("Framework 6.3", reason)
    it.row.ended_at, it.row.ended_by, it.row.ended_reason = now, by.name, reason
    note("took back what was passed on", THING, it.row.id, by, now, subject_id=it.person.id, reason=reason)
    for record in (it.session, it.observation):
        if record is not None and record.state == DRAFT:
            _end(record, it, CANCELLED, "Taken back by the line manager.", by, now)
    passing_notices.taken_back(it, me, now)


def is_undone(it: Passed, now: datetime) -> bool:
    """Whether its session is still to be held and signed, and the delegate may not do so any more."""
    is_begun = it.session is not None and it.session.state in (SENT, LOCKED)
    can = _capacity_on(it.row.delegate_id, now.astimezone(LONDON).date())
    return it.with_session and not is_begun and not can


def _end(record: Record, it: Passed, state: str, reason: str, by: Actor, now: datetime) -> None:
    found = Found(record, it.person, it.delegate, frozenset(), "", None)
    records.close(found_records.paper(found, now.astimezone(LONDON).date()), state, reason, by, now)


def _insist_on(it: Passed, part: str, on: date) -> str:
    """Raise Refused unless the delegate may begin this part for that day; gives what they act as."""
    year, capacity = passed.year_of_row(it.row), _capacity_on(it.row.delegate_id, on)
    begun = it.observation if part == policy.OBSERVATION else it.session
    insist(policy.BEGINNING, policy.Beginning(
        part, it.row.what, it.is_open, capacity, on, year.first, year.last, has_begun=begun is not None,
        has_observation=part == policy.SESSION and passed.to_follow(it) is not None,
    ))  # fmt: skip
    return it.row.capacity


def observe(it: Passed, by: Actor, now: datetime) -> Record:
    """Open the form of the observation, held today. A second press gives back the one that is there. Raises Refused."""
    today = now.astimezone(LONDON).date()
    if it.is_open and it.observation is not None and it.observation.state == DRAFT:
        return it.observation
    capacity = _insist_on(it, policy.OBSERVATION, today)
    record = observations.start(it.person, it.delegate, by, now, today, passed_on_as=capacity)
    it.row.observation_id = record.id
    return record


def plan_observation(it: Passed, at: datetime, minutes: int, by: Actor, now: datetime) -> Record:
    """Book the observation (one in the past opens its record straight away). Raises Refused."""
    capacity = _insist_on(it, policy.OBSERVATION, at.astimezone(LONDON).date())
    record = observations.book(it.person, it.delegate, at, by, now, minutes=minutes, passed_on_as=capacity)
    it.row.observation_id = record.id
    return record


def plan_session(it: Passed, booked: Booked, by: Actor, now: datetime) -> Record:
    """Book the session after the observation, or open the record of one held. Raises Refused."""
    _insist_on(it, policy.SESSION, booked.on)
    record = actions.plan(it.person, it.delegate, booked, by, now, passed_on=True)
    it.row.session_id = record.id
    return record


def stop(it: Passed, record: Record, reason: str, by: Actor, now: datetime) -> None:
    """The delegate notes that an observation or session they began did not take place. It stays passed on to them."""
    is_late = record.planned_at is not None and record.planned_at <= now
    _end(record, it, MISSED if is_late else CANCELLED, reason, by, now)


def may_still_observe(record: Record, observed_on: date) -> bool:
    """Whether an observation on that day is passed on to its observer: asked again when they sign."""
    parts = queries.passed_on_as(record.subject_id, record.lead_id, observed_on, policy.WITH_OBSERVATION)
    is_open = db.session.scalar(select(parts)) is not None
    return is_open and bool(_capacity_on(record.lead_id, observed_on)) and _in_post(record.subject_id, observed_on)


def _in_post(person_id: int, day: date) -> bool:
    return posting_on(person_id, day) is not None


def _closed(record: Record, **_: object) -> None:
    """What ended without becoming a record may be begun again."""
    if not leads_as_delegate(record.lead_capacity):
        return
    for column in (PassedOn.observation_id, PassedOn.session_id):
        db.session.execute(update(PassedOn).where(or_(column == record.id)).values({column.key: None}))


def init_app(_app: Flask) -> None:
    """Answer what observations ask about delegates, and follow what happens to their records."""
    delegates.ask(may_still_observe)
    signals.record_closed.connect(_closed)
    signals.record_voided.connect(_closed)
