"""Cover: one manager stands in for another, for the kinds of work named (design: nobody waits for somebody away)."""

from dataclasses import dataclass
from datetime import date

from app.policy.people import JOB_ROLES
from app.policy.rules import Rule

OASYS, PAROLE, RECALL, ASSESSOR_ROLES = "oasys", "parole", "recall", "assessor roles"
SESSIONS = "sessions"
KINDS = {
    OASYS: "Countersigning of OASys assessments",
    PAROLE: "Countersigning of parole reports",
    RECALL: "Decisions and signatures on recall",
    ASSESSOR_ROLES: "Decisions on assessor roles",
    SESSIONS: "New reflective practice supervision sessions and observations of practice",
}
_LEAD = JOB_ROLES["Senior Operational Lead"]
MANAGERS = tuple(code for code, role in JOB_ROLES.items() if role.is_line_manager or role.sees_unit or role == _LEAD)


@dataclass(frozen=True)
class Facts:
    """Facts about a cover to be recorded. Roles are job roles on its first day."""

    is_same_person: bool
    person_role: str
    cover_role: str
    starts_on: date
    ends_on: date
    today: date
    longest: int
    kinds: tuple[str, ...]


RULES: tuple[Rule[Facts], ...] = (
    Rule("Design of this service: cover", "Nobody covers for themselves.", lambda it: it.is_same_person,
         "Choose somebody else."),
    Rule("Domain guide B", "A manager covers for a manager: what they sign must be theirs to sign.",
         lambda it: it.person_role not in MANAGERS or it.cover_role not in MANAGERS,
         "Choose a senior probation officer, a head of offender management delivery, the head of a unit or a senior"
         " operational lead."),
    Rule("Design of this service: cover", "Cover ends on the day it starts or later.",
         lambda it: it.ends_on < it.starts_on, "Change one of the dates."),
    Rule("Design of this service: cover", "Cover starts today or later: what was signed before stays as it was signed.",
         lambda it: it.starts_on < it.today, "Start it today."),
    Rule("Design of this service: cover", "Cover is recorded for a limited time.",
         lambda it: (it.ends_on - it.starts_on).days >= it.longest,
         "Choose an earlier end; you can record more later."),
    Rule("Design of this service: cover", "Cover names the kinds of work.",
         lambda it: not it.kinds or not set(it.kinds) <= set(KINDS), "Choose at least one kind."),
)  # fmt: skip
