"""From the text of a reference list, pasted or in a file, to its entries, with every problem at its line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.people.importing import reading
from app.people.importing.reading import Line, Problem
from app.policy.lists import REGISTRATION_STANDARDS, Item
from app.policy.standards import MOST_KINDS, MOST_RECORDS

COLUMNS = {"code": True, "words": True, "source": False}
ASKS = {"least records": False, "least kinds": False}
MOST_ENTRIES = 300
LONGEST_WORDS, LONGEST_SOURCE = 300, 200

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CODE = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


def columns(list_key: str) -> Mapping[str, bool]:
    """The columns a list may have, and whether each is needed: only standards say how much evidence they ask for."""
    return COLUMNS | ASKS if list_key == REGISTRATION_STANDARDS else COLUMNS


def read(data: bytes, list_key: str) -> tuple[list[Item], list[Problem]]:
    """The entries of a text, one a line, with commas, semicolons or tabs between, and all its problems.

    A first line with the names of the columns may be there; without it they come in the order of `columns`.
    """
    known = columns(list_key)
    data = data.removeprefix(b"\xef\xbb\xbf")
    is_named = not data.strip() or data[:2] in _UTF_16 or {b"code", b"words"} <= set(_cells(data))
    sheet = reading.read(data if is_named else _named(data, known), known)
    problems = sheet.problems if is_named else [replace(each, line=max(each.line - 1, 0)) for each in sheet.problems]
    lines = sheet.lines if is_named else [replace(line, number=line.number - 1) for line in sheet.lines]
    if len(lines) > MOST_ENTRIES:
        return [], [*problems, Problem(0, "", f"A list has at most {MOST_ENTRIES} entries. This has {len(lines)}.")]
    if not sheet.is_whole:
        return [], problems
    for line in lines:
        problems += _problems(line.number, line.cells)
    problems += _twice(lines, "code") + _twice(lines, "words")
    return ([] if problems else [_item(line.cells) for line in lines]), sorted(problems)


def _cells(data: bytes) -> list[bytes]:
    """What stands in the first line, in small letters."""
    first = data.strip().splitlines()[0]
    return [cell.strip(b' "').lower() for cell in re.split(rb"[,;\t]", first)]


def _named(data: bytes, known: Mapping[str, bool]) -> bytes:
    first = data.strip().splitlines()[0]
    separator = max(reading.SEPARATORS, key=lambda each: first.count(each.encode()))
    return separator.join(known).encode() + b"\n" + data


def _problems(number: int, cells: Mapping[str, str]) -> list[Problem]:
    found = []
    if not _CODE.fullmatch(cells["code"]):
        words = "Enter a code of up to 60 letters, digits, full stops, hyphens and low lines, such as PRS-1."
        found.append(Problem(number, "code", words))
    if not cells["words"]:
        found.append(Problem(number, "words", "Enter the words of the entry."))
    for column, most in (("words", LONGEST_WORDS), ("source", LONGEST_SOURCE)):
        if len(cells.get(column, "")) > most:
            found.append(Problem(number, column, f"This is longer than {most} characters."))
    for column, most in (("least records", MOST_RECORDS), ("least kinds", MOST_KINDS)):
        typed = cells.get(column, "")
        if typed and not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= most):
            found.append(Problem(number, column, f"Enter a whole number from 1 to {most}, or nothing."))
    if not found and _number(cells, "least kinds", 0) > _number(cells, "least records", MOST_RECORDS):
        found.append(Problem(number, "least kinds", "A standard cannot ask for more kinds than records."))
    return found


def _twice(lines: Iterable[Line], column: str) -> list[Problem]:
    first: dict[str, int] = {}
    found = []
    for line in lines:
        said = line.cells[column].casefold()
        if said and said in first:
            found.append(Problem(line.number, column, f"“{line.cells[column][:60]}” is on line {first[said]} already."))
        first.setdefault(said, line.number)
    return found


def _item(cells: Mapping[str, str]) -> Item:
    return Item(
        cells["code"], cells["words"], cells.get("source", ""),
        _number(cells, "least records", 0) or None, _number(cells, "least kinds", 0) or None,
    )  # fmt: skip


def _number(cells: Mapping[str, str], column: str, otherwise: int) -> int:
    return int(cells.get(column) or otherwise)
