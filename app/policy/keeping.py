"""How long things are kept: from which day years count, who agrees to a removal, and what a hold does."""

from dataclasses import dataclass
from datetime import date

from app.policy.rules import Rule

SOURCE = "PI 02/2018"
TWO = "Access rules, H2"

# Where the sources name no period, the years are dated settings (`retention.*`). A signed record counts from the last
# signature or addendum, whether its people still work here or not; what is countersigned from the day it was closed;
# drafts from the last word written in them. The reasons of assessor roles and of the register's entries hold for as
# long as somebody works here: they count from the day that person left. Learning that still holds is not due.


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February where that year has no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or the last day of a shorter month."""
    whole = day.year * 12 + day.month - 1 - months
    for last in (day.day, 30, 29, 28):
        try:
            return date(whole // 12, whole % 12 + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)  # every month has a 28th


@dataclass(frozen=True)
class Deciding:
    """A removal being proposed or decided: what is due, who proposed it, who decides."""

    due: int
    waiting: bool = False
    proposed_by: int = 0
    decided_by: int = -1
    is_decided: bool = False


PROPOSE_RULES = (
    Rule[Deciding](SOURCE, "Only what is past its years is removed, and nothing is.", lambda it: it.due == 0),
    Rule[Deciding](SOURCE, "One removal at a time.", lambda it: it.waiting,
                   "Wait until the one before is decided and done."),
)  # fmt: skip
DECIDE_RULES = (
    Rule[Deciding](TWO, "A removal is decided once.", lambda it: it.is_decided, "Propose it again if it is still due."),
)
APPROVE_RULES = (
    *DECIDE_RULES,
    Rule[Deciding](TWO, "A second administrator approves what the first one proposed.",
                   lambda it: it.decided_by == it.proposed_by, "Ask another administrator to look at it."),
)  # fmt: skip


@dataclass(frozen=True)
class Holding:
    """A hold being placed or lifted: whether one stands on the person, and whether this one does."""

    has_one: bool = False
    is_lifted: bool = False


PLACE_RULES = (
    Rule[Holding](SOURCE, "One hold on a person at a time.", lambda it: it.has_one,
                  "Open the hold that stands; its reason says why."),
)  # fmt: skip
LIFT_RULES = (Rule[Holding](SOURCE, "A hold is lifted once.", lambda it: it.is_lifted),)


COPY_SOURCE = "UK GDPR, article 15"


@dataclass(frozen=True)
class Words:
    """Something written in a record, towards whoever asks for their copy.

    `is_subject`: the record is about them. `is_own`: they wrote it. `for_both`: a question that both people of the
    record answer, each for themselves. `is_private`: it never leaves the two people.
    """

    is_subject: bool
    is_own: bool
    for_both: bool
    is_private: bool


def in_copy(words: Words) -> bool:
    """Whether words of a record are in the copy of everything held about somebody.

    What is about them is, whoever wrote it. What others wrote of themselves in confidence, and what they themselves
    wrote about somebody else, is those people's and stays out.
    """
    if words.is_own:
        return words.is_subject or words.for_both
    return words.is_subject and not (words.for_both and words.is_private)
