"""Signing in with a work account, at a real identity provider in a process of its own."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from requests import RequestException
from sqlalchemy import func, select

from app.auth import actions
from app.auth.models import PROVIDER, Account, Identity, SignInAttempt, UserSession
from app.auth.second_factor import keys
from app.auth.work_account import identities, providers
from app.database import db
from app.history.actions import SERVICE
from app.history.models import Event
from tests import make, papers
from tests.auth import practitioner, work_accounts
from tests.auth.test_ended import marked
from tests.auth.work_accounts import Traveller, really_now

pytestmark = pytest.mark.any_engine  # what it asks the database runs on both engines in test_identities.py
SUBJECT = "ada-0001"


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    with work_accounts.own_provider() as address:
        yield address


@pytest.fixture
def service(app, at, provider):
    """The service, told about the provider, at the provider's time of day."""
    app.config.update(work_accounts.settings(provider))
    app.extensions.pop("identity_provider", None)
    at(really_now())
    return app


@pytest.fixture
def ada(service):
    account = make.account_of(practitioner("Ada Bell"))
    link(account)
    return account


@pytest.fixture
def traveller(service, client):
    return Traveller(client)


def link(account, subject=SUBJECT):
    identities.link(account, providers.issuer(), subject, SERVICE, really_now())
    db.session.commit()


def verbs(account_id):
    query = select(Event.verb).where(Event.thing == "account", Event.thing_id == account_id).order_by(Event.id)
    return list(db.session.scalars(query))


def last_reason():
    return db.session.scalars(select(Event.reason).order_by(Event.id.desc()).limit(1)).one()


def later(at, **by):
    at(really_now() + timedelta(**by))


def prove_again(ada, at, client):
    """Put the sign-in's proof into the past, instead of moving a clock that the provider does not follow."""
    standing = db.session.scalars(select(UserSession).where(UserSession.account_id == ada.id)).one()
    standing.proved_at = really_now() - timedelta(minutes=16)
    db.session.commit()


def test_a_linked_work_account_lets_in_and_goes_on(traveller, ada):
    page = traveller.client.get("/sign-in?next=/account?x%3D1").text
    assert "Sign in with your work account" in page
    answer = traveller.enters(SUBJECT, "/sign-in/work-account?next=/account?x%3D1")
    assert (answer.status_code, answer.location) == (303, "/account?x=1")
    assert "Ada Bell, Probation Officer" in traveller.client.get("/account").text
    assert verbs(ada.id)[-1] == "signed in"
    assert db.session.scalars(select(UserSession.proved_by)).one() == PROVIDER
    attempts = db.session.scalars(select(SignInAttempt)).all()
    assert [attempt.is_right for attempt in attempts] == [True]


def test_nothing_secret_stands_in_an_address_and_the_code_alone_is_worth_nothing(traveller, another_client, ada):
    address = traveller.sent()
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert not {"code_verifier", "client_secret"} & set(asked)
    back = traveller.comes_back(address, SUBJECT)
    stolen = another_client().get(back)
    assert stolen.status_code == 403, "another browser has no use for it"
    assert traveller.client.get(back).status_code == 303


def test_an_answer_counts_once(traveller, ada):
    back = traveller.comes_back(traveller.sent(), SUBJECT)
    assert traveller.client.get(back).status_code == 303
    traveller.client.post("/sign-out")
    again = traveller.client.get(back)
    assert again.status_code == 403
    assert "used before" in again.text
    assert traveller.client.get("/account").status_code == 303


def test_a_cookie_put_back_does_not_make_a_code_count_twice(traveller, ada):
    address = traveller.sent()
    kept = traveller.client.get_cookie("s").value
    back = traveller.comes_back(address, SUBJECT)
    assert traveller.client.get(back).status_code == 303
    traveller.client.post("/sign-out")
    traveller.client.set_cookie("s", kept)
    assert traveller.client.get(back).status_code == 403
    assert "the provider did not know the code" in last_reason()


def test_a_trip_that_took_too_long_is_over(traveller, ada, at):
    address = traveller.sent()
    back = traveller.comes_back(address, SUBJECT)
    later(at, minutes=21)
    assert traveller.client.get(back).status_code == 403


@pytest.mark.parametrize("made_up", ["", "?state=x&code=y", "?error=access_denied&state=", "?state=%00&code=%00"])
def test_what_nobody_waits_for_is_answered_in_words_counted_and_noted(traveller, made_up):
    answer = traveller.client.get(f"/sign-in/work-account/back{made_up}")
    assert answer.status_code == 403
    assert "You are not signed in" in answer.text
    assert db.session.scalar(select(func.count()).select_from(SignInAttempt)) == 1
    assert verbs(0) == ["failed to sign in"]


@pytest.mark.parametrize("as_what", ["image", "empty", "iframe"])
def test_what_another_page_loads_is_no_attempt_of_anybody(traveller, as_what):
    """A page elsewhere that loads a hundred pictures from here would keep a whole office from signing in."""
    answer = traveller.client.get("/sign-in/work-account/back?state=x", headers={"Sec-Fetch-Dest": as_what})
    assert answer.status_code == 400
    assert db.session.scalar(select(func.count()).select_from(SignInAttempt)) == 0
    assert verbs(0) == []


def test_somebody_who_says_no_there_is_told_so_here(traveller, ada):
    answer = traveller.enters(deny="1")
    assert answer.status_code == 403
    assert "You did not sign in with your work account" in answer.text


LIES = [
    {"nonce": "another"}, {"aud": ["another service"]}, {"iss": "https://another.example"}, {"exp": 1_000_000},
    {"iat": 4_000_000_000}, {"key": True}, {"sub": ""}, {"sub": 17}, {"sub": "x" * 301}, {"sub": "ada\n0001"},
    {"aud": ["oversight", "another"], "azp": "another"}, {"nonce": None},
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_token_that_is_not_right_in_every_part_opens_nothing(traveller, ada, lie):
    answer = traveller.enters(SUBJECT, lies=json.dumps(lie))
    assert answer.status_code == 403
    assert traveller.client.get("/account").status_code == 303
    assert "work account" in last_reason()


def test_an_unknown_work_account_is_told_what_to_do_and_gets_nothing(traveller, ada):
    answer = traveller.enters("somebody-else", lies=json.dumps({"email": ada.email}))
    assert answer.status_code == 403, "an e-mail address links nothing"
    assert "Ask an administrator" in answer.text
    assert "somebody-else" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1


@pytest.mark.parametrize("state", ["closed_at", "locked_at"])
def test_a_closed_or_locked_account_stays_shut(traveller, ada, state):
    setattr(ada, state, really_now())
    answer = traveller.enters(SUBJECT)
    assert answer.status_code == 403
    assert "closed or locked" in answer.text
    assert traveller.client.get("/account").status_code == 303


def test_a_demo_account_is_nothing_in_production(traveller, ada, service):
    ada.is_demo = True
    service.config["PRODUCTION"] = True
    assert traveller.enters(SUBJECT).status_code == 403


def test_a_hundred_answers_a_minute_from_one_place_are_enough(traveller, ada):
    for number in range(100):
        db.session.add(SignInAttempt(email_hash=str(number), origin="127.0.0.1", at=really_now()))
    answer = traveller.enters(SUBJECT)
    assert answer.status_code == 429
    assert "Wait a minute" in answer.text


def test_a_provider_that_is_down_leaves_the_password(client, ada, service):
    service.config["OIDC_ISSUER"] = "http://127.0.0.1:9"
    answer = client.get("/sign-in/work-account")
    assert answer.status_code == 503
    assert "sign in with your password" in answer.text
    page = client.get("/sign-in")
    assert page.status_code == 200
    assert client.post("/sign-in", data={"email": ada.email, "password": make.PASSWORD}).status_code == 303


def test_what_a_provider_says_of_itself_is_asked_once_an_hour_and_outlives_it(traveller, service, at, monkeypatch):
    asked = []

    def fail(_session, where, **_how):
        asked.append(where)
        raise RequestException

    traveller.sent()
    monkeypatch.setattr(providers.OAuth2Session, "get", fail)
    traveller.sent()
    assert asked == []
    later(at, minutes=61)
    traveller.sent()
    assert len(asked) == 1, "what it said before holds while it is down"
    service.config["OIDC_ISSUER"] = "http://127.0.0.1:9"
    assert traveller.client.get("/sign-in/work-account").status_code == 503, "what another one said does not"


def test_where_staff_have_no_passwords_only_administrators_do(client, ada, service, sign_in, another_client):
    service.config["SIGN_IN_WITH"] = "provider"
    refused = client.post("/sign-in", data={"email": ada.email, "password": make.PASSWORD})
    assert refused.status_code == 422
    assert "<details" in client.get("/sign-in").text
    sign_in(make.account("Fergus MacGillivray", role="admin"), another_client())
    invited, token = actions.invite(practitioner("Una Newton"), SERVICE, really_now())
    db.session.commit()
    assert 'name="new_password"' not in client.get(f"/welcome/{token}").text
    chosen = {"new_password": make.PASSWORD, "again": make.PASSWORD}
    assert client.post(f"/welcome/{token}", data=chosen).status_code == 403
    assert db.session.get_one(Account, invited.id).password_hash is None


def test_a_second_proof_can_be_asked_of_the_provider(traveller, ada, service):
    service.config["OIDC_REQUIRED_ACR"] = frozenset({"mfa"})
    assert parse_qs(urlsplit(traveller.sent()).query)["acr_values"] == ["mfa"]
    assert traveller.enters(SUBJECT).status_code == 403
    assert traveller.enters(SUBJECT, lies=json.dumps({"amr": ["pwd"]})).status_code == 403
    assert traveller.enters(SUBJECT, lies=json.dumps({"amr": ["pwd", "mfa"]})).status_code == 303


def test_several_claims_can_name_one_person(traveller, ada, service):
    service.config["OIDC_SUBJECT_CLAIMS"] = ("tid", "oid")
    link(make.account_of(practitioner("Bo Quiet")), "office-1,bo")
    assert traveller.enters(SUBJECT).status_code == 403
    assert traveller.enters(SUBJECT, lies=json.dumps({"tid": "office-1", "oid": "bo"})).status_code == 303
    assert "Bo Quiet" in traveller.client.get("/account").text


# Linking


def test_an_invitation_is_opened_with_a_work_account_and_no_password(traveller, service):
    invited, token = actions.invite(practitioner("Una Newton"), SERVICE, really_now())
    db.session.commit()
    assert "Use your work account" in traveller.client.get(f"/welcome/{token}").text
    address = traveller.sent(f"/welcome/{token}/work-account", post=True)
    answer = traveller.client.get(traveller.comes_back(address, "una-1"))
    assert answer.location == "/"
    assert verbs(invited.id)[-2:] == ["work account linked", "signed in"]
    assert db.session.get_one(Account, invited.id).password_hash is None
    assert traveller.client.get(f"/welcome/{token}").status_code == 410
    assert traveller.client.post(f"/welcome/{token}/work-account").status_code == 410
    traveller.client.post("/sign-out")
    assert traveller.enters("una-1").status_code == 303


def test_a_link_opens_no_account_with_a_second_factor_without_its_code(traveller, service):
    """Whoever made the link, or found it, would otherwise be in with a work account and nobody would notice."""
    kept = keys.fresh()
    ada = make.account_of(practitioner("Ada Bell"))
    ada.totp_secret, ada.totp_set_at = kept, really_now()
    token = actions.make_link(ada, SERVICE, really_now())
    db.session.commit()
    page = traveller.client.get(f"/welcome/{token}").text
    assert "does not stand in for its code" in page
    assert "/work-account" not in page
    address = traveller.sent(f"/welcome/{token}/work-account", post=True)
    assert traveller.client.get(traveller.comes_back(address, "mallory")).status_code == 409
    assert identities.of(ada.id) == []
    assert traveller.client.get("/account").status_code == 303


def test_an_invitation_used_while_somebody_was_away_is_over(traveller, service):
    _invited, token = actions.invite(practitioner("Una Newton"), SERVICE, really_now())
    db.session.commit()
    address = traveller.sent(f"/welcome/{token}/work-account", post=True)
    chosen = {"new_password": make.PASSWORD, "again": make.PASSWORD}
    traveller.client.post(f"/welcome/{token}", data=chosen)
    assert traveller.client.get(traveller.comes_back(address, "una-1")).status_code in (403, 410)
    assert db.session.scalar(select(func.count()).select_from(Identity)) == 0


def test_somebody_signed_in_links_their_own_after_a_proof(traveller, service, sign_in, at):
    bo = make.account_of(practitioner("Bo Quiet"))
    sign_in(bo, traveller.client)
    prove_again(bo, at, traveller.client)
    assert traveller.client.post("/account/work-account").location == "/prove?next=/account"
    wrong = {"password": "wrong", "next": "/account"}
    assert traveller.client.post("/prove", data=wrong).status_code == 422
    assert traveller.client.post("/prove", data={**wrong, "password": make.PASSWORD}).location == "/account"
    address = traveller.sent("/account/work-account", post=True)
    assert parse_qs(urlsplit(address).query)["prompt"] == ["login"]
    assert traveller.client.get(traveller.comes_back(address, "bo-1")).location == "/account"
    assert verbs(bo.id)[-1] == "work account linked"
    assert identities.account_of(providers.issuer(), "bo-1").id == bo.id


def test_one_work_account_opens_one_account(traveller, ada, sign_in, another_client):
    bo = make.account_of(practitioner("Bo Quiet"))
    other = Traveller(sign_in(bo, another_client()))
    address = other.sent("/account/work-account", post=True)
    refused = other.client.get(other.comes_back(address, SUBJECT))
    assert refused.status_code == 409
    assert "opens one account" in refused.text
    assert identities.account_of(providers.issuer(), SUBJECT).id == ada.id


def test_an_administrator_sees_and_unlinks_it(traveller, ada, sign_in, another_client):
    traveller.enters(SUBJECT)
    fergus = sign_in(make.account("Fergus MacGillivray", role="admin"), another_client())
    page = fergus.get(f"/admin/accounts/{ada.id}").text
    assert SUBJECT in page
    to = re.search(r"/admin/accounts/\d+/work-account/\d+/unlink", page).group()
    assert fergus.post(to.replace(f"/{ada.id}/", "/1234/")).status_code == 404
    assert fergus.post(to).status_code == 303
    assert traveller.client.get("/account").status_code == 303, "signed out within one request"
    assert traveller.enters(SUBJECT).status_code == 403
    assert "work account unlinked" in verbs(ada.id)


def test_nobody_opens_an_administrator_of_a_work_account_with_a_link(service, sign_in, client):
    other = make.account("Ottilie Brandreth", role="admin", password_hash=None, totp_set_at=None, totp_secret=None)
    link(other, "ottilie")
    fergus = sign_in(make.account("Fergus MacGillivray", role="admin"))
    assert fergus.post(f"/admin/accounts/{other.id}/link").status_code == 409


# Proving again


@pytest.fixture
def waiting(service, traveller):
    """A record that waits for Lowri, whose work account signed her in more than a quarter of an hour ago."""
    u = make.unit()
    lowri = make.account_of(u.lowri)
    lowri.password_hash = None
    link(lowri)
    record = papers.session(u.isla, u.lowri, "sent")
    traveller.enters(SUBJECT)
    prove_again(lowri, None, traveller.client)
    return record


def signing(client, record):
    page = client.get(f"/records/{record.id}").text
    stamp = re.search(r'name="fingerprint" value="(\w+)"', page).group(1)
    return client.post(f"/records/{record.id}/sign", data={"fingerprint": stamp, "comment": "My own words."})


def test_a_signature_asks_the_provider_and_coming_back_signs_nothing(waiting, traveller):
    client = traveller.client
    page = client.get(f"/records/{waiting.id}").text
    assert 'type="password"' not in page
    assert "Sign in again with your work account" in page
    refused = signing(client, waiting)
    assert refused.status_code == 422
    assert "My own words." in refused.text
    address = traveller.sent(f"/prove?next=/records/{waiting.id}")
    asked = parse_qs(urlsplit(address).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    with client.session_transaction() as held:
        before = held["_user_id"]
    assert client.get(traveller.comes_back(address, SUBJECT)).location == f"/records/{waiting.id}"
    with client.session_transaction() as held:
        assert held["_user_id"] != before
    assert waiting.turn == "subject", "coming back signs nothing"
    assert signing(client, waiting).status_code == 303
    assert "signed" in verbs_of(waiting)


def verbs_of(record):
    return list(db.session.scalars(select(Event.verb).where(Event.thing == "record", Event.thing_id == record.id)))


def test_somebody_elses_proof_is_refused_and_noted(waiting, traveller, ada_too):
    for sub in ("ada-0002", "nobody-known"):
        answer = traveller.enters(sub, f"/prove?next=/records/{waiting.id}")
        assert answer.status_code == 403
        assert "not your work account" in answer.text
        assert "somebody else" in last_reason()
    assert signing(traveller.client, waiting).status_code == 422


@pytest.fixture
def ada_too(service):
    account = make.account_of(practitioner("Ada Bell"))
    link(account, "ada-0002")
    return account


@pytest.mark.parametrize("claimed", [None, 1_000_000_000])
def test_an_old_proof_or_one_without_its_time_is_none(waiting, traveller, claimed):
    answer = traveller.enters(SUBJECT, f"/prove?next=/records/{waiting.id}", lies=json.dumps({"auth_time": claimed}))
    assert answer.status_code == 403
    assert "did not ask you to sign in again" in answer.text
    assert signing(traveller.client, waiting).status_code == 422


@pytest.mark.parametrize("age", [None, 17 * 60, 2 * 24 * 60 * 60])
def test_signing_in_anew_with_a_sign_in_that_stands_there_proves_nothing_new(waiting, traveller, age):
    """Somebody at an unlocked desk signs out and in again: the provider asks nothing, and nothing may be signed."""
    traveller.client.post("/sign-out")
    proved = age and int(really_now().timestamp()) - age
    assert traveller.enters(SUBJECT, lies=json.dumps({"auth_time": proved})).status_code == 303
    refused = signing(traveller.client, waiting)
    assert refused.status_code == 422
    assert "Sign in again with your work account" in refused.text
    if age != 17 * 60:
        assert "it is some time since you last proved who you are" in refused.text
    assert traveller.enters(SUBJECT, f"/prove?next=/records/{waiting.id}").status_code == 303
    assert signing(traveller.client, waiting).status_code == 303


def test_a_proof_that_comes_back_after_signing_out_is_none(waiting, traveller):
    address = traveller.sent(f"/prove?next=/records/{waiting.id}")
    back = traveller.comes_back(address, SUBJECT)
    db.session.query(UserSession).update({"ended_at": really_now()})
    answer = traveller.client.get(back)
    assert answer.status_code == 403
    assert traveller.client.get("/account").status_code == 303


# Ending


def test_signing_out_offers_to_leave_the_provider_too(traveller, ada):
    traveller.enters(SUBJECT)
    gone = traveller.client.post("/sign-out")
    page = traveller.client.get(gone.location).text
    assert "sign out of your work account too" in page
    to = traveller.client.get("/sign-out/work-account").location
    assert parse_qs(urlsplit(to).query)["client_id"] == ["oversight"]
    assert traveller.away.get(traveller.sent(), timeout=20, allow_redirects=False).status_code == 302, "still known"
    left = traveller.away.get(to, timeout=20, allow_redirects=False)
    assert urlsplit(left.headers["Location"]).path == "/sign-in"
    asked_again = traveller.away.get(traveller.sent(), timeout=20, allow_redirects=False)
    assert "Who are you?" in asked_again.text


def test_a_post_that_met_an_ended_sign_in_is_carried_on_from_another_tab(traveller, ada, app):
    own = {"Sec-Fetch-Site": "same-origin"}
    traveller.enters(SUBJECT)
    db.session.query(UserSession).update({"ended_at": really_now()})
    page = traveller.client.post(marked(app, "carries"), data={"a-kolb_2": "Kept words"}, headers=own)
    assert page.status_code == 401
    assert "opens in a new tab" in page.text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)"[^>]* value="([^"]*)"', page.text))
    not_yet = traveller.client.post("/sign-in/carried", data=fields, headers=own)
    assert not_yet.status_code == 401
    assert "not signed in yet" in not_yet.text
    assert "Kept words" in not_yet.text
    traveller.enters(SUBJECT, "/sign-in/work-account?next=/sign-in/done")
    shown = traveller.client.post("/sign-in/carried", data=fields, headers=own)
    assert shown.status_code == 200
    assert "Save my answers" in shown.text
    assert "Kept words" in shown.text
    assert traveller.client.post("/sign-in/carried", data=fields).status_code == 400, "only a page of ours asks"


def test_the_service_agrees_with_a_provider_that_others_made(service, client, ada):
    with work_accounts.running("oidc_provider_mock", "--user", SUBJECT, "-p") as address:
        service.config["OIDC_ISSUER"] = address
        link(ada)
        traveller = Traveller(client)
        assert traveller.enters(SUBJECT).status_code == 303
        assert "Ada Bell" in client.get("/account").text
        assert urlsplit(client.get("/sign-out/work-account").location).path == "/oauth2/end_session"
