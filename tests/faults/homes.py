"""Where a database lives, on each engine: started, crashed, and copied from a template."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from tests import postgresql

BECOME = {"user": postgresql.RUNAS, "group": "nogroup"} if os.geteuid() == 0 else {}
HONEST = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "32MB",
          "max_wal_size": "64MB", "min_wal_size": "4MB", "autovacuum": "off", "listen_addresses": "127.0.0.1",
          "max_connections": "150"}  # fmt: skip


class Sqlite:
    """A file in a folder. Nothing of it runs by itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"sqlite:///{folder}/oversight.db"

    def begin(self) -> None:
        """Nothing to begin."""

    def start(self) -> None:
        """Nothing to start."""

    def crash(self) -> None:
        """Nothing to kill: it lives in those who use it."""

    stop = crash


class Postgresql:
    """A server with its files in a folder, set as for life: what is committed is on the disk."""

    def __init__(self, folder: Path, port: int | None = None, **settings: str) -> None:
        self.folder, self.port = folder, port or postgresql._free_port()
        self.settings = {**HONEST, **settings}
        self.process: subprocess.Popen[bytes] | None = None
        self.address = f"postgresql://oversight@127.0.0.1:{self.port}/oversight"

    def begin(self) -> None:
        """Make an empty database."""
        self.folder.mkdir(exist_ok=True)
        if BECOME:
            shutil.chown(self.folder, postgresql.RUNAS)
        command = [postgresql.binaries() / "initdb", "-D", self.folder / "data", "-U", "oversight", "-A", "trust", "-E",
                   "UTF8", "--no-sync", "--locale=C.UTF-8", "--wal-segsize=1"]  # fmt: skip
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **BECOME)
        self.start()
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE oversight")

    def start(self) -> None:
        """Start, after a crash too, unless it runs; ready when this ends."""
        if self.process is not None:
            return
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        options += ["-c", f"port={self.port}", "-c", "unix_socket_directories="]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [postgresql.binaries() / "postgres", "-D", self.folder / "data", *options], cwd="/", stdout=log,
                stderr=log, stdin=subprocess.DEVNULL, **BECOME,
            )  # fmt: skip
        ends = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self._address("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                assert time.monotonic() < ends, (self.folder / "log").read_text()[-2000:]
                time.sleep(0.02)
            else:
                return

    def crash(self) -> None:
        """Kill the postmaster and everyone it has started, without warning."""
        if self.process is None:
            return
        pids = [self.process.pid, *_children(self.process.pid)]
        for pid in pids:
            _kill(pid)
        self.process.wait()
        ends = time.monotonic() + 60
        while any(Path(f"/proc/{pid}").exists() and _runs(pid) for pid in pids):
            assert time.monotonic() < ends
            time.sleep(0.01)
        self.process = None

    def stop(self) -> None:
        """Stop in good order, with everything in the files."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)
        self.process = None

    def _address(self, name: str) -> str:
        return f"postgresql://oversight@127.0.0.1:{self.port}/{name}"


Home = Sqlite | Postgresql


def home(engine: str, folder: Path, **settings: str) -> Home:
    """A home on this engine. `settings` are PostgreSQL's own, instead of those for life."""
    return Sqlite(folder) if engine == "sqlite" else Postgresql(folder, **settings)


def _children(pid: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
