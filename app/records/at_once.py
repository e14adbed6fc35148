"""Rows of several tables in one question, for pages that show what belongs together but lies apart."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, literal, select, union_all

from app.database import db


def at_once(*asked: Select[Any]) -> Sequence[list[Any]]:
    """What each of these selects finds, by id, read afresh. One query.

    Each selects whole rows of one table, a different one each time, and may be limited.
    """
    tables = [each.column_descriptions[0]["entity"] for each in asked]
    ids = union_all(*map(_ids, range(len(asked)), asked, tables)).subquery()
    query = select(ids.c.place, *tables).select_from(ids)
    for place, table in enumerate(tables):
        query = query.outerjoin(table, and_(ids.c.place == place, table.id == ids.c.id))
    rows: list[list[Any]] = [[] for _ in asked]
    for row in db.session.execute(query.execution_options(populate_existing=True)):
        rows[row.place].append(row[1 + row.place])
    return [sorted(each, key=lambda row: row.id) for each in rows]


def _ids(place: int, asked: Select[Any], table: Any) -> Select[Any]:
    """The ids that a select finds, with the place of its table."""
    ids = asked.with_only_columns(table.id).subquery()
    return select(literal(place).label("place"), ids.c.id)
