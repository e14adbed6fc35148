"""Names of people in a text, told by the words themselves and by the words around them.

A title and what follows it; a given name and what follows it; initials; a surname; and in the middle of a sentence any
word with a capital that is no place, no tool, no team and no everyday word.
"""

import re
from collections.abc import Callable, Collection

from app.policy.identifiers import Span
from app.policy.name_context import (
    AFTER,
    BEFORE,
    DETERMINERS,
    IS,
    LETTERED,
    NICKNAMES,
    OF_PEOPLE,
    ORGANISATIONS,
    PARTICLES,
)
from app.policy.name_reader import SMALL_TITLES, Reader
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
    is_given,
    is_ordinary,
)  # fmt: skip
from app.policy.proper_words import COMMON_AUTHORS, PROPER
from app.policy.surnames import SURNAMES

NAME = "name"
LONGEST_NAME = 5  # words

_INITIALS = re.compile(
    r"(?<![\w.])(?!(?:U\.K|U\.S|N\.B|P\.S|A\.M|P\.M|Q\.C|K\.C|B\.A|M\.A|N\.I|P\.O|D\.O|R\.P)\.)"
    r"[A-Z]\.\s?(?:[A-Z]\.\s?){0,2}[A-Z]\.(?!\w)"
)
_MOST_PARTICLES = 3
_FIRST_PARTICLES = PARTICLES - {"la", "le", "den", "ben", "ter", "y"}  # these are other words too
_NAME_KINDS = (GIVEN, OFTEN, SELDOM, SURNAME, WORDY, UNKNOWN, INITIAL, PLACE, SHORT, TITLE)
_LASTING = (UNKNOWN, SURNAME, WORDY, OFTEN)  # kinds of words that name somebody wherever the text has them


def names(text: str, taken: bytearray, known: Collection[str]) -> list[Span]:
    """Every name of a person in the text, in order. `taken` has a byte for each character and marks what something else
    was found in; `known` are words, in small letters, that are no secret here.
    """
    found = [Span(*match.span(), NAME) for match in _INITIALS.finditer(text) if not any(taken[slice(*match.span())])]
    _mark(taken, found)
    before = bytearray(taken)
    reader = Reader(text, known)
    met = _met(reader, taken)
    _mark(taken, met)
    return sorted((*found, *met, *_met_again(reader, before, taken)), key=lambda span: span.start)


def _mark(taken: bytearray, found: Collection[Span]) -> None:
    for span in found:
        taken[span.start : span.end] = b"\1" * (span.end - span.start)


def _met(reader: Reader, taken: bytearray) -> list[Span]:
    """What the words around it show to be a name."""
    found, free = [], 0
    for at in reader.candidates:
        if at < free or taken[reader.words[at].start] or reader.words[at].low in reader.known:
            continue
        length = _length_at(reader, taken, at)
        if length:
            found.append(Span(_start(reader, at), reader.words[at + length - 1].end, NAME))
            free = at + length
    return found


def _met_again(reader: Reader, before: bytearray, taken: bytearray) -> list[Span]:
    """What is a name elsewhere in the text. `before` marks what was found before any name, `taken` names as well."""
    named = {word.low for word in reader.words if taken[word.start] > before[word.start] and word.kind in _LASTING}
    again = []
    for at in reader.candidates if named else ():
        word = reader.words[at]
        is_meant = word.low in named and word.kind in _LASTING and not taken[word.start]
        if is_meant and (word.kind in (UNKNOWN, SURNAME) or not reader.opens(at)):
            again.append(Span(word.start, word.end, NAME))
    return again


def _length_at(reader: Reader, taken: bytearray, at: int) -> int:
    """How many words the name that starts here has, or 0."""
    kind = reader.words[at].kind
    if kind == SMALL:
        return _small_length(reader, at)
    rule = RULES.get(kind)
    if not rule or not rule(reader, at):
        return 0
    length = 1
    while length < LONGEST_NAME and not reader.words[at + length - 1].owns:
        step = _step(reader, taken, at, at + length - 1)
        if not step:
            break
        length += step
    return length


def _past_particles(reader: Reader, at: int) -> int:
    """How many words after this one, the last included, lead over small words to a surname: van der Berg is three."""
    for step in range(1, _MOST_PARTICLES + 2):
        after = reader.next_to(at + step - 1, 1)
        if not after or after.kind != SMALL or after.low not in PARTICLES:
            is_name = step > 1 and after and after.kind in _NAME_KINDS and after.low not in reader.known
            return step if is_name else 0
    return 0


def _start(reader: Reader, at: int) -> int:
    """Where the name begins whose first sure word this is: van der Berg, Big Kev."""
    start, before = reader.words[at].start, reader.next_to(at, -1)
    if before and before.kind != SMALL:
        return before.start if before.low in NICKNAMES else start
    for step in range(_MOST_PARTICLES):
        before = reader.next_to(at - step, -1)
        if not before or before.low not in _FIRST_PARTICLES or before.kind != SMALL:
            break
        start = before.start
    return start


def _small_length(reader: Reader, at: int) -> int:
    """The same for a name written without capitals: only where it can hardly be anything else."""
    word, after = reader.words[at], reader.next_to(at, 1)
    if word.low in SMALL_TITLES:
        is_name = after and after.low not in ("a", "i") and not (after.kind == SMALL and is_ordinary(after.low))
        return 2 if is_name else 0
    if not is_given(word.low):
        return 0
    if after and after.kind == SMALL and after.low in SURNAMES and not is_ordinary(after.low):
        return 2
    return int(reader.low(at, -1) in BEFORE)


def _step(reader: Reader, taken: bytearray, first: int, last: int) -> int:
    """How many more words belong to a name that so far goes from `first` to `last`."""
    after = reader.next_to(last, 1)
    if not after or taken[after.start] or after.low in reader.known:
        return 0
    if after.kind == SMALL:
        return _past_particles(reader, last)
    if after.kind == ORDINARY_WORD:
        return int(first == last and not after.text.isupper())
    return int(after.kind in _NAME_KINDS or (after.kind == ACRONYM and reader.words[first].text.isupper()))


def _acts(after: str) -> bool:
    """Whether the word after says what somebody did."""
    return after in AFTER or after in IS or (after.endswith("ed") and is_ordinary(after))


def _after_title(reader: Reader, at: int) -> bool:
    return reader.kind(at, 1) not in ("", SMALL, PROPER_WORD) or bool(_past_particles(reader, at))


def _given(reader: Reader, at: int) -> bool:
    if reader.low(at, -1) in ("st", "saint") or (reader.words[at].low in COMMON_AUTHORS and reader.is_cited(at)):
        return False
    if reader.low(at, -1) in DETERMINERS and reader.is_with_capitals(at):
        return False
    return not (reader.words[at].owns and reader.low(at, 1) in ORGANISATIONS)


def _initial(reader: Reader, at: int) -> bool:
    after = reader.next_to(at, 1)
    if not after or after.kind not in (SURNAME, UNKNOWN, WORDY, GIVEN) or after.low in reader.known:
        return False
    has_stop = reader.text[reader.words[at].end] == "."
    return has_stop or (reader.words[at].text != "A" and reader.low(at, -1) not in LETTERED)


def _short(reader: Reader, at: int) -> bool:
    return reader.kind(at, 1) in (SHORT, SURNAME) or reader.low(at, -1) in BEFORE


def _often(reader: Reader, at: int) -> bool:
    if reader.low(at, -1) in BEFORE or reader.kind(at, 1) in (SURNAME, UNKNOWN) or reader.words[at].owns:
        return reader.low(at, -1) not in DETERMINERS
    if reader.opens(at):
        return _acts(reader.low(at, 1)) or reader.label(at) in BEFORE
    return reader.low(at, -1) not in DETERMINERS and not reader.is_with_capitals(at)


def _seldom(reader: Reader, at: int) -> bool:
    before, after = reader.low(at, -1), reader.low(at, 1)
    if before in DETERMINERS:
        return False
    if after in AFTER or reader.kind(at, 1) in (SURNAME, UNKNOWN):
        return True
    return before in BEFORE and (before not in ("with", "saw", "met", "client") or not after)


def _surname(reader: Reader, at: int) -> bool:
    if reader.words[at].low in COMMON_AUTHORS and reader.is_cited(at):
        return False
    return not reader.is_of_a_place(at)


def _wordy(reader: Reader, at: int) -> bool:
    before, word = reader.low(at, -1), reader.words[at]
    if before in DETERMINERS or reader.is_with_capitals(at) or reader.is_cited(at) or reader.opens(at):
        return False
    if is_ordinary(word.low) and word.low in PROPER:
        return before in ("told", "asked", "named", "met") and reader.low(at, 1) != "of"
    return before in BEFORE or reader.low(at, 1) in AFTER


def _unknown(reader: Reader, at: int) -> bool:
    word, before, after = reader.words[at], reader.low(at, -1), reader.low(at, 1)
    if word.low in reader.small or reader.is_with_capitals(at):
        return False
    if reader.opens(at):
        return word.owns or _acts(after) or reader.kind(at, 1) in (SURNAME, UNKNOWN) or reader.label(at) in BEFORE
    if before in DETERMINERS:
        return after in OF_PEOPLE
    return not reader.is_of_a_place(at)


RULES: dict[str, Callable[[Reader, int], bool]] = {
    TITLE: _after_title, GIVEN: _given, INITIAL: _initial, SHORT: _short, OFTEN: _often, SELDOM: _seldom,
    SURNAME: _surname, WORDY: _wordy, UNKNOWN: _unknown,
}  # fmt: skip
