"""How migrations run: all or nothing on both engines, and never near the job queue's own tables."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import text

from app.database import db
from app.jobs import is_ours, prepare


def _include(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    return is_ours(name, kind)


def _render(kind: str, item: Any, _context: Any) -> str | bool:
    module = type(item).__module__
    if kind == "type" and module.startswith("app."):
        return f"{module}.{type(item).__name__}()"
    return False


def run() -> None:
    """Upgrade or downgrade in one transaction. On SQLite foreign keys are off meanwhile, and checked at the end."""
    engine = db.engine
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
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
            context.run_migrations()
            if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
                raise RuntimeError(f"The migration would break {len(broken)} references.")
        if sqlite:
            driver.execute("PRAGMA foreign_keys=ON")
    prepare()  # the job queue keeps its own tables, in its own way


if context.is_offline_mode():
    raise RuntimeError(f"Migrations of {current_app.name} run against a database.")
run()
