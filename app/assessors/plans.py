"""Improvement plans, and the learning that a prison offender manager's role requires."""

from datetime import date, datetime

from app.assessors.actions import SOURCE, Decider, enter
from app.assessors.models import ImprovementPlan, LearningRequired
from app.assessors.queries import About
from app.database import db
from app.history.actions import Actor, note
from app.policy.access import NotAllowed
from app.policy.assessor_decisions import PLANNING, PlanDeed
from app.policy.assessor_facts import day_of
from app.policy.rules import Breach, Refused, insist, insist_reason

MOST_MODULES = 30


def _insist(about: About, reason: str, *, is_closed: bool = False) -> None:
    if not (about.relation.is_line_manager or about.relation.is_homd):
        raise NotAllowed
    insist(PLANNING, PlanDeed(about.relation, is_closed))
    insist_reason(SOURCE, reason)


def open_plan(about: About, reason: str, decider: Decider, by: Actor, now: datetime, *, is_formal: bool,
              discussed: bool = False) -> ImprovementPlan:  # fmt: skip
    """Open a plan now. A formal one makes the person countersigned at once; an informal one changes no role."""
    _insist(about, reason)
    if any(plan.is_formal == is_formal and not plan.ended_at for plan in about.rows.plans):
        raise Refused(Breach("Domain guide C5", "A plan of this kind is open already.", "Close that one first."))
    plan = ImprovementPlan(person_id=about.person.id, is_formal=is_formal, opened_at=now, reason=reason,
                           opened_by_id=decider.person_id, opened_by=decider.name, discussed=discussed)  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    _note(about, f"{'formal' if is_formal else 'informal'} plan opened", by, now)
    return plan


def close_plan(about: About, plan: ImprovementPlan, reason: str, decider: Decider, by: Actor, now: datetime) -> None:
    """Close a plan now. After a formal one the person stays countersigned until the ending is confirmed."""
    _insist(about, reason, is_closed=plan.ended_at is not None)
    plan.closed_at, plan.ended_by, plan.end_reason = now, decider.name, reason
    _note(about, "plan closed", by, now)


def opened_in_error(about: About, plan: ImprovementPlan, reason: str, decider: Decider, by: Actor,
                    now: datetime) -> None:  # fmt: skip
    """Mark a plan as opened in error. What was signed while it stood keeps the role of that time."""
    _insist(about, reason, is_closed=plan.error_at is not None)
    plan.error_at, plan.ended_by, plan.end_reason = now, decider.name, reason
    _note(about, "plan marked opened in error", by, now)


def require_learning(about: About, titles: list[str], required_on: date, by: Actor, now: datetime) -> None:
    """Add modules that the role requires from a day on. Only the head of offender management delivery."""
    _insist_on_homd(about)
    if not 0 < len(titles) <= MOST_MODULES:
        raise Refused(Breach("Framework 5.2", f"Enter from 1 to {MOST_MODULES} modules, one a line."))
    db.session.add_all(
        LearningRequired(person_id=about.person.id, title=title[:200], required_on=required_on, entered_by=by.name)
        for title in titles
    )
    _note(about, f"{len(titles)} modules required", by, now)


def learning_done(about: About, module: LearningRequired, done_on: date, by: Actor, now: datetime) -> None:
    """Record the day on which a module was done."""
    _insist_on_homd(about)
    if module.done_on is not None or not module.required_on <= done_on <= day_of(now):
        raise Refused(Breach("Framework 5.2", "A module is done once, after it was required and not in the future.",
                             "Enter the day it was done."))  # fmt: skip
    module.done_on = done_on
    _note(about, "module done", by, now)


def _insist_on_homd(about: About) -> None:
    if not about.relation.is_homd:
        raise NotAllowed


def _note(about: About, verb: str, by: Actor, now: datetime) -> None:
    note(verb, "person", about.person.id, by, now, subject_id=about.person.id)
    enter(about.person.id, now)
