"""Everybody at once: each thing begins when its time has come, whether or not those before it were answered."""

import asyncio
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from app.estate.making import PASSWORD
from tests.faults.browsers import Browser, Gone, Reply
from tests.load.hour import HOUR, Task
from tests.load.people import Somebody

WORDS = "She slowed the interview down when he became agitated, and asked what he had heard. " * 3


@dataclass
class Told:
    """What people were told: how long each thing took them, what went wrong, and what was saved and signed."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    saved: dict[tuple[int, str, str], tuple[int, str]] = field(default_factory=dict)
    signed: list[tuple[int, str]] = field(default_factory=list)
    late: int = 0  # things nobody was free for


class Crowd:
    """Everybody's browsers at one server."""

    def __init__(self, port: int, people: list[Somebody], seed: int = 1) -> None:
        self.port, self.random, self.told = port, random.Random(seed), Told()
        self.free = list(people)
        self.numbers = {one.account: number for number, one in enumerate(people)}
        self.leads = dict(zip((one.account for one in people[1::2]), people[::2], strict=True))
        self.number = 0

    async def press(self, times: float, seconds: float) -> Told:
        """So many times a busy hour, for so many seconds; gives what people were told meanwhile."""
        self.told = Told(saved=self.told.saved, signed=self.told.signed)
        loop, under_way = asyncio.get_running_loop(), set[asyncio.Task[None]]()
        began = loop.time()
        for at, task in self._plan(times, seconds):
            await asyncio.sleep(max(0, began + at - loop.time()))
            if (who := self._somebody(task)) is None:
                self.told.late += 1
                continue
            doing = asyncio.create_task(self._do(who, task, began + at))
            under_way.add(doing)
            doing.add_done_callback(under_way.discard)
        if under_way:
            await asyncio.wait(under_way)
        return self.told

    def _plan(self, times: float, seconds: float) -> list[tuple[float, Task]]:
        """When each thing begins: as often as in the hour, as irregularly as people are."""
        plan = []
        for task in HOUR:
            at = self.random.expovariate(task.an_hour * times / 3600)
            while at < seconds:
                plan.append((at, task))
                at += self.random.expovariate(task.an_hour * times / 3600)
        return sorted(plan, key=lambda one: one[0])

    def _somebody(self, task: Task) -> Somebody | None:
        """Somebody who is not waiting for an answer and can do this; they are taken until they have it."""
        for _ in range(200):
            place = self.random.randrange(len(self.free)) if self.free else 0
            if self.free and _can(self.free[place], task):
                self.free[place], self.free[-1] = self.free[-1], self.free[place]
                return self.free.pop()
        return next((self.free.pop(n) for n, one in enumerate(self.free) if _can(one, task)), None)

    async def _do(self, who: Somebody, task: Task, due: float) -> None:
        browser = Browser(self.port, self.numbers[who.account], who.account, who.cookie, who.token)
        try:
            problem = await self._done(browser, who, task)
        except Gone:
            problem = "no answer"
        finally:
            browser.hang_up()
            self.free.append(who)
        if problem:
            self.told.wrong[f"{task.name}: {problem}"] += 1
        else:
            self.told.seconds[task.name].append(asyncio.get_running_loop().time() - due)

    async def _done(self, browser: Browser, who: Somebody, task: Task) -> str:
        """Do it; gives what went wrong."""
        if task.name == "save an answer":
            return await self._save(browser, who)
        if task.name == "sign":
            return await self._sign(browser, who)
        if task.name == "sign in":
            return await self._enter(browser, who)
        reply = await browser.ask(who.pack if task.name == "take a pack away" else who.pages[task.name])
        return "" if reply.status == 200 else str(reply.status)

    async def _save(self, browser: Browser, who: Somebody) -> str:
        draft = self.random.choice(who.drafts)
        self.number += 1
        words = f"{self.number} {WORDS}"
        reply = await browser.ask(f"/records/{draft['record']}/answers", {
            "account": who.account, "kind": "rps", "part": draft["part"], "key": draft["key"], "text": words,
            "revision": draft["revision"],
        })  # fmt: skip
        if reply.status != 200:
            return str(reply.status)
        draft["revision"] = reply.json()["revision"]
        self.told.saved[draft["record"], draft["part"], draft["key"]] = draft["revision"], words
        return ""

    async def _sign(self, browser: Browser, who: Somebody) -> str:
        one: dict[str, Any] = who.to_sign.pop()
        address = f"/records/{one['record']}"
        reply: Reply = await browser.ask(f"{address}/sign", {"fingerprint": one["fingerprint"]})
        if reply.status != 303 or not reply.headers["location"].endswith(address):
            return str(reply.status)
        lead = self.leads.get(who.account)
        self.told.signed.append((one["record"], "subject" if lead else "lead"))
        if lead:
            lead.to_sign.append(one)
        return ""

    async def _enter(self, browser: Browser, who: Somebody) -> str:
        fresh = Browser(self.port, browser.number)
        await fresh.sign_in(who.email, PASSWORD)
        fresh.hang_up()
        who.cookie, who.token = fresh.cookie, fresh.token
        return ""


def _can(who: Somebody, task: Task) -> bool:
    needed = {"save an answer": who.drafts, "sign": who.to_sign, "take a pack away": who.pack, "sign in": who.email}
    return bool(needed.get(task.name, who.pages.get(task.name)))
