"""Cover for sessions: who covers holds and records what is new, for the line manager, and sees nothing older."""

import re
from datetime import date, datetime

import pytest
from sqlalchemy import select

from app.database import db
from app.history import queries as told
from app.history.models import Event
from app.language import LONDON
from app.people import cover, stand_ins
from app.people.models import Cover, Posting
from app.policy.cover import KINDS, SESSIONS
from app.policy.rps_year import PLAIN
from app.records import queries as records
from app.records.models import Action, Record, Signature
from app.rps.year import years
from app.web.clock import now, today
from tests import make, papers
from tests.access.driver import MISSING, body
from tests.counting import count_queries

pytestmark = pytest.mark.any_engine
UNTIL = date(2026, 11, 27)
TYPED = {"on": "19/11/2026", "at": "9am", "minutes": "60", "place": "in person", "observation": ""}


def plain(answer) -> str:
    """What is read on a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.replace("\u00a0", " ").replace("&#39;", "'")).split())


def covers(person, stand_in, *kinds: str, until: date = UNTIL) -> Cover:
    return cover.record(person, stand_in, kinds or (SESSIONS,), today(), until, papers.by(person), now(), today())


def latest() -> Record:
    db.session.expire_all()
    return db.session.scalars(select(Record).order_by(Record.id.desc())).first()


def finish(browser, subject_browser, record: Record) -> None:
    """Fill in, send and sign by both."""
    for _ in range(3):
        for question in papers.paper(record).questions:
            if question.needed and not papers.paper(record).text(question.key):
                papers.answer(record, "lead", question.key, papers.some(question))
    if record.kind == "rps":
        papers.answer(record, "lead", papers.stage(record), papers.REFLECTION)
        papers.answer(record, "lead", "wellbeing", papers.WELLBEING)
    assert browser.post(f"/records/{record.id}/send").status_code == 303
    for each in (subject_browser, browser) if record.kind == "rps" else (subject_browser,):
        data = {"fingerprint": records.signed(record)[0].fingerprint, "comment": "Agreed."}
        assert each.post(f"/records/{record.id}/sign", data=data).status_code == 303


@pytest.fixture
def rhys(unit, sign_in, another_client):
    return sign_in(unit.rhys, another_client())


def test_who_covers_holds_a_session_for_the_manager_and_it_counts_as_the_managers_own(unit, isla, rhys, lowri):
    theirs = papers.session(unit.isla, unit.lowri, "locked", action_1_text="Ring the hostel", action_1_owner="subject",
                            action_1_due="27/11/2026")  # fmt: skip
    assert rhys.post(f"/sessions/plan/{unit.lowri.id}", data=TYPED).status_code == 404
    covers(unit.isla, unit.rhys)
    assert "Lowri Throckmorton Probation Officer Isla Mbeki until 27 November 2026" in plain(rhys.get("/cover/"))
    assert rhys.get(f"/sessions/plan/{unit.lowri.id}").status_code == 200
    opened = rhys.post(f"/sessions/plan/{unit.lowri.id}", data=TYPED)
    record = latest()
    assert (opened.location, record.lead_id, record.lead_capacity) == (
        f"/records/{record.id}/draft", unit.rhys.id, "line manager")  # fmt: skip
    draft = rhys.get(opened.location).text
    assert "Ring the hostel" not in draft
    assert f"/records/{theirs.id}" not in draft
    finish(rhys, lowri, record)
    signature = db.session.scalars(
        select(Signature).where(Signature.part == "lead", Signature.name.contains("Rhys"))
    ).one()
    assert (signature.for_name, signature.capacity) == ("Isla Mbeki", "line manager")
    shown = plain(lowri.get(f"/records/{record.id}"))
    assert "Rhys Sidebottom, for Isla Mbeki, line manager" in shown
    assert rhys.post(f"/sessions/{record.id}/log", data={"on": "19/11/2026", "reference": ""}).status_code == 303
    acted = db.session.scalars(select(Event).where(Event.thing_id == record.id, Event.thing == "record")).all()
    assert {event.for_name for event in acted if event.actor == "Rhys Sidebottom"} == {"Isla Mbeki"}
    assert {event.for_name for event in acted if event.actor != "Rhys Sidebottom"} == {""}
    counted = years.of_person(unit.lowri.id, today(), now()).standing.counted
    assert [(each.session.id, each.counts_as) for each in counted] == [(theirs.id, PLAIN), (record.id, PLAIN)]
    # The line manager sees that it took place, and reads it once the practitioner lets them; the open action stays.
    seen = isla.get(f"/records/{record.id}")
    assert (seen.status_code, papers.REFLECTION in seen.text) == (200, False)
    assert lowri.post(f"/records/{record.id}/release").status_code == 303
    released = isla.get(f"/records/{record.id}").text
    assert papers.REFLECTION in released
    assert papers.WELLBEING not in released
    assert db.session.scalars(select(Action)).one().state == "open"
    assert list(told.breaks()) == []


def test_who_covers_observes_and_the_manager_reads_it_once_it_is_signed(unit, isla, rhys, lowri):
    covers(unit.isla, unit.rhys)
    answer = rhys.post(f"/observations/start/{unit.lowri.id}")
    record = latest()
    assert (answer.status_code, record.lead_id, record.lead_capacity) == (303, unit.rhys.id, "line manager")
    finish(rhys, lowri, record)
    shown = isla.get(f"/records/{record.id}")
    assert papers.REFLECTION in shown.text
    assert "Rhys Sidebottom, for Isla Mbeki, line manager" in plain(shown)
    discussed = rhys.post(f"/sessions/plan/{unit.lowri.id}", data={**TYPED, "observation": str(record.id)})
    assert (discussed.status_code, latest().follows_id) == (303, record.id)


PATHS = {
    "GET /sessions/plan/{person}": 200, "POST /sessions/plan/{person}": 303, "POST /observations/start/{person}": 303,
    "GET /people/{person}/pass-on": 200, "GET /people/{person}": 404, "GET /people/{person}/year": 404,
    "GET /records/{theirs}": 404, "GET /records/{draft}": 404, "GET /records/{seen}": 404,
    "GET /assessors/{person}": 404, "POST /sessions/{draft}/move": 404, "POST /records/{draft}/cancel": 404,
}  # fmt: skip


@pytest.mark.parametrize(("kind", "runs"), [(SESSIONS, True), (SESSIONS, False), ("oasys", True), ("", True)])
def test_cover_opens_what_is_new_while_it_runs_and_no_record_of_the_manager(kind, runs, unit, rhys, store):
    ids = {"person": unit.lowri.id, "theirs": papers.session(unit.isla, unit.lowri, "locked").id,
           "draft": papers.session(unit.isla, unit.lowri).id,
           "seen": papers.observation(unit.isla, unit.lowri, "locked").id}  # fmt: skip
    if kind:
        made = covers(unit.isla, unit.rhys, kind)
        made.ended_at = None if runs else now()
    opens = kind == SESSIONS and runs
    for route, status in PATHS.items():
        method, path = route.split(" ")
        answer = getattr(rhys, method.lower())(path.format(**ids), data=TYPED if method == "POST" else None)
        assert answer.status_code == (status if opens else 404), route
        if answer.status_code == 404:
            missing = getattr(rhys, method.lower())(path.format_map(dict.fromkeys(ids, MISSING)), data=TYPED)
            assert (missing.status_code, body(missing)) == (404, body(answer)), route
    offered = stand_ins.covered_people(unit.rhys.id, today())
    assert [each.name for each in offered] == (["Lowri Throckmorton", "Pius Okonkwo"] if opens else [])


def test_what_was_begun_under_cover_is_finished_by_who_began_it_and_booked_only_for_its_days(unit, rhys, lowri, at):
    made = covers(unit.isla, unit.rhys)
    assert rhys.post(f"/sessions/plan/{unit.lowri.id}", data={**TYPED, "on": "30/11/2026"}).status_code == 409
    assert rhys.post(f"/sessions/plan/{unit.lowri.id}", data=TYPED).status_code == 303
    record = latest()
    at("2026-11-19 09:40")
    made.ended_at = now()
    db.session.commit()
    page = rhys.get(f"/records/{record.id}/draft")
    assert page.status_code == 200
    finish(rhys, lowri, record)  # held at 9am, before it was ended
    assert latest().state == "locked"
    assert rhys.get(f"/sessions/plan/{unit.lowri.id}").status_code == 404
    assert rhys.get(f"/records/{record.id}").status_code == 200


def test_a_draft_moved_to_a_day_without_cover_is_not_sent(unit, rhys):
    covers(unit.isla, unit.rhys)
    rhys.post(f"/sessions/plan/{unit.lowri.id}", data=TYPED)
    record = latest()
    for question in papers.paper(record).questions:
        if question.needed and not papers.paper(record).text(question.key):
            papers.answer(record, "lead", question.key, papers.some(question))
    papers.answer(record, "lead", "held_on", "18/11/2026")
    answer = rhys.post(f"/records/{record.id}/send")
    assert (answer.status_code, "or whoever covers for them" in answer.text) == (422, True)


def test_nobody_holds_their_own_session_under_cover_nor_a_line_managers_without_being_a_head(unit, isla, efua, sign_in):
    first = covers(unit.efua, unit.isla)
    assert isla.post(f"/sessions/plan/{unit.isla.id}", data=TYPED).status_code == 409
    refused = isla.post(f"/sessions/plan/{unit.rhys.id}", data=TYPED)
    assert (refused.status_code, "Framework 6.4" in refused.text) == (409, True)
    assert unit.isla.id not in [each.id for each in stand_ins.covered_people(unit.isla.id, today())]
    head = make.member("Araminta Vole", "PDU Head", make.team(), unit.bronwen)
    first.ended_at = now()
    covers(unit.efua, head)
    browser = sign_in(head)
    assert browser.post(f"/sessions/plan/{unit.rhys.id}", data=TYPED).status_code == 303
    assert (latest().lead_capacity, latest().subject_id) == ("PDU head", unit.rhys.id)
    assert browser.post(f"/sessions/plan/{unit.lowri.id}", data=TYPED).status_code == 404


def test_the_second_observation_is_passed_on_for_the_manager_and_taken_back(unit, rhys):
    covers(unit.isla, unit.rhys)
    data = {"delegate": str(unit.gwenllian.id), "what": "both", "due_on": "30/1/2027", "reason": "Not needed"}
    asked = rhys.post(f"/people/{unit.lowri.id}/pass-on", data=data)
    assert asked.status_code == 303
    event = db.session.scalars(select(Event).where(Event.verb == "passed on")).one()
    assert (event.actor, event.for_name, event.capacity) == ("Rhys Sidebottom", "Isla Mbeki", "line manager")
    assert rhys.get(asked.location).status_code == 200
    assert rhys.post(f"{asked.location}/take-back", data=data).status_code == 303


def test_a_cover_ended_early_is_asked_of_the_instant(unit, at):
    made = covers(unit.isla, unit.rhys)
    made.ended_at = datetime(2026, 11, 19, 12, tzinfo=LONDON)
    at("2026-11-19 15:00")
    for hour, holds in ((11, "Isla Mbeki"), (13, "")):
        instant = datetime(2026, 11, 19, hour, tzinfo=LONDON)
        assert stand_ins.acts_for(unit.rhys.id, unit.lowri.id, today(), instant) == holds
    assert stand_ins.acts_for(unit.rhys.id, unit.lowri.id, today()) == ""
    db.session.query(Posting).filter_by(person_id=unit.lowri.id).update({"line_manager_id": unit.rhys.id})
    assert stand_ins.acts_for(unit.isla.id, unit.lowri.id, today()) == ""


def test_the_page_of_cover_asks_the_same_for_more_people(unit, rhys):
    covers(unit.isla, unit.rhys, *KINDS)
    few = count_queries(rhys, "/cover/")
    for number in range(8):
        make.member(f"Person {number}", "Probation Officer", unit.team, unit.isla)
    assert count_queries(rhys, "/cover/") == few <= 8
