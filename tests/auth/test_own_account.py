"""Links that open an account, passwords, one's own account, and proving again who one is."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from app.auth import actions, cookies, demo, passwords, proof
from app.auth.commands import COMMAND_LINE
from app.auth.models import Account, OneTimeLink, UserSession
from app.database import db
from app.history.models import Event
from tests import make
from tests.auth import practitioner

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
NEW = "three sound words"


@pytest.fixture
def ada(app):
    account = make.account_of(practitioner("Ada Bell"))
    db.session.commit()
    return account


@pytest.fixture
def invited(app):
    """Someone invited and their link."""
    account, token = actions.invite(practitioner("Una Newton"), COMMAND_LINE, NOW)
    db.session.commit()
    return SimpleNamespace(account=account, link=f"/welcome/{token}", token=token)


def choose(client, link, password=NEW, again=None):
    return client.post(link, data={"new_password": password, "again": password if again is None else again})


def test_an_invitation_sets_the_password_and_signs_in(client, invited):
    for _ in range(3):
        assert "This is the account of Una Newton" in client.get(invited.link).text, "looking does not use it up"
    assert choose(client, invited.link).status_code == 303
    assert "Una Newton" in client.get("/account").text
    client.post("/sign-out")
    assert client.post("/sign-in", data={"email": invited.account.email, "password": NEW}).status_code == 303


def test_a_link_works_once(client, invited, another_client):
    choose(client, invited.link)
    other = another_client()
    assert other.get(invited.link).status_code == 410
    answer = choose(other, invited.link, "another good one")
    assert answer.status_code == 410
    assert "This link no longer works" in answer.text
    assert other.get("/account").status_code == 303


def test_a_link_works_for_a_day(client, invited, at):
    at("2026-11-20 09:31:59")
    assert client.get(invited.link).status_code == 200
    at("2026-11-20 09:32")
    assert choose(client, invited.link).status_code == 410


def test_a_newer_link_ends_the_older_one(client, invited, at):
    at("2026-11-19 09:40")
    newer = actions.make_link(invited.account, COMMAND_LINE, NOW + timedelta(minutes=8))
    db.session.commit()
    assert client.get(invited.link).status_code == 410
    assert client.get(f"/welcome/{newer}").status_code == 200


def test_a_closed_account_is_not_opened_by_its_link(client, invited):
    actions.close(invited.account.id, COMMAND_LINE, NOW, "left")
    db.session.commit()
    assert choose(client, invited.link).status_code == 410


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "..%2f", "é"])
def test_a_made_up_link_opens_nothing(client, invited, token):
    assert client.get(f"/welcome/{token}").status_code in (404, 410)


def test_only_the_hash_of_a_link_is_kept(invited):
    link = db.session.scalars(select(OneTimeLink)).one()
    assert invited.token not in (link.token_hash, link.made_by)
    assert len(invited.token) >= 43
    assert db.session.scalar(select(func.count()).where(Event.reason.contains(invited.token))) == 0


def test_a_new_password_by_link_unlocks_and_ends_every_sign_in(client, another_client, ada, sign_in):
    old = sign_in(ada, another_client())
    ada.locked_at, ada.failed_count = NOW, 10
    token = actions.make_link(ada, COMMAND_LINE, NOW)
    db.session.commit()
    assert choose(client, f"/welcome/{token}").status_code == 303
    assert old.get("/account").status_code == 303
    assert client.get("/account").status_code == 200
    account = db.session.get_one(Account, ada.id)
    assert (account.locked_at, account.failed_count) == (None, 0)


@pytest.mark.parametrize(("password", "words"), [
    ("short12", "8 characters or more"), ("x" * 129, "128 characters or fewer"), ("Password1", "most often guessed"),
    ("qwertyuiop", "most often guessed"), ("ILOVEYOU1", "most often guessed"), ("my probation work", "‘probation’"),
    ("HMPPS forever", "‘hmpps’"), ("newton under apple", "your name"), ("i am una.newton", "your name"),
    ("", "Enter a password"), ("abc\ud800defgh", "cannot be stored"),
])  # fmt: skip
def test_a_guessable_password_is_refused_with_the_reason(client, invited, app, password, words):
    if "\ud800" in password:
        assert words in passwords.fault(password)
        return
    answer = choose(client, invited.link, password)
    assert answer.status_code == 422
    assert words in answer.text
    assert client.get(invited.link).status_code == 200


@pytest.mark.parametrize(
    "password", ["12 8 4 0 9", "x" * 64 + "y" * 64, "only letters here", "ÄÖÜ äöü ß!", "        .", "𝒳𝒴𝒵𝒳𝒴𝒵𝒳𝒴"]
)
def test_no_mixture_of_characters_is_asked_for(password):
    assert passwords.fault(password, "Una Newton", "una.newton1@example.gov.uk") == ""


def test_the_list_of_guessed_passwords_is_long_and_worth_its_place():
    listed = passwords.common()
    assert len(listed) >= 3000
    assert all(len(word) >= 8 and word == word.lower() for word in listed)


def test_the_two_new_passwords_must_agree(client, invited):
    answer = choose(client, invited.link, NEW, "three other words")
    assert answer.status_code == 422
    assert "Enter the same password again" in answer.text


def test_changing_the_password_needs_the_current_one(client, ada, sign_in):
    sign_in(ada)
    answer = client.post("/account/password", data={"current_password": "wrong one", "new_password": NEW, "again": NEW})
    assert answer.status_code == 422
    assert "The password is not right" in answer.text
    assert db.session.get_one(Account, ada.id).failed_count == 1
    assert passwords.matches(db.session.get_one(Account, ada.id).password_hash, make.PASSWORD)


def test_your_account_shows_where_you_are_signed_in_and_signs_the_others_out(client, another_client, ada, sign_in):
    other = sign_in(ada, another_client())
    sign_in(ada, client)
    page = client.get("/account").text
    assert page.count("signed in\n") + page.count("signed in ") >= 2
    assert "This browser" in page
    assert client.post("/account/sign-out-elsewhere").status_code == 303
    assert other.get("/account").status_code == 303
    assert "Sign out everywhere else" not in client.get("/account").text


def test_the_password_boxes_say_what_they_are_for(client, ada, sign_in, invited):
    page = client.get("/sign-in").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert client.get(invited.link).text.count('autocomplete="new-password"') == 2
    sign_in(ada)
    page = client.get("/account").text
    assert page.count('autocomplete="new-password"') == 2
    assert page.count('autocomplete="current-password"') == 1


@pytest.fixture
def at_keyboard(app, ada):
    """Inside one of Ada's requests, as a view that signs something is."""
    from app.auth import sessions

    token = sessions.begin(ada, NOW, "10.0.0.1")
    db.session.commit()
    with app.test_request_context():
        who = sessions.find(token, NOW, NOW.date())
        cookies.begin(token)
        yield who


def test_a_proof_is_needed_again_after_fifteen_minutes(at_keyboard):
    assert not proof.needed(at_keyboard, NOW + timedelta(minutes=15))
    assert proof.needed(at_keyboard, NOW + timedelta(minutes=15, seconds=1))


def test_a_new_proof_lasts_and_gives_a_new_token(at_keyboard):
    later = NOW + timedelta(minutes=20)
    proof.give(at_keyboard, make.PASSWORD, later)
    db.session.rollback()
    session = db.session.scalars(select(UserSession)).one()
    assert session.proved_at == later
    assert cookies.token() not in ("", at_keyboard.token)


def test_two_presses_of_one_button_both_go_through(at_keyboard, ada):
    from app.auth import sessions

    later = NOW + timedelta(seconds=5)
    proof.give(at_keyboard, make.PASSWORD, later)
    second = sessions.find(at_keyboard.token, later, later.date())
    assert second is not None
    assert second.is_renewed
    fresh = cookies.token()
    proof.give(second, make.PASSWORD, later)
    assert cookies.token() == fresh


def test_a_wrong_proof_is_counted_and_noted_and_nothing_else_happens(at_keyboard, ada):
    with pytest.raises(proof.NotProved) as refused:
        proof.give(at_keyboard, "wrong one", NOW)
    assert refused.value.message == "The password is not right"
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(Event.verb == "failed to sign in")) == 1
    assert db.session.scalars(select(UserSession)).one().proved_at == NOW


def test_the_tenth_wrong_proof_locks_and_signs_out(at_keyboard, ada):
    for _ in range(10):
        with pytest.raises(proof.NotProved) as refused:
            proof.give(at_keyboard, "wrong one", NOW)
    assert "locked" in refused.value.message
    assert db.session.scalars(select(UserSession)).one().ended_why == "account locked"


def test_a_proof_comes_before_any_change(at_keyboard, ada):
    ada.name = "Somebody Else"
    with pytest.raises(RuntimeError):
        proof.give(at_keyboard, make.PASSWORD, NOW)


def test_demo_accounts_are_refused_in_production_and_among_real_ones(app, ada):
    app.config["PRODUCTION"] = True
    with pytest.raises(demo.NotADemo):
        demo.make([], "demo demo demo", NOW)
    app.config["PRODUCTION"] = False
    with pytest.raises(demo.NotADemo):
        demo.make([], "demo demo demo", NOW)


def test_a_demo_has_an_account_for_everyone_and_is_made_once(client, app):
    who = practitioner("Una Newton")
    made = demo.make([who], "demo demo demo", NOW)
    assert [account.role for account in made] == ["staff", "admin", "admin", "auditor"]
    assert [account.id for account in demo.make([who], "demo demo demo", NOW)] == [account.id for account in made]
    db.session.commit()
    assert client.post("/sign-in", data={"email": who.email, "password": "demo demo demo"}).status_code == 303


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["user", *arguments])


def test_a_fresh_database_has_no_account_and_the_command_line_makes_the_first(client, app):
    assert db.session.scalar(select(func.count()).select_from(Account)) == 0
    done = run(app, "add", "Root@Example.gov.uk", "--name", "Fergus MacGillivray", "--role", "admin")
    assert done.exit_code == 0, done.output
    link = done.output.split()[-1]
    assert link.startswith("http://127.0.0.1:5000/welcome/")
    opened = choose(client, link.removeprefix("http://127.0.0.1:5000"))
    assert opened.location == "/sign-in/second-factor", "a password alone does not let an administrator in"
    assert client.get("/account").status_code == 303


def test_the_command_line_refuses_what_would_go_wrong(app, ada):
    una = practitioner("Una Newton")
    db.session.commit()
    for arguments, words in (
        (("add", ada.email, "--name", "Ada"), "has an account"),
        (("add", "a@b.c", "--name", "Ada"), "staff-number"),
        (("add", "a@b.c", "--name", "Ada", "--staff-number", "none such"), "staff-number"),
        (("add", una.email, "--name", "Una", "--role", "admin"), "kept apart"),
        (("add", "a@b.c", "--role", "admin"), "--name"),
        (("link", "nobody@b.c"), "no open account"),
    ):
        done = run(app, *arguments)
        assert done.exit_code == 1, arguments
        assert words in done.output


def test_staff_can_be_added_by_their_number(app):
    una = practitioner("Una Newton")
    db.session.commit()
    assert run(app, "add", una.email, "--staff-number", una.staff_number).exit_code == 0
    assert run(app, "link", una.email).exit_code == 0
    db.session.rollback()
    assert db.session.scalars(select(Account)).one().person_id == una.id
