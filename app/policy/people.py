"""Job roles and functions, as the staff extract names them, and what the framework makes of them."""

from dataclasses import dataclass

# What someone acts as. Written into records and history as they stand.
LINE_MANAGER = "line manager"
QDO = "QDO"
EXPERIENCED_PO = "experienced probation officer"
PDU_HEAD = "PDU head"
DEPUTY_PDU_HEAD = "deputy PDU head with delegated authority"
PRISON_GOVERNOR = "prison governor"
SENIOR_OPERATIONAL_LEAD = "senior operational lead"
PRACTITIONER = "practitioner"

FULL_TIME_HOURS = 37
MOST_HOURS = 48  # the working-time limit: more in a staff extract is a slip


@dataclass(frozen=True)
class JobRole:
    """One job role. `code` is the word the extract uses, and what is shown.

    `rank` orders those who may stand at the top of a line of management (0: never). `sees_unit` marks heads who see
    everyone of their unit. `capacity` is what the role acts as towards someone it does not manage.
    """

    code: str
    is_practitioner: bool = False
    is_line_manager: bool = False
    sees_unit: bool = False
    rank: int = 0
    capacity: str = ""

    @property
    def label(self) -> str:
        """As shown to people."""
        return self.code


_ROLES = (
    JobRole("Business Manager"),
    JobRole("Deputy PDU Head", sees_unit=True, rank=1, capacity=DEPUTY_PDU_HEAD),
    JobRole("Head of Offender Management Delivery", is_line_manager=True, sees_unit=True),
    JobRole("PDU Head", sees_unit=True, rank=2, capacity=PDU_HEAD),
    JobRole("PQiP Learner", is_practitioner=True),
    JobRole("Prison Governor", sees_unit=True, rank=2, capacity=PRISON_GOVERNOR),
    JobRole("Prison Offender Manager (prison)", is_practitioner=True),
    JobRole("Prison Offender Manager (probation)", is_practitioner=True),
    JobRole("Probation Officer", is_practitioner=True),
    JobRole("Probation Services Officer", is_practitioner=True),
    JobRole("Quality Development Manager"),
    JobRole("Quality Development Officer", capacity=QDO),
    JobRole("Regional Probation Director", rank=3),
    JobRole("Senior Administration Officer"),
    JobRole("Senior Operational Lead", rank=2, capacity=SENIOR_OPERATIONAL_LEAD),
    JobRole("Senior Probation Officer", is_line_manager=True),
    JobRole("Victim Liaison Officer", is_practitioner=True),
)
JOB_ROLES: dict[str, JobRole] = {role.code: role for role in _ROLES}

APPROVED_PREMISES = "Approved premises"
BUSINESS_SUPPORT = "Business support"
COURT = "Court"
NATIONAL_SECURITY = "National Security Division"
CUSTODY = "Offender management in custody"
QUALITY_DEVELOPMENT = "Quality development"
REGIONAL_OFFICE = "Regional office"
SENTENCE_MANAGEMENT = "Sentence management"
UNPAID_WORK = "Unpaid work"
VICTIM_LIAISON = "Victim liaison"


@dataclass(frozen=True)
class Function:
    """One function of the service. `in_scope`: the framework covers it (Framework 1.13).

    `works_with_cases` is False where a session discusses a piece of work and not a case.
    `activities` are what an observer may watch (domain guide C4).
    """

    code: str
    in_scope: bool = True
    works_with_cases: bool = True
    activities: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """As shown to people."""
        return self.code


_SUPERVISION = ("Supervision session", "Home visit", "Three-way meeting")
_FUNCTIONS = (
    Function(APPROVED_PREMISES, activities=("Key-work session", "Induction")),
    Function(BUSINESS_SUPPORT, in_scope=False, works_with_cases=False),
    Function(COURT, works_with_cases=False, activities=("Pre-sentence report interview", "Oral report")),
    Function(NATIONAL_SECURITY, activities=_SUPERVISION),
    Function(CUSTODY, activities=("One-to-one supervision", "Handover")),
    Function(QUALITY_DEVELOPMENT, in_scope=False, works_with_cases=False),
    Function(REGIONAL_OFFICE, in_scope=False, works_with_cases=False),
    Function(SENTENCE_MANAGEMENT, activities=_SUPERVISION),
    Function(UNPAID_WORK, works_with_cases=False, activities=("Induction", "Work session")),
    Function(VICTIM_LIAISON, works_with_cases=False, activities=("Victim contact",)),
)
FUNCTIONS: dict[str, Function] = {function.code: function for function in _FUNCTIONS}

LEGACY_OASYS_ROLES = (
    "Approved PO",
    "Approved PSO, approved PQiP, NQO or unapproved PO",
    "Approved prison POM or unapproved probation POM",
    "Approved probation POM",
    "SPO",
    "Unapproved PSO/PQiP",
    "Unapproved prison POM/PQiP",
    "Head of PDU",
)


def is_practitioner(role: str) -> bool:
    """Whether the role is a practitioner's: reflective practice supervision is for them (Framework 6.2)."""
    return role in JOB_ROLES and JOB_ROLES[role].is_practitioner


def is_line_manager_role(role: str) -> bool:
    """Whether the role line-manages practitioners, and so has sessions of its own (Framework 6.4)."""
    return role in JOB_ROLES and JOB_ROLES[role].is_line_manager


UNIT_HEADS = tuple(code for code, role in JOB_ROLES.items() if role.sees_unit)


SENIOR_LEAD = "Senior Operational Lead"


def heads_unit(role: str) -> bool:
    """Whether the role sees that everyone of its unit exists: the heads of a delivery unit and of a prison."""
    return role in UNIT_HEADS


def subject_capacity(role: str) -> str:
    """What the person a record is about signs as, by their job role: a practitioner, or a line manager (6.4)."""
    return LINE_MANAGER if is_line_manager_role(role) else PRACTITIONER


def sees_totals_only(role: str) -> bool:
    """Whether the role sees totals and nobody's year but of those it manages itself: directors (domain guide B)."""
    return role == "Regional Probation Director"


def leads_as_delegate(capacity: str) -> bool:
    """Whether someone acting so does it in the line manager's place: the second observation (Framework 6.3)."""
    return capacity in (QDO, EXPERIENCED_PO)


def activities(function: str) -> tuple[str, ...]:
    """What may be observed in this function, in the order to offer it; empty where nothing is."""
    return FUNCTIONS[function].activities if function in FUNCTIONS else ()


def capacity_of(role: str, *, manages: bool) -> str:
    """What someone of this role acts as towards a colleague they manage, or do not manage; empty when neither says."""
    own = JOB_ROLES[role].capacity if role in JOB_ROLES else ""
    return own or (LINE_MANAGER if manages else "")


@dataclass(frozen=True)
class ManagerSession:
    """Facts about who would hold reflective practice supervision for a line manager."""

    holder_role: str
    manager_role: str
    manager_function: str
    same_unit: bool
    has_delegation: bool = False


def may_hold_for_manager(facts: ManagerSession) -> bool:
    """Framework 6.4: PDU heads and prison governors hold the sessions of line managers, each in their own unit.

    A deputy does with a recorded delegation, and the senior operational lead for managers of the National Security
    Division (domain guide C2).
    """
    if not (facts.same_unit and is_line_manager_role(facts.manager_role)):
        return False
    return (
        facts.holder_role in ("PDU Head", "Prison Governor")
        or (facts.holder_role == "Deputy PDU Head" and facts.has_delegation)
        or (facts.holder_role == "Senior Operational Lead" and facts.manager_function == NATIONAL_SECURITY)
    )
