"""Who may open the pages that are not one record, and who may begin a record with whom."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from app.countersigning.models import Item
from app.database import db
from app.evidence import actions as evidence
from app.people.models import Person
from app.people.queries import manager_of
from app.policy.countersigning import PAROLE
from app.records.models import Record
from app.web.clock import now, today
from tests import make, papers
from tests.access.driver import COLUMNS, MISSING, Cast, Driver, body, cast
from tests.countersigning import items, nights

pytestmark = pytest.mark.any_engine

VISITS = tomllib.loads((Path(__file__).parent / "visits.toml").read_text())


@pytest.fixture
def driver(app, client) -> Driver:
    return Driver(app, client, make.unit())


def target(driver: Driver, about: str, column: str) -> dict[str, int]:
    """The values that the address of a page needs."""
    u, who = driver.u, cast(driver.u, column)
    if about == "another's pack":
        pack = evidence.request(u.magda.id, date(2026, 4, 1), date(2026, 11, 18), now())
        return {"pack_id": pack.id}
    if about.endswith("item"):
        return {"item_id": item_of(u, who, about, column).id}
    if about.endswith("recall"):
        return {"item_id": nights.consider(author_of(u, who, about, column), now(), emergency=False).id}
    person = {
        "": None,
        "oneself": who.actor if column not in ("AD", "AU") else u.lowri,
        "own team": who.own_team or u.pius,
        "other team": u.magda,
        "another manager": u.rhys,
    }[about]
    return {"person_id": person.id} if person else {}


def author_of(u: make.SmallUnit, who: Cast, about: str, column: str) -> Person:
    """Whose work it is."""
    mine = who.actor if column not in ("AD", "AU") else u.lowri
    return {"own": mine, "own team's": who.own_team or u.pius, "another's": u.magda}[about.rpartition(", ")[0]]


def item_of(u: make.SmallUnit, who: Cast, about: str, column: str) -> Item:
    """A parole report that stands to the actor as `about` says, or the nearest to it that can be."""
    author = author_of(u, who, about, column)
    item = items.started(author, PAROLE, now())
    if "draft" not in about:
        items.sign(item, author, now())
    if "countersigned" in about:
        items.decide(item, manager_of(author.id, today()), now())
    return item


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", VISITS)
def test_a_page_opens_for_those_it_is_for(row: str, column: str, driver: Driver, sign_in):
    said = VISITS[row]
    values = {**said.get("with", {}), **target(driver, said.get("about", ""), column)}
    sign_in(cast(driver.u, column).actor)
    answer = driver.client.get(driver.address(said["endpoint"], **values))
    assert answer.status_code == said["answers"][column]
    if answer.status_code == 404:
        missing = driver.client.get(driver.address(said["endpoint"], **dict.fromkeys(values, MISSING)))
        assert (missing.status_code, body(missing)) == (404, body(answer))


@pytest.mark.parametrize("row", VISITS)
def test_a_page_asks_those_who_are_not_signed_in_to_do_so(row: str, driver: Driver):
    said = VISITS[row]
    address = driver.address(said["endpoint"], **said.get("with", {}), **target(driver, said.get("about", ""), "PR"))
    answer = driver.client.get(address)
    if said["endpoint"] in ("home.rules", "check.index"):
        assert answer.status_code == 200
        return
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")
    assert driver.client.fragment(address, "content").headers["HX-Redirect"].startswith("/sign-in")


BEGUN = [
    ("rps.plan", "PR", "own team", 404),
    ("rps.plan", "LM", "own team", 303),
    ("rps.plan", "LM", "other team", 404),
    ("rps.plan", "PH", "managed", 303),
    ("rps.plan", "PH", "own team", 409),
    ("rps.plan", "QD", "own team", 404),
    ("rps.plan", "HM", "own team", 303),
    ("rps.plan", "AD", "own team", 403),
    ("rps.plan", "AU", "own team", 403),
    ("observations.start", "PR", "own team", 404),
    ("observations.start", "LM", "own team", 303),
    ("observations.start", "LM", "other team", 404),
    ("observations.start", "PH", "own team", 409),
    ("observations.start", "QD", "own team", 404),
    ("observations.start", "HM", "own team", 303),
    ("observations.start", "AD", "own team", 403),
    ("observations.start", "AU", "own team", 403),
    ("supervision.one_to_one", "PR", "own team", 404),
    ("supervision.one_to_one", "LM", "own team", 303),
    ("supervision.one_to_one", "PH", "managed", 303),
    ("supervision.review", "LM", "other team", 404),
    ("supervision.review", "PH", "own team", 409),
    ("supervision.review", "QD", "own team", 404),
    ("supervision.review", "HM", "own team", 303),
    ("supervision.review", "AD", "own team", 403),
    ("planning.observation", "PR", "own team", 404),
    ("planning.observation", "LM", "own team", 303),
    ("planning.observation", "LM", "other team", 404),
    ("planning.observation", "PH", "own team", 409),
    ("planning.observation", "HM", "own team", 303),
    ("planning.observation", "AD", "own team", 403),
]


@pytest.mark.parametrize(("endpoint", "column", "about", "status"), BEGUN)
def test_a_record_is_begun_only_with_those_one_may_lead(endpoint, column, about, status, driver: Driver, sign_in):
    who = cast(driver.u, column)
    values = {"person_id": who.below.id} if about == "managed" and who.below else target(driver, about, column)
    sign_in(who.actor)
    form = {"on": "26/11/2026", "at": "2pm", "minutes": "60", "place": "in person", "observation": ""}
    answer = driver.client.post(driver.address(endpoint, **values), data=form)
    assert answer.status_code == status, answer.text
    assert db.session.query(Record).count() == (1 if status == 303 else 0)


def test_no_route_changes_or_removes_what_happened(shape):
    unsafe = {"POST", "PUT", "PATCH", "DELETE"}
    assert [rule.rule for rule in shape.url_map.iter_rules() if "history" in rule.rule and unsafe & rule.methods] == []
    assert [rule.rule for rule in shape.url_map.iter_rules() if {"PUT", "PATCH", "DELETE"} & rule.methods] == []


def test_people_see_who_opened_their_record_and_others_do_not(driver: Driver, sign_in, another_client):
    record = papers.session(driver.u.arwen, driver.u.lowri, "locked", capacity="QDO")
    address = driver.address("records.show", record_id=record.id)
    reader = sign_in(driver.u.isla, another_client())
    assert reader.get(address).status_code == 200
    assert "Who has opened this" not in reader.get(address).text
    shown = sign_in(driver.u.lowri).get(address).text
    assert "Who has opened this" in shown
    assert "Isla Mbeki" in shown
