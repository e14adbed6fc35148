"""The rule book as the page of rules shows it: each table of the policy, ready to be listed."""

from dataclasses import dataclass
from typing import Any

from app.policy import accounts, break_glass, learning, observations, rps, supervision
from app.policy.access import MAY, ROLES
from app.policy.assessor_decisions import DECIDING, PLANNING
from app.policy.assessor_roles import CRITERIA
from app.policy.identity import LOOKED_FOR
from app.policy.record_access import DRAFT, LOCKED, SENT, Standing, verbs
from app.policy.registration import CONFIRMING, DECLARING, ENTERING
from app.policy.settings import Setting, shown
from app.policy.standards import TAGGING
from app.policy.working_days import BANK_HOLIDAYS, KNOWN_YEARS
from app.records.kinds import KINDS

STAGES = ((DRAFT, "Draft"), (SENT, "Sent to be signed"), (LOCKED, "Signed"))

# In the order people meet them; "see" is said only where nothing more may be done.
VERBS = {
    "read": "read it",
    "write": "write their own answers",
    "send": "send it to be signed",
    "move": "move it to another time",
    "sign": "sign it when it is their turn",
    "withdraw": "take it back to draft",
    "cancel": "cancel it",
    "log": "mark it as logged",
    "add": "write an addendum",
    "void": "mark it as opened in error",
    "release": "let a new line manager read it",
    "export": "download it",
}

SESSION_STANDINGS: tuple[tuple[str, dict[str, bool]], ...] = (
    ("The person who holds the session", {"is_lead": True}),
    ("The practitioner", {"is_subject": True}),
    ("A new line manager", {"is_manager": True}),
    ("A new line manager, once the practitioner lets them read it", {"is_manager": True, "is_released": True}),
    (
        "A new line manager, where whoever leads it has left or may not hold it on its day",
        {"is_manager": True, "inherits": True},
    ),
    ("The line manager, when somebody else held it in their place", {"is_manager": True, "is_delegate": True}),
    ("Somebody who held it in the line manager’s place", {"is_lead": True, "is_delegate": True}),
    ("The head of the unit, a deputy or the prison governor", {"is_unit_head": True}),
    (
        "A named reader for a formal process, where that is turned on and two directors agreed, for some hours",
        {"is_opened": True},
    ),
    ("Everybody else, administrators and assurance readers too", {}),
)
OBSERVATION_STANDINGS: tuple[tuple[str, dict[str, bool]], ...] = (
    ("The observer", {"is_lead": True}),
    ("The practitioner", {"is_subject": True}),
    ("The line manager of the day, when somebody else observed", {"is_manager": True}),
    (
        "A new line manager, where the observer has left or may not observe on its day",
        {"is_manager": True, "inherits": True},
    ),
    ("The head of the unit, a deputy or the prison governor", {"is_unit_head": True}),
    (
        "A named reader for a formal process, where that is turned on and two directors agreed, for some hours",
        {"is_opened": True},
    ),
    ("Everybody else, administrators and assurance readers too", {}),
)

ONE_TO_ONE_STANDINGS: tuple[tuple[str, dict[str, bool]], ...] = (
    ("The line manager who holds it", {"is_lead": True}),
    ("The person it is with", {"is_subject": True}),
    ("A new line manager", {"is_manager": True}),
    ("A new line manager, once the person lets them read it", {"is_manager": True, "is_released": True}),
    ("A new line manager, where whoever holds it has left", {"is_manager": True, "inherits": True}),
    ("The head of the unit, a deputy or the prison governor", {"is_unit_head": True}),
    ("Everybody else, administrators and assurance readers too", {}),
)
OWN_STANDINGS: tuple[tuple[str, dict[str, bool]], ...] = (
    ("The person who writes it", {"is_subject": True}),
    ("Whoever confirms it, where somebody does", {"is_lead": True}),
    ("The line manager", {"is_manager": True}),
    ("Everybody else, heads of units, administrators and assurance readers too", {}),
)


@dataclass(frozen=True)
class Row:
    """One line of who may do what: who, and for each stage (its label, what they may do)."""

    who: str
    cells: tuple[tuple[str, str], ...]


def access_rows(standings: tuple[tuple[str, dict[str, bool]], ...], **of_kind: bool) -> list[Row]:
    """What each may do to a record of a kind (its facts: `of_kind`) at each stage, as the rules themselves say."""
    return [
        Row(who, tuple((label, in_words(verbs(Standing(stage, **of_kind, **facts))))
                       for stage, label in STAGES))
        for who, facts in standings
    ]  # fmt: skip


def in_words(may_do: frozenset[str]) -> str:
    """What may be done, as a list in words. KeyError for a verb that has none."""
    if not may_do:
        return "Nothing. For them it does not exist."
    if may_do == {"see"}:
        return "See that it exists, not its text."
    unnamed = may_do - {"see"} - VERBS.keys()
    if unnamed:
        raise KeyError(*unnamed)
    found = [words for verb, words in VERBS.items() if verb in may_do]
    return ", ".join(found).capitalize() + "."


def set_by(setting: Setting) -> str:
    """Who set the value: the framework, this service, or GOV.UK."""
    if setting.floor_source:
        return "The framework. It can be raised, not lowered."
    return "GOV.UK" if setting.source.startswith("GOV.UK") else "A default of this service"


def rule_book() -> dict[str, Any]:
    """Every table of rules the page lists."""
    return {
        "booking": rps.BOOKING,
        "starting": observations.STARTING,
        "supervising": supervision.LEADING,
        "grants": (*accounts.GRANT_RULES, *accounts.CHANGE_RULES),
        "accounts": accounts,
        "criteria": CRITERIA,
        "deciding": (*DECIDING, *PLANNING),
        "learning": learning,
        "registering": (*ENTERING, *DECLARING, *CONFIRMING, *TAGGING),
        "opening": (*break_glass.PROPOSE_RULES, *break_glass.APPROVE_RULES[1:], *break_glass.REVIEW_RULES),
        "most_actions": rps.MOST_ACTIONS,
        "kinds": list(KINDS.values()),
        "access": (
            ("A session", access_rows(SESSION_STANDINGS)),
            ("An observation", access_rows(OBSERVATION_STANDINGS, is_observation=True)),
            ("A one-to-one", access_rows(ONE_TO_ONE_STANDINGS, is_logged=False)),
            ("Learning, or a declaration", access_rows(OWN_STANDINGS, is_own=True, is_logged=False)),
            ("A performance review", access_rows(ONE_TO_ONE_STANDINGS, is_alone=True, is_logged=False)),
        ),
        "permissions": [
            (label, [name for name, roles in MAY.items() if role in roles]) for role, label in ROLES.items()
        ],
        "identifiers": [
            (kind[0].upper() + kind[1:], words[0].upper() + words[1:] + ".") for kind, words in LOOKED_FOR.items()
        ],
        "holidays": [(year, sorted(d for d in BANK_HOLIDAYS if d.year == year)) for year in sorted(KNOWN_YEARS)],
        "shown": shown,
        "set_by": set_by,
    }
