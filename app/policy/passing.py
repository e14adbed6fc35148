"""Framework 6.3: the second observation of a year and its session may be passed on; and who is named for it. Pure."""

from dataclasses import dataclass
from datetime import date

from app.policy.people import EXPERIENCED_PO, JOB_ROLES, QDO, is_practitioner
from app.policy.rules import Rule

OBSERVATION, SESSION, BOTH = "observation", "session", "both"
PARTS = {
    BOTH: "The second observation, and the session after it",
    OBSERVATION: "The second observation only",
    SESSION: "The session only, after an observation of your own",
}
IN_SHORT = {
    BOTH: "second observation and the session after it",
    OBSERVATION: "second observation",
    SESSION: "session after an observation",
}
WITH_OBSERVATION, WITH_SESSION = (OBSERVATION, BOTH), (SESSION, BOTH)
NAMED = "experienced po"  # the kind of fact that puts somebody on the named list
SOURCE = "Framework 6.3"
ONLY_HERE = "Framework 6.3; a default of this service"
COUNTS_LATER = "It counts once your own observation and session count."


def capacity(job_role: str, *, is_named: bool) -> str:
    """What somebody acts as when the second observation is passed on to them; "" for those it can't be passed on to."""
    if job_role in JOB_ROLES and JOB_ROLES[job_role].capacity == QDO:
        return QDO
    return EXPERIENCED_PO if is_named else ""


@dataclass(frozen=True)
class Assigning:
    """Facts about passing on (a part of) the second observation of a year. Roles are those of today.

    `capacity` is what the delegate acts as, `observed_asked` how many observations the year asks for; `is_taken` tells
    that something is passed on already this year, `counts_already` that a pair by a delegate counts.
    `has_observation`: an observation by the line manager waits for its session.
    """

    practitioner_role: str
    capacity: str
    is_same_person: bool
    is_line_manager: bool
    observed_asked: int
    what: str
    due_on: date
    today: date
    year_ends_on: date
    is_taken: bool = False
    counts_already: bool = False
    has_observation: bool = False


ASSIGNING: tuple[Rule[Assigning], ...] = (
    Rule("Framework 6.3", "Observations of practice are of practitioners.",
         lambda it: not is_practitioner(it.practitioner_role)),
    Rule(ONLY_HERE, "Where fewer than two observations are asked for in the year, they are the line manager’s.",
         lambda it: it.observed_asked < 2, "Observe and hold the session yourself."),
    Rule("Framework 6.3", "Only the second observation and its session may be passed on, once in a year.",
         lambda it: it.is_taken or it.counts_already, "Take back what is passed on, while nothing is signed."),
    Rule("Framework 6.3", "Nobody observes their own practice.", lambda it: it.is_same_person,
         "Choose somebody else."),
    Rule("Framework 6.3", "It is passed on to somebody other than the line manager.", lambda it: it.is_line_manager,
         "Choose somebody else."),
    Rule("Framework 6.3", "It is passed on to a quality development officer, or an experienced probation officer on the"
         " named list.", lambda it: not it.capacity and not it.is_same_person and not it.is_line_manager,
         "Choose somebody else, or ask an administrator about the named list."),
    Rule("Framework 6.3", "Choose the observation, the session after it, or both.", lambda it: it.what not in PARTS),
    Rule("Framework 6.3", "A session on its own follows an observation of yours that nobody has discussed yet.",
         lambda it: it.what == SESSION and not it.has_observation,
         "Share your observation record first, or pass on the observation too."),
    Rule(ONLY_HERE, "It is asked for by a day from today to the end of the year.",
         lambda it: not it.today <= it.due_on <= it.year_ends_on, "Enter another day."),
)  # fmt: skip


@dataclass(frozen=True)
class TakingBack:
    """Facts about taking back what was passed on. `is_undone`: it can't be finished, for the delegate may not do it any
    more and its session is neither sent nor signed.
    """

    is_signed: bool
    is_over: bool = False
    is_undone: bool = False


TAKING_BACK: tuple[Rule[TakingBack], ...] = (
    Rule("Framework 6.3", "This was taken back already.", lambda it: it.is_over),
    Rule("Framework 6.3", "What is passed on is taken back only while nothing is signed, unless whoever was asked can’t"
         " finish it any more.", lambda it: it.is_signed and not it.is_undone,
         "After a signed observation you can still hold the session yourself."),
)  # fmt: skip


@dataclass(frozen=True)
class Beginning:
    """Facts about an observation or session somebody wants to begin because it is passed on to them.

    `part` is OBSERVATION or SESSION, `what` what is passed on, `year_starts_on` and `year_ends_on` the year it counts
    to, `on` the day of the observation or session, `capacity` what the delegate would act as on that day. `has_begun`:
    a record of this part is there already. `has_observation`: there is an observation for a session to follow.
    """

    part: str
    what: str
    is_open: bool
    capacity: str
    on: date
    year_starts_on: date
    year_ends_on: date
    has_begun: bool = False
    has_observation: bool = False


STANDS: tuple[Rule[Beginning], ...] = (
    Rule("Framework 6.3", "It is no longer passed on to you.", lambda it: not it.is_open, "Ask the line manager."),
    Rule("Framework 6.3", "This part is not passed on to you.",
         lambda it: it.what != BOTH and it.part != it.what, "Ask the line manager."),
    Rule("Framework 6.3", "It is for a quality development officer, or somebody on the named list on that day.",
         lambda it: not it.capacity, "Ask the line manager."),
    Rule("Framework 6.3", "What is passed on counts to one year, so its day is in that year.",
         lambda it: not it.year_starts_on <= it.on <= it.year_ends_on, "Choose a day in that year."),
)  # fmt: skip
BEGINNING: tuple[Rule[Beginning], ...] = (
    *STANDS,
    Rule("Framework 6.3", "One observation and one session are passed on.", lambda it: it.has_begun,
         "Open the record that is there."),
    Rule("Framework 6.3", "A session that is passed on follows an observation.",
         lambda it: it.part == SESSION and not it.has_observation, "Record or plan the observation first."),
)  # fmt: skip


@dataclass(frozen=True)
class Naming:
    """Facts about putting somebody on the named list of experienced probation officers."""

    is_in_post: bool
    starts_on: date
    ends_on: date | None
    today: date


NAMING: tuple[Rule[Naming], ...] = (
    Rule("Domain guide B", "Only somebody in post on the first day is named.", lambda it: not it.is_in_post,
         "Choose another day."),
    Rule("Domain guide B", "Being named ends on the day it starts or later.",
         lambda it: it.ends_on is not None and it.ends_on < it.starts_on, "Change one of the dates."),
    Rule("Domain guide B", "Being named starts today or later: what was done before was done without it.",
         lambda it: it.starts_on < it.today, "Start it today."),
)  # fmt: skip


@dataclass(frozen=True)
class Suggested:
    """One line of the suggested test: what it asks, whether it is met, and the fact it rests on."""

    words: str
    is_met: bool
    fact: str


QUALIFIED = "Probation Officer"


def whole_years(since: date, today: date) -> int:
    """How many whole years have passed since a day; 29 February counts until 1 March."""
    return max(today.year - since.year - ((today.month, today.day) < (since.month, since.day)), 0)


def _served(job_role: str, years: int) -> str:
    if job_role != QUALIFIED:
        return "Not in that role"
    return "1 whole year" if years == 1 else f"{years} whole years"


def suggested_test(
    job_role: str, role_since: date | None, years: int, today: date, *, is_countersigned: bool, has_formal_plan: bool
) -> tuple[Suggested, ...]:
    """The suggested test for an experienced probation officer (domain guide B), line by line. It decides nothing.

    `years` is how many whole years in the role it asks for. `is_countersigned` is about OASys assessments.
    """
    served = whole_years(role_since, today) if role_since and job_role == QUALIFIED else 0
    return (
        Suggested("A qualified probation officer", job_role == QUALIFIED, job_role or "Not in post today"),
        Suggested(f"In the role for {years} years or more" if years != 1 else "In the role for 1 year or more",
                  job_role == QUALIFIED and served >= years,
                  _served(job_role, served)),
        Suggested("Assessments are not countersigned", not is_countersigned,
                  "Countersigned" if is_countersigned else "Non-countersigned"),
        Suggested("No open formal improvement plan", not has_formal_plan,
                  "A formal plan is open" if has_formal_plan else "None is open"),
    )  # fmt: skip
