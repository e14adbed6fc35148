"""R2: the power goes while people write and sign; what they were told is saved is on the disk."""

import random
import shutil
from collections.abc import Callable

import pytest

from tests.faults.conftest import Open
from tests.faults.disks import Disk
from tests.faults.figures import Tally
from tests.faults.service import Service
from tests.faults.sizes import size

RUNS = size({"sqlite": 8, "postgresql": 4}, {"sqlite": 50, "postgresql": 50})
ACKS = size((30, 60), (60, 120))  # between these, a run
SIGNATURES_FOR = 6  # runs that the signatures of one office last
MEGABYTES = {"sqlite": 64, "postgresql": 256}
WEAK = {"sqlite": "synchronous_normal", "postgresql": ""}  # PostgreSQL's weakness is a setting of the server
MakeDisk = Callable[[int], Disk]


def test_what_was_acknowledged_outlives_a_power_cut(disk: MakeDisk, open_office: Open, engine: str, tally: Tally):
    tally.begin("R2", engine, "power cut", runs=RUNS[engine])
    on = disk(MEGABYTES[engine])
    while tally["runs"] < RUNS[engine]:
        service = open_office(on.folder / f"office-{tally['runs']}")
        for number in range(min(SIGNATURES_FOR, RUNS[engine] - tally["runs"])):
            lost = cut(service, on, random.Random(number))
            tally.add(runs=1, lost=len(lost))
            assert lost == []
        tally.add(saves=service.ledger.saves, signatures=service.ledger.signatures)
        assert service.broken() == []
        service.end()
        shutil.rmtree(service.folder)  # or many offices would fill the disk


def test_the_cut_bites_where_the_disk_is_not_waited_for(disk: MakeDisk, open_office: Open, engine: str, tally: Tally):
    tally.begin("R2", engine, "power cut with the disk not waited for (control)", acknowledged=0, lost=0)
    on = disk(MEGABYTES[engine])
    weak = {"synchronous_commit": "off", "wal_writer_delay": "10s"} if engine == "postgresql" else {}
    service = open_office(on.folder / "office", **weak)
    for number in range(3):
        lost = cut(service, on, random.Random(number), WEAK[engine])
        tally.add(lost=len(lost))
        if lost:
            break
    tally.add(acknowledged=service.ledger.acknowledged)
    assert tally["lost"] > 0


def cut(service: Service, disk: Disk, chance: random.Random, weakness: str = "") -> list[str]:
    """What a power cut has lost."""

    def crash() -> None:
        service.freeze()  # the processors stop with the disk
        disk.cut()
        service.kill_web()

    disk.sync()
    service.open(weakness=weakness)
    service.crowd.work(acks=chance.randint(*ACKS), then=crash)
    service.close()
    service.home.crash()
    disk.unmount()
    disk.mount()
    service.home.start()
    return service.lost()


pytestmark = pytest.mark.slow
