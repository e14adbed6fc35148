"""In SQL: whom the register of assessor roles is about, whom a criterion might concern, whose role awaits review."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select, true, union
from sqlalchemy.orm import aliased

from app.assessors.facts import LIGHT
from app.assessors.models import ImprovementPlan, RoleDecision
from app.assessors.queries import Scope
from app.people.models import LEGACY_OASYS_ROLE, NSD_POSTING, PQIP, Fact, Person, Posting, Team, Unit, during
from app.policy.assessor_facts import (
    FRAMEWORK_STARTS,
    LEARNER,
    LEGACY,
    OPENS,
    POMS,
    PSO,
    UNDOES,
    WINDOW_MONTHS,
    months_after,
)
from app.policy.people import FUNCTIONS, JOB_ROLES, NATIONAL_SECURITY

PRACTITIONERS = tuple(code for code, role in JOB_ROLES.items() if role.is_practitioner)
IN_SCOPE = tuple(code for code, function in FUNCTIONS.items() if function.in_scope)


def assessors(whose: Scope, day: date) -> Select[Any]:
    """Practitioners within a scope on a day, as columns that `entries` reads, by name."""
    held = aliased(Fact)
    latest = (
        select(Fact.person_id, func.max(Fact.starts_on).label("starts_on"))
        .where(whose(Fact.person_id), Fact.kind == LEGACY_OASYS_ROLE).group_by(Fact.person_id).subquery()
    )  # fmt: skip
    is_latest = (held.person_id == Person.id) & (held.kind == LEGACY_OASYS_ROLE)
    return (
        select(Person.id, Person.name, Person.staff_number, Posting.job_role, Team.name.label("team"),
               Unit.name.label("unit"), case((Person.id.not_in(reviewed(whose)), held.text)).label("legacy"))
        .select_from(Person)
        .join(Posting, (Posting.person_id == Person.id) & during(Posting, day))
        .join(Team, Team.id == Posting.team_id)
        .join(Unit, Unit.id == Team.unit_id)
        .outerjoin(latest, latest.c.person_id == Person.id)
        .outerjoin(held, is_latest & (held.starts_on == latest.c.starts_on))
        .where(Posting.job_role.in_(PRACTITIONERS), Posting.function.in_(IN_SCOPE), whose(Person.id))
        .order_by(Person.name, Person.id)
    )  # fmt: skip


def reviewed(whose: Scope) -> Select[int]:
    """The ids of those about whom a decision stands."""
    undoing = aliased(RoleDecision)
    is_undone = exists().where(undoing.undoes_id == RoleDecision.id)
    return select(RoleDecision.person_id).where(whose(RoleDecision.person_id), RoleDecision.verb != UNDOES, ~is_undone)


def awaits_review(whose: Scope) -> Any:
    """The condition on Fact that it is the role of the 2022 framework of somebody which is still to be reviewed."""
    later = aliased(Fact)
    is_over = exists().where(
        later.person_id == Fact.person_id, later.kind == LEGACY_OASYS_ROLE, later.starts_on > Fact.starts_on
    )
    becomes = Fact.text.not_in(["", *LEGACY])
    return and_(Fact.kind == LEGACY_OASYS_ROLE, becomes, ~is_over, Fact.person_id.not_in(reviewed(whose)))


def candidates(whose: Scope) -> Select[Any]:
    """Every posting of those within a scope whom a criterion might concern, with the columns of `assessors` but the
    legacy role, by name, and those that the rule book reads.
    """
    return (
        select(Posting.person_id.label("id"), Person.name, Person.staff_number, *LIGHT[Posting],
               Team.name.label("team"), Unit.name.label("unit"))
        .select_from(Posting)
        .join(Person, Person.id == Posting.person_id)
        .join(Team, Team.id == Posting.team_id)
        .join(Unit, Unit.id == Team.unit_id)
        .where(might_be_countersigned(whose), whose(Posting.person_id))
    )  # fmt: skip


def is_assessor(posting: Any, day: date) -> bool:
    """Whether a row with the columns of a posting says that somebody is a practitioner on that day."""
    holds = posting.starts_on <= day and (posting.ends_on is None or posting.ends_on >= day)
    return holds and posting.job_role in PRACTITIONERS and posting.function in IN_SCOPE


def might_be_countersigned(whose: Scope = lambda _person_id: true()) -> Any:
    """The condition on Person that leaves out only those no criterion can be open for, so that few facts are read.

    `whose` says of a column of ids whether they are those meant.
    """
    since = months_after(FRAMEWORK_STARTS, -WINDOW_MONTHS)
    jobs = or_((Posting.job_role == PSO) & (Posting.role_since >= since), Posting.job_role.in_((LEARNER, *POMS)),
               Posting.function == NATIONAL_SECURITY)  # fmt: skip
    return Person.id.in_(
        union(
            select(Posting.person_id).where(whose(Posting.person_id), jobs),
            select(Fact.person_id).where(whose(Fact.person_id), Fact.kind.in_((PQIP, NSD_POSTING))),
            select(ImprovementPlan.person_id).where(
                whose(ImprovementPlan.person_id), ImprovementPlan.is_formal.is_(True)
            ),
            select(RoleDecision.person_id).where(whose(RoleDecision.person_id), RoleDecision.verb == OPENS),
        )
    )
