"""A manager's queue: in which order, for whom, and several countersigned with one signature."""

import re
from datetime import date

import pytest

from app.countersigning import actions
from app.countersigning.models import Decision
from app.countersigning.scopes import waiting_ids
from app.database import db
from app.history.models import Event
from app.history.queries import breaks
from app.notices import work
from app.policy.countersigning import COUNTERSIGNED, REQUESTED
from app.web.clock import now, today
from tests import make
from tests.attacks.test_races import at_once
from tests.countersigning import items
from tests.countersigning.desk import address, browsers, covers, decisions, form, fresh, learner, waiting, words
from tests.countersigning.items import ALL, BACK
from tests.countersigning.nights import consider
from tests.counting import count_queries

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

QUEUE = "/countersigning"


def cases(answer) -> list[str]:
    """The case references of the rows, in the order shown."""
    return re.findall(r'work-row__title"><a [^>]*>[^<]*, ([A-Z]\d+)<', answer.text)


@pytest.fixture
def many(unit):
    """Five things for Isla: late, due at different days, of another kind, a recall, and one of Rhys's she covers."""
    learner(unit.lowri), learner(unit.magda)
    waiting(unit.lowri, signed="2026-11-02 09:00", case="X000001")
    waiting(unit.lowri, signed="2026-11-17 09:00", case="X000002")
    waiting(unit.pius, "parole", signed="2026-11-03 09:00", case="X000003")
    waiting(unit.magda, signed="2026-11-12 09:00", case="X000004")
    consider(unit.lowri, items.at("2026-11-19 08:00"), case="X000005", emergency=False)
    covers(unit.rhys, unit.isla)
    return unit


def test_the_clock_comes_first_then_what_is_late_then_by_due_day(many, isla):
    assert cases(isla.get(QUEUE)) == ["X000005", "X000001", "X000004", "X000002", "X000003"]


def test_a_row_says_why_by_when_since_when_and_for_whom(many, isla):
    said = words(isla.get(QUEUE))
    for text in (
        "5 things wait for you, the most urgent first", "The oldest goes back to 2 November 2026, 13 working days ago.",
        "8 days late due 9 November Countersign an assessment, X000001",
        "Lowri Throckmorton, waiting 13 working days PQiP learner, since 1 September 2026 (Framework 5.2).",
        "Magda D'Arcy, for Rhys Sidebottom, waiting 5 working days",
        "All parole reports are countersigned, whatever the assessor role (Framework 5.1).",
        "Take next : Decide on the recall, X000005",
    ):  # fmt: skip
        assert text in said, text


def test_a_second_round_tells_the_whole_time(unit, isla):
    found = waiting(learner(unit.lowri), signed="2026-11-02 09:00")
    items.decide(found, unit.isla, items.at("2026-11-05 11:20"), BACK)
    items.sign(found, unit.lowri, items.at("2026-11-10 16:51"))
    said = words(isla.get(QUEUE))
    assert "waiting 7 working days PQiP learner, since 1 September 2026 (Framework 5.2). Round 2. 13 working" in said


def test_the_queue_holds_what_for_you_holds(many, another_client, sign_in):
    for who in (many.isla, many.rhys, many.efua, many.lowri):
        rows, _ = work.waiting(who.id, now(), today())
        listed = {row.thing_id for row in rows if row.code.startswith("countersign")}
        decide = set(db.session.scalars(waiting_ids(who.id, today())))
        own = set() if who is not many.lowri else listed - decide
        assert listed == decide | own, who.name
        browser = sign_in(who, another_client())
        assert len(cases(browser.get(QUEUE))) == len(decide)


def test_the_row_opens_where_it_is_decided(many, isla):
    hrefs = re.findall(r'work-row__title"><a href="([^"]+)"', isla.get(QUEUE).text)
    statuses = [isla.get(href, follow_redirects=True).status_code for href in hrefs]
    assert statuses == [200] * 5
    assert sum(href.endswith("/decide") for href in hrefs) == 4


def test_one_kind_can_be_shown_alone(many, isla):
    assert cases(isla.get(f"{QUEUE}?kind=parole")) == ["X000003"]
    assert len(cases(isla.get(f"{QUEUE}?kind=nonsense"))) == 5


def test_twenty_five_a_page(unit, isla):
    for number in range(27):
        waiting(unit.pius, "parole", case=f"X1000{number:02}")
    first, second = isla.get(QUEUE), isla.get(f"{QUEUE}?page=2")
    assert (len(cases(first)), len(cases(second))) == (25, 2)
    assert "page=2" in first.text
    assert "27 things wait for you" in words(first)
    assert isla.get(f"{QUEUE}?page=99999999999").status_code == 200


def test_what_was_decided_stays_with_whoever_decided_it(unit, isla, another_client, sign_in):
    found = waiting(learner(unit.lowri))
    items.decide(found, unit.isla, items.at("2026-11-17 10:00"), BACK)
    items.sign(found, unit.lowri, items.at("2026-11-18 10:00"))
    items.decide(found, unit.isla, items.at("2026-11-18 11:00"))
    said = words(isla.get(f"{QUEUE}?show=decided"))
    assert said.index("Countersigned round 2") < said.index("Sent back for rework 17 November 2026")
    assert "Lowri Throckmorton" in said
    rhys = sign_in(unit.rhys, another_client())
    assert "X220914" not in rhys.get(f"{QUEUE}?show=decided").text


def test_cover_that_ends_takes_the_rows_with_it(many, isla, at):
    assert "X000004" in cases(isla.get(QUEUE))
    at("2026-11-20 08:00")
    isla.post("/sign-in", data={"email": make.account_of(many.isla).email, "password": make.PASSWORD})
    assert "X000004" not in cases(isla.get(QUEUE))


@pytest.mark.parametrize("page", ["", "?show=parked", "?show=decided"])
def test_the_queue_asks_the_same_number_of_questions_however_long_it_is(page, unit, isla):
    for number in range(3):
        waiting(unit.pius, "parole", case=f"X10000{number}")
    few = count_queries(isla, QUEUE + page)
    for number in range(8):
        found = waiting(unit.pius, "parole", case=f"X20000{number}")
        if number % 2:
            items.decide(found, unit.isla, items.at("2026-11-18 10:00"))
        else:
            actions.park(items.seen(found, unit.isla, now()), date(2026, 11, 24), "Away", items.by(unit.isla), now(),
                         today())  # fmt: skip
    assert count_queries(isla, QUEUE + page) == few
    assert few <= 6


def test_nobody_without_staff_account_has_a_queue(unit, another_client, sign_in):
    for who in (unit.fergus, unit.nerys):
        assert sign_in(who, another_client()).get(QUEUE).status_code == 403


# Several at once


@pytest.fixture
def three(unit):
    """Two assessments and a parole report for Isla."""
    learner(unit.lowri)
    return [waiting(unit.lowri, case="X000001", comment="Checked with the police"),
            waiting(unit.lowri, signed="2026-11-17 10:00", case="X000002"),
            waiting(unit.pius, "parole", case="X000003")]  # fmt: skip


def chosen(*found):
    """The ticked boxes, and the page that they lead to."""
    return f"{QUEUE}/several?" + "&".join(f"item={each.id}" for each in found)


def signing(*found, **given):
    """What the page to sign several posts."""
    prints = {f"f-{each.id}": form(each)["fingerprint"] for each in found}
    return {"item": [str(each.id) for each in found], **prints, **given}


def test_each_of_several_is_shown_with_why_and_the_authors_words(three, isla):
    said = words(isla.get(chosen(*three)))
    for text in (
        "Countersign 3 items", "Assessment, X000001", "Parole report, X000003", "PQiP learner, since 1 September 2026",
        "Situation Risk of serious harm raised on 5 November", "Comment Checked with the police",
        "I have signed this assessment in OASys, and I stand by it.", "I endorse this report",
        "I endorse this assessment",
    ):  # fmt: skip
        assert text in said, text
    assert db.session.query(Event).filter_by(verb="read", actor="Isla Mbeki").count() == 3
    isla.get(chosen(*three))
    assert db.session.query(Event).filter_by(verb="read", actor="Isla Mbeki").count() == 3


def test_one_signature_decides_each_by_itself(three, isla):
    answer = isla.post(f"{QUEUE}/several", data=signing(*three))
    assert (answer.status_code, answer.location) == (303, QUEUE)
    assert [fresh(each).state for each in three] == [COUNTERSIGNED] * 3
    assert [decisions(each)[0].of_fingerprint for each in three] == [form(each)["fingerprint"] for each in three]
    assert len({each.fingerprint for each in db.session.query(Decision)}) == 3
    assert db.session.query(Event).filter_by(verb="signed", thing="countersign decision").count() == 3
    assert "Countersigned: assessment, X000001; assessment, X000002; parole report, X000003." in words(isla.get(QUEUE))
    assert list(breaks()) == []


def test_the_password_is_asked_once_for_all(three, isla, at):
    isla.get("/")
    at("2026-11-19 09:50")
    assert isla.get(chosen(*three)).text.count('type="password"') == 1
    wrong = isla.post(f"{QUEUE}/several", data=signing(*three, password="wrong"))
    assert (wrong.status_code, "The password is not right" in wrong.text) == (422, True)
    assert wrong.text.count('name="item"') == 3
    assert db.session.query(Decision).count() == 0
    assert isla.post(f"{QUEUE}/several", data=signing(*three, password=make.PASSWORD)).status_code == 303
    assert db.session.query(Decision).count() == 3


def test_one_that_changed_meanwhile_is_left_out_and_named(three, unit, isla):
    data = signing(*three)
    items.decide(three[0], unit.isla, now())
    actions.take_back(items.seen(three[1], unit.lowri, now()), items.by(unit.lowri), now())
    items.sign(fresh(three[1]), unit.lowri, now())
    isla.post(f"{QUEUE}/several", data=data)
    said = words(isla.get(QUEUE))
    assert "Countersigned: parole report, X000003." in said
    assert "Left out: assessment, X000001. It changed since you opened this page." in said
    assert "Left out: assessment, X000002. The author signed again since you opened it." in said
    assert [fresh(each).state for each in three] == [COUNTERSIGNED, REQUESTED, COUNTERSIGNED]
    assert list(breaks()) == []


def test_one_with_a_decision_begun_is_finished_by_itself(three, isla):
    isla.post(address(three[0]), data={**form(three[0], **BACK), "go": "later"})
    assert "Countersign 2 items" in words(isla.get(chosen(*three)))
    isla.post(f"{QUEUE}/several", data=signing(*three))
    assert "Left out: assessment, X000001. You have begun a decision on it." in words(isla.get(QUEUE))
    assert fresh(three[0]).state == REQUESTED


def test_no_recall_and_nothing_of_others_is_among_several(unit, isla):
    recall = consider(unit.lowri, items.at("2026-11-19 08:00"), emergency=False)
    elsewhere = waiting(learner(unit.magda), case="X000009")
    assert "None of them waits for your countersignature any more" in isla.get(chosen(recall, elsewhere)).text
    data = {"item": [recall.id, elsewhere.id], f"f-{elsewhere.id}": form(elsewhere)["fingerprint"]}
    assert isla.post(f"{QUEUE}/several", data=data).status_code == 303
    shown = isla.get(QUEUE)
    assert "X000009" not in shown.text
    assert "Left out: one item. It does not wait for you any more." in words(shown)
    assert db.session.query(Decision).count() == 0


def test_at_most_ten_at_once(unit, isla):
    eleven = [waiting(unit.pius, "parole", case=f"X1000{n:02}") for n in range(11)]
    answer = isla.get(chosen(*eleven))
    assert answer.status_code == 422
    assert "Tick at most 10" in answer.text
    assert "X100010" not in answer.text
    isla.post(f"{QUEUE}/several", data=signing(*eleven))
    assert db.session.query(Decision).count() == 10


@pytest.mark.parametrize("ids", ["", "?item=", "?item=abc", "?item=-1", "?item=99999999999999"])
def test_odd_choices_lead_nowhere(ids, isla):
    answer = isla.get(f"{QUEUE}/several{ids}")
    assert answer.status_code == 200
    assert "Countersign several" in answer.text


def test_two_managers_who_sign_several_at_once_sign_each_once(three, unit, another_client, sign_in):
    covers(unit.isla, unit.rhys)
    both = browsers(sign_in, another_client, unit.isla, unit.rhys)
    orders = [signing(*three), signing(*three[::-1])]
    posts = [lambda b=b, d=d: b.post(f"{QUEUE}/several", data=d) for b, d in zip(both, orders, strict=True)]
    assert at_once(*posts) == [303, 303]
    assert [len(decisions(each)) for each in three] == [1, 1, 1]
    assert list(breaks()) == []


def test_several_ask_the_same_number_of_questions_however_many_there_are(three, isla):
    assert count_queries(isla, chosen(*three)) == count_queries(isla, chosen(*three[:2])) <= 6


def test_one_decided_while_several_are_read_is_said_not_to_be_there(three, unit, isla):
    items.decide(three[0], unit.isla, now(), ALL)
    assert "1 of those you ticked can’t be countersigned this way" in words(isla.get(chosen(*three)))
