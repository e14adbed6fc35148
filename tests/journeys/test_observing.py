"""An observation of practice: from a person's page to acknowledged, and stopped where nobody was asked."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.database import db
from app.records.models import Record, Signature
from tests import make, papers
from tests.journeys.hands import Mouse
from tests.journeys.visitor import Visitor

EVIDENCE = "Named the purpose in the first minute and came back to it"


@pytest.fixture
def people(site) -> dict[str, str]:
    with site.database():
        u = make.unit()
        return {name: make.account_of(getattr(u, name)).email for name in ("isla", "lowri", "efua", "rhys")}


def start(visitor: Visitor, email: str, *, scripts: bool = True) -> Mouse:
    """The manager opens the form from the practitioner's page."""
    hands = Mouse(visitor, scripts=scripts)
    visitor.sign_in(email)
    hands.press("Lowri Throckmorton", "link")
    hands.press("Record an observation", "button")
    visitor.page.wait_for_url(re.compile("/draft$"))
    return hands


def fill(hands: Mouse) -> None:
    """Every answer the form needs."""
    page = hands.page
    hands.answer("informed", "yes")
    hands.write("started", "9am")
    hands.write("minutes", "45")
    activity = page.locator("#a-activity option").nth(1).get_attribute("value")
    hands.answer("activity", activity or "")
    first = page.locator('[data-question^="rating_"]').first.get_attribute("data-question") or ""
    hands.answer(first, "strength")
    page.locator(f"#a-{first.replace('rating', 'evidence')}").evaluate("field => field.closest('details').open = true")
    hands.write(first.replace("rating", "evidence"), EVIDENCE)
    hands.write("went_well", "The tone was warm.")
    hands.write("even_better", "One question at a time.")
    hands.write("agreed_action", "Try it at the next visit.")


@pytest.mark.parametrize("way", ["laptop", "without scripts"])
def test_an_observation_from_the_persons_page_to_acknowledged(site, people, at, way):
    hands = start(site.visitor(way), people["isla"], scripts=way == "laptop")
    fill(hands)
    hands.wait_until_saved()
    hands.press("Continue to check and sign", "button")
    hands.page.get_by_text(EVIDENCE).wait_for()
    hands.press("Sign and send to Lowri Throckmorton", "button")
    hands.page.get_by_text("Signed and sent").wait_for()
    lowri = Mouse(site.visitor(way))
    lowri.visitor.sign_in(people["lowri"])
    lowri.press("Read and acknowledge the observation", "link")
    lowri.page.get_by_text(EVIDENCE).wait_for()
    lowri.press("Sign as practitioner", "button")
    lowri.page.get_by_text("The record is now locked").wait_for()
    with site.database():
        record = db.session.scalars(select(Record)).one()
        assert record.state == "locked"
        signed = db.session.scalars(select(Signature).order_by(Signature.id)).all()
        assert [each.part for each in signed] == ["lead", "subject"]


def test_a_person_not_informed_stops_the_form_and_going_back_brings_it_all_again(site, people):
    hands = start(site.visitor(), people["isla"])
    hands.write("went_well", "Written before the question was asked.")
    hands.answer("informed", "no")
    hands.page.get_by_role("heading", name="This observation can’t go ahead").wait_for()
    assert hands.page.locator('[data-question^="rating_"]').count() == 0
    assert hands.page.get_by_role("button", name="Continue to check and sign").count() == 0
    assert hands.visitor.violations() == []
    hands.answer("informed", "yes")
    expect(hands.page.locator("#a-went_well")).to_have_value("Written before the question was asked.")


def test_a_rating_without_evidence_is_not_signed(site, people):
    hands = start(site.visitor(), people["isla"])
    fill(hands)
    key = (hands.page.locator('[data-question^="rating_"]').nth(1).get_attribute("data-question")) or ""
    hands.answer(key, "develop")
    hands.wait_until_saved()
    hands.press("Continue to check and sign", "button")
    hands.page.get_by_text("Before it can be sent").wait_for()
    assert hands.page.get_by_role("button", name="Sign and send").count() == 0
    hands.page.get_by_role("link", name=re.compile("say what you saw")).click()
    expect(hands.page.locator(f"#a-{key.replace('rating', 'evidence')}")).to_be_visible()


def test_a_draft_of_an_observation_is_the_observers_alone(site, people):
    with site.database():
        u_isla, u_lowri = (
            db.session.scalars(select(make.Person).where(make.Person.email == people[name])).one()
            for name in ("isla", "lowri")
        )
        record = papers.observation(u_isla, u_lowri)
        path = f"/records/{record.id}"
    for name in ("lowri", "rhys"):
        visitor = site.visitor()
        visitor.sign_in(people[name])
        visitor.go(f"{path}/draft")
        assert papers.REFLECTION not in visitor.page.content()
