"""Days, times and counts as people write and read them, in English, on London's clock."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
GAP = "\N{NO-BREAK SPACE}"
# What a date typed here can mean. Years far off are slips of the finger, and no calendar of ours reaches them.
FIRST_YEAR, LAST_YEAR = 2000, 2099
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _in_london(value: date) -> date:
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value


def day(value: date) -> str:
    """4 June 2026; of a datetime, its day in London, as in all of these."""
    value = _in_london(value)
    return f"{value.day}{GAP}{value:%B} {value.year}"


def day_month(value: date) -> str:
    """4 June"""
    value = _in_london(value)
    return f"{value.day}{GAP}{value:%B}"


def weekday(value: date) -> str:
    """Thursday 4 June"""
    value = _in_london(value)
    return f"{value:%A} {day_month(value)}"


def clock_time(value: datetime | time) -> str:
    """9:32am, or 9am on the hour; a datetime is shown as London time."""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).time()
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{(value.hour + 11) % 12 + 1}{minutes}{'am' if value.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """4 June 2026, 9:32am, in London; with the zone where that time came twice, in the night the clocks went back."""
    local = value.astimezone(LONDON)
    came_twice = local.replace(fold=0).utcoffset() > local.replace(fold=1).utcoffset()  # type: ignore[operator]
    return f"{day(local.date())}, {clock_zone(local) if came_twice else clock_time(local)}"


def clock_zone(value: datetime) -> str:
    """1:50am BST, in London: for limits in hours, where the hour may come twice."""
    return f"{clock_time(value)}{GAP}{value.astimezone(LONDON):%Z}"


def instant(value: datetime) -> str:
    """1:50am BST, Sunday 25 October 2026, in London."""
    local = value.astimezone(LONDON)
    return f"{clock_zone(local)}, {local:%A} {day(local.date())}"


def span(minutes: int) -> str:
    """48 minutes, 2 hours, or 2 hours 5 minutes"""
    hours, rest = divmod(minutes, 60)
    words = [plural(hours, "hour")] if hours else []
    return " ".join([*words, plural(rest, "minute")] if rest or not hours else words)


def minutes_left(left: timedelta) -> int:
    """Whole minutes until a limit, rounded down: 0 in the last minute, -1 in the first minute after it."""
    return left // timedelta(minutes=1)


def left_words(left: timedelta) -> str:
    """48 minutes left, less than a minute left, 30 minutes late. A minute that has begun counts as late."""
    minutes = minutes_left(left)
    if minutes < 0:
        return f"{span(-minutes)} late"
    return f"{span(minutes)} left" if minutes else "less than a minute left"


def instants(on: date, at: time) -> tuple[datetime, ...]:
    """When London shows this, in UTC: never in the hour spring leaves out, twice in the one autumn repeats."""
    shown = datetime.combine(on, at)
    found = {shown.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(each for each in found if each.astimezone(LONDON).replace(tzinfo=None, fold=0) == shown))


def plural(count: int, one: str, many: str | None = None) -> str:
    """1 thing, 2 things"""
    return f"{count}{GAP}{one if count == 1 else many or one + 's'}"


def read_day(text: str) -> date | None:
    """A date from 27/11/2026, 27.11.26, 27 November 2026 or 2026-11-27; None if it is none of these.

    Only of the years 2000 to 2099.
    """
    text = " ".join(text.replace(GAP, " ").lower().split())
    if len(text) > 40:
        return None
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"([0-9]{1,2})[ /.\-]+([0-9]{1,2}|[a-z]{3,9})[ /.,\-]+([0-9]{4}|[0-9]{2})", text):
        day, year = int(found[1]), int(found[3])
        month = int(found[2]) if found[2].isdigit() else _month(found[2])
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """A time from 9:30, 09.30, 9:30am, 2pm or 14:00; None if it is none of these."""
    found = re.fullmatch(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?(am|pm)?", text.strip().lower())
    if not found or (found[2] is None and found[3] is None):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def clean(text: str) -> str | None:
    """Text as it is stored: line ends as one newline. None if it holds what no database keeps: NUL, half a letter."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _month(word: str) -> int:
    return MONTHS.index(word[:3]) + 1 if word[:3] in MONTHS else 0
