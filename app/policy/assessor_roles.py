"""OASys assessor roles: who is countersigned, since when and why, and what ends it (Framework 5.2 to 5.4)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby

from app.policy.assessor_facts import (
    CONFIRMS,
    COUNTERSIGNED,
    DETERMINES,
    DISCRETION,
    ENDS,
    FORMAL_PLAN,
    FRAMEWORK_STARTS,
    HOMD,
    HOMD_REQUIRES,
    KEEPS,
    LINE_MANAGER,
    NATIONAL_SECURITY,
    NEW_PSO,
    NO_ROLE,
    NON_COUNTERSIGNED,
    OPENS,
    POM_LEARNING,
    POMS,
    PQIP_LEARNER,
    PSO,
    SOL,
    WINDOW_MONTHS,
    Decision,
    Facts,
    Span,
    Told,
    day_after,
    day_of,
    midnight,
    months_after,
    told_by,
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of the table. `decider` confirms its ending, or ends it where only a decision can."""

    number: int
    label: str
    opens: str
    closes: str
    decider: str
    source: str
    spans: Callable[[Facts, datetime], Iterable[Span]] = field(repr=False, compare=False)

    @property
    def is_decided(self) -> bool:
        """Whether a decision alone opens and ends it."""
        return self.number in (DISCRETION, HOMD_REQUIRES)


@dataclass(frozen=True, slots=True)
class Open:
    """A criterion that is open. `is_hold`: the facts have ended it and nobody has confirmed that yet.

    `ends_on` is the first day on which the facts no longer ask for it; `confirmed_at` when a confirmation given ahead
    takes effect.
    """

    criterion: Criterion
    since: datetime
    ends_on: date | None
    review_on: date | None
    is_hold: bool
    evidence: str
    ends_at: datetime | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The role at one instant and everything that makes it so."""

    role: str
    open: tuple[Open, ...] = ()
    legacy: str = ""

    @property
    def is_countersigned(self) -> bool:
        """Whether this person's OASys assessments need a countersignature."""
        return self.role == COUNTERSIGNED

    @property
    def is_interim_hold(self) -> bool:
        """Countersigned only because nobody has confirmed the ending yet."""
        return bool(self.open) and all(each.is_hold for each in self.open)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The open criteria, each once."""
        return tuple(sorted({each.criterion.number for each in self.open}))

    @property
    def binding(self) -> tuple[Open, ...]:
        """Those that nobody may lift, the senior operational lead for 5 apart: 1, 2, 3, 5 or 6, and not ended."""
        return tuple(each for each in self.open if not each.is_hold and not each.criterion.is_decided)


def _new_pso(facts: Facts, _at: datetime) -> Iterator[Span]:
    probation, told = facts.probation_on, facts.curriculum_told
    both = max(facts.curriculum_on, probation) if facts.curriculum_on and probation else None
    said = (("core curriculum", facts.curriculum_on or told), ("probation", probation))
    evidence = ", ".join(f"{what} {'done' if known else 'not yet'}" for what, known in said)
    for job in facts.jobs:
        if job.job_role != PSO or (both and both <= job.starts_on):
            continue
        ends = [midnight(months_after(job.starts_on, WINDOW_MONTHS))]
        ends += [midnight(both)] if both else []
        ends += [left] if (left := day_after(job.ends_on)) else []
        sure = min(ends)
        by_word = midnight(max(told_by(told, job.starts_on), probation)) if told and probation else sure
        told_at = told.told_at if told and by_word < sure else None
        yield Span(midnight(job.starts_on), min(by_word, sure), evidence, sure, told_at)


def _learner(facts: Facts, _at: datetime) -> Iterator[Span]:
    for period in facts.pqip:
        yield Span(midnight(period.starts_on), day_after(period.ends_on), "")


def _formal_plan(facts: Facts, _at: datetime) -> Iterator[Span]:
    for plan in facts.plans:
        if plan.is_formal:
            ends = [each for each in (plan.closed_at, plan.error_at) if each]
            yield Span(plan.opened_at, min(ends, default=None))


def _national_security(facts: Facts, _at: datetime) -> Iterator[Span]:
    for posting in facts.nsd:
        yield Span(midnight(posting.starts_on), day_after(posting.ends_on))


@dataclass(frozen=True, slots=True)
class _Undone:
    """A stretch of learning not done: `sure_on` is its last day but for what the person told at `told_at`."""

    starts_on: date
    done_on: date | None
    sure_on: date | None
    told_at: datetime | None = None

    def joined(self, later: "_Undone") -> "_Undone":
        """With one that begins before it ends; a day without an end lies after all others."""
        told = [each.told_at for each in (self, later) if each.told_at]
        return _Undone(self.starts_on, _last(self.done_on, later.done_on), _last(self.sure_on, later.sure_on),
                       max(told, default=None))  # fmt: skip


def _last(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _undone(starts_on: date, done_on: date | None, told: Told | None) -> _Undone:
    by_word = told_by(told, starts_on) if told else None
    if told is None or by_word is None or (done_on and done_on <= by_word):
        return _Undone(starts_on, done_on, done_on)
    return _Undone(starts_on, by_word, done_on, told.told_at)


def _pom_learning(facts: Facts, _at: datetime) -> Iterator[Span]:
    done = sum(bool(module.done_on or module.told) for module in facts.modules)
    evidence = f"{done} of {len(facts.modules)} modules done" if facts.modules else "required learning not recorded"
    for job in facts.jobs:
        if job.job_role not in POMS:
            continue
        asked = [_undone(max(each.required_on, job.starts_on), each.done_on, each.told) for each in facts.modules
                 if job.ends_on is None or each.required_on <= job.ends_on]  # fmt: skip
        if not any(each.starts_on == job.starts_on for each in asked):
            asked.append(_undone(job.starts_on, facts.learning_on, facts.learning_told))
        left = day_after(job.ends_on)
        for each in _joined(asked):
            if each.done_on is None or each.done_on > each.starts_on:
                yield Span(midnight(each.starts_on), _earliest(each.done_on, left), evidence,
                           _earliest(each.sure_on, left), each.told_at)  # fmt: skip


def _earliest(day: date | None, other: datetime | None) -> datetime | None:
    return min((each for each in (midnight(day) if day else None, other) if each), default=None)


def _joined(asked: list[_Undone]) -> list[_Undone]:
    """Overlapping stretches of undone learning as one."""
    found: list[_Undone] = []
    for each in sorted(asked, key=lambda each: each.starts_on):
        last = found[-1] if found else None
        if last and (last.done_on is None or each.starts_on <= last.done_on):
            found[-1] = last.joined(each)
        else:
            found.append(each)
    return found


def _decided(number: int) -> Callable[[Facts, datetime], Iterator[Span]]:
    def spans(facts: Facts, at: datetime) -> Iterator[Span]:
        for decision in facts.decisions:
            if decision.verb == OPENS and decision.criterion == number and decision.holds(at):
                yield Span(decision.effective_at)

    return spans


FIVE_TWO = "Framework 5.2"
CRITERIA: tuple[Criterion, ...] = (
    Criterion(NEW_PSO, "First 6 months in post",
              "A probation services officer starts, and has yet to complete core curriculum and probation.",
              "Both are done, or 6 months have passed (absence does not pause them), and the line manager confirms.",
              LINE_MANAGER, FIVE_TWO, _new_pso),
    Criterion(PQIP_LEARNER, "PQiP learner", "A learner starts the Professional Qualification in Probation (PQiP).",
              "The learner qualifies or leaves, and the line manager confirms.", LINE_MANAGER, FIVE_TWO, _learner),
    Criterion(FORMAL_PLAN, "Formal improvement plan", "A formal performance improvement plan opens. An informal one"
              " changes nothing.", "The plan is closed and the line manager confirms.", LINE_MANAGER, FIVE_TWO,
              _formal_plan),
    Criterion(DISCRETION, "Manager’s discretion", "The line manager decides on more oversight: after maternity or long"
              " absence, with a new role or function, or similar.", "The line manager ends it.", LINE_MANAGER,
              "Framework 5.2, 5.4", _decided(DISCRETION)),
    Criterion(NATIONAL_SECURITY, "National Security Division", "A practitioner is posted to the division.",
              "The senior operational lead determines it, for this posting only.", SOL, FIVE_TWO, _national_security),
    Criterion(POM_LEARNING, "Learning for the role", "A prison offender manager has yet to complete required learning.",
              "All is done, and the head of offender management delivery confirms.", HOMD, FIVE_TWO, _pom_learning),
    Criterion(HOMD_REQUIRES, "Required in prison", "The head of offender management delivery requires it of any other"
              " prison offender manager.", "The head of offender management delivery ends it.", HOMD, FIVE_TWO,
              _decided(HOMD_REQUIRES)),
)  # fmt: skip
BY_NUMBER = {criterion.number: criterion for criterion in CRITERIA}


def standing(facts: Facts, at: datetime) -> Standing:
    """The role at an instant, of whatever zone. For a day ask at the instant of signing, or at its midnight."""
    at = at.astimezone(UTC)  # two instants of London compare by the wall clock, wrongly in the hour it shows twice
    legacy = next((word for day, word in sorted(facts.legacy, reverse=True) if midnight(day) <= at), "")
    if at < midnight(FRAMEWORK_STARTS):
        return Standing(NO_ROLE, (), legacy)
    found = tuple(each for criterion in CRITERIA for each in _open(criterion, facts, at))
    return Standing(COUNTERSIGNED if found else NON_COUNTERSIGNED, found, legacy)


def _open(criterion: Criterion, facts: Facts, at: datetime) -> Iterator[Open]:
    begins = midnight(FRAMEWORK_STARTS)
    for span in criterion.spans(facts, at):
        if span.starts_at > at or (span.ends_at and span.ends_at <= begins):
            continue
        closing = [each for each in facts.decisions if _closes(each, criterion.number, span)]
        if any(each.holds(at) for each in closing):
            continue
        ahead = [each.effective_at for each in closing if each.undone_at is None and each.decided_at <= at]
        is_over = span.ends_at is not None and span.ends_at <= at
        yield Open(criterion, max(span.starts_at, begins), day_of(span.ends_at) if span.ends_at else None,
                   _review(criterion, span, facts, at), is_over, span.evidence, span.ends_at,
                   min(ahead, default=None))  # fmt: skip


def _closes(decision: Decision, number: int, span: Span) -> bool:
    """Whether a decision, once in force, closes this span and no later one of the same criterion."""
    if decision.criterion != number or decision.effective_at < span.starts_at:
        return False
    if decision.verb == DETERMINES:
        return span.ends_at is None or decision.effective_at < span.ends_at
    if decision.verb == CONFIRMS:
        ends_at = span.end_known(decision.decided_at)
        return ends_at is not None and ends_at <= decision.effective_at
    return decision.verb == ENDS


def _review(criterion: Criterion, span: Span, facts: Facts, at: datetime) -> date | None:
    said = [each for each in facts.decisions if each.criterion == criterion.number and each.verb in (OPENS, KEEPS)
            and span.starts_at <= each.effective_at and each.holds(at)]  # fmt: skip
    return max(said, key=lambda each: (each.effective_at, each.id)).review_on if said else None


def history(facts: Facts, until: datetime) -> list[tuple[datetime, Standing]]:
    """Each instant up to `until` at which the role or its criteria changed, the earliest first."""
    begins = midnight(FRAMEWORK_STARTS)
    first = max(begins, min((midnight(job.starts_on) for job in facts.jobs), default=begins))
    instants = {first}
    for each in facts.decisions:
        instants |= {each.effective_at} | ({each.undone_at} if each.undone_at else set())
    for criterion in CRITERIA:
        for span in criterion.spans(facts, until):
            instants |= {span.starts_at} | ({span.ends_at} if span.ends_at else set())
    told = [(at, standing(facts, at)) for at in sorted(instants) if first <= at <= until]
    return [next(same) for _, same in groupby(told, key=lambda each: (each[1].role, each[1].numbers))]
