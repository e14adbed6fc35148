"""Gathering the facts that the criteria ask for, of one person or of many, in the same few queries."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, select, true, union_all
from sqlalchemy.orm import Bundle

from app.assessors.among import among
from app.assessors.models import MODULE, ImprovementPlan, LearningRequired, LearningTold, RoleDecision
from app.database import db
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
from app.policy.assessor_facts import LEARNER, UNDOES, Days, Decision, Facts, Module, Plan, Told
from app.policy.people import NATIONAL_SECURITY, is_practitioner


@dataclass
class Rows:
    """The rows of one person, each in the order of time.

    `told` is what the person's own records say and was not taken back.
    """

    postings: list[Posting] = field(default_factory=list)
    facts: list[Any] = field(default_factory=list)
    plans: list[ImprovementPlan] = field(default_factory=list)
    modules: list[LearningRequired] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)
    decisions: list[RoleDecision] = field(default_factory=list)


# Where the rows of each table stand, and in which order.
WHERE: dict[Any, tuple[str, Callable[[Any], Any]]] = {
    Posting: ("postings", lambda row: row.starts_on),
    Fact: ("facts", lambda row: (row.starts_on, row.id)),
    LearningTold: ("told", lambda row: (row.done_on, row.id)),
    ImprovementPlan: ("plans", lambda row: (row.opened_at, row.id)),
    LearningRequired: ("modules", lambda row: (row.required_on, row.id)),
    RoleDecision: ("decisions", lambda row: row.id),
}
# What the rule book and the register ask of each, where thousands of people are read.
LIGHT: dict[Any, tuple[Any, ...]] = {
    Posting: (Posting.job_role, Posting.role_since, Posting.function, Posting.starts_on, Posting.ends_on),
    Fact: (Fact.id, Fact.kind, Fact.starts_on, Fact.ends_on, Fact.text),
    LearningTold: (LearningTold.id, LearningTold.what, LearningTold.done_on, LearningTold.module_id,
                   LearningTold.told_at),
    ImprovementPlan: (ImprovementPlan.id, ImprovementPlan.is_formal, ImprovementPlan.opened_at,
                      ImprovementPlan.closed_at, ImprovementPlan.error_at),
    LearningRequired: (LearningRequired.id, LearningRequired.required_on, LearningRequired.done_on),
    RoleDecision: tuple(RoleDecision.__table__.c),
}  # fmt: skip


MANY = 500  # people: from here on a question for each table takes less than one with a column for each table


def rows_of(
    people: Collection[int], *, light: bool = False, postings: Mapping[int, list[Any]] | None = None,
    whose: Callable[[Any], ColumnElement[bool]] | None = None,
) -> dict[int, Rows]:  # fmt: skip
    """The rows of these people, by their ids. One query, or one for each table for very many.

    `light` gives plain rows of the columns that are needed for thousands of people: those are not for changing. It goes
    with `postings` where the caller has read them already, and with `whose`, which says of a column of ids whether they
    are of those among whom these people are.
    """
    found = {id_: Rows(postings[id_] if postings else []) for id_ in people}
    tables = [table for table in WHERE if postings is None or table is not Posting]
    rows = _apart(people, tables, whose) if light and len(people) > MANY else _at_once(people, tables, light=light)
    for table, person_id, row in rows:
        if person_id in found:
            getattr(found[person_id], WHERE[table][0]).append(row)
    for each in found.values():
        for name, order in WHERE.values():
            getattr(each, name).sort(key=order)
    return found


def _apart(
    people: Collection[int], tables: Sequence[Any], whose: Callable[[Any], ColumnElement[bool]] | None
) -> Iterator[tuple[Any, int, Any]]:
    """Of small tables the rows of everybody: to send thousands of ids takes longer. Facts there are of everybody."""
    for table in tables:
        is_theirs = whose(table.person_id) if whose and table is not Fact else among(table.person_id, people)
        asked = select(table.person_id.label("whose"), *LIGHT[table]).where(is_theirs, _stands(table))
        yield from ((table, row.whose, row) for row in db.session.execute(asked))


def _at_once(people: Collection[int], tables: Sequence[Any], *, light: bool) -> Iterator[tuple[Any, int, Any]]:
    rows = db.session.execute(_asked(people, tables, light=light))
    return ((tables[row[0]], row[1], row[2 + row[0]]) for row in rows)


def _stands(table: Any) -> ColumnElement[bool]:
    return LearningTold.withdrawn_at.is_(None) if table is LearningTold else true()


def _asked(people: Collection[int], tables: Sequence[Any], *, light: bool) -> Select[Any]:
    """The place in `tables` of the table a row is of, whose it is, and then a column for each table: only that one's is
    filled.
    """
    each = [
        select(literal(place).label("place"), table.id, table.person_id).where(
            among(table.person_id, people), _stands(table)
        )
        for place, table in enumerate(tables)
    ]
    found = union_all(*each).subquery()
    columns = [Bundle(table.__tablename__, *LIGHT[table]) if light else table for table in tables]
    asked = select(found.c.place, found.c.person_id, *columns).select_from(found)
    for place, table in enumerate(tables):
        asked = asked.outerjoin(table, and_(found.c.place == place, table.id == found.c.id))
    return asked


def facts_from(rows: Rows) -> Facts:
    """What the rule book asks about one person."""
    jobs, by_kind = _jobs(rows.postings), dict[str, list[Any]]()
    for fact in rows.facts:
        by_kind.setdefault(fact.kind, []).append(fact)

    def days(kind: str) -> list[Days]:
        return [Days(fact.starts_on, fact.ends_on) for fact in by_kind.get(kind, ())]

    def first(kind: str) -> date | None:
        return min((fact.starts_on for fact in by_kind.get(kind, ())), default=None)

    return Facts(
        jobs=jobs,
        pqip=_with(days(PQIP), (job for job in jobs if job.job_role == LEARNER)),
        nsd=_with(days(NSD_POSTING), _in_division(rows.postings)),
        curriculum_on=first(CORE_CURRICULUM),
        probation_on=first(PROBATION_PASSED),
        learning_on=first(ROLE_LEARNING),
        curriculum_told=_told(rows, CORE_CURRICULUM),
        learning_told=_told(rows, ROLE_LEARNING),
        modules=tuple(Module(each.required_on, each.done_on, _told(rows, MODULE, each.id)) for each in rows.modules),
        plans=tuple(Plan(each.is_formal, each.opened_at, each.closed_at, each.error_at) for each in rows.plans),
        decisions=decisions(rows.decisions),
        legacy=tuple((fact.starts_on, fact.text) for fact in by_kind.get(LEGACY_OASYS_ROLE, ())),
    )


def _told(rows: Rows, what: str, module_id: int | None = None) -> Told | None:
    """The earliest of what the person told of one thing."""
    found = (Told(row.done_on, row.told_at) for row in rows.told if (row.what, row.module_id) == (what, module_id))
    return next(found, None)


def decisions(rows: list[RoleDecision]) -> tuple[Decision, ...]:
    """Decisions as the rule book reads them, each knowing when it was undone."""
    undone = {each.undoes_id: each.effective_at for each in rows if each.verb == UNDOES}
    return tuple(
        Decision(each.verb, each.criterion, each.decided_at, each.effective_at, each.review_on, undone.get(each.id),
                 each.id)
        for each in rows if each.verb != UNDOES
    )  # fmt: skip


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
