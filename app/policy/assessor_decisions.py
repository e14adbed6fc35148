"""Who may decide what about an assessor role, and who may read why (Framework 5.2, 5.4; access rows D1 to D4)."""

from dataclasses import dataclass
from datetime import datetime

from app.policy.assessor_facts import (
    CONFIRMS,
    DECLINES,
    DETERMINES,
    DISCRETION,
    ENDS,
    HOMD,
    HOMD_REQUIRES,
    KEEPS,
    LESS,
    LINE_MANAGER,
    NATIONAL_SECURITY,
    OPENS,
    SOL,
)
from app.policy.assessor_roles import Open, Standing
from app.policy.rules import Rule, insist

REASONS = (
    ("maternity", "Return from maternity, paternity or adoption leave"),
    ("absence", "Return from long absence"),
    ("move", "Move to a new role or function"),
    ("concern", "Concern about practice, after discussion and support"),
    ("other", "Something similar"),
)
ONLY_SOL = (
    "Only the senior operational lead decides that a practitioner of the National Security Division"
    " no longer needs countersigning."
)
ASK = "Ask the person who decides, on this person’s page."


@dataclass(frozen=True)
class Relation:
    """How a viewer stands to a person today. `is_head`: heads the person’s unit. `is_sol`: leads the person’s line in
    the National Security Division. `is_homd`: heads offender management delivery in the prison the person works in.
    """

    is_self: bool = False
    is_line_manager: bool = False
    is_homd: bool = False
    is_sol: bool = False
    is_head: bool = False
    is_admin: bool = False
    is_auditor: bool = False

    @property
    def sees(self) -> bool:
        """D1, D2: whether the person's role exists for the viewer."""
        return any(vars(self).values())

    @property
    def decides(self) -> bool:
        """Whether anything about the person is for the viewer to decide."""
        return self.is_line_manager or self.is_homd or self.is_sol

    @property
    def may_ask(self) -> bool:
        """D2, D3: who may ask for a change that somebody else decides."""
        return not self.is_self and (self.is_line_manager or self.is_homd or self.is_head or self.is_sol)


@dataclass(frozen=True)
class Deed:
    """A decision about to be taken. `now_is` is the role as it stands when it takes effect."""

    verb: str
    criterion: int
    relation: Relation
    is_pom: bool
    now_is: Standing
    effective_at: datetime
    decided_at: datetime

    @property
    def open(self) -> tuple[Open, ...]:
        """What is open of the criterion."""
        return tuple(each for each in self.now_is.open if each.criterion.number == self.criterion)

    @property
    def is_posted(self) -> bool:
        """Whether the criterion is open and the facts still ask for it."""
        return any(not each.is_hold for each in self.open)

    @property
    def decider(self) -> str:
        """Whose decision it is."""
        return decider(self.criterion, is_pom=self.is_pom, is_posted=self.is_posted)


def decider(criterion: int, *, is_pom: bool, is_posted: bool = True) -> str:
    """Who decides: of a prison offender manager the head of offender management delivery; of someone posted to the
    National Security Division the senior operational lead; after either, as in all else, the line manager of the day.
    """
    if criterion == NATIONAL_SECURITY and is_posted:
        return SOL
    return HOMD if is_pom and criterion != DISCRETION else LINE_MANAGER


def is_decider(relation: Relation, who: str) -> bool:
    """Whether the viewer is the one who decides."""
    return {LINE_MANAGER: relation.is_line_manager, HOMD: relation.is_homd, SOL: relation.is_sol}[who]


def _still_binds(deed: Deed) -> bool:
    return deed.verb in (CONFIRMS, ENDS) and deed.criterion not in (DISCRETION, HOMD_REQUIRES) and deed.is_posted


def _not_theirs(deed: Deed) -> bool:
    by_sol = deed.criterion == NATIONAL_SECURITY and deed.is_posted
    return not by_sol and not is_decider(deed.relation, deed.decider)


DECIDING: tuple[Rule[Deed], ...] = (
    Rule("Framework 5.2, 5.4", "Nobody decides their own assessor role.", lambda deed: deed.relation.is_self),
    Rule("Framework 5.2", ONLY_SOL,
         lambda deed: deed.criterion == NATIONAL_SECURITY and deed.is_posted and deed.verb in LESS
         and not deed.relation.is_sol, ASK),
    Rule("Framework 5.2, 5.4", "The line manager decides; for a prison offender manager, the head of offender"
         " management delivery.", _not_theirs, ASK),
    Rule("Framework 5.2", "Countersigning cannot be removed while its criterion is open.",
         lambda deed: _still_binds(deed) and (deed.criterion != NATIONAL_SECURITY or deed.relation.is_sol),
         "Confirm the ending for the day on which it ends, or later."),
    Rule("Framework 5.2", "There is nothing of this kind to end or keep.",
         lambda deed: deed.verb in (*LESS, KEEPS) and not deed.open),
    Rule("Framework 5.2", "This is required of prison offender managers only.",
         lambda deed: deed.verb == OPENS and deed.criterion == HOMD_REQUIRES and not deed.is_pom,
         "For anyone else the line manager decides at their discretion."),
    Rule("Domain guide C5", "A decision takes effect when it is taken, or later.",
         lambda deed: deed.effective_at < deed.decided_at, "Enter today or a later day."),
    Rule("Domain guide C5", "A decision opens or keeps only what someone may decide at their discretion.",
         lambda deed: deed.verb in (OPENS, KEEPS, DECLINES) and deed.criterion not in (DISCRETION, HOMD_REQUIRES)),
    Rule("Framework 5.2", "Only the criterion of the National Security Division is determined.",
         lambda deed: deed.verb == DETERMINES and deed.criterion != NATIONAL_SECURITY),
)  # fmt: skip


def cannot_change(each: Open) -> str:
    """Why a person stays countersigned whatever anyone decides."""
    if each.criterion.number == NATIONAL_SECURITY:
        return ONLY_SOL
    return f"{each.criterion.label} is still open. {each.criterion.closes}"


def insist_may_decide(deed: Deed) -> None:
    """Raise Refused, with every rule the decision breaks."""
    insist(DECIDING, deed)


@dataclass(frozen=True)
class PlanDeed:
    """Opening or closing an improvement plan, or marking one opened in error."""

    relation: Relation
    is_closed: bool = False


PLANNING: tuple[Rule[PlanDeed], ...] = (
    Rule("Framework 5.2", "Nobody opens or closes their own improvement plan.", lambda deed: deed.relation.is_self),
    Rule("Framework 5.2", "The line manager opens and closes improvement plans.",
         lambda deed: not (deed.relation.is_line_manager or deed.relation.is_homd), ASK),
    Rule("Domain guide C5", "This plan is closed already.", lambda deed: deed.is_closed),
)  # fmt: skip


def may_read_reasons(relation: Relation, *, is_party: bool) -> bool:
    """D4: the person, whoever asked for it or decided it, the heads of the unit, and administrators."""
    return relation.is_self or relation.is_head or relation.is_admin or is_party
