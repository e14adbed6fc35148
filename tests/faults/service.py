"""The whole of it for a test: an office on an engine, its server, what crashes it, and what must hold afterwards."""

import fcntl
import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.faults.browsers import run
from tests.faults.crowd import Crowd
from tests.faults.homes import home
from tests.faults.ledger import Ledger, reading
from tests.faults.zygote import Zygote
from tests.postgresql import _free_port


class Service:
    """One office in a folder. `settings` are PostgreSQL's, instead of those for life."""

    def __init__(self, zygote: Zygote, engine: str, folder: Path, **settings: str) -> None:
        self.zygote, self.engine, self.folder = zygote, engine, folder
        self.home = home(engine, folder, **settings)
        self.port = _free_port()
        self.web = 0
        self.office: dict[str, Any] = {}
        self.ledger = Ledger([], [])
        self.crowd = Crowd({}, self.port, self.ledger)

    @property
    def where(self) -> tuple[str, str]:
        """The database's address, and the folder of the service's files."""
        return self.home.address, str(self.folder)

    def build(self) -> None:
        """Make the office, with everybody signed in; leave it stopped."""
        self.home.begin()
        self.zygote.call("prepare", *self.where)
        self.meet(self.zygote.call("call", *self.where, "office", "build"))
        self.open()
        run(self.crowd.sign_in())
        os.kill(self.web, signal.SIGTERM)
        self.web = 0 * self.zygote.reap(self.web)
        self.home.stop()

    def meet(self, office: dict[str, Any]) -> None:
        """Know who is who, and forget what they were told."""
        self.office, self.ledger = office, Ledger.of(office)
        self.crowd = Crowd(office, self.port, self.ledger, seed=len(self.ledger.waiting))

    def open(self, workers: int = 2, weakness: str = "") -> None:
        """Start the web server."""
        self.web = self.zygote.start("serve", self.folder / "web.log", *self.where, self.port, workers, 8, weakness)

    def freeze(self) -> None:
        """Stop every process of the web server in its tracks."""
        os.killpg(self.web, signal.SIGSTOP)

    def kill_web(self) -> None:
        """SIGKILL to every process of the web server at once. `close` is still to be called."""
        os.killpg(self.web, signal.SIGKILL)

    def close(self) -> None:
        """Be sure that the web server is gone."""
        if self.web:
            with suppress(ProcessLookupError):
                self.kill_web()
            self.zygote.reap(self.web)
        self.web = 0

    def wake(self) -> None:
        """Let nobody be asked for their password."""
        self.zygote.call("call", *self.where, "office", "wake")

    def lost(self) -> list[str]:
        """What was acknowledged and is not there."""
        return self.ledger.lost(self.home.address)

    def counted(self, question: str) -> dict[str, int]:
        """The rows of a question that asks for a name and a number."""
        with reading(self.home.address) as connection:
            return {str(name): int(number) for name, number in connection.execute(text(question))}

    def broken(self) -> list[str]:
        """What does not hold of history, seals and files."""
        found: list[str] = self.zygote.call("verified", *self.where)
        return found

    def errors(self) -> list[str]:
        """The faults the service has logged."""
        lines = (self.folder / "web.log").read_text().splitlines()
        return [line for line in lines if '"level": "error"' in line or line.startswith("Traceback")]

    def end(self) -> None:
        """Leave nothing running."""
        self.close()
        self.home.crash()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Alone among the processes of this run."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def template(zygote: Zygote, engine: str, shared: Path) -> Path:
    """The folder of a stopped office, made by whichever process of this run is first to ask."""
    with locked(shared):
        folder = shared / engine
        if not folder.exists():
            site = shared / f"{engine}-under-way"
            shutil.rmtree(site, ignore_errors=True)
            site.mkdir()
            service = Service(zygote, engine, site)
            try:
                service.build()
            finally:
                service.end()
            (site / "web.log").unlink()
            (site / "office.json").write_text(json.dumps(service.office))
            site.rename(folder)
    return folder


def opened(zygote: Zygote, engine: str, shared: Path, folder: Path, **settings: str) -> Service:
    """A copy of the office in a folder, its database started and nobody asked for a password; not yet served."""
    made = template(zygote, engine, shared)
    shutil.copytree(made, folder, dirs_exist_ok=True, copy_function=_copied)
    if engine == "postgresql":
        _give_away(folder)
    service = Service(zygote, engine, folder, **settings)
    service.meet(json.loads((folder / "office.json").read_text()))
    service.home.start()
    service.wake()
    return service


def _copied(one: str, other: str) -> str:
    shutil.copy2(one, other)
    return other


def _give_away(folder: Path) -> None:
    """What is copied belongs to whoever copies; a server runs as somebody else."""
    if os.geteuid() == 0:
        from tests.postgresql import RUNAS

        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, RUNAS)
