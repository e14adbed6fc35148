"""Logging a signed session on the Single Operating Platform: the reminder, the day, and what it counts for."""

from datetime import date

import pytest
from sqlalchemy import select

from app.database import db
from app.history.models import Event
from app.records import actions
from app.rps import queries
from app.web.clock import now, today
from tests import papers

YEAR = date(2026, 4, 1)


@pytest.fixture
def session(unit):
    record = papers.session(unit.isla, unit.lowri, "locked")
    db.session.commit()
    return record


def year_of(unit, person) -> tuple[int, int]:
    """The person's sessions of the year: complete, and held but not logged."""
    found = {each.person.id: each for each in queries.team(unit.isla.id, today(), now(), YEAR)}
    return found[person.id].complete, found[person.id].unlogged


def test_until_it_is_logged_a_session_is_held_and_its_evidence_incomplete(unit, isla, session):
    assert year_of(unit, unit.lowri) == (0, 1)
    assert "Held, evidence incomplete" in isla.get(f"/records/{session.id}").text
    assert isla.post(f"/sessions/{session.id}/log", data={"on": "19/11/2026"}).status_code == 303
    assert year_of(unit, unit.lowri) == (1, 0)
    page = isla.get(f"/records/{session.id}").text
    assert "Complete" in page
    assert "Held, evidence incomplete" not in page


def test_a_reminder_waits_for_the_manager_until_five_working_days_after_the_last_signature(unit, isla, lowri, session):
    assert session.due_on == date(2026, 11, 19)
    row = "Log the session of 12\N{NO-BREAK SPACE}November 2026 on SOP"
    assert row in isla.get("/").text
    assert row not in lowri.get("/").text
    isla.post(f"/sessions/{session.id}/log", data={"on": "19/11/2026"})
    assert row not in isla.get("/").text


@pytest.mark.parametrize("on", ["12/11/2026", "19 November 2026"])
def test_it_was_logged_between_the_session_and_today(isla, session, on):
    data = {"on": on, "reference": " SOP-4711 "}
    assert isla.post(f"/sessions/{session.id}/log", data=data).status_code == 303
    assert (session.logged_by, session.logged_reference, session.due_on) == ("Isla Mbeki", "SOP-4711", None)
    assert session.logged_on in (date(2026, 11, 12), date(2026, 11, 19))


@pytest.mark.parametrize(
    ("on", "words"),
    [("11/11/2026", "from the session to today"), ("20/11/2026", "from the session to today"),
     ("yesterday", "Enter a real date"), ("", "Enter the day it was logged")],
)  # fmt: skip
def test_any_other_day_is_said_and_nothing_is_logged(isla, session, on, words):
    answer = isla.post(f"/sessions/{session.id}/log", data={"on": on, "reference": "SOP-4711"})
    assert answer.status_code == 422
    assert words in answer.text
    assert "SOP-4711" in answer.text
    assert session.logged_on is None


def test_a_second_press_logs_once(isla, session):
    for reference in ("SOP-1", "SOP-2"):
        data = {"on": "19/11/2026", "reference": reference}
        assert isla.post(f"/sessions/{session.id}/log", data=data).status_code == 303
    assert session.logged_reference == "SOP-1"
    assert len(db.session.scalars(select(Event).where(Event.verb == "logged on SOP")).all()) == 1


@pytest.mark.parametrize("state", ["draft", "sent", "agreed"])
def test_what_is_not_signed_by_both_is_not_logged_and_does_not_count(unit, isla, state):
    record = papers.session(unit.isla, unit.lowri, state)
    assert isla.post(f"/sessions/{record.id}/log", data={"on": "19/11/2026"}).status_code == 403
    assert year_of(unit, unit.lowri) == (0, 0)


def test_a_session_opened_in_error_is_not_logged_and_does_not_count(unit, isla, session):
    isla.post(f"/records/{session.id}/error", data={"reason": "Entered twice."})
    answer = isla.post(f"/sessions/{session.id}/log", data={"on": "19/11/2026"})
    assert answer.status_code == 422
    assert "opened in error is not logged" in answer.text
    assert year_of(unit, unit.lowri) == (0, 0)
    assert "Log the session of" not in isla.get("/").text


def test_a_logged_session_that_was_opened_in_error_no_longer_counts(unit, isla, session):
    actions.log(session, date(2026, 11, 19), "", papers.by(unit.isla), session.since)
    assert year_of(unit, unit.lowri) == (1, 0)
    isla.post(f"/records/{session.id}/error", data={"reason": "Entered twice."})
    assert year_of(unit, unit.lowri) == (0, 0)


def test_an_observation_never_counts_as_a_session_and_is_not_logged(unit, isla):
    record = papers.observation(unit.isla, unit.lowri, "locked")
    assert year_of(unit, unit.lowri) == (0, 0)
    assert isla.get(f"/sessions/{record.id}/log").status_code == 404


def test_the_block_to_copy_says_who_when_and_what_and_no_word_of_the_reflection(isla, session):
    page = isla.get(f"/records/{session.id}").text
    block = page[page.index('id="sop-text"') :].split("</textarea>")[0]
    for words in ("Lowri Throckmorton", "Isla Mbeki, line manager", "12 November 2026", f"Record number: {session.id}"):
        assert words in block
    for words in (papers.REFLECTION, papers.WELLBEING):
        assert words not in block
