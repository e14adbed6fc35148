"""What a kind of record is: its form, whose words go where, who signs in which order, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app.history.actions import Actor
from app.policy.rules import Breach
from app.records.snapshot import Line

if TYPE_CHECKING:
    from app.people.models import Person
    from app.records.models import Record
    from app.records.paper import Paper

BOTH = "both"

# Types of answer. A day and a time are kept as typed and read when the record is checked.
LINE, TEXT, DAY, TIME, NUMBER = "line", "text", "day", "time", "number"
CHOICE, SELECT, MANY = "choice", "select", "many"


@dataclass(frozen=True)
class Question:
    """One question of a form.

    `part` says whose answer it is: one part's, or BOTH for an answer each. `group` puts questions side by side.
    `needed` is a message shown when it is left empty ("" means it may be). `sealed` is False for what may still be
    changed after signing. `private` never leaves the two people.
    """

    key: str
    label: str
    type: str = TEXT
    part: str = "lead"
    needed: str = ""
    hint: str = ""
    prompts: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    private: bool = False
    sealed: bool = True
    rows: int = 4
    least: int | None = None
    most: int | None = None
    group: str = ""
    folded: str = ""

    def shown(self, text: str) -> str:
        """An answer in words: the labels of what was chosen, or the text itself."""
        if self.choices:
            words = dict(self.choices)
            return "; ".join(words.get(code, code) for code in text.split("\n") if code)
        return text.strip()


@dataclass(frozen=True)
class Section:
    """A part of the form with its title. `note` is one line under the title; `private` never leaves the two people."""

    key: str
    title: str
    questions: tuple[Question, ...]
    note: str = ""
    private: bool = False


@dataclass(frozen=True)
class Problem:
    """What keeps a draft from being sent: where, and what to do."""

    key: str
    message: str


@dataclass(frozen=True)
class Step:
    """One signature in the order of a kind: whose, what it means, and the words on the button."""

    part: str
    meaning: str
    capacity: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of record, declared by its slice.

    `form(paper)` gives its sections; `accepts(part, key)` says whether such an answer may be saved, without reading
    the database; `problems(paper, today)` what keeps it from being sent beyond empty and unreadable answers;
    `warnings(paper, today)` what is late but may be sent all the same; `headline(paper)` the facts on top of the
    signed record; `laid_out(lines)` how its answers read on screen and paper; `on_answer`, `on_signed` (by a part) and
    `on_locked` what follows, in the same transaction. `written_by` is the part that opens it, writes what is needed and
    sends it; where that is the subject, `confirmed_by(person_id, today)` says who signs it after them, and as what;
    None for nobody. `in_pack(key)`: whether an evidence pack may show the answer to a question; private ones never.
    What it may not show is frozen apart, so that no pack tells how much there is. `drafted_alone`: nobody but its lead
    knows of it before it is sent. `undone(record, verb, is_manager)` says what taking it back ("withdraw") or marking
    it as opened in error ("void") does besides, to the subject's line manager of today or to somebody else.
    `aside(paper, context)`: what its pages show besides; `context` has the viewer, today, `found`, and on the page of a
    sent record all that `pages.reading` gives.
    """

    key: str
    version: int
    name: str
    short: str
    order: tuple[Step, ...]
    form: Callable[[Paper], tuple[Section, ...]]
    accepts: Callable[[str, str], bool]
    headline: Callable[[Paper], list[list[str]]]
    policy: tuple[tuple[str, str], ...]
    title: Callable[[Paper], str]
    problems: Callable[[Paper, date], list[Problem]] = field(default=lambda paper, today: [])
    warnings: Callable[[Paper, date], list[Breach]] = field(default=lambda paper, today: [])
    on_answer: Callable[[Paper, str, str, datetime, Actor], None] | None = None
    watches: frozenset[str] = frozenset()
    on_signed: Callable[[Paper, str, datetime, Actor], None] | None = None
    on_locked: Callable[[Paper, datetime, Actor], None] | None = None
    due_after: Callable[[str, date], date | None] = field(default=lambda step, today: None)
    aside: Callable[[Paper, Mapping[str, Any]], dict[str, Any]] = field(default=lambda paper, context: {})
    laid_out: Callable[[Sequence[Line]], list[Line]] = list
    in_pack: Callable[[str], bool] = field(default=lambda key: True)
    undone: Callable[[Record, str, bool], str] = field(default=lambda record, verb, is_manager: "")
    written_by: str = "lead"
    confirmed_by: Callable[[int, date], tuple[Person, str] | None] | None = None
    is_observation: bool = False
    drafted_alone: bool = False
    is_logged: bool = False
    carries_actions: bool = False
    may_prepare: bool = False
    templates: Mapping[str, str] = field(default_factory=dict)

    def confirmer(self, record: Record, today: date) -> tuple[Person, str] | None:
        """Whoever would lead a draft if it were sent today, and as what; None where that does not change."""
        return self.confirmed_by(record.subject_id, today) if self.confirmed_by and record.state == "draft" else None


KINDS: dict[str, Kind] = {}


def own_kinds() -> list[str]:
    """The kinds that their subject opens, writes and sends: nobody else knows of a draft."""
    return [kind.key for kind in KINDS.values() if kind.written_by == "subject"]


def declare(kind: Kind) -> None:
    """Make a kind known. Called by the slices from create_app()."""
    KINDS[kind.key] = kind
