"""Cover: start from one that may be recorded, break one thing, and hear of one rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.policy.countersigning import KINDS as WORK
from app.policy.cover import ASSESSOR_ROLES, KINDS, MANAGERS, OASYS, PAROLE, RECALL, RULES, SESSIONS, Facts
from app.policy.people import JOB_ROLES
from app.policy.rules import breaches
from app.policy.settings import SETTINGS

TODAY = date(2026, 11, 19)
ISLA_IS_AWAY = Facts(False, "Senior Probation Officer", "Senior Probation Officer", TODAY, TODAY + timedelta(days=6),
                     TODAY, SETTINGS["cover.longest_days"].default, (OASYS, RECALL))  # fmt: skip


@pytest.mark.parametrize("change", [
    {},
    {"ends_on": TODAY},
    {"ends_on": TODAY + timedelta(days=89)},
    {"starts_on": date(2027, 1, 4), "ends_on": date(2027, 4, 3)},
    {"kinds": tuple(KINDS)},
    {"kinds": (PAROLE,)},
    {"person_role": "PDU Head", "cover_role": "Deputy PDU Head"},
    {"person_role": "Head of Offender Management Delivery", "cover_role": "Prison Governor"},
    {"person_role": "Senior Operational Lead", "cover_role": "PDU Head", "kinds": (ASSESSOR_ROLES,)},
], ids=str)  # fmt: skip
def test_a_sound_cover_breaks_no_rule(change):
    assert breaches(RULES, replace(ISLA_IS_AWAY, **change)) == []


@pytest.mark.parametrize(("change", "said"), [
    ({"is_same_person": True}, "Nobody covers for themselves"),
    ({"cover_role": "Probation Officer"}, "A manager covers for a manager"),
    ({"cover_role": "Quality Development Officer"}, "A manager covers for a manager"),
    ({"cover_role": ""}, "A manager covers for a manager"),
    ({"person_role": "Probation Officer"}, "A manager covers for a manager"),
    ({"person_role": "Regional Probation Director"}, "A manager covers for a manager"),
    ({"ends_on": TODAY - timedelta(days=1)}, "ends on the day it starts or later"),
    ({"starts_on": TODAY - timedelta(days=1)}, "starts today or later"),
    ({"ends_on": TODAY + timedelta(days=90)}, "for a limited time"),
    ({"longest": 6}, "for a limited time"),
    ({"kinds": ()}, "names the kinds of work"),
    ({"kinds": (OASYS, "wellbeing")}, "names the kinds of work"),
    ({"kinds": ("",)}, "names the kinds of work"),
], ids=str)  # fmt: skip
def test_anything_else_is_refused_by_one_rule_with_what_to_do(change, said):
    found = breaches(RULES, replace(ISLA_IS_AWAY, **change))
    assert len(found) == 1
    assert said in found[0].words
    assert found[0].source
    assert found[0].remedy


def test_managers_are_those_whose_signature_counts_for_something():
    assert set(MANAGERS) == {"Senior Probation Officer", "Head of Offender Management Delivery", "PDU Head",
                             "Deputy PDU Head", "Prison Governor", "Senior Operational Lead"}  # fmt: skip
    assert not [code for code in MANAGERS if JOB_ROLES[code].is_practitioner]


def test_every_kind_of_countersigning_can_be_covered_and_so_can_assessor_roles_and_sessions():
    assert set(KINDS) == set(WORK) | {ASSESSOR_ROLES, SESSIONS}
