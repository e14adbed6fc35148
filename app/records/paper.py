"""One record laid out for work: its people, its answers, and its form filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from app.language import day, read_day, read_time
from app.people.models import Person
from app.records.kinds import BOTH, DAY, KINDS, NUMBER, TEXT, TIME, Kind, Problem, Question, Section
from app.records.models import LEAD, SUBJECT, Answer, Record
from app.records.snapshot import Line
from app.settings.queries import value

LONGEST = 20_000


@dataclass
class Answered:
    """What is typed, by part and key; `look_back` finds what earlier records left open (typed.Agreed)."""

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    look_back: Callable[[], Sequence[Any]] = tuple

    @cached_property
    def earlier(self) -> Sequence[Any]:
        """What earlier records left open, looked up once."""
        return self.look_back()


@dataclass
class Paper:
    """A record with everything its form needs. `role` and `function` are the subject's on the day of the record.

    `for_name` is the line manager whom the lead covers for, if any. `look_up` finds what is typed, once it is needed:
    most signatures are put under a text that is frozen already, and change nothing of it.
    """

    record: Record
    subject: Person
    lead: Person
    look_up: Callable[[], Answered] = Answered
    role: str = ""
    function: str = ""
    weekly_hours: str = ""
    follows: Record | None = None
    for_name: str = ""
    noted: dict[str, Any] = field(default_factory=dict)  # what the kind looked up once, for the pages of this record

    @cached_property
    def _typed(self) -> Answered:
        return self.look_up()

    @property
    def answers(self) -> dict[tuple[str, str], Answer]:
        """The answers, by part and key."""
        return self._typed.answers

    @property
    def earlier(self) -> Sequence[Any]:
        """What earlier records of the kind left open, as typed.Agreed, the oldest due first."""
        return self._typed.earlier

    @property
    def kind(self) -> Kind:
        """The kind this record is of."""
        return KINDS[self.record.kind]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The form as it stands with these answers."""
        return self.kind.form(self)

    def sections_for(self, part: str) -> list[tuple[Section, list[Question]]]:
        """The sections that ask this part something, each with the questions it asks them."""
        asked = [(section, [q for q in section.questions if part in self.parts_of(q)]) for section in self.sections]
        return [(section, questions) for section, questions in asked if questions]

    def progress(self, part: str) -> list[tuple[Section, int, int]]:
        """How many questions of each section this part has answered, and how many it must or may."""
        found = []
        for section, questions in self.sections_for(part):
            asked = [q for q in questions if q.needed or q.type == TEXT] if part == self.kind.written_by else questions
            found.append((section, sum(bool(self.text(q.key, part).strip()) for q in asked), len(asked)))
        return found

    @property
    def questions(self) -> list[Question]:
        """Every question of the form, in order."""
        return [question for section in self.sections for question in section.questions]

    @property
    def on(self) -> date:
        """The day whose lists and values apply: the day the record is about, or the day it was opened."""
        return self.record.happened_on or self.record.since.date()

    def text(self, key: str, part: str = LEAD) -> str:
        """What a part has answered so far; "" when nothing."""
        answer = self.answers.get((part, key))
        return answer.text if answer else ""

    def day(self, key: str) -> date | None:
        """A day answered by the lead, if it can be read."""
        return read_day(self.text(key))

    def revision(self, key: str, part: str) -> int:
        """How often this answer has been saved; 0 for never."""
        answer = self.answers.get((part, key))
        return answer.revision if answer else 0

    @property
    def led_by(self) -> str:
        """Who leads it, for whom if they cover, and in which capacity."""
        covering = f", for {self.for_name}" if self.for_name else ""
        return f"{self.lead.name}{covering}, {self.record.lead_capacity}"

    def name(self, part: str) -> str:
        """The person's name behind a part."""
        return self.subject.name if part == SUBJECT else self.lead.name

    def parts_of(self, question: Question) -> tuple[str, ...]:
        """Whose answers a question takes, the subject first."""
        return (SUBJECT, LEAD) if question.part == BOTH else (question.part,)

    def lines(self) -> list[Line]:
        """The answers given, as they are frozen when the record is sent."""
        return [
            Line(
                key=question.key,
                part=part,
                by=self.name(part),
                section=section.title,
                label=question.label,
                text=self.in_words(question, part),
                private=question.private or section.private,
                apart=not self.kind.in_pack(question.key),
            )
            for section in self.sections
            for question in section.questions
            if question.sealed
            for part in self.parts_of(question)
            if self.counts(part) and self.text(question.key, part).strip()
        ]

    def counts(self, part: str) -> bool:
        """Whether what this part wrote belongs to the record: a preparation does once it is shared."""
        return part == LEAD or not self.kind.may_prepare or self.record.shared_at is not None

    def in_words(self, question: Question, part: str) -> str:
        """An answer as it is shown: days written out, choices by their labels."""
        text = self.text(question.key, part)
        if question.type == DAY and (found := read_day(text)):
            return day(found).replace("\N{NO-BREAK SPACE}", " ")
        return question.shown(text)

    def problems(self, today: date) -> list[Problem]:
        """Everything that keeps the draft from being sent, in the order of the form."""
        found = [problem for question in self.questions for problem in self._problems_of(question)]
        return found + self.kind.problems(self, today)

    def _problems_of(self, question: Question) -> list[Problem]:
        found = []
        for part in filter(self.counts, self.parts_of(question)):
            text = self.text(question.key, part)
            longest = value("record.characters", self.on)
            if len(text) > longest:
                over = len(text) - longest
                message = (
                    f"{question.label}: {self.name(part)}'s answer is {over:,} characters over {longest:,}. Shorten it."
                )
                found.append(Problem(question.key, message))
            if part == self.kind.written_by and not text.strip() and question.needed:
                found.append(Problem(question.key, question.needed))
            elif part == self.kind.written_by and text.strip():
                found += _unreadable(question, text)
        return found


def _unreadable(question: Question, text: str) -> list[Problem]:
    label = question.label
    if question.type == DAY and not read_day(text):
        return [Problem(question.key, f"{label}: enter a real date, like 27/11/2026")]
    if question.type == TIME and not read_time(text):
        return [Problem(question.key, f"{label}: enter a time, like 9:30am or 14:00")]
    if question.type == NUMBER:
        if not text.strip().isascii() or not text.strip().isdigit():
            return [Problem(question.key, f"{label}: enter a whole number")]
        least, most = question.least or 0, question.most or 10**6
        if len(text.strip()) > 6 or not least <= int(text) <= most:
            return [Problem(question.key, f"{label}: enter a number from {least} to {most}")]
    known = {code for code, _ in question.choices}
    if known and not set(filter(None, text.split("\n"))) <= known:
        return [Problem(question.key, f"{label}: choose from the list")]
    return []
