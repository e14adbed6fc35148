"""Who may do what to a record, by how far it has come and how they stand to it."""

from dataclasses import dataclass

# Verbs: see (that it exists), read (its text), write (own answers), send, sign, withdraw (back to draft),
# move (to another time), cancel (a draft), void (opened in error), add (an addendum), release, export, log (on SOP).
Verbs = frozenset[str]

SUBJECT, LEAD, MANAGER, UNIT_HEAD, INHERITS = "subject", "lead", "manager", "unit head", "inherits"
OPENED = "opened"
DRAFT, SENT, LOCKED, CLOSED = "draft", "sent", "locked", "closed"


@dataclass(frozen=True)
class Standing:
    """How a viewer stands to a record: whether they lead it, are its subject, manage the subject today, head the unit.

    `is_delegate`: the record was led by a QDO or experienced PO, not by the line manager. `is_released`: the subject
    lets this viewer read it. `is_observation`: observations are open to the line manager whoever made them. `is_alone`:
    nobody but its lead knows of it before it is sent, as of an observation. `is_own`: its subject opens, writes and
    sends it (learning, a declaration). `is_logged`: it is to be logged on SOP.
    `inherits`: the viewer manages the subject, and whoever leads it has left or, before it is signed, may not hold it
    on its day. `is_opened`: two directors opened it to this viewer for a formal process, and its hours run.
    """

    stage: str
    is_subject: bool = False
    is_lead: bool = False
    is_manager: bool = False
    is_unit_head: bool = False
    is_delegate: bool = False
    is_released: bool = False
    is_observation: bool = False
    is_alone: bool = False
    is_own: bool = False
    is_logged: bool = True
    inherits: bool = False
    is_opened: bool = False


# Rows A1-A8 and B1-B3 of the access matrix.
TABLE: dict[tuple[str, str], Verbs] = {
    (DRAFT, LEAD): frozenset({"see", "read", "write", "send", "move", "cancel"}),
    (DRAFT, SUBJECT): frozenset({"see", "read", "write"}),
    (SENT, LEAD): frozenset({"see", "read", "sign", "withdraw"}),
    (SENT, SUBJECT): frozenset({"see", "read", "sign"}),
    (LOCKED, LEAD): frozenset({"see", "read", "void", "add", "log"}),
    (LOCKED, SUBJECT): frozenset({"see", "read", "add", "release", "export"}),
    (LOCKED, MANAGER): frozenset({"see"}),
    (DRAFT, UNIT_HEAD): frozenset({"see"}),
    (SENT, UNIT_HEAD): frozenset({"see"}),
    (LOCKED, UNIT_HEAD): frozenset({"see"}),
    (CLOSED, LEAD): frozenset({"see"}),
    (CLOSED, SUBJECT): frozenset({"see"}),
    (DRAFT, INHERITS): frozenset({"see", "cancel"}),
    (SENT, INHERITS): frozenset({"see", "withdraw"}),
    (LOCKED, INHERITS): frozenset({"log"}),
    (LOCKED, OPENED): frozenset({"see", "read"}),  # rule 8: to read and nothing else
    (CLOSED, INHERITS): frozenset({"see"}),
}

# Where a record is its subject's own, these rows stand instead: nobody else knows of it before it is sent, and nobody
# but who confirms it before it is signed.
OWN: dict[tuple[str, str], Verbs] = {
    (DRAFT, SUBJECT): frozenset({"see", "read", "write", "send", "cancel"}),
    (SENT, SUBJECT): frozenset({"see", "read", "sign", "withdraw"}),
    (SENT, LEAD): frozenset({"see", "read", "sign"}),
    (LOCKED, SUBJECT): frozenset({"see", "read", "add", "void", "release", "export"}),
    (LOCKED, LEAD): frozenset({"see", "read", "add"}),
    (LOCKED, MANAGER): frozenset({"see"}),
    (CLOSED, SUBJECT): frozenset({"see"}),
}


def verbs(standing: Standing, *, is_removed: bool = False) -> Verbs:
    """What the viewer may do to the record; empty means it does not exist for them (404).

    Of one whose text was removed because its years had passed, whoever could do anything still sees that it exists.
    """
    found = _verbs(standing)
    return frozenset({"see"}) if found and is_removed else found


def _verbs(standing: Standing) -> Verbs:
    found = _by_relation(standing)
    is_alone = standing.is_observation or standing.is_alone
    if is_alone and standing.stage in (DRAFT, SENT) and not _is_theirs_unsigned(standing):
        found.clear()  # B1: an observation, or a performance review, is its lead's until it is signed
    if standing.inherits and not standing.is_own:
        found |= TABLE.get(
            (standing.stage, INHERITS), frozenset()
        )  # so that nothing is stuck after a change of manager
    if standing.is_manager and standing.stage == LOCKED and _open_to_manager(standing):
        found |= {"read"}
    if standing.is_delegate and standing.is_lead:
        found -= {"cancel", "void", "add"}  # A1, A5: a QDO or experienced PO writes and reads the one session, no more
    if standing.is_observation or not standing.is_logged:
        found -= {"log"}
    return frozenset(found)


def _by_relation(standing: Standing) -> set[str]:
    stands = (
        (LEAD, standing.is_lead),
        (SUBJECT, standing.is_subject),
        (MANAGER, standing.is_manager),
        (UNIT_HEAD, standing.is_unit_head),
        (OPENED, standing.is_opened),
    )
    table = OWN if standing.is_own else TABLE
    found: set[str] = set()
    for relation, holds in stands:
        if holds:
            found |= table.get((standing.stage, relation), frozenset())
    return found


def _is_theirs_unsigned(standing: Standing) -> bool:
    return standing.is_lead or (standing.is_subject and standing.stage == SENT)


def _open_to_manager(standing: Standing) -> bool:
    """A6, A7, B3: a delegate's session and any observation; a previous manager's session only when released."""
    return standing.is_observation or standing.is_delegate or standing.is_released
