"""The year meter: what it draws and says, and who meets it on which page."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.policy.rps_year import BOOKED, HELD, Standing
from app.records.models import Record
from tests import make, papers, years
from tests.browsing import Client
from tests.counting import count_queries
from tests.stores import Store
from tests.years import pair, plain, session

pytestmark = pytest.mark.any_engine

TODAY = date(2026, 11, 19)
DAYS = [date(2026, 4, 13) + timedelta(days=30 * number) for number in range(7)]
LABEL = re.compile('aria-label="([^"]+)"')
MARK = re.compile(r"<(circle|path) class=\"meter__mark meter__mark--([a-z-]+)\"")
SignIn = Callable[..., Client]


def examples() -> dict[str, tuple[Standing, str, str, int | None]]:
    """What the meter shows: the year, its marks (capitals: after an observation), its words, where the pointer is."""
    joined = years.asked(years.post(date(2026, 8, 15)), today=TODAY)
    manager = years.asked(years.post(job_role=years.SPO), today=TODAY)
    seven = [pair(day) if place in (1, 5) else session(day, number=place) for place, day in enumerate(DAYS)]
    none_held = "0 of 6 sessions complete, 0 of 2 after observation."
    return {
        "nothing held, 3 behind": (years.stands([], TODAY), "d d d t T T", f"{none_held} 3 expected by now.", 3),
        "the observed session held, in draft": (
            years.stands([*plain(*DAYS[:2]), pair(DAYS[6], HELD)], TODAY), "c c H t t T",
            "2 of 6 sessions complete, 0 of 2 after observation. 1 held, not yet signed and logged. 3 expected by now.",
            3,
        ),
        "everything met at the end": (
            years.stands(seven[:6], years.YEAR.last), "c C c c c C",
            "6 of 6 sessions complete, 2 of 2 after observation. 6 expected by now.", 6,
        ),
        "joined part-way": (
            years.stands(plain(DAYS[5]), TODAY, joined), "c t t T",
            "1 of 4 sessions complete, 0 of 1 after observation. 1 expected by now.", 1,
        ),
        "a line manager, none observed": (
            years.stands(plain(DAYS[0]), TODAY, manager), "c t t", "1 of 3 sessions complete. 1 expected by now.", 1,
        ),
        "more than asked for": (
            years.stands(seven, TODAY), "c C c c c C c",
            "7 of 6 sessions complete, 2 of 2 after observation. 3 expected by now.", 3,
        ),
        "booked": (
            years.stands(plain(TODAY + timedelta(days=5), state=BOOKED), TODAY), "d d d t T T",
            f"{none_held} 1 booked. 3 expected by now.", 3,
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", examples())
def test_the_meter_draws_each_session_asked_for_and_says_so_in_one_set_of_sentences(app: Flask, name: str):
    it, marks, words, pointer = examples()[name]
    macros: Any = app.jinja_env.get_template("macros/meter.html").module
    drawn = macros.meter(it)
    shapes = [state[0].upper() if shape == "path" else state[0] for shape, state in MARK.findall(drawn)]
    assert " ".join(shapes) == marks
    assert LABEL.findall(drawn) == [words]
    assert re.findall(r'meter__pointer" d="M(\d+) ', drawn) == [str(28 * pointer - 3)]
    assert drawn.count("meter__half") == marks.lower().count("h")
    assert drawn.count("meter__booked") == it.booked
    assert not re.search("<(a|button) ", drawn)
    on_paper = macros.meter(it, pointer=False)
    assert "meter__pointer" not in on_paper
    assert "expected by now" not in on_paper
    assert "--due" not in on_paper


def test_the_numbers_stand_beside_it_for_the_eye_and_are_not_said_twice(app: Flask):
    macros: Any = app.jinja_env.get_template("macros/meter.html").module
    it, *_ = examples()["the observed session held, in draft"]
    assert re.sub("<[^>]+>", "", macros.meter_words(it)).strip() == "2 of 6."
    whole = macros.meter_words(it, whole=True)
    assert whole.startswith('<span aria-hidden="true">')
    assert "2 of 6</strong> complete, 0 of 2 after observation. 1 held, not yet signed and logged." in whole
    nothing = years.stands([], TODAY, years.asked(years.post(job_role="Quality Development Officer"), today=TODAY))
    assert macros.meter(nothing).strip() == ""
    assert macros.meter_words(nothing).strip() == "None asked for this year."


def logged(lead: Any, subject: Any, on: date = date(2026, 10, 1)) -> Record:
    """A session that counts."""
    record = papers.session(lead, subject, held_on=f"{on:%d/%m/%Y}")
    record.happened_on = on
    papers.bring(record, "locked")
    papers.actions.log(record, date(2026, 11, 13), "", papers.by(lead), record.since)
    return record


def text(answer: Any) -> str:
    """The words of a page, its pictures said."""
    said = re.sub(r'<svg[^>]*aria-label="([^"]+)".*?</svg>', r"[\1]", answer.text, flags=re.S)
    said = re.sub("<(title|head|svg|script).*?</\\1>", " ", said, flags=re.S)
    return " ".join(re.sub("<[^>]+>", " ", said).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.fixture
def unit(store: Store) -> make.SmallUnit:
    """Isla's team: Lowri has a session that counts and one to be logged, Pius has one booked."""

    def people() -> make.SmallUnit:
        u = make.unit()
        logged(u.isla, u.lowri)
        papers.session(u.isla, u.lowri, "locked")
        ahead = papers.session(u.isla, u.pius)
        ahead.happened_on, ahead.planned_at = date(2026, 11, 26), ahead.since + timedelta(days=14)
        return u

    return store.once("a team and its year", people)


def test_a_manager_sees_at_home_whose_year_needs_attention_and_the_own_one(unit, sign_in):
    said = text(sign_in(unit.isla).get("/"))
    assert "My team Reflective practice supervision (RPS), year to 31 March 2027 Pius Okonkwo [0 of 6" in said
    assert "1 booked. 3 expected by now.] 0 of 6. No session yet this year. Next session 26 November" in said
    assert "Lowri Throckmorton [1 of 6" in said
    assert "1 of 6. 1 held, not yet logged on SOP session complete" in said
    assert said.count("still to hold") == 1
    assert "See all 2 people in your team" in said
    own = said[said.index("Your year") :]
    assert "[0 of 3 sessions complete. 1 expected by now.] 0 of 3 complete. 1 behind. Next session Not booked" in own
    assert "Your line manager Efua Featherstonehaugh-Cholmondeley, or the head of your unit, books it." in own


def test_a_practitioner_sees_at_home_what_is_asked_what_is_next_and_who_books_it(unit, sign_in):
    page = sign_in(unit.pius).get("/")
    said = text(page)
    assert "My team" not in said[said.index("Your year") :]
    assert "0 of 6 complete, 0 of 2 after observation. 3 behind. Next session 26 November 2026, 10am" in said
    assert "Next one expected by 31 May 2026 Your line manager Isla Mbeki books it." in said
    assert re.search(r'href="/sessions/\d+/planned">26', page.text)
    assert 'href="/year"' in page.text
    for nobody in (unit.arwen, unit.fergus):
        assert "Your year" not in text(sign_in(nobody).get("/"))


def test_home_asks_six_times_of_a_manager_who_has_a_year_too(unit, sign_in):
    assert count_queries(sign_in(unit.isla), "/") <= 6
    assert count_queries(sign_in(unit.pius), "/") <= 6


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [("isla", True), ("lowri", True), ("efua", True), ("bronwen", False), ("fergus", False), ("nerys", False)],
)
def test_a_persons_year_is_for_them_and_those_above_them_and_tells_no_absence(unit, sign_in, viewer, sees):
    make.absence(unit.lowri, date(2026, 10, 15))
    said = text(sign_in(getattr(unit, viewer)).get(f"/people/{unit.lowri.id}"))
    assert ("1 of 4 complete, 0 of 1 after observation. 1 held, not yet signed and logged. On course." in said) == sees
    assert ("Year and how it was worked out" in said) == sees
    assert not re.search("away|absen", said, re.IGNORECASE)


@pytest.mark.parametrize("state", ["draft", "sent", "locked"])
def test_both_see_beside_a_session_which_one_of_the_year_it_is(unit, sign_in, state):
    record = papers.session(unit.isla, unit.lowri, state)
    for who, title in ((unit.isla, "Lowri Throckmorton’s year"), (unit.lowri, "Your year")):
        said = text(sign_in(who).get(f"/records/{record.id}{'/draft' if state == 'draft' else ''}"))
        assert f"{title} Sessions in the year to 31 March 2027 [1 of 6" in said
        missing = "logged" if state == "locked" else "signed and logged"
        assert f"This is the third of six. It counts once it is {missing} on the Single Operating Platform, SOP" in said


def test_a_session_ahead_will_be_one_of_the_year_and_a_line_managers_one_of_three(unit, sign_in):
    ahead = papers.session(unit.efua, unit.isla)
    ahead.planned_at = ahead.since + timedelta(days=30)
    ahead.happened_on = ahead.planned_at.date()
    for who in (unit.efua, unit.isla):
        assert "This will be the first of three." in text(sign_in(who).get(f"/records/{ahead.id}/draft"))


def test_a_delegate_and_an_earlier_manager_see_no_year_beside_their_session(unit, sign_in):
    for lead, capacity in ((unit.arwen, "QDO"), (unit.rhys, "line manager")):
        record = papers.session(lead, unit.lowri, "locked", capacity=capacity)
        said = text(sign_in(lead).get(f"/records/{record.id}"))
        assert papers.REFLECTION in said
        assert "’s year" not in said
        assert "of 6" not in said
