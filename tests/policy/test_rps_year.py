"""Domain guide C3, the year as it stands: what counts, what is behind, its level, its marks and its words."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.policy.rps_required import Away
from app.policy.rps_year import (
    ALREADY_PASSED_ON,
    BOOKED,
    COMPLETE,
    HELD,
    NO_OBSERVATION,
    NOT_COUNTED,
    OBSERVED,
    ONLY_ONE_ASKED,
    PASSED_ON,
    PLAIN,
    UNSIGNED,
    Mark,
    Session,
    Standing,
    count,
    need,
)
from tests.years import SPO, YEAR, asked, pair, plain, post, session, stands


def d(month: int, day: int, year: int = 0) -> date:
    """A day of the year 1 April 2026 to 31 March 2027 unless said."""
    return date(year or (2026 if month >= 4 else 2027), month, day)


TODAY = d(11, 19)
ONE = asked(post(function="Unpaid work"))  # four sessions, one of them after an observation
NO_OBSERVED = asked(post(d(2, 1)))  # one session, none after an observation


# What counts, by the rules of passing on. Each pair: its month, its state, and what the delegate did of it.
MANAGER, BOTH, SEEN, HELD_BY = "manager", "delegate", "observation only", "session only"
PAIRS: list[tuple[str, Any, list[Any], list[Any]]] = [
    ("the manager's pair", None, [(5, COMPLETE, MANAGER)], [(OBSERVED, None)]),
    ("the manager's first, a delegate's second", None, [(5, COMPLETE, MANAGER), (9, COMPLETE, BOTH)],
     [(OBSERVED, None), (OBSERVED, None)]),
    ("a delegate's first, the manager's later", None, [(5, COMPLETE, BOTH), (9, COMPLETE, MANAGER)],
     [(OBSERVED, None), (OBSERVED, None)]),
    ("a delegate's alone", None, [(5, COMPLETE, BOTH)], [(NOT_COUNTED, PASSED_ON)]),
    ("two by a delegate and none by the manager (S1, variant a)", None, [(7, COMPLETE, BOTH), (1, COMPLETE, BOTH)],
     [(NOT_COUNTED, PASSED_ON), (NOT_COUNTED, PASSED_ON)]),
    ("two by a delegate, one by the manager", None, [(5, COMPLETE, BOTH), (7, COMPLETE, BOTH), (9, COMPLETE, MANAGER)],
     [(OBSERVED, None), (NOT_COUNTED, ALREADY_PASSED_ON), (OBSERVED, None)]),
    ("a delegate observed, the manager discussed it", None, [(5, COMPLETE, MANAGER), (9, COMPLETE, SEEN)],
     [(OBSERVED, None), (OBSERVED, None)]),
    ("the same without a pair of the manager's: the session is the manager's and counts", None, [(9, COMPLETE, SEEN)],
     [(PLAIN, PASSED_ON)]),
    ("the manager observed, a delegate discussed it", None, [(5, COMPLETE, MANAGER), (9, COMPLETE, HELD_BY)],
     [(OBSERVED, None), (OBSERVED, None)]),
    ("the same without a pair of the manager's", None, [(9, COMPLETE, HELD_BY)], [(NOT_COUNTED, PASSED_ON)]),
    ("an observation and another session passed on", None,
     [(5, COMPLETE, MANAGER), (7, COMPLETE, SEEN), (9, COMPLETE, HELD_BY)],
     [(OBSERVED, None), (OBSERVED, None), (NOT_COUNTED, ALREADY_PASSED_ON)]),
    ("a session and another observation passed on", None,
     [(5, COMPLETE, MANAGER), (7, COMPLETE, HELD_BY), (9, COMPLETE, SEEN)],
     [(OBSERVED, None), (OBSERVED, None), (PLAIN, ALREADY_PASSED_ON)]),
    ("three by the manager", None, [(5, COMPLETE, MANAGER), (7, COMPLETE, MANAGER), (9, COMPLETE, MANAGER)],
     [(OBSERVED, None)] * 3),
    ("one asked for, passed on", ONE, [(5, COMPLETE, BOTH)], [(NOT_COUNTED, ONLY_ONE_ASKED)]),
    ("one asked for, the observation passed on", ONE, [(5, COMPLETE, SEEN)], [(PLAIN, ONLY_ONE_ASKED)]),
    ("one asked for and held by the manager, a further one passed on", ONE,
     [(5, COMPLETE, MANAGER), (9, COMPLETE, BOTH)], [(OBSERVED, None), (NOT_COUNTED, ONLY_ONE_ASKED)]),
    ("none asked for, passed on", NO_OBSERVED, [(3, COMPLETE, BOTH)], [(NOT_COUNTED, ONLY_ONE_ASKED)]),
    ("none asked for, by the manager", NO_OBSERVED, [(3, COMPLETE, MANAGER)], [(OBSERVED, None)]),
    ("the manager's pair is not signed and logged yet", None, [(5, HELD, MANAGER), (9, COMPLETE, BOTH)],
     [(OBSERVED, None), (NOT_COUNTED, PASSED_ON)]),
    ("the manager's pair is complete, the delegate's not yet", None, [(5, COMPLETE, MANAGER), (9, HELD, BOTH)],
     [(OBSERVED, None), (OBSERVED, None)]),
    ("neither is complete yet", None, [(5, HELD, BOTH), (9, HELD, MANAGER)], [(OBSERVED, None), (OBSERVED, None)]),
    ("the manager's pair is only booked", None, [(5, HELD, BOTH), (12, BOOKED, MANAGER)],
     [(NOT_COUNTED, PASSED_ON), (OBSERVED, None)]),
    ("both are booked", None, [(12, BOOKED, BOTH), (1, BOOKED, MANAGER)], [(OBSERVED, None), (OBSERVED, None)]),
    ("a complete one takes the place before an earlier one that is not", None,
     [(5, HELD, BOTH), (7, COMPLETE, BOTH), (9, COMPLETE, MANAGER)],
     [(NOT_COUNTED, ALREADY_PASSED_ON), (OBSERVED, None), (OBSERVED, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("year", "pairs", "expected"), [case[1:] for case in PAIRS], ids=[case[0] for case in PAIRS])
def test_only_the_second_observation_and_its_session_may_be_passed_on_and_it_counts_once(
    year: Any, pairs: list[Any], expected: list[Any]
) -> None:
    held = [pair(d(month, 14), state, by=by, number=month) for month, state, by in pairs]
    for given in (held, held[::-1]):
        found = count(given, year or asked())
        assert [(each.counts_as, each.why) for each in found] == expected
    assert all(why is None or why.source.startswith("Framework 6.3") for _, why in expected)


def test_a_session_passed_on_without_its_observation_does_not_count() -> None:
    of_the_manager = pair(d(5, 14), number=1)
    alone = session(d(9, 14), delegated=True, number=2)
    assert [(each.counts_as, each.why) for each in count([of_the_manager, alone], asked())] == [
        (OBSERVED, None), (NOT_COUNTED, NO_OBSERVATION),
    ]  # fmt: skip


def test_a_session_counts_as_one_without_an_observation_until_the_observation_is_signed() -> None:
    held = [pair(d(5, 14), signed=False, number=1), pair(d(9, 14), by="delegate", number=2),
            pair(d(10, 14), by="delegate", signed=False, number=3)]  # fmt: skip
    assert [(each.counts_as, each.why) for each in count(held, asked())] == [
        (PLAIN, UNSIGNED), (NOT_COUNTED, PASSED_ON), (NOT_COUNTED, UNSIGNED),
    ]  # fmt: skip
    ahead = pair(d(12, 14), BOOKED, signed=False)
    assert [each.counts_as for each in count([ahead], asked())] == [OBSERVED]


def test_what_counts_is_signed_and_logged_and_of_this_year_by_the_day_of_the_session() -> None:
    held = [*plain(d(3, 31, 2026), d(4, 1), d(3, 31), d(4, 1, 2027)), session(d(6, 1), HELD), session(d(12, 1), BOOKED),
            session(d(11, 25), BOOKED), pair(d(4, 3), number=7)]  # fmt: skip
    year = stands(held, TODAY)
    assert (year.complete, year.observed, year.incomplete, year.booked) == (3, 1, 1, 2)
    assert [each.session.on for each in year.counted] == [
        d(4, 1), d(4, 3), d(6, 1), d(11, 25), d(12, 1), d(3, 31),
    ]  # fmt: skip
    assert [each.on for each in year.held] == [d(6, 1)]
    assert (year.next.on if year.next else None) == d(11, 25)


def test_what_does_not_count_as_it_looks_is_named_with_its_rule_and_what_is_ahead_is_not() -> None:
    year = stands([pair(d(7, 14), by="delegate", number=1), pair(d(12, 14), BOOKED, by="delegate", number=2)], TODAY)
    assert [(each.session.on, each.why) for each in year.uncounted] == [(d(7, 14), PASSED_ON)]
    assert "once an observation and session by the line manager count" in PASSED_ON.words
    assert (year.complete, year.observed, year.booked) == (0, 0, 0)


# Months of sessions that are complete: numbers below zero are after an observation. 31 July, 30 September, 30 November,
# 30 January and 31 March each expect one more of six; 30 September and 31 March each one more after an observation.
def complete(*months: int) -> list[Session]:
    """A complete session on the first of each month, after an observation where the month is negative."""
    return [(pair if month < 0 else session)(d(abs(month), 10), number=month) for month in months]


@pytest.mark.parametrize(
    ("today", "months", "level", "state"),
    [
        (d(4, 1), [], "on course", "on course"),
        (d(5, 30), [], "on course", "on course"),
        (d(5, 31), [], "amber", "1 behind"),
        (d(7, 30), [], "amber", "1 behind"),
        (d(7, 31), [], "red", "2 behind"),
        (d(7, 31), [5], "amber", "1 behind"),
        (d(7, 31), [5, 6], "on course", "on course"),
        (d(9, 29), [4, 5, 6], "on course", "on course"),
        (d(9, 30), [4, 5, 6], "amber", "1 behind"),  # none of them after an observation
        (d(9, 30), [4, 5, -6], "on course", "on course"),
        (TODAY, [], "red", "3 behind"),
        (TODAY, [5, -7, 9, 11], "on course", "on course"),
        # 14 days left for one outstanding, then 13.
        (d(3, 17), [4, 5, -7, 9, -11], "on course", "on course"),
        (d(3, 18), [4, 5, -7, 9, -11], "red", "1 to complete in 13 days"),
        (d(3, 30), [4, 5, -7, 9, -11], "red", "1 to complete in 1 day"),
        (d(3, 31), [4, 5, -7, 9, -11], "red", "1 behind"),
        # 28 days left for two outstanding, then 27.
        (d(3, 3), [4, -7, 9, -11], "amber", "1 behind"),
        (d(3, 4), [4, -7, 9, -11], "red", "1 behind"),
        # All six, but none or only one after an observation: a further one is outstanding.
        (d(3, 31), [4, 5, 7, 9, 11, 12], "red", "2 behind"),
        (d(3, 17), [4, 5, 7, 9, 11, 12, -1], "on course", "on course"),
        (d(3, 18), [4, 5, 7, 9, 11, 12, -1], "red", "1 to complete in 13 days"),
        (d(12, 24), [4, 5, -7, 9, -11, 12], "met", "met"),
        (d(4, 20, 2027), [4, 5, -7, 9, -11, 12], "met", "met"),
        (d(4, 20, 2027), [4, 5, -7, 9, -11], "red", "1 behind"),  # after its end a year stands as on its last day
    ],
)  # fmt: skip
def test_amber_is_one_behind_and_red_two_or_fewer_than_14_days_left_for_each_session_outstanding(
    today: date, months: list[int], level: str, state: str
) -> None:
    year = stands(complete(*months), today)
    assert (year.level, year.state) == (level, state)
    assert year.needs_attention == (level in ("amber", "red"))


def test_what_is_held_but_not_signed_and_logged_does_not_hold_back_amber_or_red() -> None:
    year = stands([*plain(d(5, 14), d(7, 14)), session(d(11, 17), HELD)], TODAY)
    assert (year.expected, year.complete, year.incomplete, year.behind, year.level) == (3, 2, 1, 1, "amber")


def test_when_it_is_amber_and_red_is_a_setting() -> None:
    assert stands([], d(7, 31), amber=3, red=4).level == "on course"
    assert stands([], d(7, 31), amber=2, red=4).level == "amber"
    year = complete(4, 5, -7, 9, -11)
    assert [stands(year, d(3, 18), days_each=days).level for days in (0, 13, 14)] == ["on course", "on course", "red"]


def test_nobody_is_amber_or_red_while_away_and_the_days_away_are_not_days_left() -> None:
    whole = [Away(d(2, 1, 2026), d(11, 1))]
    for day, level, behind in ((d(4, 1), "away", 0), (d(11, 1), "away", 0), (d(11, 2), "on course", 0),
                               (d(12, 21), "amber", 1), (d(2, 9), "red", 2)):  # fmt: skip
        year = stands([], day, asked(away=whole, today=day))
        assert (year.level, year.behind) == (level, behind)
    leave = [Away(d(12, 1), d(3, 31))]  # 244 eligible days, four and 1.34 sessions asked for
    gone = stands([], d(12, 1), asked(away=leave, today=d(12, 1)))
    assert (gone.level, gone.state, [mark.is_due for mark in gone.marks]) == ("away", "away", [False] * 5)
    soon = stands(complete(4, 6, -7, 9), d(11, 17), asked(away=leave, today=d(11, 17)))
    assert (soon.asked.sessions, soon.behind, soon.level, soon.state) == (5, 0, "red", "1 to complete in 13 days")
    done = stands(complete(4, 6, -7, 9, 11), d(12, 1), asked(away=leave, today=d(12, 1)))
    assert done.level == "met"
    ill = [Away(d(11, 1))]
    assert stands([], d(11, 27), asked(away=ill, today=d(11, 27))).level == "red"
    assert stands([], d(11, 28), asked(away=ill, today=d(11, 28))).level == "away"


def test_before_somebody_starts_nothing_is_late_and_a_year_that_asks_for_nothing_never_is() -> None:
    joins = asked(post(d(3, 25)), today=d(3, 24))
    assert [stands([], day, joins).level for day in (d(3, 24), d(3, 25))] == ["on course", "red"]
    nothing = asked(post(job_role="Quality Development Officer", function="Quality development"))
    assert [stands(sessions, TODAY, nothing).level for sessions in ([], plain(d(5, 1)))] == ["none asked"] * 2


def test_the_next_session_is_due_when_it_is_expected_observed_ones_by_their_own_pace() -> None:
    assert stands([], d(4, 1)).next_due == d(5, 31)
    assert stands(complete(4, 5), d(6, 1)).next_due == d(9, 30)
    assert stands(complete(4, 5, 6, 7), d(8, 1)).next_due == d(9, 30)  # one of them after an observation
    assert stands(complete(4, 5, 6, -7), d(8, 1)).next_due == d(1, 30)
    assert stands(complete(4, 5, 6, 7, 8, 9, -10), TODAY).next_due == d(3, 31)
    assert stands(complete(4, 5, -6, 7, 8, -9), TODAY).next_due is None


PICTURE = {(False, "complete"): "●", (True, "complete"): "◆", (False, "held"): "◐", (True, "held"): "⬖",
           (False, "to hold"): "○", (True, "to hold"): "◇"}  # fmt: skip


def drawn(year: Standing) -> str:
    """The meter in characters: "!" before a mark that should be held, "+" after a booked one, "|" for the pointer."""
    marks = [f"{'!' * m.is_due}{PICTURE[m.is_observed, m.state]}{'+' * m.is_booked}" for m in year.marks]
    place = min(year.expected, len(marks))
    return "".join([*marks[:place], "|", *marks[place:]])


FOUR = asked(post(d(9, 5)), today=TODAY)  # 208 days: four sessions, one of them observed
THREE = asked(post(job_role=SPO))
METERS: list[tuple[str, Any, date, list[Session], str, str]] = [
    ("0 of 6, 3 behind", None, TODAY, [], "!○!○!○|○◇◇",
     "0 of 6 sessions complete, 0 of 2 after observation. 3 expected by now."),
    ("2 of 6, observed session held, in draft", None, TODAY, [*complete(5, 7), pair(d(11, 17), HELD)], "●●⬖|○○◇",
     "2 of 6 sessions complete, 0 of 2 after observation. 1 held, not yet signed and logged. 3 expected by now."),
    ("6 of 6, 2 of 2, year end", None, d(3, 31), complete(5, -7, 9, -11, 12, 1), "●◆●◆●●|",
     "6 of 6 sessions complete, 2 of 2 after observation. 6 expected by now."),
    ("1 of 4, joined part-way", FOUR, TODAY, complete(10), "●|○○◇",
     "1 of 4 sessions complete, 0 of 1 after observation. 1 expected by now."),
    ("1 of 3, line manager, none observed", THREE, TODAY, complete(9), "●|○○",
     "1 of 3 sessions complete. 1 expected by now."),
    ("7 held, 6 asked for: extra marks stay", None, d(1, 20), complete(4, -5, 6, 7, 9, -11, 12), "●◆●●|●◆●",
     "7 of 6 sessions complete, 2 of 2 after observation. 4 expected by now."),
    ("complete first, then held, whatever the day", None, TODAY, [session(d(4, 20), HELD), *complete(5, -7)],
     "●◆◐|○○◇",
     "2 of 6 sessions complete, 1 of 2 after observation. 1 held, not yet signed and logged. 3 expected by now."),
    ("booked", None, TODAY, [*complete(5), session(d(12, 1), BOOKED), pair(d(1, 12), BOOKED, number=3)],
     "●!○+!○|○◇+◇",
     "1 of 6 sessions complete, 0 of 2 after observation. 2 booked. 3 expected by now."),
    ("six without an observation: those after one are still to hold", None, d(3, 1), complete(4, 5, 6, 7, 9, 11),
     "●●●●●|●◇◇", "6 of 6 sessions complete, 0 of 2 after observation. 5 expected by now."),
    ("one that does not count is not there", None, TODAY, [*complete(5), pair(d(7, 14), by="delegate")], "●!○!○|○◇◇",
     "1 of 6 sessions complete, 0 of 2 after observation. 3 expected by now."),
]  # fmt: skip


@pytest.mark.parametrize(("year", "today", "held", "meter", "words"), [case[1:] for case in METERS],
                         ids=[case[0] for case in METERS])  # fmt: skip
def test_the_meter_and_what_a_screen_reader_says(
    year: Any, today: date, held: list[Session], meter: str, words: str
) -> None:
    it = stands(held, today, year or asked(today=today))
    assert drawn(it) == meter
    assert it.words == words
    assert it.words_to_keep == words.split(" 2 booked")[0].rsplit(f" {it.expected} expected", 1)[0]


def test_a_year_that_asks_for_nothing_says_so() -> None:
    nothing = asked(post(job_role="Quality Development Officer", function="Quality development"))
    assert stands([], TODAY, nothing).words == "No sessions are asked for this year."
    assert stands([], TODAY, nothing).marks == ()
    one = stands(plain(d(5, 1)), TODAY, nothing)
    assert one.words == "1 complete, none asked for."
    assert one.marks == (Mark(is_observed=False, state=COMPLETE),)


def test_who_needs_attention_comes_first_and_among_them_who_has_had_no_session() -> None:
    no_year = asked(post(job_role="Quality Development Officer", function="Quality development"))
    away = asked(away=[Away(d(9, 1))], today=TODAY)
    people = [
        ("Nobody asked", stands([], TODAY, no_year)), ("Away", stands([], TODAY, away)),
        ("Met", stands(complete(4, 5, -6, 7, 8, -9), TODAY)),
        ("On course", stands(complete(5, -7, 9), TODAY)),
        ("Joined in October, none yet", stands([], TODAY, asked(post(d(11, 2)), today=TODAY))),
        ("One behind", stands(complete(5, -7), TODAY)),
        ("Two behind, one complete", stands(complete(5), TODAY)),
        ("None, three behind", stands([], TODAY)), ("None, one behind", stands([], TODAY, FOUR)),
    ]  # fmt: skip
    order = [name for name, _ in sorted(people, key=lambda each: need(each[1], each[0]))]
    assert order == [
        "None, three behind", "None, one behind", "Two behind, one complete", "One behind",
        "Joined in October, none yet", "On course", "Away", "Nobody asked", "Met",
    ]  # fmt: skip


def test_the_same_day_and_a_tie_keep_an_order_of_their_own() -> None:
    first, second = pair(d(5, 14), by="delegate", number=1), pair(d(5, 14), by="delegate", number=2)
    mine = replace(pair(d(9, 14)), id=3)
    for given in ([first, second, mine], [second, mine, first]):
        assert [(each.session.id, each.counts_as) for each in count(given, asked())] == [
            (1, OBSERVED), (2, NOT_COUNTED), (3, OBSERVED),
        ]  # fmt: skip
    assert YEAR.has(first.on)
    assert first.observation is not None
    assert first.observation.on == d(5, 14) - timedelta(days=7)
