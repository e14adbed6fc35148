"""With a work account in the browser: writing while the sign-in ends, and signing; and setting up a second factor."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from app.auth import actions
from app.auth.models import OneTimeLink, UserSession
from app.auth.work_account import identities
from app.database import db
from app.history.actions import SERVICE
from app.records.models import Answer, Record, Signature
from tests import make, papers
from tests.auth import work_accounts
from tests.auth.work_accounts import really_now
from tests.journeys.conftest import Site
from tests.journeys.visitor import Visitor

SUBJECT = "lowri-0001"
SIGN_IN = "Sign in with your work account"


@pytest.fixture
def at_work(site: Site, at) -> Iterator[int]:
    """A draft of Lowri's part in a session, and her work account at a provider of another site; the record's id."""
    before = dict(site.app.config)
    at(really_now())
    with work_accounts.own_provider("localhost") as address:
        site.app.config.update(work_accounts.settings(address))
        site.app.extensions.pop("identity_provider", None)
        with site.database():
            u = make.unit()
            record = papers.session(u.isla, u.lowri)
            waiting = papers.session(u.isla, u.lowri, "sent")
            lowri = make.account_of(u.lowri)
            lowri.password_hash = None
            identities.link(lowri, address, SUBJECT, SERVICE, really_now())
            ids = record.id, waiting.id
        yield ids
    site.app.config.clear()
    site.app.config.update(before)


def is_me(page: Page) -> None:
    """Say who one is, at the provider."""
    page.get_by_label("Who are you?").fill(SUBJECT)
    page.get_by_role("button", name="Sign in").click()


def enter(visitor: Visitor, to: str) -> None:
    visitor.go(to)
    visitor.page.get_by_role("link", name=SIGN_IN).click()
    is_me(visitor.page)
    visitor.page.wait_for_url(re.compile(re.escape(to)))


def end_sign_ins(site: Site) -> None:
    with site.database():
        db.session.execute(update(UserSession).values(ended_at=really_now(), ended_why="idle"))


def age_proofs(site: Site) -> None:
    with site.database():
        db.session.execute(update(UserSession).values(proved_at=really_now() - timedelta(minutes=16)))


def stored(site: Site, record_id: int) -> str:
    with site.database():
        where = (Answer.record_id == record_id, Answer.key == "kolb_2", Answer.part == "subject")
        return db.session.scalar(select(Answer.text).where(*where)) or ""


def signatures(site: Site, record_id: int) -> int:
    with site.database():
        return db.session.query(Signature).filter_by(record_id=record_id).count()


def elsewhere(visitor: Visitor, name: str) -> Page:
    """The new tab that a link opens."""
    with visitor.context.expect_page() as opened:
        visitor.page.get_by_role("link", name=name).click()
    return opened.value


def test_a_draft_outlives_its_sign_in_and_is_signed_with_a_new_proof(site, at_work, at):
    draft, waiting = at_work
    lowri = site.visitor()
    lowri.go("/sign-in")
    assert lowri.violations() == []
    lowri.picture("work-account", "sign-in")
    enter(lowri, f"/records/{draft}/draft")
    page = lowri.page
    end_sign_ins(site)
    page.locator("#a-kolb_2").fill("Half a sentence and its other half")
    page.evaluate("document.activeElement.blur()")
    expect(page.locator(".foot-bar__state")).to_have_text(re.compile("you were signed out"))
    expect(page.locator(".box")).to_contain_text("Your last answer is on this page and not yet saved.")
    assert lowri.violations() == []
    lowri.picture("work-account", "signed-out")
    at(really_now())
    other = elsewhere(lowri, "Sign in (opens in a new tab)")  # the provider still knows who it is
    other.get_by_role("heading", name="Go back to the other tab").wait_for()
    expect(page.locator(".foot-bar__state")).to_have_text(re.compile("^Saved"))
    expect(page.locator(".box")).to_have_count(0)
    assert stored(site, draft) == "Half a sentence and its other half"
    other.close()

    page.goto(f"{site.address}/records/{waiting}")
    age_proofs(site)
    page.reload()
    page.get_by_label(re.compile("comment", re.IGNORECASE)).first.fill("My own words.")
    page.get_by_role("button", name=re.compile("^Sign as")).click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Prove who you are with your work account")
    assert lowri.violations() == []
    lowri.picture("work-account", "prove-again")
    at(really_now())
    other = elsewhere(lowri, "Sign in again with your work account")
    is_me(other)
    other.get_by_role("heading", name="Go back to the other tab").wait_for()
    before = signatures(site, waiting)
    page.get_by_role("button", name=re.compile("^Sign as")).click()
    page.get_by_text(re.compile("^You have signed")).wait_for()
    assert signatures(site, waiting) == before + 1
    page.get_by_text("My own words.").wait_for()


def test_without_scripts_too(site, at_work, at):
    draft, waiting = at_work
    lowri = site.visitor("without scripts")
    enter(lowri, f"/records/{draft}/draft")
    page = lowri.page
    page.locator("#a-kolb_2").fill("Kept without scripts")
    end_sign_ins(site)
    page.get_by_role("button", name="Come back later").click()
    page.get_by_text("What you wrote is kept").wait_for()
    page.get_by_role("button", name="Show what I wrote").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("You are not signed in yet")
    lowri.picture("work-account", "carried")
    at(really_now())
    elsewhere(lowri, "(opens in a new tab)").get_by_role("heading", name="Go back to the other tab").wait_for()
    page.get_by_role("button", name="Show what I wrote").click()
    page.get_by_role("button", name="Save my answers").click()
    page.wait_for_url(re.compile("/draft"))
    assert stored(site, draft) == "Kept without scripts"

    age_proofs(site)
    page.goto(f"{site.address}/records/{waiting}")
    at(really_now())
    other = elsewhere(lowri, "Sign in again with your work account")
    is_me(other)
    other.get_by_role("heading", name="Go back to the other tab").wait_for()
    assert signatures(site, waiting) == 0
    page.get_by_role("button", name=re.compile("^Sign as")).click()
    page.get_by_text(re.compile("^You have signed")).wait_for()
    assert signatures(site, waiting) == 1
    with site.database():
        assert db.session.get_one(Record, waiting).turn != "subject"


@pytest.mark.parametrize("way", ["phone"])
def test_an_administrator_sets_up_a_second_factor(site, way):
    with site.database():
        account = actions.create("sol@admins.example", "Sol Third", "admin", SERVICE, make.now())
        token = actions.make_link(account, SERVICE, make.now())
    sol = site.visitor(way)
    page = sol.go(f"/welcome/{token}")
    for label in ("New password", "New password again"):
        page.get_by_label(label, exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()
    page.get_by_role("img", name="A QR code of the key below").wait_for()
    assert sol.violations() == []
    assert not sol.overflows()
    sol.picture("second-factor", way, "set-up")
    key = (page.locator(".code-key").text_content() or "").replace(" ", "")
    page.get_by_label("Code", exact=True).fill(make.pyotp.TOTP(key).at(make.now()))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Keep these spare codes").wait_for()
    assert sol.violations() == []
    assert not sol.overflows()
    sol.picture("second-factor", way, "spare-codes")
    page.get_by_role("link", name="Continue").click()
    page.get_by_role("button", name="Sign out").first.click()
    page.get_by_label("E-mail address").fill("sol@admins.example")
    page.get_by_label("Password", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Enter your code").wait_for()
    assert sol.violations() == []
    sol.picture("second-factor", way, "code")
    with site.database():
        assert db.session.scalars(select(OneTimeLink.used_at)).one() is not None
