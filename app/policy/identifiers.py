"""Passages that could identify a person on probation: case and prison numbers, contact details, dates of birth.

Packs leave the service, so what looks like an identifier is masked in them (C10: people on probation, victims and
colleagues' case details are redacted; a case reference shows its last three characters only).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

CASE_REFERENCE = "case reference"
PRISON, POLICE, INSURANCE = "prison number", "police number", "National Insurance number"
BORN, PHONE, POSTCODE, EMAIL = "date of birth", "phone number", "postcode", "e-mail address"
LONGEST_REACH = 30  # how far, in characters, a word such as "born" makes the date after it a date of birth


@dataclass(frozen=True)
class Span:
    """One passage: from `start` up to `end`, and what it looks like."""

    start: int
    end: int
    kind: str


# Every repetition has an upper bound, so that no text takes longer than its length deserves.
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|ionawr|[cg]?hwefror|[mf]awrth|ebrill|[mf]ai|[mf]ehefin|g?orffennaf|awst|[mf]edi"
    r"|hydref|[td]achwedd|rh?agfyr)"
)
_DAY_MONTH = rf"\d{{1,2}}(?:st|nd|rd|th)?(?:\s{{1,3}}of)?[\s-]{{1,3}}{_MONTHS}\b"
_IN_DIGITS = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?"
_DATE = rf"(?:{_DAY_MONTH}\.?,?[\s-]{{1,3}}\d{{2,4}}|{_IN_DIGITS}\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}})"
_LOOSE_DATE = (
    rf"(?:{_DATE}|{_DAY_MONTH}|{_MONTHS}\.?\s{{1,3}}\d{{4}}|\d{{1,2}}/\d{{4}}|\d{{2}} \d{{2}} \d{{2,4}})(?!\d)"
)
_LONG_AGO = rf"{_IN_DIGITS}(?:19\d\d|20(?:0\d|1[0-5])|[3-9]\d)(?!\d)"
_DIGIT = re.compile("[0-9]")
# A letter or digit on either side means that it is part of something longer, such as UM02SL006.
_ALONE, _ENDS = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_APART = "[ \N{NO-BREAK SPACE}-]{0,2}"
_IS = r"(?:\s(?:id|ref\.?|no\.?|num\.?|number))?[\s:#.(-]{0,4}(?:(?:is|was|of)\s)?"
_LONG_REFERENCE = r"[A-Za-z]?[ -]?\d{2,3}[ -]?\d{3,4}"

# Earlier kinds win where two overlap.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (EMAIL, re.compile(r"(?<![\w.%+'-])[\w.%+'-]{1,200}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}")),
    (CASE_REFERENCE, re.compile(rf"{_ALONE}[A-Za-z]\d{{6}}{_ENDS}")),
    (PRISON, re.compile(rf"{_ALONE}[A-Za-z](?:\d{{4}}[A-Za-z]{{2}}|(?<=[A-Z])[ -]?\d{{4}}[ -]?[A-Z]{{2}}){_ENDS}")),
    (POLICE, re.compile(rf"{_ALONE}(?:(?:\d{{4}}|\d{{2}})/ ?\d{{4,7}}[A-Za-z]|(?:\d{{4}}|\d{{2}})/ ?\d{{5,7}} [A-Z]"
     rf"|\d{{5,6}}/\d{{2}}[A-Za-z]){_ENDS}")),
    (INSURANCE, re.compile(rf"{_ALONE}(?!(?:BG|GB|KN|NK|NT|TN|ZZ))[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z]"
     rf"[A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z](?:{_APART}\d{{2}}){{3}}{_APART}[A-Da-d]{_ENDS}")),
    (PHONE, re.compile(
        r"(?<![\w+/.])[+(0](?!(?<=0)\d(?:[.-]\d{1,2}[.-]\d{2,4}|\.\d\d)(?!\d))(?:"
        r"(?:(?:(?<=\+)|(?<=0)0)44[\s.-]{0,2}(?:\(0\)[\s.-]{0,2})?|(?<=0)|(?<=\()0)[1-9](?:[\s().-]{0,2}\d){8,9}"
        r"|(?:(?<=\+)|(?<=0)0)[1-9]\d{0,2}(?:[\s().-]{0,2}\d){7,11})(?!\w)")),
    (POSTCODE, re.compile(rf"{_ALONE}(?:[A-Z]{{1,2}}\d[A-Z\d]?[ \N{{NO-BREAK SPACE}}]{{1,2}}\d[ABD-HJLNP-UW-Z]{{2}}"
     rf"|[a-z]{{1,2}}\d[a-z\d]?[ \N{{NO-BREAK SPACE}}]\d(?!st|nd|rd|th)[abd-hjlnp-uw-z]{{2}}){_ENDS}"
     rf"|{_ALONE}[A-Z]{{1,2}}\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{{2}}{_ENDS}")),
    (BORN, re.compile(
        r"\b(?:d\.?\s?o\.?\s?b\b\.?|date\s+of\s+birth|birth\s?date|birthday|born|ganwyd|dyddiad geni|pen-blwydd)"
        rf"[^\n\d.]{{0,{LONGEST_REACH}}}?(?P<it>{_LOOSE_DATE})", re.IGNORECASE)),
)  # fmt: skip

# Shapes that would mean little without the words in front of them.
AFTER_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (EMAIL, re.compile(r"(?<![\w.])[\w.+-]{1,64} (?:at|[(\[]at[)\]]) [\w-]{1,63}(?: (?:dot|[(\[]dot[)\]]) "
     r"[\w-]{2,20}){1,3}(?!\w)", re.IGNORECASE)),
    (CASE_REFERENCE, re.compile(rf"{_ALONE}[B-HJ-Zx][ -]\d{{6}}{_ENDS}")),
    (CASE_REFERENCE, re.compile(rf"\b(?:CRN|case ref(?:erence)?|case number){_IS}(?P<it>{_LONG_REFERENCE}){_ENDS}",
     re.IGNORECASE)),
    (PRISON, re.compile(rf"\b(?:prison(?:er)?|nomis|noms){_IS}(?P<it>[A-Z]{{1,2}}[ -]?\d{{4,5}}"
     rf"(?:[ -]?(?-i:[A-Z]{{2}}))?){_ENDS}", re.IGNORECASE)),
    (POLICE, re.compile(rf"\b(?:pnc|cro)(?:id)?{_IS}(?P<it>\d{{2,4}}[ /]{{0,2}}\d{{1,9}} ?[A-Z]){_ENDS}",
     re.IGNORECASE)),
    (INSURANCE, re.compile(rf"\b(?:nino|ni|national insurance|yswiriant gwladol){_IS}"
     rf"(?P<it>[A-Z]{{2}}(?:{_APART}\d{{2}}){{3}}){_ENDS}", re.IGNORECASE)),
    (PHONE, re.compile(r"\b(?:tel|telephone|phone|mobile|mob|landline|ffôn)\b[^\n\d]{0,12}"
     r"(?P<it>\d{3}[\s-]?\d{3,4}(?:[\s-]?\d{3,4})?)(?!\w)", re.IGNORECASE)),
    (BORN, re.compile(rf"\b(?:aged?|age of) \d{{1,2}}[\s,;:-]{{0,2}}\(?(?P<it>{_DATE})(?!\d)", re.IGNORECASE)),
    (BORN, re.compile(rf"\bb\.? ?{_DATE}(?!\d)")),
    (BORN, re.compile(rf"\b[A-Z][\w'’-]{{0,30}},? ?\((?P<it>{_LONG_AGO}|{_DAY_MONTH} (?:19\d\d|200\d))\)",
     re.IGNORECASE)),
)  # fmt: skip


def find(text: str) -> list[Span]:
    """Every passage of the text that looks like an identifier, in order, none overlapping another."""
    return found_in(text, bytearray(len(text)))


def found_in(text: str, taken: bytearray) -> list[Span]:
    """The same. `taken` has a byte for each character, and what is found is marked in it."""
    patterns = (*PATTERNS, *AFTER_WORDS)
    if not _DIGIT.search(text):
        patterns = tuple((kind, pattern) for kind, pattern in patterns if kind == EMAIL)
    if "@" not in text and "dot" not in text.lower():
        patterns = tuple((kind, pattern) for kind, pattern in patterns if kind != EMAIL)
    return matches(text, patterns, taken)


def matches(text: str, patterns: Iterable[tuple[str, re.Pattern[str]]], taken: bytearray) -> list[Span]:
    """What the patterns find, in order: the earlier pattern wins. `taken` has a byte for each character, not 0 where
    something was found before; what is found here is marked in it too.
    """
    found: list[Span] = []
    for kind, pattern in patterns:
        named = "it" if "it" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            start, end = match.span(named)
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Span(start, end, kind))
    return sorted(found, key=lambda span: span.start)


def short_reference(reference: str) -> str:
    """How a case reference may be shown outside the service: its last three characters."""
    return f"ending {reference[-3:]}"
