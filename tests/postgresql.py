"""A PostgreSQL server of the tests' own, made from the system's binaries and thrown away."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

RUNAS = "nobody"  # the server refuses to run as root
MEMORY = Path("/dev/shm")  # a copy of a database is a thousand files: in memory 25 ms, on a disk up to half a second
ROOM = 2**30  # bytes; a container often has 64 MB there, too little for a server


def binaries() -> Path:
    """Where the newest installed server lives. RuntimeError when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        raise RuntimeError("No PostgreSQL server is installed: apt-get install postgresql")
    return found[-1].parent


def quickest_place() -> str | None:
    """The folder for files that are thrown away: in memory where there is room, else None for the usual one."""
    return str(MEMORY) if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@contextmanager
def server(*, as_in_life: bool = False) -> Iterator[str]:
    """Run a server; give its address without a database name ("postgresql://oversight@127.0.0.1:1234/").

    `as_in_life`: on the disk, waiting for it, and with memory enough; else as quick as it will go.
    """
    home = Path(tempfile.mkdtemp(prefix="oversight-postgresql-", dir=None if as_in_life else quickest_place()))
    port, bin_ = _free_port(), binaries()
    become = ["runuser", "-u", RUNAS, "--"] if os.geteuid() == 0 else []
    if become:
        shutil.chown(home, RUNAS)
    quick = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB -c max_wal_size=99MB"
    quick += " -c autovacuum=off"  # databases live for a test or two
    if as_in_life:
        quick = "-c shared_buffers=1GB -c max_wal_size=8GB"
    listen = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={home}"

    def run(*command: str) -> None:
        subprocess.run([*become, *command], check=True, cwd=home, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    run(str(bin_ / "initdb"), "-D", f"{home}/data", "-U", "oversight", "-A", "trust", "-E", "UTF8", "--no-sync",
        "--locale=C.UTF-8")  # fmt: skip
    run(str(bin_ / "pg_ctl"), "-D", f"{home}/data", "-w", "-l", f"{home}/log", "-o", f"{quick} {listen}", "start")
    try:
        yield f"postgresql://oversight@127.0.0.1:{port}/"
    finally:
        run(str(bin_ / "pg_ctl"), "-D", f"{home}/data", "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def remake(server_address: str, name: str, template: str | None = None) -> None:
    """Drop database `name` if it is there and make it again, as a copy of `template` if one is given."""
    with psycopg.connect(server_address + "postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}" STRATEGY FILE_COPY')


class Wiper:
    """Empties a database row by row, which is several times quicker than copying a new one."""

    OFTEN = 40  # wipes before a fresh copy: deleted rows stay in the files
    OTHERS = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    )
    # A change of anything but rows shows in these: then only a fresh copy will do.
    SHAPE = " UNION ALL ".join(
        f"SELECT count(*), max(xmin::text::bigint) FROM {catalog}"
        for catalog in ("pg_class", "pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_db_role_setting")
    )
    SEQUENCES = """SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
                   FROM pg_sequences WHERE last_value IS NOT NULL"""
    TABLES = """SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"""

    def __init__(self, server_address: str, name: str, template: str) -> None:
        self.server, self.name, self.template = server_address, name, template
        self.wipes, self.connection, self.at_first = 0, None, ([], [])

    def renew(self) -> None:
        """Make the database as its template is."""
        if self.wipes >= self.OFTEN or not self._wiped():
            self.forget()
            remake(self.server, self.name, self.template)
            self.wipes = 0
            self._look()

    def forget(self) -> None:
        """Let go of the database, which is about to become another."""
        if self.connection is not None:
            self.connection.close()
        self.connection, self.wipes = None, self.OFTEN

    def _look(self) -> None:
        """Remember what the fresh copy is like."""
        self.connection = psycopg.connect(self.server + self.name, autocommit=True, prepare_threshold=0)
        self._ask("SET session_replication_role = replica")  # what protects signed rows would keep them
        tables = [table for (table,) in self._ask(self.TABLES)]
        seeded = [table for table in tables if self._ask(f"SELECT 1 FROM {table} LIMIT 1")]
        self.seeded = " UNION ALL ".join(f"SELECT string_agg(t::text, ',') FROM {table} t" for table in seeded)
        empty = [table for table in tables if table not in seeded]
        self.used = " UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in empty)
        assert not self._ask(self.SEQUENCES.replace("setval", "concat"))
        self.at_first = self._ask(self.SHAPE), self._ask(self.seeded)

    def _wiped(self) -> bool:
        """Delete every row that came since; False where something else changed too."""
        if self.connection is None:
            return False
        try:
            self._ask(self.OTHERS, (self.name,))
            if self._ask(self.SHAPE) != self.at_first[0] or self._ask(self.seeded) != self.at_first[1]:
                return False
            with self.connection.transaction():
                for (table,) in self._ask(self.used):
                    self._ask(f"DELETE FROM {table}")
                self._ask(self.SEQUENCES)
        except psycopg.OperationalError:
            return False
        self.wipes += 1
        return True

    def _ask(self, question: str, given: tuple[str, ...] | None = None) -> list[tuple[Any, ...]]:
        assert self.connection is not None
        answer = self.connection.execute(question, given)
        return answer.fetchall() if answer.description else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
