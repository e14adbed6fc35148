"""What assessor roles put on people's lists: endings to confirm, reviews, questions, and OASys to be changed."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import and_, cast, exists, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from app.assessors import nightly
from app.assessors.asked import CONFIRM, confirms, ending, horizon, is_homd, manages, row, settled, stands, theirs
from app.assessors.dates import beginning_of, days_from, window_after
from app.assessors.implied import former_learners, former_offender_managers, formerly_in_division
from app.assessors.known import learnt, module_done, stands_by
from app.assessors.models import MODULE, ImprovementPlan, LearningRequired, RoleChange, RoleDecision, RoleRequest
from app.assessors.queries import SOL_JOB
from app.assessors.register import is_pending
from app.notices.tally import counted_as
from app.notices.work import Wording, offer, offer_to_role
from app.people.cover import acting_as
from app.people.models import (
    CORE_CURRICULUM,
    NSD_POSTING,
    PQIP,
    PROBATION_PASSED,
    ROLE_LEARNING,
    Absence,
    Fact,
    Person,
    Posting,
    during,
)
from app.people.queries import below
from app.policy.access import ADMIN
from app.policy.assessor_facts import (
    DECLINES,
    DETERMINES,
    DISCRETION,
    ENDS,
    FORMAL_PLAN,
    FRAMEWORK_STARTS,
    HOMD_REQUIRES,
    KEEPS,
    NATIONAL_SECURITY,
    NEW_PSO,
    OPENS,
    POM_LEARNING,
    PQIP_LEARNER,
    PSO,
    WINDOW_MONTHS,
    midnight,
    months_after,
)
from app.policy.assessor_roles import BY_NUMBER
from app.policy.cover import ASSESSOR_ROLES
from app.policy.people import NATIONAL_SECURITY as DIVISION
from app.records.work import NO_CLOCK
from app.settings.queries import value

WORDS = {
    CONFIRM: Wording("Decide", "Confirm the end of countersigning", "{words}: countersigned until you confirm"
                     " (Framework 5.2).", "assessors.show", "person_id"),
    "assessors.review": Wording("Review", "Review countersigning", "{words}: the review decided on (Framework 5.4).",
                                "assessors.show", "person_id"),
    "assessors.answer": Wording("Answer", "Answer what was asked about an assessor role",
                                "{words} asked you to decide (Framework 5.4).", "assessors.show", "person_id"),
    "assessors.back": Wording("Decide", "Decide on countersigning after a long absence",
                              "Back since {about}. You may ask for more oversight (Framework 5.2).", "assessors.show",
                              "person_id"),
    "assessors.oasys": Wording("Record", "Change the role in OASys", "Now {words}. Record it once OASys shows it"
                               " (domain guide C5).", "role_register.oasys", ""),
}  # fmt: skip
COUNTED = {
    CONFIRM: ("end of countersigning to confirm", "ends of countersigning to confirm"),
    "assessors.review": ("review of countersigning", "reviews of countersigning"),
    "assessors.answer": ("question about an assessor role to answer", "questions about assessor roles to answer"),
    "assessors.back": ("decision on countersigning after an absence", "decisions on countersigning after absences"),
}
Job, Later = aliased(Posting), aliased(RoleDecision)


def new_officers(person_id: int, now: datetime, today: date) -> Any:
    """Criterion 1: both done, six months over or nearly, or another job in the meantime."""
    sure, probation = (
        select(func.min(Fact.starts_on)).where(Fact.person_id == Person.id, Fact.kind == kind).scalar_subquery()
        for kind in (CORE_CURRICULUM, PROBATION_PASSED)
    )
    core = learnt(Person.id, CORE_CURRICULUM, sure, Job.role_since)
    ends_on = window_after(Job.role_since)
    both_before = and_(sure <= Job.role_since, probation <= Job.role_since)
    confirmed = and_(RoleDecision.settles_on > Job.role_since, stands_by(CORE_CURRICULUM))
    return (
        ending((person_id, today), NEW_PSO, ends_on)
        .join(Job, and_(Job.person_id == Person.id, Job.job_role == PSO))
        .where(confirms(person_id, today), Job.role_since > months_after(FRAMEWORK_STARTS, -WINDOW_MONTHS))
        .where(Job.starts_on <= today, func.coalesce(~both_before, True))
        .where(or_(ends_on <= horizon(today), and_(core <= today, probation <= today), Posting.job_role != PSO))
        .where(or_(core.is_(None), probation.is_(None), core >= FRAMEWORK_STARTS, probation >= FRAMEWORK_STARTS))
        .where(~settled(NEW_PSO, or_(RoleDecision.settles_on >= ends_on, confirmed)))
        .distinct()
    )


def _period(criterion: int, kind: str, person_id: int, today: date) -> Any:
    """Criteria 2 and 5: a period of the staff extract that is over, or nearly."""
    held = and_(RoleDecision.verb == DETERMINES, RoleDecision.settles_on >= Fact.starts_on)
    return (
        ending((person_id, today), criterion, Fact.ends_on)
        .join(Fact, and_(Fact.person_id == Person.id, Fact.kind == kind))
        .where(confirms(person_id, today), Fact.ends_on >= FRAMEWORK_STARTS, Fact.ends_on < horizon(today))
        .where(~settled(criterion, or_(RoleDecision.settles_on > Fact.ends_on, held)))
    )


def learners(person_id: int, now: datetime, today: date) -> Any:
    """Criterion 2: who qualified, or will soon."""
    return _period(PQIP_LEARNER, PQIP, person_id, today)


def left_division(person_id: int, now: datetime, today: date) -> Any:
    """Criterion 5: whose posting to the National Security Division is over."""
    return _period(NATIONAL_SECURITY, NSD_POSTING, person_id, today)


def plans(person_id: int, now: datetime, today: date) -> Any:
    """Criterion 3: formal plans closed and not yet confirmed."""
    ended = func.coalesce(ImprovementPlan.error_at, ImprovementPlan.closed_at, type_=ImprovementPlan.opened_at.type)
    return (
        row((person_id, today), CONFIRM, ended, literal(today), literal(BY_NUMBER[FORMAL_PLAN].label))
        .join(ImprovementPlan, ImprovementPlan.person_id == Person.id)
        .where(confirms(person_id, today), ImprovementPlan.is_formal.is_(True), ended.is_not(None))
        .where(~settled(FORMAL_PLAN, RoleDecision.effective_at >= ended))
    )


def learning(person_id: int, now: datetime, today: date) -> Any:
    """Criterion 6: prison offender managers who have done everything required."""
    mine = LearningRequired.person_id == Person.id
    known = module_done(Posting.role_since)
    # Asked inside another question as well, where only what is named keeps them about the same person.
    undone, unsure = (exists().where(mine, day.is_(None)).correlate_except(LearningRequired)
                      for day in (known, LearningRequired.done_on))  # fmt: skip
    last = select(func.max(known)).where(mine).correlate(Person, Posting).scalar_subquery()
    sure = select(func.max(LearningRequired.done_on)).where(mine).correlate_except(LearningRequired).scalar_subquery()
    fact = select(func.min(Fact.starts_on)).where(Fact.person_id == Person.id, Fact.kind == ROLE_LEARNING)
    told = learnt(Person.id, ROLE_LEARNING, fact.correlate_except(Fact).scalar_subquery(), Posting.role_since)
    done_on = func.coalesce(last, told, type_=Fact.starts_on.type)
    confirmed = and_(RoleDecision.settles_on >= done_on, stands_by(MODULE, ROLE_LEARNING))
    return (
        ending((person_id, today), POM_LEARNING, done_on)
        .where(Person.id.in_(theirs(person_id, today)), is_homd(person_id, today), ~undone)
        .where(done_on > Posting.role_since, done_on > FRAMEWORK_STARTS)
        .where(~settled(POM_LEARNING, or_(and_(~unsure, RoleDecision.settles_on >= sure), confirmed)))
    )


def reviews(person_id: int, now: datetime, today: date) -> Any:
    """Criteria 4 and 7: reviews that are due, and those that were."""
    later = exists().where(
        Later.person_id == Person.id, Later.criterion == RoleDecision.criterion, Later.id > RoleDecision.id,
        Later.verb.in_((OPENS, KEEPS, ENDS)), stands(Later),
    )  # fmt: skip
    decides = or_(and_(RoleDecision.criterion == DISCRETION, manages(person_id, today)),
                  and_(RoleDecision.criterion == HOMD_REQUIRES, confirms(person_id, today)))  # fmt: skip
    return (
        row(
            (person_id, today),
            "assessors.review",
            RoleDecision.decided_at,
            RoleDecision.review_on,
            literal("Manager’s decision"),
        )
        .join(RoleDecision, RoleDecision.person_id == Person.id)
        .where(Person.id.in_(theirs(person_id, today)), decides, RoleDecision.verb.in_((OPENS, KEEPS)))
        .where(RoleDecision.review_on <= horizon(today), ~later)
        .where(stands(RoleDecision))
    )  # fmt: skip


def requests(person_id: int, now: datetime, today: date) -> Any:
    """What others asked the person to decide."""
    mine, acting = aliased(Posting), acting_as(person_id, ASSESSOR_ROLES, today)
    leads = select(mine.person_id).where(mine.person_id.in_(acting), mine.job_role == SOL_JOB, during(mine, today))
    whoever = or_(
        and_(RoleRequest.criterion == DISCRETION, manages(person_id, today)),
        and_(RoleRequest.criterion == HOMD_REQUIRES, is_homd(person_id, today)),
        and_(RoleRequest.criterion == NATIONAL_SECURITY, Posting.function == DIVISION, during(Posting, today),
             Person.id.in_(below(leads, today)), Person.id != person_id),
    )  # fmt: skip
    return (
        row(
            (person_id, today),
            "assessors.answer",
            RoleRequest.asked_at,
            cast(null(), Posting.starts_on.type),
            RoleRequest.asked_by,
        )
        .join(RoleRequest, RoleRequest.person_id == Person.id)
        .where(whoever, RoleRequest.answered_at.is_(None))
    )


def returns(person_id: int, now: datetime, today: date) -> Any:
    """Who came back lately from a long absence, until the line manager decided either way."""
    long = value("assessor.absence_days", today)
    asked_since = midnight(today - timedelta(days=long))
    decided = exists().where(
        RoleDecision.person_id == Person.id, RoleDecision.criterion == DISCRETION,
        RoleDecision.verb.in_((OPENS, DECLINES)), RoleDecision.decided_at >= asked_since,
    )  # fmt: skip
    return (
        row(
            (person_id, today),
            "assessors.back",
            beginning_of(Absence.ends_on),
            literal(today),
            literal(""),
            Absence.ends_on,
        )
        .join(Absence, Absence.person_id == Person.id)
        .where(manages(person_id, today), Absence.ends_on < today, Absence.ends_on >= today - timedelta(days=long))
        .where(days_from(Absence.starts_on, Absence.ends_on) >= long - 1, ~decided)
    )  # fmt: skip


def to_record(now: datetime, today: date) -> Any:
    """For administrators: changes that OASys does not show yet."""
    return (
        select(literal("assessors.oasys").label("code"), RoleChange.id.label("thing_id"), Person.name.label("whose"),
               cast(null(), Posting.starts_on.type).label("about"), RoleChange.recorded_at.label("since"),
               cast(null(), Posting.starts_on.type).label("due_on"), NO_CLOCK.label("clock"),
               RoleChange.new_role.label("words"))
        .select_from(RoleChange).join(Person, Person.id == RoleChange.person_id).where(is_pending())
    )  # fmt: skip


def init_app(app: Flask) -> None:
    """Put the rows of assessor roles on the lists."""
    for each in (new_officers, learners, former_learners, left_division, formerly_in_division, plans, learning,
                 former_offender_managers, reviews, requests, returns):  # fmt: skip
        offer(each, WORDS)
    offer_to_role(ADMIN, to_record)
    counted_as(COUNTED)
    nightly.init_app()
