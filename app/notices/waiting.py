"""How a wait reads in a row of a list: how late or how soon, how long already, and what is left on a clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.language import LONDON, clock_zone, day_month, minutes_left, plural, span
from app.policy import working_days

FINE = 120  # up to here a clock counts minutes, above it hours and minutes


@dataclass(frozen=True)
class Clock:
    """A running clock as a row shows it: the figure, its unit, and until when."""

    figure: str
    unit: str
    until: str


def when(due: date | None, today: date, extra: Collection[date]) -> tuple[str, str]:
    """How late or how soon, in bold, and the day it is due, in soft. `extra` holds one-off bank holidays."""
    if due is None:
        return "No date", ""
    if due < today:
        late = days_between(due, today, extra)
        return f"{plural(late, 'day')} late" if late else "Late", f"due {day_month(due)}"
    if due == today:
        return "Today", ""
    ahead = days_between(today, due, extra)
    words = "Tomorrow" if (due - today).days == 1 else f"In {plural(ahead, 'day')}" if ahead else "Soon"
    return words, f"{due:%A} {day_month(due)}"


def waited(since: datetime, today: date, extra: Collection[date], now: datetime | None = None) -> str:
    """How long it has waited, in working days; "" for what has not begun. With `now` in hours and minutes, where a
    clock runs.
    """
    if now and (minutes := -minutes_left(since - now)) >= 0:
        return f"with you for {span(minutes)}"
    began = since.astimezone(LONDON).date()
    if began >= today:
        return "since today" if began == today else ""
    days = days_between(began, today, extra)
    return f"waiting {plural(days, 'working day')}" if days else "since the last working day"


def days_between(first: date, last: date, extra: Collection[date]) -> int:
    """Working days from one to the other; 0 where the bank holidays of a year are not known, so none is named."""
    try:
        return working_days.between(first, last, extra)
    except working_days.UnknownYear:
        return 0


def clock(limit: datetime, now: datetime) -> Clock:
    """What is left until an instant, or how late it is: minutes, above 120 of them hours and minutes, always with the
    zone. A minute that has begun counts as late.
    """
    minutes = minutes_left(limit.astimezone(UTC) - now.astimezone(UTC))
    word, until = ("left", "until") if minutes >= 0 else ("late", "limit was")
    minutes = abs(minutes)
    until = f"{until} {clock_zone(limit)} {_day(limit, now)}"
    if minutes <= FINE:
        return Clock(str(minutes), f"{'minute' if minutes == 1 else 'minutes'} {word}", until)
    hours, rest = divmod(minutes, 60)
    more = f" {plural(rest, 'minute')}" if rest else ""
    return Clock(str(hours), f"hours{more} {word}", until)


def _day(at: datetime, now: datetime) -> str:
    day, today = at.astimezone(LONDON).date(), now.astimezone(LONDON).date()
    words = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return words.get((day - today).days, f"on {day_month(day)}")
