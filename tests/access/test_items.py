"""Rows C1 to C4: who sees, reads, writes, signs and withdraws what is countersigned. Each cell is real requests."""

import re
import tomllib
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.countersigning.models import Decision, Item, Round, Typed
from app.database import db
from app.people.queries import manager_of
from app.policy.countersigning import PAROLE, RECALL
from app.web.clock import now, today
from tests import make
from tests.access.driver import COLUMNS, MISSING, Driver, body, cast
from tests.access.test_visits import author_of
from tests.countersigning import desk, items, nights

pytestmark = pytest.mark.any_engine

ROWS = tomllib.loads((Path(__file__).parent / "items.toml").read_text())
CELLS = [(row, column) for row in ROWS for column in COLUMNS]
TEXT = {PAROLE: items.TEXTS[PAROLE]["recommendation"], RECALL: items.TEXTS[RECALL]["what_led"]}
DONE = {**items.ALL, "reason": "The risk can’t be managed in the community."}


@pytest.fixture
def driver(app, client) -> Driver:
    return Driver(app, client, make.unit())


def item_of(driver: Driver, row: str, column: str) -> Item:
    """Something to countersign that stands to the actor as the row says, or the nearest to it that can be."""
    said = ROWS[row]
    author = author_of(driver.u, cast(driver.u, column), f"{said['about']}, item", column)
    if said["state"] in ("draft", "signed"):
        item = items.started(author, PAROLE, now())
        if said["state"] == "signed":
            items.sign(item, author, now())
        return item
    if column == "HM":  # nobody in a prison recalls: the nearest is a recall of somebody it does not concern
        author = driver.u.lowri
    manager = manager_of(author.id, today())
    item = nights.consider(author, now(), emergency=False)
    nights.agree(item, manager, now())
    nights.report(item, author, now())
    if said["state"] == "second":
        nights.sign(item, manager, now())
    return item


def ask(driver: Driver, verb: str, item: Item, as_id: int | None = None) -> TestResponse:
    """The request behind a verb; with `as_id` the very same request about something that never was."""
    browser, number = driver.client, as_id or item.id
    if verb in ("m", "r"):
        return browser.get(f"/countersigning/{number}", follow_redirects=True)
    if verb == "v":
        return browser.post(f"/countersigning/{number}/withdraw", data={"reason": "It is the wrong case."})
    if verb == "e":
        key, account = "recommendation" if item.kind == PAROLE else "what_led", driver.account
        known = db.session.query(Typed).filter_by(item_id=item.id, key=key).first()
        data = {"account": account.id if account else 0, "kind": item.kind, "part": "author", "key": key,
                "text": "Changed", "revision": known.revision if known else 0}  # fmt: skip
        return browser.post(f"/countersigning/{number}/answers?round={item.round}", data=data)
    if item.state == desk.items.draft_state():
        page = browser.get(f"/countersigning/{number}/check").text
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        return browser.post(f"/countersigning/{number}/sign", data={"seen": seen[1] if seen else ""})
    return browser.post(f"/countersigning/{number}/decide", data=desk.form(item, **DONE))


def state_of(number: int) -> tuple[object, ...]:
    """Everything about it that a refused request must leave as it was."""
    item = db.session.get_one(Item, number, populate_existing=True)
    typed = db.session.query(Typed.key, Typed.text, Typed.revision).filter_by(item_id=number).order_by(Typed.id)
    count = [db.session.query(table).filter_by(item_id=number).count() for table in (Round, Decision)]
    return (item.state, item.round, tuple(tuple(row) for row in typed), *count)


def succeeded(verb: str, item: Item, answer: TestResponse, before: tuple[object, ...]) -> bool:
    """Whether the service did what was asked."""
    if verb == "m":
        return answer.status_code == 200
    if verb == "r":
        return answer.status_code == 200 and TEXT[item.kind] in answer.text
    return answer.status_code in (200, 303) and state_of(item.id) != before


@pytest.mark.parametrize(("row", "column"), CELLS, ids=[f"{row}-{column}" for row, column in CELLS])
def test_a_cell_grants_and_denies_what_it_says(row: str, column: str, driver: Driver, sign_in, store):
    said, actor = ROWS[row], cast(driver.u, column).actor
    number = item_of(driver, row, column).id
    sign_in(actor)
    account_id = make.account_of(actor).id
    store.keep("item")
    for verb in said["verbs"]:
        store.renew("item")
        driver.account = db.session.get_one(make.Account, account_id)
        item, before = db.session.get_one(Item, number), state_of(number)
        answer = ask(driver, verb, item)
        assert succeeded(verb, item, answer, before) is (verb in said[column]), (
            f"{row} {column} {verb}: {answer.status_code}"
        )
        if verb in said[column]:
            continue
        assert state_of(number) == before, f"{row} {column} {verb} changed something"
        assert TEXT[item.kind] not in answer.text or "r" in said[column], f"{row} {column} {verb} shows the text"
        if not said[column]:
            missing = ask(driver, verb, db.session.get_one(Item, number), MISSING)
            assert (answer.status_code, body(answer)) == (missing.status_code, body(missing)), f"{row} {column} {verb}"
            assert answer.status_code in (403, 404)


@pytest.mark.parametrize("row", ROWS)
def test_nobody_signed_in_sees_or_does_anything(row: str, driver: Driver):
    number = item_of(driver, row, "LM").id
    before = state_of(number)
    for verb in ROWS[row]["verbs"]:
        answer = ask(driver, verb, db.session.get_one(Item, number))
        where = answer.request.path + answer.headers.get("Location", "")
        assert answer.status_code == 401 or "/sign-in" in where, (row, verb, answer.status_code)
        assert state_of(number) == before
