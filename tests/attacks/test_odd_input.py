"""Odd text, numbers, days and addresses, in every field and every query: an answer, never a failure."""

import html
import re

import pytest

from app.database import db
from app.policy import access
from app.policy.access import STAFF
from app.records.models import Answer, Record
from app.rps.queries import minutes
from tests import make
from tests.attacks import corpus
from tests.attacks.world import World

pytestmark = pytest.mark.any_engine

SEARCHES = ("/people", "/history", "/admin/accounts/", "/admin/accounts/invite", "/admin/past/held")
DRAFT_FIELDS = ("a-held_on", "r-held_on", "a-minutes", "a-action_1_due", "a-observed_on", "a-kolb_1", "section", "go")
# What each field of each form meets.
NASTIEST = ("a\0b", corpus.TEXT["noncharacters"], "²", "99999999999999999999", "31/12/9999", "x" * 2_001)


@pytest.mark.parametrize("who", ["lead", "subject", "head", "admin"])
def test_every_field_of_every_form_answers_whatever_it_holds(who: str, world: World):
    browser, tried, failed = world.browsers[who], 0, []
    for page, form in world.forms(who):
        back = world.keep()
        for name in form.names if len(form.names) < 20 else [name for name in form.names if name in DRAFT_FIELDS]:
            for text in NASTIEST:
                answer = browser.post(form.action, data=form.filled(**{name: text}))
                tried += 1
                if answer.status_code >= 500:
                    failed.append((page, form.action, name, text))
        back()
    assert failed == []
    assert tried > 50


ODD = [*corpus.TEXT.values(), *corpus.NUMBERS[:6], *corpus.MARKUP[:8], *corpus.ELSEWHERE[:8]]


def test_every_search_takes_any_words(world: World):
    for text in ODD:
        for address in SEARCHES:
            for who in ("lead", "admin"):
                answer = world.browsers[who].get(address, query_string={"q": text})
                assert answer.status_code in (200, 403), (address, text[:40])
        for query in ({"page": text}, {"show": text}, {"show": "led", "page": text}):
            assert world.browsers["lead"].get("/records", query_string=query).status_code == 200, text[:40]
            assert world.browsers["admin"].get("/history", query_string=query).status_code == 200, text[:40]


def test_planning_takes_any_day_time_and_length_or_says_what_to_enter(world: World):
    good = {"on": "26/11/2026", "at": "2pm", "minutes": "60", "place": "in person", "observation": ""}
    address = f"/sessions/plan/{world.u.pius.id}"
    for name, values in (("on", corpus.DAYS), ("at", corpus.TIMES), ("minutes", corpus.NUMBERS)):
        for text in (*values, *corpus.TEXT.values()):
            status = world.browsers["lead"].post(address, data={**good, name: text}).status_code
            assert status in (303, 409, 422), (name, text[:40])
    planned = db.session.query(Record).filter_by(subject_id=world.u.pius.id, kind="rps").all()
    assert {record.happened_on.year for record in planned} <= set(range(2020, 2100))


def test_an_hour_the_clocks_leave_out_is_not_planned(world: World):
    form = {"on": "28/3/2027", "minutes": "60", "place": "in person", "observation": ""}
    address = f"/sessions/plan/{world.u.pius.id}"
    answer = world.browsers["lead"].post(address, data={**form, "at": "1:30"})
    assert answer.status_code == 422
    assert "clocks go forward" in answer.text
    assert world.browsers["lead"].post(address, data={**form, "at": "2:30am"}).status_code == 303
    record = db.session.query(Record).filter_by(subject_id=world.u.pius.id).one()
    assert record.planned_at.hour == 1  # in UTC


@pytest.mark.parametrize("name", corpus.TEXT)
def test_an_answer_is_kept_letter_by_letter_or_refused(name: str, world: World):
    text, record, lead = corpus.TEXT[name], world.records["draft"], world.browsers["lead"]
    data = {
        "account": make.account_of(world.u.isla).id,
        "kind": "rps",
        "part": "lead",
        "key": "develop",
        "text": text,
        "revision": 0,
    }
    answer = lead.post(f"/records/{record.id}/answers", data=data)
    if "\0" in text:
        assert answer.status_code == 422
        return
    assert answer.status_code == 200
    stored = db.session.query(Answer.text).filter_by(record_id=record.id, key="develop").scalar()
    assert stored == text.replace("\r\n", "\n").replace("\r", "\n")
    page = lead.get(f"/records/{record.id}/draft").text
    (shown,) = re.findall(r'<textarea[^>]*name="a-develop"[^>]*>\n?(.*?)</textarea>', page, flags=re.DOTALL)
    assert html.unescape(shown) == html.unescape(html.escape(stored))


@pytest.mark.parametrize("key", ["held_on", "minutes", "started", "action_1_due"])
def test_a_draft_with_any_answer_opens_checks_and_sends_or_says_why(key: str, world: World):
    record, lead = world.records["draft"], world.browsers["lead"]
    data = {"account": make.account_of(world.u.isla).id, "kind": "rps", "part": "lead", "key": key}
    number = record.id
    back = world.keep()
    for text in (*corpus.DAYS, *corpus.NUMBERS, *corpus.TIMES, "²", "\0"):
        known = db.session.query(Answer.revision).filter_by(record_id=number, key=key).scalar() or 0
        lead.post(f"/records/{number}/answers", data={**data, "text": text, "revision": known})
        for address in (f"/records/{number}/draft", f"/records/{number}/check", "/", "/records?show=led", "/team"):
            assert lead.get(address).status_code == 200, (address, text)
        sent = lead.post(f"/records/{number}/send")
        assert sent.status_code in (303, 422), text
        if sent.status_code == 303:
            assert lead.get(f"/records/{number}").status_code == 200, text
            back()


def test_a_length_that_is_no_number_of_ours_still_gives_a_calendar_entry(world: World):
    record = world.records["planned"]
    answer = db.session.query(Answer).filter_by(record_id=record.id, key="minutes").one()
    for text in ("²", "٣٠", "9" * 400, "", "-1", "60 "):
        answer.text = text
        assert minutes(record.id) == 60
        assert world.browsers["lead"].get(f"/sessions/{record.id}.ics").status_code == 200
        assert world.browsers["lead"].get(f"/sessions/{record.id}/planned").status_code == 200


def test_an_id_that_no_database_holds_is_not_found(world: World):
    tried = 0
    for rule in world.app.url_map.iter_rules():
        if "<int:" not in rule.rule:
            continue
        permission = world.app.view_functions[rule.endpoint].permission
        who = "lead" if STAFF in access.MAY.get(permission, {STAFF}) else "admin"
        for number in corpus.HUGE_IDS:
            address = re.sub(r"<int:\w+>", number, rule.rule)
            for method in rule.methods & {"GET", "POST"}:
                status = world.browsers[who].open(address, method=method).status_code
                assert status in (303, 400, 401, 404, 405), (method, address[:80], status)
                tried += 1
    assert tried > 400


@pytest.mark.parametrize("address", corpus.ELSEWHERE)
def test_signing_in_never_leads_elsewhere(address: str, app, world: World):
    browser = app.test_client()
    page = browser.get("/sign-in", query_string={"next": address})
    assert page.status_code == 200
    good = {"email": make.account_of(world.u.lowri).email, "password": make.PASSWORD}
    entered = browser.post("/sign-in", data={**good, "next": address})
    assert entered.status_code == 303
    to = entered.headers["Location"]
    assert re.match(r"/(?![/\\])[^\s\\]*$", to), to
    assert "evil" not in to.split("/")[1].split("?")[0] or to.startswith("/."), to
    carried = {"account": "x", "carry_to": address, "carried.a-kolb_1": "Mine"}
    assert app.test_client().post("/sign-in", data={**good, **carried}).status_code == 303
    seen_from = address.encode().decode("latin-1").translate(dict.fromkeys((0, 10, 13)))
    asked = app.test_client().get("/records", headers={"HX-Request": "true", "HX-Current-URL": seen_from})
    assert re.fullmatch(r"/sign-in(\?next=/)?", asked.headers["HX-Redirect"])


def test_sign_in_takes_any_name_and_password(app, world: World):
    for text in (*corpus.TEXT.values(), *corpus.MARKUP[:6]):
        for data in ({"email": text, "password": "x"}, {"email": "lowri@staff.example", "password": text}):
            assert app.test_client().post("/sign-in", data=data).status_code in (422, 429)


def test_reversed_or_repeated_days_of_a_pack_are_explained(world: World):
    good = {
        "starts_on-day": "1",
        "starts_on-month": "9",
        "starts_on-year": "2025",
        "ends_on-day": "31",
        "ends_on-month": "8",
        "ends_on-year": "2026",
    }
    for name in good:
        for text in (*corpus.NUMBERS, "0001", "9999", "", "١"):
            status = world.browsers["subject"].post("/evidence/packs", data={**good, name: text}).status_code
            assert status in (303, 409, 422), (name, text[:40])
    farthest = {"starts_on-day": "31", "starts_on-month": "12", "starts_on-year": "9999"}
    farthest |= {name.replace("starts", "ends"): value for name, value in farthest.items()}
    assert world.browsers["subject"].post("/evidence/packs", data=farthest).status_code in (303, 409, 422)
