"""Accounts as their administrators see them, and the actor that history notes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from app.auth import tokens
from app.auth.cookies import origin
from app.auth.models import Account, OneTimeLink, Proposal
from app.database import db
from app.history.actions import Actor
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
    return db.session.scalar(select(Account).where(Account.email == normal(email)))


def of_person(person_id: int) -> Account | None:
    """The account of a member of staff."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def normal(email: str) -> str:
    """The address as it is kept."""
    return email.strip().lower()[:254]


def link(token: str, now: datetime) -> tuple[OneTimeLink, Account] | None:
    """The unused link behind this token and its account; None if used, out of date, never made, or account closed."""
    row = db.session.execute(
        select(OneTimeLink, Account)
        .join(Account, Account.id == OneTimeLink.account_id)
        .where(OneTimeLink.token_hash == tokens.kept(token), OneTimeLink.used_at.is_(None))
        .where(OneTimeLink.expires_at > now, Account.closed_at.is_(None))
    ).first()
    return None if row is None else (row[0], row[1])


def search(text: str, limit: int = 50) -> Sequence[Account]:
    """Accounts whose name or address holds every word of `text`, by name; all of them for no words. At most `limit`."""
    found = select(Account).order_by(Account.name, Account.id).limit(limit)
    for word in text.split()[:10]:
        found = found.where(
            or_(Account.name.icontains(word, autoescape=True), Account.email.icontains(word, autoescape=True))
        )
    return db.session.scalars(found).all()


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
