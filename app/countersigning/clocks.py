"""A recall's clocks, milestones and facts in words, for every page that shows a recall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.countersigning.models import Decision, Recall, Round
from app.countersigning.queries import Found, course_of
from app.countersigning.sheet import told
from app.language import LONDON, day, instant, left_words, minutes_left, plural, span, weekday
from app.policy.countersigning import AGREEMENT, COUNTERSIGNS, ENDORSEMENT, RATIONALE, SECOND_PART
from app.policy.recall import RECALLS, Clock, clocks, plan_review_due
from app.policy.working_days import UnknownYear
from app.settings.queries import holidays, value

Rounds = list[tuple[Round, list[Decision]]]
PPCS = "Public Protection Casework Section (PPCS)"
# As the report's form words it: only after a standard recall the risk management plan has its ten days.
STANDARD = "Standard"


@dataclass(frozen=True)
class Face:
    """One clock in words: what is left or how late, until when, since when, and where the limit comes from."""

    name: str
    words: str
    source: str
    left: str
    limit: str
    since: str
    ended: str
    is_late: bool
    is_running: bool


@dataclass(frozen=True)
class Milestone:
    """One thing that happened: when, with its zone, and how long after the one before."""

    title: str
    at: str
    by: str
    after: str


@dataclass(frozen=True)
class Shown:
    """What a page shows about the course of a recall. `facts` are (label, words) pairs."""

    clocks: list[Face]
    milestones: list[Milestone]
    facts: list[tuple[str, str]]


def shown(found: Found, rounds: Rounds, before: Sequence[Decision], now: datetime) -> Shown | None:
    """The clocks, milestones and facts of a recall; None of anything else.

    `rounds` and `before` are what `queries.rounds_of` and `queries.before_report` give. No query, one the first time
    for settings.
    """
    if found.recall is None:
        return None
    faces = [face(each, now) for each in clocks(course_of(found.recall))]
    facts = _facts(found.recall, before, now)
    if "read" in found.verbs:
        facts += _plan_review(found.recall, rounds)
    return Shown(faces, milestones(found.recall, rounds, before), facts)


def face(clock: Clock, now: datetime) -> Face:
    """One clock as it is shown now."""
    words = left_words(clock.left(now))
    is_late = clock.is_late(now)
    if clock.ended_at is not None:
        words = f"met {words}" if is_late else f"met with {words}"
    return Face(
        clock.name, clock.words, clock.source, words[0].upper() + words[1:], instant(clock.limit),
        instant(clock.starts_at), instant(clock.ended_at) if clock.ended_at else "", is_late, clock.ended_at is None,
    )  # fmt: skip


def milestones(recall: Recall, rounds: Rounds, before: Sequence[Decision]) -> list[Milestone]:
    """What happened, in the order in which it did."""
    events = _before_report(recall, before) + _of_rounds(rounds)
    if recall.sent_at:
        events.append((recall.sent_at, f"Sent to the {PPCS}", ""))
    found, last = list[Milestone](), None
    for at, title, by in sorted(events, key=lambda each: each[0]):
        found.append(Milestone(title, instant(at), by, _after(last, at)))
        last = at
    return found


def _before_report(recall: Recall, before: Sequence[Decision]) -> list[tuple[datetime, str, str]]:
    found = [(recall.considered_at, "Recall first considered", "")]
    if recall.emergency_at and recall.emergency_at > recall.considered_at:
        found.append((recall.emergency_at, "Raised to an emergency", ""))
    for each in before:
        if each.part == AGREEMENT:
            title = "Recall agreed" if each.verdict == RECALLS else "Decided not to recall"
            at = recall.decided_at or each.signed_at
            found.append((at, title, _by(each)))
            if minutes_left(each.signed_at - at) > 0:
                found.append((each.signed_at, "Decision recorded and signed", _by(each)))
        elif each.part in (RATIONALE, ENDORSEMENT):
            title = "Rationale written" if each.part == RATIONALE else "Decision endorsed"
            found.append((each.signed_at, title, _by(each)))
    return found


def _of_rounds(rounds: Rounds) -> list[tuple[datetime, str, str]]:
    found = []
    for signed, decisions in rounds:
        again = f", round {signed.number}" if signed.number > 1 else ""
        found.append((signed.signed_at, f"Signed by the author{again}", signed.author))
        for each in decisions:
            which = "Second signature" if each.part == SECOND_PART else "First signature"
            title = f"{which}{again}" if each.verdict == COUNTERSIGNS else "Sent back for rework"
            found.append((each.signed_at, title, _by(each)))
    return found


def _by(decision: Decision) -> str:
    return f"{decision.name}, for {decision.for_name}" if decision.for_name else decision.name


def _after(last: datetime | None, at: datetime) -> str:
    """How long after the one before, in elapsed time."""
    if last is None:
        return ""
    minutes = minutes_left(at - last)
    return f"{span(minutes)} later" if minutes else "within a minute"


def _facts(recall: Recall, before: Sequence[Decision], now: datetime) -> list[tuple[str, str]]:
    emergency = f"Since {instant(recall.emergency_at)}" if recall.emergency_at else "No"
    found = [("Released on", day(recall.licence_from)), ("Emergency", emergency)]
    agreement = next((each for each in before if each.part == AGREEMENT), None)
    if agreement and recall.decided_at:
        words = "Recall" if recall.agreed_at else "Do not recall"
        found.append(("Manager’s decision", f"{words}: {_by(agreement)}, {instant(recall.decided_at)}"))
        if recall.rationale_due_on:
            found.append(("Rationale", rationale_words(recall, now)))
    return found


def rationale_words(recall: Recall, now: datetime) -> str:
    """How it stands with a rationale that was put off; "" where none was."""
    if recall.rationale_due_on is None:
        return ""
    due = f"{weekday(recall.rationale_due_on)} {recall.rationale_due_on.year}"
    on = (recall.rationale_at or now).astimezone(LONDON).date()
    late = f"{plural((on - recall.rationale_due_on).days, 'day')} late" if on > recall.rationale_due_on else ""
    if recall.rationale_at:
        return f"Written {instant(recall.rationale_at)}{', ' + late if late else ''} (due {due})"
    return f"Still to be written: {late + ', ' if late else ''}due {due}"


def _plan_review(recall: Recall, rounds: Rounds) -> list[tuple[str, str]]:
    due = plan_review_on(recall, rounds)
    if due is None:
        return []
    return [("Review of the risk management plan", f"By {weekday(due)} {due.year} (National Standards 10.2)")]


def plan_review_on(recall: Recall, rounds: Rounds) -> date | None:
    """The day by which the risk management plan is reviewed; None unless a standard recall was sent."""
    if recall.sent_at is None or not rounds or told(rounds[-1:])[0].word("recall_type") != STANDARD:
        return None
    on = recall.sent_at.astimezone(LONDON).date()
    try:
        return plan_review_due(on, value("recall.rmp_days", on), holidays(on))
    except UnknownYear:
        return None
