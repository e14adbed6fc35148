"""What another value of a setting would change for people, before it is saved."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.database import db
from app.language import day as in_words
from app.language import plural
from app.people.models import Posting, during
from app.policy.rps_rows import ROWS, SHORTER_HOURS, Value, full_year, row_for
from app.policy.rps_year import AMBER, ON_COURSE, RED
from app.rps.models import Coverage
from app.settings.queries import value
from app.web.clock import today

# The settings that decide what a whole year asks for.
NUMBERS = frozenset({"rps.hours_preset", *(key for row in ROWS for key in (row.sessions, row.observed) if key),
                     *(key for keys in SHORTER_HOURS for key in keys if key)})  # fmt: skip
LIMITS = frozenset({"rps.amber_behind", "rps.red_behind"})
# Those that need each person's own days to tell.
OTHERS = {
    "rps.year_start": "Every year of supervision starts on this day from then on. Let it take effect on the"
                      " first day of such a year: otherwise two years overlap, and what is in both counts twice.",
    "rps.absence_days": "People with an absence in the year may be asked for more or fewer sessions.",
    "rps.rounding": "People who are asked for part of a year may be asked for one session more or fewer.",
    "rps.observed_rounding": "People who are asked for part of a year may be asked for one session after an observation"
                             " more or fewer.",
    "rps.observed_least_days": "People who are asked for part of a year may be asked for a session after an observation"
                               " or not.",
    "rps.days_each": "Years may become red earlier or later as the year ends.",
}  # fmt: skip


def is_told(key: str) -> bool:
    """Whether there is something to say of what the setting would change."""
    return key in NUMBERS or key in LIMITS or key in OTHERS


@dataclass(frozen=True)
class Effect:
    """How many people a whole year would ask for more or fewer sessions, and for more or fewer after an observation."""

    more: int = 0
    fewer: int = 0
    more_observed: int = 0
    fewer_observed: int = 0

    @property
    def lines(self) -> list[str]:
        """In words; empty where nothing changes for anybody."""
        ends = ((self.fewer, "fewer sessions"), (self.more, "more sessions"),
                (self.fewer_observed, "fewer sessions after an observation"),
                (self.more_observed, "more sessions after an observation"))  # fmt: skip
        return [f"{_people(count)} would be asked for {what}." for count, what in ends if count]


def words(key: str, new: Any, starts_on: date) -> list[str]:
    """What the value would change from a day on, in sentences; empty for a setting that no year rests on."""
    if key in NUMBERS:
        on = in_words(starts_on)
        nobody = [f"Nobody in post on {on} would be asked for more or fewer."]
        whole = f"Counted for a whole year in the role and at the hours of {on}."
        lines = effect(key, new, starts_on).lines
        return [*lines, whole] if lines else nobody
    if key in LIMITS:
        count = _behind(int(new))
        return [f"{_people(count)} {'is' if count < 2 else 'are'} {new} or more behind today."]
    return [OTHERS[key]] if key in OTHERS else []


def effect(key: str, new: Any, day: date) -> Effect:
    """How many of the people in post on a day a whole year would ask for something else.

    One query over groups of the same role, function and hours, so it takes no longer for a nation than for a unit.
    """

    def changed(asked: str, on: date) -> Any:
        return new if asked == key else value(asked, on)

    groups = select(Posting.job_role, Posting.function, Posting.weekly_hours, func.count()).where(during(Posting, day))
    numbers = [0, 0, 0, 0]
    for role, function, hours, people in db.session.execute(
        groups.group_by(Posting.job_role, Posting.function, Posting.weekly_hours)
    ):
        before, after = (_asked(role, function, hours, day, by) for by in (value, changed))
        for number in (0, 1):
            numbers[2 * number] += people * (after[number] > before[number])
            numbers[2 * number + 1] += people * (after[number] < before[number])
    return Effect(*numbers)


def _asked(role: str, function: str, hours: Any, day: date, by: Value) -> tuple[int, int]:
    row = row_for(role, function)
    return full_year(row, hours, day, by) if row else (0, 0)


def _behind(number: int) -> int:
    """How many people in post are so far behind today, by the kept years."""
    waits = Coverage.level.in_((ON_COURSE, AMBER, RED))
    in_post = Coverage.person_id.in_(select(Posting.person_id).where(during(Posting, today())))
    return db.session.scalar(select(func.count()).where(waits, in_post, Coverage.behind >= number)) or 0


def _people(count: int) -> str:
    return plural(count, "person", "people") if count else "Nobody"
