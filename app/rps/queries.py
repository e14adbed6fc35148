"""Reading sessions and what they rest on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.database import db
from app.people.experienced import is_named
from app.people.models import RPS_DELEGATION, Fact, Person, Posting, Team, during
from app.people.stand_ins import name_of_covered
from app.policy import passing
from app.policy.rps import Booking, capacity_for
from app.policy.rps_required import year_of
from app.records.models import CANCELLED, DRAFT, LOCKED, MISSED, SENT, Answer, Record
from app.rps.before.queries import is_brought_in
from app.rps.models import PassedOn
from app.settings.queries import value


@dataclass(frozen=True)
class Pair:
    """A practitioner and the one who would hold a session, as they stand on a day.

    `for_name` is the line manager whose sessions the holder covers, `passed_on_as` what the holder acts as when the
    session of the year is passed on to them; "" where not. `is_brought_in`: a session of that day, held before this
    service was used, was brought in.
    """

    practitioner: Posting
    holder: Posting
    same_unit: bool
    has_delegation: bool
    for_name: str = ""
    passed_on_as: str = ""
    is_brought_in: bool = False

    @property
    def is_line_manager(self) -> bool:
        """The holder manages the practitioner directly that day."""
        return self.practitioner.line_manager_id == self.holder.person_id

    @property
    def facts(self) -> Booking:
        """What the rules ask about the two people."""
        return Booking(
            is_same_person=self.practitioner.person_id == self.holder.person_id,
            is_line_manager=self.is_line_manager,
            practitioner_role=self.practitioner.job_role,
            practitioner_function=self.practitioner.function,
            holder_role=self.holder.job_role,
            same_unit=self.same_unit,
            has_delegation=self.has_delegation,
            covers=bool(self.for_name),
            is_passed_on=bool(self.passed_on_as),
            is_brought_in=self.is_brought_in,
        )

    @property
    def capacity(self) -> str:
        """What the holder acts as: a delegate where the session is passed on, else as their job or cover says."""
        if self.passed_on_as and not (self.is_line_manager or self.for_name):
            return self.passed_on_as
        return capacity_for(self.practitioner.job_role, self.holder.job_role)


def pair(practitioner_id: int, holder_id: int, day: date, at: datetime | None = None) -> Pair | None:
    """Both people's postings on a day, and how they stand; None when either has none. One query.

    `at` is the instant of the session, to ask of a cover that may have been ended early since.
    """
    theirs, mine = aliased(Posting), aliased(Posting)
    their_team, my_team = aliased(Team), aliased(Team)
    delegated = exists().where(Fact.person_id == holder_id, Fact.kind == RPS_DELEGATION, during(Fact, day))
    covers = name_of_covered(holder_id, theirs.line_manager_id, day, at)
    passed_on = passed_on_as(practitioner_id, holder_id, day)
    of_day = (delegated, covers, passed_on, is_named(holder_id, day), is_brought_in(practitioner_id, day))
    row: Any = db.session.execute(
        select(theirs, mine, their_team.unit_id == my_team.unit_id, *of_day)
        .select_from(theirs)
        .join(mine, and_(mine.person_id == holder_id, during(mine, day)))
        .join(their_team, their_team.id == theirs.team_id)
        .join(my_team, my_team.id == mine.team_id)
        .where(theirs.person_id == practitioner_id, during(theirs, day))
    ).first()
    if row is None:
        return None
    holder: Posting = row[1]
    acts_as = row[5] and passing.capacity(holder.job_role, is_named=bool(row[6]))
    return Pair(row[0], holder, bool(row[2]), bool(row[3]), row[4] or "", acts_as or "", bool(row[7]))


def passed_on_as(practitioner_id: int, delegate_id: int, day: date, parts: tuple[str, ...] = passing.WITH_SESSION
                 ) -> Any:  # fmt: skip
    """In which capacity one of these parts of the year that this day is in is passed on to somebody, as a scalar to be
    selected; NULL where it is not, or was taken back.
    """
    year = year_of(day, value("rps.year_start", day))
    open_now = (PassedOn.ended_at.is_(None), PassedOn.year_start == year.first, PassedOn.what.in_(parts))
    whose = (PassedOn.person_id == practitioner_id, PassedOn.delegate_id == delegate_id)
    return select(PassedOn.capacity).where(*whose, *open_now).scalar_subquery()


def manages(manager_id: int, person_id: int, day: date) -> bool:
    """Whether the first is the second's line manager on that day."""
    held = (Posting.person_id == person_id, Posting.line_manager_id == manager_id, during(Posting, day))
    return bool(db.session.scalar(select(exists().where(*held))))


def managed_before(manager_id: int, practitioner_id: int, day: date) -> bool:
    """Whether the first has been the second's line manager on any day up to this one: a late record is still theirs."""
    held = (Posting.person_id == practitioner_id, Posting.line_manager_id == manager_id, Posting.starts_on <= day)
    return bool(db.session.scalar(select(exists().where(*held))))


def followed(observation: Any = Record) -> Any:
    """The condition that a session follows the observation (the table, or an alias of it): one that is planned, held or
    signed, not in error.
    """
    session = aliased(Record)
    return exists(
        select(session.id).where(
            session.follows_id == observation.id, session.state.not_in((CANCELLED, MISSED)), session.void_at.is_(None)
        )
    )


def to_discuss(practitioner_id: int, observer_id: int = 0) -> Sequence[Record]:
    """Observations of the practitioner that no session follows yet: those signed by their observer, the oldest first,
    then those that `observer_id` has booked or not signed yet.
    """
    mine = and_(Record.state == DRAFT, Record.lead_id == observer_id)
    return db.session.scalars(
        select(Record)
        .where(Record.subject_id == practitioner_id, Record.kind == "observation", ~followed())
        .where(or_(Record.state.in_((SENT, LOCKED)), mine), Record.void_at.is_(None))
        .order_by(Record.state == DRAFT, Record.happened_on, Record.id)
    ).all()


def is_to_discuss(observation: Record) -> bool:
    """Whether no session follows it yet. Holds the observation, so that two bookings at once cannot both take it."""
    db.session.scalar(select(Record.id).where(Record.id == observation.id).with_for_update())
    return observation in to_discuss(observation.subject_id, observation.lead_id)


def is_booked(practitioner_id: int, starts_at: datetime) -> bool:
    """Whether they have a session booked for that very time. Holds the person, so that two bookings at once are one."""
    db.session.scalar(select(Person.id).where(Person.id == practitioner_id).with_for_update(key_share=True))
    same = exists().where(Record.subject_id == practitioner_id, Record.kind == "rps", Record.state == DRAFT)
    return bool(db.session.scalar(select(same.where(Record.planned_at == starts_at))))


def minutes(record_id: int) -> int:
    """How long a booked session is to last."""
    text = db.session.scalar(select(Answer.text).where(Answer.record_id == record_id, Answer.key == "minutes"))
    return int(text) if text and re.fullmatch("[0-9]{1,4}", text.strip()) else 60


def place(record_id: int) -> str:
    """Where a booked session is to be."""
    return db.session.scalar(select(Answer.text).where(Answer.record_id == record_id, Answer.key == "place")) or ""


def left_team(manager_id: int, day: date, since: date) -> Sequence[Person]:
    """Whom the manager managed on some day from `since` but no longer does, by name: their records may be late."""
    still = select(Posting.person_id).where(Posting.line_manager_id == manager_id, during(Posting, day))
    return db.session.scalars(
        select(Person)
        .where(
            Person.id.in_(
                select(Posting.person_id).where(
                    Posting.line_manager_id == manager_id, Posting.ends_on >= since, Posting.starts_on <= day
                )
            )
        )
        .where(Person.id.not_in(still))
        .order_by(Person.name, Person.id)
    ).all()
