"""A page asks the database the same number of questions however many people it shows, and few of them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import make, papers
from tests.browsing import Client
from tests.counting import count_queries
from tests.stores import Store

HOME, PAGE = 6, 8
PAGES = [("home.index", HOME), ("team.index", HOME), ("home.records", HOME), ("home.find", HOME), ("home.person", PAGE),
         ("drafts.edit", PAGE), ("records.show", PAGE), ("drafts.check", PAGE), ("evidence.index", PAGE),
         ("role_register.index", HOME)]  # fmt: skip


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
    grow(u, 3)
    values = {
        "home.person": {"person_id": u.lowri.id},
        "home.find": {"q": "Throckmorton"},
        "home.records": {"show": "led"},
        "drafts.edit": {"record_id": draft.id},
        "drafts.check": {"record_id": draft.id},
        "records.show": {"record_id": signed.id},
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
