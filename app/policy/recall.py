"""The clocks of a recall, in elapsed hours, and the rules of its decision (National Standards 9.2, 9.3.2; guide C8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.policy import working_days
from app.policy.assessor_facts import day_of
from app.policy.rules import Breach

EMERGENCY, OTHER = timedelta(hours=2), timedelta(hours=24)
TO_SENDING = timedelta(hours=24)
RECALLS, DOES_NOT_RECALL = "recall", "do not recall"
STANDARD_TYPE, FIXED_TERM = "standard", "fixed term"
NO_ALTERNATIVE = "none"
ALTERNATIVES = (
    ("warnings", "Warnings"),
    ("reporting", "More reporting"),
    ("conditions", "Extra licence conditions"),
    ("teams", "Referral to other teams"),
    ("partners", "Referral to partner agencies"),
    ("premises", "Approved premises"),
    ("drug test", "Drug testing"),
    ("other", "Something else"),
    (NO_ALTERNATIVE, "None was tried"),
)


@dataclass(frozen=True)
class Course:
    """What happened so far. Every instant knows its zone; None: not yet.

    `considered_at` is when recall became a potential action, `emergency_at` when it became an emergency,
    `agreed_at` when the line manager agreed a recall, `alternatives_at` when "do not recall" and its alternatives were
    recorded, `sent_at` when the report went to the Public Protection Casework Section (PPCS).
    """

    considered_at: datetime
    emergency_at: datetime | None = None
    agreed_at: datetime | None = None
    alternatives_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Clock:
    """One limit: from when, until when, whether and when it was met. `stands` marks the one that runs out first."""

    name: str
    words: str
    source: str
    starts_at: datetime
    limit: datetime
    ended_at: datetime | None = None

    def left(self, now: datetime) -> timedelta:
        """Time left now, or when it ended; negative when late. Elapsed time, whatever the wall clock did."""
        return self.limit - (self.ended_at or now)

    def is_late(self, now: datetime) -> bool:
        """Whether the limit passed before it was met, or has passed."""
        return self.left(now) < timedelta()


def clocks(course: Course) -> tuple[Clock, ...]:
    """Every clock of a recall, in the order in which they started."""
    ended = course.alternatives_at or course.sent_at
    starts_as_emergency = course.emergency_at is not None and course.emergency_at <= course.considered_at
    first = EMERGENCY if starts_as_emergency else OTHER
    found = [
        Clock("Emergency clock" if starts_as_emergency else "Standard clock",
              "2 hours to consider alternatives or take recall action" if starts_as_emergency
              else "24 hours to consider alternatives or take recall action",
              "National Standards 9.3.2", course.considered_at, course.considered_at + first, ended)
    ]  # fmt: skip
    if course.agreed_at:
        found.append(
            Clock("Sending clock", "24 hours from the manager’s agreement to the senior signature and the report at PPCS",
                  "Published recall service", course.agreed_at, course.agreed_at + TO_SENDING, course.sent_at)
        )  # fmt: skip
    if course.emergency_at and not starts_as_emergency:
        found.append(
            Clock("Emergency clock", "2 hours from when it became an emergency; an earlier limit stands",
                  "National Standards 9.3.2", course.emergency_at, course.emergency_at + EMERGENCY, ended)
        )  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.starts_at))


def limit(course: Course) -> datetime | None:
    """The earliest limit still to be met; None when every clock has ended."""
    return min((each.limit for each in clocks(course) if each.ended_at is None), default=None)


def rationale_due(signed_at: datetime, days: int, extra: Collection[date] = ()) -> date:
    """The day by which a rationale is due that was put off: so many working days after the signature."""
    return working_days.after(day_of(signed_at), days, extra)


def plan_review_due(recalled_on: date, days: int, extra: Collection[date] = ()) -> date:
    """The day by which the risk management plan is reviewed after a standard recall (National Standards 10.2)."""
    return working_days.after(recalled_on, days, extra)


def needs_endorsement(decision: str, earlier_decisions: Collection[str]) -> bool:
    """Whether a senior manager endorses it: a second "do not recall" on the same licence (published recall service)."""
    return decision == DOES_NOT_RECALL and DOES_NOT_RECALL in earlier_decisions


def decision_problems(
    course: Course, decision: str, at: datetime | None, alternatives: Collection[str], detail: str, rationale: str,
    now: datetime, *, later: bool,
) -> list[tuple[str, str]]:  # fmt: skip
    """What keeps the manager's decision from being recorded: (field, what to do). `later`: the rationale follows."""
    found = []
    if decision not in (RECALLS, DOES_NOT_RECALL):
        found.append(("decision", "Choose whether you agree to a recall"))
    if at is None:
        found.append(("decided_at", "Enter the day and time of your decision, like 24/10/2026 and 11:50pm"))
    elif at > now:
        found.append(("decided_at", "The decision can’t be in the future"))
    elif at < course.considered_at:
        found.append(("decided_at", "The decision can’t be before recall was first considered"))
    if not alternatives:
        found.append(("alternatives", "Choose what was tried before, or “None was tried” (National Standards 9.3.2)"))
    elif NO_ALTERNATIVE in alternatives and len(alternatives) > 1:
        found.append(("alternatives", "Choose “None was tried” alone, or take it away"))
    if "other" in alternatives and not detail.strip():
        found.append(("alternatives_detail", "Say what else was tried"))
    if not rationale.strip() and (not later or decision == DOES_NOT_RECALL):
        found.append(("rationale", "Record the rationale (National Standards 9.3.2)"))
    return found


def warnings(course: Course, now: datetime) -> list[Breach]:
    """The clocks that have run out. They flag, they never keep anybody from recording what happened."""
    return [Breach(each.source, f"{each.name}: the limit has passed.") for each in clocks(course) if each.is_late(now)]
