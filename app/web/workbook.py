"""Files for spreadsheet programs: days are days, nothing is a formula, the heading stays and filters."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from flask import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from app.language import LONDON

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet program may take for a formula or a command when it stands first.
UNSAFE = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{MINUS SIGN}")
# What it may pass over before that.
PASSED_OVER = " \"'\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}"
DAY, MOMENT = "d mmmm yyyy", "d mmmm yyyy hh:mm"
BOLD, TOP = Font(bold=True), Alignment(vertical="top", wrap_text=True)
# What no XML file can hold.
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST = 32_767  # characters in a cell

Cell = str | int | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns with their widths in characters, and its rows.

    `heading` is False for a sheet to be read and not sorted: its first row is its title.
    """

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]
    heading: bool = True


def workbook(title: str, author: str, at: datetime, sheets: Iterable[Sheet]) -> bytes:
    """A workbook of these sheets, written row by row. Instants are shown on London's clock."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = _plain(title), _plain(author)
    book.properties.created = book.properties.modified = at.replace(tzinfo=None)
    for each in sheets:
        _write(book.create_sheet(each.name), each)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def answer(book: bytes, name: str) -> Response:
    """A workbook to keep, under a name."""
    return Response(book, mimetype=TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _may_run(cell) else cell


def _may_run(text: str) -> bool:
    """Whether a spreadsheet program might take it for a formula: in letters of full width and behind a quote too."""
    return normalize("NFKC", text[:40]).lstrip(PASSED_OVER).startswith(UNSAFE)


def file_of(rows: Iterable[Sequence[str]], name: str) -> Response:
    """Rows as a CSV file with the mark by which Excel knows UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([[guarded(cell) for cell in row] for row in rows])
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers=disposition)


def _write(sheet: Any, said: Sheet) -> None:
    for number, (_, width) in enumerate(said.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&A, page &P of &N"
    if said.heading:
        sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
        sheet.append([_cell(sheet, title, bold=True) for title, _ in said.columns])
    count = int(said.heading)
    for row in said.rows:
        count += 1
        sheet.append([_cell(sheet, value, bold=count == 1) for value in row])
    if said.heading:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(said.columns))}{count}"


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    """A cell of its own kind. Text is text whatever it begins with, also when somebody edits the cell and leaves it."""
    if value is None or value == "":
        return None
    shown: Any = _plain(value) if isinstance(value, str) else _on_the_wall(value)
    cell = WriteOnlyCell(sheet, value=shown)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = _may_run(value)
    elif isinstance(value, datetime):
        cell.number_format = MOMENT
    elif isinstance(value, date):
        cell.number_format = DAY
    cell.alignment = TOP
    if bold:
        cell.font = BOLD
    return cell


def _on_the_wall(value: int | date | datetime) -> int | date | datetime:
    """A spreadsheet knows no zones: an instant as London's clocks show it."""
    return value.astimezone(LONDON).replace(tzinfo=None) if isinstance(value, datetime) else value


def _plain(text: str) -> str:
    return UNPRINTABLE.sub("\ufffd", text)[:MOST]
