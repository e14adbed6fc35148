"""A PostgreSQL server of the tests' own, made from the system's binaries and thrown away."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
    # Tests come and go too quickly for a vacuum, and for a server that plans a statement five times before it believes
    # that a plan for every value will do.
    quick += " -c autovacuum=off -c plan_cache_mode=force_generic_plan"
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


@dataclass(frozen=True)
class Kept:
    """What a database held: each table's digest and rows as COPY gives them, and where each sequence was."""

    digests: dict[str, str | None]
    rows: dict[str, bytes]
    sequences: dict[str, int | None]


class Rows:
    """Brings the rows of a database back as they were: several times quicker than a copy of it, and connections that
    others have open stay open, with what they have planned.
    """

    OFTEN = 100  # times rows are brought back before what is left of deleted ones is swept up
    OTHERS = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                WHERE datname = %s AND pid <> pg_backend_pid() AND state <> 'idle'"""
    # A change of anything but rows shows in these: then only a fresh copy will do.
    SHAPE = " UNION ALL ".join(
        f"SELECT count(*), max(xmin::text::bigint) FROM {catalog}"
        for catalog in ("pg_class", "pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_db_role_setting")
    )
    SEQUENCES = "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences"
    TABLES = """SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"""

    def __init__(self, server_address: str, name: str, template: str) -> None:
        self.server, self.name, self.template = server_address, name, template
        self.times, self.digests = 0, ""
        self.kept: dict[str, Kept] = {}
        self.shape: list[Any] = []
        self.touched: set[str] = set()
        self.connection: psycopg.Connection[Any] | None = None

    def keep(self, name: str) -> None:
        """Remember under a name what the database holds now."""
        self.kept[name] = self._held()

    def renew(self, name: str) -> None:
        """Make the database hold what it held when it was kept under this name, or what the template holds."""
        try:
            if self.connection is None or self._ask(self.SHAPE) != self.shape:
                self._copy()
            self._bring_back(self.kept[name])
        except psycopg.OperationalError:  # the server was away
            self._copy()
            self._bring_back(self.kept[name])

    def forget(self) -> None:
        """Let go of the database."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def _copy(self) -> None:
        self.forget()
        remake(self.server, self.name, self.template)
        self.connection = psycopg.connect(self.server + self.name, autocommit=True, prepare_threshold=0)
        self._ask("SET session_replication_role = replica")  # what protects signed rows would keep them
        digest = "SELECT '{0}', md5(string_agg(t::text, ',')) FROM {0} t"
        self.digests = " UNION ALL ".join(digest.format(table) for (table,) in self._ask(self.TABLES))
        self.shape, self.touched, self.times = self._ask(self.SHAPE), set(), 0
        self.kept.setdefault(self.template, self._held())

    def _held(self) -> Kept:
        digests = dict(self._ask(self.digests))
        rows = {table: self._rows(table) for table, digest in digests.items() if digest}
        return Kept(digests, rows, dict(self._ask(self.SEQUENCES)))

    def _rows(self, table: str) -> bytes:
        assert self.connection is not None
        with self.connection.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)") as out:
            return b"".join(out)

    def _bring_back(self, wanted: Kept) -> None:
        assert self.connection is not None
        self._ask(self.OTHERS, (self.name,))
        now = dict(self._ask(self.digests))
        with self.connection.transaction():
            for table in [table for table, digest in now.items() if digest != wanted.digests[table]]:
                self.touched.add(table)
                self._ask(f"DELETE FROM {table}")
                if table in wanted.rows:
                    with self.connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)") as into:
                        into.write(wanted.rows[table])
            for sequence, last in self._ask(self.SEQUENCES):
                if last != (to := wanted.sequences[sequence]):
                    self._ask("SELECT setval(%s::text::regclass, %s, %s)", (sequence, to or 1, to is not None))
        self.times += 1
        if self.times % self.OFTEN == 0:
            self._ask(f"VACUUM {', '.join(sorted(self.touched))}")
            self.touched.clear()

    def _ask(self, question: str, given: tuple[Any, ...] | None = None) -> list[tuple[Any, ...]]:
        assert self.connection is not None
        answer = self.connection.execute(question, given)
        return answer.fetchall() if answer.description else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
