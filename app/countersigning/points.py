"""What an author's send-backs taught, over time: for the author and their line manager of the day, nobody else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from app.countersigning.form import Sent
from app.countersigning.models import Decision, Item, Point
from app.countersigning.sheet import sent_points
from app.database import db
from app.people.models import Person, Posting, during
from app.policy.access import NotThere, Viewer
from app.policy.assessor_facts import day_of, midnight, months_after
from app.policy.checklist import HEADINGS
from app.policy.countersigning import SENDS_BACK
from app.policy.lists import LEARNING_POINTS
from app.records import snapshot
from app.settings.queries import labels, value

TWICE = 2  # how often a learning point is raised before it suggests a focus
QUARTERS = 4
SECTIONS = {heading.code: heading.title for headings in HEADINGS.values() for heading in headings}


@dataclass(frozen=True)
class Count:
    """How often one learning point or section was raised, by period, the earliest first, and in all."""

    words: str
    by_period: tuple[int, ...]

    @property
    def total(self) -> int:
        """In all periods."""
        return sum(self.by_period)


@dataclass(frozen=True)
class Raised:
    """One send-back as it was written: the item, when and by whom, what was good, and each point."""

    item: Item
    at: datetime
    by: str
    strength: str
    points: tuple[Sent, ...]


@dataclass(frozen=True)
class Themes:
    """An author's learning points and sections over the periods named, and what was raised twice of late."""

    periods: tuple[str, ...]
    learning: list[Count]
    sections: list[Count]
    focus: list[tuple[str, int]]


def _may_see(viewer_id: int, author_id: Any, today: date) -> ColumnElement[bool]:
    """Whether the viewer is the author, or their line manager today."""
    manages = exists().where(
        Posting.person_id == author_id, Posting.line_manager_id == viewer_id, during(Posting, today)
    )
    return or_(Person.id == viewer_id, manages)


def author(viewer: Viewer, person_id: int, today: date) -> Person:
    """The person, if their learning points are the viewer's to see. Raises NotThere. One query."""
    found = db.session.scalar(
        select(Person).where(Person.id == person_id, _may_see(viewer.person_id or 0, Person.id, today))
    )
    if found is None:
        raise NotThere
    return found


def themes(author_id: int, today: date) -> Themes:
    """Counts by learning point and by section, in this quarter, the three before it, and earlier. Two queries."""
    rows = db.session.execute(
        select(Point.learning, Point.section, Point.raised_at).where(Point.author_id == author_id)
    ).all()
    starts, since = quarters(today), _since(today)
    found = [(row.learning, row.section, sum(day_of(row.raised_at) >= start for start in starts)) for row in rows]
    words = labels(LEARNING_POINTS) if rows else {}
    return Themes(
        ("Earlier", *(quarter_words(start) for start in starts)),
        _counted([(words.get(code, code), period) for code, _, period in found]),
        _counted([(SECTIONS.get(code, code), period) for _, code, period in found]),
        _often(Counter(row.learning for row in rows if row.raised_at >= since).items(), words),
    )


def _since(today: date) -> datetime:
    """From when on learning points suggest a focus."""
    return midnight(months_after(today, -value("countersign.focus_months", today)))


def _often(counts: Iterable[tuple[str, int]], words: Mapping[str, str]) -> list[tuple[str, int]]:
    return sorted((words.get(code, code), count) for code, count in counts if count >= TWICE)


def _counted(found: Sequence[tuple[str, int]]) -> list[Count]:
    """By name: this is no ranking."""
    counts = Counter(found)
    names = sorted({name for name, _ in found})
    return [Count(name, tuple(counts[name, period] for period in range(QUARTERS + 1))) for name in names]


def quarters(today: date) -> list[date]:
    """The first days of the last four quarters of the calendar, this one included, the earliest first."""
    this = date(today.year, today.month - (today.month - 1) % 3, 1)
    return [months_after(this, -3 * back) for back in reversed(range(QUARTERS))]


def quarter_words(start: date) -> str:
    """July to September 2026"""
    return f"{start:%B} to {months_after(start, 2):%B %Y}"


def raised(author_id: int, first: int, size: int) -> list[Raised]:
    """The send-backs of an author's work, the latest first. One query."""
    rows = db.session.execute(
        select(Decision, Item)
        .join(Item, Item.id == Decision.item_id)
        .where(Item.author_id == author_id, Decision.verdict == SENDS_BACK)
        .order_by(Decision.signed_at.desc(), Decision.id.desc())
        .offset(first)
        .limit(size)
    )
    return [
        Raised(item, decision.signed_at, decision.name, _strength(decision), sent_points([decision]))
        for decision, item in rows
    ]


def _strength(decision: Decision) -> str:
    return next((line.text for line in snapshot.lines(decision.body) if line.key == "strength"), "")


def focus_query(author_id: int, viewer_id: int, today: date) -> Select[str, int]:
    """Learning points raised at least twice of late, as (code, how often): a focus to suggest for a session.

    Empty for everyone but the author and their line manager today.
    """
    return (
        select(Point.learning, func.count().label("times"))
        .join(Person, Person.id == Point.author_id)
        .where(Point.author_id == author_id, Point.raised_at >= _since(today), _may_see(viewer_id, author_id, today))
        .group_by(Point.learning)
        .having(func.count() >= TWICE)
    )


def in_words(counts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Learning points by their words instead of their codes. One query if there are any."""
    return _often(counts, labels(LEARNING_POINTS)) if counts else []
