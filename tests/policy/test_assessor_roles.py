"""Assessor roles: each criterion at its edges, the one rule of beginning and ending, and the scenarios."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.policy.assessor_decisions import (
    PLANNING,
    Deed,
    PlanDeed,
    Relation,
    decider,
    insist_may_decide,
    is_decider,
    may_read_reasons,
)
from app.policy.assessor_facts import (
    CONFIRMS,
    COUNTERSIGNED,
    DETERMINES,
    DISCRETION,
    ENDS,
    FORMAL_PLAN,
    FRAMEWORK_STARTS,
    HOMD,
    HOMD_REQUIRES,
    KEEPS,
    LINE_MANAGER,
    LONDON,
    NATIONAL_SECURITY,
    NEW_PSO,
    NO_ROLE,
    NON_COUNTERSIGNED,
    OPENS,
    POM_LEARNING,
    PQIP_LEARNER,
    REVIEW,
    SOL,
    Days,
    Decision,
    Facts,
    Module,
    Plan,
    legacy_becomes,
    midnight,
    months_after,
)
from app.policy.assessor_roles import BY_NUMBER, CRITERIA, history, standing
from app.policy.people import LEGACY_OASYS_ROLES
from app.policy.rules import Refused, breaches

PSO, PO, LEARNER, POM = (
    "Probation Services Officer", "Probation Officer", "PQiP Learner", "Prison Offender Manager (prison)",
)  # fmt: skip


def at(day: date | str, hour: int = 0, minute: int = 0) -> datetime:
    """An instant in London."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def said(verb: str, criterion: int, day: str, hour: int = 0, minute: int = 0, **given: object) -> Decision:
    """A decision that takes effect when it is taken."""
    when = at(day, hour, minute)
    return Decision(**{"verb": verb, "criterion": criterion, "decided_at": when, "effective_at": when, **given})


def days(first: str, last: str | None = None, job_role: str = "") -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last) if last else None, job_role)


def role(facts: Facts, day: str, hour: int = 0, minute: int = 0) -> str:
    return standing(facts, at(day, hour, minute)).role


def criteria(facts: Facts, day: str, hour: int = 0, minute: int = 0) -> tuple[int, ...]:
    return standing(facts, at(day, hour, minute)).numbers


BARNABY = Facts(jobs=(days("2026-09-01", job_role=PSO),))
THADDEUS = Facts(jobs=(days("2024-09-01", "2026-06-30", LEARNER), days("2026-07-01", job_role=PO)),
                 pqip=(days("2024-09-01", "2026-06-30"),))  # fmt: skip
ISOLDE = Facts(jobs=(days("2020-01-01", job_role=PO),), nsd=(days("2026-05-01"),))
MODULES = tuple(Module(date(2026, 6, 8), date(2026, 8, day)) for day in (3, 17, 28))
LYSANDER = Facts(jobs=(days("2026-06-08", job_role=POM),), modules=(*MODULES, Module(date(2026, 6, 8))))
GIDEON = Facts(jobs=(days("2019-01-01", job_role=PO),),
               plans=(Plan(False, at("2026-07-06", 10)), Plan(True, at("2026-09-14", 14))))  # fmt: skip
CLEMENTINE = Facts(jobs=(days("2018-01-01", job_role=PO),))


# The table


def test_the_seven_criteria_each_say_what_opens_and_closes_them_who_decides_and_where_it_stands():
    assert [each.number for each in CRITERIA] == [1, 2, 3, 4, 5, 6, 7]
    assert all(each.opens and each.closes and each.source.startswith("Framework 5.2") for each in CRITERIA)
    assert [each.decider for each in CRITERIA] == [LINE_MANAGER] * 4 + [SOL, HOMD, HOMD]


OPENED = [
    ("1 begins with the job", BARNABY, "2026-09-01", "2026-08-31", NEW_PSO),
    ("2 begins with the training", replace(THADDEUS, pqip=(days("2026-02-02"),)), "2026-02-02", "2026-02-01",
     PQIP_LEARNER),
    ("4 begins with the decision", replace(CLEMENTINE, decisions=(said(OPENS, 4, "2026-11-02"),)), "2026-11-02",
     "2026-11-01", DISCRETION),
    ("5 begins with the posting", ISOLDE, "2026-05-01", "2026-04-30", NATIONAL_SECURITY),
    ("6 begins with the job", LYSANDER, "2026-06-08", "2026-06-07", POM_LEARNING),
    ("7 begins with the decision", Facts(decisions=(said(OPENS, 7, "2026-10-01"),)), "2026-10-01", "2026-09-30",
     HOMD_REQUIRES),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "day", "before", "criterion"), [row[1:] for row in OPENED],
                         ids=[row[0] for row in OPENED])  # fmt: skip
def test_more_oversight_binds_from_the_first_instant_and_not_before(facts, day, before, criterion):
    assert criteria(facts, day) == (criterion,)
    assert role(facts, day) == COUNTERSIGNED
    assert role(facts, before, 23, 59) == NON_COUNTERSIGNED


CLOSED = [
    ("1 by both done", replace(BARNABY, curriculum_on=date(2027, 1, 18), probation_on=date(2027, 2, 26)),
     "2027-02-26", NEW_PSO),
    ("1 early, in month 4", replace(BARNABY, curriculum_on=date(2026, 12, 7), probation_on=date(2026, 12, 21)),
     "2026-12-21", NEW_PSO),
    ("1 by six months", BARNABY, "2027-03-01", NEW_PSO),
    ("1 by another job", Facts(jobs=(days("2026-09-01", "2026-11-30", PSO), days("2026-12-01", job_role=PO))),
     "2026-12-01", NEW_PSO),
    ("2 the day after the last", THADDEUS, "2026-07-01", PQIP_LEARNER),
    ("3 when the plan closes", replace(GIDEON, plans=(Plan(True, at("2026-09-14", 14), at("2026-12-14")),)),
     "2026-12-14", FORMAL_PLAN),
    ("3 when it was opened in error",
     replace(GIDEON, plans=(Plan(True, at("2026-09-14", 14), None, at("2026-10-01")),)), "2026-10-01", FORMAL_PLAN),
    ("5 the day after leaving", replace(ISOLDE, nsd=(days("2026-05-01", "2026-12-31"),)), "2027-01-01",
     NATIONAL_SECURITY),
    ("6 the day the last module is done", replace(LYSANDER, modules=(*MODULES, Module(date(2026, 6, 8),
     date(2026, 10, 1)))), "2026-10-01", POM_LEARNING),
    ("6 by the staff extract", Facts(jobs=(days("2026-06-08", job_role=POM),), learning_on=date(2026, 10, 1)),
     "2026-10-01", POM_LEARNING),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "day", "criterion"), [row[1:] for row in CLOSED], ids=[row[0] for row in CLOSED])
def test_less_oversight_waits_for_a_confirmation_in_an_interim_hold(facts, day, criterion):
    last = standing(facts, at(day) - timedelta(minutes=1))
    assert (last.role, last.is_interim_hold, last.numbers) == (COUNTERSIGNED, False, (criterion,))
    held = standing(facts, at(day))
    assert (held.role, held.is_interim_hold, held.numbers) == (COUNTERSIGNED, True, (criterion,))
    assert standing(facts, at(day) + timedelta(days=900)).is_countersigned
    confirmed = replace(facts, decisions=(said(CONFIRMS, criterion, day),))
    assert role(confirmed, day) == NON_COUNTERSIGNED
    assert standing(confirmed, at(day) - timedelta(minutes=1)).role == COUNTERSIGNED


@pytest.mark.parametrize("criterion", [DISCRETION, HOMD_REQUIRES])
def test_what_someone_decided_ends_at_once_when_they_end_it(criterion):
    facts = Facts(decisions=(said(OPENS, criterion, "2026-11-02", review_on=date(2027, 2, 2)),))
    assert standing(facts, at("2027-02-03")).open[0].review_on == date(2027, 2, 2)
    assert not standing(facts, at("2029-01-01")).is_interim_hold
    ended = replace(facts, decisions=(*facts.decisions, said(ENDS, criterion, "2027-02-10", 11)))
    assert role(ended, "2027-02-10", 10, 59) == COUNTERSIGNED
    assert role(ended, "2027-02-10", 11) == NON_COUNTERSIGNED


def test_keeping_moves_the_review_and_nothing_else():
    facts = Facts(decisions=(said(OPENS, 4, "2026-11-02", review_on=date(2027, 2, 2), id=1),
                             said(KEEPS, 4, "2027-01-20", review_on=date(2027, 5, 2), id=2)))  # fmt: skip
    assert [each.review_on for each in standing(facts, at("2027-01-19")).open] == [date(2027, 2, 2)]
    now_is = standing(facts, at("2027-01-20"))
    assert [(each.review_on, each.since) for each in now_is.open] == [(date(2027, 5, 2), at("2026-11-02"))]


@pytest.mark.parametrize(("start", "end"), [
    (date(2026, 9, 1), date(2027, 3, 1)), (date(2026, 8, 31), date(2027, 2, 28)),
    (date(2027, 8, 31), date(2028, 2, 29)),
    (date(2026, 6, 13), date(2026, 12, 13)), (date(2026, 12, 31), date(2027, 6, 30)),
])  # fmt: skip
def test_six_months_end_on_the_same_day_or_the_last_of_the_month(start, end):
    assert months_after(start, 6) == end
    opened = standing(Facts(jobs=(Days(start, None, PSO),)), midnight(start)).open[0]
    assert opened.ends_on == end


@pytest.mark.parametrize(("facts", "expected"), [
    (Facts(jobs=(Days(date(2025, 4, 13), None, PSO),)), ()),
    (Facts(jobs=(Days(date(2025, 4, 14), None, PSO),)), (NEW_PSO,)),
    (Facts(pqip=(Days(date(2023, 1, 1), date(2025, 10, 12)),)), ()),
    (Facts(pqip=(Days(date(2023, 1, 1), date(2025, 10, 13)),)), (PQIP_LEARNER,)),
    (Facts(jobs=(Days(date(2020, 1, 1), None, POM),), learning_on=date(2025, 10, 13)), ()),
    (Facts(jobs=(Days(date(2020, 1, 1), None, POM),), learning_on=date(2025, 10, 14)), (POM_LEARNING,)),
])  # fmt: skip
def test_what_was_over_when_the_framework_began_never_counted(facts, expected):
    assert standing(facts, midnight(FRAMEWORK_STARTS)).numbers == expected
    assert standing(facts, midnight(FRAMEWORK_STARTS) - timedelta(seconds=1)).role == NO_ROLE


def test_before_the_framework_there_are_only_legacy_roles():
    facts = replace(BARNABY, legacy=((date(2020, 1, 1), "Approved PO"),))
    before = standing(facts, at("2025-10-12"))
    assert (before.role, before.open, before.legacy) == (NO_ROLE, (), "Approved PO")


def test_legacy_roles_become_non_countersigned_or_are_reviewed():
    mapped = {word for word in LEGACY_OASYS_ROLES if legacy_becomes(word) == NON_COUNTERSIGNED}
    assert mapped == {"Approved PO", "SPO", "Head of PDU"}
    assert {legacy_becomes(word) for word in LEGACY_OASYS_ROLES} == {NON_COUNTERSIGNED, REVIEW}


def test_a_probation_officer_and_an_experienced_pso_are_non_countersigned():
    assert role(CLEMENTINE, "2026-11-19") == NON_COUNTERSIGNED
    experienced = Facts(jobs=(days("2026-09-01", job_role=PSO),), curriculum_on=date(2020, 1, 1),
                        probation_on=date(2020, 1, 1))  # fmt: skip
    assert role(experienced, "2026-09-01") == NON_COUNTERSIGNED


def test_only_one_of_the_two_done_keeps_criterion_1_open():
    facts = replace(BARNABY, curriculum_on=date(2026, 12, 1))
    assert not standing(facts, at("2027-02-28")).is_interim_hold
    assert standing(facts, at("2027-03-01")).is_interim_hold


def test_learning_asked_for_later_opens_the_criterion_again():
    facts = Facts(jobs=(days("2026-01-05", job_role=POM),), learning_on=date(2026, 3, 2),
                  modules=(Module(date(2026, 9, 1)),),
                  decisions=(said(CONFIRMS, POM_LEARNING, "2026-03-02"),))  # fmt: skip
    assert role(facts, "2026-08-31") == NON_COUNTERSIGNED
    assert criteria(facts, "2026-09-01") == (POM_LEARNING,)


def test_a_confirmation_does_not_reach_an_ending_that_was_put_off():
    early = replace(THADDEUS, decisions=(said(CONFIRMS, PQIP_LEARNER, "2026-06-22", effective_at=at("2026-07-01")),))
    assert role(early, "2026-07-01") == NON_COUNTERSIGNED
    put_off = replace(early, pqip=(days("2024-09-01", "2026-09-30"),))
    assert role(put_off, "2026-07-01") == COUNTERSIGNED


def test_a_decision_undone_counts_until_then_and_no_longer():
    undone = Facts(decisions=(said(OPENS, 4, "2026-11-02", undone_at=at("2026-11-09", 15)),))
    assert role(undone, "2026-11-09", 14, 59) == COUNTERSIGNED
    assert role(undone, "2026-11-09", 15) == NON_COUNTERSIGNED
    ended = Facts(decisions=(said(OPENS, 4, "2026-11-02"), said(ENDS, 4, "2026-11-05", undone_at=at("2026-11-09"))))
    assert role(ended, "2026-11-06") == NON_COUNTERSIGNED
    assert role(ended, "2026-11-09") == COUNTERSIGNED


# Scenarios


def test_s2_a_new_pso_is_countersigned_until_both_are_done_and_confirmed():
    facts = replace(BARNABY, curriculum_on=date(2027, 1, 18), probation_on=date(2027, 2, 26))
    assert criteria(facts, "2026-09-01") == (NEW_PSO,)
    assert not standing(facts, at("2027-02-25")).is_interim_hold
    assert standing(facts, at("2027-02-26")).is_interim_hold
    confirmed = replace(facts, decisions=(said(CONFIRMS, NEW_PSO, "2027-03-02", 9),))
    assert role(confirmed, "2027-03-02", 8, 59) == COUNTERSIGNED
    assert role(confirmed, "2027-03-02", 9) == NON_COUNTERSIGNED
    late = replace(BARNABY, curriculum_on=date(2027, 1, 18), probation_on=date(2027, 3, 20))
    assert standing(late, at("2027-03-01")).is_interim_hold
    assert standing(late, at("2027-06-01")).role == COUNTERSIGNED


def test_s4_discretion_after_maternity_stays_past_its_review():
    asked = replace(CLEMENTINE, decisions=(said(OPENS, DISCRETION, "2026-11-02", 9, review_on=date(2027, 2, 2)),))
    signed = standing(asked, at("2026-11-12", 10))
    assert [each.criterion.label for each in signed.open] == ["Manager’s discretion"]
    assert role(asked, "2027-02-03") == COUNTERSIGNED
    assert role(CLEMENTINE, "2026-11-02") == NON_COUNTERSIGNED  # declined


def test_s5_a_learner_who_qualifies_is_non_countersigned_from_the_day_after_if_confirmed():
    confirmed = replace(
        THADDEUS, decisions=(said(CONFIRMS, PQIP_LEARNER, "2026-06-22", effective_at=at("2026-07-01")),)
    )
    assert role(confirmed, "2026-06-30", 23, 59) == COUNTERSIGNED
    assert role(confirmed, "2026-07-01") == NON_COUNTERSIGNED
    assert standing(confirmed, at("2026-06-25")).open[0].confirmed_at == at("2026-07-01")
    kept = replace(confirmed, decisions=(*confirmed.decisions, said(OPENS, DISCRETION, "2026-06-29")))
    assert criteria(kept, "2026-07-01") == (DISCRETION,)
    assert role(THADDEUS, "2026-07-02") == COUNTERSIGNED


def test_s6_only_the_sol_opts_out_and_it_does_not_carry_over():
    opted = replace(ISOLDE, decisions=(said(DETERMINES, NATIONAL_SECURITY, "2026-09-01", 11),))
    assert role(opted, "2026-09-01", 10, 59) == COUNTERSIGNED
    assert role(opted, "2026-09-01", 11) == NON_COUNTERSIGNED
    plan = replace(opted, plans=(Plan(True, at("2026-10-05"), at("2026-12-31", 12)),))
    assert criteria(plan, "2026-10-05") == (FORMAL_PLAN,)
    done = replace(plan, decisions=(*plan.decisions, said(CONFIRMS, FORMAL_PLAN, "2026-12-31", 13,
                                                          effective_at=at("2027-01-01"))))  # fmt: skip
    assert role(done, "2026-12-31", 23, 59) == COUNTERSIGNED
    assert role(done, "2027-01-01") == NON_COUNTERSIGNED
    assert len(history(done, at("2027-01-02"))) - 1 == 4
    again = replace(done, nsd=(days("2026-05-01", "2027-01-31"), days("2027-06-01")))
    assert role(again, "2027-02-01") == NON_COUNTERSIGNED
    assert criteria(again, "2027-06-01") == (NATIONAL_SECURITY,)


def test_s7_a_pom_is_kept_by_the_homd_when_learning_is_done():
    done = replace(LYSANDER, modules=(*MODULES, Module(date(2026, 6, 8), date(2026, 10, 1))))
    assert standing(LYSANDER, at("2026-09-02")).open[0].evidence == "3 of 4 modules done"
    assert standing(done, at("2026-10-01")).is_interim_hold
    kept = replace(done, decisions=(
        said(OPENS, HOMD_REQUIRES, "2026-10-01", 9, review_on=date(2027, 1, 1)),
        said(CONFIRMS, POM_LEARNING, "2026-10-01", 9),
    ))  # fmt: skip
    assert criteria(kept, "2026-10-01", 9) == (HOMD_REQUIRES,)
    assert role(kept, "2026-10-01", 9) == COUNTERSIGNED


def test_s8_an_informal_plan_changes_nothing_and_a_formal_one_binds_from_its_minute():
    assert role(GIDEON, "2026-07-06", 12) == NON_COUNTERSIGNED
    assert role(GIDEON, "2026-09-14", 9, 10) == NON_COUNTERSIGNED
    assert role(GIDEON, "2026-09-14", 14, 5) == COUNTERSIGNED
    over = Plan(True, at("2026-09-14", 14), at("2026-12-14", 10))
    closed = replace(GIDEON, plans=(GIDEON.plans[0], over), decisions=(
        said(OPENS, DISCRETION, "2026-12-14", 10, review_on=date(2027, 3, 14)),
        said(CONFIRMS, FORMAL_PLAN, "2026-12-14", 10),
    ))  # fmt: skip
    told = [(then.role, then.numbers) for _, then in history(closed, at("2027-01-01"))]
    assert told == [(NON_COUNTERSIGNED, ()), (COUNTERSIGNED, (FORMAL_PLAN,)), (COUNTERSIGNED, (DISCRETION,))]
    error = replace(GIDEON, plans=(Plan(True, at("2026-09-14", 14), None, at("2026-09-20")),))
    assert role(error, "2026-09-15") == COUNTERSIGNED


# Who decides

MANAGER, OF_PRISON, LEAD = Relation(is_line_manager=True), Relation(is_homd=True), Relation(is_sol=True)
NOON = at("2026-11-19", 12)


def deed(facts: Facts, verb: str, criterion: int, relation: Relation = MANAGER, *, is_pom: bool = False) -> Deed:
    return Deed(verb, criterion, relation, is_pom, standing(facts, NOON), NOON, NOON)


ENDED = replace(BARNABY, curriculum_on=date(2026, 10, 1), probation_on=date(2026, 11, 2))
DECIDED = Facts(decisions=(said(OPENS, 4, "2026-11-02"),))
LEFT = replace(ISOLDE, nsd=(days("2026-05-01", "2026-11-01"),))
ALLOWED = [
    deed(CLEMENTINE, OPENS, DISCRETION), deed(BARNABY, OPENS, DISCRETION), deed(ISOLDE, OPENS, DISCRETION),
    deed(DECIDED, ENDS, DISCRETION), deed(DECIDED, KEEPS, DISCRETION), deed(ENDED, CONFIRMS, NEW_PSO),
    deed(ISOLDE, DETERMINES, NATIONAL_SECURITY, LEAD), deed(LEFT, CONFIRMS, NATIONAL_SECURITY),
    deed(LYSANDER, OPENS, HOMD_REQUIRES, OF_PRISON, is_pom=True),
]  # fmt: skip
REFUSED = [
    ("one’s own role", deed(CLEMENTINE, OPENS, DISCRETION, Relation(is_self=True)), "own assessor role"),
    ("a head of the unit", deed(CLEMENTINE, OPENS, DISCRETION, Relation(is_head=True)), "The line manager decides"),
    ("a criterion that is open", deed(BARNABY, CONFIRMS, NEW_PSO), "cannot be removed"),
    ("a learner", deed(Facts(pqip=(days("2026-01-01"),)), CONFIRMS, PQIP_LEARNER), "cannot be removed"),
    ("a formal plan", deed(GIDEON, CONFIRMS, FORMAL_PLAN), "cannot be removed"),
    ("learning", deed(LYSANDER, CONFIRMS, POM_LEARNING, OF_PRISON, is_pom=True), "cannot be removed"),
    ("the division, by the line manager", deed(ISOLDE, DETERMINES, NATIONAL_SECURITY), "Only the senior operational"),
    ("the division, confirmed away", deed(ISOLDE, CONFIRMS, NATIONAL_SECURITY), "Only the senior operational"),
    ("the division, confirmed by its lead", deed(ISOLDE, CONFIRMS, NATIONAL_SECURITY, LEAD), "cannot be removed"),
    ("a prison offender manager, by the line manager", deed(LYSANDER, CONFIRMS, POM_LEARNING, is_pom=True), "decides"),
    ("nothing to end", deed(CLEMENTINE, ENDS, DISCRETION), "nothing of this kind"),
    ("prison rule outside prison", deed(CLEMENTINE, OPENS, HOMD_REQUIRES, OF_PRISON), "prison offender managers only"),
    ("opening what facts open", deed(CLEMENTINE, OPENS, FORMAL_PLAN), "at their discretion"),
    ("determining another", deed(ENDED, DETERMINES, NEW_PSO), "is determined"),
    ("the past", replace(deed(DECIDED, ENDS, DISCRETION), effective_at=NOON - timedelta(days=1)), "when it is taken"),
]


@pytest.mark.parametrize("allowed", ALLOWED, ids=lambda each: f"{each.verb}-{each.criterion}")
def test_whoever_decides_may(allowed):
    insist_may_decide(allowed)


@pytest.mark.parametrize(("refused", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_nobody_else_may_and_the_rule_is_named(refused, words):
    with pytest.raises(Refused) as caught:
        insist_may_decide(refused)
    assert any(words in breach.words and breach.source for breach in caught.value.breaches)


@pytest.mark.parametrize("facts", [BARNABY, Facts(pqip=(days("2026-01-01"),)), GIDEON, ISOLDE, LYSANDER])
def test_while_1_2_3_5_or_6_is_open_it_binds(facts):
    assert len(standing(facts, NOON).binding) == 1


@pytest.mark.parametrize("facts", [DECIDED, ENDED, CLEMENTINE])
def test_what_was_decided_and_what_has_ended_does_not_bind(facts):
    assert standing(facts, NOON).binding == ()


def test_of_a_pom_the_homd_decides_and_after_the_division_the_line_manager():
    assert [decider(number, is_pom=True) for number in (1, 2, 3, 4, 6, 7)] == [HOMD] * 3 + [LINE_MANAGER] + [HOMD] * 2
    assert decider(5, is_pom=False) == SOL
    assert decider(5, is_pom=False, is_posted=False) == LINE_MANAGER
    assert is_decider(MANAGER, LINE_MANAGER)
    assert not is_decider(MANAGER, HOMD)


def test_reasons_are_for_the_person_the_parties_the_heads_and_administrators():
    readers = {name: may_read_reasons(Relation(**{name: True}), is_party=False) for name in vars(Relation())}
    assert {name for name, reads in readers.items() if reads} == {"is_self", "is_head", "is_admin"}
    assert may_read_reasons(MANAGER, is_party=True)


def test_plans_are_opened_and_closed_by_the_manager_and_closed_once():
    assert breaches(PLANNING, PlanDeed(MANAGER)) == []
    assert breaches(PLANNING, PlanDeed(OF_PRISON)) == []
    for relation in (Relation(is_self=True), Relation(is_head=True), Relation()):
        assert breaches(PLANNING, PlanDeed(relation))
    assert [each.words for each in breaches(PLANNING, PlanDeed(MANAGER, is_closed=True))] == [
        "This plan is closed already."
    ]


def test_an_instant_is_judged_by_london_whatever_its_zone():
    facts = Facts(decisions=(), pqip=(days("2026-06-01"),))
    assert standing(facts, datetime(2026, 5, 31, 22, 59, tzinfo=UTC)).role == NON_COUNTERSIGNED
    assert standing(facts, datetime(2026, 5, 31, 23, 0, tzinfo=UTC)).role == COUNTERSIGNED
    assert BY_NUMBER[2].label == "PQiP learner"
