"""Supervision one to one: who leads it, and when the next is suggested."""

from datetime import date

import pytest

from app.policy.rules import breaches
from app.policy.supervision import IN_PACK, LEADING, REVIEW_IN_PACK, TOPICS, Meeting, suggested

LAST = date(2026, 10, 3)


@pytest.mark.parametrize(
    ("last", "weeks", "next_on"),
    [(LAST, 6, date(2026, 11, 14)), (LAST, 0, None), (None, 6, None), (date(2026, 12, 30), 1, date(2027, 1, 6))],
)
def test_the_next_is_so_many_weeks_after_the_last(last, weeks, next_on):
    assert suggested(last, weeks) == next_on


@pytest.mark.parametrize(
    ("meeting", "broken"),
    [(Meeting(False, True), 0), (Meeting(False, False), 1), (Meeting(True, False), 1), (Meeting(True, True), 1)],
)
def test_the_line_manager_leads_it_and_nobody_their_own(meeting, broken):
    assert len(breaches(LEADING, meeting)) == broken


def test_a_pack_never_names_wellbeing_absence_or_a_plan():
    assert {"held_on", "topics", "learning"} == IN_PACK
    assert not {"formal_plan", "plan_ends_on", "agreed"} & REVIEW_IN_PACK
    assert not {"wellbeing", "absence"} & {code for code, _ in TOPICS}
