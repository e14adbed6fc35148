"""Passages that could identify a person on probation: case and prison numbers, contact details, dates of birth.

Packs leave the service, so what looks like an identifier is masked in them (C10: people on probation, victims and
colleagues' case details are redacted; a case reference shows its last three characters only).
"""

import re
from dataclasses import dataclass

CASE_REFERENCE = "case reference"
LONGEST_REACH = 30  # how far, in characters, a word such as "born" makes the date after it a date of birth


@dataclass(frozen=True)
class Span:
    """One passage: from `start` up to `end`, and what it looks like."""

    start: int
    end: int
    kind: str


_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTHS}\.?,?\s+\d{{2,4}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}"
    r"|\d{4}-\d{2}-\d{2})"
)
# A letter or digit on either side means that it is part of something longer, such as UM02SL006.
_ALONE, _ENDS = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"

# Earlier kinds win where two overlap.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail address", re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    (CASE_REFERENCE, re.compile(rf"{_ALONE}[A-Za-z]\d{{6}}{_ENDS}")),
    ("prison number", re.compile(rf"{_ALONE}[A-Za-z]\d{{4}}[A-Za-z]{{2}}{_ENDS}")),
    ("police number", re.compile(rf"{_ALONE}(?:\d{{4}}|\d{{2}})/\d{{1,7}}[A-Za-z]{_ENDS}")),
    ("National Insurance number", re.compile(rf"{_ALONE}(?!(?:BG|GB|KN|NK|NT|TN|ZZ))[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z]"
     rf"[A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z] ?\d{{2}} ?\d{{2}} ?\d{{2}} ?[A-Da-d]{_ENDS}")),
    ("phone number", re.compile(r"(?<![\w+/])(?:(?:\+|00)44[\s.-]*(?:\(0\)[\s.-]*)?|\(?0)[1-9]\d{1,4}\)?"
     r"(?:[\s.-]*\d){5,8}(?!\w)")),
    ("postcode", re.compile(rf"{_ALONE}(?:[A-Z]{{1,2}}\d[A-Z\d]?|[a-z]{{1,2}}\d[a-z\d]?)[ \N{{NO-BREAK SPACE}}]"
     rf"\d(?:[ABD-HJLNP-UW-Z]{{2}}|[abd-hjlnp-uw-z]{{2}}){_ENDS}"
     rf"|{_ALONE}[A-Z]{{1,2}}\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{{2}}{_ENDS}")),
    ("date of birth", re.compile(
        rf"\b(?:d\.?\s?o\.?\s?b\b\.?|date\s+of\s+birth|birth\s?date|birthday|born)[^\n\d]{{0,{LONGEST_REACH}}}?"
        rf"(?P<it>{_DATE})", re.IGNORECASE)),
)  # fmt: skip


def find(text: str) -> list[Span]:
    """Every passage of the text that looks like an identifier, in order, none overlapping another."""
    found: list[Span] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("it" if "it" in pattern.groupindex else 0)
            if all(end <= span.start or span.end <= start for span in found):
                found.append(Span(start, end, kind))
    return sorted(found, key=lambda span: span.start)


def short_reference(reference: str) -> str:
    """How a case reference may be shown outside the service: its last three characters."""
    return f"ending {reference[-3:]}"
