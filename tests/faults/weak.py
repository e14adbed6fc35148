"""What the tests change of the service: settings weaker than ours, and a bare row to time."""

from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy import event

from app import database
from app.database import db
from app.records.models import Signature
from app.web.clock import now
from app.web.guards import may, viewer


def synchronous_normal(app: Flask) -> None:
    """SQLite answers before the disk has what was written."""

    def relax(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=NORMAL")

    with app.app_context():
        event.listen(db.engine, "connect", relax)


class _Reading:
    """Stands for a promise only to read."""

    @staticmethod
    def get() -> bool:
        """The promise."""
        return False


def plain_begin(_app: Flask) -> None:
    """A transaction that writes begins like one that reads, and asks for the lock when it is too late."""
    database.writing = _Reading  # type: ignore[assignment]


@may("take part in records")
def bare_row() -> ResponseReturnValue:
    """One signature's row and nothing round it, behind the same sign-in, token and headers as every page."""
    me = viewer()
    db.session.add(Signature(
        record_id=int(request.form["record"]), snapshot_id=int(request.form["snapshot"]), part=request.form["part"],
        person_id=me.person_id, name=me.name, capacity="", meaning="", signed_at=now(), fingerprint="0" * 64,
    ))  # fmt: skip
    db.session.commit()
    return "", 303


def bare(app: Flask) -> None:
    """A page that does as little as can be done to store a signature."""
    app.add_url_rule("/bare", view_func=bare_row, methods=["POST"])
