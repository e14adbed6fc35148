"""What was booked before a change of line manager: nobody is stuck with it, nor holds what is no longer theirs."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.database import db
from app.history.models import Event
from app.notices import work
from app.notices.models import Notice
from app.observations import kind
from app.people import cover
from app.people.models import Posting
from app.policy.cover import SESSIONS
from app.policy.people import QDO
from app.records.models import Record
from app.rps.year import years
from app.web.clock import now, today
from tests import make, papers
from tests.rps import held

pytestmark = pytest.mark.any_engine
CHANGE = date(2026, 12, 1)


def passes_to(who, manager, on: date = CHANGE) -> None:
    """Somebody else is the line manager from that day on."""
    old = db.session.scalar(select(Posting).where(Posting.person_id == who.id, Posting.ends_on.is_(None)))
    old.ends_on = on - timedelta(days=1)
    db.session.flush()
    make.posting(who, team_id=old.team_id, line_manager_id=manager.id, starts_on=on)
    db.session.commit()


@pytest.fixture
def rhys(unit, sign_in, another_client):
    return lambda: sign_in(unit.rhys, another_client())


def left_behind(who) -> set[int]:
    found = work.waiting(who.id, now(), today())[0]
    return {row.thing_id for row in found if row.code == "rps.anew"}


def test_what_an_earlier_manager_booked_is_the_new_ones_to_cancel(unit, rhys, at):
    ahead = held.booked(unit.isla, unit.lowri, date(2026, 12, 8))
    watched = held.booked(unit.isla, unit.lowri, date(2027, 1, 12), kind="observation")
    before = held.booked(unit.isla, unit.lowri, date(2026, 11, 26))
    at("2026-12-02 10:00")
    passes_to(unit.lowri, unit.rhys)
    browser = rhys()
    assert left_behind(unit.rhys) == {ahead.id, watched.id}
    year = browser.get(f"/people/{unit.lowri.id}/year").text
    for record in (ahead, watched):
        assert f"/records/{record.id}" in year
        assert "Cancel it, and plan one of your own" in browser.get(f"/records/{record.id}").text
        answer = browser.post(f"/records/{record.id}/cancel", data={"reason": "Lowri is in my team now."})
        assert answer.status_code == 303
        assert browser.get(answer.headers["Location"]).status_code == 200
        for part in ("move", "planned", "log"):
            assert browser.get(f"/sessions/{record.id}/{part}").status_code in (303, 403, 404)
    assert browser.get(f"/records/{before.id}").status_code == 404  # that one is still the earlier manager's to write
    assert browser.post(f"/records/{before.id}/cancel", data={"reason": "No"}).status_code == 404
    assert left_behind(unit.rhys) == set()
    cancelled = select(Notice.whose).where(Notice.person_id == unit.lowri.id, Notice.code == "rps.cancelled")
    assert set(db.session.scalars(cancelled)) == {"Rhys Sidebottom"}
    assert years.of_person(unit.lowri.id, today(), now()).standing.booked == 0


def test_a_booking_of_whoever_covers_stays_theirs(unit, isla):
    cover.record(unit.isla, unit.rhys, (SESSIONS,), today(), date(2026, 11, 27), papers.by(unit.isla), now(), today())
    theirs = held.booked(unit.rhys, unit.lowri, date(2026, 11, 24))
    db.session.commit()
    assert left_behind(unit.isla) == set()
    assert isla.get(f"/records/{theirs.id}/cancel").status_code == 404


def test_an_observation_is_neither_moved_to_nor_signed_for_a_day_of_somebody_else(unit, isla):
    when = {"on": "1/12/2026", "at": "10am", "minutes": "60", "session_on": "", "session_at": ""}
    assert isla.post(f"/observations/plan/{unit.lowri.id}", data=when).status_code == 303
    record = db.session.scalars(select(Record)).one()
    assert problems(record, date(2026, 12, 2)) == []
    passes_to(unit.lowri, unit.rhys)
    words = "Observed on: the line manager of that day observes, or whoever covers for them (Framework 6.3)"
    assert problems(record, date(2026, 12, 2)) == [words]
    typed = {"at": "10am", "minutes": "60", "reason": "", "on": "2/12/2026"}
    refused = isla.post(f"/sessions/{record.id}/move", data=typed)
    assert refused.status_code == 409
    assert "The line manager observes" in refused.text
    assert isla.post(f"/sessions/{record.id}/move", data=typed | {"on": "30/11/2026"}).status_code == 303
    db.session.expire_all()
    assert problems(record, date(2026, 12, 2)) == []


def test_a_delegate_moves_an_observation_only_within_what_is_passed_on(unit, sign_in, another_client):
    row = papers.passed_on(unit.gwenllian, unit.lowri)
    record = held.booked(unit.gwenllian, unit.lowri, date(2026, 12, 8), kind="observation", lead_capacity=QDO)
    row.observation_id = record.id
    browser = sign_in(unit.gwenllian, another_client())
    typed = {"at": "10am", "minutes": "60", "reason": "", "on": "6/4/2027"}
    refused = browser.post(f"/sessions/{record.id}/move", data=typed)
    assert refused.status_code == 409
    assert "is not passed on to you" in refused.text
    assert browser.post(f"/sessions/{record.id}/move", data=typed | {"on": "30/3/2027"}).status_code == 303


def problems(record: Record, on: date) -> list[str]:
    """What keeps a booked observation from being signed, of what is asked about its day."""
    return [each.message for each in kind.problems(papers.paper(record), on) if each.key == "observed_on"]


def leaves(who, last_day: date = date(2026, 11, 18)) -> None:
    db.session.scalar(select(Posting).where(Posting.person_id == who.id)).ends_on = last_day
    db.session.commit()


def test_what_somebody_who_left_did_not_finish_or_log_is_the_new_managers(unit, rhys, at):
    draft = held.draft(unit.isla, unit.lowri, date(2026, 11, 10))
    unlogged = papers.session(unit.isla, unit.lowri, "locked")
    at("2026-12-02 10:00")
    passes_to(unit.lowri, unit.rhys)
    browser = rhys()
    assert browser.post(f"/sessions/{unlogged.id}/log", data={"on": "1/12/2026"}).status_code == 403
    assert browser.post(f"/records/{draft.id}/cancel", data={"reason": "Isla left"}).status_code == 404
    leaves(unit.isla)
    listed = {(row.code, row.thing_id) for row in work.waiting(unit.rhys.id, now(), today())[0]}
    assert {("rps.anew", draft.id), ("rps.log", unlogged.id)} <= listed
    assert f'href="/sessions/{unlogged.id}/log"' in browser.get("/team/unlogged").text
    assert "It counts once you have logged it" in browser.get(f"/records/{unlogged.id}").text
    page = browser.get(f"/sessions/{unlogged.id}/log").text
    assert papers.REFLECTION not in page
    assert "Staff number" in page or "staff number" in page
    assert browser.post(f"/sessions/{unlogged.id}/log", data={"on": "1/12/2026"}).status_code == 303
    assert browser.post(f"/records/{draft.id}/cancel", data={"reason": "Isla left"}).status_code == 303
    it = years.of_person(unit.lowri.id, today(), now()).standing
    assert (it.complete, it.incomplete) == (1, 0)
    assert db.session.get(Record, unlogged.id).logged_by == "Rhys Sidebottom"


def test_what_somebody_who_left_did_not_sign_is_taken_back_and_cancelled_unread(unit, rhys, at):
    sent = papers.session(unit.isla, unit.lowri, "agreed")
    at("2026-12-02 10:00")
    passes_to(unit.lowri, unit.rhys)
    browser = rhys()
    assert browser.get(f"/records/{sent.id}").status_code == 404  # Isla can still sign it
    leaves(unit.isla)
    assert left_behind(unit.rhys) == {sent.id}
    page = browser.get(f"/records/{sent.id}").text
    assert "so it can’t be signed any more" in page
    assert papers.REFLECTION not in page
    for verb in ("withdraw", "cancel"):
        answer = browser.post(f"/records/{sent.id}/{verb}", data={"reason": "Isla has left."})
        assert answer.status_code == 303
        assert papers.REFLECTION not in browser.get(answer.headers["Location"]).text
    assert db.session.get(Record, sent.id).state == "cancelled"
    assert left_behind(unit.rhys) == set()


def test_what_a_delegate_who_left_cannot_finish_is_taken_back_and_discussed_by_the_manager(unit, isla):
    row = papers.passed_on(unit.gwenllian, unit.lowri)
    seen = papers.observation(unit.gwenllian, unit.lowri, "locked", capacity=QDO)
    booked = held.booked(unit.gwenllian, unit.lowri, date(2026, 11, 24), lead_capacity=QDO, follows_id=seen.id)
    row.session_id = booked.id
    db.session.commit()
    why = {"reason": "Gwenllian has left"}
    assert isla.post(f"/passed/{row.id}/take-back", data=why).status_code == 409
    leaves(unit.gwenllian)
    assert f"/passed/{row.id}/take-back" in isla.get(f"/passed/{row.id}").text
    assert isla.post(f"/passed/{row.id}/take-back", data=why).status_code == 303
    db.session.expire_all()
    assert (seen.state, booked.state) == ("locked", "cancelled")
    assert f'value="{seen.id}"' in isla.get(f"/sessions/plan/{unit.lowri.id}").text
    assert "rps.discuss" in {each.code for each in work.waiting(unit.isla.id, now(), today())[0]}


def test_whoever_covers_plans_an_observation_again_that_was_missed(unit, sign_in, another_client, at):
    cover.record(unit.isla, unit.rhys, (SESSIONS,), today(), date(2026, 11, 27), papers.by(unit.isla), now(), today())
    missed = held.booked(unit.rhys, unit.lowri, date(2026, 11, 23), kind="observation")
    old = held.booked(unit.efua, unit.lowri, date(2026, 11, 23), kind="observation")
    at("2026-11-24 10:00")
    browser = sign_in(unit.rhys, another_client())
    answer = browser.post(f"/sessions/{missed.id}/missed", data={"reason": "The person did not come."})
    assert browser.get(answer.headers["Location"]).status_code == 200
    when = {"on": "25/11/2026", "at": "10am", "minutes": "60", "session_on": "", "session_at": ""}
    assert browser.post(answer.headers["Location"], data=when).status_code == 303
    when["on"] = "30/11/2026"  # after the cover
    assert browser.post(answer.headers["Location"], data=when).status_code == 409
    assert browser.get(f"/observations/plan/{unit.magda.id}").status_code == 200
    assert browser.get(f"/observations/plan/{unit.isla.id}").status_code == 404
    assert old.state == "draft"


def test_the_earlier_manager_who_notes_a_missed_observation_is_led_to_what_they_may_see(unit, sign_in, another_client,
                                                                                       at):  # fmt: skip
    missed = held.booked(unit.isla, unit.lowri, date(2026, 11, 30), kind="observation")
    at("2026-12-01 10:00")
    passes_to(unit.lowri, unit.rhys)
    browser = sign_in(unit.isla, another_client())
    answer = browser.post(f"/sessions/{missed.id}/missed", data={"reason": "The person did not come."})
    assert browser.get(answer.headers["Location"]).status_code == 200


def test_an_observation_is_offered_for_a_session_to_those_alone_who_may_hold_it(unit, isla, efua, sign_in):
    held.observation(unit.isla, unit.lowri, date(2026, 10, 20), state="sent", turn="subject")
    db.session.commit()
    for browser, is_offered in ((isla, True), (efua, False), (sign_in(unit.bronwen), False)):
        page = browser.get(f"/sessions/plan/{unit.lowri.id}").text
        assert ("Observation of 20" in page) is is_offered


def test_an_observation_opened_in_error_frees_the_session_booked_after_it(unit, isla):
    seen = papers.observation(unit.isla, unit.lowri, "locked")
    booked = held.booked(unit.isla, unit.lowri, date(2026, 11, 24), follows_id=seen.id)
    db.session.commit()
    assert isla.post(f"/records/{seen.id}/error", data={"reason": "Somebody else"}).status_code == 303
    db.session.refresh(booked)
    assert booked.follows_id is None
    page = isla.get(f"/sessions/{booked.id}/planned").text
    assert "was marked as opened in error" in page


def test_a_session_that_is_moved_keeps_its_place(unit, isla):
    typed = {"on": "24/11/2026", "at": "10am", "minutes": "45", "place": "video", "observation": ""}
    isla.post(f"/sessions/plan/{unit.lowri.id}", data=typed)
    record = db.session.scalars(select(Record)).one()
    assert '<option value="video" selected>' in isla.get(f"/sessions/{record.id}/move").text
    for _ in range(2):  # a second press moves nothing
        answer = isla.post(f"/sessions/{record.id}/move", data=typed | {"on": "25/11/2026", "reason": "Court"})
        assert answer.status_code == 303
    verbs = db.session.scalars(select(Event.verb).where(Event.thing == "record", Event.thing_id == record.id)).all()
    assert verbs.count("moved the session") == 1


@pytest.mark.parametrize("number", ["99999999999999999999", "2147483648", "-1", "x"])
def test_any_number_may_stand_in_the_address_of_what_was_logged(isla, number):
    assert isla.get(f"/team/unlogged?logged={number}").status_code == 200
