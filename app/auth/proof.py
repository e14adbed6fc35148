"""Proving again who one is, before something that counts: a signature, a change of account."""

from datetime import datetime, timedelta

from app.auth import cookies, door, sessions
from app.auth.models import Account
from app.database import db
from app.language import LONDON
from app.policy.access import Viewer
from app.settings import queries as settings

WRONG = "The password is not right"
OVER = "Your account is locked. Ask an administrator to unlock it"


class NotProved(Exception):
    """The password was not theirs. Carries the message for the form and the status of the answer."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def needed(viewer: Viewer, now: datetime) -> bool:
    """Whether the last proof is too old for something that counts."""
    minutes = settings.value("sign_in.proof_minutes", now.astimezone(LONDON).date())
    return now - viewer.proved_at > timedelta(minutes=minutes)


def give(viewer: Viewer, password: str, now: datetime) -> None:
    """Prove that the viewer is at the keyboard; raises NotProved.

    Call it before changing anything: it ends the transaction it is called in. A wrong password is counted and
    committed like one at sign-in, and the tenth in a row locks the account and ends its sign-ins. On success the
    new proof is committed too, and the browser gets a new token.
    """
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("prove before changing anything")
    account = db.session.get_one(Account, viewer.account_id)
    try:
        door.knock(account.email, password, cookies.origin(), now)
    except door.NotLetIn as refused:
        if account.locked_at is not None:
            if account.locked_at == now:
                sessions.end_all(account.id, now, "account locked")
                db.session.commit()
            raise NotProved(OVER) from refused
        raise NotProved(refused.words if refused.status == 429 else WRONG, refused.status) from refused
    if isinstance(viewer, sessions.SignedIn) and not viewer.is_renewed:
        fresh = sessions.renew(viewer.session_id, now)
        db.session.commit()
        cookies.renew(fresh)
    db.session.commit()
