"""Noting what happened."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text

from app.database import db
from app.history.chain import BEGINNING, link
from app.history.models import Event

APPEND_LOCK = 7_061_304  # any number, the same in every process
_LAST = select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)


@dataclass(frozen=True)
class Actor:
    """Who acts: the account (None for the service itself), their name, what they act as, and whom they cover for."""

    account_id: int | None
    name: str
    capacity: str = ""
    for_name: str = ""
    origin: str = ""
    session_id: int | None = None


SERVICE = Actor(None, "The service")


def note(
    verb: str,
    thing: str,
    thing_id: int,
    by: Actor,
    at: datetime,
    *,
    subject_id: int | None = None,
    reason: str = "",
    seal: str = "",
) -> Event:
    """Append an event in the caller's transaction. `verb` is a past phrase a person can read ("signed")."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPEND_LOCK})
    last = db.session.execute(_LAST).first()
    event = Event(
        id=last.id + 1 if last else 1,
        at=at,
        verb=verb,
        thing=thing,
        thing_id=thing_id,
        subject_id=subject_id,
        actor_id=by.account_id,
        actor=by.name,
        capacity=by.capacity,
        for_name=by.for_name,
        reason=reason[:2000],
        origin=by.origin,
        session_id=by.session_id,
        seal=seal,
        previous=last.hash if last else BEGINNING,
    )
    event.hash = link(event)
    db.session.add(event)
    db.session.flush()
    return event
