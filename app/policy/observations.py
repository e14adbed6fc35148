"""Framework 6.3: observations of practice, which a reflective discussion must follow."""

from dataclasses import dataclass

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
