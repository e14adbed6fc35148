"""What kind of word a word is, as far as names of people go: a title, a given name, a surname, a place, or none."""

import re
from functools import lru_cache

from app.policy.given_names import GIVEN_NAMES, OFTEN_NAMES, SELDOM_NAMES
from app.policy.ordinary_words import ORDINARY
from app.policy.proper_words import AUTHORS, PLACES, PROPER
from app.policy.surnames import SURNAMES, WORDS_TOO
from app.policy.word_lists import words

SMALL, TITLE, INITIAL, GIVEN, OFTEN, SELDOM = "small", "title", "initial", "given", "often", "seldom"
SURNAME, WORDY, UNKNOWN, PLACE, PROPER_WORD, ORDINARY_WORD = (
    "surname", "wordy", "unknown", "place", "proper", "ordinary",
)  # fmt: skip
SHORT, ACRONYM = "short", "acronym"  # words in capitals: names such as SARA that are tools too, and all the rest

TITLES = words(
    "mr mrs ms miss mx dr sir dame lord lady rev revd reverend prof professor judge hhj dj cllr imam rabbi fr pc wpc"
    " ds di dc dci dsi dcs sgt insp cpl capt mam mistar meistr bonwr bonheddwr"
)
# Titles that must stand in capitals, for small or mixed they are other words.
CAPITAL_TITLES = words("pc wpc ds di dc dci dsi dcs hhj dj")
LONGEST_ACRONYM = 4  # letters: a name this short, in capitals, may as well be an acronym

_PREFIXES = words(
    "non pre post anti pro co re self ex multi cross inter intra semi sub un over under bi mid neuro socio psycho trans"
    " ultra cyber micro mini meta counter hyper tele bio geo extra e de all one two three four six well low high"
)
_ORDINARY_ENDING = re.compile(
    r"(?:[^e]ings?|[ts]ions?|ments?|ness|it(?:y|ies)|[ae]nces?|[ai]bles?|ful|less|ives?|ical|ically|istic|ous|isms?|ology"
    r"|work|works|line|based|wide|hood|graphy|[ptn]cy|[^lae]ly|ally|[^e]ed)$"
)
_NAME_WITH_A_CAPITAL = re.compile(r"(?:Mc|Mac|Fitz|O['’]|D['’]|De|Di|La|Le|Van)[A-Z]\w+")
_OWN = re.compile(r"['’][sS]$|(?<=[sS])['’]$")


def bare(word: str) -> str:
    """The word without the s of possession."""
    return _OWN.sub("", word)


@lru_cache(maxsize=8192)
def kind_of(word: str) -> str:
    """The kind of a word as written, without the s of possession."""
    if not word[0].isupper():
        return SMALL
    if any(letter.isdigit() or letter == "_" for letter in word):
        return PROPER_WORD
    low = word.lower().replace("’", "'")
    if low in TITLES and (word.isupper() or low not in CAPITAL_TITLES):
        return TITLE
    if len(word) == 1:
        return PROPER_WORD if word == "I" else INITIAL
    if "-" in word:
        return _of_parts(word)
    return _in_capitals(low) if word.isupper() else _listed(low) or _not_listed(word, low)


def is_given(word: str) -> bool:
    """Whether a word in small letters is a given name and nothing else."""
    return len(word) >= LONGEST_ACRONYM and word in GIVEN_NAMES and word not in ORDINARY


def is_ordinary(low: str) -> bool:
    """Whether a word in small letters is an everyday word, in its singular or plural."""
    stems = {low, low.removesuffix("s"), low.removesuffix("es"), low.removesuffix("ed"), low.removesuffix("d")}
    stems.add(low.removesuffix("ies") + "y")
    return not ORDINARY.isdisjoint(stems) or bool(_ORDINARY_ENDING.search(low))


def _listed(low: str) -> str:
    for kind, listed in (
        (GIVEN, GIVEN_NAMES), (OFTEN, OFTEN_NAMES), (SELDOM, SELDOM_NAMES), (WORDY, WORDS_TOO), (SURNAME, SURNAMES),
        (PROPER_WORD, AUTHORS), (PLACE, PLACES), (PROPER_WORD, PROPER),
    ):  # fmt: skip
        if low in listed or (listed is PROPER and low.removesuffix("s") in listed):
            return kind
    return ORDINARY_WORD if is_ordinary(low) else ""


def _not_listed(word: str, low: str) -> str:
    if any(letter.isupper() for letter in word[1:]):
        return UNKNOWN if _NAME_WITH_A_CAPITAL.fullmatch(word) else PROPER_WORD
    return ORDINARY_WORD if "'" in low and is_ordinary(low.split("'")[0]) else UNKNOWN


def _in_capitals(low: str) -> str:
    kind = _listed(low)
    if kind in (GIVEN, SURNAME):
        return kind if len(low) > LONGEST_ACRONYM else SHORT
    return ACRONYM if not kind else ORDINARY_WORD if kind != PLACE else PLACE


def _of_parts(word: str) -> str:
    first, *others = word.split("-")
    if first.lower() in _PREFIXES:
        return PROPER_WORD
    kinds = [kind_of(part) for part in (first, *others) if part]
    for kind in (GIVEN, SURNAME, UNKNOWN):
        if kind in kinds and (kind != UNKNOWN or kinds[0] == UNKNOWN):
            return kind
    return PROPER_WORD
