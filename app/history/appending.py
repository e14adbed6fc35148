"""Events join the chain last of all: when their transaction is about to be committed.

Appending takes turns: on PostgreSQL a lock that everybody who writes history waits for. Taken at the end, it is held
for a few statements only, however long the verb or the import; and since all rows are written and locked by then,
nobody who holds it waits for somebody who waits for it.
"""

from typing import cast
from weakref import WeakKeyDictionary

from flask import Flask
from sqlalchemy import ClauseElement, event, select, text
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.sql import visitors

from app.database import db, holds_rows
from app.history.chain import BEGINNING, link
from app.history.models import Event

APPEND_LOCK = 7_061_304  # any number, the same in every process
_LAST = select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)
_TABLE = Event.__tablename__
_WAITING, _BEFORE = "events that wait", "events that waited before a savepoint"
_READS: WeakKeyDictionary[ClauseElement, bool] = WeakKeyDictionary()  # statements by whether they read events


def init_app(_app: Flask) -> None:
    """Append at the end of each transaction. After every part that may note something there itself."""
    for name, listener in (
        ("before_commit", _before_commit), ("do_orm_execute", _before_reading),
        ("after_transaction_create", _begun), ("after_soft_rollback", _rolled_back), ("after_transaction_end", _ended),
    ):  # fmt: skip
        if not event.contains(db.session, name, listener):
            event.listen(db.session, name, listener)


def add(happened: Event) -> None:
    """Write what was changed so far, and let an event wait for its place in the chain, in the caller's transaction."""
    db.session.flush()
    db.session.connection()  # so that there is a transaction, which takes the event along if it is rolled back
    db.session.info.setdefault(_WAITING, []).append(happened)


def append() -> None:
    """Give what waits its place in the chain, now. What could not be appended goes on waiting."""
    db.session.flush()
    waiting: list[Event] = db.session.info.pop(_WAITING, [])
    try:
        _append(waiting)
    except BaseException:
        db.session.info.setdefault(_WAITING, waiting)  # a savepoint that was rolled back has said already what waits
        raise


def reads_events(statement: ClauseElement) -> bool:
    """Whether a statement names the table of events anywhere. Looks at its parts, once for statements that are kept."""
    if statement not in _READS:
        _READS[statement] = any(
            part.__visit_name__ == "table" and part.name == _TABLE  # type: ignore[attr-defined]
            for part in visitors.iterate(statement)
        )
    return _READS[statement]


def _append(waiting: list[Event]) -> None:
    if not waiting:
        return
    if holds_rows():
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPEND_LOCK})
    last = db.session.execute(_LAST).first()
    number, before = (last.id, last.hash) if last else (0, BEGINNING)
    for each in waiting:
        number += 1
        each.id, each.previous = number, before
        each.hash = before = link(each)
    db.session.add_all(waiting)
    db.session.flush()


def _before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        append()


def _before_reading(state: ORMExecuteState) -> None:
    """Whoever reads events in the transaction that notes them finds them there."""
    if state.session.info.get(_WAITING) and state.is_select and reads_events(cast(ClauseElement, state.statement)):
        append()


def _begun(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(_BEFORE, {})[transaction] = list(session.info.get(_WAITING, ()))


def _rolled_back(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested and (before := session.info.get(_BEFORE, {}).pop(transaction, None)) is not None:
        session.info[_WAITING] = before


def _ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        for kept in (_WAITING, _BEFORE):
            session.info.pop(kept, None)
