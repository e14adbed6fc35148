"""Facts of a year of supervision, in few words, for the rule book."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.policy.rps_required import Away, Post, Required, Year, required
from app.policy.rps_year import COMPLETE, Limits, Observation, Session, Standing, standing
from app.policy.settings import SETTINGS

YEAR = Year(date(2026, 4, 1), date(2027, 3, 31))
LEAP_YEAR = Year(date(2027, 4, 1), date(2028, 3, 31))
LONG_AGO = date(2020, 1, 1)
PO, PSO, SPO = "Probation Officer", "Probation Services Officer", "Senior Probation Officer"
SENTENCE_MANAGEMENT = "Sentence management"


def post(
    starts_on: date = LONG_AGO, ends_on: date | None = None, job_role: str = PO, function: str = SENTENCE_MANAGEMENT,
    hours: str = "37",
) -> Post:  # fmt: skip
    """A posting; a full-time probation officer's in sentence management, for years, unless said."""
    return Post(starts_on, ends_on, job_role, function, Decimal(hours))


def settings(*changes: tuple[date, str, Any], **always: Any) -> Callable[[str, date], Any]:
    """The settings on a day: the defaults but for `always` (keys without "rps.") and (from day, key, value) changes."""

    def value(key: str, day: date) -> Any:
        name = key.removeprefix("rps.")
        found = always.get(name, SETTINGS[key].default)
        for starts_on, changed, to in sorted(changes, key=lambda change: change[0]):
            if changed == name and starts_on <= day:
                found = to
        return found

    return value


def asked(
    *posts: Post, away: Iterable[Away] = (), year: Year = YEAR, today: date | None = None,
    changes: Iterable[tuple[date, str, Any]] = (), **always: Any,
) -> Required:  # fmt: skip
    """What a year asks of somebody with these postings (one the whole year unless said), seen from its end."""
    days = [day for day, _, _ in changes]
    return required(year, posts or [post()], away, settings(*changes, **always), days, today or year.last)


def session(on: date, state: str = COMPLETE, *, delegated: bool = False, seen: Observation | None = None,
            number: int = 0) -> Session:  # fmt: skip
    """A session, complete unless said, by the line manager unless `delegated`; after the observation `seen`."""
    return Session(on, state, delegated, seen, number)


def pair(on: date, state: str = COMPLETE, *, by: str = "manager", signed: bool = True, number: int = 0) -> Session:
    """An observation a week before its session, by the "manager", a "delegate", "observation only" or "session only"
    by the delegate.
    """
    seen = Observation(on - timedelta(days=7), by in ("delegate", "observation only"), signed)
    return session(on, state, delegated=by in ("delegate", "session only"), seen=seen, number=number)


def stands(sessions: Iterable[Session], today: date, of: Required | None = None, **limits: int) -> Standing:
    """How a year stands on a day; one that asks for six and two unless said."""
    return standing(of or asked(today=today), sessions, today, Limits(**limits))


def plain(*days: date, state: str = COMPLETE) -> list[Session]:
    """Sessions without an observation on these days."""
    return [session(day, state, number=number) for number, day in enumerate(days, 100)]
