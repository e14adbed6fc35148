"""In SQL: the day on which learning counts as done, by what others say and by what the person's own record tells.

The same as `policy.assessor_facts.told_by` and `assessor_roles` reckon for one person.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, exists, func, literal, select

from app.assessors.dates import earlier_of, later_of, next_day
from app.assessors.models import LearningRequired, LearningTold, RoleDecision
from app.policy.assessor_facts import FRAMEWORK_STARTS

EARLIEST = literal(FRAMEWORK_STARTS + timedelta(days=1), Date())


def module_done(starts_on: Any) -> Any:
    """The day on which a LearningRequired counts as done in a job that began on a day; NULL where it is not."""
    told = _told(later_of(LearningRequired.required_on, starts_on)).where(
        LearningTold.module_id == LearningRequired.id, LearningTold.withdrawn_at.is_(None)
    )
    return earlier_of(LearningRequired.done_on, told.correlate_except(LearningTold).scalar_subquery())


def learnt(person_id: Any, what: str, fact_on: Any, starts_on: Any) -> Any:
    """The day on which the curriculum or all learning for the role counts as done, with the day the extract gives."""
    told = _told(starts_on).where(
        LearningTold.person_id == person_id, LearningTold.what == what, LearningTold.withdrawn_at.is_(None)
    )
    return earlier_of(fact_on, told.correlate_except(LearningTold).scalar_subquery())


def _told(starts_on: Any) -> Any:
    """The earliest day told, none before the criterion can end; NULL where nothing is told."""
    return select(func.min(later_of(LearningTold.done_on, later_of(next_day(starts_on), EARLIEST))))


def stands_by(*what: str) -> ColumnElement[bool]:
    """Whether nothing told of these was taken back after a RoleDecision was taken, which may have rested on it."""
    return ~exists().where(
        LearningTold.person_id == RoleDecision.person_id, LearningTold.what.in_(what),
        LearningTold.withdrawn_at > RoleDecision.decided_at,
    )  # fmt: skip
