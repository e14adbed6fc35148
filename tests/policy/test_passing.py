"""Framework 6.3: passing on the second observation and its session, taking it back, beginning it; the named list."""

from dataclasses import replace
from datetime import date

import pytest

from app.policy.passing import (
    ASSIGNING,
    BEGINNING,
    BOTH,
    NAMING,
    OBSERVATION,
    SESSION,
    TAKING_BACK,
    Assigning,
    Beginning,
    Naming,
    TakingBack,
    capacity,
    suggested_test,
    whole_years,
)
from app.policy.people import EXPERIENCED_PO, QDO
from app.policy.rules import breaches

TODAY, FIRST, LAST = date(2026, 11, 19), date(2026, 4, 1), date(2027, 3, 31)
ASSIGN = Assigning("Probation Officer", QDO, is_same_person=False, is_line_manager=False, observed_asked=2, what=BOTH,
                   due_on=date(2027, 1, 30), today=TODAY, year_ends_on=LAST)  # fmt: skip
BEGIN = Beginning(OBSERVATION, BOTH, is_open=True, capacity=QDO, on=TODAY, year_starts_on=FIRST, year_ends_on=LAST)


def words(rules, facts) -> list[str]:
    found = breaches(rules, facts)
    assert all(each.source.startswith(("Framework 6.3", "Domain guide B")) for each in found)
    return [each.words for each in found]


@pytest.mark.parametrize(("changed", "broken"), [
    ({}, ""),
    ({"capacity": EXPERIENCED_PO, "what": OBSERVATION}, ""),
    ({"what": SESSION, "has_observation": True}, ""),
    ({"due_on": TODAY}, ""), ({"due_on": LAST}, ""),
    ({"practitioner_role": "Senior Probation Officer"}, "of practitioners"),
    ({"observed_asked": 1}, "fewer than two"), ({"observed_asked": 0}, "fewer than two"),
    ({"is_taken": True}, "once in a year"), ({"counts_already": True}, "once in a year"),
    ({"is_same_person": True, "capacity": ""}, "their own practice"),
    ({"is_line_manager": True, "capacity": ""}, "other than the line manager"),
    ({"capacity": ""}, "on the named list"),
    ({"what": "neither"}, "Choose the observation"),
    ({"what": SESSION}, "follows an observation of yours"),
    ({"due_on": date(2026, 11, 18)}, "by a day from today"), ({"due_on": date(2027, 4, 1)}, "by a day from today"),
])  # fmt: skip
def test_what_may_be_passed_on(changed, broken):
    found = words(ASSIGNING, replace(ASSIGN, **changed))
    assert len(found) == (1 if broken else 0)
    assert all(broken in each for each in found)


@pytest.mark.parametrize(("changed", "broken"), [
    ({}, ""),
    ({"part": SESSION, "has_observation": True}, ""),
    ({"part": OBSERVATION, "what": OBSERVATION, "on": FIRST}, ""),
    ({"is_open": False}, "no longer passed on"),
    ({"part": SESSION, "what": OBSERVATION, "has_observation": True}, "This part is not"),
    ({"what": SESSION}, "This part is not"),
    ({"capacity": ""}, "named list on that day"),
    ({"on": date(2026, 3, 31)}, "in that year"), ({"on": date(2027, 4, 1)}, "in that year"),
    ({"has_begun": True}, "One observation and one session"),
    ({"part": SESSION}, "follows an observation"),
])  # fmt: skip
def test_what_a_delegate_may_begin(changed, broken):
    found = words(BEGINNING, replace(BEGIN, **changed))
    assert len(found) == (1 if broken else 0)
    assert all(broken in each for each in found)


def test_it_is_taken_back_once_and_only_while_nothing_is_signed():
    assert words(TAKING_BACK, TakingBack(is_signed=False)) == []
    assert "while nothing is signed" in words(TAKING_BACK, TakingBack(is_signed=True))[0]
    assert "already" in words(TAKING_BACK, TakingBack(is_signed=False, is_over=True))[0]


@pytest.mark.parametrize(("job_role", "is_named", "acts_as"), [
    ("Quality Development Officer", False, QDO), ("Quality Development Officer", True, QDO),
    ("Probation Officer", True, EXPERIENCED_PO), ("Probation Officer", False, ""),
    ("Quality Development Manager", False, ""), ("Senior Probation Officer", False, ""), ("", False, ""),
])  # fmt: skip
def test_in_which_capacity_a_delegate_acts(job_role, is_named, acts_as):
    assert capacity(job_role, is_named=is_named) == acts_as


def test_somebody_is_named_from_today_on_while_in_post():
    sound = Naming(is_in_post=True, starts_on=TODAY, ends_on=None, today=TODAY)
    assert words(NAMING, sound) == words(NAMING, replace(sound, ends_on=TODAY)) == []
    for changed in ({"is_in_post": False}, {"ends_on": date(2026, 11, 18)}, {"starts_on": date(2026, 11, 18)}):
        assert len(words(NAMING, replace(sound, **changed))) == 1


def test_two_years_are_whole_on_their_day():
    assert [whole_years(date(2024, 11, day), TODAY) for day in (18, 19, 20)] == [2, 2, 1]
    assert whole_years(date(2024, 2, 29), date(2026, 2, 28)) == 1
    assert whole_years(date(2027, 1, 1), TODAY) == 0


def test_the_suggested_test_says_of_each_line_whether_it_is_met_and_why():
    good = suggested_test("Probation Officer", date(2024, 11, 19), 2, TODAY, is_countersigned=False,
                          has_formal_plan=False)  # fmt: skip
    assert [each.is_met for each in good] == [True] * 4
    poor = suggested_test("Probation Services Officer", date(2020, 1, 1), 2, TODAY, is_countersigned=True,
                          has_formal_plan=True)  # fmt: skip
    assert [each.is_met for each in poor] == [False] * 4
    assert [each.fact for each in poor[:2]] == ["Probation Services Officer", "Not in that role"]
    nobody = suggested_test("", None, 2, TODAY, is_countersigned=False, has_formal_plan=False)
    assert [each.is_met for each in nobody] == [False, False, True, True]
