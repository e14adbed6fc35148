"""The decision page: what it tells, what it asks, what it refuses, and that nothing typed is lost."""

from datetime import date
from itertools import cycle, islice

import pytest

from app.countersigning import actions, recalls
from app.countersigning.models import Item, Point, Typed
from app.database import db
from app.history.models import Event
from app.history.queries import breaks
from app.people.models import RECALL_DELEGATION
from app.policy.countersigning import COUNTERSIGNED, READY, REQUESTED, REWORK, SECOND
from app.records import snapshot
from tests import make
from tests.attacks import corpus
from tests.attacks.test_races import at_once
from tests.countersigning import items
from tests.countersigning.desk import (
    account_id,
    address,
    browsers,
    covers,
    decisions,
    form,
    fresh,
    learner,
    waiting,
    words,
)
from tests.countersigning.items import ALL, BACK, at
from tests.counting import count_queries

CHANGE = "Say who is at risk and who contact them"


@pytest.fixture
def item(unit) -> Item:
    """Lowri's assessment, signed on 17 November, for Isla."""
    return waiting(learner(unit.lowri))


def recall(unit, author=None, *, assigned=None, signed=True) -> Item:
    """A recall that Isla agreed to; its report signed by Lowri."""
    author, began = author or unit.lowri, at("2026-11-19 07:00")
    found = recalls.consider(author, "X381204", date(2026, 5, 1), began, assigned and assigned.id, items.by(author),
                             began, is_emergency=False)  # fmt: skip
    agrees = assigned or unit.isla
    recalls.agree(items.seen(found, agrees, at("2026-11-19 07:10")), "recall", at("2026-11-19 07:10"), ["warnings"], "",
                  "The risk is immediate", items.by(agrees, "line manager"), at("2026-11-19 07:10"), sensitive=False,
                  later=False)  # fmt: skip
    items.write(found, author, at("2026-11-19 07:30"), **items.TEXTS["recall"])
    if signed:
        items.sign(found, author, at("2026-11-19 08:00"))
    return found


def test_countersigning_signs_the_round_that_was_shown_and_tells_the_author(unit, item, isla, lowri):
    answer = isla.post(address(item), data=form(item, **ALL))
    assert (answer.status_code, answer.location) == (303, "/countersigning")
    (decision,) = decisions(item)
    assert (decision.verdict, decision.name, decision.capacity) == ("countersigned", "Isla Mbeki", "line manager")
    assert decision.of_fingerprint == form(item)["fingerprint"]
    assert fresh(item).state == COUNTERSIGNED
    assert "Countersigned: assessment, X220914. Lowri Throckmorton is told." in words(isla.get("/countersigning"))
    assert "Isla Mbeki countersigned: assessment, X220914" in words(lowri.get("/notices"))
    assert list(breaks()) == []


def test_a_send_back_says_what_is_good_what_to_change_and_why(unit, item, isla):
    points = {**BACK, "section_2": "analysis", "learning_2": "analyse", "change_2": "Say why, not only what"}
    assert isla.post(address(item), data=form(item, **points, comment="Call me")).status_code == 303
    (decision,) = decisions(item)
    said = {line.key: line.text for line in snapshot.lines(decision.body)}
    assert said["strength"] == BACK["strength"]
    assert said["section_2"] == "Analysis"
    assert said["learning_1"] == "Victims: identify, then plan"
    assert said["comment"] == "Call me"
    assert fresh(item).state == REWORK
    assert [(p.section, p.learning) for p in db.session.query(Point).order_by(Point.number)] == [
        ("rmp_victims", "victims"), ("analysis", "analyse")]  # fmt: skip


def test_the_second_round_shows_the_first_and_what_changed(unit, item, isla, at):
    items.decide(item, unit.isla, items.at("2026-11-17 11:20"), {**BACK, "mark_rmp_victims": "not met",
                                                                 "mark_contingency": "partly"})  # fmt: skip
    items.sign(item, unit.lowri, items.at("2026-11-18 16:51"), answer_1="I wrote the pillar with the officer",
               changed="rmp_victims\ncontingency")  # fmt: skip
    shown = isla.get(address(item))
    said = words(shown)
    for text in (
        "OASys assessment, second round", "Countersign an assessment, X220914",
        "Signed by Lowri Throckmorton on 18 November 2026. Due 25 November 2026. 2 working days since the first",
        "PQiP learner, since 1 September 2026 (Framework 5.2)", "First assessment in this supervision",
        "Risk of serious harm raised on 5 November", "Sent back by you, 17 November 2026", BACK["strength"],
        BACK["change_1"], "Victims: identify, then plan", "Changed by 18 November 2026",
        "I wrote the pillar with the officer", "2 marked rows changed since it was sent back",
        "Round 1: not met", "Round 1: partly", "Assessor role at signing Countersigned",
    ):  # fmt: skip
        assert text in said, text
    assert shown.text.count("checklist__row--changed") == 2
    assert '<a href="#heading-contingency">Contingency plan</a>' in shown.text
    assert 'id="heading-contingency"' in shown.text


def test_marks_have_names_of_their_own(item, isla):
    shown = isla.get(address(item)).text
    assert shown.count('type="radio" value="not relevant"') == 13
    assert '<span class="visually-hidden">Sources and checks: </span><span class="checklist__word">Met</span>' in shown


BAD = {
    "no verdict": ({}, "Choose whether you countersign it or send it back for rework"),
    "a verdict nobody knows": ({"verdict": "fine"}, "Choose whether you countersign it or send it back for rework"),
    "no strength": ({**BACK, "strength": "  "}, "Say at least one thing that is good and should stay"),
    "no section": ({**BACK, "section_1": ""}, "Choose the section to work on"),
    "no learning point": ({**BACK, "learning_1": ""}, "Choose the learning point"),
    "no change": ({**BACK, "change_1": " "}, "Say what to change: a send-back without it can’t be acted on"),
    "a second point half filled": ({**BACK, "section_2": "analysis"}, "Choose the learning point"),
    "a section nobody knows": ({**BACK, "section_1": "spelling"}, "Choose the section from the list"),
    "a learning point nobody knows": ({**BACK, "learning_1": "spelling"}, "Choose the learning point from the list"),
    "a mark nobody knows": ({**ALL, "mark_risk": "brilliant"}, "Choose a mark from the list"),
    "a heading without a mark": ({"verdict": "as marked", "mark_risk": "met"}, "Sources and checks has no mark yet"),
    "all met and one not met": ({**ALL, "mark_risk": "not met"}, "Risk identification: marked as not fully met"),
    "too long": ({**BACK, "change_1": "x" * 20_001}, "This is over 20,000 characters"),
}


@pytest.mark.parametrize(("texts", "message"), BAD.values(), ids=list(BAD))
def test_what_cannot_be_signed_comes_back_with_what_was_typed(texts, message, item, isla):
    answer = isla.post(address(item), data=form(item, **{"comment": CHANGE, **texts}))
    assert answer.status_code == 422
    assert message in words(answer)
    assert "There is a problem" in answer.text
    assert "<title>Error: " in answer.text
    assert CHANGE in answer.text
    assert decisions(item) == []
    assert CHANGE in isla.get(address(item)).text  # it is kept like a draft


def marked(**given: str) -> dict[str, str]:
    """A checklist with every heading met but those given."""
    codes = ("sources", "risk", "analysis", "victims", "diversity", "rmp_supervision", "rmp_monitoring",
             "rmp_interventions", "rmp_victims", "contingency", "sentence_plan", "alignment", "curiosity")  # fmt: skip
    return {"verdict": "as marked", **{f"mark_{code}": given.get(code, "met") for code in codes}}


def test_a_heading_not_met_asks_for_a_reason_and_keeps_it(item, isla):
    texts = marked(contingency="not met", diversity="not relevant")
    answer = isla.post(address(item), data=form(item, **texts))
    assert answer.status_code == 422
    assert "Say why you countersign with “Contingency plan” not met" in words(answer)
    assert "inspection principles, cases three and four" in words(answer)
    assert isla.post(address(item), data=form(item, **texts, reason="Agreed by phone; dated")).status_code == 303
    said = {line.key: line.text for line in snapshot.lines(decisions(item)[0].body)}
    assert said["reason"] == "Agreed by phone; dated"
    assert said["mark_contingency"] == "Not met"


def test_a_character_nobody_can_store_is_named_and_the_rest_is_kept(item, isla):
    answer = isla.post(address(item), data=form(item, **{**BACK, "strength": "Nul\0"}))
    assert answer.status_code == 422
    assert "can&#39;t be stored" in answer.text
    assert BACK["change_1"] in answer.text
    assert decisions(item) == []


def test_coming_back_later_finds_everything_and_signs_nothing(item, isla):
    data = {**form(item, **BACK, mark_sources="met"), "go": "later"}
    assert isla.post(address(item), data=data).location == "/countersigning"
    shown = isla.get(address(item)).text
    assert BACK["change_1"] in shown
    assert 'value="met" data-key="mark_sources" checked' in shown
    assert "Saved 9:32am" in shown
    assert decisions(item) == []


def script_save(browser, item, who, key, text, revision=0):
    """Save one answer as the page's script does."""
    data = {"account": account_id(who), "kind": item.kind, "part": "decider", "key": key, "text": text,
            "revision": revision}  # fmt: skip
    return browser.post(f"/countersigning/{item.id}/answers?round={item.round}", data=data)


def test_each_answer_saves_by_itself(unit, item, isla):
    saved = script_save(isla, item, unit.isla, "strength", "Clear")
    assert (saved.status_code, saved.json) == (200, {"revision": 1, "at": "9:32am"})
    assert "Clear</textarea>" in isla.get(address(item)).text
    assert script_save(isla, item, unit.isla, "strength", "Other", 0).status_code == 409


def test_only_whoever_decides_saves_an_answer_of_a_decision(unit, item, another_client, sign_in):
    for who, status in ((unit.lowri, 409), (unit.magda, 404)):
        browser = sign_in(who, another_client())
        assert script_save(browser, item, who, "strength", "Mine").status_code == status
    assert db.session.query(Typed).filter_by(key="strength").count() == 0


def test_two_windows_of_one_manager_never_overwrite_each_other(unit, item, isla):
    data = form(item, **BACK)
    script_save(isla, item, unit.isla, "strength", "Written in the other window")
    answer = isla.post(address(item), data=data)
    assert answer.status_code == 409
    assert BACK["strength"] in answer.text
    assert "Written in the other window" in answer.text
    assert "choose which text stays" in answer.text
    assert decisions(item) == []


def test_a_password_is_asked_after_15_minutes_and_the_text_stays(unit, item, isla, at):
    isla.get("/")
    at("2026-11-19 09:50")
    assert 'type="password"' in isla.get(address(item)).text
    for password, message in (("", "Enter your password"), ("wrong", "The password is not right")):
        answer = isla.post(address(item), data={**form(item, **BACK), "password": password})
        assert answer.status_code == 422
        assert message in answer.text
        assert BACK["change_1"] in answer.text
    assert decisions(item) == []
    assert isla.post(address(item), data={**form(item, **BACK), "password": make.PASSWORD}).status_code == 303
    assert [each.verdict for each in decisions(item)] == ["sent back"]


@pytest.mark.parametrize("verdict", ["sign", "later"])
def test_an_author_who_signed_again_is_read_again(verdict, unit, item, isla, at):
    old = {**form(item, **BACK), "go": verdict}
    at("2026-11-19 09:40")
    actions.take_back(items.seen(item, unit.lowri, items.at("2026-11-19 09:35")), items.by(unit.lowri),
                      items.at("2026-11-19 09:35"))  # fmt: skip
    items.sign(fresh(item), unit.lowri, items.at("2026-11-19 09:36"))
    answer = isla.post(address(item), data=old)
    assert answer.status_code == 409
    assert "The author signed again since you opened it (Domain guide C9)" in words(answer)
    assert BACK["change_1"] in answer.text
    assert decisions(item) == []
    stale = {**form(fresh(item), **BACK), "fingerprint": old["fingerprint"]}
    answer = isla.post(address(item), data=stale)
    assert answer.status_code == 409
    assert "The author signed again since you opened it" in words(answer)
    assert decisions(item) == []


def test_a_decision_taken_meanwhile_leaves_the_other_text_to_be_copied(unit, item, another_client, sign_in):
    covers(unit.isla, unit.rhys)
    isla, rhys = browsers(sign_in, another_client, unit.isla, unit.rhys)
    assert rhys.get(address(item)).status_code == 200
    late = form(item, **BACK)
    assert isla.post(address(item), data=form(item, **ALL)).status_code == 303
    answer = rhys.post(address(item), data=late)
    assert answer.status_code == 409
    said = words(answer)
    assert "Your decision was not signed" in said
    assert "Isla Mbeki decided this on 19 November 2026, 9:32am: countersigned. Nothing of yours was signed." in said
    assert BACK["strength"] in said
    assert BACK["change_1"] in said
    assert "Victims: identify, then plan" in said
    assert len(decisions(item)) == 1


def test_of_two_managers_who_decide_at_once_one_signs_and_the_other_reads_who_did(
    unit, item, another_client, sign_in
):  # fmt: skip
    covers(unit.isla, unit.rhys)
    isla, rhys = browsers(sign_in, another_client, unit.isla, unit.rhys)
    mine, theirs = form(item, **ALL), form(item, **BACK)
    path, answers = address(item), {}

    def ask(name, browser, data):
        def post():
            answers[name] = browser.post(path, data=data)
            return answers[name]

        return post

    statuses = at_once(ask("isla", isla, mine), ask("rhys", rhys, theirs))
    assert sorted(statuses) == [303, 409]
    (decision,) = decisions(item)
    loser = answers["rhys" if statuses[0] == 303 else "isla"]
    assert f"{decision.name} decided this on" in words(loser)
    assert fresh(item).state == (COUNTERSIGNED if decision.name == "Isla Mbeki" else REWORK)
    assert db.session.query(Event).filter_by(verb="signed", thing="countersign decision").count() == 1
    assert list(breaks()) == []


def test_a_second_press_signs_nothing_twice(item, unit, another_client, sign_in):
    both = browsers(sign_in, another_client, unit.isla, unit.isla)
    data, path = form(item, **ALL), address(item)
    assert sorted(at_once(*[lambda b=b: b.post(path, data=data) for b in both])) == [303, 409]
    assert len(decisions(item)) == 1


def test_who_covers_signs_for_the_other_and_both_are_named(unit, isla):
    found = waiting(learner(unit.magda))
    assert isla.get(address(found)).status_code == 404
    covers(unit.rhys, unit.isla)
    assert "You sign for Rhys Sidebottom." in words(isla.get(address(found)))
    assert isla.post(address(found), data=form(found, **ALL)).status_code == 303
    (decision,) = decisions(found)
    assert (decision.name, decision.for_name, decision.capacity) == (
        "Isla Mbeki", "Rhys Sidebottom", "senior probation officer")  # fmt: skip
    events = db.session.query(Event).filter_by(thing="countersign item", thing_id=found.id, actor="Isla Mbeki").all()
    assert {event.for_name for event in events} == {"Rhys Sidebottom"}


@pytest.mark.parametrize(("name", "status"), [("lowri", 403), ("pius", 404), ("rhys", 404), ("efua", 404),
                                              ("gwenllian", 404), ("fergus", 403), ("nerys", 403)])  # fmt: skip
def test_nobody_else_opens_or_decides(name, status, unit, item, sign_in):
    browser = sign_in(getattr(unit, name))
    assert browser.post(address(item), data=form(item, **ALL)).status_code == status
    shown = browser.get(address(item))
    assert shown.status_code == (303 if name == "lowri" else status)
    assert "Risk of serious harm raised" not in shown.text
    assert decisions(item) == []


def test_an_opening_is_noted_once_a_sign_in_and_the_author_sees_it(unit, item, isla, lowri):
    for _ in range(2):
        isla.get(address(item))
    notes = db.session.query(Event).filter_by(verb="read", thing="countersign item", actor="Isla Mbeki").count()
    assert notes == 1
    assert "Isla Mbeki once" in words(lowri.get(f"/countersigning/{item.id}"))


def test_both_signatures_on_a_recall_say_why_and_the_second_sees_the_first(unit, isla, sign_in, another_client):
    found = recall(unit)
    shown = words(isla.get(address(found)))
    for text in ("Sign the recall report, X381204", "Sending clock", "The risk is immediate", "Arrested on Friday"):
        assert text in shown, text
    answer = isla.post(address(found), data=form(found, **ALL))
    assert answer.status_code == 422
    assert "Say why you agree with the recall: both signatures carry an explanation" in words(answer)
    assert isla.post(address(found), data=form(found, **ALL, reason="Nothing less will do")).status_code == 303
    assert fresh(found).state == SECOND
    efua = sign_in(unit.efua, another_client())
    shown = words(efua.get(address(found)))
    for text in ("Sign the recall report as the second, X381204", "The first signature", "Isla Mbeki, line manager",
                 "Nothing less will do", "I have read the report and the first signature"):  # fmt: skip
        assert text in shown, text
    assert efua.post(address(found), data=form(found, **ALL, reason="I agree")).status_code == 303
    assert fresh(found).state == READY
    assert [each.capacity for each in decisions(found)][1:] == ["line manager", "PDU head"]


def test_one_person_never_signs_a_recall_twice(unit, sign_in):
    found = recall(unit)
    covers(unit.isla, unit.efua)
    efua = sign_in(unit.efua)
    assert efua.post(address(found), data=form(found, **ALL, reason="Agreed")).status_code == 303
    shown = efua.get(address(found))
    assert "The two signatures on a recall are two different people’s (Domain guide B)" in words(shown)
    assert "Sign your decision" not in shown.text
    answer = efua.post(address(found), data=form(found, **ALL, reason="Once more"))
    assert answer.status_code == 409
    assert "two different people’s (Domain guide B). The PDU head signs second" in words(answer)
    assert "Once more" in answer.text
    assert fresh(found).state == SECOND


def test_a_head_of_delivery_reads_why_a_recall_is_not_theirs_to_sign(unit, sign_in):
    found = recall(unit, unit.kwame, assigned=unit.saoirse)
    aaliyah = sign_in(unit.aaliyah)
    answer = aaliyah.post(address(found), data=form(found, **ALL, reason="Agreed by me"))
    assert answer.status_code == 409
    assert "may countersign this (Domain guide B). Ask an administrator" in words(answer)
    assert "Agreed by me" in answer.text
    assert fresh(found).state == REQUESTED


def test_a_delegation_that_ended_while_the_page_was_open_keeps_the_text(unit, sign_in):
    held = make.fact(unit.cosmo, RECALL_DELEGATION, text="Delegated by Efua")
    found = recall(unit)
    items.decide(found, unit.isla, at("2026-11-19 08:30"))
    cosmo = sign_in(unit.cosmo)
    data = form(found, **ALL, reason="I agree, says the deputy")
    assert cosmo.get(address(found)).status_code == 200
    held.ends_on = date(2026, 11, 18)
    answer = cosmo.post(address(found), data=data)
    assert answer.status_code == 409
    assert "a deputy with delegated authority on file may" in words(answer)
    assert "I agree, says the deputy" in words(answer)
    assert fresh(found).state == SECOND


def test_what_else_waits_and_how_the_last_ones_went_is_told_to_the_line_manager_only(unit, item, isla, sign_in,
                                                                                       another_client):  # fmt: skip
    for number in range(3):
        done = waiting(unit.lowri, signed=f"2026-10-0{number + 1} 09:00", case=f"X10000{number}")
        if number == 1:
            items.decide(done, unit.isla, at("2026-10-02 10:00"), BACK)
            items.sign(done, unit.lowri, at("2026-10-02 11:00"))
        items.decide(done, unit.isla, at(f"2026-10-0{number + 1} 15:00"))
    waiting(unit.lowri, "parole", case="X500001")
    said = words(isla.get(address(item)))
    assert "Also waiting from Lowri Parole report, X500001" in said
    assert "Last three assessments: two countersigned at the first round." in said
    item.assigned_id = unit.rhys.id
    rhys = sign_in(unit.rhys, another_client())
    assert "Also waiting from" not in words(rhys.get(address(item)))


def test_the_page_asks_the_same_number_of_questions_however_much_there_is(unit, item, isla):
    few = count_queries(isla, address(item))
    for number in range(4):
        items.decide(item, unit.isla, at(f"2026-11-18 1{number}:00"), BACK)
        items.sign(item, unit.lowri, at(f"2026-11-18 1{number}:30"))
        waiting(unit.lowri, "parole", case=f"X50000{number}")
    assert count_queries(isla, address(item)) == few
    assert few <= 11


def test_parking_needs_a_day_and_a_reason_and_ends_by_itself(unit, item, isla, lowri, at):
    path = f"/countersigning/{item.id}/park"
    for data, message in (
        ({"until": "", "reason": "Away"}, "Enter the day until which it is parked"),
        ({"until": "soon", "reason": "Away"}, "Enter a real date, like 27/11/2026"),
        ({"until": "19/11/2026", "reason": "Away"}, "from tomorrow to 30 days ahead"),
        ({"until": "24/11/2026", "reason": " "}, "Say why it has to wait"),
    ):
        answer = isla.post(path, data=data)
        assert answer.status_code == 422
        assert message in words(answer)
        assert f'value="{data["until"]}"' in answer.text
    data = {"until": "24/11/2026", "reason": "The prison sends its report on Monday"}
    assert isla.post(path, data=data).status_code == 303
    assert "X220914" not in isla.get("/countersigning").text
    assert "Parked until 24 November 2026: The prison sends" in words(isla.get("/countersigning?show=parked"))
    assert "The prison sends its report on Monday" in lowri.get(f"/countersigning/{item.id}").text
    at("2026-11-24 08:00")
    isla.post("/sign-in", data={"email": make.account_of(unit.isla).email, "password": make.PASSWORD})
    assert "X220914" in isla.get("/countersigning").text


def test_a_parked_item_is_taken_up_again(unit, item, isla):
    isla.post(f"/countersigning/{item.id}/park", data={"until": "24/11/2026", "reason": "Away"})
    assert isla.post(f"/countersigning/{item.id}/unpark").location == "/countersigning"
    assert fresh(item).parked_until is None
    assert "X220914" in isla.get("/countersigning").text


def test_only_whoever_may_decide_parks(unit, item, sign_in):
    data = {"until": "24/11/2026", "reason": "Away"}
    browser = sign_in(unit.lowri)
    for act in ("park", "unpark"):
        assert browser.post(f"/countersigning/{item.id}/{act}", data=data).status_code == 403
    assert fresh(item).parked_until is None


FIELDS = ("verdict", "strength", "section_1", "learning_1", "change_1", "reason", "comment", "mark_risk")


def sendable(text: str) -> bool:
    """Whether a browser can send it: no half of a letter."""
    return text == text.encode(errors="ignore").decode()


def test_any_text_in_any_field_gets_an_answer_and_is_never_obeyed(item, isla):
    good = form(item, **{**marked(contingency="not met"), **BACK, "verdict": ""})
    answers = [f"{letter}-{key}" for letter in "ar" for key in FIELDS]
    texts = filter(sendable, corpus.dealt(*corpus.WORDS, corpus.SHORT))
    for names in cycle((answers, ["round", "fingerprint", "password"])):
        typed = dict(zip(names, texts, strict=False))
        if not typed:
            break
        answer = isla.post(address(item), data={**good, **typed})
        assert answer.status_code in (409, 422), typed
    for text in islice(filter(sendable, corpus.mixed(*corpus.WORDS)), 40):
        assert (
            isla.get("/countersigning", query_string=dict.fromkeys(("page", "kind", "show"), text)).status_code == 200
        )
        data = {"until": text, "reason": text}
        assert isla.post(f"/countersigning/{item.id}/park", data=data).status_code == 422
    assert decisions(item) == []


pytestmark = pytest.mark.any_engine
