"""What a signed round or decision says, as one hash, so that a row altered behind the app's back is named."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.countersigning.models import Decision, Round
from app.database import Table
from app.history.chain import digest
from app.history.seals import SEALS, Sealed
from app.records import snapshot


def seal_of(row: Table) -> str:
    """SHA-256 over every column of a signed row; its text by its fingerprint worked out afresh, or "" once removed."""
    return _seal({column.key: getattr(row, column.key) for column in row.__table__.columns})


def _seal(values: dict[str, Any]) -> str:
    columns = {name: _plain(value) for name, value in values.items()}
    try:
        columns["body"] = columns["body"] and snapshot.check(columns["body"])
    except (ValueError, KeyError, TypeError):
        columns["body"] = "unreadable"
    return digest(columns)


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def init_app(app: Flask) -> None:
    """Tell history how to check what countersigning seals."""
    for thing, model in (("countersign round", Round), ("countersign decision", Decision)):
        SEALS[thing] = Sealed(
            select(*model.__table__.c), lambda row: _seal(row._asdict()), is_emptied=lambda row: not row.body
        )
