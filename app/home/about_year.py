"""What the page of rules shows of the year of supervision, worked out from the rule book and the settings of a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.home.about import set_by
from app.language import plural
from app.policy import observations, passing, rps_year
from app.policy.rps_required import ROUND_UP, Because
from app.policy.rps_rows import ASSUMED, PRESET_B, ROWS, SHORTER_HOURS, whatever_the_hours
from app.policy.settings import ROUNDING, SETTINGS, shown
from app.settings.queries import value

HELD = "Framework 6.5; the count is a default of this service"


@dataclass(frozen=True)
class Asked:
    """One row of the table: who, how many sessions, how many of them after an observation, and who set that."""

    who: str
    sessions: int
    observed: int
    set_by: str
    source: str


@dataclass(frozen=True)
class Line:
    """One rule of how a year is worked out: what it is about, how it stands today, where it comes from."""

    about: str
    words: str
    source: str = ASSUMED


def asked(day: date) -> list[Asked]:
    """What a whole year asks of each role and function on that day, whatever the hours."""
    rows = [
        Asked(row.who, *whatever_the_hours(row, day, value), set_by(SETTINGS[row.sessions]), row.source) for row in ROWS
    ]
    others = "Everyone else, such as quality development officers and programme or administrative staff"
    return [*rows, Asked(others, 0, 0, set_by(SETTINGS["rps.hours_preset"]), ASSUMED)]


def hours(day: date) -> list[tuple[str, str, str]]:
    """Preset B on that day: hours a week, most sessions, most of them after an observation."""
    found, above = [], ""
    for least, sessions, observed in SHORTER_HOURS:
        from_hours = value(least, day) if least else ""
        words = f"{from_hours} or more" if not above else f"From {from_hours} to under {above}"
        numbers = [f"{value(key, day)} at most" if key else "As in the table" for key in (sessions, observed)]
        found.append((words if from_hours else f"Under {above}", numbers[0], numbers[1]))
        above = from_hours
    return found


def how(day: date) -> list[Line]:
    """How part of a year is worked out on that day, and when a year is amber or red."""

    def now(key: str) -> Any:
        return value(f"rps.{key}", day)

    rounding = {code: words[:1].lower() + words[1:] for code, words in ROUNDING}
    up = "." if now("rounding") != ROUND_UP else ", so that a part of one asks for a whole one."
    return [
        Line("The year", f"It starts on {shown(SETTINGS['rps.year_start'], now('year_start'))}."),
        Line("Days that count", "Days in a role of the table, without absences of"
             f" {plural(now('absence_days'), 'day')} or more in a row. Shorter ones change nothing."),
        Line("Sessions of part of a year", "The number of the row times the days that count, divided by the days of"
             f" the year, {rounding[now('rounding')]}{up}"),
        Line("After an observation", f"Worked out alike, {rounding[now('observed_rounding')]}. None where fewer than"
             f" {plural(now('observed_least_days'), 'day')} count, and never more than sessions."),
        Line("A change within the year", "A change of role, of hours or of one of these values splits the year there."
             " Its parts are added before they are rounded."),
        Line("Expected by a day", "The sessions asked for, evenly spread over the days that count: rounded down,"
             " today included."),
        Line("Amber", f"{now('amber_behind')} behind what is expected by the day."),
        Line("Red", f"{now('red_behind')} behind, or fewer than {plural(now('days_each'), 'day')} left for each session"
             " outstanding."),
        Line("Away", "Nobody is amber or red during a long absence."),
        Line("A new line manager", "Counts and open actions pass on. What is booked with the earlier one for a day"
             " on which they may not hold it is the new one’s to cancel and plan again. What was signed stays with its"
             " author unless the practitioner lets the new line manager read it."),
    ]  # fmt: skip


COUNTS = (
    Because("A session counts once both people have signed it and it is logged on the Single Operating Platform, to the"
            " year of the day on which it was held.", HELD),
    Because("General supervision, case reviews and check-ins are no sessions.", "Framework 8.1; a default of this"
            " service"),
    rps_year.UNSIGNED, rps_year.PASSED_ON, rps_year.NO_OBSERVATION, rps_year.ONLY_ONE_ASKED,
    rps_year.ALREADY_PASSED_ON,
)  # fmt: skip


def tables(day: date) -> dict[str, Any]:
    """Every table of the year that the page of rules shows, with the values of that day."""
    preset = value("rps.hours_preset", day)
    return {
        "asked": asked(day),
        "preset": shown(SETTINGS["rps.hours_preset"], preset),
        "is_by_hours": preset == PRESET_B,
        "hours": hours(day),
        "how": how(day),
        "counts": COUNTS,
        "ordering": observations.ORDER,
        "passing_on": (*passing.ASSIGNING, *passing.TAKING_BACK),
        "passed_on": passing.BEGINNING,
        "naming": passing.NAMING,
    }
