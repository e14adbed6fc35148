"""Framework chapter 6: reflective practice supervision (RPS), its session record and its reflective models."""

from dataclasses import dataclass
from datetime import date, datetime

from app.policy.people import (
    FUNCTIONS,
    LINE_MANAGER,
    ManagerSession,
    capacity_of,
    is_line_manager_role,
    is_practitioner,
    may_hold_for_manager,
)
from app.policy.rules import Rule

IN_PERSON, VIDEO, TELEPHONE = "in person", "video", "telephone"
PLACES = ((IN_PERSON, "In person"), (VIDEO, "Video"), (TELEPHONE, "Telephone"))

ROSH = (("low", "Low"), ("medium", "Medium"), ("high", "High"), ("very high", "Very high"))

REVIEWS = (("done", "Done"), ("carried", "Carry forward"), ("dropped", "Drop"))

MOST_ACTIONS = 6


@dataclass(frozen=True)
class Stage:
    """One stage of a reflective model: what it is called here, its name in the model, and what may help."""

    label: str
    formal: str
    prompts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """A reflective model. `source` says where its stages come from (domain guide C1a)."""

    code: str
    name: str
    stages: tuple[Stage, ...]


MODELS = (
    Model("kolb", "Kolb", (
        Stage("What happened", "Concrete experience",
              ("What did you both notice, before anyone explained it?", "What was said, and by whom?")),
        Stage("Looking back", "Reflective observation",
              ("What feeling was in the room, and what did it stop?", "Where did certainty come too early?")),
        Stage("Making sense of it", "Abstract conceptualisation",
              ("What else could explain the same facts?", "Which skill does this ask for?")),
        Stage("Trying next", "Active experimentation",
              ("What will be different next time?", "Which other cases does this speak to?")),
    )),
    Model("gibbs", "Gibbs", (
        Stage("Description", "Description", ("What happened, in order?",)),
        Stage("Feelings", "Feelings", ("What did you feel then, and what do you feel now?",)),
        Stage("Evaluation", "Evaluation", ("What went well, and what did not?",)),
        Stage("Analysis", "Analysis", ("What sense can you make of it?",)),
        Stage("Conclusion", "Conclusion", ("What else could have been done?",)),
        Stage("Action plan", "Action plan", ("What will you do if it happens again?",)),
    )),
    Model("atkins", "Atkins and Murphy", (
        Stage("Awareness", "Awareness of discomfort", ("What did not sit right?",)),
        Stage("The situation", "Describe the situation", ("What happened, and what mattered in it?",)),
        Stage("Feelings and knowledge", "Analyse feelings and knowledge", ("What did you assume? What did you know?",)),
        Stage("Is the knowledge relevant?", "Evaluate the relevance of knowledge",
              ("Did it help to explain or solve the problem?",)),
        Stage("Learning", "Identify any learning", ("What has been learned?",)),
    )),
    Model("morrison", "Morrison 4x4x4", (
        Stage("Experience", "Experience: what happened",
              ("For the person on probation and the public, the practitioner, the organisation, partner agencies",)),
        Stage("Reflection", "Reflection: what it was like", ("What was felt, by whom?",)),
        Stage("Analysis", "Analysis: what it means",
              ("Which of management, development, support and mediation does this ask for?",)),
        Stage("Plan and act", "Plan and act: what to do", ("What will be done, by whom, and who will check?",)),
    )),
    Model("other", "Another model", (Stage("Reflection", "Name the model you used and follow its stages"),)),
)  # fmt: skip
DEFAULT_MODEL = "kolb"
MODEL_BY_CODE = {model.code: model for model in MODELS}


@dataclass(frozen=True)
class Booking:
    """Facts about a session somebody wants to plan or record.

    `holder_role`, `practitioner_role` and `practitioner_function` are those of the day. `observation_on` is the day of
    the observation it follows, if any, and `day` that of the session. `covers`: the holder covers the sessions of the
    line manager. `is_passed_on`: this session is passed on to the holder, a QDO or experienced probation officer.
    `is_brought_in`: a session held on that day, before this service was used, is known already.
    """

    is_same_person: bool
    is_line_manager: bool
    practitioner_role: str
    holder_role: str
    practitioner_function: str = ""
    same_unit: bool = True
    has_delegation: bool = False
    covers: bool = False
    is_passed_on: bool = False
    is_brought_in: bool = False
    minutes: int = 60
    day: date | None = None
    observation_on: date | None = None
    observation_taken: bool = False
    least_minutes: int = 15
    most_minutes: int = 180


def _not_for_manager(it: Booking) -> bool:
    if not is_line_manager_role(it.practitioner_role):
        return False
    facts = ManagerSession(
        it.holder_role, it.practitioner_role, it.practitioner_function, it.same_unit or it.covers, it.has_delegation
    )
    return not may_hold_for_manager(facts)


# Who may hold it, for whom: asked when it is planned, and again of the day on which it was held.
HOLDING = (
    Rule[Booking](
        "Framework 6.2", "A session is between two people: nobody holds their own.", lambda it: it.is_same_person
    ),
    Rule[Booking](
        "Framework 6.2",
        "Reflective practice supervision is for practitioners and their line managers.",
        lambda it: not (is_practitioner(it.practitioner_role) or is_line_manager_role(it.practitioner_role)),
        "Record a one-to-one instead.",
    ),
    Rule[Booking](
        "Framework 6.2",
        "The line manager of that day holds the session, or whoever covers for them; only the one after the second"
        " observation of a year may be passed on (6.3).",
        lambda it: is_practitioner(it.practitioner_role) and not (it.is_line_manager or it.covers or it.is_passed_on),
        "Ask the line manager to plan it, or check who that is.",
    ),
    Rule[Booking](
        "Framework 6.4",
        "PDU heads and prison governors hold the sessions of line managers; a deputy needs a recorded delegation.",
        _not_for_manager,
        "Ask the head of the unit to hold it, or an administrator to record the delegation.",
    ),
)
# Of whichever day it was held: what was brought in from before is not recorded again.
ONCE = (
    Rule[Booking](
        "Domain guide C3",
        "A session of that day was brought in from before this service was used, and would count twice.",
        lambda it: it.is_brought_in,
        "Choose another day, or ask an administrator to withdraw what was brought in.",
    ),
)
BOOKING = (
    *HOLDING,
    *ONCE,
    Rule[Booking](
        "Domain guide C1",
        "A session lasts between the shortest and longest time set for it.",
        lambda it: not it.least_minutes <= it.minutes <= it.most_minutes,
    ),
    Rule[Booking](
        "Framework 6.3",
        "One observation leads to one session.",
        lambda it: it.observation_taken,
        "Choose another observation, or none.",
    ),
    Rule[Booking](
        "Framework 6.3",
        "A reflective discussion follows its observation, not the other way round.",
        lambda it: it.observation_on is not None and it.day is not None and it.day < it.observation_on,
        "Choose a later day, or no observation.",
    ),
)


def capacity_for(practitioner_role: str, holder_role: str) -> str:
    """What the holder of a session acts as: a practitioner's line manager, or the head who sees managers."""
    if is_practitioner(practitioner_role):
        return LINE_MANAGER
    return capacity_of(holder_role, manages=True)


def discusses_cases(role: str, function: str) -> bool:
    """Whether a session is about cases: not for a line manager (C2), nor where the function has no caseload (C1)."""
    known = FUNCTIONS.get(function)
    return not is_line_manager_role(role) and (known is None or known.works_with_cases)


@dataclass(frozen=True)
class Missing:
    """Facts about a session somebody wants to mark as missed."""

    starts_at: datetime
    now: datetime


MISSING = (
    Rule[Missing](
        "Domain guide C1",
        "A session can be missed once its time has come.",
        lambda it: it.now < it.starts_at,
        "Cancel it or move it.",
    ),
)


@dataclass(frozen=True)
class Logging:
    """Facts about a session somebody says is logged on the SOP on the day `on`."""

    is_signed: bool
    held_on: date
    on: date
    today: date
    is_void: bool = False


LOGGING = (
    Rule[Logging]("Framework 6.5", "A session is logged once it is signed by both.", lambda it: not it.is_signed),
    Rule[Logging](
        "Framework 6.5", "A session that was opened in error is not logged and does not count.", lambda it: it.is_void
    ),
    Rule[Logging](
        "Framework 6.5",
        "A session is logged on a day from the session to today.",
        lambda it: not it.held_on <= it.on <= it.today,
        "Enter the day on which you logged it.",
    ),
)
