"""What holds of every year of supervision, whoever works in it and whatever was held."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.policy.rps_required import Away, Post, Required, Year, year_of
from app.policy.rps_year import BOOKED, COMPLETE, HELD, NOT_COUNTED, OBSERVED, TO_HOLD, Observation, Session, Standing
from tests.years import asked, post, stands

STARTS = date(2024, 4, 1)
days = st.integers(0, 1826).map(lambda number: STARTS + timedelta(days=number))
years = days.map(lambda day: year_of(day, "04-01"))
ROLES = (
    ("Probation Officer", "Sentence management"), ("Probation Services Officer", "Court"),
    ("Probation Officer", "Unpaid work"), ("Victim Liaison Officer", "Victim liaison"),
    ("Senior Probation Officer", "Court"), ("Quality Development Officer", "Quality development"),
)  # fmt: skip
whats = st.tuples(st.sampled_from(ROLES), st.sampled_from(["37", "30", "29.99", "22.2", "18.5", "10"]))
presets = st.sampled_from(["A", "B"])


def _posts(drawn: tuple[list[date], list[Any]]) -> list[Post]:
    """Postings that never overlap: every second stretch between the edges may be a gap."""
    edges, kinds = drawn
    found = []
    for first, after, what in zip(edges, edges[1:], kinds, strict=False):
        if what is not None:
            (job_role, function), hours = what
            found.append(post(first, after - timedelta(days=1), job_role, function, hours))
    return found


posts = st.tuples(st.lists(days, min_size=2, max_size=6, unique=True).map(sorted),
                  st.lists(st.one_of(st.none(), whats), min_size=5, max_size=5)).map(_posts)  # fmt: skip


@st.composite
def absences(draw: st.DrawFn) -> Away:
    """Days away: short, about four weeks, long, or without an end."""
    first = draw(days)
    length = draw(st.one_of(st.integers(1, 27), st.integers(26, 30), st.integers(28, 500), st.none()))
    return Away(first, None if length is None else first + timedelta(days=length - 1))


aways = st.lists(absences(), max_size=4)


def of(some: list[Post], year: Year, away: list[Away], today: date, preset: str = "A") -> Required:
    """What a year asks of somebody who may have no posting at all."""
    nothing = post(date(1990, 1, 1), date(1990, 1, 2))
    return asked(nothing, *some, away=away, year=year, today=today, hours_preset=preset)


@given(posts, years, aways, days, presets)
def test_it_never_asks_more_than_the_highest_row_of_a_whole_year_nor_more_observed_than_sessions(
    some: list[Post], year: Year, away: list[Away], today: date, preset: str
) -> None:
    it = of(some, year, away, today, preset)
    whole = [of([post(job_role=each.job_role, function=each.function)], year, [], today) for each in some]
    assert 0 <= it.observed <= it.sessions <= max((each.sessions for each in whole), default=0)
    assert it.observed <= max((each.observed for each in whole), default=0)
    assert 0 <= it.eligible <= year.days
    assert bool(it.sessions) == bool(it.eligible)
    assert it.why
    assert all(each.words and each.source for each in it.why)


@given(whats, days, days, st.integers(0, 400), st.integers(0, 400), years, aways, days, presets)
def test_more_days_in_post_never_ask_for_less(
    what: Any, one: date, other: date, before: int, after: int, year: Year, away: list[Away], today: date, preset: str
) -> None:
    (job_role, function), hours = what
    first, last = min(one, other), max(one, other)
    short = of([post(first, last, job_role, function, hours)], year, away, today, preset)
    longer = post(first - timedelta(days=before), last + timedelta(days=after), job_role, function, hours)
    long = of([longer], year, away, today, preset)
    assert long.eligible >= short.eligible
    assert long.sessions >= short.sessions
    assert long.observed >= short.observed


@given(posts, years, aways, absences(), days, presets)
def test_one_more_absence_never_asks_for_more(
    some: list[Post], year: Year, away: list[Away], one: Away, today: date, preset: str
) -> None:
    without, with_it = of(some, year, away, today, preset), of(some, year, [*away, one], today, preset)
    assert with_it.eligible <= without.eligible
    assert with_it.sessions <= without.sessions
    assert with_it.observed <= without.observed


def touches(one: Away, other: Away) -> bool:
    """Whether two absences share a day or follow each other."""
    day = timedelta(days=1)
    return not (
        (one.ends_on and one.ends_on + day < other.starts_on) or (other.ends_on and other.ends_on + day < one.starts_on)
    )


@given(posts, years, aways, days, st.integers(1, 27), st.booleans(), days)
def test_an_absence_that_is_short_or_of_another_year_and_touches_no_other_changes_nothing(
    some: list[Post], year: Year, away: list[Away], first: date, length: int, is_of_another_year: bool, today: date
) -> None:
    one = Away(first, first + timedelta(days=length - 1))
    if is_of_another_year:
        one = Away(year.first - timedelta(days=length + 1000), year.first - timedelta(days=length))
    kept = [each for each in away if not touches(each, one)]
    assert of(some, year, [*kept, one], today) == of(some, year, kept, today)


@given(posts, years, aways, days, days)
def test_what_is_expected_rises_day_by_day_to_all_of_it_each_number_on_the_day_it_is_due(
    some: list[Post], year: Year, away: list[Away], today: date, day: date
) -> None:
    it = of(some, year, away, today)
    assert it.expected(year.first - timedelta(days=1)) == 0
    assert it.expected(year.last) == it.sessions
    assert it.expected_observed(year.last) == it.observed
    assert it.expected(day) <= it.expected(day + timedelta(days=1))
    assert it.elapsed(day) + it.days_left(day) == it.eligible
    for number in range(1, it.sessions + 1):
        due = it.due_on(number)
        assert due is not None
        assert it.expected(due) >= number > it.expected(due - timedelta(days=1))


seen = st.one_of(st.none(), st.builds(Observation, st.just(STARTS), st.booleans(), st.booleans()))
sessions = st.lists(
    st.builds(Session, days, st.sampled_from([COMPLETE, HELD, BOOKED]), st.booleans(), seen, st.integers(1, 99)),
    max_size=9, unique_by=lambda each: each.id,
)  # fmt: skip
standings = st.builds(
    lambda some, year, away, held, today: stands(
        [Session(year.first + (each.on - STARTS) % timedelta(days=year.days), each.state, each.is_delegated,
                 each.observation, each.id) for each in held],
        today, of(some, year, away, today),
    ),
    posts, years, aways, sessions, days,
)  # fmt: skip


@given(standings, st.randoms())
def test_how_sessions_count_does_not_depend_on_the_order_they_come_in(it: Standing, chance: Any) -> None:
    mixed = [each.session for each in it.counted]
    chance.shuffle(mixed)
    assert stands(mixed, it.today, it.asked).counted == it.counted


@given(standings)
def test_at_most_one_pair_passed_on_counts_and_only_beside_one_of_the_line_managers(it: Standing) -> None:
    for states in ((COMPLETE,), (COMPLETE, HELD), (COMPLETE, HELD, BOOKED)):
        pairs = [each.session for each in it.counted if each.counts_as == OBSERVED and each.session.state in states]
        passed_on = [
            each for each in pairs if each.is_delegated or (each.observation and each.observation.is_delegated)
        ]
        assert len(passed_on) <= (1 if it.asked.observed > 1 and len(pairs) > 1 else 0)
    for each in it.counted:
        assert (each.counts_as == NOT_COUNTED) <= each.session.is_delegated
        assert each.session.observation or each.counts_as != OBSERVED


@given(standings)
def test_marks_words_level_and_numbers_always_agree(it: Standing) -> None:
    marks = it.marks
    by_state = {state: [mark for mark in marks if mark.state == state] for state in (COMPLETE, HELD, TO_HOLD)}
    assert it.observed <= it.complete
    assert (len(by_state[COMPLETE]), len(by_state[HELD])) == (it.complete, it.incomplete)
    assert sum(mark.is_observed for mark in by_state[COMPLETE]) == it.observed
    assert [mark.state for mark in marks] == [state for state, some in by_state.items() for _ in some]
    observed = sum(mark.is_observed for mark in marks)
    assert len(marks) >= it.asked.sessions
    assert observed >= it.asked.observed
    if by_state[TO_HOLD]:
        assert len(marks) == it.asked.sessions or observed == it.asked.observed
        assert [mark.is_observed for mark in by_state[TO_HOLD]] == sorted(m.is_observed for m in by_state[TO_HOLD])
    due = max(it.expected - it.complete - it.incomplete, 0)
    assert sum(mark.is_due for mark in marks) == (0 if it.level == "away" else due)
    assert sum(mark.is_booked for mark in marks) <= it.booked
    assert it.outstanding >= it.behind
    assert it.outstanding or it.level in ("met", "none asked")
    assert it.needs_attention <= (it.behind > 0 or "to complete in" in it.state)
    assert (it.next_due is None) == (it.outstanding == 0)
    if it.asked.sessions:
        assert it.words.startswith(f"{it.complete} of {it.asked.sessions} sessions complete")
