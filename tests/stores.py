"""The tests' databases: one app and one database a process on each engine, made new or brought back by copying."""

import shutil
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import flask_migrate
from flask import Flask, current_app
from sqlalchemy import event, inspect

from app import create_app, jobs
from app.database import Table, db, writing
from app.evidence import certificates
from tests import postgresql
from tests.browsing import Client

SETTINGS = {
    "TESTING": True,
    "WEB_THREADS": 20,  # connections for whatever tests do at once: with the clock stopped nobody gives up waiting
    "PASSWORD_ROUNDS": 1,
    "PASSWORD_KIBIBYTES": 64,  # tests/auth/test_signing_in.py proves what a password costs in life
    "SECRET_KEY": "for the tests only, and long enough",
    "WTF_CSRF_ENABLED": False,  # tests/test_house.py proves the tokens for every form at once
}
EMPTY, USED = "template_of_tests", "used"
SIGNS_FROM = datetime(2025, 9, 1, tzinfo=UTC)  # one certificate for every day the tests go to, before and after today
Thing = TypeVar("Thing")


@dataclass
class Store:
    """An app and the database it uses, which `rows` brings back as it was."""

    app: Flask
    rows: "Files | postgresql.Rows"
    kept: dict[str, Any] = field(default_factory=dict)

    def renew(self, name: str = EMPTY) -> None:
        """Make the database empty, or as it was when it was kept under this name. Inside the app's context."""
        writing.set(True)  # whatever the test before promised
        self.let_go()
        self.rows.renew(name)

    def keep(self, name: str) -> None:
        """Remember the database as it is under a name. Inside the app's context."""
        db.session.commit()
        self.let_go()
        self.rows.keep(name)

    def once(self, name: str, build: Callable[[], Thing]) -> Thing:
        """What `build()` gives, with the database as it left it: built the first time and brought back from then on.

        Rows are read afresh and browsers hold the cookies they held then, in dataclasses and dicts too.
        """
        if name not in self.kept:
            built = build()
            db.session.commit()
            self.kept[name] = _put_away(built)
            self.keep(name)
        else:
            self.renew(name)
        return _fetched(self.kept[name])

    def let_go(self) -> None:
        """Leave the database to itself: on PostgreSQL connections stay, with what they have planned."""
        db.session.remove()
        forget_jobs(self.app)
        if isinstance(self.rows, Files):
            db.engine.dispose()


@dataclass
class Files:
    """The files of SQLite's databases, in a folder."""

    folder: Path

    def keep(self, name: str) -> None:
        """Remember under a name what the database holds now."""
        self._copy(USED, name)

    def renew(self, name: str) -> None:
        """Make the database what it was when it was kept under this name."""
        self._copy(name, USED)

    def _copy(self, one: str, other: str) -> None:
        for leftover in ("-wal", "-shm"):
            Path(f"{self.folder}/{other}.db{leftover}").unlink(missing_ok=True)
        shutil.copyfile(f"{self.folder}/{one}.db", f"{self.folder}/{other}.db")


@dataclass(frozen=True)
class _Away:
    """How to fetch something again."""

    fetch: Callable[[], Any]


def _put_away(thing: Any) -> Any:
    """The same with rows and browsers replaced by ways to fetch them."""
    if isinstance(thing, Table):
        model, key = type(thing), inspect(thing).identity
        return _Away(lambda: db.session.get_one(model, key))
    if isinstance(thing, Client):
        return _Away(thing.twin().twin)
    return _each(thing, _put_away)


def _fetched(thing: Any) -> Any:
    return thing.fetch() if isinstance(thing, _Away) else _each(thing, _fetched)


def _each(thing: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(thing, dict):
        return {key: change(value) for key, value in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, Store | type):
        return replace(thing, **{each.name: change(getattr(thing, each.name)) for each in fields(thing)})
    return thing


class Engines:
    """The stores of a process, made when first asked for."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.made: dict[str, Store] = {}

    def store(self, engine: str) -> Store:
        """The app and its database on this engine."""
        if engine not in self.made:
            self.made[engine] = self._sqlite() if engine == "sqlite" else self._postgresql()
        return self.made[engine]

    def application(self, address: str) -> Flask:
        """An app of the tests on this database."""
        app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": address, "INSTANCE_DIR": self.folder})
        app.test_client_class = Client
        show_what_went_wrong(app)
        if not (self.folder / "signing.pem").exists():
            with app.app_context():
                certificates.renew(SIGNS_FROM)
        with app.app_context():
            is_sqlite = db.engine.dialect.name == "sqlite"
            event.listen(db.engine, "connect", _do_not_wait_for_the_disk if is_sqlite else _keep_plans)
        return app

    def _sqlite(self) -> Store:
        self._build(f"sqlite:///{self.folder}/{EMPTY}.db")
        return Store(self.application(f"sqlite:///{self.folder}/{USED}.db"), Files(self.folder))

    def _postgresql(self) -> Store:
        server = self.stack.enter_context(postgresql.server())
        postgresql.remake(server, EMPTY)
        self._build(f"{server}{EMPTY}")
        rows = postgresql.Rows(server, USED, EMPTY)
        self.stack.callback(rows.forget)
        return Store(self.application(f"{server}{USED}"), rows)

    def _build(self, address: str) -> None:
        """Make every table, through the migrations, in an empty database."""
        with self.application(address).app_context():
            flask_migrate.upgrade()
            if not jobs.is_prepared():
                jobs.prepare()
            forget_jobs(current_app)
            db.session.remove()
            db.engine.dispose()  # the last connection to close folds SQLite's write-ahead log into the file


def show_what_went_wrong(app: Flask) -> None:
    """Print the trace of an error that people only see as the page for 500, so that a failed test tells."""
    answer = app.error_handler_spec[None][None][Exception]

    def tell(error: Exception) -> Any:
        traceback.print_exception(error)
        return answer(error)

    app.register_error_handler(Exception, tell)


def forget_jobs(app: Flask) -> None:
    """Close the queue's own connections: the database they lead to is about to be made new."""
    for queue in app.extensions.pop("jobs", {}).values():
        queue.destroy()
        queue._sys_db.engine.dispose()


def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _keep_plans(connection: Any, _record: Any) -> None:
    """Keep what is prepared: to plan statements anew after each ROLLBACK takes longer than all else on PostgreSQL."""
    connection.prepare_threshold, connection.prepared_max = 0, 1000
    connection._prepared.clear = lambda: False
