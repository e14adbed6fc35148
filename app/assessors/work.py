"""What assessor roles put on people's lists: endings to confirm, reviews, questions, and OASys to be changed."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from app.assessors.dates import beginning_of, days_from, window_after
from app.assessors.models import ImprovementPlan, LearningRequired, RoleChange, RoleDecision, RoleRequest
from app.assessors.queries import HOMD_JOB, SOL_JOB
from app.assessors.register import is_pending
from app.notices.tally import counted_as
from app.notices.work import Wording, offer, offer_to_role
from app.people.cover import acting_as, covered_by
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
    Team,
    during,
)
from app.people.queries import below
from app.policy import working_days
from app.policy.access import ADMIN
from app.policy.assessor_facts import (
    CONFIRMS,
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
    POMS,
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
from app.settings.queries import holidays, value

CONFIRM = "assessors.confirm"
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
Job, Undoing, Later = aliased(Posting), aliased(RoleDecision), aliased(RoleDecision)
Manager = aliased(Person)


def _whose(person_id: int, today: date) -> Any:
    """The person's name, and whose decision it is where the line manager is covered."""
    covered = select(literal(", for ") + Manager.name).where(
        Manager.id == Posting.line_manager_id, Manager.id.in_(covered_by(person_id, ASSESSOR_ROLES, today))
    )
    return Person.name + func.coalesce(covered.correlate(Posting).scalar_subquery(), "")


def _row(me: tuple[int, date], code: str, since: Any, due_on: Any, words: Any, about: Any = None) -> Select[Any]:
    """The columns of a row about today's holder of a posting, as they stand to a person on a day."""
    return (
        select(literal(code).label("code"), Person.id.label("thing_id"), _whose(*me).label("whose"),
               (cast(null(), Posting.starts_on.type) if about is None else about).label("about"), since.label("since"),
               due_on.label("due_on"), NO_CLOCK.label("clock"), cast(words, String).label("words"))
        .select_from(Person).join(Posting, Posting.person_id == Person.id).join(Team, Team.id == Posting.team_id)
    )  # fmt: skip


def _ending(me: tuple[int, date], criterion: int, ends_on: Any) -> Select[Any]:
    return _row(me, CONFIRM, beginning_of(ends_on), ends_on, literal(BY_NUMBER[criterion].label))


def _units_of_homd(person_id: int, today: date) -> Any:
    mine, team = aliased(Posting), aliased(Team)
    acting = acting_as(person_id, ASSESSOR_ROLES, today)
    held = and_(mine.person_id.in_(acting), mine.job_role == HOMD_JOB, during(mine, today))
    return select(team.unit_id).join(mine, mine.team_id == team.id).where(held)


def _is_homd(person_id: int, today: date) -> ColumnElement[bool]:
    return and_(Posting.job_role.in_(POMS), Team.unit_id.in_(_units_of_homd(person_id, today)), during(Posting, today))


def _manages(person_id: int, today: date) -> ColumnElement[bool]:
    """Managed by the person or by whom they cover for; never the person's own role."""
    managers = acting_as(person_id, ASSESSOR_ROLES, today)
    return and_(Posting.line_manager_id.in_(managers), Posting.person_id != person_id, during(Posting, today))


def _confirms(person_id: int, today: date) -> ColumnElement[bool]:
    """The line manager of the day; of a prison offender manager, the head of offender management delivery."""
    return or_(and_(_manages(person_id, today), Posting.job_role.not_in(POMS)), _is_homd(person_id, today))


def _stands(row: Any) -> ColumnElement[bool]:
    return ~exists().where(Undoing.undoes_id == row.id)


def _settled(criterion: int, settles: Any) -> ColumnElement[bool]:
    """Whether a standing decision closed the criterion on a day that `settles`, a condition on it, allows."""
    verbs = RoleDecision.verb.in_((CONFIRMS, DETERMINES))
    return exists().where(RoleDecision.person_id == Person.id, RoleDecision.criterion == criterion, verbs, settles,
                          _stands(RoleDecision))  # fmt: skip


def horizon(today: date) -> date:
    """The last day of endings that are asked about already."""
    try:
        return working_days.after(today, value("assessor.prompt_days", today), holidays(today))
    except working_days.UnknownYear:
        return today


def new_officers(person_id: int, now: datetime, today: date) -> Any:
    """Criterion 1: both done, six months over or nearly, or another job in the meantime."""
    core, probation = (
        select(func.min(Fact.starts_on)).where(Fact.person_id == Person.id, Fact.kind == kind).scalar_subquery()
        for kind in (CORE_CURRICULUM, PROBATION_PASSED)
    )
    ends_on = window_after(Job.role_since)
    both_before = and_(core <= Job.role_since, probation <= Job.role_since)
    return (
        _ending((person_id, today), NEW_PSO, ends_on)
        .join(Job, and_(Job.person_id == Person.id, Job.job_role == PSO))
        .where(_confirms(person_id, today), Job.role_since > months_after(FRAMEWORK_STARTS, -WINDOW_MONTHS))
        .where(Job.starts_on <= today, func.coalesce(~both_before, True))
        .where(or_(ends_on <= horizon(today), and_(core <= today, probation <= today), Posting.job_role != PSO))
        .where(or_(core.is_(None), probation.is_(None), core >= FRAMEWORK_STARTS, probation >= FRAMEWORK_STARTS))
        .where(~_settled(NEW_PSO, RoleDecision.settles_on > Job.role_since))
        .distinct()
    )


def _period(criterion: int, kind: str, person_id: int, today: date) -> Any:
    """Criteria 2 and 5: a period of the staff extract that is over, or nearly."""
    held = and_(RoleDecision.verb == DETERMINES, RoleDecision.settles_on >= Fact.starts_on)
    return (
        _ending((person_id, today), criterion, Fact.ends_on)
        .join(Fact, and_(Fact.person_id == Person.id, Fact.kind == kind))
        .where(_confirms(person_id, today), Fact.ends_on >= FRAMEWORK_STARTS, Fact.ends_on < horizon(today))
        .where(~_settled(criterion, or_(RoleDecision.settles_on > Fact.ends_on, held)))
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
        _row((person_id, today), CONFIRM, ended, literal(today), literal(BY_NUMBER[FORMAL_PLAN].label))
        .join(ImprovementPlan, ImprovementPlan.person_id == Person.id)
        .where(_confirms(person_id, today), ImprovementPlan.is_formal.is_(True), ended.is_not(None))
        .where(~_settled(FORMAL_PLAN, RoleDecision.effective_at >= ended))
    )


def learning(person_id: int, now: datetime, today: date) -> Any:
    """Criterion 6: prison offender managers who have done everything required."""
    mine = LearningRequired.person_id == Person.id
    undone = exists().where(mine, LearningRequired.done_on.is_(None))
    last = select(func.max(LearningRequired.done_on)).where(mine).scalar_subquery()
    told = select(func.min(Fact.starts_on)).where(Fact.person_id == Person.id, Fact.kind == ROLE_LEARNING)
    done_on = func.coalesce(last, told.scalar_subquery(), type_=Fact.starts_on.type)
    return (
        _ending((person_id, today), POM_LEARNING, done_on)
        .where(_is_homd(person_id, today), ~undone, done_on > Posting.role_since, done_on > FRAMEWORK_STARTS)
        .where(~_settled(POM_LEARNING, RoleDecision.settles_on >= done_on))
    )


def reviews(person_id: int, now: datetime, today: date) -> Any:
    """Criteria 4 and 7: reviews that are due, and those that were."""
    later = exists().where(
        Later.person_id == Person.id, Later.criterion == RoleDecision.criterion, Later.id > RoleDecision.id,
        Later.verb.in_((OPENS, KEEPS, ENDS)), _stands(Later),
    )  # fmt: skip
    theirs = or_(and_(RoleDecision.criterion == DISCRETION, _manages(person_id, today)),
                 and_(RoleDecision.criterion == HOMD_REQUIRES, _is_homd(person_id, today)))  # fmt: skip
    return (
        _row(
            (person_id, today),
            "assessors.review",
            RoleDecision.decided_at,
            RoleDecision.review_on,
            literal("Manager’s decision"),
        )
        .join(RoleDecision, RoleDecision.person_id == Person.id)
        .where(theirs, RoleDecision.verb.in_((OPENS, KEEPS)), RoleDecision.review_on <= horizon(today), ~later)
        .where(_stands(RoleDecision))
    )  # fmt: skip


def requests(person_id: int, now: datetime, today: date) -> Any:
    """What others asked the person to decide."""
    mine, acting = aliased(Posting), acting_as(person_id, ASSESSOR_ROLES, today)
    leads = select(mine.person_id).where(mine.person_id.in_(acting), mine.job_role == SOL_JOB, during(mine, today))
    theirs = or_(
        and_(RoleRequest.criterion == DISCRETION, _manages(person_id, today)),
        and_(RoleRequest.criterion == HOMD_REQUIRES, _is_homd(person_id, today)),
        and_(RoleRequest.criterion == NATIONAL_SECURITY, Posting.function == DIVISION, during(Posting, today),
             Person.id.in_(below(leads, today)), Person.id != person_id),
    )  # fmt: skip
    return (
        _row(
            (person_id, today),
            "assessors.answer",
            RoleRequest.asked_at,
            cast(null(), Posting.starts_on.type),
            RoleRequest.asked_by,
        )
        .join(RoleRequest, RoleRequest.person_id == Person.id)
        .where(theirs, RoleRequest.answered_at.is_(None))
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
        _row(
            (person_id, today),
            "assessors.back",
            beginning_of(Absence.ends_on),
            literal(today),
            literal(""),
            Absence.ends_on,
        )
        .join(Absence, Absence.person_id == Person.id)
        .where(_manages(person_id, today), Absence.ends_on < today, Absence.ends_on >= today - timedelta(days=long))
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
    for each in (new_officers, learners, left_division, plans, learning, reviews, requests, returns):
        offer(each, WORDS)
    offer_to_role(ADMIN, to_record)
    counted_as(COUNTED)
