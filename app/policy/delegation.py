"""Delegated authority: what a deputy PDU head may do only while a delegation is on file (access rule 1; guide C2)."""

from dataclasses import dataclass
from datetime import date

from app.policy.rules import Rule

RPS, RECALL = "rps delegation", "recall delegation"
KINDS = {
    RPS: "Holds the sessions of line managers (Framework 6.4)",
    RECALL: "Signs second on recall (National Standards 9.3.2)",
}
DEPUTY, GIVER = "Deputy PDU Head", "PDU Head"


@dataclass(frozen=True)
class Facts:
    """Facts about a delegation to be recorded. Roles are job roles on its first day."""

    person_role: str
    giver_role: str
    same_unit: bool
    kind: str
    starts_on: date
    ends_on: date
    today: date


RULES: tuple[Rule[Facts], ...] = (
    Rule("Framework 6.4; National Standards 9.3.2", "Authority is delegated to a deputy PDU head.",
         lambda it: it.person_role != DEPUTY, "Choose somebody who is a deputy PDU head on the first day."),
    Rule("Framework 6.4; National Standards 9.3.2", "The PDU head of the same unit delegates.",
         lambda it: it.giver_role != GIVER or not it.same_unit, "Choose who heads the unit on the first day."),
    Rule("Domain guide C2", "A delegation is for the sessions of line managers or for recall.",
         lambda it: it.kind not in KINDS, "Choose what is delegated."),
    Rule("Access rules 1", "A delegation ends on the day it starts or later.", lambda it: it.ends_on < it.starts_on,
         "Change one of the dates."),
    Rule("Access rules 1", "A delegation starts today or later: what was done before had none on file.",
         lambda it: it.starts_on < it.today, "Start it today."),
)  # fmt: skip
