"""Accounts: how long a sign-in lasts, what a password must be, and who may grant what."""

from dataclasses import dataclass
from datetime import timedelta

from app.policy.access import ADMIN, AUDITOR
from app.policy.rules import Rule

SOURCE = "MoJ security guidance"

LINK_LASTS = timedelta(hours=24)
WRONG_PASSWORDS_TO_LOCK = 10
ATTEMPTS_A_MINUTE = 100
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128

PRIVILEGED = frozenset({ADMIN, AUDITOR})


@dataclass(frozen=True)
class Grant:
    """An administrator's or assurance reader's account being granted: who proposed it, who decides, and for whom."""

    role: str
    proposed_by: int
    decided_by: int | None
    account_id: int | None
    is_member_of_staff: bool
    is_decided: bool = False


GRANT_RULES = (
    Rule[Grant]("Access rules, H2", "Only an administrator's or assurance reader's account is granted this way.",
                lambda it: it.role not in PRIVILEGED, "Invite staff from the list of people."),
    Rule[Grant]("Access rules, H1", "Nobody changes what their own account may do.",
                lambda it: it.account_id is not None and it.account_id in (it.proposed_by, it.decided_by),
                "Ask another administrator."),
    Rule[Grant](SOURCE, "Privileged accounts are kept apart from the accounts people use for their daily work.",
                lambda it: it.is_member_of_staff, "Use a different e-mail address for the second account."),
    Rule[Grant]("Access rules, H2", "A second administrator approves what the first one proposed.",
                lambda it: it.decided_by == it.proposed_by, "Ask another administrator to look at it."),
    Rule[Grant]("Access rules, H2", "A proposal is decided once.",
                lambda it: it.is_decided, "Make a new proposal if it is still needed."),
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """An administrator acting on an account."""

    account_id: int
    by: int | None
    has_left: bool = False
    resets_administrator: bool = False


CHANGE_RULES = (
    Rule[Change]("Access rules, H1", "Nobody changes their own account here.",
                 lambda it: it.by == it.account_id, "Use Your account, or ask another administrator."),
    Rule[Change](SOURCE, "The account of someone who has left stays closed.",
                 lambda it: it.has_left, "Import the person's new posting first."),
    Rule[Change]("Access rules, H2",
                 "No administrator opens another administrator's account, or one person could be both of the two.",
                 lambda it: it.resets_administrator and it.by is not None,
                 "Whoever runs the service makes the link, with flask user link."),
)  # fmt: skip


@dataclass(frozen=True)
class Linking:
    """An account at the identity provider being linked to an account here."""

    opens_another: bool
    has_another: bool
    is_closed: bool = False
    lacks_code: bool = False


LINK_RULES = (
    Rule[Linking](SOURCE, "A work account opens one account here, and this one opens another.",
                  lambda it: it.opens_another, "Ask an administrator to unlink it there first."),
    Rule[Linking](SOURCE, "An account here is opened by one work account, and this one has another.",
                  lambda it: it.has_another, "Ask an administrator to unlink that first."),
    Rule[Linking](SOURCE, "A closed account stays closed.",
                  lambda it: it.is_closed, "Ask an administrator to open it again."),
    Rule[Linking](SOURCE, "A link does not stand in for the code of an authenticator app.",
                  lambda it: it.lacks_code,
                  "Set a password with the link, or ask an administrator to reset the authenticator app first."),
)  # fmt: skip


@dataclass(frozen=True)
class SwitchingOff:
    """Somebody switching their own second factor off."""

    is_privileged: bool


FACTOR_RULES = (
    Rule[SwitchingOff](SOURCE, "Administrators and assurance readers never sign in with a password alone.",
                       lambda it: it.is_privileged, "Ask another administrator if you have a new telephone."),
)  # fmt: skip
