"""One person's year: who may see it, what it lists and how that counts, and how its number was worked out."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.database import db
from app.people.models import Posting
from app.records.models import CANCELLED, MISSED
from app.rps.models import HeldBefore
from app.web.clock import now
from tests import make
from tests.counting import count_queries
from tests.rps import held
from tests.rps.test_team import GAP, text_of

pytestmark = pytest.mark.any_engine
MAY, JUNE, JULY, SEPTEMBER = (date(2026, month, 12) for month in (5, 6, 7, 9))


def table(page: str, part: int = 0) -> list[str]:
    """The rows of the page's first table, or of another, as they are read."""
    body = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)[part]
    return [text_of(row) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]


def why(page: str) -> list[str]:
    """How the number was worked out, line by line."""
    listed = page[page.index('class="worked-out"') :].split("</ol>")[0]
    return [text_of(line) for line in re.findall(r"<li>(.*?)</li>", listed, re.DOTALL)]


def full(u: make.SmallUnit) -> dict[str, Any]:
    """A year of Lowri's with everything a year may hold."""
    held.session(u.isla, u.lowri, MAY)
    held.pair(u.isla, u.lowri, JUNE, date(2026, 6, 20))
    held.pair(u.gwenllian, u.lowri, JULY, date(2026, 7, 20), lead_capacity="QDO")
    # A second one by a delegate counts as an ordinary session no more.
    held.pair(u.arwen, u.lowri, SEPTEMBER, date(2026, 9, 20), lead_capacity="QDO")
    held.unlogged(u.isla, u.lowri, date(2026, 10, 6))
    held.draft(u.isla, u.lowri, date(2026, 11, 17), follows_id=held.observation(u.isla, u.lowri, date(2026, 11, 10)).id)
    held.observation(u.isla, u.lowri, date(2026, 11, 16), due_on=date(2026, 11, 30))
    held.session(u.isla, u.lowri, date(2026, 8, 3), state=CANCELLED, logged_on=None, closed_reason="Ill")
    held.session(u.isla, u.lowri, date(2026, 8, 5), state=MISSED, logged_on=None, closed_reason="Ill")
    held.session(u.isla, u.lowri, date(2026, 8, 6), void_at=datetime(2026, 8, 7, tzinfo=UTC), void_reason="Twice")
    before = make.add(HeldBefore(person_id=u.lowri.id, kind="session", held_on=date(2026, 4, 20), by_id=u.isla.id,
                                 capacity="line manager", logged_on=date(2026, 4, 21), entered_by="Fergus",
                                 entered_at=now()))  # fmt: skip
    return {"before": before}


def test_every_session_and_observation_is_listed_with_how_it_counts_and_the_rule_where_it_does_not(unit, isla):
    full(unit)
    page = isla.get(f"/people/{unit.lowri.id}/year").text
    assert table(page) == [
        "Session 20 April 2026 Isla Mbeki Complete Counts as a session",
        "Session 12 May 2026 Isla Mbeki Complete Counts as a session",
        "Observation 12 June 2026 Isla Mbeki Signed Discussed on 20 June 2026",
        "Session 20 June 2026 After the observation of 12 June 2026 by Isla Mbeki Isla Mbeki Complete Counts as a"
        " session after an observation",
        "Observation 12 July 2026 Gwenllian Whittingham Signed Discussed on 20 July 2026",
        "Session 20 July 2026 After the observation of 12 July 2026 by Gwenllian Whittingham Gwenllian Whittingham"
        " Complete Counts as a session after an observation",
        "Observation 12 September 2026 Arwen Bramwell Signed Discussed on 20 September 2026",
        "Session 20 September 2026 After the observation of 12 September 2026 by Arwen Bramwell Arwen Bramwell Complete"
        " Does not count One observation and its session may be passed on in a year. This is a further one."
        " (Framework 6.3)",
        "Session 6 October 2026 Isla Mbeki Signed, not logged on SOP Will count as a session, once it is signed and"
        " logged",
        "Observation 10 November 2026 Isla Mbeki Signed Discussed on 17 November 2026",
        "Observation 16 November 2026 Isla Mbeki Signed To be discussed by 30 November 2026",
        "Session 17 November 2026 After the observation of 10 November 2026 by Isla Mbeki Isla Mbeki Record in draft"
        " Will count as a session after an observation, once it is signed and logged",
    ]  # fmt: skip
    assert table(page, 1) == [
        "Session 3 August 2026 Isla Mbeki Cancelled", "Session 5 August 2026 Isla Mbeki Missed",
        "Session 6 August 2026 Isla Mbeki Opened in error",
    ]  # fmt: skip
    assert "Ill" not in text_of(page)
    for words in (f"4 of 6{GAP}sessions", "2 of 2", "On course", "No session is booked."):
        assert words in page
    assert why(page) == ["Probation Officer, sentence management, 37 hours: 6 sessions a year, 2 of them after an"
                         " observation. Framework 6.3"]  # fmt: skip


def test_a_booked_session_shows_from_when_it_was_moved_and_by_whom_not_why(unit, isla, lowri, plan):
    _, record = plan(isla, unit.lowri)
    data = {"on": "26/11/2026", "at": "2pm", "minutes": "60", "place": "video", "reason": "Away. Still unwell."}
    assert isla.post(f"/sessions/{record.id}/move", data=data).status_code == 303
    for browser, address in ((isla, f"/people/{unit.lowri.id}/year"), (lowri, "/year")):
        page = browser.get(address).text
        assert table(page) == ["Session 26 November 2026, 2pm Moved from 24 November 2026 at 10am by Isla Mbeki Isla"
                               " Mbeki Booked Will count as a session"]  # fmt: skip
        assert "unwell" not in page
        assert "Booked: 26 November 2026, 2pm, with Isla Mbeki." in text_of(page)


def test_what_is_next_and_who_books_it_is_said_to_each_in_their_own_way(unit, isla, lowri, sign_in):
    mine = text_of(lowri.get("/year").text)
    assert "Your reflective practice year" in mine
    assert "The next session was expected by 31 May 2026." in mine
    assert "Isla Mbeki, your line manager (Framework 6.2). If none is booked by then, ask Isla Mbeki" in mine
    theirs = isla.get(f"/people/{unit.lowri.id}/year").text
    assert "You do, as the line manager (Framework 6.2)." in theirs
    assert f'href="/people/{unit.lowri.id}/plan"' in theirs
    manager = text_of(isla.get("/year").text)
    assert "Efua Featherstonehaugh-Cholmondeley, as head of the unit (Framework 6.4)." in manager
    assert "0 of 3 sessions" in manager


def away(u: make.SmallUnit) -> None:
    """Lowri was on maternity leave from February to 1 November (domain guide, scenario S4)."""
    make.absence(u.lowri, date(2026, 2, 1), date(2026, 11, 1), type="Maternity leave")


@pytest.mark.parametrize(
    ("viewer", "status", "sees_days"),
    [("lowri", 200, True), ("isla", 200, True), ("efua", 200, False), ("cosmo", 200, False), ("bronwen", 403, False),
     ("pius", 404, False), ("rhys", 404, False), ("gwenllian", 404, False), ("saoirse", 404, False),
     ("fergus", 403, False), ("nerys", 403, False)],
)  # fmt: skip
def test_only_the_line_sees_a_year_and_only_the_two_the_days_of_an_absence(unit, sign_in, viewer, status, sees_days):
    away(unit)
    held.session(unit.isla, unit.lowri, date(2026, 11, 10))
    answer = sign_in(getattr(unit, viewer)).get(f"/people/{unit.lowri.id}/year")
    assert answer.status_code == status
    if status != 200:
        return
    assert ("Away from 1 April 2026 to 1 November 2026" in text_of(answer.text)) is sees_days
    assert ("150 of the year’s 365 days count." in text_of(answer.text)) is sees_days
    assert "1 of 3 sessions" in text_of(answer.text)
    assert "Maternity" not in answer.text


def test_links_lead_only_where_the_viewer_may_open_the_record(unit, isla):
    signed = held.session(unit.isla, unit.lowri, MAY)
    watching = held.observation(unit.gwenllian, unit.lowri, JUNE, state="draft", turn="lead", lead_capacity="QDO")
    theirs = held.draft(unit.gwenllian, unit.lowri, JULY, lead_capacity="QDO")
    page = isla.get(f"/people/{unit.lowri.id}/year").text
    opened = {int(number) for number in re.findall(r'href="/records/(\d+)"', page)}
    assert opened == {signed.id}
    assert len(table(page)) == 2, "an observation in draft is the observer's"
    assert watching.id not in opened
    assert theirs.id not in opened


def test_last_year_and_a_planned_next_one_can_be_chosen(unit, isla):
    held.session(unit.isla, unit.lowri, date(2025, 6, 3))
    address = f"/people/{unit.lowri.id}/year"
    assert "Next year" not in isla.get(address).text
    held.booked(unit.isla, unit.lowri, date(2027, 4, 6))
    assert "Next year" in isla.get(address).text
    last = isla.get(f"{address}?year=2025").text
    assert "5 short" in last
    assert table(last) == ["Session 3 June 2025 Isla Mbeki Complete Counts as a session"]
    assert "Who books it" not in last
    assert table(isla.get(f"{address}?year=2027").text)[0].startswith("Session 6 April 2027, 10am")
    for nonsense in ("2020", "x", ""):
        assert f"1{GAP}April 2026 to" in isla.get(f"{address}?year={nonsense}").text


def test_after_a_change_of_manager_counts_stay_and_the_text_stays_with_the_two(unit, isla, lowri, sign_in):
    old = db.session.scalars(select(Posting).where(Posting.person_id == unit.lowri.id)).one()
    old.ends_on = date(2026, 9, 30)
    db.session.flush()
    make.posting(unit.lowri, line_manager_id=unit.rhys.id, starts_on=date(2026, 10, 1), team_id=old.team_id)
    held.session(unit.isla, unit.lowri, MAY)
    page = text_of(sign_in(unit.rhys).get(f"/people/{unit.lowri.id}/year").text)
    assert "In your team from 1 October 2026." in page
    assert "What was written you can read once Lowri Throckmorton lets you." in page
    assert "Session 12 May 2026 Isla Mbeki Complete Counts as a session" in page
    assert "unless you let Rhys Sidebottom read it" in text_of(lowri.get("/year").text)
    assert isla.get(f"/people/{unit.lowri.id}/year").status_code == 404


def test_a_year_that_asks_for_nothing_says_so(unit, sign_in):
    page = text_of(sign_in(unit.gwenllian).get("/year").text)
    assert "None asked for" in page
    assert "The standards ask nothing of this role and function. Framework 1.13 and 6.3" in page
    joined = make.member("Nadia New", "Probation Officer", unit.team, unit.isla, starts_on=date(2027, 5, 1))
    assert "Not in post in this year" in sign_in(joined).get("/year").text


def test_the_page_costs_as_many_questions_whatever_the_year_holds(unit, isla):
    address = f"/people/{unit.lowri.id}/year"
    few = count_queries(isla, address)
    full(unit)
    assert count_queries(isla, address) == few <= 8
    assert count_queries(isla, "/year") <= 8


def test_my_year_is_a_place_for_those_who_have_one(unit, sign_in):
    for who, has in ((unit.lowri, True), (unit.isla, True), (unit.gwenllian, False), (unit.fergus, False)):
        assert ('href="/year"' in sign_in(who).get("/").text) is has
