"""How rows are asked for: of several tables in one question, where they lie apart, and held for changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, literal, select, union_all

from app.database import db, writing


@dataclass(frozen=True)
class Together:
    """Several selects as one question, which may be kept and asked again: to make it takes longer than to ask it."""

    query: Select[Any]
    places: int


def together(*asked: Select[Any]) -> Together:
    """One question for what each of these selects finds. Each selects whole rows of one table, a different one each
    time, and may be limited.
    """
    tables = [each.column_descriptions[0]["entity"] for each in asked]
    ids = union_all(*map(_ids, range(len(asked)), asked, tables)).subquery()
    query = select(ids.c.place, *tables).select_from(ids)
    for place, table in enumerate(tables):
        query = query.outerjoin(table, and_(ids.c.place == place, table.id == ids.c.id))
    return Together(query.execution_options(populate_existing=True), len(asked))


def ask(asked: Together, **given: Any) -> Sequence[list[Any]]:
    """What each of the selects finds with these parameters, by id, read afresh. One query."""
    rows: list[list[Any]] = [[] for _ in range(asked.places)]
    for row in db.session.execute(asked.query, given):
        rows[row.place].append(row[1 + row.place])
    return [sorted(each, key=lambda row: row.id) for each in rows]


def at_once(*asked: Select[Any]) -> Sequence[list[Any]]:
    """What each of these selects finds, asked `together`. One query."""
    return ask(together(*asked))


def _ids(place: int, asked: Select[Any], table: Any) -> Select[Any]:
    """The ids that a select finds, with the place of its table."""
    ids = asked.with_only_columns(table.id).subquery()
    return select(literal(place).label("place"), ids.c.id)


def held(query: Any, model: Any, *, may_write: bool | None = None) -> Any:
    """The query, reading afresh what was read before and, where this transaction may write, holding rows of `model`.

    So of two people who act at once the second sees what the first did. Hold a record before its actions.
    """
    query = query.execution_options(populate_existing=True)
    holds = writing.get() if may_write is None else may_write
    return query.with_for_update(of=model, key_share=True) if holds else query
