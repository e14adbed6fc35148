"""What goes by itself, every night: sign-ins that ended, links that are over, copies nobody downloads any more.

None of it says anything about anybody's work, so nobody needs to agree. A removal that stopped is taken up again.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, delete, or_, select

from app import jobs
from app.auth.models import Account, OneTimeLink, UserSession
from app.database import db
from app.history.actions import SERVICE, note
from app.keeping import removing
from app.keeping.models import OwnCopy, Removal
from app.keeping.terms import free
from app.settings.queries import value
from app.web.clock import now

NAME, AT = "keeping.night", time(2, 10)
FAILED, THING = "what has a short life was not cleared", "keeping"
SOME = 1000  # rows deleted in one transaction


def run(day: str) -> None:
    """The job of the night. May run again after a crash."""
    at, today = now(), date.fromisoformat(day)
    for found, column in _over(at, today):
        while ids := db.session.scalars(found.limit(SOME)).all():
            db.session.execute(
                delete(column.class_).where(column.in_(ids)).execution_options(synchronize_session=False)
            )
            db.session.commit()
    for removal in db.session.scalars(select(Removal).where(Removal.is_approved.is_(True), Removal.done_at.is_(None))):
        jobs.enqueue(removing.NAME, removal.id, once=f"{removal.id} {day}")
    db.session.commit()


def given_up(problem: str, day: str) -> None:
    """Keep that it was not done; the next night does both."""
    note(FAILED, THING, 0, SERVICE, now(), reason=f"{day} {problem}".strip())
    db.session.commit()


def _over(at: datetime, today: date) -> list[tuple[Select[Any], Any]]:
    """The ids of what is over, a SELECT a table; nothing of anybody under a hold."""
    ended = at - timedelta(days=value("retention.sign_in_days", today))
    copied = at - timedelta(days=value("retention.copy_days", today))
    return [
        (_of(UserSession).where(or_(UserSession.ended_at < ended, UserSession.created_at < ended)), UserSession.id),
        (_of(OneTimeLink).where(OneTimeLink.expires_at < ended), OneTimeLink.id),
        (select(OwnCopy.id).where(OwnCopy.asked_at < copied), OwnCopy.id),
    ]


def _of(model: Any) -> Select[Any]:
    return select(model.id).join(Account, Account.id == model.account_id).where(free(Account.person_id))
