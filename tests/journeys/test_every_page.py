"""Every page as every role: no axe violation, no complaint of the browser, nothing wider than the window."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tests import make, papers
from tests.journeys.conftest import Site
from tests.journeys.visitor import Visitor

ROLES = ("isla", "lowri", "efua", "gwenllian", "aaliyah", "fergus", "nerys", "nobody")
EACH = 3  # pages looked at of one route and role: different objects, different states
# Answers to scripts, downloads and redirects: not pages.
NOT_PAGES: set[str] = set()


def pages(app: Flask) -> dict[str, Rule]:
    """The routes that answer GET with a page, by endpoint."""
    return {
        rule.endpoint: rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.endpoint not in NOT_PAGES
    }


def endpoint_of(app: Flask, path: str) -> str | None:
    """Which route answers an address."""
    try:
        return str(app.url_map.bind("localhost").match(path.split("?")[0].split("#")[0])[0])
    except HTTPException:
        return None


def arrange() -> dict[str, str]:
    """A unit with records at every stage; gives each role's e-mail address."""
    u = make.unit()
    for state in ("draft", "sent", "agreed", "locked"):
        papers.session(u.isla, u.lowri, state)
    papers.session(u.efua, u.isla, "sent")
    papers.observation(u.isla, u.lowri, "agreed")
    papers.observation(u.isla, u.lowri, "draft")
    papers.observation(u.gwenllian, u.lowri, "locked", capacity="QDO")
    papers.session(u.aaliyah, u.kwame, "locked")
    return {name: make.account_of(getattr(u, name)).email for name in ROLES if name != "nobody"}


def walk(site: Site, visitor: Visitor, start: list[str]) -> Iterator[tuple[str, str]]:
    """Follow every link of the service from `start`; yield (endpoint, path) of each page opened, few of each route."""
    waiting, seen, opened = list(start), set(start), dict[str, int]()
    while waiting:
        path = waiting.pop(0)
        endpoint = endpoint_of(site.app, path)
        if endpoint is None or endpoint in NOT_PAGES or opened.get(endpoint, 0) >= EACH:
            continue
        visitor.go(path)
        opened[endpoint] = opened.get(endpoint, 0) + 1
        yield endpoint, path
        links = visitor.page.eval_on_selector_all(
            "a[href]:not([download])", "all => all.map(a => a.origin === location.origin ? a.pathname + a.search : '')"
        )
        fresh = [link for link in links if link and link not in seen and not link.startswith("/static/")]
        seen.update(fresh)
        waiting.extend(fresh)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_sound(site: Site, role: str):
    with site.database():
        emails = arrange()
    visitor = site.visitor()
    if role != "nobody":
        visitor.sign_in(emails[role])
    plain = [rule.rule for rule in pages(site.app).values() if not rule.arguments]
    wrong = []
    for endpoint, path in walk(site, visitor, ["/", *plain]):
        wrong += visitor.violations()
        visitor.picture("pages", role, f"{endpoint}{path}")
        for way, width in (("phone", 375), ("zoomed to 200%", 640), ("wide", 1600)):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            if visitor.overflows():
                wrong.append(f"{path} is wider than a {way} screen")
                visitor.picture("pages", role, f"{endpoint}{path}-{width}")
        visitor.page.set_viewport_size({"width": 1280, "height": 900})
    assert wrong == []
