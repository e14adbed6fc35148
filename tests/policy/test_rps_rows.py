"""Domain guide C3, the table: what a whole year asks for, by role and function, hours and settings."""

from datetime import date
from decimal import Decimal

import pytest

from app.policy.people import FUNCTIONS, JOB_ROLES
from app.policy.rps_rows import full_year, row_for
from app.policy.settings import SETTINGS, Unfit
from tests.years import asked, post, settings

DAY = date(2026, 11, 19)
SIX, FOUR, THREE, NONE = (6, 2), (4, 1), (3, 0), (0, 0)

PROBATION = ("Probation Officer", "Probation Services Officer", "PQiP Learner")
POMS = ("Prison Offender Manager (prison)", "Prison Offender Manager (probation)")
MANAGERS = ("Senior Probation Officer", "Head of Offender Management Delivery")
BY_FUNCTION = {
    "Sentence management": SIX, "Court": SIX, "National Security Division": SIX,
    "Offender management in custody": SIX, "Unpaid work": FOUR, "Approved premises": FOUR, "Victim liaison": FOUR,
    "Business support": NONE, "Quality development": NONE, "Regional office": NONE,
}  # fmt: skip


def of_the_table(job_role: str, function: str) -> tuple[int, int]:
    """The row of the table in the domain guide. A role that is its own function keeps it wherever it is posted."""
    if job_role in PROBATION:
        return BY_FUNCTION[function]
    if job_role in POMS:
        return SIX
    if job_role in MANAGERS:
        return THREE
    return FOUR if job_role == "Victim Liaison Officer" else NONE


def test_the_table_here_knows_every_function_and_every_practitioner() -> None:
    assert set(BY_FUNCTION) == set(FUNCTIONS)
    practitioners = {code for code, role in JOB_ROLES.items() if role.is_practitioner}
    assert practitioners == {*PROBATION, *POMS, "Victim Liaison Officer"}


@pytest.mark.parametrize("job_role", JOB_ROLES)
def test_each_role_in_each_function_has_its_row_and_says_why(job_role: str) -> None:
    for function in FUNCTIONS:
        year = asked(post(job_role=job_role, function=function))
        assert (year.sessions, year.observed) == of_the_table(job_role, function), function
        first = year.why[0]
        if year.sessions:
            inside = function if function == "National Security Division" else function[0].lower() + function[1:]
            assert first.words.startswith(f"{job_role}, {inside}, 37 hours: {year.sessions} sessions a year")
            assert len(year.why) == 1
        else:
            assert (year.why[0].words, len(year.why)) == ("The standards ask nothing of this role and function.", 1)
        assert first.source


@pytest.mark.parametrize(
    ("job_role", "function", "source"),
    [
        ("Probation Officer", "Sentence management", "Framework 6.3"),
        ("Probation Services Officer", "Court", "Framework 6.3"),
        ("Senior Probation Officer", "Court", "Framework 6.4"),
        ("Head of Offender Management Delivery", "Offender management in custody",
         "Framework 6.4; a default of this service"),
        ("PQiP Learner", "Sentence management", "Default of this service"),
        ("Probation Officer", "National Security Division", "Default of this service"),
        ("Prison Offender Manager (prison)", "Offender management in custody", "Default of this service"),
        ("Victim Liaison Officer", "Victim liaison", "Default of this service"),
        ("Quality Development Officer", "Quality development", "Framework 1.13 and 6.3"),
    ],
)  # fmt: skip
def test_only_what_the_framework_mandates_quotes_it(job_role: str, function: str, source: str) -> None:
    assert asked(post(job_role=job_role, function=function)).why[0].source == source


@pytest.mark.parametrize("hours", ["3", "18.49", "18.5", "29.99", "30", "37"])
@pytest.mark.parametrize(
    ("job_role", "function", "preset_b"),
    [
        ("Probation Officer", "Sentence management", {"low": (3, 1), "part": (4, 2), "full": (6, 2)}),
        ("PQiP Learner", "Court", {"low": (3, 1), "part": (4, 2), "full": (6, 2)}),
        ("Prison Offender Manager (prison)", "Offender management in custody",
         {"low": (3, 1), "part": (4, 2), "full": (6, 2)}),
        ("Probation Services Officer", "Unpaid work", {"low": (3, 1), "part": (4, 1), "full": (4, 1)}),
        ("Senior Probation Officer", "Sentence management", {"low": (3, 0), "part": (3, 0), "full": (3, 0)}),
        ("Head of Offender Management Delivery", "Offender management in custody",
         {"low": (3, 0), "part": (3, 0), "full": (3, 0)}),
        ("Senior Administration Officer", "Business support", {"low": (0, 0), "part": (0, 0), "full": (0, 0)}),
    ],
)  # fmt: skip
def test_preset_a_asks_the_same_at_any_hours_and_preset_b_fewer_below_30_and_18_and_a_half(
    hours: str, job_role: str, function: str, preset_b: dict[str, tuple[int, int]]
) -> None:
    who = post(job_role=job_role, function=function, hours=hours)
    by_default, by_a, by_b = asked(who), asked(who, hours_preset="A"), asked(who, hours_preset="B")
    assert (by_default.sessions, by_default.observed) == (by_a.sessions, by_a.observed) == preset_b["full"]
    band = "full" if Decimal(hours) >= 30 else "part" if Decimal(hours) >= Decimal("18.5") else "low"
    assert (by_b.sessions, by_b.observed) == preset_b[band]


def test_preset_b_is_a_reason_of_its_own_and_its_limits_are_settings() -> None:
    year = asked(post(function="Court", hours="22.2"), hours_preset="B")
    assert [(each.words, each.source) for each in year.why] == [
        ("Probation Officer, court, 22.2 hours: 6 sessions a year, 2 of them after an observation.", "Framework 6.3"),
        ("Fewer for part-time hours (preset B): 4 sessions a year, 2 of them after an observation.",
         "Default of this service"),
    ]  # fmt: skip
    assert year.in_short == "22.2 hours"
    assert asked(post(hours="22.2"), hours_preset="B", hours_full="22.2").sessions == 6
    assert asked(post(hours="22.2"), hours_preset="B", hours_part="22.21").sessions == 3
    assert asked(post(hours="22.2"), hours_preset="B", part_sessions=9, part_observed=9).sessions == 6


def test_a_row_reads_its_own_settings_of_the_day_and_never_asks_more_observed_than_sessions() -> None:
    keys = {"core": ("Probation Officer", "Court"), "learner": ("PQiP Learner", "Court"),
            "nsd": ("Probation Officer", "National Security Division"),
            "pom": ("Prison Offender Manager (prison)", "Offender management in custody"),
            "other": ("Victim Liaison Officer", "Victim liaison")}  # fmt: skip
    for code, (job_role, function) in keys.items():
        row = row_for(job_role, function)
        assert row is not None
        assert row.code == code
        prefix = "" if code == "core" else f"{code}_"
        own = {f"{prefix}sessions": 7, f"{prefix}observed": 9}
        for day, expected in ((date(2026, 9, 30), of_the_table(job_role, function)), (date(2026, 10, 1), (7, 7))):
            changes = [(date(2026, 10, 1), key, value) for key, value in own.items()]
            assert full_year(row, Decimal(37), day, settings(*changes)) == expected
    for code, job_role in (("manager", "Senior Probation Officer"), ("homd", "Head of Offender Management Delivery")):
        row = row_for(job_role, "Court")
        assert row is not None
        assert full_year(row, Decimal(37), DAY, settings(**{f"{code}_sessions": 5})) == (5, 0)


def test_what_the_framework_mandates_can_be_raised_and_never_lowered() -> None:
    for key, least, paragraph in (("rps.sessions", 6, "Framework 6.3"), ("rps.observed", 2, "Framework 6.3"),
                                  ("rps.manager_sessions", 3, "Framework 6.4")):  # fmt: skip
        setting = SETTINGS[key]
        assert setting.default == least
        assert setting.read(setting, str(least + 1)) == least + 1
        with pytest.raises(Unfit, match=rf"The minimum is {least} \({paragraph}\). It can be raised, not lowered"):
            setting.read(setting, str(least - 1))


@pytest.mark.parametrize(
    ("key", "lower"),
    [("learner_sessions", "5"), ("nsd_observed", "1"), ("pom_sessions", "0"), ("other_sessions", "3"),
     ("other_observed", "0"), ("homd_sessions", "2"), ("hours_preset", "B"), ("hours_full", "20"),
     ("hours_part", "10.25"), ("part_sessions", "3"), ("part_observed", "1"), ("low_sessions", "0"),
     ("low_observed", "0"), ("absence_days", "7"), ("rounding", "nearest"), ("observed_rounding", "up"),
     ("observed_least_days", "90")],
)  # fmt: skip
def test_hours_part_year_and_absence_settings_and_rows_nobody_mandates_may_ask_for_less(key: str, lower: str) -> None:
    setting = SETTINGS[f"rps.{key}"]
    assert str(setting.read(setting, lower)) == lower
    assert not setting.floor_source


@pytest.mark.parametrize(
    ("key", "typed"),
    [("hours_preset", "C"), ("hours_preset", ""), ("rounding", "down"), ("hours_full", "thirty"), ("hours_full", "0"),
     ("hours_part", "18.555"), ("absence_days", "6"), ("year_start", "02-29"), ("sessions", "53")],
)  # fmt: skip
def test_a_value_that_means_nothing_is_refused(key: str, typed: str) -> None:
    setting = SETTINGS[f"rps.{key}"]
    with pytest.raises(Unfit):
        setting.read(setting, typed)
