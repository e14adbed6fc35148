"""Working days, against the published calendar and the worked examples of the domain guide."""

from datetime import date, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from app.policy import working_days
from app.policy.working_days import BANK_HOLIDAYS, KNOWN_YEARS, UnknownYear, after, before, between, is_working_day

KNOWN_DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def test_the_table_is_the_published_one() -> None:
    published = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    assert {holiday["date"] for holiday in published if holiday["date"].year in KNOWN_YEARS} == BANK_HOLIDAYS


# Domain guide, S9: event, working days, limit.
@pytest.mark.parametrize(
    ("event", "count", "limit"),
    [
        (date(2026, 4, 2), 5, date(2026, 4, 13)),  # a: first appointment after sentence, across Easter
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # a: after release on licence
        (date(2026, 4, 13), 15, date(2026, 5, 5)),  # b: plan, across the early May holiday
        (date(2026, 12, 23), 5, date(2027, 1, 4)),  # c: across Christmas and New Year
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # d: contact recorded
        (date(2026, 5, 22), 2, date(2026, 5, 27)),  # e: enforcement letter
        (date(2026, 5, 22), 5, date(2026, 6, 1)),  # e: evidence
        (date(2026, 5, 22), 6, date(2026, 6, 2)),  # e: decision
        (date(2026, 5, 22), 8, date(2026, 6, 4)),  # e: breach
        (date(2026, 5, 22), 10, date(2026, 6, 8)),  # e: summons
        (date(2026, 12, 18), 10, date(2027, 1, 6)),  # f: move-on plan
        (date(2026, 6, 3), 5, date(2026, 6, 10)),  # S5: countersigning due
        (date(2026, 8, 20), 14, date(2026, 9, 10)),  # S7: meeting after a transfer
    ],
)
def test_a_limit_is_the_nth_working_day_after(event: date, count: int, limit: date) -> None:
    assert after(event, count) == limit
    assert between(event, limit) == count


def test_weekends_and_holidays_are_no_working_days() -> None:
    assert is_working_day(date(2026, 11, 20))
    assert not is_working_day(date(2026, 11, 21))
    assert not is_working_day(date(2026, 12, 28))


def test_a_one_off_holiday_moves_the_limit() -> None:
    assert after(date(2026, 11, 19), 1) == date(2026, 11, 20)
    assert after(date(2026, 11, 19), 1, {date(2026, 11, 20)}) == date(2026, 11, 23)


def test_nothing_counted_is_the_day_itself() -> None:
    assert after(date(2026, 11, 21), 0) == date(2026, 11, 21)
    assert between(date(2026, 11, 21), date(2026, 11, 21)) == 0


@pytest.mark.parametrize("day", [date(2023, 12, 29), date(2029, 1, 2), date(1, 1, 2), date(9999, 12, 30)])
def test_an_unknown_year_is_never_a_year_without_holidays(day: date) -> None:
    with pytest.raises(UnknownYear) as raised:
        is_working_day(day)
    assert raised.value.year == day.year
    assert isinstance(raised.value, ValueError)


def test_counting_past_the_last_known_year_raises() -> None:
    with pytest.raises(UnknownYear):
        after(date(max(KNOWN_YEARS), 12, 29), 5)
    with pytest.raises(UnknownYear):
        between(date(max(KNOWN_YEARS), 12, 29), date(max(KNOWN_YEARS) + 1, 1, 5))


def test_a_limit_cannot_lie_before_its_event() -> None:
    with pytest.raises(ValueError, match="forwards"):
        after(date(2026, 11, 19), -1)


@pytest.mark.parametrize(
    ("event", "count", "day"),
    [
        (date(2026, 6, 19), 5, date(2026, 6, 12)),  # a parole report before its dossier
        (date(2026, 6, 1), 5, date(2026, 5, 22)),  # across the late May holiday
        (date(2026, 4, 10), 5, date(2026, 4, 1)),  # across Easter
        (date(2026, 4, 7), 1, date(2026, 4, 2)),  # the last one before Easter
        (date(2027, 1, 4), 5, date(2026, 12, 23)),  # across Christmas and New Year
        (date(2026, 5, 5), 1, date(2026, 5, 1)),  # across the early May holiday
        (date(2026, 9, 1), 1, date(2026, 8, 28)),  # across the summer holiday
        (date(2026, 6, 21), 1, date(2026, 6, 19)),  # from a Sunday
        (date(2026, 6, 20), 1, date(2026, 6, 19)),  # from a Saturday
        (date(2026, 6, 20), 0, date(2026, 6, 20)),  # nothing counted
    ],
)
def test_a_day_ahead_of_an_event_is_the_nth_working_day_before(event: date, count: int, day: date) -> None:
    assert before(event, count) == day


def test_a_one_off_holiday_moves_the_day_before_too() -> None:
    assert before(date(2026, 11, 23), 1) == date(2026, 11, 20)
    assert before(date(2026, 11, 23), 1, {date(2026, 11, 20)}) == date(2026, 11, 19)


def test_counting_back_past_the_first_known_year_raises() -> None:
    with pytest.raises(UnknownYear):
        before(date(min(KNOWN_YEARS), 1, 3), 5)
    with pytest.raises(ValueError, match="backwards"):
        before(date(2026, 11, 19), -1)


@given(KNOWN_DAYS.filter(lambda day: day >= date(2024, 6, 1)), st.integers(1, 40))
def test_before_lands_on_a_working_day_and_undoes_after(day: date, count: int) -> None:
    limit = before(day, count)
    assert is_working_day(limit)
    assert limit < day
    assert before(day, count + 1) < limit
    assert before(after(day, count), count) <= day < before(after(day, count + 1), count)
    assert after(limit, count) <= day or not is_working_day(day)


@given(KNOWN_DAYS, st.integers(1, 40))
def test_after_lands_on_a_working_day_and_between_counts_back(day: date, count: int) -> None:
    limit = after(day, count)
    assert is_working_day(limit)
    assert limit > day
    assert between(day, limit) == count == -between(limit, day)
    assert after(day, count + 1) > limit


@given(KNOWN_DAYS)
def test_every_known_day_can_be_told(day: date) -> None:
    assert working_days.is_working_day(day) is (day.isoweekday() < 6 and day not in BANK_HOLIDAYS)
    assert between(day, day + timedelta(days=1)) in (0, 1)
