"""One builder a table, with sound defaults, and a small unit of people with names. Nothing is committed here."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import Any, TypeVar

import pyotp
from sqlalchemy import select

from app.auth import passwords, tokens
from app.auth.models import Account
from app.auth.second_factor import keys
from app.database import Table, db
from app.people.models import Absence, Fact, Person, Posting, Region, Team, Unit
from app.policy.access import ADMIN, AUDITOR, STAFF, Viewer
from app.policy.people import CUSTODY
from app.web.clock import now

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "correct horse battery staple"
LONG_AGO = date(2024, 4, 1)
_number = count(1)
Row = TypeVar("Row", bound=Table)


def add(row: Row) -> Row:
    """Put a row into the session and give it its id."""
    db.session.add(row)
    db.session.flush()
    return row


def region(name: str = "", **given: Any) -> Region:
    """A region."""
    return add(Region(name=name or f"Region {next(_number)}", **given))


def pdu(name: str = "", **given: Any) -> Unit:
    """A probation delivery unit, in a region of its own unless said."""
    if "region_id" not in given:
        given["region_id"] = region().id
    return add(Unit(name=name or f"Unit {next(_number)}", **given))


def team(name: str = "", **given: Any) -> Team:
    """A team, in a unit of its own unless said."""
    if "unit_id" not in given:
        given["unit_id"] = pdu().id
    return add(Team(name=name or f"Team {next(_number)}", **given))


def person(name: str = "Ada Bell", **given: Any) -> Person:
    """A member of staff, without a posting."""
    number = next(_number)
    letters = "".join(letter for letter in name.lower().replace(" ", ".") if letter.isascii() and letter not in "'’")
    return add(
        Person(**{"staff_number": f"P{number:05}", "name": name, "email": f"{letters}.{number}@staff.example", **given})
    )


def posting(who: Person, **given: Any) -> Posting:
    """A period in one job, team and line of management; a probation officer's, open-ended, unless said."""
    values = {
        "person_id": who.id,
        "job_role": "Probation Officer",
        "function": "Sentence management",
        "weekly_hours": 37,
        "line_manager_id": None,
        "starts_on": LONG_AGO,
        "ends_on": None,
        **given,
    }
    values.setdefault("role_since", values["starts_on"])
    if "team_id" not in values:
        values["team_id"] = team().id
    return add(Posting(**values))


def member(name: str, job_role: str, team: Team, manager: Person | None = None, **given: Any) -> Person:
    """Someone with a posting."""
    who = person(name)
    posting(who, job_role=job_role, team_id=team.id, line_manager_id=manager.id if manager else None, **given)
    return who


def absence(who: Person, starts_on: date, ends_on: date | None = None, **given: Any) -> Absence:
    """A time away."""
    return add(
        Absence(**{"person_id": who.id, "type": "Sickness", "starts_on": starts_on, "ends_on": ends_on, **given})
    )


def fact(who: Person, kind: str, starts_on: date = LONG_AGO, **given: Any) -> Fact:
    """Something that holds of a person from a day on."""
    return add(
        Fact(**{"person_id": who.id, "kind": kind, "starts_on": starts_on, "ends_on": None, "text": "", **given})
    )


@cache
def _password_hash() -> str:
    return passwords.hashed(PASSWORD)


@cache
def _totp_kept(key: str) -> str:
    return keys._box(key).encrypt(TOTP_SECRET.encode()).decode()


def code(who: Account) -> str:
    """The code that the authenticator app of this account shows now, as if none had been used yet. Commits."""
    who.totp_last_step = None
    db.session.commit()
    return pyotp.TOTP(TOTP_SECRET).at(now())


def account(name: str = "Sam Odell", **given: Any) -> Account:
    """An account whose password is PASSWORD; of staff unless a role is said, and others have a second factor."""
    if given.get("role", STAFF) != STAFF:
        kept = _totp_kept(tokens.keys()[0])
        given = {"totp_secret": kept, "totp_set_at": datetime(2024, 4, 1, 9, tzinfo=UTC), **given}
    values = {
        "email": f"account.{next(_number)}@staff.example",
        "role": STAFF,
        "password_hash": _password_hash(),
        "created_at": datetime(2024, 4, 1, 9, tzinfo=UTC),
        **given,
    }
    return add(Account(name=name, **values))


def account_of(who: Person | Account) -> Account:
    """The account of a person, made if they have none."""
    if isinstance(who, Account):
        return who
    found = db.session.scalar(select(Account).where(Account.person_id == who.id))
    return found or account(who.name, email=who.email, person_id=who.id)


def viewer(who: Person | Account, now: datetime | None = None) -> Viewer:
    """Who a query or an action would see, freshly proved, without a browser."""
    of = account_of(who)
    return Viewer(of.id, of.role, of.name, 0, now or datetime(2026, 11, 19, 9, 32, tzinfo=UTC), of.person_id)


@dataclass(frozen=True)
class SmallUnit:
    """The people of `unit()`, by their first names."""

    unit: Unit
    team: Team
    other_team: Team
    bronwen: Person
    efua: Person
    cosmo: Person
    gwenllian: Person
    isla: Person
    lowri: Person
    pius: Person
    rhys: Person
    magda: Person
    arwen: Person
    saoirse: Person
    aaliyah: Person
    kwame: Person
    keziah: Person
    fergus: Account
    nerys: Account


def unit() -> SmallUnit:
    """Two teams under one head, with long and awkward names, an administrator and an assurance reader.

    Isla Mbeki manages Lowri Throckmorton and Pius Okonkwo, Rhys Sidebottom manages Magda D'Arcy. Efua
    Featherstonehaugh-Cholmondeley heads the unit, Cosmo Iqbal is her deputy. Gwenllian Whittingham is a quality
    development officer of the same unit, as is Arwen Bramwell; like Efua they answer to Bronwen Drinkwater, director of
    the region. In the prison next door Saoirse Iqbal is governor, Aaliyah Yaxley heads offender management delivery and
    manages Kwame Mbeki; Keziah Vaughan-Ellis answers to the governor.
    """
    office = pdu("Regional office", region_id=region("Westshire and the Marches").id)
    of = pdu("North Westshire", region_id=office.region_id)
    heads, first, second = (
        team(name, unit_id=of.id) for name in ("PDU leadership", "Sentence management A", "Sentence management B")
    )
    bronwen = member("Bronwen Drinkwater", "Regional Probation Director", team("Director", unit_id=office.id))
    efua = member("Efua Featherstonehaugh-Cholmondeley", "PDU Head", heads, bronwen)
    isla = member("Isla Mbeki", "Senior Probation Officer", first, efua)
    rhys = member("Rhys Sidebottom", "Senior Probation Officer", second, efua)
    quality = team("Quality development", unit_id=of.id)
    prison = team("Offender management", unit_id=pdu("HMP Exampleton", region_id=office.region_id).id)
    saoirse = member("Saoirse Iqbal", "Prison Governor", prison, function=CUSTODY)
    aaliyah = member("Aaliyah Yaxley", "Head of Offender Management Delivery", prison, saoirse, function=CUSTODY)
    return SmallUnit(
        unit=of,
        team=first,
        other_team=second,
        bronwen=bronwen,
        efua=efua,
        cosmo=member("Cosmo Iqbal", "Deputy PDU Head", heads, efua),
        gwenllian=member("Gwenllian Whittingham", "Quality Development Officer", quality, bronwen),
        isla=isla,
        lowri=member("Lowri Throckmorton", "Probation Officer", first, isla),
        pius=member("Pius Okonkwo", "Probation Services Officer", first, isla),
        rhys=rhys,
        magda=member("Magda D'Arcy", "Probation Officer", second, rhys),
        arwen=member("Arwen Bramwell", "Quality Development Officer", quality, bronwen),
        saoirse=saoirse,
        aaliyah=aaliyah,
        kwame=member("Kwame Mbeki", "Prison Offender Manager (prison)", prison, aaliyah, function=CUSTODY),
        keziah=member("Keziah Vaughan-Ellis", "Prison Offender Manager (prison)", prison, saoirse, function=CUSTODY),
        fergus=account("Fergus MacGillivray", email="fergus.macgillivray@justice.example", role=ADMIN),
        nerys=account("Nerys Ballantyne", email="nerys.ballantyne@justice.example", role=AUDITOR),
    )
