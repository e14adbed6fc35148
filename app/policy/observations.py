"""Framework 6.3: observations of practice, which a reflective discussion must follow."""

from dataclasses import dataclass
from datetime import datetime

from app.policy.people import is_practitioner
from app.policy.rules import Rule

STRENGTH, COMPETENT, DEVELOP, NOT_SEEN = "strength", "competent", "develop", "not seen"
RATINGS = ((STRENGTH, "Strength"), (COMPETENT, "Competent"), (DEVELOP, "Develop"), (NOT_SEEN, "Not seen"))
NEED_EVIDENCE = frozenset({STRENGTH, DEVELOP})

RECORDINGS = (("live", "Live"), ("audio", "Audio recording"), ("video", "Video recording"))

STOP = (
    "The person was not informed or not content to be observed, so this observation can't go ahead (domain guide C4)."
    " Cancel it, and plan another one."
)


@dataclass(frozen=True)
class Observing:
    """Facts about who would observe whom.

    `covers`: the observer covers the line manager's sessions and observations. `is_passed_on`: the second observation
    of the year is passed on to them.
    """

    is_same_person: bool
    is_line_manager: bool
    practitioner_role: str
    covers: bool = False
    is_passed_on: bool = False


STARTING = (
    Rule[Observing]("Framework 6.3", "Nobody observes their own practice.", lambda it: it.is_same_person),
    Rule[Observing](
        "Framework 6.3",
        "Observations of practice are of practitioners.",
        lambda it: not is_practitioner(it.practitioner_role),
    ),
    Rule[Observing](
        "Framework 6.3",
        "The line manager observes; only the second observation of a year may be passed on.",
        lambda it: not (it.is_line_manager or it.covers or it.is_passed_on),
        "Ask the line manager to record it.",
    ),
)


@dataclass(frozen=True)
class Order:
    """Facts about a booked observation and the session booked after it (None: no session is)."""

    starts_at: datetime
    session_at: datetime | None


ORDER = (
    Rule[Order](
        "Framework 6.3",
        "A reflective discussion follows its observation, not the other way round.",
        lambda it: it.session_at is not None and it.session_at <= it.starts_at,
        "Choose a time before its session, or move the session first.",
    ),
)
