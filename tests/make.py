"""One builder a table, with sound defaults, and a small unit of people with names. Nothing is committed here."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, TypeVar

from app.database import Table, db
from app.people.models import Absence, Fact, Person, Posting, Region, Team, Unit

PASSWORD = "correct horse battery staple"
LONG_AGO = date(2024, 4, 1)
_number = count(1)
Row = TypeVar("Row", bound=Table)


def add(row: Row) -> Row:
    """Put a row into the session and give it its id."""
    db.session.add(row)
    db.session.flush()
    return row


def region(name: str = "North West") -> Region:
    """A region."""
    return add(Region(name=name))


def pdu(name: str = "Ribble Valley PDU", **given: Any) -> Unit:
    """A probation delivery unit."""
    if "region_id" not in given:
        given["region_id"] = region(f"Region of {name}").id
    return add(Unit(name=name, **given))


def team(name: str = "Sentence Management 1", **given: Any) -> Team:
    """A team."""
    if "unit_id" not in given:
        given["unit_id"] = pdu(f"Unit of {name}").id
    return add(Team(name=name, **given))


def person(name: str = "Ada Bell", **given: Any) -> Person:
    """A member of staff, without a posting."""
    number = next(_number)
    email = f"{name.lower().replace(' ', '.').replace(chr(39), '')}{number}@example.gov.uk"
    return add(Person(**{"staff_number": f"P{number:05}", "name": name, "email": email, **given}))


def posting(who: Person, **given: Any) -> Posting:
    """A period in one job, team and line of management; open-ended from long ago unless said."""
    defaults = {
        "person_id": who.id,
        "job_role": "PO",
        "function": "sentence_management",
        "weekly_hours": 37,
        "line_manager_id": None,
        "starts_on": LONG_AGO,
        "ends_on": None,
    }
    values = {**defaults, **given}
    if "team_id" not in values:
        values["team_id"] = team(f"Team {next(_number)}").id
    return add(Posting(**values))


def absence(who: Person, starts_on: date, ends_on: date | None = None, **given: Any) -> Absence:
    """A time away."""
    values = {"type": "sickness", **given}
    return add(Absence(person_id=who.id, starts_on=starts_on, ends_on=ends_on, **values))


def fact(who: Person, kind: str, starts_on: date = LONG_AGO, **given: Any) -> Fact:
    """Something that holds of a person from a day on."""
    values = {"ends_on": None, "text": "", **given}
    return add(Fact(person_id=who.id, kind=kind, starts_on=starts_on, **values))


@dataclass(frozen=True)
class SmallUnit:
    """The people of `unit()`, by their first names."""

    id: int
    team: Team
    other_team: Team
    isla: Person  # line manager
    lowri: Person  # her practitioner
    rhys: Person  # manager of the other team
    magda: Person  # his practitioner
    cosmo: Person  # deputy head of the unit
    efua: Person  # head of the unit
    gwenllian: Person  # quality development officer
