"""Searching history, for administrators and assurance readers."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.database import db
from app.history.models import Event


def search(text: str, *, limit: int, offset: int = 0) -> Sequence[Event]:
    """Events whose actor, verb or thing holds every word; all of them for no words. The latest first."""
    found = select(Event).order_by(Event.id.desc()).limit(limit).offset(offset)
    for word in text.split()[:8]:
        found = found.where(
            or_(
                Event.actor.icontains(word, autoescape=True),
                Event.verb.icontains(word, autoescape=True),
                Event.thing.icontains(word, autoescape=True),
            )
        )
    return db.session.scalars(found).all()
