"""Working days in England and Wales: which days count, and the nth one after an event (domain guide C33)."""

from collections.abc import Collection
from datetime import date, timedelta

# As published on GOV.UK, one tuple a year: (month, day). A year that is not here is unknown, never "no holidays".
_PUBLISHED: dict[int, tuple[tuple[int, int], ...]] = {
    2024: ((1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)),
    2025: ((1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)),
    2026: ((1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)),
    2027: ((1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)),
    2028: ((1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)),
}

BANK_HOLIDAYS = frozenset(date(year, month, day) for year, days in _PUBLISHED.items() for month, day in days)
KNOWN_YEARS = frozenset(_PUBLISHED)


class UnknownYear(ValueError):
    """The bank holidays of that year are not known yet, so a working day cannot be told."""

    def __init__(self, year: int) -> None:
        super().__init__(f"The bank holidays of {year} are not known.")
        self.year = year


def is_working_day(day: date, extra: Collection[date] = ()) -> bool:
    """Monday to Friday and no bank holiday. `extra` holds one-off holidays. Raises UnknownYear."""
    if day.year not in KNOWN_YEARS:
        raise UnknownYear(day.year)
    return day.weekday() < 5 and day not in BANK_HOLIDAYS and day not in extra


def after(day: date, count: int, extra: Collection[date] = ()) -> date:
    """The `count`th working day after `day`, which itself is not counted; `day` itself for 0.

    Raises UnknownYear, and ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("Count working days forwards.")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, extra)
    return day


def before(day: date, count: int, extra: Collection[date] = ()) -> date:
    """The `count`th working day before `day`, which itself is not counted. Raises UnknownYear and ValueError."""
    if count < 0:
        raise ValueError("Count working days backwards.")
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day, extra)
    return day


def between(first: date, last: date, extra: Collection[date] = ()) -> int:
    """How many working days lie after `first` up to and including `last`; negative when `last` is earlier.

    So `after(day, n)` lies n working days from `day`. Raises UnknownYear.
    """
    if last < first:
        return -between(last, first, extra)
    return sum(is_working_day(first + timedelta(days=passed), extra) for passed in range(1, (last - first).days + 1))
