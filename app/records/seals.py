"""What a signed row says, as one hash: history keeps it, so a row altered behind the app's back is named."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import Select, select

from app.database import Table
from app.history.chain import digest
from app.history.seals import SEALS, Sealed
from app.records import snapshot
from app.records.models import Addendum, Record, Signature, Snapshot

# The columns of a locked record that may never change again. Logging, tags and "opened in error" lie outside.
RECORD = ("kind", "version", "subject_id", "lead_id", "lead_capacity", "happened_on", "snapshot_id", "locked_at",
          "follows_id")  # fmt: skip
SIGNATURE = ("record_id", "snapshot_id", "part", "person_id", "name", "for_name", "capacity", "meaning", "comment",
             "disagrees", "signed_at", "fingerprint")  # fmt: skip
ADDENDUM = ("record_id", "person_id", "name", "capacity", "text", "signed_at", "fingerprint")


COLUMNS: dict[type[Table], tuple[str, ...]] = {Record: RECORD, Signature: SIGNATURE, Addendum: ADDENDUM}


def seal_of(row: Table) -> str:
    """SHA-256 over the columns of a signed row that may never change."""
    return digest({name: _plain(getattr(row, name)) for name in COLUMNS[type(row)]})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _columns(model: type[Table]) -> Select[Any]:
    """The id of each row, and the columns that its seal covers."""
    return select(*(model.__table__.c[name] for name in ("id", *COLUMNS[model])))


def _over(model: type[Table]) -> Callable[[Any], str]:
    names = COLUMNS[model]

    def seal(row: Any) -> str:
        return digest({name: _plain(value) for name, value in zip(names, row[1:], strict=True)})

    return seal


def seal_of_removed(fingerprint: str) -> str:
    """The seal of a snapshot whose text was removed when its years had passed: history holds it from then on.

    The body is "" then, and the fingerprint that people signed stands. A body emptied by anybody else has no such seal.
    """
    return digest({"removed": fingerprint})


def _snapshot(row: Any) -> str:
    """The fingerprint a snapshot has now, if it is still the one that stands beside it."""
    if not row.body:
        return seal_of_removed(row.fingerprint)
    found = snapshot.check(row.body)
    return found if found == row.fingerprint else "altered"


def init_app(app: Flask) -> None:
    """Tell history how to check what records seal."""
    frozen = Snapshot.__table__.c
    texts = select(frozen.id, frozen.body, frozen.fingerprint)
    SEALS["snapshot"] = Sealed(texts, _snapshot, is_emptied=lambda row: not row.body)
    SEALS["signature"] = Sealed(_columns(Signature), _over(Signature))
    SEALS["addendum"] = Sealed(_columns(Addendum), _over(Addendum), is_emptied=lambda row: not row.text)
    SEALS["record"] = Sealed(_columns(Record), _over(Record), must=lambda row: row.locked_at is not None)
