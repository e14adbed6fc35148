"""The clocks of a recall, in elapsed hours, and the rules of its decision (National Standards 9.2, 9.3.2; guide C8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.policy import working_days
from app.policy.assessor_facts import day_of
from app.policy.rules import Breach

EMERGENCY, OTHER = timedelta(hours=2), timedelta(hours=24)
TO_SENDING = timedelta(hours=24)
RECALLS, DOES_NOT_RECALL = "recall", "do not recall"
STANDARD_TYPE, FIXED_TERM = "standard", "fixed term"
NO_ALTERNATIVE, SOMETHING_ELSE = "none", "other"
PARAGRAPH = "National Standards 9.3.2"
ALTERNATIVES = (
    ("warnings", "Warnings"),
    ("reporting", "More reporting"),
    ("conditions", "Extra licence conditions"),
    ("teams", "Referral to other teams"),
    ("partners", "Referral to partner agencies"),
    ("premises", "Approved premises"),
    ("drug test", "Drug testing"),
    (SOMETHING_ELSE, "Something else"),
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
    """One limit: from when, until when, whether and when it was met. Instants are in UTC where `clocks` made it."""

    name: str
    words: str
    source: str
    starts_at: datetime
    limit: datetime
    ended_at: datetime | None = None

    def left(self, now: datetime) -> timedelta:
        """Time left now, or when it ended; negative when late. Elapsed time, whatever the wall clock did."""
        return _utc(self.limit) - _utc(self.ended_at or now)

    def is_late(self, now: datetime) -> bool:
        """Whether the limit passed before it was met, or has passed. At the limit itself it is met in time."""
        return self.left(now) < timedelta()


def _utc(at: datetime) -> datetime:
    """The instant in UTC: two instants of one zone subtract and compare by their wall clocks, even across a change."""
    if at.utcoffset() is None:
        raise ValueError("An instant needs its zone.")
    return at.astimezone(UTC)


def clocks(course: Course) -> tuple[Clock, ...]:
    """Every clock of a recall, in the order in which they started. ValueError for an instant without a zone."""
    considered, ended = _utc(course.considered_at), _earliest(course.alternatives_at, course.sent_at)
    emergency = _utc(course.emergency_at) if course.emergency_at else None
    found = [_from_emergency(considered, ended)]
    if emergency is None or emergency > considered:
        words = "24 hours to consider alternatives or take recall action"
        found = [Clock("Standard clock", words, PARAGRAPH, considered, considered + OTHER, ended)]
        # One raised once the matter was settled starts no clock: there is nothing left to decide in time.
        if emergency and (ended is None or emergency < ended):
            found.append(_from_emergency(emergency, ended, "; an earlier limit stands"))
    if course.agreed_at:
        agreed, sent = _utc(course.agreed_at), _utc(course.sent_at) if course.sent_at else None
        words = (
            "24 hours from the manager’s agreement to the senior signature and the report sent to the Public Protection"
            " Casework Section"
        )
        found.append(Clock("Sending clock", words, "Published recall service", agreed, agreed + TO_SENDING, sent))
    return tuple(sorted(found, key=lambda each: each.starts_at))


def _from_emergency(at: datetime, ended: datetime | None, more: str = "") -> Clock:
    words = f"2 hours to consider alternatives or take recall action{more}"
    return Clock("Emergency clock", words, PARAGRAPH, at, at + EMERGENCY, ended)


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((_utc(each) for each in instants if each), default=None)


def stands(course: Course) -> Clock | None:
    """The clock that runs out first of those still running; None when every clock has ended."""
    return min((each for each in clocks(course) if each.ended_at is None), key=lambda each: each.limit, default=None)


def limit(course: Course) -> datetime | None:
    """The earliest limit still to be met, in UTC; None when every clock has ended."""
    first = stands(course)
    return first.limit if first else None


def rationale_due(signed_at: datetime, days: int, extra: Collection[date] = ()) -> date:
    """The day by which a rationale is due that was put off: so many working days after the signature.

    `signed_at` counts by London's day. Raises UnknownYear where the bank holidays are not known.
    """
    return working_days.after(day_of(signed_at), days, extra)


def plan_review_due(recalled_on: date, days: int, extra: Collection[date] = ()) -> date:
    """The day by which the risk management plan is reviewed after a standard recall (National Standards 10.2).

    Raises UnknownYear where the bank holidays are not known.
    """
    return working_days.after(recalled_on, days, extra)


def needs_endorsement(decision: str, earlier_decisions: Collection[str]) -> bool:
    """Whether a senior manager endorses it: a second "do not recall" on the same licence (published recall service)."""
    return decision == DOES_NOT_RECALL and DOES_NOT_RECALL in earlier_decisions


def beginning_problems(
    licence_from: date | None, considered_at: datetime | None, now: datetime
) -> list[tuple[str, str]]:
    """What keeps a recall from being started: (field, what to do). None for what could not be read."""
    found = []
    if licence_from and licence_from > day_of(now):
        words = "The day of release can’t be in the future: there is no licence yet (domain guide C8)"
        found.append(("licence_from", words))
    if considered_at is None:
        return found
    if _utc(considered_at) > _utc(now):
        found.append(("considered_at", f"Recall can’t have been considered in the future ({PARAGRAPH})"))
    elif licence_from and day_of(considered_at) < licence_from:
        words = "Recall can’t have been considered before the licence began (domain guide C8)"
        found.append(("considered_at", words))
    return found


def sending_problems(sent_at: datetime | None, ready_at: datetime, now: datetime) -> list[tuple[str, str]]:
    """What keeps the sending from being recorded. `ready_at`: the second signature; a time typed has no seconds."""
    if sent_at is None:
        return []
    if _utc(sent_at) > _utc(now):
        return [("sent_at", "The report can’t have been sent in the future (domain guide C8)")]
    if _utc(sent_at) < _utc(ready_at).replace(second=0, microsecond=0):
        return [("sent_at", "The report is sent after both have signed it, not before (domain guide C8)")]
    return []


def decision_problems(
    course: Course, decision: str, at: datetime | None, alternatives: Collection[str], detail: str, rationale: str,
    now: datetime, *, later: bool,
) -> list[tuple[str, str]]:  # fmt: skip
    """What keeps the manager's decision from being recorded: (field, what to do). `later`: the rationale follows.

    A decision not to recall is never without its rationale (National Standards 9.2).
    """
    found = []
    if decision not in (RECALLS, DOES_NOT_RECALL):
        found.append(("decision", "Choose whether you agree to a recall (National Standards 9.3.2)"))
    if words := _when(course, at, now):
        found.append(("decided_at", words))
    found += _tried(frozenset(alternatives), detail)
    if not rationale.strip() and not (later and decision == RECALLS):
        source = "9.2" if decision == DOES_NOT_RECALL else "9.3.2"
        found.append(("rationale", f"Record the rationale (National Standards {source})"))
    return found


def _when(course: Course, at: datetime | None, now: datetime) -> str:
    if at is None:
        return "Enter the day and time of your decision, like 24/10/2026 and 11:50pm"
    if _utc(at) > _utc(now):
        return "The decision can’t be in the future"
    if _utc(at) < _utc(course.considered_at):
        return "The decision can’t be before recall was first considered"
    return ""


def _tried(alternatives: frozenset[str], detail: str) -> list[tuple[str, str]]:
    found = []
    if not alternatives or not alternatives <= dict(ALTERNATIVES).keys():
        words = "Choose what was tried before, or “None was tried” (National Standards 9.3.2)"
        found.append(("alternatives", words))
    elif NO_ALTERNATIVE in alternatives and len(alternatives) > 1:
        found.append(("alternatives", "Choose “None was tried” alone, or take it away"))
    if SOMETHING_ELSE in alternatives and not detail.strip():
        found.append(("alternatives_detail", "Say what else was tried"))
    return found


def warnings(course: Course, now: datetime) -> list[Breach]:
    """The clocks that have run out. They flag, they never keep anybody from recording what happened."""
    return [Breach(each.source, f"{each.name}: the limit has passed.") for each in clocks(course) if each.is_late(now)]
