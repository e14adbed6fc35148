"""How often an account may do what costs others: counted by every process, whatever page it is done from (ASVS 2.4.1).

Packs have a limit of their own, which counts the downloads that history knows (app/evidence/actions.py).
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.exc import OperationalError

from app.auth.models import LimitedUse
from app.database import db, writing
from app.language import LONDON
from app.settings.queries import value

log = logging.getLogger("oversight.limits")
SEARCH = "search"
# What is limited: the dated setting that says how often, and within what time.
LIMITS = {SEARCH: ("search.minute_most", timedelta(minutes=1))}


def use(what: str, account_id: int, now: datetime) -> bool:
    """Count one use of something limited; False if the account has used it too often lately, which is logged.

    In a short transaction of its own: the reading one the request began with ends first, because SQLite cannot turn it
    into a writing one. Two at the same moment on PostgreSQL may be one use more than the limit. A database that is busy
    keeps nobody from reading.
    """
    key, span = LIMITS[what]
    most = value(key, now.astimezone(LONDON).date())
    db.session.rollback()
    before = writing.set(True)
    try:
        return _count(what, account_id, now, span, most)
    except OperationalError:
        db.session.rollback()
        return True
    finally:
        writing.reset(before)


def _count(what: str, account_id: int, now: datetime, span: timedelta, most: int) -> bool:
    mine = (LimitedUse.account_id == account_id, LimitedUse.what == what)
    db.session.execute(
        delete(LimitedUse).where(*mine, LimitedUse.at <= now - span).execution_options(synchronize_session=False)
    )
    lately = select(func.count()).select_from(LimitedUse).where(*mine).scalar_subquery()
    one = select(literal(account_id), literal(what), literal(now, LimitedUse.at.type)).where(lately < most)
    use_it = insert(LimitedUse).from_select(["account_id", "what", "at"], one).returning(LimitedUse.id)
    is_counted = db.session.execute(use_it).first() is not None
    db.session.commit()
    if not is_counted:
        log.warning({"message": "too many", "what": what, "account": account_id, "most": most})
    return is_counted
