"""A manager goes away: a colleague covers, sees the work at once and decides it, with a mouse or without scripts."""

from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.assessors.models import RoleDecision
from app.database import db
from app.people.models import CORE_CURRICULUM, PROBATION_PASSED, Cover
from tests import make
from tests.journeys.conftest import Site
from tests.journeys.visitor import Visitor


def arrange() -> dict[str, str]:
    """A new officer of Isla's whose countersigning could end; the e-mail addresses of Isla, Rhys and Fergus."""
    u = make.unit()
    barnaby = make.member("Barnaby Quince", "Probation Services Officer", u.team, u.isla, starts_on=date(2026, 9, 1))
    make.fact(barnaby, CORE_CURRICULUM, date(2026, 11, 1))
    make.fact(barnaby, PROBATION_PASSED, date(2026, 11, 18))
    return {name: make.account_of(getattr(u, name)).email for name in ("isla", "rhys", "fergus")}


def record_cover(visitor: Visitor) -> None:
    """From home to a cover by Rhys for all kinds of work until 27 November."""
    visitor.click("My team", "link")
    visitor.click("Cover", "link")
    visitor.click("Record cover for yourself", "link")
    visitor.choose("Rhys Sidebottom")
    visitor.write("Until", "27/11/2026")
    visitor.click("Record cover", "button")


@pytest.mark.parametrize("way", ["laptop", "without scripts", "phone"])
def test_a_colleague_covers_and_decides_and_both_are_named(site: Site, way: str):
    with site.database():
        emails = arrange()
    isla = site.visitor("laptop" if way == "phone" else way)
    isla.sign_in(emails["isla"])
    record_cover(isla)
    expect(isla.page.get_by_text("Rhys Sidebottom covers until 27 November 2026.")).to_be_visible()
    assert isla.clicks == 5
    rhys = site.visitor(way)
    page = rhys.sign_in(emails["rhys"])
    expect(page.get_by_text("You cover for Isla Mbeki until 27 November 2026.")).to_be_visible()
    expect(page.get_by_text("Barnaby Quince, for Isla Mbeki")).to_be_visible()
    assert not rhys.overflows()
    page.get_by_role("link", name="Decide", exact=False).last.click()
    rhys.click("Confirm the ending", "link")
    rhys.write("Reason", "Both are done")
    rhys.click("Continue", "button")
    rhys.click("Confirm the end of countersigning", "button")
    expect(page.get_by_text("decided by Rhys Sidebottom for Isla Mbeki")).to_be_visible()
    assert not rhys.overflows()
    with site.database():
        assert db.session.scalars(select(RoleDecision)).one().decided_by == "Rhys Sidebottom for Isla Mbeki"


def test_a_refused_cover_is_shown_soundly_and_keeps_what_was_typed(site: Site):
    with site.database():
        emails = arrange()
    isla = site.visitor()
    page = isla.sign_in(emails["isla"])
    record_cover(isla)
    isla.click("Record cover for yourself", "link")
    isla.choose("Cosmo Iqbal")
    isla.write("Until", "31/11/2026")
    isla.click("Record cover", "button")
    assert isla.violations() == []
    isla.write("Until", "30/11/2026")
    isla.click("Record cover", "button")
    expect(page.get_by_text("Rhys Sidebottom covers for Isla Mbeki from")).to_be_visible()
    expect(page.get_by_label("Cosmo Iqbal")).to_be_checked()
    expect(page.get_by_label("Until")).to_have_value("30/11/2026")
    assert isla.violations() == []
    page.set_viewport_size({"width": 375, "height": 812})
    assert not isla.overflows()
    with site.database():
        assert db.session.query(Cover).count() == 1


def test_an_administrator_puts_a_delegation_on_file_and_is_told_what_is_missing(site: Site):
    with site.database():
        emails = arrange()
    fergus = site.visitor()
    page = fergus.sign_in(emails["fergus"])
    fergus.click("Administration", "link")
    fergus.click("Delegations", "link")
    fergus.click("Cosmo Iqbal", "link")
    fergus.click("Put on file", "button")
    expect(page.get_by_role("alert")).to_contain_text("Choose what is delegated")
    assert fergus.violations() == []
    fergus.choose("Signs second on recall")
    fergus.write("Until", "31/3/2027")
    fergus.click("Put on file", "button")
    expect(page.get_by_text("The delegation to Cosmo Iqbal is on file.")).to_be_visible()
    assert fergus.violations() == []
    page.set_viewport_size({"width": 375, "height": 812})
    assert not fergus.overflows()
    fergus.click("End now", "button")
    expect(page.get_by_text("The delegation has ended.")).to_be_visible()
