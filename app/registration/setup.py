"""What signing a record sets off here: the standards chosen in its form become tags."""

from datetime import datetime
from typing import Any

from flask import Flask

from app.history.actions import SERVICE
from app.records import signals
from app.records.models import LEAD, SUBJECT, Record
from app.records.paper import Paper
from app.registration.standards import tags
from app.registration.standards.matrix import CHOSEN


def init_app(_app: Flask) -> None:
    """Listen to what records announce."""
    signals.record_locked.connect(_tag)


def _tag(record: Record, now: datetime, paper: Paper, **_more: Any) -> None:
    if text := paper.text(CHOSEN, LEAD) or paper.text(CHOSEN, SUBJECT):
        tags.put_on(record, filter(None, text.split("\n")), SERVICE, now)
