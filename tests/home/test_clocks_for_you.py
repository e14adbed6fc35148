"""Recalls on top of For you: what is left on each clock, in words, with the zone, refreshed and spoken."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.language import GAP
from app.notices.waiting import clock
from app.policy.recall import EMERGENCY
from tests.countersigning import items, nights

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace(GAP, " ").split())


def left(minutes: int, **given):
    """A recall of somebody's whose emergency clock has so many minutes left, negative when late."""
    return lambda who: nights.consider(who, NOW + timedelta(minutes=minutes) - EMERGENCY, **given)


def rows(page: str) -> list[str]:
    """The rows with a clock, in words, in their order."""
    return [plain(each) for each in re.findall(r'<li class="work-row work-row--recall">.*?</li>', page, re.DOTALL)]


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (48, "48 minutes left until 10:20am GMT today"),
        (1, "1 minute left until 9:33am GMT today"),
        (0, "0 minutes left until 9:32am GMT today"),
        (-1, "1 minute late limit was 9:31am GMT today"),
        (-30, "30 minutes late limit was 9:02am GMT today"),
        (120, "120 minutes left until 11:32am GMT today"),
        (-121, "2 hours 1 minute late limit was 7:31am GMT today"),
        (-120, "120 minutes late limit was 7:32am GMT today"),
        (-24 * 60, "24 hours late limit was 9:32am GMT yesterday"),
        (-50 * 60, "50 hours late limit was 7:32am GMT on 17 November"),
    ],
)
def test_a_row_counts_minutes_up_to_120_and_hours_beyond(unit, isla, minutes, words):
    left(minutes)(unit.lowri)
    (row,) = rows(isla.get("/").text)
    assert row.startswith(words)


def test_24_hours_are_counted_in_hours_until_tomorrow(unit, isla):
    nights.consider(unit.lowri, NOW - timedelta(minutes=5), emergency=False)
    (row,) = rows(isla.get("/").text)
    assert row.startswith("23 hours 55 minutes left until 9:27am GMT tomorrow")


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-10-24T23:50+01:00", ("120", "minutes left", "until 1:50am BST tomorrow")),
        ("2026-10-25T01:30+01:00", ("20", "minutes left", "until 1:50am BST today")),
        ("2026-10-25T01:20+00:00", ("30", "minutes late", "limit was 1:50am BST today")),
        ("2026-10-25T00:49:30+00:00", ("0", "minutes left", "until 1:50am BST today")),
        ("2026-10-25T00:50:30+00:00", ("1", "minute late", "limit was 1:50am BST today")),
    ],
)
def test_in_the_night_the_clocks_change_elapsed_time_counts_and_the_zone_is_said(now, words):
    shown = clock(items.at("2026-10-25T01:50+01:00"), items.at(now))
    assert tuple(plain(each) for each in (shown.figure, shown.unit, shown.until)) == words


def test_clocks_stand_on_top_the_one_that_runs_out_first_before_the_others(unit, isla):
    items.countersigned_author(unit.pius)
    items.requested(unit.pius, now=items.at("2026-11-02 09:00"))
    for minutes, case in ((90, "X111111"), (-5, "X222222"), (20, "X333333")):
        left(minutes, case=case)(unit.lowri)
    page = isla.get("/").text
    assert [re.search(r"X\d+", row).group() for row in rows(page)] == ["X222222", "X333333", "X111111"]
    assert page.index("X111111") < page.index("Overdue")
    assert page.count("button--recall") == 3


def test_a_row_says_what_is_asked_whose_it_is_how_long_it_waited_and_why(unit, isla):
    left(48, case="X381204")(unit.lowri)
    (row,) = rows(isla.get("/").text)
    assert row == (
        "48 minutes left until 10:20am GMT today Decide on the recall, X381204 , Lowri Throckmorton"
        " Lowri Throckmorton, with you for 1 hour 12 minutes"
        " Recall is considered: the line manager decides (National Standards 9.3.2)."
        " Decide on the recall, X381204, Lowri Throckmorton"
    )


def test_author_first_and_second_signer_each_see_the_clock_in_their_turn(unit, isla, lowri, efua):
    item = left(48)(unit.lowri)
    assert [len(rows(browser.get("/").text)) for browser in (isla, lowri, efua)] == [1, 0, 0]
    nights.agree(item, unit.isla, NOW - timedelta(minutes=30))
    assert [len(rows(browser.get("/").text)) for browser in (isla, lowri, efua)] == [0, 1, 0]
    nights.report(item, unit.lowri, NOW - timedelta(minutes=22))
    assert "Sign the recall report" in rows(isla.get("/").text)[0]
    nights.sign(item, unit.isla, NOW - timedelta(minutes=10))
    assert [len(rows(browser.get("/").text)) for browser in (isla, lowri, efua)] == [0, 0, 1]
    nights.sign(item, unit.efua, NOW - timedelta(minutes=5))
    assert "Send the recall report" in rows(lowri.get("/").text)[0]
    nights.send(item, unit.lowri, NOW)
    assert [len(rows(browser.get("/").text)) for browser in (isla, lowri, efua)] == [0, 0, 0]


def test_the_list_asks_every_minute_while_a_clock_runs_and_seldom_without_one(unit, isla):
    assert "every 60s" not in isla.get("/").text
    left(48)(unit.lowri)
    page = isla.get("/").text
    assert re.search(r'id="clock_beat" hidden hx-get="/" hx-target="#work_rows" hx-trigger="every 60s"', page)
    fragment = isla.fragment("/", "work_rows")
    assert "<html" not in fragment.text
    assert rows(fragment.text) == rows(page)


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (61, ""), (60, "60 minutes or less left"), (31, "60 minutes or less left"), (30, "30 minutes or less left"),
        (15, "15 minutes or less left"), (6, "15 minutes or less left"), (5, "5 minutes or less left"),
        (0, "5 minutes or less left"), (-1, "the limit has passed"),
    ],
)  # fmt: skip
def test_what_is_left_is_spoken_at_60_30_15_and_5_minutes(unit, isla, minutes, words):
    left(minutes, case="X381204")(unit.lowri)
    (said,) = re.findall(r'role="status" id="clock_spoken">([^<]*)<', isla.get("/").text)
    assert said == (f"Decide on the recall, X381204: {words}" if words else "")
