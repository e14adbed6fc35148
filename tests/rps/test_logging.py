"""Logging a signed session on the Single Operating Platform: the reminder, the day, the list, what it counts for."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from app.database import db
from app.history.models import Event
from app.records import actions
from app.rps.year import years
from app.rps.year.facts import UNLOGGED
from app.web.clock import now, today
from tests import papers

pytestmark = pytest.mark.any_engine


@pytest.fixture
def session(unit):
    record = papers.session(unit.isla, unit.lowri, "locked")
    db.session.commit()
    return record


def year_of(person) -> tuple[int, int]:
    """The person's sessions of the year: complete, and signed but not logged."""
    it = years.of_person(person.id, today(), now()).standing
    return it.complete, sum(each.missing == UNLOGGED for each in it.held)


def test_until_it_is_logged_a_session_is_held_and_its_evidence_incomplete(unit, isla, session):
    assert year_of(unit.lowri) == (0, 1)
    assert "Held, evidence incomplete" in isla.get(f"/records/{session.id}").text
    assert isla.post(f"/sessions/{session.id}/log", data={"on": "19/11/2026"}).status_code == 303
    assert year_of(unit.lowri) == (1, 0)
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
    assert year_of(unit.lowri) == (0, 0)


def test_a_session_opened_in_error_is_not_logged_and_does_not_count(unit, isla, session):
    isla.post(f"/records/{session.id}/error", data={"reason": "Entered twice."})
    answer = isla.post(f"/sessions/{session.id}/log", data={"on": "19/11/2026"})
    assert answer.status_code == 422
    assert "opened in error is not logged" in answer.text
    assert year_of(unit.lowri) == (0, 0)
    assert "Log the session of" not in isla.get("/").text


def test_a_logged_session_that_was_opened_in_error_no_longer_counts(unit, isla, session):
    actions.log(session, date(2026, 11, 19), "", papers.by(unit.isla), session.since)
    assert year_of(unit.lowri) == (1, 0)
    isla.post(f"/records/{session.id}/error", data={"reason": "Entered twice."})
    assert year_of(unit.lowri) == (0, 0)


def test_an_observation_never_counts_as_a_session_and_is_not_logged(unit, isla):
    record = papers.observation(unit.isla, unit.lowri, "locked")
    assert year_of(unit.lowri) == (0, 0)
    assert isla.get(f"/sessions/{record.id}/log").status_code == 404


def test_the_block_to_copy_says_who_when_and_what_and_no_word_of_the_reflection(isla, session):
    page = isla.get(f"/records/{session.id}").text
    block = page[page.index('id="sop-text"') :].split("</textarea>")[0]
    for words in ("Lowri Throckmorton", "Isla Mbeki, line manager", "12 November 2026", f"Record number: {session.id}"):
        assert words in block
    for words in (papers.REFLECTION, papers.WELLBEING):
        assert words not in block


def test_the_form_stands_beside_the_text_to_copy_on_the_record_and_one_press_logs(isla, session):
    page = isla.get(f"/records/{session.id}").text
    section = page[page.index('id="sop"') :].split("</section>")[0]
    assert f'action="/sessions/{session.id}/log"' in section
    assert 'value="19/11/2026"' in section
    answer = isla.post(f"/sessions/{session.id}/log", data={"on": "19/11/2026", "reference": ""})
    assert answer.headers["Location"] == f"/records/{session.id}"
    assert 'id="sop"' not in isla.get(f"/records/{session.id}").text


def listed(page: str) -> list[str]:
    """The sessions that stand ready to be logged, in order."""
    return re.findall(r'id="session-\d+">\s*<h2[^>]*>([^<]+)</h2>', page.replace("\N{NO-BREAK SPACE}", " "))


def test_ten_sessions_are_logged_in_ten_presses_the_oldest_first(unit, isla):
    days = [date(2026, 11, day) for day in range(12, 2, -1)]
    found = []
    for day in days:
        record = papers.session(unit.isla, unit.pius if day.day == 5 else unit.lowri)
        record.happened_on = day
        papers.answer(record, "lead", "held_on", f"{day:%d/%m/%Y}")
        found.append(papers.bring(record, "locked"))
    page = isla.get("/team/unlogged").text
    assert listed(page) == [
        f"{day.day} November 2026, {'Pius Okonkwo' if day.day == 5 else 'Lowri Throckmorton'}" for day in reversed(days)
    ]
    assert page.count("Record number: ") == page.count(">Mark as logged<") == 10
    assert 'tabs__count">10<' in page
    for left, record in enumerate(reversed(found)):
        data = {"on": "19/11/2026", "reference": f"SOP-{left}"}
        answer = isla.fragment(f"/team/unlogged/{record.id}", "unlogged_rows", method="POST", data=data,
                               follow_redirects=True)  # fmt: skip
        assert "<html" not in answer.text
        assert len(listed(answer.text)) == 9 - left
        assert "Logged: the session of" in answer.text
    assert "Nothing is left to log." in answer.text
    assert [record.logged_reference for record in found] == [f"SOP-{number}" for number in range(9, -1, -1)]
    assert "You have no session to log." in isla.get("/team/unlogged").text


def test_without_scripts_the_list_comes_back_with_what_was_done(isla, session):
    answer = isla.post(f"/team/unlogged/{session.id}", data={"on": "19/11/2026"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/team/unlogged?logged={session.id}")
    said = isla.get(answer.headers["Location"]).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Logged: the session of 12 November 2026 with Lowri Throckmorton." in said
    assert isla.post(f"/team/unlogged/{session.id}", data={"on": "19/11/2026"}).status_code == 303


def test_a_wrong_day_is_said_in_its_row_and_what_was_typed_stays(isla, session):
    for answer in (
        isla.post(f"/team/unlogged/{session.id}", data={"on": "20/11/2026", "reference": "SOP-4711"}),
        isla.fragment(f"/team/unlogged/{session.id}", "unlogged_rows", method="POST",
                      data={"on": "20/11/2026", "reference": "SOP-4711"}),
    ):  # fmt: skip
        assert answer.status_code == 422
        assert "from the session to today" in answer.text
        assert "SOP-4711" in answer.text
        assert "20/11/2026" in answer.text
    assert session.logged_on is None


def test_what_others_held_with_the_team_is_listed_for_the_manager_and_logged_by_them(unit, isla, sign_in, session):
    passed_on = papers.session(unit.gwenllian, unit.pius, "locked", capacity="QDO")
    page = isla.get("/team/unlogged").text
    assert "Gwenllian Whittingham logs it" in page
    assert len(listed(page)) == 1
    assert isla.post(f"/team/unlogged/{passed_on.id}", data={"on": "19/11/2026"}).status_code == 403
    theirs = sign_in(unit.gwenllian)
    assert listed(theirs.get("/team/unlogged").text) == ["12 November 2026, Pius Okonkwo"]
    assert theirs.post(f"/team/unlogged/{passed_on.id}", data={"on": "19/11/2026"}).status_code == 303
    assert theirs.post(f"/team/unlogged/{session.id}", data={"on": "19/11/2026"}).status_code == 404
    assert "logs it" not in isla.get("/team/unlogged").text


@pytest.mark.parametrize(("day", "late"), [("2026-11-19 17:00", False), ("2026-11-20 09:00", True)])
def test_a_session_is_late_to_log_after_five_working_days(unit, session, at, sign_in, day, late):
    at(day)
    assert ("Late: it was to be logged by" in sign_in(unit.isla).get("/team/unlogged").text) is late


def test_a_practitioner_logs_nothing(lowri, session):
    assert lowri.get(f"/sessions/{session.id}/log").status_code == 403
    assert lowri.post(f"/team/unlogged/{session.id}", data={"on": "19/11/2026"}).status_code == 403
    assert "Mark as logged" not in lowri.get(f"/records/{session.id}").text
