"""Trips to the identity provider: what each was for, held by the browser's own signed cookie until it comes back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import session

from app.auth import tokens

ENTER, PROVE, LINK, WELCOME = "enter", "prove", "link", "welcome"
HELD = "trips"
MOST = 3  # trips at once of one browser: a cookie holds only so much
LONGEST = timedelta(minutes=20)
LONGEST_ADDRESS = 500  # characters


@dataclass(frozen=True)
class Trip:
    """One trip. `who` is the account that set out (PROVE, LINK) or the one-time link used (WELCOME), 0 for ENTER."""

    state: str
    purpose: str
    who: int
    to: str
    began_at: datetime


def begin(purpose: str, now: datetime, *, who: int = 0, to: str = "/") -> str:
    """The state of a new trip, which comes back to the address `to` of this service."""
    state, kept = tokens.make(), _held()
    to = to if len(to) <= LONGEST_ADDRESS else "/"
    session[HELD] = [*kept[-(MOST - 1) :], [state, purpose, who, to, now.isoformat()]]
    return state


def take(state: str, now: datetime) -> Trip | None:
    """The trip of this browser that has this state, once; None if there is none, or it took too long."""
    kept = _held()
    session[HELD] = [each for each in kept if each[0] != state]
    for each in kept:
        if each[0] == state:
            trip = Trip(each[0], each[1], each[2], each[3], datetime.fromisoformat(each[4]))
            return trip if now - trip.began_at <= LONGEST else None
    return None


def _held() -> list[list[Any]]:
    kept = session.get(HELD)
    return kept if isinstance(kept, list) else []
