"""How migrations run: all or nothing on both engines, in nobody's way, and never near the job queue's own tables."""

import time
from typing import Any

import click
from alembic import context
from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from app.database import db
from app.jobs import is_ours, prepare


def _include(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    return is_ours(name, kind)


def _render(kind: str, item: Any, _context: Any) -> str | bool:
    module = type(item).__module__
    if kind == "type" and module.startswith("app."):
        return f"{module}.{type(item).__name__}()"
    return False


# An ALTER waits for whoever reads its table, and everybody else waits behind it: better to let go and try again.
TRIES, PATIENCE, PAUSE = 30, "2s", 3.0  # how often; how long for one lock; seconds between
ONE_AT_A_TIME = 7_061_306  # any number, the same for every release
LOCKED = "55P03"
BROKEN = """SELECT indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace"""


def run() -> None:
    """Upgrade or downgrade in one transaction; on PostgreSQL again, if a table was in use for too long."""
    with db.engine.connect() as connection:
        for left in reversed(range(TRIES)):
            try:
                _migrate(connection)
                break
            except OperationalError as busy:
                if getattr(busy.orig, "sqlstate", "") != LOCKED or not left:
                    raise
                click.echo(f"A table is in use; trying again in {PAUSE:.0f} seconds, {left} times more.", err=True)
                time.sleep(PAUSE)
    prepare()  # the job queue keeps its own tables, in its own way


def _migrate(connection: Connection) -> None:
    """All that is to be done, or nothing. On SQLite foreign keys are off meanwhile, and checked at the end."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        include_object=_include,
        render_item=_render,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
    )
    # Our connections begin by themselves (BEGIN IMMEDIATE), so a killed migration leaves nothing behind.
    with connection.begin():
        if not sqlite:
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
        context.run_migrations()
        if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
            raise RuntimeError(f"The migration would break {len(broken)} references.")
        if not sqlite and (half := connection.scalars(text(BROKEN)).all()):
            raise RuntimeError(f"Drop what an interrupted CREATE INDEX CONCURRENTLY left: {', '.join(half)}.")
    if sqlite:
        driver.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise RuntimeError(f"Migrations of {current_app.name} run against a database.")
run()
