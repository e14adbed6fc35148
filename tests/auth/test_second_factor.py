"""Codes besides the password: set up before anything else, asked at the door and before what counts, and lost."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import func, select

from app.auth import actions, tokens
from app.auth.models import CODE, Account, OneTimeLink, SpareCode, UserSession
from app.auth.second_factor import factors, keys
from app.database import db
from app.history.actions import SERVICE
from app.history.models import Event
from app.language import plural
from tests import make
from tests.auth import practitioner

pytestmark = pytest.mark.any_engine

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)


@pytest.fixture
def fergus(app):
    account = make.account("Fergus MacGillivray", role="admin")
    db.session.commit()
    return account


@pytest.fixture
def ada(app):
    account = make.account_of(practitioner("Ada Bell"))
    db.session.commit()
    return account


def password(client, account, **more):
    return client.post("/sign-in", data={"email": account.email, "password": make.PASSWORD, **more})


def give(client, code, **more):
    return client.post("/sign-in/code", data={"code": code, **more})


def is_in(client):
    return client.get("/account").status_code == 200


def verbs(account):
    query = select(Event.verb).where(Event.thing == "account", Event.thing_id == account.id).order_by(Event.id)
    return list(db.session.scalars(query))


def shown(answer):
    """The key and the spare codes on a page."""
    key = re.search(r'class="code-key"><code>([A-Z2-7 ]+)<', answer.text)
    return (key.group(1).replace(" ", "") if key else ""), re.findall(r"<li><code>([a-z0-9-]+)<", answer.text)


def test_a_password_alone_opens_no_administrator(client, fergus):
    answer = password(client, fergus, next="/admin/accounts/")
    assert answer.location == "/sign-in/code?next=/admin/accounts/"
    for address in ("/", "/account", "/admin/accounts/", "/sign-in/token"):
        assert client.get(address).status_code in (303, 401), address
    assert give(client, make.code(fergus), next="/admin/accounts/").location == "/admin/accounts/"
    assert is_in(client)
    assert db.session.scalars(select(UserSession.proved_by)).one() == CODE
    assert verbs(fergus) == ["signed in"]


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_it_is_set_up_before_anything_else_can_be_reached(client, app, role):
    account = actions.create("sol@admins.example", "Sol Third", role, SERVICE, NOW)
    token = actions.make_link(account, SERVICE, NOW)
    db.session.commit()
    opened = client.post(f"/welcome/{token}", data={"new_password": make.PASSWORD, "again": make.PASSWORD})
    assert opened.location == "/sign-in/second-factor"
    assert not is_in(client)
    page = client.get("/sign-in/second-factor")
    key, _ = shown(page)
    assert pyotp.parse_uri(keys.address(account, key)).secret == key
    assert "<svg" in page.text
    assert db.session.get_one(Account, account.id).totp_secret is None, "it counts once a code of it was given"
    assert key not in client.get_cookie("s").value
    assert client.post("/sign-in/second-factor", data={"code": "000000"}).status_code == 422
    assert not is_in(client)
    done = client.post("/sign-in/second-factor", data={"code": pyotp.TOTP(key).at(NOW)})
    _, spare = shown(done)
    assert len(set(spare)) == 10
    assert is_in(client)
    assert client.get("/sign-in/second-factor").status_code == 303, "it is never shown again"
    kept = db.session.get_one(Account, account.id)
    assert key not in kept.totp_secret
    assert keys.opened(kept.totp_secret)[0] == key
    hashes = list(db.session.scalars(select(SpareCode.code_hash)))
    assert tokens.kept(spare[0].replace("-", "")) in hashes
    assert verbs(account)[-2:] == ["second factor set up", "signed in"]


def test_whoever_has_none_yet_sets_it_up_at_the_next_sign_in(client, app):
    nerys = make.account("Nerys", role="auditor", totp_secret=None, totp_set_at=None)
    assert password(client, nerys).location == "/sign-in/second-factor"
    assert not is_in(client)


def test_a_code_counts_once_and_one_step_either_way(client, fergus, another_client, at):
    totp, now = pyotp.TOTP(make.TOTP_SECRET), NOW
    for seconds, counts in ((-60, False), (60, False), (-30, True), (0, True), (30, True)):
        browser = another_client()
        password(browser, fergus)
        give(browser, totp.at(now + timedelta(seconds=seconds)))
        assert is_in(browser) is counts, seconds
    browser = another_client()
    password(browser, fergus)
    for seconds in (-30, 0, 30):
        assert give(browser, totp.at(now + timedelta(seconds=seconds))).status_code == 422, "each counts once"


def test_wrong_codes_lock_however_often_the_password_is_right(client, fergus):
    for _ in range(5):
        password(client, fergus)
        for _ in range(2):
            assert give(client, "000000").status_code == 422
    assert db.session.get_one(Account, fergus.id).locked_at is not None
    assert verbs(fergus).count("failed to sign in") == 10
    assert verbs(fergus).count("locked") == 1
    assert password(client, fergus).status_code == 422
    assert give(client, make.code(fergus)).status_code == 303
    assert not is_in(client)


def test_a_right_code_forgives_the_wrong_ones(client, fergus):
    password(client, fergus)
    for wrong in ("000000", "", "１２３４５６", "12345", "x" * 41, "\x00" * 6):
        assert give(client, wrong).status_code == 422
    assert give(client, make.code(fergus)).status_code == 303
    assert db.session.get_one(Account, fergus.id).failed_count == 0
    assert "signed in after failed attempts" in verbs(fergus)


def test_the_password_step_is_over_after_ten_minutes_and_with_a_new_password(client, fergus, at):
    password(client, fergus)
    at("2026-11-19 09:43")
    assert give(client, make.code(fergus)).location == "/sign-in"
    assert not is_in(client)
    password(client, fergus)
    fergus.password_hash = "another"
    assert give(client, make.code(fergus)).location == "/sign-in"


def test_a_spare_code_lets_in_once(client, fergus, another_client):
    spare = factors._make_spare_codes(fergus)
    other = make.account("Ottilie", role="admin")
    password(client, other)
    assert give(client, spare[0]).status_code == 422, "it is somebody else's"
    password(client, fergus)
    assert give(client, f" {spare[0].upper()} ").status_code == 303
    assert is_in(client)
    assert plural(9, "spare code") in client.get("/account").text
    again = another_client()
    password(again, fergus)
    assert give(again, spare[0]).status_code == 422


def test_a_second_administrator_resets_it_and_nobody_their_own(client, fergus, sign_in, another_client):
    sign_in(fergus)
    ottilie = sign_in(make.account("Ottilie Brandreth", role="admin"), another_client())
    assert client.post(f"/admin/accounts/{fergus.id}/second-factor/reset").status_code == 409
    assert "Reset the authenticator app" in ottilie.get(f"/admin/accounts/{fergus.id}").text
    assert ottilie.post(f"/admin/accounts/{fergus.id}/second-factor/reset").status_code == 303
    assert not is_in(client)
    assert "second factor reset" in verbs(fergus)
    assert password(client, fergus).location == "/sign-in/second-factor"
    assert not is_in(client)


def test_whoever_runs_the_service_can_reset_the_only_administrators(app, fergus):
    done = app.test_cli_runner().invoke(args=["user", "reset-second-factor", fergus.email])
    assert done.exit_code == 0, done.output
    assert not factors.has(db.session.get_one(Account, fergus.id))
    assert app.test_cli_runner().invoke(args=["user", "reset-second-factor", fergus.email]).exit_code == 1


def test_a_link_for_a_new_password_still_asks_the_code(client, fergus):
    token = actions.make_link(fergus, SERVICE, NOW)
    db.session.commit()
    chosen = {"new_password": "six geese a laying", "again": "six geese a laying"}
    assert client.post(f"/welcome/{token}", data=chosen).location == "/sign-in/code"
    assert not is_in(client)
    assert db.session.scalars(select(OneTimeLink.used_at)).one() is not None
    assert give(client, make.code(fergus)).status_code == 303
    assert is_in(client)


def test_a_demo_administrator_needs_none_where_demos_stand(client, app):
    demo = make.account("Fergus", role="admin", totp_secret=None, totp_set_at=None, is_demo=True)
    assert password(client, demo).location == "/"
    assert is_in(client)


def test_the_box_of_a_draft_lets_nobody_in_who_needs_a_code(client, fergus):
    data = {"account": tokens.signed(fergus.id), "password": make.PASSWORD}
    answer = client.post("/sign-in/in-place", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 400
    assert not is_in(client)


def test_staff_switch_it_on_and_off_for_themselves(client, ada, sign_in, another_client):
    elsewhere = sign_in(ada, another_client())
    sign_in(ada)
    assert client.get("/account/second-factor").location == "/account"
    client.post("/account/second-factor/start")
    key, _ = shown(client.get("/account/second-factor"))
    done = client.post("/account/second-factor", data={"code": pyotp.TOTP(key).at(NOW)})
    assert len(shown(done)[1]) == 10
    assert not is_in(elsewhere)
    assert "A code is asked with your password" in client.get("/account").text
    proof = {"password": make.PASSWORD, "code": pyotp.TOTP(key).at(NOW + timedelta(seconds=30))}
    client.post("/account/second-factor/off", data={**proof, "code": "000000"})
    assert factors.has(db.session.get_one(Account, ada.id))
    client.post("/account/second-factor/off", data=proof)
    kept = db.session.get_one(Account, ada.id)
    assert (kept.totp_secret, kept.totp_set_at) == (None, None)
    assert db.session.scalar(select(func.count()).select_from(SpareCode)) == 0
    assert "second factor set up" in verbs(ada)
    assert verbs(ada)[-1] == "second factor switched off"


@pytest.mark.parametrize(
    ("given", "box", "words", "counted"),
    [
        ({"password": "not the one"}, "off-password", "The password is not right", 1),
        ({"password": ""}, "off-password", "Enter your password", 0),
        ({"code": "000000"}, "off-code", "The code is not right, or was used before", 1),
        ({"code": ""}, "off-code", "Enter the code", 0),
    ],
)
def test_a_wrong_proof_is_told_at_its_box_and_switches_nothing_off(client, ada, sign_in, given, box, words, counted):
    sign_in(ada)
    ada.totp_secret, ada.totp_set_at = keys.sealed(make.TOTP_SECRET), NOW
    db.session.commit()
    proof = {"password": make.PASSWORD, "code": make.code(ada)}
    answer = client.post("/account/second-factor/off", data=proof | given)
    assert (answer.status_code, "<title>Error: " in answer.text) == (422, True)
    assert f'<a href="#{box}">{words}</a>' in answer.text
    assert re.search(f'id="{box}-error".*{words}.*\\n.*aria-describedby="[^"]*{box}-error"', answer.text)
    kept = db.session.get_one(Account, ada.id, populate_existing=True)
    assert (factors.has(kept), kept.failed_count) == (True, counted)


def test_a_new_password_with_a_wrong_code_says_so_at_the_code(client, fergus, sign_in):
    sign_in(fergus)
    chosen = {"current_password": make.PASSWORD, "new_password": "six geese a laying", "again": "six geese a laying"}
    answer = client.post("/account/password", data={**chosen, "code": "000000"})
    assert '<a href="#code">The code is not right, or was used before</a>' in answer.text
    assert "current_password-error" not in answer.text


def test_beginning_it_with_a_wrong_password_says_so_at_its_box(client, ada, sign_in, at):
    sign_in(ada)
    at("2026-11-19 09:50")
    answer = client.post("/account/second-factor/start", data={"password": "not the one"})
    assert answer.status_code == 422
    assert '<a href="#start-password">The password is not right</a>' in answer.text


def test_an_administrator_cannot_switch_it_off(client, fergus, sign_in):
    sign_in(fergus)
    proof = {"password": make.PASSWORD, "code": make.code(fergus)}
    assert client.post("/account/second-factor/off", data=proof).status_code == 409
    assert factors.has(db.session.get_one(Account, fergus.id))


def test_a_new_password_takes_the_old_one_and_a_code(client, fergus, sign_in):
    sign_in(fergus)
    chosen = {"current_password": make.PASSWORD, "new_password": "six geese a laying", "again": "six geese a laying"}
    assert client.post("/account/password", data=chosen).status_code == 422
    assert client.post("/account/password", data={**chosen, "code": make.code(fergus)}).status_code == 303


# A new secret key


def test_a_new_key_ends_nothing_while_the_old_one_is_named(client, fergus, sign_in, app, another_client):
    """The drill: everything made with the old key is used with the new one, and then the old one is forgotten."""
    sign_in(fergus)
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get("/account").text
    old_form = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    old_signed, old_secret = tokens.signed(fergus.id), fergus.totp_secret
    old, new = app.config["SECRET_KEY"], "a new key of the tests, and long enough"
    app.config.update(SECRET_KEY=new, SECRET_KEY_FALLBACKS=[old], WTF_CSRF_SECRET_KEY=[old, new])
    assert is_in(client), "cookies"
    elsewhere = client.post("/account/sign-out-elsewhere", data={"csrf_token": old_form})
    assert elsewhere.status_code == 303, "forms that were open"
    assert tokens.account_in(old_signed) == fergus.id
    app.config["WTF_CSRF_ENABLED"] = False
    browser = another_client()
    password(browser, fergus)
    assert give(browser, make.code(fergus)).status_code == 303, "second factors"
    assert db.session.get_one(Account, fergus.id).totp_secret != old_secret, "encrypted anew as it was used"
    app.config.update(SECRET_KEY_FALLBACKS=[], WTF_CSRF_SECRET_KEY=[new])
    assert tokens.account_in(old_signed) is None
    assert not is_in(another_client())
    assert is_in(browser), "what was renewed meanwhile lives on"
    third = another_client()
    password(third, fergus)
    assert give(third, make.code(fergus)).status_code == 303
    app.config["SECRET_KEY"] = "a third key that nobody announced before"
    assert not is_in(browser)
    assert factors.accept(db.session.get_one(Account, fergus.id), make.code(fergus), NOW) is False
