"""Loading rows by the hundred thousand, round the ORM: one transaction, indexes last, and the schema as it was.

SQLite gets executemany, PostgreSQL COPY. While rows go in, indexes, foreign keys and triggers are away; they are made
again from the definitions that the database itself gives, every foreign key is checked, and whatever differs from
before makes the whole load fail.
"""

import marshal
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy.engine import Connection

from app.database import db
from app.estate.shape import COLUMNS

CACHE = 512 * 1024  # KiB of pages that SQLite keeps while it loads
# A journal of what stood before: of an empty database that is nothing, while a WAL would write every page twice. As
# safe: broken off, the file is as empty as it was.
JOURNAL = "journal_mode=DELETE"
Row = Sequence[Any]


class NotAsBefore(RuntimeError):
    """The schema differs from before the load, or a row refers to nothing. Nothing was kept."""


class Loader(ABC):
    """One engine's way of loading. Works within one transaction of its connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.raw: Any = connection.connection.dbapi_connection

    @abstractmethod
    def begin(self) -> None:
        """Take indexes and triggers away."""

    @staticmethod
    @abstractmethod
    def pack(rows: Iterable[Row]) -> bytes:
        """Rows as another process hands them over, so that this one need do as little as possible."""

    @abstractmethod
    def put(self, table: str, packed: bytes) -> None:
        """Load packed rows, in the order of COLUMNS."""

    @abstractmethod
    def finish(self) -> Iterator[str]:
        """Make again what was away, check, and gather statistics; tells step by step what it is at."""

    @abstractmethod
    def schema(self) -> list[tuple[Any, ...]]:
        """Every table, index, trigger and constraint as the database describes it."""

    @abstractmethod
    def size(self) -> int:
        """How large the database is."""

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer to a question."""
        return [tuple(row) for row in self.connection.exec_driver_sql(sql)]

    def run(self, sql: str) -> None:
        """One statement."""
        self.connection.exec_driver_sql(sql)


class SqliteLoader(Loader):
    """executemany. Foreign keys are off, which only the connection outside a transaction can say, and checked after."""

    def begin(self) -> None:
        """Keep the definitions, and drop."""
        found = self.ask("SELECT type, name, sql, tbl_name FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'table'"
                         " ORDER BY type, name")  # fmt: skip
        self.away = [row[:3] for row in found if row[3] in COLUMNS]
        for kind, name, _sql in self.away:
            self.run(f'DROP {kind} "{name}"')

    @staticmethod
    def pack(rows: Iterable[Row]) -> bytes:
        """As Python keeps them."""
        return marshal.dumps(list(rows))

    def put(self, table: str, packed: bytes) -> None:
        """One statement, prepared once."""
        columns = COLUMNS[table]
        marks = ",".join("?" * len(columns))
        rows = marshal.loads(packed)  # noqa: S302 (packed by a process of ours)
        self.raw.executemany(f'INSERT INTO "{table}" ({",".join(columns)}) VALUES ({marks})', rows)  # noqa: S608

    def finish(self) -> Iterator[str]:
        """Indexes first, for the check uses them."""
        for kind, name, sql in self.away:
            if kind == "index":
                yield f"index {name}"
            self.run(sql)
        yield "foreign keys"
        if broken := self.ask("PRAGMA foreign_key_check"):
            raise NotAsBefore(f"Rows refer to nothing: {broken[:3]}")
        yield "statistics"
        self.run("ANALYZE")

    def schema(self) -> list[tuple[Any, ...]]:
        """But for the statistics, which are what they are."""
        return self.ask("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
                        " ORDER BY type, name")  # fmt: skip

    def size(self) -> int:
        """Pages in use."""
        return int(self.ask("PRAGMA page_count")[0][0]) * int(self.ask("PRAGMA page_size")[0][0])


class PostgresqlLoader(Loader):
    """COPY. Triggers rest, and stand as they were; indexes and foreign keys are made anew."""

    def begin(self) -> None:
        """Keep the definitions, and drop. Keys stay, and so do indexes over a part of the rows: they are small, and
        what the server says of them makes others that only mean the same.
        """
        self.run("SET LOCAL TimeZone = 'UTC'")
        self.run("SET LOCAL maintenance_work_mem = '512MB'")
        self.run("SET LOCAL statement_timeout = 0")
        self.foreign = self._of_ours(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
            " ORDER BY 1, 2"
        )
        self.indexes = self._of_ours(
            "SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indpred IS NULL AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"
            " ORDER BY 1, 2"
        )
        for table, name, _definition in self.foreign:
            self.run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for _table, name, _definition in self.indexes:
            self.run(f"DROP INDEX {name}")
        for table in COLUMNS:
            self.run(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def _of_ours(self, sql: str) -> list[tuple[Any, ...]]:
        """Of the answers those about tables that are filled."""
        return [row for row in self.ask(sql) if row[0] in COLUMNS]

    @staticmethod
    def pack(rows: Iterable[Row]) -> bytes:
        """As COPY reads them."""
        return "".join("\t".join(map(_cell, row)) + "\n" for row in rows).encode()

    def put(self, table: str, packed: bytes) -> None:
        """One COPY."""
        columns = ",".join(COLUMNS[table])
        with self.raw.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            copy.write(packed)

    def finish(self) -> Iterator[str]:
        """Indexes, keys and triggers; and the sequences go on after the last id."""
        for _table, name, definition in self.indexes:
            yield f"index {name}"
            self.run(definition)
        yield "foreign keys"
        for table, name, definition in self.foreign:
            self.run(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for table in COLUMNS:
            self.run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            if (found := self.ask(f"SELECT pg_get_serial_sequence('{table}', 'id')")[0][0]) is not None:
                self.run(f"SELECT setval('{found}', greatest((SELECT max(id) FROM {table}), 1))")  # noqa: S608
        yield "statistics"
        self.run("ANALYZE")

    def schema(self) -> list[tuple[Any, ...]]:
        """Columns, constraints, indexes, triggers and the functions behind them."""
        return self.ask("""
            SELECT 'column', attrelid::regclass::text, attname, format_type(atttypid, atttypmod) || attnotnull
              FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
              WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0
            UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) || convalidated
              FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) || tgenabled::text
              FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT 'function', '', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            ORDER BY 1, 2, 3""")

    def size(self) -> int:
        """As the server counts."""
        return int(self.ask("SELECT pg_database_size(current_database())")[0][0])


def _cell(value: Any) -> str:
    """A value as the text format of COPY has it."""
    if value is None:
        return "\\N"
    text = str(value)
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text:
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text


def loader_class() -> type[Loader]:
    """How the app's database is loaded."""
    return SqliteLoader if db.engine.dialect.name == "sqlite" else PostgresqlLoader


@contextmanager
def loading() -> Iterator[Loader]:
    """A loader on a transaction of its own, kept if everything in it went well and the schema is as it was."""
    db.session.rollback()
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _outside(connection, "foreign_keys=OFF", f"cache_size=-{CACHE}", JOURNAL)
        try:
            with connection.begin():
                loader = loader_class()(connection)
                before = loader.schema()
                yield loader
                if differs := set(loader.schema()) ^ set(before):
                    raise NotAsBefore(f"The schema is not as it was before: {sorted(differs)[:2]}. Nothing was kept.")
        finally:
            if is_sqlite:
                _outside(connection, "foreign_keys=ON", "cache_size=-2000", "journal_mode=WAL")


def _outside(connection: Connection, *pragmas: str) -> None:
    """Set what only a connection without a transaction can."""
    raw: Any = connection.connection.dbapi_connection
    for pragma in pragmas:
        with suppress(
            connection.dialect.loaded_dbapi.OperationalError
        ):  # somebody else has the file open: then it stays in WAL
            raw.execute(f"PRAGMA {pragma}")
