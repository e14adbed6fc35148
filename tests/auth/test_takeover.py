"""What somebody may try who wants an account that is not theirs: an administrator, a thief of a cookie or of a link."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from app.auth import actions, sessions
from app.auth.models import PROVIDER, Account, Identity, OneTimeLink, Proposal, UserSession
from app.auth.second_factor import factors
from app.auth.work_account import identities
from app.database import db
from app.history.actions import SERVICE, Actor, note
from app.people.models import Person
from tests import make
from tests.auth import practitioner
from tests.auth.test_second_factor import shown

pytestmark = pytest.mark.any_engine

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
ISSUER = "https://provider.example"


@pytest.fixture
def ada(app):
    account = make.account_of(practitioner("Ada Bell"))
    db.session.commit()
    return account


def entered_by_work_account(client, account):
    """A browser signed in as this account by the identity provider, without asking one."""
    token = sessions.begin(account, NOW, "10.0.0.1", PROVIDER)
    note("signed in", "account", account.id, Actor(account.id, account.name), NOW)
    db.session.commit()
    with client.session_transaction() as held:
        held["_user_id"] = token
    return client


def proof_is_old():
    for standing in db.session.scalars(select(UserSession)):
        standing.proved_at = NOW - timedelta(minutes=16)
    db.session.commit()


# An administrator who wants another's account


def test_an_administrator_whose_work_account_was_unlinked_is_not_opened_by_a_link(client, app, sign_in, another_client):
    other = make.account("Ottilie", role="admin", password_hash=None, totp_set_at=None, totp_secret=None)
    identities.link(other, ISSUER, "ottilie", SERVICE, NOW)
    entered_by_work_account(another_client(), other)
    held = db.session.scalars(select(Identity)).one()
    sign_in(make.account("Fergus", role="admin"))
    assert client.post(f"/admin/accounts/{other.id}/work-account/{held.id}/unlink").status_code == 303
    refused = client.post(f"/admin/accounts/{other.id}/link")
    assert refused.status_code == 409
    assert "opens another administrator" in refused.text
    assert db.session.scalars(select(OneTimeLink)).all() == []
    actions.make_link(other, Actor(None, "The command line"), NOW)


def test_a_link_from_before_does_not_open_what_the_account_became(client, app, sign_in, another_client):
    nerys = make.account("Nerys", role="auditor")
    first, second = (make.account(name, role="admin") for name in ("Fergus", "Ottilie"))
    db.session.commit()
    token = actions.make_link(nerys, Actor(first.id, first.name), NOW)
    given = {"email": nerys.email, "name": nerys.name, "role": "admin", "reason": "A change of duties"}
    assert sign_in(first).post("/admin/accounts/propose", data=given).status_code == 303
    proposal = db.session.scalars(select(Proposal)).one()
    other = sign_in(second, another_client())
    assert other.post(f"/admin/accounts/proposals/{proposal.id}/approve").status_code == 303
    assert client.get(f"/welcome/{token}").status_code == 410


def test_an_account_of_staff_becomes_no_administrators_by_an_address_they_no_longer_use(client, app, sign_in, ada):
    db.session.get_one(Person, ada.person_id).email = "ada.bell@elsewhere.example"
    db.session.commit()
    sign_in(make.account("Fergus", role="admin"))
    given = {"email": ada.email, "name": ada.name, "role": "admin", "reason": "A change of duties"}
    assert client.post("/admin/accounts/propose", data=given).status_code == 409


# A thief of a cookie


def test_a_key_begun_before_lunch_is_not_confirmed_after_it_without_a_proof(client, ada, sign_in):
    sign_in(ada)
    client.post("/account/second-factor/start")
    key, _ = shown(client.get("/account/second-factor"))
    proof_is_old()
    assert client.get("/account/second-factor").location == "/account"
    assert client.post("/account/second-factor", data={"code": pyotp.TOTP(key).at(NOW)}).location == "/account"
    assert not factors.has(db.session.get_one(Account, ada.id))
    standing = db.session.scalars(select(UserSession)).one()
    assert standing.proved_at == NOW - timedelta(minutes=16), "a code of a key that was just shown proves nothing"


def test_a_key_made_for_one_account_is_never_set_up_for_another(client, ada, sign_in):
    """Somebody at Ada's browser begins to sign in as an assurance reader without a second factor."""
    own = make.account("Nerys", role="auditor", totp_secret=None, totp_set_at=None)
    sign_in(ada)
    client.post("/sign-in", data={"email": own.email, "password": make.PASSWORD})
    key, _ = shown(client.get("/sign-in/second-factor"))
    assert client.get("/account/second-factor").location == "/account"
    client.post("/account/second-factor", data={"code": pyotp.TOTP(key).at(NOW)})
    assert not factors.has(db.session.get_one(Account, ada.id))


def test_a_password_alone_never_proves_an_administrator(client, app):
    """They came with a work account, and have a password from before codes were asked."""
    fergus = make.account("Fergus", role="admin", totp_secret=None, totp_set_at=None)
    entered_by_work_account(client, fergus)
    chosen = {"current_password": make.PASSWORD, "new_password": "six geese a laying", "again": "six geese a laying"}
    refused = client.post("/account/password", data=chosen)
    assert refused.status_code == 422
    assert "Set up an authenticator app first" in refused.text
    assert db.session.scalars(select(UserSession.proved_by)).one() == PROVIDER
