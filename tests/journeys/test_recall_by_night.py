"""Scenario S10 at the browser: an emergency recall from home to sent, over midnight and the clock change."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Request, expect

from app.countersigning.models import Item, Recall
from app.database import db
from app.language import GAP
from app.policy.countersigning import SENT
from tests import make
from tests.countersigning import items, nights
from tests.countersigning.items import at as instant
from tests.journeys.conftest import Site
from tests.journeys.hands import Mouse

ANSWERS = {
    "recall_type": "standard", "conditions": "Good behaviour", "what_led": "Arrested on Friday", "rosh": "high",
    "victims": "The liaison officer was told", "custody": "police",
}  # fmt: skip


class Night:
    """The office of S10 through one night: whoever comes, comes to a browser of their own, signed in afresh."""

    def __init__(self, site: Site, clock, way: str) -> None:
        self.site, self.clock, self.way = site, clock, way
        with site.database():
            people = nights.office()
            self.mails = {name: make.account_of(getattr(people, name)).email for name in ("dunnock", "teal", "vole")}

    def comes(self, name: str, when: str) -> Mouse:
        """Somebody signs in at this moment."""
        self.clock(instant(when))
        visitor = self.site.visitor(self.way)
        visitor.sign_in(self.mails[name])
        return Mouse(visitor, scripts=self.way != "without scripts")


def first_row(hands: Mouse) -> str:
    """What stands on top of For you."""
    text = hands.page.locator(".work-row--recall").first.inner_text()
    return " ".join(text.replace(GAP, " ").split())


def sound(hands: Mouse) -> None:
    """Nothing is wrong with the page for anybody. What looks at it is a script itself."""
    if hands.scripts:
        assert hands.visitor.violations() == []
        assert not hands.visitor.overflows()


def says(hands: Mouse, words: str) -> None:
    """The page says so."""
    said = " ".join(hands.page.locator("main").inner_text().replace(GAP, " ").split())
    assert words in said, said


def considers(night: Night) -> None:
    """Dunnock starts the recall and turns to Teal, who has the duty."""
    hands = night.comes("dunnock", "2026-10-24T23:50+01:00")
    hands.visitor.go("/countersigning/mine")
    hands.press("Start a recall", "link")
    hands.write("case_reference", "X264410")
    hands.write("licence_from", "1/9/2026")
    hands.page.get_by_label("Yes: 2 hours").check()
    hands.page.get_by_label("Who decides").select_option(label="Barnabas Teal, Senior Probation Officer, Duty")
    sound(hands)
    hands.press("Start the recall", "button")
    says(hands, "Barnabas Teal is told. The limit is 1:50am BST, Sunday 25 October 2026: 2 hours left.")


def agrees(night: Night) -> None:
    """Teal agrees at once, from the top of the list."""
    hands = night.comes("teal", "2026-10-24T23:50+01:00")
    assert first_row(hands).startswith("120 minutes left until 1:50am BST tomorrow Decide on the recall, X264410")
    hands.page.locator(".work-row--recall").get_by_role("link", name="Decide").last.click()
    hands.page.get_by_label("Recall", exact=True).check()
    hands.page.get_by_label("Warnings").check()
    hands.write("rationale", nights.RATIONALE_TEXT)
    hands.page.get_by_role("group", name="Is the decision sensitive?").get_by_label("No").check()
    sound(hands)
    hands.press("Sign my decision", "button")
    says(hands, "Recorded: recall. Hermia Dunnock is told")


def writes(night: Night) -> None:
    """Dunnock writes the report after midnight and signs it."""
    hands = night.comes("dunnock", "2026-10-25T00:20+01:00")
    assert first_row(hands).startswith("90 minutes left until 1:50am BST today Finish the recall report")
    hands.page.locator(".work-row--recall").get_by_role("link", name="Finish").last.click()
    for key, value in ANSWERS.items():
        if key in ("recall_type", "rosh", "custody"):
            hands.page.locator(f'[name="a-{key}"][value="{value}"]').check()
        else:
            hands.write(key, value)
    hands.wait_until_saved()
    hands.press("Continue", "button")
    hands.page.wait_for_url(re.compile("/check$"))
    says(hands, "1 hour 30 minutes left")
    hands.page.get_by_role("button", name=re.compile("^Sign ")).last.click()
    hands.page.wait_for_url(lambda url: "/check" not in url)


def signs(night: Night, name: str, when: str, left: str) -> Mouse:
    """A manager signs, from the top of the list."""
    hands = night.comes(name, when)
    assert first_row(hands).startswith(f"{left} minutes left until 1:50am BST today Sign the recall report")
    hands.page.locator(".work-row--recall").get_by_role("link", name="Sign").last.click()
    hands.page.locator('[name="a-verdict"][value="all met"]').check()
    hands.write("reason", "The report is complete, and the risk can’t be managed in the community.")
    sound(hands)
    hands.page.locator("button[value=sign]:visible").first.click()
    expect(hands.page.get_by_text("Countersigned: recall report")).to_be_visible()
    return hands


def is_kept_from_signing_twice(hands: Mouse) -> None:
    """Teal finds nothing more to sign, and posting the form again is refused with the rule."""
    hands.visitor.go("/countersigning/1/decide")
    expect(hands.page.locator("form#draft")).to_have_count(0)
    says(hands, "Waiting for the PDU head, or a deputy with delegated authority.")


def sends(night: Night, when: str) -> Mouse:
    """Dunnock records that the report went just now."""
    hands = night.comes("dunnock", when)
    assert "Send the recall report" in first_row(hands)
    hands.page.locator(".work-row--recall").get_by_role("link", name="Send").last.click()
    sound(hands)
    hands.press("Record that it was sent", "button")
    return hands


def stored() -> tuple[str, datetime | None]:
    """The state of the recall, and when it was sent."""
    return db.session.query(Item.state, Recall.sent_at).join(Recall, Recall.item_id == Item.id).one()


@pytest.mark.parametrize("way", ["laptop", "phone", "without scripts"])
def test_s10_from_home_to_sent_with_twenty_minutes_left(site: Site, at, way: str):
    night = Night(site, at, way)
    considers(night)
    agrees(night)
    writes(night)
    is_kept_from_signing_twice(signs(night, "teal", "2026-10-25T00:35+01:00", "75"))
    signs(night, "vole", "2026-10-25T01:05+01:00", "45")
    hands = sends(night, "2026-10-25T01:30+01:00")
    says(hands, "Recorded: sent 1:30am BST, Sunday 25 October 2026, 20 minutes left.")
    says(hands, "Review the risk management plan by Friday 6 November 2026 (National Standards 10.2).")
    says(hands, "Met with 20 minutes left")
    sound(hands)
    with site.database():
        assert tuple(stored()) == (SENT, instant("2026-10-25T01:30+01:00"))


def test_s10_sent_in_the_second_half_past_one_is_half_an_hour_late(site: Site, at):
    night = Night(site, at, "laptop")
    considers(night)
    agrees(night)
    writes(night)
    signs(night, "teal", "2026-10-25T00:35+01:00", "75")
    signs(night, "vole", "2026-10-25T01:05+01:00", "45")
    hands = night.comes("dunnock", "2026-10-25T01:20+00:00")
    assert first_row(hands).startswith("30 minutes late limit was 1:50am BST today Send the recall report")
    hands.page.locator(".work-row--recall").get_by_role("link", name="Send").last.click()
    expect(hands.page.get_by_label("Greenwich Mean Time")).to_be_checked()
    hands.page.get_by_label("Time", exact=True).fill("1:20am")
    hands.press("Record that it was sent", "button")
    says(hands, "Recorded: sent 1:20am GMT, Sunday 25 October 2026, 30 minutes late.")
    says(hands, "Met 30 minutes late")


def test_a_clock_runs_down_on_the_page_without_being_asked(site: Site, at):
    with site.database():
        u = make.unit()
        nights.consider(u.lowri, items.at("2026-11-19 07:50"))
        email = make.account_of(u.isla).email
    visitor = site.visitor()
    asked = list[Request]()
    visitor.page.on("request", lambda request: asked.append(request))
    visitor.page.clock.install()
    visitor.sign_in(email)
    figure, spoken = visitor.page.locator(".work-row__figure"), visitor.page.locator("#clock_spoken")
    expect(figure).to_have_text("18")
    expect(spoken).to_have_text(re.compile("30 minutes or less left"))
    at("2026-11-19 09:40")
    visitor.page.clock.fast_forward(61_000)
    expect(figure).to_have_text("10")
    expect(spoken).to_have_text(re.compile("15 minutes or less left"))
    at("2026-11-19 09:51")
    visitor.page.clock.fast_forward(61_000)
    expect(visitor.page.locator(".work-row--recall")).to_contain_text(re.compile(r"1\s+minute late"))
    expect(spoken).to_have_text(re.compile("the limit has passed"))
    for request in asked:
        request.response()  # nothing may still be asked when the next test makes the database new
