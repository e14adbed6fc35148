"""From the bytes of a file as it comes to rows of named cells, with every problem at its line and column."""

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MOST_BYTES = 10 * 1024 * 1024
SEPARATORS = ",;\t"

# Control characters, private use, lone surrogates, and marks that turn the direction of writing.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufeff\ufffd-\uffff]"
)
_BREAKS = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, order=True)
class Problem:
    """Why a file cannot be imported: the line of the file (0: the file as a whole), the column, and what to mend."""

    line: int
    column: str
    words: str
    file: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, f"line {self.line}" if self.line else "", self.column) if part)
        return f"{place}: {self.words}" if place else self.words


class Unreadable(Exception):
    """The file as a whole cannot be read. Carries the one problem."""

    def __init__(self, words: str, line: int = 0) -> None:
        super().__init__(words)
        self.problem = Problem(line, "", words)


@dataclass(frozen=True)
class Line:
    """One row: the physical line of the file it starts on, and its cells by column. Spaces are tidied."""

    number: int
    cells: Mapping[str, str]


@dataclass
class Sheet:
    """What was read. `columns` are those found; `separator` tells whether decimals may have a comma.

    A sheet that is not `is_whole` lacks columns or the rows after a fault, so nothing can be said between its rows.
    """

    columns: frozenset[str] = frozenset()
    separator: str = ","
    is_whole: bool = True
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read(data: bytes, columns: Mapping[str, bool], *, no_more: str = "") -> Sheet:
    """Read a file whose known `columns` are required (True) or not. Never raises: what is wrong is in `problems`.

    A further column is told of and left out; with `no_more`, which says why, it is a problem.
    """
    sheet = Sheet()
    try:
        text = _decoded(data)
        records = _records(text, sheet)
        _, names = next(records, (0, []))
        if not names:
            raise Unreadable("The file is empty.")
        places = _places(names, columns, sheet, no_more)
        unfit = _UNFIT.search(text) is not None
        for number, cells in records:
            if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
                words = f"This row has {len(cells)} values for {len(names)} columns. Check for a stray separator."
                sheet.problems.append(Problem(number, "", words))
            found = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
            if unfit:
                sheet.problems += _unfit(number, found)
            sheet.lines.append(Line(number, {name: _tidy(cell) for name, cell in found.items()}))
        if not sheet.lines:
            raise Unreadable("The file has column names but no rows.")
    except Unreadable as unreadable:
        sheet.is_whole = False
        sheet.problems.append(unreadable.problem)
    return sheet


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1024**2} MB. Split it, or export fewer columns.")
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise Unreadable("This is a spreadsheet file. Open it and save it as CSV (comma separated), then choose that.")
    text = _in_some_encoding(data)
    if not text.strip():
        raise Unreadable("The file is empty.")
    if len(_UNFIT.findall(text[:10_000])) > len(text[:10_000]) // 50:
        raise Unreadable("This is not a text file. Choose the CSV file that the HR system exported.")
    return text


def _in_some_encoding(data: bytes) -> str:
    not_text = "This is not a text file we can read. Save it as CSV in UTF-8."
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise Unreadable(not_text) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lenient = data.decode("utf-8", "replace")
        broken = lenient.count("\ufffd")
        # A damaged UTF-8 file read as Windows-1252 would garble every accented name in it without a word.
        if data.startswith(b"\xef\xbb\xbf") or sum(letter > "\x7f" for letter in lenient) > 2 * broken:
            line = len(_BREAKS.findall(data[: error.start].decode("utf-8", "replace"))) + 1
            raise Unreadable("A character here is damaged. Export the file again in UTF-8.", line) from None
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise Unreadable(not_text) from None


def _records(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line it starts on, blank ones left out."""
    first = _BREAKS.split(text.lstrip(), maxsplit=1)[0]
    sheet.separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sheet.separator, strict=True)
    started = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(_in_plain_words(str(error)), started) from None
        if any(cell.strip() for cell in cells):
            yield started, cells
        started = reader.line_num + 1


def _in_plain_words(error: str) -> str:
    if "field larger" in error:
        return "A value here is far too long. Is a closing quotation mark missing?"
    if "unexpected end" in error:
        return "A quotation mark is opened here and never closed."
    return "The quotation marks here do not match. A quotation mark inside a value is written twice."


def _places(names: list[str], columns: Mapping[str, bool], sheet: Sheet, no_more: str) -> dict[str, int]:
    """Where each known column stands; notes unknown, repeated and missing ones."""
    wanted = {_bare(column): column for column in columns}
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        column = wanted.get(_bare(name))
        if column in places:
            sheet.problems.append(Problem(1, column, "This column is there twice."))
        elif column:
            places[column] = place
        elif name.strip():
            _further(name, wanted, sheet, no_more)
    for column, is_required in columns.items():
        if column not in places and is_required:
            sheet.problems.append(Problem(1, column, "This column is missing."))
        elif column not in places:
            sheet.notices.append(f"There is no column {column}: what it would say stays as it is.")
    sheet.columns = frozenset(places)
    sheet.is_whole = not sheet.problems
    return places


def _further(name: str, wanted: dict[str, str], sheet: Sheet, no_more: str) -> None:
    shown = _UNFIT.sub("", _tidy(name))[:60]
    near = difflib.get_close_matches(_bare(name)[:60], list(wanted), 1)
    hint = f" Did you mean {wanted[near[0]]}?" if near else ""
    if no_more:
        sheet.problems.append(Problem(1, shown, f"{no_more}{hint}"))
    else:
        sheet.notices.append(f"The column “{shown}” is not used.{hint}")


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name)).casefold()


def _tidy(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell).split())


def _unfit(number: int, cells: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(number, column, f"This holds a character that cannot be shown (U+{ord(found[0]):04X}). Type it again.")
        for column, cell in cells.items()
        if (found := _UNFIT.search(cell))
    ]
