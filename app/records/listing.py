"""Lists of records: those about one person, and those that somebody leads, as far as the viewer may know of them."""

from datetime import date
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.database import db
from app.people.models import Person, Posting, Team, during
from app.policy.access import Viewer
from app.policy.people import UNIT_HEADS
from app.records.kinds import KINDS, own_kinds
from app.records.models import DRAFT, LOCKED, SENT, Record

Subject, Lead = aliased(Person), aliased(Person)


def of_person(viewer: Viewer, person_id: int, today: date, *, limit: int = 50, offset: int = 0) -> list[Any]:
    """Records about one person that exist for this viewer: (Record, lead's name), the latest first.

    The viewer leads or is the subject of them, manages the subject today, or heads the subject's unit; an observation
    or review shows only once signed unless it is the viewer's own, and what somebody writes of themself, to whom it is
    sent and, once signed, to their line manager.
    """
    me = viewer.person_id
    heads = and_(_heads_unit_of(me, today), Record.kind.not_in(own_kinds()))
    scope = or_(leads := _leads(me), Record.subject_id == me, _manages(me, today), heads)
    mine = or_(leads, and_(Record.subject_id == me, Record.kind.not_in(_drafted_alone())))
    over = and_(heads, Record.kind.not_in(_drafted_alone()), Record.state.in_((DRAFT, SENT)))
    query: Any = (
        select(Record, Lead.name)
        .join(Lead, Lead.id == Record.lead_id)
        .where(Record.subject_id == person_id, scope)
        .where(or_(mine, over, Record.state == LOCKED, and_(Record.subject_id == me, Record.state == SENT)))
        .order_by(Record.happened_on.desc(), Record.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [tuple(row) for row in db.session.execute(query)]


def led_by(viewer: Viewer, *, limit: int = 50, offset: int = 0) -> list[Any]:
    """Records the viewer leads: (Record, subject's name), the latest first."""
    query: Any = (
        select(Record, Subject.name)
        .join(Subject, Subject.id == Record.subject_id)
        .where(_leads(viewer.person_id))
        .order_by(Record.happened_on.desc(), Record.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [tuple(row) for row in db.session.execute(query)]


def _leads(person_id: int | None) -> Any:
    """That somebody leads a record they know of: not what its subject has not sent, or never will."""
    sent = and_(Record.state.in_((SENT, LOCKED)), Record.subject_id != person_id)
    return and_(Record.lead_id == person_id, or_(Record.kind.not_in(own_kinds()), sent))


def _drafted_alone() -> list[str]:
    return [kind.key for kind in KINDS.values() if kind.is_observation or kind.drafted_alone]


def _manages(person_id: int | None, today: date) -> Any:
    return exists().where(
        Posting.person_id == Record.subject_id, Posting.line_manager_id == person_id, during(Posting, today)
    )


def _heads_unit_of(person_id: int | None, today: date) -> Any:
    theirs, mine = aliased(Posting), aliased(Posting)
    their_team, my_team = aliased(Team), aliased(Team)
    return exists(
        select(theirs.id)
        .select_from(theirs)
        .join(their_team, their_team.id == theirs.team_id)
        .join(my_team, my_team.unit_id == their_team.unit_id)
        .join(mine, and_(mine.team_id == my_team.id, mine.person_id == person_id, during(mine, today)))
        .where(theirs.person_id == Record.subject_id, during(theirs, today), mine.job_role.in_(UNIT_HEADS))
    )
