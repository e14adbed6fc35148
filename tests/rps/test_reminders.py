"""What the year puts on people's lists and in the day's e-mail: whom to plan with, what comes up, and until when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import current_app
from sqlalchemy import select, update

from app.database import db
from app.home.rows import Row, rows
from app.notices import digest, work
from app.people.models import RPS_DELEGATION, Cover, Posting
from app.policy import passing
from app.policy.cover import SESSIONS
from app.records import actions as records
from app.records.models import Record
from app.rps.actions import Booked, miss, plan
from app.rps.models import PassedOn
from app.rps.year import coverage
from app.settings.actions import set_value
from app.web.clock import now, today
from tests import make, papers
from tests.stores import Store

pytestmark = pytest.mark.any_engine

GAP = "\N{NO-BREAK SPACE}"
DAY = date(2026, 11, 19)


def after_a_night() -> make.SmallUnit:
    """The unit when everybody's year is known, and nobody had a session yet."""
    unit = make.unit()
    db.session.commit()
    coverage.run("2026-11-19")
    return unit


@pytest.fixture
def unit(store: Store) -> make.SmallUnit:
    """The unit after a night."""
    return store.once("after a night", after_a_night)


def waiting(who) -> list[Row]:
    """The list of a person in words, after what was done is committed."""
    db.session.commit()
    found, counted = work.waiting(who.id, now(), today())
    assert counted.total == work.count(who.id, now(), today()).total == len(found)
    with current_app.test_request_context():
        return rows(found, now())


def titles(who) -> list[str]:
    return sorted(row.title.replace(GAP, " ") for row in waiting(who))


def the_row(who, title: str) -> Row:
    (row,) = [row for row in waiting(who) if row.title.replace(GAP, " ") == title]
    return row


def book(lead, subject, day: date = date(2026, 12, 8), kind: str = "rps", **given) -> Record:
    """Something booked for 10am of a day (11am in summer)."""
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    given = {"planned_at": at, "happened_on": day, "due_on": day, **given}
    return records.open_draft(kind, subject, lead, given.pop("capacity", "line manager"), {}, papers.by(lead), now(),
                              **given)  # fmt: skip


def log(lead, subject) -> Record:
    """A session signed and logged today."""
    record = papers.session(lead, subject, "locked")
    records.log(record, today(), "", papers.by(lead), now())
    return record


LOWRI, PIUS, ISLA = ("Plan a session with " + name for name in ("Lowri Throckmorton", "Pius Okonkwo", "Isla Mbeki"))


def test_whoever_needs_a_session_is_on_their_managers_list_with_how_the_year_stands(unit, at):
    log(unit.isla, unit.lowri)
    assert titles(unit.isla) == [LOWRI, PIUS]
    assert the_row(unit.isla, LOWRI).reason.replace(GAP, " ") == (
        "1 of 6 sessions complete, 0 of 2 after observation, 2 behind. Nothing is booked (Framework 6.3)."
    )
    row = the_row(unit.isla, PIUS)
    assert row.reason.replace(GAP, " ") == "No session yet this year, 3 behind. Nothing is booked (Framework 6.3)."
    assert (row.when, row.action, row.url) == ("Today", "Plan", f"/sessions/plan/{unit.pius.id}")
    at("2026-11-24 09:32")
    coverage.run("2026-11-24")
    row = the_row(unit.isla, PIUS)
    assert (row.when.replace(GAP, " "), row.due.replace(GAP, " ")) == ("3 days late", "due 19 November")
    assert row.whose.replace(GAP, " ") == "Waiting 3 working days"
    assert titles(unit.pius) == titles(unit.rhys)[:0] == []


def test_the_row_goes_when_a_session_is_booked_and_comes_back_when_it_is_cancelled_or_missed(unit, at):
    record = book(unit.isla, unit.lowri)
    assert titles(unit.isla) == [PIUS]
    records.close(papers.paper(record), "cancelled", "Court duty", papers.by(unit.isla), now())
    assert titles(unit.isla) == [LOWRI, PIUS]
    record = book(unit.isla, unit.lowri, DAY)
    assert titles(unit.isla) == ["Hold the session with Lowri Throckmorton", PIUS]
    at("2026-11-19 10:00")
    assert titles(unit.isla) == ["Finish the session record", PIUS]
    miss(papers.paper(record), "Court duty", papers.by(unit.isla), now())
    again = "Plan another session with Lowri Throckmorton"
    assert titles(unit.isla) == [PIUS, again]
    assert the_row(unit.isla, again).reason.replace(GAP, " ") == (
        "The one of 19 November 2026 was missed. No session yet this year, 3 behind. Nothing is booked (Framework 6.3)."
    )
    book(unit.isla, unit.lowri)
    assert titles(unit.isla) == [PIUS]


@pytest.mark.any_engine
def test_a_missed_session_is_planned_again_though_the_year_is_on_course(unit, at):
    at("2026-05-04 11:00")
    record = book(unit.isla, unit.lowri, date(2026, 5, 4))
    db.session.commit()
    coverage.run("2026-05-04")
    assert titles(unit.isla) == ["Finish the session record"]
    miss(papers.paper(record), "Court duty", papers.by(unit.isla), now())
    assert titles(unit.isla) == ["Plan another session with Lowri Throckmorton"]
    at("2026-05-06 10:00")
    assert the_row(unit.isla, "Plan another session with Lowri Throckmorton").due.replace(GAP, " ") == "due 4 May"
    papers.session(unit.isla, unit.lowri).happened_on = today()
    assert titles(unit.isla) == ["Finish the session record"]


@pytest.mark.any_engine
def test_a_missed_observation_is_planned_again_though_sessions_are_booked(unit, at):
    book(unit.isla, unit.lowri, date(2026, 12, 8))
    seen = book(unit.isla, unit.lowri, DAY, "observation")
    at("2026-11-19 10:00")
    assert titles(unit.isla) == ["Finish the observation record", PIUS]
    again = "Plan another observation of Lowri Throckmorton"
    records.close(papers.paper(seen), "missed", "Court duty", papers.by(unit.isla), now())
    assert titles(unit.isla) == [PIUS, again]
    row = the_row(unit.isla, again)
    assert (row.when, row.url) == ("Today", f"/observations/plan/{unit.lowri.id}")
    assert (
        row.reason.replace(GAP, " ") == "The one of 19 November 2026 was missed. None is booked since (Framework 6.3)."
    )
    book(unit.isla, unit.lowri, date(2026, 12, 1), "observation")
    assert titles(unit.isla) == [PIUS]


@pytest.mark.any_engine
def test_what_is_held_and_waits_to_be_signed_and_logged_is_not_asked_for_a_second_time(unit):
    for _ in range(3):
        log(unit.isla, unit.lowri)
    assert LOWRI in titles(unit.isla)  # no observation yet
    for number in range(2):
        seen = papers.observation(unit.isla, unit.lowri, "locked")
        assert titles(unit.isla) == sorted(["Plan the discussion after an observation", *["Log the session of 12"
                                            " November 2026 on SOP"] * number, PIUS])  # fmt: skip
        record = papers.session(unit.isla, unit.lowri)
        record.follows_id = seen.id
        papers.bring(record, "locked")
        assert titles(unit.isla) == sorted(["Log the session of 12 November 2026 on SOP"] * (number + 1) + [PIUS])


@pytest.mark.any_engine
@pytest.mark.parametrize("case", ["away", "met", "asked for nothing", "left", "changed manager"])
def test_nobody_is_asked_for_who_is_away_met_or_not_theirs(unit, case):
    held = db.session.scalars(select(Posting).where(Posting.person_id == unit.lowri.id)).one()
    if case == "away":
        make.absence(unit.lowri, date(2026, 10, 1))
        book(unit.isla, unit.lowri, DAY + timedelta(days=1))
    elif case == "met":
        set_value("rps.year_start", "11-19", today(), "A new year", papers.by(unit.isla), now(), today())
    elif case == "asked for nothing":
        held.job_role, held.function = "Senior Administration Officer", "Business support"
    elif case == "left":
        held.ends_on = DAY - timedelta(days=1)
    else:
        held.line_manager_id = unit.rhys.id
    db.session.commit()
    coverage.run("2026-11-19")
    assert [title for title in titles(unit.isla) if "Lowri" in title] == []
    assert (LOWRI in titles(unit.rhys)) == (case == "changed manager")


@pytest.mark.any_engine
def test_a_booking_of_an_earlier_manager_keeps_nobody_from_planning(unit):
    book(unit.isla, unit.lowri, date(2026, 11, 20))
    assert "Hold the session with Lowri Throckmorton" in titles(unit.isla)
    db.session.execute(update(Posting).where(Posting.person_id == unit.lowri.id)
                       .values(line_manager_id=unit.rhys.id))  # fmt: skip
    assert titles(unit.isla) == [PIUS]
    assert LOWRI in titles(unit.rhys)


def test_what_is_booked_is_listed_two_working_days_before_until_its_time(unit, at):
    book(unit.isla, unit.lowri, date(2026, 11, 24))
    book(unit.isla, unit.pius, date(2026, 12, 3), "observation")
    hold, watch = "Hold the session with Lowri Throckmorton", "Observe the practice of Pius Okonkwo"
    assert titles(unit.isla) == []
    at("2026-11-20 09:00")
    row = the_row(unit.isla, hold)
    assert (row.due.replace(GAP, " "), row.whose) == ("Tuesday 24 November", "")
    at("2026-11-24 10:00")
    assert titles(unit.isla) == ["Finish the session record"]
    at("2026-12-03 09:59")
    assert watch in titles(unit.isla)
    assert titles(unit.pius) == []  # their year says when they are observed
    at("2026-12-03 10:00")
    assert titles(unit.isla)[:1] == ["Finish the observation record"]
    assert the_row(unit.isla, "Finish the observation record").reason.endswith("If it was not made, mark it as missed.")
    set_value("rps.remind_days", "0", today(), "Too early", papers.by(unit.isla), now(), today())
    book(unit.isla, unit.lowri, date(2026, 12, 4))
    assert hold not in titles(unit.isla)


@pytest.mark.any_engine
def test_of_a_year_planned_ahead_the_practitioner_prepares_the_next_session(unit):
    for month in (12, 1, 2):
        book(unit.isla, unit.lowri, date(2026 + (month < 12), month, 8))
    assert titles(unit.lowri) == ["Prepare for your session on 8 December 2026"]


@pytest.mark.any_engine
def test_the_cover_of_a_manager_is_reminded_while_it_runs(unit, at):
    make.add(Cover(person_id=unit.isla.id, cover_id=unit.rhys.id, kinds=SESSIONS, starts_on=DAY,
                   ends_on=DAY + timedelta(days=5), entered_by="Isla Mbeki", entered_at=now()))  # fmt: skip
    assert titles(unit.rhys) == [LOWRI, "Plan a session with Magda D'Arcy", PIUS]
    at("2026-11-25 09:00")
    assert titles(unit.rhys) == ["Plan a session with Magda D'Arcy"]


@pytest.mark.any_engine
def test_what_is_passed_on_is_its_delegates_to_discuss_and_to_log(unit):
    seen = papers.observation(unit.isla, unit.lowri, "locked")
    discuss = "Plan the discussion after an observation"
    assert discuss in titles(unit.isla)
    passed = make.add(PassedOn(
        person_id=unit.lowri.id, delegate_id=unit.gwenllian.id, capacity="QDO", what=passing.SESSION,
        year_start=date(2026, 4, 1), due_on=None, assigned_by_id=unit.isla.id, assigned_at=now(),
    ))  # fmt: skip
    assert discuss not in titles(unit.isla)
    passed.ended_at = now()
    assert discuss in titles(unit.isla)
    record = papers.session(unit.gwenllian, unit.lowri, capacity="QDO")
    record.follows_id = seen.id
    papers.bring(record, "locked")
    assert titles(unit.gwenllian) == ["Log the session of 12 November 2026 on SOP"]


@pytest.mark.parametrize("has_delegation", [False, True])
def test_heads_are_reminded_of_the_line_managers_whose_sessions_they_hold(unit, has_delegation):
    if has_delegation:
        make.fact(unit.cosmo, RPS_DELEGATION)
    rhys = "Plan a session with Rhys Sidebottom"
    assert titles(unit.efua) == [ISLA, rhys]
    assert the_row(unit.efua, ISLA).reason.replace(GAP, " ") == (
        "No session yet this year, 1 behind. Nothing is booked (Framework 6.4)."
    )
    assert titles(unit.cosmo) == ([ISLA, rhys] if has_delegation else [])
    assert titles(unit.saoirse) == ["Plan a session with Aaliyah Yaxley", "Plan a session with Keziah Vaughan-Ellis"]
    assert titles(unit.bronwen) == []
    when = Booked(date(2026, 12, 1), now().time(), 60, "video")
    plan(unit.isla, unit.efua, when, papers.by(unit.efua), now())
    assert titles(unit.efua) == [rhys]
    assert titles(unit.cosmo) == ([rhys] if has_delegation else [])


@pytest.mark.any_engine
def test_the_days_email_counts_them_and_names_nobody(unit):
    book(unit.isla, unit.magda, DAY + timedelta(days=1), capacity="PDU head")
    db.session.commit()
    found = digest.content(unit.isla.id, today(), now())
    assert [each.line.replace(GAP, " ") for each in found.waiting] == [
        "2 people to plan a session with", "1 session to hold",
    ]  # fmt: skip
    for who in (unit.lowri, unit.pius):
        book(unit.isla, who)
    db.session.commit()
    assert [each.line.replace(GAP, " ") for each in digest.content(unit.isla.id, today(), now()).waiting] == [
        "1 session to hold"
    ]
