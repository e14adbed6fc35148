"""What a person is typing about an item, laid out as its form: the author's report, or the manager's decision."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from app.countersigning import form
from app.countersigning.form import AUTHOR, Sent
from app.countersigning.models import Decision, Item, Round, Typed
from app.language import clean, read_day
from app.language import day as day_words
from app.policy.checklist import AS_MARKED, HEADINGS, MARKS, MOST_POINTS, SEND_BACK, VERDICTS, PointSaid, Said
from app.policy.countersigning import RECALL
from app.records import snapshot
from app.records.kinds import DAY, Question, Section
from app.records.paper import LONGEST

DECIDER = "decider"


@dataclass
class Sheet:
    """An author's report in writing. `sent` are the points of the last send-back, which ask for an answer each."""

    item: Item
    author: str
    typed: Mapping[str, Typed] = field(default_factory=dict)
    sent: tuple[Sent, ...] = ()

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The form as it stands."""
        return form.sections(self.item.kind, self.sent)

    @property
    def questions(self) -> list[Question]:
        """Every question, in order."""
        return [question for section in self.sections for question in section.questions]

    def text(self, key: str, part: str = AUTHOR) -> str:
        """What is typed so far; "" when nothing."""
        found = self.typed.get(key)
        return found.text if found else ""

    def revision(self, key: str, part: str = AUTHOR) -> int:
        """How often this answer has been saved; 0 for never."""
        found = self.typed.get(key)
        return found.revision if found else 0

    def name(self, part: str) -> str:
        """Who types."""
        return self.author

    def day(self, key: str) -> date | None:
        """A day answered, if it can be read."""
        return read_day(self.text(key))

    @property
    def texts(self) -> dict[str, str]:
        """Every answer by its question."""
        return {key: row.text for key, row in self.typed.items()}

    def progress(self) -> list[tuple[Section, int, int]]:
        """How many questions of each section are answered, and how many there are to answer."""
        found = []
        for section in self.sections:
            asked = [question for question in section.questions if question.needed] or section.questions
            found.append((section, sum(bool(self.text(each.key).strip()) for each in asked), len(asked)))
        return found

    def problems(self, today: date) -> list[tuple[str, str]]:
        """Everything that keeps it from being signed, in the order of the form: (field, what to do)."""
        found = [problem for question in self.questions for problem in self._problems_of(question)]
        return found + form.problems(self.item.kind, self.texts, today)

    def _problems_of(self, question: Question) -> list[tuple[str, str]]:
        text = self.text(question.key)
        if not text.strip():
            return [(question.key, question.needed)] if question.needed else []
        if len(text) > LONGEST:
            return [(question.key, f"{question.label}: the answer is {len(text) - LONGEST:,} characters over"
                     f" {LONGEST:,}. Shorten it")]  # fmt: skip
        if question.type == DAY and read_day(text) is None:
            return [(question.key, f"{question.label}: enter a real date, like 27/11/2026")]
        known = {code for code, _ in question.choices}
        if known and not set(filter(None, text.split("\n"))) <= known:
            return [(question.key, f"{question.label}: choose from the list")]
        return []

    def lines(self) -> list[snapshot.Line]:
        """The answers given, as they are frozen when the author signs."""
        return [
            snapshot.Line(question.key, AUTHOR, self.author, section.title, question.label, self._in_words(question))
            for section in self.sections
            for question in section.questions
            if self.text(question.key).strip()
        ]

    def _in_words(self, question: Question) -> str:
        text = self.text(question.key)
        if question.type == DAY and (found := read_day(text)):
            return day_words(found).replace("\N{NO-BREAK SPACE}", " ")
        return question.shown(text)


DECISION_KEYS = frozenset({"verdict", "strength", "reason", "comment"} | {
    f"{part}_{number}" for part in ("section", "learning", "change") for number in range(1, MOST_POINTS + 1)
})  # fmt: skip


def accepts(kind: str, part: str, key: str) -> bool:
    """Whether such an answer may be saved for an item of this kind."""
    if part == DECIDER:
        codes = {heading.code for heading in HEADINGS.get(kind, ())}
        return key in DECISION_KEYS or (key.startswith("mark_") and key.removeprefix("mark_") in codes)
    return part == AUTHOR and form.accepts(kind, key)


def said(kind: str, texts: Mapping[str, str]) -> Said:
    """A decision as typed, for the rule book."""
    return Said(
        verdict=texts.get("verdict", ""),
        marks={heading.code: texts.get(f"mark_{heading.code}", "") for heading in HEADINGS[kind]},
        strength=texts.get("strength", ""),
        points=[
            PointSaid(*(texts.get(f"{part}_{number}", "") for part in ("section", "learning", "change")))
            for number in range(1, MOST_POINTS + 1)
        ],
        reason=texts.get("reason", ""),
    )


def unfit(kind: str, texts: Mapping[str, str], learning: Collection[str]) -> list[tuple[str, str]]:
    """What can't be stored as a decision whatever the rules say: too long, not of the list, no text at all."""
    sections, marks = {heading.code for heading in HEADINGS[kind]}, dict(MARKS)
    found = []
    for key, text in texts.items():
        if clean(text) is None or len(text) > LONGEST:
            found.append((key, f"This is over {LONGEST:,} characters, or holds a character that can’t be stored"))
        elif key.startswith("section_") and text and text not in sections:
            found.append((key, "Choose the section from the list"))
        elif key.startswith("learning_") and text and text not in learning:
            found.append((key, "Choose the learning point from the list"))
        elif key.startswith("mark_") and text and text not in marks:
            found.append((key, "Choose a mark from the list"))
    return found


def decision_lines(kind: str, texts: Mapping[str, str], learning: Mapping[str, str], by: str) -> list[snapshot.Line]:
    """A decision as it is frozen: the verdict, the marks that count, and the words that belong to it."""
    headings, verdict = HEADINGS[kind], texts["verdict"]
    titles = {heading.code: heading.title for heading in headings}

    def line(key: str, section: str, label: str, text: str) -> list[snapshot.Line]:
        return [snapshot.Line(key, DECIDER, by, section, label, text.strip())] if text.strip() else []

    found = line("verdict", "Decision", "Decision", dict(VERDICTS)[verdict])
    for heading in headings:
        mark = texts.get(f"mark_{heading.code}", "")
        found += line(f"mark_{heading.code}", "Checklist", heading.title, dict(MARKS).get(mark, ""))
    if verdict == SEND_BACK:
        found += line("strength", "Decision", "What was good", texts.get("strength", ""))
        for number in range(1, MOST_POINTS + 1):
            section, code = texts.get(f"section_{number}", ""), texts.get(f"learning_{number}", "")
            found += line(f"section_{number}", f"Point {number}", "Section", titles.get(section, ""))
            found += line(f"learning_{number}", f"Point {number}", "Learning point", learning.get(code, code))
            found += line(f"change_{number}", f"Point {number}", "What to change", texts.get(f"change_{number}", ""))
    elif verdict == AS_MARKED or kind == RECALL:
        label = "Why I agree with the recall" if kind == RECALL else "Why with a heading not met"
        found += line("reason", "Decision", label, texts.get("reason", ""))
    return found + line("comment", "Decision", "Comment", texts.get("comment", ""))


def sent_points(decisions: Collection[Decision]) -> tuple[Sent, ...]:
    """The points of the send-back among the decisions of a round; none where there is none."""
    found = []
    for decision in decisions:
        words = {line.key: line.text for line in snapshot.lines(decision.body)}
        found += [
            Sent(number, words[f"section_{number}"], words.get(f"learning_{number}", ""), words[f"change_{number}"])
            for number in range(1, MOST_POINTS + 1) if f"section_{number}" in words
        ]  # fmt: skip
    return tuple(found)


def open_points(rounds: Sequence[tuple[Round, list[Decision]]]) -> tuple[Sent, ...]:
    """The points that the next round answers: those of the last round decided on, if it was sent back.

    A round taken back before anybody decided on it leaves the points before it open.
    """
    last = next((decisions for each, decisions in reversed(rounds) if decisions or not each.is_required), [])
    return sent_points(last)


@dataclass(frozen=True)
class Told:
    """One round as it is shown: what the author signed, and what was decided."""

    round: Round
    lines: list[snapshot.Line]
    decisions: list[tuple[Decision, list[snapshot.Line]]]

    def word(self, key: str) -> str:
        """One answer of the author's in words; "" without."""
        return next((line.text for line in self.lines if line.key == key), "")


def told(rounds: list[tuple[Round, list[Decision]]]) -> list[Told]:
    """Rounds read out of their frozen texts."""
    return [
        Told(each, snapshot.lines(each.body), [(decision, snapshot.lines(decision.body)) for decision in decisions])
        for each, decisions in rounds
    ]
