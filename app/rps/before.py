"""What was held before this service was used: which observations wait for a session, and the session that follows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.database import db
from app.records.models import CANCELLED, MISSED, Record
from app.rps.models import OBSERVATION, HeldBefore


def is_over(record_id: Any) -> ColumnElement[bool]:
    """The condition that a session ended without becoming one, or was opened in error."""
    session = aliased(Record)
    ended = or_(session.state.in_((CANCELLED, MISSED)), session.void_at.is_not(None))
    return exists(select(session.id).where(session.id == record_id, ended))


def is_open() -> ColumnElement[bool]:
    """The condition that no session follows the observation: none held before, and none of this service."""
    session = aliased(HeldBefore)
    earlier = exists(select(session.id).where(session.follows_id == HeldBefore.id, session.withdrawn_at.is_(None)))
    here = and_(HeldBefore.session_id.is_not(None), ~is_over(HeldBefore.session_id))
    return and_(HeldBefore.kind == OBSERVATION, HeldBefore.withdrawn_at.is_(None), ~earlier, ~here)


def to_discuss(person_id: int, since: date) -> Sequence[HeldBefore]:
    """Observations of the person held on `since` or later that no session follows yet, the oldest first."""
    query = select(HeldBefore).where(HeldBefore.person_id == person_id, HeldBefore.held_on >= since, is_open())
    return db.session.scalars(query.order_by(HeldBefore.held_on, HeldBefore.id)).all()


def is_to_discuss(observation: HeldBefore) -> bool:
    """Whether no session follows it yet. Holds it, so that two bookings at once cannot both take it."""
    db.session.scalar(select(HeldBefore.id).where(HeldBefore.id == observation.id).with_for_update())
    return db.session.scalar(select(HeldBefore.id).where(HeldBefore.id == observation.id, is_open())) is not None


def followed_by(session_id: int) -> HeldBefore | None:
    """The observation held before this service that a session of this service follows."""
    return db.session.scalar(
        select(HeldBefore).where(HeldBefore.session_id == session_id, HeldBefore.withdrawn_at.is_(None))
    )
