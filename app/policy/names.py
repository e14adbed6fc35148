"""Names of people in a text, told by the words themselves and by the words around them.

A title and what follows it; a given name and what follows it; initials; a surname; and in the middle of a sentence any
word with a capital that is no place, no tool, no team and no everyday word.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from app.policy.identifiers import Span
from app.policy.name_words import (
    ACRONYM,
    GIVEN,
    INITIAL,
    OFTEN,
    ORDINARY_WORD,
    PLACE,
    PROPER_WORD,
    SELDOM,
    SHORT,
    SMALL,
    SURNAME,
    TITLE,
    UNKNOWN,
    WORDY,
    bare,
    is_given,
    is_ordinary,
    kind_of,
)  # fmt: skip
from app.policy.proper_words import AUTHORS, COMMON_AUTHORS, PROPER
from app.policy.surnames import SURNAMES
from app.policy.word_lists import words

NAME = "name"
LONGEST_NAME = 5  # words

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_INITIALS = re.compile(r"(?<![\w.])(?!(?:U\.K|U\.S|N\.B|P\.S|A\.M|P\.M|Q\.C|K\.C|B\.A|M\.A|N\.I|P\.O|D\.O)\.)"
                       r"[A-Z]\.\s?(?:[A-Z]\.\s?){0,2}[A-Z]\.(?!\w)")  # fmt: skip
_OPENS = re.compile(r"(?:^|[.!?:;…\n]|(?:^|[\s(])\w\))[\s\"'“”‘’*•–—-]{0,12}\Z")
_PARTICLES = words("van von de da di dos del der den la le al el bin bint ibn ap ab ferch verch ben ter y")
_BEFORE = words(
    "told tell tells telling asked ask asks asking rang phoned texted emailed met meet visited named daughter son"
    " brother sister mum mother dad father wife husband partner friend neighbour victim colleague cousin uncle aunt"
    " auntie nephew niece girlfriend boyfriend stepfather stepson ex nan grandson granddaughter thanked saw with"
    " client officer governor inspector constable sergeant recorder"
)
_AFTER = words(
    "said says told tells asked asks thinks thought felt feels explained replied admitted denied described disclosed"
    " attended reported arrived rang phoned texted wants wanted lives lived smiled cried laughed knew knows believes"
    " apologised agreed missed refused moved came went spoke drinks drank hit threatened assaulted yn"
)
_IS = words("is was has had")
_DETERMINERS = words(
    "the a an this that these those our my his her their its your each every any no some another which what y yr"
)
_OF_PEOPLE = words("family families brothers sisters case children boys girls twins household boy girl murder")
_IN_PLACE = words("in near at around outside across via towards yn ym yng o i")
_MOTION = words(
    "moved moving move went going go goes gone travelled travelling travel back return returned returning transferred"
    " drove came come relocated train bus released sent far away"
)
_OF_A_PLACE = words("hmp yoi hmpyoi hmyoi ap pdu fc st saint afc rfc")
_ORGANISATIONS = words(
    "hospital hospice school college university centre clinic surgery library hub council foundation trust hostel"
    " academy programme award scheme project club law model cycle theory scale tool test act principle principles"
    " method ambulance prison ap pdu court courts police fc afc rfc united city rovers town county road street road"
    " project café cafe arms charity unit office association society church mosque temple park station estate stadium"
    " airport"
)


class Word(NamedTuple):
    """One word of the text: without the s of possession, in small letters, from `start` to `end`, and its kind."""

    text: str
    low: str
    start: int
    end: int
    kind: str
    owns: bool


@dataclass
class Reader:
    """Reads a text word by word. `taken` marks characters that something else was found in, `known` names that the
    record shows anyway, in small letters.
    """

    text: str
    taken: bytearray
    known: Collection[str]

    def __post_init__(self) -> None:
        self.words = [self._word(match) for match in _WORD.finditer(self.text)]
        self.small = {word.low for word in self.words if word.kind == SMALL}

    def spans(self) -> list[Span]:
        """Every name, in order, none overlapping another."""
        found = []
        for match in _INITIALS.finditer(self.text):
            if not any(self.taken[match.start() : match.end()]):
                self.taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.append(Span(*match.span(), NAME))
        at = 0
        while at < len(self.words):
            length = self._length_at(at)
            if length:
                found.append(Span(self.words[at].start, self.words[at + length - 1].end, NAME))
            at += length or 1
        return sorted(found, key=lambda span: span.start)

    def _word(self, match: re.Match[str]) -> Word:
        text = bare(match[0])
        low = text.lower().replace("’", "'")
        kind = PROPER_WORD if low in self.known and text[0].isupper() else kind_of(text)
        return Word(text, low, match.start(), match.start() + len(text), kind, len(text) < len(match[0]))

    def _length_at(self, at: int) -> int:
        """How many words the name that starts here has, or 0."""
        word = self.words[at]
        if self.taken[word.start] or word.low in self.known:
            return 0
        if word.kind == SMALL:
            return self._small_length(at)
        rule = RULES.get(word.kind)
        return self._reach(at) if rule and rule(self, at) else 0

    def _small_length(self, at: int) -> int:
        """The same for a name written without capitals: only where it can hardly be anything else."""
        word, after = self.words[at], self.next_to(at, 1)
        if word.low in ("mr", "mrs", "ms", "dr") and after and after.low not in ("a", "i"):
            return 2 if after.kind != SMALL or not is_ordinary(after.low) else 0
        if not is_given(word.low):
            return 0
        if after and after.kind == SMALL and after.low in SURNAMES and not is_ordinary(after.low):
            return 2
        return int(self.low(at, -1) in _BEFORE)

    def _reach(self, at: int) -> int:
        """How far the name goes that starts here, in words."""
        length = 1
        while length < LONGEST_NAME and not self.words[at + length - 1].owns:
            step = self._step(at, at + length - 1)
            if not step:
                break
            length += step
        return length

    def _step(self, first: int, last: int) -> int:
        """How many more words belong to a name that so far goes from `first` to `last`."""
        after = self.next_to(last, 1)
        if not after or self.taken[after.start] or after.low in self.known:
            return 0
        if after.low in _PARTICLES and after.kind == SMALL:
            beyond = self.next_to(last + 1, 1)
            return 2 if beyond and beyond.kind in _NAME_KINDS else 0
        if after.kind == ORDINARY_WORD:
            return int(first == last and not after.text.isupper())
        return int(after.kind in _NAME_KINDS or (after.kind == ACRONYM and self.words[first].text.isupper()))

    # What stands around a word

    def next_to(self, at: int, step: int) -> Word | None:
        """The word before (-1) or after (1) only a space between, or a stop too after a title or an initial."""
        if not 0 <= at + step < len(self.words):
            return None
        first, last = (self.words[at + step], self.words[at]) if step < 0 else (self.words[at], self.words[at + step])
        gap = self.text[first.end + 2 * first.owns : last.start] if first.owns else self.text[first.end : last.start]
        is_joined = gap.isspace() and len(gap) <= 2 and gap.count("\n") == 0
        return self.words[at + step] if is_joined or (gap == ". " and first.kind in (INITIAL, TITLE)) else None

    def low(self, at: int, step: int) -> str:
        """The word next to this one, in small letters, or nothing."""
        word = self.next_to(at, step)
        return word.low if word else ""

    def kind(self, at: int, step: int) -> str:
        """The kind of the word next to this one, or nothing."""
        word = self.next_to(at, step)
        return word.kind if word else ""

    def opens(self, at: int) -> bool:
        """Whether the word opens a sentence, a line or an item, where every word has a capital."""
        start = self.words[at].start
        if at and self.words[at - 1].kind in (TITLE, INITIAL) and self.next_to(at, -1):
            return False
        before = self.text[max(0, start - 16) : start]
        return bool(_OPENS.search(before if start <= 16 else "x" + before))

    def is_with_capitals(self, at: int) -> bool:
        """Whether an everyday or proper word with a capital follows, as in a heading or the name of a team."""
        after = self.next_to(at, 1)
        return bool(after and after.kind in (ORDINARY_WORD, PROPER_WORD) and not self.words[at].owns)

    def is_of_a_place(self, at: int) -> bool:
        """Whether the words before or after make it a place or an organisation."""
        word, before = self.words[at], self.low(at, -1)
        if before in _OF_A_PLACE or (self.low(at, 1) in _ORGANISATIONS and self.kind(at, 1) != SMALL):
            return True
        if word.owns:
            return False
        return before in _IN_PLACE or (before in ("to", "from") and self._is_motion(at))

    def _is_motion(self, at: int) -> bool:
        return any(word.low in _MOTION for word in self.words[max(0, at - 4) : at - 1])

    def is_cited(self, at: int) -> bool:
        """Whether it stands among authors, as in Atkins and Murphy, or before the model it gave its name to."""
        near = self.words[max(0, at - 2) : at + 4]
        authors = sum(word.low in COMMON_AUTHORS or word.low in AUTHORS for word in near)
        is_pair = authors > 1 and any(word.low == "and" for word in near)
        return is_pair or any(word.low in ("model", "cycle", "theory", "framework", "reflective") for word in near)


def _after_title(reader: Reader, at: int) -> bool:
    return reader.kind(at, 1) not in ("", SMALL, PROPER_WORD)


def _given(reader: Reader, at: int) -> bool:
    if reader.low(at, -1) in ("st", "saint"):
        return False
    return not (reader.words[at].owns and reader.low(at, 1) in _ORGANISATIONS)


def _initial(reader: Reader, at: int) -> bool:
    after = reader.next_to(at, 1)
    if not after or after.kind not in (SURNAME, UNKNOWN, WORDY, GIVEN) or after.low in reader.known:
        return False
    has_stop = reader.text[reader.words[at].end] == "."
    return has_stop or (reader.words[at].text != "A" and reader.low(at, -1) not in _LETTERED)


def _short(reader: Reader, at: int) -> bool:
    return reader.kind(at, 1) in (SHORT, SURNAME) or reader.low(at, -1) in _BEFORE


def _often(reader: Reader, at: int) -> bool:
    if reader.low(at, -1) in _BEFORE or reader.kind(at, 1) in (SURNAME, UNKNOWN) or reader.words[at].owns:
        return reader.low(at, -1) not in _DETERMINERS
    if reader.opens(at):
        return reader.low(at, 1) in _AFTER | _IS
    return reader.low(at, -1) not in _DETERMINERS and not reader.is_with_capitals(at)


def _seldom(reader: Reader, at: int) -> bool:
    before, after = reader.low(at, -1), reader.low(at, 1)
    if before in _DETERMINERS:
        return False
    if after in _AFTER or reader.kind(at, 1) in (SURNAME, UNKNOWN):
        return True
    return before in _BEFORE and (before not in ("with", "saw", "met", "client") or not after)


def _surname(reader: Reader, at: int) -> bool:
    if reader.words[at].low in COMMON_AUTHORS and reader.is_cited(at):
        return False
    return not reader.is_of_a_place(at)


def _wordy(reader: Reader, at: int) -> bool:
    before, word = reader.low(at, -1), reader.words[at]
    if before in _DETERMINERS or reader.is_with_capitals(at) or reader.is_cited(at) or reader.opens(at):
        return False
    if is_ordinary(word.low) and word.low in PROPER:
        return before in ("told", "asked", "named", "met") and reader.low(at, 1) != "of"
    return before in _BEFORE or reader.low(at, 1) in _AFTER


def _unknown(reader: Reader, at: int) -> bool:
    word, before, after = reader.words[at], reader.low(at, -1), reader.low(at, 1)
    if word.low in reader.small or reader.is_with_capitals(at):
        return False
    if reader.opens(at):
        return word.owns or after in _AFTER | _IS or reader.kind(at, 1) == SURNAME
    if before in _DETERMINERS:
        return after in _OF_PEOPLE
    return not reader.is_of_a_place(at)


_NAME_KINDS = (GIVEN, OFTEN, SELDOM, SURNAME, WORDY, UNKNOWN, INITIAL, PLACE, SHORT, TITLE)
_LETTERED = words(
    "plan part level tier appendix annex section client person group band type class stage option module figure table"
    " column row step schedule person vitamin hepatitis grade"
)
RULES: dict[str, Callable[[Reader, int], bool]] = {
    TITLE: _after_title, GIVEN: _given, INITIAL: _initial, SHORT: _short, OFTEN: _often, SELDOM: _seldom,
    SURNAME: _surname, WORDY: _wordy, UNKNOWN: _unknown,
}  # fmt: skip


def names(text: str, taken: bytearray, known: Collection[str]) -> list[Span]:
    """Every name of a person in the text, in order. `taken` marks what something else was found in, a byte for each
    character; `known` are words, in small letters, that are no secret here.
    """
    return Reader(text, taken, known).spans()
