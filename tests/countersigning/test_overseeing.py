"""What administrators and assurance readers see and do: that items exist and whose, never a word of their text."""

import pytest

from app.countersigning.models import Item
from app.database import db
from app.history.models import Event
from app.policy.countersigning import COUNTERSIGNED, DRAFT, OASYS, PAROLE, REQUESTED
from tests import make
from tests.countersigning import items

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere


@pytest.fixture
def fergus(unit, sign_in, another_client):
    """The browser of the administrator."""
    return sign_in(unit.fergus, another_client())


@pytest.fixture
def item(unit):
    """Lowri's parole report, waiting for Isla."""
    return items.requested(unit.lowri, PAROLE)


def test_everyones_items_are_found_by_case_and_by_author(unit, fergus, item):
    items.requested(unit.magda, PAROLE, case="X330518")
    page = fergus.get("/countersigning/all").text
    assert "X220914" in page
    assert "X330518" in page
    found = fergus.get("/countersigning/all?q=throckmorton").text
    assert "X220914" in found
    assert "X330518" not in found
    assert "Nothing has" in fergus.get("/countersigning/all?q=nobody").text


def test_an_administrator_reads_no_text(unit, fergus, item):
    items.decide(item, unit.isla, items.at("2026-11-18 10:00"), items.BACK)
    page = fergus.get(f"/countersigning/{item.id}").text
    assert "Release is not recommended" not in page
    assert "Victim safety pillar" not in page
    assert "X220914" in page


def test_an_item_is_given_to_somebody_who_may_sign(unit, fergus, item, sign_in, another_client):
    answer = fergus.post(
        f"/countersigning/{item.id}/give", data={"who": str(unit.rhys.id), "reason": "Isla is in court"}
    )
    assert answer.status_code == 303
    rhys = sign_in(unit.rhys, another_client())
    assert "Countersign a parole report, X220914" in rhys.get("/").text
    assert "Countersign a parole report" not in sign_in(unit.isla, another_client()).get("/").text
    assert rhys.get(f"/countersigning/{item.id}/decide").status_code == 200
    told = db.session.query(Event).filter_by(verb="given to another manager").one()
    assert told.reason == "Rhys Sidebottom: Isla is in court"


@pytest.mark.parametrize(
    ("who", "words"),
    [("gwenllian", "Choose who is to sign it"), ("lowri", "of a manager in post"), ("", "Choose who is to sign it")],
)
def test_an_item_is_given_to_nobody_who_may_not_sign(unit, fergus, item, who, words):
    data = (
        {"who": "other", "other": getattr(unit, who).email}
        if who == "lowri"
        else {"who": who and str(getattr(unit, who).id)}
    )
    answer = fergus.post(f"/countersigning/{item.id}/give", data={**data, "reason": "Isla is in court"})
    assert answer.status_code in (409, 422)
    assert words in answer.text
    assert "Isla is in court" in answer.text
    assert db.session.get(Item, item.id).assigned_id is None


def test_a_manager_who_may_not_sign_is_refused_with_the_rule(unit, fergus, item):
    sol = make.member("Evander Croft", "Senior Operational Lead", unit.team)
    answer = fergus.post(f"/countersigning/{item.id}/give", data={"who": str(sol.id), "reason": "Isla is away"})
    assert answer.status_code == 409
    assert "Domain guide B" in answer.text
    assert "Isla is away" in answer.text


def test_a_finished_assessment_is_rolled_back_with_a_comment(unit, fergus):
    item = items.requested(unit.lowri, OASYS, forced="yes")
    items.decide(item, unit.isla, items.at("2026-11-18 10:00"))
    assert item.state == COUNTERSIGNED
    blank = fergus.post(f"/countersigning/{item.id}/roll-back", data={"reason": " "})
    assert blank.status_code == 422
    assert "Say why it is rolled back" in blank.text
    answer = fergus.post(f"/countersigning/{item.id}/roll-back", data={"reason": "Wrong version was locked"})
    assert answer.status_code == 303
    assert db.session.get(Item, item.id).state == DRAFT


def test_what_still_waits_is_not_rolled_back(unit, fergus, item):
    answer = fergus.post(f"/countersigning/{item.id}/roll-back", data={"reason": "Too early"})
    assert answer.status_code == 409
    assert "no longer possible" in answer.text
    assert "Too early" in answer.text
    assert db.session.get(Item, item.id).state == REQUESTED


@pytest.mark.parametrize("path", ["all", "{id}/give", "{id}/roll-back"])
def test_staff_oversee_nothing(isla, item, path):
    assert isla.get(f"/countersigning/{path.format(id=item.id)}").status_code == 403


def test_an_assurance_reader_sees_that_items_exist_and_changes_nothing(unit, item, sign_in, another_client):
    nerys = sign_in(unit.nerys, another_client())
    assert "X220914" in nerys.get("/countersigning/all").text
    assert nerys.get(f"/countersigning/{item.id}").status_code == 200
    assert nerys.get(f"/countersigning/{item.id}/give").status_code == 403
