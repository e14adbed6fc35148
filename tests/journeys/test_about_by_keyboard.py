"""The pages about the service by keyboard alone, as their accessibility statement says."""

import pytest

from tests.journeys.conftest import Site

STOPS = "a[href], button, summary, input, select, textarea"
FOCUSED = "document.activeElement.outerHTML"


@pytest.mark.parametrize("address", ["/help", "/rules", "/accessibility", "/keeping"])
def test_tab_reaches_every_link_in_the_order_it_is_read(site: Site, address: str):
    visitor = site.visitor()
    visitor.go(address)
    expected = visitor.page.eval_on_selector_all(STOPS, "all => all.map(each => each.outerHTML)")
    assert len(expected) > 4
    reached = []
    for _ in expected:
        visitor.page.keyboard.press("Tab")
        reached.append(visitor.page.evaluate(FOCUSED))
    assert reached == expected


def test_the_first_stop_skips_to_the_main_content(site: Site):
    visitor = site.visitor()
    visitor.go("/help")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "content"
