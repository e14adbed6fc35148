"""A text as words, each with its kind and with what stands around it, for telling the names of people in it."""

import re
from collections.abc import Collection
from typing import NamedTuple

from app.policy.given_names import GIVEN_NAMES
from app.policy.name_context import IN_PLACE, MOTION, OF_A_PLACE, ORGANISATIONS
from app.policy.name_words import INITIAL, ORDINARY_WORD, PLACE, PROPER_WORD, SMALL, TITLE, bare, kind_of
from app.policy.proper_words import AUTHORS, COMMON_AUTHORS

SMALL_TITLES = frozenset(("mr", "mrs", "ms", "dr"))
LONGEST_WORD = 40  # letters: nothing longer is a name

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_OPENS = re.compile(r"(?:^|[.!?:;…\n]|(?:^|[\s(])\w\))[\s\"'“”‘’*•–—-]{0,12}\Z")
_LOOK_BACK = 16  # characters, enough for a quotation mark, a bullet and some spaces


class Word(NamedTuple):
    """One word from `start` to `end`, without the s of possession: as written, in small letters, its kind, and whether
    something is its own.
    """

    text: str
    low: str
    start: int
    end: int
    kind: str = SMALL
    owns: bool = False


class Reader:
    """Reads a text word by word. `known` are words, in small letters, that the record shows anyway: no names here.

    `words` are all of them, `candidates` the places of those that a name may start at, `small` what is also written
    without a capital somewhere in the text.
    """

    def __init__(self, text: str, known: Collection[str]) -> None:
        self.text, self.known = text, known
        self.words: list[Word] = []
        self.candidates: list[int] = []
        self.small: set[str] = set()
        for match in _WORD.finditer(text):
            raw = match[0]
            if raw.isascii() and raw.isalpha() and raw.islower():
                self._add_small(raw, match)
            else:
                self._add(raw, match)

    def _add_small(self, raw: str, match: re.Match[str]) -> None:
        if raw in GIVEN_NAMES or raw in SMALL_TITLES:
            self.candidates.append(len(self.words))
        self.small.add(raw)
        self.words.append(Word(raw, raw, match.start(), match.end()))

    def _add(self, raw: str, match: re.Match[str]) -> None:
        text = bare(raw)
        low = text.lower().replace("’", "'")
        is_no_name = len(text) > LONGEST_WORD or (low in self.known and text[0].isupper())
        kind = PROPER_WORD if is_no_name else kind_of(text)
        if kind == SMALL:
            self.small.add(low)
        if kind not in (PROPER_WORD, ORDINARY_WORD, PLACE):
            self.candidates.append(len(self.words))
        self.words.append(Word(text, low, match.start(), match.start() + len(text), kind, len(text) < len(raw)))

    def next_to(self, at: int, step: int) -> Word | None:
        """The word before (-1) or after (1), with a space between; after a title or an initial a stop too."""
        if not 0 <= at + step < len(self.words):
            return None
        first, last = (self.words[at + step], self.words[at]) if step < 0 else (self.words[at], self.words[at + step])
        gap = self.text[first.end : last.start]
        if first.owns:
            gap = gap.lstrip("'’sS")
        is_joined = gap in (" ", "  ", "\N{NO-BREAK SPACE}") or (gap == ". " and first.kind in (INITIAL, TITLE))
        return self.words[at + step] if is_joined else None

    def low(self, at: int, step: int) -> str:
        """The word next to this one, in small letters, or nothing."""
        word = self.next_to(at, step)
        return word.low if word else ""

    def label(self, at: int) -> str:
        """The word before a colon before this one, in small letters, or nothing."""
        before = self.words[at - 1] if at else None
        return before.low if before and self.text[before.end : self.words[at].start].strip(" ") == ":" else ""

    def kind(self, at: int, step: int) -> str:
        """The kind of the word next to this one, or nothing."""
        word = self.next_to(at, step)
        return word.kind if word else ""

    def opens(self, at: int) -> bool:
        """Whether the word opens a sentence, a line or an item, where every word has a capital."""
        start = self.words[at].start
        if at and self.words[at - 1].kind in (TITLE, INITIAL) and self.next_to(at, -1):
            return False
        before = self.text[max(0, start - _LOOK_BACK) : start]
        return bool(_OPENS.search(before if start <= _LOOK_BACK else "x" + before))

    def is_with_capitals(self, at: int) -> bool:
        """Whether an everyday or proper word with a capital follows, as in a heading or the name of a team."""
        return self.kind(at, 1) in (ORDINARY_WORD, PROPER_WORD) and not self.words[at].owns

    def is_of_a_place(self, at: int) -> bool:
        """Whether the words before or after make it a place or an organisation."""
        before = self.low(at, -1)
        if before in OF_A_PLACE or (self.low(at, 1) in ORGANISATIONS and self.kind(at, 1) != SMALL):
            return True
        if self.words[at].owns:
            return False
        return before in IN_PLACE or self.kind(at, -1) == PLACE or (before in ("to", "from") and self._is_motion(at))

    def _is_motion(self, at: int) -> bool:
        return any(word.low in MOTION for word in self.words[max(0, at - 4) : at - 1])

    def is_cited(self, at: int) -> bool:
        """Whether it stands among authors, as in Atkins and Murphy, or before the model it gave its name to."""
        near = self.words[max(0, at - 2) : at + 4]
        authors = sum(word.low in COMMON_AUTHORS or word.low in AUTHORS for word in near)
        is_pair = authors > 1 and any(word.low == "and" for word in near)
        return is_pair or any(
            word.low in ("model", "cycle", "theory", "framework", "reflective", "4x4x4") for word in near
        )
