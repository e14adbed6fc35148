"""Keeping and removal as administrators meet it, and what a record shows afterwards."""

import pytest
from sqlalchemy import select

from app.database import db
from app.keeping import nightly, removing
from app.keeping.models import Hold, Removal
from app.web.clock import today
from tests import make
from tests import papers as records
from tests.counting import count_queries
from tests.keeping import papers
from tests.keeping.papers import LATER, Shelf

pytestmark = pytest.mark.any_engine


@pytest.fixture
def shelf(store) -> Shelf:
    return store.once("shelf", papers.shelf)


@pytest.fixture
def admins(shelf, sign_in, another_client, at):
    """The browsers of two administrators, seven years later."""
    at(LATER)
    return sign_in(shelf.u.fergus), sign_in(shelf.second, another_client())


def words(answer) -> str:
    return " ".join(answer.text.split())


def test_one_proposes_another_approves_and_the_page_says_what_became_of_it(shelf, admins, sign_in, another_client):
    first, second = admins
    assert count_queries(first, "/admin/keeping/") <= 8
    page = words(first.get("/admin/keeping/"))
    assert "Signed records: their text, comments and addenda" in page
    assert records.REFLECTION not in page
    assert first.post("/admin/keeping/removals", data={"reason": ""}).status_code == 422
    assert first.post("/admin/keeping/removals", data={"reason": papers.WHY}).status_code == 303
    assert "Another administrator decides this" in words(first.get("/admin/keeping/"))
    refused = first.post("/admin/keeping/removals/1/approve")
    assert refused.status_code == 409
    assert "A second administrator approves what the first one proposed" in words(refused)
    assert "Decide on removing what is past its years" in words(second.get("/"))
    assert second.post("/admin/keeping/removals/1/approve").status_code == 303
    assert "It is being done" in words(second.get("/admin/keeping/"))
    removing.run(1)
    assert "Nothing is past its years" in words(first.get("/admin/keeping/"))
    lowri = sign_in(shelf.u.lowri, another_client())
    page = words(lowri.get(f"/records/{shelf.session.id}"))
    assert "The text of this record was removed on 4" in page
    assert shelf.u.isla.name in page
    assert records.REFLECTION not in page
    assert "reference removed" in words(lowri.get(f"/countersigning/{shelf.item.id}?view=all"))
    assert lowri.get("/records").status_code == lowri.get("/countersigning/mine").status_code == 200
    assert lowri.get(f"/evidence/records/{shelf.session.id}.pdf").status_code == 403
    assert lowri.post(f"/records/{shelf.session.id}/addendum", data={"text": "More"}).status_code == 403


def test_a_proposal_is_taken_back_and_decided_once(shelf, admins):
    first, second = admins
    first.post("/admin/keeping/removals", data={"reason": papers.WHY})
    assert first.post("/admin/keeping/removals", data={"reason": papers.WHY}).status_code == 409
    assert first.post("/admin/keeping/removals/1/decline").status_code == 303
    assert second.post("/admin/keeping/removals/1/approve").status_code == 409
    assert second.post("/admin/keeping/removals/9/approve").status_code == 404
    assert not db.session.get_one(Removal, 1).is_approved


def test_a_removal_that_another_approved_meanwhile_is_not_said_to_be_closed(shelf, admins):
    first, second = admins
    first.post("/admin/keeping/removals", data={"reason": papers.WHY})
    assert second.post("/admin/keeping/removals/1/approve").status_code == 303
    late = first.post("/admin/keeping/removals/1/decline", follow_redirects=True)
    assert (late.status_code, "A removal is decided once" in late.text) == (409, True)
    assert db.session.get_one(Removal, 1).is_approved


def test_both_prove_who_they_are(shelf, admins, at):
    first, second = admins
    at("2033-06-04 09:50")
    assert first.post("/admin/keeping/removals", data={"reason": papers.WHY}).status_code == 422
    proved = {"reason": papers.WHY, "password": make.PASSWORD, "code": make.code(shelf.u.fergus)}
    assert first.post("/admin/keeping/removals", data=proved).status_code == 303
    refused = second.post("/admin/keeping/removals/1/approve")
    assert (refused.status_code, '<a href="#password-1">Enter your password' in refused.text) == (422, True)
    wrong = {"password": make.PASSWORD, "code": "000000"}
    refused = second.post("/admin/keeping/removals/1/approve", data=wrong)
    assert '<a href="#password-1-code">The code is not right' in refused.text
    assert 'id="password-1-code-error"' in refused.text
    assert 'id="password-1-error"' not in refused.text
    assert db.session.get_one(Removal, 1, populate_existing=True).decided_at is None


def test_a_hold_is_placed_listed_and_lifted_with_a_reason(shelf, admins):
    first, second = admins
    place = {"staff_number": shelf.u.lowri.staff_number, "reason": "An inquest"}
    place["seen"] = papers.looked_at(first, place)
    refused = first.post("/admin/keeping/holds/new", data={**place, "reason": ""})
    assert (refused.status_code, '<a href="#reason">Enter a reason</a>' in refused.text) == (422, True)
    assert first.post("/admin/keeping/holds/new", data=place).status_code == 303
    again = first.post("/admin/keeping/holds/new", data=place)
    assert (again.status_code, "One hold on a person at a time" in again.text) == (409, True)
    assert place["reason"] in again.text  # what was typed stays
    assert 'href="/admin/keeping/holds/1"' in again.text
    hold = db.session.scalars(select(Hold)).one()
    assert shelf.u.lowri.name in words(second.get("/admin/keeping/"))
    assert "An inquest" in words(second.get(f"/admin/keeping/holds/{hold.id}"))
    assert second.post(f"/admin/keeping/holds/{hold.id}", data={"reason": ""}).status_code == 422
    assert second.post(f"/admin/keeping/holds/{hold.id}", data={"reason": "It is over"}).status_code == 303
    assert second.post(f"/admin/keeping/holds/{hold.id}", data={"reason": "Again"}).status_code == 409
    assert "No hold stands" in words(first.get("/admin/keeping/"))


def test_a_hold_is_placed_only_after_looking_at_whom_it_is_on(shelf, admins):
    browser, lowri, address = admins[0], shelf.u.lowri, "/admin/keeping/holds/new"
    whole = {"staff_number": f" {lowri.staff_number} ", "reason": "An inquest <1>"}
    unknown = browser.post(address, data={**whole, "staff_number": "none"})
    assert unknown.status_code == 422
    assert '<a href="#staff_number">No member of staff has this number</a>' in unknown.text
    assert 'value="An inquest &lt;1&gt;"' in unknown.text, "what was typed stays"
    for seen in ({}, {"seen": "made up"}):
        look = browser.post(address, data=whole | seen)
        assert (look.status_code, "since you looked" in look.text) == ((409, True) if seen else (200, False))
        for told in (lowri.name, lowri.staff_number, "Probation Officer", shelf.u.isla.name, "An inquest &lt;1&gt;"):
            assert told in words(look), told
    mark = papers.looked_at(browser, whole)
    changing = browser.post(address, data=whole | {"seen": mark, "go": "change"})
    assert (changing.status_code, lowri.staff_number in changing.text) == (200, True)
    other = {"staff_number": shelf.u.pius.staff_number, "seen": mark}
    assert browser.post(address, data=whole | other).status_code == 409
    lowri.name = "Lowri Married"
    db.session.commit()
    assert "Lowri Married" in words(browser.post(address, data=whole | {"seen": mark}))
    assert db.session.query(Hold).count() == 0
    again = whole | {"seen": papers.looked_at(browser, whole)}
    assert browser.post(address, data=again).status_code == 303
    assert db.session.scalars(select(Hold.person_id)).one() == lowri.id
    look = words(browser.post(address, data={"staff_number": lowri.staff_number}))
    assert "A hold on them stands already" in look
    assert "Place the hold</button>" not in look


def test_staff_and_assurance_readers_have_no_such_page(shelf, sign_in, another_client):
    for who in (shelf.u.isla, shelf.u.efua, shelf.u.nerys):
        browser = sign_in(who, another_client())
        assert browser.get("/admin/keeping/").status_code == 403
        assert browser.post("/admin/keeping/removals").status_code == 403
        assert browser.get("/account/copy").status_code == 200


def test_a_night_clears_what_is_over_and_takes_a_stopped_removal_up_again(shelf, admins, at, monkeypatch):
    removal = papers.agreed(shelf)
    queued = []
    monkeypatch.setattr(nightly.jobs, "enqueue", lambda name, *args, once="": queued.append((name, *args)))
    before = db.session.query(nightly.UserSession).count()
    assert before >= 2
    at("2033-12-24 02:10")
    papers.held(shelf, shelf.u.isla)
    nightly.run(today().isoformat())
    assert db.session.query(nightly.UserSession).count() == 0
    assert queued == [(removing.NAME, removal.id)]
