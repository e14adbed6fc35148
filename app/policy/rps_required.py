"""Framework 6.3 and 6.4: what a year asks of one person, and why (domain guide C3). Pure: dated facts in, reasons out.

The rows, hours and part-year values are settings; those in force on a day hold for that day, so a year in which the
role, the hours or a value changes is split, and its weighted parts are added before rounding.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil, floor

from app.policy.people import NATIONAL_SECURITY
from app.policy.rps_days import ONE_DAY, Span, in_words, joined, length, long_ones, without
from app.policy.rps_rows import ASSUMED, Row, Value, full_year, row_for, whatever_the_hours

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

    `sessions` and `observed` are what a whole year of it asks for, and `whole` the same two whatever the hours;
    `eligible` counts its days without long absences.
    """

    first: date
    last: date
    post: Post
    row: Row | None
    sessions: int
    observed: int
    whole: tuple[int, int]
    eligible: int

    @property
    def is_fewer_by_hours(self) -> bool:
        """Whether a preset for part-time hours asks for fewer."""
        return (self.sessions, self.observed) != self.whole


@dataclass(frozen=True)
class Because:
    """A reason in words, and where it comes from. `is_private`: it tells of an absence."""

    words: str
    source: str
    is_private: bool = False


@dataclass(frozen=True)
class Required:
    """What a year asks of one person. `exact_sessions` and `exact_observed` are before rounding.

    `spans` are the eligible days, in order; `away` the long absences as far as they are in the year.
    """

    year: Year
    parts: tuple[Part, ...]
    spans: tuple[Span, ...]
    away: tuple[Span, ...]
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
        return sum(length((first, min(last, day))) for first, last in self.spans if first <= day)

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
        return self._due_on(number, self.sessions)

    def observed_due_on(self, number: int) -> date | None:
        """By which day the first, second, ... session after an observation is expected."""
        return self._due_on(number, self.observed)

    def _due_on(self, number: int, asked: int) -> date | None:
        return self.eligible_day(ceil(Fraction(number * self.eligible, asked))) if 1 <= number <= asked else None

    def eligible_day(self, number: int) -> date | None:
        """The first, second, ... eligible day of the year."""
        for span in self.spans:
            if number <= length(span):
                return span[0] + timedelta(days=number - 1)
            number -= length(span)
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
        asked = [part for part in self.parts if part.row]
        if self.sessions >= max((part.sessions for part in asked), default=0):
            by_hours = [part for part in asked if part.is_fewer_by_hours and part.sessions < part.whole[0]]
            return f"{by_hours[-1].post.weekly_hours:f} hours" if by_hours else ""
        if asked and asked[0].first > self.year.first:
            return f"from {in_words(asked[0].first)}"
        if asked and asked[-1].last < self.year.last:
            return f"to {in_words(asked[-1].last)}"
        return "part of the year" if self.eligible < self.year.days else "role or hours changed"


def required(
    year: Year, posts: Iterable[Post], absences: Iterable[Away], value: Value, changes: Iterable[date], today: date
) -> Required:
    """What the year asks of a person with these postings and absences.

    `value(key, day)` gives a setting on a day and `changes` the days on which any of them changes. An absence without
    an end counts as lasting: up to `today` when asking whether it is long, through the year once it is. How absences
    and rounding are taken is read on the last day of the year, or today while that is still ahead.
    """
    reading = max(min(today, year.last), year.first)
    away = long_ones([(each.starts_on, each.ends_on or date.max) for each in absences], (year.first, year.last), today,
                     value("rps.absence_days", reading))  # fmt: skip
    cuts = sorted({day for day in changes if year.first < day <= year.last})
    parts = tuple(part for post in _fused(posts) for part in _parts(post, year, cuts, away, value))
    spans = joined([span for part in parts if part.row for span in without((part.first, part.last), away)])
    exact = sum((Fraction(part.sessions * part.eligible, year.days) for part in parts), Fraction())
    exact_observed = sum((Fraction(part.observed * part.eligible, year.days) for part in parts), Fraction())
    rounding = value("rps.rounding", reading), value("rps.observed_rounding", reading)
    least = value("rps.observed_least_days", reading)
    sessions = _rounded(exact, rounding[0])
    days = sum(length(span) for span in spans)
    observed = 0 if days < least else min(_rounded(exact_observed, rounding[1]), sessions)
    return Required(year, parts, tuple(spans), tuple(away), exact, exact_observed, sessions, observed, rounding, least)


def _fused(posts: Iterable[Post]) -> list[Post]:
    """The postings in order; a change of team or manager alone starts no new one."""
    found: list[Post] = []
    for post in sorted(posts, key=lambda post: post.starts_on):
        before = found[-1] if found else None
        if (before and before.ends_on and before.ends_on + ONE_DAY == post.starts_on
                and replace(before, starts_on=post.starts_on, ends_on=post.ends_on) == post):  # fmt: skip
            found[-1] = replace(before, ends_on=post.ends_on)
        else:
            found.append(post)
    return found


def _parts(post: Post, year: Year, cuts: Sequence[date], away: Sequence[Span], value: Value) -> list[Part]:
    first, last = max(post.starts_on, year.first), min(post.ends_on or year.last, year.last)
    if first > last:
        return []
    edges = [first, *(day for day in cuts if first < day <= last), last + ONE_DAY]
    row = row_for(post.job_role, post.function)
    found: list[Part] = []
    for start, after in pairwise(edges):
        end = after - ONE_DAY
        asked = full_year(row, post.weekly_hours, start, value) if row else (0, 0)
        whole = whatever_the_hours(row, start, value) if row else (0, 0)
        eligible = sum(length(span) for span in without((start, end), away)) if row else 0
        same = found[-1] if found else None
        if same and (same.sessions, same.observed, same.whole) == (*asked, whole):
            found[-1] = replace(same, last=end, eligible=same.eligible + eligible)
        else:
            found.append(Part(start, end, post, row, *asked, whole, eligible))
    return found


def _rounded(exact: Fraction, how: str) -> int:
    return ceil(exact) if how == ROUND_UP else floor(exact + Fraction(1, 2))


def _why(it: Required) -> tuple[Because, ...]:
    asked = [part for part in it.parts if part.row]
    if not asked:
        return (Because("The standards ask nothing of this role and function.", "Framework 1.13 and 6.3"),)
    found = [because for part in asked for because in _why_part(part, it.year)]
    found += [Because(f"Away {in_words(first, last)}: a long absence does not count.", ASSUMED, is_private=True)
              for first, last in it.away]  # fmt: skip
    if it.eligible < it.year.days or len(asked) > 1:
        tells = bool(it.away)  # how many days count then tells how long an absence was
        found.append(Because(f"{it.eligible} of the year’s {it.year.days} days count.", ASSUMED, tells))
        found.append(Because(_sum(asked, it, "sessions", it.exact_sessions, it.rounding[0]), ASSUMED, tells))
        if it.exact_observed and it.eligible < it.least_days:
            words = f"Fewer than {it.least_days} days count, so none of them needs to follow an observation."
            found.append(Because(words, ASSUMED, tells))
        elif it.exact_observed:
            words = f"After an observation: {_sum(asked, it, 'observed', it.exact_observed, it.rounding[1])}"
            most = f" Never more than the sessions: {it.observed}."
            is_cut = it.observed < _rounded(it.exact_observed, it.rounding[1])
            found.append(Because(words + (most if is_cut else ""), ASSUMED, tells))
    return tuple(found)


def _why_part(part: Part, year: Year) -> list[Because]:
    assert part.row
    who = f"{part.post.job_role}, {_inside(part.post.function)}, {part.post.weekly_hours:f} hours"
    found = [Because(f"{who}: {_asked(*part.whole)}.", part.row.source)]
    if part.is_fewer_by_hours:
        words = f"Fewer for part-time hours (preset B): {_asked(part.sessions, part.observed)}."
        found.append(Because(words, ASSUMED))
    if (part.first, part.last) != (year.first, year.last):
        span = in_words(part.first, part.last)
        found.append(
            Because(f"{span[:1].upper()}{span[1:]}: {_count(length((part.first, part.last)), 'day')}.", ASSUMED)
        )
    return found


def _asked(sessions: int, observed: int) -> str:
    return f"{_count(sessions, 'session')} a year{f', {observed} of them after an observation' if observed else ''}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _sum(asked: Sequence[Part], it: Required, field: str, exact: Fraction, how: str) -> str:
    terms = " + ".join(f"{getattr(part, field)} × {part.eligible} ÷ {it.year.days}" for part in asked)
    number = _rounded(exact, how)
    if exact == number:
        return f"{terms} = {number}."
    shown = f"{float(exact):.2f}" if abs(exact - round(exact)) > Fraction(1, 200) else f"{float(exact):.3f}"
    return f"{terms} = {shown}, {'rounded up' if how == ROUND_UP else 'to the nearest whole number'}: {number}."


def _inside(function: str) -> str:
    """The name of a function in the middle of a sentence: only names of organisations keep their capital."""
    return function if function == NATIONAL_SECURITY else function[:1].lower() + function[1:]
