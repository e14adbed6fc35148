"""The text of a record that stands, with everything its page shows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, bindparam, select

from app.history.models import Event
from app.history.queries import latest
from app.people.models import Person
from app.records.at_once import Together, ask, together
from app.records.models import Action, Addendum, Record, Signature, Snapshot
from app.records.opened import is_known
from app.records.typed import Agreed


@dataclass(frozen=True)
class Text:
    """The text of a record that stands, who signed it, and what came of it.

    `events` are the latest that its people may know of, newest first.
    """

    frozen: Snapshot
    signatures: Sequence[Signature]
    addenda: Sequence[Addendum]
    agreed: Sequence[Agreed]
    events: Sequence[Event]


def text_of(record: Record) -> Text:
    """Everything the page of a record shows of its text. One query."""
    [frozen], signatures, addenda, events, actions, owners = ask(_text(), record=record.id, snapshot=record.snapshot_id)
    names = {who.id: who.name for who in owners}
    agreed = [Agreed(each, names[each.owner_id], record.happened_on) for each in actions]
    signatures.sort(key=lambda each: each.signed_at)
    return Text(frozen, signatures, addenda, agreed, events[::-1])


@cache
def _text() -> Together:
    record, snapshot = bindparam("record", type_=Integer()), bindparam("snapshot", type_=Integer())
    theirs = select(Action).where(Action.record_id == record)
    return together(
        select(Snapshot).where(Snapshot.id == snapshot),
        select(Signature).where(Signature.snapshot_id == snapshot),
        select(Addendum).where(Addendum.record_id == record),
        latest("record", record).where(is_known()),
        theirs,
        select(Person).where(Person.id.in_(theirs.with_only_columns(Action.owner_id))),
    )
