"""The second observation passed on without scripts: found, asked for, seen by the one asked, and taken back."""

import re

from playwright.sync_api import expect

from tests import make
from tests.journeys.conftest import Site


def test_a_manager_asks_an_officer_who_finds_it_and_is_told_when_it_is_taken_back(site: Site):
    with site.database():
        u = make.unit()
        emails = {name: make.account_of(getattr(u, name)).email for name in ("isla", "gwenllian")}
    isla = site.visitor("without scripts")
    page = isla.sign_in(emails["isla"])
    isla.go("/people?q=Lowri")
    isla.click("Lowri Throckmorton", "link")
    isla.click("Ask somebody else to do the second observation", "link")
    isla.write("Find somebody by name", "whitting")
    isla.click("Search", "button")
    isla.click("Ask them", "button")
    expect(page.get_by_role("alert")).to_contain_text("Choose who does it")
    isla.select("Who", "Gwenllian Whittingham, QDO, North Westshire")
    page.get_by_label("By", exact=True).fill("31/4/2027")
    isla.click("Ask them", "button")
    expect(page.get_by_role("alert")).to_contain_text("Enter a real date")
    page.get_by_label("By", exact=True).fill("15/1/2027")
    isla.click("Ask them", "button")
    expect(page.get_by_text("Gwenllian Whittingham was asked, and Lowri Throckmorton was told.")).to_be_visible()
    gwenllian = site.visitor("phone")
    asked = gwenllian.sign_in(emails["gwenllian"])
    gwenllian.click("Observe Lowri Throckmorton", "link")
    gwenllian.click("Record the observation now", "button")
    asked.wait_for_url(re.compile("/draft$"))
    isla.click("Take it back", "link")
    isla.write("Reason", "She is back")
    isla.click("Take it back", "button")
    expect(page.get_by_text("Taken back. Gwenllian Whittingham and Lowri Throckmorton were told.")).to_be_visible()
    gwenllian.go()
    gwenllian.click("Isla Mbeki took back the second observation", "link")
    expect(asked.get_by_text("She is back")).to_be_visible()
    assert gwenllian.violations() == []
    assert not gwenllian.overflows()
