"""Framework chapter 6: start from a session that may be, break one thing, and hear of one paragraph."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.policy import rps
from app.policy.rps import BOOKING, HOLDING, LOGGING, MISSING, Booking, Logging, Missing
from app.policy.rules import Refused, breaches, insist, insist_reason

DAY = date(2026, 11, 17)
SOUND = Booking(
    is_same_person=False,
    is_line_manager=True,
    practitioner_role="Probation Officer",
    holder_role="Senior Probation Officer",
    practitioner_function="Sentence management",
    day=DAY,
    observation_on=DAY - timedelta(days=5),
)
OF_A_MANAGER = replace(
    SOUND,
    practitioner_role="Senior Probation Officer",
    holder_role="PDU Head",
    is_line_manager=False,
    observation_on=None,
)
NSD = replace(OF_A_MANAGER, practitioner_function="National Security Division", holder_role="Senior Operational Lead")


@pytest.mark.parametrize(
    "facts",
    [
        SOUND,
        replace(SOUND, observation_on=None),
        replace(SOUND, observation_on=DAY),
        replace(SOUND, minutes=15),
        replace(SOUND, minutes=180),
        replace(SOUND, same_unit=False),
        OF_A_MANAGER,
        replace(OF_A_MANAGER, is_line_manager=True),
        replace(OF_A_MANAGER, holder_role="Prison Governor"),
        replace(OF_A_MANAGER, holder_role="Deputy PDU Head", has_delegation=True),
        NSD,
    ],
)
def test_a_sound_session_breaks_no_rule(facts: Booking) -> None:
    assert breaches(BOOKING, facts) == []


@pytest.mark.parametrize(
    ("sound", "broken", "source", "words"),
    [
        (SOUND, {"is_same_person": True}, "Framework 6.2", "nobody holds their own"),
        (
            SOUND,
            {"practitioner_role": "Senior Administration Officer"},
            "Framework 6.2",
            "practitioners and their line",
        ),
        (SOUND, {"practitioner_role": "Quality Development Officer"}, "Framework 6.2", "practitioners and their line"),
        (SOUND, {"is_line_manager": False}, "Framework 6.2", "line manager of that day"),
        (SOUND, {"minutes": 14}, "Domain guide C1", "shortest and longest"),
        (SOUND, {"minutes": 181}, "Domain guide C1", "shortest and longest"),
        (SOUND, {"least_minutes": 61}, "Domain guide C1", "shortest and longest"),
        (SOUND, {"observation_taken": True}, "Framework 6.3", "One observation leads to one session"),
        (SOUND, {"observation_on": DAY + timedelta(days=1)}, "Framework 6.3", "follows its observation"),
        (OF_A_MANAGER, {"holder_role": "Senior Probation Officer"}, "Framework 6.4", "PDU heads and prison governors"),
        (OF_A_MANAGER, {"holder_role": "Deputy PDU Head"}, "Framework 6.4", "a deputy needs a recorded delegation"),
        (
            OF_A_MANAGER,
            {"holder_role": "Quality Development Officer"},
            "Framework 6.4",
            "PDU heads and prison governors",
        ),
        (OF_A_MANAGER, {"holder_role": "Senior Operational Lead"}, "Framework 6.4", "PDU heads and prison governors"),
        (OF_A_MANAGER, {"same_unit": False}, "Framework 6.4", "PDU heads and prison governors"),
        (NSD, {"practitioner_function": "Court"}, "Framework 6.4", "PDU heads and prison governors"),
    ],
)
def test_one_thing_broken_names_one_paragraph(sound: Booking, broken: dict, source: str, words: str) -> None:
    found = breaches(BOOKING, replace(sound, **broken))
    assert [each.source for each in found] == [source]
    assert words in found[0].words


def test_every_rule_of_booking_is_broken_by_some_facts() -> None:
    facts = (
        replace(SOUND, is_same_person=True), replace(SOUND, practitioner_role="Business Manager"),
        replace(SOUND, is_line_manager=False), replace(OF_A_MANAGER, same_unit=False),
        replace(SOUND, is_brought_in=True), replace(SOUND, minutes=0), replace(SOUND, observation_taken=True),
        replace(SOUND, observation_on=date(2027, 1, 1)),
    )  # fmt: skip
    assert [each.words for it in facts for each in breaches(BOOKING, it)] == [rule.words for rule in BOOKING]


def test_who_holds_it_is_asked_again_of_the_day_it_was_held_but_not_how_long_it_took() -> None:
    assert breaches(HOLDING, replace(SOUND, minutes=500, observation_taken=True)) == []
    assert breaches(HOLDING, replace(SOUND, is_line_manager=False))


@pytest.mark.parametrize(
    ("practitioner", "holder", "capacity"),
    [
        ("Probation Officer", "Senior Probation Officer", "line manager"),
        ("Probation Officer", "Deputy PDU Head", "line manager"),
        ("Prison Offender Manager (prison)", "Prison Governor", "line manager"),
        ("Victim Liaison Officer", "Quality Development Officer", "line manager"),
        ("Senior Probation Officer", "PDU Head", "PDU head"),
        ("Head of Offender Management Delivery", "Prison Governor", "prison governor"),
        ("Senior Probation Officer", "Deputy PDU Head", "deputy PDU head with delegated authority"),
        ("Senior Probation Officer", "Senior Operational Lead", "senior operational lead"),
    ],
)
def test_what_the_holder_acts_as(practitioner: str, holder: str, capacity: str) -> None:
    assert rps.capacity_for(practitioner, holder) == capacity


@pytest.mark.parametrize(
    ("role", "function", "cases"),
    [
        ("Probation Officer", "Sentence management", True),
        ("Probation Officer", "National Security Division", True),
        ("Probation Officer", "Approved premises", True),
        ("Probation Officer", "A function nobody knows", True),
        ("Probation Officer", "Court", False),
        ("Probation Services Officer", "Unpaid work", False),
        ("Victim Liaison Officer", "Victim liaison", False),
        ("Senior Probation Officer", "Sentence management", False),
    ],
)
def test_whether_a_session_is_about_cases(role: str, function: str, cases: bool) -> None:
    assert rps.discusses_cases(role, function) is cases


SIGNED = Logging(is_signed=True, held_on=DAY, on=DAY + timedelta(days=2), today=DAY + timedelta(days=3))


@pytest.mark.parametrize("on", [DAY, DAY + timedelta(days=3)])
def test_a_session_is_logged_from_its_own_day_to_today(on: date) -> None:
    assert breaches(LOGGING, replace(SIGNED, on=on)) == []


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"is_signed": False}, "once it is signed by both"),
        ({"is_void": True}, "opened in error is not logged"),
        ({"on": DAY - timedelta(days=1)}, "from the session to today"),
        ({"on": DAY + timedelta(days=4)}, "from the session to today"),
    ],
)
def test_one_thing_wrong_about_the_log_is_named(broken: dict, words: str) -> None:
    found = breaches(LOGGING, replace(SIGNED, **broken))
    assert [each.source for each in found] == ["Framework 6.5"]
    assert words in found[0].words


def test_a_session_is_missed_only_once_its_time_has_come() -> None:
    at = datetime(2026, 11, 17, 10, tzinfo=UTC)
    assert breaches(MISSING, Missing(at, at)) == []
    with pytest.raises(Refused, match="once its time has come"):
        insist(MISSING, Missing(at, at - timedelta(minutes=1)))


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_reason_of_nothing_is_none(reason: str) -> None:
    with pytest.raises(Refused, match="needs a reason"):
        insist_reason("Domain guide C1", reason)


def test_models_have_the_stages_of_their_sources_and_codes_of_their_own() -> None:
    stages = {model.code: [stage.formal for stage in model.stages] for model in rps.MODELS}
    assert stages["kolb"] == [
        "Concrete experience", "Reflective observation", "Abstract conceptualisation", "Active experimentation",
    ]  # fmt: skip
    assert [len(stages[code]) for code in ("gibbs", "atkins", "morrison", "other")] == [6, 5, 4, 1]
    assert len(rps.MODEL_BY_CODE) == len(rps.MODELS)
    assert rps.DEFAULT_MODEL in rps.MODEL_BY_CODE
