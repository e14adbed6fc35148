"""One person, records and the search: who is shown to whom, and with what."""

import re
from datetime import date

import pytest

from tests import make, papers
from tests.counting import count_queries

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

PLAN = "Plan or record a session"
OBSERVE = "Record an observation"


def logged(lead, subject) -> None:
    """A session that counts."""
    record = papers.session(lead, subject, "locked")
    papers.actions.log(record, date(2026, 11, 13), "", papers.by(lead), record.since)


@pytest.mark.parametrize(
    ("viewer", "person", "plans", "observes"),
    [
        ("isla", "lowri", True, True), ("isla", "isla", False, False), ("efua", "isla", True, False),
        ("efua", "lowri", False, False), ("cosmo", "isla", False, False), ("bronwen", "efua", False, False),
        ("bronwen", "lowri", False, False), ("bronwen", "isla", False, False), ("saoirse", "aaliyah", True, False),
        ("saoirse", "keziah", True, True), ("saoirse", "kwame", False, False), ("aaliyah", "kwame", True, True),
        ("fergus", "lowri", False, False), ("nerys", "lowri", False, False), ("lowri", "lowri", False, False),
    ],
)  # fmt: skip
def test_a_person_page_offers_what_the_viewer_may_do(unit, sign_in, viewer, person, plans, observes):
    answer = sign_in(getattr(unit, viewer)).get(f"/people/{getattr(unit, person).id}")
    assert answer.status_code == 200
    assert (PLAN in answer.text, OBSERVE in answer.text) == (plans, observes)


@pytest.mark.parametrize(
    ("viewer", "person"),
    [
        ("isla", "magda"),
        ("isla", "efua"),
        ("lowri", "pius"),
        ("lowri", "isla"),
        ("gwenllian", "lowri"),
        ("efua", "kwame"),
    ],
)
def test_a_person_outside_ones_scope_does_not_exist(unit, sign_in, viewer, person):
    browser = sign_in(getattr(unit, viewer))
    missing = browser.get("/people/999999")
    found = browser.get(f"/people/{getattr(unit, person).id}")
    assert (found.status_code, missing.status_code) == (404, 404)
    nameless = re.compile(r"[0-9a-f]{8,}|\d+")
    assert nameless.sub("", found.text) == nameless.sub("", missing.text)


def test_the_head_sees_that_a_session_took_place_and_no_word_of_it(unit, sign_in):
    record = papers.session(unit.isla, unit.lowri, "locked")
    papers.observation(unit.isla, unit.lowri, "draft")
    efua = sign_in(unit.efua)
    page = efua.get(f"/people/{unit.lowri.id}").text
    assert f"/records/{record.id}" in page
    assert "Observation of" not in page
    assert papers.REFLECTION not in efua.get(f"/records/{record.id}").text


def test_an_action_on_a_person_page_is_for_the_two_only(unit, isla, lowri, sign_in, another_client):
    papers.session(unit.isla, unit.lowri, "locked", action_1_text="Ring the hostel", action_1_owner="lead",
                   action_1_due="27/11/2026")  # fmt: skip
    for browser in (isla, lowri):
        assert "Ring the hostel" in browser.get(f"/people/{unit.lowri.id}").text
    assert "Ring the hostel" not in sign_in(unit.efua, another_client()).get(f"/people/{unit.lowri.id}").text


@pytest.mark.parametrize(
    ("viewer", "text", "found"),
    [
        ("isla", "throck", ["Lowri Throckmorton"]), ("isla", "LOWRI throck", ["Lowri Throckmorton"]),
        ("isla", "d'arcy", []), ("lowri", "pius", []), ("efua", "d'arcy", ["Magda D&#39;Arcy"]), ("isla", "%", []),
        ("isla", "   ", []),
    ],
)  # fmt: skip
def test_the_search_finds_whom_the_viewer_may_see(unit, sign_in, viewer, text, found):
    page = sign_in(getattr(unit, viewer)).fragment(f"/people?q={text.replace('%', '%25')}", "people_rows").text
    assert re.findall(r'href="/people/\d+">([^<]+)<', page) == found


def test_records_say_their_state_in_words(unit, isla, lowri):
    words = {
        "draft": "Draft", "sent": "Waiting for a signature", "agreed": "Waiting for a signature",
        "locked": "Signed and locked",
    }  # fmt: skip
    for state in words:
        papers.session(unit.isla, unit.lowri, state)
    ahead = {"on": "24/11/2026", "at": "10am", "minutes": "60", "place": "video", "observation": ""}
    isla.post(f"/sessions/plan/{unit.lowri.id}", data=ahead)
    logged(unit.isla, unit.lowri)
    for browser, address in ((isla, "/records?show=led"), (lowri, "/records")):
        said = re.findall(r'data-label="State">([^<]+)<', browser.get(address).text)
        assert sorted(said) == sorted([*words.values(), "Planned", "Complete"])


@pytest.mark.parametrize(("address", "budget"), [("/records?show=led", 6), ("/people?q=practitioner", 6)])
def test_twice_the_people_are_shown_with_the_same_number_of_questions(unit, isla, address, budget):
    def grow(count: int) -> None:
        for number in range(count):
            who = make.member(f"Practitioner {number}", "Probation Officer", unit.team, unit.isla)
            papers.session(unit.isla, who, "locked")

    grow(3)
    few = count_queries(isla, address)
    grow(6)
    assert count_queries(isla, address) == few
    assert few <= budget


def test_a_person_is_shown_in_eight_questions_also_to_the_head(unit, isla, sign_in, another_client):
    papers.session(unit.isla, unit.lowri, "locked")
    assert count_queries(isla, f"/people/{unit.lowri.id}") <= 8
    assert count_queries(sign_in(unit.efua, another_client()), f"/people/{unit.isla.id}") <= 8
