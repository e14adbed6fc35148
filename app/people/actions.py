"""Starting, correcting and ending what someone is, from a day on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.database import db
from app.history.actions import SERVICE, Actor, note
from app.people import signals
from app.people.models import Person, Posting
from app.policy.rules import Breach, Refused


@dataclass(frozen=True)
class Job:
    """What someone is: role, function, hours a week, team and line manager; the role itself since a day."""

    job_role: str
    function: str
    weekly_hours: Decimal
    team_id: int
    line_manager_id: int | None
    role_since: date


def start(person: Person, job: Job, starts_on: date, ends_on: date | None = None) -> Posting:
    """Let the person be this from `starts_on` on; what they are until then ends the day before.

    Raises Refused where a posting starts on that day or later. The caller notes the history.
    """
    for held in _postings_from(person, starts_on):
        if held.starts_on >= starts_on:
            raise Refused(Breach("Staff records", f"{person.name} has a posting from {held.starts_on} on already."))
        held.ends_on = starts_on - timedelta(days=1)
    db.session.flush()  # the old one ends before the new one is there: a person has one open posting at most
    posting = Posting(person_id=person.id, starts_on=starts_on, ends_on=ends_on, **vars(job))
    db.session.add(posting)
    return posting


def correct(posting: Posting, job: Job, ends_on: date | None) -> None:
    """Let a posting say something else over its whole length. The caller notes the history."""
    for name, value in vars(job).items():
        setattr(posting, name, value)
    posting.ends_on = ends_on


def leave(person: Person, last_day: date, by: Actor, now: datetime, today: date) -> None:
    """End what the person is, `last_day` included. From that day on their account is closed.

    Raises Refused for a day before the present posting began.
    """
    for held in _postings_from(person, last_day):
        if held.starts_on > last_day:
            raise Refused(
                Breach(
                    "Staff records",
                    f"{person.name}’s present posting starts on {held.starts_on.day} {held.starts_on:%B %Y}.",
                    "Enter that day or a later one as the last day.",
                )
            )
        held.ends_on = last_day
    person.left_on, person.has_left = last_day, False
    note("leaves", "person", person.id, by, now, subject_id=person.id, reason=f"last day {last_day}")
    if last_day <= today:
        _announce(person, now)


def come_back(person: Person, now: datetime) -> None:
    """Forget that the person left, and tell the others."""
    person.left_on, person.has_left = None, False
    signals.person_returned.send(person, at=now)


def announce_leavers(now: datetime, today: date) -> int:
    """Announce everyone whose last day has come: entered beforehand, or the end of a fixed contract. Gives how many.

    To be run every day. Someone with a posting today or later has not left.
    """
    works = select(Posting.id).where(
        Posting.person_id == Person.id, (Posting.ends_on.is_(None)) | (Posting.ends_on >= today)
    )
    over = select(Posting.id).where(Posting.person_id == Person.id)
    gone = db.session.scalars(
        select(Person)
        .where(Person.has_left.is_(False))
        .where((Person.left_on <= today) | (over.exists() & ~works.exists()))
        .order_by(Person.id)
    ).all()
    for person in gone:
        if person.left_on is None:
            person.left_on = max(posting.ends_on or today for posting in _postings_from(person, date.min))
            note("contract ended", "person", person.id, SERVICE, now, subject_id=person.id, reason=f"{person.left_on}")
        _announce(person, now)
    return len(gone)


def _announce(person: Person, now: datetime) -> None:
    person.has_left = True
    db.session.flush()
    signals.person_left.send(person, at=now)


def _postings_from(person: Person, day: date) -> Iterable[Posting]:
    return db.session.scalars(
        select(Posting)
        .where(Posting.person_id == person.id, Posting.ends_on.is_(None) | (Posting.ends_on >= day))
        .order_by(Posting.starts_on)
    ).all()
