"""What the page of rules shows of countersigning and recalls, each table worked out from the rule book itself."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from app.home.about import Row
from app.policy import checklist, cover, delegation, recall
from app.policy import countersign_access as access
from app.policy import countersigning as policy
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED
from app.policy.assessor_roles import Standing
from app.policy.countersigning import KINDS, OASYS, PAROLE, RECALL, Reason
from app.policy.people import JOB_ROLES
from app.policy.recall import Course

# In the order people meet them; "see" is said only where the text can't be read.
VERBS = {
    "see": "see that it exists but not its text",
    "read": "read it",
    "write": "write it",
    "sign": "sign it",
    "take back": "take it back",
    "withdraw": "withdraw it",
    "decide": "sign it or send it back for rework",
    "park": "park it until a day",
    "agree": "decide whether to recall",
    "rationale": "write the rationale if they put it off",
    "endorse": "endorse the decision not to recall",
    "raise": "make it an emergency",
    "send": "record that it was sent",
    "give": "give it to somebody who may sign",
    "roll back": "roll it back",
}
RELATIONS = (
    (access.AUTHOR, "Its author"),
    (access.FIRST, "Whoever signs first: the line manager of the day, who covers for them, or whom it was given to"),
    (access.SENIOR, "Whoever signs second on a recall"),
    (access.UNDELEGATED, "A deputy PDU head without delegated authority"),
    (access.DECIDED, "Whoever signed or decided on it before, from then on"),
    (access.ADMIN, "Administrators"),
    (access.AUDITOR, "Assurance readers"),
)
# The columns of who may do what: a label, the states, and whether its author has signed it by then.
Stage = tuple[str, tuple[str, ...], bool]
STAGES: tuple[Stage, ...] = (
    ("First draft", (policy.DRAFT,), False),
    ("Waiting", (policy.REQUESTED,), True),
    ("Sent back", (policy.REWORK,), True),
    ("Finished", (policy.COUNTERSIGNED,), True),
)
RECALL_STAGES: tuple[Stage, ...] = (
    ("Considered", (policy.CONSIDERED,), False),
    ("Report being written", (policy.DRAFT, policy.REWORK), True),
    ("Waiting for a signature", (policy.REQUESTED, policy.SECOND), True),
    ("Decided or signed", (policy.ENDORSE, policy.READY), True),
    ("Finished", (policy.SENT, policy.NOT_RECALLED), True),
)


def access_rows(kind: str, stages: tuple[Stage, ...]) -> list[Row]:
    """What each may do to an item of a kind at each stage; those for whom no such item ever exists are left out."""
    nobody = access.Standing(kind, policy.DRAFT, frozenset())
    rows = [
        Row(who, tuple((stage[0], _cell(kind, stage, relation)) for stage in stages))
        for relation, who in RELATIONS
        if any(_may(kind, stage, relation) for stage in stages)
    ]
    return [*rows, Row("Everybody else", tuple((stage[0], _in_words(access.verbs(nobody))) for stage in stages))]


def _cell(kind: str, stage: Stage, relation: str) -> str:
    is_signed = stage[2]
    if relation == access.DECIDED and not is_signed:
        return "Nobody has by then."
    return _in_words(_may(kind, stage, relation))


def _may(kind: str, stage: Stage, relation: str) -> frozenset[str]:
    """Everything that may be done in any of the states of a stage."""
    _, states, is_signed = stage
    owes = kind == RECALL and relation == access.DECIDED
    facts = [access.Standing(kind, state, frozenset({relation}), is_signed, owes) for state in states]
    return frozenset[str]().union(*(access.verbs(each) for each in facts))


def _in_words(may_do: frozenset[str]) -> str:
    """What may be done, as a list in words. KeyError for a verb that has none."""
    if not may_do:
        return "Nothing. For them it does not exist."
    unnamed = may_do - VERBS.keys()
    if unnamed:
        raise KeyError(*unnamed)
    said = may_do - {"see"} if "read" in may_do else may_do
    return ", ".join(words for verb, words in VERBS.items() if verb in said).capitalize() + "."


def needs() -> list[tuple[str, str, Reason]]:
    """When an item of each kind needs a countersignature: (kind, yes or no, the reason the rule gives)."""
    found = [(KINDS[kind].name, "Always", reason) for kind, reason in policy.ALWAYS.items()]
    none = Standing(NON_COUNTERSIGNED)
    asked = policy.need(OASYS, none, is_forced=True).reasons
    spared = policy.need(OASYS, none).reasons
    own = Reason(
        KINDS[OASYS].source, f"{COUNTERSIGNED} at the moment of signing: a criterion of assessor roles is open."
    )
    return [
        *((KINDS[OASYS].name, "Yes", reason) for reason in (own, *asked)),
        *((KINDS[OASYS].name, "No", reason) for reason in spared),
        *found,
    ]


def signers() -> list[tuple[str, str, str]]:
    """Whose signature counts: (kind, job roles that sign first, job roles that sign second)."""
    return [
        (kind.name, _roles(policy.FIRST_SIGNERS[kind.code]), _roles(policy.SECOND_SIGNERS) if kind.second else "Nobody")
        for kind in KINDS.values()
    ]


def _roles(codes: Iterable[str]) -> str:
    return "; ".join(role.label for code, role in JOB_ROLES.items() if code in codes)


PARTS = {
    policy.AGREEMENT: "Decides",
    policy.RATIONALE: "Writes the rationale later",
    policy.ENDORSEMENT: "Endorses not recalling a second time",
    policy.FIRST: "Countersigns",
    policy.SECOND_PART: "Signs second",
}


def meanings() -> list[tuple[str, str, str]]:
    """What each signature says: (kind, who or which, the sentence)."""
    found = []
    for kind in KINDS.values():
        found.append((kind.name, "The author", policy.AUTHOR_MEANINGS[kind.code]))
        said = ((who, policy.MEANINGS.get((kind.code, part))) for part, who in PARTS.items())
        found += [(kind.name, who, words) for who, words in said if words]
        found.append((kind.name, "Sends back", policy.SENT_BACK_MEANING))
    return found


def asked_by_verdict() -> list[tuple[str, list[str]]]:
    """What the rules ask of each answer of a decision: its words, and what is said where something is missing."""
    first = checklist.HEADINGS[OASYS][0].code
    given = {
        each.code: checklist.NOT_MET if each.code == first else checklist.MET for each in checklist.HEADINGS[OASYS]
    }
    shown = []
    for verdict, words in checklist.VERDICTS:
        said = [checklist.Said(verdict), checklist.Said(verdict, marks=given)]
        missing = [problem for each in said for _, problem in checklist.problems(OASYS, each)]
        missing += [problem for _, problem in checklist.problems(RECALL, said[0]) if problem.startswith("Say why")]
        shown.append((words, list(dict.fromkeys(missing))))
    return shown


def headings() -> list[tuple[str, tuple[checklist.Heading, ...]]]:
    """The checklists: what they are for, and their headings."""
    return [
        ("Assessments and parole reports", checklist.HEADINGS[PAROLE]),
        ("Recall reports", checklist.HEADINGS[RECALL]),
    ]


NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)  # any instant: what the rules say does not hang on it
EARLIER, LATER = NOON - timedelta(hours=1), NOON + timedelta(hours=1)


def clocks() -> tuple[recall.Clock, ...]:
    """Every clock that a recall may have, of one that became an emergency later and was agreed."""
    return recall.clocks(Course(EARLIER, emergency_at=NOON, agreed_at=LATER))


def recall_problems() -> list[tuple[str, list[str]]]:
    """What keeps each step of a recall from being recorded, in the words that the page shows."""
    yesterday, tomorrow = NOON - timedelta(days=1), NOON + timedelta(days=1)
    starting = [
        *recall.beginning_problems(tomorrow.date(), None, NOON),
        *recall.beginning_problems(None, LATER, NOON),
        *recall.beginning_problems(NOON.date(), yesterday, NOON),
    ]
    course, recalls = Course(EARLIER), recall.RECALLS
    judge = recall.decision_problems
    deciding = [
        *judge(course, "", None, (), "", "", NOON, later=False),
        *judge(course, recalls, LATER, ("none", "warnings"), "", "x", NOON, later=False),
        *judge(course, recalls, yesterday, (recall.SOMETHING_ELSE,), "", "x", NOON, later=False),
    ]
    deciding_not_to = judge(course, recall.DOES_NOT_RECALL, NOON, ("none",), "", "", NOON, later=True)
    sending = [*recall.sending_problems(LATER, EARLIER, NOON), *recall.sending_problems(EARLIER, NOON, LATER)]
    steps = (
        ("Before it can be started", starting),
        ("Before the decision can be signed", deciding),
        ("Before a decision not to recall can be signed, even if the rationale was to follow", deciding_not_to),
        ("Before the sending can be recorded", sending),
    )
    return [(title, list(dict.fromkeys(words for _, words in found))) for title, found in steps]


def tables() -> dict[str, Any]:
    """Every table of countersigning, recall, cover and delegations that the page lists."""
    return {
        "needs": needs(),
        "first_rules": policy.FIRST_RULES,
        "second_rules": [rule for rule in policy.SECOND_RULES if rule not in policy.FIRST_RULES],
        "signers": signers(),
        "meanings": meanings(),
        "verdicts": asked_by_verdict(),
        "marks": [words for _, words in checklist.MARKS],
        "most_points": checklist.MOST_POINTS,
        "checklists": headings(),
        "recall_clocks": clocks(),
        "recall_steps": recall_problems(),
        "alternatives": [words for _, words in recall.ALTERNATIVES],
        "covering": cover.RULES,
        "cover_kinds": list(cover.KINDS.values()),
        "delegating": delegation.RULES,
        "delegation_kinds": list(delegation.KINDS.values()),
        "item_access": (
            ("An assessment or a parole report", access_rows(OASYS, STAGES)),
            ("A recall", access_rows(RECALL, RECALL_STAGES)),
        ),
    }
