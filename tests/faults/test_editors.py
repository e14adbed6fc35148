"""R13: two windows write one draft; whoever was first is saved, the other is told, and both texts are kept."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.database import db
from app.records import queries, snapshot
from app.records.models import Answer, Record, Snapshot
from tests import make, papers
from tests.browsing import Client
from tests.faults.browsers import Reply, run, wait_until_served
from tests.faults.conftest import Open
from tests.faults.figures import Tally
from tests.faults.service import Service
from tests.faults.sizes import size

ROUNDS = size(20, 200)
EXAMPLES, STEPS = size((4, 25), (250, 50))


def test_of_two_windows_one_is_saved_and_one_is_told_and_shows_both_texts(open_office: Open, engine: str, tally: Tally):
    tally.begin("R13", engine, "two windows, one draft")
    service = open_office()
    service.open(4)
    tally.add(**run(race(service)))
    service.close()
    assert (tally["saved"], tally["told"], tally["shown_both"]) == (ROUNDS, ROUNDS, 1)
    assert service.broken() == []


async def race(service: Service) -> dict[str, int]:
    """How often one was saved and the other told, each time with the other's text in hand."""
    await wait_until_served(service.port)
    answer = service.ledger.answers[0]
    person = next(one for one in service.office["people"] if one["person"] == answer.what["person"])
    windows = [service.crowd.browser(person, number) for number in range(2)]
    counted = {"saved": 0, "told": 0, "shown_both": 0}
    for number in range(ROUNDS):
        texts = [f"Round {number}, window {window}" for window in range(2)]
        data = {"account": person["account"], "revision": answer.revision,
                **{name: answer.what[name] for name in ("kind", "part", "key")}}  # fmt: skip
        address = f"/records/{answer.what['record']}/answers"
        replies = await asyncio.gather(*(each.ask(address, {**data, "text": text})
                                         for each, text in zip(windows, texts, strict=True)))  # fmt: skip
        first, second = sorted(range(2), key=lambda place: replies[place].status)
        counted["saved"] += replies[first].status == 200
        counted["told"] += replies[second].status == 409 and replies[second].json()["theirs"] == texts[first]
        answer.revision = replies[second].json()["revision"]
    counted["shown_both"] = int(shows_both(await stale(service, windows[0]), texts[first]))
    for each in windows:
        each.hang_up()
    return counted


async def stale(service: Service, browser: Any) -> Reply:
    """What the page without script answers to somebody whose answer was changed meanwhile."""
    what = service.ledger.answers[0].what
    data = {f"a-{what['key']}": "Mine, typed long ago", f"r-{what['key']}": 1, "go": "save"}
    reply: Reply = await browser.ask(f"/records/{what['record']}/draft", data)
    return reply


def shows_both(reply: Reply, theirs: str) -> bool:
    """Whether both texts stand on the page."""
    page = reply.body.decode()
    return reply.status == 409 and "Mine, typed long ago" in page and theirs in page


class Windows(RuleBasedStateMachine):
    """One draft in two windows of its writer, saved, sent and taken back in any order, against what should be there."""

    browser: Client
    people: make.SmallUnit
    steps = 0

    @initialize()
    def open(self) -> None:
        """A new draft, seen by both windows."""
        self.record = papers.session(self.people.isla, self.people.lowri)
        self.key = papers.free_key(self.record)
        self.account = make.account_of(self.people.isla).id
        db.session.commit()
        self.text, self.revision, self.is_draft = self._answer().text, self._answer().revision, True
        self.shown = [self.revision, self.revision]

    def _answer(self) -> Answer:
        keys = {"record_id": self.record.id, "part": "lead", "key": self.key}
        return db.session.query(Answer).filter_by(**keys).populate_existing().one()

    @rule(window=some.sampled_from([0, 1]), words=some.text("ab ", min_size=1, max_size=6))
    def types(self, window: int, words: str) -> None:
        """The page's script saves what a window holds."""
        Windows.steps += 1
        data = {"account": self.account, "kind": "rps", "part": "lead", "key": self.key, "text": words,
                "revision": self.shown[window]}  # fmt: skip
        answer = self.browser.post(f"/records/{self.record.id}/answers", data=data)
        if not self.is_draft:
            assert (answer.status_code, "closed" in answer.json) == (409, True)
        elif self.shown[window] == self.revision:
            assert answer.status_code == 200
            self.text, self.revision = self._answer().text, answer.json["revision"]
            assert self.text.strip() == words.strip()
            self.shown[window] = self.revision
        else:
            assert answer.status_code == (200 if words == self.text else 409)
            assert answer.status_code == 200 or answer.json["theirs"] == self.text

    @rule(window=some.sampled_from([0, 1]))
    def loads(self, window: int) -> None:
        """A window is loaded again."""
        Windows.steps += 1
        self.browser.get(f"/records/{self.record.id}/draft")
        self.shown[window] = self.revision

    @precondition(lambda self: self.is_draft and self.text.strip())
    @rule()
    def sends(self) -> None:
        """The draft is sent, with the text that stands."""
        Windows.steps += 1
        assert self.browser.post(f"/records/{self.record.id}/send").status_code == 303
        self.is_draft = False
        record = db.session.get_one(Record, self.record.id, populate_existing=True)
        frozen = db.session.get_one(Snapshot, record.snapshot_id)
        assert self.text.strip() in [line.text for line in snapshot.lines(frozen.body)]
        assert queries.signed(record)[0].fingerprint == frozen.fingerprint

    @precondition(lambda self: not self.is_draft)
    @rule()
    def takes_back(self) -> None:
        """It is taken back to draft."""
        Windows.steps += 1
        answer = self.browser.post(f"/records/{self.record.id}/withdraw", data={"reason": "A word is wrong."})
        assert answer.status_code == 303
        self.is_draft = True

    @invariant()
    def nothing_is_lost(self) -> None:
        """What is stored is what was last acknowledged."""
        stored = self._answer()
        assert (stored.text, stored.revision) == (self.text, self.revision)


@pytest.fixture
def machine(unit: make.SmallUnit, isla: Client) -> type[Windows]:
    Windows.browser, Windows.people, Windows.steps = isla, unit, 0
    return Windows


@pytest.mark.any_engine
def test_no_order_of_saving_and_sending_loses_a_text(machine: type[Windows], engine: str, tally: Tally):
    tally.begin("R13", engine, "steps of two windows in any order")
    run_state_machine_as_test(machine, settings=settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    ))  # fmt: skip
    tally.add(steps=machine.steps)
    assert machine.steps > 0
