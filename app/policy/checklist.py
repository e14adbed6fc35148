"""What a countersigner looks at, heading by heading, and what a decision must say (domain guide C6 and C8)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.policy.countersigning import OASYS, PAROLE, RECALL

MET, PARTLY, NOT_MET, NOT_RELEVANT = "met", "partly", "not met", "not relevant"
MARKS = ((MET, "Met"), (PARTLY, "Partly"), (NOT_MET, "Not met"), (NOT_RELEVANT, "Not relevant"))
# The three answers of the decision page. With the first the checklist needs no marks.
ALL_MET, AS_MARKED, SEND_BACK = "all met", "as marked", "send back"
VERDICTS = (
    (ALL_MET, "Countersign: every heading is met"),
    (AS_MARKED, "Countersign as marked in the checklist"),
    (SEND_BACK, "Send back for rework"),
)
MOST_POINTS = 3


@dataclass(frozen=True)
class Heading:
    """One heading of the checklist: what to look for, and where it comes from."""

    code: str
    title: str
    prompts: str
    source: str


_NS = "National Standards"
_ASSESSMENT = (
    Heading("sources", "Sources and checks", "Agencies, victims, history, partner enquiries", f"{_NS} 4.3.3"),
    Heading("risk", "Risk identification", "Nature, likelihood, immediacy, impact; right tools, such as ARMS or SARA",
            f"{_NS} 4.3.1"),
    Heading("analysis", "Analysis", "Patterns, strengths and protective factors, not only description",
            f"{_NS} 4.3.1; inspection case four"),
    Heading("victims", "Victims", "Known and possible victims, victim liaison officer", f"{_NS} 4.3.1, 6.2"),
    Heading("diversity", "Diversity and circumstances", "What is particular to this person", f"{_NS} 4.3.2"),
    Heading("rmp_supervision", "Risk management plan: supervision", "First of four pillars", f"{_NS} 4.3.3"),
    Heading("rmp_monitoring", "Risk management plan: monitoring and control", "Second pillar", f"{_NS} 4.3.3"),
    Heading("rmp_interventions", "Risk management plan: interventions and treatment", "Third pillar", f"{_NS} 4.3.3"),
    Heading("rmp_victims", "Risk management plan: victim safety", "Fourth pillar: who, and who does what",
            f"{_NS} 4.3.3"),
    Heading("contingency", "Contingency plan", "What happens if, and who does it", f"{_NS} 8.3"),
    Heading("sentence_plan", "Sentence plan", "Goals, agreed with the person, proportionate, in order; who delivers"
            " what, contact levels", f"{_NS} 4.1, 4.3.4, 5.2"),
    Heading("alignment", "Alignment", "With MAPPA, child safeguarding and ARMS, for high and very high risk",
            f"{_NS} 4.3.4"),
    Heading("curiosity", "Professional curiosity", "Has optimism been challenged?", "Inspection principles"),
)  # fmt: skip
_RECALL = (
    Heading("alternatives", "Alternatives explored", "What was tried or considered, and why it is not enough",
            f"{_NS} 9.2, 9.3.2"),
    Heading("type", "Right type of recall", "Standard or fixed term, emergency or not", "Domain guide C8"),
    Heading("quality", "Quality of the report", "Conditions breached, what led to it, victims, bias guarded against",
            f"{_NS} 9.3.2; domain guide C8"),
    Heading("manageable", "No longer manageable in the community", "What changed, against protective factors and closer"
            " monitoring", f"{_NS} 9.3.2"),
)  # fmt: skip
HEADINGS: dict[str, tuple[Heading, ...]] = {OASYS: _ASSESSMENT, PAROLE: _ASSESSMENT, RECALL: _RECALL}


@dataclass(frozen=True)
class PointSaid:
    """One point of a send-back as typed: section, coded learning point, what to change."""

    section: str = ""
    learning: str = ""
    change: str = ""

    @property
    def is_begun(self) -> bool:
        """Whether anything of it is filled in."""
        return bool(self.section or self.learning or self.change.strip())


@dataclass(frozen=True)
class Said:
    """A decision as typed. `marks` by heading. `reason`: why it is countersigned with a heading not met, and of a
    recall why the signer agrees.
    """

    verdict: str = ""
    marks: Mapping[str, str] | None = None
    strength: str = ""
    points: Sequence[PointSaid] = ()
    reason: str = ""


Problem = tuple[str, str]


def problems(kind: str, said: Said) -> list[Problem]:
    """Everything that keeps a decision from being signed: (field, what to do, with the paragraph)."""
    if said.verdict not in _BY_VERDICT:
        return [("verdict", "Choose whether you countersign it or send it back for rework")]
    return _BY_VERDICT[said.verdict](kind, said)


def _marks(kind: str, said: Said) -> dict[str, str]:
    """The marks given, by the title of the heading; "" for a heading without one."""
    given = said.marks or {}
    known = dict(MARKS)
    return {each.title: mark if (mark := given.get(each.code, "")) in known else "" for each in HEADINGS[kind]}


def _all_met(kind: str, said: Said) -> list[Problem]:
    short = [title for title, mark in _marks(kind, said).items() if mark in (PARTLY, NOT_MET)]
    if not short:
        return _why_recall(kind, said)
    words = f"{', '.join(short)}: marked as not fully met. Choose “{dict(VERDICTS)[AS_MARKED]}”, or change the mark"
    return [("verdict", f"{words} (domain guide C6)"), *_why_recall(kind, said)]


def _as_marked(kind: str, said: Said) -> list[Problem]:
    marks = _marks(kind, said)
    first = next((each for each in HEADINGS[kind] if not marks[each.title]), None)
    found = []
    if first:
        words = f"Mark every heading: {first.title} has no mark yet (domain guide C6)"
        found.append((f"mark_{first.code}", words))
    not_met = [title for title, mark in marks.items() if mark == NOT_MET]
    if not_met and not said.reason.strip():
        words = f"Say why you countersign with “{', '.join(not_met)}” not met"
        found.append(("reason", f"{words}: a gap that is signed and not addressed is a finding of its own (inspection"
                                " principles, cases three and four)"))  # fmt: skip
        return found
    return [*found, *_why_recall(kind, said)]


def _why_recall(kind: str, said: Said) -> list[Problem]:
    if kind != RECALL or said.reason.strip():
        return []
    return [("reason", "Say why you agree with the recall: both signatures carry an explanation (domain guide C8)")]


def _send_back(_kind: str, said: Said) -> list[Problem]:
    found = []
    if not said.strength.strip():
        found.append(("strength", "Say at least one thing that is good and should stay (domain guide C6)"))
    begun = [(number, point) for number, point in enumerate(said.points, 1) if point.is_begun or number == 1]
    for number, point in begun or [(1, PointSaid())]:
        if not point.section:
            found.append((f"section_{number}", "Choose the section to work on (domain guide C6)"))
        if not point.learning:
            found.append((f"learning_{number}", "Choose the learning point (domain guide C6)"))
        if not point.change.strip():
            words = "Say what to change: a send-back without it can’t be acted on (domain guide C6)"
            found.append((f"change_{number}", words))
    return found


_BY_VERDICT: dict[str, Callable[[str, Said], list[Problem]]] = {
    ALL_MET: _all_met,
    AS_MARKED: _as_marked,
    SEND_BACK: _send_back,
}
