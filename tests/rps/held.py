"""Sessions and observations that took place on given days, as rows: for lists and numbers, without a word written."""

from datetime import UTC, date, datetime, time
from typing import Any

from app.language import LONDON
from app.people.models import Person
from app.records.models import DRAFT, LOCKED, SENT, Record
from tests import make


def session(lead: Person, subject: Person, on: date, **given: Any) -> Record:
    """A session signed and logged on its day, unless said."""
    values: dict[str, Any] = {"state": LOCKED, "logged_on": on, **given}
    at = datetime.combine(on, time(10), UTC)
    return make.add(Record(**{
        "kind": "rps", "version": 1, "subject_id": subject.id, "lead_id": lead.id, "lead_capacity": "line manager",
        "happened_on": on, "since": at, "locked_at": at if values["state"] == LOCKED else None, "turn": "", **values,
    }))  # fmt: skip


def observation(lead: Person, subject: Person, on: date, **given: Any) -> Record:
    """An observation signed by both, unless said."""
    return session(lead, subject, on, **{"kind": "observation", "logged_on": None, **given})


def pair(lead: Person, subject: Person, seen_on: date, on: date, **given: Any) -> Record:
    """An observation and the session that follows it; gives the session."""
    return session(lead, subject, on, follows_id=observation(lead, subject, seen_on).id, **given)


def unlogged(lead: Person, subject: Person, on: date, **given: Any) -> Record:
    """A session signed and not logged."""
    return session(lead, subject, on, logged_on=None, **given)


def draft(lead: Person, subject: Person, on: date, **given: Any) -> Record:
    """A session held, its record in draft."""
    return session(lead, subject, on, state=DRAFT, logged_on=None, turn="lead", **given)


def sent(lead: Person, subject: Person, on: date, turn: str) -> Record:
    """A session whose record waits for the signature of "subject" or "lead"."""
    return session(lead, subject, on, state=SENT, logged_on=None, turn=turn)


def booked(lead: Person, subject: Person, on: date, **given: Any) -> Record:
    """A session (or what `kind` says) booked for 10am."""
    return draft(lead, subject, on, planned_at=datetime.combine(on, time(10), LONDON), **given)
