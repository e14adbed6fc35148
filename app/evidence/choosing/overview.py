"""A pack as it stands while it is put together: its records, its gaps, the passages to look at, its length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from math import ceil

from app.database import db
from app.evidence.choosing import passages, plans
from app.evidence.choosing.passages import Row
from app.evidence.choosing.plans import Plan
from app.evidence.contents import cover, gather
from app.evidence.contents.masking import Passage
from app.evidence.contents.material import material
from app.evidence.contents.pack import SECTIONS, Choice, Entry
from app.evidence.models import KEEP, PackFile
from app.evidence.queries import latest_of
from app.language import day
from app.people.models import Person
from app.registration.standards.matrix import Matrix, matrix

# About what a page holds, in characters, and what the furniture of a record and of a pack takes.
PAGE, FURNITURE, FRONT = 2400, 1000, 4


@dataclass(frozen=True)
class Overview:
    """What somebody has chosen of what they can choose, `entries` being all of that, and what is still to be done."""

    owner_id: int
    plan: Plan
    entries: tuple[Entry, ...]
    rows: list[Row]
    statement: Sequence[Passage]
    matrix: Matrix
    file: PackFile | None

    @cached_property
    def choice(self) -> Choice:
        """What the plan says of these records."""
        return plans.choice_of(self.plan, {entry.record_id for entry in self.entries})

    @cached_property
    def chosen(self) -> tuple[Entry, ...]:
        """The records that go in."""
        return tuple(entry for entry in self.entries if entry.record_id not in self.plan.left_out)

    @property
    def open(self) -> int:
        """How many passages are still to be looked at."""
        return sum(row.is_open for row in self.rows)

    @property
    def pages(self) -> int:
        """About how many pages the pack has: as many as when it was made, or as the texts are long."""
        if self.file and self.file.is_ready:
            return self.file.pages
        alone = [ceil((_length(entry) + FURNITURE) / PAGE) for entry in self.chosen if not entry.is_brief]
        brief = sum(_length(entry) + FURNITURE for entry in self.chosen if entry.is_brief)
        return FRONT + sum(alone) + ceil(brief / PAGE)

    @property
    def masked(self) -> int:
        """How many passages print masked."""
        return sum(row.decided.verdict != KEEP for row in self.rows)

    @property
    def kept(self) -> int:
        """How many passages are kept."""
        return len(self.rows) - self.masked

    @property
    def order(self) -> str:
        """The order of the records in words."""
        return dict(plans.ORDERS)[self.plan.order]

    @cached_property
    def names(self) -> dict[int, str]:
        """What each record is called, by its id."""
        return {
            entry.record_id: f"{entry.kind_name.partition(',')[0]} of {day(entry.happened_on)}"
            for entry in self.entries
        }

    def note(self, entry: Entry) -> str:
        """Who took part in a record besides its owner, or what its form says first."""
        others = [f"{one.name}, {one.capacity}" for one in entry.signatures if one.name != entry.subject]
        if others:
            return f"With {' and '.join(dict.fromkeys(others))}"
        return ": ".join(entry.headline[0]) if entry.headline else entry.kind_name

    @property
    def sections(self) -> list[tuple[str, list[Entry]]]:
        """What can be chosen under the titles of a pack's sections."""
        order = list(SECTIONS)
        found = sorted(self.entries, key=lambda entry: order.index(entry.kind))
        return [(SECTIONS[kind], list(group)) for kind, group in groupby(found, key=lambda entry: entry.kind)]


def overview(owner_id: int, plan: Plan, today: date, apart: str = "") -> Overview:
    """The pack as it stands. A constant number of queries. `apart` as `passages.rows` takes it."""
    found: list[Passage] = []
    records = gather.choosable(owner_id, plan.starts_on, plan.ends_on)
    lies = material(records)
    entries, decided = gather.entries(records, found, lies), passages.verdicts(lies.decided)
    wanted = [each for each in found if each.record_id not in plan.left_out]
    stated: list[Passage] = []
    if plan.statement:
        owner = lies.people.get(owner_id) or db.session.get_one(Person, owner_id)
        cover.statement(owner, entries, plan.statement, stated)
    choice = plans.choice_of(plan, {entry.record_id for entry in entries})
    return Overview(
        owner_id, plan, entries, passages.rows(wanted, decided, apart), stated,
        matrix(owner_id, plan.starts_on, plan.ends_on, today, plan.left_out),
        latest_of(owner_id, plan.starts_on, plan.ends_on, plans.freeze(choice)),
    )  # fmt: skip


def _length(entry: Entry) -> int:
    """How long a record's texts are, in characters."""
    answers = [answer for question in entry.questions for answer in question.answers]
    blocks = [*(answer.paragraphs for answer in answers), *(added.paragraphs for added in entry.addenda)]
    lines = [line for block in blocks for paragraph in block for line in paragraph.lines]
    written = sum(len(piece.text) for line in lines for piece in line)
    return written + sum(60 + len(question.label) for question in entry.questions) + 150 * len(entry.signatures)
