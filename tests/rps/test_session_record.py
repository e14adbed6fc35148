"""The session record (domain guide C1): what it asks, of whom, and what keeps it from being sent."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.database import db
from app.people.models import Posting
from app.records.models import Action
from app.rps import kind
from app.settings.actions import set_value
from app.settings.queries import forget
from tests import make, papers

TODAY = date(2026, 11, 19)


def messages(record, today: date = TODAY) -> list[str]:
    """What keeps the draft from being sent."""
    return [problem.message for problem in papers.paper(record).problems(today)]


def warned(record, today: date = TODAY) -> list[str]:
    """What is flagged about the draft and never blocks."""
    return [breach.words for breach in kind.warnings(papers.paper(record), today)]


def change(record, **answers: str) -> None:
    """Write answers of the lead."""
    for key, text in answers.items():
        papers.answer(record, "lead", key, text)


@pytest.fixture
def session(unit):
    return papers.session(unit.isla, unit.lowri)


def test_a_filled_in_record_is_ready(session):
    assert messages(session) == []


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"held_on": ""}, "Enter the day of the session"),
        ({"held_on": "soon"}, "Held on: enter a real date, like 27/11/2026"),
        ({"held_on": "20/11/2026"}, "Held on: the session can't be in the future"),
        ({"started": ""}, "Enter when it started"),
        ({"minutes": ""}, "Enter how long it lasted"),
        ({"minutes": "14"}, "Length in minutes: enter a number from 15 to 180"),
        ({"minutes": "181"}, "Length in minutes: enter a number from 15 to 180"),
        ({"place": ""}, "Choose where it was held"),
        ({"place": "the moon"}, "Place: choose from the list"),
        ({"protected": ""}, "Say whether protected time was kept"),
        ({"protected": "no"}, "Say why protected time was not kept"),
        ({"case_1_reference": ""}, "Enter the case reference"),
        ({"case_1_rosh": ""}, "Choose the risk of serious harm of the case"),
        ({"case_1_why": " "}, "Say in a few words why you chose this case"),
        ({"case_2_reference": "X264411", "case_2_why": "Alike"}, "Case 2: choose the risk of serious harm"),
        ({"case_3_rosh": "low", "case_3_why": "It is not"}, "Case 3: enter the case reference"),
        ({"case_2_reference": "X264411", "case_2_rosh": "low"}, "Case 2: say in a few words why you chose it"),
        ({"strengths": ""}, "Say which strengths you saw"),
        ({"application": ""}, "Say how it applies across the caseload"),
        ({"live_risk": ""}, "Say whether a live risk was raised"),
        ({"action_1_text": "Ring", "action_1_due": "27/11/2026"}, "Choose who does “Ring”"),
        ({"action_1_text": "Ring", "action_1_owner": "lead"}, "Say when “Ring” is due"),
        ({"action_6_due": "27/11/2026"}, "Say what the action is, or clear its owner and date"),
        ({"action_6_owner": "lead"}, "Say what the action is, or clear its owner and date"),
        ({"action_1_text": "Ring", "action_1_owner": "lead", "action_1_due": "11/11/2026"},
         "Due: an action can't be due before the session"),
        ({"skills": "juggling"}, "SEEDS2 skills in focus: choose from the list"),
        ({"values": "x" * 20_001}, "Professional values: Isla Mbeki's answer is 1 characters over 20,000. Shorten it."),
    ],
)  # fmt: skip
def test_one_thing_missing_or_wrong_is_named(session, answers, message):
    change(session, **answers)
    assert messages(session) == [message]


@pytest.mark.parametrize(
    "answers",
    [
        {"protected": "no", "protected_reason": "The fire alarm."}, {"develop": "", "values": "", "learning": ""},
        {"case_2_reference": "X264411", "case_2_rosh": "low", "case_2_why": "For comparison"}, {"minutes": "180"},
        {"action_1_text": "Ring", "action_1_owner": "subject", "action_1_due": "12/11/2026"}, {"live_risk": "yes"},
        {"skills": "pro_social\nemotional_labour"},
    ],
)  # fmt: skip
def test_what_is_optional_or_whole_keeps_nothing_back(session, answers):
    change(session, **answers)
    assert messages(session) == []


def test_reflection_under_one_stage_is_needed_from_either_of_the_two(session):
    papers.answer(session, "lead", "kolb_1", " ")
    assert messages(session) == ["Write something under at least one stage of the reflection"]
    session.shared_at = datetime(2026, 11, 18, tzinfo=UTC)
    assert messages(session) == []
    session.shared_at = None
    change(session, gibbs_3="Under another model.")
    assert messages(session) == []


def test_each_earlier_action_is_reviewed_and_a_dropped_one_needs_a_reason(unit, session):
    earlier = papers.session(unit.isla, unit.lowri, "locked", action_1_text="Ring the hostel", action_1_owner="lead",
                             action_1_due="13/11/2026")  # fmt: skip
    action = db.session.scalars(select(Action).where(Action.record_id == earlier.id)).one()
    assert messages(session) == ["Say what became of “Ring the hostel”"]
    change(session, **{f"earlier_{action.id}": "dropped"})
    assert messages(session) == ["Say why “Ring the hostel” is dropped"]
    change(session, **{f"earlier_{action.id}_reason": "The hostel closed."})
    assert messages(session) == []
    for review in ("done", "carried"):
        change(session, **{f"earlier_{action.id}": review})
        assert messages(session) == []


@pytest.mark.parametrize(
    ("function", "asks"),
    [("Court", "piece_of_work"), ("Unpaid work", "piece_of_work"), ("Victim liaison", "piece_of_work"),
     ("Sentence management", "case_1_reference"), ("Approved premises", "case_1_reference")],
)  # fmt: skip
def test_the_function_decides_between_a_case_and_a_piece_of_work(unit, function, asks):
    who = make.member("Zillah Byrne", "Probation Officer", unit.team, unit.isla, function=function)
    record = papers.session(unit.isla, who)
    keys = {question.key for question in papers.paper(record).questions}
    assert {"piece_of_work", "case_1_reference"} & keys == {asks}


def test_a_line_manager_discusses_supervising_others_and_no_case(unit):
    record = papers.session(unit.efua, unit.isla, capacity="PDU head")
    section = next(each for each in papers.paper(record).sections if each.key == "case")
    assert (section.title, [each.key for each in section.questions]) == ("Supervising others", [
        "piece_of_work", "leadership",
    ])  # fmt: skip
    assert kind.title(papers.paper(record)).endswith("for a line manager")
    change(record, piece_of_work="")
    assert messages(record) == ["Say what you discussed about supervising others"]


def test_limits_are_those_in_force_on_the_day_of_the_session(unit, session):
    now, by = datetime(2026, 11, 1, tzinfo=UTC), papers.by(unit.fergus)
    for key, text in (("rps.minutes_most", "90"), ("rps.cases", "2")):
        set_value(key, text, date(2026, 11, 12), "Trial", by, now, now.date())
    forget()
    change(session, minutes="91")
    assert messages(session) == ["Length in minutes: enter a number from 15 to 90"]
    assert "case_3_reference" not in {question.key for question in papers.paper(session).questions}
    session.happened_on = date(2026, 11, 11)
    assert messages(session) == []
    assert "case_3_reference" in {question.key for question in papers.paper(session).questions}


def test_how_long_an_answer_may_be_is_a_setting(unit, session):
    now, by = datetime(2026, 11, 1, tzinfo=UTC), papers.by(unit.fergus)
    set_value("record.characters", "5000", date(2026, 11, 12), "Trial", by, now, now.date())
    forget()
    change(session, develop="x" * 5_001)
    assert messages(session) == ["Areas to develop: Isla Mbeki's answer is 1 characters over 5,000. Shorten it."]


@pytest.mark.parametrize("most", ["1", "10"])
def test_the_page_shows_as_many_cases_as_may_be_discussed(unit, isla, session, most):
    now, by = datetime(2026, 11, 1, tzinfo=UTC), papers.by(unit.fergus)
    set_value("rps.cases", most, date(2026, 11, 2), "Trial", by, now, now.date())
    db.session.commit()
    page = isla.get(f"/records/{session.id}/draft").text
    assert [f'name="r-case_{number}_reference"' in page for number in range(1, 12)] == [
        number <= int(most) for number in range(1, 12)
    ]
    last = f"case_{most}_reference"
    data = {f"a-{last}": "X264499", f"r-{last}": "0"}
    assert isla.post(f"/records/{session.id}/draft", data=data).status_code in (303, 409)
    assert papers.paper(session).text(last)


def test_role_function_and_hours_are_those_of_the_day_of_the_session(unit, session):
    old = db.session.scalars(select(Posting).where(Posting.person_id == unit.lowri.id)).one()
    old.ends_on = papers.HELD_ON
    make.posting(unit.lowri, starts_on=date(2026, 11, 13), job_role="Senior Probation Officer", function="Court",
                 weekly_hours=20, line_manager_id=unit.efua.id, team_id=unit.team.id)  # fmt: skip
    laid = papers.paper(session)
    assert (laid.role, laid.function, laid.weekly_hours) == ("Probation Officer", "Sentence management", "37")
    session.happened_on = date(2026, 11, 13)
    laid = papers.paper(session)
    assert (laid.role, laid.function, laid.weekly_hours) == ("Senior Probation Officer", "Court", "20")


def test_the_record_says_which_model_and_which_cases(session):
    change(session, model="gibbs", case_1_reference="X264410", case_1_rosh="high")
    told = dict(kind.headline(papers.paper(session)))
    assert (told["Case"], told["Reflective model"]) == ("X264410, high risk", "Gibbs")


def test_the_day_written_must_be_one_on_which_the_holder_managed_the_practitioner(unit, isla, plan):
    _, record = plan(isla, unit.lowri, day="17/11/2026")
    old = db.session.scalars(select(Posting).where(Posting.person_id == unit.lowri.id)).one()
    old.starts_on = date(2026, 11, 16)
    make.posting(unit.lowri, ends_on=date(2026, 11, 15), line_manager_id=unit.rhys.id, team_id=unit.other_team.id)
    assert not any("line manager of that day" in each for each in messages(record))
    change(record, held_on="13/11/2026")
    assert any("line manager of that day" in each for each in messages(record))
    change(record, held_on="13/11/2019")
    assert any("was not in post on that day" in each for each in messages(record))


def test_a_changed_day_moves_the_deadline_of_the_record(unit, isla, plan):
    _, record = plan(isla, unit.lowri, day="17/11/2026")
    for day, due in (("10/11/2026", date(2026, 11, 13)), ("3/6/2031", None), ("nonsense", None)):
        laid = papers.paper(record)
        data = {"a-held_on": day, "r-held_on": str(laid.revision("held_on", "lead"))}
        assert isla.post(f"/records/{record.id}/draft", data=data).status_code == 303
        assert record.due_on == due


def test_lateness_is_flagged_and_never_blocks(unit):
    observation = papers.observation(unit.isla, unit.lowri, "agreed")
    record = papers.session(unit.isla, unit.lowri, case_1_reference="X264410")
    record.follows_id = observation.id
    observation.happened_on = date(2026, 11, 2)
    assert warned(record) == ["The record was due by 17\N{NO-BREAK SPACE}November 2026. You can still send it."]
    assert warned(record, date(2026, 11, 17)) == []
    observation.happened_on = date(2026, 10, 28)
    assert "The session was due by 11\N{NO-BREAK SPACE}November 2026, soon after its observation." in warned(record)
    observation.happened_on = date(2026, 10, 15)
    (words,) = warned(record, date(2026, 11, 17))
    assert words.startswith("The session was due by 29")
    observation.happened_on = date(2026, 10, 14)
    assert "The session was 29 days after its observation." in warned(record)
    assert messages(record) == []


def test_what_is_no_case_reference_is_flagged_and_never_blocks(session):
    change(session, case_1_reference="Mr Smith")
    assert any("“Mr Smith” is not a case reference" in words for words in warned(session))
    assert messages(session) == []
    change(session, case_1_reference="x264410")
    assert not any("case reference" in words for words in warned(session))


pytestmark = pytest.mark.any_engine
