"""Marking notices as read. That is nobody else's business, so history does not note it."""

from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, update

from app.database import db
from app.notices.models import Notice
from app.policy.access import Viewer


def read(notice: Notice, now: datetime) -> None:
    """Mark one as read; the first time stands."""
    notice.read_at = notice.read_at or now


def read_all(viewer: Viewer, last_id: int, now: datetime) -> int:
    """Mark as read every notice of the viewer's up to `last_id`, the newest they saw; gives how many were not yet."""
    mine = (Notice.person_id == viewer.person_id, Notice.id <= last_id, Notice.read_at.is_(None))
    done = db.session.execute(update(Notice).where(*mine).values(read_at=now))
    return cast("CursorResult[object]", done).rowcount
