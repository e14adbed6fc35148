"""The clocks of a recall, across midnight and both clock changes, and what its decision must say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy import recall
from app.policy.assessor_facts import LONDON
from app.policy.recall import (
    ALTERNATIVES,
    DOES_NOT_RECALL,
    EMERGENCY,
    NO_ALTERNATIVE,
    OTHER,
    RECALLS,
    TO_SENDING,
    Clock,
    Course,
    clocks,
    decision_problems,
    limit,
    needs_endorsement,
    plan_review_due,
    rationale_due,
    stands,
    warnings,
)
from app.policy.working_days import UnknownYear


def bst(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    """An instant of 2026 in London before the clocks go back (or once they have gone forward)."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def gmt(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    """An instant of 2026 in London in winter, the second of the two where the clock shows it twice."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON, fold=1)


def utc(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


# S10: Saturday 24 October 2026, 11:50pm. The clocks go back at 2am on the 25th.

AGREED = bst(24, 23, 50)
DUNNOCK = Course(AGREED, emergency_at=AGREED, agreed_at=AGREED)


def test_s10_the_two_hours_end_at_the_first_ten_to_two_of_the_night():
    assert limit(DUNNOCK) == utc(25, 0, 50)
    shown = limit(DUNNOCK).astimezone(LONDON)
    assert (f"{shown:%H:%M}", shown.tzname()) == ("01:50", "BST")
    assert [each.name for each in clocks(DUNNOCK)] == ["Emergency clock", "Sending clock"]
    assert [each.limit for each in clocks(DUNNOCK)] == [utc(25, 0, 50), utc(25, 22, 50)]


@pytest.mark.parametrize(("sent_at", "left"), [
    (bst(25, 1, 30), minutes(20)),
    (gmt(25, 1, 20), minutes(-30)),
    (bst(25, 1, 50), minutes(0)),
    (bst(25, 1, 51), minutes(-1)),
    (gmt(25, 1, 50), minutes(-60)),
    (gmt(25, 2, 0), minutes(-70)),
], ids=str)  # fmt: skip
def test_s10_what_counts_is_the_time_passed_and_not_the_clock_on_the_wall(sent_at, left):
    sent = replace(DUNNOCK, sent_at=sent_at)
    emergency, sending = clocks(sent)
    assert emergency.left(utc(31, 12)) == left
    assert emergency.is_late(utc(31, 12)) is (left < timedelta())
    assert sending.left(utc(31, 12)) == left + timedelta(hours=22)
    assert not sending.is_late(utc(31, 12))
    assert limit(sent) is None
    assert [each.words for each in warnings(sent, utc(31, 12))] == (
        ["Emergency clock: the limit has passed."] if left < timedelta() else []
    )


@pytest.mark.parametrize(("now", "left"), [
    (AGREED, 120), (utc(24, 23), 110), (bst(25, 1), 50), (bst(25, 1, 49), 1), (gmt(25, 1), -10), (gmt(25, 2), -70),
], ids=str)  # fmt: skip
def test_s10_the_minutes_left_run_down_evenly_through_the_night(now, left):
    assert stands(DUNNOCK).left(now) == minutes(left)


def test_s10_a_recall_that_is_no_emergency_has_24_elapsed_hours():
    course = Course(bst(24, 18, 30), agreed_at=bst(24, 18, 30))
    assert limit(course) == gmt(25, 17, 30) == utc(25, 17, 30)
    assert [each.name for each in clocks(course)] == ["Standard clock", "Sending clock"]


@pytest.mark.parametrize("signed_at", [AGREED, bst(25, 0, 35), gmt(25, 1, 30), gmt(25, 23, 59)], ids=str)
def test_s10_a_rationale_put_off_is_due_on_the_monday(signed_at):
    assert rationale_due(signed_at, 1) == date(2026, 10, 26)


def test_s10_the_risk_management_plan_is_reviewed_within_ten_working_days():
    assert plan_review_due(date(2026, 10, 25), 10) == date(2026, 11, 6)


@pytest.mark.parametrize(("decision", "earlier", "asked"), [
    (DOES_NOT_RECALL, [DOES_NOT_RECALL], True),
    (DOES_NOT_RECALL, [RECALLS, DOES_NOT_RECALL], True),
    (DOES_NOT_RECALL, [DOES_NOT_RECALL, DOES_NOT_RECALL], True),
    (DOES_NOT_RECALL, [], False),
    (DOES_NOT_RECALL, [RECALLS], False),
    (RECALLS, [DOES_NOT_RECALL, DOES_NOT_RECALL], False),
    (RECALLS, [], False),
])  # fmt: skip
def test_s10_the_second_decision_not_to_recall_on_a_licence_asks_for_a_senior_endorsement(decision, earlier, asked):
    assert needs_endorsement(decision, earlier) is asked


# Clock changes in spring, and days by London's midnight


def test_in_spring_two_hours_skip_the_hour_that_never_was():
    night = Course(gmt(29, 0, 30, month=3), emergency_at=gmt(29, 0, 30, month=3))
    assert limit(night) == utc(29, 2, 30, month=3)
    assert f"{limit(night).astimezone(LONDON):%H:%M %Z}" == "03:30 BST"
    sent = replace(night, sent_at=bst(29, 3, 20, month=3))
    assert clocks(sent)[0].left(utc(30, 12, month=3)) == minutes(10)
    assert Clock("", "", "", gmt(29, 0, 59, month=3), bst(29, 2, 1, month=3)).left(gmt(29, 0, 59, month=3)) == minutes(
        2
    )


def test_in_spring_24_hours_end_an_hour_later_on_the_wall():
    course = Course(gmt(28, 18, 30, month=3))
    assert limit(course) == utc(29, 18, 30, month=3)
    assert f"{limit(course).astimezone(LONDON):%H:%M %Z}" == "19:30 BST"


@pytest.mark.parametrize(("signed_at", "due"), [
    (utc(26, 22, 59, month=6), date(2026, 6, 29)),  # a Friday, 11:59pm in London
    (utc(28, 22, 59, month=6), date(2026, 6, 29)),  # a Sunday, 11:59pm
    (utc(28, 23, 0, month=6), date(2026, 6, 30)),  # midnight: Monday has begun
    (utc(2, 12, month=4), date(2026, 4, 7)),  # across Easter
    (utc(24, 12, month=12), date(2026, 12, 29)),  # across Christmas
])  # fmt: skip
def test_a_rationale_is_due_on_the_working_day_after_londons_day(signed_at, due):
    assert rationale_due(signed_at, 1) == due


def test_a_one_off_bank_holiday_moves_the_days_and_never_the_clocks():
    assert rationale_due(AGREED, 1, {date(2026, 10, 26)}) == date(2026, 10, 27)
    assert plan_review_due(date(2026, 10, 25), 10, {date(2026, 11, 2)}) == date(2026, 11, 9)
    christmas = Course(utc(25, 10, month=12), emergency_at=utc(25, 10, month=12))
    assert limit(christmas) == utc(25, 12, month=12)


def test_days_of_a_year_without_a_calendar_are_not_guessed():
    with pytest.raises(UnknownYear):
        plan_review_due(date(2028, 12, 28), 10)
    with pytest.raises(UnknownYear):
        rationale_due(datetime(2028, 12, 29, 12, tzinfo=UTC), 1)


# Both clocks, and an emergency raised later

NOON = utc(19, 12, month=11)


def after(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


CLOCKS = [
    ("standard alone", Course(NOON), {"Standard clock": 24}, 24),
    ("emergency from the start", Course(NOON, NOON), {"Emergency clock": 2}, 2),
    ("emergency known before it was considered", Course(NOON, after(-1)), {"Emergency clock": 2}, 2),
    ("agreed later", Course(NOON, agreed_at=after(3)), {"Standard clock": 24, "Sending clock": 27}, 24),
    ("agreed at once", Course(NOON, NOON, NOON), {"Emergency clock": 2, "Sending clock": 24}, 2),
    ("raised in the morning after", Course(NOON, after(20)), {"Standard clock": 24, "Emergency clock": 22}, 22),
    ("raised when less than two hours are left", Course(NOON, after(23)),
     {"Standard clock": 24, "Emergency clock": 25}, 24),
    ("raised when exactly two hours are left", Course(NOON, after(22)), {"Standard clock": 24, "Emergency clock": 24},
     24),
    ("raised once the standard limit has passed", Course(NOON, after(30)),
     {"Standard clock": 24, "Emergency clock": 32}, 24),
    ("raised after it was agreed", Course(NOON, after(5), after(4)),
     {"Standard clock": 24, "Sending clock": 28, "Emergency clock": 7}, 7),
    ("agreed after it was raised", Course(NOON, after(5), after(6)),
     {"Standard clock": 24, "Emergency clock": 7, "Sending clock": 30}, 7),
]  # fmt: skip


@pytest.mark.parametrize(("course", "expected", "first"), [row[1:] for row in CLOCKS], ids=[row[0] for row in CLOCKS])
def test_every_clock_runs_and_the_earliest_limit_stands(course, expected, first):
    found = clocks(course)
    assert {each.name: each.limit for each in found} == {name: after(hours) for name, hours in expected.items()}
    assert [each.name for each in found] == list(expected)
    assert limit(course) == stands(course).limit == after(first)
    assert all(each.ended_at is None and each.source and each.words for each in found)


def test_an_emergency_raised_later_says_that_an_earlier_limit_stands():
    assert clocks(Course(NOON, after(1)))[1].words.endswith("an earlier limit stands")
    assert "earlier" not in clocks(Course(NOON, NOON))[0].words


@pytest.mark.parametrize(("course", "count"), [
    (Course(NOON, agreed_at=NOON, sent_at=after(1)), 2),
    (Course(NOON, NOON, NOON, sent_at=after(1)), 2),
    (Course(NOON, after(0.5), after(0.25), sent_at=after(1)), 3),
    (Course(NOON, alternatives_at=after(1)), 1),
    (Course(NOON, NOON, alternatives_at=after(1)), 1),
    (Course(NOON, after(0.5), alternatives_at=after(1)), 2),
])  # fmt: skip
def test_every_clock_ends_when_the_report_is_sent_or_alternatives_are_recorded(course, count):
    assert [each.ended_at for each in clocks(course)] == [after(1)] * count
    assert limit(course) is None
    assert stands(course) is None
    assert warnings(course, after(100)) == []


def test_agreeing_alone_stops_no_clock():
    agreed = Course(NOON, NOON, after(1))
    assert limit(agreed) == after(2)
    assert [each.words for each in warnings(agreed, after(2.1))] == ["Emergency clock: the limit has passed."]
    assert [each.source for each in warnings(agreed, after(26))] == ["National Standards 9.3.2",
                                                                     "Published recall service"]  # fmt: skip


def test_an_emergency_raised_once_it_is_settled_starts_no_clock():
    for raised in (after(2), after(3)):
        assert [each.name for each in clocks(Course(NOON, raised, alternatives_at=after(2)))] == ["Standard clock"]
    sent = Course(NOON, after(3), NOON, sent_at=after(2))
    assert [each.name for each in clocks(sent)] == ["Standard clock", "Sending clock"]


def test_a_clock_met_late_stays_late_and_one_met_in_time_stays_so():
    late, early = (Clock("", "", "", NOON, after(2), after(hours)) for hours in (2.5, 1.5))
    assert late.left(after(1)) == minutes(-30)
    assert late.is_late(after(1))
    assert not early.is_late(after(100))


def test_an_instant_without_its_zone_is_an_error_and_never_a_guess():
    naive = datetime(2026, 11, 19, 12)
    for course in (Course(naive), Course(NOON, naive), Course(NOON, agreed_at=naive), Course(NOON, sent_at=naive)):
        with pytest.raises(ValueError, match="zone"):
            clocks(course)
    with pytest.raises(ValueError, match="zone"):
        stands(Course(NOON)).left(naive)


ZONES = st.sampled_from([UTC, LONDON, ZoneInfo("America/New_York"), timezone(timedelta(hours=13, minutes=45))])
# Around both clock changes of 2026 as often as around any other hour.
STARTS = st.sampled_from([utc(25, 0), utc(29, 0, month=3), NOON]).flatmap(
    lambda start: st.integers(-48 * 60, 48 * 60).map(lambda passed: start + minutes(passed))
)
PASSED = st.none() | st.integers(0, 50 * 60)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A course whose instants each come in a zone of their own."""
    start = draw(STARTS)

    def later() -> datetime | None:
        passed = draw(PASSED)
        return None if passed is None else (start + minutes(passed)).astimezone(draw(ZONES))

    agreed = later()
    settled = later()
    return Course(start.astimezone(draw(ZONES)), later(), agreed, None if agreed else settled,
                  settled if agreed else None)  # fmt: skip


def in_utc(course: Course) -> Course:
    return Course(*(each.astimezone(UTC) if each else None for each in vars(course).values()))


@given(courses(), STARTS, ZONES)
def test_elapsed_time_is_the_difference_in_utc_whatever_the_zones(course, now, zone):
    assert clocks(course) == clocks(in_utc(course))
    assert limit(course) == limit(in_utc(course))
    for each in clocks(course):
        assert each.limit.astimezone(UTC) - each.starts_at.astimezone(UTC) in (EMERGENCY, OTHER, TO_SENDING)
        end = (each.ended_at or now).astimezone(UTC)
        assert each.left(now.astimezone(zone)) == each.limit.astimezone(UTC) - end
        moved = replace(each, limit=each.limit.astimezone(zone), starts_at=each.starts_at.astimezone(LONDON))
        assert moved.left(now.astimezone(LONDON)) == each.left(now)
    assert warnings(course, now.astimezone(zone)) == warnings(in_utc(course), now)


@given(courses())
def test_the_limit_is_never_later_than_any_clock_that_runs(course):
    running = [each for each in clocks(course) if each.ended_at is None]
    if running:
        assert limit(course) == min(each.limit for each in running)
        assert stands(course) in running
    else:
        assert limit(course) is None


@given(courses())
def test_raising_an_emergency_never_gives_more_time(course):
    without = limit(replace(course, emergency_at=None))
    assert limit(course) is None if without is None else limit(course) <= without


# What a decision must say


def said(**more: object) -> list[str]:
    """The fields at fault in a decision that is sound but for `more`."""
    sound = {"course": Course(NOON), "decision": RECALLS, "at": after(1), "alternatives": ["warnings"], "detail": "",
             "rationale": "He was seen at her address twice.", "now": after(2), "later": False}  # fmt: skip
    return [field for field, _ in decision_problems(**{**sound, **more})]


@pytest.mark.parametrize("more", [
    {},
    {"decision": DOES_NOT_RECALL},
    {"at": NOON}, {"at": after(2)},
    {"at": after(2).astimezone(LONDON)},
    {"alternatives": [NO_ALTERNATIVE]},
    {"alternatives": [code for code, _ in ALTERNATIVES if code != NO_ALTERNATIVE], "detail": "A mentor"},
    {"alternatives": ["other"], "detail": "A mentor"},
    {"rationale": "", "later": True},
    {"later": True},
], ids=str)  # fmt: skip
def test_a_decision_that_says_what_it_must_is_recorded(more):
    assert said(**more) == []


@pytest.mark.parametrize(("more", "fields"), [
    ({"decision": ""}, ["decision"]),
    ({"decision": "perhaps"}, ["decision"]),
    ({"at": None}, ["decided_at"]),
    ({"at": after(2.01)}, ["decided_at"]),
    ({"at": after(-0.01)}, ["decided_at"]),
    ({"alternatives": []}, ["alternatives"]),
    ({"alternatives": ["telepathy"]}, ["alternatives"]),
    ({"alternatives": [NO_ALTERNATIVE, "warnings"]}, ["alternatives"]),
    ({"alternatives": ["other"]}, ["alternatives_detail"]),
    ({"alternatives": ["warnings", "other"], "detail": " \n"}, ["alternatives_detail"]),
    ({"alternatives": ["other", NO_ALTERNATIVE]}, ["alternatives", "alternatives_detail"]),
    ({"rationale": ""}, ["rationale"]),
    ({"rationale": " \n"}, ["rationale"]),
    ({"rationale": "", "later": True, "decision": DOES_NOT_RECALL}, ["rationale"]),
    ({"rationale": "", "decision": DOES_NOT_RECALL}, ["rationale"]),
    ({"rationale": "", "later": True, "decision": ""}, ["decision", "rationale"]),
    ({"decision": "", "at": None, "alternatives": [], "rationale": ""},
     ["decision", "decided_at", "alternatives", "rationale"]),
], ids=str)  # fmt: skip
def test_whatever_is_missing_is_named_field_by_field(more, fields):
    assert said(**more) == fields


def test_in_the_night_of_the_change_the_future_is_told_by_elapsed_time():
    course = Course(bst(25, 0, 30), agreed_at=None)
    assert said(course=course, at=gmt(25, 1, 10), now=bst(25, 1, 20)) == ["decided_at"]
    assert said(course=course, at=bst(25, 1, 50), now=gmt(25, 1, 10)) == []
    later = Course(gmt(25, 1, 5))
    assert said(course=later, at=bst(25, 1, 30), now=gmt(25, 1, 30)) == ["decided_at"]


def test_the_words_name_the_paragraph_that_asks():
    found = dict(decision_problems(Course(NOON), DOES_NOT_RECALL, NOON, [], "", "", NOON, later=True))
    assert "National Standards 9.3.2" in found["alternatives"]
    assert "National Standards 9.2" in found["rationale"]


RELEASED = date(2026, 11, 2)


@pytest.mark.parametrize(("licence_from", "considered_at", "fields"), [
    (RELEASED, NOON, []),
    (RELEASED, after(2), []),
    (NOON.date(), NOON, []),
    (RELEASED, datetime(2026, 11, 2, 0, 0, tzinfo=LONDON), []),
    (RELEASED, datetime(2026, 11, 1, 23, 59, tzinfo=LONDON), ["considered_at"]),
    (date(2026, 7, 1), datetime(2026, 6, 30, 23, 0, tzinfo=UTC), []),  # midnight in London
    (date(2026, 7, 1), datetime(2026, 6, 30, 22, 59, tzinfo=UTC), ["considered_at"]),
    (NOON.date() + timedelta(days=1), NOON, ["licence_from", "considered_at"]),
    (NOON.date() + timedelta(days=1), None, ["licence_from"]),
    (RELEASED, after(2.01), ["considered_at"]),
    (NOON.date() + timedelta(days=2), after(30), ["licence_from", "considered_at"]),
    (None, NOON, []),
    (None, after(2.01), ["considered_at"]),
    (None, None, []),
    (RELEASED, None, []),
])  # fmt: skip
def test_a_recall_begins_under_a_licence_and_not_in_the_future(licence_from, considered_at, fields):
    assert [field for field, _ in recall.beginning_problems(licence_from, considered_at, after(2))] == fields


SIGNED = NOON + timedelta(seconds=40, microseconds=5)


@pytest.mark.parametrize(("sent_at", "fault"), [
    (None, ""),
    (NOON, ""),  # the minute of the signature, typed without its seconds
    (NOON.astimezone(LONDON), ""),
    (after(2), ""),
    (NOON - minutes(1), "after both have signed"),
    (NOON - timedelta(seconds=1), "after both have signed"),
    (after(2.01), "in the future"),
])  # fmt: skip
def test_a_report_is_sent_after_both_have_signed_and_not_in_the_future(sent_at, fault):
    found = recall.sending_problems(sent_at, SIGNED, after(2))
    assert [field for field, _ in found] == (["sent_at"] if fault else [])
    assert all(fault in words for _, words in found)


def test_in_the_night_of_the_change_sending_is_told_by_elapsed_time_too():
    signed, sent = bst(25, 1, 50), gmt(25, 1, 10)  # ten to two, and twenty minutes later
    assert recall.sending_problems(sent, signed, gmt(25, 1, 20)) == []
    assert recall.sending_problems(bst(25, 1, 50), gmt(25, 1, 10), gmt(25, 1, 20))
    assert recall.beginning_problems(RELEASED.replace(month=9), gmt(25, 1, 10), bst(25, 1, 50))


def test_alternatives_are_those_of_the_guide_and_none_stands_alone():
    codes = "warnings, reporting, conditions, teams, partners, premises, drug test, other, none"
    assert [code for code, _ in ALTERNATIVES] == codes.split(", ")
    assert (timedelta(hours=2), timedelta(hours=24), timedelta(hours=24)) == (EMERGENCY, OTHER, TO_SENDING)
    assert {recall.STANDARD_TYPE, recall.FIXED_TERM} == {"standard", "fixed term"}
