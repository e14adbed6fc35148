"""Instants in words: always with London's zone, right in the night the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language import GAP, LONDON, clock_zone, day, day_month, instant, instants, left_words, moment, span, weekday


def utc(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-10-24 22:50", "11:50pm BST"),
        ("2026-10-25 00:50", "1:50am BST"),
        ("2026-10-25 01:00", "1am GMT"),
        ("2026-10-25 01:20", "1:20am GMT"),
        ("2026-03-29 00:59", "12:59am GMT"),
        ("2026-03-29 01:00", "2am BST"),
    ],
)
def test_a_time_of_a_clock_names_its_zone(at, words):
    assert clock_zone(utc(at)) == words.replace(" ", GAP)


def test_an_instant_names_time_zone_and_day():
    assert instant(utc("2026-10-25 00:50")).replace(GAP, " ") == "1:50am BST, Sunday 25 October 2026"
    assert instant(utc("2026-10-24 22:50")).replace(GAP, " ") == "11:50pm BST, Saturday 24 October 2026"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-10-24 23:59", "25 October 2026, 12:59am"),
        ("2026-10-25 00:20", "25 October 2026, 1:20am BST"),
        ("2026-10-25 01:20", "25 October 2026, 1:20am GMT"),
        ("2026-10-25 02:00", "25 October 2026, 2am"),
        ("2026-03-29 01:30", "29 March 2026, 2:30am"),
    ],
)
def test_a_moment_names_its_zone_only_where_the_time_came_twice(at, words):
    assert moment(utc(at)).replace(GAP, " ") == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minutes"), (1, "1 minute"), (60, "1 hour"), (61, "1 hour 1 minute"), (1440, "24 hours")],
)
def test_spans_are_in_hours_and_minutes(minutes, words):
    assert span(minutes).replace(GAP, " ") == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3660, "1 hour 1 minute left"), (119, "1 minute left"), (59, "less than a minute left"),
        (0, "less than a minute left"), (-1, "1 minute late"), (-60, "1 minute late"), (-61, "2 minutes late"),
    ],
)  # fmt: skip
def test_what_is_left_is_never_more_than_there_is(seconds, words):
    assert left_words(timedelta(seconds=seconds)).replace(GAP, " ") == words


def test_the_hour_that_comes_twice_has_two_instants_and_the_one_left_out_has_none():
    assert instants(date(2026, 10, 25), time(1, 20)) == (utc("2026-10-25 00:20"), utc("2026-10-25 01:20"))
    assert instants(date(2026, 10, 25), time(0, 59)) == (utc("2026-10-24 23:59"),)
    assert instants(date(2026, 10, 25), time(2, 0)) == (utc("2026-10-25 02:00"),)
    assert instants(date(2026, 3, 29), time(1, 0)) == ()
    assert instants(date(2026, 3, 29), time(1, 59)) == ()
    assert instants(date(2026, 3, 29), time(2, 0)) == (utc("2026-03-29 01:00"),)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)))
def test_every_instant_is_among_those_that_its_own_clock_face_can_mean(at):
    local = at.astimezone(LONDON)
    found = instants(local.date(), local.time())
    assert at in found
    assert len(found) == len({clock_zone(each) for each in found})


def test_the_day_of_an_instant_is_london_s():
    begins = utc("2026-08-31 23:00")
    assert day(begins).replace(GAP, " ") == "1 September 2026"
    assert weekday(begins).replace(GAP, " ") == "Tuesday 1 September"
    assert day_month(begins) == day_month(date(2026, 9, 1))
