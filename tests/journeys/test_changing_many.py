"""Changing the roles of forty people in one sitting: chosen, looked at, changed, and taken back."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.assessors.models import RoleBatch, RoleDecision
from app.assessors.register import entries
from app.database import db
from app.people.models import LEGACY_OASYS_ROLE
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED
from app.web.clock import now
from tests import make
from tests.journeys.hands import Mouse


@pytest.fixture
def fergus(site) -> str:
    with site.database():
        u = make.unit()
        office = make.team("Court team", unit_id=u.unit.id)
        for number in range(38):
            who = make.member(f"Person {number:02}", "Probation Officer", office, u.isla)
            make.fact(who, LEGACY_OASYS_ROLE, text="Approved PSO, approved PQiP, NQO or unapproved PO")
        make.member("Seren Throckmorton", "PQiP Learner", office, u.isla)
        make.member("Rosalind Ap-Rhys", "Probation Officer", office, u.isla)
        return make.account_of(u.fergus).email


def roles(site) -> dict[str, int]:
    """How many people of the team have which role."""
    with site.database():
        admin = make.viewer(make.account("Root", role="admin"))
        found = [entry.standing.role for entry in entries(admin, now()) if entry.team == "Court team"]
        return {role: found.count(role) for role in (COUNTERSIGNED, NON_COUNTERSIGNED)}


@pytest.mark.parametrize("way", ["laptop", "without scripts"])
def test_forty_people_are_changed_and_the_change_is_taken_back(site, fergus, at, way):
    hands = Mouse(site.visitor(way), scripts=way == "laptop")
    page = hands.page
    hands.visitor.sign_in(fergus)
    hands.visitor.go("/assessors/")
    hands.press("Change many", "link")
    page.get_by_label("Team", exact=True).select_option("Court team")
    hands.press("Apply", "button")
    page.get_by_text("People: 40 of 40").wait_for()
    hands.press("Look at all 40", "button")
    page.get_by_text("40\N{NO-BREAK SPACE}people, to Non-countersigned").wait_for()
    totals = re.sub(r"\s+", " ", page.locator("dl.totals").inner_text())
    assert totals.startswith("will change 38 stay as they are 1 cannot change 1 ")
    expect(page.get_by_text("Cannot change: PQiP learner")).to_be_visible()
    assert not hands.visitor.overflows()
    assert roles(site) == {COUNTERSIGNED: 1, NON_COUNTERSIGNED: 39}
    page.get_by_label("Reason, kept with every change").fill("From the roles of 2022 to the two of 2025")
    page.get_by_label("Discussed with each person").check()
    hands.press("Change 38", "button")
    page.get_by_role("heading", name="Changed together").wait_for()
    assert page.locator("tbody tr").count() == 38
    at("2026-11-19 09:40")
    page.get_by_label("Reason").fill("The list was of another team")
    hands.press("Undo the change", "button")
    page.get_by_text("Undone for 38").wait_for()
    assert page.get_by_role("button", name="Undo the change").count() == 0
    with site.database():
        batch = db.session.scalars(select(RoleBatch)).one()
        assert db.session.scalar(select(func.count()).where(RoleDecision.batch_id == batch.id)) == 76
        found = entries(make.viewer(make.account("Other", role="admin")), now())
        assert sum(entry.is_legacy_to_review for entry in found) == 38
