"""Delegations through the administrator's pages, and what a deputy may do with one."""

import re

import pytest

from app.database import db
from app.history import queries as told
from app.people.models import RPS_DELEGATION, Fact
from tests import make

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

DAYS = {"starts_on": "19/11/2026", "ends_on": "27/11/2026"}


@pytest.fixture
def fergus(unit, sign_in, another_client):
    return sign_in(unit.fergus, another_client())


def plain(answer) -> str:
    """What is read on a page."""
    text = re.sub(r"<[^>]+>", " ", answer.text.replace("\u00a0", " "))
    return " ".join(text.split())


def put(browser, deputy, head, **typed):
    data = {"kind": "recall delegation", "giver": str(head.id), **DAYS, **typed}
    return browser.post(f"/admin/delegations/{deputy.id}", data=data)


def test_an_administrator_puts_one_on_file_and_ends_it(unit, fergus, sign_in, at):
    assert 'href="/admin/delegations/"' in fergus.get("/admin/").text
    index = fergus.get("/admin/delegations/")
    assert "No delegation is on file." in index.text
    assert f'href="/admin/delegations/{unit.cosmo.id}"' in index.text
    form = fergus.get(f"/admin/delegations/{unit.cosmo.id}")
    assert re.search(rf'value="{unit.efua.id}" checked', form.text)
    assert put(fergus, unit.cosmo, unit.efua).status_code == 303
    shown = plain(fergus.get("/admin/delegations/"))
    assert "Cosmo Iqbal Signs second on recall (National Standards 9.3.2)" in shown
    assert f"Delegated by {unit.efua.name}, PDU Head From 19 November 2026 to 27 November 2026" in shown
    at("2026-11-23 09:30")
    sign_in(unit.fergus, fergus)
    held = db.session.query(Fact).one()
    assert fergus.post(f"/admin/delegations/{held.id}/end").status_code == 303
    assert "No delegation is on file." in fergus.get("/admin/delegations/").text
    twice = fergus.post(f"/admin/delegations/{held.id}/end", follow_redirects=True)
    assert (twice.request.path, "not on file any more" in twice.text) == ("/admin/delegations/", True)
    verbs = [event.verb for event in told.events_of("person", unit.cosmo.id)]
    assert verbs == ["delegation ended", "delegation recorded"]
    assert list(told.breaks()) == []


@pytest.mark.parametrize(("typed", "status", "words"), [
    ({"kind": ""}, 422, "There is a problem"),
    ({"giver": "999"}, 422, "There is a problem"),
    ({"ends_on": "31/11/2026"}, 422, "Enter a real date"),
    ({"ends_on": ""}, 422, "Enter the last day"),
    ({"starts_on": "18/11/2026"}, 409, "A delegation starts today or later"),
    ({"ends_on": "18/11/2026"}, 409, "A delegation ends on the day it starts or later"),
])  # fmt: skip
def test_bad_input_is_refused_with_the_rule_and_kept(unit, fergus, typed, status, words):
    answer = put(fergus, unit.cosmo, unit.efua, **typed)
    assert answer.status_code == status
    assert words in answer.text
    assert "<title>Error: " in answer.text
    for name in ("starts_on", "ends_on"):
        assert f'value="{typed.get(name, DAYS[name])}"' in answer.text
    assert db.session.query(Fact).count() == 0


def test_a_second_one_of_a_kind_is_refused_and_named(unit, fergus):
    put(fergus, unit.cosmo, unit.efua)
    again = put(fergus, unit.cosmo, unit.efua, starts_on="27/11/2026", ends_on="4/12/2026")
    assert again.status_code == 409
    assert "Cosmo Iqbal holds this from 19 November 2026 to 27 November 2026 already" in plain(again)
    assert put(fergus, unit.cosmo, unit.efua, kind="rps delegation").status_code == 303


def test_only_deputies_in_post_are_offered_and_only_by_their_own_head(unit, fergus):
    other = make.member("Araminta Vole", "PDU Head", make.team(), unit.bronwen)
    assert fergus.get(f"/admin/delegations/{unit.isla.id}").status_code == 404
    assert put(fergus, unit.isla, unit.efua).status_code == 404
    assert put(fergus, unit.cosmo, other).status_code == 422
    lonely = make.member("Delphine Inchbald", "Deputy PDU Head", make.team("Alone"), unit.bronwen)
    page = fergus.get(f"/admin/delegations/{lonely.id}")
    assert "has no PDU head in post today" in page.text
    assert '<form method="post" novalidate>' not in page.text
    assert "Cosmo Iqbal" not in fergus.get("/admin/delegations/?q=inchbald").text
    assert db.session.query(Fact).count() == 0


def test_a_deputy_holds_the_sessions_of_line_managers_only_while_it_is_on_file(unit, fergus, sign_in, another_client):
    cosmo = sign_in(unit.cosmo, another_client())
    form = {"on": "26/11/2026", "at": "2pm", "minutes": "60", "place": "in person", "observation": ""}
    address = f"/sessions/plan/{unit.isla.id}"
    assert cosmo.post(address, data=form).status_code == 409
    put(fergus, unit.cosmo, unit.efua, kind=RPS_DELEGATION)
    assert cosmo.post(address, data={**form, "on": "28/11/2026"}).status_code == 409
    assert cosmo.post(address, data=form).status_code == 303


def test_one_that_began_today_is_ended_at_once(unit, fergus):
    put(fergus, unit.cosmo, unit.efua)
    assert fergus.post(f"/admin/delegations/{db.session.query(Fact).one().id}/end").status_code == 303
    assert db.session.query(Fact).count() == 0


@pytest.mark.parametrize("path", ["/admin/delegations/", "/admin/delegations/1"])
def test_nobody_else_sees_delegations(unit, isla, efua, lowri, path):
    assert {browser.get(path).status_code for browser in (isla, efua, lowri)} == {403}
    assert put(efua, unit.cosmo, unit.efua).status_code == 403
