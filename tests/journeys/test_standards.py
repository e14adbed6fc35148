"""A practitioner fills gaps among the registration standards, from a record itself and from the list of standards."""

from playwright.sync_api import expect

from tests import make, papers
from tests.journeys.conftest import Site


def test_a_gap_is_filled_in_one_click_from_a_record_and_from_the_standards(site: Site):
    with site.database():
        u = make.unit()
        signed = papers.session(u.isla, u.lowri, "locked").id
        email = make.account_of(u.lowri).email
    lowri = site.visitor("phone")
    page = lowri.sign_in(email)
    lowri.go(f"/records/{signed}")
    lowri.choose("Conduct and behaviour")
    expect(page.get_by_text("Evidence for 1 standard. Saved.")).to_be_visible()
    expect(page.get_by_label("Conduct and behaviour")).to_be_focused()
    assert lowri.violations() == []
    lowri.go("/registration/standards/")
    lowri.click("Reflective practice and supervision", "link")
    lowri.choose("12 November 2026, with Isla Mbeki")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text("1 record", exact=True)).to_be_visible()
    lowri.click("Registration standards", "link")
    expect(page.get_by_text("Gap: nothing yet")).to_have_count(3)
    expect(page.get_by_role("row", name="Reflective practice and supervision")).to_contain_text("1")
    assert not lowri.overflows()
