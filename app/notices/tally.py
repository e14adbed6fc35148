"""How much waits for a person, kind by kind, in words that name nobody: for an e-mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.language import GAP, plural
from app.notices.work import WORDS, by_code


@dataclass(frozen=True)
class Tally:
    """How many rows of one wording wait, how many of them are overdue, and how many run against a clock."""

    one: str
    many: str
    total: int
    overdue: int
    clocks: int

    @property
    def line(self) -> str:
        """3 records to sign, 1 overdue"""
        parts = [plural(self.total, self.one, self.many)]
        parts += [f"{self.overdue} overdue"] if self.overdue else []
        parts += [f"{self.clocks} with a clock running"] if self.clocks else []
        return ", ".join(parts).replace(GAP, " ")


# By the code of a row: what one is called, and what several are.
COUNTED: dict[str, tuple[str, str]] = {}


def counted_as(codes: Mapping[str, tuple[str, str]]) -> None:
    """Say what rows are called in a count: ("record to sign", "records to sign"). Codes may share their words."""
    COUNTED.update(codes)


def called(code: str) -> tuple[str, str]:
    """What rows of a code are called in a count; by their verb alone where nobody said."""
    verb = WORDS[code].verb.lower()
    return COUNTED.get(code, (f"thing to {verb}", f"things to {verb}"))


def tally(person_id: int, now: datetime, today: date) -> list[Tally]:
    """What waits for a person, by what it is called: what has a clock first, then the most overdue. One query."""
    found: dict[tuple[str, str], list[int]] = {}
    for code, *numbers in by_code(person_id, now, today):
        before = found.get(called(code), [0, 0, 0])
        found[called(code)] = [old + new for old, new in zip(before, numbers, strict=True)]
    tallies = [Tally(one, many, *numbers) for (one, many), numbers in found.items()]
    return sorted(tallies, key=lambda each: (-each.clocks, -each.overdue, -each.total, each.one))
