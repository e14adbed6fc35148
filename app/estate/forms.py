"""What people wrote in the estate: forms filled in once through the slices' own forms, and cut into pieces.

The words are those of the demo. Each sheet is the same for everybody who is given it, but for names, days, cases and
salts, which go in between the pieces.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from random import Random
from typing import Any

from app.countersigning.form import Sent
from app.countersigning.models import Item, Typed
from app.countersigning.sheet import Sheet as Report
from app.countersigning.sheet import decision_lines
from app.demo import papers
from app.demo.items import words as of_items
from app.demo.learning import PIECES, SAID_OF_SEEDS2
from app.demo.words import themes
from app.estate.canon import Piece, quoted
from app.estate.days import clock
from app.people.models import Person
from app.policy.checklist import ALL_MET, HEADINGS, SEND_BACK
from app.policy.countersigning import OASYS, PAROLE, RECALL
from app.policy.lists import LEARNING_POINTS
from app.policy.people import is_line_manager_role, is_practitioner
from app.records.kinds import KINDS
from app.records.models import LEAD, SUBJECT, Answer, Record
from app.records.paper import Answered, Paper
from app.records.snapshot import Line
from app.settings.queries import labels

SAMPLE = datetime(2026, 1, 5, 9, tzinfo=UTC)
VARIANTS = 5  # of each theme, and as many times the weight of a form without themes
STARTS = (540, 570, 600, 630, 660, 780, 810, 840, 900)  # minutes of the day
NAMES = {SUBJECT: "\ue000", LEAD: "\ue001"}  # stand where a name will
# What differs from record to record; everything else is the same for all who are given a sheet.
DIFFERS = frozenset({
    "held_on", "case_1_reference", "action_1_owner", "action_1_due", "observed_on", "feedback_on", "crn", "done_on",
    "reference", "dossier_on", "decided_at",
})  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A form filled in: as pieces to freeze, and as typed answers (part, key, text) where it is not signed yet.

    `facts` are what the rest of the record says of it.
    """

    pieces: tuple[Piece, ...]
    typed: tuple[tuple[str, str, str], ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


def cut(lines: Iterable[Line], parts: Mapping[str, str] = NAMES) -> tuple[Piece, ...]:
    """Lines as pieces. `parts` are the stand-ins of the people's names."""
    return tuple(_piece(line, dict(parts)) for line in lines)


def _piece(line: Line, parts: dict[str, str]) -> Piece:
    assert line.by in parts.values(), line
    apart = line.apart or line.private
    before = (f',"key":{quoted(line.key)},"label":{quoted(line.label)},"part":{quoted(line.part)},'
              f'"private":{"true" if line.private else "false"},"salt":"')  # fmt: skip
    after = f'","section":{quoted(line.section)},"text":'
    differs = line.key if line.key in DIFFERS else ""
    return Piece(line.part, f'{{"apart":{"true" if apart else "false"},"by":', before,
                 after if differs else f"{after}{quoted(line.text)}}}", differs, apart,
                 line.key.startswith("action_"))  # fmt: skip


def _paper(kind: str, role: str, function: str, answers: Mapping[tuple[str, str], str]) -> Paper:
    record = Record(id=0, kind=kind, version=KINDS[kind].version, state="draft", subject_id=1, lead_id=2,
                    lead_capacity="", happened_on=date(2026, 1, 5), since=SAMPLE, shared_at=SAMPLE)  # fmt: skip
    given = {
        which: Answer(record_id=0, part=which[0], key=which[1], text=text, saved_at=SAMPLE, saved_by="")
        for which, text in answers.items() if text
    }  # fmt: skip
    same = KINDS[kind].order[0].part == SUBJECT and len(KINDS[kind].order) == 1
    names = {**NAMES, LEAD: NAMES[SUBJECT]} if same else NAMES
    return Paper(record, Person(id=1, name=names[SUBJECT]), Person(id=2, name=names[LEAD]),
                 lambda: Answered(given), role, function, "37")  # fmt: skip


def _sheet(paper: Paper, **facts: Any) -> Sheet:
    typed = tuple((part, key, answer.text) for (part, key), answer in paper.answers.items())
    return Sheet(cut(paper.lines()), typed, facts)


class Library:
    """Every sheet there is, by what it is for. Needs the application, for the forms ask its lists and settings."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self._sessions: dict[tuple[str, str], list[Sheet]] = {}
        self._observations: dict[str, list[Sheet]] = {}
        self.learning = [*self._learning()]
        self.reports = {kind: [self._report(kind) for _ in range(8 * VARIANTS)] for kind in (OASYS, PAROLE, RECALL)}
        self.reworked = {kind: [self._report(kind, again=True) for _ in range(2 * VARIANTS)]
                         for kind in (OASYS, PAROLE)}  # fmt: skip
        points = labels(LEARNING_POINTS)
        self.decisions = {kind: _decided(kind, {"verdict": ALL_MET, "reason": self._agreed(kind)}, points)
                          for kind in (OASYS, PAROLE, RECALL)}  # fmt: skip
        self.sent_back = {kind: [self._sent_back(kind, points) for _ in range(VARIANTS)] for kind in (OASYS, PAROLE)}

    def know(self, role: str, function: str) -> None:
        """Fill in what somebody of this role and function may be given, while the application can be asked."""
        if is_practitioner(role) or is_line_manager_role(role):
            self.sessions(role, function)
        if is_practitioner(role):
            self.observations(function)

    def sessions(self, role: str, function: str) -> list[Sheet]:
        """Session records for somebody of this role and function."""
        which = role, function
        if which not in self._sessions:
            found = themes(role, function) or themes(role, "")
            self._sessions[which] = [self._session(*which, each) for each in found for _ in range(VARIANTS)]
        return self._sessions[which]

    def observations(self, function: str) -> list[Sheet]:
        """Observation records for somebody of this function."""
        if function not in self._observations:
            make = partial(self._observation, function)
            self._observations[function] = [make() for _ in range(12 * VARIANTS)]
        return self._observations[function]

    def _session(self, role: str, function: str, theme: Any) -> Sheet:
        chance = self.chance
        start, minutes, place = chance.choice(STARTS), chance.choice((50, 60, 60, 75, 90)), chance.choice(papers.PLACES)
        empty = _paper("rps", role, function, {})
        lead = {"held_on": "5/1/2026", "started": clock(start), "minutes": str(minutes),
                "place": place, "protected": "yes",
                **papers.lead_words(empty, theme, ("X100000",), chance)}  # fmt: skip
        for key in ("values", "learning", "develop", "skills"):
            if chance.random() < 0.5:
                lead.pop(key, None)
        lead["live_risk"] = "no"
        standards = lead.pop("standards").split("\n")
        owner, deed = next(iter(theme.actions), (SUBJECT, "Write down what changed, and bring it next time"))
        lead |= {"action_1_text": deed, "action_1_owner": owner, "action_1_due": "6/2/2026"}
        answers = {(LEAD, key): text for key, text in lead.items()}
        answers |= {(SUBJECT, key): text for key, text in papers.reflection(theme, chance).items()}
        return _sheet(_paper("rps", role, function, answers), start=start, minutes=minutes, place=place, deed=deed,
                      owner=owner, standards=standards, rosh=lead.get("case_1_rosh", ""),
                      prepared=papers.preparation(theme))  # fmt: skip

    def _observation(self, function: str) -> Sheet:
        chance = self.chance
        start = chance.choice(STARTS)
        told = papers.observation(function, "X100000", chance, whole=True)
        told |= {"started": clock(start), "observed_on": "5/1/2026", "feedback_on": "5/1/2026"}
        paper = _paper("observation", "", function, {(LEAD, key): text for key, text in told.items()})
        return _sheet(paper, start=start, minutes=told["minutes"], activity=told["activity"],
                      recording=told["recording"], crn="crn" in told)  # fmt: skip

    def _learning(self) -> Iterable[Sheet]:
        told = [(piece.title, piece.type, piece.hours, piece.learned, piece.effect)
                for pieces in PIECES.values() for piece in pieces]  # fmt: skip
        for title, kind, hours, learned, effect in told:
            yield self._learnt({"course": "other", "title": title, "type": kind, "hours": hours, "learned": learned,
                                "effect": effect})  # fmt: skip
        for learned, effect in SAID_OF_SEEDS2:
            yield self._learnt({"course": "seeds2", "hours": "18", "learned": learned, "effect": effect})

    def _learnt(self, told: dict[str, str]) -> Sheet:
        told = {**told, "done_on": "5/1/2026"}
        paper = _paper("learning", "", "", {(SUBJECT, key): text for key, text in told.items()})
        return _sheet(paper, said=told)

    def _report(self, kind: str, *, again: bool = False) -> Sheet:
        chance, told = self.chance, of_items()
        note = {"situation": "situations", "background": "backgrounds", "assessment": "assessments",
                "recommendation_note": "recommendations"}  # fmt: skip
        texts = {key: chance.choice(told[name]) for key, name in note.items()} if chance.random() < 0.2 else {}
        if kind == OASYS:
            texts |= {"reference": "4000000", "forced": "no", "tiering": "yes",
                      "purpose": chance.choice(("review", "start of order", "start of licence", "significant change")),
                      "rosh": chance.choice(("medium", "medium", "low", "high"))}  # fmt: skip
        elif kind == PAROLE:
            texts |= {"responsible": "com", "report_type": "com", "review_type": "annual", "dossier_on": "5/2/2026",
                      "vlo": "yes", "current": "yes", "pillars": "supervision\nmonitoring\ninterventions\nvictims",
                      "recommendation": told["parole"]["recommendation"]}  # fmt: skip
        else:
            texts |= {key: told["recall"][key] for key in ("conditions", "what_led", "victims")}
            texts |= {"recall_type": "standard", "rosh": "high", "custody": "police"}
        sent: tuple[Sent, ...] = ()
        if again:
            heading = HEADINGS[kind][2]
            sent = (Sent(1, heading.title, "", ""),)
            texts |= {"answer_1": chance.choice(told["changed"]), "changed": heading.code}
        typed = {key: Typed(item_id=0, person_id=1, round=1, key=key, text=text, saved_at=SAMPLE, saved_by="")
                 for key, text in texts.items()}  # fmt: skip
        report = Report(Item(kind=kind, author_id=1, case_reference="X100000", state="draft"), NAMES[SUBJECT], typed,
                        sent)  # fmt: skip
        return Sheet(cut(report.lines(), {"author": NAMES[SUBJECT]}),
                     tuple(("author", key, text) for key, text in texts.items()))  # fmt: skip

    def _agreed(self, kind: str) -> str:
        return str(of_items()["recall"]["first"]) if kind == RECALL else ""

    def _sent_back(self, kind: str, points: Mapping[str, str]) -> Sheet:
        told, heading = of_items(), HEADINGS[kind][2]
        point = next(each for each in told["points"] if each["section"] == heading.code)
        texts = {"verdict": SEND_BACK, "strength": self.chance.choice(told["strengths"]),
                 "section_1": heading.code, "learning_1": point["learning"], "change_1": point["change"]}  # fmt: skip
        return _decided(kind, texts, points)


def _decided(kind: str, texts: Mapping[str, str], points: Mapping[str, str]) -> Sheet:
    lines = decision_lines(kind, texts, points, NAMES[LEAD])
    return Sheet(cut(lines, {"decider": NAMES[LEAD]}), (), texts)
