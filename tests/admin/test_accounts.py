"""What administrators do to accounts, and what takes two of them."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.auth.models import Account, Proposal, UserSession
from app.database import db
from app.history.models import Event
from tests import make
from tests.auth import practitioner

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
ASKED = {"role": "admin", "name": "Sol Third", "email": "sol.third@example.gov.uk", "reason": "Fergus goes on leave"}


@pytest.fixture
def fergus(app):
    return make.account("Fergus MacGillivray", role="admin", email="fergus@admins.example")


@pytest.fixture
def ottilie(app):
    return make.account("Ottilie Brandreth", role="admin", email="ottilie@admins.example")


@pytest.fixture
def ada(app):
    return make.account_of(practitioner("Ada Bell"))


@pytest.fixture
def admin(fergus, ottilie, sign_in):
    return sign_in(fergus)


def link_on(page):
    return re.search(r"http://localhost(/welcome/[\w-]+)", page.text).group(1)


def test_the_list_is_searched_by_name_and_address(admin, ada):
    for text in ("ada", "bell ADA", ada.email):
        page = admin.get("/admin/accounts/", query_string={"q": text}).text
        assert f"/admin/accounts/{ada.id}" in page
    assert "No account has" in admin.get("/admin/accounts/?q=%25").text


def test_the_rows_read_the_same_alone_and_in_the_page(admin, ada):
    rows = admin.fragment("/admin/accounts/?q=ada", "account_rows").text
    assert rows.strip() in admin.get("/admin/accounts/?q=ada").text


def test_the_ticked_people_are_invited_and_the_links_shown_once(admin, another_client):
    una, bo = practitioner("Una Newton"), practitioner("Bo Quiet")
    page = admin.get("/admin/accounts/invite?q=una")
    assert "Una Newton" in page.text
    assert "Bo Quiet" not in page.text
    done = admin.post("/admin/accounts/invite", data={"person": [una.id]})
    assert done.status_code == 200
    other = another_client()
    assert "Una Newton" in other.get(link_on(done)).text
    assert done.headers["Cache-Control"] == "no-store"
    again = admin.post("/admin/accounts/invite", data={"person": [una.id]})
    assert "everyone chosen has an account" in again.text
    assert "Bo Quiet" in admin.get("/admin/accounts/invite").text
    assert db.session.scalar(select(func.count()).where(Account.person_id == bo.id)) == 0


def test_a_whole_team_is_invited_at_once(admin):
    team = make.team("Sentence management A")
    for name in ("Una Newton", "Bo Quiet", "Cy Lark"):
        make.posting(make.person(name), team_id=team.id)
    practitioner("Someone Elsewhere")
    make.account_of(db.session.scalars(select(make.Person).where(make.Person.name == "Cy Lark")).one())
    assert "Sentence management A" in admin.get("/admin/accounts/invite?q=management").text
    done = admin.post(f"/admin/accounts/invite/team/{team.id}")
    assert len(re.findall(r"http://localhost/welcome/", done.text)) == 2
    twice = admin.post(f"/admin/accounts/invite/team/{team.id}")
    assert (twice.status_code, "everyone chosen has an account" in twice.text) == (200, True)
    assert admin.post("/admin/accounts/invite/team/999").status_code == 404


@pytest.mark.parametrize("people", [[], ["x"], ["-1"], ["9" * 30]])
def test_nobody_ticked_says_so(admin, people):
    assert admin.post("/admin/accounts/invite", data={"person": people}).status_code == 422


def test_a_lost_password_is_replaced_by_a_link(admin, another_client, ada):
    before = ada.password_hash
    done = admin.post(f"/admin/accounts/{ada.id}/link")
    assert db.session.get_one(Account, ada.id).password_hash == before, "the old one holds until the link is used"
    other = another_client()
    assert "Set a new password" in other.get(link_on(done)).text


def test_after_a_quarter_of_an_hour_a_link_needs_the_password_and_a_code(admin, ada, fergus, at):
    at("2026-11-19 09:50")
    page = admin.get(f"/admin/accounts/{ada.id}").text
    assert 'name="password"' in page
    assert 'name="code"' in page
    right = {"password": make.PASSWORD, "code": make.code(fergus)}
    for wrong in ({}, {"password": "wrong one"}, {"password": make.PASSWORD}, {**right, "code": "000000"}):
        assert admin.post(f"/admin/accounts/{ada.id}/link", data=wrong).status_code == 422
    assert admin.post(f"/admin/accounts/{ada.id}/link", data=right).status_code == 200
    assert admin.get("/account").status_code == 200


def test_closing_and_opening_again(admin, another_client, ada, sign_in):
    other = sign_in(ada, another_client())
    assert admin.post(f"/admin/accounts/{ada.id}/close").status_code == 422
    assert admin.post(f"/admin/accounts/{ada.id}/close", data={"reason": "career break"}).status_code == 303
    assert other.get("/account").status_code == 303
    page = admin.get(f"/admin/accounts/{ada.id}").text
    assert "career break" in page
    assert admin.post(f"/admin/accounts/{ada.id}/reopen", data={"reason": "back"}).status_code == 303
    sign_in(ada, other)


def test_someone_who_has_left_stays_out(admin, ada):
    db.session.get_one(make.Person, ada.person_id).left_on = NOW.date()
    ada.closed_at = NOW
    answer = admin.post(f"/admin/accounts/{ada.id}/reopen", data={"reason": "by mistake"})
    assert answer.status_code == 409
    assert "stays closed" in answer.text


def test_unlocking_is_noted(admin, another_client, ada, sign_in):
    ada.locked_at, ada.failed_count = NOW, 10
    assert admin.post(f"/admin/accounts/{ada.id}/unlock").status_code == 303
    sign_in(ada, another_client())
    noted = db.session.scalars(select(Event).where(Event.verb == "unlocked")).one()
    assert (noted.actor, noted.thing_id, noted.capacity) == ("Fergus MacGillivray", ada.id, "Administrator")
    assert noted.session_id is not None
    assert noted.origin == "127.0.0.1"


def test_signing_someone_out_everywhere_works_with_their_next_request(admin, another_client, ada, sign_in):
    others = [sign_in(ada, another_client()) for _ in range(2)]
    admin.post(f"/admin/accounts/{ada.id}/sign-out")
    assert [other.get("/account").status_code for other in others] == [303, 303]
    assert admin.get("/account").status_code == 200


@pytest.mark.parametrize("verb", ["link", "close", "reopen", "unlock"])
def test_nobody_changes_their_own_account_here(admin, fergus, verb):
    answer = admin.post(f"/admin/accounts/{fergus.id}/{verb}", data={"reason": "why not"})
    assert answer.status_code == 409
    assert "own account" in answer.text
    assert db.session.get_one(Account, fergus.id).closed_at is None


def test_no_administrator_opens_another_s_account(admin, ottilie):
    answer = admin.post(f"/admin/accounts/{ottilie.id}/link")
    assert answer.status_code == 409
    assert "/link" not in admin.get(f"/admin/accounts/{ottilie.id}").text


def test_an_administrator_is_made_by_two(admin, another_client, ottilie, fergus, sign_in):
    assert admin.post("/admin/accounts/propose", data=ASKED).status_code == 303
    proposal = db.session.scalars(select(Proposal)).one()
    assert db.session.scalar(select(func.count()).where(Account.email == ASKED["email"])) == 0
    alone = admin.post(f"/admin/accounts/proposals/{proposal.id}/approve")
    assert alone.status_code == 409
    assert "second administrator" in alone.text
    second = sign_in(ottilie, another_client())
    assert "Sol Third" in second.get("/admin/accounts/").text
    done = second.post(f"/admin/accounts/proposals/{proposal.id}/approve")
    assert "Sol Third" in another_client().get(link_on(done)).text
    made = db.session.scalars(select(Account).where(Account.email == ASKED["email"])).one()
    assert (made.role, made.person_id) == ("admin", None)
    assert second.post(f"/admin/accounts/proposals/{proposal.id}/approve").status_code == 409, "decided once"


def test_declining_makes_no_account(admin, another_client, ottilie, sign_in):
    admin.post("/admin/accounts/propose", data=ASKED)
    proposal = db.session.scalars(select(Proposal)).one()
    second = sign_in(ottilie, another_client())
    assert second.post(f"/admin/accounts/proposals/{proposal.id}/decline").status_code == 303
    assert second.post(f"/admin/accounts/proposals/{proposal.id}/approve").status_code == 409
    assert db.session.scalar(select(func.count()).where(Account.email == ASKED["email"])) == 0


@pytest.mark.parametrize(("change", "status", "words"), [
    ({"role": "staff"}, 422, "Not a valid choice"), ({"role": ""}, 422, "Choose what"),
    ({"email": "nonsense"}, 422, "like name@"),
    ({"reason": ""}, 422, "Enter a reason"), ({"email": "fergus@admins.example"}, 409, "own account"),
])  # fmt: skip
def test_a_proposal_that_cannot_be(admin, change, status, words):
    answer = admin.post("/admin/accounts/propose", data={**ASKED, **change})
    assert answer.status_code == status
    assert words in answer.text


def test_a_wrong_proof_is_told_at_the_box_it_was_typed_in(admin, another_client, ottilie, sign_in, ada, at):
    admin.post("/admin/accounts/propose", data=ASKED)
    proposal = db.session.scalars(select(Proposal)).one()
    second = sign_in(ottilie, another_client())
    at("2026-11-19 09:50")
    ada.totp_secret, ada.totp_set_at = ottilie.totp_secret, ottilie.totp_set_at
    db.session.commit()
    boxes = {
        f"/admin/accounts/proposals/{proposal.id}/approve": f"password-{proposal.id}",
        f"/admin/accounts/{ada.id}/second-factor/reset": "reset-password",
        f"/admin/accounts/{ada.id}/link": "password",
    }
    for address, box in boxes.items():
        for given, at_box in (({"password": "not the one"}, box), ({"password": make.PASSWORD}, f"{box}-code")):
            refused = second.post(address, data=given)
            assert refused.status_code == 422, address
            assert re.findall('<li><a href="#([^"]+)">The ', refused.text) == [at_box]
            assert re.findall('class="error" id="([^"]+)"', refused.text) == [f"{at_box}-error"]
    assert db.session.get_one(Proposal, proposal.id, populate_existing=True).decided_at is None
    form = second.post("/admin/accounts/propose", data={**ASKED, "password": make.PASSWORD, "code": "1"})
    assert re.findall('<li><a href="#([^"]+)">The ', form.text) == ["password-code"]


def test_the_same_proposed_twice_is_one_proposal(admin):
    for _ in range(2):
        assert admin.post("/admin/accounts/propose", data=ASKED).status_code == 303
    assert db.session.scalars(select(Proposal)).one()
    for other in ({"email": "another@admins.example"}, {"reason": "Said better"}):
        assert admin.post("/admin/accounts/propose", data={**ASKED, **other}).status_code == 303
    reasons = db.session.scalars(select(Proposal.reason).order_by(Proposal.id)).all()
    assert reasons == [ASKED["reason"], ASKED["reason"], "Said better"]


def test_staff_are_not_made_administrators(admin, ada):
    answer = admin.post("/admin/accounts/propose", data={**ASKED, "email": ada.email})
    assert answer.status_code == 409
    assert "kept apart" in answer.text


def test_nobody_decides_about_their_own_account(admin, another_client, ottilie, sign_in):
    admin.post("/admin/accounts/propose", data={**ASKED, "email": ottilie.email, "role": "auditor"})
    proposal = db.session.scalars(select(Proposal)).one()
    second = sign_in(ottilie, another_client())
    assert second.post(f"/admin/accounts/proposals/{proposal.id}/approve").status_code == 409
    assert db.session.get_one(Account, ottilie.id).role == "admin"


def test_a_grant_needs_the_password_and_a_code_again(admin, fergus, at):
    at("2026-11-19 09:50")
    assert admin.post("/admin/accounts/propose", data=ASKED).status_code == 422
    proof = {"password": make.PASSWORD, "code": make.code(fergus)}
    assert admin.post("/admin/accounts/propose", data={**ASKED, **proof}).status_code == 303


@pytest.mark.parametrize("role", ["staff", "auditor", None])
def test_accounts_are_the_administrators_business(client, app, ada, sign_in, role):
    if role:
        sign_in(ada if role == "staff" else make.account("Nerys Ballantyne", role="auditor"))
    for path in ("/", f"/{ada.id}", "/invite", "/propose"):
        assert client.get(f"/admin/accounts{path}").status_code == (403 if role else 303)
    for path in (f"/{ada.id}/link", f"/{ada.id}/close", "/invite", "/propose"):
        assert client.post(f"/admin/accounts{path}", data=ASKED).status_code == (403 if role else 401)
    assert db.session.scalar(select(func.count()).select_from(Event).where(Event.verb != "signed in")) == 0


def test_an_account_that_is_not_there_is_not_found(admin):
    assert admin.get("/admin/accounts/999999").status_code == 404
    assert admin.post("/admin/accounts/proposals/999999/approve").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 1
