"""Noting what happened."""

from dataclasses import dataclass
from datetime import datetime

from app.history.appending import add
from app.history.models import Event


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
    """Note an event in the caller's transaction. `verb` is a past phrase a person can read ("signed").

    Its place in the chain, and its number with it, it gets when the transaction is committed.
    """
    event = Event(
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
    )
    add(event)
    return event
