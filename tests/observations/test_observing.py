"""An observation of practice (domain guide C4), from its start to the discussion that follows it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.database import db
from app.observations import kind
from app.people.models import Posting
from app.records.models import Record
from app.settings.actions import set_value
from app.settings.queries import forget
from tests import make, papers

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

TODAY = date(2026, 11, 19)


def messages(record, today: date = TODAY) -> list[str]:
    """What keeps the draft from being signed."""
    return [problem.message for problem in papers.paper(record).problems(today)]


def change(record, **answers: str) -> None:
    """Write answers of the observer."""
    for key, text in answers.items():
        papers.answer(record, "lead", key, text)


def keys(record) -> set[str]:
    """What the form asks as it stands."""
    return {question.key for question in papers.paper(record).questions}


@pytest.fixture
def observation(unit):
    return papers.observation(unit.isla, unit.lowri)


def test_the_line_manager_starts_one_with_today_and_nothing_seen_yet(unit, isla):
    answer = isla.post(f"/observations/start/{unit.lowri.id}")
    record = db.session.scalars(select(Record)).one()
    assert (answer.status_code, answer.location) == (303, f"/records/{record.id}/draft")
    assert (record.lead_capacity, record.happened_on, record.due_on) == ("line manager", TODAY, date(2026, 11, 26))
    laid = papers.paper(record)
    assert [laid.text(key) for key in ("observed_on", "feedback_on", "recording", "rating_curiosity")] == [
        "19/11/2026", "19/11/2026", "live", "not seen",
    ]  # fmt: skip
    assert isla.get(answer.location).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("isla", 409), ("magda", 404), ("rhys", 404), ("efua", 404)])
def test_nobody_else_is_observed(unit, isla, who, status):
    assert isla.post(f"/observations/start/{getattr(unit, who).id}").status_code == status
    assert not db.session.scalars(select(Record)).all()


@pytest.mark.parametrize("who", ["lowri", "isla"])
def test_the_head_observes_neither_a_practitioner_nor_a_line_manager(unit, sign_in, who):
    answer = sign_in(unit.efua).post(f"/observations/start/{getattr(unit, who).id}")
    assert answer.status_code == 409
    assert "Framework 6.3" in answer.text


def test_a_filled_in_form_is_ready(observation):
    assert messages(observation) == []


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"informed": ""}, "Say whether the person was informed and content to be observed"),
        ({"observed_on": ""}, "Enter the day of the observation"),
        ({"started": "noonish"}, "Started at: enter a time, like 9:30am or 14:00"),
        ({"minutes": "4"}, "Length in minutes: enter a number from 5 to 480"),
        ({"activity": ""}, "Choose the activity"),
        ({"activity": "Oral report"}, "Activity observed: choose from the list"),
        ({"recording": ""}, "Choose how it was observed"),
        ({"rating_curiosity": ""}, "Professional curiosity: choose a rating"),
        ({"rating_curiosity": "strength"}, "Professional curiosity: say what you saw"),
        ({"rating_verbal": "develop"}, "Verbal communication: say what you saw"),
        ({"went_well": ""}, "Say what went well"),
        ({"even_better": " "}, "Say what would make it even better"),
        ({"agreed_action": ""}, "Say which action you agreed"),
        ({"feedback_on": ""}, "Enter the day feedback was given"),
        ({"feedback_on": "20/11/2026"}, "Feedback given on: enter a day from the observation to today"),
        ({"feedback_on": "11/11/2026"}, "Feedback given on: enter a day from the observation to today"),
        ({"observed_on": "20/11/2026", "feedback_on": "19/11/2026"},
         "Observed on: the observation can't be in the future"),
    ],
)  # fmt: skip
def test_one_thing_missing_or_wrong_is_named(observation, answers, message):
    change(observation, **answers)
    assert message in messages(observation)
    assert len(messages(observation)) == (2 if answers.get("observed_on") else 1)


@pytest.mark.parametrize(
    "answers",
    [
        {"rating_curiosity": "strength", "evidence_curiosity": "Three open questions."}, {"crn": ""},
        {"rating_curiosity": "competent"}, {"rating_curiosity": "not seen"}, {"recording": "video"},
        {"feedback_on": "12/11/2026"}, {"activity": "Other"},
    ],
)  # fmt: skip
def test_what_is_whole_or_optional_keeps_nothing_back(observation, answers):
    change(observation, **answers)
    assert messages(observation) == []


def test_a_person_who_was_not_informed_stops_the_form_and_it_is_never_signed(unit, isla, observation):
    isla.post(f"/records/{observation.id}/draft", data={"a-informed": "no", "r-informed": "1"})
    change(observation, informed="no")
    assert not any(key.startswith("rating_") for key in keys(observation))
    assert "went_well" not in keys(observation)
    page = isla.get(f"/records/{observation.id}/draft").text
    assert "This observation can’t go ahead" in page
    assert "Continue to check and sign" not in page
    answer = isla.post(f"/records/{observation.id}/send")
    assert answer.status_code == 422
    assert "informed or not content to be observed" in answer.text
    assert observation.state == "draft"


@pytest.mark.parametrize(
    ("function", "activities"),
    [
        ("Sentence management", "Supervision session|Home visit|Three-way meeting"),
        ("National Security Division", "Supervision session|Home visit|Three-way meeting"),
        ("Court", "Pre-sentence report interview|Oral report"), ("Unpaid work", "Induction|Work session"),
        ("Approved premises", "Key-work session|Induction"), ("Victim liaison", "Victim contact"),
        ("Offender management in custody", "One-to-one supervision|Handover"),
    ],
)  # fmt: skip
def test_what_may_be_observed_follows_from_the_function_of_that_day(unit, function, activities):
    who = make.member("Zillah Byrne", "Probation Officer", unit.team, unit.isla, function=function)
    record = papers.observation(unit.isla, who)
    asked = {question.key: question for question in papers.paper(record).questions}
    assert [code for code, _ in asked["activity"].choices] == [*activities.split("|"), "Other"]
    assert ("crn" in asked) == (function != "Victim liaison")


def test_late_feedback_is_flagged_and_never_blocks(unit, observation):
    change(observation, observed_on="04/11/2026", feedback_on="11/11/2026")
    assert kind.warnings(papers.paper(observation), TODAY) == []
    change(observation, feedback_on="12/11/2026")
    (breach,) = kind.warnings(papers.paper(observation), TODAY)
    assert breach.words == "Feedback was due by 11\N{NO-BREAK SPACE}November 2026. You can still sign."
    assert messages(observation) == []


def test_the_days_for_feedback_are_a_setting_and_the_form_says_them(unit, observation):
    now, by = datetime(2026, 11, 1, tzinfo=UTC), papers.by(unit.fergus)
    set_value("observation.feedback_days", "2", date(2026, 11, 3), "Trial", by, now, now.date())
    forget()
    hint = {question.key: question.hint for question in papers.paper(observation).questions}["feedback_on"]
    assert hint == "The same day where you can, within 2\N{NO-BREAK SPACE}working days."
    change(observation, observed_on="04/11/2026", feedback_on="09/11/2026")
    assert len(kind.warnings(papers.paper(observation), TODAY)) == 1


def test_the_observer_was_the_line_manager_on_the_day_observed(unit, observation):
    old = db.session.scalars(select(Posting).where(Posting.person_id == unit.lowri.id)).one()
    old.starts_on = date(2026, 11, 9)
    make.posting(unit.lowri, ends_on=date(2026, 11, 8), line_manager_id=unit.rhys.id, team_id=unit.other_team.id)
    change(observation, observed_on="09/11/2026")
    assert messages(observation) == []
    change(observation, observed_on="08/11/2026")
    assert messages(observation) == [
        "Observed on: the line manager of that day observes, or whoever covers for them (Framework 6.3)"
    ]


def test_a_changed_day_moves_the_deadline_for_feedback(isla, observation):
    data = {"a-observed_on": "10/11/2026", "r-observed_on": "1"}
    assert isla.post(f"/records/{observation.id}/draft", data=data).status_code == 303
    assert (observation.happened_on, observation.due_on) == (date(2026, 11, 10), date(2026, 11, 17))


def test_the_observer_signs_first_and_the_practitioner_acknowledges(unit, isla, lowri, observation):
    assert lowri.get(f"/records/{observation.id}").status_code == 404
    assert isla.post(f"/records/{observation.id}/send").status_code == 303
    assert (observation.state, observation.turn) == ("sent", "subject")
    assert "Read and acknowledge the observation" in lowri.get("/").text
    sign_what_is_shown(lowri, observation)
    assert (observation.state, observation.due_on) == ("locked", date(2026, 11, 26))


def sign_what_is_shown(browser, record) -> None:
    """Sign as a person does, the text on the page."""
    page = browser.get(f"/records/{record.id}").text
    stamp = page.split('name="fingerprint"')[1].split('value="')[1][:64]
    assert browser.post(f"/records/{record.id}/sign", data={"fingerprint": stamp}).status_code == 303


ROW = "Plan the discussion after an observation"


def discuss(isla, unit, observation: Record) -> Record:
    """Book the session that follows it."""
    data = {"on": "24/11/2026", "at": "10am", "minutes": "60", "place": "video", "observation": str(observation.id)}
    assert isla.post(f"/sessions/plan/{unit.lowri.id}", data=data).status_code == 303
    return db.session.scalars(select(Record).order_by(Record.id.desc())).first()


def test_a_discussion_is_due_ten_working_days_after_it_until_one_is_booked(unit, isla):
    observation = papers.observation(unit.isla, unit.lowri, "locked")
    assert observation.due_on == date(2026, 11, 26)
    assert ROW in isla.get("/").text
    session = discuss(isla, unit, observation)
    assert session.follows_id == observation.id
    assert ROW not in isla.get("/").text


@pytest.mark.parametrize("end", ["cancel", "error"])
def test_a_session_that_does_not_count_leaves_the_observation_to_be_discussed(unit, isla, end):
    observation = papers.observation(unit.isla, unit.lowri, "locked")
    if end == "cancel":
        session = discuss(isla, unit, observation)
    else:
        session = papers.session(unit.isla, unit.lowri)
        session.follows_id = observation.id
        papers.bring(session, "locked")
    assert ROW not in isla.get("/").text
    assert isla.post(f"/records/{session.id}/{end}", data={"reason": "Not to be."}).status_code == 303
    assert ROW in isla.get("/").text
    assert discuss(isla, unit, observation).follows_id == observation.id


def test_one_observation_leads_to_one_session(unit, isla):
    observation = papers.observation(unit.isla, unit.lowri, "locked")
    discuss(isla, unit, observation)
    data = {"on": "25/11/2026", "at": "10am", "minutes": "60", "place": "video", "observation": str(observation.id)}
    assert isla.post(f"/sessions/plan/{unit.lowri.id}", data=data).status_code == 422
    assert len(db.session.scalars(select(Record).where(Record.kind == "rps")).all()) == 1


def test_a_second_press_opens_the_same_form_until_something_is_written(unit, isla):
    first, second = (isla.post(f"/observations/start/{unit.lowri.id}").headers["Location"] for _ in range(2))
    assert first == second
    isla.post(first, data={"a-activity": "Home visit", "r-activity": "0"})
    assert isla.post(f"/observations/start/{unit.lowri.id}").headers["Location"] != first
