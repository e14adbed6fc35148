"""A zygote for each process of the run, offices to break, and disks that can lose their power."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.disks import Disk, unusable
from tests.faults.figures import Tally
from tests.faults.machine import cannot
from tests.faults.service import Service, opened
from tests.faults.zygote import Zygote
from tests.postgresql import quickest_place

Open = Callable[..., Service]


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """What everything is forked from."""
    made = Zygote()
    yield made
    made.close()


@pytest.fixture(scope="session")
def shared() -> Iterator[Path]:
    """A folder that every process of this run knows, for offices that are built once. The last to go removes it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(quickest_place() or tempfile.gettempdir()) / f"oversight-offices-{run}"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    me = folder / f"{os.getpid()}.here"
    me.touch()
    yield folder
    me.unlink()
    if not list(folder.glob("*.here")):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder that a database server may enter; in memory, where that is."""
    with tempfile.TemporaryDirectory(prefix="oversight-faults-", dir=quickest_place()) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def open_on(zygote: Zygote, shared: Path, place: Path) -> Iterator[Callable[..., Service]]:
    """`open_on(engine)` gives an office nobody serves yet; in the given folder, or one of its own."""
    made: list[Service] = []

    def start(engine: str, folder: Path | None = None, **settings: str) -> Service:
        made.append(opened(zygote, engine, shared, folder or place / f"office-{len(made)}", **settings))
        return made[-1]

    yield start
    for service in made:
        service.end()


@pytest.fixture
def open_office(open_on: Callable[..., Service], engine: str) -> Open:
    """The same on the engine of this run."""
    return lambda *args, **settings: open_on(engine, *args, **settings)


@pytest.fixture
def open_sqlite(open_on: Callable[..., Service]) -> Open:
    """The same on SQLite, for what only SQLite has."""
    return lambda *args, **settings: open_on("sqlite", *args, **settings)


@pytest.fixture
def disk(place: Path) -> Iterator[Callable[[int], Disk]]:
    """`disk(megabytes)` makes a file system of its own."""
    if why := unusable():
        cannot(why)
    made: list[Disk] = []

    def make(megabytes: int) -> Disk:
        made.append(Disk(place, megabytes))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Counts what a test saw; told at the end of the run."""
    counted = Tally()
    yield counted
    request.node.user_properties.append(("figures", str(counted)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell the figures."""
    reports = [one for those in terminalreporter.stats.values() for one in those if hasattr(one, "user_properties")]
    told = {value: None for one in reports for name, value in one.user_properties if name == "figures"}
    for line in told:
        terminalreporter.write_line(line)
