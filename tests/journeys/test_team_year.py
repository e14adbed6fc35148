"""The team's year and its sessions to log at a browser: filtered in place, logged one after another, kept in mind."""

from datetime import date

from playwright.sync_api import expect

from tests import make, papers
from tests.rps import held


def test_a_manager_filters_the_team_and_logs_what_waits_by_the_keys_alone(site):
    with site.database():
        u = make.unit()
        held.booked(u.isla, u.pius, date(2026, 12, 1))
        for practitioner in (u.lowri, u.pius):
            papers.session(u.isla, practitioner, "locked")
        email = make.account_of(u.isla).email
    visitor = site.visitor()
    page = visitor.page
    visitor.sign_in(email)
    visitor.go("/team")
    page.get_by_label("Show").select_option("unbooked")
    page.get_by_role("button", name="Apply").press("Enter")
    expect(page.locator("tbody th[scope=row] a")).to_have_text(["Lowri Throckmorton"])
    expect(page.get_by_role("button", name="Apply")).to_be_focused()
    assert "show=unbooked" in page.url
    assert not visitor.violations()
    visitor.go("/team")
    expect(page.locator("tbody th[scope=row] a")).to_have_text(["Lowri Throckmorton"])

    page.get_by_role("link", name="To log").click()
    page.get_by_label("Logged on").first.fill("1/1/2020")
    page.get_by_role("button", name="Mark as logged").first.press("Enter")
    expect(page.get_by_label("Logged on").first).to_be_focused()
    expect(page.get_by_text("from the session to today")).to_be_visible()
    assert not visitor.violations()
    page.get_by_label("Logged on").first.fill("19/11/2026")
    page.get_by_label("SOP reference").first.press("Enter")
    expect(page.locator("h2:focus")).to_contain_text("Pius Okonkwo")
    expect(page.get_by_role("status").filter(has_text="1 left.")).to_be_visible()
    page.get_by_role("button", name="Mark as logged").press("Enter")
    expect(page.get_by_text("Nothing is left to log.")).to_be_visible()
    assert not visitor.violations()
