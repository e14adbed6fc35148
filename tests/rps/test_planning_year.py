"""Planning a year on one page: proposed, typed over, booked all at once or not at all; and observations ahead."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import select

from app.database import db
from app.history.models import Event
from app.notices import work
from app.people.models import Posting
from app.records.models import Answer, Record
from app.rps.year import years
from app.web.clock import now, today
from tests import make, papers
from tests.attacks.test_races import at_once
from tests.browsing import Client
from tests.counting import count_queries
from tests.rps import held

NO_BREAK = "\N{NO-BREAK SPACE}"


class Form(HTMLParser):
    """What a browser would send of the page's form: its fields as they stand."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Take the value of an input that counts, and of the option chosen."""
        given = dict(attrs)
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.data[given["name"]] = given.get("value", "")
        if tag == "select":
            self._select = given["name"]
        if tag == "option" and ("selected" in given or self._select not in self.data):
            self.data[self._select] = given["value"]


def form(browser: Client, address: str = "/team/plan") -> dict[str, str]:
    """The form as proposed."""
    return Form(browser.get(address).text).data


def rows(data: dict[str, str], person: Any) -> list[str]:
    """The rows of one person, as the ends of their fields' names."""
    return [key.removeprefix("tick-") for key in data if key.startswith(f"tick-{person.id}-")]


def stored(kind: str = "rps") -> list[Record]:
    """What is stored, by time."""
    return list(db.session.scalars(select(Record).where(Record.kind == kind).order_by(Record.planned_at)))


def only(data: dict[str, str], row: str, **given: str) -> dict[str, str]:
    """The form with one row ticked, and these fields of it typed."""
    kept = {key: text for key, text in data.items() if not key.startswith("tick-")}
    return kept | {f"tick-{row}": "yes"} | {f"{part}-{row}": text for part, text in given.items()}


@pytest.fixture
def standing(unit) -> Callable[[Any], Any]:
    """`standing(person)`: how their year stands now."""
    return lambda person: years.of_person(person.id, today(), now()).standing


@pytest.mark.any_engine
def test_what_is_proposed_is_booked_at_one_press_and_a_second_press_books_nothing(unit, isla, standing):
    page = isla.get("/team/plan").text
    assert f"Plan 12{NO_BREAK}sessions and 4{NO_BREAK}observations" in page
    assert "First of six, was expected by 31 May 2026" in page
    data = Form(page).data
    assert [len(rows(data, each)) for each in (unit.lowri, unit.pius)] == [6, 6]
    for said in (f"Planned: 12{NO_BREAK}sessions and 4{NO_BREAK}observations.", "All of it was planned already."):
        answer = isla.post("/team/plan", data=data)
        assert (answer.status_code, answer.location) == (303, "/team/plan")
        assert said in isla.get("/team/plan").text
        assert (len(stored()), len(stored("observation"))) == (12, 4)
    for person in (unit.lowri, unit.pius):
        assert (standing(person).booked, standing(person).complete) == (6, 0)
        assert [mark.is_booked for mark in standing(person).marks] == [True] * 6
    for seen in stored("observation"):
        (session,) = [each for each in stored() if each.follows_id == seen.id]
        assert (session.subject_id, session.lead_id, session.lead_capacity) == (seen.subject_id, unit.isla.id,
                                                                               "line manager")  # fmt: skip
        assert now() < seen.planned_at < session.planned_at
    page = isla.get("/team/plan").text
    assert "Everything asked for is complete, held or booked." in page
    assert f"/sessions/{stored()[0].id}/move" in page


def test_two_presses_at_the_same_moment_book_once(unit, sign_in, another_client):
    browsers = [sign_in(unit.isla, another_client()) for _ in range(2)]
    data = form(browsers[0], f"/people/{unit.lowri.id}/plan")
    address = f"/people/{unit.lowri.id}/plan"
    assert at_once(*[lambda b=b: b.post(address, data=data) for b in browsers]) == [303, 303]
    assert (len(stored()), len(stored("observation"))) == (6, 2)


def test_the_next_year_can_be_planned_before_it_begins(unit, isla):
    data = form(isla, "/team/plan?year=next")
    assert isla.post("/team/plan?year=next", data=data).status_code == 303
    days = [record.happened_on for record in stored() if record.subject_id == unit.lowri.id]
    assert len(days) == 6
    assert days[0] >= date(2027, 4, 1)
    assert days[-1] <= date(2028, 3, 31)
    page = isla.get("/team/plan?year=next").text
    assert "Everything asked for is complete, held or booked" in page
    assert "Plan this year" in page
    assert rows(form(isla), unit.lowri)  # this year is still to be planned


@pytest.mark.any_engine
def test_rows_are_typed_over_left_out_and_added_and_nothing_typed_is_lost(unit, isla):
    address = f"/people/{unit.lowri.id}/plan"
    data = form(isla, address)
    first, *others = rows(data, unit.lowri)
    kept = only(data, first, on="1 December 2026", at="2pm")
    page = isla.post(address, data=kept | {"add": str(unit.lowri.id)})
    assert page.status_code == 200
    again = Form(page.text).data
    assert {key: again[key] for key in kept if key in again} == kept
    (new,) = [key.removeprefix("kind-") for key in again if key.startswith("kind-") and key not in data]
    kind = {f"kind-{new}": "both", f"seen_on-{new}": "7/12/2026", f"seen_at-{new}": "9:30am", f"on-{new}": "14.12.26",
            f"at-{new}": "15:00"}  # fmt: skip
    assert isla.post(address, data=again | kind).status_code == 303
    assert [each.planned_at for each in stored()] == [datetime(2026, 12, 1, 14, tzinfo=UTC),
                                                      datetime(2026, 12, 14, 15, tzinfo=UTC)]  # fmt: skip
    assert [each.planned_at for each in stored("observation")] == [datetime(2026, 12, 7, 9, 30, tzinfo=UTC)]
    assert len(others) == 5


WRONG = [
    ({"on": "31/2/2027"}, "Enter a real date, like 24/11/2026"),
    ({"on": "Wed 24 Nov 2026"}, f"24{NO_BREAK}November 2026 is a Tuesday. Change the day or the weekday"),
    ({"at": "noonish"}, "Enter a time, like 9:30am or 14:00"),
    ({"on": "28/3/2027", "at": "1:30am"}, "The clocks go forward at that time, so it does not exist"),
    ({"kind": "after-4711"}, "Choose what to plan from the list"),
    ({"kind": "both", "seen_on": "2/12/2026", "seen_at": "10am", "on": "1/12/2026"},
     "A reflective discussion follows its observation, not the other way round (Framework 6.3)"),
    ({"kind": "both", "seen_on": "1/12/2026", "seen_at": "3pm", "on": "1/12/2026", "at": "2pm"},
     "A reflective discussion follows its observation, not the other way round (Framework 6.3)"),
    ({"on": "3/5/2024"}, "The line manager of that day holds the session"),
]  # fmt: skip


@pytest.mark.any_engine
def test_what_cannot_be_booked_is_said_at_its_row_and_nothing_is_booked(unit, isla, store):
    db.session.scalars(select(Posting).where(Posting.person_id == unit.lowri.id)).one().starts_on = date(2025, 4, 1)
    make.posting(unit.lowri, starts_on=date(2024, 4, 1), ends_on=date(2025, 3, 31), line_manager_id=unit.rhys.id)
    data = form(isla)
    row, other = rows(data, unit.lowri)[0], rows(data, unit.pius)[0]
    for given, words in WRONG:
        sent = only(data, row, **given) | {f"tick-{other}": "yes"}
        answer = isla.post("/team/plan", data=sent)
        assert answer.status_code == 422, given
        assert words in answer.text, words
        assert "<title>Error: " in answer.text
        page = Form(answer.text).data
        assert {key: page[key] for key in sent if not key.startswith("kind-")} == {
            key: text for key, text in sent.items() if not key.startswith("kind-")
        }
    same = only(data, row, on="1/12/2026", at="10am") | {f"tick-{other}": "yes", f"on-{other}": "1/12/2026",
                                                         f"at-{other}": "10:30am"}  # fmt: skip
    answer = isla.post("/team/plan", data=same)
    assert "At the same time as Lowri Throckmorton, 10am. Choose another time" in answer.text
    nothing = isla.post("/team/plan", data={key: text for key, text in data.items() if not key.startswith("tick")})
    assert "Tick at least one row to plan" in nothing.text
    assert stored() == stored("observation") == []


@pytest.mark.any_engine
def test_what_only_speaks_against_a_day_is_accepted_by_one_tick_and_never_says_why_somebody_is_away(unit, isla):
    make.absence(unit.lowri, date(2026, 12, 1), date(2026, 12, 2), type="Bereavement leave")
    make.absence(unit.isla, date(2026, 12, 2), date(2026, 12, 2), type="Jury service")
    papers.actions.open_draft(
        "rps",
        unit.pius,
        unit.isla,
        "line manager",
        {"minutes": "60"},
        papers.by(unit.isla),
        now(),
        planned_at=datetime(2026, 12, 2, 10, tzinfo=UTC),
        happened_on=date(2026, 12, 2),
    )
    data = form(isla, "/team/plan")
    row = rows(data, unit.lowri)[0]
    sent = only(data, row, kind="both", seen_on="21/11/2026", seen_at="9am", on="2/12/2026", at="10:30am")
    answer = isla.post("/team/plan", data=sent)
    assert (answer.status_code, len(stored())) == (422, 1)
    for words in ("Observation: this is a Saturday.", "Session: Lowri Throckmorton is away that day.",
                  "Session: you are away that day.", "Session: you have an appointment from 10am to 11am already.",
                  "Plan these as they are"):  # fmt: skip
        assert words in answer.text, words
    assert "Bereavement" not in answer.text
    assert "Jury" not in answer.text
    assert isla.post("/team/plan", data=sent | {"anyway": "yes"}).status_code == 303
    assert (len(stored()), len(stored("observation"))) == (2, 1)


@pytest.mark.any_engine
def test_more_than_is_asked_for_is_a_hint_and_observations_that_wait_are_discussed_first(unit, isla, standing):
    seen = papers.observation(unit.isla, unit.lowri, "locked")
    data = form(isla, f"/people/{unit.lowri.id}/plan")
    kinds = [data[f"kind-{row}"] for row in rows(data, unit.lowri)]
    assert kinds.count(f"after-{seen.id}") == kinds.count("both") == 1
    row = next(row for row in rows(data, unit.lowri) if data[f"kind-{row}"] == f"after-{seen.id}")
    answer = isla.post(f"/people/{unit.lowri.id}/plan", data=data | {f"on-{row}": "10/11/2026"})
    assert "follows its observation, not the other way round" in answer.text
    assert isla.post(f"/people/{unit.lowri.id}/plan", data=data).status_code == 303
    assert [each.follows_id for each in stored()].count(seen.id) == 1
    extra = {f"tick-{unit.lowri.id}-1": "yes", f"kind-{unit.lowri.id}-1": "session", "add": str(unit.lowri.id)}
    page = isla.post(f"/people/{unit.lowri.id}/plan", data=extra).text
    assert "8 sessions in the year: 2 more than it asks for." in page


@pytest.mark.any_engine
def test_a_head_plans_for_line_managers_without_observations(unit, efua, standing):
    page = efua.get("/team/plan").text
    data = Form(page).data
    assert {data[key] for key in data if key.startswith("kind-")} == {"session"}
    assert [len(rows(data, each)) for each in (unit.isla, unit.rhys, unit.lowri)] == [3, 3, 0]
    assert "Cosmo Iqbal" not in page
    assert efua.post("/team/plan", data=data).status_code == 303
    assert {each.lead_capacity for each in stored()} == {"PDU head"}
    assert standing(unit.isla).booked == 3
    assert efua.get(f"/people/{unit.magda.id}/plan").status_code == 403


@pytest.mark.any_engine
def test_whoever_may_not_hold_a_session_is_told_by_which_rule_and_nothing_is_proposed(unit, sign_in):
    posting = db.session.scalars(select(Posting).where(Posting.person_id == unit.rhys.id)).one()
    posting.line_manager_id = unit.cosmo.id
    page = sign_in(unit.cosmo).get("/team/plan").text
    assert "a deputy needs a recorded delegation" in page
    assert "data-plan-button" not in page


@pytest.mark.any_engine
def test_rows_of_anybody_else_are_left_out(unit, isla):
    row = f"{unit.magda.id}-1"
    sent = {f"tick-{row}": "yes", f"kind-{row}": "session", f"on-{row}": "1/12/2026", f"at-{row}": "10am"}
    assert isla.post("/team/plan", data=sent).status_code == 422
    assert stored() == []


@pytest.mark.any_engine
def test_the_page_asks_no_more_however_many_people_and_sessions_it_shows(unit, isla):
    few = count_queries(isla, "/team/plan")
    for number in range(20):
        who = make.member(f"Person {number:02} Throckmorton", "Probation Officer", unit.team, unit.isla)
        if number < 3:
            papers.session(unit.isla, who, "locked")
    assert count_queries(isla, "/team/plan") == few <= 8
    first, second = isla.get("/team/plan").text, isla.get("/team/plan?page=2").text
    assert "People 1 to 20 of 22" in first
    assert "People 21 to 22 of 22" in second
    data = form(isla, "/team/plan?page=2")
    assert isla.post("/team/plan?page=2", data=data).location == "/team/plan?page=2"
    assert len({each.subject_id for each in stored() if each.planned_at}) == 2


@pytest.mark.any_engine
def test_rows_are_planned_though_their_people_come_on_another_page_meanwhile(unit, isla):
    for number in range(20):
        make.member(f"Person {number:02} Throckmorton", "Probation Officer", unit.team, unit.isla)
    data = form(isla, "/team/plan?page=2")
    shown = {int(key.split("-")[1]) for key in data if key.startswith("tick-")}
    last = max(shown)
    for month in (5, 7, 9):  # one of the first page comes behind them
        held.session(unit.isla, unit.lowri, date(2026, month, 5))
    db.session.commit()
    assert {int(key.split("-")[1]) for key in form(isla, "/team/plan?page=2") if key.startswith("tick-")} != shown
    assert isla.post("/team/plan?page=2", data=data).status_code == 303
    assert {each.subject_id for each in stored() if each.planned_at} == shown
    posting = db.session.scalars(select(Posting).where(Posting.person_id == last)).one()
    posting.line_manager_id = unit.rhys.id
    db.session.commit()
    gone = isla.post("/team/plan?page=2", data=data)
    assert gone.status_code == 409
    assert "are no longer yours to plan" in gone.text


# Observations booked ahead.


def observe(browser: Client, person: Any, **given: str) -> Any:
    """Book an observation, with the session after it where its day is given."""
    data = {"on": "1/12/2026", "at": "10am", "minutes": "60", "session_on": "", "session_at": "", **given}
    return browser.post(f"/observations/plan/{person.id}", data=data)


@pytest.mark.any_engine
def test_an_observation_is_booked_with_the_session_after_it(unit, isla, lowri, at, standing):
    answer = observe(isla, unit.lowri, session_on="8/12/2026", session_at="2pm")
    (seen,), (session,) = stored("observation"), stored()
    assert answer.location == f"/sessions/{seen.id}/planned"
    assert (seen.state, seen.lead_capacity, seen.happened_on) == ("draft", "line manager", date(2026, 12, 1))
    assert (session.follows_id, session.happened_on) == (seen.id, date(2026, 12, 8))
    assert standing(unit.lowri).marks[-1].is_observed
    page = isla.get(f"/sessions/{seen.id}/planned").text
    assert f"8{NO_BREAK}December 2026, 2pm" in page
    for address in (f"/sessions/{seen.id}/planned", f"/records/{seen.id}/draft", f"/sessions/{seen.id}.ics"):
        assert lowri.get(address).status_code == 404
    year = lowri.get("/year").text
    assert f"1{NO_BREAK}December" in year
    assert "/year.ics" in year
    assert [row.code for row in work.waiting(unit.lowri.id, now(), today())[0]] == ["rps.prepare"]
    assert "rps.draft" not in {row.code for row in work.waiting(unit.isla.id, now(), today())[0]}
    at("2026-12-01 10:01")
    assert "observation.draft" in {row.code for row in work.waiting(unit.isla.id, now(), today())[0]}


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"on": "31/2/2027"}, 422, "Enter a real date"), ({"minutes": "4"}, 422, "Enter from 5 to 480 minutes"),
        ({"session_on": "8/12/2026"}, 422, "Enter a time"), ({"session_at": "2pm"}, 422, "Enter a real date"),
        ({"session_on": "30/11/2026", "session_at": "2pm"}, 409, "follows its observation"),
    ],
)  # fmt: skip
def test_an_observation_that_cannot_be_booked_is_said_and_nothing_stays(unit, isla, given, status, words):
    answer = observe(isla, unit.lowri, **given)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert stored() == stored("observation") == []


@pytest.mark.any_engine
def test_recording_an_observation_offers_the_booked_one(unit, isla):
    observe(isla, unit.lowri)
    (seen,) = stored("observation")
    offered = isla.post(f"/observations/start/{unit.lowri.id}")
    assert offered.status_code == 200
    assert f"It is booked for 1{NO_BREAK}December 2026, 10am" in offered.text
    assert len(stored("observation")) == 1
    assert isla.post(f"/observations/start/{unit.pius.id}", data={"booked": str(seen.id)}).status_code == 404
    answer = isla.post(f"/observations/start/{unit.lowri.id}", data={"booked": str(seen.id)})
    assert answer.location == f"/records/{seen.id}/draft"
    assert (seen.planned_at, seen.happened_on) == (now(), today())
    assert papers.paper(seen).text("observed_on") == "19/11/2026"
    moved = db.session.scalars(select(Event).where(Event.verb == "moved the observation")).one()
    assert moved.reason == "from 1 December 2026 at 10am. Held earlier."
    observe(isla, unit.lowri)
    papers.answer(seen, "lead", "went_well", "Warm")
    db.session.query(Answer).filter_by(record_id=seen.id, key="went_well").one().saved_in = 1
    isla.post(f"/observations/start/{unit.lowri.id}", data={"another": "yes"})
    assert len(stored("observation")) == 3


@pytest.mark.any_engine
@pytest.mark.parametrize("ending", ["cancelled", "missed"])
def test_an_observation_that_does_not_take_place_frees_the_session_after_it(unit, isla, lowri, at, ending):
    observe(isla, unit.lowri, on="19/11/2026", at="9:40am", session_on="24/11/2026", session_at="2pm")
    (seen,), (session,) = stored("observation"), stored()
    address = f"/records/{seen.id}/cancel" if ending == "cancelled" else f"/sessions/{seen.id}/missed"
    if ending == "missed":
        assert isla.post(address, data={"reason": "Too early"}).status_code == 409
        at("2026-11-19 09:45")
    assert isla.post(address, data={"reason": "The visit fell through."}).status_code == 303
    assert (seen.state, session.follows_id, session.state) == (ending, None, "draft")
    for browser in (isla, lowri):
        page = browser.get(f"/sessions/{session.id}/planned").text
        assert "No longer follows an observation" in page
        assert f"The observation of 19 November 2026 was {ending}." in page
    assert "The visit fell through." in isla.get(f"/people/{unit.lowri.id}/plan").text


@pytest.mark.any_engine
def test_neither_is_moved_past_the_other_and_each_move_stays_in_the_history(unit, isla, lowri):
    observe(isla, unit.lowri, session_on="8/12/2026", session_at="2pm")
    (seen,), (session,) = stored("observation"), stored()
    when = {"on": "8/12/2026", "at": "2pm", "minutes": "45", "reason": "Court duty."}
    for on, at_time in (("8/12/2026", "2pm"), ("9/12/2026", "9am")):
        answer = isla.post(f"/sessions/{seen.id}/move", data=when | {"on": on, "at": at_time})
        assert (answer.status_code, "follows its observation, not the other way round" in answer.text) == (409, True)
    for on, at_time in (("30/11/2026", "2pm"), ("1/12/2026", "9:30am")):
        answer = isla.post(f"/sessions/{session.id}/move", data=when | {"on": on, "at": at_time, "place": "video"})
        assert (answer.status_code, "follows its observation, not the other way round" in answer.text) == (409, True)
    assert lowri.post(f"/sessions/{session.id}/move", data=when).status_code == 403
    assert lowri.post(f"/sessions/{seen.id}/move", data=when).status_code == 404
    assert isla.post(f"/sessions/{seen.id}/move", data=when | {"at": "9am"}).status_code == 303
    assert (seen.planned_at, papers.paper(seen).text("minutes")) == (datetime(2026, 12, 8, 9, tzinfo=UTC), "45")
    page = isla.get(f"/sessions/{seen.id}/planned").text
    assert "Moved the observation" in page
    assert "From 1 December 2026 at 10am. Court duty." in page
    assert "Isla Mbeki, 19" in page


@pytest.mark.any_engine
def test_a_session_may_follow_an_observation_that_is_booked_or_not_signed_yet(unit, isla, plan):
    observe(isla, unit.lowri)
    (seen,) = stored("observation")
    page = isla.get(f"/sessions/plan/{unit.lowri.id}").text
    assert f"Observation of 1{NO_BREAK}December 2026, not signed yet" in page
    assert f'value="{seen.id}" selected' not in page
    assert f'value="{seen.id}" selected' in isla.get(f"/sessions/plan/{unit.lowri.id}?observation={seen.id}").text
    assert plan(isla, unit.lowri, day="30/11/2026", observation=str(seen.id))[0].status_code == 409
    _, session = plan(isla, unit.lowri, day="3/12/2026", observation=str(seen.id))
    assert session.follows_id == seen.id
    assert "not signed yet" not in isla.get(f"/sessions/plan/{unit.lowri.id}").text
