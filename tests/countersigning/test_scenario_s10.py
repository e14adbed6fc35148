"""Scenario S10 of the domain guide: an emergency recall over midnight and the clock change, with every variant."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.countersigning import clocks, queries, recalls
from app.countersigning.models import Decision
from app.database import db
from app.language import GAP
from app.people import cover
from app.people.cover import has_delegation
from app.people.models import RECALL_DELEGATION, Posting
from app.policy.access import NotAllowed, NotThere
from app.policy.countersigning import (
    AGREEMENT,
    DRAFT,
    ENDORSE,
    FIRST,
    NOT_RECALLED,
    READY,
    RECALL,
    REQUESTED,
    REWORK,
    SECOND,
    SECOND_PART,
    SENT,
)
from app.policy.recall import DOES_NOT_RECALL
from app.policy.rules import Refused
from tests import make
from tests.countersigning import items, nights
from tests.countersigning.items import at


def plain(text: str) -> str:
    return text.replace(GAP, " ")


def faces(item, who, now) -> list[tuple[str, str, str]]:
    """Each clock as pages show it to somebody at a moment: name, limit, what is left."""
    shown = clocks.shown(items.seen(item, who, now), queries.rounds_of(item.id), queries.before_report(item.id), now)
    return [(each.name, plain(each.limit), plain(each.left)) for each in shown.clocks]


def facts(item, who, now) -> dict[str, str]:
    """The facts of a recall as pages show them."""
    shown = clocks.shown(items.seen(item, who, now), queries.rounds_of(item.id), queries.before_report(item.id), now)
    return {label: plain(words) for label, words in shown.facts}


@pytest.fixture
def people(app) -> nights.Office:
    return nights.office()


def test_s10_in_time_over_midnight_and_the_clock_change(people):
    item = nights.consider(people.dunnock, to=people.teal)
    nights.agree(item, people.teal)
    assert item.clock == at("2026-10-25T00:50+00:00")
    assert faces(item, people.teal, nights.AGREED)[0] == (
        "Emergency clock", "1:50am BST, Sunday 25 October 2026", "2 hours left",
    )  # fmt: skip
    nights.report(item, people.dunnock, at("2026-10-25T00:20+01:00"))
    first = nights.sign(item, people.teal, nights.SIGNED)
    assert (first.part, item.state) == (FIRST, SECOND)

    with pytest.raises((Refused, NotAllowed)):
        nights.sign(item, people.teal, nights.SIGNED + timedelta(minutes=5))
    assert nights.parts(item) == [(0, AGREEMENT), (1, FIRST)]

    nights.sign(item, people.vole, nights.SECOND)
    assert item.state == READY
    assert nights.second_by(item) == (
        "Araminta Vole, deputy PDU head with delegated authority, Delegated by Ottoline Brambleby"
    )
    nights.send(item, people.dunnock, nights.SENT)
    assert (item.state, item.clock) == (SENT, None)
    assert faces(item, people.dunnock, at("2026-10-26T09:00+00:00")) == [
        ("Emergency clock", "1:50am BST, Sunday 25 October 2026", "Met with 20 minutes left"),
        ("Sending clock", "10:50pm GMT, Sunday 25 October 2026", "Met with 22 hours 20 minutes left"),
    ]


def test_s10_the_first_signer_is_told_the_rule_that_stops_a_second_signature(people):
    """Even where their post would let them: the two signatures are two people's."""
    item = nights.consider(people.dunnock, to=people.vole)
    nights.agree(item, people.vole)
    nights.report(item, people.dunnock, at("2026-10-25T00:20+01:00"))
    nights.sign(item, people.vole, nights.SIGNED)
    with pytest.raises(Refused, match="two different people") as refused:
        nights.sign(item, people.vole, nights.SECOND)
    assert "PDU head signs second" in refused.value.breaches[0].remedy
    nights.sign(item, people.brambleby, nights.SECOND)
    assert item.state == READY


def test_s10_the_milestones_name_every_time_with_its_zone_and_the_time_between(people):
    item = nights.countersigned(people)
    nights.send(item, people.dunnock, at("2026-10-25T01:20+00:00"))
    found = items.seen(item, people.dunnock, at("2026-10-25T02:00+00:00"))
    told = clocks.milestones(found.recall, queries.rounds_of(item.id), queries.before_report(item.id))
    assert [(each.title, plain(each.at), each.by, plain(each.after)) for each in told] == [
        ("Recall first considered", "11:50pm BST, Saturday 24 October 2026", "", ""),
        ("Recall agreed", "11:50pm BST, Saturday 24 October 2026", "Barnabas Teal", "within a minute"),
        ("Signed by the author", "12:20am BST, Sunday 25 October 2026", "Hermia Dunnock", "30 minutes later"),
        ("First signature", "12:35am BST, Sunday 25 October 2026", "Barnabas Teal", "15 minutes later"),
        ("Second signature", "1:05am BST, Sunday 25 October 2026", "Araminta Vole", "30 minutes later"),
        ("Sent to the Public Protection Casework Section (PPCS)", "1:20am GMT, Sunday 25 October 2026", "",
         "1 hour 15 minutes later"),
    ]  # fmt: skip


def test_s10_sent_at_twenty_past_one_gmt_is_half_an_hour_late_whatever_the_wall_says(people):
    item = nights.countersigned(people)
    nights.send(item, people.dunnock, at("2026-10-25T01:20+00:00"))
    assert faces(item, people.dunnock, at("2026-10-25T02:00+00:00"))[0] == (
        "Emergency clock", "1:50am BST, Sunday 25 October 2026", "Met 30 minutes late",
    )  # fmt: skip
    assert item.state == SENT, "lateness flags and never blocks"


def test_s10_without_a_delegation_the_deputy_is_sent_to_the_head(app):
    people = nights.office(delegation=False)
    item = nights.consider(people.dunnock, to=people.teal)
    nights.agree(item, people.teal)
    nights.report(item, people.dunnock, at("2026-10-25T00:20+01:00"))
    nights.sign(item, people.teal, nights.SIGNED)
    with pytest.raises(Refused, match="delegated authority on file") as refused:
        nights.sign(item, people.vole, nights.SECOND)
    assert refused.value.breaches[0].remedy == (
        "Take it to the PDU head, or ask an administrator to record the delegation."
    )
    nights.sign(item, people.brambleby, nights.SECOND)
    assert nights.second_by(item) == "Ottoline Brambleby, PDU head, "


def test_s10_a_delegation_that_has_ended_counts_no_more(people):
    make.db.session.query(make.Fact).filter_by(kind=RECALL_DELEGATION).update({"ends_on": date(2026, 10, 24)})
    item = nights.consider(people.dunnock, to=people.teal)
    nights.agree(item, people.teal)
    nights.report(item, people.dunnock, at("2026-10-25T00:20+01:00"))
    nights.sign(item, people.teal, nights.SIGNED)
    with pytest.raises(Refused, match="delegated authority on file"):
        nights.sign(item, people.vole, nights.SECOND)


def test_s10_a_rationale_put_off_is_due_on_monday_and_late_from_tuesday(people):
    item = nights.consider(people.dunnock, to=people.teal)
    nights.agree(item, people.teal, rationale="")
    recall = nights.recall_of(item)
    assert (recall.rationale_due_on, recall.rationale_at) == (date(2026, 10, 26), None)
    on_monday, on_tuesday = at("2026-10-26T23:59+00:00"), at("2026-10-27T00:00+00:00")
    assert facts(item, people.teal, on_monday)["Rationale"] == "Still to be written: due Monday 26 October 2026"
    assert facts(item, people.teal, on_tuesday)["Rationale"].startswith("Still to be written: 1 day late, due Monday")
    with pytest.raises(NotAllowed):
        items.seen(item, people.brambleby, on_monday).insist("rationale")
    nights.explain(item, people.teal, on_tuesday)
    assert facts(item, people.teal, on_tuesday)["Rationale"] == (
        "Written 12am GMT, Tuesday 27 October 2026, 1 day late (due Monday 26 October 2026)"
    )
    with pytest.raises(Refused, match="no rationale to be written"):
        nights.explain(item, people.teal, on_tuesday)


def test_s10_a_decision_not_to_recall_is_never_without_its_rationale(people):
    item = nights.consider(people.dunnock, to=people.teal)
    with pytest.raises(Refused, match=r"National Standards 9\.2"):
        nights.agree(item, people.teal, decision=DOES_NOT_RECALL, rationale="")


def test_s10_a_recall_that_is_no_emergency_has_24_elapsed_hours(people):
    considered = at("2026-10-24T18:30+01:00")
    item = nights.consider(people.dunnock, considered, to=people.teal, emergency=False)
    nights.agree(item, people.teal, considered)
    assert faces(item, people.teal, at("2026-10-25T16:30+00:00")) == [
        ("Standard clock", "5:30pm GMT, Sunday 25 October 2026", "1 hour left"),
        ("Sending clock", "5:30pm GMT, Sunday 25 October 2026", "1 hour left"),
    ]


def test_s10_the_risk_management_plan_is_reviewed_by_friday_after_a_standard_recall_only(people):
    now = at("2026-10-25T02:00+00:00")
    item = nights.countersigned(people)
    assert "Review of the risk management plan" not in facts(item, people.dunnock, now)
    nights.send(item, people.dunnock, nights.SENT)
    assert facts(item, people.dunnock, now)["Review of the risk management plan"] == (
        "By Friday 6 November 2026 (National Standards 10.2)"
    )


def test_s10_after_a_fixed_term_recall_no_review_is_counted(people):
    item = nights.consider(people.dunnock, to=people.teal)
    nights.agree(item, people.teal)
    items.write(item, people.dunnock, nights.AGREED, **{**items.TEXTS[RECALL], "recall_type": "fixed term"})
    items.sign(item, people.dunnock, at("2026-10-25T00:20+01:00"))
    nights.sign(item, people.teal, nights.SIGNED)
    nights.sign(item, people.vole, nights.SECOND)
    nights.send(item, people.dunnock, nights.SENT)
    assert "Review of the risk management plan" not in facts(item, people.dunnock, nights.SENT)


def test_s10_a_second_decision_not_to_recall_on_the_licence_asks_a_senior_for_endorsement(people):
    first = nights.consider(people.dunnock, to=people.teal)
    nights.agree(first, people.teal, decision=DOES_NOT_RECALL)
    assert (first.state, first.clock) == (NOT_RECALLED, None)
    second = nights.consider(people.dunnock, nights.SIGNED, to=people.teal, case=items.CASE.lower())
    nights.agree(second, people.teal, nights.SIGNED, decision=DOES_NOT_RECALL)
    assert second.state == ENDORSE
    assert second.closed_at is None
    with pytest.raises((Refused, NotAllowed)):
        nights.endorse(second, people.teal, nights.SECOND)
    nights.endorse(second, people.vole, nights.SECOND)
    assert second.state == NOT_RECALLED
    third = nights.consider(people.dunnock, nights.SENT, to=people.teal, case="X999999")
    nights.agree(third, people.teal, nights.SENT, decision=DOES_NOT_RECALL)
    assert third.state == NOT_RECALLED, "another case is another licence"


def test_s10_whoever_decided_does_not_endorse_their_own_decision(people):
    for when in (nights.AGREED, nights.SIGNED):
        item = nights.consider(people.dunnock, when, to=people.vole)
        nights.agree(item, people.vole, when, decision=DOES_NOT_RECALL)
    with pytest.raises(Refused, match="two different people"):
        nights.endorse(item, people.vole, nights.SECOND)
    nights.endorse(item, people.brambleby, nights.SECOND)


def test_s10_raised_to_an_emergency_later_the_earlier_limit_stands(people):
    considered, raised = at("2026-10-24T23:30+01:00"), at("2026-10-25T01:10+01:00")
    item = nights.consider(people.dunnock, considered, to=people.teal, emergency=False)
    assert item.clock == considered + timedelta(hours=24)
    found = items.seen(item, people.dunnock, raised)
    recalls.raise_emergency(found, "Seen near the address.", items.by(people.dunnock), raised)
    assert item.clock == at("2026-10-25T02:10+00:00"), "two elapsed hours after 1:10am BST"
    assert [each[0] for each in faces(item, people.teal, raised)] == ["Standard clock", "Emergency clock"]
    with pytest.raises(Refused, match="It is an emergency since"):
        recalls.raise_emergency(found, "Again.", items.by(people.dunnock), raised + timedelta(minutes=1))

    other = nights.consider(people.dunnock, considered, to=people.teal, emergency=False, case="X111111")
    late = considered + timedelta(hours=23)
    recalls.raise_emergency(items.seen(other, people.dunnock, late), "Seen.", items.by(people.dunnock), late)
    assert other.clock == considered + timedelta(hours=24), "an hour left, not two"


def test_s10_sent_back_by_the_senior_the_first_signature_no_longer_stands(people):
    item = nights.consider(people.dunnock, to=people.teal)
    nights.agree(item, people.teal)
    nights.report(item, people.dunnock, at("2026-10-25T00:20+01:00"))
    nights.sign(item, people.teal, nights.SIGNED)
    items.decide(item, people.vole, nights.SECOND, nights.BACK)
    assert (item.state, item.round) == (REWORK, 2)
    assert item.clock == at("2026-10-25T00:50+00:00"), "the clocks run on"
    nights.again(item, people.dunnock, nights.SECOND + timedelta(minutes=10))
    assert item.state == REQUESTED
    with pytest.raises((Refused, NotAllowed)):
        nights.sign(item, people.vole, nights.SECOND + timedelta(minutes=11))
    nights.sign(item, people.teal, nights.SECOND + timedelta(minutes=12))
    nights.sign(item, people.vole, nights.SECOND + timedelta(minutes=15))
    assert item.state == READY
    assert nights.parts(item) == [(0, AGREEMENT), (1, FIRST), (1, SECOND_PART), (2, FIRST), (2, SECOND_PART)]


def test_s10_a_report_is_not_signed_before_the_recall_is_agreed(people):
    item = nights.consider(people.dunnock, to=people.teal)
    items.write(item, people.dunnock, nights.AGREED, **items.TEXTS[RECALL])
    with pytest.raises((Refused, NotAllowed)):
        items.sign(item, people.dunnock, nights.SIGNED)


def test_s10_the_line_manager_who_is_off_duty_could_have_decided_too(people):
    item = nights.consider(people.dunnock, to=people.teal)
    nights.agree(item, people.larkspur)
    assert item.state == DRAFT


def test_what_was_sent_is_sent_after_both_signed_and_not_in_the_future(people):
    item = nights.countersigned(people)
    found = items.seen(item, people.dunnock, nights.SENT)
    for when, words in ((nights.SECOND - timedelta(minutes=1), "after both"), (nights.SENT, "future")):
        with pytest.raises(Refused, match=words):
            recalls.send(found, when, items.by(people.dunnock), nights.SENT - timedelta(minutes=1))
    assert nights.recall_of(item).sent_at is None


def test_a_time_typed_without_seconds_may_be_the_minute_of_the_second_signature(people):
    item = nights.countersigned(people)
    item.since = nights.SECOND + timedelta(seconds=40)
    found = items.seen(item, people.dunnock, nights.SENT)
    recalls.send(found, nights.SECOND, items.by(people.dunnock), nights.SENT)
    assert nights.recall_of(item).sent_at == nights.SECOND + timedelta(seconds=40)


MANAGERS = st.sampled_from(("larkspur", "teal", "vole", "brambleby"))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("report"), st.sampled_from(("dunnock", "teal"))),
        st.tuples(st.just("sign"), MANAGERS | st.just("dunnock")),
        st.tuples(st.sampled_from(("sign", "back", "promote", "cover", "delegate")), MANAGERS),
    ),
    min_size=4, max_size=10,
)  # fmt: skip
# Sent back by a senior, written again: from here a new round needs both signatures.
REWORKED = [("back", "vole"), ("back", "brambleby"), ("report", "dunnock")]
EVERYBODY = [("report", "dunnock"), *(("sign", who) for who in ("teal", "larkspur", "vole", "brambleby"))]


def step(people: nights.Office, item, act: str, name: str, now) -> None:
    """One step of one person, whoever they are."""
    who, today = getattr(people, name), now.date()
    if act == "report":
        nights.again(item, who, now)
    elif act == "promote":  # from one signature to the next the post may change
        db.session.query(Posting).filter_by(person_id=who.id).update({"job_role": "Deputy PDU Head"})
    elif act == "delegate" and not has_delegation(who.id, RECALL_DELEGATION, today):
        make.fact(who, RECALL_DELEGATION, today, text="Delegated by Ottoline Brambleby")
    elif act == "cover":
        cover.record(people.larkspur, who, ("recall",), today, today, items.by(who), now, today)
    elif act != "delegate":
        items.decide(item, who, now, nights.SIGNS if act == "sign" else nights.BACK)


def check(people: nights.Office, item) -> None:
    """What holds at every moment: each signature of a round is another person's, and never the author's."""
    signed = [each for each in db.session.query(Decision).filter_by(item_id=item.id) if each.round]
    assert len({(each.round, each.person_id) for each in signed}) == len(signed)
    assert people.dunnock.id not in {each.person_id for each in signed}
    if item.state == READY:
        assert {each.part for each in signed if each.round == item.round} == {FIRST, SECOND_PART}


def test_no_order_of_steps_lets_one_person_sign_in_both_capacities(app):
    reached: set[tuple[str, int]] = set()

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(steps=STEPS, to=st.sampled_from(("teal", "vole", "brambleby")), reworked=st.sampled_from(([], REWORKED)))
    def run(steps: list[tuple[str, str]], to: str, reworked: list[tuple[str, str]]) -> None:
        people = nights.office()
        item = nights.consider(people.dunnock, to=getattr(people, to))
        nights.agree(item, getattr(people, to))
        nights.report(item, people.dunnock, nights.AGREED + timedelta(minutes=1))
        now, opening = nights.AGREED + timedelta(minutes=2), [("sign", to), ("promote", to), ("sign", to)]
        for act, name in [*opening, *reworked, *steps, *EVERYBODY, *EVERYBODY]:
            now += timedelta(minutes=3)
            try:
                with db.session.begin_nested():
                    step(people, item, act, name, now)
            except (Refused, NotAllowed, NotThere):
                db.session.refresh(item)
            check(people, item)
            reached.add((item.state, item.round))
        db.session.commit()

    run()
    assert {(READY, 1), (READY, 2)} <= reached


pytestmark = pytest.mark.any_engine
