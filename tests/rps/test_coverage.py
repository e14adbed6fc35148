"""The kept table of how years stand: never other than the year worked out afresh, whatever happens."""

import threading
from datetime import date

import pytest
from flask import current_app
from sqlalchemy import select, text

from app.database import db
from app.history.models import Event
from app.people.importing.applying import Occasion, apply
from app.people.importing.planning import Files
from app.people.models import Person
from app.records import actions as records
from app.records.models import Answer, Record
from app.rps.actions import miss
from app.rps.models import OBSERVATION, SESSION, Coverage, HeldBefore
from app.rps.year import coverage, years
from app.settings.actions import set_value
from app.web.clock import now, today
from tests import make, papers
from tests.attacks.test_races import at_once
from tests.notices.sink import run_queued
from tests.people.files import absences

OUTSIDE_STANDING = ("year_start", "asked", "asked_observed", "next_at", "worked_out_on")


def kept(who: Person) -> Coverage | None:
    """The row as it is stored."""
    db.session.commit()
    db.session.expire_all()
    return db.session.scalar(select(Coverage).where(Coverage.person_id == who.id))


def insist_right(who: Person, what: str = "") -> Coverage:
    """The row of a person says what their year, worked out afresh, says."""
    row = kept(who)
    assert row is not None, what
    it = years.of_person(who.id, today(), now()).standing
    fresh = {name: getattr(it, name) for name in coverage.KEPT if name not in OUTSIDE_STANDING}
    assert {name: getattr(row, name) for name in fresh} == fresh, what
    assert (row.year_start, row.asked, row.asked_observed) == (
        it.asked.year.first, it.asked.sessions, it.asked.observed), what  # fmt: skip
    assert row.next_at == (it.next.starts_at if it.next else None), what
    return row


def counts(who: Person, what: str = "") -> tuple[int, int, int]:
    """Complete, held and booked, of a row that is right."""
    row = insist_right(who, what)
    return row.complete, row.incomplete, row.booked


def change_day(browser, record: Record, day: str) -> None:
    """Another day typed into the draft."""
    key = "held_on" if record.kind == "rps" else "observed_on"
    revision = db.session.scalar(select(Answer.revision).where(Answer.record_id == record.id, Answer.key == key))
    data = {"account": make.account_of(db.session.get(Person, record.lead_id)).id, "kind": record.kind,
            "part": "lead", "key": key, "text": day, "revision": revision}  # fmt: skip
    assert browser.post(f"/records/{record.id}/answers", data=data).status_code == 200


def test_a_session_is_followed_from_its_booking_to_its_end(unit, isla, plan, at, sign_in):
    planned = {"on": "1/4/2027", "at": "10am", "minutes": "60", "place": "video"}
    _, record = plan(isla, unit.lowri)
    assert counts(unit.lowri, "planned") == (0, 0, 1)
    isla.post(f"/sessions/{record.id}/move", data=planned)
    assert counts(unit.lowri, "moved into the next year") == (0, 0, 0)
    isla.post(f"/sessions/{record.id}/move", data={**planned, "on": "25/11/2026"})
    assert insist_right(unit.lowri, "moved back").next_at.date() == date(2026, 11, 25)
    isla.post(f"/records/{record.id}/cancel", data={"reason": "Court duty"})
    assert counts(unit.lowri, "cancelled") == (0, 0, 0)
    _, record = plan(isla, unit.lowri, day="20/11/2026")
    at("2026-11-23 09:00")
    coverage.run("2026-11-23")
    assert counts(unit.lowri, "its time has passed") == (0, 1, 0)
    miss(papers.paper(record), "Court duty", papers.by(unit.isla), now())
    assert counts(unit.lowri, "missed") == (0, 0, 0)
    isla = sign_in(unit.isla)
    record = papers.session(unit.isla, unit.lowri)
    assert counts(unit.lowri, "opened") == (0, 1, 0)
    change_day(isla, record, "31/3/2026")
    assert counts(unit.lowri, "its day is in the year before") == (0, 0, 0)
    change_day(isla, record, "12/11/2026")
    assert counts(unit.lowri, "its day was put right") == (0, 1, 0)
    papers.bring(record, "sent")
    records.withdraw(papers.paper(record), "A word is missing", papers.by(unit.isla), now(), today())
    assert counts(unit.lowri, "taken back") == (0, 1, 0)
    papers.bring(record, "locked")
    assert counts(unit.lowri, "signed") == (0, 1, 0)
    isla.post(f"/sessions/{record.id}/log", data={"on": "23/11/2026"})
    assert counts(unit.lowri, "logged") == (1, 0, 0)
    records.void(papers.paper(record), "Opened for somebody else", papers.by(unit.isla), now())
    assert counts(unit.lowri, "opened in error") == (0, 0, 0)


def test_an_observation_counts_from_its_signature_until_it_is_void(unit):
    seen, record = papers.observation(unit.isla, unit.lowri), papers.session(unit.isla, unit.lowri)
    record.follows_id = seen.id
    papers.bring(record, "locked")
    records.log(record, today(), "", papers.by(unit.isla), now())
    assert insist_right(unit.lowri, "the observation is a draft").observed == 0
    papers.bring(seen, "locked")
    assert insist_right(unit.lowri, "the observation is signed").observed == 1
    records.void(papers.paper(seen), "Somebody else", papers.by(unit.isla), now())
    assert insist_right(unit.lowri, "the observation is void").observed == 0


def test_what_was_held_before_this_service_counts_until_it_is_withdrawn(unit):
    entered = {"by_id": unit.isla.id, "capacity": "line manager", "entered_by": "Fergus", "entered_at": now()}
    seen = make.add(HeldBefore(person_id=unit.lowri.id, kind=OBSERVATION, held_on=date(2026, 5, 4), **entered))
    held = make.add(HeldBefore(person_id=unit.lowri.id, kind=SESSION, held_on=date(2026, 5, 12), follows_id=seen.id,
                               logged_on=date(2026, 5, 13), **entered))  # fmt: skip
    assert (insist_right(unit.lowri).complete, insist_right(unit.lowri).observed) == (1, 1)
    held.withdrawn_at = now()
    assert insist_right(unit.lowri).complete == 0


def test_people_and_absences_that_are_imported_are_followed_at_once(unit):
    occasion = Occasion(today(), papers.by(unit.isla), now(), today())
    away = absences((unit.lowri.staff_number, "Maternity", "01/06/2026", ""))
    apply(Files(None, away), occasion)
    row = insist_right(unit.lowri)
    assert (row.asked, row.level) == (2, "away")
    assert kept(unit.pius) is None


def test_a_setting_of_the_year_is_followed_through_the_queue_and_no_other_is(unit):
    change = (today(), "Agreed with the region", papers.by(unit.isla), now(), today())
    set_value("countersign.due_days", "6", *change)
    db.session.commit()
    assert run_queued() == 0
    set_value("rps.sessions", "8", *change)
    db.session.commit()
    assert run_queued() == 1
    for who in (unit.lowri, unit.pius, unit.isla, unit.kwame):
        insist_right(who)
    assert insist_right(unit.lowri).asked == 7  # six for the days until now, eight for those from today on


@pytest.mark.any_engine
def test_a_year_written_by_the_old_value_while_a_setting_changes_is_put_right_minutes_later(unit):
    """A page reads the settings; somebody changes one, and everyone's year is worked out; then the page writes."""
    years.of_person(unit.lowri.id, today(), now())
    change = ("rps.sessions", "8", today(), "Agreed with the region", papers.by(unit.isla), now(), today())
    app, asked, lowri_id = current_app._get_current_object(), [], unit.lowri.id

    def meanwhile() -> None:
        with app.app_context():
            set_value(*change)
            db.session.commit()
            run_queued()
            asked.append(db.session.scalar(select(Coverage.asked).where(Coverage.person_id == lowri_id)))

    db.session.commit()
    other = threading.Thread(target=meanwhile)
    other.start()
    other.join()
    papers.session(unit.isla, unit.lowri)
    asked.append(kept(unit.lowri).asked)
    assert asked == [7, 6], "the second by what the page had read"
    db.session.remove()
    assert run_queued() == 0, "not at once: others may still be writing"
    table = "workflow_status" if db.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    db.session.execute(text(f"UPDATE {table} SET status = 'ENQUEUED' WHERE status = 'DELAYED'"))
    db.session.commit()
    assert run_queued() == 1
    assert insist_right(db.session.get_one(Person, lowri_id)).asked == 7


def test_more_people_than_a_request_can_wait_for_are_left_to_the_queue(unit, monkeypatch):
    monkeypatch.setattr(coverage, "SOME", 1)
    for who in (unit.lowri, unit.pius):
        coverage.stale(who.id)
    db.session.commit()
    assert kept(unit.lowri) is None
    assert run_queued() == 1
    for who in (unit.lowri, unit.pius, unit.magda):
        insist_right(who)


def test_the_night_brings_the_day_and_runs_again_after_it_was_broken_off(unit, at, monkeypatch):
    db.session.commit()
    coverage.run("2026-11-19")
    since = insist_right(unit.lowri).since
    assert since == today()
    at("2026-12-04 00:40")
    whole, left = coverage.refresh, [1, 2]

    def broken(people, moment):
        if not left:
            raise KeyboardInterrupt
        left.pop()
        whole(people, moment)

    monkeypatch.setattr(coverage, "SOME", 2)
    monkeypatch.setattr(coverage, "refresh", broken)
    with pytest.raises(KeyboardInterrupt):
        coverage.run("2026-12-04")
    db.session.rollback()
    monkeypatch.setattr(coverage, "refresh", whole)
    coverage.run("2026-12-04")
    for who in (unit.lowri, unit.keziah, unit.aaliyah):
        row = insist_right(who)
        assert (row.worked_out_on, row.since) == (today(), since)
    assert db.session.query(Coverage).count() == len({row.person_id for row in db.session.query(Coverage)})


def test_a_night_that_failed_is_in_the_history(unit):
    coverage.given_up("The disk is full.", "2026-11-19")
    assert db.session.scalars(select(Event.reason)).all() == ["2026-11-19 The disk is full."]


def test_two_changes_of_one_year_at_once_are_both_in_the_row(unit, sign_in, another_client):
    """Two sessions are logged at the same moment, while the year of everyone is worked out."""
    browsers = [sign_in(unit.isla, another_client()) for _ in range(2)]
    signed = [papers.session(unit.isla, unit.lowri, "locked") for _ in range(2)]
    db.session.commit()
    coverage.run("2026-11-19")
    app, problems = current_app._get_current_object(), []

    def night() -> None:
        with app.app_context():
            try:
                coverage.run("2026-11-19")
            except Exception as problem:
                problems.append(problem)

    other = threading.Thread(target=night)
    posts = [lambda b=b, r=r: b.post(f"/sessions/{r}/log", data={"on": "19/11/2026"})
             for b, r in zip(browsers, [each.id for each in signed], strict=True)]  # fmt: skip
    lowri_id = unit.lowri.id
    other.start()
    assert at_once(*posts) == [303, 303]
    other.join()
    assert problems == []
    assert counts(db.session.get_one(Person, lowri_id)) == (2, 0, 0)
