"""Planning sessions: booking, moving, missing."""

from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock

from app.database import db
from app.history.actions import Actor, note
from app.language import LONDON, clock_time
from app.people.models import Person
from app.policy import rps as policy
from app.policy import working_days
from app.policy.people import capacity_of
from app.policy.rules import Breach, Refused, insist
from app.records.actions import open_draft
from app.records.models import DRAFT, LEAD, Answer, Record
from app.rps import queries
from app.settings.queries import holidays, value


@dataclass(frozen=True)
class Booked:
    """When, where and how long a session is to be, and the observation it follows."""

    on: date
    at: clock
    minutes: int
    place: str
    observation: Record | None = None

    @property
    def starts_at(self) -> datetime:
        """The instant it starts: the time typed is London time."""
        return datetime.combine(self.on, self.at, LONDON)


def plan(practitioner: Person, holder: Person, booked: Booked, by: Actor, now: datetime) -> Record:
    """Book a session (one in the past opens its record straight away). Refused by Framework 6.2 to 6.4."""
    day = booked.on
    pair = queries.pair(practitioner.id, holder.id, day)
    if pair is None:
        raise Refused(Breach("Framework 6.2", "One of you is not in post on that day.", "Choose another day."))
    taken = booked.observation is not None and booked.observation not in queries.to_discuss(practitioner.id)
    insist(
        policy.BOOKING,
        policy.Booking(
            is_same_person=practitioner.id == holder.id,
            is_line_manager=pair.is_line_manager,
            practitioner_role=pair.practitioner.job_role,
            practitioner_function=pair.practitioner.function,
            holder_role=pair.holder.job_role,
            same_unit=pair.same_unit,
            has_delegation=pair.has_delegation,
            minutes=booked.minutes,
            starts_at=booked.starts_at,
            observation_on=booked.observation.happened_on if booked.observation else None,
            observation_taken=taken,
            least_minutes=value("rps.minutes_least", day),
            most_minutes=value("rps.minutes_most", day),
        ),
    )
    return open_draft(
        "rps", practitioner, holder, capacity_of(pair.holder.job_role, manages=True), _first_answers(booked), by, now,
        planned_at=booked.starts_at, happened_on=day, due_on=_finish_by(day, now),
        follows_id=booked.observation.id if booked.observation else None,
    )  # fmt: skip


def _first_answers(booked: Booked) -> dict[str, str]:
    return {
        "held_on": f"{booked.on.day}/{booked.on.month}/{booked.on.year}",
        "started": clock_time(booked.at),
        "minutes": str(booked.minutes),
        "place": booked.place,
        "protected": "yes",
    }


def _finish_by(day: date, now: datetime) -> date:
    extra = holidays(now.date())
    return working_days.after(day, value("rps.finish_days", day), extra)


def move(record: Record, booked: Booked, reason: str, by: Actor, now: datetime) -> None:
    """Move a booked session to another time; the old one stays in its history."""
    if record.state != DRAFT or record.planned_at is None or record.planned_at <= now:
        raise Refused(Breach("Framework 6.2", "Only a session that is still ahead can be moved.", "Plan another one."))
    before = record.planned_at.astimezone(LONDON)
    record.planned_at = record.since = booked.starts_at
    record.happened_on, record.due_on = booked.on, _finish_by(booked.on, now)
    for answer in db.session.query(Answer).filter_by(record_id=record.id, part=LEAD):
        if answer.key in ("held_on", "started", "minutes", "place"):
            answer.text, answer.revision, answer.saved_at = _first_answers(booked)[answer.key], answer.revision + 1, now
    words = f"from {before:%-d %B %Y} at {clock_time(before)}. {reason}".strip()
    note("moved the session", "record", record.id, by, now, subject_id=record.subject_id, reason=words)
