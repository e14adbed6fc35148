"""Accounts as their administrators see them, and the actor that history notes."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from app.auth import tokens
from app.auth.cookies import origin
from app.auth.models import Account, OneTimeLink, Proposal
from app.database import db, writing
from app.history.actions import Actor
from app.language import clean
from app.people.models import Person, Posting, Team, Unit, during
from app.people.words import each_word
from app.policy.access import Viewer


def actor(viewer: Viewer, capacity: str = "", for_name: str = "") -> Actor:
    """The viewer as history notes them: in this capacity (their job title if none is given), for whom they cover."""
    return Actor(
        viewer.account_id,
        viewer.name,
        capacity or viewer.job_title,
        for_name,
        origin(),
        viewer.session_id,
    )


def actor_of(account: Account) -> Actor:
    """Someone who is not signed in yet, as history notes them."""
    return Actor(account.id, account.name, origin=origin())


def by_email(email: str) -> Account | None:
    """The account with this address, in any case of letters."""
    if clean(email) is None:
        return None
    return db.session.scalar(select(Account).where(Account.email == normal(email)))


def of_person(person_id: int) -> Account | None:
    """The account of a member of staff."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def own(viewer: Viewer) -> Account:
    """The viewer's own account."""
    return db.session.get_one(Account, viewer.account_id)


def normal(email: str) -> str:
    """The address as it is kept."""
    return email.strip().lower()[:254]


def link(token: str, now: datetime) -> tuple[OneTimeLink, Account] | None:
    """The unused link behind this token and its account; None if used, out of date, never made, or account closed."""
    return _link(OneTimeLink.token_hash == tokens.kept(token), now)


def link_by_id(link_id: int, now: datetime) -> tuple[OneTimeLink, Account] | None:
    """The same, by the number of a link whose token was shown before."""
    return _link(OneTimeLink.id == link_id, now)


def _link(which: ColumnElement[bool], now: datetime) -> tuple[OneTimeLink, Account] | None:
    query = (
        select(OneTimeLink, Account)
        .join(Account, Account.id == OneTimeLink.account_id)
        .where(which, OneTimeLink.used_at.is_(None))
        .where(OneTimeLink.expires_at > now, Account.closed_at.is_(None))
    )
    if writing.get():
        query = query.with_for_update(of=OneTimeLink)  # of two who use it at once, one finds it used
    row = db.session.execute(query).first()
    return None if row is None else (row[0], row[1])


def search(text: str, limit: int = 50) -> Sequence[Account]:
    """Accounts whose name or address holds every word of `text`, by name; all of them for no words. At most `limit`."""
    named = each_word(text, Account.name, Account.email)
    return db.session.scalars(select(Account).where(*named).order_by(Account.name, Account.id).limit(limit)).all()


def privileged() -> Sequence[Account]:
    """Every administrator's and assurance reader's account, by role and name."""
    return db.session.scalars(
        select(Account).where(Account.person_id.is_(None)).order_by(Account.role, Account.name, Account.id)
    ).all()


def proposals() -> Sequence[tuple[Proposal, str]]:
    """Proposals nobody has decided yet and who made them, the oldest first."""
    rows = db.session.execute(
        select(Proposal, Account.name)
        .join(Account, Account.id == Proposal.proposed_by)
        .where(Proposal.decided_at.is_(None))
        .order_by(Proposal.id)
    )
    return [(row[0], row[1]) for row in rows]


def is_staff_address(email: str) -> bool:
    """Whether a member of staff works under this address."""
    return db.session.scalar(select(Person.id).where(Person.email == normal(email))) is not None


def without_account(text: str, day: date, limit: int = 50) -> Sequence[tuple[Person, str, str]]:
    """Staff in post on that day who have no account, with job role and team, whose name, address or team holds every
    word of `text`; by name, at most `limit`.
    """
    found = (
        select(Person, Posting.job_role, Team.name)
        .join(Posting, Posting.person_id == Person.id)
        .join(Team, Team.id == Posting.team_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Account.id.is_(None), during(Posting, day), *each_word(text, Person.name, Person.email, Team.name))
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(found)]


def teams_without_account(text: str, day: date, limit: int = 20) -> Sequence[tuple[Team, str, int]]:
    """Teams whose name holds every word of `text`, their unit, and how many in post there have no account."""
    found = (
        select(Team, Unit.name, func.count(Posting.id))
        .join(Unit, Unit.id == Team.unit_id)
        .join(Posting, Posting.team_id == Team.id)
        .outerjoin(Account, Account.person_id == Posting.person_id)
        .where(Account.id.is_(None), during(Posting, day), *each_word(text, Team.name, Unit.name))
        .group_by(Team.id, Unit.name)
        .order_by(Unit.name, Team.name, Team.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(found)]


def of_team_without_account(team_id: int, day: date) -> Sequence[Person]:
    """Everyone in post in a team on that day who has no account, by name."""
    return _without_account(Posting.team_id == team_id, day)


def chosen_without_account(ids: Sequence[int], day: date) -> Sequence[Person]:
    """Those of the chosen people who are in post on that day and have no account, by name."""
    return _without_account(Person.id.in_(ids), day)


def _without_account(which: ColumnElement[bool], day: date) -> Sequence[Person]:
    return db.session.scalars(
        select(Person)
        .join(Posting, Posting.person_id == Person.id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Account.id.is_(None), which, during(Posting, day))
        .order_by(Person.name, Person.id)
    ).all()
