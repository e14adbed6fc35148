"""Accounts of a demo: one password that everybody is told, in a database that holds nothing real."""

from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from app.auth import passwords
from app.auth.models import Account
from app.database import db
from app.history.actions import SERVICE, note
from app.people.models import Person
from app.policy.access import ADMIN, AUDITOR, STAFF

# Two administrators, because one proposes and the other decides.
OTHERS = (
    ("admin@demo.example", "Fergus MacGillivray", ADMIN),
    ("second.admin@demo.example", "Ottilie Brandreth", ADMIN),
    ("assurance@demo.example", "Nerys Ballantyne", AUDITOR),
)


class NotADemo(Exception):
    """Demo accounts have no place here; says why."""


def make(people: Sequence[Person], password: str, now: datetime) -> list[Account]:
    """An account with this password for each person, two administrators and an assurance reader; staff first.

    Making them again makes only what is missing. Raises NotADemo in production, or where real accounts are.
    """
    if current_app.config["PRODUCTION"]:
        raise NotADemo("Demo accounts are refused in production.")
    if db.session.scalar(select(Account.id).where(Account.is_demo.is_(False)).limit(1)) is not None:
        raise NotADemo("This database holds real accounts. Use an empty one for the demo.")
    known = {account.email: account for account in db.session.scalars(select(Account))}
    kept = passwords.hashed(password)
    wanted: list[tuple[str, str, str, int | None]] = [(who.email, who.name, STAFF, who.id) for who in people]
    wanted += [(email, name, role, None) for email, name, role in OTHERS]
    made = []
    for email, name, role, person_id in wanted:
        if email not in known:
            account = Account(email=email, name=name, role=role, person_id=person_id, password_hash=kept,
                              created_at=now, is_demo=True)  # fmt: skip
            db.session.add(account)
            known[email] = account
            made.append(account)
    db.session.flush()
    for account in made:
        note("account made", "account", account.id, SERVICE, now, subject_id=account.person_id, reason="demo")
    return [known[email] for email, _name, _role, _person_id in wanted]
