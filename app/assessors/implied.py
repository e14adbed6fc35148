"""Endings to confirm that only the end of a job implies: a learner’s, the division’s, a prison offender manager’s."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.assessors.asked import confirms, ending, horizon, settled, theirs
from app.assessors.dates import days_from
from app.assessors.known import learnt, module_done, stands_by
from app.assessors.models import MODULE, LearningRequired, RoleDecision
from app.assessors.whom import PRACTITIONERS
from app.people.models import NSD_POSTING, PQIP, ROLE_LEARNING, Fact, Person, Posting
from app.policy.assessor_facts import (
    DETERMINES,
    FRAMEWORK_STARTS,
    LEARNER,
    NATIONAL_SECURITY,
    POM_LEARNING,
    POMS,
    PQIP_LEARNER,
)
from app.policy.people import NATIONAL_SECURITY as DIVISION


def former_learners(person_id: int, now: datetime, today: date) -> Any:
    """Criterion 2: who was a learner by their job role alone and is not, or soon will not be."""
    job = aliased(Posting)
    first, since = func.min(job.starts_on), job.role_since
    jobs = (
        select(job.person_id, case((since < first, since), else_=first).label("starts_on"),
               func.max(job.ends_on).label("ends_on"))
        .where(job.job_role == LEARNER, job.person_id.in_(theirs(person_id, today)))
        .group_by(job.person_id, since)
        .having(func.count() == func.count(job.ends_on))
        .subquery()
    )  # fmt: skip
    return _over(PQIP_LEARNER, PQIP, jobs, (person_id, today))


def former_offender_managers(person_id: int, now: datetime, today: date) -> Any:
    """Criterion 6: who is no longer the prison offender manager whose learning was not done or not confirmed."""
    job = aliased(Posting)
    jobs = (
        select(job.person_id, func.min(job.starts_on).label("starts_on"), func.max(job.ends_on).label("ends_on"))
        .where(job.job_role.in_(POMS), job.person_id.in_(theirs(person_id, today)))
        .group_by(job.person_id, job.job_role, job.role_since)
        .having(func.count() == func.count(job.ends_on))
        .subquery()
    )
    required = and_(LearningRequired.person_id == jobs.c.person_id, LearningRequired.required_on <= jobs.c.ends_on)
    fact = select(func.min(Fact.starts_on)).where(Fact.person_id == jobs.c.person_id, Fact.kind == ROLE_LEARNING)
    learnt_on = learnt(jobs.c.person_id, ROLE_LEARNING, fact.scalar_subquery(), jobs.c.starts_on)
    at_first = exists().where(required, LearningRequired.required_on <= jobs.c.starts_on)
    known = module_done(jobs.c.starts_on)
    undone = or_(
        exists().where(required, _not_by(known, jobs.c.ends_on)),
        and_(~at_first, _not_by(learnt_on, jobs.c.ends_on)),
    )
    last = select(func.max(known)).where(required).correlate(jobs).scalar_subquery()
    done_on = func.coalesce(last, learnt_on, type_=Posting.starts_on.type)
    held = select(jobs, undone.label("undone"), done_on.label("done_on")).subquery().c
    confirmed_late = settled(POM_LEARNING, RoleDecision.settles_on > held.ends_on)
    told = stands_by(MODULE, ROLE_LEARNING)
    confirmed = settled(POM_LEARNING, and_(RoleDecision.settles_on >= held.done_on, told))
    is_open = and_(~held.undone, held.done_on > held.starts_on, held.done_on > FRAMEWORK_STARTS, ~confirmed)
    return (
        ending((person_id, today), POM_LEARNING, case((held.undone, held.ends_on), else_=held.done_on))
        .join(held.person_id.table, held.person_id == Person.id)
        .where(confirms(person_id, today), held.ends_on >= FRAMEWORK_STARTS, held.ends_on < horizon(today))
        .where(or_(and_(held.undone, ~confirmed_late), is_open))
    )


def _not_by(done_on: Any, day: Any) -> Any:
    return or_(done_on.is_(None), done_on > day)


def formerly_in_division(person_id: int, now: datetime, today: date) -> Any:
    """Criterion 5: who was in the National Security Division by their function alone, without a break, and left."""
    last, following, earlier = aliased(Posting), aliased(Posting), aliased(Posting)
    goes_on = and_(following.person_id == last.person_id, _in_division(following),
                   days_from(last.ends_on, following.starts_on) == 1)  # fmt: skip
    links = (
        select(last.person_id, last.starts_on, last.ends_on)
        .where(last.person_id.in_(theirs(person_id, today)), _in_division(last), last.ends_on.is_not(None))
        .where(~exists().where(goes_on))
        .cte("in_division", recursive=True)
    )
    links = links.union_all(
        select(earlier.person_id, earlier.starts_on, links.c.ends_on)
        .join(links, and_(earlier.person_id == links.c.person_id, _in_division(earlier),
                          days_from(earlier.ends_on, links.c.starts_on) == 1))
    )  # fmt: skip
    unbroken = (
        select(links.c.person_id, func.min(links.c.starts_on).label("starts_on"), links.c.ends_on)
        .group_by(links.c.person_id, links.c.ends_on)
        .subquery()
    )
    return _over(NATIONAL_SECURITY, NSD_POSTING, unbroken, (person_id, today))


def _in_division(posting: Any) -> Any:
    return and_(posting.function == DIVISION, posting.job_role.in_(PRACTITIONERS))


def _over(criterion: int, kind: str, period: Any, me: tuple[int, date]) -> Any:
    """Rows of periods that are over, or nearly, and that no fact of the kind meets (see `facts.facts_from`)."""
    known = exists().where(
        Fact.person_id == period.c.person_id, Fact.kind == kind, Fact.starts_on <= period.c.ends_on,
        or_(Fact.ends_on.is_(None), Fact.ends_on >= period.c.starts_on),
    )  # fmt: skip
    held = and_(RoleDecision.verb == DETERMINES, RoleDecision.settles_on >= period.c.starts_on)
    return (
        ending(me, criterion, period.c.ends_on)
        .join(period, period.c.person_id == Person.id)
        .where(confirms(*me), period.c.ends_on >= FRAMEWORK_STARTS, period.c.ends_on < horizon(me[1]), ~known)
        .where(~settled(criterion, or_(RoleDecision.settles_on > period.c.ends_on, held)))
    )
