"""What waits for whom: each slice offers its own SELECT of the same columns, and the wording of its rows."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Integer,
    Row,
    Select,
    Subquery,
    TextualSelect,
    bindparam,
    case,
    column,
    func,
    literal_column,
    select,
    text,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import visitors

from app.database import UtcDateTime, db
from app.settings.queries import in_short

MOST = 50

# The columns of every SELECT, in this order: code (str), thing_id (int), whose (str), about (date or None: the day it
# concerns), since (datetime: when the wait began), due_on (date or None), clock (datetime or None: a limit in hours),
# words (str: a few words of the thing itself, or empty; behind MARK, if it is there, why the row is). It is made once
# for everyone: only the day and settings may decide how. The id and the moment it is made with stand for others, so
# they are for SQL alone.
MARK = "\x1f"
Offer = Callable[[int, datetime, date], Any]
# What is asked of all that is offered, on a day.
Asks = Callable[[Subquery, date], Select[Any]]


@dataclass(frozen=True)
class Wording:
    """How a row of one code reads. `title` and `reason` may use {about}, {whose}, {words}, {more}.

    `endpoint` takes the id. `place` is the place of the navigation that counts these rows too, if any.
    """

    verb: str
    title: str
    reason: str
    endpoint: str
    argument: str = "record_id"
    place: str = ""


@dataclass(frozen=True)
class Counted:
    """How many things wait, how many of them run against a clock, and how many belong to a place of the navigation."""

    total: int = 0
    clocks: int = 0
    places: Mapping[str, int] = field(default_factory=dict)


_DIALECTS: dict[str, Any] = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
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


class _Somebody(int):
    """Stands for the id of the person while SELECTs are made."""


class _Moment:
    """Stands for the moment; nothing can be reckoned from it in Python."""


# What the parameters of kept SELECTs that were made with a stand-in are called, and of which type they are.
_LIVE: dict[type, BindParameter[Any]] = {
    _Somebody: bindparam("person", type_=Integer()), _Moment: bindparam("moment", type_=UtcDateTime())
}  # fmt: skip


@lru_cache(maxsize=32)
def _rows(offers: tuple[Callable[..., Any], ...], is_staff: bool, today: date, _set: Hashable) -> Subquery:
    """Everything that is offered, as one subquery: for anyone, all day, while these settings stand."""
    person, moment = (_Somebody(-1),) if is_staff else (), _Moment()
    return union_all(*[each(*person, moment, today) for each in offers]).subquery()


def _listed(rows: Subquery, _today: date) -> Select[Any]:
    """The list, clocks first; each row carries the counts of all."""
    order = (
        rows.c.clock.is_(None),
        rows.c.clock,
        rows.c.due_on.is_(None),
        rows.c.due_on,
        rows.c.since,
        rows.c.thing_id,
    )
    counts = [each.over().label(name) for name, each in _counts(rows).items()]
    return select(rows, *counts).order_by(*order).limit(MOST)


def _counted(rows: Subquery, _today: date) -> Select[Any]:
    """The counts alone."""
    return select(*[each.label(name) for name, each in _counts(rows).items()]).select_from(rows)


def _tallied(rows: Subquery, today: date) -> Select[Any]:
    """The counts of each code."""
    late = func.count().filter(rows.c.due_on < today)
    return select(
        rows.c.code, func.count().label("total"), late.label("overdue"), func.count(rows.c.clock).label("clocks")
    ).group_by(rows.c.code)


@lru_cache(maxsize=64)
def _made(
    ask: Asks, offers: tuple[Callable[..., Any], ...], is_staff: bool, today: date, set_: Hashable, dialect: str
) -> tuple[TextualSelect, tuple[str, ...]]:  # fmt: skip
    """What is asked, made once: making it takes many times as long as running it, and every page shows the counts."""
    return _written_out(ask(_rows(offers, is_staff, today, set_), today), dialect)


def _written_out(made: Select[Any], dialect: str) -> tuple[TextualSelect, tuple[str, ...]]:
    """The SELECT as text, with every value in its place but those known only when it runs, whose names are given too.

    A thousand constants handed over as parameters would cost several times what the database takes.
    """
    live: dict[str, BindParameter[Any]] = {}

    def _token(each: Any, **_: Any) -> Any:
        if isinstance(each, BindParameter) and type(each.value) in _LIVE:
            parameter = _LIVE[type(each.value)]
            live[parameter.key] = parameter
            return literal_column(f"@@{parameter.key}@@", each.type)
        return None

    ours = _DIALECTS[dialect](paramstyle="named")
    swapped: Any = visitors.replacement_traverse(made, {}, _token)  # type: ignore[call-overload]
    sql = str(swapped.compile(dialect=ours, compile_kwargs={"literal_binds": True})).replace(":", r"\:")
    for name in live:
        sql = sql.replace(f"@@{name}@@", f":{name}")
    columns: Any = [column(each.name, each.type) for each in made.selected_columns]
    return text(sql).bindparams(*live.values()).columns(*columns), tuple(live)


def _run(ask: Asks, person_id: int | None, now: datetime, today: date, role: str) -> Sequence[Row[Any]]:
    offers = OFFERS_TO_ROLES.get(role, ()) if person_id is None else OFFERS
    if not offers:
        return []
    dialect = db.session.get_bind().dialect.name
    wanted, names = _made(ask, tuple(offers), person_id is not None, today, in_short(), dialect)
    given = {"person": person_id, "moment": now}
    return db.session.execute(wanted, {name: given[name] for name in names}).all()


def waiting(person_id: int | None, now: datetime, today: date, role: str = "") -> tuple[list[Row[Any]], Counted]:
    """What waits for a person, or for an account of a role: clocks first, then by due day, then the longest waiting.

    At most 50, with the counts of all that waits, in one query.
    """
    found = _run(_listed, person_id, now, today, role)
    return list(found), _told(found)


def count(person_id: int | None, now: datetime, today: date, role: str = "") -> Counted:
    """How many things wait. One query."""
    return _told(_run(_counted, person_id, now, today, role))


def by_code(person_id: int, now: datetime, today: date) -> list[tuple[str, int, int, int]]:
    """How many things of each code wait for a person, how many are overdue, how many have a clock. One query."""
    found: Any = _run(_tallied, person_id, now, today, "")
    return [(code, total, overdue, clocks) for code, total, overdue, clocks in found]


def _places() -> list[str]:
    return sorted({wording.place for wording in WORDS.values() if wording.place})


def _counts(rows: Any) -> dict[str, Any]:
    """Each count by the name of its column: everything, what has a clock, and the rows of each place."""
    found: dict[str, Any] = {"total": func.count(), "clocks": func.count(rows.c.clock)}
    for number, place in enumerate(_places()):
        codes = [code for code, wording in WORDS.items() if wording.place == place]
        found[f"place_{number}"] = func.sum(case((rows.c.code.in_(codes), 1), else_=0))
    return found


def _told(rows: Sequence[Row[Any]]) -> Counted:
    """The counts, which every row carries."""
    for row in rows:
        places = {place: getattr(row, f"place_{number}") or 0 for number, place in enumerate(_places())}
        return Counted(row.total, row.clocks, places)
    return Counted()
