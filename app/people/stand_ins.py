"""Cover for sessions: for whom somebody holds sessions and observes on a day, and with which people."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.database import db
from app.people.cover import covered_by, stands_in
from app.people.models import Cover, Person, Posting, during
from app.policy.cover import SESSIONS
from app.policy.people import is_practitioner

Manager = aliased(Person)


def name_of_covered(cover_id: Any, manager_id: Any, day: date, at: datetime | None = None) -> Any:
    """The name of the manager (an id or a column of ids) whose sessions this person covers on that day, as a scalar
    to be selected; NULL when not. Give the instant as `at` to ask of a cover that may have been ended early since.
    """
    covered = covered_by(cover_id, SESSIONS, day, at)
    return select(Manager.name).where(Manager.id == manager_id, Manager.id.in_(covered)).scalar_subquery()


def acts_for(cover_id: int, person_id: int, day: date, at: datetime | None = None) -> str:
    """Whose sessions with this person somebody covers on that day: the line manager's name, or "". One query."""
    manager = select(Posting.line_manager_id).where(Posting.person_id == person_id, during(Posting, day))
    if cover_id == person_id:
        return ""
    return db.session.scalar(select(name_of_covered(cover_id, manager.scalar_subquery(), day, at))) or ""


@dataclass(frozen=True)
class CoveredPerson:
    """Somebody whose sessions are held for their line manager, `for_name`, until the cover ends."""

    id: int
    name: str
    job_role: str
    for_id: int
    for_name: str
    until: date | None

    @property
    def is_practitioner(self) -> bool:
        """Whether their practice is observed."""
        return is_practitioner(self.job_role)


def covered_people(person_id: int, day: date) -> list[CoveredPerson]:
    """The people of everyone whose sessions this person covers on that day, by manager and name. One query.

    Never the person themselves: nobody holds their own session.
    """
    rows = db.session.execute(
        select(Person.id, Person.name, Posting.job_role, Manager.id, Manager.name, Cover.ends_on)
        .select_from(Cover)
        .join(Manager, Manager.id == Cover.person_id)
        .join(Posting, (Posting.line_manager_id == Cover.person_id) & during(Posting, day))
        .join(Person, Person.id == Posting.person_id)
        .where(stands_in(person_id, SESSIONS, day), Person.id != person_id)
        .order_by(Manager.name, Manager.id, Person.name, Person.id)
    )
    return [CoveredPerson(*row) for row in rows]
