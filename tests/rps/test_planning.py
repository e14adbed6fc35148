"""Planning a session: by whom, for which day, moved, cancelled and missed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.database import db
from app.history.models import Event
from app.people.models import RPS_DELEGATION, Posting
from app.records.models import Record
from app.settings.actions import set_value
from tests import make, papers

pytestmark = pytest.mark.any_engine


def sessions() -> list[Record]:
    return list(db.session.scalars(select(Record).where(Record.kind == "rps")))


def change_manager(person, to, on: date) -> None:
    """From that day on somebody else manages the person."""
    old = db.session.scalars(select(Posting).where(Posting.person_id == person.id)).one()
    old.ends_on = date.fromordinal(on.toordinal() - 1)
    db.session.flush()
    make.posting(person, starts_on=on, line_manager_id=to.id, team_id=old.team_id)
    db.session.commit()


def test_a_session_ahead_is_planned_and_both_see_when(unit, isla, lowri, plan):
    answer, record = plan(isla, unit.lowri)
    assert (answer.status_code, answer.location) == (303, f"/sessions/{record.id}/planned")
    assert (record.state, record.lead_capacity, record.happened_on) == ("draft", "line manager", date(2026, 11, 24))
    assert record.planned_at == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert record.due_on == date(2026, 11, 27)
    for browser in (isla, lowri):
        page = browser.get(f"/sessions/{record.id}/planned").text
        assert "Planned" in page
        assert "24\N{NO-BREAK SPACE}November 2026, 10am" in page
    assert "Planned" in isla.get("/records?show=led").text
    verbs = db.session.scalars(select(Event.verb).where(Event.thing == "record")).all()
    assert verbs == ["planned"]


def test_a_session_in_the_past_opens_its_record_with_what_was_booked(unit, isla, plan):
    answer, record = plan(isla, unit.lowri, day="17 November 2026")
    assert answer.location == f"/records/{record.id}/draft"
    laid = papers.paper(record)
    assert [laid.text(key) for key in ("held_on", "started", "minutes", "place", "protected")] == [
        "17/11/2026", "10am", "70", "video", "yes",
    ]  # fmt: skip
    assert record.due_on == date(2026, 11, 20)


def test_in_summer_the_time_typed_is_london_time(unit, isla, plan):
    _, record = plan(isla, unit.lowri, day="15/07/2026", at="9:30am")
    assert record.planned_at == datetime(2026, 7, 15, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"day": "31/02/2027"}, "Enter a real date"), ({"day": ""}, "Enter the day"), ({"at": "25:00"}, "Enter a time"),
        ({"minutes": "14"}, "Enter from 15 to 180 minutes"), ({"minutes": "181"}, "Enter from 15 to 180 minutes"),
        ({"minutes": "an hour"}, "Not a valid integer value"), ({"place": "the moon"}, "Not a valid choice"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_nothing_is_booked(unit, isla, plan, given, words):
    answer, record = plan(isla, unit.lowri, **given)
    assert (answer.status_code, record) == (422, None)
    assert words in answer.text


def test_how_long_a_session_may_last_is_a_setting_of_its_day(unit, isla, plan):
    now, by = datetime(2026, 11, 1, tzinfo=UTC), papers.by(unit.fergus)
    set_value("rps.minutes_least", "30", date(2026, 12, 1), "Trial", by, now, now.date())
    db.session.commit()
    assert plan(isla, unit.lowri, minutes="20")[0].status_code == 303
    answer, _ = plan(isla, unit.lowri, day="01/12/2026", minutes="20")
    assert answer.status_code == 422
    assert "Enter from 30 to 180 minutes" in answer.text


def test_a_year_whose_bank_holidays_are_not_known_leaves_the_deadline_open(unit, isla, plan):
    answer, record = plan(isla, unit.lowri, day="14/05/2031")
    assert (answer.status_code, record.due_on) == (303, None)
    assert isla.get("/").status_code == 200


@pytest.mark.parametrize("person", ["isla", "magda", "efua", "gwenllian"])
def test_nobody_outside_ones_own_line_is_planned_with(unit, isla, plan, person):
    answer, record = plan(isla, getattr(unit, person))
    assert answer.status_code == (409 if person == "isla" else 404)
    assert record is None


def test_the_head_sees_a_practitioner_but_does_not_hold_their_session(unit, efua, plan):
    answer, record = plan(efua, unit.lowri)
    assert (answer.status_code, record) == (409, None)
    assert "The line manager of that day holds the session, or whoever covers for them" in answer.text


def test_the_head_holds_the_sessions_of_line_managers_and_acts_as_head(unit, efua, plan):
    _, record = plan(efua, unit.isla)
    assert record.lead_capacity == "PDU head"
    assert db.session.scalars(select(Event.capacity).where(Event.verb == "planned")).one() == "PDU head"


def test_a_deputy_needs_a_delegation_that_holds_on_the_day(unit, sign_in, plan):
    cosmo = sign_in(unit.cosmo)
    answer, _ = plan(cosmo, unit.isla)
    assert answer.status_code == 409
    assert "a deputy needs a recorded delegation" in answer.text
    assert "Plan or record a session" not in cosmo.get(f"/people/{unit.isla.id}").text
    make.fact(unit.cosmo, RPS_DELEGATION, date(2026, 11, 1), ends_on=date(2026, 11, 30))
    assert "Plan or record a session" in cosmo.get(f"/people/{unit.isla.id}").text
    assert plan(cosmo, unit.isla, day="30/11/2026")[0].status_code == 303
    assert plan(cosmo, unit.isla, day="01/12/2026")[0].status_code == 409
    assert [each.lead_capacity for each in sessions()] == ["deputy PDU head with delegated authority"]


def test_the_governor_holds_the_sessions_of_the_head_of_delivery(unit, sign_in, plan):
    _, record = plan(sign_in(unit.saoirse), unit.aaliyah)
    assert record.lead_capacity == "prison governor"


def test_after_a_change_each_manager_plans_their_own_days(unit, isla, sign_in, another_client, plan):
    change_manager(unit.lowri, unit.rhys, date(2026, 11, 16))
    rhys = sign_in(unit.rhys, another_client())
    assert plan(rhys, unit.lowri, day="13/11/2026")[0].status_code == 409
    assert plan(isla, unit.lowri, day="16/11/2026")[0].status_code == 409
    assert plan(rhys, unit.lowri, day="16/11/2026")[0].status_code == 303
    assert plan(isla, unit.lowri, day="13/11/2026")[0].status_code == 303
    assert f"/sessions/plan/{unit.lowri.id}" in isla.get("/team").text
    assert isla.get(f"/people/{unit.lowri.id}").status_code == 404


def test_an_earlier_manager_is_offered_their_own_observations_only(unit, isla):
    mine = papers.observation(unit.isla, unit.lowri, "locked")
    theirs = papers.observation(unit.gwenllian, unit.lowri, "locked", capacity="QDO")
    page = isla.get(f"/sessions/plan/{unit.lowri.id}").text
    assert f'value="{mine.id}"' in page
    assert f'value="{theirs.id}"' in page
    change_manager(unit.lowri, unit.rhys, date(2026, 11, 16))
    page = isla.get(f"/sessions/plan/{unit.lowri.id}").text
    assert f'value="{mine.id}"' in page
    assert f'value="{theirs.id}"' not in page


def test_a_session_is_moved_and_the_old_time_stays_in_its_history(unit, isla, plan):
    _, record = plan(isla, unit.lowri)
    data = {"on": "25/11/2026", "at": "2pm", "minutes": "45", "place": "telephone", "reason": "Court duty."}
    assert isla.post(f"/sessions/{record.id}/move", data=data).status_code == 303
    assert (record.happened_on, record.due_on) == (date(2026, 11, 25), date(2026, 11, 30))
    assert record.planned_at == datetime(2026, 11, 25, 14, tzinfo=UTC)
    assert [papers.paper(record).text(key) for key in ("held_on", "minutes", "place")] == [
        "25/11/2026",
        "45",
        "telephone",
    ]
    moved = db.session.scalars(select(Event).where(Event.verb == "moved the session")).one()
    assert moved.reason == "from 24 November 2026 at 10am. Court duty."


def test_a_move_keeps_the_rules_of_a_booking(unit, isla, plan):
    observation = papers.observation(unit.isla, unit.lowri, "locked")
    _, record = plan(isla, unit.lowri, observation=str(observation.id))
    data = {"on": "11/11/2026", "at": "2pm", "minutes": "45", "place": "video"}
    answer = isla.post(f"/sessions/{record.id}/move", data=data)
    assert answer.status_code == 409
    assert "follows its observation" in answer.text
    change_manager(unit.lowri, unit.rhys, date(2026, 11, 30))
    answer = isla.post(f"/sessions/{record.id}/move", data={**data, "on": "30/11/2026"})
    assert answer.status_code == 409
    assert "The line manager of that day" in answer.text
    assert record.happened_on == date(2026, 11, 24)


def test_a_session_whose_time_has_come_is_not_moved(unit, isla, plan):
    _, record = plan(isla, unit.lowri, day="17/11/2026")
    data = {"on": "25/11/2026", "at": "2pm", "minutes": "45", "place": "video"}
    answer = isla.post(f"/sessions/{record.id}/move", data=data)
    assert answer.status_code == 409
    assert "still ahead" in answer.text


def test_cancelled_and_missed_need_a_reason_that_stays(unit, isla, lowri, at, plan):
    _, cancelled = plan(isla, unit.lowri)
    _, missed = plan(isla, unit.lowri, day="19/11/2026", at="9:40am")
    addresses = {cancelled: f"/records/{cancelled.id}/cancel", missed: f"/sessions/{missed.id}/missed"}
    assert isla.post(addresses[missed], data={"reason": "Too early."}).status_code == 409
    at("2026-11-19 09:45")
    for record, address in addresses.items():
        for nothing in ("", "  "):
            assert isla.post(address, data={"reason": nothing}).status_code == 422
        assert record.state == "draft"
        assert isla.post(address, data={"reason": "Lowri was needed in court."}).status_code == 303
        assert record.closed_reason == "Lowri was needed in court."
        for browser in (isla, lowri):
            assert "Lowri was needed in court." in browser.get(f"/records/{record.id}").text
        assert isla.post(f"/records/{record.id}/send").status_code == 403
    assert (cancelled.state, missed.state) == ("cancelled", "missed")
    said = {"cancelled": "This is cancelled already.", "missed": "This is marked as missed already."}
    for record, address in addresses.items():
        for press in (isla.post, isla.get):  # a second press, and the way back
            again = press(address, data={"reason": "Twice."})
            assert (again.status_code, again.location) == (303, f"/records/{record.id}")
            page = isla.get(again.location).text
            assert said[record.state] in page
            assert "Twice." not in page


def test_the_practitioner_does_not_move_or_cancel_the_session(unit, isla, lowri, plan):
    _, record = plan(isla, unit.lowri)
    for address in (f"/sessions/{record.id}/move", f"/sessions/{record.id}/missed", f"/records/{record.id}/cancel"):
        assert lowri.post(address, data={"reason": "No."}).status_code == 403
