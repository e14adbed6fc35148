"""What an author is asked about an assessment or a report, and what a point sent back asks of the next round."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.language import read_day
from app.policy.checklist import HEADINGS
from app.policy.countersigning import OASYS, PAROLE, RECALL
from app.policy.identifiers import CASE_REFERENCE, PATTERNS
from app.policy.recall import FIXED_TERM, STANDARD_TYPE
from app.policy.rules import Breach
from app.records.kinds import CHOICE, DAY, LINE, MANY, SELECT, Question, Section

AUTHOR = "author"
YES_NO = (("yes", "Yes"), ("no", "No"))
ROSH = (("low", "Low"), ("medium", "Medium"), ("high", "High"), ("very high", "Very high"))
PURPOSES = tuple(
    (each.lower(), each)
    for each in ("Start of order", "Start of licence", "Start of custody", "Review", "Risk review",
                 "Significant change", "Recall", "Parole", "Pre-release", "Pre-handover", "Transfer", "Termination",
                 "Pre-sentence report", "Other")
)  # fmt: skip
CONTEXT = (
    ("first", "First assessment in this supervision"),
    ("high", "High or very high risk of serious harm"),
    ("mappa", "Referral to multi-agency public protection arrangements (MAPPA)"),
    ("earlier", "An earlier assessment was countersigned by somebody else"),
)
PILLARS = (
    ("supervision", "Supervision"),
    ("monitoring", "Monitoring and control"),
    ("interventions", "Interventions and treatment"),
    ("victims", "Victim safety"),
)
SBAR = (
    ("situation", "Situation", "What is happening now"),
    ("background", "Background", "What led to it"),
    ("assessment", "Assessment", "Your own view of the problem or risk"),
    ("recommendation_note", "Recommendation", "What you propose"),
)
REFERENCE = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9 /-]{0,38}[A-Za-z0-9]|[0-9]")
USUAL_CASE, USUAL_OASYS = dict(PATTERNS)[CASE_REFERENCE], re.compile(r"[0-9]{5,10}")


@dataclass(frozen=True)
class Sent:
    """One point of the last send-back, as the author answers it: its number, section and what to change in words."""

    number: int
    section: str
    learning: str
    change: str


def _q(key: str, label: str, type: str, needed: str = "", **given: object) -> Question:
    return Question(key, label, type, part=AUTHOR, needed=needed, **given)  # type: ignore[arg-type]


_NOTE = Section(
    "note",
    "Cover note",
    tuple(_q(key, label, "text", hint=hint, rows=3) for key, label, hint in SBAR),
    note="Where it helps whoever countersigns: situation, background, assessment, recommendation (SBAR). You can leave"
    " it empty. Leave out names and what the offence was.",
)
_OASYS = (
    Section("about", "The assessment", (
        _q("reference", "OASys reference", LINE, "Enter the OASys reference",
           hint="The number of the assessment in OASys"),
        _q("purpose", "Purpose", SELECT, "Choose the purpose of the assessment", choices=PURPOSES),
        _q("rosh", "Risk of serious harm now", CHOICE, "Choose the risk of serious harm", choices=ROSH),
        _q("forced", "Does OASys itself ask for a countersignature?", CHOICE,
           "Say whether OASys asks for a countersignature", choices=YES_NO,
           hint="It may, by a registration, whatever your assessor role."),
        _q("context", "Worth knowing", MANY, choices=CONTEXT,
           hint="It tells whoever countersigns what to look at. It never decides whether one is needed."),
        _q("tiering", "Was the case allocated under the Unified Tiering Case Allocation Framework?", CHOICE,
           "Say whether the case was allocated under that framework", choices=YES_NO),
        _q("comment", "Comment", "text", rows=3),
    )),
    _NOTE,
)  # fmt: skip
_PAROLE = (
    Section("about", "The report", (
        _q("responsible", "Who is responsible for the prisoner?", CHOICE, "Choose who is responsible for the prisoner",
           choices=(("com", "Community offender manager"), ("pom", "Prison offender manager"))),
        _q("report_type", "Whose report is it?", CHOICE, "Choose whose report it is",
           choices=(("com", "Community offender manager’s"), ("pom", "Prison offender manager’s"))),
        _q("review_type", "Type of review", SELECT, "Choose the type of review",
           choices=(("first", "First review"), ("annual", "Annual review"), ("post-recall", "After recall"),
                    ("addendum", "Addendum"))),
        _q("dossier_on", "Date the dossier is due", DAY, "Enter the date the dossier is due",
           hint="For example, 27/11/2026"),
        _q("vlo", "Have you checked with the victim liaison officer?", CHOICE,
           "Say whether you have checked with the victim liaison officer", choices=YES_NO),
        _q("current", "Is the OASys assessment up to date?", CHOICE, "Say whether the OASys assessment is up to date",
           choices=YES_NO),
        _q("pillars", "Pillars of the risk management plan that are filled in", MANY,
           "Tick the pillars of the risk management plan that are filled in", choices=PILLARS),
        _q("recommendation", "Recommendation", "text", hint="Where the report makes one"),
    )),
    _NOTE,
)  # fmt: skip
_RECALL = (
    Section("about", "The report", (
        _q("recall_type", "Type of recall", CHOICE, "Choose the type of recall",
           choices=((STANDARD_TYPE, "Standard"), (FIXED_TERM, "Fixed term"))),
        _q("conditions", "Licence conditions breached", "text",
           "Enter the licence conditions that were breached", rows=3),
        _q("what_led", "What has led to this recall", "text", "Say what has led to this recall"),
        _q("rosh", "Risk of serious harm now", CHOICE, "Choose the risk of serious harm", choices=ROSH),
        _q("victims", "Victims, and what the victim liaison officer was told", "text",
           "Say what was done about victims, or that there are none known", rows=3),
        _q("custody", "Custody status", CHOICE, "Choose the custody status",
           choices=(("community", "In the community"), ("police", "In police custody"),
                    ("prison", "In prison custody"))),
        _q("comment", "Comment", "text", rows=3),
    )),
)  # fmt: skip
SECTIONS: dict[str, tuple[Section, ...]] = {OASYS: _OASYS, PAROLE: _PAROLE, RECALL: _RECALL}


def sections(kind: str, sent: Sequence[Sent] = ()) -> tuple[Section, ...]:
    """The form of a kind; after a send-back it opens with an answer under each point."""
    if not sent:
        return SECTIONS[kind]
    asked = tuple(
        _q(f"answer_{point.number}", f"What you changed: {point.section}", "text",
           f"Say what you changed about {point.section.lower()}", rows=3, hint=point.change)
        for point in sent
    )  # fmt: skip
    changed = _q("changed", "Sections you changed", MANY, "Tick the sections you changed",
                 choices=tuple((heading.code, heading.title) for heading in HEADINGS[kind]))  # fmt: skip
    return (Section("answers", "What was sent back", (*asked, changed)), *SECTIONS[kind])


QUESTIONS = {kind: {q.key: q for section in found for q in section.questions} for kind, found in SECTIONS.items()}
ANSWER_KEYS = frozenset({"answer_1", "answer_2", "answer_3", "changed"})


def accepts(kind: str, key: str) -> bool:
    """Whether such an answer may be saved."""
    return key in QUESTIONS.get(kind, {}) or (key in ANSWER_KEYS and kind in QUESTIONS)


def is_many(kind: str, key: str) -> bool:
    """Whether several answers may be ticked under it."""
    return key == "changed" or (key in QUESTIONS[kind] and QUESTIONS[kind][key].type == MANY)


def shown(kind: str, key: str, text: str) -> tuple[str, str]:
    """A question and an answer to it in words. What a point of a send-back asks is known by its number alone."""
    question = QUESTIONS[kind].get(key)
    return (question.label, question.shown(text)) if question else ("What you changed", text)


def problems(kind: str, texts: dict[str, str], today: date) -> list[tuple[str, str]]:
    """What keeps a report from being signed beyond answers that are empty or can't be read: (field, what to do)."""
    found = []
    if kind == OASYS and (text := texts.get("reference", "").strip()) and not REFERENCE.fullmatch(text):
        found.append(("reference", "OASys reference: use letters, digits, spaces, hyphens and slashes, with at least"
                      " one digit"))  # fmt: skip
    if kind == PAROLE and (day := read_day(texts.get("dossier_on", ""))) and day < today:
        found.append(("dossier_on", "Date the dossier is due: it has passed, so a countersignature can’t come in time"
                      " for it (domain guide C7). Enter the date agreed now"))  # fmt: skip
    return found


def case_problem(text: str) -> str:
    """Why this can't be a case reference; "" where it can."""
    if not text.strip():
        return "Enter the case reference"
    if len(text.strip()) > 40 or not REFERENCE.fullmatch(text.strip()):
        return "Enter a case reference, such as X264410: letters and digits, and no name"
    return ""


def warnings(kind: str, case_reference: str, texts: dict[str, str]) -> list[Breach]:
    """What looks unusual but may be signed all the same."""
    found = []
    if not USUAL_CASE.fullmatch(case_reference):
        found.append(Breach("Domain guide C6", f"“{case_reference}” is not the usual form of a case reference, such as"
                            " X264410. Check it."))  # fmt: skip
    reference = texts.get("reference", "").strip()
    if kind == OASYS and reference and not USUAL_OASYS.fullmatch(reference):
        found.append(Breach("Domain guide C6", f"“{reference}” is not the usual form of an OASys reference, such as"
                            " 4471902. Check it."))  # fmt: skip
    if kind == OASYS and texts.get("tiering") == "no":
        found.append(Breach("Framework 5.3", "The framework assumes that cases are allocated under the Unified Tiering"
                            " Case Allocation Framework. Talk it over with your line manager."))  # fmt: skip
    if kind == PAROLE and texts.get("vlo") == "no":
        found.append(Breach("National Standards 6.2", "The victim liaison officer has not been asked yet."))
    if kind == PAROLE and texts.get("current") == "no":
        found.append(Breach("Domain guide C7", "The OASys assessment is not up to date."))
    return found
