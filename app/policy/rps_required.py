"""Framework 6.3 and 6.4: what a year asks of one person, and why (domain guide C3). Pure: dated facts in, reasons out.

The rows, hours and part-year values are settings; those in force on a day hold for that day, so a year in which the
role, the hours or a value changes is split, and its weighted parts are added before rounding.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil, floor

from app.policy.people import NATIONAL_SECURITY
from app.policy.rps_rows import ASSUMED, Row, Value, full_year, row_for

ONE_DAY = timedelta(days=1)
ROUND_UP, ROUND_NEAREST = "up", "nearest"


@dataclass(frozen=True)
class Year:
    """A year of supervision, first and last day included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """365, or 366 where a 29 February is in it."""
        return (self.last - self.first).days + 1

    def has(self, day: date) -> bool:
        """Whether the day is in it."""
        return self.first <= day <= self.last


def year_of(day: date, starts: str) -> Year:
    """The year that a day is in, when years start on `starts` ("MM-DD")."""
    month, first = (int(part) for part in starts.split("-"))
    start = date(day.year, month, first)
    start = start if start <= day else date(day.year - 1, month, first)
    return Year(start, date(start.year + 1, month, first) - ONE_DAY)


@dataclass(frozen=True)
class Post:
    """What somebody is from one day to another (None: still): job role, function, hours a week."""

    starts_on: date
    ends_on: date | None
    job_role: str
    function: str
    weekly_hours: Decimal


@dataclass(frozen=True)
class Away:
    """Days away from work, both included; no end means still away. Never why."""

    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class Part:
    """One stretch of the year in which one row, the same hours and the same values hold.

    `sessions` and `observed` are what a whole year of it asks for; `eligible` counts its days without long absences.
    """

    first: date
    last: date
    post: Post
    row: Row | None
    sessions: int
    observed: int
    eligible: int


@dataclass(frozen=True)
class Because:
    """A reason in words, and where it comes from."""

    words: str
    source: str


@dataclass(frozen=True)
class Required:
    """What a year asks of one person. `exact_sessions` and `exact_observed` are before rounding.

    `spans` are the eligible days, in order; `away` the long absences as far as they are in the year.
    """

    year: Year
    parts: tuple[Part, ...]
    spans: tuple[tuple[date, date], ...]
    away: tuple[tuple[date, date], ...]
    exact_sessions: Fraction
    exact_observed: Fraction
    sessions: int
    observed: int
    rounding: tuple[str, str] = (ROUND_UP, ROUND_NEAREST)
    least_days: int = 60

    @cached_property
    def eligible(self) -> int:
        """Days in role in the year, less long absences."""
        return self.elapsed(self.year.last)

    def elapsed(self, day: date) -> int:
        """Eligible days up to and including this day."""
        return sum((min(last, day) - first).days + 1 for first, last in self.spans if first <= day)

    def expected(self, day: date) -> int:
        """Sessions expected by a day when they are evenly spread: the day itself counts."""
        return self.sessions * self.elapsed(day) // self.eligible if self.eligible else 0

    def expected_observed(self, day: date) -> int:
        """Of these, sessions after an observation."""
        return self.observed * self.elapsed(day) // self.eligible if self.eligible else 0

    def days_left(self, day: date) -> int:
        """Eligible days after this day."""
        return self.eligible - self.elapsed(day)

    def due_on(self, number: int) -> date | None:
        """By which day the first, second, ... session is expected; None for more than are asked for."""
        if not 1 <= number <= self.sessions:
            return None
        return self.eligible_day(ceil(Fraction(number * self.eligible, self.sessions)))

    def eligible_day(self, number: int) -> date | None:
        """The first, second, ... eligible day of the year."""
        for first, last in self.spans:
            days = (last - first).days + 1
            if number <= days:
                return first + timedelta(days=number - 1)
            number -= days
        return None

    def is_away(self, day: date) -> bool:
        """Whether the day falls into a long absence."""
        return any(first <= day <= last for first, last in self.away)

    @property
    def why(self) -> tuple[Because, ...]:
        """How the two numbers came about, line by line, each with its paragraph."""
        return _why(self)

    @property
    def in_short(self) -> str:
        """Why fewer are asked for than a whole year's row, in a few words that tell no absence; "" where not."""
        whole = max((part.sessions for part in self.parts), default=0)
        if self.sessions >= whole:
            return ""
        asked = [part for part in self.parts if part.row]
        if asked and asked[0].first > self.year.first:
            return f"from {_day(asked[0].first)}"
        if asked and asked[-1].last < self.year.last:
            return f"to {_day(asked[-1].last)}"
        return "part of the year"


def required(
    year: Year, posts: Iterable[Post], absences: Iterable[Away], value: Value, changes: Iterable[date], today: date
) -> Required:
    """What the year asks of a person with these postings and absences.

    `value(key, day)` gives a setting on a day and `changes` the days on which any of them changes. An absence without
    an end counts as lasting: up to `today` when asking whether it is long, through the year once it is. How absences
    and rounding are taken is read on the last day of the year, or today while that is still ahead.
    """
    reading = max(min(today, year.last), year.first)
    away = _long(absences, year, today, value("rps.absence_days", reading))
    cuts = sorted({day for day in changes if year.first < day <= year.last})
    parts = tuple(
        part for post in sorted(posts, key=lambda post: post.starts_on)
        for part in _parts(post, year, cuts, away, value)
    )  # fmt: skip
    spans = _joined([span for part in parts if part.row for span in _without(part.first, part.last, away)])
    exact = sum((Fraction(part.sessions * part.eligible, year.days) for part in parts), Fraction())
    exact_observed = sum((Fraction(part.observed * part.eligible, year.days) for part in parts), Fraction())
    rounding = value("rps.rounding", reading), value("rps.observed_rounding", reading)
    least = value("rps.observed_least_days", reading)
    sessions = _rounded(exact, rounding[0])
    days = sum((last - first).days + 1 for first, last in spans)
    observed = 0 if days < least else min(_rounded(exact_observed, rounding[1]), sessions)
    return Required(year, parts, tuple(spans), tuple(away), exact, exact_observed, sessions, observed, rounding, least)


def _parts(post: Post, year: Year, cuts: Sequence[date], away: Sequence[tuple[date, date]], value: Value) -> list[Part]:
    first, last = max(post.starts_on, year.first), min(post.ends_on or year.last, year.last)
    if first > last:
        return []
    edges = [first, *(day for day in cuts if first < day <= last), last + ONE_DAY]
    row = row_for(post.job_role, post.function)
    found: list[Part] = []
    for start, after in pairwise(edges):
        end = after - ONE_DAY
        sessions, observed = full_year(row, post.weekly_hours, start, value) if row else (0, 0)
        eligible = sum((b - a).days + 1 for a, b in _without(start, end, away)) if row else 0
        same = found[-1] if found else None
        if same and (same.sessions, same.observed) == (sessions, observed):
            found[-1] = Part(same.first, end, post, row, sessions, observed, same.eligible + eligible)
        else:
            found.append(Part(start, end, post, row, sessions, observed, eligible))
    return found


def _long(absences: Iterable[Away], year: Year, today: date, least: int) -> list[tuple[date, date]]:
    """Absences of at least so many consecutive days, as far as they are in the year. Those that touch are one."""
    spans = _joined([(each.starts_on, each.ends_on or date.max) for each in absences])
    found = []
    for first, last in spans:
        known = last if last != date.max else max(first, today)
        if (known - first).days + 1 >= least and first <= year.last and last >= year.first:
            found.append((max(first, year.first), min(last, year.last)))
    return found


def _joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The same days in as few spans as can be, in order."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if found and (found[-1][1] == date.max or first <= found[-1][1] + ONE_DAY):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _without(first: date, last: date, away: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """The days from first to last that are in no absence."""
    found: list[tuple[date, date]] = []
    for start, end in away:
        if end < first or start > last:
            continue
        if start > first:
            found.append((first, start - ONE_DAY))
        first = end + ONE_DAY if end < date.max else date.max
    return [*found, (first, last)] if first <= last else found


def _rounded(exact: Fraction, how: str) -> int:
    return ceil(exact) if how == ROUND_UP else floor(exact + Fraction(1, 2))


def _why(it: Required) -> tuple[Because, ...]:
    asked = [part for part in it.parts if part.row]
    if not asked:
        return (Because("The standards ask nothing of this role and function.", "Framework 1.13 and 6.3"),)
    found = []
    for part in asked:
        assert part.row
        after = f", {part.observed} of them after an observation" if part.observed else ""
        found.append(Because(
            f"{part.post.job_role}, {_inside(part.post.function)}, {part.post.weekly_hours:f} hours:"
            f" {part.sessions} sessions a year{after}.", part.row.source))  # fmt: skip
        if (part.first, part.last) != (it.year.first, it.year.last):
            days = (part.last - part.first).days + 1
            found.append(Because(f"In this role {_span(part.first, part.last)}: {days} days.", ASSUMED))
    found += [Because(f"Away {_span(first, last)}: a long absence does not count.", ASSUMED) for first, last in it.away]
    if it.eligible < it.year.days or len(asked) > 1:
        found.append(Because(f"{it.eligible} of the year’s {it.year.days} days count.", ASSUMED))
        found.append(Because(_sum(asked, it, "sessions", it.exact_sessions, it.sessions, it.rounding[0]), ASSUMED))
        if it.exact_observed:
            words = _sum(asked, it, "observed", it.exact_observed, it.observed, it.rounding[1])
            found.append(Because(f"After an observation: {words}", ASSUMED))
            if it.eligible < it.least_days:
                words = f"Fewer than {it.least_days} days count, so none of them needs to follow an observation."
                found.append(Because(words, ASSUMED))
    return tuple(found)


def _sum(asked: Sequence[Part], it: Required, field: str, exact: Fraction, number: int, how: str) -> str:
    terms = " + ".join(f"{getattr(part, field)} × {part.eligible} ÷ {it.year.days}" for part in asked)
    if exact == number:
        return f"{terms} = {number}."
    shown = f"{float(exact):.2f}" if abs(exact - round(exact)) > Fraction(1, 200) else f"{float(exact):.3f}"
    return f"{terms} = {shown}, {'rounded up' if how == ROUND_UP else 'to the nearest whole number'}: {number}."


def _inside(function: str) -> str:
    """The name of a function in the middle of a sentence: only names of organisations keep their capital."""
    return function if function == NATIONAL_SECURITY else function[:1].lower() + function[1:]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _span(first: date, last: date) -> str:
    return f"from {_day(first)} to {_day(last)}" if first != last else f"on {_day(first)}"
