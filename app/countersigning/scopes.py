"""Which items are whose to decide or sign. Each scope is a SELECT of its own, so that each finds its index."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union_all
from sqlalchemy.orm import aliased

from app.countersigning.models import Decision, Item
from app.people.cover import covered_by, stands_in
from app.people.models import RECALL_DELEGATION, Cover, Fact, Person, Posting, Team, during
from app.policy.assessor_facts import POMS
from app.policy.countersigning import (
    AGREEMENT,
    CONSIDERED,
    DEPUTY,
    ENDORSE,
    FIRST,
    OASYS,
    PAROLE,
    PDU,
    RECALL,
    REQUESTED,
    SECOND,
    SOL,
)
from app.policy.countersigning import HOMD as HOMD_JOB
from app.policy.people import NATIONAL_SECURITY


def from_items(columns: Iterable[Any], today: date, *, is_posted: bool = True) -> Select[Any]:
    """A SELECT over items with their author (Person) and the author's post (Posting, Team) on a day.

    Not `is_posted`: also those whose author has none that day.
    """
    return (
        select(*columns).select_from(Item)
        .join(Person, Person.id == Item.author_id)
        .join(Posting, and_(Posting.person_id == Item.author_id, during(Posting, today)), isouter=not is_posted)
        .join(Team, Team.id == Posting.team_id, isouter=not is_posted)
    )  # fmt: skip


def to_sign(person_id: int) -> ColumnElement[bool]:
    """What waits for a first signature or a recall's decision, and is nobody's own."""
    return and_(Item.state.in_((REQUESTED, CONSIDERED)), Item.author_id != person_id)


def _units_where(person_id: int, today: date, *roles: str) -> Select[int]:
    mine, team = aliased(Posting), aliased(Team)
    return (
        select(team.unit_id).join(mine, mine.team_id == team.id)
        .where(mine.person_id == person_id, mine.job_role.in_(roles), during(mine, today))
    )  # fmt: skip


def reports(found: Select[Any], person_id: int, today: date) -> Select[Any]:
    """Those of items whose authors this person manages."""
    return found.where(Posting.line_manager_id == person_id, Item.assigned_id.is_(None))


def given(found: Select[Any], person_id: int, today: date) -> Select[Any]:
    """Those given to this person."""
    return found.where(Item.assigned_id == person_id)


def covered_reports(found: Select[Any], person_id: int, today: date) -> Select[Any]:
    """Those whose authors are managed by somebody for whom this person covers."""
    covers = and_(Cover.person_id == Posting.line_manager_id, stands_in(person_id, Item.kind, today))
    return found.join(Cover, covers).where(Item.assigned_id.is_(None))


def given_to_covered(found: Select[Any], person_id: int, today: date) -> Select[Any]:
    """Those given to somebody for whom this person covers."""
    return found.join(Cover, and_(Cover.person_id == Item.assigned_id, stands_in(person_id, Item.kind, today)))


def prison(found: Select[Any], person_id: int, today: date) -> Select[Any]:
    """For a head of offender management delivery: those of the prison's offender managers whom somebody else manages.

    No recalls (matrix row C3). Whether there is a unit is asked apart: for everybody else nothing is looked through.
    """
    units = _units_where(person_id, today, HOMD_JOB)
    return found.where(
        units.exists(), Team.unit_id.in_(units), Posting.job_role.in_(POMS),
        Item.kind.in_((OASYS, PAROLE)), Item.assigned_id.is_(None),
        or_(Posting.line_manager_id.is_(None), Posting.line_manager_id != person_id),
    )  # fmt: skip


SCOPES = (reports, given, covered_reports, given_to_covered, prison)
# What was given to somebody stays theirs when its author has no post any more.
ALL_GIVEN = (given, given_to_covered)


def second(found: Select[Any], person_id: int, today: date) -> Select[Any]:
    """Recalls that this person may sign second: heads of the unit, deputies with delegation, the division's lead."""
    delegated = exists().where(Fact.person_id == person_id, Fact.kind == RECALL_DELEGATION, during(Fact, today))
    as_head, as_deputy, as_lead = (_units_where(person_id, today, role) for role in (PDU, DEPUTY, SOL))
    heads = (as_head, as_deputy.where(delegated), _covered(PDU, person_id, today, delegated))
    leads = (as_lead, _covered(SOL, person_id, today, delegated))
    of_division = and_(Posting.function == NATIONAL_SECURITY, Team.unit_id.in_(union_all(*leads)))
    signed, agreed = (
        exists().where(Decision.item_id == Item.id, Decision.part == part, Decision.person_id == person_id, *more)
        for part, more in ((FIRST, [Decision.round == Item.round]), (AGREEMENT, []))
    )
    mine = or_(and_(Item.state == SECOND, ~signed), and_(Item.state == ENDORSE, ~agreed))
    return found.where(
        Item.kind == RECALL, mine, or_(Team.unit_id.in_(union_all(*heads)), of_division), Item.author_id != person_id,
        Team.unit_id.in_(union_all(*heads, *leads)),
    )  # fmt: skip


def _covered(role: str, person_id: int, today: date, delegated: Any) -> Any:
    """The units whose head or lead (`role`) this person covers for, if they may sign second in their own right."""
    head, team, mine = aliased(Posting), aliased(Team), aliased(Posting)
    can = exists().where(
        mine.person_id == person_id, during(mine, today),
        or_(mine.job_role == PDU, and_(mine.job_role == DEPUTY, delegated)),
    )  # fmt: skip
    return (
        select(team.unit_id).join(head, head.team_id == team.id).where(head.job_role == role, during(head, today), can)
        .where(head.person_id.in_(covered_by(person_id, RECALL, today)))
    )  # fmt: skip


def waiting_ids(person_id: int, today: date) -> Any:
    """A SELECT of the ids of everything this person may decide or sign now, parked items too."""
    items, given_items = from_items([Item.id], today), from_items([Item.id], today, is_posted=False)
    first = [
        scope(given_items if scope in ALL_GIVEN else items, person_id, today).where(to_sign(person_id))
        for scope in SCOPES
    ]
    return union_all(*first, second(items, person_id, today))
