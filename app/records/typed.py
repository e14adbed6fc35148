"""What is typed in a record, and the actions that earlier records of a person left open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, String, bindparam, exists, select

from app.database import db, holds_rows, writing
from app.people.models import Person
from app.records.at_once import Together, ask, at_once, held, together
from app.records.models import IS_OPEN, Action, Answer, Record
from app.records.paper import Answered


@dataclass(frozen=True)
class Agreed:
    """An action with its owner's name and the day of the record it was agreed in."""

    action: Action
    owner: str
    of: date | None


def find(record: Record, *, carries: bool) -> Answered:
    """What is typed, and the earlier actions of a record that carries them. One query; where they may change, one more
    or two once the actions are asked for.
    """
    given = {"record": record.id, "subject": record.subject_id, "kind": record.kind}
    if carries and not writing.get():
        answers, *found = ask(_beside().typed_and_earlier, **given)
        return Answered(_by_place(answers), lambda: _agreed(*found))
    typed = _by_place(db.session.scalars(_TYPED, given))
    return Answered(typed, partial(_earlier, given)) if carries else Answered(typed)


def _by_place(answers: Iterable[Answer]) -> dict[tuple[str, str], Answer]:
    return {(answer.part, answer.key): answer for answer in answers}


def _earlier(given: dict[str, Any]) -> list[Agreed]:
    """The earlier actions, held until the transaction ends."""
    if holds_rows():
        db.session.execute(_beside().to_hold, given)
    return _agreed(*ask(_beside().earlier, **given))


_TYPED = (
    select(Answer)
    .where(Answer.record_id == bindparam("record", type_=Integer()))
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Beside:
    """The kept questions for earlier actions of records of a kind: what a session may show others must not hold what a
    one-to-one may not.
    """

    to_hold: Any
    earlier: Together
    typed_and_earlier: Together


@cache
def _beside() -> Beside:
    record, kind = bindparam("record", type_=Integer()), bindparam("kind", type_=String())
    of_kind = exists().where(Record.id == Action.record_id, Record.kind == kind)
    earlier = _open(bindparam("subject", type_=Integer())).where(Action.record_id != record, of_kind)
    return Beside(
        to_hold=held(earlier.with_only_columns(Action.id), Action, may_write=True),
        earlier=together(*_with_names(earlier)),
        typed_and_earlier=together(_TYPED, *_with_names(earlier)),
    )


def open_actions(subject_id: int) -> list[Agreed]:
    """Actions agreed with a practitioner that nobody has confirmed or dropped yet, the oldest due first."""
    earlier = _open(subject_id)
    if writing.get() and holds_rows():
        db.session.execute(held(earlier.with_only_columns(Action.id), Action))
    return _agreed(*at_once(*_with_names(earlier)))


def _open(subject_id: int | BindParameter[int]) -> Select[Action]:
    """The question for a practitioner's open actions."""
    return select(Action).where(Action.subject_id == subject_id, IS_OPEN)


def _with_names(asked: Select[Action]) -> tuple[Select[Any], Select[Any], Select[Any]]:
    """The question for some actions, for those who are to do them, and for the records they were agreed in."""
    owners, records = (asked.with_only_columns(column) for column in (Action.owner_id, Action.record_id))
    return asked, select(Person).where(Person.id.in_(owners)), select(Record).where(Record.id.in_(records))


def _agreed(actions: Sequence[Action], owners: Sequence[Person], records: Sequence[Record]) -> list[Agreed]:
    """The answers to `_with_names`, the oldest due first."""
    names, days = {who.id: who.name for who in owners}, {record.id: record.happened_on for record in records}
    order = sorted(actions, key=lambda each: (each.due_on is None, each.due_on, each.id))
    return [Agreed(each, names[each.owner_id], days[each.record_id]) for each in order]
