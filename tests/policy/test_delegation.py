"""Who may delegate what to whom, and for which days: each rule, just kept and just broken."""

from dataclasses import replace
from datetime import date

import pytest

from app.policy.delegation import KINDS, RECALL, RPS, RULES, Facts
from app.policy.rules import breaches

KEPT = Facts("Deputy PDU Head", "PDU Head", same_unit=True, kind=RECALL, starts_on=date(2026, 11, 19),
             ends_on=date(2026, 11, 19), today=date(2026, 11, 19))  # fmt: skip
BROKEN = {
    "Authority is delegated to a deputy PDU head.": {"person_role": "Senior Probation Officer"},
    "The PDU head of the same unit delegates.": {"giver_role": "Prison Governor"},
    "A delegation is for the sessions of line managers or for recall.": {"kind": "parole"},
    "A delegation ends on the day it starts or later.": {"ends_on": date(2026, 11, 18)},
    "A delegation starts today or later: what was done before had none on file.": {"today": date(2026, 11, 20)},
}


def words(facts: Facts) -> list[str]:
    return [breach.words for breach in breaches(RULES, facts)]


@pytest.mark.parametrize("kind", [RPS, RECALL])
def test_a_head_delegates_to_their_deputy_for_one_day(kind):
    assert words(replace(KEPT, kind=kind)) == []
    assert kind in KINDS


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_refuses_on_its_own(rule):
    assert words(replace(KEPT, **BROKEN[rule])) == [rule]


def test_every_rule_is_broken_above():
    assert [rule.words for rule in RULES] == list(BROKEN)


@pytest.mark.parametrize("role", ["PDU Head", "Head of Offender Management Delivery", "Prison Governor", ""])
def test_nobody_but_a_deputy_holds_a_delegation(role):
    assert words(replace(KEPT, person_role=role)) == ["Authority is delegated to a deputy PDU head."]


def test_the_head_of_another_unit_delegates_nothing():
    assert words(replace(KEPT, same_unit=False)) == ["The PDU head of the same unit delegates."]


def test_a_delegation_of_yesterday_is_not_put_on_file():
    assert words(replace(KEPT, starts_on=date(2026, 11, 18))) == [list(BROKEN)[-1]]
    assert words(replace(KEPT, starts_on=date(2026, 11, 20), ends_on=date(2027, 11, 19))) == []
