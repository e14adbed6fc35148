"""Row Z1: who covers reads and acts on the kinds covered as the covered person could, and never sees wellbeing."""

from datetime import date

import pytest

from app.database import db
from app.people.models import Cover
from app.policy.cover import ASSESSOR_ROLES, KINDS, OASYS
from app.web.clock import now
from tests import make, papers
from tests.access.driver import COLUMNS, MISSING, Driver, body, cast

pytestmark = pytest.mark.any_engine
DECIDES = {"reason_code": "concern", "reason": "After her move", "review_on": "19/2/2027", "sure": "yes"}
MANAGERS = ("LM", "PH", "HM")


@pytest.fixture
def driver(app, client) -> Driver:
    return Driver(app, client, make.unit())


def cover(person, stand_in, *kinds: str) -> Cover:
    days = {"starts_on": date(2026, 11, 19), "ends_on": date(2026, 11, 27)}
    return make.add(Cover(person_id=person.id, cover_id=stand_in.id, kinds="\n".join(kinds), entered_at=now(),
                          entered_by=person.name, **days))  # fmt: skip


@pytest.mark.parametrize("column", MANAGERS)
def test_the_role_of_anothers_team_is_read_and_decided_under_cover_alone(column, driver: Driver, sign_in):
    u = driver.u
    browser, address = sign_in(cast(u, column).actor), f"/assessors/{u.magda.id}"
    before = 200 if column == "PH" else 404
    assert browser.get(address).status_code == before
    assert browser.post(f"{address}/opens/4", data=DECIDES).status_code == (403 if column == "PH" else 404)
    other = cover(u.rhys, cast(u, column).actor, OASYS)
    assert browser.get(address).status_code == before
    other.ended_at = now()
    cover(u.rhys, cast(u, column).actor, ASSESSOR_ROLES)
    assert browser.get(address).status_code == 200
    assert browser.post(f"{address}/opens/4", data=DECIDES).status_code == 303


@pytest.mark.parametrize("column", MANAGERS)
@pytest.mark.parametrize("state", ["draft", "sent", "agreed", "locked"])
def test_no_cover_shows_a_session_or_wellbeing(column, state, driver: Driver, sign_in):
    u, actor = driver.u, cast(driver.u, column).actor
    record = papers.session(u.rhys, u.magda, state)
    cover(u.rhys, actor, *KINDS)
    browser = sign_in(actor)
    for endpoint in ("records.show", "drafts.edit", "drafts.check", "evidence.record_pdf"):
        shown = browser.get(driver.address(endpoint, record_id=record.id), follow_redirects=True)
        assert papers.WELLBEING not in shown.text
        assert papers.REFLECTION not in shown.text


@pytest.mark.parametrize("column", COLUMNS)
def test_a_cover_is_ended_by_the_person_covered_and_administrators(column, driver: Driver, sign_in):
    u, actor = driver.u, cast(driver.u, column).actor
    made = cover(u.rhys, u.cosmo, ASSESSOR_ROLES)
    browser = sign_in(actor)
    answer = browser.post(driver.address("cover.end", cover_id=made.id))
    assert answer.status_code == {"AD": 303, "AU": 403}.get(column, 404)
    db.session.refresh(made)
    assert (made.ended_at is not None) is (column == "AD")
    if answer.status_code == 404:
        missing = browser.post(driver.address("cover.end", cover_id=MISSING))
        assert (missing.status_code, body(missing)) == (404, body(answer))


@pytest.mark.parametrize("column", COLUMNS)
def test_a_delegation_is_put_on_file_and_ended_by_administrators(column, driver: Driver, sign_in):
    u = driver.u
    browser = sign_in(cast(u, column).actor)
    data = {"kind": "rps delegation", "giver": str(u.efua.id), "starts_on": "19/11/2026", "ends_on": "27/11/2026"}
    answer = browser.post(driver.address("admin.delegations.record", person_id=u.cosmo.id), data=data)
    assert answer.status_code == (303 if column == "AD" else 403)
    held = make.fact(u.efua, "recall delegation", ends_on=date(2027, 3, 31))
    ended = browser.post(driver.address("admin.delegations.end", delegation_id=held.id))
    assert ended.status_code == (303 if column == "AD" else 403)
    db.session.expire_all()
    assert (held.ends_on == date(2026, 11, 18)) is (column == "AD")


@pytest.mark.parametrize("path", ["/cover/", "/cover/choose", "/cover/for/1", "/admin/delegations/"])
def test_nobody_signed_in_is_asked_to_sign_in(path, driver: Driver):
    answer = driver.client.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")
