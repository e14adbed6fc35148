"""The calendar of an estate: its working days by number, and instants on them as both databases store them."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from app.language import LONDON, clock_time, day
from app.policy import working_days

YEARS = 3
AHEAD = 120  # days after today that bookings and deadlines may reach
FIRST = date(min(working_days.KNOWN_YEARS), 1, 2)
# The days as of which an estate may stand: with a year behind them, and room for what is booked and due.
EARLIEST, LATEST = FIRST + timedelta(days=365), date(max(working_days.KNOWN_YEARS), 6, 30)


@dataclass
class Calendar:
    """Working days from three years before `today`, or from the first whose bank holidays are known.

    `dates[number]` is the day of a number, `now` the number of the first working day that is not over: everything
    before it has happened. Times are minutes of the day in London, instants (number, minute).
    """

    today: date
    dates: list[date] = field(default_factory=list)
    isos: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    summer: list[int] = field(default_factory=list)
    now: int = 0

    def __post_init__(self) -> None:
        """Lay the days out."""
        each = max(self.today - timedelta(days=round(365.25 * YEARS)), FIRST)
        while each <= self.today + timedelta(days=AHEAD):
            if working_days.is_working_day(each):
                self._add(each)
            each += timedelta(days=1)
        self.now = self.number(self.today)

    def _add(self, each: date) -> None:
        self.dates.append(each)
        self.isos.append(each.isoformat())
        self.words.append(plain(each))
        self.typed.append(f"{each.day}/{each.month}/{each.year}")
        noon = datetime(each.year, each.month, each.day, 12, tzinfo=LONDON)
        self.summer.append(60 if noon.utcoffset() else 0)

    def number(self, on: date) -> int:
        """The number of the first working day from that day on."""
        return bisect_left(self.dates, on)

    def at(self, number: int, minute: int) -> str:
        """An instant as it is stored: UTC, without its zone."""
        minute -= self.summer[number]
        return f"{self.isos[number]} {minute // 60:02}:{minute % 60:02}:00.000000"

    def iso(self, number: int, minute: int) -> str:
        """An instant as records say when they were frozen."""
        minute -= self.summer[number]
        return f"{self.isos[number]}T{minute // 60:02}:{minute % 60:02}:00+00:00"

    def moment(self, number: int, minute: int) -> datetime:
        """The instant itself, in London."""
        return datetime.combine(self.dates[number], time.min, LONDON) + timedelta(minutes=minute)

    @lru_cache(maxsize=4096)  # noqa: B019 (one calendar an estate)
    def after(self, number: int, count: int) -> str:
        """The day so many working days after one, as stored."""
        return working_days.after(self.dates[number], count).isoformat()

    def __hash__(self) -> int:
        """One calendar is like no other."""
        return id(self)


def plain(on: date) -> str:
    """4 June 2026, with ordinary spaces, as frozen texts have it."""
    return day(on).replace("\N{NO-BREAK SPACE}", " ")


@lru_cache(maxsize=1024)
def clock(minute: int) -> str:
    """9:30am"""
    return clock_time(time(*divmod(minute, 60)))
