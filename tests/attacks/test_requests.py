"""Requests no page of ours sends: other methods, other people's columns, files, floods of fields; and the answers."""

import json
from io import BytesIO

import pytest
from sqlalchemy import inspect

from app.auth.models import Account, SignInAttempt
from app.database import Table, db
from app.people.models import Person
from app.records.models import Action, Record, Signature
from app.web.clock import now
from app.web.setup import HEADERS
from tests import make, papers
from tests.attacks import corpus
from tests.attacks.world import Reader, World

pytestmark = pytest.mark.any_engine

ALWAYS = {**HEADERS, "Cache-Control": "no-store"}


def insist_headers(answer, status: int) -> None:
    """Exactly the headers of the house, once each."""
    assert answer.status_code == status
    for name, value in ALWAYS.items():
        assert answer.headers.getlist(name) == [value], (name, status)
    assert answer.headers["X-Request-Id"]
    assert "Server" not in answer.headers
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_every_kind_of_answer_carries_the_headers(world: World):
    lead, admin, sent = world.browsers["lead"], world.browsers["admin"], world.records["sent"]
    insist_headers(lead.get("/"), 200)
    insist_headers(lead.get(f"/records/{world.records['draft'].id}"), 303)
    insist_headers(lead.get("/admin"), 308)
    insist_headers(lead.post(f"/records/{sent.id}/withdraw", data={"f": (BytesIO(b"x"), "x")}), 400)
    insist_headers(lead.get("/admin/"), 403)
    insist_headers(lead.get("/records/999999"), 404)
    insist_headers(lead.put("/"), 405)
    insist_headers(lead.post(f"/records/{sent.id}/sign", data={"fingerprint": "0"}), 409)
    insist_headers(lead.post(f"/records/{sent.id}/withdraw", data={"reason": "x" * 1_200_000}), 413)
    insist_headers(lead.post(f"/records/{sent.id}/withdraw"), 422)
    insist_headers(world.app.test_client().post(f"/records/{sent.id}/withdraw"), 401)
    insist_headers(world.app.test_client().get("/welcome/none"), 410)
    db.session.add_all(SignInAttempt(email_hash="x", origin="127.0.0.1", at=now()) for _ in range(100))
    insist_headers(world.app.test_client().post("/sign-in", data={"email": "no@one.example", "password": "x"}), 429)
    insist_headers(admin.get("/people", query_string={"q": "a"}), 200)


def test_a_failure_shows_a_reference_and_nothing_of_the_machine(world: World):
    db.session.execute(db.text("ALTER TABLE answer RENAME TO gone"))
    answer = world.browsers["lead"].get(f"/records/{world.records['draft'].id}/draft")
    insist_headers(answer, 500)
    assert answer.headers["X-Request-Id"] in answer.text
    for word in ("Traceback", "sqlalchemy", "answer", "SELECT", ".py"):
        assert word not in answer.text, word


def test_static_files_carry_the_headers_and_may_be_kept(world: World):
    answer = world.browsers["lead"].get("/static/app.css")
    assert answer.status_code == 200
    assert "no-store" not in answer.headers["Cache-Control"]
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    answer.close()
    for path in (
        "/static/../app/config.py",
        "/static/%2e%2e/app/config.py",
        "/static/..%2fwsgi.py",
        "/static//etc/passwd",
        "/static/",
        "/static/app.css%00.png",
        "/.git/config",
        "/.env",
        "/instance/oversight.db",
    ):
        assert world.browsers["lead"].get(path).status_code == 404, path


def test_signing_out_clears_the_browser(world: World):
    answer = world.browsers["lead"].post("/sign-out")
    insist_headers(answer, 303)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert world.browsers["lead"].get("/").status_code == 303


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "HEAD"])
def test_a_route_that_changes_something_takes_no_other_method(method: str, world: World):
    for rule in world.app.url_map.iter_rules():
        if "POST" not in rule.methods:
            continue
        with world.app.test_request_context():
            address = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)[1]
        answer = world.browsers["lead"].open(address, method=method)
        if method == "HEAD" and "HEAD" in rule.methods:
            continue
        known = any("HEAD" in other.methods for other in world.app.url_map.iter_rules() if other.rule == rule.rule)
        if not (method == "HEAD" and known):
            assert answer.status_code == 405, (rule.rule, answer.status_code)
            assert "POST" in answer.headers["Allow"]


def test_no_header_field_or_parameter_stands_for_a_method(world: World):
    record = world.records["sent"]
    for headers, query in (
        ({"X-HTTP-Method-Override": "POST"}, {}),
        ({"X-Method-Override": "POST"}, {}),
        ({}, {"_method": "POST", "reason": "x"}),
    ):
        world.browsers["lead"].get(f"/records/{record.id}/withdraw", headers=headers, query_string=query)
    assert db.session.get(Record, record.id).state == "sent"


def test_what_a_client_says_about_proxies_is_not_believed(world: World):
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/evil",
        "X-Remote-User": "fergus.macgillivray@justice.example",
        "Forwarded": "host=evil.example",
    }
    assert world.app.test_client().get("/", headers=forged).headers["Location"].startswith("/sign-in")
    answer = world.browsers["lead"].get("/admin", headers=forged)
    assert "evil" not in str(answer.headers) + answer.text
    world.browsers["lead"].post(f"/records/{world.records['sent'].id}/withdraw", data={"reason": "x"}, headers=forged)
    assert not db.session.execute(db.text("SELECT 1 FROM event WHERE origin LIKE '203.0.113%'")).first()


def test_only_hosts_we_know_are_answered(world: World):
    world.app.config["TRUSTED_HOSTS"] = ["localhost"]
    assert world.browsers["lead"].get("/").status_code == 200
    for host in ("evil.example", "localhost.evil.example", "localhost@evil.example", "[::1", "evil.example:80:80"):
        answer = world.browsers["lead"].get("/admin", headers={"Host": host})
        assert answer.status_code == 400, host
        assert "evil" not in answer.headers.get("Location", "")


def test_files_are_refused_where_none_is_asked_for(world: World):
    for who in ("lead", "admin"):
        for page, form in world.forms(who):
            if form.fields and not form.files:
                data = {
                    **{name: values[0] for name, values in form.filled().items()},
                    "f": (BytesIO(b"x" * 100), "x.txt"),
                }
                assert world.browsers[who].post(form.action, data=data).status_code == 400, (page, form.action)


@pytest.mark.parametrize("fields", [1_001, 10_000, 200_000])
def test_a_flood_of_fields_is_refused_before_it_is_read(fields: int, world: World):
    address = f"/records/{world.records['draft'].id}/draft"
    body = "&".join(f"r-earlier_{n}=0&a-earlier_{n}=x" for n in range(fields))
    answer = world.browsers["lead"].post(address, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    parts = {f"a-earlier_{n}": "x" for n in range(min(fields, 2_000))}
    assert world.browsers["lead"].post(address, data=parts, content_type="multipart/form-data").status_code == 413


@pytest.mark.parametrize("size", [64_000, 600_000, 2_000_000])
def test_a_large_body_is_taken_whole_by_a_draft_and_refused_elsewhere(size: int, world: World):
    record = world.records["draft"]
    data = {
        "account": make.account_of(world.u.isla).id,
        "kind": "rps",
        "part": "lead",
        "key": "develop",
        "text": "x" * size,
        "revision": 0,
    }
    assert world.browsers["lead"].post(f"/records/{record.id}/answers", data=data).status_code == 200
    elsewhere = world.browsers["lead"].post(
        f"/records/{world.records['sent'].id}/withdraw", data={"reason": "x" * size}
    )
    assert elsewhere.status_code == (413 if size > 1_000_000 else 422)


def test_forms_sent_as_something_else_change_nothing(world: World):
    sent = world.records["sent"]
    address, lead = f"/records/{sent.id}/withdraw", world.browsers["lead"]
    for body in ({"reason": "x"}, {"reason": {"a": 1}}, {"reason": ["\ud800"]}, [1], 5, None):
        assert lead.post(address, json=body).status_code == 422, body
    assert lead.post(address, data=b"\xff\xfe\x00", content_type="application/x-www-form-urlencoded").status_code == 422
    assert lead.post(address, data="reason=x", content_type="text/plain").status_code == 422
    assert lead.post(address, query_string={"reason": "x"}).status_code == 422
    assert lead.post(address, data={"reason[]": "x", "Reason": "x"}).status_code == 422
    assert lead.post(address, data=b"--b\r\nbroken", content_type="multipart/form-data; boundary=b").status_code in (
        400,
        422,
    )
    assert lead.post(address, data=b"<r/>", content_type="application/xml").status_code == 422
    assert lead.post(address, data={"reason": ["", "x"]}).status_code == 422
    assert db.session.get(Record, sent.id).state == "sent"


def columns_of_all_tables() -> dict[str, str]:
    """Every column there is, with a value that would show."""
    return {column.key: "1" for mapper in Table.registry.mappers for column in inspect(mapper.class_).column_attrs}


def test_columns_nobody_asked_for_have_no_effect(world: World):
    wide = {**columns_of_all_tables(), "role": "admin", "state": "locked", "locked_at": "2026-11-19", "is_admin": "1"}
    # What a signature, and the start of an observation or of a learning record, may carry.
    known = ("comment", "disagrees", "booked", "asked", "course")
    wide = {name: value for name, value in wide.items() if name not in known}
    assert len(wide) > 60
    for who in ("lead", "subject"):
        for _page, form in world.forms(who):
            asked = form.filled()
            extra = {name: value for name, value in wide.items() if name not in asked}
            back = world.keep()
            before = _everything()
            clean = world.browsers[who].post(form.action, data=asked).status_code
            after_clean = _everything()
            back()
            assert _everything() == before
            assert world.browsers[who].post(form.action, data={**asked, **extra}).status_code == clean, form.action
            assert _everything() == after_clean, form.action
            back()


def _everything() -> dict[str, list[tuple[object, ...]]]:
    """What stands in the tables that matter, without what is random."""
    db.session.rollback()
    tables = (Record, Signature, Account, Person)
    random = {"hash", "previous", "seal", "fingerprint", "password_hash"}
    return {
        model.__tablename__: [
            tuple(getattr(row, column.key) for column in inspect(model).column_attrs if column.key not in random)
            for row in db.session.query(model).order_by(model.id).populate_existing()
        ]
        for model in tables
    }


def test_the_lead_cannot_share_what_the_practitioner_has_not(world: World):
    record = papers.session(world.u.isla, world.u.lowri)
    lead, subject = world.browsers["lead"], world.browsers["subject"]
    answer = lead.post(f"/records/{record.id}/draft", data={"go": "share"})
    assert answer.status_code == 403
    assert db.session.get(Record, record.id).shared_at is None
    assert f"{papers.WELLBEING}, says the subject" not in lead.get(f"/records/{record.id}/draft").text
    assert subject.post(f"/records/{record.id}/draft", data={"go": "share"}).status_code == 303
    assert db.session.get(Record, record.id).shared_at is not None


def test_an_answer_goes_only_to_a_record_of_its_own_kind(world: World):
    session, observation = world.records["draft"], world.records["observed"]
    account = make.account_of(world.u.isla).id
    on = session.happened_on
    for record, kind, key, text in (
        (session, "observation", "observed_on", "1/11/2026"),
        (observation, "rps", "live_risk", "yes"),
    ):
        data = {"account": account, "kind": kind, "part": "lead", "key": key, "text": text, "revision": 0}
        assert world.browsers["lead"].post(f"/records/{record.id}/answers", data=data).status_code == 422
    assert db.session.get(Record, session.id).happened_on == on


def test_markup_in_every_answer_draws_nothing(world: World):
    benign, hostile = "plain words", " ".join(markup.replace("\0", "") for markup in corpus.MARKUP)

    def pages(text: str) -> dict[str, list[tuple[str, ...]]]:
        given = {
            "action_1_text": text,
            "action_1_owner": "subject",
            "action_1_due": "1/12/2026",
            "develop": text,
            "protected": "no",
            "protected_reason": text,
            "case_1_why": text,
            "case_1_reference": text[:60],
        }
        isla, lowri = (
            db.session.query(Person).filter_by(name=name).one() for name in ("Isla Mbeki", "Lowri Throckmorton")
        )
        locked, draft = (papers.session(isla, lowri, state, **given) for state in ("locked", "draft"))
        seen = papers.observation(isla, lowri, "locked", went_well=text, crn=text)
        db.session.commit()
        lead, found = world.browsers["lead"], {}
        for name, address in (
            ("draft", f"/records/{draft.id}/draft"),
            ("check", f"/records/{draft.id}/check"),
            ("show", f"/records/{locked.id}"),
            ("log", f"/sessions/{locked.id}/log"),
            ("home", "/"),
            ("observation", f"/records/{seen.id}"),
            ("person", f"/people/{lowri.id}"),
        ):
            found[name] = lead.get(address).text
        late = lead.post(f"/records/{locked.id}/draft", data={"r-develop": "0", "a-develop": text})
        stale = lead.post(f"/records/{draft.id}/draft", data={"r-develop": "7", "a-develop": text + "!"})
        assert (late.status_code, stale.status_code) == (409, 409)
        found |= {"late": late.text, "stale": stale.text, "action": lead.get(_action_of(locked.id)).text}
        found["search"] = world.browsers["admin"].get("/people", query_string={"q": text}).text
        back()
        return {name: sorted(Reader(page).elements) for name, page in found.items()}

    db.session.query(Action).update({"state": "confirmed"})
    back = world.keep()
    assert pages(benign) == pages(hostile)


def _action_of(record_id: int) -> str:
    return f"/actions/{db.session.query(Action).filter_by(record_id=record_id).one().id}"


def test_answers_to_scripts_are_data_and_say_so(world: World):
    answer = world.browsers["lead"].get("/sign-in/token")
    assert answer.mimetype == "application/json"
    json.loads(answer.text)
