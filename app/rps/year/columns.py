"""The columns that every fact of a year has, so that one SELECT can fetch all of them."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, String, cast, literal, null

from app.database import UtcDateTime

_NOTHING: dict[str, Any] = {
    "what": "", "person_id": cast(null(), Integer), "id": cast(null(), Integer), "first": cast(null(), Date),
    "last": cast(null(), Date), "at": cast(null(), UtcDateTime), "state": cast(literal(""), String),
    "words": cast(literal(""), String), "name": cast(literal(""), String), "other_id": cast(null(), Integer),
    "number": cast(null(), Integer), "seen_on": cast(null(), Date), "seen_by": cast(literal(""), String),
    "seen_state": cast(literal(""), String),
}  # fmt: skip


def columns(what: str, **given: Any) -> list[ColumnElement[Any]]:
    """The columns of one kind of fact: those given by name, and nothing in the others."""
    return [
        (literal(what) if name == "what" else given.get(name, nothing)).label(name)
        for name, nothing in _NOTHING.items()
    ]
