"""Planning sessions: booking, moving, missing; and logging them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from datetime import time as clock

from app.database import db
from app.history.actions import Actor, note
from app.language import LONDON, clock_time
from app.people.models import Person
from app.policy import observations
from app.policy import rps as policy
from app.policy.people import leads_as_delegate
from app.policy.rules import Breach, Refused, insist
from app.records import actions as records
from app.records.models import DRAFT, LEAD, MISSED, Answer, Record
from app.records.paper import Paper
from app.rps import queries
from app.rps.before import queries as before
from app.rps.models import HeldBefore
from app.settings.queries import deadline, value


@dataclass(frozen=True)
class Booked:
    """When, where and how long a session is to be, and the observation it follows: of this service, or held before."""

    on: date
    at: clock
    minutes: int
    place: str
    observation: Record | HeldBefore | None = None

    @property
    def starts_at(self) -> datetime:
        """The instant it starts: the time typed is London time."""
        return datetime.combine(self.on, self.at, LONDON)

    @property
    def observed_on(self) -> date | None:
        """The day of the observation it follows."""
        if isinstance(self.observation, HeldBefore):
            return self.observation.held_on
        return self.observation.happened_on if self.observation else None

    @property
    def is_taken(self) -> bool:
        """Whether another session follows that observation already. Holds the observation."""
        if isinstance(self.observation, HeldBefore):
            return not before.is_to_discuss(self.observation)
        return self.observation is not None and not queries.is_to_discuss(self.observation)


def plan(
    practitioner: Person, holder: Person, booked: Booked, by: Actor, now: datetime, *, passed_on: bool = False
) -> Record:
    """Book a session (one in the past opens its record straight away). Refused by Framework 6.2 to 6.4.

    `passed_on`: the holder does it as a delegate; `passing.plan_session` asks the rules of that first.
    """
    if queries.is_booked(practitioner.id, booked.starts_at):
        words = f"A session with {practitioner.name} is already planned for that time."
        raise Refused(Breach("Domain guide C1", words, "Find it under Records, or choose another time."))
    pair = _insist_bookable(practitioner.id, holder.id, booked, taken=booked.is_taken, passed_on=passed_on)
    by = replace(by, capacity=pair.capacity, for_name=pair.for_name)
    record = records.open_draft(
        "rps", practitioner, holder, pair.capacity, _first_answers(booked), by, now,
        planned_at=booked.starts_at, happened_on=booked.on, due_on=_finish_by(booked.on, now),
        follows_id=booked.observation.id if isinstance(booked.observation, Record) else None,
    )  # fmt: skip
    if isinstance(booked.observation, HeldBefore):
        booked.observation.session_id = record.id
    return record


def _insist_bookable(
    practitioner_id: int, holder_id: int, booked: Booked, *, taken: bool, passed_on: bool
) -> queries.Pair:
    pair = queries.pair(practitioner_id, holder_id, booked.on, booked.starts_at)
    if pair is None:
        raise Refused(Breach("Framework 6.2", "One of you is not in post on that day.", "Choose another day."))
    pair = pair if passed_on else replace(pair, passed_on_as="")
    facts = replace(
        pair.facts,
        minutes=booked.minutes,
        day=booked.on,
        observation_on=booked.observed_on,
        observation_taken=taken,
        least_minutes=value("rps.minutes_least", booked.on),
        most_minutes=value("rps.minutes_most", booked.on),
    )
    insist(policy.BOOKING, facts)
    return pair


def _first_answers(booked: Booked) -> dict[str, str]:
    return {
        "held_on": f"{booked.on.day}/{booked.on.month}/{booked.on.year}",
        "started": clock_time(booked.at),
        "minutes": str(booked.minutes),
        "place": booked.place,
        "protected": "yes",
    }


def _finish_by(day: date, now: datetime) -> date | None:
    return deadline("rps.finish_days", day, now.astimezone(LONDON).date())


def move(record: Record, booked: Booked, reason: str, by: Actor, now: datetime) -> None:
    """Move a booked session to another time; the old one stays in its history. Refused as `plan` is."""
    if record.state != DRAFT or record.planned_at is None or record.planned_at <= now:
        raise Refused(Breach("Framework 6.2", "Only a session that is still ahead can be moved.", "Plan another one."))
    followed = db.session.get(Record, record.follows_id) if record.follows_id else before.followed_by(record.id)
    booked = replace(booked, observation=followed)
    if isinstance(followed, Record) and followed.planned_at is not None and followed.state == DRAFT:
        insist(observations.ORDER, observations.Order(followed.planned_at, booked.starts_at))
    is_delegated = leads_as_delegate(record.lead_capacity)
    _insist_bookable(record.subject_id, record.lead_id, booked, taken=False, passed_on=is_delegated)
    was_at = record.planned_at.astimezone(LONDON)
    record.planned_at = record.since = booked.starts_at
    record.happened_on, record.due_on = booked.on, _finish_by(booked.on, now)
    for answer in db.session.query(Answer).filter_by(record_id=record.id, part=LEAD):
        if answer.key in ("held_on", "started", "minutes", "place"):
            answer.text, answer.revision, answer.saved_at = _first_answers(booked)[answer.key], answer.revision + 1, now
    words = f"from {was_at:%-d %B %Y} at {clock_time(was_at)}. {reason}".strip()
    note("moved the session", "record", record.id, by, now, subject_id=record.subject_id, reason=words)


def miss(paper: Paper, reason: str, by: Actor, now: datetime) -> None:
    """Note that a booked session did not take place, and why. Refused before its time."""
    starts_at = paper.record.planned_at or paper.record.since
    insist(policy.MISSING, policy.Missing(starts_at, now))
    records.close(paper, MISSED, reason, by, now)


def log(record: Record, on: date, reference: str, by: Actor, now: datetime, today: date) -> None:
    """Mark that a signed session was entered on the Single Operating Platform on a day. Refused by Framework 6.5."""
    held_on = record.happened_on or today
    insist(policy.LOGGING, policy.Logging(record.is_locked, held_on, on, today, record.is_void))
    records.log(record, on, reference, by, now)
