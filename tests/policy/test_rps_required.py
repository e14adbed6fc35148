"""Domain guide C3, the calculation: eligible days, weighted parts, rounding, absences, what is expected by a day."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.policy.rps_required import Away, year_of
from tests.years import LEAP_YEAR, PO, PSO, SENTENCE_MANAGEMENT, SPO, YEAR, asked, post

TODAY = date(2026, 11, 19)
QDO, POM = "Quality Development Officer", "Prison Offender Manager (prison)"
UNPAID, QUALITY = "Unpaid work", "Quality development"


def d(month: int, day: int, year: int = 0) -> date:
    """A day of the year 1 April 2026 to 31 March 2027 unless said."""
    return date(year or (2026 if month >= 4 else 2027), month, day)


@pytest.mark.parametrize(
    ("day", "starts", "first", "last", "days"),
    [
        (d(3, 31, 2026), "04-01", d(4, 1, 2025), d(3, 31, 2026), 365),
        (d(4, 1), "04-01", d(4, 1), d(3, 31), 365),
        (d(2, 29, 2028), "04-01", d(4, 1, 2027), d(3, 31, 2028), 366),
        (d(12, 31), "01-01", d(1, 1, 2026), d(12, 31), 365),
        (d(8, 31), "09-01", d(9, 1, 2025), d(8, 31), 365),
    ],
)  # fmt: skip
def test_a_year_starts_on_the_day_set_and_has_a_day_more_with_29_february(
    day: date, starts: str, first: date, last: date, days: int
) -> None:
    year = year_of(day, starts)
    assert (year.first, year.last, year.days) == (first, last, days)
    assert year.has(day)
    assert not year.has(last + timedelta(days=1))


PARTS: list[tuple[str, list[Any], int, int, int]] = [
    ("the whole year", [post()], 365, 6, 2),
    ("joins on 1 September (S2)", [post(d(9, 1), job_role=PSO)], 212, 4, 1),
    ("a prison offender manager from 8 June (S7)", [post(d(6, 8), job_role=POM)], 297, 5, 2),
    ("joins on the last day", [post(d(3, 31))], 1, 1, 0),
    ("joins the day after", [post(d(4, 1, 2027))], 0, 0, 0),
    ("left the day before", [post(ends_on=d(3, 31, 2026))], 0, 0, 0),
    ("leaves on the first day", [post(ends_on=d(4, 1))], 1, 1, 0),
    ("leaves after 91 days: 0.499 observed", [post(ends_on=d(6, 30))], 91, 2, 0),
    ("leaves after 92 days: 0.504 observed", [post(ends_on=d(7, 1))], 92, 2, 1),
    ("a fixed term of half a year", [post(d(6, 1), d(11, 30))], 183, 4, 1),
    ("a gap between two postings", [post(ends_on=d(5, 31)), post(d(10, 1))], 243, 4, 1),
    ("a new line manager or team in October", [post(ends_on=d(9, 30)), post(d(10, 1))], 365, 6, 2),
    ("to unpaid work in October: 5.003 and 1.501", [post(ends_on=d(9, 30)), post(d(10, 1), function=UNPAID)],
     365, 6, 2),
    ("to unpaid work in January: 5.507 and 1.753", [post(ends_on=d(12, 31)), post(d(1, 1), function=UNPAID)],
     365, 6, 2),
    ("three parts, 2.005 + 1.337 + 1.989, rounded once",
     [post(ends_on=d(7, 31)), post(d(8, 1), d(11, 30), function=UNPAID), post(d(12, 1))], 365, 6, 2),
    ("three parts of unpaid work and court, 1.337 + 2.005 + 1.326",
     [post(ends_on=d(7, 31), function=UNPAID), post(d(8, 1), d(11, 30), function="Court"),
      post(d(12, 1), function=UNPAID)], 365, 5, 1),
    ("to senior probation officer in January: 5.260 and 1.507", [post(ends_on=d(12, 31)), post(d(1, 1), job_role=SPO)],
     365, 6, 2),
    ("a line manager who joins half-way", [post(d(10, 1), job_role=SPO)], 182, 2, 0),
    ("to quality development in October", [post(ends_on=d(9, 30)), post(d(10, 1), None, QDO, QUALITY)], 183, 4, 1),
    ("from quality development in October", [post(d(4, 1), d(9, 30), QDO, QUALITY), post(d(10, 1))], 182, 3, 1),
]  # fmt: skip


@pytest.mark.parametrize(("posts", "eligible", "sessions", "observed"), [case[1:] for case in PARTS],
                         ids=[case[0] for case in PARTS])  # fmt: skip
def test_part_of_a_year_asks_for_its_weighted_part(posts: Any, eligible: int, sessions: int, observed: int) -> None:
    for given in (posts, posts[::-1]):
        year = asked(*given)
        assert (year.eligible, year.sessions, year.observed) == (eligible, sessions, observed)


@pytest.mark.parametrize(
    ("preset", "hours", "sessions", "observed"),
    [("A", "22.2", 6, 2), ("B", "22.2", 6, 2), ("A", "15", 6, 2), ("B", "15", 5, 2), ("B", "30", 6, 2)],
)
def test_a_change_of_hours_splits_the_year(preset: str, hours: str, sessions: int, observed: int) -> None:
    """183 days at 37 hours and 182 at fewer: 5.003 and 2 (22.2 hours), 4.504 and 1.501 (15 hours)."""
    year = asked(post(ends_on=d(9, 30)), post(d(10, 1), hours=hours), hours_preset=preset)
    assert (year.eligible, year.sessions, year.observed) == (365, sessions, observed)


@pytest.mark.parametrize(
    ("starts_on", "function", "eligible", "sessions", "observed"),
    [
        (d(4, 1, 2027), SENTENCE_MANAGEMENT, 366, 6, 2),
        (d(10, 1, 2027), UNPAID, 183, 2, 1),  # 4 × 183 ÷ 366 is 2 and 1 × 183 ÷ 366 is half: up
        (d(10, 2, 2027), UNPAID, 182, 2, 0),
        (d(1, 31, 2028), SENTENCE_MANAGEMENT, 61, 1, 0),  # 6 × 61 ÷ 366 is 1
        (d(1, 30, 2028), SENTENCE_MANAGEMENT, 62, 2, 0),
        (d(2, 29, 2028), SENTENCE_MANAGEMENT, 32, 1, 0),
    ],
)  # fmt: skip
def test_a_leap_year_has_366_days(starts_on: date, function: str, eligible: int, sessions: int, observed: int) -> None:
    year = asked(post(starts_on, function=function), year=LEAP_YEAR)
    assert (year.eligible, year.sessions, year.observed) == (eligible, sessions, observed)
    if eligible < 366:
        assert f"{eligible} of the year’s 366 days count." in [each.words for each in year.why]


ABSENCES: list[tuple[str, list[Away], date, int]] = [
    ("27 days", [Away(d(6, 1), d(6, 27))], TODAY, 365),
    ("28 days", [Away(d(6, 1), d(6, 28))], TODAY, 337),
    ("two that touch", [Away(d(6, 15), d(6, 28)), Away(d(6, 1), d(6, 14))], TODAY, 337),
    ("two a day apart", [Away(d(6, 1), d(6, 14)), Away(d(6, 16), d(6, 29))], TODAY, 365),
    ("two that overlap, counted once", [Away(d(6, 1), d(6, 20)), Away(d(6, 10), d(6, 28))], TODAY, 337),
    ("one inside another", [Away(d(6, 1), d(6, 30)), Away(d(6, 10), d(6, 12))], TODAY, 335),
    ("two long ones", [Away(d(6, 1), d(6, 28)), Away(d(9, 1), d(9, 30))], TODAY, 307),
    ("maternity leave (S4)", [Away(d(2, 1, 2026), d(11, 1))], TODAY, 150),
    ("no end, on its 27th day", [Away(d(6, 1))], d(6, 27), 365),
    ("no end, on its 28th day", [Away(d(6, 1))], d(6, 28), 61),
    ("no end, still ahead", [Away(d(12, 1))], TODAY, 365),
    ("no end, touching an earlier one, on its 8th day", [Away(d(6, 1), d(6, 20)), Away(d(6, 21))], d(6, 28), 61),
    ("no end, touching 27 days, on its first day", [Away(d(6, 1), d(6, 27)), Away(d(6, 28))], d(6, 28), 61),
    ("no end, on the first day of one known to be long", [Away(d(6, 1)), Away(d(6, 1), d(6, 28))], d(6, 1), 61),
    ("no end and short, before a long one", [Away(d(6, 1)), Away(d(9, 1), d(9, 30))], d(6, 10), 335),
    ("no end and long, before a long one", [Away(d(6, 1)), Away(d(9, 1), d(9, 30))], d(6, 28), 61),
    ("no end, from years ago", [Away(d(6, 1, 2023))], TODAY, 0),
    ("known ahead", [Away(d(2, 1), d(6, 30, 2027))], TODAY, 306),
    ("28 days over the start", [Away(d(3, 20, 2026), d(4, 16))], TODAY, 349),
    ("27 days over the start", [Away(d(3, 20, 2026), d(4, 15))], TODAY, 365),
    ("28 days touching at the start", [Away(d(3, 20, 2026), d(3, 31, 2026)), Away(d(4, 1), d(4, 16))], TODAY, 349),
    ("28 days over the end", [Away(d(3, 5), d(4, 1, 2027))], TODAY, 338),
    ("27 days to the end", [Away(d(3, 5), d(3, 31))], TODAY, 365),
    ("long, and only the first day of the year in it", [Away(d(3, 1, 2026), d(4, 1))], TODAY, 364),
    ("long, and only the last day of the year in it", [Away(d(3, 31), d(5, 1, 2027))], TODAY, 364),
    ("over both ends", [Away(d(1, 1, 2026), d(6, 30, 2027))], TODAY, 0),
    ("before the year", [Away(d(1, 1, 2026), d(3, 31, 2026))], TODAY, 365),
    ("after the year", [Away(d(4, 1, 2027), d(6, 30, 2027))], TODAY, 365),
]


@pytest.mark.parametrize(("absences", "today", "eligible"), [case[1:] for case in ABSENCES],
                         ids=[case[0] for case in ABSENCES])  # fmt: skip
def test_28_days_in_a_row_away_do_not_count_and_27_do(absences: list[Away], today: date, eligible: int) -> None:
    year = asked(away=absences, today=today)
    assert year.eligible == eligible
    assert year.sessions == -(-6 * eligible // 365)
    assert year.observed == (2 * eligible * 2 + 365) // (2 * 365) * (eligible >= 60)
    told = [each for each in year.why if not each.is_private]
    assert len([each for each in year.why if each.words.startswith("Away ")]) == len(year.away)
    assert not any("Away " in each.words or (year.away and "÷" in each.words) for each in told)
    assert all(YEAR.first <= first <= last <= YEAR.last for first, last in year.away)


def test_only_absence_within_a_posting_takes_days_away() -> None:
    assert asked(post(d(9, 1)), away=[Away(d(8, 10), d(9, 10))]).eligible == 202
    assert asked(post(d(9, 1)), away=[Away(d(8, 5), d(9, 1))]).eligible == 211
    assert asked(post(ends_on=d(9, 1)), away=[Away(d(9, 1), d(9, 28))]).eligible == 153
    gap = [post(ends_on=d(5, 31)), post(d(10, 1))]
    assert asked(*gap, away=[Away(d(5, 15), d(10, 14))]).eligible == 44 + 168
    assert asked(*gap, away=[Away(d(6, 1), d(9, 30))]).eligible == 243


@pytest.mark.parametrize(("starts_on", "eligible", "observed"), [(d(1, 31), 60, 1), (d(2, 1), 59, 0)])
def test_under_60_eligible_days_no_session_needs_an_observation(starts_on: date, eligible: int, observed: int) -> None:
    """At two a year rounding alone asks for none below 92 days: with halves counted as one the limit shows."""
    year = asked(post(starts_on), observed_rounding="up")
    assert (year.eligible, year.sessions, year.observed) == (eligible, 1, observed)
    away = asked(post(d(1, 1)), away=[Away(d(1, 1), d(1, 30) + timedelta(days=60 - eligible))], observed_rounding="up")
    assert (away.eligible, away.observed) == (eligible, observed)
    words = "Fewer than 60 days count, so none of them needs to follow an observation."
    assert [each.words for each in year.why].count(words) == (observed == 0)
    assert asked(post(starts_on), observed_rounding="up", observed_least_days=eligible).observed == 1


@pytest.mark.parametrize(
    ("rounding", "observed_rounding", "sessions", "observed"),
    [("up", "nearest", 4, 1), ("nearest", "nearest", 3, 1), ("up", "up", 4, 2), ("nearest", "up", 3, 2)],
)
def test_how_parts_are_rounded_is_a_setting(
    rounding: str, observed_rounding: str, sessions: int, observed: int
) -> None:
    """212 days: 3.485 and 1.162."""
    year = asked(post(d(9, 1)), rounding=rounding, observed_rounding=observed_rounding)
    assert (year.sessions, year.observed) == (sessions, observed)


def test_there_are_never_more_observed_than_sessions_and_the_reasons_say_what_lowered_them() -> None:
    year = asked(post(d(3, 1)), rounding="nearest", observed_rounding="up", observed_least_days=0, observed=6)
    assert (year.sessions, year.observed) == (1, 1)
    year = asked(post(d(3, 12)), rounding="nearest", observed_rounding="up", observed_least_days=0)
    assert (year.sessions, year.observed) == (0, 0)
    assert year.why[-1].words == (
        "After an observation: 2 × 20 ÷ 365 = 0.11, rounded up: 1. Never more than the sessions: 0."
    )


def test_a_setting_that_changes_within_the_year_holds_from_its_day() -> None:
    october = d(10, 1)
    more = asked(changes=[(october, "sessions", 8)])  # 6 × 183 ÷ 365 + 8 × 182 ÷ 365 = 6.997
    assert (more.sessions, more.observed, len(more.parts)) == (7, 2, 2)
    fewer = asked(post(hours="22.2"), changes=[(october, "hours_preset", "B")])  # 5.003
    assert (fewer.sessions, fewer.observed) == (6, 2)
    fewer = asked(post(hours="15"), changes=[(d(4, 1), "hours_preset", "B"), (d(4, 2, 2027), "hours_preset", "A")])
    assert (fewer.sessions, fewer.observed, len(fewer.parts)) == (3, 1, 1)
    last = asked(changes=[(d(3, 31), "sessions", 52)])  # 6 × 364 ÷ 365 + 52 ÷ 365 = 6.126
    assert (last.sessions, len(last.parts)) == (7, 2)
    leaves = asked(post(ends_on=d(3, 30)), changes=[(d(3, 30), "sessions", 52), (d(3, 31), "sessions", 6)])
    assert (leaves.sessions, len(leaves.parts)) == (7, 2)
    nothing = asked(changes=[(october, "pom_sessions", 12)])
    assert (nothing.sessions, len(nothing.parts)) == (6, 1)


def test_absence_and_rounding_are_read_today_and_at_the_end_on_the_last_day() -> None:
    changes = [(d(1, 1), "absence_days", 60), (d(1, 1), "rounding", "nearest")]
    given: dict[str, Any] = {"away": [Away(d(6, 1), d(7, 10))], "changes": changes}
    before, after = asked(post(d(5, 1)), today=TODAY, **given), asked(post(d(5, 1)), **given)
    assert (before.eligible, before.sessions) == (295, 5)  # 4.85 up
    assert (after.eligible, after.sessions) == (335, 6)  # 5.51 to the nearest


def test_every_number_says_how_it_came_about_with_its_row_dates_and_paragraph() -> None:
    year = asked(post(ends_on=d(9, 30)), post(d(10, 1), function=UNPAID, hours="22.2"), away=[Away(d(6, 1), d(6, 30))])
    assert [(each.words, each.source) for each in year.why] == [
        ("Probation Officer, sentence management, 37 hours: 6 sessions a year, 2 of them after an observation.",
         "Framework 6.3"),
        ("From 1 April 2026 to 30 September 2026: 183 days.", "Default of this service"),
        ("Probation Officer, unpaid work, 22.2 hours: 4 sessions a year, 1 of them after an observation.",
         "Default of this service"),
        ("From 1 October 2026 to 31 March 2027: 182 days.", "Default of this service"),
        ("Away from 1 June 2026 to 30 June 2026: a long absence does not count.", "Default of this service"),
        ("335 of the year’s 365 days count.", "Default of this service"),
        ("6 × 153 ÷ 365 + 4 × 182 ÷ 365 = 4.51, rounded up: 5.", "Default of this service"),
        ("After an observation: 2 × 153 ÷ 365 + 1 × 182 ÷ 365 = 1.34, to the nearest whole number: 1.",
         "Default of this service"),
    ]  # fmt: skip
    by_manager = asked(post(ends_on=d(9, 30)), post(d(10, 1)))
    assert [each.source for each in by_manager.why] == ["Framework 6.3"]  # only the manager changed
    one_day = [each.words for each in asked(post(d(3, 31))).why]
    assert "On 31 March 2027: 1 day." in one_day


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ""),
        ({"posts": [post(d(9, 1))]}, "from 1 September 2026"),
        ({"posts": [post(ends_on=d(9, 30))]}, "to 30 September 2026"),
        ({"away": [Away(d(6, 1), d(9, 30))]}, "part of the year"),
        ({"posts": [post(ends_on=d(12, 31)), post(d(1, 1), job_role=SPO)], "rounding": "nearest"},
         "role or hours changed"),
        ({"posts": [post(hours="22.2")], "hours_preset": "B"}, "22.2 hours"),
        ({"posts": [post(hours="22.2")], "hours_preset": "B", "part_sessions": 6, "part_observed": 1}, ""),
        ({"posts": [post(hours="22.2")]}, ""),
        ({"posts": [post(job_role=SPO, hours="22.2")], "hours_preset": "B"}, ""),
        ({"posts": [post(job_role=QDO, function=QUALITY)]}, ""),
    ],
)  # fmt: skip
def test_why_it_is_fewer_is_said_in_short_and_tells_no_absence(given: dict[str, Any], words: str) -> None:
    posts = given.pop("posts", [post()])
    assert asked(*posts, **given).in_short == words


FULL = [d(5, 31), d(7, 31), d(9, 30), d(11, 30), d(1, 30), d(3, 31)]


def test_sessions_are_expected_evenly_the_day_itself_counted() -> None:
    year = asked()
    assert [year.expected(day) for day in (d(3, 31, 2026), d(4, 1), d(3, 31), d(4, 1, 2027))] == [0, 0, 6, 6]
    for number, day in enumerate(FULL, 1):
        assert (year.expected(day - timedelta(days=1)), year.expected(day)) == (number - 1, number)
        assert year.due_on(number) == day
    assert (year.due_on(0), year.due_on(7)) == (None, None)
    assert [year.expected_observed(day) for day in (d(9, 29), d(9, 30), d(3, 30), d(3, 31))] == [0, 1, 1, 2]
    assert [year.observed_due_on(number) for number in (1, 2, 3)] == [d(9, 30), d(3, 31), None]


def test_only_eligible_days_pass_towards_what_is_expected() -> None:
    back = asked(away=[Away(d(2, 1, 2026), d(11, 1))], today=TODAY)  # 3 sessions in 150 days: one in 50
    assert [back.expected(day) for day in (d(11, 1), d(12, 20), d(12, 21), d(2, 8), d(2, 9), d(3, 31))] == [
        0, 0, 1, 1, 2, 3,
    ]  # fmt: skip
    assert [back.due_on(number) for number in (1, 2, 3, 4)] == [d(12, 21), d(2, 9), d(3, 31), None]
    assert (back.days_left(d(11, 1)), back.days_left(d(3, 31))) == (150, 0)
    gap = asked(post(ends_on=d(5, 31)), post(d(10, 1)))  # 4 in 61 + 182 days: 60.75 each
    assert [gap.due_on(number) for number in (1, 2, 3, 4)] == [d(5, 31), d(11, 30), d(1, 30), d(3, 31)]
    assert [gap.expected(day) for day in (d(5, 30), d(5, 31), d(9, 30), d(11, 29), d(11, 30))] == [0, 1, 1, 1, 2]
    assert gap.days_left(d(7, 1)) == gap.days_left(d(5, 31)) == 182


def test_nothing_is_expected_of_a_year_that_asks_for_nothing() -> None:
    for year in (asked(post(d(4, 1, 2027))), asked(post(job_role=QDO, function=QUALITY)),
                 asked(away=[Away(d(1, 1, 2026))])):  # fmt: skip
        assert (year.sessions, year.observed, year.expected(TODAY), year.expected_observed(TODAY)) == (0, 0, 0, 0)
        assert year.due_on(1) is None
        assert year.why


def test_a_posting_is_what_somebody_is_and_the_same_in_each_part() -> None:
    year = asked(post(ends_on=d(9, 30)), post(d(10, 1), job_role=PSO))
    assert [(part.first, part.last, part.post.job_role, part.eligible) for part in year.parts] == [
        (d(4, 1), d(9, 30), PO, 183), (d(10, 1), d(3, 31), PSO, 182),
    ]  # fmt: skip
    assert year.sessions == 6
