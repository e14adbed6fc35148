"""What is asked of text in passing: patterns that end, cells no program runs, logs nobody forges, names of files."""

import ast
import csv
import io
import json
import logging
import re
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from app.config import ROOT
from app.evidence.models import READY, PackFile
from app.web import workbook
from app.web.clock import now
from app.web.log import Lines
from tests import make
from tests.attacks import corpus

any_engine = pytest.mark.any_engine
LONG = 100_000
MOST = 0.05  # seconds of the processor for one pattern and one text


def hostile_texts() -> list[str]:
    """Ten texts of a hundred thousand letters that make careless patterns try every way there is."""
    pieces = ("a", "1", " ", "a ", "A1 ", "-", "a@", "1/", "The Road ", "b.\n")
    return [(piece * LONG)[: LONG - 1] + "\0" for piece in pieces]


def held(thing: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    """Every pattern in a value, and in what it holds."""
    if isinstance(thing, re.Pattern):
        yield thing
    elif depth and isinstance(thing, list | tuple | set | frozenset):
        for each in thing:
            yield from held(each, depth - 1)
    elif depth and isinstance(thing, dict):
        for each in thing.values():
            yield from held(each, depth - 1)


def written(path: Path) -> Iterator[tuple[re.Pattern[str], str]]:
    """Every pattern that a module writes where it uses it, and how it is used."""
    for call in ast.walk(ast.parse(path.read_text())):
        how = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
        if how.startswith("re.") and how != "re.compile" and call.args and isinstance(call.args[0], ast.Constant):
            yield re.compile(call.args[0].value), "fullmatch" if how == "re.fullmatch" else "search"


def used(name: str, source: str) -> str:
    """How a pattern of this name is used anywhere in the app: the way that lets it try the most."""
    ways = set(re.findall(rf"\b{name}\.(\w+)\(", source))
    return "search" if ways - {"match", "fullmatch"} or not ways else "match" if "match" in ways else "fullmatch"


def patterns() -> dict[tuple[str, int, str], re.Pattern[str]]:
    """Every pattern of the app and how it is used: those that modules hold, and those written where they are used."""
    files = list((ROOT / "app").rglob("*.py"))
    found = [use for path in files for use in written(path)]
    source = "\n".join(path.read_text() for path in files)
    for module in [module for name, module in sys.modules.items() if name.startswith("app.")]:
        for name, value in list(vars(module).items()):
            found += [(pattern, used(name, source)) for pattern in held(value)]
    return {(each.pattern, each.flags, how): each for each, how in found if isinstance(each.pattern, str)}


def test_no_pattern_of_ours_can_be_kept_busy(shape: Flask):
    every, slow = patterns(), []
    assert len(every) > 60
    for (source, _, how), pattern in every.items():
        slow += [(source[:80], how, text[:9]) for text in hostile_texts() if is_slow(pattern, how, text)]
    assert slow == [], slow


def test_a_pattern_that_tries_every_way_is_found():
    assert any(is_slow(re.compile(r"(\s*a)*\s*b"), "search", text) for text in hostile_texts())


def is_slow(pattern: re.Pattern[str], how: str, text: str) -> bool:
    """Whether it takes too long; of a text that grows, so that a bad pattern ends this test too. A busy machine is
    looked at twice.
    """
    floor = max(_taken(re.compile("q"), "search", "a" * LONG), 0.0001)
    for size in (1_000, 10_000, LONG):
        some = text[: size - 1] + "\0"
        allowed = max(MOST, 150 * floor)
        if _taken(pattern, how, some) > allowed and _taken(pattern, how, some) > allowed:
            return True
    return False


def _taken(pattern: re.Pattern[str], how: str, text: str) -> float:
    """Seconds of this thread's own time."""
    before = time.thread_time()
    getattr(pattern, how)(text)
    return time.thread_time() - before


def runs(cell: str) -> bool:
    """Whether a spreadsheet might take a cell for a formula."""
    bare = unicodedata.normalize("NFKC", cell).lstrip(
        ' "\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}'
    )
    return bare.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\N{MINUS SIGN}"))


def test_no_cell_of_a_file_is_taken_for_a_formula(shape: Flask):
    assert sum(runs(text) for text in corpus.FORMULAS) >= 25
    with shape.app_context():
        answer = workbook.file_of([[text, "plain", text] for text in corpus.FORMULAS], "x.csv")
    read = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"), newline="")))
    assert [row for row in read if runs(row[0]) or runs(row[2])] == []
    assert [len(row) for row in read] == [3] * len(corpus.FORMULAS)
    sheet = workbook.Sheet("Cells", [("One", 20)], [[text] for text in corpus.FORMULAS])
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook("x", "y", now(), [sheet])))
    cells = [row[0] for row in book["Cells"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells if runs(cell.value) and not cell.quotePrefix] == []


def test_a_line_of_the_log_is_one_line_whatever_it_says():
    for text in (*corpus.PLACES, *corpus.UNICODE, *corpus.MARKUP):
        for said in (text, {"message": text, text: text}):
            record = logging.LogRecord("oversight", logging.WARNING, "x", 1, said, None, None)
            line = Lines().format(record)
            assert not [letter for letter in line if ord(letter) < 32 or ord(letter) > 126], repr(line[:80])
            read = json.loads(line)
            assert (read["message"], read["level"], read["from"]) == (text, "warning", "oversight")


NAMES = (
    'A"b',
    "A\r\nSet-Cookie: x=1",
    "A\u202efdp",
    "Ünï Çödé",
    "\U0001f468 Man",
    "../../etc",
    "a;filename=b",
    "A\\B",
    "%00",
)


@any_engine
def test_a_file_is_named_so_that_every_system_takes_the_name(app: Flask, sign_in):
    lowri = make.member("Lowri Throckmorton", "Probation Officer", make.team())
    file = make.add(
        PackFile(owner_id=lowri.id, starts_on=now().date(), ends_on=now().date(), state=READY, requested_at=now(),
                 content=b"%PDF-1.7", made_at=now(), pages=1)
    )  # fmt: skip
    browser, number = sign_in(lowri), file.id
    for name in NAMES:
        lowri.name = name
        answer = browser.get(f"/evidence/packs/{number}.pdf")
        assert answer.status_code == 200, name
        said = answer.headers["Content-Disposition"]
        assert said.startswith("attachment; filename")
        assert re.fullmatch(r"attachment; filename\*?=(UTF-8'')?[\w.%-]+(; filename\*=UTF-8''[\w.%-]+)?", said), said
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_is_fetched_from_elsewhere_and_every_file_of_ours_is_at_home():
    outside = re.compile(r"""(?:src|href|url\(|import|fetch\()\s*[=("']*\s*(?:https?:)?//[a-z]""")
    files = [*(ROOT / "static").glob("*.*s"), *(ROOT / "templates").rglob("*.html")]
    assert [path.name for path in files if outside.search(path.read_text())] == []
