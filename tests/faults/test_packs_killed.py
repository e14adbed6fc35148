"""R12: the worker is killed while it prints, with its presses; each file is made once and whole, and pages come."""

import os
import random
import signal
import time
from collections.abc import Callable

import pytest

from app.evidence.models import BUILDING, READY
from tests.faults.browsers import Browser, run
from tests.faults.conftest import Open
from tests.faults.figures import Tally
from tests.faults.service import Service
from tests.faults.sizes import size

KILLS, TIMES = size((2, 1), (10, 20))  # kills among a dozen files, and how often all of that
PATIENCE = 240.0  # seconds


@pytest.mark.any_engine
def test_a_worker_killed_while_it_prints_leaves_no_wrong_file(open_office: Open, engine: str, tally: Tally):
    tally.begin("R12", engine, "workers killed while printing", times=TIMES)
    while tally["times"] < TIMES:
        service, chance = open_office(), random.Random(tally["times"])
        asked = service.zygote.call("call", *service.where, "renders", "ask")
        service.open()
        for _ in range(KILLS):
            begin_and_kill(service, chance)
            assert run(served(service)) == 200
        worker = service.zygote.start("work", service.folder / "worker.log", *service.where)
        until(service, lambda files, jobs, asked=asked: files == {READY: asked} and set(jobs) == {"SUCCESS"})
        service.zygote.kill(worker)
        wrong = service.zygote.call("call", *service.where, "renders", "wrong")
        tally.add(times=1, kills=KILLS, files=asked, wrong=len(wrong))
        assert wrong == []
        assert service.broken() == []
        service.end()


def begin_and_kill(service: Service, chance: random.Random) -> None:
    """Start a worker, and kill it and its presses somewhere in the middle of a file."""
    worker = service.zygote.start("work", service.folder / "worker.log", *service.where)
    until(service, lambda files, _jobs: BUILDING in files)
    time.sleep(chance.uniform(0.05, 1.5))
    os.killpg(worker, signal.SIGKILL)
    service.zygote.reap(worker)


def until(service: Service, is_so: Callable[[dict[str, int], dict[str, int]], bool]) -> None:
    """Wait until it is so of the files and the jobs, counted by their states."""
    ends, jobs = (
        time.monotonic() + PATIENCE,
        "workflow_status" if service.engine == "sqlite" else "dbos.workflow_status",
    )
    while not is_so(
        service.counted("SELECT state, count(*) FROM pack_file GROUP BY state"),
        service.counted(f"SELECT status, count(*) FROM {jobs} WHERE name = 'job' GROUP BY status"),
    ):
        assert time.monotonic() < ends, (service.folder / "worker.log").read_text()[-2000:]
        time.sleep(0.1)


async def served(service: Service) -> int:
    """The status of a page."""
    browser = Browser(service.port, 1)
    reply = await browser.ask("/sign-in")
    browser.hang_up()
    return reply.status


pytestmark = pytest.mark.slow
