"""A PostgreSQL server of the tests' own, made from the system's binaries and thrown away."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
def server() -> Iterator[str]:
    """Run a server; give its address without a database name ("postgresql://oversight@127.0.0.1:1234/")."""
    home = Path(tempfile.mkdtemp(prefix="oversight-postgresql-", dir=quickest_place()))
    port, bin_ = _free_port(), binaries()
    become = ["runuser", "-u", RUNAS, "--"] if os.geteuid() == 0 else []
    if become:
        shutil.chown(home, RUNAS)
    quick = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB -c max_wal_size=99MB"
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
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'} STRATEGY FILE_COPY")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
