"""A sign-in that ends while someone is writing: nothing is taken for a forgery, and nothing typed is lost."""

import re
from html import unescape

import pytest
from sqlalchemy import func, select

from app.auth import tokens
from app.auth.models import UserSession
from app.database import db
from app.history.models import Event
from tests import make
from tests.auth import practitioner

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

OWN = {"Sec-Fetch-Site": "same-origin"}
PAGE = {**OWN, "Sec-Fetch-Dest": "document", "Accept": "text/html"}
SCRIPT = {**OWN, "Sec-Fetch-Dest": "empty", "Accept": "*/*"}
TEXT = 'It went "well" & <b>then</b>\r\n\r\nwe talked. ünï 🐎'


@pytest.fixture
def ada(app):
    account = make.account_of(practitioner("Ada Bell"))
    db.session.commit()
    return account


@pytest.fixture
def over(client, ada, sign_in, at, app):
    """Ada's browser, on a page of an hour ago, with the tokens checked; and the token her page holds."""
    sign_in(ada)
    app.config["WTF_CSRF_ENABLED"] = True
    token = form_token(client.get("/account").text)
    at("2026-11-19 10:32")
    return token


def form_token(html):
    return re.search(r'name="csrf_token" value="([^"]+)"', html).group(1)


def marked(app, mark):
    """A route that carries this mark, with 1 for every number in it."""
    rule = next(
        rule for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], mark, False) and "POST" in rule.methods
    )  # fmt: skip
    return re.sub(r"<[^>]+>", "1", rule.rule)


def hidden(html):
    found = re.findall(r'<input type="hidden" name="([^"]*)"[^>]* value="([^"]*)"', html)
    return [(unescape(name), unescape(value)) for name, value in found]


def test_a_page_sends_to_sign_in_and_back(client, over):
    answer = client.get("/account?a=1", headers=PAGE)
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/account?a%3D1")


def test_htmx_is_told_to_load_the_sign_in_page_whole(client, over):
    address = "http://localhost/account?q=a"
    for call in (client.get, client.post):
        answer = call("/account/sign-out-elsewhere" if call == client.post else "/account",
                      headers={"HX-Request": "true", "HX-Current-URL": address, **SCRIPT})  # fmt: skip
        assert (answer.status_code, answer.text) == (200, "")
        assert answer.headers["HX-Redirect"] == "/sign-in?next=/account?q%3Da"


@pytest.mark.parametrize("address", ["https://evil.example/x", "//evil.example", "javascript:alert(1)", "nonsense"])
def test_htmx_cannot_be_told_to_come_back_elsewhere(client, over, address):
    answer = client.get("/account", headers={"HX-Request": "true", "HX-Current-URL": address})
    assert answer.headers["HX-Redirect"] == "/sign-in"


def test_the_script_of_a_draft_is_told_in_its_own_words(client, over, app):
    answer = client.post(marked(app, "in_place"), data={"text": "x"}, headers=SCRIPT)
    assert (answer.status_code, answer.json) == (401, {"signed_out": True})


def test_an_ended_sign_in_is_not_taken_for_a_forged_form(client, over):
    for data in ({}, {"csrf_token": over}, {"csrf_token": "made up"}):
        answer = client.post("/account/sign-out-elsewhere", data=data, headers=PAGE)
        assert answer.status_code == 401
        assert "You were signed out" in answer.text


def test_what_was_typed_is_carried_past_the_sign_in(client, ada, over, app):
    to = marked(app, "carries")
    typed = [("lead.notes", TEXT), ("choice", "a"), ("choice", "b"), ("email", "not@an.answer"),
             ("password", "secret word"), ("csrf_token", over)]  # fmt: skip
    answer = client.post(to, data=_multi(typed), headers=PAGE)
    assert answer.status_code == 401
    assert "What you wrote is kept" in answer.text
    assert "secret word" not in answer.text
    assert f'value="{ada.email}"' in answer.text
    kept = hidden(answer.text)
    wrong = client.post("/sign-in", data=_multi([*kept, ("email", ada.email), ("password", "wrong one")]), headers=PAGE)
    assert wrong.status_code == 422
    kept = hidden(wrong.text)
    done = client.post(
        "/sign-in", data=_multi([*kept, ("email", ada.email), ("password", make.PASSWORD)]), headers=PAGE
    )
    assert done.status_code == 200
    assert "Your answers are below and not saved yet" in done.text
    assert f'action="{to}"' in done.text
    again = hidden(done.text)
    assert [pair for pair in again if pair[0] != "csrf_token"] == [
        ("lead.notes", TEXT), ("choice", "a"), ("choice", "b"), ("email", "not@an.answer"),
    ]  # fmt: skip
    assert dict(again)["csrf_token"] != over
    assert client.post(to, data=_multi(again), headers=PAGE).status_code not in (400, 401)


def _multi(pairs):
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def test_another_person_does_not_get_what_was_typed(client, ada, over, app):
    bo = make.account_of(practitioner("Bo Quiet"))
    db.session.commit()
    kept = hidden(client.post(marked(app, "carries"), data={"notes": TEXT}, headers=PAGE).text)
    answer = client.post("/sign-in", data=_multi([*kept, ("email", bo.email), ("password", make.PASSWORD)]))
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize("change", [{"account": "2"}, {"account": ""}, {"account": "MQ.aaaa"}])
def test_whose_the_typed_text_is_cannot_be_made_up(client, ada, over, app, change):
    kept = dict(hidden(client.post(marked(app, "carries"), data={"notes": TEXT}, headers=PAGE).text))
    answer = client.post("/sign-in", data={**kept, **change, "email": ada.email, "password": make.PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")


def test_the_carried_form_stays_inside_the_service(client, ada, over, app):
    kept = dict(hidden(client.post(marked(app, "carries"), data={"notes": TEXT}, headers=PAGE).text))
    kept["carry_to"] = "https://evil.example/collect"
    answer = client.post("/sign-in", data={**kept, "email": ada.email, "password": make.PASSWORD})
    assert answer.status_code == 200
    assert "evil.example" not in answer.text


def test_another_site_cannot_have_its_text_carried(client, ada, over, app):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        answer = client.post(
            marked(app, "carries"), data={"notes": "planted"}, headers={**headers, "Accept": "text/html"}
        )
        assert answer.status_code == 401
        assert "planted" not in answer.text


def test_a_stranger_s_text_is_not_carried_for_anyone(client, app):
    answer = client.post(marked(app, "carries"), data={"notes": "planted"}, headers=PAGE)
    assert answer.status_code == 401
    assert "planted" not in answer.text


def test_only_marked_routes_carry(client, over):
    answer = client.post("/account/password", data={"new_password": "abc", "note": "planted"}, headers=PAGE)
    assert answer.status_code == 401
    assert "planted" not in answer.text


def in_place(client, account, password=make.PASSWORD, **headers):
    data = {"account": tokens.signed(account.id), "password": password}
    return client.post("/sign-in/in-place", data=data, headers=headers or SCRIPT)


def test_the_same_person_signs_in_on_the_page_they_are_writing_on(client, ada, over, app):
    answer = in_place(client, ada)
    assert answer.status_code == 200
    assert set(answer.json) == {"csrf_token"}
    headers = {**SCRIPT, "X-CSRFToken": answer.json["csrf_token"]}
    assert client.post("/account/sign-out-elsewhere", headers=headers).status_code == 303
    stale = client.post("/account/sign-out-elsewhere", headers={**SCRIPT, "X-CSRFToken": over})
    assert stale.status_code == 400, "the token of the ended sign-in is dead"


def test_in_place_a_wrong_password_is_counted_like_any_other(client, ada, over):
    for _ in range(10):
        answer = in_place(client, ada, "wrong password")
        assert answer.status_code == 422
        assert "is not right" in answer.json["message"]
    assert in_place(client, ada).status_code == 422
    failed = select(func.count()).where(Event.verb == "failed to sign in", Event.thing_id == ada.id)
    assert db.session.scalar(failed) == 11


@pytest.mark.parametrize("headers", [
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
    {"Accept": "*/*"}, {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, {"Origin": "null"},
])  # fmt: skip
def test_in_place_is_only_for_our_own_pages(client, ada, over, headers):
    assert in_place(client, ada, **headers).status_code == 400
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 1


def test_an_older_browser_says_so_by_its_origin(client, ada, over):
    assert in_place(client, ada, Origin="http://localhost").status_code == 200


@pytest.mark.parametrize("account", ["1", "", "MQ.x", "MQ", "eyJhIjoxfQ.x"])
def test_in_place_knows_whose_page_it_is(client, over, account):
    data = {"account": account, "password": make.PASSWORD}
    assert client.post("/sign-in/in-place", data=data, headers=SCRIPT).status_code == 400


def test_a_page_finds_the_token_of_a_sign_in_made_in_another_tab(client, ada, over):
    assert client.get("/sign-in/token", headers=SCRIPT).status_code == 401
    in_place(client, ada)
    answer = client.get("/sign-in/token", headers=SCRIPT)
    assert answer.json["account"] == tokens.signed(ada.id)
    assert answer.json["account_id"] == ada.id
    headers = {**SCRIPT, "X-CSRFToken": answer.json["csrf_token"]}
    assert client.post("/account/sign-out-elsewhere", headers=headers).status_code == 303


def test_after_a_weekend_the_page_still_knows_whom_to_ask(client, ada, over, app, at):
    at("2026-11-23 09:00")
    answer = client.post(marked(app, "carries"), data={"notes": TEXT}, headers=PAGE)
    assert "What you wrote is kept" in answer.text


@pytest.mark.parametrize("token", [None, "made up", "other session"])
def test_a_standing_sign_in_needs_its_own_form_token(client, another_client, ada, sign_in, app, token):
    other = sign_in(make.account_of(practitioner("Bo Quiet")), another_client())
    sign_in(ada)
    app.config["WTF_CSRF_ENABLED"] = True
    sent = form_token(other.get("/account").text) if token == "other session" else token
    data = {} if sent is None else {"csrf_token": sent}
    assert client.post("/account/sign-out-elsewhere", data=data, headers=PAGE).status_code == 400
