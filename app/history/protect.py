"""Triggers that make the database itself refuse to change or delete what must stay. Used by migrations and tests."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.engine import Connection

WORDS = "this row is final and cannot be changed"


def append_only(connection: Connection, table: str) -> None:
    """Refuse every UPDATE and DELETE (and TRUNCATE) on `table`."""
    refuse(connection, table, "UPDATE", "1=1")
    refuse(connection, table, "DELETE", "1=1")
    no_truncate(connection, table)


def in_steps(connection: Connection, table: str, given: Iterable[str], later: Iterable[str]) -> None:
    """Refuse to delete rows of `table`, to change the columns `given` with them, or those `later` once written."""
    changed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in given]
    changed += [f"(OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in later]
    refuse(connection, table, "UPDATE", " OR ".join(changed))
    refuse(connection, table, "DELETE", "1=1")
    no_truncate(connection, table)


def no_truncate(connection: Connection, table: str) -> None:
    """Refuse TRUNCATE on `table`, which no other trigger sees. SQLite has none."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {_function(connection, table)}()"
        ))  # fmt: skip


def refuse(connection: Connection, table: str, verb: str, when: str) -> None:
    """Refuse one verb (INSERT, UPDATE, DELETE) on rows of `table` where `when`, over OLD and NEW, holds.

    `when` may hold a subquery, which PostgreSQL allows only inside the function body, so it stands there.
    """
    name = f"{table}_no_{verb.lower()}"
    if connection.dialect.name == "sqlite":
        connection.execute(text(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{table}: {WORDS}'); END"
        ))  # fmt: skip
        return
    back = "OLD" if verb == "DELETE" else "NEW"
    connection.execute(text(
        f"CREATE OR REPLACE FUNCTION {name}_check() RETURNS trigger LANGUAGE plpgsql AS $body$"
        f" BEGIN IF {when} THEN RAISE EXCEPTION '{table}: {WORDS}'; END IF; RETURN {back}; END $body$"
    ))  # fmt: skip
    connection.execute(text(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_check()"
    ))  # fmt: skip


def _function(connection: Connection, table: str) -> str:
    name = f"{table}_no_truncate_check"
    connection.execute(text(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$"
        f" BEGIN RAISE EXCEPTION '{table}: {WORDS}'; END $body$"
    ))  # fmt: skip
    return name
