"""The formal plan that a performance review opens, at the instant the reviewer signs."""

from datetime import datetime

from sqlalchemy import select

from app.assessors import plans, queries
from app.assessors.actions import Decider
from app.assessors.models import ImprovementPlan
from app.assessors.queries import About
from app.database import db
from app.history.actions import Actor
from app.language import day
from app.people.models import Person
from app.policy import supervision as policy
from app.policy.access import STAFF, NotThere, Viewer
from app.policy.rules import Breach, Refused
from app.records.models import Record
from app.supervision.models import PlanOpened

SOURCE = "Framework 5.2"


def opened_by(record_id: int) -> ImprovementPlan | None:
    """The latest plan that a review opened; None for none. One query."""
    return db.session.scalar(
        select(ImprovementPlan)
        .join(PlanOpened, PlanOpened.plan_id == ImprovementPlan.id)
        .where(PlanOpened.record_id == record_id)
        .order_by(PlanOpened.id.desc())
        .limit(1)
    )


def open_plan_of(person_id: int) -> ImprovementPlan | None:
    """The formal plan of a person that nobody has ended; None for none. One query."""
    open_now = (ImprovementPlan.closed_at.is_(None), ImprovementPlan.error_at.is_(None))
    return db.session.scalar(
        select(ImprovementPlan)
        .where(ImprovementPlan.person_id == person_id, ImprovementPlan.is_formal, *open_now)
        .limit(1)
    )


def open_with(record: Record, reviewer: Person, by: Actor, now: datetime) -> None:
    """Open the formal plan that a review says it opens, now. The plan of an earlier signature under it still stands;
    and a reviewer who no longer is the line manager opens no second one, however it ended.

    Its reason names the day of the review and no word of it: others read reasons. Raises Refused, and the signature
    fails with it.
    """
    known = opened_by(record.id)
    if known is not None and known.ended_at is None:
        return
    db.session.scalar(select(Person.id).where(Person.id == record.subject_id).with_for_update(key_share=True))
    about = _about(record, reviewer, now)
    if about is None and known is not None:
        return
    if about is None:
        raise Refused(Breach(SOURCE, policy.ONLY_MANAGER, "Take the formal plan out of the review."))
    on = day(record.happened_on or now.date()).replace("\N{NO-BREAK SPACE}", " ")
    reason = f"Opened with the performance review of {on}."
    plan = plans.open_plan(about, reason, _decider(reviewer, by), by, now, is_formal=True, discussed=True)
    db.session.add(PlanOpened(record_id=record.id, plan_id=plan.id))
    db.session.flush()


def end_with(record: Record, reviewer: Person, by: Actor, now: datetime) -> None:
    """The review was opened in error: so was its plan, unless that has ended or is another line manager's by now."""
    plan = opened_by(record.id)
    about = _about(record, reviewer, now)
    if plan is not None and plan.ended_at is None and about is not None:
        reason = "The performance review it was opened with was opened in error."
        plans.opened_in_error(about, plan, reason, _decider(reviewer, by), by, now)


def _about(record: Record, reviewer: Person, now: datetime) -> About | None:
    """The assessor role of the person reviewed, as the reviewer stands to them today; None if that is not theirs."""
    try:
        found = queries.find(Viewer(0, STAFF, reviewer.name, 0, now, reviewer.id, ""), record.subject_id, now)
    except NotThere:
        return None
    return found if found.own.is_line_manager else None


def _decider(reviewer: Person, by: Actor) -> Decider:
    return Decider(reviewer.id, reviewer.name, by.account_id)
