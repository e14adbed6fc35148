"""The Professional Register: what it may say of somebody, who is to be on it, and what counts as evidence.

From September 2025 eligible staff evidence how they meet the registration standards (Framework 7.2). The standards, who
is eligible, and the dates were not published to us: they are dated data of the service, and say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.policy.rules import Rule

REGISTERED, PENDING, LAPSED, WITHDRAWN = "registered", "pending", "lapsed", "withdrawn"
STATUSES = (
    (REGISTERED, "Registered"),
    (PENDING, "Pending"),
    (LAPSED, "Lapsed"),
    (WITHDRAWN, "Withdrawn"),
)

STATUS_WORDS = dict(STATUSES)
NO_ENTRY, RENEWAL = "none", "renewal"  # besides the statuses, how a list may be narrowed

# How much evidence there is for a standard, gaps first.
NOTHING, WAITING, SOME, ENOUGH = "nothing", "waiting", "some", "enough"

MANDATORY, CPD, QUALIFICATION = "mandatory", "cpd", "qualification"
LEARNING_TYPES = (
    (MANDATORY, "Mandatory learning"),
    (CPD, "Continuing professional development"),
    (QUALIFICATION, "Qualification"),
)

BEGAN = date(2024, 9, 1)
C10 = "Domain guide C10"


@dataclass(frozen=True)
class Eligibility:
    """Whether somebody is to be on the register, why, and where that is said."""

    is_eligible: bool
    why: str
    source: str


def eligibility(job_role: str, eligible: Iterable[tuple[str, str, str]]) -> Eligibility:
    """Whether a job role is to be registered, by the list of eligible roles of that day: (code, label, source) each.

    An entry is found by its code or its words, which are those of the job role; "" is nobody’s role.
    """
    if not job_role:
        return Eligibility(False, "Not in post", "Framework 7.2")
    for code, label, source in eligible:
        if job_role.casefold() in (code.casefold(), label.casefold()):
            return Eligibility(True, f"{job_role} is one of the eligible job roles", source)
    return Eligibility(False, f"{job_role} is not one of the eligible job roles", "Framework 7.2")


@dataclass(frozen=True)
class Entering:
    """An entry about to be written, and what it is held against: today, and whose the number is by now ("": nobody
    else’s). `is_known`: the register says exactly this already.
    """

    status: str
    number: str
    starts_on: date
    today: date
    renewal_on: date | None = None
    number_of: str = ""
    is_known: bool = False


ENTERING: tuple[Rule[Entering], ...] = (
    Rule(C10, "The status is registered, pending, lapsed or withdrawn.",
         lambda entry: entry.status not in STATUS_WORDS, "Choose one of them."),
    Rule(C10, "Whoever is registered has a number.",
         lambda entry: entry.status == REGISTERED and not entry.number, "Enter the number of the register."),
    Rule(C10, "A number of the register belongs to one person.",
         lambda entry: bool(entry.number and entry.number_of), "Check the number in the register."),
    Rule(C10, "Renewal is due after the day the entry starts.",
         lambda entry: entry.renewal_on is not None and entry.renewal_on <= entry.starts_on, "Enter a later day."),
    Rule(C10, "An entry is written once it holds, not ahead.",
         lambda entry: entry.starts_on > entry.today, "Enter today’s date or an earlier one."),
    Rule(C10, "The Professional Register began in September 2024.",
         lambda entry: entry.starts_on < BEGAN, "Enter 1 September 2024 or a later day."),
    Rule(C10, "An entry changes something.",
         lambda entry: entry.is_known, "The register says exactly this already."),
)  # fmt: skip

FINE, SOON, PAST = "", "soon", "past"


def renewal_state(status: str, renewal_on: date | None, today: date, days_ahead: int) -> str:
    """How near renewal is: PAST, SOON (within so many days), or FINE. Only of those who are registered."""
    if status != REGISTERED or renewal_on is None:
        return FINE
    if renewal_on < today:
        return PAST
    return SOON if renewal_on <= today + timedelta(days=days_ahead) else FINE


@dataclass(frozen=True)
class Declaring:
    """A declaration about to be started: whether one stands for that year, and whether somebody can confirm it."""

    has_one: bool
    has_manager: bool
    is_open: bool


DECLARING: tuple[Rule[Declaring], ...] = (
    Rule(C10, "There is one declaration for an evidence year.", lambda facts: facts.has_one,
         "Open the one that stands. If it is wrong, mark it as opened in error and make another."),
    Rule("Framework 7.1", "The line manager confirms a declaration.", lambda facts: not facts.has_manager,
         "No line manager is recorded for you today who could. Ask an administrator to put that right."),
    Rule(C10, "A declaration is for the evidence year that runs, or the one before.", lambda facts: not facts.is_open,
         "Choose one of these years."),
)  # fmt: skip


@dataclass(frozen=True)
class Confirming:
    """A declaration about to be confirmed: whether whoever signs it is the line manager on that day."""

    is_manager: bool


CONFIRMING: tuple[Rule[Confirming], ...] = (
    Rule("Framework 7.1", "Whoever confirms a declaration is the line manager on that day.",
         lambda facts: not facts.is_manager,
         "Ask whoever made it to take it back to draft and send it again: it then goes to their line manager of"
         " today."),
)  # fmt: skip


def number_key(number: str) -> str:
    """A number of the register as it is compared with others: in any case of letters, without spaces."""
    return "".join(number.split()).casefold()
