"""What the service knows already, read in a handful of queries however many people there are."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.database import db
from app.people.importing.rows import Place, Says
from app.people.models import Absence, Fact, Person, Posting, Region, Team, Unit


@dataclass(frozen=True)
class KnownPosting:
    """Someone's latest posting. `manager` is a staff number, empty without one."""

    id: int
    job_role: str
    function: str
    weekly_hours: Decimal
    place: Place
    manager: str
    role_since: date
    starts_on: date
    ends_on: date | None


@dataclass
class Known:
    """One person with their latest posting, their facts by kind, the earliest first, and absences by first day."""

    id: int
    staff_number: str
    name: str
    email: str
    left_on: date | None
    posting: KnownPosting | None = None
    facts: dict[str, list[Says]] = field(default_factory=dict)
    absences: dict[date, tuple[str, date | None]] = field(default_factory=dict)

    def works_on(self, day: date) -> bool:
        """Whether the latest posting has not ended by that day."""
        return self.posting is not None and (self.posting.ends_on is None or self.posting.ends_on >= day)


def known() -> dict[str, Known]:
    """Everyone, by staff number. Five queries."""
    people = {
        row.id: Known(row.id, row.staff_number, row.name, row.email, row.left_on)
        for row in db.session.execute(select(*Person.__table__.columns))
    }
    places = _places()
    for row in db.session.execute(select(*Posting.__table__.columns).order_by(Posting.starts_on)):
        manager = people[row.line_manager_id].staff_number if row.line_manager_id else ""
        people[row.person_id].posting = KnownPosting(
            row.id, row.job_role, row.function, row.weekly_hours, places[row.team_id], manager,
            row.role_since, row.starts_on, row.ends_on,
        )  # fmt: skip
    for row in db.session.execute(select(*Fact.__table__.columns).order_by(Fact.starts_on)):
        people[row.person_id].facts.setdefault(row.kind, []).append(Says(row.starts_on, row.ends_on, row.text))
    for row in db.session.execute(select(*Absence.__table__.columns)):
        people[row.person_id].absences[row.starts_on] = (row.type, row.ends_on)
    return {person.staff_number: person for person in people.values()}


def same(place: Place) -> Place:
    """A key under which two spellings of one place meet: the case of letters does not tell places apart."""
    return place[0].casefold(), place[1].casefold(), place[2].casefold()


def _places() -> dict[int, Place]:
    rows = db.session.execute(
        select(Team.id, Region.name, Unit.name, Team.name)
        .join(Unit, Unit.id == Team.unit_id)
        .join(Region, Region.id == Unit.region_id)
    )
    return {id_: (region, unit, team) for id_, region, unit, team in rows}
