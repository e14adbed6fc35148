"""Gathering the facts that the criteria ask for, of one person or of many, in the same few queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Select, select

from app.assessors.models import ImprovementPlan, LearningRequired, RoleDecision
from app.database import Table, db
from app.people.models import (
    CORE_CURRICULUM,
    LEGACY_OASYS_ROLE,
    NSD_POSTING,
    PQIP,
    PROBATION_PASSED,
    ROLE_LEARNING,
    Fact,
    Posting,
)
from app.policy.assessor_facts import LEARNER, UNDOES, Days, Decision, Facts, Module, Plan
from app.policy.people import NATIONAL_SECURITY, is_practitioner

Row = TypeVar("Row", bound=Table)


@dataclass
class Rows:
    """The rows of one person, each in the order of time."""

    postings: list[Posting] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    plans: list[ImprovementPlan] = field(default_factory=list)
    modules: list[LearningRequired] = field(default_factory=list)
    decisions: list[RoleDecision] = field(default_factory=list)

    def first(self, kind: str) -> date | None:
        """The earliest day of a kind of fact."""
        return min((fact.starts_on for fact in self.facts if fact.kind == kind), default=None)


def rows_of(people: Select[int] | Iterable[int]) -> dict[int, Rows]:
    """The rows of these people (ids, or a SELECT of ids). Five queries, however many they are."""
    wanted: Any = people if isinstance(people, Select) else list(people)
    found: dict[int, Rows] = {}

    def read(table: type[Row], *order: Any) -> Iterable[Row]:
        return db.session.scalars(select(table).where(table.person_id.in_(wanted)).order_by(*order))  # type: ignore[attr-defined]

    for posting in read(Posting, Posting.starts_on):
        found.setdefault(posting.person_id, Rows()).postings.append(posting)
    for fact in read(Fact, Fact.starts_on, Fact.id):
        found.setdefault(fact.person_id, Rows()).facts.append(fact)
    for plan in read(ImprovementPlan, ImprovementPlan.opened_at, ImprovementPlan.id):
        found.setdefault(plan.person_id, Rows()).plans.append(plan)
    for module in read(LearningRequired, LearningRequired.required_on, LearningRequired.id):
        found.setdefault(module.person_id, Rows()).modules.append(module)
    for decision in read(RoleDecision, RoleDecision.id):
        found.setdefault(decision.person_id, Rows()).decisions.append(decision)
    return found


def facts_from(rows: Rows) -> Facts:
    """What the rule book asks about one person."""
    jobs = _jobs(rows.postings)
    return Facts(
        jobs=jobs,
        pqip=_with(_days(rows, PQIP), (job for job in jobs if job.job_role == LEARNER)),
        nsd=_with(_days(rows, NSD_POSTING), _in_division(rows.postings)),
        curriculum_on=rows.first(CORE_CURRICULUM),
        probation_on=rows.first(PROBATION_PASSED),
        learning_on=rows.first(ROLE_LEARNING),
        modules=tuple(Module(each.required_on, each.done_on) for each in rows.modules),
        plans=tuple(Plan(each.is_formal, each.opened_at, each.closed_at, each.error_at) for each in rows.plans),
        decisions=decisions(rows.decisions),
        legacy=tuple((fact.starts_on, fact.text) for fact in rows.facts if fact.kind == LEGACY_OASYS_ROLE),
    )


def decisions(rows: list[RoleDecision]) -> tuple[Decision, ...]:
    """Decisions as the rule book reads them, each knowing when it was undone."""
    undone = {each.undoes_id: each.effective_at for each in rows if each.verb == UNDOES}
    return tuple(
        Decision(each.verb, each.criterion, each.decided_at, each.effective_at, each.review_on, undone.get(each.id),
                 each.id)
        for each in rows if each.verb != UNDOES
    )  # fmt: skip


def _days(rows: Rows, kind: str) -> list[Days]:
    return [Days(fact.starts_on, fact.ends_on) for fact in rows.facts if fact.kind == kind]


def _with(known: list[Days], implied: Iterable[Days]) -> tuple[Days, ...]:
    """What the staff extract says, and what a job implies where the extract says nothing of that time."""
    more = [each for each in implied if not any(_meet(each, other) for other in known)]
    return tuple(known + more)


def _meet(one: Days, other: Days) -> bool:
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )


def _jobs(postings: list[Posting]) -> tuple[Days, ...]:
    """Postings of one job role since one day are one job, whatever else changed in the meantime."""
    found: dict[tuple[str, date], Days] = {}
    for posting in postings:
        key = (posting.job_role, posting.role_since)
        found[key] = Days(min(posting.role_since, posting.starts_on), posting.ends_on, posting.job_role)
    return tuple(found.values())


def _in_division(postings: list[Posting]) -> list[Days]:
    """Unbroken time as a practitioner of the National Security Division."""
    found: list[Days] = []
    for posting in postings:
        if posting.function != NATIONAL_SECURITY or not is_practitioner(posting.job_role):
            continue
        if found and found[-1].ends_on and (posting.starts_on - found[-1].ends_on).days == 1:
            found[-1] = Days(found[-1].starts_on, posting.ends_on)
        else:
            found.append(Days(posting.starts_on, posting.ends_on))
    return found
