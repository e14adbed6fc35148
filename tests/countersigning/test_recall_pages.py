"""The pages of a recall: starting, deciding, the late rationale, endorsing, raising, sending; what they refuse."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.countersigning.models import Decision, Item, Recall
from app.database import db
from app.history.models import Event
from app.language import GAP
from app.people import cover
from app.policy.countersigning import CONSIDERED, DRAFT, ENDORSE, NOT_RECALLED, READY, SENT
from app.policy.recall import DOES_NOT_RECALL
from app.records import snapshot
from app.web.clock import now, today
from tests import make
from tests.countersigning import items, nights
from tests.counting import count_queries

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

NEW = "/countersigning/recalls/new"
START = {
    "case_reference": "X264410", "licence_from": "1/9/2026", "emergency": "yes", "on": "19/11/2026", "at": "9:20am",
    "decider": "",
}  # fmt: skip
RATIONALE = "Contact has broken down and the risk to a known adult is immediate."
AGREE = {
    "decision": "recall", "on": "19/11/2026", "at": "9:30am", "alternatives": ["warnings", "reporting"],
    "rationale": RATIONALE, "sensitive": "no",
}  # fmt: skip
FIRST_CONSIDERED = datetime(2026, 11, 19, 9, 20, tzinfo=UTC)


def plain(text: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace(GAP, " ").split())


def alert(text: str) -> str:
    """What the box at the top of a page says is wrong."""
    return plain(text[text.index("error-summary") :].split("</ul>")[0])


def the_recall() -> tuple[Item, Recall]:
    """The only recall there is."""
    item, recall = db.session.execute(select(Item, Recall).join(Recall, Recall.item_id == Item.id)).one()
    return item, recall


@pytest.fixture
def item(unit) -> Item:
    """An emergency recall of Lowri's, considered at 9:20am, that waits for Isla."""
    return nights.consider(unit.lowri, FIRST_CONSIDERED, case="X264410")


@pytest.fixture
def path(item):
    return lambda step: f"/countersigning/{item.id}/{step}"


@pytest.fixture
def lowri_at(unit, at, sign_in, another_client):
    """Lowri's browser, signed in afresh at that moment."""

    def arrive(moment: str):
        at(moment)
        return sign_in(unit.lowri, another_client())

    return arrive


# Starting


def test_a_recall_starts_from_when_it_was_first_considered(unit, lowri):
    answer = lowri.post(NEW, data=START)
    item, recall = the_recall()
    assert answer.headers["Location"] == f"/countersigning/{item.id}?view=all"
    assert (item.state, item.author_id, item.assigned_id) == (CONSIDERED, unit.lowri.id, None)
    assert (recall.considered_at, recall.emergency_at) == (FIRST_CONSIDERED, FIRST_CONSIDERED)
    assert (recall.licence_from, item.clock) == (date(2026, 9, 1), FIRST_CONSIDERED + timedelta(hours=2))
    shown = plain(lowri.get(answer.headers["Location"]).text)
    assert "Isla Mbeki is told. The limit is 11:20am GMT, Thursday 19 November 2026: 1 hour 48 minutes left." in shown
    assert "Write the report meanwhile" in shown


def test_the_form_begins_with_this_minute(lowri_at):
    shown = lowri_at("2026-11-19 23:05").get(NEW).text
    assert 'value="19/11/2026"' in shown
    assert 'value="11:05pm"' in shown
    assert "Which of the two hours" not in shown


def test_who_decides_is_the_line_manager_or_a_manager_of_the_unit_each_with_their_cover(unit, lowri):
    cover.record(unit.isla, unit.rhys, ("recall",), today(), today(), items.by(unit.isla), now(), today())
    shown = lowri.get(NEW).text
    offered = [plain(each) for each in re.findall(r"<option[^>]*>([^<]*)", shown)]
    assert offered == [
        "Isla Mbeki, your line manager (Rhys Sidebottom covers)",
        "Cosmo Iqbal, Deputy PDU Head, PDU leadership",
        "Efua Featherstonehaugh-Cholmondeley, PDU Head, PDU leadership",
        "Rhys Sidebottom, Senior Probation Officer, Sentence management B",
    ]
    assert lowri.post(NEW, data={**START, "decider": str(unit.rhys.id)}).status_code == 303
    item, _ = the_recall()
    assert item.assigned_id == unit.rhys.id


def test_the_choice_of_who_decides_asks_no_more_when_there_are_more(unit, lowri):
    few = count_queries(lowri, NEW)
    for number in range(8):
        who = make.member(f"Manager {number}", "Senior Probation Officer", unit.other_team, unit.efua)
        cover.record(who, unit.rhys, ("recall",), today(), today(), items.by(who), now(), today())
    assert count_queries(lowri, NEW) == few
    assert few <= 8


def test_nobody_whose_decision_would_not_count_is_offered(unit, sign_in, another_client):
    kwame = sign_in(unit.kwame, another_client())
    shown = kwame.get(NEW).text
    assert "Aaliyah" not in shown
    assert "Choose who decides" in shown
    answer = kwame.post(NEW, data=START)
    assert answer.status_code == 422
    assert "Choose who decides" in alert(answer.text)
    assert kwame.post(NEW, data={**START, "decider": str(unit.saoirse.id)}).status_code == 303


def test_somebody_who_is_no_manager_of_the_unit_can_not_be_chosen(unit, lowri):
    for who in (unit.pius, unit.saoirse, unit.lowri):
        assert lowri.post(NEW, data={**START, "decider": str(who.id)}).status_code == 422


def test_an_unusual_case_reference_is_taken_with_a_word_about_it(lowri):
    answer = lowri.post(NEW, data={**START, "case_reference": "ABC-12"}, follow_redirects=True)
    assert "“ABC-12” is not the usual form of a case reference" in answer.text


WRONG_STARTS = [
    ({"case_reference": ""}, "Enter the case reference"),
    ({"case_reference": "John Smith"}, "letters and digits, and no name"),
    ({"case_reference": "X1\0"}, "Enter a case reference"),
    ({"licence_from": ""}, "Enter the day of release"),
    ({"licence_from": "31/2/2026"}, "Enter a real date"),
    ({"licence_from": "20/11/2026"}, "The day of release can’t be in the future"),
    ({"licence_from": "19/11/2026", "on": "18/11/2026"}, "can’t have been considered before the licence began"),
    ({"emergency": ""}, "Say whether it is an emergency"),
    ({"emergency": "perhaps"}, "Not a valid choice"),
    ({"on": ""}, "Enter the day"),
    ({"on": "yesterday"}, "Enter a real date"),
    ({"at": ""}, "Enter the time"),
    ({"at": "25:00"}, "Enter a time"),
    ({"at": "9:33am"}, "Recall can’t have been considered in the future"),
    ({"on": "20/11/2026"}, "Recall can’t have been considered in the future"),
]


@pytest.mark.parametrize(("given", "words"), WRONG_STARTS)
def test_what_can_not_be_started_is_said_and_what_was_typed_stays(lowri, given, words):
    answer = lowri.post(NEW, data={**START, **given})
    assert answer.status_code == 422
    assert words in alert(answer.text)
    for key, value in {**START, **given}.items():
        if key in ("case_reference", "licence_from", "on", "at") and value and "\0" not in value:
            assert f'value="{value}"' in answer.text
    assert db.session.query(Item).count() == 0


def test_the_same_form_sent_twice_starts_one_recall(lowri):
    first, second = lowri.post(NEW, data=START), lowri.post(NEW, data=START)
    assert first.headers["Location"] == second.headers["Location"]
    the_recall()
    answer = lowri.post(NEW, data={**START, "at": "9:25am", "case_reference": "x264410"})
    assert answer.status_code == 422
    assert "You are considering a recall on this case already" in alert(answer.text)
    the_recall()


# The hour that comes twice, and the one that never was


def test_a_time_that_came_twice_asks_which_and_each_is_another_instant(lowri_at):
    lowri = lowri_at("2026-10-25T03:00+00:00")
    typed = {**START, "on": "25/10/2026", "at": "1:20am"}
    answer = lowri.post(NEW, data=typed)
    assert answer.status_code == 422
    assert "The clocks went back that night, so 1:20am came twice. Choose BST or GMT" in alert(answer.text)
    assert 'name="zone" type="radio" value="BST"' in answer.text
    assert lowri.post(NEW, data={**typed, "zone": "CET"}).status_code == 422
    assert lowri.post(NEW, data={**typed, "zone": "BST"}).status_code == 303
    assert lowri.post(NEW, data={**typed, "zone": "GMT", "case_reference": "X264411"}).status_code == 303
    starts = [each.considered_at for each in db.session.scalars(select(Recall).order_by(Recall.id))]
    assert starts == [datetime(2026, 10, 25, 0, 20, tzinfo=UTC), datetime(2026, 10, 25, 1, 20, tzinfo=UTC)]


def test_in_the_hour_that_comes_twice_the_form_begins_with_the_right_one(lowri_at):
    for offset, zone in (("+01:00", "BST"), ("+00:00", "GMT")):
        shown = lowri_at(f"2026-10-25T01:20{offset}").get(NEW).text
        assert re.findall(r'value="(\w+)" checked', shown) == [zone]


def test_gmt_of_the_hour_that_comes_twice_is_in_the_future_during_its_first_pass(lowri_at):
    lowri = lowri_at("2026-10-25T01:40+01:00")
    answer = lowri.post(NEW, data={**START, "on": "25/10/2026", "at": "1:20am", "zone": "GMT"})
    assert answer.status_code == 422
    assert "can’t have been considered in the future" in alert(answer.text)


def test_a_time_that_the_clocks_left_out_is_refused_with_why(lowri_at):
    lowri = lowri_at("2027-03-28T09:00")
    answer = lowri.post(NEW, data={**START, "on": "28/3/2027", "at": "1:30am"})
    assert answer.status_code == 422
    assert "The clocks went forward that night, so 1:30am never was" in alert(answer.text)
    assert 'value="1:30am"' in answer.text


# The manager's decision


def test_whoever_has_to_decide_is_led_from_home_to_the_decision(item, isla, path):
    assert path("recall") in isla.get(f"/countersigning/{item.id}").headers["Location"]
    shown = plain(isla.get(path("recall")).text)
    for words in (
        "Decide on the recall, X264410", "1 hour 48 minutes left Until 11:20am GMT, Thursday 19 November 2026",
        "Emergency clock: 2 hours to consider alternatives or take recall action (National Standards 9.3.2)",
        "From 9:20am GMT, Thursday 19 November 2026", "Guard against bias", "(National Standards 9.2)",
        "I agree to a recall and write the rationale later: due by Friday 20 November 2026",
    ):  # fmt: skip
        assert words in shown


def test_a_recall_is_agreed_at_the_time_said_and_signed_with_everything(unit, item, isla, path):
    answer = isla.post(path("recall"), data=AGREE)
    assert answer.status_code == 303, alert(answer.text)
    item, recall = the_recall()
    assert (item.state, recall.decision) == (DRAFT, "recall")
    assert recall.agreed_at == recall.decided_at == datetime(2026, 11, 19, 9, 30, tzinfo=UTC)
    (decision,) = db.session.query(Decision)
    assert (decision.part, decision.person_id, decision.capacity) == ("agreement", unit.isla.id, "line manager")
    assert {line.label: line.text for line in snapshot.lines(decision.body)} == {
        "Decision": "Recall", "Decided at": "9:30am GMT, Thursday 19 November 2026",
        "Alternatives tried": "Warnings; More reporting", "Rationale": RATIONALE, "Sensitive": "No",
    }  # fmt: skip
    shown = plain(isla.get(answer.headers["Location"]).text)
    assert "Recorded: recall. Lowri Throckmorton is told, and sends you the report to sign." in shown
    again = isla.post(path("recall"), data=AGREE)
    assert again.headers["Location"] == answer.headers["Location"]
    assert db.session.query(Decision).count() == 1


def test_a_decision_not_to_recall_stops_the_clocks(item, isla, path):
    assert isla.post(path("recall"), data={**AGREE, "decision": DOES_NOT_RECALL}).status_code == 303
    item, recall = the_recall()
    assert (item.state, item.clock, recall.agreed_at) == (NOT_RECALLED, None, None)
    assert "Met with 1 hour 50 minutes left" in plain(isla.get(f"/countersigning/{item.id}").text)


WRONG_DECISIONS = [
    ({"decision": ""}, "Choose whether you agree to a recall (National Standards 9.3.2)"),
    ({"decision": "maybe"}, "Choose whether you agree to a recall (National Standards 9.3.2)"),
    ({"at": "9:33am"}, "The decision can’t be in the future"),
    ({"at": "9:19am"}, "The decision can’t be before recall was first considered"),
    ({"on": "30/2/2026"}, "Enter a real date"),
    ({"at": ""}, "Enter the time"),
    ({"alternatives": []}, "Choose what was tried before, or “None was tried” (National Standards 9.3.2)"),
    ({"alternatives": ["none", "warnings"]}, "Choose “None was tried” alone, or take it away"),
    ({"alternatives": ["magic"]}, "Choose what was tried before"),
    ({"alternatives": ["other"]}, "Say what else was tried"),
    ({"rationale": ""}, "Record the rationale (National Standards 9.3.2)"),
    ({"rationale": " \n ", "decision": DOES_NOT_RECALL, "later": "y"}, "Record the rationale (National Standards 9.2)"),
    ({"rationale": "x" * 20_001}, "Shorten the rationale to 20,000 characters"),
    ({"rationale": "a\0b"}, "holds a character that can&#39;t be stored"),
    ({"sensitive": ""}, "Say whether the decision is sensitive"),
]


@pytest.mark.parametrize(("given", "words"), WRONG_DECISIONS)
def test_what_can_not_be_decided_is_said_and_what_was_typed_stays(item, isla, path, given, words):
    answer = isla.post(path("recall"), data={**AGREE, **given})
    assert answer.status_code == 422
    assert words in alert(answer.text)
    rationale = given.get("rationale", RATIONALE)
    assert "\0" in rationale or rationale in answer.text
    assert the_recall()[0].state == CONSIDERED


def test_several_things_wrong_are_said_at_once_in_the_order_of_the_page(item, isla, path):
    said = alert(isla.post(path("recall"), data={"on": "x", "at": "9:30am"}).text)
    order = ["Choose whether you agree", "Enter a real date", "Choose what was tried", "Record the rationale",
             "Say whether the decision is sensitive"]  # fmt: skip
    assert [said.index(words) for words in order] == sorted(said.index(words) for words in order)


def test_whoever_covers_decides_for_the_manager_and_the_other_comes_too_late(unit, item, isla, path, sign_in,
                                                                             another_client):  # fmt: skip
    cover.record(unit.isla, unit.rhys, ("recall",), today(), today(), items.by(unit.isla), now(), today())
    rhys = sign_in(unit.rhys, another_client())
    assert "You sign for Isla Mbeki" in plain(rhys.get(path("recall")).text)
    assert rhys.post(path("recall"), data=AGREE).status_code == 303
    (decision,) = db.session.query(Decision)
    assert (decision.name, decision.for_name, decision.capacity) == (
        "Rhys Sidebottom", "Isla Mbeki", "senior probation officer",
    )  # fmt: skip
    answer = isla.post(path("recall"), data={**AGREE, "rationale": "My own long thoughts"})
    assert answer.status_code == 409
    assert "the item is now “draft”" in alert(answer.text)
    assert "My own long thoughts" in answer.text
    assert isla.get(path("recall")).status_code == 409


def test_a_head_of_offender_management_is_told_why_they_can_not_decide(unit, sign_in, another_client):
    item = nights.consider(unit.kwame, FIRST_CONSIDERED)
    aaliyah = sign_in(unit.aaliyah, another_client())
    answer = aaliyah.get(f"/countersigning/{item.id}/recall")
    assert answer.status_code == 409
    assert "Only a line manager" in plain(answer.text)
    answer = aaliyah.post(f"/countersigning/{item.id}/recall", data=AGREE)
    assert answer.status_code == 409
    assert "Only a line manager" in alert(answer.text)
    assert RATIONALE in answer.text


def test_a_decision_is_signed_after_proof_of_identity(item, isla, path, at):
    at("2026-11-19 09:48")
    assert "Your password" in isla.get(path("recall")).text
    for given, words in (({}, "Enter your password"), ({"password": "wrong"}, "The password is not right")):
        answer = isla.post(path("recall"), data={**AGREE, **given})
        assert answer.status_code == 422
        assert words in alert(answer.text)
        assert RATIONALE in answer.text
    assert the_recall()[0].state == CONSIDERED
    assert isla.post(path("recall"), data={**AGREE, "password": make.PASSWORD}).status_code == 303


def test_a_decision_typed_when_the_sign_in_was_over_is_carried_past_the_next_one(item, isla, path, at):
    at("2026-11-19 10:05")
    answer = isla.post(path("recall"), data=AGREE, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 401
    for name, value in (("rationale", RATIONALE), ("alternatives", "warnings"), ("alternatives", "reporting")):
        assert f'name="carried.{name}" value="{value}"' in answer.text
    assert the_recall()[0].state == CONSIDERED


# A rationale put off


def test_a_rationale_that_was_put_off_waits_on_the_list_and_is_written_by_whoever_decided(
    unit, item, isla, path, at, sign_in, another_client
):
    assert isla.post(path("recall"), data={**AGREE, "rationale": "", "later": "y"}).status_code == 303
    assert the_recall()[1].rationale_due_on == date(2026, 11, 20)
    home = isla.get("/").text
    assert path("rationale") in home
    at("2026-11-23 10:00")
    browser = sign_in(unit.isla, another_client())
    shown = plain(browser.get(path("rationale")).text)
    assert "Still to be written: 3 days late, due Friday 20 November 2026" in shown
    assert "Decision Recall" in shown
    answer = browser.post(path("rationale"), data={"rationale": "  "})
    assert answer.status_code == 422
    assert "Record the rationale (National Standards 9.3.2)" in alert(answer.text)
    first = browser.post(path("rationale"), data={"rationale": RATIONALE})
    second = browser.post(path("rationale"), data={"rationale": RATIONALE})
    assert first.status_code == second.status_code == 303
    assert [each.part for each in db.session.query(Decision)] == ["agreement", "rationale"]
    assert "3 days late (due Friday 20 November 2026)" in plain(browser.get(f"/countersigning/{item.id}?view=all").text)
    assert path("rationale") not in browser.get("/").text
    assert sign_in(unit.efua, another_client()).get(path("rationale")).status_code == 403


# Endorsing


@pytest.fixture
def second(unit):
    """A second decision not to recall on the same licence."""
    for minutes in (0, 5):
        when = FIRST_CONSIDERED + timedelta(minutes=minutes)
        item = nights.consider(unit.lowri, when)
        nights.agree(item, unit.isla, when, decision=DOES_NOT_RECALL, rationale=f"Thought about it, {minutes}")
    return item


def test_a_manager_is_told_that_a_second_decision_not_to_recall_needs_endorsement(unit, isla):
    first = nights.consider(unit.lowri, FIRST_CONSIDERED)
    nights.agree(first, unit.isla, FIRST_CONSIDERED, decision=DOES_NOT_RECALL)
    item = nights.consider(unit.lowri, FIRST_CONSIDERED + timedelta(minutes=2))
    address = f"/countersigning/{item.id}/recall"
    assert "A decision not to recall was taken on this licence before." in plain(isla.get(address).text)
    answer = isla.post(address, data={**AGREE, "decision": DOES_NOT_RECALL}, follow_redirects=True)
    assert "It is the second on this licence, so a senior manager endorses it." in answer.text
    assert db.session.get(Item, item.id).state == ENDORSE


def test_the_senior_reads_both_decisions_and_endorses(unit, second, efua):
    address = f"/countersigning/{second.id}/endorse"
    assert address in efua.get(f"/countersigning/{second.id}").headers["Location"]
    shown = plain(efua.get(address).text)
    assert "Thought about it, 5" in shown
    assert "Thought about it, 0" in shown
    readings = [each.thing_id for each in db.session.query(Event).filter_by(verb="read", thing="countersign item")]
    assert set(readings) == {second.id, second.id - 1}
    answer = efua.post(address, data={"comment": ""})
    assert answer.status_code == 422
    assert "Say why you endorse it" in alert(answer.text)
    assert efua.post(address, data={"comment": "I agree."}).status_code == 303
    assert efua.post(address, data={"comment": "I agree."}).status_code == 303
    item = db.session.get(Item, second.id)
    assert (item.state, item.closed_at is not None) == (NOT_RECALLED, True)
    assert db.session.query(Decision).filter_by(part="endorsement").one().capacity == "PDU head"


def test_the_manager_does_not_endorse_and_a_deputy_without_authority_neither(unit, second, isla, sign_in,
                                                                             another_client):  # fmt: skip
    for browser in (isla, sign_in(unit.cosmo, another_client())):
        assert browser.post(f"/countersigning/{second.id}/endorse", data={"comment": "Yes"}).status_code == 403


def test_decisions_in_a_place_the_senior_may_not_read_are_counted_and_not_shown(unit, efua):
    elsewhere = nights.office()
    other = nights.consider(elsewhere.dunnock, FIRST_CONSIDERED)
    nights.agree(other, elsewhere.larkspur, FIRST_CONSIDERED, decision=DOES_NOT_RECALL, rationale="Not for you")
    item = nights.consider(unit.lowri, FIRST_CONSIDERED)
    nights.agree(item, unit.isla, FIRST_CONSIDERED, decision=DOES_NOT_RECALL)
    shown = plain(efua.get(f"/countersigning/{item.id}/endorse").text)
    assert "1 decision not to recall was taken where you may not read." in shown
    assert "Not for you" not in shown


# Raising


@pytest.fixture
def calm(unit) -> Item:
    """A recall of Lowri's that is no emergency, considered at 9:20am."""
    return nights.consider(unit.lowri, FIRST_CONSIDERED, emergency=False)


@pytest.mark.parametrize("who", ["lowri", "isla"])
def test_the_author_or_the_manager_makes_it_an_emergency_with_a_reason(unit, calm, who, sign_in, another_client):
    browser, address = sign_in(getattr(unit, who), another_client()), f"/countersigning/{calm.id}/raise"
    assert "until 11:32am GMT, Thursday 19 November 2026 if you do it now" in plain(browser.get(address).text)
    answer = browser.post(address, data={"reason": " "})
    assert answer.status_code == 422
    assert "Give a reason" in alert(answer.text)
    answer = browser.post(address, data={"reason": "Seen near the address"}, follow_redirects=True)
    assert "The limit is 11:32am GMT, Thursday 19 November 2026: 2 hours left." in plain(answer.text)
    item, recall = the_recall()
    assert (recall.emergency_at, item.clock) == (now(), now() + timedelta(hours=2))
    assert browser.post(address, data={"reason": "Again"}).status_code == 303
    assert the_recall()[1].emergency_at == now()
    assert "Make it an emergency" not in browser.get(f"/countersigning/{calm.id}?view=all").text


def test_an_earlier_limit_stands_and_the_page_says_so(calm, lowri_at):
    shown = plain(lowri_at("2026-11-20 08:20").get(f"/countersigning/{calm.id}/raise").text)
    assert "is earlier and stands: 9:20am GMT, Friday 20 November 2026" in shown


def test_nobody_else_makes_it_an_emergency(unit, calm, efua, sign_in, another_client):
    address = f"/countersigning/{calm.id}/raise"
    assert efua.get(address).status_code == 403
    assert sign_in(unit.fergus, another_client()).get(address).status_code == 403
    for who in (unit.rhys, unit.pius):
        assert sign_in(who, another_client()).get(address).status_code == 404


# Sending


@pytest.fixture
def ready(unit) -> Item:
    """A recall of Lowri's that both have signed by 9:25am."""
    item = nights.consider(unit.lowri, FIRST_CONSIDERED)
    nights.agree(item, unit.isla, FIRST_CONSIDERED)
    nights.report(item, unit.lowri, FIRST_CONSIDERED + timedelta(minutes=2))
    nights.sign(item, unit.isla, FIRST_CONSIDERED + timedelta(minutes=3))
    nights.sign(item, unit.efua, FIRST_CONSIDERED + timedelta(minutes=5))
    return item


def test_the_author_records_when_the_report_went_and_hears_what_follows(ready, lowri):
    address = f"/countersigning/{ready.id}/send"
    assert ready.state == READY
    assert address in lowri.get(f"/countersigning/{ready.id}").headers["Location"]
    assert "Public Protection Casework Section (PPCS)" in lowri.get(address).text
    answer = lowri.post(address, data={"on": "19/11/2026", "at": "9:30am"})
    shown = plain(lowri.get(answer.headers["Location"]).text)
    assert "Recorded: sent 9:30am GMT, Thursday 19 November 2026, 1 hour 50 minutes left." in shown
    assert "Review the risk management plan by Thursday 3 December 2026 (National Standards 10.2)." in shown
    item, recall = the_recall()
    assert (item.state, recall.sent_at) == (SENT, datetime(2026, 11, 19, 9, 30, tzinfo=UTC))
    assert lowri.post(address, data={"on": "19/11/2026", "at": "9:31am"}).status_code == 303
    assert the_recall()[1].sent_at == datetime(2026, 11, 19, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "time", "words"),
    [
        ("19/11/2026", "9:33am", "can’t have been sent in the future"),
        ("19/11/2026", "9:24am", "after both have signed it"),
        ("", "9:30am", "Enter the day"),
        ("19/11/2026", "soon", "Enter a time"),
    ],
)
def test_what_can_not_have_been_sent_then_is_refused(ready, lowri, on, time, words):
    answer = lowri.post(f"/countersigning/{ready.id}/send", data={"on": on, "at": time})
    assert answer.status_code == 422
    assert words in alert(answer.text)
    assert f'value="{time}"' in answer.text
    assert the_recall()[1].sent_at is None


def test_only_the_author_sends_and_only_once_both_have_signed(unit, item, path, ready, isla, efua, lowri):
    for browser in (isla, efua):
        assert browser.get(f"/countersigning/{ready.id}/send").status_code == 403
    answer = lowri.get(path("send"))
    assert answer.status_code == 409
    assert "the item is now “recall considered”" in answer.text


# What is no recall


@pytest.mark.parametrize("step", ["recall", "rationale", "endorse", "raise", "send"])
def test_an_assessment_has_no_steps_of_a_recall(unit, step, lowri, isla):
    items.countersigned_author(unit.lowri)
    item = items.requested(unit.lowri)
    for browser in (lowri, isla):
        assert browser.get(f"/countersigning/{item.id}/{step}").status_code == 404


@pytest.mark.parametrize("step", ["recall", "rationale", "endorse", "raise", "send"])
def test_a_recall_of_another_team_does_not_exist(unit, item, path, step, sign_in, another_client):
    for who in (unit.rhys, unit.magda, unit.saoirse):
        assert sign_in(who, another_client()).get(path(step)).status_code == 404


@pytest.mark.parametrize(
    ("of", "step", "who"), [("item", "recall", "isla"), ("calm", "raise", "lowri"), ("ready", "send", "lowri")]
)
def test_a_page_of_a_recall_asks_no_more_when_there_is_more(unit, of, step, who, request, sign_in, another_client):
    item = request.getfixturevalue(of)
    browser, address = sign_in(getattr(unit, who), another_client()), f"/countersigning/{item.id}/{step}"
    few = count_queries(browser, address)
    for number in range(6):
        nights.consider(make.member(f"Officer {number}", "Probation Officer", unit.team, unit.isla), FIRST_CONSIDERED,
                        case=f"X26{number}000")  # fmt: skip
    assert count_queries(browser, address) == few
    assert few <= 9
