"""What a person was told: only ever their own, and only of codes that somebody declares."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select

from app.database import db
from app.notices.models import Notice
from app.notices.telling import TOLD
from app.policy.access import Viewer

LATEST = 10


def _told(viewer: Viewer) -> Select[Notice]:
    return select(Notice).where(Notice.person_id == viewer.person_id, Notice.code.in_(TOLD))


def latest_unread(viewer: Viewer) -> tuple[list[Notice], int]:
    """The latest ten the viewer has not read, the newest first, and how many there are in all. One query.

    Without those that For you lists as waiting.
    """
    codes = tuple(code for code, told in TOLD.items() if not told.is_listed)
    rows = db.session.execute(_latest(codes), {"told": viewer.person_id}).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


@lru_cache(maxsize=4)
def _latest(codes: tuple[str, ...]) -> Any:
    """Made once: that takes longer than asking, and For you asks each time."""
    found = select(Notice, func.count().over()).where(Notice.person_id == bindparam("told", type_=Integer()))
    return (
        found.where(Notice.code.in_(codes), Notice.read_at.is_(None))
        .order_by(Notice.told_at.desc(), Notice.id.desc())
        .limit(LATEST)
    )


def unread(viewer: Viewer) -> tuple[int, int]:
    """How many notices the viewer has not read, listed elsewhere or not, and the id of the newest of them (0: none)."""
    found = _told(viewer).where(Notice.read_at.is_(None)).with_only_columns(func.count(), func.max(Notice.id))
    count, newest = db.session.execute(found).one()
    return count, newest or 0


def everything(viewer: Viewer, *, limit: int, offset: int = 0) -> Sequence[Notice]:
    """All the viewer was ever told, the newest first."""
    found = _told(viewer).order_by(Notice.told_at.desc(), Notice.id.desc())
    return db.session.scalars(found.limit(limit).offset(offset)).all()


def one(viewer: Viewer, notice_id: int) -> Notice | None:
    """A notice, if it is the viewer's."""
    return db.session.scalar(_told(viewer).where(Notice.id == notice_id))
