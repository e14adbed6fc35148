"""Removing what is past its years: the job that does a removal in batches, each of them one transaction.

What is gone leaves a stone, and an event seals each signed row as it stands since; so a removal that was killed goes on
where it stopped, and history verifies at any moment.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.database import db
from app.evidence.models import LeftOut, PackFile, PackPlan
from app.history.actions import SERVICE, note
from app.history.models import Event, Removed
from app.keeping import due, taking_out
from app.keeping.models import Removal
from app.keeping.reasons import REASONS, Reasons, empty_reasons
from app.keeping.terms import agreed_terms
from app.language import LONDON
from app.notices.models import Notice
from app.web.clock import now, today

NAME, THING = "keeping.remove", "removal"
BATCH = 50  # things removed in one transaction: nobody waits long for the database
REMOVED = "text removed when its years had passed"
DONE, STOPPED = "removal done", "removal stopped"
Row = Any  # id, whose, day


def run(removal_id: int) -> None:
    """Remove all that is due by the day of the removal. May be killed and run again at any point."""
    for name in due.KINDS:
        while _batch(removal_id, name):
            pass
    removal = _held(removal_id)
    if removal is not None:
        removal.done_at = now()
        note(DONE, THING, removal.id, SERVICE, removal.done_at)
    db.session.commit()


def given_up(problem: str, removal_id: int) -> None:
    """Keep that it stopped; the night tries again."""
    note(STOPPED, THING, removal_id, SERVICE, now(), reason=problem)
    db.session.commit()


def _held(removal_id: int) -> Removal | None:
    """The removal, held until the transaction ends so that a hold is placed before or after a batch; None once done."""
    removal = db.session.get(Removal, removal_id, with_for_update=True, populate_existing=True)
    return removal if removal is not None and removal.is_approved and removal.done_at is None else None


def _batch(removal_id: int, name: str) -> bool:
    """Remove some things of one kind in a transaction; whether there were any."""
    removal = _held(removal_id)
    if removal is None:
        return False
    found = due.KINDS[name].select(agreed_terms(removal, today()))
    rows = db.session.execute(found.order_by(*found.selected_columns[:1]).limit(BATCH)).all()
    if rows:
        _take_out(name)(Stones(removal, now()), rows)
    db.session.commit()
    return bool(rows)


class Stones:
    """The stones and events of one batch of a removal."""

    def __init__(self, removal: Removal, at: datetime) -> None:
        self.removal, self.at = removal, at

    @property
    def day(self) -> Any:
        """The day of the batch in London."""
        return self.at.astimezone(LONDON).date()

    def set(self, thing: str, rows: Sequence[Row]) -> None:
        """Set a stone for each row (id, whose, day) of a thing, with the last seal history holds of it. One that was
        removed before, and was written into since, has its stone.
        """
        ids = [row[0] for row in rows]
        seals, known = self._seals(thing, ids), self._known(thing, ids)
        for thing_id, whose, day in rows:
            if thing_id in known:
                continue
            on = day.astimezone(LONDON).date() if isinstance(day, datetime) else day
            db.session.add(
                Removed(removal_id=self.removal.id, thing=thing, thing_id=thing_id, subject_id=whose, happened_on=on,
                        seal=seals.get(thing_id, ""), removed_at=self.at)
            )  # fmt: skip
        db.session.flush()

    def tell(self, thing: str, thing_id: int, whose: int | None, seal: str = "") -> None:
        """Note in history that the text is gone, and seal what stands since."""
        note(REMOVED, thing, thing_id, SERVICE, self.at, subject_id=whose, reason=f"Removal {self.removal.id}",
             seal=seal)  # fmt: skip

    def _known(self, thing: str, ids: Sequence[int]) -> Collection[int]:
        return set(
            db.session.scalars(select(Removed.thing_id).where(Removed.thing == thing, Removed.thing_id.in_(ids)))
        )

    def _seals(self, thing: str, ids: Sequence[int]) -> dict[int, str]:
        sealed = select(Event.thing_id, Event.seal).where(Event.thing == thing, Event.thing_id.in_(ids))
        return {row[0]: row[1] for row in db.session.execute(sealed.where(Event.seal != "").order_by(Event.id))}


def _take_out(name: str) -> Callable[[Stones, Sequence[Row]], None]:
    known: dict[str, Callable[[Stones, Sequence[Row]], None]] = {
        due.RECORDS: taking_out.records, due.DRAFTS: taking_out.drafts, due.ITEMS: taking_out.items,
        due.TYPED: taking_out.unsigned_items, due.PACKS: _packs, due.PLANS: _plans, due.NOTICES: _notices,
    }  # fmt: skip
    if name in known:
        return known[name]
    of = next(each for each in REASONS if each.thing == name)
    return lambda stones, rows: _reasons(of, stones, rows)


def _packs(_stones: Stones, rows: Sequence[Row]) -> None:
    _delete(PackFile, PackFile.id, rows)


def _plans(_stones: Stones, rows: Sequence[Row]) -> None:
    _delete(LeftOut, LeftOut.plan_id, rows)
    _delete(PackPlan, PackPlan.id, rows)


def _notices(_stones: Stones, rows: Sequence[Row]) -> None:
    _delete(Notice, Notice.id, rows)


def _reasons(of: Reasons, stones: Stones, rows: Sequence[Row]) -> None:
    if of.has_stone:
        stones.set(of.thing, rows)
    empty_reasons(of, [row[0] for row in rows])
    for thing_id, whose, _ in rows:
        stones.tell(of.thing, thing_id, whose)


def _delete(model: Any, column: Any, rows: Sequence[Row]) -> None:
    ids = [row[0] for row in rows]
    db.session.execute(delete(model).where(column.in_(ids)).execution_options(synchronize_session=False))
