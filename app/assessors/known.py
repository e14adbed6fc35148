"""In SQL: the day on which learning counts as done, by what others say and by what the person's own record tells.

The same as `policy.assessor_facts.told_by` and `assessor_roles` reckon for one person.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, case, exists, func, literal, select

from app.assessors.dates import next_day
from app.assessors.models import LearningRequired, LearningTold, RoleDecision
from app.policy.assessor_facts import FRAMEWORK_STARTS

EARLIEST = literal(FRAMEWORK_STARTS + timedelta(days=1), Date())


def later(one: Any, other: Any) -> ColumnElement[Any]:
    """The later of two days."""
    return case((one > other, one), else_=other)


def earlier(known: Any, told: Any) -> ColumnElement[Any]:
    """The earlier of two days, either of which may not be known."""
    return case((told.is_(None), known), (known <= told, known), else_=told)


def module_done(starts_on: Any) -> ColumnElement[Any]:
    """The day on which a LearningRequired counts as done in a job that began on a day; NULL where it is not."""
    told = select(func.min(LearningTold.done_on)).where(
        LearningTold.module_id == LearningRequired.id, LearningTold.withdrawn_at.is_(None)
    )
    begins = later(LearningRequired.required_on, starts_on)
    return earlier(LearningRequired.done_on, _ends(told.correlate(LearningRequired).scalar_subquery(), begins))


def learnt(person_id: Any, what: str, fact_on: Any, starts_on: Any) -> ColumnElement[Any]:
    """The day on which the curriculum or all learning for the role counts as done, with the day the extract gives."""
    told = select(func.min(LearningTold.done_on)).where(
        LearningTold.person_id == person_id, LearningTold.what == what, LearningTold.withdrawn_at.is_(None)
    )
    return earlier(fact_on, _ends(told.correlate_except(LearningTold).scalar_subquery(), starts_on))


def _ends(told: Any, starts_on: Any) -> ColumnElement[Any]:
    first = later(next_day(starts_on), EARLIEST)
    return case((told.is_not(None), later(told, first)))


def stands_by(*what: str) -> ColumnElement[bool]:
    """Whether nothing told of these was taken back after a RoleDecision was taken, which may have rested on it."""
    return ~exists().where(
        LearningTold.person_id == RoleDecision.person_id, LearningTold.what.in_(what),
        LearningTold.withdrawn_at > RoleDecision.decided_at,
    )  # fmt: skip
