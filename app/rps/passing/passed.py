"""Reading what is passed on: through the viewer, by delegate, and to whom it could be passed on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from app.database import db, writing
from app.people.experienced import is_named
from app.people.models import Person, Posting, Team, Unit, during
from app.people.queries import visible
from app.people.stand_ins import name_of_covered
from app.people.words import each_word
from app.policy import passing as policy
from app.policy.access import NotAllowed, NotThere, Viewer
from app.policy.people import JOB_ROLES, QDO, leads_as_delegate
from app.policy.rps_required import Year, year_of
from app.records.models import LOCKED, SENT, Record
from app.rps import queries
from app.rps.before import queries as before
from app.rps.models import HeldBefore, PassedOn
from app.settings.queries import value

DELEGATE, MANAGER, PRACTITIONER = "delegate", "manager", "practitioner"
MOST = 25
Whose, Delegate, Asker = aliased(Person), aliased(Person), aliased(Person)
Observed, Session = aliased(Record), aliased(Record)
OFFICERS = tuple(code for code, role in JOB_ROLES.items() if role.capacity == QDO)


@dataclass(frozen=True)
class Passed:
    """What is passed on, with the people and the records begun. `relation` is how the viewer stands to it, `for_name`
    the line manager whom the viewer covers for.
    """

    row: PassedOn
    person: Person
    delegate: Person
    asked_by: str
    observation: Record | None
    session: Record | None
    relation: str = ""
    for_name: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it was not taken back."""
        return self.row.ended_at is None

    @property
    def is_signed(self) -> bool:
        """Whether one of its records was sent to be signed, or signed."""
        return any(each is not None and each.state in (SENT, LOCKED) for each in (self.observation, self.session))

    @property
    def with_observation(self) -> bool:
        """Whether the observation is passed on."""
        return self.row.what in policy.WITH_OBSERVATION

    @property
    def with_session(self) -> bool:
        """Whether the session is passed on."""
        return self.row.what in policy.WITH_SESSION

    @property
    def is_done(self) -> bool:
        """Whether everything passed on is signed by both, and the session logged."""
        observed = not self.with_observation or (self.observation is not None and self.observation.is_locked)
        held_too = not self.with_session or (self.session is not None and self.session.logged_on is not None)
        return observed and held_too

    def insist(self, *relations: str) -> None:
        """Raise NotAllowed unless the viewer stands to it in one of these ways."""
        if self.relation not in relations:
            raise NotAllowed


def year_of_row(row: PassedOn) -> Year:
    """The year that it counts to."""
    return year_of(row.year_start, value("rps.year_start", row.year_start))


def _rows() -> Any:
    return (
        select(PassedOn, Whose, Delegate, Asker.name, Observed, Session)
        .join(Whose, Whose.id == PassedOn.person_id)
        .join(Delegate, Delegate.id == PassedOn.delegate_id)
        .join(Asker, Asker.id == PassedOn.assigned_by_id)
        .outerjoin(Observed, Observed.id == PassedOn.observation_id)
        .outerjoin(Session, Session.id == PassedOn.session_id)
    )


def find(viewer: Viewer, passed_id: int, today: date) -> Passed:
    """What is passed on, if the viewer is its delegate, the practitioner, or the line manager of today or who covers
    for them. One query, and one more to hold it where it may be changed: hold it before its records.

    Raises NotThere, or NotAllowed for those who see the practitioner all the same.
    """
    _hold(PassedOn.id == passed_id)
    me, manager = viewer.person_id or 0, aliased(Posting)
    covers = name_of_covered(me, manager.line_manager_id, today)
    row = db.session.execute(
        _rows()
        .add_columns(manager.line_manager_id, covers)
        .execution_options(populate_existing=True)
        .outerjoin(manager, and_(manager.person_id == PassedOn.person_id, during(manager, today)))
        .where(PassedOn.id == passed_id)
    ).first()
    if row is None or viewer.person_id is None:
        raise NotThere
    passed, manager_id, for_name = Passed(*row[:6]), row[6], row[7]
    relation = {passed.row.delegate_id: DELEGATE, passed.row.person_id: PRACTITIONER, manager_id: MANAGER}.get(me, "")
    if not relation and for_name:
        relation = MANAGER
    if not relation:
        raise NotAllowed if visible(viewer, passed.row.person_id, today) else NotThere
    return replace(passed, relation=relation, for_name="" if manager_id == me else for_name or "")


def _hold(which: ColumnElement[bool]) -> None:
    """Wait for whoever changes it at this moment, before anything about it is read: also which records it has."""
    if writing.get():
        db.session.execute(select(PassedOn.id).where(which).with_for_update(key_share=True))


def open_for(person_id: int, year_start: date) -> Passed | None:
    """What is passed on of this person's year; None when nothing is. One query."""
    found = _rows().where(PassedOn.person_id == person_id, PassedOn.year_start == year_start)
    row = db.session.execute(found.where(PassedOn.ended_at.is_(None))).first()
    return Passed(*row) if row else None


def of_record(record_id: int) -> PassedOn | None:
    """What a delegate's record belongs to."""
    begun = or_(PassedOn.observation_id == record_id, PassedOn.session_id == record_id)
    return db.session.scalar(select(PassedOn).where(begun, PassedOn.ended_at.is_(None)))


def mine(viewer: Viewer, limit: int = 50, offset: int = 0) -> list[Passed]:
    """What is passed on to the viewer and was not taken back, the latest year and the earliest due first. One query."""
    found = _rows().where(PassedOn.delegate_id == viewer.person_id, PassedOn.ended_at.is_(None))
    order = found.order_by(PassedOn.year_start.desc(), PassedOn.due_on, PassedOn.id)
    return [Passed(*row) for row in db.session.execute(order.limit(limit).offset(offset))]


@dataclass(frozen=True)
class Choice:
    """Somebody to whom the second observation may be passed on: where they work, and whether in the same unit."""

    person: Person
    capacity: str
    place: str
    is_near: bool


def choices(person_id: int, day: date, text: str = "", chosen: int | None = None) -> list[Choice]:
    """QDOs and named experienced probation officers of the practitioner's region on that day, those of the same unit
    first: whose name, unit or staff number holds every word of `text`, or the one `chosen`. At most 25. One query.

    Without the practitioner and their line manager.
    """
    theirs, team, unit = aliased(Posting), aliased(Team), aliased(Unit)
    named = is_named(Person.id, day)
    found = (
        select(Person, Posting.job_role, named, Unit.name, Unit.id == unit.id)
        .select_from(theirs)
        .join(team, team.id == theirs.team_id)
        .join(unit, unit.id == team.unit_id)
        .join(Unit, Unit.region_id == unit.region_id)
        .join(Team, Team.unit_id == Unit.id)
        .join(Posting, and_(Posting.team_id == Team.id, during(Posting, day)))
        .join(Person, Person.id == Posting.person_id)
        .where(theirs.person_id == person_id, during(theirs, day), Person.id != person_id)
        .where(or_(theirs.line_manager_id.is_(None), Person.id != theirs.line_manager_id))
        .where(or_(Posting.job_role.in_(OFFICERS), named))
        .order_by((Unit.id == unit.id).desc(), Person.name, Person.id)
        .limit(MOST)
    )
    matches = each_word(text, Person.name, Unit.name, Person.staff_number)
    if chosen is not None:
        found = found.where(Person.id == chosen)
    elif matches:
        found = found.where(*matches)
    return [
        Choice(who, policy.capacity(job_role, is_named=bool(is_on_list)), place, bool(near))
        for who, job_role, is_on_list, place, near in db.session.execute(found)
    ]


def to_follow(passed: Passed) -> Record | HeldBefore | None:
    """The observation that a delegate's session follows: the delegate's own, or where only the session is passed on one
    that the line manager shared or signed.
    """
    if passed.with_observation:
        return passed.observation
    year = year_of_row(passed.row)
    return next(iter(by_manager(passed.row.person_id, year.first, year.last)), None)


def by_manager(person_id: int, first: date, last: date) -> Sequence[Record | HeldBefore]:
    """Observations by line managers, shared or signed, on these days or held before this service, that no session
    follows yet, the earliest first. Two queries.
    """
    here = [each for each in queries.to_discuss(person_id)
            if each.state in (SENT, LOCKED) and not leads_as_delegate(each.lead_capacity)
            and each.happened_on and first <= each.happened_on <= last]  # fmt: skip
    earlier = [each for each in before.to_discuss(person_id, first)
               if not leads_as_delegate(each.capacity) and each.held_on <= last]  # fmt: skip
    return [*earlier, *here]
