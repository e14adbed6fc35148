"""Who can be reached by e-mail: those with an account that is open to them, while they work here."""

from datetime import date

from sqlalchemy import Select, exists, or_, select

from app.auth.models import Account, Identity
from app.database import db
from app.people.models import Person


def reachable(day: date) -> Select[int, str]:
    """The ids and addresses of everyone who can get into an account of theirs and has not left by that day."""
    is_linked = exists().where(Identity.account_id == Account.id)
    return (
        select(Person.id, Account.email)
        .join(Account, Account.person_id == Person.id)
        .where(Account.closed_at.is_(None), or_(Account.password_hash.is_not(None), is_linked))
        .where(Person.has_left.is_(False), or_(Person.left_on.is_(None), Person.left_on >= day))
    )


def address(person_id: int, day: date) -> str | None:
    """Where the person is reached; None if nowhere."""
    found = db.session.execute(reachable(day).where(Person.id == person_id)).first()
    return found[1] if found else None
