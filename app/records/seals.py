"""What a signed row says, as one hash: history keeps it, so a row altered behind the app's back is named."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.database import Table, db
from app.history.chain import digest
from app.history.queries import SEALED_IDS, SEALS
from app.records import snapshot
from app.records.models import Addendum, Record, Signature, Snapshot

# The columns of a locked record that may never change again. Logging, tags and "opened in error" lie outside.
RECORD = ("kind", "version", "subject_id", "lead_id", "lead_capacity", "happened_on", "snapshot_id", "locked_at",
          "follows_id")  # fmt: skip
SIGNATURE = ("record_id", "snapshot_id", "part", "person_id", "name", "for_name", "capacity", "meaning", "comment",
             "disagrees", "signed_at", "fingerprint")  # fmt: skip
ADDENDUM = ("record_id", "person_id", "name", "capacity", "text", "signed_at", "fingerprint")


def seal_of(row: Table) -> str:
    """SHA-256 over the columns of a signed row that may never change."""
    columns = {Record: RECORD, Signature: SIGNATURE, Addendum: ADDENDUM}[type(row)]
    return digest({name: _plain(getattr(row, name)) for name in columns})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _row(model: type[Table]) -> Any:
    def now(row_id: int) -> str | None:
        row = db.session.get(model, row_id, populate_existing=True)
        return None if row is None else seal_of(row)

    return now


def _snapshot(snapshot_id: int) -> str | None:
    row = db.session.get(Snapshot, snapshot_id, populate_existing=True)
    if row is None:
        return None
    try:
        found = snapshot.check(row.body)
    except (ValueError, KeyError, TypeError):
        return "unreadable"
    return found if found == row.fingerprint else "altered"


def init_app(app: Flask) -> None:
    """Tell history how to check what records seal."""
    SEALS.update(
        snapshot=_snapshot, signature=_row(Signature), addendum=_row(Addendum), record=_row(Record)
    )  # fmt: skip
    SEALED_IDS.update(
        snapshot=lambda: db.session.scalars(select(Snapshot.id).order_by(Snapshot.id)),
        signature=lambda: db.session.scalars(select(Signature.id).order_by(Signature.id)),
        addendum=lambda: db.session.scalars(select(Addendum.id).order_by(Addendum.id)),
        record=lambda: db.session.scalars(select(Record.id).where(Record.locked_at.is_not(None)).order_by(Record.id)),
    )
