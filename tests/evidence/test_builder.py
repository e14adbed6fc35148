"""Putting a pack together: what can be chosen, what is made of it, and leafing through it."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import db
from app.evidence import actions, building
from app.evidence.choosing import plans
from app.evidence.contents.pack import BY_KIND, LATEST_FIRST, Choice
from app.evidence.models import LeftOut, PackFile
from app.records import actions as records
from app.web.clock import now, today
from tests import make, papers
from tests.browsing import Client
from tests.counting import count_queries
from tests.evidence import build
from tests.evidence.test_building import files, made
from tests.stores import Store

pytestmark = pytest.mark.any_engine

YEAR = {
    "starts_on-day": "1", "starts_on-month": "9", "starts_on-year": "2026",
    "ends_on-day": "31", "ends_on-month": "8", "ends_on-year": "2027", "order": BY_KIND, "statement": "",
}  # fmt: skip
SignIn = Callable[..., Client]


@pytest.fixture
def unit(store: Store) -> make.SmallUnit:
    return store.once("unit", make.unit)


@pytest.fixture
def three(store: Store, unit: make.SmallUnit) -> list[int]:
    """Three signed records of Lowri's."""
    return store.once("unit with three", lambda: [
        papers.session(unit.isla, unit.lowri, "locked").id, papers.session(unit.isla, unit.lowri, "locked").id,
        papers.observation(unit.isla, unit.lowri, "locked").id,
    ])  # fmt: skip


@pytest.fixture
def finished(store: Store, three: list[int], unit: make.SmallUnit) -> PackFile:
    """The standing pack of these, made."""

    def build() -> PackFile:
        made()
        return files()[-1]

    return store.once("unit with three and a pack", build)


def choose(browser: Client, shown: list[int], ticked: list[int], **other: str) -> Any:
    return browser.post("/evidence/choose", data=YEAR | {"shown": shown, "record": ticked, "do": "next"} | other)


def ticks(text: str) -> tuple[int, int]:
    """How many records are offered, and how many of them ticked."""
    boxes = [line for line in text.splitlines() if 'name="record"' in line]
    return len(boxes), sum(" checked" in box for box in boxes)


def test_everything_is_chosen_until_somebody_leaves_it_out(three: list[int], unit: make.SmallUnit, sign_in: SignIn):
    browser = sign_in(unit.lowri)
    assert ticks(browser.get("/evidence/choose").text) == (3, 3)
    answer = choose(browser, three, three[1:], order=LATEST_FIRST, statement="A year in court work.\r\nThen back.")
    assert (answer.status_code, answer.location) == (303, "/evidence/check")
    papers.session(unit.isla, unit.lowri, "locked")
    page = browser.get("/evidence/choose").text
    assert ticks(page) == (4, 3)
    assert "3 of 4\u00a0records chosen" in page
    assert "A year in court work." in page
    again = browser.post("/evidence/choose/again")
    assert again.status_code == 303
    assert ticks(browser.get("/evidence/choose").text) == (4, 4)


def test_what_came_in_meanwhile_stays_in_and_other_days_keep_what_was_left_out():
    plan = plans.Plan(date(2026, 9, 1), date(2027, 8, 31), left_out=frozenset({7}))
    assert plans.ticked(plan, {1, 2, 3}, shown=[1, 2, 99], chosen=[2, 98]) == {7, 1}
    assert plans.choice_of(plan, {1, 2}).left_out == frozenset()
    for choice in (Choice(), Choice(frozenset({3, 1}), LATEST_FIRST, "“Mine”, é")):
        assert plans.thaw(plans.freeze(choice)) == choice
    assert plans.in_words("") == "Every record"
    words = plans.in_words(plans.freeze(Choice(frozenset({3}), LATEST_FIRST, "Mine")))
    assert words == "1\u00a0record left out, in order of days, the latest first, with a statement"


def test_a_pack_is_made_as_it_was_chosen_and_a_forged_form_puts_nothing_else_in(
    three: list[int], unit: make.SmallUnit, sign_in: SignIn
):
    draft, sent = (papers.session(unit.isla, unit.lowri, state).id for state in ("draft", "sent"))
    void = papers.session(unit.isla, unit.lowri, "locked")
    records.void(papers.paper(void), "It was opened twice.", papers.by(unit.isla), now())
    other = papers.session(unit.isla, unit.pius, "locked").id
    forged = [draft, sent, void.id, other, 999_999]
    browser = sign_in(unit.lowri)
    choose(browser, [*three, *forged], [*three[1:], *forged[:3]], order=LATEST_FIRST, statement="Rang 07700 900142.")
    assert list(db.session.scalars(select(LeftOut.record_id))) == three[:1]
    answer = browser.post("/evidence/download")
    file = files(is_standing=False)[0]
    assert (answer.status_code, answer.location) == (303, f"/evidence/packs/{file.id}")
    plans.keep(unit.lowri.id, plans.plan_of(unit.pius.id, today()), now())  # what is decided later is for later packs
    building.build(file.id)
    manifest = json.loads(build.attached(file.content or b"")["manifest.json"])
    assert [one["record"] for one in manifest["records"]] == [three[2], three[1]]
    assert manifest["has_statement"]
    assert all(b"900142" not in content for content in build.attached(file.content or b"").values())
    listed = "1\u00a0record left out, in order of days, the latest first, with a statement"
    assert listed in browser.get("/evidence").text
    assert listed in browser.get(answer.location).text


def test_the_usual_choice_is_the_pack_that_is_kept_ready(finished: PackFile, unit: make.SmallUnit, sign_in: SignIn):
    browser = sign_in(unit.lowri)
    page = browser.get("/evidence/download").text
    assert f'href="/evidence/packs/{finished.id}.pdf"' in page
    assert "Make the pack" not in page
    browser.post("/evidence/download")
    assert [file.is_standing for file in files()] == [True, True]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"starts_on-day": "31", "starts_on-month": "2"}, "Enter the first day as a real date"),
        ({"starts_on-year": "2015"}, "A pack covers up to 10 years"),
        ({"order": "worst first"}, "Not a valid choice"),
        ({"statement": "x" * 2001}, "up to 2,000 characters"),
    ],
)
def test_what_cannot_be_keeps_what_was_chosen(three: list[int], unit: make.SmallUnit, sign_in: SignIn, change, message):
    browser = sign_in(unit.lowri)
    answer = choose(browser, three, three[:2], **change)
    assert answer.status_code == 422
    assert message in answer.text
    assert ticks(answer.text) == (3, 2)
    assert ticks(browser.get("/evidence/choose").text) == (3, 3)


def test_a_pack_says_when_a_record_has_changed_since_and_is_made_again_as_it_was(
    three: list[int], unit: make.SmallUnit, sign_in: SignIn, at: Callable[[str], None]
):
    browser = sign_in(unit.lowri)
    choose(browser, three, three[1:])
    address = browser.post("/evidence/download").location
    file = files(is_standing=False)[0]
    actions.finish(file, "d" * 64, build_nothing(), 2, now())
    file.records_as_of = now()
    db.session.commit()
    assert "has changed since" not in browser.get(address).text
    at("2026-11-19 09:40")
    records.add(papers.paper(db.session.get_one(records.Record, three[1])), "subject", "It was confirmed.",
                papers.by(unit.lowri), now())  # fmt: skip
    db.session.commit()
    assert "has changed since" in browser.get(address).text
    assert "has changed since" in browser.get("/evidence/download").text
    browser.post(f"{address}/again")
    again = files(is_standing=False)[-1]
    assert (again.id != file.id, again.chosen) == (True, file.chosen)


def build_nothing() -> Any:
    return building.printing.Printed(b"%PDF-1.7", 1)


def test_the_pages_are_shown_as_pictures_to_their_owner_alone(
    finished: PackFile, unit: make.SmallUnit, sign_in: SignIn, another_client: Callable[[], Client]
):
    browser, address = sign_in(unit.lowri), f"/evidence/packs/{finished.id}/pages"
    page = browser.get(address).text
    assert f'alt="Page 1 of {finished.pages}. The cover"' in page
    assert page.count('loading="lazy"') == 4
    rest = "".join(browser.get(f"{address}?page={number}").text for number in range(1, 5))
    assert "Begins record 1, Reflective practice supervision session" in rest
    picture = browser.get(f"{address}/{finished.pages}.png")
    assert picture.data.startswith(b"\x89PNG")
    assert (picture.headers["Content-Type"], picture.headers["Cache-Control"]) == ("image/png", "no-store")
    assert [browser.get(f"{address}/{number}.png").status_code for number in (0, finished.pages + 1)] == [404, 404]
    isla = sign_in(unit.isla, another_client())
    assert [isla.get(path).status_code for path in (address, f"{address}/1.png")] == [404, 404]


def test_more_downloads_than_an_honest_hour_has_are_put_off_with_words(
    finished: PackFile, unit: make.SmallUnit, sign_in: SignIn, at: Callable[[str], None]
):
    browser, address = sign_in(unit.lowri), f"/evidence/packs/{finished.id}.pdf"
    for _ in range(9):
        actions.download(finished, papers.by(unit.lowri), now())
    db.session.commit()
    assert browser.get(address).status_code == 200
    refused = browser.get(address)
    assert refused.status_code == 429
    assert "try again in an hour" in refused.text
    at("2026-11-19 10:33")
    assert sign_in(unit.lowri).get(address).status_code == 200


@pytest.mark.parametrize("path", ["choose", "check", "download"])
def test_a_step_asks_the_database_no_more_when_there_are_more_records(
    three: list[int], unit: make.SmallUnit, sign_in: SignIn, path: str
):
    browser = sign_in(unit.lowri)
    asked = count_queries(browser, f"/evidence/{path}")
    for _ in range(3):
        papers.session(unit.isla, unit.lowri, "locked")
    db.session.commit()
    assert count_queries(browser, f"/evidence/{path}") == asked
    assert asked <= 15
