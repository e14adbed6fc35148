"""The second observation passed on: asked for, done, taken back, and what everybody else sees of it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from app.database import db
from app.history import queries as told
from app.history.models import Event
from app.home.rows import rows
from app.notices import work
from app.notices.models import Notice
from app.notices.queries import latest_unread
from app.notices.rows import row as notice_row
from app.people.experienced import name
from app.people.models import Fact, Posting
from app.records.models import Action, Record
from app.rps.models import PassedOn
from app.web.clock import now, today
from tests import make, papers
from tests.access.driver import MISSING, body
from tests.counting import count_queries

pytestmark = pytest.mark.any_engine
GAP = "\N{NO-BREAK SPACE}"


def plain(answer) -> str:
    """What is read on a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.replace("\u00a0", " ").replace("&#39;", "'")).split())


def ask(browser, person, delegate, typed=None):
    data = {"delegate": str(delegate.id), "what": "both", "due_on": "30/1/2027", **(typed or {})}
    return browser.post(f"/people/{person.id}/pass-on", data=data)


def row() -> PassedOn:
    db.session.expire_all()
    return db.session.scalars(select(PassedOn).order_by(PassedOn.id.desc())).first()


def waits(who) -> list[tuple[str, str]]:
    """Title and reason of the rows of somebody's list that are about what is passed on."""
    with current_app.test_request_context():
        found = [each for each in work.waiting(who.id, now(), today())[0] if each.code.startswith("passing.")]
        return [(each.title, each.reason.replace(GAP, " ")) for each in rows(found, now())]


def read(who) -> list[str]:
    """What somebody was told, the latest first."""
    with current_app.test_request_context():
        return [notice_row(each).title for each in latest_unread(make.viewer(who))[0]]


@pytest.fixture
def gwenllian(unit, sign_in, another_client):
    return sign_in(unit.gwenllian, another_client())


@pytest.fixture
def open_one(unit, isla):
    assert ask(isla, unit.lowri, unit.gwenllian).status_code == 303
    return row().id


def test_the_manager_asks_somebody_and_everybody_concerned_is_told(unit, isla, lowri, gwenllian):
    assert f'href="/people/{unit.lowri.id}/pass-on"' in isla.get(f"/people/{unit.lowri.id}").text
    page = isla.get(f"/people/{unit.lowri.id}/pass-on")
    assert "It counts once your own observation and session count." in page.text
    assert 'value="30/1/2027"' in page.text  # when the fifth of six sessions is due
    offered = re.findall(r'<option value="\d+">([^,]+)', page.text)
    assert offered == ["Arwen Bramwell", "Gwenllian Whittingham"]
    answer = ask(isla, unit.lowri, unit.gwenllian)
    made = row()
    assert (answer.status_code, answer.location) == (303, f"/passed/{made.id}")
    assert (made.capacity, made.what, made.year_start, made.due_on, made.assigned_by_id) == (
        "QDO", "both", date(2026, 4, 1), date(2027, 1, 30), unit.isla.id)  # fmt: skip
    assert waits(unit.gwenllian) == [("Observe Lowri Throckmorton", "Isla Mbeki asks you to do the second observation"
                                      " of the year (Framework 6.3).")]  # fmt: skip
    assert read(unit.lowri) == ["Gwenllian Whittingham will do your second observation and the session after it"]
    asked = db.session.scalars(select(Notice).where(Notice.person_id == unit.gwenllian.id)).one()
    assert (asked.whose, asked.words) == (
        "Isla Mbeki", "second observation and the session after it: Lowri Throckmorton"
    )  # fmt: skip
    events = [(event.verb, event.actor, event.subject_id) for event in told.events_of("passed on", made.id)]
    assert events == [("passed on", "Isla Mbeki", unit.lowri.id)]
    assert "Gwenllian Whittingham was asked" in plain(isla.get(f"/people/{unit.lowri.id}/pass-on"))
    assert "Lowri Throckmorton" in gwenllian.get("/passed").text
    assert 'href="/passed"' in gwenllian.get("/").text
    assert 'href="/passed"' not in lowri.get("/").text


def test_named_officers_of_the_region_are_offered_found_and_asked(unit, isla, at):
    far = make.pdu("South Westshire", region_id=unit.unit.region_id)
    for who, day in ((unit.magda, today()), (unit.lowri, today()), (unit.pius, date(2026, 11, 20))):
        name(who, day, None, "Suggested", papers.by(unit.fergus), now(), today())
    make.member("Peregrine Mossop", "Quality Development Officer", make.team("Quality", unit_id=far.id), unit.bronwen)
    make.member("Ottilie Abroad", "Quality Development Officer", make.team("Elsewhere"), unit.bronwen)
    page = isla.get(f"/people/{unit.lowri.id}/pass-on").text
    assert re.findall(r'<option value="\d+">([^,]+), ([^,]+)', page.replace("&#39;", "'")) == [
        ("Arwen Bramwell", "QDO"), ("Gwenllian Whittingham", "QDO"), ("Magda D'Arcy", "experienced probation officer"),
        ("Peregrine Mossop", "QDO"),
    ]  # fmt: skip
    found = isla.get(f"/people/{unit.lowri.id}/pass-on", query_string={"q": "south moss"}).text
    assert re.findall(r'<option value="\d+">([^,]+)', found) == ["Peregrine Mossop"]
    assert ask(isla, unit.lowri, unit.magda).status_code == 303
    assert row().capacity == "experienced probation officer"


@pytest.mark.parametrize(("typed", "status", "words"), [
    ({"delegate": ""}, 422, "Choose who does it"),
    ({"delegate": "999999"}, 422, "Choose somebody from the list"),
    ({"delegate": "9" * 30}, 422, "Choose somebody from the list"),
    ({"what": "everything"}, 422, "Not a valid choice"),
    ({"due_on": "31/11/2026"}, 422, "Enter a real date"),
    ({"due_on": "18/11/2026"}, 409, "It is asked for by a day from today to the end of the year"),
    ({"due_on": "1/4/2027"}, 409, "Framework 6.3"),
    ({"what": "session"}, 409, "A session on its own follows an observation of yours"),
])  # fmt: skip
def test_bad_input_is_refused_and_kept(unit, isla, typed, status, words):
    answer = ask(isla, unit.lowri, unit.gwenllian, typed)
    assert (answer.status_code, words in answer.text, "<title>Error: " in answer.text) == (status, True, True)
    assert f'value="{typed.get("due_on", "30/1/2027")}"' in answer.text
    if "delegate" not in typed:
        assert f'value="{unit.gwenllian.id}" selected' in answer.text
    assert db.session.query(PassedOn).count() == db.session.query(Notice).count() == 0


def test_somebody_who_is_nobodys_choice_is_not_asked(unit, isla):
    for who in (unit.lowri, unit.isla, unit.rhys, unit.magda):
        answer = ask(isla, unit.lowri, who)
        assert (answer.status_code, "Choose somebody from the list" in answer.text) == (422, True)
    aaliyah_manages_nobody_of_islas = ask(isla, unit.kwame, unit.gwenllian)
    assert aaliyah_manages_nobody_of_islas.status_code == 404


def test_one_a_year_is_passed_on_and_none_where_one_is_asked_for(unit, isla, open_one):
    again = ask(isla, unit.lowri, unit.arwen)
    assert (again.status_code, "once in a year" in again.text) == (409, True)
    late = make.member("Barnaby Quince", "Probation Officer", unit.team, unit.isla, starts_on=date(2026, 9, 1))
    refused = ask(isla, late, unit.gwenllian)
    assert (refused.status_code, "Where fewer than two observations are asked for" in refused.text) == (409, True)
    assert f"/people/{late.id}/pass-on" not in isla.get(f"/people/{late.id}").text
    assert db.session.query(PassedOn).count() == 1


# What each is answered: for the manager of today, the practitioner, the delegate, another QDO, the earlier manager, the
# head of the unit and an administrator; before it is passed on, while it is, and once it is taken back.
WHO = ("isla", "lowri", "gwenllian", "arwen", "rhys", "efua", "fergus")
ROUTES = {
    "GET /people/{person}/pass-on": (200, 403, 404, 404, 404, 403, 403),
    "GET /people/{person}": (200, 200, 404, 404, 404, 200, 200),
    "GET /people/{person}/year": (200, 200, 404, 404, 404, 200, 403),
    "GET /passed/{id}": (200, 200, 200, 404, 404, 403, 403),
    "GET /passed/{id}/take-back": (200, 403, 403, 404, 404, 403, 403),
    "GET /passed/{id}/plan-observation": (403, 403, 200, 404, 404, 403, 403),
    "GET /passed/{id}/plan-session": (403, 403, 200, 404, 404, 403, 403),
    "GET /records/{record}": (404, 404, 303, 404, 404, 404, 403),
    "GET /records/{earlier}": (200, 200, 404, 404, 404, 200, 403),
    "GET /passed/records/{record}/stop": (403, 403, 200, 404, 404, 403, 403),
    "GET /passed/records/{earlier}/stop": (404, 404, 404, 404, 404, 404, 403),
    "GET /sessions/plan/{person}": (200, 200, 404, 404, 404, 200, 403),
    "POST /observations/start/{person}": (303, 409, 404, 404, 404, 409, 403),
    "POST /passed/{id}/take-back": (303, 403, 403, 404, 404, 403, 403),
    "POST /passed/{id}/observe": (403, 403, 303, 404, 404, 403, 403),
}
BEFORE = {"GET /passed/{id}": (404,) * 6 + (403,), "POST /passed/{id}/observe": (404,) * 6 + (403,)}
AFTER = {
    "GET /passed/{id}": (200, 200, 200, 404, 404, 403, 403),
    "POST /passed/{id}/take-back": (409, 403, 403, 404, 404, 403, 403),
    "POST /passed/{id}/observe": (403, 403, 409, 404, 404, 403, 403),
    "POST /passed/{id}/plan-session": (403, 403, 409, 404, 404, 403, 403),
    "GET /records/{record}": (404, 200, 200, 404, 404, 404, 403),
    "GET /passed/records/{record}/stop": (404, 404, 404, 404, 404, 404, 403),
}
WHEN = {"on": "26/11/2026", "at": "2pm", "minutes": "60", "place": "in person", "reason": "She is back"}


@dataclass
class World:
    """Something at one stage of being passed on: the ids of its routes, and everybody's browser."""

    browsers: dict[str, Any]
    ids: dict[str, int]


def world(stage: str, unit, sign_in, another_client) -> World:
    """Lowri's second observation, not passed on to Gwenllian, passed on and begun, or taken back."""
    browsers = {who: sign_in(getattr(unit, who), another_client()) for who in WHO}
    ids = {"person": unit.lowri.id, "id": MISSING, "record": MISSING}
    ids["earlier"] = papers.session(unit.isla, unit.lowri, "sent").id
    if stage != "before":
        ask(browsers["isla"], unit.lowri, unit.gwenllian)
        ids["id"] = row().id
        browsers["gwenllian"].post(f"/passed/{ids['id']}/observe")
        ids["record"] = row().observation_id
    if stage == "taken back":
        assert browsers["isla"].post(f"/passed/{ids['id']}/take-back", data=WHEN).status_code == 303
    return World(browsers, ids)


@pytest.mark.parametrize("place", range(len(WHO)), ids=WHO)
@pytest.mark.parametrize("stage", ["before", "open", "taken back"])
def test_who_reaches_what_is_passed_on(stage, place, store, sign_in, another_client):
    def begin() -> World:
        return store.once(f"passed on: {stage}", lambda: world(stage, make.unit(), sign_in, another_client))

    said, at_first, answers = {"before": BEFORE, "open": ROUTES, "taken back": AFTER}[stage], begin(), {}
    for route in said:
        method, path = route.split(" ")
        now_is = begin() if method == "POST" else at_first
        ask_it = getattr(now_is.browsers[WHO[place]], method.lower())
        answers[route] = ask_it(path.format(**now_is.ids), data=WHEN if method == "POST" else None)
    assert {route: answer.status_code for route, answer in answers.items()} == {
        route: statuses[place] for route, statuses in said.items()
    }
    if answers["GET /passed/{id}"].status_code == 404:
        missing = begin().browsers[WHO[place]].get(f"/passed/{MISSING}")
        assert body(answers["GET /passed/{id}"]) == body(missing)


def fill(record: Record) -> None:
    """Everything a record needs to be sent."""
    for _ in range(3):
        for question in papers.paper(record).questions:
            if question.needed and not papers.paper(record).text(question.key):
                papers.answer(record, "lead", question.key, papers.some(question))
    if record.kind == "rps":
        papers.answer(record, "lead", papers.stage(record), papers.REFLECTION)
        papers.answer(record, "lead", "wellbeing", papers.WELLBEING)


def sign(browser, record: Record):
    fingerprint = papers.queries.signed(record)[0].fingerprint
    return browser.post(f"/records/{record.id}/sign", data={"fingerprint": fingerprint, "comment": "Agreed."})


def test_the_delegate_does_both_sees_nothing_else_and_the_manager_reads_both_once_signed(
    unit, isla, lowri, gwenllian, open_one
):
    agreed = papers.session(unit.isla, unit.lowri, "locked", action_1_text="Ring the hostel", action_1_owner="subject",
                            action_1_due="27/11/2026")  # fmt: skip
    observed = gwenllian.post(f"/passed/{open_one}/observe")
    assert gwenllian.post(f"/passed/{open_one}/observe").location == observed.location  # a second press
    seen = db.session.get_one(Record, row().observation_id)
    assert (seen.lead_capacity, seen.lead_id, seen.subject_id) == ("QDO", unit.gwenllian.id, unit.lowri.id)
    draft = gwenllian.get(f"/records/{seen.id}/draft").text
    assert f'href="/passed/records/{seen.id}/stop"' in draft
    assert f"/sessions/plan/{unit.lowri.id}" not in draft
    assert "The session after it" in plain(gwenllian.get(f"/passed/{open_one}"))
    fill(seen)
    assert gwenllian.post(f"/records/{seen.id}/send").status_code == 303
    assert isla.get(f"/records/{seen.id}").status_code == 404
    assert waits(unit.gwenllian)[0][0] == "Plan the session with Lowri Throckmorton"
    assert sign(lowri, seen).status_code == 303
    assert "rps.discuss" not in [each.code for each in work.waiting(unit.isla.id, now(), today())[0]]
    typed = {"on": "19/11/2026", "at": "9am", "minutes": "60", "place": "in person"}
    opened = gwenllian.post(f"/passed/{open_one}/plan-session", data=typed)
    record = db.session.get_one(Record, row().session_id)
    assert (opened.location, record.follows_id) == (f"/records/{record.id}/draft", seen.id)
    page = gwenllian.get(opened.location).text
    assert "Ring the hostel" not in page
    assert f"/records/{agreed.id}" not in page
    assert "From countersigning" not in page
    assert "Ring the hostel" not in lowri.get(opened.location).text  # one form for both
    assert db.session.scalars(select(Action)).one().state == "open"
    fill(record)
    gwenllian.post(f"/records/{record.id}/send")
    assert isla.get(f"/records/{record.id}").status_code == 404
    assert sign(lowri, record).status_code == sign(gwenllian, record).status_code == 303
    shown = isla.get(f"/records/{record.id}").text
    assert papers.REFLECTION in shown
    assert papers.WELLBEING not in shown
    assert papers.REFLECTION in isla.get(f"/records/{seen.id}").text
    logged = gwenllian.post(f"/sessions/{record.id}/log", data={"on": "19/11/2026", "reference": ""})
    assert logged.status_code == 303
    assert "Done" in plain(gwenllian.get(f"/passed/{open_one}"))
    assert waits(unit.gwenllian) == []
    kept = gwenllian.get(f"/records/{record.id}")
    assert (kept.status_code, "Plan the next session" in kept.text) == (200, False)
    assert gwenllian.get(f"/people/{unit.lowri.id}").status_code == 404
    assert isla.post(f"/passed/{open_one}/take-back", data=WHEN).status_code == 409
    year = plain(isla.get(f"/people/{unit.lowri.id}/year"))
    assert "It counts once an observation and session by the line manager count." in year
    assert list(told.breaks()) == []


def test_it_is_planned_ahead_moved_and_may_be_begun_again_when_it_did_not_take_place(unit, gwenllian, open_one, at):
    planned = gwenllian.post(f"/passed/{open_one}/plan-observation", data=WHEN)
    assert planned.location == f"/passed/{open_one}"
    first = row().observation_id
    assert "26 November 2026, 2pm, planned" in plain(gwenllian.get(f"/passed/{open_one}"))
    assert f'href="/sessions/{first}/planned"' in gwenllian.get(f"/passed/{open_one}").text
    assert "Record it now" in gwenllian.get(f"/sessions/{first}/planned").text
    ahead = {**WHEN, "on": "27/11/2026"}
    assert gwenllian.post(f"/passed/{open_one}/plan-session", data=ahead).status_code == 303
    session_id = row().session_id
    assert gwenllian.get(f"/sessions/{session_id}/planned").status_code == 200
    assert gwenllian.post(f"/sessions/{session_id}/move", data={**ahead, "on": "30/11/2026"}).status_code == 303
    assert gwenllian.post(f"/records/{session_id}/cancel", data=WHEN).status_code == 403
    assert gwenllian.get(f"/sessions/{session_id}.ics").status_code == 200
    for record_id, state in ((session_id, "cancelled"), (first, "missed")):
        at("2026-11-26 15:00")
        page = gwenllian.get(f"/passed/records/{record_id}/stop")
        if page.status_code == 303:
            sign_in_again = gwenllian.post("/sign-in", data={"email": unit.gwenllian.email, "password": make.PASSWORD})
            assert sign_in_again.status_code == 303
        assert gwenllian.post(f"/passed/records/{record_id}/stop", data={"reason": ""}).status_code == 422
        assert gwenllian.post(f"/passed/records/{record_id}/stop", data=WHEN).status_code == 303
        assert db.session.get_one(Record, record_id, populate_existing=True).state == state
    assert (row().observation_id, row().session_id) == (None, None)
    assert waits(unit.gwenllian)[0][0] == "Observe Lowri Throckmorton"
    assert gwenllian.post(f"/passed/{open_one}/observe").status_code == 303
    assert row().observation_id not in (None, first)


def test_what_was_begun_ends_when_it_is_taken_back_and_the_rule_is_asked_again_on_signing(
    unit, isla, lowri, gwenllian, open_one
):
    gwenllian.post(f"/passed/{open_one}/observe")
    seen = db.session.get_one(Record, row().observation_id)
    fill(seen)
    papers.answer(seen, "lead", "observed_on", "31/3/2026")
    wrong = gwenllian.post(f"/records/{seen.id}/send")
    assert (wrong.status_code, "an observation on that day is not passed on to you" in wrong.text) == (422, True)
    papers.answer(seen, "lead", "observed_on", "19/11/2026")
    assert isla.post(f"/passed/{open_one}/take-back", data={"reason": " "}).status_code == 422
    assert isla.post(f"/passed/{open_one}/take-back", data={"reason": "She is back"}).status_code == 303
    db.session.expire_all()
    assert (seen.state, row().ended_reason) == ("cancelled", "She is back")
    assert gwenllian.post(f"/records/{seen.id}/send").status_code == 403
    shown = plain(gwenllian.get(f"/passed/{open_one}"))
    assert "Isla Mbeki took this back on 19 November 2026, 9:32am. She is back" in shown
    assert "She is back" not in plain(lowri.get(f"/passed/{open_one}")) + plain(lowri.get(f"/records/{seen.id}"))
    refused = gwenllian.post(f"/passed/{open_one}/observe")
    assert (refused.status_code, "It is no longer passed on to you" in refused.text) == (409, True)
    assert waits(unit.gwenllian) == []
    assert read(unit.gwenllian)[0].startswith("Isla Mbeki took back the second observation")
    assert read(unit.lowri)[0].startswith("Gwenllian Whittingham will not do your second observation")
    assert [event.verb for event in told.events_of("passed on", open_one)] == [
        "took back what was passed on",
        "passed on",
    ]
    assert ask(isla, unit.lowri, unit.arwen).status_code == 303


def test_a_session_alone_follows_the_managers_observation_which_the_delegate_does_not_read(
    unit, isla, lowri, sign_in, another_client
):
    seen = papers.observation(unit.isla, unit.lowri, "locked")
    name(unit.magda, today(), None, "Suggested", papers.by(unit.fergus), now(), today())
    assert ask(isla, unit.lowri, unit.magda, {"what": "session"}).status_code == 303
    magda = sign_in(unit.magda, another_client())
    assert waits(unit.magda)[0][0] == "Plan the session with Lowri Throckmorton"
    assert "which the line manager made" in plain(magda.get(f"/passed/{row().id}"))
    assert 'href="/passed"' in magda.get("/").text
    assert magda.post(f"/passed/{row().id}/observe").status_code == 409
    typed = {"on": "19/11/2026", "at": "9am", "minutes": "60", "place": "video"}
    assert magda.post(f"/passed/{row().id}/plan-session", data=typed).status_code == 303
    record = db.session.get_one(Record, row().session_id)
    assert (record.follows_id, record.lead_capacity) == (seen.id, "experienced probation officer")
    assert f'href="/records/{seen.id}"' not in magda.get(f"/records/{record.id}/draft").text
    assert magda.get(f"/records/{seen.id}").status_code == 404
    fill(record)
    db.session.query(Fact).filter_by(person_id=unit.magda.id).delete()  # no longer on the list that day
    late = magda.post(f"/records/{record.id}/send")
    assert (late.status_code, "only the one after the second observation" in late.text) == (422, True)


def test_after_a_change_of_manager_the_new_one_looks_after_it_and_the_old_one_no_longer(
    unit, isla, sign_in, another_client, open_one
):
    db.session.query(Posting).filter_by(person_id=unit.lowri.id).update({"line_manager_id": unit.rhys.id})
    rhys = sign_in(unit.rhys, another_client())
    assert isla.get(f"/passed/{open_one}").status_code == 404
    assert isla.post(f"/passed/{open_one}/take-back", data=WHEN).status_code == 404
    assert rhys.post(f"/passed/{open_one}/take-back", data=WHEN).status_code == 303
    assert db.session.scalars(select(Event.actor).where(Event.verb == "took back what was passed on")).one() == (
        "Rhys Sidebottom"
    )


def test_the_pages_ask_the_same_whatever_is_passed_on(unit, isla, gwenllian, open_one):
    list_of_one = count_queries(gwenllian, "/passed")
    choose = f"/people/{unit.pius.id}/pass-on"
    few = count_queries(isla, choose)
    for number in range(8):
        who = make.member(f"Person {number}", "Probation Officer", unit.team, unit.isla)
        papers.passed_on(unit.gwenllian, who)
        make.member(f"Officer {number}", "Quality Development Officer", unit.team, unit.bronwen)
    assert count_queries(gwenllian, "/passed") == list_of_one <= 8
    assert count_queries(isla, choose) == few <= 8
    assert count_queries(gwenllian, f"/passed/{open_one}") <= 8


def test_a_booked_observation_is_recorded_earlier_by_its_delegate_and_nobody_else(unit, isla, gwenllian, open_one):
    gwenllian.post(f"/passed/{open_one}/plan-observation", data=WHEN)
    booked = {"booked": str(row().observation_id)}
    assert isla.post(f"/observations/start/{unit.lowri.id}", data=booked).status_code == 404
    opened = gwenllian.post(f"/observations/start/{unit.lowri.id}", data=booked)
    assert opened.location == f"/records/{row().observation_id}/draft"
    assert gwenllian.get(opened.location).status_code == 200
