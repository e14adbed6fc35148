"""One person's assessor role, as far as the viewer may see it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, false, select, true, union
from sqlalchemy.orm import aliased

from app.assessors.facts import Rows, facts_from, rows_of
from app.assessors.models import RoleApplied, RoleChange, RoleDecision, RoleRequest
from app.database import db
from app.people.cover import acting_as
from app.people.models import Person, Posting, Team, Unit, during
from app.people.queries import below, is_above
from app.policy.access import ADMIN, AUDITOR, NotThere, Viewer
from app.policy.assessor_decisions import Relation, may_read_reasons
from app.policy.assessor_facts import OPENS, POMS, Facts, day_of
from app.policy.assessor_roles import Open, Standing, standing
from app.policy.cover import ASSESSOR_ROLES
from app.policy.people import NATIONAL_SECURITY, UNIT_HEADS, is_practitioner

HOMD_JOB, SOL_JOB = "Head of Offender Management Delivery", "Senior Operational Lead"
Manager, Mine = aliased(Person), aliased(Posting)


@dataclass(frozen=True)
class Covered:
    """Somebody the viewer covers for today, and how they stand to the person."""

    person_id: int
    name: str
    relation: Relation


@dataclass(frozen=True)
class About:
    """One person and everything about their role. `relation` is the viewer's to them, that of those the viewer covers
    for included; `own` is the viewer's without them.
    """

    person: Person
    posting: Posting | None
    place: str
    manager: str
    rows: Rows
    facts: Facts
    standing: Standing
    relation: Relation
    own: Relation
    covered: tuple[Covered, ...]
    viewer: Viewer

    @property
    def is_pom(self) -> bool:
        """Whether they are a prison offender manager."""
        return self.posting is not None and self.posting.job_role in POMS

    @property
    def is_assessor(self) -> bool:
        """Whether their assessments are what the roles are about."""
        return self.posting is not None and is_practitioner(self.posting.job_role)

    @cached_property
    def opener(self) -> dict[int, RoleDecision]:
        """By criterion, the latest decision that opened it."""
        return {each.criterion: each for each in self.rows.decisions if each.verb == OPENS}

    def decided_by(self, each: Open) -> str:
        """Who opened a criterion, or "by rule"."""
        return self.opener[each.criterion.number].decided_by if each.criterion.number in self.opener else "by rule"

    def reads(self, *parties: int | None, entered_by: int | None = None) -> bool:
        """Whether the viewer may read a reason that these people gave or asked for, or that an account entered."""
        mine = {self.viewer.person_id, *(each.person_id for each in self.covered)} - {None}
        is_party = not mine.isdisjoint(parties) or entered_by == self.viewer.account_id
        return may_read_reasons(self.relation, is_party=is_party)

    def acts_for(self, may: Callable[[Relation], bool]) -> Covered | None:
        """Whom the viewer covers for in doing what `may` tells of a relation; None when it is the viewer's own."""
        return None if may(self.own) else next((each for each in self.covered if may(each.relation)), None)


def find(viewer: Viewer, person_id: int, now: datetime) -> About:
    """The person's role as it stands now. Raises NotThere outside the viewer's scope. Seven queries or eight."""
    today = day_of(now)
    row = db.session.execute(
        select(Person, Posting, Team.name, Unit.name, Unit.id, Manager.name)
        .outerjoin(Posting, and_(Posting.person_id == Person.id, during(Posting, today)))
        .outerjoin(Team, Team.id == Posting.team_id)
        .outerjoin(Unit, Unit.id == Team.unit_id)
        .outerjoin(Manager, Manager.id == Posting.line_manager_id)
        .where(Person.id == person_id)
    ).first()
    if row is None:
        raise NotThere
    person, posting, team, unit, unit_id, manager = row
    own, covered = _relations(viewer, person_id, posting, unit_id, today)
    relation = _together(own, *(each.relation for each in covered))
    if not relation.sees:
        raise NotThere
    rows = rows_of([person_id]).get(person_id, Rows())
    facts = facts_from(rows)
    place = ", ".join(filter(None, (team, unit)))
    now_is = standing(facts, now)
    return About(person, posting, place, manager or "", rows, facts, now_is, relation, own, covered, viewer)


def _relations(viewer: Viewer, person_id: int, posting: Posting | None, unit_id: int | None,
               day: date) -> tuple[Relation, tuple[Covered, ...]]:  # fmt: skip
    """How the viewer stands to the person, and how those stand whom the viewer covers for."""
    if viewer.role in (ADMIN, AUDITOR):
        return Relation(is_admin=viewer.role == ADMIN, is_auditor=viewer.role == AUDITOR), ()
    me = viewer.person_id
    if me is None or person_id == me:
        return Relation(is_self=me is not None), ()
    held = db.session.execute(
        select(Posting.person_id, Posting.job_role, Team.unit_id, Person.name)
        .join(Team, Team.id == Posting.team_id).join(Person, Person.id == Posting.person_id)
        .where(Posting.person_id.in_(acting_as(me, ASSESSOR_ROLES, day)), during(Posting, day))
        .order_by(Person.name, Person.id)
    ).all()  # fmt: skip
    if posting is None or me not in [each.person_id for each in held]:
        return Relation(), ()
    found = {each.person_id: Covered(each.person_id, each.name, _relation(each, posting, unit_id, day))
             for each in held if each.person_id != person_id}  # fmt: skip
    own = found.pop(me).relation
    return own, tuple(each for each in found.values() if each.relation.sees)


def _relation(mine: Any, posting: Posting, unit_id: int | None, day: date) -> Relation:
    same_unit = mine.unit_id == unit_id
    leads = mine.job_role == SOL_JOB and posting.function == NATIONAL_SECURITY
    return Relation(
        is_line_manager=posting.line_manager_id == mine.person_id,
        is_homd=same_unit and mine.job_role == HOMD_JOB and posting.job_role in POMS,
        is_sol=leads and is_above(mine.person_id, posting.person_id, day),
        is_head=same_unit and mine.job_role in UNIT_HEADS,
    )


def _together(*relations: Relation) -> Relation:
    """What any of them is."""
    return Relation(**{each.name: any(getattr(one, each.name) for one in relations) for each in fields(Relation)})


# Says of a column of people's ids whether they are those meant.
Scope = Callable[[Any], ColumnElement[bool]]


def scope(viewer: Viewer, day: date) -> Scope:
    """Whom the register shows: own team, own unit, own division, or everyone; and of those the viewer covers for."""
    if viewer.role in (ADMIN, AUDITOR):
        return lambda _person_id: true()
    if viewer.person_id is None:
        return lambda _person_id: false()
    me, theirs = viewer.person_id, select(answered_for(viewer.person_id, day).c[0])
    return lambda person_id: and_(person_id != me, person_id.in_(theirs))


def answered_for(me: int, day: date) -> CTE:
    """The ids of a person's own team, unit or division, and of those they cover for. Each way to them by its own index,
    and found once for all that is asked of them.
    """
    acting, theirs = acting_as(me, ASSESSOR_ROLES, day), aliased(Posting)
    held = and_(Mine.person_id.in_(acting), during(Mine, day))
    mine, team = aliased(Team), aliased(Team)
    headed = select(mine.unit_id).join(Mine, Mine.team_id == mine.id).where(held, Mine.job_role.in_(UNIT_HEADS))
    leads = select(Mine.person_id).where(held, Mine.job_role == SOL_JOB)
    led, placed = aliased(Posting), aliased(Posting)
    return union(
        select(led.person_id).where(led.line_manager_id.in_(acting), during(led, day)),
        select(placed.person_id).join(team, team.id == placed.team_id)
        .where(team.unit_id.in_(headed), during(placed, day)),
        select(theirs.person_id).where(theirs.function == NATIONAL_SECURITY, during(theirs, day),
                                       theirs.person_id.in_(below(leads, day))),
    ).cte("answered_for").prefix_with("MATERIALIZED")  # fmt: skip


def changes_of(person_id: int) -> Sequence[tuple[RoleChange, RoleApplied | None, RoleDecision | None]]:
    """The register of one person, the latest first, with the tick that OASys was changed."""
    rows = db.session.execute(
        select(RoleChange, RoleApplied, RoleDecision)
        .outerjoin(RoleApplied, RoleApplied.change_id == RoleChange.id)
        .outerjoin(RoleDecision, RoleDecision.id == RoleChange.decision_id)
        .where(RoleChange.person_id == person_id)
        .order_by(RoleChange.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]


def request(about: About, request_id: int) -> RoleRequest:
    """A request about this person that nobody has answered. Raises NotThere."""
    found = db.session.scalar(
        select(RoleRequest).where(RoleRequest.id == request_id, RoleRequest.person_id == about.person.id,
                                  RoleRequest.answered_at.is_(None))
    )  # fmt: skip
    if found is None:
        raise NotThere
    return found


def requests_of(person_id: int) -> Sequence[RoleRequest]:
    """What was asked about a person and not answered, the oldest first."""
    return db.session.scalars(
        select(RoleRequest)
        .where(RoleRequest.person_id == person_id, RoleRequest.answered_at.is_(None))
        .order_by(RoleRequest.id)
    ).all()


def of_person(table: Any, about: About, row_id: int) -> Any:
    """A plan or a module of this person. Raises NotThere."""
    found = db.session.scalar(select(table).where(table.id == row_id, table.person_id == about.person.id))
    if found is None:
        raise NotThere
    return found
