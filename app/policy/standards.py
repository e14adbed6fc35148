"""The registration standards against the evidence for them: how much there is, how much is asked, and gaps first.

From September 2025 eligible staff evidence how they meet the standards (Framework 7.2). How much evidence a standard
asks for was not found: the least number of records, and of different kinds of them, are data of the service.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.policy.registration import ENOUGH, NOTHING, SOME, WAITING
from app.policy.rules import Rule

MOST_RECORDS, MOST_KINDS = 99, 6  # what a standard may ask for

SIGNED, UNSIGNED, DRAFT = "signed", "unsigned", "draft"  # how far a record has come
_GAPS_FIRST = (NOTHING, WAITING, SOME, ENOUGH)


@dataclass(frozen=True)
class Standard:
    """A standard by the list of a day, and how much evidence it asks for: records, and different kinds of them.

    `ended_on` is its last day where the list has it no more: it asks for nothing then, and its evidence stays readable.
    """

    code: str
    label: str
    source: str = ""
    records: int = 1
    kinds: int = 1
    ended_on: date | None = None


@dataclass(frozen=True)
class Evidence:
    """One record: its kind, how far it has come (SIGNED, UNSIGNED or DRAFT), and what it is evidence for."""

    record_id: int
    kind: str
    state: str
    codes: frozenset[str]


@dataclass(frozen=True)
class Row:
    """A standard with its evidence. `counts` and `records` are of signed records only, in the order given; `unsigned`
    are those that count once everybody has signed. `words` say how much there is and what is missing.
    """

    standard: Standard
    state: str
    counts: Mapping[str, int]
    records: tuple[int, ...]
    unsigned: tuple[int, ...]
    words: str

    @property
    def is_gap(self) -> bool:
        """Whether less than what is asked is signed."""
        return self.state != ENOUGH


@dataclass(frozen=True)
class Taggable:
    """A record to be evidence: how far it has come, and whether the standards asked for are those of its year."""

    is_signed: bool
    is_void: bool
    is_known: bool


TAGGING: tuple[Rule[Taggable], ...] = (
    Rule(
        "Framework 7.2",
        "A record is evidence once everybody has signed it.",
        lambda it: not it.is_signed,
        "Choose the standards in its draft, or come back when it is signed.",
    ),
    Rule("Framework 7.2", "A record that was opened in error is no evidence.", lambda it: it.is_void),
    Rule(
        "Framework 7.2",
        "This standard is not among those of the year of the record.",
        lambda it: not it.is_known,
        "Choose one of the standards shown.",
    ),
)


def rows(standards: Sequence[Standard], evidence: Iterable[Evidence]) -> list[Row]:
    """Every standard with its evidence: nothing yet, waiting for signatures, some, enough, each in the order of the
    list; then those that have ended.
    """
    given = list(evidence)
    found = [_row(standard, [each for each in given if standard.code in each.codes]) for standard in standards]
    return sorted(found, key=lambda row: (row.standard.ended_on is not None, _GAPS_FIRST.index(row.state)))


def _row(standard: Standard, evidence: Sequence[Evidence]) -> Row:
    signed = [each for each in evidence if each.state == SIGNED]
    unsigned = tuple(each.record_id for each in evidence if each.state != SIGNED)
    counts = Counter(each.kind for each in signed)
    state = _state(standard, len(signed), len(counts), len(unsigned))
    words = _words(standard, state, len(signed), len(counts), len(unsigned))
    return Row(standard, state, dict(counts), tuple(each.record_id for each in signed), unsigned, words)


def _state(standard: Standard, records: int, kinds: int, unsigned: int) -> str:
    if standard.ended_on or (records >= standard.records and kinds >= standard.kinds):
        return ENOUGH
    if records:
        return SOME
    return WAITING if unsigned else NOTHING


def _words(standard: Standard, state: str, records: int, kinds: int, unsigned: int) -> str:
    if state == NOTHING:
        return "Gap: nothing yet"
    if state == WAITING:
        return f"Gap: {_records(unsigned)} not yet signed by everybody"
    more = f", {unsigned} more not yet signed by everybody" if unsigned else ""
    if state == SOME:
        return f"Gap: {_short(standard, records, kinds)} the register asks for{more}"
    return f"{_records(records)}{more}"


def _short(standard: Standard, records: int, kinds: int) -> str:
    missing = []
    if records < standard.records:
        missing.append(f"{records} of {standard.records} records")
    if kinds < standard.kinds:
        missing.append(f"{kinds} of {standard.kinds} kinds")
    return " and ".join(missing)


def _records(count: int) -> str:
    return f"{count} record" if count == 1 else f"{count} records"
