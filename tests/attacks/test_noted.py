"""What the security guidance asks to be noted is noted, each thing once: accounts, failures, rights, and denials."""

import logging

import pytest

from app.auth import actions, grants
from app.auth.commands import COMMAND_LINE
from app.database import db
from app.history.actions import Actor
from app.history.models import Event
from app.web.clock import now
from tests import make
from tests.auth import practitioner

pytestmark = pytest.mark.any_engine
NEW = "three sound words"


def noted(verb: str) -> int:
    """How often history says this."""
    return db.session.query(Event).filter_by(verb=verb).count()


def test_each_thing_that_happens_to_an_account_is_noted_once(app, client):
    person = practitioner("Ada Bell")
    account, token = actions.invite(person, COMMAND_LINE, now())
    db.session.commit()
    email, number = account.email, account.id
    client.post(f"/welcome/{token}", data={"new_password": make.PASSWORD, "again": make.PASSWORD})
    client.post("/sign-out")
    client.post("/sign-in", data={"email": email, "password": "wrong one"})
    client.post("/sign-in", data={"email": email, "password": make.PASSWORD})
    change = {"current_password": make.PASSWORD, "new_password": NEW, "again": NEW}
    client.post("/account/password", data=change)
    client.post("/account/sign-out-elsewhere")
    for _ in range(10):
        app.test_client().post("/sign-in", data={"email": email, "password": "wrong one"})
    mine = db.session.get_one(make.Account, number)
    actions.unlock(mine, COMMAND_LINE, now())
    actions.close(number, COMMAND_LINE, now(), "left")
    actions.reopen(mine, COMMAND_LINE, now(), "came back")
    actions.make_link(mine, COMMAND_LINE, now())
    db.session.commit()
    once = ("account made", "invitation made", "password set", "signed out", "signed in after failed attempts",
            "password changed", "signed out everywhere", "locked", "unlocked", "account closed", "account reopened",
            "new password link made")  # fmt: skip
    assert {verb: noted(verb) for verb in once} == dict.fromkeys(once, 1)
    assert noted("failed to sign in") == 11


def test_a_grant_notes_who_proposed_and_who_agreed(app):
    fergus, nerys = (make.account_of(practitioner(name)) for name in ("Fergus One", "Nerys Two"))
    first, second = (Actor(each.id, each.name) for each in (fergus, nerys))
    for role in ("auditor", "admin"):
        proposal = grants.propose("new@admins.example", "New Admin", role, "Needed", first, now())
        grants.approve(proposal, second, now())
    db.session.commit()
    assert (noted("proposed"), noted("approved"), noted("role changed")) == (2, 2, 1)
    assert db.session.query(Event).filter_by(verb="approved").first().actor == "Nerys Two"


def test_every_denial_is_in_the_log(client, sign_in, caplog, app):
    isla = practitioner("Isla Mbeki")
    account = make.account_of(isla)
    browser = sign_in(isla)
    logging.getLogger("oversight").propagate = True
    caplog.set_level(logging.INFO)
    for address, status in (("/admin/", 403), ("/records/999999", 404), ("/nowhere", 404)):
        caplog.clear()
        assert browser.get(address).status_code == status
        (line,) = [each.msg for each in caplog.records if isinstance(each.msg, dict) and "status" in each.msg]
        assert (line["status"], line["method"]) == (status, "GET")
        assert line["account"] in (account.id, None if address == "/nowhere" else account.id)
        assert line["reference"]
