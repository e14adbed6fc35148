"""R14: a button pressed ten times at the same moment has one effect, whichever of the web's processes it reaches."""

import asyncio
from typing import Any

import pytest

from tests.faults.browsers import run, wait_until_served
from tests.faults.conftest import Open
from tests.faults.figures import Tally
from tests.faults.service import Service

TIMES, WORKERS = 10, 2
CALM = {200, 303, 403, 404, 409, 422}


def test_ten_presses_at_once_have_one_effect(open_office: Open, engine: str, tally: Tally):
    tally.begin("R14", engine, f"{TIMES} presses at once")
    service = open_office()
    people = dict(zip(("manager", "practitioner", "other"), service.office["people"], strict=False))
    ids = [person["person"] for person in people.values()]
    presses = service.zygote.call("call", *service.where, "presses", "build", *ids)
    before = {press["name"]: service.counted(press["effects"])["effects"] for press in presses}
    service.open(WORKERS)
    run(warm(service, people["manager"]))
    told = {press["name"]: run(pressed(service, people[press["who"]], press)) for press in presses}
    service.close()
    effects = {press["name"]: service.counted(press["effects"])["effects"] - before[press["name"]] for press in presses}
    tally.add(buttons=len(presses), effects=sum(effects.values()))
    assert effects == dict.fromkeys(effects, 1), told
    assert [status for statuses in told.values() for status in statuses if status not in CALM] == [], told
    assert all(303 in statuses for statuses in told.values()), told
    assert service.errors() == []
    assert service.broken() == []


async def warm(service: Service, person: dict[str, Any]) -> None:
    """Let each process have said no once, one after the other: the first time takes it a second."""
    await wait_until_served(service.port)
    for number in range(3 * WORKERS):
        browser = service.crowd.browser(person, number)
        assert (await browser.ask("/records/999999")).status == 404
        browser.hang_up()


async def pressed(service: Service, person: dict[str, Any], press: dict[str, Any]) -> list[int]:
    """The statuses of ten presses by one person at the same moment, each on a connection that is open already."""
    await wait_until_served(service.port)
    browsers = [service.crowd.browser(person, number) for number in range(TIMES)]
    await asyncio.gather(*(each.ask("/sign-in/token") for each in browsers))
    replies = await asyncio.gather(*(each.ask(press["path"], press["data"]) for each in browsers))
    for each in browsers:
        each.hang_up()
    return [reply.status for reply in replies]


pytestmark = pytest.mark.slow
