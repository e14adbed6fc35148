"""What of a record a pack hides: each passage that could identify somebody, until the owner decides to keep it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.evidence.contents import wording
from app.evidence.contents.wording import Paragraph, Piece
from app.policy.identifiers import Span
from app.policy.identity import passages

AROUND = 60  # characters shown on either side of a passage


@dataclass(frozen=True)
class Passage:
    """One passage that could identify somebody.

    `place` names the text it stands in (an answer, a comment, an action), `where` says so in words; `start` and `end`
    count characters of that text as it is printed. `is_kept`: its owner looked at it and it is printed.
    """

    record_id: int
    place: str
    where: str
    start: int
    end: int
    kind: str
    before: str
    text: str
    after: str
    is_kept: bool = False

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells it from the others of its record."""
        return self.place, self.start, self.end


@dataclass
class Masker:
    """Reads the texts of one record for print, and remembers in `found` every passage it met.

    `known` are names that the record shows anyway; `kept` the passages that are printed, as (place, start, end).
    """

    record_id: int
    known: frozenset[str] = frozenset()
    kept: frozenset[tuple[str, int, int]] = frozenset()
    found: list[Passage] = field(default_factory=list)

    def paragraphs(self, place: str, where: str, text: str) -> tuple[Paragraph, ...]:
        """A text in paragraphs."""
        shown = wording.clean(text).strip()
        return wording.paragraphs(shown, self._hidden(place, where, shown))

    def pieces(self, place: str, where: str, text: str) -> tuple[Piece, ...]:
        """A text on one line."""
        shown = wording.one_line(text)
        return wording.pieces(shown, self._hidden(place, where, shown))

    def brief(self, place: str, where: str, text: str) -> str:
        """A fact on one line: a hidden passage reads as the word masked, a case reference by its last characters."""
        shown = wording.one_line(text)
        return wording.brief(shown, self._hidden(place, where, shown))

    def hides(self, *places: str) -> bool:
        """Whether anything in these places, read before, is hidden."""
        return any(not passage.is_kept for passage in self.found if passage.place in places)

    def _hidden(self, place: str, where: str, text: str) -> list[Span]:
        spans = passages(text, self.known)
        met = [self._passage(place, where, text, span) for span in spans]
        self.found += met
        return [span for span, passage in zip(spans, met, strict=True) if not passage.is_kept]

    def _passage(self, place: str, where: str, text: str, span: Span) -> Passage:
        before, after = _folded(text[max(0, span.start - AROUND) : span.start]), text[span.end : span.end + AROUND]
        is_kept = (place, span.start, span.end) in self.kept
        return Passage(
            self.record_id, place, where, span.start, span.end, span.kind, before, text[span.start : span.end],
            _folded(after), is_kept,
        )  # fmt: skip


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def undecided(found: Iterable[Passage], decided: Iterable[tuple[int, str, int, int]]) -> list[Passage]:
    """Those that nobody has decided on. `decided` as (record id, place, start, end)."""
    known = set(decided)
    return [each for each in found if (each.record_id, *each.key) not in known]
