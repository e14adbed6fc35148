"""Who may do what to an item to countersign, by how they stand to it and how far it has come (matrix rows C1 to C4)."""

from dataclasses import dataclass

from app.policy.countersigning import ACTS, RECALL, REQUESTED, SECOND

AUTHOR, FIRST, SENIOR, DECIDED, ADMIN, AUDITOR = "author", "first", "senior", "decided", "admin", "auditor"
UNDELEGATED = "deputy without delegated authority"

# What each relation allows besides seeing that the item exists. Each act also needs its state (ACTS).
MAY: dict[str, frozenset[str]] = {
    AUTHOR: frozenset({"read", "write", "sign", "take back", "withdraw", "send", "raise"}),
    FIRST: frozenset({"read", "decide", "park", "agree", "raise", "rationale"}),
    SENIOR: frozenset({"read", "decide", "endorse"}),
    UNDELEGATED: frozenset(),
    DECIDED: frozenset({"read", "rationale"}),
    ADMIN: frozenset({"give", "roll back"}),
    AUDITOR: frozenset(),
}
ONLY_RECALL = frozenset({"agree", "raise", "rationale", "endorse", "send"})
NEVER_RECALL = frozenset({"park", "roll back"})


@dataclass(frozen=True)
class Standing:
    """How a viewer stands to an item. `is_signed`: some round was signed and needed a countersignature.

    `owes_rationale`: this viewer decided on the recall and its rationale is still to be written.
    """

    kind: str
    state: str
    relations: frozenset[str]
    is_signed: bool = False
    owes_rationale: bool = False


def verbs(standing: Standing) -> frozenset[str]:
    """What the viewer may do; empty means that it does not exist for them (404)."""
    found = {act for relation in standing.relations if _reaches(relation, standing) for act in MAY[relation] | {"see"}}
    kept = {act for act in found if act in ("see", "read", "rationale") or standing.state in ACTS[act]}
    kept -= NEVER_RECALL if standing.kind == RECALL else ONLY_RECALL
    if not standing.owes_rationale:
        kept.discard("rationale")
    if "decide" in kept and not _is_turn(standing):
        kept.discard("decide")
    return frozenset(kept)


def _reaches(relation: str, standing: Standing) -> bool:
    """A manager knows of an item once it was signed and needs them, of a recall from the beginning."""
    if relation == FIRST:
        return standing.is_signed or standing.kind == RECALL
    if relation in (SENIOR, UNDELEGATED):
        return standing.kind == RECALL
    return True


def _is_turn(standing: Standing) -> bool:
    return (standing.state == REQUESTED and FIRST in standing.relations) or (
        standing.state == SECOND and SENIOR in standing.relations
    )
