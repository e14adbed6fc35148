"""An author's way from home to a signature, with and without scripts and by keys alone, and what happens on the way."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.countersigning.models import Item, Typed
from app.countersigning.queries import rounds_of
from app.database import db
from app.policy.countersigning import REQUESTED
from tests import make
from tests.countersigning import items
from tests.countersigning.items import at as london
from tests.journeys.conftest import Site
from tests.journeys.hands import Keys, Mouse

WORDS = "Called the family on Tuesday"
CHOSEN = {"purpose": "start of order", "rosh": "high", "forced": "no", "tiering": "yes"}


@pytest.fixture
def lowri(site: Site) -> str:
    """Lowri's address: a learner, whose assessments are countersigned by Isla."""
    with site.database():
        u = make.unit()
        items.countersigned_author(u.lowri)
        return make.account_of(u.lowri).email


def fill(hands: Mouse, **chosen: str) -> None:
    """Every answer an assessment needs, and one box of the cover note."""
    hands.write("reference", "4471902")
    for key, value in {**CHOSEN, **chosen}.items():
        hands.answer(key, value)
    hands.write("situation", WORDS)


def stored(site: Site, key: str) -> str:
    """What the service holds of an answer of the only item."""
    with site.database():
        return db.session.scalar(select(Typed.text).where(Typed.key == key).order_by(Typed.id.desc())) or ""


@pytest.mark.parametrize("way", ["laptop", "without scripts", "phone", "keys"])
def test_from_home_to_signed(site: Site, lowri: str, way: str):
    visitor = site.visitor("laptop" if way == "keys" else way)
    visitor.sign_in(lowri)
    hands = Keys(visitor) if way == "keys" else Mouse(visitor, scripts=way != "without scripts")
    if way == "phone":
        visitor.page.get_by_text("Menu").click()
    visitor.page.get_by_role("link", name="Countersigning").last.click()
    hands.press("Send an assessment for countersigning", "link")
    expect(visitor.page.get_by_role("heading", name="A countersignature is needed")).to_be_visible()
    hands.write("case_reference", "X264410")
    hands.press("Start the draft", "button")
    visitor.page.wait_for_url(re.compile("/draft$"))
    fill(hands)
    hands.wait_until_saved()
    hands.press("Continue to check and sign", "button")
    visitor.page.wait_for_url(re.compile("/check$"))
    expect(visitor.page.locator("main")).to_contain_text(WORDS)
    hands.press("Sign and send to Isla Mbeki", "button")
    expect(visitor.page.locator(".banner")).to_contain_text("Isla Mbeki is asked to countersign it by 26")
    with site.database():
        item = db.session.scalars(select(Item)).one()
        assert (item.state, len(rounds_of(item.id))) == (REQUESTED, 1)


def test_what_is_typed_saves_itself_and_the_page_says_what_oasys_asking_changes(site: Site):
    with site.database():
        u = make.unit()
        email, item = make.account_of(u.lowri).email, items.started(u.lowri, forced="")
        path = f"/countersigning/{item.id}/draft"
    visitor = site.visitor()
    visitor.sign_in(email)
    hands, page = Mouse(visitor), visitor.go(path)
    expect(page.locator("#needed")).to_contain_text("No countersignature is needed")
    hands.write("comment", WORDS)
    hands.wait_until_saved()
    assert stored(site, "comment") == WORDS
    hands.answer("forced", "yes")
    expect(page.locator("#needed")).to_contain_text("OASys itself asks for a countersignature")
    hands.answer("forced", "no")
    expect(page.locator("#needed")).to_contain_text("No countersignature is needed")
    expect(hands.field("comment")).to_have_value(WORDS)
    page.wait_for_selector('.foot-bar[data-state="saved"]')


def test_two_windows_never_overwrite_each_other(site: Site, lowri: str):
    with site.database():
        author = db.session.scalars(select(make.Person).where(make.Person.name == "Lowri Throckmorton")).one()
        path = f"/countersigning/{items.started(author).id}/draft"
    visitor = site.visitor()
    visitor.sign_in(lowri)
    visitor.go(path)
    second = visitor.tab()
    second.goto(visitor.address + path)
    hands = Mouse(visitor)
    hands.write("comment", "From the first")
    hands.wait_until_saved()
    second.locator("#a-comment").fill("From the second")
    second.locator("#a-comment").blur()
    box = second.locator("#draft-box")
    expect(box).to_contain_text("you changed this answer in another window")
    assert stored(site, "comment") == "From the first"
    box.get_by_role("button", name="Keep both").click()
    second.wait_for_selector('.foot-bar[data-state="saved"]')
    assert stored(site, "comment") == "From the second\n\nFrom the first"


def test_a_point_sent_back_is_answered_by_keys_alone(site: Site, lowri: str):
    with site.database():
        author = db.session.scalars(select(make.Person).where(make.Person.name == "Lowri Throckmorton")).one()
        manager = db.session.scalars(select(make.Person).where(make.Person.name == "Isla Mbeki")).one()
        item = items.requested(author)
        items.decide(item, manager, london("2026-11-18 11:20"), items.BACK)
        path = f"/countersigning/{item.id}"
    visitor = site.visitor()
    visitor.sign_in(lowri)
    hands, page = Keys(visitor), visitor.go(path)
    expect(page).to_have_url(re.compile("/draft$"))
    hands.write("answer_1", WORDS)
    hands.reach(page.get_by_label("Risk management plan: victim safety"))
    page.keyboard.press("Space")
    hands.wait_until_saved()
    assert not visitor.violations()
    hands.press("Continue to check and sign", "button")
    hands.press("Sign and send to Isla Mbeki", "button")
    expect(page.locator("main")).to_contain_text(WORDS)


def test_what_is_refused_is_said_soundly(site: Site, lowri: str):
    visitor = site.visitor()
    visitor.sign_in(lowri)
    page = visitor.go("/countersigning/new/oasys")
    page.get_by_label("Case reference").fill("John Smith")
    page.get_by_role("button", name="Start the draft").click()
    summary = page.locator("[data-error-summary]")
    for_case = "Enter a case reference, such as X264410"
    expect(summary).to_contain_text(for_case)
    expect(page.get_by_label("Case reference")).to_have_value("John Smith")
    assert not visitor.violations()
    page.get_by_label("Case reference").fill("weird-9")
    page.get_by_role("button", name="Start the draft").click()
    page.get_by_role("button", name="Continue to check and sign").click()
    expect(summary).to_contain_text("Enter the OASys reference")
    assert page.title().startswith("Error: ")
    assert summary.evaluate("element => element === document.activeElement")
    assert not visitor.violations()
    summary.get_by_role("link", name="Enter the OASys reference").click()
    expect(page.locator("#a-reference")).to_be_in_viewport()
    page.set_viewport_size({"width": 375, "height": 800})
    assert not visitor.overflows()
