"""The year meter in every way of seeing: in colour, in high contrast, on paper, enlarged and on a phone."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests import make, papers

# How each kind of mark of a meter looks: what fills it, its edge and how heavy that is, and what fills its half.
LOOKS = """meter => Object.fromEntries([...meter.querySelectorAll('.meter__mark')].map(mark => {
  const style = getComputedStyle(mark), more = mark.nextElementSibling;
  const half = more && more.classList.contains('meter__half') ? getComputedStyle(more).fill : '';
  const look = { fill: style.fill, stroke: style.stroke, width: parseFloat(style.strokeWidth), half };
  return [mark.classList[1].replace('meter__mark--', ''), look];
}))"""


def held(u: make.SmallUnit, on: date, *, is_logged: bool) -> None:
    """A signed session of Lowri's on that day."""
    record = papers.session(u.isla, u.lowri, held_on=f"{on:%d/%m/%Y}")
    record.happened_on = on
    papers.bring(record, "locked")
    if is_logged:
        papers.actions.log(record, on + timedelta(days=1), "", papers.by(u.isla), record.since)


@pytest.fixture
def isla(site) -> str:
    """The address of a manager, the year of whose Lowri has a mark of every kind."""
    with site.database():
        u = make.unit()
        held(u, date(2026, 5, 12), is_logged=True)
        held(u, date(2026, 11, 5), is_logged=False)
        return make.account_of(u.isla).email


def kinds(look: dict[str, Any]) -> set[tuple[bool, bool, bool]]:
    """The looks that remain without colour: filled like the edge, half filled, with a heavier edge."""
    usual = look["to-hold"]["width"]
    return {(one["fill"] == one["stroke"], bool(one["half"]), one["width"] > usual * 1.25) for one in look.values()}


def test_every_kind_of_mark_is_told_apart_without_colour_and_fits_every_window(site, isla):
    visitor = site.visitor()
    page = visitor.sign_in(isla)
    first = page.locator(".team-strip li").filter(has_text="Lowri").get_by_role("img")
    assert first.get_attribute("aria-label") == (
        "1 of 6 sessions complete, 0 of 2 after observation. 1 held, not yet signed and logged. 3 expected by now."
    )
    assert first.locator("xpath=ancestor::a | ancestor::button").count() == 0
    for media in ({"forced_colors": "active"}, {"forced_colors": "active", "color_scheme": "dark"},
                  {"forced_colors": "none", "media": "print"}):  # fmt: skip
        page.emulate_media(**media)
        look = first.evaluate(LOOKS)
        assert set(look) == {"complete", "held", "due", "to-hold"}, media
        assert len(kinds(look)) == 4, (media, look)
        for name in ("held", "due", "to-hold"):
            assert look[name]["fill"] != look[name]["stroke"], (media, name)
        assert look["held"]["half"] == look["held"]["stroke"]
    page.emulate_media(media="screen")
    for width, height in ((375, 812), (640, 450), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        assert not visitor.overflows(), width
        assert first.bounding_box()["x"] >= 0
        assert first.bounding_box()["x"] + first.bounding_box()["width"] <= width
