"""Coming in by the front door, and being kept out of it."""

import re
import time
from datetime import UTC, datetime
from statistics import median
from urllib.parse import urljoin, urlsplit

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select

from app.auth import passwords
from app.auth.entry import door
from app.auth.models import Account, SignInAttempt, UserSession
from app.database import db
from app.history.models import Event
from tests import make
from tests.auth import practitioner

pytestmark = pytest.mark.any_engine

ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "/\\/evil.example",
    "https://evil.example", "https:evil.example", "http:/evil.example", "HTTPS://evil.example", "//evil.example/%2f..",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "mailto:a@b.c", "evil.example",
    "/\t/evil.example", "/\n/evil.example", "/\r\nSet-Cookie: a=b", "\t//evil.example", " //evil.example",
    "/ok\r\nLocation: https://evil.example", "/\x00/evil.example", "/\u2028/evil", "/%0d%0aSet-Cookie:a=b",
    "//user@evil.example", "/\u00a0/evil.example", "@evil.example", "?next=//evil.example", "//[::1]/",
    "/" + "a" * 3000,
]  # fmt: skip


def post(client, email, password="correct horse battery staple", **more):
    return client.post("/sign-in", data={"email": email, "password": password, **more.pop("data", {})}, **more)


def words(answer):
    found = re.search(r"data-error-summary.*?</ul>", answer.text, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found.group()) if found else ""


def verbs(account):
    query = select(Event.verb).where(Event.thing == "account", Event.thing_id == account.id).order_by(Event.id)
    return list(db.session.scalars(query))


@pytest.fixture
def ada(app):
    account = make.account_of(practitioner("Ada Bell"))
    db.session.commit()
    return account


def test_the_right_password_lets_in_and_goes_on_to_the_page_asked_for(client, ada):
    asked = client.get("/account?x=1")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/account?x%3D1")
    page = client.get(asked.location)
    assert 'name="next" value="/account?x=1"' in page.text
    answer = post(client, ada.email, data={"next": "/account?x=1"})
    assert (answer.status_code, answer.location) == (303, "/account?x=1")
    assert "Ada Bell, Probation Officer" in client.get("/account").text
    assert verbs(ada) == ["signed in"]


def test_the_address_may_be_typed_in_capitals_and_with_spaces(client, ada):
    assert post(client, f"  {ada.email.upper()} ").status_code == 303


def test_the_password_is_taken_exactly(client, ada):
    for wrong in (f" {make.PASSWORD}", f"{make.PASSWORD} ", make.PASSWORD.upper(), make.PASSWORD[:-1]):
        assert post(client, ada.email, wrong).status_code == 422


@pytest.mark.parametrize(
    "password",
    ["ñandú péñã ünïcode", "   spaces around   ", "🐎🔋📎🐎🔋📎🐎🔋", "x" * 71 + "abc", "a b\u00a0c\u200bdef"],
)
def test_any_characters_make_a_password_and_none_is_cut_off(client, ada, password):
    ada.password_hash = passwords.hashed(password)
    db.session.commit()
    assert post(client, ada.email, password[:-1]).status_code == 422
    assert post(client, ada.email, password).status_code == 303


@pytest.mark.parametrize("following", ELSEWHERE)
def test_signing_in_never_leads_out_of_the_service(client, ada, following):
    location = post(client, ada.email, data={"next": following}).headers["Location"]
    assert urlsplit(urljoin("http://localhost/sign-in", location)).netloc == "localhost"
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("following", ELSEWHERE)
def test_the_page_does_not_carry_an_address_elsewhere(client, ada, following):
    page = client.get("/sign-in", query_string={"next": following})
    assert page.status_code == 200
    carried = re.search(r'name="next" value="([^"]*)"', page.text)
    assert carried is None or carried.group(1).startswith("/%0d%0a")


def test_someone_already_signed_in_is_sent_home(client, ada, sign_in):
    sign_in(ada)
    assert client.get("/sign-in").location == "/"


def test_every_failure_says_the_same(client, ada):
    locked = make.account("Locked", locked_at=datetime(2026, 11, 1, tzinfo=UTC), failed_count=10)
    closed = make.account("Closed", closed_at=datetime(2026, 11, 1, tzinfo=UTC))
    invited = make.account("Invited", password_hash=None)
    db.session.commit()
    answers = [post(client, ada.email, "wrong password")]
    answers += [post(client, email) for email in (locked.email, closed.email, invited.email, "nobody@example.gov.uk")]
    assert {answer.status_code for answer in answers} == {422}
    assert len({words(answer) for answer in answers}) == 1
    assert "is not right" in words(answers[0])


def test_nothing_typed_as_password_comes_back_or_is_kept(client, ada):
    answer = post(client, ada.email, "my dog is called Rufus")
    assert "Rufus" not in answer.text
    assert ada.email in answer.text
    attempt = db.session.scalars(select(SignInAttempt)).one()
    assert ada.email not in attempt.email_hash


def test_the_tenth_wrong_password_in_a_row_locks(client, ada):
    for _ in range(9):
        post(client, ada.email, "wrong password")
    assert db.session.get(Account, ada.id).locked_at is None
    assert post(client, ada.email).status_code == 303, "nine wrong ones and the right one are forgiven"
    assert "signed in after failed attempts" in verbs(ada)
    client.post("/sign-out")
    for _ in range(10):
        post(client, ada.email, "wrong password")
    assert db.session.get(Account, ada.id).locked_at is not None
    assert post(client, ada.email).status_code == 422
    assert verbs(ada).count("locked") == 1
    assert verbs(ada).count("failed to sign in") == 20


def test_a_hundred_attempts_a_minute_from_one_place_are_enough(client, ada, at):
    at("2026-11-19 10:00")
    for number in range(100):
        db.session.add(
            SignInAttempt(email_hash=str(number), origin="127.0.0.1", at=datetime(2026, 11, 19, 9, 59, 30, tzinfo=UTC))
        )
    db.session.commit()
    at("2026-11-19 10:00:05")
    answer = post(client, ada.email)
    assert answer.status_code == 429
    assert "Wait a minute" in words(answer)
    assert post(client, ada.email, environ_base={"REMOTE_ADDR": "10.1.1.1"}).status_code == 303
    at("2026-11-19 10:00:31")
    assert post(client, ada.email).status_code == 303


def test_a_forwarded_address_is_not_believed_without_a_proxy(client, ada):
    for number in range(101):
        answer = post(client, "nobody@example.gov.uk", "x" * 129, headers={"X-Forwarded-For": f"10.0.0.{number}"})
    assert answer.status_code == 429


def test_a_password_too_long_is_refused_without_hashing(client, ada, app: Flask):
    started = time.perf_counter()
    for _ in range(5):
        assert post(client, ada.email, "x" * 900_000).status_code == 422
    assert time.perf_counter() - started < 2
    with app.test_request_context():
        assert not passwords.matches(passwords.hashed("x" * 129), "x" * 129)


def test_the_count_is_kept_before_the_password_is_looked_at(app, ada):
    with app.test_request_context():
        for _ in range(10):
            account = db.session.get(Account, ada.id)
            assert account is not None
            door._count(account)
        db.session.commit()
        with pytest.raises(door.NotLetIn):
            door.knock(ada.email, make.PASSWORD, "10.0.0.1", datetime(2026, 11, 19, tzinfo=UTC))


def test_a_known_address_takes_as_long_as_an_unknown_one(client, ada, app):
    hasher = PasswordHasher(time_cost=4)
    app.extensions["password_hasher"], before = hasher, app.extensions["password_hasher"]
    app.extensions["password_nobody"], nobody = hasher.hash("nobody"), app.extensions["password_nobody"]
    ada.password_hash = hasher.hash(make.PASSWORD)
    db.session.commit()
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    try:
        for number in range(16):
            for who, email in (("known", ada.email), ("unknown", f"nobody{number}@example.gov.uk")):
                db.session.get_one(Account, ada.id).failed_count = 0
                db.session.commit()
                started = time.process_time()
                assert post(client, email, "wrong password").status_code == 422
                took[who].append(time.process_time() - started)
    finally:
        app.extensions.update(password_hasher=before, password_nobody=nobody)
    assert median(took["known"]) / median(took["unknown"]) == pytest.approx(1, abs=0.05)


def test_a_guess_at_a_password_costs_64_mebibytes_four_times_over():
    service = Flask("as it runs")
    passwords.init_app(service)
    with service.app_context():
        assert passwords.hashed(make.PASSWORD).startswith("$argon2id$v=19$m=65536,t=4,p=4$")


def test_a_session_planted_before_signing_in_is_dead_after_it(client, another_client, ada):
    client.get("/sign-in")
    planted = client.get_cookie("s").value
    post(client, ada.email)
    thief = another_client()
    thief.set_cookie("s", planted)
    assert thief.get("/account").status_code == 303
    with client.session_transaction() as held:
        first = held["_user_id"]
    client.post("/sign-out")
    post(client, ada.email)
    with client.session_transaction() as held:
        assert held["_user_id"] != first


def test_a_cookie_with_any_letter_changed_opens_nothing(client, another_client, ada, sign_in):
    sign_in(ada)
    good = client.get_cookie("s").value
    thief = another_client()
    for place in range(0, len(good), 7):
        if good[place + 1 : place + 2] in ("", "."):
            continue  # the last letter of a part holds spare bits: two letters may mean the same bytes
        changed = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        thief.set_cookie("s", changed)
        assert thief.get("/account").status_code == 303, place
    thief.set_cookie("s", good)
    assert thief.get("/account").status_code == 200


def test_the_token_is_random_and_only_its_hash_is_kept(client, ada, sign_in):
    sign_in(ada)
    with client.session_transaction() as held:
        token = held["_user_id"]
    assert len(token) >= 43  # 256 bits in base 64
    assert db.session.scalars(select(UserSession)).one().token_hash != token
    assert db.session.scalar(select(func.count()).where(UserSession.token_hash == token)) == 0


def test_the_cookie_is_for_this_browser_and_site_only(client, ada, app):
    app.config.update(SESSION_COOKIE_NAME="__Host-s", SESSION_COOKIE_SECURE=True)
    cookie = post(client, ada.email).headers["Set-Cookie"]
    assert cookie.startswith("__Host-s=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert "Expires" not in cookie


def test_a_demo_account_is_nothing_in_production(client, ada, app):
    ada.is_demo = True
    db.session.commit()
    assert post(client, ada.email).status_code == 303
    client.post("/sign-out")
    app.config["PRODUCTION"] = True
    assert post(client, ada.email).status_code == 422


def test_signing_out_leaves_nothing_behind(client, ada, sign_in):
    sign_in(ada)
    answer = client.post("/sign-out")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get_cookie("s") is None
    assert client.get("/account").status_code == 303
    assert "You are signed out" in client.get(answer.location).text
    assert client.get("/sign-out").status_code == 405
    assert verbs(ada) == ["signed in", "signed out"]


def test_signing_out_twice_is_no_error(client, ada):
    assert client.post("/sign-out").status_code == 303


def test_a_forged_sign_in_form_is_refused(client, ada, app):
    app.config["WTF_CSRF_ENABLED"] = True
    assert post(client, ada.email).status_code == 400
    page = client.get("/sign-in").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    assert post(client, ada.email, data={"csrf_token": token}).status_code == 303
