"""How long a sign-in stands, what ends it, and that nothing brings it back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select

from app.auth import actions, grants, sessions
from app.auth.models import Account, Proposal, UserSession
from app.database import db
from app.history.actions import SERVICE, Actor
from app.people.models import Person, Posting
from app.people.signals import person_left
from app.settings.models import DatedSetting
from tests import make
from tests.auth import practitioner

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)


@pytest.fixture
def ada(app):
    account = make.account_of(practitioner("Ada Bell"))
    db.session.commit()
    return account


@pytest.fixture
def old_cookie(client, another_client, ada, sign_in):
    """A browser that was given a copy of Ada's cookie, and Ada's own."""
    sign_in(ada)
    thief = another_client()
    thief.set_cookie("s", client.get_cookie("s").value)
    assert thief.get("/account").status_code == 200
    return thief


def is_out(browser):
    return browser.get("/account").status_code == 303


def test_a_copied_cookie_is_dead_after_sign_out(client, old_cookie):
    client.post("/sign-out")
    assert is_out(old_cookie)


def test_a_copied_cookie_is_dead_after_a_password_change(client, old_cookie):
    new = "another staple horse"
    answer = client.post(
        "/account/password", data={"current_password": make.PASSWORD, "new_password": new, "again": new}
    )
    assert answer.status_code == 303, answer.text
    assert client.get("/account").status_code == 200
    later = datetime(2026, 11, 19, 9, 35, tzinfo=UTC)
    with client.application.test_request_context():
        token = db.session.scalars(select(UserSession)).one()
        assert token.previous_hash is not None
        assert token.proved_at + sessions.OLD_TOKEN_LASTS < later


def test_another_browser_is_out_after_a_password_change(client, another_client, ada, sign_in):
    other = sign_in(ada, another_client())
    sign_in(ada, client)
    new = "another staple horse"
    client.post("/account/password", data={"current_password": make.PASSWORD, "new_password": new, "again": new})
    assert is_out(other)
    assert not is_out(client)


def test_a_copied_cookie_is_dead_two_minutes_after_a_new_proof(client, old_cookie, at):
    new = "another staple horse"
    client.post("/account/password", data={"current_password": make.PASSWORD, "new_password": new, "again": new})
    at("2026-11-19 09:34:01")
    assert is_out(old_cookie)
    assert not is_out(client)


def test_a_closed_account_is_out_with_its_next_request(old_cookie, ada):
    actions.close(ada.id, SERVICE, NOW, "test")
    db.session.commit()
    assert is_out(old_cookie)


def test_a_role_change_ends_every_sign_in(client, another_client, app, sign_in):
    auditor = make.account("Nerys Ballantyne", role="auditor", email="nerys@example.gov.uk")
    proposer, decider = make.account("Fergus", role="admin"), make.account("Ottilie", role="admin")
    db.session.commit()
    sign_in(auditor)
    assert not is_out(client)
    by, second = Actor(proposer.id, "Fergus"), Actor(decider.id, "Ottilie")
    proposal = grants.propose(auditor.email, auditor.name, "admin", "covers for Sam", by, NOW)
    grants.approve(proposal, second, NOW)
    db.session.commit()
    assert db.session.get(Account, auditor.id).role == "admin"
    assert is_out(client)
    assert db.session.get(Proposal, proposal.id).is_approved


def test_half_an_hour_without_use_ends_it(client, ada, sign_in, at):
    sign_in(ada)
    at("2026-11-19 10:01:59")
    assert not is_out(client)
    at("2026-11-19 10:31:58")
    assert not is_out(client)
    at("2026-11-19 11:01:58")
    assert is_out(client)


def test_twelve_hours_end_it_however_busy(client, ada, sign_in, at):
    at("2026-11-19 08:00")
    sign_in(ada)
    for minute in range(20, 12 * 60, 20):
        at(datetime(2026, 11, 19, 8, tzinfo=UTC) + timedelta(minutes=minute))
        assert not is_out(client)
    at("2026-11-19 19:59:59")
    assert not is_out(client)
    at("2026-11-19 20:00")
    assert is_out(client)


def test_the_clock_going_back_does_not_revive_it(client, ada, sign_in, at):
    sign_in(ada)
    at("2026-11-19 09:50")
    client.post("/sign-out")
    at("2026-11-19 09:32")
    assert is_out(client)


def test_an_administrator_may_shorten_the_idle_time_from_a_day_on(client, ada, sign_in, at):
    for key, value, day in (("sign_in.idle_minutes", "10", 19), ("sign_in.idle_minutes", "60", 20)):
        db.session.add(
            DatedSetting(key=key, value=value, starts_on=date(2026, 11, day), reason="x", set_by="x", set_at=NOW)
        )
    db.session.commit()
    sign_in(ada)
    at("2026-11-19 09:42")
    assert is_out(client)
    at("2026-11-20 09:00")
    sign_in(ada)
    at("2026-11-20 09:59")
    assert not is_out(client)


def test_what_a_page_asks_by_itself_does_not_keep_the_sign_in_alive(client, ada, sign_in, at, app, monkeypatch):
    monkeypatch.setattr(app.view_functions["auth.token"], "passive", True)
    sign_in(ada)
    for minute in range(1, 30):
        at(datetime(2026, 11, 19, 9, 32, tzinfo=UTC) + timedelta(minutes=minute))
        assert client.get("/sign-in/token").status_code == 200
        assert client.get("/account", headers={"X-Passive": "1"}).status_code == 200
    at("2026-11-19 10:02")
    assert is_out(client)


def test_last_seen_is_written_at_most_once_a_minute(client, ada, sign_in, at):
    sign_in(ada)
    written = []

    def watch(_connection, _cursor, statement, *_rest):
        if statement.startswith("UPDATE user_session"):
            written.append(statement)

    event.listen(db.engine, "before_cursor_execute", watch)
    try:
        for second in range(0, 180, 5):
            at(datetime(2026, 11, 19, 9, 32, tzinfo=UTC) + timedelta(seconds=second))
            client.get("/account")
    finally:
        event.remove(db.engine, "before_cursor_execute", watch)
    assert len(written) == 2


def test_one_statement_tells_who_is_asking(app, ada, client, sign_in):
    sign_in(ada)
    with client.session_transaction() as held:
        token = held["_user_id"]
    statements = []
    db.session.rollback()

    def watch(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", watch)
    who = sessions.find(token, NOW, NOW.date())
    event.remove(db.engine, "before_cursor_execute", watch)
    assert len(statements) == 1
    assert who is not None
    assert (who.account_id, who.role, who.name, who.person_id) == (ada.id, "staff", "Ada Bell", ada.person_id)
    assert who.job_title == "Probation Officer"
    assert who.proved_at == NOW
    assert token not in repr(who)


def test_a_new_posting_counts_with_the_next_request(client, ada, sign_in):
    sign_in(ada)
    posting = db.session.scalars(select(Posting).where(Posting.person_id == ada.person_id)).one()
    posting.ends_on = date(2026, 11, 18)
    db.session.flush()
    who, since = db.session.get(Person, ada.person_id), date(2026, 11, 19)
    make.posting(who, starts_on=since, job_role="Senior Probation Officer", team_id=posting.team_id)
    db.session.commit()
    assert "Ada Bell, Senior Probation Officer" in client.get("/account").text


def test_a_leaver_is_out_the_same_minute(client, ada, sign_in):
    sign_in(ada)
    person_left.send(db.session.get(Person, ada.person_id), at=NOW)
    db.session.commit()
    assert is_out(client)
    assert client.post("/sign-in", data={"email": ada.email, "password": make.PASSWORD}).status_code == 422


def test_someone_without_an_account_may_leave(app):
    person_left.send(practitioner("Bo Quiet"), at=NOW)


def test_a_busy_database_does_not_keep_anyone_from_reading(client, ada, sign_in, at, engine):
    if engine != "sqlite":
        return
    sign_in(ada)
    db.session.commit()
    at("2026-11-19 09:40")
    db.engine.dispose()
    with db.engine.connect() as other:
        other.exec_driver_sql("UPDATE account SET failed_count = 0")
        assert client.get("/account").status_code == 200
