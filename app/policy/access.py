"""Who may do what: the permission every route declares, and the viewer it is asked about."""

from dataclasses import dataclass
from datetime import datetime

STAFF, ADMIN, AUDITOR = "staff", "admin", "auditor"
ROLES = {
    STAFF: "Staff",
    ADMIN: "Administrator",
    AUDITOR: "Assurance reader",
}


@dataclass(frozen=True)
class Viewer:
    """The person behind a request: a frozen fact, looked up afresh each time.

    `person_id` is None for an account that belongs to no member of staff (administrators and assurance readers always).
    `proved_at` is when a password or identity provider last proved who this is.
    """

    account_id: int
    role: str
    name: str
    session_id: int
    proved_at: datetime
    person_id: int | None = None
    job_title: str = ""


class NotThere(Exception):
    """Outside the viewer's scope, or no such thing: both are answered alike (404)."""


class NotAllowed(Exception):
    """In the viewer's scope, but not theirs to do (403)."""


class Allowed:
    """A thing as one viewer may see it; `verbs` is what they may do with it."""

    verbs: frozenset[str]

    def insist(self, verb: str) -> None:
        """Raise NotAllowed unless the viewer may do this."""
        if verb not in self.verbs:
            raise NotAllowed


OPEN = "open to everyone"

# One row a permission: its name, and the account roles that hold it. Everything narrower (whose record, which team)
# is decided by the queries, which take the viewer first.
MAY: dict[str, frozenset[str]] = {
    "see own work list": frozenset({STAFF, ADMIN, AUDITOR}),
    "read own notices": frozenset({STAFF}),
    "use own account": frozenset({STAFF, ADMIN, AUDITOR}),
    "get own copy": frozenset({STAFF, ADMIN, AUDITOR}),
    "see people": frozenset({STAFF, ADMIN, AUDITOR}),
    "see team": frozenset({STAFF}),
    "see years of supervision": frozenset({STAFF}),
    "take part in records": frozenset({STAFF}),
    "plan sessions": frozenset({STAFF}),
    "observe practice": frozenset({STAFF}),
    "pass on observations": frozenset({STAFF}),
    "do what is passed on": frozenset({STAFF}),
    "download own evidence": frozenset({STAFF}),
    "see own registration": frozenset({STAFF}),
    "see registration": frozenset({STAFF, ADMIN}),
    "keep the register": frozenset({ADMIN}),
    "ask for learning": frozenset({STAFF}),
    "supervise": frozenset({STAFF}),
    "see own assessor role": frozenset({STAFF}),
    "see assessor roles": frozenset({STAFF, ADMIN, AUDITOR}),
    "decide assessor roles": frozenset({STAFF}),
    "change many assessor roles": frozenset({STAFF, ADMIN}),
    "record assessor roles in OASys": frozenset({ADMIN}),
    "record cover": frozenset({STAFF, ADMIN}),
    "choose who is covered": frozenset({ADMIN}),
    "record delegations": frozenset({ADMIN}),
    "name experienced officers": frozenset({ADMIN}),
    "see countersigning": frozenset({STAFF, ADMIN, AUDITOR}),
    "submit for countersigning": frozenset({STAFF}),
    "countersign": frozenset({STAFF}),
    "see everyone's countersigning": frozenset({ADMIN, AUDITOR}),
    "manage countersigning": frozenset({ADMIN}),
    "manage accounts": frozenset({ADMIN}),
    "import people": frozenset({ADMIN}),
    "manage settings": frozenset({ADMIN}),
    "manage keeping": frozenset({ADMIN}),
    "propose to open records": frozenset({AUDITOR}),
    "see a proposal to open records": frozenset({STAFF, AUDITOR}),
    "decide on opening records": frozenset({STAFF}),
    "read what was opened": frozenset({STAFF}),
    "search history": frozenset({ADMIN, AUDITOR}),
}


def may(role: str, permission: str) -> bool:
    """Whether an account of this role holds the permission. KeyError for a permission nobody declared."""
    return role in MAY[permission]
