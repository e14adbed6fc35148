"""A page asks the database the same number of questions however many people it shows, and few of them."""

import pytest

from tests import make, papers
from tests.counting import count_queries

HOME, PAGE = 6, 8
PAGES = [("home.index", HOME), ("home.team", HOME), ("home.records", HOME), ("home.find", HOME), ("home.person", PAGE),
         ("drafts.edit", PAGE), ("records.show", PAGE), ("drafts.check", PAGE), ("evidence.index", PAGE)]  # fmt: skip


def grow(u: make.SmallUnit, practitioners: int) -> None:
    """More people in Isla's team, each with records at three stages."""
    for number in range(practitioners):
        who = make.member(f"Practitioner {number} Throckmorton", "Probation Officer", u.team, u.isla)
        for state in ("draft", "agreed", "locked"):
            papers.session(u.isla, who, state)


@pytest.mark.any_engine
@pytest.mark.parametrize(("endpoint", "budget"), PAGES)
def test_a_page_asks_no_more_when_there_are_more_people(endpoint: str, budget: int, app, client, sign_in):
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
    }.get(endpoint, {})
    with app.test_request_context():
        path = app.url_for(endpoint, **values)
    sign_in(u.isla)
    few = count_queries(client, path)
    grow(u, 6)
    assert count_queries(client, path) == few
    assert few <= budget
