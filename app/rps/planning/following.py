"""The session booked after an observation: found, and freed when the observation does not take place."""

from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.database import db
from app.history.actions import SERVICE, note
from app.language import day as day_words
from app.records import signals
from app.records.models import DRAFT, Record
from app.records.pages import STATES

FREED = "no longer follows an observation"


def init_app(_app: Flask) -> None:
    """Follow what becomes of observations."""
    signals.record_closed.connect(_closed)
    signals.record_voided.connect(_closed)


def session_after(observation_id: int) -> Record | None:
    """The session that is booked, or in writing, to discuss this observation."""
    return db.session.scalar(
        select(Record).where(Record.follows_id == observation_id, Record.kind == "rps", Record.state == DRAFT).limit(1)
    )


def _closed(record: Record, now: datetime, **_: Any) -> None:
    """A session without its observation is a session on its own; its history says why."""
    session = session_after(record.id) if record.kind == "observation" else None
    if session is None:
        return
    session.follows_id = None
    on = day_words(record.happened_on).replace("\N{NO-BREAK SPACE}", " ") if record.happened_on else "that day"
    became = "marked as opened in error" if record.is_void else STATES[record.state].lower()
    reason = f"The observation of {on} was {became}."
    note(FREED, "record", session.id, SERVICE, now, subject_id=session.subject_id, reason=reason)
