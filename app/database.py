"""The database: connection, base table, and what SQLite and PostgreSQL each need to keep every promise."""

import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import closing
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, TypeDecorator, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

if sys.platform == "linux":
    # The system's SQLite may carry the WAL-reset corruption bug, fixed in 3.51.3.
    import pysqlite3 as sqlite_module
else:
    import sqlite3 as sqlite_module

# False only where it is promised to read: then SQLite opens a deferred transaction, and PostgreSQL a READ ONLY one.
writing: ContextVar[bool] = ContextVar("writing", default=True)

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware datetimes in, UTC datetimes out, on both engines. Refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC; raise ValueError for a naive value."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored time needs its zone.")
        return value.astimezone(UTC).replace(tzinfo=None if dialect.name == "sqlite" else UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC value."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """Base of every table."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime})

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


db = SQLAlchemy(model_class=Table, disable_autonaming=True, session_options={"expire_on_commit": False})


@dataclass(frozen=True)
class Patience:
    """How long PostgreSQL lets one process wait, in seconds; 0 is without end.

    `statement` is for one statement, `lock` for whatever somebody else holds, `idle` for a transaction left open.
    """

    statement: int
    lock: int
    idle: int


WEB, WORKER, COMMAND = "web", "worker", "command"
# A page that takes longer has lost its reader; a job may look at everyone. SQLite too waits 5 seconds for a lock.
PATIENCE = {WEB: Patience(15, 5, 60), WORKER: Patience(600, 30, 600), COMMAND: Patience(0, 60, 0)}
CONNECT = 5  # seconds until a server that does not answer counts as away
FREE = 5  # seconds a request waits for a connection of its process
RENEWED = 1800  # seconds after which a connection is made anew, before a firewall forgets it
# Prepared statements that a connection to SQLite keeps. Without room left it lets go of what was used least often, and
# not longest ago, so that what is new is prepared each time: the work list then costs every page 10 ms. Hence many, and
# connections made anew before they fill up.
STATEMENTS = 1000
SPARE = 2  # connections beyond one a thread
# What PostgreSQL says when it cannot do something now and might in a moment: conflicts, no room, waited too long, going
# away. The rest of an SQLSTATE's class says more than we need.
SQLITE_PASSING = ("locked", "busy", "disk is full", "disk I/O error", "unable to open database file")
PASSING = ("08", "25P03", "40", "53", "55P03", "57014", "57P")


def engine_options(url: str, threads: int = 8) -> dict[str, Any]:
    """What create_engine needs for this address, in a process that works with so many threads.

    An error tells its statement without the values: what people wrote stands among them, and the queue keeps errors.
    """
    if url.startswith("sqlite"):
        return {
            "hide_parameters": True, "module": sqlite_module, "pool_size": threads, "max_overflow": 16,
            "pool_timeout": FREE, "pool_recycle": RENEWED, "connect_args": {"cached_statements": STATEMENTS},
        }  # fmt: skip
    return {
        "hide_parameters": True, "pool_pre_ping": True, "pool_size": threads, "max_overflow": SPARE,
        "pool_timeout": FREE, "pool_recycle": RENEWED, "pool_use_lifo": True,  # what was used last has its plans ready
    }  # fmt: skip


def init_app(app: Flask) -> None:
    """Join the database to the app, and hang on its engine what each kind of database needs."""
    # A command of `flask` is told from the web server by the command line that made the app.
    app.config.setdefault("PROCESS", COMMAND if click.get_current_context(silent=True) else WEB)
    threads = app.config.get("WEB_THREADS", 8)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"], threads)
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            use_sqlite_rules(db.engine)
        else:
            use_postgresql_rules(db.engine, lambda: app.config["PROCESS"])


def use_postgresql_rules(engine: Engine, process: Callable[[], str], *, endless: bool = False) -> None:
    """Say with each new connection who it is and how long it waits.

    `process()` is WEB, WORKER or COMMAND, with a name of its own after a colon if it has one ("worker:worker-2").
    The address has the last word: what its `options` say stands. `endless` connections wait as long as they must.
    """

    @event.listens_for(engine, "do_connect")
    def _introduce(_dialect: Dialect, _record: Any, _positional: Any, named: dict[str, Any]) -> None:
        kind, _, name = process().partition(":")
        wait = PATIENCE[kind]
        limits = {
            "statement_timeout": wait.statement, "lock_timeout": wait.lock,
            "idle_in_transaction_session_timeout": wait.idle,
        }  # fmt: skip
        ours = " ".join(f"-c {limit}={0 if endless else seconds}s" for limit, seconds in limits.items())
        named["options"] = f"{ours} {named.get('options', '')}".strip()
        named.setdefault("application_name", f"oversight {name or kind}"[:63])
        named.setdefault("connect_timeout", CONNECT)
        named.setdefault("keepalives_idle", 60)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.connection.driver_connection.read_only = not writing.get()  # type: ignore[union-attr]

    roll_back = engine.dialect.do_rollback

    def _end(connection: Any) -> None:
        # At a ROLLBACK the driver forgets what it prepared, and to plan the work list anew takes five times as long as
        # to run it. What could only read may as well be committed.
        is_reading = getattr(connection, "driver_connection", connection).read_only
        (engine.dialect.do_commit if is_reading else roll_back)(connection)

    engine.dialect.do_rollback = _end  # type: ignore[method-assign,assignment]


def holds_rows() -> bool:
    """Whether the database of the present transaction holds single rows: SQLite has one writer at a time anyway."""
    return db.session.get_bind().dialect.name == "postgresql"


def quick_problem(url: str) -> str:
    """What SQLite finds wrong with the file at a glance; "" when all is well, there is no file yet, or no SQLite."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not Path(address.database or "").is_file():
        return ""
    try:
        with closing(sqlite_module.connect(f"file:{address.database}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA busy_timeout=5000")
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except (sqlite_module.Error, UnicodeError) as problem:  # what it would say of the damage may be damaged too
        return str(problem)
    return "" if found == "ok" else str(found)


def insist_on_a_sound_file(url: str) -> None:
    """Serve nothing from a database file that is damaged: raises click.ClickException, which says what to do."""
    if problem := quick_problem(url):
        raise click.ClickException(
            f"The database file is damaged ({problem}). Nothing is served from it. Put it aside, prove the latest"
            " backup with flask restore-check, and bring it back as the README says under Backups."
        )


def passes(error: SQLAlchemyError) -> bool:
    """Whether the database could not do it now but may in a moment: busy, locked, full, too slow, away or back."""
    if isinstance(error, NoneFree):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return str(state).startswith(PASSING)
    if error.connection_invalidated:
        return True
    if getattr(error.orig, "sqlite_errorcode", None) is not None or "sqlite" in type(error.orig).__module__:
        return any(word in str(error.orig) for word in SQLITE_PASSING)
    return isinstance(error, OperationalError | InterfaceError)  # no answer at all: the server is away


def use_sqlite_rules(engine: Engine) -> None:
    """Durable and honest: WAL, synchronous FULL, foreign keys, and BEGIN IMMEDIATE for whatever may write."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=5000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # so that INSERT OR REPLACE cannot slip past a delete trigger
        ):
            connection.execute(f"PRAGMA {pragma}")

    turns = Turns()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not writing.get():
            connection.exec_driver_sql("BEGIN")
            return
        turns.take(connection.connection.dbapi_connection)
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            turns.give_back(connection.connection.dbapi_connection)
            raise

    event.listen(engine, "close", lambda connection, _record: turns.give_back(connection))
    # SQLAlchemy tells of a commit before it, and a turn ends after it.
    for ending in ("do_commit", "do_rollback"):
        setattr(engine.dialect, ending, _and_then(getattr(engine.dialect, ending), turns.give_back))


def _and_then(end: Callable[[Any], None], give_back: Callable[[Any], None]) -> Callable[[Any], None]:
    def ended(connection: Any) -> None:
        try:
            end(connection)
        finally:
            give_back(getattr(connection, "dbapi_connection", connection))

    return ended


class Turns:
    """Whose turn it is to write to SQLite, among the threads of a process: first come, first served.

    Left to SQLite those who wait sleep, up to a tenth of a second at a time, and whoever wakes at the right moment is
    next: with many of them nobody writes most of the time, and some wait until they are told that it is locked.
    """

    PATIENCE = 10.0  # seconds; other processes are waited for as long as busy_timeout says

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder: Any = None
        self._waiting: deque[tuple[Any, threading.Event]] = deque()

    def take(self, connection: Any) -> None:
        """Wait for this connection's turn. Raises OperationalError when it does not come."""
        with self._lock:
            if self._holder is None or self._holder is connection:
                self._holder = connection
                return
            mine = (connection, threading.Event())
            self._waiting.append(mine)
        if mine[1].wait(self.PATIENCE):
            return
        with self._lock:
            if not mine[1].is_set():
                self._waiting.remove(mine)
                raise OperationalError("BEGIN IMMEDIATE", None, sqlite_module.OperationalError("database is locked"))

    def give_back(self, connection: Any) -> None:
        """Let the next one write, if it was this connection's turn."""
        with self._lock:
            if self._holder is not connection:
                return
            self._holder = None
            if self._waiting:
                self._holder, known = self._waiting.popleft()
                known.set()
