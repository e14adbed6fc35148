"""Whole databases out of an engine into one file, and out of such a file into an empty database."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, text

from app.database import engine_options


class NotCopied(Exception):
    """A database could not be copied. Says why, in words for whoever runs the service."""


def from_sqlite(database: str, file: Path) -> None:
    """Copy a database that others write to, as it stands at one moment, into one file that needs nothing beside it."""
    if not Path(database).exists():
        raise NotCopied(f"There is no database at {database}.")
    sqlite = engine_options("sqlite://")["module"]
    try:
        with closing(sqlite.connect(database)) as source, closing(sqlite.connect(file)) as target:
            source.execute("PRAGMA busy_timeout=30000")
            source.backup(target)  # in one step: nothing that is written meanwhile gets in by half
            target.execute("PRAGMA journal_mode=DELETE")
            found = target.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite.Error as problem:
        raise NotCopied(f"SQLite could not copy the database: {problem}") from problem
    if found != "ok":
        raise NotCopied(f"The copy is not sound ({found}), and so the database may not be. Look at it at once.")


def from_postgresql(url: URL, snapshot: str, file: Path) -> None:
    """Dump a database as the exported snapshot shows it, in the custom format."""
    _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
         f"--file={file}", f"--dbname={_without_password(url)}")  # fmt: skip


def into(url: URL, file: Path) -> None:
    """Fill a database that does not exist (SQLite) or is empty (PostgreSQL)."""
    if url.get_backend_name() == "sqlite":
        if not url.database or Path(url.database).exists():
            raise NotCopied(f"{url.database} is there already; name a file that is not.")
        shutil.copyfile(file, url.database)
        return
    with _engine(url) as engine, engine.connect() as connection:
        if connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")):
            raise NotCopied("The database to restore into is not empty.")
    _run(url, "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", "--single-transaction",
         f"--dbname={_without_password(url)}", str(file))  # fmt: skip


@contextmanager
def beside(url: URL, name: str) -> Iterator[URL]:
    """An empty PostgreSQL database of this name on the same server, dropped afterwards."""
    with _engine(url) as engine, engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
        try:
            yield url.set(database=name)
        finally:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextmanager
def opened(url: URL) -> Iterator[Engine]:
    """An engine on a restored database, closed afterwards."""
    with _engine(url) as engine:
        yield engine


@contextmanager
def _engine(url: URL) -> Iterator[Engine]:
    options = {"module": engine_options("sqlite://")["module"]} if url.get_backend_name() == "sqlite" else {}
    engine = create_engine(url, **options)
    try:
        yield engine
    finally:
        engine.dispose()


def _without_password(url: URL) -> str:
    """The address as PostgreSQL's own tools read it. What every process may see of a command must hold no password."""
    plain = url._replace(drivername="postgresql", password=None)  # set() would keep the password
    return plain.render_as_string(hide_password=False)


def _run(url: URL, *command: str) -> None:
    if shutil.which(command[0]) is None:
        raise NotCopied(f"{command[0]} is not installed here. It comes with PostgreSQL's client (postgresql-client).")
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise NotCopied(f"{command[0]} failed: {(done.stderr.strip().splitlines() or ['without a word'])[-1]}")
