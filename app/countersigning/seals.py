"""What a signed round or decision says, as one hash, so that a row altered behind the app's back is named."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.countersigning.models import Decision, Round
from app.database import Table, db
from app.history.chain import digest
from app.history.queries import SEALED_IDS, SEALS
from app.records import snapshot


def seal_of(row: Table) -> str:
    """SHA-256 over every column of a signed row; its text by its fingerprint worked out afresh."""
    columns = {column.key: _plain(getattr(row, column.key)) for column in row.__table__.columns}
    try:
        columns["body"] = snapshot.check(columns["body"])
    except (ValueError, KeyError, TypeError):
        columns["body"] = "unreadable"
    return digest(columns)


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def _now(model: type[Table]) -> Any:
    def seal(row_id: int) -> str | None:
        row = db.session.get(model, row_id, populate_existing=True)
        return None if row is None else seal_of(row)

    return seal


def init_app(app: Flask) -> None:
    """Tell history how to check what countersigning seals."""
    for thing, model in (("countersign round", Round), ("countersign decision", Decision)):
        SEALS[thing] = _now(model)
        SEALED_IDS[thing] = lambda model=model: db.session.scalars(select(model.id).order_by(model.id))  # type: ignore[misc]
