"""The observation of practice form: what it asks, section by section."""

import re

from app.language import plural
from app.policy import observations as policy
from app.policy.people import VICTIM_LIAISON, activities
from app.records.kinds import CHOICE, DAY, LINE, NUMBER, SELECT, TEXT, TIME, Question, Section
from app.records.models import LEAD
from app.records.paper import Paper
from app.settings.queries import choices, value

YES_NO = (("yes", "Yes"), ("no", "No"))

_KEYS = frozenset({
    "observed_on", "started", "minutes", "activity", "crn", "informed", "recording", "went_well", "even_better",
    "agreed_action", "feedback_on",
})  # fmt: skip
_PATTERN = re.compile(r"(rating|evidence)_[a-z0-9_]{1,40}")


def accepts(part: str, key: str) -> bool:
    """Whether the form could ever ask this: everything is the observer's."""
    return part == LEAD and (key in _KEYS or _PATTERN.fullmatch(key) is not None)


def headings(paper: Paper) -> tuple[tuple[str, str], ...]:
    """The headings in force on the day of the observation, as (code, label)."""
    return choices("observation.headings", on=paper.on)[0]


def form(paper: Paper) -> tuple[Section, ...]:
    """The form as it stands; it stops where the person was not informed or not content."""
    about = Section("about", "About the observation", _about(paper))
    if paper.text("informed") == "no":
        return (about,)
    rated = tuple(question for code, label in headings(paper) for question in _rated(code, label))
    return (
        about,
        Section("ratings", "What was seen", rated, note="Evidence is needed where you saw a strength or something to"
                " develop. Leave out the names of people."),
        Section("feedback", "Feedback", _feedback(value("observation.feedback_days", paper.on))),
    )  # fmt: skip


def _about(paper: Paper) -> tuple[Question, ...]:
    offered = tuple((name, name) for name in (*activities(paper.function), "Other"))
    asked = [
        Question("informed", "Was the person informed, and content to be observed?", CHOICE, choices=YES_NO,
                 needed="Say whether the person was informed and content to be observed"),
        Question("observed_on", "Observed on", DAY, needed="Enter the day of the observation",
                 hint="For example, 27/11/2026"),
        Question("started", "Started at", TIME, needed="Enter when it started", hint="For example, 9:30am"),
        Question("minutes", "Length in minutes", NUMBER, needed="Enter how long it lasted", least=5, most=480),
        Question("activity", "Activity observed", SELECT, choices=offered, needed="Choose the activity"),
        Question("recording", "How it was observed", SELECT, choices=policy.RECORDINGS,
                 needed="Choose how it was observed"),
    ]  # fmt: skip
    if paper.function != VICTIM_LIAISON:
        asked.append(Question("crn", "Case reference (CRN), if there is one", LINE, hint="Leave out names."))
    return tuple(asked)


def _rated(code: str, label: str) -> tuple[Question, Question]:
    return (
        Question(f"rating_{code}", label, CHOICE, choices=policy.RATINGS, needed=f"{label}: choose a rating"),
        Question(f"evidence_{code}", f"Evidence: {label}", TEXT, rows=2, folded=f"rating_{code}"),
    )


def _feedback(days: int) -> tuple[Question, ...]:
    return (
        Question("went_well", "What went well", needed="Say what went well", rows=3),
        Question("even_better", "Even better if", needed="Say what would make it even better", rows=3),
        Question("agreed_action", "Agreed action", needed="Say which action you agreed", rows=2),
        Question("feedback_on", "Feedback given on", DAY, needed="Enter the day feedback was given",
                 hint=f"The same day where you can, within {plural(days, 'working day')}."),
    )  # fmt: skip
