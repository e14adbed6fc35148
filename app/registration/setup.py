"""What signing a record sets off here: the standards chosen in its form become tags."""

from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.database import db
from app.history.actions import SERVICE
from app.records import signals
from app.records.models import Answer, Record
from app.registration.standards import tags
from app.registration.standards.matrix import CHOSEN


def init_app(_app: Flask) -> None:
    """Listen to what records announce."""
    signals.record_locked.connect(_tag)


def _tag(record: Record, now: datetime, **_more: Any) -> None:
    chosen = select(Answer.text).where(Answer.record_id == record.id, Answer.key == CHOSEN)
    if text := db.session.scalar(chosen):
        tags.put_on(record, filter(None, text.split("\n")), SERVICE, now)
