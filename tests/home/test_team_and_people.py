"""My team, one person, records and the search: who is shown to whom, and with what."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from app.database import db
from app.history.actions import SERVICE
from app.people.models import Posting
from app.settings import actions as settings
from app.web.clock import now, today
from tests import make, papers
from tests.counting import count_queries

PLAN = "Plan or record a session"
OBSERVE = "Record an observation"


def order(page: str, *names: str) -> list[str]:
    """These names in the order the page has them."""
    return sorted(names, key=page.index)


def logged(lead, subject) -> None:
    """A session that counts."""
    record = papers.session(lead, subject, "locked")
    papers.actions.log(record, date(2026, 11, 13), "", papers.by(lead), record.since)


def test_people_with_no_session_this_year_come_first(unit, isla):
    for _ in range(2):
        logged(unit.isla, unit.lowri)
    logged(unit.isla, make.member("Zillah Byrne", "Probation Officer", unit.team, unit.isla))
    page = isla.get("/team").text
    assert order(page, "Lowri Throckmorton", "Pius Okonkwo", "Zillah Byrne") == [
        "Pius Okonkwo", "Zillah Byrne", "Lowri Throckmorton",
    ]  # fmt: skip
    assert page.count("No session yet this year") == 1
    assert "3 sessions complete" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_held_and_not_logged_is_said_and_does_not_count(unit, isla):
    papers.session(unit.isla, unit.lowri, "locked")
    page = isla.get("/team").text
    assert "1 held, not yet logged" in page
    assert "0 sessions complete" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_the_year_of_the_first_of_april_is_counted_and_no_other(unit, isla):
    last_year = papers.session(unit.isla, unit.lowri)
    last_year.happened_on = date(2026, 3, 31)
    papers.answer(last_year, "lead", "held_on", "31/03/2026")
    papers.bring(last_year, "locked")
    papers.actions.log(last_year, date(2026, 4, 1), "", papers.by(unit.isla), last_year.since)
    page = isla.get("/team").text
    assert "1\N{NO-BREAK SPACE}April 2026 to 31\N{NO-BREAK SPACE}March 2027" in page
    assert page.count("No session yet this year") == 2


def test_a_team_is_who_reports_today_and_who_left_it_this_year(unit, isla):
    assert "In your team earlier this year" not in isla.get("/team").text
    posting = db.session.scalars(select(Posting).where(Posting.person_id == unit.pius.id)).one()
    posting.ends_on = date(2026, 3, 31)
    db.session.commit()
    assert "Pius Okonkwo" not in isla.get("/team").text
    posting.ends_on = date(2026, 11, 18)
    page = isla.get("/team").text
    assert "Record a session held with Pius Okonkwo" in page
    assert "Magda" not in page


def test_someone_with_no_team_is_told_so(unit, lowri):
    assert "Nobody reports to you today." in lowri.get("/team").text


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


@pytest.mark.parametrize(("address", "budget"), [("/team", 6), ("/records?show=led", 6), ("/people?q=practitioner", 6)])
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


def test_the_team_page_says_what_the_settings_of_the_day_ask(unit, isla):
    assert "6 discussions a year" in isla.get("/team").text
    settings.set_value("rps.sessions", "8", today(), "A fuller year", SERVICE, now(), today())
    db.session.commit()
    assert "8 discussions a year" in isla.get("/team").text
