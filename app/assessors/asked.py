"""Whom a row of a work list about an assessor role is for, and what each such row holds."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal, null, or_, select, union
from sqlalchemy.orm import aliased

from app.assessors.dates import beginning_of
from app.assessors.models import RoleDecision
from app.assessors.queries import HOMD_JOB
from app.assessors.whom import PRACTITIONERS
from app.people.cover import acting_as, covered_by
from app.people.models import Person, Posting, Team, during
from app.policy import working_days
from app.policy.assessor_facts import CONFIRMS, DETERMINES, POMS
from app.policy.assessor_roles import BY_NUMBER
from app.policy.cover import ASSESSOR_ROLES
from app.records.work import NO_CLOCK
from app.settings.queries import holidays, value

CONFIRM = "assessors.confirm"
OUTSIDE = tuple(job for job in PRACTITIONERS if job not in POMS)
Undoing = aliased(RoleDecision)
Manager = aliased(Person)


def _whose(person_id: int, today: date) -> Any:
    """The person's name, and whose decision it is where the line manager is covered."""
    covered = select(literal(", for ") + Manager.name).where(
        Manager.id == Posting.line_manager_id, Manager.id.in_(covered_by(person_id, ASSESSOR_ROLES, today))
    )
    return Person.name + func.coalesce(covered.correlate(Posting).scalar_subquery(), "")


def row(me: tuple[int, date], code: str, since: Any, due_on: Any, words: Any, about: Any = None) -> Select[Any]:
    """The columns of a row about today's holder of a posting, as they stand to a person on a day."""
    return (
        select(literal(code).label("code"), Person.id.label("thing_id"), _whose(*me).label("whose"),
               (cast(null(), Posting.starts_on.type) if about is None else about).label("about"), since.label("since"),
               due_on.label("due_on"), NO_CLOCK.label("clock"), cast(words, String).label("words"))
        .select_from(Person).join(Posting, Posting.person_id == Person.id).join(Team, Team.id == Posting.team_id)
    )  # fmt: skip


def ending(me: tuple[int, date], criterion: int, ends_on: Any) -> Select[Any]:
    """A row about an ending of a criterion, to be confirmed."""
    return row(me, CONFIRM, beginning_of(ends_on), ends_on, literal(BY_NUMBER[criterion].label))


def units_of_homd(person_id: int, today: date) -> Any:
    """The ids of the prisons in which the person, or whom they cover for, heads offender management delivery."""
    mine, team = aliased(Posting), aliased(Team)
    acting = acting_as(person_id, ASSESSOR_ROLES, today)
    held = and_(mine.person_id.in_(acting), mine.job_role == HOMD_JOB, during(mine, today))
    return select(team.unit_id).join(mine, mine.team_id == team.id).where(held)


def is_homd(person_id: int, today: date) -> ColumnElement[bool]:
    """Whether it is a prison offender manager of such a prison."""
    return and_(Posting.job_role.in_(POMS), Team.unit_id.in_(units_of_homd(person_id, today)), during(Posting, today))


def manages(person_id: int, today: date) -> ColumnElement[bool]:
    """Managed by the person or by whom they cover for; never the person's own role."""
    managers = acting_as(person_id, ASSESSOR_ROLES, today)
    return and_(Posting.line_manager_id.in_(managers), Posting.person_id != person_id, during(Posting, today))


def theirs(person_id: int, today: date) -> Any:
    """The ids of everyone whose endings the person could confirm: found by index, so that nobody else is read."""
    managed, held, team = aliased(Posting), aliased(Posting), aliased(Team)
    managers = acting_as(person_id, ASSESSOR_ROLES, today)
    return union(
        select(managed.person_id).where(managed.line_manager_id.in_(managers), during(managed, today)),
        select(held.person_id).join(team, team.id == held.team_id)
        .where(team.unit_id.in_(units_of_homd(person_id, today)), during(held, today)),
    )  # fmt: skip


def confirms(person_id: int, today: date) -> ColumnElement[bool]:
    """The line manager of the day; of a prison offender manager, the head of offender management delivery."""
    managed = and_(manages(person_id, today), Posting.job_role.in_(OUTSIDE))
    return and_(Person.id.in_(theirs(person_id, today)), or_(managed, is_homd(person_id, today)))


def stands(decision: Any) -> ColumnElement[bool]:
    """Whether nobody undid a decision."""
    return ~exists().where(Undoing.undoes_id == decision.id)


def settled(criterion: int, settles: Any) -> ColumnElement[bool]:
    """Whether a standing decision closed the criterion on a day that `settles`, a condition on it, allows."""
    verbs = RoleDecision.verb.in_((CONFIRMS, DETERMINES))
    return exists().where(RoleDecision.person_id == Person.id, RoleDecision.criterion == criterion, verbs, settles,
                          stands(RoleDecision))  # fmt: skip


def horizon(today: date) -> date:
    """The last day of endings that are asked about already."""
    try:
        return working_days.after(today, value("assessor.prompt_days", today), holidays(today))
    except working_days.UnknownYear:
        return today
