"""The corpus in every field and every query: an answer, never a failure, and nothing that a text could become."""

import re
from itertools import islice

import pytest
from werkzeug.test import TestResponse

from app.database import db
from app.policy import access
from app.policy.access import STAFF
from app.records.models import Answer, Record
from app.rps.queries import minutes
from tests import make
from tests.attacks import corpus
from tests.attacks.oracle import faults
from tests.attacks.world import Form, World

pytestmark = pytest.mark.any_engine

SEARCHES = ("/people", "/history", "/admin/accounts/", "/admin/accounts/invite", "/admin/past/held", "/cover/",
            "/cover/choose", "/registration/register", "/countersigning/all", "/admin/experienced/",
            "/admin/delegations/", "/assessors/", "/assessors/many/")  # fmt: skip
# What each field meets in any case; then one of the corpus, by turns.
NASTIEST = ("a\0b", "\ufffe\uffff\U0010ffff", "²", "99999999999999999999", "31/12/9999", "x" * 2_001)
MANY_FIELDS = 20
DAY = re.compile(r"(.*_)?on$|.*_(on|from|due)$|due_on|licence_from")
NO_DAYS = ("30/2/2026", "32/1/2026", "1/13/2026", "0000-00-00", "29/2/2027", "yesterday")


def test_the_corpus_is_as_large_as_it_must_be():
    sizes = {category: len(set(corpus.read(category))) for category in corpus.LEAST}
    assert {name: size for name, size in sizes.items() if size < corpus.LEAST[name]} == {}
    assert sum(sizes.values()) >= 700


@pytest.mark.parametrize("who", ["lead", "subject", "head", "admin"])
def test_every_field_of_every_form_answers_whatever_it_holds(who: str, world: World):
    browser, tried, failed = world.browsers[who], 0, []
    texts, nastiest = corpus.mixed(*corpus.WORDS, corpus.SHORT), corpus.mixed(list(NASTIEST))
    for page, form in world.forms(who):
        back = world.keep()
        for names in fields_at_a_time(form):
            for given in (islice(nastiest, len(names)), islice(texts, len(names))):
                typed = dict(zip(names, given, strict=True))
                answer = browser.post(form.action, data=encoded(form.filled(**typed)), content_type=FORM)
                tried += len(typed)
                failed += [(page, form.action, fault, typed) for fault in faults(answer, *typed.values())]
        back()
    assert failed == []
    assert tried > 50


FORM = "application/x-www-form-urlencoded"


def encoded(fields: dict[str, list[str]]) -> bytes:
    """A posted form, with what no browser would send: halves of letters."""
    return b"&".join(
        name.encode() + b"=" + "".join(f"%{byte:02X}" for byte in value.encode("utf-8", "surrogatepass")).encode()
        for name, values in fields.items()
        for value in values
    )


def fields_at_a_time(form: Form) -> list[list[str]]:
    """One field, so that each is alone what is wrong; of a long form a fifth, which is quicker."""
    names = form.names
    size = -(-len(names) // 5) if len(names) >= MANY_FIELDS else 1
    return [names[place : place + size] for place in range(0, len(names), size)]


def test_a_day_that_does_not_exist_is_refused_wherever_a_day_is_typed(world: World):
    tried, taken = set(), []
    for who in ("lead", "subject", "head", "admin"):
        for _, form in world.forms(who):
            if form.action.endswith("/draft"):
                continue  # it takes whatever is typed, and says on its check page what is wrong with it
            for name in filter(DAY.fullmatch, set(form.names) - form.hidden):
                for text in (NO_DAYS[len(tried) % len(NO_DAYS)], NO_DAYS[-1 - len(tried) % len(NO_DAYS)]):
                    status = world.browsers[who].post(form.action, data=form.filled(**{name: text})).status_code
                    tried.add((form.action, name))
                    if status not in (403, 404, 409, 422):
                        taken.append((form.action, name, text, status))
    assert taken == [], taken
    assert len(tried) >= 15


def test_every_search_takes_any_words_and_shows_them_as_words(world: World):
    texts = corpus.dealt(corpus.SQL, corpus.MARKUP, corpus.TEMPLATES, corpus.PLACES, corpus.UNICODE, corpus.FORMULAS,
                         corpus.NUMBERS)  # fmt: skip
    met: dict[str, set[int]] = {}
    seen: set[str] = set()
    for turn, text in enumerate(texts):
        if text in seen or not corpus.storable(text.replace("\0", "")):
            continue
        seen.add(text)
        address, who = SEARCHES[turn % len(SEARCHES)], "lead" if turn % 4 == 0 else "admin"
        answer = world.browsers[who].get(address, query_string={"q": text, "show": text, "page": text, "team": text})
        assert answer.status_code in (200, 403, 404), (address, text)
        assert faults(answer, text) == [], (address, text)
        met.setdefault(address, set()).add(turn % 7)
    assert len(seen) > 600
    assert {address for address, categories in met.items() if len(categories) < 7} == set()


def test_no_search_finds_more_for_what_a_database_might_obey(world: World):
    admin = world.browsers["admin"]
    nobody = rows(admin.get("/people", query_string={"q": "nobody is called so"}))
    for text in corpus.SQL:
        if re.search("[A-Z]", text):
            assert rows(admin.get("/people", query_string={"q": text})) == nobody, text


def rows(answer: TestResponse) -> int:
    """How many rows a list shows."""
    return answer.text.count("<tr")


def test_planning_takes_any_day_time_and_length_or_says_what_to_enter(world: World):
    good = {"on": "26/11/2026", "at": "2pm", "minutes": "60", "place": "in person", "observation": ""}
    address = f"/sessions/plan/{world.u.pius.id}"
    for name, values in (("on", corpus.DATES), ("at", corpus.TIMES), ("minutes", corpus.NUMBERS)):
        for text in values:
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


FED = {"held_on": corpus.DATES[::2], "action_1_due": corpus.DATES[1::2], "started": corpus.TIMES,
       "minutes": corpus.NUMBERS}  # fmt: skip


@pytest.mark.parametrize("key", FED)
def test_a_draft_with_any_answer_opens_checks_and_sends_or_says_why(key: str, world: World):
    record, lead = world.records["draft"], world.browsers["lead"]
    data = {"account": make.account_of(world.u.isla).id, "kind": "rps", "part": "lead", "key": key}
    number = record.id
    back = world.keep()
    for turn, text in enumerate(("²", "\0", *FED[key])):
        known = db.session.query(Answer.revision).filter_by(record_id=number, key=key).scalar() or 0
        lead.post(f"/records/{number}/answers", data={**data, "text": text, "revision": known})
        pages = (f"/records/{number}/draft", f"/records/{number}/check", "/", "/records?show=led", "/team")
        for address in (pages[1], pages[turn % len(pages)]):
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
    tried, numbers = set(), corpus.mixed(corpus.IDS)
    for rule in world.app.url_map.iter_rules():
        if "<int:" not in rule.rule:
            continue
        permission = world.app.view_functions[rule.endpoint].permission
        roles = access.MAY.get(permission, {STAFF})
        who = "lead" if STAFF in roles else "admin" if access.ADMIN in roles else "assurance"
        for number in islice(numbers, 5):
            address = re.sub(r"<int:\w+>", number.replace("?", "%3F"), rule.rule)
            for method in rule.methods & {"GET", "POST"}:
                status = world.browsers[who].open(address, method=method).status_code
                assert status in (303, 400, 401, 404, 405), (method, address[:80], status)
                tried.add((rule.rule, number))
    assert {number for _, number in tried} == set(corpus.IDS)
    assert len(tried) > 300


def test_signing_in_never_leads_elsewhere(app, world: World):
    good = {"email": make.account_of(world.u.lowri).email, "password": make.PASSWORD}
    for address in corpus.ELSEWHERE:
        browser = app.test_client()
        page = browser.get("/sign-in", query_string={"next": address})
        assert (page.status_code, faults(page, address)) == (200, []), address
        entered = browser.post("/sign-in", data={**good, "next": address})
        assert entered.status_code == 303, address
        to = entered.headers["Location"]
        assert re.match(r"/(?![/\\])[^\s\\]*$", to), to
        assert "evil" not in to.split("/")[1].split("?")[0] or to.startswith("/."), to
        seen_from = address.encode().decode("latin-1").translate(dict.fromkeys((0, 10, 13)))
        asked = app.test_client().get("/records", headers={"HX-Request": "true", "HX-Current-URL": seen_from})
        assert re.fullmatch(r"/sign-in(\?next=/)?", asked.headers["HX-Redirect"]), address


def test_what_is_carried_past_a_sign_in_never_leads_elsewhere(app, world: World):
    good = {"email": make.account_of(world.u.lowri).email, "password": make.PASSWORD}
    for address in corpus.ELSEWHERE[::3]:
        carried = {"account": "x", "carry_to": address, "carried.a-kolb_1": "Mine"}
        answer = app.test_client().post("/sign-in", data={**good, **carried})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/"), address


def test_sign_in_takes_any_name_and_password(app, world: World):
    texts = corpus.dealt(corpus.SQL, corpus.MARKUP, corpus.PLACES, corpus.UNICODE)
    for turn, text in enumerate(islice(texts, 0, None, 9)):
        data = {"email": text, "password": "x"} if turn % 2 else {"email": "lowri@staff.example", "password": text}
        fields = encoded({name: [value] for name, value in data.items()})
        answer = app.test_client().post("/sign-in", data=fields, content_type=FORM)
        assert answer.status_code in (422, 429)
        assert faults(answer, text) == []
    assert turn > 80


def test_reversed_or_repeated_days_of_a_pack_are_explained(world: World):
    good = {"starts_on-day": "1", "starts_on-month": "9", "starts_on-year": "2025",
            "ends_on-day": "31", "ends_on-month": "8", "ends_on-year": "2026"}  # fmt: skip
    numbers = corpus.mixed([*corpus.NUMBERS, "0001", "9999", "", "١"])
    for name in good:
        for text in islice(numbers, 12):
            status = world.browsers["subject"].post("/evidence/packs", data={**good, name: text}).status_code
            assert status in (303, 409, 422), (name, text[:40])
    farthest = {"starts_on-day": "31", "starts_on-month": "12", "starts_on-year": "9999"}
    farthest |= {name.replace("starts", "ends"): value for name, value in farthest.items()}
    assert world.browsers["subject"].post("/evidence/packs", data=farthest).status_code in (303, 409, 422)
