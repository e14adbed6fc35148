"""Thousands of ids in one question, sent as one value: a value for each of them would take longer than the answer."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, func, literal, select

from app.database import db


def among(column: Any, ids: Collection[int]) -> ColumnElement[bool]:
    """Whether a column of ids is one of these."""
    if db.engine.dialect.name == "sqlite":
        each = func.json_each(json.dumps(list(ids))).table_valued("value")
        found: ColumnElement[bool] = column.in_(select(each.c.value))
    else:
        found = column.in_(select(func.unnest(literal(list(ids), ARRAY(Integer)))))
    return found
