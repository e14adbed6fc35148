"""The session record template: what it asks, section by section, and whose answer each is."""

import re
from dataclasses import replace

from app.policy import rps as policy
from app.policy.lists import LEADERSHIP_STANDARDS, REGISTRATION_STANDARDS, SEEDS2_SKILLS
from app.policy.people import is_line_manager_role
from app.policy.rps import MODEL_BY_CODE, MODELS, Model, Stage
from app.records import agreeing
from app.records.kinds import BOTH, CHOICE, DAY, LINE, MANY, NUMBER, SELECT, TEXT, TIME, Question, Section
from app.records.models import LEAD, SUBJECT
from app.records.paper import Paper
from app.settings.queries import choices, value

YES_NO = (("yes", "Yes"), ("no", "No"))

ABOUT = (
    Question("held_on", "Held on", DAY, needed="Enter the day of the session", hint="For example, 27/11/2026"),
    Question("started", "Started at", TIME, needed="Enter when it started", hint="For example, 9:30am"),
    Question("minutes", "Length in minutes", NUMBER, needed="Enter how long it lasted"),
    Question("place", "Place", SELECT, needed="Choose where it was held", choices=policy.PLACES),
    Question("protected", "Was protected time kept?", CHOICE, needed="Say whether protected time was kept",
             choices=YES_NO, hint="No interruptions, and nothing else discussed (Framework 6.2)."),
    Question("protected_reason", "If not, why not?", LINE),
)  # fmt: skip

WELLBEING = Section("wellbeing", "Wellbeing", (
    Question("wellbeing", "Wellbeing and emotional impact", part=BOTH, private=True, rows=3),
), note="Never in an evidence pack, an export or a report. Nobody else can open it.", private=True)  # fmt: skip

LEARNING = (
    Question("strengths", "Strengths seen", needed="Say which strengths you saw", rows=3),
    Question(
        "application", "How this applies across the caseload", needed="Say how it applies across the caseload", rows=3
    ),
)
# A line manager has no caseload: the same questions are about supervising others (domain guide C2).
OF_MANAGERS = {
    "application": ("How this applies to supervising others", "Say how it applies to supervising others"),
}
PROMPTS_OF_MANAGERS = {"Which other cases does this speak to?": "Where else in supervising others does this apply?"}
LEARNING_MORE = (
    Question("develop", "Areas to develop", rows=3, folded="more"),
    Question("values", "Professional values", rows=3, folded="more"),
    Question("learning", "Development or mandatory learning agreed", rows=3, folded="more"),
)
LIVE_RISK = Question(
    "live_risk", "Was a live risk raised?", CHOICE, needed="Say whether a live risk was raised", choices=YES_NO,
    hint="If yes, an action due today is shown to both of you until it is done.",
)  # fmt: skip

_LEAD_KEYS = {question.key for question in (*ABOUT, *LEARNING, *LEARNING_MORE, LIVE_RISK)} | {
    "wellbeing", "model", "piece_of_work", "skills", "standards", "leadership",
}  # fmt: skip
_LEAD_PATTERN = re.compile(rf"{agreeing.KEYS}|case_([1-9]|10)_(reference|rosh|why)")
_STAGE = {f"{model.code}_{number}" for model in MODELS for number in range(1, len(model.stages) + 1)}


def accepts(part: str, key: str) -> bool:
    """Whether the form could ever ask this of that part."""
    if part == SUBJECT:
        return key in _STAGE or key == "wellbeing"
    return part == LEAD and (key in _LEAD_KEYS or key in _STAGE or _LEAD_PATTERN.fullmatch(key) is not None)


def form(paper: Paper) -> tuple[Section, ...]:
    """The session record as it stands with these answers."""
    skills, standards, leadership = choices(SEEDS2_SKILLS, REGISTRATION_STANDARDS, LEADERSHIP_STANDARDS, on=paper.on)
    learning = (
        *(_for(paper, question) for question in LEARNING),
        LIVE_RISK,
        *LEARNING_MORE,
        Question("skills", "SEEDS2 skills in focus", MANY, choices=skills, folded="more",
                 hint="SEEDS2 stands for Skills for Effective Engagement, Development and Supervision."),
        Question("standards", "Registration standards this is evidence for", MANY, choices=standards, sealed=False,
                 hint="This can be changed after signing.", folded="more"),
    )  # fmt: skip
    sections = (
        Section("about", "About the session", _about(paper)),
        Section("earlier", "Earlier actions", agreeing.reviewed(paper)),
        _case(paper, leadership),
        Section("reflection", "Reflection", _stages(paper)),
        Section("learning", "Strengths and learning", learning),
        WELLBEING,
        Section("actions", "Actions agreed", agreeing.asked(paper)),
    )
    return tuple(section for section in sections if section.questions)


def _for(paper: Paper, question: Question) -> Question:
    """The question in words that fit the role of the person it is about."""
    if question.key in OF_MANAGERS and is_line_manager_role(paper.role):
        label, needed = OF_MANAGERS[question.key]
        return replace(question, label=label, needed=needed)
    return question


def model_of(paper: Paper) -> Model:
    """The reflective model chosen for this session."""
    return MODEL_BY_CODE.get(paper.text("model"), MODEL_BY_CODE[policy.DEFAULT_MODEL])


def _about(paper: Paper) -> tuple[Question, ...]:
    least, most = value("rps.minutes_least", paper.on), value("rps.minutes_most", paper.on)
    return tuple(replace(each, least=least, most=most) if each.key == "minutes" else each for each in ABOUT)


def _stages(paper: Paper) -> tuple[Question, ...]:
    """The stages of the chosen model, then any stage of another model that already holds words."""
    chosen = model_of(paper)
    asked = [_stage(chosen, number, stage) for number, stage in enumerate(chosen.stages, 1)]
    if is_line_manager_role(paper.role):
        asked = [replace(each, prompts=tuple(PROMPTS_OF_MANAGERS.get(prompt, prompt) for prompt in each.prompts))
                 for each in asked]  # fmt: skip
    for model in MODELS:
        for number, stage in enumerate(model.stages, 1):
            key = f"{model.code}_{number}"
            if model is not chosen and (paper.text(key).strip() or paper.text(key, SUBJECT).strip()):
                asked.append(_stage(model, number, stage, f" (written under {model.name})"))
    return tuple(asked)


def _stage(model: Model, number: int, stage: Stage, after: str = "") -> Question:
    hint = "" if stage.formal == stage.label else stage.formal
    return Question(f"{model.code}_{number}", stage.label + after, TEXT, BOTH, prompts=stage.prompts, hint=hint)


def most_cases(paper: Paper) -> int:
    """How many cases one session may discuss, on its day."""
    return int(value("rps.cases", paper.on))


def _case(paper: Paper, leadership: tuple[tuple[str, str], ...]) -> Section:
    """What the session is about; of a line manager, supervising others and not a case (domain guide C2)."""
    if is_line_manager_role(paper.role):
        needed, hint = "Say what you discussed about supervising others", "Leave out the names of people."
        focus = Question("piece_of_work", "Supervising others: what you discussed", rows=3, needed=needed, hint=hint)
        standards = Question(
            "leadership",
            "Leadership standards in focus",
            MANY,
            choices=leadership,
            hint="The leadership standards of HM Prison and Probation Service, HMPPS (Framework 8.1).",
        )
        return Section("case", "Supervising others", (focus, standards))
    if not policy.discusses_cases(paper.role, paper.function):
        needed, hint = "Say which piece of work you discussed", "Leave out the names of people."
        work = Question("piece_of_work", "Piece of work discussed", rows=3, needed=needed, hint=hint)
        return Section("case", "The piece of work", (work,))
    questions = []
    for number in range(1, most_cases(paper) + 1):
        first, group = number == 1, f"case_{number}"
        questions += [
            Question(f"{group}_reference", "Case reference (CRN)", LINE, group=group,
                     needed="Enter the case reference" if first else ""),
            Question(f"{group}_rosh", "Risk of serious harm", SELECT, choices=policy.ROSH, group=group,
                     needed="Choose the risk of serious harm of the case" if first else ""),
            Question(f"{group}_why", "Why this case", LINE, group=group, hint="A few words.",
                     needed="Say in a few words why you chose this case" if first else ""),
        ]  # fmt: skip
    return Section("case", "The case", tuple(questions), note="Case reference only. Leave out names.")
