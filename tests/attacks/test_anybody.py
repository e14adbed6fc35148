"""Anybody, any link, any form with anything in it, in any order: nothing fails, leaks, or moves where it may not.

`ATTACK=long` walks for as long as `make attack` may take.
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.countersigning.models import Item
from app.database import db
from app.history.queries import breaks
from app.records.models import Record, Snapshot
from tests import papers
from tests.attacks import corpus
from tests.attacks.oracle import faults
from tests.attacks.world import Form, Reader, World

pytestmark = pytest.mark.any_engine

IS_LONG = os.environ.get("ATTACK") == "long"
WALKS, STEPS = (150, 120) if IS_LONG else (3, 40)
WHO = ("lead", "subject", "head", "admin", "assurance", "other")
# Whoever takes no part in a session may never meet what was private in it.
NO_PART = ("head", "admin", "assurance")
BECOMES = {
    "draft": {"draft", "sent", "cancelled", "locked"}, "sent": {"sent", "draft", "locked"}, "locked": {"locked"},
    "cancelled": {"cancelled"},
}  # fmt: skip
TEXTS = [text for category in (*corpus.WORDS, corpus.TIMES) for text in category if corpus.storable(text)]
AWAY = ("/sign-out", "/account", "/static")
Step = tuple[int, int, int]


class Walk:
    """One walk: where each person stands, and what was true before."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.page: dict[str, Reader] = {}
        self.texts: dict[int, tuple[str, str]] = {}
        self.states: dict[int, str] = {}

    def step(self, who: str, way: int, what: int) -> None:
        """Follow a link of the page this person is on, or send a form of it with something odd or nothing in it."""
        here = self.page.get(who) or Reader("")
        forms = [form for form in here.forms if not form.action.startswith(AWAY)]
        links = [to.partition("#")[0] for to in here.addresses if to.startswith("/") and not to.startswith(AWAY)]
        if forms and way % 2:
            form, text = forms[way // 2 % len(forms)], TEXTS[what % len(TEXTS)]
            self.see(who, form.action, self.filled(form, what, text), text)
        else:
            self.see(who, links[way // 2 % len(links)] if links else "/", None, "")

    @staticmethod
    def filled(form: Form, what: int, text: str) -> dict[str, list[str]]:
        """The form as it stands, every third time with one field changed to the text."""
        if not form.names or what % 3:
            return form.filled()
        return form.filled(**{form.names[what % len(form.names)]: text})

    def see(self, who: str, address: str, data: dict[str, list[str]] | None, text: str) -> None:
        """Ask, and judge the answer; the next step goes on from there."""
        browser = self.world.browsers[who]
        answer = browser.get(address) if data is None else browser.post(address, data=data)
        assert faults(answer, text) == [], (who, address, data)
        if answer.status_code in (302, 303):
            answer = browser.get(answer.headers["Location"])
            assert faults(answer, text) == [], (who, address)
        if answer.mimetype == "text/html":
            assert who not in NO_PART or papers.WELLBEING not in answer.text, (who, address)
            self.page[who] = Reader(answer.text, answer.request.path)
        self.judge()

    def judge(self) -> None:
        """What must hold after every step."""
        for record in db.session.query(Record):
            was = self.states.get(record.id, record.state)
            assert record.state in BECOMES[was], (record.id, was, record.state)
            self.states[record.id] = record.state
        for frozen in db.session.query(Snapshot):
            assert self.texts.setdefault(frozen.id, (frozen.body, frozen.fingerprint)) == (
                frozen.body,
                frozen.fingerprint,
            )


@settings(max_examples=WALKS, deadline=None, derandomize=not IS_LONG, suppress_health_check=list(HealthCheck))
@given(
    steps=some.lists(
        some.tuples(some.integers(0, 5), some.integers(0, 999), some.integers(0, 9_999)),
        min_size=STEPS // 2,
        max_size=STEPS,
    )
)
def test_no_order_of_anybodys_steps_breaks_a_promise(steps: list[Step], world: World):
    world.store.renew("world")
    walk = Walk(world)
    for who, way, what in steps:
        walk.step(WHO[who], way, what)
    assert list(breaks()) == []
    assert db.session.query(Item).count() >= 4
