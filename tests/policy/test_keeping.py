"""From which day years count back, and what of a record is in somebody's own copy."""

from datetime import date

import pytest

from app.policy.keeping import Words, in_copy, months_before, years_before


@pytest.mark.parametrize(
    ("day", "years", "before"),
    [
        (date(2033, 6, 4), 6, date(2027, 6, 4)),
        (date(2032, 2, 29), 6, date(2026, 2, 28)),
        (date(2032, 2, 29), 4, date(2028, 2, 29)),
    ],
)
def test_years_count_back_to_the_same_day(day: date, years: int, before: date):
    assert years_before(day, years) == before


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 19), 24, date(2024, 11, 19)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 3, 31), 13, date(2025, 2, 28)),
        (date(2029, 3, 31), 13, date(2028, 2, 29)),
    ],
)
def test_months_count_back_to_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, before: date):
    assert months_before(day, months) == before


@pytest.mark.parametrize(
    ("is_subject", "is_own", "for_both", "is_private", "is_in"),
    [
        (True, True, True, True, True),  # one's own wellbeing
        (True, False, True, True, False),  # the other one's wellbeing
        (True, False, False, True, True),  # one's own absence, as the manager wrote it down
        (True, False, True, False, True),  # what the manager thought of one's case
        (True, False, False, False, True),
        (False, True, True, True, True),  # the manager's own wellbeing
        (False, True, True, False, True),
        (False, True, False, True, False),  # what the manager wrote of the other one's absence
        (False, True, False, False, False),  # an observation of somebody else
        (False, False, True, True, False),
        (False, False, True, False, False),
    ],
)
def test_whose_words_a_copy_holds(is_subject: bool, is_own: bool, for_both: bool, is_private: bool, is_in: bool):
    assert in_copy(Words(is_subject, is_own, for_both, is_private)) is is_in
