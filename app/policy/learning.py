"""Learning: what is mandatory for whom, what of it is not on record, what expires, and how much somebody did in a year.

Managers support staff to be up to date with required learning, and development goes on through a career (Framework
8.1). How many hours or pieces a year asks for was not found: a dated setting, none by default, and counts are shown.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.policy.assessor_facts import POMS, PSO, WINDOW_MONTHS, months_after
from app.policy.people import COURT
from app.policy.registration import CPD, MANDATORY, QUALIFICATION
from app.policy.rules import Rule

SHOWN_AFTER = 28  # days: learning that is not mandatory is listed so long after it expired
SEEDS2, CURRICULUM, POM_ROLE, OTHER = "seeds2", "core_curriculum", "pom_role", "other"
SPO = "Senior Probation Officer"
_REC_4 = "HM Inspectorate of Probation, recommendation 4 (action plan)"


@dataclass(frozen=True)
class Course:
    """Learning that has a name. `source` is the paragraph; `asked` says in words of whom it is asked.

    It is mandatory for `roles` (in `functions`, if any are named), for those eligible for registration
    (`for_eligible`), or only for the first months in the job (`months`). It expires `years` after it was done (0:
    never). `feeds` is the assessor-role criterion it closes, 0 for none.
    """

    code: str
    title: str
    type: str
    source: str
    asked: str
    roles: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    for_eligible: bool = False
    months: int = 0
    years: int = 0
    feeds: int = 0

    @property
    def is_mandatory(self) -> bool:
        """Whether it is asked of anybody, not only offered."""
        return self.type == MANDATORY


COURSES: tuple[Course, ...] = (
    Course(SEEDS2, "SEEDS2: Skills for Effective Engagement, Development and Supervision", MANDATORY, "Framework 6.2",
           "Mandatory for staff eligible for professional registration", for_eligible=True),
    Course(CURRICULUM, "Core curriculum of a new probation services officer", MANDATORY, "Framework 5.2",
           "Completed in the first six months in the role", roles=(PSO,), months=WINDOW_MONTHS, feeds=1),
    Course(POM_ROLE, "Required learning for the role of prison offender manager", MANDATORY, "Framework 5.2",
           "Completed before assessments go without a countersignature", roles=POMS, feeds=6),
    Course("spo_leading", "Leading and managing as an SPO: all six modules", MANDATORY, _REC_4,
           "The national programme for all senior probation officers", roles=(SPO,)),
    Course("spo_court", "Court webinars for senior probation officers: all five", CPD, _REC_4,
           "Offered to senior probation officers in court", roles=(SPO,), functions=(COURT,)),
    Course("pqip", "Professional Qualification in Probation (PQiP)", QUALIFICATION, "Framework 5.2",
           "Qualifies a probation officer"),
)  # fmt: skip
BY_CODE = {course.code: course for course in COURSES}


@dataclass(frozen=True)
class Staff:
    """Somebody as they are today. `is_eligible`: their job role is to be registered."""

    job_role: str
    function: str
    role_since: date
    is_eligible: bool = False


@dataclass(frozen=True)
class Done:
    """Learning on record. `course` is "" for another, which `title` names; `record_id` 0: the staff file says it."""

    course: str
    title: str
    done_on: date
    expires_on: date | None = None
    minutes: int = 0
    type: str = MANDATORY
    record_id: int = 0

    @property
    def what(self) -> str:
        """What tells it from other learning: its course, or its title however it is written, in quotes."""
        return self.course or f"“{' '.join(self.title.casefold().split())}”"

    def holds(self, day: date) -> bool:
        """Whether it has not expired by then; it holds through its last day."""
        return self.expires_on is None or self.expires_on >= day


MISSING, EXPIRED, EXPIRING, HELD = "missing", "expired", "expiring", "held"


@dataclass(frozen=True)
class Need:
    """How a mandatory course stands for somebody. `last` is what they did of it that holds longest."""

    course: Course
    state: str
    last: Done | None = None
    due_on: date | None = None

    @property
    def is_lacking(self) -> bool:
        """Whether it is not on record, or not any more."""
        return self.state in (MISSING, EXPIRED)


def is_asked(course: Course, staff: Staff, today: date) -> bool:
    """Whether a mandatory course is asked of somebody today."""
    if not course.is_mandatory:
        return False
    if course.for_eligible:
        return staff.is_eligible
    in_role = staff.job_role in course.roles and (not course.functions or staff.function in course.functions)
    return in_role and (not course.months or today < months_after(staff.role_since, course.months))


def latest(done: Iterable[Done]) -> dict[str, Done]:
    """Of everything done, what holds longest, by what it is: without an end before any end, then the last one done."""
    found: dict[str, Done] = {}
    for each in sorted(done, key=lambda one: (one.expires_on or date.max, one.done_on)):
        found[each.what] = each
    return found


def needs(staff: Staff, done: Iterable[Done], today: date, soon_days: int) -> list[Need]:
    """How each course that is mandatory for somebody stands, what is lacking first. A course is due at the end of the
    months it is asked for, or on the day it expires; without either at once.
    """
    known, found = latest(done), []
    for course in COURSES:
        last = known.get(course.code)
        if not is_asked(course, staff, today):
            continue
        ends = months_after(staff.role_since, course.months) - timedelta(days=1) if course.months else None
        found.append(Need(course, _state(last, today, soon_days), last, last.expires_on if last else ends))
    return sorted(found, key=lambda need: (MISSING, EXPIRED, EXPIRING, HELD).index(need.state))


def _state(last: Done | None, today: date, soon_days: int) -> str:
    if last is None:
        return MISSING
    if not last.holds(today):
        return EXPIRED
    return EXPIRING if is_soon(last, today, soon_days) else HELD


def is_soon(done: Done, today: date, soon_days: int) -> bool:
    """Whether it expires within so many days, or has expired."""
    return done.expires_on is not None and done.expires_on <= today + timedelta(days=soon_days)


def to_renew(done: Iterable[Done], today: date, soon_days: int, shown_days: int) -> list[Done]:
    """What no course asks for and yet expires soon, or has expired: mandatory learning for good, other learning until
    so many days after. What expires first comes first.
    """
    found = [each for each in latest(done).values() if each.record_id and is_soon(each, today, soon_days)]
    lately = today - timedelta(days=shown_days)
    kept = [each for each in found if each.type == MANDATORY or each.holds(lately)]
    return sorted(kept, key=lambda each: (each.expires_on or date.max, each.what))


def expires_on(course: str, done_on: date) -> date | None:
    """The day through which a course holds when it was done on a day; None where it never expires."""
    years = BY_CODE[course].years if course in BY_CODE else 0
    return months_after(done_on, 12 * years) - timedelta(days=1) if years else None


@dataclass(frozen=True)
class Total:
    """What somebody did in a period, and what is asked for by default or by setting (0: nothing is)."""

    pieces: int
    minutes: int
    asked_pieces: int = 0
    asked_hours: int = 0

    @property
    def is_met(self) -> bool:
        """Whether as much was done as is asked for."""
        return self.pieces >= self.asked_pieces and self.minutes >= 60 * self.asked_hours


def total(done: Collection[Done], first: date, last: date, asked_pieces: int = 0, asked_hours: int = 0) -> Total:
    """How many pieces of learning on record were done from one day to another, both included, and for how long."""
    of_period = [each for each in done if each.record_id and first <= each.done_on <= last]
    return Total(len(of_period), sum(each.minutes for each in of_period), asked_pieces, asked_hours)


def read_hours(text: str) -> int | None:
    """Minutes from hours as typed: "2", "1.5" or "1½"; None for anything but half hours from 0.5 to 2,000."""
    typed = text.strip().replace("½", ".5").replace(",", ".")
    found = re.fullmatch(r"([0-9]{0,4})(\.[05])?", typed)
    minutes = round(float(typed or 0) * 60) if found and typed not in ("", ".") else 0
    return minutes if 30 <= minutes <= 2000 * 60 else None


def hours(minutes: int) -> str:
    """1.5 hours, 1 hour: of minutes, in half hours."""
    number = f"{minutes / 60:g}"
    return f"{number} hour{'' if number == '1' else 's'}"


@dataclass(frozen=True)
class Asking:
    """Learning about to be asked for."""

    is_own: bool
    is_asked: bool
    due_on: date | None
    today: date


ASKING: tuple[Rule[Asking], ...] = (
    Rule("Framework 8.1", "A line manager asks those they manage for learning, not themselves.",
         lambda asking: asking.is_own),
    Rule("Domain guide C27", "The same learning is asked for once at a time.", lambda asking: asking.is_asked,
         "Drop what is asked for already, or wait until it is done."),
    Rule("Domain guide C27", "Learning is due today or later.",
         lambda asking: asking.due_on is not None and asking.due_on < asking.today, "Enter today or a later day."),
)  # fmt: skip
