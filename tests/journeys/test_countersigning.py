"""Countersigning from home: with few presses, with the keys alone, without scripts, and on a small window."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.countersigning.models import Decision, Item
from app.database import db
from app.people.models import Person
from tests import make
from tests.countersigning import items
from tests.countersigning.desk import covers, waiting
from tests.countersigning.items import at as moment
from tests.journeys.conftest import Site
from tests.journeys.hands import Keys, Mouse
from tests.journeys.test_main_job import WATCH

MOST_TO_COUNTERSIGN, MOST_TO_SEND_BACK = 3, 5
STRENGTH = "The victim safety pillar now names a person, a number and a day"
CHANGE = "“Increase contact” needs a trigger and an owner"


@dataclass
class Arranged:
    """Addresses to sign in with, and the item of a second round."""

    isla: str
    lowri: str
    item_id: int


def arrange(site: Site) -> Arranged:
    """Lowri signed again what Isla sent back."""
    with site.database():
        u = make.unit()
        items.countersigned_author(u.lowri)
        item = waiting(u.lowri, signed="2026-11-02 09:07")
        items.decide(item, u.isla, moment("2026-11-05 11:20"), {**items.BACK, "mark_contingency": "partly"})
        items.sign(item, u.lowri, moment("2026-11-10 16:51"), answer_1="Written with the officer",
                   changed="rmp_victims\ncontingency")  # fmt: skip
        return Arranged(make.account_of(u.isla).email, make.account_of(u.lowri).email, item.id)


def open_from_home(hands: Mouse, email: str) -> None:
    """Sign in, and open what waits from the first page."""
    hands.visitor.sign_in(email)
    hands.forget()
    hands.press("Countersign an assessment, X220914", "link")
    hands.page.get_by_role("heading", name="Countersign an assessment, X220914").wait_for()


def countersign(hands: Mouse) -> None:
    """Every heading is met."""
    hands.answer("verdict", "all met")
    hands.press("Countersign", "button")
    hands.page.get_by_text("Countersigned: assessment").wait_for()


def send_back(hands: Mouse) -> None:
    """One point to work on, with what is good."""
    hands.answer("verdict", "send back")
    hands.write("strength", STRENGTH)
    hands.answer("section_1", "contingency")
    hands.answer("learning_1", "contingency")
    hands.write("change_1", CHANGE)
    hands.press("Send back for rework", "button")
    hands.page.get_by_text("Sent back for rework: assessment").wait_for()


def decided(site: Site, item_id: int) -> list[str]:
    """What was decided on the item, in order."""
    with site.database():
        found = db.session.query(Decision).filter_by(item_id=item_id).order_by(Decision.id)
        return [each.verdict for each in found]


def test_countersigning_takes_three_presses_and_leads_to_the_next(site, at):
    given, isla = arrange(site), Mouse(site.visitor())
    open_from_home(isla, given.isla)
    countersign(isla)
    print(f"presses to countersign: {isla.presses}")
    assert isla.presses <= MOST_TO_COUNTERSIGN
    assert decided(site, given.item_id) == ["sent back", "countersigned"]
    assert isla.page.get_by_text("Nothing waits for your decision").count() == 1


def test_sending_back_takes_five_presses_and_the_author_reads_the_point(site, at):
    given, isla, lowri = arrange(site), Mouse(site.visitor()), Mouse(site.visitor())
    open_from_home(isla, given.isla)
    for words in ("Sent back by you, 5\N{NO-BREAK SPACE}November 2026", "Written with the officer", "Round 1: partly"):
        isla.page.get_by_text(words).first.wait_for()
    send_back(isla)
    print(f"presses to send back: {isla.presses}")
    assert isla.presses <= MOST_TO_SEND_BACK
    assert decided(site, given.item_id) == ["sent back", "sent back"]
    lowri.visitor.sign_in(given.lowri)
    lowri.press("Rework what was sent back", "link")
    for words in (STRENGTH, CHANGE, "Contingency: triggers and owners"):
        lowri.page.get_by_text(words).first.wait_for()


@pytest.mark.parametrize("act", [countersign, send_back])
def test_the_same_with_the_keys_alone(act, site, at):
    given, isla = arrange(site), Keys(site.visitor())
    open_from_home(isla, given.isla)
    act(isla)
    assert len(decided(site, given.item_id)) == 2


@pytest.mark.parametrize("act", [countersign, send_back])
def test_the_same_without_scripts(act, site, at):
    given, isla = arrange(site), Mouse(site.visitor("without scripts"), scripts=False)
    isla.visitor.sign_in(given.isla)
    isla.press("Countersign an assessment, X220914", "link")
    act(isla)
    assert len(decided(site, given.item_id)) == 2


@pytest.mark.parametrize("way", ["zoomed to 200%", "phone"])
@pytest.mark.parametrize("act", [countersign, send_back])
def test_the_same_on_a_small_window_never_scrolls_sideways(act, way, site, at):
    given, isla, wide = arrange(site), Mouse(site.visitor(way)), []
    isla.page.on("domcontentloaded", lambda page: page.evaluate(WATCH))
    isla.page.expose_function("tooWide", lambda path: wide.append(path))
    open_from_home(isla, given.isla)
    act(isla)
    assert len(decided(site, given.item_id)) == 2
    assert wide == []


def test_only_what_belongs_to_the_answer_chosen_is_shown_without_any_script(site, at):
    given, isla = arrange(site), Mouse(site.visitor("without scripts"), scripts=False)
    isla.visitor.sign_in(given.isla)
    page = isla.visitor.go(f"/countersigning/{given.item_id}/decide")
    strength, reason = page.get_by_label("A strength to keep"), page.get_by_label("Why you countersign with")
    assert (strength.is_visible(), reason.is_visible()) == (False, False)
    assert page.get_by_role("button", name="Sign your decision").is_visible()
    isla.answer("verdict", "send back")
    assert (strength.is_visible(), reason.is_visible()) == (True, False)
    assert page.get_by_role("button", name="Send back for rework").is_visible()
    isla.answer("verdict", "as marked")
    assert (strength.is_visible(), reason.is_visible()) == (False, True)
    assert page.get_by_text("I endorse this assessment").is_visible()
    assert page.get_by_role("button", name="Sign your decision").is_hidden()


def test_what_is_typed_saves_itself_and_waits_for_whoever_comes_back(site, at):
    given, isla = arrange(site), Mouse(site.visitor())
    open_from_home(isla, given.isla)
    isla.answer("verdict", "send back")
    isla.answer("mark_contingency", "not met")
    isla.write("strength", STRENGTH)
    isla.wait_until_saved()
    assert "Saved 9:32am" in isla.page.locator(".foot-bar__state").inner_text()
    isla.press("Come back later", "button")
    isla.page.get_by_text("You can come back to it later").wait_for()
    isla.press("Take next", "link")
    assert isla.field("strength").input_value() == STRENGTH
    assert isla.page.locator('[name="a-mark_contingency"]:checked').get_attribute("value") == "not met"
    assert decided(site, given.item_id) == ["sent back"]


@pytest.mark.parametrize("verdict", ["all met", "as marked", "send back", "nothing"])
@pytest.mark.parametrize("way", ["laptop", "phone"])
def test_every_state_of_the_page_is_sound(way, verdict, site, at):
    given, isla = arrange(site), Mouse(site.visitor(way))
    open_from_home(isla, given.isla)
    if verdict != "nothing":
        isla.answer("verdict", verdict)
    if verdict == "send back":
        isla.page.get_by_text("Add another point (up to 3)").click()
    assert isla.visitor.violations() == []
    if verdict != "all met":
        name = {"as marked": "Countersign", "send back": "Send back for rework"}.get(verdict, "Sign your decision")
        isla.press(name, "button")
        isla.page.get_by_text("There is a problem").wait_for()
        assert isla.visitor.violations() == []
        assert not isla.visitor.overflows()


def test_several_at_once_from_the_list_to_signed(site, at):
    given, isla = arrange(site), Mouse(site.visitor())
    with site.database():
        lowri = db.session.scalar(select(Person).where(Person.name == "Lowri Throckmorton"))
        others = [waiting(lowri, "parole", case=f"X50000{number}").id for number in range(2)]
    isla.visitor.sign_in(given.isla)
    isla.press("Countersigning", "link")
    isla.forget()
    for number in others:
        isla.page.locator(f"#item-{number}").check()
    isla.press("Read the ticked ones", "button")
    isla.page.get_by_text("All parole reports are countersigned").first.wait_for()
    assert isla.visitor.violations() == []
    isla.press("Countersign 2", "button")
    isla.page.get_by_text("Countersigned: parole report, X500000; parole report, X500001.").wait_for()
    assert isla.presses == 4
    assert [decided(site, number) for number in others] == [["countersigned"]] * 2


def test_a_decision_by_somebody_else_never_takes_away_what_is_being_typed(site, at):
    given, rhys = arrange(site), Mouse(site.visitor())
    with site.database():
        people = {name: db.session.scalar(select(Person).where(Person.name == name))
                  for name in ("Isla Mbeki", "Rhys Sidebottom")}  # fmt: skip
        covers(people["Isla Mbeki"], people["Rhys Sidebottom"])
        email = make.account_of(people["Rhys Sidebottom"]).email
    open_from_home(rhys, email)
    rhys.page.get_by_text("You sign for Isla Mbeki.").wait_for()
    rhys.answer("verdict", "send back")
    rhys.wait_until_saved()
    with site.database():
        items.decide(db.session.get(Item, given.item_id), people["Isla Mbeki"], moment("2026-11-19 09:31"))
    rhys.write("strength", STRENGTH)
    rhys.page.evaluate("document.activeElement.blur()")
    rhys.page.get_by_role("heading", name="This no longer waits for your decision").wait_for()
    assert rhys.visitor.violations() == []
    assert rhys.field("strength").input_value() == STRENGTH
    rhys.press("Open the record", "link")
    rhys.page.get_by_text("Countersigned by Isla Mbeki").wait_for()
