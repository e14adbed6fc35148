"""Records opened to a named reader for a formal process: whether one is open now, and what its people may know of it.

Who is let in is decided in `break_glass`, above records.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select

from app.auth.models import Account
from app.database import UtcDateTime
from app.history.models import Event
from app.policy import break_glass as policy
from app.records.models import OpenedTo, Record
from app.settings.queries import value
from app.web.clock import now

THING = "opening"  # a proposal, in history


def is_on(today: date) -> bool:
    """Whether records can be opened today, and those opened earlier still be read."""
    return bool(value(policy.IS_ON, today) == policy.ON)


def is_open(until: datetime | None, today: date) -> bool:
    """Whether what is open to somebody until then, if it is, is open now."""
    return until is not None and until > now() and is_on(today)


def open_until() -> Any:
    """Until when a Record is open to the person `me`, a parameter, as a column; None where it is not yet, or never was.

    A page asked for before it was opened, and slow, does not find it: its reading would be of before the opening.
    """
    mine = (OpenedTo.record_id == Record.id, OpenedTo.person_id == bindparam("me"))
    begun = OpenedTo.opened_at <= bindparam(None, type_=UtcDateTime(), callable_=now)
    return select(func.max(OpenedTo.ends_at)).where(*mine, begun).scalar_subquery()


def is_known() -> ColumnElement[bool]:
    """The condition on Event that the people of a record may know of it: of a reader’s reading, once they were told of
    an opening in which it was done.
    """
    reader, is_told = Account.person_id == OpenedTo.person_id, OpenedTo.told_at.is_not(None)
    told = exists().where(
        OpenedTo.record_id == Event.thing_id, reader, Account.id == Event.actor_id, is_told,
        Event.at.between(OpenedTo.opened_at, OpenedTo.ends_at),
    )  # fmt: skip
    return ~and_(Event.verb == "read", Event.thing == "record", Event.capacity == policy.CAPACITY, ~told)


def may_be_told() -> ColumnElement[bool]:
    """The condition on Event that whom it is about may know of it: of a proposal, once they were told it was opened."""
    is_told = exists().where(OpenedTo.proposal_id == Event.thing_id, OpenedTo.told_at.is_not(None))
    return and_(is_known(), or_(Event.thing != THING, is_told))
