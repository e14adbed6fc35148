"""A page asks the database the same number of questions however many people it shows, and few of them."""

from collections.abc import Callable
from typing import Any

import pytest

from app.database import db
from app.evidence.choosing import plans
from app.records.models import CONFIRMED, Action
from app.registration.standards import tags
from app.registration.years import evidence_year
from app.web.clock import now, today
from tests import make, papers
from tests.browsing import Client
from tests.countersigning import desk
from tests.counting import asked_by, count_queries
from tests.stores import Store

HOME, PAGE = 6, 8
PAGES = [("home.index", HOME), ("team.index", HOME), ("home.records", HOME), ("home.find", HOME), ("home.person", PAGE),
         ("drafts.edit", PAGE), ("records.show", PAGE), ("drafts.check", PAGE), ("evidence.index", PAGE),
         ("role_register.index", HOME), ("deciding.decide", PAGE)]  # fmt: skip
NOTED = ("drafts.edit", "records.show", "deciding.decide")


def grow(u: make.SmallUnit, practitioners: int) -> None:
    """More people in Isla's team, each with records at three stages."""
    for number in range(practitioners):
        who = make.member(f"Practitioner {number} Throckmorton", "Probation Officer", u.team, u.isla)
        for state in ("draft", "agreed", "locked"):
            papers.session(u.isla, who, state)


def few(browser: Client, sign_in: Callable[..., Client]) -> dict[str, Any]:
    """Isla's browser and team, with her records, and what the addresses of pages need."""
    u = make.unit()
    signed, watched = papers.session(u.isla, u.lowri, "locked"), papers.observation(u.isla, u.lowri, "locked")
    draft = papers.session(u.isla, u.lowri)
    draft.follows_id, draft.planned_at = watched.id, draft.since
    item = desk.waiting(desk.learner(u.lowri))
    grow(u, 3)
    values = {
        "home.person": {"person_id": u.lowri.id},
        "home.find": {"q": "Throckmorton"},
        "home.records": {"show": "led"},
        "drafts.edit": {"record_id": draft.id},
        "drafts.check": {"record_id": draft.id},
        "records.show": {"record_id": signed.id},
        "deciding.decide": {"item_id": item.id},
    }
    return {"u": u, "values": values, "browser": sign_in(u.isla, browser)}


@pytest.mark.any_engine
@pytest.mark.parametrize(("endpoint", "budget"), PAGES)
def test_a_page_asks_no_more_when_there_are_more_people(endpoint: str, budget: int, store: Store, client, sign_in):
    found = store.once("few people", lambda: few(client, sign_in))
    with store.app.test_request_context():
        path = store.app.url_for(endpoint, **found["values"].get(endpoint, {}))
    asked = count_queries(found["browser"], path)

    def more() -> Client:
        grow(found["u"], 6)
        return found["browser"]

    assert count_queries(store.once("more people", more), path) == asked
    assert asked <= budget


@pytest.mark.parametrize("endpoint", NOTED)
def test_the_first_opening_which_is_noted_takes_no_more_than_any_page_may(endpoint: str, store: Store, client, sign_in):
    found = store.once("few people", lambda: few(client, sign_in))
    with store.app.test_request_context():
        path = store.app.url_for(endpoint, **found["values"][endpoint])
    asked = asked_by(found["browser"], path)
    assert any(statement.startswith("INSERT INTO event") for statement in asked)
    waits = sum("pg_advisory_xact_lock" in statement for statement in asked)  # PostgreSQL’s turn to append asks nothing
    assert len(asked) - waits <= PAGE, asked


def evidence(browser: Client, sign_in: Callable[..., Client]) -> dict[str, Any]:
    """Lowri's browser and records, with standards, an action and a statement for the pack."""
    u = make.unit()
    more_evidence(u)
    statement = "Rang 07700 900142 about the year."
    plans.keep(u.lowri.id, plans.Plan(*evidence_year(today()), statement=statement), now())
    return {"u": u, "browser": sign_in(u.lowri, browser)}


def more_evidence(u: make.SmallUnit, records: int = 1) -> None:
    """Signed sessions of Lowri's that are evidence, with actions that were agreed in them."""
    for _ in range(records):
        record = papers.session(u.isla, u.lowri, "locked")
        db.session.add(Action(record_id=record.id, subject_id=u.lowri.id, owner_id=u.isla.id, text="Ring the hostel",
                              agreed_at=now(), state=CONFIRMED, confirmed_by=u.isla.name))  # fmt: skip
        tags.put_on(record, ["reflection"], papers.by(u.lowri), now())


@pytest.mark.any_engine
@pytest.mark.parametrize("endpoint", ["builder.choose", "builder.check"])
def test_putting_a_pack_together_asks_no_more_when_there_are_more_records(endpoint: str, store: Store, client, sign_in):
    found = store.once("few records", lambda: evidence(client, sign_in))
    with store.app.test_request_context():
        path = store.app.url_for(endpoint)
    asked = count_queries(found["browser"], path)

    def more() -> Client:
        more_evidence(found["u"], 3)
        return found["browser"]

    assert count_queries(store.once("more records", more), path) == asked
    assert asked <= PAGE
