"""Opening records as assurance readers, directors and the reader meet it."""

import pytest
from sqlalchemy import select

from app.break_glass.models import Approval, Proposal
from app.database import db
from app.web.clock import today
from tests import make, papers
from tests.break_glass.matter import SECRETLY, WHY, Matter, matter, opened, proposed, turn
from tests.counting import count_queries

pytestmark = pytest.mark.any_engine


@pytest.fixture
def it(store) -> Matter:
    return store.once("matter", matter)


@pytest.fixture
def nerys(it, sign_in, another_client):
    """The browser of the assurance reader who proposes."""
    return sign_in(it.u.nerys, another_client())


@pytest.fixture
def directors(it, sign_in, another_client):
    """The browsers of the two directors from outside the line."""
    return [sign_in(who, another_client()) for who in (it.ottilie, it.percy)]


def words(answer) -> str:
    return " ".join(answer.text.split())


def asks(it: Matter, **given: object) -> dict[str, object]:
    """What the form of a proposal posts."""
    return {"records": [str(it.named.id)], "reader_number": it.huw.staff_number, "formal_process": "sfo",
            "reference": "SFO 12", "reason": WHY, "told": "yes", "untold_reason": "", **given}  # fmt: skip


def test_proposed_approved_by_two_and_read_by_one(it, nerys, directors, sign_in, another_client):
    first = nerys.post("/openings/new", data={"staff_number": it.u.lowri.staff_number})
    assert first.location == f"/openings/new/{it.u.lowri.id}"
    page = nerys.get(first.location)
    assert "Records of Lowri Throckmorton" in page.text
    assert "Session of 12" in words(page)
    assert papers.REFLECTION not in page.text
    made = nerys.post(first.location, data=asks(it))
    assert made.status_code == 303, made.text
    assert papers.REFLECTION not in nerys.get(made.location).text
    for number, browser in enumerate(directors):
        assert "Decide whether their records are opened" in words(browser.get("/"))
        assert WHY in browser.get(made.location).text
        assert browser.post(f"{made.location}/approve").status_code == 303
        again = browser.post(f"{made.location}/approve")
        assert (again.status_code, db.session.query(Approval).count()) == (403, number + 1)
    huw = sign_in(it.huw, another_client())
    assert "Read the records open to you" in words(huw.get("/"))
    assert f"/records/{it.named.id}" in huw.get("/openings/to-me").text
    shown = huw.get(f"/records/{it.named.id}")
    assert papers.REFLECTION in shown.text
    assert papers.WELLBEING not in shown.text
    assert "Only Lowri" not in shown.text
    for word in ("Download", "addendum", "Who has opened this", "Evidence for registration"):
        assert word not in shown.text, word
    assert huw.get(f"/records/{it.other.id}").status_code == 404
    assert huw.get(f"/records/{it.watched.id}").status_code == 404
    assert huw.get(f"/people/{it.u.lowri.id}").status_code == 404
    for path in (f"/evidence/records/{it.named.id}.pdf", f"/records/{it.named.id}/addendum"):
        assert huw.get(path).status_code == 403, path
    for verb in ("release", "error", "withdraw"):
        assert huw.post(f"/records/{it.named.id}/{verb}", data={"reason": "x"}).status_code == 403
    lowri = sign_in(it.u.lowri, another_client())
    assert "was opened to Huw Prosser until 22" in words(lowri.get("/notices"))
    page = words(lowri.get(f"/records/{it.named.id}"))
    assert "Who has opened this" in page
    assert "Huw Prosser" in page
    isla = sign_in(it.u.isla, another_client())
    assert "with Lowri Throckmorton was opened to Huw Prosser" in words(isla.get("/notices"))


def test_the_hour_ends_and_turning_it_off_closes_at_once(it, sign_in, another_client, at):
    opened(it)
    huw = sign_in(it.huw, another_client())
    address = f"/records/{it.named.id}"
    assert huw.get(address).status_code == 200
    turn("off")
    assert huw.get(address).status_code == 404
    assert "Nothing is open to you" in words(huw.get("/openings/to-me"))
    turn("on")
    assert huw.get(address).status_code == 200
    at("2026-11-22 09:33")
    huw = sign_in(it.huw, another_client())
    assert huw.get(address).status_code == 404
    assert "Read the records open to you" not in words(huw.get("/"))


def test_while_it_is_off_the_pages_say_so_and_who_can_turn_it_on(it, nerys, directors):
    proposal = proposed(it)
    turn("off")
    for path in ("/openings/", "/openings/new", f"/openings/new/{it.u.lowri.id}"):
        assert "An administrator can turn it on" in words(nerys.get(path)), path
    refused = nerys.post(f"/openings/new/{it.u.lowri.id}", data=asks(it))
    assert (refused.status_code, "An administrator can turn it on" in words(refused)) == (409, True)
    assert WHY in refused.text  # what was typed stays
    assert "Decide whether their records" not in words(directors[0].get("/"))
    assert directors[0].post(f"/openings/{proposal.id}/approve").status_code == 409
    assert db.session.query(Approval).count() == 0


def test_directors_of_the_line_and_everybody_else_do_not_find_it(it, sign_in, another_client):
    proposal = proposed(it)
    for who in (it.u.bronwen, it.u.efua, it.u.isla, it.u.lowri, it.huw):
        browser = sign_in(who, another_client())
        assert browser.get(f"/openings/{proposal.id}").status_code == 404, who.name
        for verb in ("approve", "decline"):
            assert browser.post(f"/openings/{proposal.id}/{verb}", data={"reason": "x"}).status_code == 404, who.name
        assert browser.post(f"/openings/{proposal.id}/withdraw", data={"reason": "x"}).status_code == 403
        assert "Decide whether their records" not in words(browser.get("/"))
        assert browser.get("/openings/").status_code == browser.get("/openings/new").status_code == 403
    fergus = sign_in(it.u.fergus, another_client())
    for path in ("/openings/", f"/openings/{proposal.id}", "/openings/to-me", "/openings/new"):
        assert fergus.get(path).status_code == 403, path


def test_what_is_wrong_with_a_proposal_is_said_and_what_was_typed_kept(it, nerys):
    address = f"/openings/new/{it.u.lowri.id}"
    cases = [
        ({"records": []}, 422, "Choose at least one record"),
        ({"records": ["999999"]}, 422, "There is a problem"),
        ({"reader_number": "nobody"}, 422, "No member of staff has this number"),
        ({"told": "no"}, 422, "Say why the person is not told"),
        ({"reader_number": it.u.isla.staff_number}, 409, "nobody with a part"),
    ]
    for given, status, message in cases:
        answer = nerys.post(address, data=asks(it, **given))
        assert (answer.status_code, message in words(answer), WHY in answer.text) == (status, True, True), given
    assert nerys.post("/openings/new", data={"staff_number": "none"}).status_code == 422
    assert nerys.get("/openings/new/999999").status_code == 404
    assert db.session.query(Proposal).count() == 0


def test_it_is_withdrawn_by_who_proposed_it_and_declined_with_a_reason(it, nerys, directors, sign_in, another_client):
    one, other = proposed(it), proposed(it, reference="SFO 13")
    una = sign_in(it.second, another_client())
    assert una.post(f"/openings/{one.id}/withdraw", data={"reason": "x"}).status_code == 403
    assert nerys.post(f"/openings/{one.id}/withdraw", data={"reason": ""}).status_code == 422
    assert nerys.post(f"/openings/{one.id}/withdraw", data={"reason": "A mistake"}).status_code == 303
    assert directors[0].post(f"/openings/{one.id}/approve").status_code == 409
    assert directors[0].post(f"/openings/{other.id}/decline", data={"reason": ""}).status_code == 422
    assert directors[0].post(f"/openings/{other.id}/decline", data={"reason": "Not needed"}).status_code == 303
    assert directors[1].post(f"/openings/{other.id}/approve").status_code == 409
    assert "Not needed" in nerys.get(f"/openings/{other.id}").text
    ends = db.session.scalars(select(Proposal.decided_how).order_by(Proposal.id)).all()
    assert ends == ["withdrawn", "declined"]


def test_both_prove_who_they_are(it, nerys, directors, at):
    proposal = proposed(it)
    at("2026-11-19 09:50")
    asked = nerys.post(f"/openings/new/{it.u.lowri.id}", data=asks(it))
    assert (asked.status_code, "Enter your password" in words(asked)) == (422, True)
    asked = directors[0].post(f"/openings/{proposal.id}/approve")
    assert (asked.status_code, "Enter your password" in words(asked)) == (422, True)
    assert db.session.query(Approval).count() == 0
    directors[0].post(f"/openings/{proposal.id}/approve", data={"password": make.PASSWORD})
    assert db.session.query(Approval).count() == 1


def test_a_month_is_reviewed_by_an_assurance_reader_who_proposed_nothing(it, nerys, sign_in, another_client, at):
    proposal = opened(it, is_told=False, untold_reason=SECRETLY)
    sign_in(it.huw, another_client()).get(f"/records/{it.named.id}")
    assert "Review what was opened" not in words(nerys.get("/"))
    at("2026-12-02 09:00")
    nerys, una = (sign_in(who, another_client()) for who in (it.u.nerys, it.second))
    assert "Review what was opened in the month to 30" in words(una.get("/"))
    page = words(nerys.get("/openings/reviews/1"))
    assert "another assurance reader confirms it" in page
    assert "Huw Prosser opened a record once" in page
    assert "Can they be told now?" in page
    assert nerys.post("/openings/reviews/1", data={"note": "All well"}).status_code == 403
    assert una.post("/openings/reviews/1", data={"note": ""}).status_code == 422
    assert una.post(f"/openings/{proposal.id}/tell").status_code == 303
    assert una.post(f"/openings/{proposal.id}/tell").status_code == 409
    assert una.post("/openings/reviews/1", data={"note": "All well"}).status_code == 303
    assert una.post("/openings/reviews/1", data={"note": "Again"}).status_code == 409
    assert "Reviewed by Una Whitlock" in words(nerys.get("/openings/"))
    assert "Review what was opened" not in words(nerys.get("/"))
    assert una.get("/openings/reviews/3").status_code == 404
    lowri = sign_in(it.u.lowri, another_client())
    assert "Huw Prosser" in words(lowri.get(f"/records/{it.named.id}"))


def test_its_pages_ask_few_questions(it, nerys, directors, sign_in, another_client):
    proposal = opened(it)
    proposed(it)
    huw = sign_in(it.huw, another_client())
    for browser, path, most in (
        (nerys, "/openings/", 8), (nerys, f"/openings/{proposal.id}", 8), (nerys, "/openings/reviews/1", 8),
        (nerys, f"/openings/new/{it.u.lowri.id}", 8), (directors[0], "/openings/2", 8), (huw, "/openings/to-me", 8),
        (directors[0], "/", 6), (huw, f"/records/{it.named.id}", 8), (nerys, "/", 6),
    ):  # fmt: skip
        assert count_queries(browser, path) <= most, path
    assert today()
