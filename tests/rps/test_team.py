"""The team's year: one line a person, who needs attention first, what is next, one action, filters, and the files."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.database import db
from app.history.actions import SERVICE
from app.history.models import Event
from app.people.models import Posting
from app.rps.models import HeldBefore
from app.settings import actions as settings
from app.web.clock import now, today
from tests import make
from tests.browsing import Client
from tests.counting import count_queries
from tests.rps import held
from tests.rps.held import booked, draft, observation, pair, sent, session, unlogged
from tests.stores import Store

pytestmark = pytest.mark.any_engine
GAP = "\N{NO-BREAK SPACE}"
MAY, JUNE, JULY, SEPTEMBER, OCTOBER = (date(2026, month, 12) for month in (5, 6, 7, 9, 10))


def text_of(html: str) -> str:
    """The words of some HTML, as they are read."""
    words = re.sub(r"<svg.*?</svg>|<span class=\"visually-hidden\">.*?</span>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", words).replace(GAP, " ").replace("&#39;", "'").split())


def groups(page: str) -> list[tuple[str, dict[str, str]]]:
    """The groups of the page: each title with its count, and under it each name with the words of its row."""
    found = []
    for body in re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL):
        title, *rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
        lines = [text_of(row) for row in rows]
        names = [re.search(r'/people/\d+">([^<]+)<', row).group(1).replace("&#39;", "'") for row in rows]
        found.append((text_of(title), {n: line.removeprefix(n).strip() for n, line in zip(names, lines, strict=True)}))
    return found


def names(page: str) -> list[str]:
    """Who is shown, in order."""
    return [name for _, lines in groups(page) for name in lines]


def people(isla: Any, team: Any) -> dict[str, Any]:
    """People of every kind of standing on 19 November 2026, with three sessions due, one of them observed."""
    who = {name: make.member(name, role, team, isla, **given) for name, role, given in (
        ("Thandiwe None", "Probation Services Officer", {}),
        ("Ngozi Two", "Probation Services Officer", {"weekly_hours": "29.6"}),
        ("Myfanwy Unlogged", "Probation Officer", {}),
        ("Lowri Draft", "Probation Services Officer", {}),
        ("Uzma Discuss", "Probation Officer", {}),
        ("Mohammed Course", "Probation Officer", {}),
        ("Rosalind Sign", "Probation Officer", {}),
        ("Delphine Joined", "Probation Services Officer", {"starts_on": date(2026, 9, 5), "weekly_hours": "22.2"}),
        ("Ada Return", "Probation Officer", {}),
        ("Basil Admin", "Business Manager", {"function": "Business support"}),
    )}  # fmt: skip
    session(isla, who["Ngozi Two"], MAY)
    booked(isla, who["Ngozi Two"], date(2026, 11, 26))
    for name in ("Myfanwy Unlogged", "Mohammed Course", "Rosalind Sign"):
        session(isla, who[name], MAY)
        pair(isla, who[name], JUNE, JULY)
    unlogged(isla, who["Myfanwy Unlogged"], date(2026, 11, 5))
    booked(isla, who["Myfanwy Unlogged"], date(2026, 12, 14))
    for on in (MAY, JULY):
        session(isla, who["Lowri Draft"], on)
    watched = observation(isla, who["Lowri Draft"], date(2026, 11, 10))
    draft(isla, who["Lowri Draft"], date(2026, 11, 17), follows_id=watched.id)
    booked(isla, who["Lowri Draft"], date(2027, 1, 15))
    for on in (MAY, JULY, OCTOBER):
        session(isla, who["Uzma Discuss"], on)
    observation(isla, who["Uzma Discuss"], date(2026, 11, 10), due_on=date(2026, 11, 24))
    session(isla, who["Mohammed Course"], OCTOBER)
    booked(isla, who["Mohammed Course"], date(2026, 11, 30))
    sent(isla, who["Rosalind Sign"], date(2026, 11, 16), "lead")
    session(isla, who["Delphine Joined"], OCTOBER)
    booked(isla, who["Delphine Joined"], date(2026, 12, 10))
    make.absence(who["Ada Return"], date(2026, 4, 1), date(2026, 9, 30), type="Maternity leave")
    session(isla, who["Ada Return"], OCTOBER)
    return who


@pytest.fixture
def team(store: Store, client: Client, sign_in: Callable[..., Client]) -> dict[str, Any]:
    """Isla's browser and her team."""

    def arrange() -> dict[str, Any]:
        office = make.team("Team A", unit_id=make.pdu().id)
        isla = make.member("Isla Mbeki", "Senior Probation Officer", office)
        return {"isla": isla, "who": people(isla, office), "browser": sign_in(isla, client)}

    return store.once("a team", arrange)


def test_each_line_says_how_it_stands_what_is_next_and_offers_one_thing_to_do(team):
    page = team["browser"].get("/team").text
    (attention, needs), (course, calm), (nothing, none) = groups(page)
    assert (attention, course, nothing) == ("Needs attention 6", "On course 3", "Nothing asked for 1")
    assert needs == {
        "Thandiwe None": "Probation Services Officer, 37 hours 0 of 6 0 of 2 3 behind No session or observation booked"
        " Plan session",
        "Ngozi Two": "Probation Services Officer, 29.6 hours 1 of 6 0 of 2 2 behind Session 26 November. No observation"
        " booked Plan observation",
        "Lowri Draft": "Probation Services Officer, 37 hours 2 of 6 0 of 2 1 behind: record of 17 November in draft"
        " Session 15 January 2027 Finish record",
        "Myfanwy Unlogged": "Probation Officer, 37 hours 2 of 6 1 of 2 1 behind: log 5 November on SOP"
        " Session 14 December Log session",
        "Rosalind Sign": "Probation Officer, 37 hours 2 of 6 1 of 2 1 behind: sign the record of 16 November"
        " No session booked Sign record",
        "Uzma Discuss": "Probation Officer, 37 hours 3 of 6 0 of 2 Discuss the observation of 10 November"
        " By 24 November Plan session",
    }
    assert calm == {
        "Ada Return": "Probation Officer, 37 hours 1 of 3 0 of 1 No session booked 3 this year Plan session",
        "Delphine Joined": "Probation Services Officer, 22.2 hours 1 of 4 0 of 1 Session 10 December"
        " 4 this year: joined 5 September",
        "Mohammed Course": "Probation Officer, 37 hours 3 of 6 1 of 2 Session 30 November",
    }
    assert none == {"Basil Admin": "Business Manager, 37 hours None asked for No sessions are asked for"}
    assert f"15 of 49{GAP}sessions complete, 3 of 16 after an observation." in page
    assert len(re.findall(r'<strong class="(?:late|soon)">', page)) == 6
    for private in ("Maternity", "away", "bsence from"):
        assert private not in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("show=attention", ["Thandiwe None", "Ngozi Two", "Lowri Draft", "Myfanwy Unlogged", "Rosalind Sign",
                            "Uzma Discuss"]),
        ("show=none", ["Thandiwe None"]),
        ("show=unlogged", ["Lowri Draft", "Myfanwy Unlogged", "Rosalind Sign"]),
        ("show=unbooked&order=name", ["Ada Return", "Rosalind Sign", "Thandiwe None", "Uzma Discuss"]),
        ("role=Business+Manager", ["Basil Admin"]),
        ("show=attention&role=Probation+Officer&order=next", ["Myfanwy Unlogged", "Rosalind Sign", "Uzma Discuss"]),
    ],
)  # fmt: skip
def test_filters_show_whom_they_say_in_the_order_asked_for(team, asked, shown):
    assert names(team["browser"].get(f"/team?{asked}").text) == shown
    assert names(team["browser"].fragment(f"/team?{asked}", "team_rows").text) == shown


def test_filters_are_kept_for_the_next_visit_of_the_same_account_only(team, another_client, sign_in):
    browser = team["browser"]
    page = browser.get("/team?show=unlogged&role=Probation+Officer&order=name").text
    for words in ("Everyone (10)", "Needs attention (6)", "No session yet (1)", "Held, not yet logged (3)",
                  "Nothing booked (4)"):  # fmt: skip
        assert words in page
    assert names(browser.get("/team").text) == ["Myfanwy Unlogged", "Rosalind Sign"]
    kept = browser.get_cookie("team", path="/team")
    assert (kept.http_only, kept.same_site) == (True, "Lax")
    other = sign_in(make.member("Rhys Sidebottom", "Senior Probation Officer", make.team(), None), another_client())
    posting = db.session.scalars(select(Posting).where(Posting.person_id == team["who"]["Basil Admin"].id)).one()
    posting.line_manager_id = db.session.scalars(select(Posting).order_by(Posting.id.desc())).first().person_id
    other.set_cookie("team", kept.value, path="/team")
    assert names(other.get("/team").text) == ["Basil Admin"]
    assert names(browser.get("/team?show=nonsense&role=%00&order=").text)[0] == "Thandiwe None"


def test_last_year_stands_as_on_its_last_day_and_offers_only_what_is_left_to_finish(team):
    isla, who = team["isla"], team["who"]
    for month in (5, 6, 8, 10):
        session(isla, who["Uzma Discuss"], date(2025, month, 6))
    pair(isla, who["Uzma Discuss"], date(2025, 11, 4), date(2025, 11, 6))
    pair(isla, who["Uzma Discuss"], date(2026, 2, 4), date(2026, 2, 6))
    unlogged(isla, who["Lowri Draft"], date(2026, 3, 9))
    page = team["browser"].get("/team?year=2025").text
    assert f"1{GAP}April 2025 to 31{GAP}March 2026" in page
    (short, fewer), (met, enough), *_ = groups(page)
    assert (short, met) == ("Fewer than asked for 7", "As many as asked for 1")
    assert fewer["Lowri Draft"] == ("Probation Services Officer, 37 hours 0 of 6 0 of 2 6 short: log 9 March on SOP"
                                    " Log session")  # fmt: skip
    assert fewer["Thandiwe None"].endswith("0 of 6 0 of 2 6 short")
    assert enough == {"Uzma Discuss": "Probation Officer, 37 hours 6 of 6 2 of 2"}
    assert "Delphine Joined" not in names(page)


def test_a_new_manager_sees_since_when_and_the_old_one_can_still_record_what_was_held(team, another_client, sign_in):
    person = team["who"]["Mohammed Course"]
    old = db.session.scalars(select(Posting).where(Posting.person_id == person.id)).one()
    rhys = make.member("Rhys Sidebottom", "Senior Probation Officer", make.team(unit_id=make.pdu().id))
    old.ends_on = date(2026, 9, 30)
    db.session.flush()
    make.posting(person, line_manager_id=rhys.id, starts_on=OCTOBER.replace(day=1), team_id=old.team_id)
    (_, mine), *_ = groups(sign_in(rhys, another_client()).get("/team").text)
    assert mine["Mohammed Course"] == ("Probation Officer, 37 hours 3 of 6 1 of 2 Session 30 November"
                                       " In your team from 1 October")  # fmt: skip
    page = team["browser"].get("/team").text
    assert "Mohammed Course" not in names(page)
    assert "Record a session held with Mohammed Course" in page


def test_a_head_sees_the_managers_whose_sessions_are_theirs_apart_from_their_own_practitioners(unit, sign_in):
    held.session(unit.saoirse, unit.aaliyah, MAY)
    page = sign_in(unit.saoirse).get("/team").text
    assert [(title, list(lines)) for title, lines in groups(page)] == [
        ("Needs attention 1", ["Keziah Vaughan-Ellis"]), ("Line managers 1", ["Aaliyah Yaxley"]),
    ]  # fmt: skip
    assert "Plan session" in groups(page)[1][1]["Aaliyah Yaxley"]
    (first, managers), (last, others) = groups(sign_in(unit.efua).get("/team").text)
    assert (first, list(managers), last, list(others)) == (
        "Needs attention 2", ["Isla Mbeki", "Rhys Sidebottom"], "Nothing asked for 1", ["Cosmo Iqbal"],
    )  # fmt: skip


def test_a_deputy_plans_with_a_manager_only_by_delegation(unit, sign_in):
    posting = db.session.scalars(select(Posting).where(Posting.person_id == unit.rhys.id)).one()
    posting.line_manager_id = unit.cosmo.id
    browser = sign_in(unit.cosmo)
    (_, lines), *_ = groups(browser.get("/team").text)
    assert list(lines) == ["Rhys Sidebottom"]
    assert "Plan session" not in lines["Rhys Sidebottom"]
    make.fact(unit.cosmo, "rps delegation")
    (_, lines), *_ = groups(browser.get("/team").text)
    assert sorted(lines) == ["Isla Mbeki", "Rhys Sidebottom"]
    assert all("Plan session" in line for line in lines.values())


def test_a_session_held_before_this_service_is_logged_by_whoever_looks_after_the_person(unit, isla):
    make.add(HeldBefore(person_id=unit.lowri.id, kind="session", held_on=OCTOBER, by_id=unit.rhys.id,
                        capacity="line manager", entered_by="Fergus", entered_at=now()))  # fmt: skip
    page = isla.get("/team").text
    assert "3 behind: log 12 October on SOP" in groups(page)[0][1]["Lowri Throckmorton"]
    assert '<a href="/team/unlogged">Log session' in page


def test_fifty_are_shown_on_a_page_and_the_counts_are_over_all(unit, isla):
    for number in range(60):
        make.member(f"Practitioner {number:02}", "Probation Officer", unit.team, unit.isla)
    first, second = (isla.get(f"/team?order=name&page={number}").text for number in (1, 2))
    assert (len(names(first)), len(names(second))) == (50, 12)
    assert groups(second)[0][0] == "Everyone 62"
    assert f"0 of 372{GAP}sessions complete" in second
    assert "51 to 62 of 62" in second
    assert names(isla.get("/team?order=name&page=9999").text) == names(second)


def test_the_files_hold_numbers_and_no_absence_and_that_they_were_taken_is_history(team):
    browser, who = team["browser"], team["who"]
    who["Ada Return"].name = "=Ada"
    answer = browser.get("/team/year.csv?show=all&order=name")
    rows = {row["Name"]: row for row in csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))}
    assert len(rows) == 10
    assert list(rows["Lowri Draft"].values()) == [
        who["Lowri Draft"].staff_number, "Lowri Draft", "Probation Services Officer", "Sentence management", "37", "6",
        "2", "2", "0", "1", "1", "3", "1", "2027-01-15", "1 behind",
    ]  # fmt: skip
    assert rows["'=Ada"]["State"] == "on course"
    book = load_workbook(io.BytesIO(browser.get("/team/year.xlsx?show=none").data))
    sheet = list(book["Year"].values)
    assert [row[1] for row in sheet] == ["Name", "Thandiwe None"]
    assert "Maternity" not in answer.text + str([*book["About this file"].values, *sheet])
    taken = db.session.scalars(select(Event).where(Event.verb == "supervision year downloaded")).all()
    assert [event.reason.replace(GAP, " ") for event in taken] == [
        "CSV, 10 people, year from 1 April 2026", "XLSX, 1 person, year from 1 April 2026",
    ]  # fmt: skip


def test_someone_with_no_team_is_told_so(unit, lowri):
    assert "Nobody reports to you today." in lowri.get("/team").text


def test_the_page_says_what_the_settings_of_the_day_ask(team):
    assert "6 discussions a year" in team["browser"].get("/team").text
    for key, to in (("rps.sessions", "8"), ("rps.hours_preset", "B")):
        settings.set_value(key, to, today(), "A fuller year", SERVICE, now(), today())
    page = team["browser"].get("/team").text
    assert "8 discussions a year" in page
    assert "Part-time hours do not reduce" not in page


@pytest.mark.parametrize("page", ["/team", "/team?order=name", "/team/year.csv"])
def test_a_team_of_a_hundred_and_fifty_costs_as_many_questions_as_one_of_fifteen(page, unit, isla):
    def grow(count: int) -> int:
        for number in range(count):
            who = make.member(f"Practitioner {number}", "Probation Officer", unit.team, unit.isla)
            pair(unit.isla, who, MAY, JUNE)
            booked(unit.isla, who, date(2026, 12, 1))
        return count_queries(isla, page)

    few = grow(13)
    assert grow(135) == few
    assert few <= 8
