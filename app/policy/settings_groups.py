"""Under which heading an administrator finds each setting."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.policy.settings import Setting


@dataclass(frozen=True)
class Group:
    """A heading, and what stands under it: keys of settings, and first words of keys for all that no other group names.

    `note` says what they are for, where their names alone do not.
    """

    code: str
    title: str
    keys: tuple[str, ...]
    note: str = ""


GROUPS = (
    Group("sessions-a-year", "Supervision: how many sessions a year asks for", (
        "rps.sessions", "rps.observed", "rps.learner_sessions", "rps.learner_observed", "rps.nsd_sessions",
        "rps.nsd_observed", "rps.pom_sessions", "rps.pom_observed", "rps.other_sessions", "rps.other_observed",
        "rps.manager_sessions", "rps.homd_sessions",
    ), "A change within a year counts for the days from then on."),
    Group("hours", "Supervision: part-time hours", (
        "rps.hours_preset", "rps.hours_full", "rps.hours_part", "rps.part_sessions", "rps.part_observed",
        "rps.low_sessions", "rps.low_observed",
    ), "The other values matter only under preset B. Line managers are never asked for fewer."),
    Group("part-years", "Supervision: part years and absences", (
        "rps.year_start", "rps.absence_days", "rps.rounding", "rps.observed_rounding", "rps.observed_least_days",
    )),
    Group("attention", "Supervision: when a year is amber or red", (
        "rps.amber_behind", "rps.red_behind", "rps.days_each",
    )),
    Group("sessions", "Supervision: sessions and reminders", ("rps",)),
    Group("observations", "Observations of practice", ("observation",)),
    Group("one-to-ones", "One-to-ones", ("supervision",), "A suggestion only: nothing is late by it, and it never"
          " counts to the year of reflective practice supervision."),
    Group("roles", "Assessor roles", ("assessor",)),
    Group("countersigning", "Countersigning", ("countersign",)),
    Group("recall", "Recall", ("recall",)),
    Group("cover", "Cover", ("cover",)),
    Group("registration", "Professional registration", ("register",)),
    Group("learning", "Learning", ("learning",), "Counts are shown and nobody is kept from anything."),
    Group("calendar", "Working days", ("calendar",)),
    Group("e-mail", "E-mail", ("notices",)),
    Group("records", "Records", ("record",)),
    Group("signing-in", "Signing in", ("sign_in",)),
    Group("searching", "Searching", ("search",)),
    Group("check", "Checking packs", ("check",)),
    Group("formal-process", "Opening records for a formal process", ("break_glass",), "Turned off,"
          " nobody can propose or approve, and what is open closes at once."),
    Group("keeping", "How long things are kept", ("retention",)),
)  # fmt: skip
_BY_KEY = {key: group for group in GROUPS for key in group.keys}


def group_of(key: str) -> Group:
    """The group of a setting. KeyError for one whose first word no group names."""
    return _BY_KEY.get(key) or _BY_KEY[key.partition(".")[0]]


def grouped(settings: Iterable[Setting]) -> list[tuple[Group, list[Setting]]]:
    """Settings under their headings, in the order of the groups and of the keys they name. Empty ones are left out."""
    found: dict[str, list[Setting]] = {group.code: [] for group in GROUPS}
    for setting in settings:
        found[group_of(setting.key).code].append(setting)
    order = {key: place for place, key in enumerate(_BY_KEY)}
    ordered = [(group, sorted(found[group.code], key=lambda each: order.get(each.key, 0))) for group in GROUPS]
    return [(group, listed) for group, listed in ordered if listed]
