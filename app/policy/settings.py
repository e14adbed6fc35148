"""Values nobody has confirmed, or that may be raised: each with its default, unit, meaning, paragraph and limits."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.policy.people import MOST_HOURS

WORKING_DAYS, DAYS, MINUTES, HOURS, MONTHS, YEARS = "working days", "days", "minutes", "hours", "months", "years"
WEEKS = "weeks"


class Unfit(ValueError):
    """The text is no value for the setting. The message says what is, to the person who typed it."""


@dataclass(frozen=True)
class Setting:
    """One value an administrator may change from a day on.

    `least` and `most` bound a number. `floor_source` names the paragraph that makes `least` a mandated minimum, which
    may be raised above but never lowered below. `choices` are the only values of a setting that has them, with their
    words.
    """

    key: str
    default: Any
    unit: str
    meaning: str
    source: str
    read: Callable[["Setting", str], Any]
    least: int = 0
    most: int = 0
    floor_source: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def whole_number(setting: Setting, text: str) -> int:
    """Read a whole number within the limits. Raises Unfit."""
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Unfit(f"Enter a whole number of {setting.unit}.")
    number = int(typed)
    if number < setting.least and setting.floor_source:
        raise Unfit(f"The minimum is {setting.least} ({setting.floor_source}). It can be raised, not lowered.")
    if not setting.least <= number <= setting.most:
        raise Unfit(f"Enter a number from {setting.least:,} to {setting.most:,}.")
    return number


def day_of_year(_setting: Setting, text: str) -> str:
    """Read the day a year starts on, as "MM-DD". Raises Unfit."""
    try:
        day = date.fromisoformat(f"2023-{text.strip()}")  # no leap year: a year cannot start on 29 February
    except ValueError:
        raise Unfit("Enter the month and the day, such as 04-01 for 1 April.") from None
    return f"{day:%m-%d}"


def time_of_day(_setting: Setting, text: str) -> str:
    """Read a time of day on the 24-hour clock, as "HH:MM". Raises Unfit."""
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text.strip())
    if found:
        return f"{int(found[1]):02}:{found[2]}"
    raise Unfit("Enter a time of day, such as 07:30 or 16:05.")


def dates(_setting: Setting, text: str) -> list[str]:
    """Read dates, one a line, as ISO dates in order. Raises Unfit. Nothing typed is no dates."""
    found = set()
    for line in text.split():
        try:
            found.add(date.fromisoformat(line).isoformat())
        except ValueError:
            raise Unfit(f"“{line[:40]}” is not a date. Enter one date a line, such as 2026-12-28.") from None
    return sorted(found)


def hours(setting: Setting, text: str) -> str:
    """Read hours a week with at most two decimals, as text such as "18.5". Raises Unfit."""
    typed = text.strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?", typed) or not setting.least <= float(typed) <= setting.most:
        raise Unfit(f"Enter hours from {setting.least} to {setting.most}, such as 18.5.")
    return typed


def one_of(setting: Setting, text: str) -> str:
    """Read one of the choices. Raises Unfit."""
    if text.strip() in dict(setting.choices):
        return text.strip()
    raise Unfit("Choose one of the values.")


def shown(setting: Setting, value: Any) -> str:
    """A value in words, with its unit."""
    if setting.choices:
        return dict(setting.choices)[value]
    if setting.read is hours:
        return f"{value} {setting.unit}"
    if setting.read is day_of_year:
        day = date.fromisoformat(f"2023-{value}")
        return f"{day.day} {day:%B}"
    if setting.read is time_of_day:
        hour = int(value[:2])
        return f"{(hour + 11) % 12 + 1}{value[2:]}{'am' if hour < 12 else 'pm'}"
    if setting.read is dates:
        days = [date.fromisoformat(each) for each in value]
        return ", ".join(f"{day.day} {day:%B %Y}" for day in days) or "None"
    return f"{value:,} {setting.unit}"


def typed(setting: Setting, value: Any) -> str:
    """A value as it would be typed in."""
    return "\n".join(value) if setting.read is dates else str(value)


def _number(
    key: str, default: int, unit: str, meaning: str, source: str, least: int, most: int, floor_source: str = ""
) -> Setting:
    return Setting(key, default, unit, meaning, source, whole_number, least, most, floor_source)


def _choice(key: str, default: str, meaning: str, source: str, choices: tuple[tuple[str, str], ...]) -> Setting:
    return Setting(key, default, "", meaning, source, one_of, choices=choices)


def _hours(key: str, default: str, meaning: str) -> Setting:
    return Setting(key, default, "hours a week", meaning, ASSUMED, hours, 1, MOST_HOURS)


ASSUMED = "Default of this service"
A_YEAR = "a year"
ROUNDING = (("up", "Rounded up"), ("nearest", "To the nearest whole number, halves up"))

_SETTINGS = (
    _number("rps.sessions", 6, "a year", "Sessions of a probation officer or probation services officer in sentence"
            " management or court",
            "Framework 6.3", 6, 52, "Framework 6.3"),
    _number("rps.observed", 2, "a year", "Sessions after an observation, of a probation officer or probation services"
            " officer in sentence management or court",
            "Framework 6.3", 2, 52, "Framework 6.3"),
    _number("rps.manager_sessions", 3, "a year", "Sessions of a line manager of eligible practitioners",
            "Framework 6.4", 3, 52, "Framework 6.4"),
    _number("rps.learner_sessions", 6, A_YEAR, "Sessions of a PQiP learner", ASSUMED, 0, 52),
    _number("rps.learner_observed", 2, A_YEAR, "Sessions after an observation, of a PQiP learner", ASSUMED,
            0, 52),
    _number("rps.nsd_sessions", 6, A_YEAR, "Sessions of a practitioner of the National Security Division", ASSUMED,
            0, 52),
    _number("rps.nsd_observed", 2, A_YEAR, "Sessions after an observation, of a practitioner of the National Security"
            " Division", ASSUMED, 0, 52),
    _number("rps.pom_sessions", 6, A_YEAR, "Sessions of a prison offender manager", ASSUMED, 0, 52),
    _number("rps.pom_observed", 2, A_YEAR, "Sessions after an observation, of a prison offender manager",
            ASSUMED, 0, 52),
    _number("rps.other_sessions", 4, A_YEAR, "Sessions of a practitioner in unpaid work, approved premises or victim"
            " liaison", ASSUMED, 0, 52),
    _number("rps.other_observed", 1, A_YEAR, "Sessions after an observation, of a practitioner in unpaid work, approved"
            " premises or victim liaison", ASSUMED, 0, 52),
    _number("rps.homd_sessions", 3, A_YEAR, "Sessions of a head of offender management delivery", ASSUMED, 0, 52),
    _choice("rps.hours_preset", "A", "Which preset holds for part-time hours", ASSUMED,
            (("A", "Preset A: the same number whatever the hours"), ("B", "Preset B: fewer for shorter hours"))),
    _hours("rps.hours_full", "30", "Preset B: the full number from these hours"),
    _hours("rps.hours_part", "18.5", "Preset B: the part-time number from these hours"),
    _number("rps.part_sessions", 4, A_YEAR, "Preset B: most sessions at part-time hours", ASSUMED, 0, 52),
    _number("rps.part_observed", 2, A_YEAR, "Preset B: most sessions after an observation at part-time hours",
            ASSUMED, 0, 52),
    _number("rps.low_sessions", 3, A_YEAR, "Preset B: most sessions at fewer hours", ASSUMED, 0, 52),
    _number("rps.low_observed", 1, A_YEAR, "Preset B: most sessions after an observation at fewer hours",
            ASSUMED, 0, 52),
    _number("rps.absence_days", 28, DAYS, "Length of an absence from which its days do not count to the year", ASSUMED,
            7, 365),
    _choice("rps.rounding", "up", "How sessions of part of a year are rounded", ASSUMED, ROUNDING),
    _choice("rps.observed_rounding", "nearest", "How sessions after an observation, of part of a year, are rounded",
            ASSUMED, ROUNDING),
    _number("rps.observed_least_days", 60, DAYS, "Fewest days of a year that ask for a session after an observation",
            ASSUMED, 0, 365),
    _number("rps.amber_behind", 1, "behind", "Sessions behind at which a year is amber", ASSUMED, 1, 6),
    _number("rps.red_behind", 2, "behind", "Sessions behind at which a year is red", ASSUMED, 1, 6),
    _number("rps.days_each", 14, DAYS, "Days left for each session outstanding, below which a year is red", ASSUMED,
            0, 60),
    _number("rps.remind_days", 2, WORKING_DAYS, "How long before a booked session or observation it is listed under For"
            " you", ASSUMED, 0, 10),
    _number("rps.minutes", 60, MINUTES, "Length of a session when it is booked", ASSUMED, 15, 180),
    _number("rps.minutes_least", 15, MINUTES, "Shortest session that can be recorded", ASSUMED, 1, 60),
    _number("rps.minutes_most", 180, MINUTES, "Longest session that can be recorded", ASSUMED, 60, 480),
    _number("rps.cases", 3, "cases", "Most cases discussed in one session", ASSUMED, 1, 10),
    _number("rps.finish_days", 3, WORKING_DAYS, "Session record finished after the session", ASSUMED, 1, 20),
    _number("rps.sop_days", 5, WORKING_DAYS, "Reminder to log a signed session on the Single Operating Platform",
            "Framework 6.5; the days are a default of this service", 1, 20),
    Setting("rps.year_start", "04-01", "month and day", "First day of the year of reflective practice supervision",
            ASSUMED, day_of_year),
    _number("observation.feedback_days", 5, WORKING_DAYS, "Feedback given after an observation", ASSUMED, 1, 20),
    _number("observation.session_warn_days", 10, WORKING_DAYS,
            "Reflective discussion after an observation: reminder", "Framework 6.3; the days are a default", 1, 20),
    _number("observation.session_days", 28, DAYS, "Reflective discussion after an observation: limit",
            "Framework 6.3; the days are a default", 1, 90),
    _number("observation.experienced_years", 2, YEARS, "Suggested test of an experienced probation officer: whole years"
            " in the role", ASSUMED, 0, 20),
    _number("assessor.review_months", 3, MONTHS, "Review of countersigning that a manager decided on, when no day is"
            " given", ASSUMED, 1, 12),
    _number("assessor.absence_days", 28, DAYS, "Length of an absence after which the line manager decides on"
            " countersigning", ASSUMED, 7, 365),
    _number("assessor.prompt_days", 10, WORKING_DAYS, "How long before countersigning ends its decider is asked to"
            " confirm", ASSUMED, 1, 60),
    _number("countersign.due_days", 5, WORKING_DAYS, "Countersigning of an assessment, from each signing", ASSUMED,
            1, 20),
    _number("countersign.parole_days", 5, WORKING_DAYS, "Countersigning of a parole report, before the date of its"
            " dossier", ASSUMED, 1, 20),
    _number("countersign.park_days", 30, DAYS, "How far ahead a manager may park a piece of work", ASSUMED, 1, 60),
    _number("countersign.rollback_days", 28, DAYS, "How long a finished assessment can be rolled back", ASSUMED,
            1, 365),
    _number("countersign.focus_months", 12, MONTHS, "How far back learning points suggest a focus for a session",
            ASSUMED, 1, 36),
    _number("recall.rationale_days", 1, WORKING_DAYS, "Rationale of a recall decision, when it is put off",
            "Published recall service", 1, 5),
    _number("recall.rmp_days", 10, WORKING_DAYS, "Review of the risk management plan after a standard recall",
            "National Standards 10.2", 1, 10),
    _number("cover.longest_days", 90, DAYS, "Longest cover recorded at once", ASSUMED, 1, 365),
    _number("supervision.weeks", 6, WEEKS, "How long after a one-to-one the next is suggested; 0 suggests none",
            ASSUMED, 0, 26),
    _number("supervision.cases", 5, "cases", "Most cases reviewed in one one-to-one", ASSUMED, 1, 10),
    Setting("notices.digest_time", "07:30", "time of day", "When the day’s e-mail is sent, on working days", ASSUMED,
            time_of_day),
    _number("record.characters", 20_000, "characters", "Longest answer that can be signed", ASSUMED, 1_000, 20_000),
    Setting("register.year_start", "09-01", "month and day", "First day of the year of professional registration",
            "Framework 7.2; the day is a default", day_of_year),
    _number("register.renewal_days", 60, DAYS, "How long before renewal is due, or a declaration is to be made, it is"
            " listed under For you", ASSUMED, 7, 365),
    _number("register.declaration_days", 28, DAYS, "How long before renewal is due the declaration is to be made",
            ASSUMED, 0, 180),
    _number("register.confirm_days", 10, WORKING_DAYS, "Confirmation of a declaration by the line manager", ASSUMED,
            1, 60),
    _number("register.least_records", 1, "records", "Fewest records a registration standard asks for, where its entry"
            " in the list says nothing else", "Framework 7.2; the number is a default", 1, 99),
    _number("register.least_kinds", 1, "kinds", "Fewest different kinds of records a registration standard asks for,"
            " where its entry in the list says nothing else", "Framework 7.2; the number is a default", 1, 6),
    _number("register.downloads_hour", 10, "downloads", "Most evidence packs one person can download within an hour",
            ASSUMED, 10, 1_000),
    _number("learning.hours", 0, "hours", "Hours of learning an evidence year asks for; 0 asks for none",
            "Framework 8.1; the number is a default", 0, 500),
    _number("learning.pieces", 0, "pieces", "Pieces of learning an evidence year asks for; 0 asks for none",
            "Framework 8.1; the number is a default", 0, 100),
    _number("learning.soon_days", 60, DAYS, "How long before learning expires it is listed under For you", ASSUMED,
            1, 365),
    _number("sign_in.proof_minutes", 15, MINUTES, "How long ago you may have given your password before signing",
            ASSUMED, 1, 60),
    _number("sign_in.idle_minutes", 30, MINUTES, "Time without use after which a sign-in ends", ASSUMED, 5, 60),
    _number("sign_in.longest_hours", 12, HOURS, "Longest time a sign-in lasts", ASSUMED, 1, 24),
    _number("search.minute_most", 60, "a minute", "Searches of one person in a minute", ASSUMED, 10, 1_000),
    _number("check.minute_most", 10, "a minute", "Checks of packs from one address in a minute", ASSUMED, 1, 1_000),
    _number("check.hour_most", 60, "an hour", "Checks of packs from one address in an hour", ASSUMED, 1, 10_000),
    _number("retention.record_years", 6, YEARS, "Records, and what is countersigned, are kept after the last signature",
            "PI 02/2018; the years are a default", 1, 100),
    _number("retention.draft_months", 24, MONTHS, "Drafts that nobody touches are kept",
            "PI 02/2018; the months are a default", 12, 120),
    _number("retention.history_years", 7, YEARS, "History is kept at least", "PI 02/2018; the years are a default",
            1, 100),
    _number("retention.sign_in_days", 180, DAYS, "Sign-ins that ended and links that are over are kept",
            "MoJ security guidance; the days are a default", 30, 730),
    _number("retention.copy_days", 7, DAYS, "How long a copy of what is held about somebody can be downloaded", ASSUMED,
            1, 30),
    _choice("break_glass.is_on", "off", "Whether signed records can be opened to a named reader for a formal process",
            "Access rules, rule 8", (("off", "Turned off"), ("on", "Turned on"))),
    _number("break_glass.hours", 72, HOURS, "How long named records stay open to their reader",
            "Access rules, rule 8", 1, 72),
    _number("break_glass.expiry_days", 14, DAYS, "How long a proposal waits for two directors", ASSUMED, 1, 60),
    _number("break_glass.review_days", 10, DAYS, "How long after a month’s end its review is due", ASSUMED, 1, 28),
    Setting("calendar.holidays", [], "one date a line", "One-off bank holidays besides the published ones",
            "GOV.UK bank holidays, England and Wales", dates),
)  # fmt: skip
SETTINGS: dict[str, Setting] = {setting.key: setting for setting in _SETTINGS}
