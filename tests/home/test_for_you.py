"""For you: one list of everything that waits, in order, each with why it is here."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import current_app
from sqlalchemy import literal, select

from app.database import UtcDateTime
from app.home.rows import rows
from app.notices import work
from app.notices.work import Wording
from app.people.models import Person
from app.records.models import Action
from app.web.clock import now, today
from tests import make, papers
from tests.counting import count_queries

pytestmark = pytest.mark.any_engine

GAP = "\N{NO-BREAK SPACE}"
DAY = date(2026, 11, 19)
THURSDAY = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)


def waiting(who) -> list:
    """The list of a person in words."""
    found, _ = work.waiting(who.id, now(), today())
    with current_app.test_request_context():
        return rows(found, now())


def titles(who) -> list[str]:
    return [row.title.replace(GAP, " ") for row in waiting(who)]


def action(record, owner, text: str, due_on: date | None, **given) -> Action:
    """Something agreed in a record."""
    values = {"record_id": record.id, "subject_id": record.subject_id, "owner_id": owner.id, "agreed_at": THURSDAY}
    return make.add(Action(text=text, due_on=due_on, **values, **given))


@pytest.fixture
def record(unit):
    """A signed session, logged, with the next one booked, so that nothing of it waits for the manager."""
    record = papers.session(unit.isla, unit.lowri, "locked")
    papers.actions.log(record, DAY, "", papers.by(unit.isla), THURSDAY)
    ahead = THURSDAY + timedelta(days=14)
    papers.actions.open_draft("rps", unit.lowri, unit.isla, "line manager", {}, papers.by(unit.isla), THURSDAY,
                              planned_at=ahead, happened_on=ahead.date())  # fmt: skip
    return record


@pytest.fixture
def a_clock(monkeypatch):
    """A slice that runs against the clock: an hour left, for everyone."""

    def against(person_id, _now, _today):
        columns = work_columns(literal("test.clock"), literal(THURSDAY + timedelta(hours=1), UtcDateTime))
        return columns.where(Person.id == person_id)

    monkeypatch.setattr(work, "OFFERS", [*work.OFFERS, against])
    words = Wording("Decide", "Decide on a recall", "By {about}.", "agreed.show", "action_id")
    monkeypatch.setitem(work.WORDS, "test.clock", words)


def work_columns(code, clock):
    """One row of the shape every slice offers."""
    return select(
        code.label("code"), Person.id.label("thing_id"), Person.name.label("whose"), literal(DAY).label("about"),
        literal(THURSDAY, UtcDateTime).label("since"), literal(DAY).label("due_on"), clock.label("clock"),
        literal("").label("words"),
    )  # fmt: skip


def test_clocks_come_first_then_what_is_overdue_then_what_is_due_then_what_has_no_date(unit, record, a_clock):
    for text, due in (("Undated", None), ("Tomorrow", 1), ("Today", 0), ("Late", -1), ("Later", -9), ("Next week", 7)):
        action(record, unit.isla, text, due if due is None else DAY + timedelta(days=due))
    found = waiting(unit.isla)
    assert [row.title.removeprefix("Finish an action: ") for row in found] == [
        "Decide on a recall", "Later", "Late", "Today", "Tomorrow", "Next week", "Undated",
    ]  # fmt: skip
    assert [row.group for row in found] == ["clock", "overdue", "overdue", "due", "due", "due", "due"]


def test_days_are_working_days_in_words(unit, record):
    for due in (
        date(2026, 11, 12),
        date(2026, 11, 18),
        DAY,
        date(2026, 11, 20),
        date(2026, 11, 23),
        date(2026, 12, 29),
    ):
        action(record, unit.isla, "Ring", due)
    assert [(row.when.replace(GAP, " "), row.due.replace(GAP, " ")) for row in waiting(unit.isla)] == [
        ("5 days late", "due 12 November"), ("1 day late", "due 18 November"), ("Today", ""),
        ("Tomorrow", "Friday 20 November"), ("In 2 days", "Monday 23 November"), ("In 26 days", "Tuesday 29 December"),
    ]  # fmt: skip


def test_a_year_without_known_bank_holidays_does_not_close_the_list(unit, record):
    action(record, unit.isla, "Far ahead", date(2031, 5, 1))
    action(record, unit.isla, "Long ago", date(2021, 5, 1))
    assert [(row.title, row.when) for row in waiting(unit.isla)] == [
        ("Finish an action: Long ago", "Late"), ("Finish an action: Far ahead", "Soon"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "of_isla", "of_lowri"),
    [
        ("draft", ["Finish the session record"], []),
        ("sent", [], ["Read and sign the session record"]),
        ("agreed", ["Sign the session record"], []),
        ("locked", ["Log the session of 12 November 2026 on SOP"], []),
    ],
)
def test_each_state_of_a_session_waits_for_the_one_whose_turn_it_is(unit, state, of_isla, of_lowri):
    papers.session(unit.isla, unit.lowri, state)
    assert (titles(unit.isla), titles(unit.lowri)) == (of_isla, of_lowri)


@pytest.mark.parametrize(
    ("state", "of_isla", "of_lowri"),
    [
        ("draft", ["Finish the observation record"], []),
        ("agreed", [], ["Read and acknowledge the observation"]),
        ("locked", ["Plan the discussion after an observation"], []),
    ],
)
def test_each_state_of_an_observation_waits_for_the_one_whose_turn_it_is(unit, state, of_isla, of_lowri):
    papers.observation(unit.isla, unit.lowri, state)
    assert (titles(unit.isla), titles(unit.lowri)) == (of_isla, of_lowri)


def test_a_planned_session_waits_for_the_practitioner_to_prepare_then_for_the_manager_to_finish(unit, isla, lowri, at):
    data = {"on": "19/11/2026", "at": "9:45am", "minutes": "60", "place": "video", "observation": ""}
    assert isla.post(f"/sessions/plan/{unit.lowri.id}", data=data).status_code == 303
    assert titles(unit.lowri) == ["Prepare for your session on 19 November 2026"]
    assert titles(unit.isla) == ["Hold the session with Lowri Throckmorton"]
    at("2026-11-19 09:45")
    assert (titles(unit.isla), titles(unit.lowri)) == (["Finish the session record"], [])
    (row,) = waiting(unit.isla)
    assert row.due.replace(GAP, " ") == "Tuesday 24 November"


def test_a_shared_preparation_waits_for_nobody(unit, isla, lowri):
    data = {"on": "24/11/2026", "at": "10am", "minutes": "60", "place": "video", "observation": ""}
    address = isla.post(f"/sessions/plan/{unit.lowri.id}", data=data).location
    lowri.post(address.replace("sessions", "records").replace("planned", "draft"), data={"go": "share"})
    assert titles(unit.lowri) == []


@pytest.mark.parametrize("end", ["cancelled", "missed"])
def test_what_was_cancelled_or_missed_waits_for_nobody_itself(unit, end):
    record = papers.session(unit.isla, unit.lowri)
    papers.actions.close(papers.paper(record), end, "Court duty.", papers.by(unit.isla), THURSDAY)
    assert (titles(unit.isla), titles(unit.lowri)) == ([], [])


def test_every_row_says_whose_since_when_and_why(unit, isla):
    papers.session(unit.isla, unit.lowri, "agreed")
    (row,) = waiting(unit.isla)
    assert row.whose.replace(GAP, " ") == "Lowri Throckmorton, waiting 5 working days"
    assert row.reason.replace(GAP, " ") == (
        "Session of 12 November 2026. Lowri Throckmorton has signed; your signature locks the record."
    )
    assert row.action == "Sign"
    assert row.url in isla.get("/").text


def test_the_list_is_cut_at_fifty_and_the_count_is_of_everything(unit, isla, record):
    for number in range(63):
        action(record, unit.isla, f"Action {number}", DAY + timedelta(days=number))
    page = isla.get("/").text
    assert len(set(re.findall(r'href="/actions/(\d+)"', page))) == 50
    assert "Action 49" in page
    assert "Action 50" not in page
    assert f"63{GAP}things wait for you. The 50 most urgent are shown." in page
    counted = work.count(unit.isla.id, now(), today())
    assert (counted.total, counted.clocks) == (63, 0)
    for shown in (page, isla.get("/records").text):
        assert "63" in shown[shown.index("<nav") : shown.index("</nav>")]


def test_nothing_waits_for_those_who_take_no_part(unit, sign_in, record):
    papers.session(unit.isla, unit.lowri)
    for other in (unit.rhys, unit.magda, unit.efua):
        assert titles(other) == []
    for account in (unit.fergus, unit.nerys):
        assert "Nothing waits for you" in sign_in(account).get("/").text


def test_home_asks_six_times_whoever_and_however_much_waits(unit, isla, record):
    few = count_queries(isla, "/")
    for number in range(12):
        who = make.member(f"Practitioner {number}", "Probation Officer", unit.team, unit.isla)
        for state in ("draft", "agreed", "locked"):
            papers.session(unit.isla, who, state)
        action(record, unit.isla, f"Action {number}", DAY)
    assert count_queries(isla, "/") == few
    assert few <= 6
    for title in ("Finish the session record", "Sign the session record", "Action 11"):
        assert title in isla.get("/").text


def test_the_rows_refresh_by_themselves_as_a_fragment(unit, isla):
    papers.session(unit.isla, unit.lowri)
    fragment = isla.fragment("/", "work_rows")
    assert fragment.status_code == 200
    assert "Finish the session record" in fragment.text
    assert "<html" not in fragment.text
