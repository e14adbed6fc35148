"""Taking the text out of records and of what was countersigned. Days, people, counts and fingerprints stay."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import and_, delete, or_, select, update

from app.countersigning import seals as item_seals
from app.countersigning.models import Decision, Item, Round, Typed
from app.database import Table, db
from app.evidence.models import LeftOut, PackFile, PassageDecision
from app.keeping.reasons import NO_TITLE
from app.policy.countersigning import WITHDRAWN
from app.records.models import (
    CANCELLED,
    DONE,
    DRAFT,
    DROPPED,
    OPEN,
    SENT,
    Action,
    Addendum,
    Answer,
    Record,
    Release,
    Signature,
    Snapshot,
)  # fmt: skip
from app.records.seals import seal_of, seal_of_removed
from app.registration.models import LearningDone

ITEM, ROUND, DECISION = "countersign item", "countersign round", "countersign decision"
NO_REFERENCE = "reference removed"
Rows = Sequence[Any]  # of id, whose, day


class Stones(Protocol):
    """What a removal gives: stones to set and events to tell."""

    at: datetime

    @property
    def day(self) -> date:
        """The day of the removal."""

    def set(self, thing: str, rows: Rows) -> None:
        """Set a stone for each row of a thing."""

    def tell(self, thing: str, thing_id: int, whose: int | None, seal: str = "") -> None:
        """Note that the text is gone, and what stands since."""


def records(stones: Stones, rows: Rows) -> None:
    """Take the text out of signed records: snapshots, comments, addenda, answers, actions, files that print them."""
    stones.set("record", rows)
    ids = [row[0] for row in rows]
    _files_that_hold(ids)
    _change(LearningDone, LearningDone.record_id.in_(ids), {"title": NO_TITLE})
    _change(Action, Action.record_id.in_(ids), {"text": "", "outcome": ""})
    left_open = and_(Action.record_id.in_(ids), Action.state.in_((OPEN, DONE)))
    _change(Action, left_open, {"state": DROPPED, "closed_at": stones.at})
    for gone in (Release, PassageDecision, LeftOut):
        db.session.execute(_without_looking(delete(gone).where(gone.record_id.in_(ids))))
    _empty_records(stones, rows)


def drafts(stones: Stones, rows: Rows) -> None:
    """Take the text out of drafts. One that was still open is cancelled, so that it waits for nobody."""
    stones.set("record", rows)
    ids = [row[0] for row in rows]
    for record in db.session.scalars(select(Record).where(Record.id.in_(ids), Record.state.in_((DRAFT, SENT)))):
        record.state, record.turn, record.due_on = CANCELLED, "", None
    db.session.flush()
    _empty_records(stones, rows)


def _empty_records(stones: Stones, rows: Rows) -> None:
    ids, whose = [row[0] for row in rows], {row[0]: row[1] for row in rows}
    db.session.execute(_without_looking(delete(Answer).where(Answer.record_id.in_(ids))))
    words = (
        ("snapshot", Snapshot, Snapshot.body, Snapshot.made_at),
        ("signature", Signature, Signature.comment, Signature.signed_at),
        ("addendum", Addendum, Addendum.text, Addendum.signed_at),
    )
    for thing, model, column, day in words:
        with_words = select(model.id, model.record_id, day.label("day")).where(model.record_id.in_(ids), column != "")
        found = [(row.id, whose[row.record_id], row.day) for row in db.session.execute(with_words)]
        stones.set(thing, found)
        _change(model, model.id.in_([row[0] for row in found]), {column.key: ""})
        for row in _afresh(model, [row[0] for row in found]):
            seal = seal_of_removed(row.fingerprint) if thing == "snapshot" else seal_of(row)
            stones.tell(thing, row.id, whose[row.record_id], seal)
    gone = {"closed_reason": "", "void_reason": "", "logged_reference": "", "removed_on": stones.day}
    _change(Record, Record.id.in_(ids), gone)
    for record_id in ids:
        stones.tell("record", record_id, whose[record_id])


def _files_that_hold(ids: Sequence[int]) -> None:
    """Packs and prints that repeat what is being removed. Those already taken away still check: their list is kept."""
    for record in db.session.scalars(select(Record).where(Record.id.in_(ids))):
        in_period = and_(
            PackFile.owner_id == record.subject_id, PackFile.starts_on <= record.happened_on,
            PackFile.ends_on >= record.happened_on, PackFile.record_id.is_(None),
        )  # fmt: skip
        holds = or_(PackFile.record_id == record.id, in_period)
        db.session.execute(_without_looking(delete(PackFile).where(holds)))


def items(stones: Stones, rows: Rows) -> None:
    """Take the text out of what was countersigned: rounds, decisions, what was typed, and the case reference."""
    stones.set(ITEM, rows)
    ids, whose = [row[0] for row in rows], {row[0]: row[1] for row in rows}
    for thing, model, gone in ((ROUND, Round, {"body": "", "why": "[]"}), (DECISION, Decision, {"body": ""})):
        found = [(row.id, whose[row.item_id], row.signed_at) for row in _of(model, model.item_id.in_(ids))]
        stones.set(thing, found)
        _change(model, model.id.in_([row[0] for row in found]), gone)
        for row in _afresh(model, [row[0] for row in found]):
            stones.tell(thing, row.id, whose[row.item_id], item_seals.seal_of(row))
    db.session.execute(_without_looking(delete(Typed).where(Typed.item_id.in_(ids))))
    no_words = {"case_reference": NO_REFERENCE, "why": "", "parked_reason": "", "removed_on": stones.day}
    _change(Item, Item.id.in_(ids), no_words)
    for item_id in ids:
        stones.tell(ITEM, item_id, whose[item_id])


def unsigned_items(stones: Stones, rows: Rows) -> None:
    """Withdraw work that was begun and never signed, and take out what was typed."""
    ids = [row[0] for row in rows]
    _change(Item, Item.id.in_(ids), {"state": WITHDRAWN, "closed_at": stones.at, "clock": None, "due_on": None})
    items(stones, rows)


def _change(model: Any, where: Any, values: dict[str, Any]) -> None:
    db.session.execute(_without_looking(update(model).where(where).values(values)))


def _without_looking(statement: Any) -> Any:
    """The statement for the database alone: rows this session has read are read afresh where they are needed."""
    return statement.execution_options(synchronize_session=False)


def _of(model: Any, where: Any) -> Sequence[Any]:
    return db.session.scalars(select(model).where(where).order_by(model.id)).all()


def _afresh(model: type[Table], ids: Iterable[int]) -> Sequence[Any]:
    """These rows as they stand now."""
    found = select(model).where(model.id.in_(list(ids))).order_by(model.id)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()
