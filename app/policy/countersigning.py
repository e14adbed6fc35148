"""Countersigning: what needs it and why, who may sign, by when, what may follow (Framework 5; domain guide C6-C9)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.policy import working_days
from app.policy.assessor_facts import HOMD as HOMD_CAPACITY
from app.policy.assessor_facts import POMS, day_of
from app.policy.assessor_roles import Open, Standing
from app.policy.people import (
    DEPUTY_PDU_HEAD,
    LINE_MANAGER,
    NATIONAL_SECURITY,
    PDU_HEAD,
    PRISON_GOVERNOR,
    SENIOR_OPERATIONAL_LEAD,
)
from app.policy.rules import Breach, Refused, Rule

OASYS, PAROLE, RECALL = "oasys", "parole", "recall"
FIRST, SECOND_PART, AGREEMENT, RATIONALE, ENDORSEMENT = "first", "second", "agreement", "rationale", "endorsement"
COUNTERSIGNS, SENDS_BACK = "countersigned", "sent back"

# How far an item has come. A recall starts as considered; its report is written once the manager has agreed.
CONSIDERED, DRAFT, REWORK, REQUESTED, SECOND = "considered", "draft", "rework", "requested", "second"
ENDORSE, READY = "endorse", "ready"
COUNTERSIGNED, SELF_SIGNED, WITHDRAWN = "countersigned", "self-signed", "withdrawn"
SENT, NOT_RECALLED = "sent", "not recalled"
OPEN_STATES = (CONSIDERED, DRAFT, REWORK, REQUESTED, SECOND, ENDORSE, READY)
STATE_WORDS = {
    CONSIDERED: "Recall considered",
    DRAFT: "Draft",
    REWORK: "Sent back for rework",
    REQUESTED: "Countersignature requested",
    SECOND: "Second signature requested",
    ENDORSE: "Senior endorsement requested",
    READY: "Countersigned, to be sent",
    COUNTERSIGNED: "Countersigned",
    SELF_SIGNED: "Self-signed",
    WITHDRAWN: "Withdrawn",
    SENT: "Sent",
    NOT_RECALLED: "Not recalled",
}

# What may be done in which state (domain guide C6, C8, C9).
ACTS: dict[str, frozenset[str]] = {
    "write": frozenset({CONSIDERED, DRAFT, REWORK}),
    "sign": frozenset({DRAFT, REWORK}),
    "decide": frozenset({REQUESTED, SECOND}),
    "take back": frozenset({REQUESTED, SECOND}),
    "withdraw": frozenset({CONSIDERED, DRAFT, REWORK}),
    "park": frozenset({REQUESTED}),
    "give": frozenset({CONSIDERED, REQUESTED}),
    "roll back": frozenset({COUNTERSIGNED, SELF_SIGNED}),
    "agree": frozenset({CONSIDERED}),
    "endorse": frozenset({ENDORSE}),
    "raise": frozenset({CONSIDERED, DRAFT, REWORK, REQUESTED, SECOND, READY}),
    "send": frozenset({READY}),
}


def insist_state(act: str, state: str) -> None:
    """Raise Refused unless an item in this state allows the act (a word of ACTS)."""
    if state not in ACTS[act]:
        words = f"This is no longer possible: the item is now “{STATE_WORDS[state].lower()}”."
        raise Refused(Breach("Domain guide C9", words, "Open it to see what happened."))


@dataclass(frozen=True)
class Kind:
    """One area that needs countersigning. `second`: a senior manager signs after the first."""

    code: str
    name: str
    short: str
    source: str
    second: bool = False


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(OASYS, "OASys assessment", "assessment", "Framework 5.1, 5.2"),
        Kind(PAROLE, "Parole report", "parole report", "Framework 5.1"),
        Kind(RECALL, "Recall report", "recall report", "Framework 5.1", second=True),
    )
}


@dataclass(frozen=True)
class Reason:
    """Why a countersignature is needed, or not: the paragraph and one sentence."""

    source: str
    words: str


@dataclass(frozen=True)
class Need:
    """Whether a countersignature is needed, always with the reasons."""

    is_required: bool
    reasons: tuple[Reason, ...]


# Whatever the author's assessor role. That "all staff" covers parole too is a reading (domain guide X10).
ALWAYS = {
    PAROLE: Reason("Framework 5.1", "All parole reports are countersigned, whatever the assessor role."),
    RECALL: Reason("Framework 5.1", "All recall reports are countersigned, for all staff."),
}


def need(kind: str, role: Standing, *, is_forced: bool = False) -> Need:
    """Whether what is signed now needs a countersignature. `role` is the author's at the instant of signing.

    `is_forced`: OASys itself asks for one. KeyError for a kind that is not of KINDS.
    """
    if KINDS[kind].code in ALWAYS:
        return Need(True, (ALWAYS[kind],))
    found = [_open_reason(each) for each in role.open]
    if is_forced:
        found.append(Reason("Domain guide C6", "OASys itself asks for a countersignature, by a registration."))
    if found:
        return Need(True, tuple(found))
    words = "Non-countersigned at the moment of signing: no OASys assessment needs a countersignature."
    return Need(False, (Reason("Framework 5.3", words),))


def _open_reason(each: Open) -> Reason:
    words = f"{each.criterion.label}, since {_day(day_of(each.since))}"
    if each.is_hold:
        source = f"{each.criterion.source}; domain guide C5"
        return Reason(source, f"{words}. Over, and not yet confirmed: countersigned until it is.")
    if each.ends_on:
        words += f", expected to end {_day(each.ends_on)}"
    elif each.review_on:
        words += f", review on {_day(each.review_on)}"
    return Reason(each.criterion.source, f"{words}.")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True)
class Signing:
    """Facts about someone who would sign. `manages`: the author's line manager today. `covers`: stands in today for
    someone who may sign. `is_assigned`: the item was given to them. `signed_first`: gave this round's first signature,
    or took the decision not to recall that is to be endorsed.
    """

    kind: str
    is_author: bool
    job_role: str
    author_role: str
    author_function: str
    same_unit: bool
    manages: bool = False
    covers: bool = False
    is_assigned: bool = False
    has_delegation: bool = False
    signed_first: bool = False

    @property
    def is_homd_of_pom(self) -> bool:
        """Heads offender management delivery where the author is a prison offender manager. Never of a recall."""
        return self.job_role == HOMD and self.author_role in POMS and self.same_unit and self.kind != RECALL


SPO, HOMD, PDU, DEPUTY = (
    "Senior Probation Officer",
    "Head of Offender Management Delivery",
    "PDU Head",
    "Deputy PDU Head",
)
GOVERNOR, SOL = "Prison Governor", "Senior Operational Lead"
# Whose signature counts as the first (domain guide B). A head of offender management delivery: only for POMs.
FIRST_SIGNERS: dict[str, frozenset[str]] = {
    OASYS: frozenset({SPO, HOMD, PDU, DEPUTY, GOVERNOR}),
    PAROLE: frozenset({SPO, HOMD, PDU, DEPUTY, GOVERNOR}),
    RECALL: frozenset({SPO, PDU, DEPUTY, GOVERNOR}),
}
SECOND_SIGNERS = frozenset({PDU, DEPUTY, SOL})
CAPACITIES = {
    PDU: PDU_HEAD, DEPUTY: DEPUTY_PDU_HEAD, SOL: SENIOR_OPERATIONAL_LEAD, GOVERNOR: PRISON_GOVERNOR,
    HOMD: HOMD_CAPACITY, SPO: LINE_MANAGER,
}  # fmt: skip
DEPUTY_ALONE, STAND_IN = "deputy PDU head", "senior probation officer"

NOT_OWN: Rule[Signing] = Rule(
    "Domain guide B", "Nobody countersigns their own work.", lambda it: it.is_author,
    "Ask your line manager, or whoever covers for them.",
)  # fmt: skip
FIRST_RULES: tuple[Rule[Signing], ...] = (
    NOT_OWN,
    Rule("Domain guide B", "Only a line manager, a head of offender management delivery (for prison offender managers)"
         " or the head of a unit may countersign this.",
         lambda it: it.job_role not in FIRST_SIGNERS[it.kind] or (it.job_role == HOMD and it.author_role not in POMS),
         "Ask an administrator to give it to someone who may sign."),
    Rule("Domain guide C5", "The author’s line manager countersigns. A stand-in does under cover, or after the item"
         " was given to them.",
         lambda it: not (it.manages or it.covers or it.is_assigned or it.is_homd_of_pom),
         "Ask for cover to be recorded, or for the item to be given to you."),
)  # fmt: skip
SECOND_RULES: tuple[Rule[Signing], ...] = (
    NOT_OWN,
    Rule("Domain guide B", "The two signatures on a recall are two different people’s.", lambda it: it.signed_first,
         "The PDU head signs second, or a deputy with delegated authority."),
    Rule("National Standards 9.3.2; domain guide B", "The PDU head of the author’s unit signs second; a deputy with"
         " delegated authority on file may, and the senior operational lead for the National Security Division.",
         lambda it: not _is_senior(it),
         "Take it to the PDU head, or ask an administrator to record the delegation."),
)  # fmt: skip


def _is_senior(it: Signing) -> bool:
    if it.job_role == SOL:
        return it.author_function == NATIONAL_SECURITY
    if it.job_role == DEPUTY and not it.has_delegation:
        return False
    return it.job_role in (PDU, DEPUTY) and (it.same_unit or it.covers)


RULES = {FIRST: FIRST_RULES, SECOND_PART: SECOND_RULES, AGREEMENT: FIRST_RULES, RATIONALE: FIRST_RULES,
         ENDORSEMENT: SECOND_RULES}  # fmt: skip


def capacity(part: str, job_role: str, *, manages: bool = True) -> str:
    """What someone signs as. `manages`: is the author's line manager; a stand-in signs as what they are.

    A deputy signs second by delegated authority; to sign first in the manager's place needs none.
    """
    if part not in RULES:
        return ""
    if job_role == DEPUTY and RULES[part] is FIRST_RULES:
        return DEPUTY_ALONE
    if job_role == SPO and not manages:
        return STAND_IN
    return CAPACITIES.get(job_role, job_role.lower())


MEANINGS: dict[tuple[str, str], str] = {
    (OASYS, FIRST): "I endorse this assessment, its risk management plan and its sentence plan as robust, fit for"
                    " purpose and of the expected standard of quality.",
    (PAROLE, FIRST): "I endorse this report, its risk management plan and its recommendations as robust, fit for"
                     " purpose and of the expected standard of quality.",
    (RECALL, FIRST): "I agree: alternatives were explored, the type of recall is right, the report is of the expected"
                     " standard of quality, and the risk is no longer manageable in the community.",
    (RECALL, SECOND_PART): "I have read the report and the first signature, and I agree with this recall.",
    (RECALL, AGREEMENT): "I have discussed this with the practitioner, weighed the alternatives and watched for bias."
                         " This is my decision.",
    (RECALL, RATIONALE): "This is the rationale of the decision that was taken.",
    (RECALL, ENDORSEMENT): "I have read this decision not to recall and those before it on this licence, and I endorse"
                           " it.",
}  # fmt: skip
SENT_BACK_MEANING = "I send this back for rework. I have said what is good, what to change, and why."
AUTHOR_MEANINGS = {
    OASYS: "I have signed this assessment in OASys, and I stand by it.",
    PAROLE: "I have finished this parole report, and I stand by it.",
    RECALL: "I have finished this recall report, and I stand by it.",
}


def due_on(
    kind: str, signed_on: date, days: int, *, dossier_on: date | None = None, extra: Collection[date] = ()
) -> date | None:
    """The day by which it is countersigned: so many working days after signing, or before a parole dossier's date.

    None for a recall, which runs against its clocks, and where the bank holidays of the year are not known.
    """
    try:
        if kind == PAROLE and dossier_on:
            return working_days.before(dossier_on, days, extra)
        return None if kind == RECALL else working_days.after(signed_on, days, extra)
    except working_days.UnknownYear:
        return None
