"""Asking for one's own copy, and the job that makes it."""

from datetime import datetime

from sqlalchemy import select

from app import jobs
from app.auth.models import Account
from app.database import db
from app.history.actions import Actor, note
from app.keeping import copying
from app.keeping.models import OwnCopy
from app.web.clock import now

NAME, THING = "keeping.copy", "account"
ASKED, DOWNLOADED = "asked for a copy of everything held", "downloaded a copy of everything held"
GIVEN_UP = "It could not be made. Ask once more, and tell an administrator if it fails again."


def ask(account_id: int, by: Actor, at: datetime) -> OwnCopy:
    """Have the copy of an account's owner made, in place of an earlier one. One on its way is not asked for twice."""
    copy = db.session.scalar(select(OwnCopy).where(OwnCopy.account_id == account_id).with_for_update())
    if copy is not None and copy.is_waiting and copy.asked_at.date() == at.date():
        return copy
    if copy is None:
        copy = OwnCopy(account_id=account_id)
        db.session.add(copy)
    copy.asked_at, copy.made_at, copy.problem, copy.content = at, None, "", None
    db.session.flush()
    account = db.session.get_one(Account, account_id)
    note(ASKED, THING, account_id, by, at, subject_id=account.person_id)
    jobs.enqueue(NAME, copy.id)
    return copy


def make(copy_id: int) -> None:
    """Make it. May run again after a crash."""
    copy = db.session.get(OwnCopy, copy_id)
    if copy is not None and copy.is_waiting:
        account, at = db.session.get_one(Account, copy.account_id), now()
        copy.content, copy.made_at = copying.made(copying.about_account(account), at), at
    db.session.commit()


def given_up(problem: str, copy_id: int) -> None:
    """Tell whoever asked."""
    copy = db.session.get(OwnCopy, copy_id)
    if copy is not None:
        copy.problem = (problem or GIVEN_UP)[:300]
    db.session.commit()


def note_download(copy: OwnCopy, by: Actor, at: datetime) -> None:
    """Note that it was taken away."""
    account = db.session.get_one(Account, copy.account_id)
    note(DOWNLOADED, THING, copy.account_id, by, at, subject_id=account.person_id)
