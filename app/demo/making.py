"""Making the demo: staff, accounts and a year of records, in one transaction of the caller's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from flask import current_app
from sqlalchemy import select

from app.auth import demo as accounts
from app.auth.demo import NotADemo
from app.auth.models import Account
from app.database import db
from app.demo import away, items, learning, registration, roles, supervision
from app.demo.cast import gather
from app.demo.stories import Author
from app.demo.team import GWENLLIAN, ISLA, LOWRI, MYFANWY, RHYS, Script
from app.demo.timeline import Timeline, back
from app.demo.year import LENGTH, Years
from app.evidence import actions as evidence
from app.evidence.setup import put_off
from app.language import LONDON
from app.people import demo as staff
from app.people.models import Person
from app.registration.years import evidence_year

PASSWORD = "oversight-demo"  # noqa: S105 (printed for everybody to see)
SEED = 20_264_410
EFUA, COSMO = "100208", "100215"
WITH_ACCOUNTS = {
    ISLA: "line manager: holds sessions, observes practice, has a team and a full list, covers for a colleague",
    LOWRI: "practitioner: a session held this week, after an observation",
    MYFANWY: "practitioner: a full year, and an evidence pack",
    EFUA: "PDU head: holds sessions of line managers",
    COSMO: "deputy PDU head with recorded delegations: holds sessions of line managers, signs second on recall",
    GWENLLIAN: "quality development officer: asked to do a second observation",
    RHYS: "line manager of another team",
}


@dataclass(frozen=True)
class Login:
    """One demo account: whose, what they can do, and its address."""

    name: str
    does: str
    email: str


def is_there() -> bool:
    """Whether the demo has been made. Raises NotADemo where it must not be: in production, or beside real staff."""
    if current_app.config["PRODUCTION"]:
        raise NotADemo("The demo is refused in production.")
    if db.session.scalar(select(Account.id).where(Account.is_demo.is_(True)).limit(1)) is not None:
        return True
    for table in (Account, Person):
        if db.session.scalar(select(table.id).limit(1)) is not None:
            raise NotADemo("This database holds staff or accounts already. Use an empty one for the demo.")
    return False


def make(now: datetime) -> None:
    """Write the demo as it stands at `now`, from about fourteen months before."""
    today = now.astimezone(LONDON).date()
    begins = now - timedelta(days=LENGTH)
    staff.load(begins)
    people = db.session.scalars(select(Person).where(Person.staff_number.in_(WITH_ACCOUNTS)).order_by(Person.id)).all()
    accounts.make(people, PASSWORD, begins)
    cast = gather(today)
    away.delegate(cast, COSMO, EFUA, begins, today)
    timeline = Timeline()
    years = Years(Author(Random(SEED), timeline), cast, today)  # noqa: S311
    script = Script(years, now)
    script.write()
    for member in cast.by_id.values():
        if member.has_sessions and member.number not in script.numbers:
            years.usual(member, back(today, 2))
            if years.chance.random() < 0.6:
                years.ahead(member)
    roles.Roles(cast, timeline, begins, today).write()
    registration.Registration(cast, timeline, begins, today).write()
    supervision.write(cast, timeline, today)
    learning.write(cast, timeline, begins, today)
    away.cover_for(cast, timeline, RHYS, ISLA, today)
    items.Items(cast, timeline, Random(SEED + 1), now).write()  # noqa: S311
    with put_off():
        timeline.run(now)
    roles.record(now)
    _ask_for_packs(people, now)


def _ask_for_packs(people: Sequence[Person], now: datetime) -> None:
    """One pack each, once everything is written."""
    starts_on, ends_on = evidence_year(now.astimezone(LONDON).date())
    for person in people:
        evidence.request(person.id, starts_on, ends_on, now, standing=True)


def logins() -> list[Login]:
    """The accounts of the demo, the most telling first."""
    rows = db.session.execute(
        select(Account, Person.staff_number)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Account.is_demo.is_(True))
        .order_by(Account.id)
    )
    does = {"admin": "administrator: staff, accounts and settings", "auditor": "assurance reader: searches history"}
    order = {number: place for place, number in enumerate(WITH_ACCOUNTS)}
    return [
        Login(account.name, WITH_ACCOUNTS.get(number or "", does.get(account.role, "")), account.email)
        for account, number in sorted(rows, key=lambda row: order.get(row[1] or "", len(order)))
    ]
