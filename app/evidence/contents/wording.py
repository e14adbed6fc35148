"""What people wrote, made ready for paper: identifiers masked, blank lines folded, endless words made breakable."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app.policy.identifiers import CASE_REFERENCE, Span, short_reference

LONGEST_WORD, BREAK_EVERY = 40, 30
ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"

# Bidirectional overrides would print words in another order than they were signed; the rest has no form at all.
_NOT_FOR_PAPER = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\uf8ff]"
)
_BAR = "\ue000"  # stands for a masked passage while a text is cut up; `clean` leaves no such character


@dataclass(frozen=True)
class Piece:
    """Some words of a line, or a bar where words were masked."""

    text: str
    is_masked: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together. `is_rtl` when its first letter is of a script that runs from right to left."""

    lines: tuple[tuple[Piece, ...], ...]
    is_rtl: bool = False


def clean(text: str) -> str:
    """The text without control characters, overrides of direction, private-use and half characters; NFC."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = "".join(one for one in _NOT_FOR_PAPER.sub("", text) if ord(one) & 0xFFFE != 0xFFFE and ord(one) < 0xF0000)
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """The cleaned text on one line."""
    return " ".join(clean(text).split())


def paragraphs(text: str, hidden: Sequence[Span] = ()) -> tuple[Paragraph, ...]:
    """A cleaned text in paragraphs, any number of blank lines between two of them folded into one.

    A text that is nothing but a case reference to be hidden shows its last three characters.
    """
    if [(0, len(text), CASE_REFERENCE)] == [(span.start, span.end, span.kind) for span in hidden]:
        return (Paragraph(((Piece(short_reference(text)),),)),)
    blocks = re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", _masked(text, hidden))
    return tuple(
        Paragraph(tuple(_cut(line) for line in block.split("\n") if line.strip()), _is_rtl(block))
        for block in blocks
        if block.strip()
    )


def pieces(line: str, hidden: Sequence[Span] = ()) -> tuple[Piece, ...]:
    """A line cut at what is hidden in it. Masked pieces carry no text."""
    return _cut(_masked(line, hidden))


def brief(line: str, hidden: Sequence[Span] = ()) -> str:
    """A fact on one line: a hidden case reference shows its last three characters, anything else the word masked."""
    for span in reversed(hidden):
        shown = short_reference(line[span.start : span.end]) if span.kind == CASE_REFERENCE else "masked"
        line = line[: span.start] + shown + line[span.end :]
    return line


def breakable(text: str) -> str:
    """The text with places to break in every word over 40 characters."""
    return re.sub(
        rf"\S{{{LONGEST_WORD + 1},}}",
        lambda word: ZERO_WIDTH_SPACE.join(re.findall(rf".{{1,{BREAK_EVERY}}}", word[0])),
        text,
    )


def _masked(text: str, hidden: Sequence[Span]) -> str:
    for span in reversed(hidden):
        text = text[: span.start] + _BAR + text[span.end :]
    return text


def _cut(line: str) -> tuple[Piece, ...]:
    return tuple(Piece("", True) if part == _BAR else Piece(part) for part in re.split(f"({_BAR})", line) if part)


def _is_rtl(text: str) -> bool:
    strong = next((kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), "L")
    return strong != "L"
