"""Pages that refuse what was typed are as sound as any: each form sent empty, looked at by axe and on a phone."""

import pytest

from tests import make, papers
from tests.journeys.conftest import Site


def arrange() -> tuple[dict[str, str], dict[str, int]]:
    """A small unit with a record at three stages: e-mail addresses, and the ids that addresses need."""
    u = make.unit()
    ids = {"lowri": u.lowri.id} | {state: papers.session(u.isla, u.lowri, state).id for state in ("sent", "locked")}
    return {name: make.account_of(getattr(u, name)).email for name in ("isla", "lowri", "fergus")}, ids


FORMS = [
    ("isla", "/sessions/plan/{lowri}"),
    ("isla", "/sessions/{locked}/log"),
    ("isla", "/records/{sent}/withdraw"),
    ("isla", "/records/{locked}/error"),
    ("isla", "/records/{locked}/addendum"),
    ("lowri", "/evidence"),
    ("lowri", "/account"),
    ("fergus", "/admin/imports/"),
    ("fergus", "/admin/settings/rps.sessions"),
    ("fergus", "/admin/accounts/propose"),
]


@pytest.mark.parametrize(("who", "path"), FORMS, ids=[path for _, path in FORMS])
def test_a_form_sent_empty_says_what_to_do_soundly(site: Site, who: str, path: str):
    with site.database():
        emails, ids = arrange()
    visitor = site.visitor()
    visitor.sign_in(emails[who])
    page = visitor.go(path.format(**ids))
    form = page.locator("main form[method=post]", has=page.locator("input:not([type=hidden]), textarea")).last
    for box in form.locator("input[type=text]:visible, input[type=password]:visible, textarea:visible").all():
        box.fill("")
    form.locator("button[type=submit]").last.click()
    summary = page.locator("[data-error-summary]")
    summary.wait_for()
    assert page.title().startswith("Error: "), page.title()
    assert summary.evaluate("element => element === document.activeElement")
    assert not visitor.violations()
    page.set_viewport_size({"width": 375, "height": 800})
    assert not visitor.overflows()
    visitor.picture("errors", path)


def test_a_wrong_password_is_refused_soundly(site: Site):
    visitor = site.visitor()
    page = visitor.go("/sign-in")
    page.get_by_label("E-mail address").fill("nobody@staff.example")
    page.get_by_label("Password", exact=True).fill("not the one")
    page.get_by_role("button", name="Sign in").click()
    page.locator("[data-error-summary]").wait_for()
    assert not visitor.violations()
