"""The dated facts that assessor roles rest on, and how days and instants meet in London."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.policy.people import JOB_ROLES

LONDON = ZoneInfo("Europe/London")
COUNTERSIGNED, NON_COUNTERSIGNED, NO_ROLE = "Countersigned", "Non-countersigned", "No role of this framework yet"
FRAMEWORK_STARTS = date(2025, 10, 13)
WINDOW_MONTHS = 6

NEW_PSO, PQIP_LEARNER, FORMAL_PLAN, DISCRETION, NATIONAL_SECURITY, POM_LEARNING, HOMD_REQUIRES = range(1, 8)
# What a decision does. More oversight: opens, keeps. Less: ends (4, 7), confirms (an ending), determines (5).
OPENS, KEEPS, ENDS, CONFIRMS, DETERMINES, UNDOES = "opens", "keeps", "ends", "confirms", "determines", "undoes"
DECLINES = "declines"  # after a long absence: no more oversight is needed
LESS = (ENDS, CONFIRMS, DETERMINES)
LINE_MANAGER, HOMD, SOL = "line manager", "head of offender management delivery", "senior operational lead"
PSO, LEARNER = "Probation Services Officer", "PQiP Learner"
POMS = tuple(code for code in JOB_ROLES if code.startswith("Prison Offender Manager"))

# What becomes of the roles of the 2022 framework; every other one is to be reviewed.
REVIEW = "to review"
LEGACY = dict.fromkeys(("Approved PO", "SPO", "Head of PDU"), NON_COUNTERSIGNED)


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included; no end means still. `job_role` where a job is meant."""

    starts_on: date
    ends_on: date | None = None
    job_role: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """An improvement plan, to the minute. One opened in error stops counting at `error_at`."""

    is_formal: bool
    opened_at: datetime
    closed_at: datetime | None = None
    error_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """That something was done, by the person's own signed record alone: on which day, and since when that is known."""

    done_on: date
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Module:
    """Learning that a prison offender manager's role requires from a day on. `told`: what the person says of it."""

    required_on: date
    done_on: date | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What someone decided about a criterion. It holds from `effective_at` until `undone_at`."""

    verb: str
    criterion: int
    decided_at: datetime
    effective_at: datetime
    review_on: date | None = None
    undone_at: datetime | None = None
    id: int = 0

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at that instant."""
        return self.effective_at <= at and (self.undone_at is None or at < self.undone_at)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one person that the criteria ask for. `legacy` are the roles of the 2022 framework.

    `curriculum_told` and `learning_told` are what the person's own records say, beside what the staff extract does.
    """

    jobs: tuple[Days, ...] = ()
    pqip: tuple[Days, ...] = ()
    nsd: tuple[Days, ...] = ()
    curriculum_on: date | None = None
    probation_on: date | None = None
    learning_on: date | None = None
    curriculum_told: Told | None = None
    learning_told: Told | None = None
    modules: tuple[Module, ...] = ()
    plans: tuple[Plan, ...] = ()
    decisions: tuple[Decision, ...] = ()
    legacy: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A criterion by the facts alone: from when, and from when no longer (None: not known). `evidence` so far.

    Where the person's own word alone ends it, `told_at` is since when that is known, and `sure_at` the end without it:
    what somebody confirmed before rests on that.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    evidence: str = ""
    sure_at: datetime | None = None
    told_at: datetime | None = None

    def end_known(self, at: datetime) -> datetime | None:
        """The end as it could be known at that instant."""
        return self.sure_at if self.told_at and at < self.told_at else self.ends_at


@lru_cache(maxsize=8192)
def midnight(day: date) -> datetime:
    """The instant at which a day begins in London, in UTC: a register of thousands compares many of them."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def day_of(at: datetime) -> date:
    """The day of an instant in London."""
    return at.astimezone(LONDON).date()


def months_after(day: date, count: int) -> date:
    """The same day so many months later; the last day of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def day_after(day: date | None) -> datetime | None:
    """The instant at which a day is over; None for no day."""
    return None if day is None else midnight(day + timedelta(days=1))


def told_by(told: Told, starts_on: date) -> date:
    """From which day what a person tells ends something that began on a day: never so early that it never was, for
    their own word alone changes no role.
    """
    return max(told.done_on, starts_on + timedelta(days=1), FRAMEWORK_STARTS + timedelta(days=1))


def legacy_becomes(word: str) -> str:
    """What a role of the 2022 framework becomes: Non-countersigned, or to be reviewed."""
    return LEGACY.get(word, REVIEW)
