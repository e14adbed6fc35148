"""Triggers that make the database itself refuse to change or delete what must stay. Used by migrations and tests."""

from collections.abc import Iterable

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

WORDS = "this row is final and cannot be changed"


# A stone for this row, of a removal that two people agreed on and that is not finished. `day` is of the text itself:
# what is younger than a year is never removed, whatever a setting says.
STONE = (
    "EXISTS (SELECT 1 FROM removed JOIN removal ON removal.id = removed.removal_id"
    " WHERE removed.thing = '{thing}' AND removed.thing_id = OLD.{key} AND {day} <= {a_year_before})"
)
DAYS = {
    "sqlite": ("date({column})", "date(removal.up_to, '-1 year')"),
    "postgresql": ("CAST({column} AS date)", "CAST(removal.up_to - interval '1 year' AS date)"),
}


def append_only(connection: Connection, table: str) -> None:
    """Refuse every UPDATE and DELETE (and TRUNCATE) on `table`."""
    refuse(connection, table, "UPDATE", "1=1")
    refuse(connection, table, "DELETE", "1=1")
    no_truncate(connection, table)


def in_steps(
    connection: Connection, table: str, given: Iterable[str], later: Iterable[str], also: Iterable[str] = ()
) -> None:
    """Refuse to delete rows of `table`, to change the columns `given` with them, or those `later` once written.

    `also` are further conditions, over OLD and NEW, on which a change is refused.
    """
    refuse(connection, table, "UPDATE", " OR ".join([*_changed(given, later), *(f"({each})" for each in also)]))
    refuse(connection, table, "DELETE", "1=1")
    no_truncate(connection, table)


def stone(connection: Connection, thing: str, day: str, key: str = "id") -> str:
    """The condition, over OLD, that a stone stands for `thing` whose id is in the column `key`, and that `day`, an SQL
    expression, is a year before the removal's day or earlier.
    """
    column, before = DAYS[connection.dialect.name]
    return STONE.format(thing=thing, key=key, day=column.format(column=day), a_year_before=before)


def may_be_emptied(connection: Connection, table: str, texts: dict[str, str], stone: str) -> None:
    """Let UPDATE on an append-only table turn the columns `texts` into the words given for each (mostly none) where
    `stone` holds and nothing else of the row changes; refuse, as before, everything else.
    """
    same = [f"NEW.{column['name']} IS NOT DISTINCT FROM OLD.{column['name']}"
            for column in inspect(connection).get_columns(table) if column["name"] not in texts]  # fmt: skip
    same += [f"NEW.{column} = '{empty}'" for column, empty in texts.items()]
    refuse(connection, table, "UPDATE", f"NOT ({stone} AND {' AND '.join(same)})", again=True)


def in_steps_but_emptied(
    connection: Connection, table: str, given: Iterable[str], later: Iterable[str], texts: dict[str, str], stone: str
) -> None:
    """As `in_steps` has it, but let the columns `texts` become the words given for each where `stone` holds."""
    changed = _changed([column for column in given if column not in texts], later)
    changed += [
        f"(NEW.{column} IS DISTINCT FROM OLD.{column} AND (NEW.{column} <> '{empty}' OR NOT {stone}))"
        for column, empty in texts.items()
    ]
    refuse(connection, table, "UPDATE", " OR ".join(changed), again=True)


def _changed(given: Iterable[str], later: Iterable[str]) -> list[str]:
    """That a column given with the row changes, or one written later once it is written."""
    found = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in given]
    return found + [f"(OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in later]


def no_truncate(connection: Connection, table: str) -> None:
    """Refuse TRUNCATE on `table`, which no other trigger sees. SQLite has none."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {_function(connection, table)}()"
        ))  # fmt: skip


def refuse(connection: Connection, table: str, verb: str, when: str, *, again: bool = False) -> None:
    """Refuse one verb (INSERT, UPDATE, DELETE) on rows of `table` where `when`, over OLD and NEW, holds.

    `when` may hold a subquery, which PostgreSQL allows only inside the function body, so it stands there. `again` puts
    the condition in the place of the one that stands.
    """
    name = f"{table}_no_{verb.lower()}"
    if connection.dialect.name == "sqlite":
        if again:
            connection.execute(text(f"DROP TRIGGER {name}"))
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
    if not again:
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
