"""What the tests change of the service: settings weaker than ours, and a bare row to time."""

import ctypes
import errno
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy import create_engine, event

from app import database
from app.auth.queries import actor
from app.database import db
from app.history.actions import note
from app.records.models import Signature
from app.records.seals import seal_of
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
    _signature()
    db.session.commit()
    return "", 303


@may("take part in records")
def chained_row() -> ResponseReturnValue:
    """One signature's row, sealed by an event in the chain."""
    row, me = _signature(), viewer()
    db.session.flush()
    note("signed", "signature", row.id, actor(me), now(), subject_id=me.person_id, seal=seal_of(row))
    db.session.commit()
    return "", 303


def _signature() -> Signature:
    me = viewer()
    row = Signature(
        record_id=int(request.form["record"]), snapshot_id=int(request.form["snapshot"]), part=request.form["part"],
        person_id=me.person_id, name=me.name, for_name="", capacity="", meaning="", comment="", disagrees=False,
        signed_at=now(), fingerprint="0" * 64,
    )  # fmt: skip
    db.session.add(row)
    return row


def bare(app: Flask) -> None:
    """Pages that do as little as can be done to store a signature, and to store it in the chain."""
    app.add_url_rule("/bare", view_func=bare_row, methods=["POST"])
    app.add_url_rule("/chained", view_func=chained_row, methods=["POST"])


def each_statement_at_once(app: Flask) -> None:
    """SQLite as Alembic finds it: what changes a table is committed by itself."""
    with app.app_context():
        db.engines[None] = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], module=database.sqlite_module)


def failing_disk(_app: Flask) -> None:
    """The disk is sound while the server starts."""


def failing_disk_in_worker(_worker: Any) -> None:
    """From now on one read or write of the database in a hundred finds no room, and one flush in fifty fails."""
    fiu = ctypes.CDLL("libfiu.so.0")
    fiu.fiu_enable_random.argtypes = [
        ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_float,
    ]  # fmt: skip
    fiu.fiu_init(0)
    for name, problem, often in ((b"posix/io/rw/p*", errno.ENOSPC, 0.01), (b"posix/io/sync/*", errno.EIO, 0.02)):
        assert fiu.fiu_enable_random(name, 1, problem, 0, often) == 0
