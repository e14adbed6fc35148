"""Framework 8.1: supervision one to one and performance reviews; who leads them, how often, and what a pack may show.

A one-to-one reviews cases and addresses performance and wellbeing. It is neither reflective practice supervision, which
it never counts to, nor the oversight of risk in a case (inspection principles, level 2).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.policy.rules import Rule

SOURCE = "Framework 8.1"

# What a pack says was talked about (domain guide C10). Wellbeing and absence are never named there.
TOPICS = (
    ("workload", "Workload"),
    ("cases", "Review of cases"),
    ("practice", "Quality of practice"),
    ("performance", "Performance and management information"),
    ("learning", "Learning and development"),
    ("registration", "Professional registration"),
    ("actions", "Actions agreed before"),
    ("other", "Something else"),
)
IN_PACK = frozenset({"held_on", "topics", "learning"})

PMF, CBF = "PMF", "CBF"
TYPES = (
    (PMF, "Performance Management Framework (PMF): a regular review"),
    (CBF, "Competency based framework (CBF): the annual review"),
)
REVIEW_IN_PACK = frozenset({"held_on", "type", "summary", "outcome"})

ONLY_MANAGER = "Only somebody’s line manager opens a formal plan."
OPEN_ALREADY = "A formal plan is open already. Answer No: this review opens none."
STANDS = (
    "The formal plan that was opened when you signed this review stands. Answer Yes, which opens no second one; or"
    " close it on the page of the assessor role first."
)
WAS_OPENED = (
    "A formal plan was opened when you signed this review. Answer Yes, which opens no second one. To end it is up to"
    " the line manager of today."
)


@dataclass(frozen=True)
class Meeting:
    """Facts about who would lead a one-to-one or a review of whom, as of its day."""

    is_same_person: bool
    is_line_manager: bool


LEADING = (
    Rule[Meeting](SOURCE, "Nobody supervises or reviews themselves.", lambda it: it.is_same_person),
    Rule[Meeting](
        SOURCE,
        "The line manager of the day holds one-to-ones and reviews performance.",
        lambda it: not it.is_same_person and not it.is_line_manager,
        "Ask the line manager to record it. Cover is for sessions, not for these.",
    ),
)


def suggested(last: date | None, weeks: int) -> date | None:
    """When the next one-to-one is suggested: so many weeks after the last. None before the first, and for 0 weeks.

    A suggestion: nothing is ever late by it.
    """
    return last + timedelta(weeks=weeks) if last and weeks else None
