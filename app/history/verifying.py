"""Proving that history is whole: every event, every anchor, every sealed thing, read as they stood at one moment."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from json.encoder import encode_basestring as quoted
from typing import Any

from sqlalchemy import Row, Select, String, and_, func, select, text, type_coerce
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.database import writing
from app.history.anchors import Anchor
from app.history.chain import BEGINNING, SEALED, link
from app.history.models import Event, Removed
from app.history.seals import SEALS, Sealed

BLOCK = 2000  # rows fetched at a time
_EVENT = Event.__table__.c
# As canonical JSON orders them, so that a row is written down from left to right.
_CONTENT = sorted(SEALED)
# What a row that cannot be read is told by: the database, or a value that is none of its column.
UNREADABLE = (DBAPIError, ValueError, TypeError, AttributeError)
# Where a row has them.
ID, PREVIOUS, HASH = 0, -2, -1
SEAL, THING = 2 + _CONTENT.index("seal"), 2 + _CONTENT.index("thing")


@dataclass(frozen=True)
class Break:
    """One place where what is stored is not what was written."""

    where: str
    what: str


@dataclass
class Walk:
    """What was met on the way: how many events and sealed things, the last event's hash, and which kinds are sealed."""

    anchors: dict[int, list[Anchor]]
    progress: Callable[[int], None]
    events: int = 0
    sealed: int = 0
    anchored: int = 0
    hash: str = BEGINNING
    kinds: set[str] = field(default_factory=set)


@contextmanager
def still(engine: Engine) -> Iterator[Connection]:
    """The database as it stands now and stays for whoever reads here, while others go on writing."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**options) as connection:
        promised = writing.set(False)
        begun = connection.begin()
        writing.reset(promised)
        with begun:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            connection.execute(select(func.max(Event.id)))  # from this statement on, nothing moves
            yield connection


def expected(connection: Connection) -> int:
    """About how many rows a walk looks at, for a progress bar."""
    tables = [Event.__table__, *(each.rows.selected_columns[0].table for each in SEALS.values())]
    return sum(connection.scalar(select(func.max(table.c.id))) or 0 for table in tables)


def walk(
    connection: Connection, anchors: Iterable[Anchor] = (), progress: Callable[[int], None] = lambda _rows: None
) -> tuple[Iterator[Break], Walk]:
    """Look at everything; the breaks come as they are found, and the counts are right once they are all taken."""
    by_number: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        by_number.setdefault(anchor.number, []).append(anchor)
    way = Walk(by_number, progress)
    return _breaks(connection, way), way


def _breaks(connection: Connection, way: Walk) -> Iterator[Break]:
    yield from _chain(connection, way)
    for number in sorted(number for number in way.anchors if number > way.events):
        anchor = way.anchors[number][0]
        yield Break(f"event {number}", f"is missing: it was anchored on {anchor.at}, and history ends at {way.events}")
    for kind in sorted(way.kinds - set(SEALS)):
        yield Break(kind, "is sealed in history, and this release does not know it")
    for kind, how in SEALS.items():
        try:
            yield from _kind(connection, way, kind, how)
        except UNREADABLE as problem:
            yield Break(kind, f"cannot be read to its end: {_said(problem)}")
            yield from _unreadable(connection, kind, how)


def _chain(connection: Connection, way: Walk) -> Iterator[Break]:
    """Each event against the one before it, its hash worked out afresh."""
    number, before = 0, BEGINNING
    try:
        for row in _stream(connection, _events(connection), way.progress):
            # By place: a name costs more to look up than the row takes to hash.
            if row[ID] != number + 1 or row[PREVIOUS] != before or not _is_whole(row):
                yield from _wrong(connection, row, number + 1, before)
            number, before = row[ID], row[HASH]
            if row[SEAL]:
                way.kinds.add(row[THING])
            if number in way.anchors:
                yield from _anchored(way, number, before)
    except UNREADABLE as problem:
        yield Break(f"event {number + 1}", f"cannot be read, or one soon after it: {_said(problem)}")
    way.events, way.hash = number, before


def _wrong(connection: Connection, row: Row[Any], expected: int, before: str) -> Iterator[Break]:
    """What is wrong with one event, given the number and the hash it should follow from."""
    if row.id != expected:
        yield Break(f"event {expected}", "is missing")
    if row.previous != before:
        yield Break(f"event {row.id}", "does not follow from the one before it")
    if not _is_whole(row) and not _is_whole_after_all(connection, row.id, row.hash):
        yield Break(f"event {row.id}", f"was altered ({row.verb}, {row.thing} {row.thing_id})")


def _anchored(way: Walk, number: int, found: str) -> Iterator[Break]:
    for anchor in way.anchors[number]:
        if anchor.hash == found:
            way.anchored += 1
        else:
            yield Break(f"event {number}", f"is not the one that was anchored on {anchor.at}")


def _events(connection: Connection) -> Select[Any]:
    """Every event in order. The time as the database writes it: to make a datetime of it takes longer than to hash."""
    at = type_coerce(_EVENT.at, String) if connection.dialect.name == "sqlite" else _EVENT.at
    columns = [_EVENT.id, at.label("at"), *(_EVENT[name] for name in _CONTENT), _EVENT.previous, _EVENT.hash]
    return select(*columns).order_by(_EVENT.id)


def _is_whole(row: Row[Any]) -> bool:
    try:
        return bool(hashlib.sha256(_written(row).encode()).hexdigest() == row[HASH])
    except (TypeError, ValueError, AttributeError):
        return False


def _is_whole_after_all(connection: Connection, number: int, found: str) -> bool:
    """Whether an event that looked altered has its hash when it is made as when it was noted."""
    try:
        event = connection.execute(select(Event.__table__).where(_EVENT.id == number)).one()
        return link(Event(**event._mapping)) == found
    except UNREADABLE:
        return False


def _written(row: Row[Any]) -> str:
    """The canonical JSON of an event, as `link` would have it; `tests/history/test_canonical.py` compares the two.

    TypeError or ValueError where a column holds what it cannot hold.
    """
    (number, at, actor, actor_id, capacity, for_name, origin, reason, seal, session_id, subject_id, thing, thing_id,
     verb, previous, _hash) = row  # type: ignore[misc]  # fmt: skip
    moment = f"{at[:10]}T{at[11:]}+00:00" if type(at) is str else at.astimezone(UTC).isoformat(timespec="microseconds")
    return (
        f'[{number:d},{quoted(moment)},{{"actor":{quoted(actor)},"actor_id":{_number(actor_id)},'
        f'"capacity":{quoted(capacity)},"for_name":{quoted(for_name)},"origin":{quoted(origin)},'
        f'"reason":{quoted(reason)},"seal":{quoted(seal)},"session_id":{_number(session_id)},'
        f'"subject_id":{_number(subject_id)},"thing":{quoted(thing)},"thing_id":{thing_id:d},'
        f'"verb":{quoted(verb)}}},{quoted(previous)}]'
    )


def _number(value: int | None) -> str:
    return "null" if value is None else f"{value:d}"


def _stream(connection: Connection, query: Select[Any], progress: Callable[[int], None]) -> Iterator[Row[Any]]:
    """Rows as they are wanted, and not all at once."""
    with connection.execute(query, execution_options={"yield_per": BLOCK}) as result:
        for block in result.partitions():
            yield from block
            progress(len(block))


def _kind(connection: Connection, way: Walk, kind: str, how: Sealed) -> Iterator[Break]:
    """Everything of one kind beside the latest seal that history has of it: two streams by id, walked side by side."""
    key = how.rows.selected_columns[0]
    rows = _stream(connection, how.rows.order_by(key), way.progress)
    row = next(rows, None)
    for thing_id, event_id, seal in map(tuple, _latest(_stream(connection, _seals_of(kind), lambda _rows: None))):
        way.sealed += 1
        while row is not None and row[0] < thing_id:
            yield from _unnoted(kind, how, row)
            row = next(rows, None)
        if row is None or row[0] != thing_id:
            yield Break(f"{kind} {thing_id}", f"is gone since event {event_id}")
            continue
        if _now(how, row) != seal:
            yield Break(f"{kind} {thing_id}", f"was altered since event {event_id}")
        elif how.is_emptied(row) and not _has_stone(connection, kind, thing_id, event_id):
            yield Break(f"{kind} {thing_id}", "has no text, and no stone that says why")
        row = next(rows, None)
    while row is not None:
        yield from _unnoted(kind, how, row)
        row = next(rows, None)


def _seals_of(kind: str) -> Select[Any]:
    return (
        select(_EVENT.thing_id, _EVENT.id, _EVENT.seal)
        .where(_EVENT.thing == kind, _EVENT.seal != "")
        .order_by(_EVENT.thing_id, _EVENT.id)
    )


def _latest(rows: Iterator[Row[Any]]) -> Iterator[Row[Any]]:
    """Of the seals of each thing the last one."""
    before = None
    for row in rows:
        if before is not None and before[0] != row[0]:
            yield before
        before = row
    if before is not None:
        yield before


def _unreadable(connection: Connection, kind: str, how: Sealed) -> Iterator[Break]:
    """Which rows of a kind cannot be read, each looked at by itself."""
    key = how.rows.selected_columns[0]
    try:
        for (number,) in connection.execute(select(key).order_by(key)).all():
            try:
                connection.execute(how.rows.where(key == number)).all()
            except UNREADABLE as problem:
                yield Break(f"{kind} {number}", f"cannot be read: {_said(problem)}")
    except DBAPIError:
        return  # not even their numbers can


def _said(problem: Exception) -> object:
    return getattr(problem, "orig", problem)


def _now(how: Sealed, row: Row[Any]) -> str:
    try:
        return how.seal(row)
    except (ValueError, KeyError, TypeError, AttributeError):
        return "unreadable"


def _unnoted(kind: str, how: Sealed, row: Row[Any]) -> Iterator[Break]:
    if how.must(row):
        yield Break(f"{kind} {row[0]}", "was never noted in history")


def _has_stone(connection: Connection, kind: str, thing_id: int, event_id: int) -> bool:
    """Whether a stone stands where text was removed, with a seal the thing had before the event that tells of it."""
    stone = select(Removed.id).join(
        Event, and_(Event.thing == Removed.thing, Event.thing_id == Removed.thing_id, Event.seal == Removed.seal)
    )
    return bool(
        connection.scalar(
            stone.where(Removed.thing == kind, Removed.thing_id == thing_id, Event.id < event_id).limit(1)
        )
    )
