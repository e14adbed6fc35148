"""Every cell of the matrix, as real requests: pages, fragments and files."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.auth.models import Account
from app.database import db
from app.records.models import Record
from app.web.clock import now
from tests import make
from tests.access.driver import COLUMNS, MISSING, TEXT, Driver, body, cast, state_of, succeeded, thing
from tests.browsing import Client

pytestmark = pytest.mark.any_engine

MATRIX = tomllib.loads((Path(__file__).parent / "matrix.toml").read_text())
CELLS = [(row, column) for row in MATRIX for column in COLUMNS]


@pytest.fixture
def driver(app, client: Client) -> Driver:
    return Driver(app, client, make.unit())


def enter(driver: Driver, sign_in: Callable[..., Client], who: object) -> Account:
    """Sign the actor in; the driver writes as them from now on."""
    sign_in(who)
    driver.account = make.account_of(who)
    return driver.account


def test_the_matrix_says_something_about_every_column():
    assert [row for row, said in MATRIX.items() if not all(column in said for column in COLUMNS)] == []


def insist_on_refusal(driver: Driver, row: str, column: str, verb: str, record: Record) -> None:
    """The verb is refused, shows and changes nothing, and does not tell that the record exists to who may not know."""
    said, cell = MATRIX[row], f"{row} {column} {verb}"
    kind, before = said["kind"], state_of(record.id)
    answer = driver.ask(verb, kind, record)
    assert not succeeded(verb, kind, answer), f"{cell}: {answer.status_code}"
    assert TEXT[kind] not in answer.text or verb not in "mr", f"{cell} shows the text"
    assert state_of(record.id) == before, f"{cell} changed something"
    if said[column] or kind == "wellbeing":
        assert answer.status_code in (200, 403, 404, 409), f"{cell}: {answer.status_code}"
        return
    missing = driver.ask(verb, kind, record, MISSING)
    assert answer.status_code == missing.status_code, cell
    assert answer.status_code in (403, 404), f"{cell}: {answer.status_code}"
    assert body(answer) == body(missing), f"{cell} tells that the record exists"


@pytest.mark.parametrize(("row", "column"), CELLS, ids=[f"{row}-{column}" for row, column in CELLS])
def test_a_cell_of_the_matrix_grants_and_denies_what_it_says(row: str, column: str, driver: Driver, sign_in, store):
    said = MATRIX[row]
    record_id = thing(driver.u, column, said["kind"], said["relation"], said["state"]).id
    account_id = enter(driver, sign_in, cast(driver.u, column).actor).id

    def record() -> Record:
        driver.account = db.session.get_one(Account, account_id)
        return db.session.get_one(Record, record_id)

    for verb in sorted(set(said["verbs"]) - set(said[column]) - {"c"}):
        insist_on_refusal(driver, row, column, verb, record())
    store.keep("cell")
    for verb in said[column].replace("c", ""):
        store.renew("cell")
        answer = driver.ask(verb, said["kind"], record())
        assert succeeded(verb, said["kind"], answer), f"{row} {column} {verb}: {answer.status_code} {answer.text[:400]}"


def ask_everything_in_vain(driver: Driver, row: str, record: Record) -> None:
    """Every verb of a row, as a page and as a fragment: each answer is the way in, and nothing changes."""
    said = MATRIX[row]
    before = state_of(record.id)
    for verb in sorted(set(said["verbs"]) - {"c"}):
        answer = driver.ask(verb, said["kind"], record)
        asked_in = answer.status_code == 401 or "/sign-in" in answer.request.path + answer.headers.get("Location", "")
        assert asked_in, f"{row} {verb}: {answer.status_code}"
        assert TEXT[said["kind"]] not in answer.text
        assert state_of(record.id) == before
    fragment = driver.client.fragment(driver.address("records.show", record_id=record.id), "content")
    assert fragment.headers["HX-Redirect"].startswith("/sign-in")
    assert fragment.text == ""


@pytest.mark.parametrize("row", MATRIX)
def test_nobody_signed_in_sees_or_does_anything(row: str, driver: Driver):
    said = MATRIX[row]
    ask_everything_in_vain(driver, row, thing(driver.u, "LM", said["kind"], said["relation"], said["state"]))


@pytest.mark.parametrize("row", MATRIX)
def test_a_closed_account_is_out_within_one_request(row: str, driver: Driver, sign_in):
    said = MATRIX[row]
    record = thing(driver.u, "LM", said["kind"], said["relation"], said["state"])
    account = enter(driver, sign_in, driver.u.isla)
    assert driver.client.get("/").status_code == 200
    db.session.get(Account, account.id).closed_at = now()
    ask_everything_in_vain(driver, row, record)
