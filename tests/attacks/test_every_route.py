"""What holds of every route there is: headers, tokens, ids of other teams, failures, methods, hidden paths."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.routing import Rule

from app.auth.models import UserSession
from app.countersigning.models import Item
from app.database import db
from app.evidence.models import PackFile
from app.history.models import Event
from app.notices.models import Notice
from app.policy import access
from app.records.models import Action
from tests.access.driver import MISSING, body
from tests.attacks import corpus
from tests.attacks.test_requests import insist_headers
from tests.attacks.test_whole_or_not import contents
from tests.attacks.world import World

pytestmark = pytest.mark.any_engine

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
KEYS = {"code": "reflection", "key": "registration.standards", "token": "none", "kind": "parole"}


def address_of(app: Flask, rule: Rule, **values: object) -> str:
    """An address of a route, with 1 for every number it takes."""
    given = {name: KEYS.get(name, 1) for name in rule.arguments} | values
    with app.test_request_context():
        return url_for(rule.endpoint, **{name: given[name] for name in rule.arguments})


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Each route with each method it takes."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & {"GET", *UNSAFE}):
            yield rule, method


def fits(app: Flask, rule: Rule) -> str:
    """Whose browser of the world may use a route."""
    permission = app.view_functions[rule.endpoint].permission
    if permission == access.OPEN or access.STAFF in access.MAY[permission]:
        return "lead"
    return "admin" if access.ADMIN in access.MAY[permission] else "assurance"


def test_every_route_answers_with_the_headers_of_the_house(world: World):
    back, met = world.keep(), set()
    for rule, method in routes(world.app):
        address = address_of(world.app, rule)
        for browser in (world.browsers[fits(world.app, rule)], world.app.test_client()):
            answer = browser.open(address, method=method)
            assert answer.status_code < 500, (rule.rule, method, answer.status_code)
            insist_headers(answer, answer.status_code)
            met.add(answer.status_code)
        if method != "GET":
            back()
    assert {200, 303, 401, 403, 404, 409, 422} <= met


def test_every_view_that_fails_says_so_with_a_reference_and_keeps_nothing(world: World, monkeypatch):
    before = contents()
    for rule, method in routes(world.app):
        view = world.app.view_functions[rule.endpoint]

        def broken(*_given: Any, **_values: Any) -> None:
            db.session.add(Event(verb="half done"))
            raise RuntimeError("the canary sings")

        broken.__dict__.update(view.__dict__)
        monkeypatch.setitem(world.app.view_functions, rule.endpoint, broken)
        if rule.endpoint in world.app.extensions["csrf"]._exempt_views:
            continue
        answer = world.browsers["lead"].open(address_of(world.app, rule), method=method)
        insist_headers(answer, 500)
        assert answer.headers["X-Request-Id"] in answer.text
        for word in ("canary", "Traceback", "RuntimeError", ".py"):
            assert word not in answer.text, (rule.rule, word)
    assert contents() == before


def test_every_change_needs_a_token_of_this_very_sign_in(world: World, sign_in, another_client):
    lead, other = world.browsers["lead"], world.browsers["subject"]
    earlier = sign_in(world.u.isla, another_client())
    world.app.config["WTF_CSRF_ENABLED"] = True
    mine, theirs, old = (each.get("/sign-in/token").json["csrf_token"] for each in (lead, other, earlier))
    earlier.post("/sign-out", data={"csrf_token": old})
    before = contents()
    tried = 0
    for rule, method in routes(world.app):
        if method == "GET":
            continue
        address = address_of(world.app, rule)
        for sent, headers in (
            ("", {}),
            (theirs, {}),
            (old, {}),
            (mine, {"Origin": "https://evil.example"}),
            (mine, {"Origin": "null"}),
            (mine, {"Sec-Fetch-Site": "cross-site"}),
            (mine, {"Sec-Fetch-Site": "same-site", "Origin": "https://www.localhost"}),
        ):
            answer = lead.open(address, method=method, data={"csrf_token": sent}, headers=headers)
            assert answer.status_code in (400, 403), (rule.rule, headers, answer.status_code)
            tried += 1
    assert contents() == before
    assert tried > 500
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert lead.post("/account/sign-out-elsewhere", data={"csrf_token": mine}, headers=own).status_code == 303


def of_others(world: World) -> dict[str, int]:
    """For each kind of id an address takes, one that belongs to another team."""
    magda, record = world.u.magda.id, world.records["elsewhere"].id
    found = {
        "item_id": select(Item.id).where(Item.author_id == magda),
        "pack_id": select(PackFile.id).where(PackFile.owner_id == magda),
        "action_id": select(Action.id).where(Action.record_id == record),
        "notice_id": select(Notice.id).where(Notice.person_id == magda),
    }
    rows = {name: db.session.scalar(query.limit(1)) for name, query in found.items()}
    assert None not in (rows["item_id"], rows["pack_id"])
    return {"record_id": record, "person_id": magda, **{name: row for name, row in rows.items() if row}}


def test_an_id_of_another_team_answers_like_one_that_never_was(world: World):
    others, judged = of_others(world), set()
    for rule, method in routes(world.app):
        named = [name for name in rule.arguments if name in others]
        if not named:
            continue
        for who in ("lead", "subject"):
            answers = []
            for number in (others[named[0]], MISSING):
                address = address_of(world.app, rule, **{named[0]: number})
                for headers in ({}, {"HX-Request": "true", "HX-Target": "div#content", "HX-Current-URL": "/"}):
                    answer = world.browsers[who].open(address, method=method, headers=headers)
                    words = re.sub(rf"(?<=[/=]){number}(?=\D)", "N", body(answer))
                    answers.append((answer.status_code, words if not headers else ""))
            theirs, part, missing, missing_part = answers
            assert theirs == missing, (rule.rule, method, who, theirs[0], missing[0])
            assert part == missing_part == (theirs[0], ""), (rule.rule, method, who)
            assert theirs[0] in (401, 403, 404), (rule.rule, method, who, theirs[0])
            judged.add(rule.rule)
    assert len(judged) > 60


@pytest.mark.parametrize("who", ["lead", "admin", "nobody"])
def test_nothing_lies_at_a_path_that_no_page_leads_to(who: str, world: World):
    browser = world.app.test_client() if who == "nobody" else world.browsers[who]
    paths = corpus.read("hidden")
    assert len(set(paths)) >= 500
    shares = {"lead": paths[::4], "admin": paths[1::4], "nobody": paths[2::2]}
    for path in shares[who]:
        answer = browser.get(path)
        assert answer.status_code in (404, 405), (path, answer.status_code)
        assert "Server" not in answer.headers


def test_no_sign_in_outlives_its_row(world: World):
    db.session.query(UserSession).update({"ended_at": UserSession.created_at, "ended_why": "for the test"})
    for who, browser in world.browsers.items():
        assert browser.get("/").status_code == 303, who
