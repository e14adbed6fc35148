"""Invitations: one e-mail a person and act, for a calendar, that names nobody; and nobody hears of it twice."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.database import db
from app.history.models import Event
from app.notices import digest
from app.notices.models import Notice
from app.web.clock import now, today
from tests import make
from tests.jobs.test_jobs import queued
from tests.notices.sink import SERVICE_ADDRESS, run_queued, text_of
from tests.rps.test_planning_year import form, observe, stored

pytestmark = pytest.mark.any_engine


@pytest.fixture(autouse=True)
def _with_accounts(unit):
    """Both can be reached by e-mail."""
    for who in (unit.isla, unit.lowri):
        make.account_of(who)
    db.session.commit()


def sent(sink, who):
    """The one e-mail somebody got since the last look, its calendar file, and what that asks for."""
    run_queued()
    (message,) = sink.to(who.email)
    sink.messages.remove(message)
    (attached,) = message.iter_attachments()
    file = Calendar.from_ical(attached.get_payload(decode=True))
    assert attached["Content-Type"].params["method"] == file["method"]
    return message, file


def insist_on_no_names(message, unit):
    """Nothing but the addresses of the letter itself could tell who is meant."""
    text = "\n".join(line for line in text_of(message).replace("\n ", "").splitlines()
                     if not line.startswith(("To: ", "ATTENDEE")))  # fmt: skip
    for person in (unit.isla, unit.lowri, unit.pius):
        assert not any(word in text for word in [*person.name.split(), person.email]), text


def test_a_year_planned_at_once_is_one_email_each_with_all_that_is_theirs(unit, isla, mailing, sink):
    isla.post("/team/plan", data=form(isla))
    assert len(stored()) + len(stored("observation")) == 16
    message, file = sent(sink, unit.lowri)
    mine = [each for each in (*stored(), *stored("observation")) if each.subject_id == unit.lowri.id]
    events = file.walk("VEVENT")
    assert (file["method"], len(events)) == ("PUBLISH", 8)
    assert sorted(event.decoded("dtstart") for event in events) == sorted(each.planned_at for each in mine)
    assert sorted({str(event["summary"]) for event in events}) == ["Observation of practice",
                                                                  "Reflective practice supervision"]  # fmt: skip
    assert {str(event["class"]) for event in events} == {"PRIVATE"}
    assert "attendee" not in file.to_ical().decode().lower()
    insist_on_no_names(message, unit)
    assert message["Subject"] == "Management oversight: 8 appointments planned"
    assert f"See it in the service: {SERVICE_ADDRESS}/\n" in message.get_body().get_content()
    message, file = sent(sink, unit.isla)
    assert len(file.walk("VEVENT")) == 16
    insist_on_no_names(message, unit)
    assert sink.messages == []  # Pius Okonkwo has no account
    assert isla.post("/team/plan", data=form(isla)).status_code == 422
    assert run_queued() == 0


def test_one_appointment_is_asked_moved_and_taken_out_of_the_calendar(unit, isla, mailing, sink, plan):
    _, record = plan(isla, unit.lowri)
    message, file = sent(sink, unit.lowri)
    (first,) = file.walk("VEVENT")
    assert (file["method"], first["sequence"], first["status"]) == ("REQUEST", 0, "CONFIRMED")
    assert (str(first["attendee"]), str(first["organizer"])) == (f"mailto:{unit.lowri.email}",
                                                                 "mailto:no-reply@oversight.example")  # fmt: skip
    assert "Reflective practice supervision: Tuesday 24 November 2026, 10am, 70 minutes" in text_of(message)
    insist_on_no_names(message, unit)
    assert str(sent(sink, unit.isla)[1].walk("VEVENT")[0]["uid"]) == str(first["uid"])
    moving = {"on": "25/11/2026", "at": "2pm", "minutes": "45", "place": "video", "reason": "Wendell Canary"}
    for sequence, on in ((1, "25/11/2026"), (2, "26/11/2026")):
        isla.post(f"/sessions/{record.id}/move", data=moving | {"on": on})
        message, file = sent(sink, unit.lowri)
        (event,) = file.walk("VEVENT")
        assert (file["method"], event["sequence"], event["uid"]) == ("REQUEST", sequence, first["uid"])
        assert "Canary" not in text_of(message)
        assert sent(sink, unit.isla)[0]["Subject"] == "Management oversight: 1 appointment moved"
    assert event.decoded("dtstart") == datetime(2026, 11, 26, 14, tzinfo=UTC)
    isla.post(f"/records/{record.id}/cancel", data={"reason": "Wendell Canary"})
    message, file = sent(sink, unit.lowri)
    (event,) = file.walk("VEVENT")
    assert (file["method"], event["sequence"], event["uid"], event["status"]) == (
        "CANCEL",
        3,
        first["uid"],
        "CANCELLED",
    )
    assert "Canary" not in text_of(message)
    assert sent(sink, unit.isla)[1]["method"] == "CANCEL"


def test_whoever_got_the_email_reads_it_in_the_app_but_not_again_in_the_digest(unit, isla, lowri, mailing, sink):
    observe(isla, unit.lowri, session_on="8/12/2026", session_at="2pm")
    assert digest.content(unit.lowri.id, today(), now()).codes == []
    run_queued()
    assert digest.content(unit.lowri.id, today(), now()).codes == []
    page = lowri.get("/").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Isla Mbeki planned with you: 1 session and 1 observation, the first on 1 December 2026, 10am" in page
    assert db.session.scalars(select(Notice.person_id)).all() == [unit.lowri.id]


def test_what_could_not_be_sent_goes_into_the_digest_and_administrators_see_it(unit, isla, mailing, sink, sign_in):
    sink.is_down = True
    observe(isla, unit.lowri)
    run_queued()
    assert digest.content(unit.lowri.id, today(), now()).codes == ["rps.planned"]
    failed = db.session.scalars(select(Event).where(Event.verb == "could not send an invitation by e-mail")).all()
    assert sorted(event.subject_id for event in failed) == [unit.isla.id, unit.lowri.id]
    assert "Could not send an invitation by e-mail" in sign_in(unit.fergus).get("/notices/e-mail").text


def test_a_plan_that_was_refused_or_changed_before_the_worker_came_sends_only_what_stands(
    unit, isla, mailing, sink, plan
):
    observe(isla, unit.lowri, session_on="30/11/2026", session_at="2pm")
    assert run_queued() == 0
    _, record = plan(isla, unit.lowri)
    isla.post(f"/records/{record.id}/cancel", data={"reason": "By mistake"})
    run_queued()
    assert [message["Subject"] for message in sink.to(unit.lowri.email)] == [
        "Management oversight: 1 appointment cancelled"
    ]
    plan(isla, unit.lowri, day="17/11/2026")
    assert run_queued() == 0  # nothing ahead, nothing for a calendar


def test_without_a_mail_server_nothing_is_queued_and_the_page_says_nothing_of_it(unit, isla, plan):
    plan(isla, unit.lowri)
    assert queued() == []
    assert "e-mail" not in isla.get("/team/plan").text.replace("/notices/e-mail", "")
    assert digest.content(unit.lowri.id, today(), now()).codes == ["rps.planned"]


def test_the_year_as_a_calendar_holds_what_is_ahead_of_both_sides_and_names_nobody(unit, isla, lowri, efua, sign_in,
                                                                                   another_client, plan):  # fmt: skip
    observe(isla, unit.lowri, session_on="8/12/2026", session_at="2pm")
    plan(isla, unit.pius, day="1/12/2026", at="3pm")
    plan(isla, unit.pius, day="12/11/2026")
    plan(efua, unit.isla, day="2/12/2026")
    held = {}
    for name, browser in (
        ("isla", isla),
        ("lowri", lowri),
        ("efua", efua),
        ("rhys", sign_in(unit.rhys, another_client())),
    ):
        answer = browser.get("/year.ics")
        assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
        held[name] = Calendar.from_ical(answer.data).walk("VEVENT")
        assert not any(word in answer.text for person in (unit.isla, unit.lowri, unit.pius, unit.efua)
                       for word in person.name.split())  # fmt: skip
    assert {name: len(events) for name, events in held.items()} == {"isla": 4, "lowri": 2, "efua": 1, "rhys": 0}
    assert [event.decoded("dtstart").date() for event in held["lowri"]] == [date(2026, 12, 1), date(2026, 12, 8)]
    assert {str(event["uid"]) for event in held["lowri"]} < {str(event["uid"]) for event in held["isla"]}
