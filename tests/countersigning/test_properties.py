"""Whatever people do, in whatever order: nobody signs their own work or twice, and no round is ever lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.countersigning import actions, queries, recalls
from app.countersigning.models import Decision, Item, Recall, Round
from app.database import db
from app.people import cover
from app.people.models import RECALL_DELEGATION
from app.policy.access import NotAllowed, NotThere
from app.policy.countersigning import (
    DRAFT,
    FIRST,
    FIRST_RULES,
    OASYS,
    PAROLE,
    RECALL,
    REQUESTED,
    REWORK,
    SECOND,
    SECOND_PART,
    WITHDRAWN,
)
from app.policy.cover import KINDS
from app.policy.recall import DOES_NOT_RECALL, RECALLS
from app.policy.rules import Refused, insist
from tests import make
from tests.countersigning import items

WHO = ("lowri", "pius", "isla", "rhys", "efua", "cosmo", "saoirse", "gwenllian")
ACTS = ("sign", "countersign", "countersign stale", "send back", "take back", "withdraw", "park", "give", "roll back",
        "agree", "do not recall", "explain", "endorse", "raise", "send")  # fmt: skip


@dataclass
class Course:
    """One item, what was tried on it, and every round and decision that ever stood."""

    unit: make.SmallUnit
    item: Item
    now: datetime
    seen: dict[str, str] = field(default_factory=dict)

    def attempt(self, act: str, who: str) -> bool:
        """Try one act as one person; whether it was allowed."""
        self.now += timedelta(minutes=7)
        person = getattr(self.unit, who)
        before = (self.item.state, self.item.round)
        try:
            with db.session.begin_nested():
                TRY[act](self, person)
        except (Refused, NotAllowed, NotThere):
            db.session.refresh(self.item)
            assert (self.item.state, self.item.round) == before, "a refused act changed something"
            return False
        return True

    def found(self, person) -> queries.Found:
        """The item as this person sees it."""
        who = self.unit.fergus if person is None else person
        return items.seen(self.item, who, self.now)

    def check(self) -> None:
        """What must hold at every moment."""
        signed = db.session.query(Round).filter_by(item_id=self.item.id)
        rounds = {f"round {each.number}": each.fingerprint for each in signed}
        made = list(db.session.query(Decision).filter_by(item_id=self.item.id))
        decided = {f"{each.round} {each.part}": each.fingerprint for each in made}
        now_there = {**rounds, **decided}
        assert {name: now_there.get(name) for name in self.seen} == self.seen, "an earlier round or decision is lost"
        self.seen = now_there
        assert all(each.person_id != self.item.author_id for each in made), "somebody countersigned their own work"
        for number in {each.round for each in made}:
            signers = [each.person_id for each in made if each.round == number and each.part in (FIRST, SECOND_PART)]
            assert len(signers) == len(set(signers)), "somebody signed twice in two capacities"
        assert all(each.of_fingerprint == rounds[f"round {each.round}"] for each in made if each.round), "stale"


def sign(course: Course, person) -> None:
    """The author signs."""
    course.found(person).insist("sign")
    items.sign(course.item, person, course.now)


def countersign(course: Course, person, texts=None) -> None:
    """Somebody decides what is on the page."""
    items.decide(course.item, person, course.now, texts)


def stale(course: Course, person) -> None:
    """Somebody decides on a page that was opened before the author signed again."""
    found = course.found(person)
    rounds = queries.rounds_of(course.item.id)
    old = rounds[-2][0].fingerprint if len(rounds) > 1 else "0" * 64
    with pytest.raises(Refused):
        actions.decide(found, items.ALL, old, {}, items.by(person), course.now)
    raise Refused


def give(course: Course, person) -> None:
    """The administrator gives it to somebody."""
    found = course.found(None)
    found.insist("give")
    theirs = items.seen(course.item, course.unit.fergus, course.now)
    signing = queries.signing_of(theirs, person.id, course.now.date())
    insist(FIRST_RULES, signing)
    actions.give(found, person, signing, "Away", items.by(course.unit.isla), course.now)


def agree(course: Course, person, decision: str) -> None:
    """A manager decides on a recall."""
    found = course.found(person)
    recalls.agree(found, decision, course.now, ["warnings"], "", "Risk is imminent", items.by(person), course.now,
                  sensitive=False, later=False)  # fmt: skip


def as_admin(act: Callable) -> Callable:
    """An act of the administrator, whoever was drawn."""
    return lambda course, person: act(course, course.found(None))


TRY: dict[str, Callable] = {
    "sign": sign,
    "countersign": countersign,
    "countersign stale": stale,
    "send back": lambda course, person: countersign(
        course, person, items.BACK if course.item.kind != RECALL else {**items.BACK, "section_1": "quality"}),
    "take back": lambda course, person: (
        course.found(person).insist("take back"),
        actions.take_back(course.found(person), items.by(person), course.now)),
    "withdraw": lambda course, person: (
        course.found(person).insist("withdraw"),
        actions.withdraw(course.found(person), "Not needed", items.by(person), course.now)),
    "park": lambda course, person: (course.found(person).insist("park"), actions.park(
        course.found(person), course.now.date() + timedelta(days=2), "In court", items.by(person), course.now,
        course.now.date())),
    "give": give,
    "roll back": as_admin(lambda course, found: (found.insist("roll back"), actions.roll_back(
        found, "Locked too early", items.by(course.unit.isla), course.now, course.now.date()))),
    "agree": lambda course, person: agree(course, person, RECALLS),
    "do not recall": lambda course, person: agree(course, person, DOES_NOT_RECALL),
    "explain": lambda course, person: (course.found(person).insist("rationale"), recalls.explain(
        course.found(person), "Risk is imminent", items.by(person), course.now)),
    "endorse": lambda course, person: recalls.endorse(
        course.found(person), "I agree", items.by(person), course.now),
    "raise": lambda course, person: (course.found(person).insist("raise"), recalls.raise_emergency(
        course.found(person), "He has left the hostel", items.by(person), course.now)),
    "send": lambda course, person: (course.found(person).insist("send"), recalls.send(
        course.found(person), course.now, items.by(person), course.now)),
}  # fmt: skip


def begin(unit: make.SmallUnit, kind: str, author: str) -> Course:
    """An item of this author's, in draft or as a recall that is considered."""
    now, person = items.at("2026-11-17 09:00"), getattr(unit, author)
    if kind != RECALL:
        return Course(unit, items.started(person, kind, now, forced="yes"), now)
    item = recalls.consider(person, items.CASE, date(2026, 5, 1), now, None, items.by(person), now, is_emergency=False)
    items.write(item, person, now, **items.TEXTS[RECALL])
    return Course(unit, item, now)


# Mostly somebody who might: the author for their own acts, a manager for the others; but anybody may try anything.
OWN = ("sign", "take back", "withdraw", "send", "raise")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(OWN), st.just("author")),
        st.tuples(st.sampled_from(ACTS), st.sampled_from(("isla", "rhys", "efua", "cosmo"))),
        st.tuples(st.sampled_from(ACTS), st.sampled_from(("author", *WHO))),
    ),
    min_size=4, max_size=14,
)  # fmt: skip


@pytest.mark.parametrize("kind", [OASYS, PAROLE, RECALL])
def test_no_order_of_acts_breaks_a_promise(unit, kind):
    now = items.at("2026-11-17 08:00")
    make.fact(unit.cosmo, RECALL_DELEGATION, text="Delegated by the head")
    cover.record(unit.isla, unit.rhys, KINDS, now.date(), date(2026, 12, 1), items.by(unit.isla), now, now.date())
    reached: set[str] = set()

    @settings(max_examples=24, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(
        author=st.sampled_from(("lowri", "isla", "rhys")),
        steps=STEPS,
        opening=st.sampled_from(("", "countersign", "send back")),
    )
    def run(author: str, steps: list[tuple[str, str]], opening: str) -> None:
        course = begin(unit, kind, author)
        usual_signing = [(opening, who) for who in ("isla", "rhys", "efua") if opening]
        usual = [("agree", "isla"), ("agree", "rhys"), ("agree", "efua")] if kind == RECALL else []
        for act, who in [*usual, ("sign", author), *usual_signing, *steps]:
            course.attempt(act, author if who == "author" else who)
            course.check()
            reached.add(course.item.state)

    run()
    assert {REQUESTED, REWORK, WITHDRAWN, DRAFT} <= reached
    assert (SECOND in reached) == (kind == RECALL)


def test_a_withdrawn_item_is_decided_by_nobody(unit):
    item = items.requested(unit.lowri, PAROLE)
    now = items.at("2026-11-17 10:00")
    actions.take_back(items.seen(item, unit.lowri, now), items.by(unit.lowri), now)
    actions.withdraw(items.seen(item, unit.lowri, now), "Transferred", items.by(unit.lowri), now)
    for who in (unit.isla, unit.efua, unit.cosmo):
        with pytest.raises((Refused, NotThere)):
            items.decide(item, who, now)
    assert db.session.query(Decision).count() == 0
    assert db.session.query(Recall).count() == 0


pytestmark = pytest.mark.any_engine
