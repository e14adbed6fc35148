"""Proving again who one is, before something that counts: a signature, a change of account.

How, is how the sign-in was proved: a password, a password and a code, or the identity provider. Whoever has a second
factor gives both again: what they confirm is what a password that somebody else knows must never be enough for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.auth import cookies, sessions
from app.auth.entry import door
from app.auth.models import CODE, PASSWORD, PROVIDER, Account
from app.auth.second_factor import factors
from app.auth.work_account import providers
from app.database import db
from app.language import LONDON
from app.policy.access import Viewer
from app.settings import queries as settings

WRONG = "The password is not right"
WRONG_CODE = "The code is not right, or was used before"
FACTOR_FIRST = "Set up an authenticator app first: a password alone proves nothing for this account"
OVER = "Your account is locked. Ask an administrator to unlock it"
ASK = "Enter your password: it is some time since you last proved who you are"
ASK_PROVIDER = "Prove who you are with {}: it is some time since you last did"


class NotProved(Exception):
    """The password was not theirs, or the code (`is_of_code`). Carries the message for that box and the status."""

    def __init__(self, message: str, status: int = 422, *, is_of_code: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.is_of_code = is_of_code


class CodeProblem(str):
    """The message for the box of the code, where all others are for the box of the password."""

    __slots__ = ()
    is_of_code = True


@dataclass(frozen=True)
class Asked:
    """A proof that is asked: PASSWORD, CODE or PROVIDER, why, and what people call the provider.

    `since` is when the last one was given, None if that was not today.
    """

    way: str
    since: datetime | None
    name: str = ""


def needed(viewer: Viewer, now: datetime) -> Asked | None:
    """The proof to ask for, if the last one is too old for something that counts."""
    minutes = settings.value("sign_in.proof_minutes", now.astimezone(LONDON).date())
    if now - viewer.proved_at <= timedelta(minutes=minutes):
        return None
    way = viewer.proved_by if isinstance(viewer, sessions.SignedIn) else PASSWORD
    is_of_today = viewer.proved_at.astimezone(LONDON).date() == now.astimezone(LONDON).date()
    return Asked(way, viewer.proved_at if is_of_today else None, providers.name())


def problem(viewer: Viewer, form: Mapping[str, str], now: datetime) -> str:
    """Prove who acts by what the form holds, if the last proof is too old; the message when it fails, else empty.

    Call it before changing anything: it ends the transaction it is called in.
    """
    asked = needed(viewer, now)
    if asked is None:
        return ""
    if asked.way == PROVIDER:
        return ASK_PROVIDER.format(asked.name)
    if not form.get("password"):
        return ASK
    try:
        give(viewer, form["password"], now, form.get("code", ""))
    except NotProved as refused:
        return CodeProblem(refused.message) if refused.is_of_code else refused.message
    return ""


def give(viewer: Viewer, password: str, now: datetime, code: str = "") -> None:
    """Prove that the viewer is at the keyboard; raises NotProved.

    Call it before changing anything: it ends the transaction it is called in. A wrong password or code is counted and
    committed like one at sign-in, and the tenth in a row locks the account and ends its sign-ins. On success the
    new proof is committed too, and the browser gets a new token.
    """
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("prove before changing anything")
    account = db.session.get_one(Account, viewer.account_id)
    if factors.must_have(account) and not factors.has(account):
        raise NotProved(FACTOR_FIRST)
    wrong = WRONG
    try:
        door.knock(account.email, password, cookies.origin(), now)
        if factors.has(account):
            db.session.commit()
            wrong = WRONG_CODE
            door.knock_again(account, code, cookies.origin(), now)
    except door.NotLetIn as refused:
        if account.locked_at is not None:
            if account.locked_at == now:
                sessions.end_all(account.id, now, "account locked")
                db.session.commit()
            raise NotProved(OVER) from refused
        words = refused.words if refused.status == 429 else wrong
        raise NotProved(words, refused.status, is_of_code=words == WRONG_CODE) from refused
    renew(viewer, now, CODE if factors.has(account) else PASSWORD)


def renew(viewer: Viewer, now: datetime, proved_by: str) -> None:
    """Commit the new proof of who the viewer is; the browser gets a new token."""
    if isinstance(viewer, sessions.SignedIn) and not viewer.is_renewed:
        fresh = sessions.renew(viewer.session_id, now, proved_by)
        db.session.commit()
        cookies.renew(fresh)
    db.session.commit()
