"""The national supervision template (domain guide C11): what a one-to-one asks, and whose answer each is."""

import re

from app.language import day
from app.policy import supervision as policy
from app.policy.rps import ROSH
from app.records import agreeing
from app.records.kinds import BOTH, DAY, LINE, MANY, SELECT, TEXT, Question, Section
from app.records.models import LEAD, SUBJECT
from app.records.paper import Paper
from app.settings.queries import value

NEVER = "Never in an evidence pack, an export or a report. Nobody else can open it."

ABOUT = (
    Question("held_on", "Held on", DAY, needed="Enter the day of the one-to-one", hint="For example, 27/11/2026"),
    Question("topics", "What you talked about", MANY, choices=policy.TOPICS, needed="Choose what you talked about",
             hint="An evidence pack shows the day, who held it, this list and the learning: nothing else."),
)  # fmt: skip
WELLBEING = Section("wellbeing", "Wellbeing", (
    Question("wellbeing", "Wellbeing", part=BOTH, private=True, rows=3),
), note=NEVER, private=True)  # fmt: skip
ABSENCE = Section("absence", "Absence", (
    Question("absence", "Absence, return to work, and what helps", private=True, rows=3),
), note=NEVER, private=True)  # fmt: skip
WORK = Section("work", "Workload and performance", (
    Question("workload", "Workload", rows=3, hint="Caseload, its mix, and what is manageable."),
    Question("performance", "Performance and management information", rows=3, hint="Leave out the names of people."),
))  # fmt: skip
LEARNING = Question("learning", "Learning and development", rows=3, hint="An evidence pack may show this.")

CASE_NEEDS = {
    "reference": "enter the case reference",
    "rosh": "choose the risk of serious harm",
    "decision": "say what was decided",
    "rationale": "say why",
}
_LEAD_KEYS = frozenset({
    "held_on", "topics", "wellbeing", "absence", "workload", "performance", "learning", "next_on",
})  # fmt: skip
_LEAD_PATTERN = re.compile(rf"{agreeing.KEYS}|case_([1-9]|10)_(reference|rosh|decision|rationale)")


def accepts(part: str, key: str) -> bool:
    """Whether the form could ever ask this of that part."""
    if part == SUBJECT:
        return key == "wellbeing"
    return part == LEAD and (key in _LEAD_KEYS or _LEAD_PATTERN.fullmatch(key) is not None)


def form(paper: Paper) -> tuple[Section, ...]:
    """The template as it stands with these answers."""
    sections = (
        Section("about", "About the one-to-one", ABOUT),
        WELLBEING,
        Section("earlier", "Actions agreed before", agreeing.reviewed(paper)),
        WORK,
        Section("cases", "Cases reviewed", _cases(paper), note="Case reference only. Leave out names. A decision about"
                " a live risk also belongs in the case record, the same day: this is not where risk is overseen."),
        ABSENCE,
        Section("learning", "Learning, and the next one-to-one", (LEARNING, _next(paper))),
        Section("actions", "Actions agreed", agreeing.asked(paper)),
    )  # fmt: skip
    return tuple(section for section in sections if section.questions)


def most_cases(paper: Paper) -> int:
    """How many cases one one-to-one may review, on its day."""
    return int(value("supervision.cases", paper.on))


def _cases(paper: Paper) -> tuple[Question, ...]:
    questions = []
    for number in range(1, most_cases(paper) + 1):
        group = f"case_{number}"
        questions += [
            Question(f"{group}_reference", "Case reference (CRN)", LINE, group=group),
            Question(f"{group}_rosh", "Risk of serious harm", SELECT, choices=ROSH, group=group),
            Question(f"{group}_decision", "Decision", LINE, group=group),
            Question(f"{group}_rationale", "Why", TEXT, rows=2, group=group),
        ]
    return tuple(questions)


def _next(paper: Paper) -> Question:
    next_on = policy.suggested(paper.record.happened_on, value("supervision.weeks", paper.on))
    hint = f"For example, 27/11/2026. Suggested: around {day(next_on)}." if next_on else "For example, 27/11/2026."
    return Question("next_on", "Next one-to-one on", DAY, hint=hint)
