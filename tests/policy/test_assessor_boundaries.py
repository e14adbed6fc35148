"""Assessor roles at their edges: each criterion’s last day and the day after, the instant before and midnight."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.assessor_facts import (
    CONFIRMS,
    DETERMINES,
    DISCRETION,
    ENDS,
    FORMAL_PLAN,
    HOMD_REQUIRES,
    KEEPS,
    LONDON,
    NATIONAL_SECURITY,
    NEW_PSO,
    OPENS,
    POM_LEARNING,
    PQIP_LEARNER,
    Days,
    Decision,
    Facts,
    Module,
    Plan,
    midnight,
    months_after,
)
from app.policy.assessor_roles import CRITERIA, history, standing

PSO, PO, POM = "Probation Services Officer", "Probation Officer", "Prison Offender Manager (prison)"
INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)
ZONES = (UTC, LONDON, ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo"))
LONG_AFTER = datetime(2035, 1, 1, tzinfo=UTC)

# When these days begin in London, written out in UTC: ordinary days, both clock changes and the days around them, the
# turn of the year and a leap day.
MIDNIGHTS = {
    date(2026, 1, 15): datetime(2026, 1, 15, 0, tzinfo=UTC),
    date(2026, 7, 15): datetime(2026, 7, 14, 23, tzinfo=UTC),
    date(2026, 3, 28): datetime(2026, 3, 28, 0, tzinfo=UTC),
    date(2026, 3, 29): datetime(2026, 3, 29, 0, tzinfo=UTC),
    date(2026, 3, 30): datetime(2026, 3, 29, 23, tzinfo=UTC),
    date(2026, 10, 24): datetime(2026, 10, 23, 23, tzinfo=UTC),
    date(2026, 10, 25): datetime(2026, 10, 24, 23, tzinfo=UTC),
    date(2026, 10, 26): datetime(2026, 10, 26, 0, tzinfo=UTC),
    date(2027, 1, 1): datetime(2027, 1, 1, 0, tzinfo=UTC),
    date(2028, 2, 29): datetime(2028, 2, 29, 0, tzinfo=UTC),
    date(2028, 3, 1): datetime(2028, 3, 1, 0, tzinfo=UTC),
}
EDGES = pytest.mark.parametrize("day", MIDNIGHTS, ids=str)


def decided(verb: str, criterion: int, at: datetime, **more: object) -> Decision:
    return Decision(verb, criterion, at, at, **more)


def officer(starts_on: date, **more: object) -> Facts:
    return Facts(jobs=(Days(starts_on, None, PSO),), **more)


def pom(starts_on: date, **more: object) -> Facts:
    return Facts(jobs=(Days(starts_on, None, POM),), **more)


# From the first day


OPENING: dict[str, tuple[int, Callable[[date], Facts]]] = {
    "1, a new officer's first day": (NEW_PSO, officer),
    "1, an officer again after another job": (NEW_PSO, lambda day: Facts(jobs=(
        Days(date(2019, 1, 1), day - DAY, PO), Days(day, None, PSO)))),
    "2, the first day of the training": (PQIP_LEARNER, lambda day: Facts(pqip=(Days(day),))),
    "3, a formal plan": (FORMAL_PLAN, lambda day: Facts(plans=(Plan(True, MIDNIGHTS[day]),))),
    "4, the manager's decision": (DISCRETION, lambda day: Facts(
        decisions=(decided(OPENS, DISCRETION, MIDNIGHTS[day]),))),
    "5, the first day in the division": (NATIONAL_SECURITY, lambda day: Facts(nsd=(Days(day),))),
    "6, the first day as prison offender manager": (POM_LEARNING, pom),
    "6, learning asked for later": (POM_LEARNING, lambda day: pom(
        date(2019, 1, 1), learning_on=date(2019, 1, 1), modules=(Module(day),))),
    "7, the requirement in prison": (HOMD_REQUIRES, lambda day: Facts(
        decisions=(decided(OPENS, HOMD_REQUIRES, MIDNIGHTS[day]),))),
}  # fmt: skip


def test_every_criterion_is_tried_at_its_opening_and_at_its_end():
    numbers = {each.number for each in CRITERIA}
    assert {number for number, _ in OPENING.values()} == numbers
    assert {number for number, _ in CLOSING.values()} | {DISCRETION, HOMD_REQUIRES} == numbers


@EDGES
@pytest.mark.parametrize(("number", "facts"), OPENING.values(), ids=OPENING)
def test_it_opens_at_londons_midnight_and_not_an_instant_before(number, facts, day):
    begins = MIDNIGHTS[day]
    assert midnight(day) == begins
    for zone in ZONES:
        assert standing(facts(day), (begins - INSTANT).astimezone(zone)).numbers == ()
        opened = standing(facts(day), begins.astimezone(zone))
        assert opened.numbers == (number,)
        assert opened.is_countersigned
        assert not opened.is_interim_hold
        assert opened.open[0].since == begins


# To the last day. Each takes the last day on which the facts ask for it.


def plan_closed(last: date) -> Facts:
    return Facts(plans=(Plan(True, midnight(last - 90 * DAY), midnight(last + DAY)),))


CLOSING: dict[str, tuple[int, Callable[[date], Facts]]] = {
    "1, probation passed the day after": (NEW_PSO, lambda last: officer(
        last - 60 * DAY, curriculum_on=last - 30 * DAY, probation_on=last + DAY)),
    "1, core curriculum done the day after": (NEW_PSO, lambda last: officer(
        last - 60 * DAY, curriculum_on=last + DAY, probation_on=last - 30 * DAY)),
    "1, another job the day after": (NEW_PSO, lambda last: Facts(jobs=(
        Days(last - 60 * DAY, last, PSO), Days(last + DAY, None, PO)))),
    "2, the last day of the training": (PQIP_LEARNER, lambda last: Facts(pqip=(Days(last - 500 * DAY, last),))),
    "3, a plan closed at midnight": (FORMAL_PLAN, plan_closed),
    "3, a plan opened in error": (FORMAL_PLAN, lambda last: Facts(
        plans=(Plan(True, midnight(last - 9 * DAY), None, midnight(last + DAY)),))),
    "5, the last day in the division": (NATIONAL_SECURITY, lambda last: Facts(nsd=(Days(last - 90 * DAY, last),))),
    "6, the last module done the day after": (POM_LEARNING, lambda last: pom(
        last - 90 * DAY, modules=(Module(last - 90 * DAY, last - 9 * DAY), Module(last - 90 * DAY, last + DAY)))),
    "6, done by the staff extract": (POM_LEARNING, lambda last: pom(last - 90 * DAY, learning_on=last + DAY)),
    "6, the last day as prison offender manager": (POM_LEARNING, lambda last: Facts(jobs=(
        Days(last - 90 * DAY, last, POM), Days(last + DAY, None, PO)))),
}  # fmt: skip


@EDGES
@pytest.mark.parametrize(("number", "facts"), CLOSING.values(), ids=CLOSING)
def test_it_lasts_through_its_last_day_and_is_held_from_the_next_midnight_until_confirmed(number, facts, day):
    over, about = MIDNIGHTS[day], facts(day - DAY)
    for zone in ZONES:
        last = standing(about, (over - INSTANT).astimezone(zone))
        assert (last.numbers, last.is_interim_hold) == ((number,), False)
        held = standing(about, over.astimezone(zone))
        assert (held.numbers, held.is_interim_hold) == ((number,), True)
        assert held.is_countersigned
    assert standing(about, LONG_AFTER).is_interim_hold
    assert [each.ends_on for each in standing(about, over - INSTANT).open] == [day]
    confirmed = replace(about, decisions=(decided(CONFIRMS, number, over),))
    assert standing(confirmed, over - INSTANT).is_countersigned
    assert not standing(confirmed, over).is_countersigned
    assert not standing(confirmed, LONG_AFTER).is_countersigned


@EDGES
@pytest.mark.parametrize(("number", "facts"), CLOSING.values(), ids=CLOSING)
def test_a_confirmation_an_instant_too_early_confirms_nothing(number, facts, day):
    over, about = MIDNIGHTS[day], facts(day - DAY)
    early = replace(about, decisions=(decided(CONFIRMS, number, over - INSTANT),))
    assert standing(early, over - INSTANT).is_countersigned
    assert standing(early, over).is_interim_hold
    late = replace(about, decisions=(decided(CONFIRMS, number, over + 9 * DAY),))
    assert standing(late, over + 9 * DAY - INSTANT).is_interim_hold
    assert not standing(late, over + 9 * DAY).is_countersigned


@EDGES
@pytest.mark.parametrize("number", [DISCRETION, HOMD_REQUIRES])
def test_what_was_decided_ends_at_the_instant_of_its_ending_without_a_hold(number, day):
    over = MIDNIGHTS[day]
    about = Facts(decisions=(decided(OPENS, number, over - 30 * DAY), decided(ENDS, number, over)))
    assert standing(about, over - INSTANT).numbers == (number,)
    assert standing(about, over).numbers == ()
    ahead = replace(about, decisions=(about.decisions[0], Decision(ENDS, number, over - 9 * DAY, over)))
    assert standing(ahead, over - INSTANT).open[0].confirmed_at == over
    assert standing(ahead, over).numbers == ()


@EDGES
def test_the_leads_determination_ends_only_the_posting_it_was_made_for(day):
    over = MIDNIGHTS[day]
    posted = Facts(nsd=(Days(day - 90 * DAY),), decisions=(decided(DETERMINES, NATIONAL_SECURITY, over),))
    assert standing(posted, over - INSTANT).numbers == (NATIONAL_SECURITY,)
    assert standing(posted, over).numbers == ()
    again = replace(posted, nsd=(Days(day - 90 * DAY, day), Days(day + DAY)))
    assert standing(again, midnight(day + DAY) - INSTANT).numbers == ()
    assert standing(again, midnight(day + DAY)).numbers == (NATIONAL_SECURITY,)
    assert not standing(again, midnight(day + DAY)).is_interim_hold


# The six months


WINDOWS = [
    (date(2026, 8, 31), date(2027, 2, 28)),
    (date(2026, 8, 30), date(2027, 2, 28)),
    (date(2026, 8, 29), date(2027, 2, 28)),
    (date(2026, 8, 28), date(2027, 2, 28)),
    (date(2026, 9, 1), date(2027, 3, 1)),
    (date(2027, 8, 31), date(2028, 2, 29)),
    (date(2027, 8, 29), date(2028, 2, 29)),
    (date(2027, 8, 28), date(2028, 2, 28)),
    (date(2028, 2, 29), date(2028, 8, 29)),
    (date(2027, 2, 28), date(2027, 8, 28)),
    (date(2026, 3, 31), date(2026, 9, 30)),
    (date(2026, 5, 31), date(2026, 11, 30)),
    (date(2026, 10, 31), date(2027, 4, 30)),
    (date(2026, 12, 31), date(2027, 6, 30)),
    (date(2026, 4, 25), date(2026, 10, 25)),  # ends on the day the clocks go back
    (date(2026, 4, 26), date(2026, 10, 26)),
    (date(2026, 9, 28), date(2027, 3, 28)),  # ends on the day they go forward
    (date(2026, 9, 29), date(2027, 3, 29)),
]


@pytest.mark.parametrize(("start", "end"), WINDOWS, ids=[f"{start} to {end}" for start, end in WINDOWS])
def test_the_six_months_last_through_the_day_before_the_same_day_of_the_month(start, end):
    over = midnight(end).astimezone(UTC)
    last = standing(officer(start), over - INSTANT)
    assert (last.numbers, last.is_interim_hold, last.open[0].ends_on) == ((NEW_PSO,), False, end)
    held = standing(officer(start), over)
    assert (held.numbers, held.is_interim_hold, held.open[0].ends_on) == ((NEW_PSO,), True, end)
    assert standing(officer(start, curriculum_on=start), over).is_interim_hold


@given(st.dates(date(2025, 10, 13), date(2040, 1, 1)))
def test_the_window_is_six_months_for_any_start(start):
    end = months_after(start, 6)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == 6
    assert end.day == start.day or (end + DAY).day == 1
    assert standing(officer(start), midnight(end) - INSTANT).numbers == (NEW_PSO,)
    assert not standing(officer(start), midnight(end) - INSTANT).is_interim_hold
    assert standing(officer(start), midnight(end)).is_interim_hold


def test_both_done_on_the_day_the_six_months_end_or_after_change_nothing():
    start, end = date(2026, 8, 31), date(2027, 2, 28)
    for done_on in (end, end + DAY):
        about = officer(start, curriculum_on=done_on, probation_on=done_on)
        assert standing(about, midnight(end) - INSTANT).open[0].ends_on == end
        assert standing(about, midnight(end)).is_interim_hold


@pytest.mark.parametrize("done_on", [date(2026, 8, 30), date(2026, 8, 31)])
def test_an_officer_who_had_done_both_by_the_first_day_was_never_new(done_on):
    about = officer(date(2026, 8, 31), curriculum_on=done_on, probation_on=date(2026, 8, 1))
    assert standing(about, midnight(date(2026, 8, 31))).numbers == ()
    later = officer(date(2026, 8, 31), curriculum_on=date(2026, 9, 1), probation_on=date(2026, 8, 1))
    assert standing(later, midnight(date(2026, 9, 1)) - INSTANT).numbers == (NEW_PSO,)
    assert standing(later, midnight(date(2026, 9, 1))).is_interim_hold


# Plans to the minute, in the hour that London's clock shows twice


SPLIT = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)  # 1:30am, the first of the two: 00:30 UTC


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_plan_opened_in_the_doubled_hour_binds_from_its_own_minute(zone):
    about = Facts(plans=(Plan(True, SPLIT.astimezone(zone)),))
    assert standing(about, SPLIT - INSTANT).numbers == ()
    assert standing(about, SPLIT).numbers == (FORMAL_PLAN,)
    second = datetime(2026, 10, 25, 1, 10, tzinfo=LONDON, fold=1)  # 1:10am, the second: 01:10 UTC, 40 minutes later
    assert standing(about, second).numbers == (FORMAL_PLAN,)
    assert standing(about, second.astimezone(zone)).numbers == (FORMAL_PLAN,)


def test_a_plan_is_open_for_its_first_minute_and_not_for_the_one_it_closes_in():
    opened, closed = SPLIT.astimezone(UTC), SPLIT.astimezone(UTC) + timedelta(hours=1)
    about = Facts(plans=(Plan(True, opened, closed),))
    assert not standing(about, closed - INSTANT).is_interim_hold
    assert standing(about, closed).is_interim_hold
    never = Facts(plans=(Plan(True, opened, opened),))
    assert standing(never, opened).is_interim_hold
    informal = Facts(plans=(Plan(False, opened, closed),))
    assert standing(informal, opened).numbers == standing(informal, closed).numbers == ()


# Reviews


@EDGES
@pytest.mark.parametrize("number", [DISCRETION, HOMD_REQUIRES])
def test_a_review_that_passes_ends_nothing(number, day):
    opened = decided(OPENS, number, MIDNIGHTS[day] - 90 * DAY, review_on=day, id=1)
    for at in (MIDNIGHTS[day] - INSTANT, MIDNIGHTS[day], MIDNIGHTS[day] + DAY, LONG_AFTER):
        found = standing(Facts(decisions=(opened,)), at)
        assert (found.numbers, found.is_interim_hold) == ((number,), False)
        assert found.open[0].review_on == day
    kept = decided(KEEPS, number, MIDNIGHTS[day], review_on=months_after(day, 3), id=2)
    about = Facts(decisions=(opened, kept))
    assert standing(about, MIDNIGHTS[day] - INSTANT).open[0].review_on == day
    assert standing(about, MIDNIGHTS[day]).open[0].review_on == months_after(day, 3)


@pytest.mark.parametrize(("start", "review"), [
    (date(2026, 11, 2), date(2027, 2, 2)), (date(2026, 11, 30), date(2027, 2, 28)),
    (date(2027, 11, 30), date(2028, 2, 29)), (date(2026, 10, 1), date(2027, 1, 1)),
    (date(2026, 12, 14), date(2027, 3, 14)), (date(2026, 8, 31), date(2026, 11, 30)),
])  # fmt: skip
def test_three_months_to_a_review_end_within_their_month(start, review):
    assert months_after(start, 3) == review


# One after another, and several at once


@EDGES
def test_the_next_criterion_takes_over_at_the_midnight_at_which_the_last_one_ends(day):
    over = MIDNIGHTS[day]
    about = Facts(pqip=(Days(day - 90 * DAY, day - DAY),), nsd=(Days(day),),
                  decisions=(decided(CONFIRMS, PQIP_LEARNER, over),))  # fmt: skip
    assert standing(about, over - INSTANT).numbers == (PQIP_LEARNER,)
    assert standing(about, over).numbers == (NATIONAL_SECURITY,)
    told = history(about, over + DAY)
    assert [(at, then.numbers) for at, then in told[-2:]] == [
        (midnight(day - 90 * DAY), (PQIP_LEARNER,)), (over, (NATIONAL_SECURITY,))
    ]  # fmt: skip


@EDGES
def test_a_hold_of_one_criterion_is_no_hold_while_another_is_open(day):
    over = MIDNIGHTS[day]
    about = Facts(pqip=(Days(day - 90 * DAY, day - DAY),), decisions=(decided(OPENS, DISCRETION, over - DAY),))
    both = standing(about, over)
    assert both.numbers == (PQIP_LEARNER, DISCRETION)
    assert not both.is_interim_hold
    assert [each.criterion.number for each in both.open if each.is_hold] == [PQIP_LEARNER]
    ended = replace(about, decisions=(*about.decisions, decided(ENDS, DISCRETION, over + DAY)))
    assert standing(ended, over + DAY).is_interim_hold
