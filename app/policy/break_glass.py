"""Who may open signed records to somebody else for a formal process, who agrees to it, and what follows. Pure.

Off by default. An assurance reader proposes, two directors from outside the line of the person approve, and one named
reader may read the named records for some hours. Once a month somebody who proposed none of it looks back.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.policy.rules import Rule

SOURCE = "Access rules, rule 8"
TWO = "Access rules, H2"

IS_ON, HOURS = "break_glass.is_on", "break_glass.hours"
EXPIRY_DAYS, REVIEW_DAYS = "break_glass.expiry_days", "break_glass.review_days"
ON, OFF = "on", "off"

DIRECTOR = "Regional Probation Director"
APPROVERS = 2
# Sessions and observations. One-to-ones, reviews and what people write of themselves are never opened.
KINDS = ("rps", "observation")
MOST = 20  # records in one proposal: more would not be named any more, but a whole file
# What the reader acts as, in history and in the list of who has opened a record.
CAPACITY = "reader in a formal process"
PROCESSES = {
    "sfo": "Serious further offence review",
    "other": "Another formal process",
}

# How a proposal ends; the last of them is never written, since it follows from a day.
OPENED, DECLINED, WITHDRAWN, EXPIRED = "opened", "declined", "withdrawn", "expired"
WAITING, OVER = "waiting", "over"

Verbs = frozenset[str]
ASSURANCE, PROPOSER, APART, APPROVED = "assurance reader", "proposer", "director apart", "director who approved"
# Verbs: see (the proposal, never a text), approve, decline, withdraw, tell (the person, later than at the opening).
TABLE: dict[str, Verbs] = {
    ASSURANCE: frozenset({"see", "tell"}),
    PROPOSER: frozenset({"see", "tell", "withdraw"}),
    APART: frozenset({"see", "approve", "decline"}),
    APPROVED: frozenset({"see"}),
}


@dataclass(frozen=True)
class Standing:
    """How a viewer stands to a proposal.

    `is_director`: a Regional Probation Director in post today, whose account was not closed. `of_region`: of the region
    where the person works, or last did. `is_above`: on the reporting line over them. `leads`: named as the lead of one
    of the records.
    """

    is_assurance: bool = False
    is_proposer: bool = False
    is_director: bool = False
    of_region: bool = False
    is_above: bool = False
    is_subject: bool = False
    is_reader: bool = False
    leads: bool = False
    has_approved: bool = False


def relation(standing: Standing) -> str:
    """What the viewer is to the proposal; "" where it does not exist for them."""
    if standing.is_assurance:
        return PROPOSER if standing.is_proposer else ASSURANCE
    if not is_apart(standing):
        return ""
    return APPROVED if standing.has_approved else APART


def is_apart(standing: Standing) -> bool:
    """Whether somebody is a director who may decide: from outside the line, and with no part in the matter."""
    is_in_line = standing.of_region or standing.is_above
    has_part = standing.is_subject or standing.is_reader or standing.leads
    return standing.is_director and not is_in_line and not has_part


def verbs(standing: Standing) -> Verbs:
    """What the viewer may do to the proposal; empty means it does not exist for them (404)."""
    return TABLE.get(relation(standing), frozenset())


@dataclass(frozen=True)
class Proposing:
    """A proposal being made. `others` of the `named` records are not signed ones of the person that may be opened.

    `apart` is how many directors may decide on it.
    """

    is_on: bool
    named: int = 1
    others: int = 0
    reader_is_here: bool = True
    reader_is_subject: bool = False
    reader_leads: bool = False
    is_told: bool = True
    says_why_not: bool = False
    apart: int = APPROVERS


@dataclass(frozen=True)
class Deciding:
    """A proposal being decided: whether the setting is on, how it ended already if it did, whether its days are over.

    `stand_apart`: whoever approved it before still stands outside the line.
    """

    is_on: bool
    decided: str = ""
    is_expired: bool = False
    stand_apart: bool = True


SWITCHED_OFF = "Opening records for a formal process is turned off."
TURN_ON = "An administrator can turn it on under Settings, from a day on and with a reason."
PROPOSE_RULES = (
    Rule[Proposing](SOURCE, SWITCHED_OFF, lambda it: not it.is_on, TURN_ON),
    Rule[Proposing](SOURCE, "A proposal names the records.", lambda it: it.named == 0, "Choose at least one."),
    Rule[Proposing](SOURCE, f"A proposal names {MOST} records at most.", lambda it: it.named > MOST,
                    "Choose fewer, or make a second proposal."),
    Rule[Proposing](SOURCE, "Only signed sessions and observations of this person are opened, and none that was"
                    " opened in error or removed.", lambda it: it.others > 0, "Look at the list again."),
    Rule[Proposing](SOURCE, "The reader is a member of staff in post.", lambda it: not it.reader_is_here,
                    "Name somebody else."),
    Rule[Proposing](SOURCE, "The reader is nobody with a part in the records.",
                    lambda it: it.reader_is_subject or it.reader_leads, "Name somebody else."),
    Rule[Proposing](SOURCE, "The person is told, unless a recorded reason says why not.",
                    lambda it: not it.is_told and not it.says_why_not, "Say why the person is not told."),
    Rule[Proposing](TWO, "Two directors from outside the person’s line decide, and there are fewer.",
                    lambda it: it.apart < APPROVERS, "Ask whoever keeps the staff records whether they are complete."),
)  # fmt: skip
_OPEN = (
    Rule[Deciding](TWO, "A proposal is decided once.", lambda it: bool(it.decided), "Propose it again if need be."),
    Rule[Deciding](TWO, "A proposal that nobody finished has run out.", lambda it: it.is_expired,
                   "An assurance reader can propose it again."),
)  # fmt: skip
APPROVE_RULES = (
    Rule[Deciding](SOURCE, SWITCHED_OFF, lambda it: not it.is_on, TURN_ON),
    *_OPEN,
    Rule[Deciding](TWO, "Both directors stand outside the person’s line on the day the records open.",
                   lambda it: not it.stand_apart, "The one who approved first has moved, or their account was closed."
                   " Decline it; it can be proposed again."),
)  # fmt: skip
END_RULES = _OPEN


@dataclass(frozen=True)
class Telling:
    """Telling somebody whose records were opened without it: whether they were opened, and whether they know."""

    is_opened: bool
    is_told: bool


TELL_RULES = (
    Rule[Telling](SOURCE, "The person is told of records that were opened.", lambda it: not it.is_opened),
    Rule[Telling](SOURCE, "The person has been told.", lambda it: it.is_told),
)


@dataclass(frozen=True)
class Reviewing:
    """A month being reviewed: whether it is over, and whether somebody confirmed it."""

    is_over: bool
    is_done: bool


REVIEW_RULES = (
    Rule[Reviewing](SOURCE, "A month is reviewed when it is over.", lambda it: not it.is_over, "Wait for its end."),
    Rule[Reviewing](SOURCE, "A month is reviewed once.", lambda it: it.is_done),
)


def state(decided: str, is_expired: bool, is_open: bool) -> str:
    """How a proposal stands: WAITING, EXPIRED, DECLINED, WITHDRAWN, OPENED, or OVER once its hours ended."""
    if decided == OPENED:
        return OPENED if is_open else OVER
    return decided or (EXPIRED if is_expired else WAITING)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
