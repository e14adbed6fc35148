"""A manager plans a team of ten for the year: three presses from home, with and without scripts, and by the keys."""

from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.database import db
from app.records.models import Record
from app.rps.year import years
from app.web.clock import now, today
from tests import make, papers
from tests.journeys.hands import Keys, Mouse

MOST_PRESSES = 25
GAP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def isla(site) -> str:
    """The manager of ten, with sessions held here and there; gives her e-mail address."""
    with site.database():
        u = make.unit()
        for number in range(8):
            who = make.member(f"Person {number} Featherstonehaugh-Cholmondeley", "Probation Officer", u.team, u.isla)
            for _ in range(number % 3):
                papers.session(u.isla, who, "locked")
        make.absence(u.lowri, today(), date(2026, 12, 11))
        return make.account_of(u.isla).email


def booked(site) -> tuple[int, int, int]:
    """How many sessions and observations are booked, and how many people are still short of what is asked."""
    with site.database():
        ahead = select(func.count()).where(Record.state == "draft", Record.planned_at > now())
        counts = [db.session.scalar(ahead.where(Record.kind == kind)) or 0 for kind in ("rps", "observation")]
        me = db.session.scalars(select(make.Person).where(make.Person.name == "Isla Mbeki")).one().id
        members = [each.standing for each in years.team(me, today(), now())]
        short = sum(each.complete + each.incomplete + each.booked < each.asked.sessions for each in members)
        return counts[0], counts[1], short


@pytest.mark.parametrize("way", ["laptop", "without scripts"])
def test_a_team_of_ten_is_planned_in_three_presses(site, isla, way):
    hands = Mouse(site.visitor(way), scripts=way == "laptop")
    page, words = hands.page, f"Plan 53{GAP}sessions and 20{GAP}observations"
    hands.visitor.sign_in(isla)
    if hands.scripts:
        hands.forget()
    hands.press("My team", "link")
    hands.press("Plan the year", "link")
    expect(page.get_by_role("group", name="Lowri Throckmorton", exact=True)).to_be_visible()
    hands.press(words, "button")
    page.get_by_text(f"Planned: 53{GAP}sessions and 20{GAP}observations.").wait_for()
    if hands.scripts:
        assert hands.presses == 3 < MOST_PRESSES
    assert booked(site) == (53, 20, 0)


def test_a_day_is_typed_over_and_a_row_left_out_by_the_keys_alone(site, isla):
    hands = Keys(site.visitor())
    page = hands.page
    hands.visitor.sign_in(isla)
    hands.visitor.go("/team/plan")
    first = page.locator(".plan-person").first
    tick, day = first.locator('[id^="tick-"]').nth(1), first.locator('[id^="on-"]').first
    hands.reach(day)
    page.keyboard.press("Control+A")
    page.keyboard.type("Sunday 29 November 2026")
    hands.reach(tick)
    page.keyboard.press("Space")
    button = page.locator("[data-plan-button]").first
    expect(button).to_contain_text("Plan 52")
    page.keyboard.press("Enter")  # in a form, Enter presses its first button
    expect(page.get_by_role("heading", name="Look at these before you plan")).to_be_visible()
    assert page.locator("[data-error-summary]").evaluate("box => box === document.activeElement")
    expect(first.get_by_text("This is a Sunday.")).to_be_visible()
    assert hands.visitor.violations() == []
    for width in (375, 640):
        page.set_viewport_size({"width": width, "height": 900})
        assert not hands.visitor.overflows()
    page.set_viewport_size({"width": 1280, "height": 900})
    assert booked(site)[0] == 0
    hands.reach(page.get_by_label("Plan these as they are"))
    page.keyboard.press("Space")
    hands.press("Plan 52", "button")
    page.get_by_text(f"Planned: 52{GAP}sessions").wait_for()
    assert booked(site)[::2] == (52, 1)
