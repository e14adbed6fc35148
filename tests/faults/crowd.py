"""Thirty-two people who write and sign as fast as they are answered, until the service goes away or it is time."""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.faults.browsers import Browser, Gone, Reply, run, wait_until_served
from tests.faults.ledger import Answer, Ledger, Waiting

SAVES_A_SIGNATURE = 3
SIGNED_OUT, ASKED_TO_PROVE = 401, 422  # who is asked for their password gives it


class Crowd:
    """Everybody's browsers at one server, and what they were told."""

    def __init__(self, office: dict[str, Any], port: int, ledger: Ledger, seed: int = 0) -> None:
        self.office, self.port, self.ledger, self.random = office, port, ledger, random.Random(seed)
        self.signs = self.saves = True
        self.ends, self.acknowledged, self.number = 0.0, 0, 0
        self.then: Callable[[], None] | None = None
        self.after = 0

    def browser(self, person: dict[str, Any], number: int) -> Browser:
        """The browser of one person who has signed in before."""
        return Browser(self.port, number, person["account"], person["cookie"], person["token"])

    async def sign_in(self) -> None:
        """Let everybody sign in through the page; their cookies go into the office."""
        await wait_until_served(self.port)
        for number, person in enumerate(self.office["people"]):
            browser = Browser(self.port, number)
            await browser.sign_in(person["email"])
            assert browser.account == person["account"]
            person["cookie"], person["token"] = browser.cookie, browser.token
            browser.hang_up()

    def work(
        self,
        seconds: float = 60,
        *,
        acks: int = 0,
        then: Callable[[], None] | None = None,
        after: int = 10**9,
        windows: int = 1,
    ) -> None:
        """Let everybody work for so long, each in so many windows; at most until so many more saves and signatures
        are acknowledged. `then`, if given, happens at that moment, or a few milliseconds later, and they go on for
        `after` more.
        """
        self.then, self.after = then, after
        run(self._work(seconds, acks, windows))

    def add_rows(self, page: str, each: int) -> int:
        """Let everybody post so many rows to a page of `weak.bare`; gives how many that were."""
        run(self._add_rows(page, each))
        return each * len(self.office["people"])

    def retry(self) -> list[int]:
        """Press again wherever the answer to a signature never came; gives the statuses."""
        return run(self._retry())

    async def _work(self, seconds: float, acks: int, windows: int) -> None:
        await wait_until_served(self.port)
        self.ends = time.monotonic() + seconds
        self.acknowledged = self.ledger.acknowledged + (acks or 10**9)
        mine = [person for person in self.office["people"] for _ in range(windows)]
        await asyncio.gather(*(self._busy(person, place, windows) for place, person in enumerate(mine)))

    async def _add_rows(self, page: str, each: int) -> None:
        async def add(person: dict[str, Any], place: int) -> None:
            browser, one = self.browser(person, place), self.ledger.waiting[place].what
            for _ in range(each):
                self.number += 1
                data = {"record": one["record"], "snapshot": one["snapshot"], "part": f"row {self.number}"}
                assert (await browser.ask(f"/{page}", data)).status == 303
            browser.hang_up()

        await asyncio.gather(*(add(person, place) for place, person in enumerate(self.office["people"])))

    async def _retry(self) -> list[int]:
        await wait_until_served(self.port)
        statuses, people = [], {person["person"]: person for person in self.office["people"]}
        for one in self.ledger.again:
            browser = self.browser(people[one.what[one.unsure]], 0)
            data = {"fingerprint": one.what["fingerprint"]}
            statuses.append((await browser.ask(f"/records/{one.what['record']}/sign", data)).status)
            one.signed, one.unsure = [*dict.fromkeys([*one.signed, one.unsure])], ""
            browser.hang_up()
        self.ledger.pressed_again += len(statuses)
        self.ledger.again.clear()
        return statuses

    async def _busy(self, person: dict[str, Any], place: int, windows: int) -> None:
        browser = self.browser(person, place)
        mine = [one for one in self.ledger.answers if one.what["person"] == person["person"]]
        answers = mine[place % windows :: windows]
        try:
            with contextlib.suppress(Gone):
                for task in self._tasks(person["person"], answers):
                    await self._do(browser, task)
                    if self._is_over():
                        return
        finally:
            browser.hang_up()

    def _is_over(self) -> bool:
        if self.ledger.acknowledged < self.acknowledged or self.then is None:
            return time.monotonic() > self.ends or self.ledger.acknowledged >= self.acknowledged
        asyncio.get_running_loop().call_later(self.random.uniform(0, 0.02), self.then)
        self.then, self.acknowledged = None, self.ledger.acknowledged + self.after
        return False

    def _tasks(self, person: int, answers: list[Answer]) -> Iterator[Answer | Waiting]:
        while True:
            if self.signs and (one := self._to_sign(person)):
                yield one
            if self.saves:
                for _ in range(SAVES_A_SIGNATURE):
                    yield self.random.choice(answers)
            elif not self.signs or not self._to_sign(person):
                return

    def _to_sign(self, person: int) -> Waiting | None:
        mine = (one for one in self.ledger.waiting if one.turn and one.what[one.turn] == person and not one.unsure)
        return next(mine, None)

    async def _do(self, browser: Browser, task: Answer | Waiting) -> None:
        began = time.perf_counter()
        if isinstance(task, Answer):
            kind, done = "save", await self._save(browser, task)
        else:
            kind, done = "sign", await self._sign(browser, task)
        if done:
            self.ledger.seconds[kind].append(time.perf_counter() - began)

    async def _save(self, browser: Browser, answer: Answer) -> bool:
        self.number += 1
        words = f"{self.number} She slowed the interview down when he became agitated. " * 3
        answer.sent = words
        reply = await browser.ask(f"/records/{answer.what['record']}/answers", {
            "account": browser.account, "kind": answer.what["kind"], "part": answer.what["part"],
            "key": answer.what["key"], "text": words, "revision": answer.revision,
        })  # fmt: skip
        if reply.status != 200:
            await self._refused(browser, reply)
            return False
        answer.revision, answer.text, answer.sent = reply.json()["revision"], words, None
        self.ledger.saves += 1
        return True

    async def _sign(self, browser: Browser, one: Waiting) -> bool:
        part = one.unsure = one.turn
        reply = await browser.ask(f"/records/{one.what['record']}/sign", {"fingerprint": one.what["fingerprint"]})
        one.unsure = ""
        if reply.status != 303 or not reply.headers["location"].endswith(f"/records/{one.what['record']}"):
            await self._refused(browser, reply)
            return False
        one.signed.append(part)
        self.ledger.signatures += 1
        return True

    async def _refused(self, browser: Browser, reply: Reply) -> None:
        self.ledger.refuse(reply.status)
        if reply.status in (SIGNED_OUT, ASKED_TO_PROVE):
            person = next(one for one in self.office["people"] if one["account"] == browser.account)
            await browser.sign_in(person["email"])
            person["cookie"], person["token"] = browser.cookie, browser.token
