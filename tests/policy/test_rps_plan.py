"""Proposals for a year (Framework 6.2 and 6.3): how many, on which days, why then; and what speaks against a day."""

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from app.policy import working_days
from app.policy.rps_diary import Diary, Limits, Meeting, apart, conflicts, is_working
from app.policy.rps_plan import (
    AFTER,
    OBSERVATION,
    PAIR,
    SESSION,
    Left,
    Need,
    Plan,
    Waiting,
    booked_days,
    done,
    left,
    propose,
    reason,
)
from app.policy.rps_required import Year
from app.policy.rps_year import BOOKED, HELD
from tests.years import SPO, YEAR, asked, pair, plain, post, session, stands

TODAY = date(2026, 11, 19)
LAST = YEAR.last
ALL = ((YEAR.first, LAST),)


def d(month: int, day: int) -> date:
    """A day of the year 1 April 2026 to 31 March 2027."""
    return date(2026 if month >= 4 else 2027, month, day)


# How many are left to plan: what was held and booked, what is passed on, and whether its observation is there.
LEFT: list[tuple[str, list[Any], str, bool, Left]] = [
    ("nothing yet", [], "", False, Left(6, 2)),
    ("three complete", plain(d(5, 5), d(7, 7), d(9, 9)), "", False, Left(3, 2)),
    ("held and booked count too", [*plain(d(5, 5)), *plain(d(11, 10), state=HELD), *plain(d(12, 8), state=BOOKED)], "",
     False, Left(3, 2)),
    ("a pair complete and one booked", [pair(d(6, 9)), pair(d(12, 8), BOOKED)], "", False, Left(4, 0)),
    ("a pair whose observation is not signed yet", [pair(d(11, 10), HELD, signed=False)], "", False, Left(5, 1)),
    ("six without an observation still ask for two after one", plain(*[d(m, 5) for m in range(4, 10)]), "", False,
     Left(2, 2)),
    ("seven held", [*plain(*[d(m, 5) for m in range(4, 9)]), pair(d(9, 9)), pair(d(10, 9))], "", False, Left(0, 0)),
    ("a pair passed on", [], PAIR, False, Left(5, 1)),
    ("an observation passed on, not made yet", [], OBSERVATION, False, Left(5, 1)),
    ("the same, made or booked: its session is mine", [], OBSERVATION, True, Left(6, 2)),
    ("a session passed on: the observation before it is mine", [], SESSION, False, Left(5, 1, 1)),
    ("the same, made or booked", [], SESSION, True, Left(5, 1)),
    ("a delegate's pair that waits for mine", [pair(d(9, 9), by="delegate")], PAIR, False, Left(5, 1)),
    ("two of a delegate's: one of them may count", [pair(d(7, 7), by="delegate"), pair(d(9, 9), by="delegate")], PAIR,
     False, Left(5, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("held", "passed_on", "is_begun", "expected"), [row[1:] for row in LEFT],
                         ids=[row[0] for row in LEFT])  # fmt: skip
def test_what_is_left_is_what_is_asked_less_what_is_there_or_passed_on(held, passed_on, is_begun, expected):
    assert left(stands(held, TODAY), passed_on, is_begun=is_begun) == expected


def need(number: int = 1, held: Any = (), of: Any = None, **given: Any) -> Need:
    """Somebody whose year asks for six and two unless said, with these sessions."""
    standing = stands(held, TODAY, of)
    facts = {"left": left(standing), "done": done(standing), "booked": booked_days(standing), "spans": ALL, **given}
    return Need(number, standing.asked, **facts)


def plan(*needs: Need, diary: Any = (), today: date = TODAY, last: date = LAST, extra: Any = (), **limits: int) -> Plan:
    """What is proposed."""
    return propose(needs, diary, today, last, replace(Limits(), **limits), extra)


def meetings(found: Plan, *, of: int | None = None) -> list[Meeting]:
    """Everything proposed, observations and sessions."""
    return [each for proposal in found.proposals if of in (None, proposal.person_id)
            for each in (proposal.observation, proposal.session) if each]  # fmt: skip


def test_sessions_are_spread_evenly_with_the_reason_and_the_observed_ones_well_apart():
    found = plan(need())
    assert [each.kind for each in found.proposals] == [SESSION, PAIR, SESSION, SESSION, PAIR, SESSION]
    days = [each.session.on for each in found.proposals]
    gaps = [(after - before).days for before, after in pairwise(days)]
    assert (min(gaps) >= 14, max(gaps) <= 33) == (True, True), days
    assert [each.why for each in found.proposals][::5] == [
        "first of six, was expected by 31 May 2026", "sixth of six, expected by 31 March 2027",
    ]  # fmt: skip
    for each in found.proposals:
        assert each.session.at == time(10)
        if each.kind == PAIR:
            assert working_days.between(each.observation.on, each.session.on) == 5


@pytest.mark.parametrize("today", [d(4, 1), TODAY, d(2, 26), d(3, 19)])
@pytest.mark.parametrize("people", [1, 3, 10])
def test_every_day_proposed_is_a_working_day_ahead_that_neither_is_away_on(today, people):
    away = ((d(12, 1), d(12, 18)), (d(2, 1), None) if today < d(2, 1) else (d(1, 1), d(1, 4)))
    extra = frozenset({d(1, 20)})
    needs = [need(number, away=away) for number in range(people)]
    found = plan(*needs, today=today, extra=extra)
    for each in meetings(found):
        assert today < each.on <= LAST
        assert is_working(each.on, extra)
        assert not any(first <= each.on and (last is None or each.on <= last) for first, last in away), each
    for proposal in found.proposals:
        if proposal.kind == PAIR:
            between = working_days.between(proposal.observation.on, proposal.session.on, extra)
            assert 1 <= between <= 10
            assert (proposal.session.on - proposal.observation.on).days <= 28
    planned = [sum(1 for each in found.of(number) if each.session) for number in range(people)]
    assert [6 - each for each in planned] == [found.unplaced.get(number, 0) for number in range(people)]


def test_of_a_team_nobody_waits_in_vain_and_no_day_or_week_fills_up():
    found = plan(*(need(number, plain(d(5, 5), d(7, 7), d(9, 9))) for number in range(10)))
    everything = meetings(found)
    assert (len(found.proposals), len(everything), found.unplaced) == (30, 50, {})
    days = [each.on for each in everything]
    assert max(days.count(day) for day in days) <= 2
    weeks = [day.isocalendar()[1] for day in days]
    assert max(weeks.count(week) for week in weeks) <= 5
    assert not any(a.overlaps(b) for place, a in enumerate(everything) for b in everything[place + 1 :])
    second = [each for each in everything if days.count(each.on) == 2]
    assert {each.at for each in second} <= {time(10), time(14)}
    firsts = [found.of(number)[0].session.on for number in range(10)]
    assert firsts[0] < firsts[9]  # who needs attention first is seen first


def test_what_is_booked_keeps_its_place_and_its_time():
    booked = session(d(1, 18), BOOKED)
    mine = [Meeting(d(1, 18), time(10), 60), Meeting(d(12, 1), time(9, 30), 60)]
    found = plan(need(held=[*plain(d(5, 5), d(7, 7)), booked]), diary=mine)
    days = [each.session.on for each in found.proposals]
    assert len(days) == 3
    assert all(abs((day - d(1, 18)).days) > 7 for day in days), days
    assert [each.why.split(",")[0] for each in found.proposals] == ["third of six", "fifth of six", "sixth of six"]
    full = [Meeting(day, time(9), 480) for day in (d(3, 30), d(3, 31))]
    assert plan(need(), diary=full, today=d(3, 29)).unplaced == {1: 6}
    short = plan(need(), diary=[Meeting(d(3, 31), time(9, 30), 60)], today=d(3, 30))
    assert [(each.session.on, each.session.at) for each in short.proposals] == [(d(3, 31), time(14))]


@pytest.mark.parametrize(
    ("on", "latest"), [(d(11, 17), d(12, 1)), (d(11, 2), d(11, 23)), (d(12, 10), d(12, 24))],
    ids=["held this week", "held over two weeks ago: as soon as can be", "booked ahead"],
)  # fmt: skip
def test_an_observation_that_waits_is_discussed_first_and_in_time(on, latest):
    found = plan(need(held=plain(d(5, 5), d(7, 7)), waiting=(Waiting("after-7", on),)))
    (first,) = [each for each in found.proposals if each.kind == AFTER]
    assert (first.follows, first.observation) == ("after-7", None)
    assert on < first.session.on <= latest
    assert [each.kind for each in found.proposals].count(PAIR) == 1


def test_the_observation_before_a_session_that_is_passed_on_is_planned_alone():
    found = plan(need(left=Left(1, 0, 1)))
    assert sorted((each.kind, each.session is None, each.why) for each in found.proposals) == [
        (OBSERVATION, True, "its session is passed on"), (SESSION, False, "first of six, was expected by 31 May 2026"),
    ]  # fmt: skip


def test_days_on_which_the_manager_does_not_hold_are_left_out_and_managers_are_not_observed():
    spans = ((d(11, 1), d(12, 11)),)
    found = plan(need(of=asked(post(job_role=SPO), today=TODAY), spans=spans))
    assert [each.kind for each in found.proposals] == [SESSION] * 3
    assert all(each.session.on <= d(12, 11) for each in found.proposals)
    assert plan(need(spans=())).unplaced == {1: 6}


def test_years_without_known_bank_holidays_are_named_and_weekdays_stand_in():
    first, last = date(2029, 12, 1), date(2030, 3, 31)
    found = plan(need(spans=((first, last),)), today=first, last=last)
    assert found.unknown_years == (2029, 2030)
    assert len(found.proposals) == 6
    assert {each.on.weekday() for each in meetings(found)} <= set(range(5))
    assert [is_working(date(2029, 12, day), ()) for day in (25, 29)] == [True, False]
    assert plan(need()).unknown_years == ()


def test_more_than_is_asked_for_is_said_so():
    assert reason(asked(), 7, TODAY) == "one more than the six asked for"


OURS = Diary("Lowri Throckmorton", TODAY, YEAR)
AT_TEN = Meeting(d(12, 1), time(10), 60)
CONFLICTS: list[tuple[Meeting, dict[str, Any], list[str]]] = [
    (AT_TEN, {}, []),
    (replace(AT_TEN, on=d(11, 18)), {}, ["this day is past, so the record opens at once."]),
    (replace(AT_TEN, on=d(12, 5)), {}, ["this is a Saturday."]),
    (replace(AT_TEN, on=d(12, 28)), {}, ["this is a bank holiday."]),
    (AT_TEN, {"extra": {d(12, 1)}}, ["this is a bank holiday."]),
    (replace(AT_TEN, on=date(2027, 4, 1)), {}, ["outside the year from 1 April 2026 to 31 March 2027."]),
    (AT_TEN, {"their_away": ((d(12, 1), None),)}, ["Lowri Throckmorton is away that day."]),
    (AT_TEN, {"my_away": ((d(11, 30), d(12, 1)),)}, ["you are away that day."]),
    (AT_TEN, {"mine": (Meeting(d(12, 1), time(10, 59), 30),)}, ["you have an appointment from 10:59am to 11:29am"
                                                               " already."]),
    (AT_TEN, {"mine": (Meeting(d(12, 1), time(11), 30), Meeting(d(12, 2), time(10), 60))}, []),
    (AT_TEN, {"theirs": (Meeting(d(12, 1), time(15), 60),)}, ["Lowri Throckmorton has an appointment that day"
                                                              " already."]),
]  # fmt: skip


@pytest.mark.parametrize(("meeting", "facts", "words"), CONFLICTS, ids=[str(row[2] or row[1]) for row in CONFLICTS])
def test_what_speaks_against_a_day_is_said_in_words_and_never_why_somebody_is_away(meeting, facts, words):
    assert conflicts(meeting, replace(OURS, **facts)) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(14, []), (15, ["more than 10 working days after the observation (Framework 6.3)."]), (28, ["more than 10"]),
     (29, ["more than 28 days after the observation (Framework 6.3)."])],
)  # fmt: skip
def test_a_session_is_soon_after_its_observation(days, words):
    found = apart(d(11, 2), d(11, 2) + timedelta(days=days), Limits(), ())
    assert len(found) == len(words)
    assert all(mine.startswith(theirs) for mine, theirs in zip(found, words, strict=True))


def test_a_year_that_is_over_has_no_days_left():
    assert plan(need(), today=LAST).unplaced == {1: 6}
    assert Year(date(2027, 4, 1), date(2028, 3, 31)).has(date(2028, 2, 29))
