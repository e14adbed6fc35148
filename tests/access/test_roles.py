"""Who sees an assessor role, asks, decides and reads why: each cell of rows D1 to D4 as real requests."""

import io
import tomllib
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.assessors import register
from app.assessors.models import RoleApplied, RoleChange, RoleDecision, RoleRequest
from app.database import db
from app.people.models import Person
from app.policy.people import NATIONAL_SECURITY
from app.web.clock import now
from tests import make
from tests.access.driver import COLUMNS, MISSING, Driver, body, cast

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

ROWS = tomllib.loads((Path(__file__).parent / "roles.toml").read_text())
CELLS = [(row, verb, column) for row, said in ROWS.items() for verb in "rcsoa" if verb in said for column in COLUMNS]
WHY = "The pre-sentence reports of October were late"


@pytest.fixture
def driver(app, client) -> Driver:
    return Driver(app, client, make.unit())


def person(driver: Driver, about: str, column: str) -> Person:
    """Whom a cell is about."""
    u, who = driver.u, cast(driver.u, column)
    if about == "oneself":
        return who.actor if column not in ("AD", "AU") else u.lowri
    if about == "own team":
        return who.own_team or u.pius
    if about == "other team":
        return u.magda
    return make.member("Isolde Marchbanks", "Probation Officer", u.team, u.isla, function=NATIONAL_SECURITY,
                       starts_on=date(2026, 5, 1))  # fmt: skip


def ask(driver: Driver, verb: str, who_id: int, column: str, row: str):
    """The request behind a verb."""
    if verb == "r":
        return driver.client.get(f"/assessors/{who_id}")
    if verb == "a":
        change = db.session.query(RoleChange).first()
        return driver.client.post("/assessors/oasys", data={"change": change.id})
    own = {"reason": WHY, "sure": "yes", "reason_code": "concern", "review_on": "19/2/2027", "from_on": "19/11/2026"}
    number = 5 if row == "D3" else 7 if column == "HM" else 4
    path = {"c": f"ask/{number}", "s": f"opens/{number}", "o": "determines/5"}[verb]
    return driver.client.post(f"/assessors/{who_id}/{path}", data=own)


@pytest.mark.parametrize(("row", "verb", "column"), CELLS, ids=["-".join(cell) for cell in CELLS])
def test_a_role_is_seen_asked_about_and_decided_by_those_the_row_says(row, verb, column, driver: Driver, sign_in):
    said = ROWS[row]
    who = person(driver, said["about"], column)
    if verb == "a":
        learner = make.member("Ines Carruthers", "PQiP Learner", driver.u.team, driver.u.isla)
        register.catch_up_all(now())
        assert learner.id
    sign_in(cast(driver.u, column).actor)
    answer = ask(driver, verb, who.id, column, row)
    assert answer.status_code == said[verb][column], answer.text[:600]
    made = sum(db.session.query(table).count() for table in (RoleDecision, RoleRequest, RoleApplied))
    assert made == (1 if answer.status_code == 303 else 0)
    if answer.status_code == 404:
        missing = ask(driver, verb, MISSING, column, row)
        assert (missing.status_code, body(missing)) == (404, body(answer))


@pytest.mark.parametrize("column", COLUMNS)
def test_a_reason_is_read_by_those_the_row_says(column, driver: Driver, sign_in, another_client):
    u = driver.u
    sign_in(u.isla, another_client()).post(
        f"/assessors/{u.lowri.id}/opens/4",
        data={"reason": WHY, "reason_code": "concern", "review_on": "19/2/2027", "sure": "yes"},
    )
    sign_in(cast(u, column).actor)
    assert (WHY in driver.client.get(f"/assessors/{u.lowri.id}").text) is ROWS["D4"]["reason"][column]
    assert WHY not in driver.client.get("/assessors/register.csv").text
    workbook = driver.client.get("/assessors/register.xlsx")
    if workbook.status_code == 200:
        changes = openpyxl.load_workbook(io.BytesIO(workbook.data))["Changes"]
        assert (WHY in [row[-1] for row in changes.values]) is ROWS["D4"]["reason"][column]


def test_a_later_line_manager_sees_the_role_and_not_the_reason(driver: Driver, sign_in, another_client, at):
    u = driver.u
    sign_in(u.isla, another_client()).post(
        f"/assessors/{u.lowri.id}/opens/4",
        data={"reason": WHY, "reason_code": "concern", "review_on": "19/2/2027", "sure": "yes"},
    )
    db.session.query(make.Posting).filter_by(person_id=u.lowri.id).update({"line_manager_id": u.rhys.id})
    shown = sign_in(u.rhys).get(f"/assessors/{u.lowri.id}")
    assert "Manager’s discretion" in shown.text
    assert WHY not in shown.text


@pytest.mark.parametrize("path", ["/assessors/", "/assessors/mine", "/assessors/1", "/assessors/register.csv",
                                  "/assessors/register.xlsx", "/assessors/many/", "/assessors/oasys"])  # fmt: skip
def test_nobody_signed_in_is_asked_to_sign_in(path, driver: Driver):
    answer = driver.client.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")
