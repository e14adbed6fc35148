"""Deadline evening: choose the evidence, look at two passages with the keys alone, make the pack and download it."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.database import db
from app.evidence import building
from app.evidence.models import PackFile, PassageDecision
from tests import make, papers
from tests.journeys.conftest import Site
from tests.journeys.hands import Keys

REASON = "The number of the hostel’s front desk"


def lowris(site: Site) -> str:
    """Two signed sessions of Lowri's with a number each; gives her e-mail address."""
    with site.database():
        u = make.unit()
        for number in ("07700 900142", "07700 900990"):
            papers.session(u.isla, u.lowri, "locked", strengths=f"Rang the hostel on {number} first")
        return make.account_of(u.lowri).email


def stored(site: Site) -> set[tuple[str, str]]:
    with site.database():
        return {(one.verdict, one.reason) for one in db.session.scalars(select(PassageDecision))}


@pytest.mark.parametrize("way", ["laptop", "without scripts"])
def test_a_pack_is_chosen_checked_and_downloaded_by_keyboard(site: Site, way: str):
    visitor = site.visitor(way)
    page = visitor.sign_in(lowris(site))
    keys = Keys(visitor, scripts=way == "laptop")
    visitor.go("/evidence")
    keys.press("Choose the evidence", "link")
    keys.write("statement", "A year of hostel work.")
    keys.press("Save and continue to check", "button")
    rows = {number: page.get_by_role("group", name=re.compile(number)) for number in ("900142", "900990")}
    keys.reach(rows["900142"].get_by_label("Mask"))
    page.keyboard.press("Space")
    keys.reach(rows["900990"].get_by_label("Mask"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    keys.reach(rows["900990"].get_by_label("Why this can stay"))
    page.keyboard.type(REASON)
    if keys.scripts:
        page.keyboard.press("Tab")
        expect(page.get_by_role("status").filter(has_text="Saved 9:32am")).to_be_visible()
    keys.press("Save and continue to download", "button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Download your evidence pack")
    assert stored(site) == {("mask", ""), ("keep", REASON)}
    keys.press("Make the pack", "button")
    expect(page.get_by_text("It is next to be made")).to_be_visible()
    make_it(site)
    if not keys.scripts:
        page.reload()
    expect(page.get_by_text("It is ready")).to_be_visible()
    with page.expect_download() as waiting:
        keys.press("Download", "link")
    assert waiting.value.suggested_filename.startswith("Lowri-Throckmorton-evidence-2026-09-01")
    if keys.scripts:
        assert visitor.violations() == []


def make_it(site: Site) -> Any:
    """Do what the worker would."""
    with site.database():
        file = db.session.scalars(select(PackFile).where(PackFile.chosen != "")).one()
        building.build(file.id)
