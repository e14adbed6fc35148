"""Framework 6.3 and 6.4: the rows of the table, and what a whole year asks for in each (domain guide C3). Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.policy.people import (
    APPROVED_PREMISES,
    COURT,
    CUSTODY,
    NATIONAL_SECURITY,
    SENTENCE_MANAGEMENT,
    UNPAID_WORK,
    VICTIM_LIAISON,
    is_line_manager_role,
    is_practitioner,
)

PRESET_A, PRESET_B = "A", "B"

Value = Callable[[str, date], Any]


@dataclass(frozen=True)
class Row:
    """One row of the table: whom it is for, which settings hold its two numbers ("" for none), where it comes from."""

    code: str
    who: str
    sessions: str
    observed: str
    source: str
    is_for_managers: bool = False


ASSUMED = "Default of this service"
CORE = Row("core", "Probation officer or probation services officer, sentence management or court",
           "rps.sessions", "rps.observed", "Framework 6.3")  # fmt: skip
LEARNER = Row("learner", "PQiP learner, sentence management or court", "rps.learner_sessions", "rps.learner_observed",
              ASSUMED)  # fmt: skip
NSD = Row("nsd", "Practitioner of the National Security Division", "rps.nsd_sessions", "rps.nsd_observed", ASSUMED)
POM = Row("pom", "Prison offender manager, probation or prison", "rps.pom_sessions", "rps.pom_observed", ASSUMED)
OTHER = Row("other", "Practitioner in unpaid work, approved premises or victim liaison", "rps.other_sessions",
            "rps.other_observed", ASSUMED)  # fmt: skip
MANAGER = Row("manager", "Line manager of eligible practitioners", "rps.manager_sessions", "", "Framework 6.4",
              is_for_managers=True)  # fmt: skip
HOMD = Row("homd", "Head of offender management delivery", "rps.homd_sessions", "", "Framework 6.4; a default of this"
           " service", is_for_managers=True)  # fmt: skip
ROWS = (CORE, LEARNER, NSD, POM, OTHER, MANAGER, HOMD)
_BY_FUNCTION = {SENTENCE_MANAGEMENT: CORE, COURT: CORE, NATIONAL_SECURITY: NSD, CUSTODY: POM, UNPAID_WORK: OTHER,
                APPROVED_PREMISES: OTHER, VICTIM_LIAISON: OTHER}  # fmt: skip


def row_for(job_role: str, function: str) -> Row | None:
    """The row of a job role in a function; None where the standards ask nothing (quality development, business)."""
    if job_role == "Head of Offender Management Delivery":
        return HOMD
    if is_line_manager_role(job_role):
        return MANAGER
    if not is_practitioner(job_role):
        return None
    if job_role == "Victim Liaison Officer":
        return OTHER
    if job_role.startswith("Prison Offender Manager"):
        return POM
    row = _BY_FUNCTION.get(function)
    return LEARNER if row is CORE and job_role == "PQiP Learner" else row


# Preset B by weekly hours: from how many (a setting), and the settings that hold its two numbers at most.
SHORTER_HOURS = (
    ("rps.hours_full", "", ""),
    ("rps.hours_part", "rps.part_sessions", "rps.part_observed"),
    ("", "rps.low_sessions", "rps.low_observed"),
)


def whatever_the_hours(row: Row, day: date, value: Value) -> tuple[int, int]:
    """Sessions, and of these after an observation, that a whole year in this row asks for at full-time hours."""
    sessions = value(row.sessions, day)
    return sessions, min(value(row.observed, day) if row.observed else 0, sessions)


def full_year(row: Row, weekly_hours: Decimal, day: date, value: Value) -> tuple[int, int]:
    """Sessions, and of these after an observation, that a whole year in this row at these hours asks for, by the
    values of that day. Preset A asks the same whatever the hours; line managers' row is never reduced.
    """
    sessions, observed = whatever_the_hours(row, day, value)
    if value("rps.hours_preset", day) == PRESET_B and not row.is_for_managers:
        for hours, most_sessions, most_observed in SHORTER_HOURS:
            if not hours or weekly_hours >= Decimal(value(hours, day)):
                if most_sessions:
                    sessions, observed = (
                        min(sessions, value(most_sessions, day)),
                        min(observed, value(most_observed, day)),
                    )
                break
    return sessions, min(observed, sessions)
