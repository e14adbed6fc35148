"""R5 and R6: the disk is full, or fails now and then; nobody is told that something is saved which is not."""

import ctypes.util
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.browsers import Reply, run
from tests.faults.conftest import Open
from tests.faults.disks import Disk
from tests.faults.figures import Tally
from tests.faults.machine import cannot
from tests.faults.service import Service, opened
from tests.faults.sizes import size
from tests.faults.zygote import Zygote

MEGABYTES, ACKS = 24, size(60, 1000)  # in each of the three times
RECOVERS_IN = 5.0  # seconds
BUSY = 503
FIU = Path("/usr/lib/fiu/fiu_posix_preload.so")
WRITES = size(3000, 100_000)


def test_a_full_disk_is_said_and_forgotten_when_there_is_room(
    disk: Callable[[int], Disk], open_sqlite: Open, tally: Tally
):
    tally.begin("R5", "sqlite", "disk full")
    on = disk(MEGABYTES)
    service = open_sqlite(on.folder / "office")
    service.open()
    service.crowd.work(acks=ACKS)
    tally.add(before=service.ledger.acknowledged)
    on.fill()
    service.crowd.work(1.5)
    tally.add(while_full=service.ledger.acknowledged - tally["before"], refused=sum(service.ledger.refused.values()))
    said = reply_to_a_save(service)
    on.free()
    began = time.monotonic()
    service.crowd.work(acks=1)
    tally.add(seconds_to_recover=time.monotonic() - began)
    service.crowd.work(acks=ACKS)
    service.close()
    lost = service.lost()
    tally.add(acknowledged=service.ledger.acknowledged, lost=len(lost))
    assert lost == []
    assert service.broken() == []
    assert set(service.ledger.refused) == {BUSY}
    assert tally["seconds_to_recover"] <= RECOVERS_IN
    assert said.status == BUSY
    assert said.headers["retry-after"]
    assert "Your change was not saved" in said.body.decode()
    assert "Text you typed is still on that page" in said.body.decode()


def reply_to_a_save(service: Service) -> Reply:
    """What somebody sees who saves a draft while there is no room for it."""
    person, answer = service.office["people"][0], None
    answer = next(one for one in service.ledger.answers if one.what["person"] == person["person"])
    browser = service.crowd.browser(person, 0)

    async def ask() -> Reply:
        key, record = answer.what["key"], answer.what["record"]
        data = {f"a-{key}": "So much that it does not fit. " * 600, f"r-{key}": answer.revision, "go": "save"}
        try:
            return await browser.ask(f"/records/{record}/draft", data)
        finally:
            browser.hang_up()

    return run(ask())


@pytest.fixture
def failing(shared: Path, zygote: Zygote, place: Path) -> Iterator[Service]:
    """An office on a disk that fails now and then."""
    if not FIU.exists() or not ctypes.util.find_library("fiu"):
        cannot("libfiu0 and fiu-utils, which make a disk fail, are not installed")
    on_its_own = Zygote({"LD_PRELOAD": str(FIU)})
    service = opened(zygote, "sqlite", shared, place / "office")
    service.zygote = on_its_own
    yield service
    service.end()
    on_its_own.close()


def test_a_disk_that_fails_now_and_then_loses_nothing_that_was_acknowledged(failing: Service, tally: Tally):
    tally.begin("R6", "sqlite", "one read or write in a hundred and one flush in fifty fail")
    failing.open(weakness="failing_disk")
    failing.crowd.signs = False
    failing.crowd.work(600, acks=WRITES)
    failing.close()
    lost = failing.lost()
    refused = sum(failing.ledger.refused.values())
    tally.add(acknowledged=failing.ledger.acknowledged, refused=refused, lost=len(lost))
    assert lost == []
    assert refused > 0
    assert set(failing.ledger.refused) == {BUSY}
    assert failing.broken() == []


pytestmark = pytest.mark.slow
