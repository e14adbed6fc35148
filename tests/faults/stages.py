"""A database before and after each migration, with rows in it, on each engine: copied, compared, brought further."""

import hashlib
import shutil
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Column, MetaData, create_engine, inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from app.config import ROOT
from app.database import sqlite_module
from app.jobs import is_ours
from tests.faults.homes import home
from tests.faults.zygote import Zygote

VERSIONS = [path.stem[:3] for path in sorted((ROOT / "app" / "migrations" / "versions").glob("0*.py"))]
SEEDED, ROWS = ("region", "person", "account", "list_item"), 400


class Stages:
    """The stages of a database on an engine, in a folder: "000" is empty, "003" is after the third migration."""

    def __init__(self, zygote: Zygote, engine: str, folder: Path) -> None:
        self.zygote, self.engine, self.folder = zygote, engine, folder
        self.home = home(engine, folder, fsync="off")  # processes die here, not the machine
        self.shapes: dict[str, str] = {}
        self.seconds: dict[str, float] = {}

    def make(self) -> None:
        """Go through every migration, putting rows into the tables as they come."""
        self.home.begin()
        before = "000"
        self.keep(before)
        for version in VERSIONS:
            self.bring(before)
            self.upgrade(version)
            self.shapes[f"bare {version}"] = self.shape()
            self.seed()
            self.keep(version)
            before = version

    def keep(self, version: str) -> None:
        """Keep the database as it is as this stage."""
        self.shapes[version] = self.shape()
        self._copy("oversight", f"stage_{version}")

    def bring(self, version: str) -> None:
        """Make the database as it was at this stage."""
        self._copy(f"stage_{version}", "oversight")

    def upgrade(self, version: str, weakness: str = "", kill_after: float | None = None) -> bool:
        """Run the migrations up to this one; whether they came to their end. `kill_after` is a part of the time it
        took when nobody disturbed it.
        """
        begun = self.folder / "begun"
        begun.unlink(missing_ok=True)
        where = self.home.address, str(self.folder)
        pid = self.zygote.start("upgrade", self.folder / "migrations.log", *where, version, weakness)
        while not begun.exists():
            time.sleep(0.001)
        began = time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after * self.seconds[version])
            self.zygote.kill(pid)
            return False
        done = self.zygote.reap(pid) == 0
        self.seconds.setdefault(version, time.monotonic() - began)
        return done

    def shape(self) -> str:
        """Tables, columns, keys, indexes, triggers, the version and how many rows there are, as one hash."""
        engine = self._engine()
        with engine.connect() as connection:
            sqlite = self.engine == "sqlite"
            rows = connection.execute(text(SQLITE if sqlite else POSTGRESQL)).all()
            found = [tuple(map(str, row)) for row in rows if is_ours(str(row[0]), "table")]
            for table in sorted(filter(lambda name: is_ours(name, "table"), inspect(connection).get_table_names())):
                found.append((table, str(connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar())))
                if table == "alembic_version":
                    found += [tuple(row) for row in connection.execute(text("SELECT version_num FROM alembic_version"))]
        engine.dispose()
        return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()

    def seed(self) -> None:
        """Fill some of the tables that are empty."""
        engine, known = self._engine(), MetaData()
        with engine.begin() as connection:
            known.reflect(connection, only=lambda name, _: name in SEEDED)
            for table in known.sorted_tables:
                if connection.execute(table.select().limit(1)).first() is None:
                    needed = [one for one in table.columns if not one.nullable and one.name != "id"]
                    rows = [{one.name: _some(one, number) for one in needed} for number in range(ROWS)]
                    connection.execute(table.insert(), rows)
        engine.dispose()

    def _engine(self) -> Engine:
        options = {"module": sqlite_module} if self.engine == "sqlite" else {}
        return create_engine(self.home.address, poolclass=NullPool, **options)

    def _copy(self, one: str, other: str) -> None:
        if self.engine == "sqlite":
            for leftover in ("-wal", "-shm", "-journal"):
                (self.folder / f"{other}.db{leftover}").unlink(missing_ok=True)
            if (self.folder / f"{one}.db").exists():
                shutil.copyfile(self.folder / f"{one}.db", self.folder / f"{other}.db")
            else:
                (self.folder / f"{other}.db").touch()
            return
        with psycopg.connect(self.home.address.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{other}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{other}" TEMPLATE "{one}"')


def _some(column: Column[Any], number: int) -> Any:
    kind = column.type.python_type
    fixed = {int: number, bool: False, date: date(2026, 4, 1), datetime: datetime(2026, 4, 1, 9, 30)}
    return fixed.get(kind, f"{number}")


SQLITE = "SELECT tbl_name, type, name, sql FROM sqlite_master"
POSTGRESQL = """
    SELECT table_name::text, column_name::text, data_type::text, is_nullable::text
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT tablename::text, indexname::text, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid), '' FROM pg_trigger
               WHERE NOT tgisinternal
    UNION ALL SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), '' FROM pg_constraint
               WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT proname::text, 'function', prosrc, '' FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
