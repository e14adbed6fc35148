"""What waits for whom: each slice offers its own SELECT of the same columns, and the wording of its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select, union_all

from app.database import db

MOST = 50

# The columns of every SELECT, in this order: code (str), thing_id (int), whose (str), about (date or None: the day it
# concerns), since (datetime: when the wait began), due_on (date or None), clock (datetime or None: a limit in hours),
# words (str: a few words of the thing itself, or empty).
Offer = Callable[[int, datetime, date], Any]


@dataclass(frozen=True)
class Wording:
    """How a row of one code reads. `title` and `reason` may use {about}, {whose}, {words}; `endpoint` takes the id."""

    verb: str
    title: str
    reason: str
    endpoint: str
    argument: str = "record_id"


OFFERS: list[Offer] = []
# What waits for an account that is no member of staff, by its role: `select_for(now, today)` of the same columns.
OFFERS_TO_ROLES: dict[str, list[Callable[[datetime, date], Any]]] = {}
WORDS: dict[str, Wording] = {}


def offer(select_for: Offer, words: dict[str, Wording]) -> None:
    """Add a slice's rows. `select_for(person_id, now, today)` gives one SELECT of the columns above."""
    if select_for not in OFFERS:
        OFFERS.append(select_for)
    WORDS.update(words)


def offer_to_role(role: str, select_for: Callable[[datetime, date], Any]) -> None:
    """Add rows for every account of a role that belongs to no member of staff."""
    known = OFFERS_TO_ROLES.setdefault(role, [])
    if select_for not in known:
        known.append(select_for)


def _rows(person_id: int | None, role: str, now: datetime, today: date) -> Any:
    """Everything that waits, as a subquery; None where nothing can."""
    found = (
        [each(now, today) for each in OFFERS_TO_ROLES.get(role, ())]
        if person_id is None
        else [each(person_id, now, today) for each in OFFERS]
    )
    return union_all(*found).subquery() if found else None


def waiting(person_id: int | None, now: datetime, today: date, role: str = "") -> list[Row[Any]]:
    """What waits for a person, or for an account of a role: clocks first, then by due day, then the longest waiting.

    At most 50, in one query. Each row also carries what `count` would give: `total` and `clocks`, of all that waits.
    """
    rows = _rows(person_id, role, now, today)
    if rows is None:
        return []
    order = (
        rows.c.clock.is_(None),
        rows.c.clock,
        rows.c.due_on.is_(None),
        rows.c.due_on,
        rows.c.since,
        rows.c.thing_id,
    )
    counted = select(rows, func.count().over().label("total"), func.count(rows.c.clock).over().label("clocks"))
    return list(db.session.execute(counted.order_by(*order).limit(MOST)))


def count(person_id: int | None, now: datetime, today: date, role: str = "") -> tuple[int, int]:
    """How many things wait, and how many of them run against a clock. One query."""
    rows = _rows(person_id, role, now, today)
    if rows is None:
        return 0, 0
    total, clocks = db.session.execute(select(func.count(), func.count(rows.c.clock)).select_from(rows)).one()
    return total, clocks
