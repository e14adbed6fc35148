"""Appointments of reflective practice supervision: what speaks against a day and time, in words. Pure.

Nothing here forbids: a deadline, a holiday or an absence flags, and people decide.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.policy import working_days
from app.policy.rps_days import ONE_DAY, in_words
from app.policy.rps_required import Year


@dataclass(frozen=True)
class Meeting:
    """Something in a diary: its day, the time it starts, and its length in minutes."""

    on: date
    at: time
    minutes: int

    def overlaps(self, other: "Meeting") -> bool:
        """Whether both take some of the same time, on one day."""
        return self.on == other.on and self._start < other._end and other._start < self._end

    @property
    def _start(self) -> datetime:
        return datetime.combine(self.on, self.at)

    @property
    def _end(self) -> datetime:
        return self._start + timedelta(minutes=self.minutes)

    @property
    def ends_at(self) -> time:
        """The time it ends."""
        return self._end.time()


@dataclass(frozen=True)
class Limits:
    """How long a session lasts, the working days and days from an observation to its session, appointments a day."""

    minutes: int = 60
    warn_days: int = 10
    most_days: int = 28
    a_day: int = 2


def is_away(spans: Iterable[tuple[date, date | None]], day: date) -> bool:
    """Whether the day is in one of the spans; no end means still away."""
    return any(first <= day and (last is None or day <= last) for first, last in spans)


def is_working(day: date, extra: Collection[date]) -> bool:
    """Whether people work on the day; Monday to Friday where the bank holidays of its year are not known."""
    if day.year in working_days.KNOWN_YEARS:
        return working_days.is_working_day(day, extra)
    return day.weekday() < 5


def unknown_years(first: date, last: date) -> tuple[int, ...]:
    """The years from one day to another whose bank holidays are not known."""
    return tuple(year for year in range(first.year, last.year + 1) if year not in working_days.KNOWN_YEARS)


def days_from(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    while first <= last:
        yield first
        first += ONE_DAY


@dataclass(frozen=True)
class Diary:
    """What one appointment with a practitioner is judged by.

    `mine` are the viewer's other appointments, `theirs` the practitioner's, `away` the days away of each.
    """

    name: str
    today: date
    year: Year
    extra: Collection[date] = ()
    mine: tuple[Meeting, ...] = ()
    theirs: tuple[Meeting, ...] = ()
    my_away: tuple[tuple[date, date | None], ...] = ()
    their_away: tuple[tuple[date, date | None], ...] = ()


def conflicts(it: Meeting, diary: Diary) -> list[str]:
    """What speaks against an appointment, each in words that go on after a colon; none of it forbids."""
    return [*_about_the_day(it.on, diary), *_about_people(it, diary)]


def _about_the_day(day: date, diary: Diary) -> list[str]:
    found = []
    if day < diary.today:
        found.append("this day is past, so the record opens at once.")
    if day.weekday() >= 5:
        found.append(f"this is a {day:%A}.")
    elif not is_working(day, diary.extra):
        found.append("this is a bank holiday.")
    if not diary.year.has(day):
        found.append(f"outside the year {in_words(diary.year.first, diary.year.last)}.")
    return found


def _about_people(it: Meeting, diary: Diary) -> list[str]:
    found = []
    if is_away(diary.their_away, it.on):
        found.append(f"{diary.name} is away that day.")
    if is_away(diary.my_away, it.on):
        found.append("you are away that day.")
    found += [f"you have an appointment from {_clock(other.at)} to {_clock(other.ends_at)} already."
              for other in diary.mine if other.overlaps(it)]  # fmt: skip
    if any(other.on == it.on for other in diary.theirs):
        found.append(f"{diary.name} has an appointment that day already.")
    return found


def _clock(at: time) -> str:
    return f"{(at.hour + 11) % 12 + 1}{f':{at.minute:02}' if at.minute else ''}{'am' if at.hour < 12 else 'pm'}"


def apart(observed: date, on: date, limits: Limits, extra: Collection[date]) -> list[str]:
    """Whether a session is too long after its observation (Framework 6.3)."""
    if (on - observed).days > limits.most_days:
        return [f"more than {limits.most_days} days after the observation (Framework 6.3)."]
    if sum(is_working(day, extra) for day in days_from(observed + ONE_DAY, on)) > limits.warn_days:
        return [f"more than {limits.warn_days} working days after the observation (Framework 6.3)."]
    return []
