"""Job roles and functions: the words, and who holds sessions for line managers."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from app.policy import people
from app.policy.people import FUNCTIONS, JOB_ROLES, LEGACY_OASYS_ROLES, ManagerSession

STAFF = Path(people.__file__).parent.parent / "people" / "demo" / "staff.csv"
SPO = ManagerSession("PDU Head", "Senior Probation Officer", "Sentence management", same_unit=True)
NSD = ManagerSession("Senior Operational Lead", "Senior Probation Officer", people.NATIONAL_SECURITY, same_unit=True)


def test_every_word_of_the_extract_is_known() -> None:
    with STAFF.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["job_role"] for row in rows} <= set(JOB_ROLES)
    assert {row["function"] for row in rows} == set(FUNCTIONS)
    assert {row["legacy_oasys_role"] for row in rows} - {""} <= set(LEGACY_OASYS_ROLES)


def test_there_are_seventeen_roles_and_ten_functions() -> None:
    assert (len(JOB_ROLES), len(FUNCTIONS)) == (17, 10)
    assert all(code == role.code == role.label for code, role in JOB_ROLES.items())


def test_practitioners_and_line_managers_are_told_apart() -> None:
    assert {code for code in JOB_ROLES if people.is_practitioner(code)} == {
        "PQiP Learner", "Prison Offender Manager (prison)", "Prison Offender Manager (probation)",
        "Probation Officer", "Probation Services Officer", "Victim Liaison Officer",
    }  # fmt: skip
    assert {code for code in JOB_ROLES if people.is_line_manager_role(code)} == {
        "Senior Probation Officer", "Head of Offender Management Delivery",
    }  # fmt: skip
    assert not people.is_practitioner("Astronaut")
    assert not people.is_line_manager_role("Astronaut")


@pytest.mark.parametrize("function", [code for code, function in FUNCTIONS.items() if function.in_scope])
def test_every_function_of_the_framework_has_practice_to_observe(function: str) -> None:
    assert people.activities(function)


def test_other_functions_have_none() -> None:
    assert people.activities("Business support") == ()
    assert people.activities("Juggling") == ()


@pytest.mark.parametrize(
    ("role", "manages", "capacity"),
    [
        ("Senior Probation Officer", True, "line manager"),
        ("Senior Probation Officer", False, ""),
        ("Head of Offender Management Delivery", True, "line manager"),
        ("PDU Head", True, "PDU head"),
        ("Prison Governor", True, "prison governor"),
        ("Senior Operational Lead", True, "senior operational lead"),
        ("Quality Development Officer", False, "QDO"),
        ("Probation Officer", False, ""),
    ],
)
def test_the_capacity_follows_from_the_role(role: str, manages: bool, capacity: str) -> None:
    assert people.capacity_of(role, manages=manages) == capacity


def test_a_delegate_is_a_quality_officer_or_an_experienced_one() -> None:
    assert people.leads_as_delegate(people.QDO)
    assert people.leads_as_delegate(people.EXPERIENCED_PO)
    assert not people.leads_as_delegate(people.LINE_MANAGER)


@pytest.mark.parametrize(
    ("facts", "may"),
    [
        (SPO, True),
        (replace(SPO, same_unit=False), False),
        (replace(SPO, manager_role="Probation Officer"), False),
        (replace(SPO, holder_role="Prison Governor"), True),
        (replace(SPO, holder_role="Deputy PDU Head"), False),
        (replace(SPO, holder_role="Deputy PDU Head", has_delegation=True), True),
        (replace(SPO, holder_role="Quality Development Officer", has_delegation=True), False),
        (replace(SPO, holder_role="Senior Operational Lead"), False),
        (NSD, True),
        (replace(NSD, manager_function="Court"), False),
    ],
)
def test_who_holds_sessions_for_line_managers(facts: ManagerSession, may: bool) -> None:
    assert people.may_hold_for_manager(facts) is may
