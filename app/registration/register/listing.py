"""Whose entries somebody may see, and a page of them: status, renewal and declaration of each, by name."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true, union
from sqlalchemy.orm import aliased

from app.database import db
from app.people.models import Person, Posting, Team, Unit, during
from app.people.queries import person, visible
from app.policy.access import ADMIN, NotAllowed, NotThere, Viewer
from app.policy.people import UNIT_HEADS
from app.policy.registration import (
    LAPSED,
    NO_ENTRY,
    PENDING,
    REGISTERED,
    RENEWAL,
    STATUS_WORDS,
    WITHDRAWN,
    Eligibility,
    eligibility,
    renewal_state,
)
from app.records.models import DRAFT
from app.registration.declaring import actions as declaring
from app.registration.models import RegisterEntry
from app.registration.register.entries import eligible_roles, latest_id
from app.registration.years import evidence_year
from app.settings.queries import value

PAGE = 50
SHOWS = {
    "": "Everyone",
    RENEWAL: "Renewal due soon or past",
    LAPSED: "Lapsed",
    PENDING: "Pending",
    WITHDRAWN: "Withdrawn",
    REGISTERED: "Registered",
    NO_ENTRY: "No entry",
}


@dataclass(frozen=True)
class Line:
    """One person as the list shows them. `renewal` is a state of policy.registration.renewal_state."""

    person_id: int
    name: str
    job_role: str
    team: str
    entry: RegisterEntry | None
    renewal: str
    declaration: str
    eligible: Eligibility

    @property
    def status(self) -> str:
        """What the register says, in words."""
        return STATUS_WORDS[self.entry.status] if self.entry else "No entry"


@dataclass(frozen=True)
class Listing:
    """One page: its lines, how many match, and the evidence year whose declarations are shown."""

    lines: tuple[Line, ...]
    total: int
    year: tuple[date, date]


def is_seen(viewer: Viewer, today: date) -> ColumnElement[bool]:
    """The condition on Person that the viewer may see somebody’s entry: as their line manager, as the head of their
    unit, as an administrator. One’s own entry has a page of its own.
    """
    if viewer.role == ADMIN:
        return true()
    mine, managed, placed, team = aliased(Posting), aliased(Posting), aliased(Posting), aliased(Team)
    headed = (
        select(Team.unit_id).join(mine, mine.team_id == Team.id)
        .where(mine.person_id == viewer.person_id, mine.job_role.in_(UNIT_HEADS), during(mine, today))
    )  # fmt: skip
    # Each way to them by its own index: with OR between them the database would look at everybody.
    theirs = union(
        select(managed.person_id).where(managed.line_manager_id == viewer.person_id, during(managed, today)),
        select(placed.person_id).join(team, team.id == placed.team_id)
        .where(team.unit_id.in_(headed), during(placed, today)),
    )  # fmt: skip
    return and_(Person.id.in_(theirs), Person.id != viewer.person_id)


def find(viewer: Viewer, person_id: int, today: date) -> Person:
    """Somebody whose entry the viewer may see. Raises NotAllowed for others they see, NotThere for anybody else."""
    scope = (
        select(Person.id)
        .join(Posting, and_(Posting.person_id == Person.id, during(Posting, today)))
        .join(Team, Team.id == Posting.team_id)
        .where(Person.id == person_id, is_seen(viewer, today))
    )
    if viewer.role != ADMIN and db.session.scalar(scope) is None:
        raise NotThere if visible(viewer, person_id, today) is None else NotAllowed
    found = person(person_id)
    if found is None:
        raise NotThere
    return found


def listing(viewer: Viewer, today: date, text: str, show: str, number: int) -> Listing:
    """Page `number`, from 1, of those the viewer sees whose name or staff number holds every word, by name.

    Five queries, whatever the number of people.
    """
    wanted, year = _wanted(viewer, today, text, show), evidence_year(today)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    first = (min(number, max(-(-total // PAGE), 1)) - 1) * PAGE
    rows: Any = db.session.execute(wanted.order_by(Person.name, Person.id).limit(PAGE).offset(first)).all()
    made = declaring.made([row[0].id for row in rows], year[0])
    # Nobody else knows of a draft.
    states = {person_id: declaring.STATES[each.state] for person_id, each in made.items() if each.state != DRAFT}
    roles, ahead = eligible_roles(today), value("register.renewal_days", today)
    lines = []
    for who, posting, team, unit, entry in rows:
        eligible = eligibility(posting.job_role, roles)
        none = declaring.NOT_MADE if entry or eligible.is_eligible else declaring.NOT_ASKED
        lines.append(Line(
            who.id, who.name, posting.job_role, f"{team}, {unit}", entry,
            renewal_state(entry.status, entry.renewal_on, today, ahead) if entry else "",
            states.get(who.id, none),
            eligible,
        ))  # fmt: skip
    return Listing(tuple(lines), total, year)


def _wanted(viewer: Viewer, today: date, text: str, show: str) -> Any:
    query: Any = (
        select(Person, Posting, Team.name, Unit.name, RegisterEntry)
        .join(Posting, and_(Posting.person_id == Person.id, during(Posting, today)))
        .join(Team, Team.id == Posting.team_id)
        .join(Unit, Unit.id == Team.unit_id)
        .outerjoin(RegisterEntry, RegisterEntry.id == latest_id(Person.id, today))
        .where(is_seen(viewer, today))
    )
    for word in text.lower().split()[:10]:
        named = func.lower(Person.name).contains(word, autoescape=True)
        query = query.where(named | (func.lower(Person.staff_number) == word))
    if show == NO_ENTRY:
        return query.where(RegisterEntry.id.is_(None))
    if show == RENEWAL:
        until = today + timedelta(days=value("register.renewal_days", today))
        return query.where(RegisterEntry.status == REGISTERED, RegisterEntry.renewal_on <= until)
    return query.where(RegisterEntry.status == show) if show in STATUS_WORDS else query
