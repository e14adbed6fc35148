"""What one row of a file of past sessions and observations says, checked cell by cell."""

import re
from dataclasses import dataclass
from datetime import date

from app.people.importing.reading import Sheet
from app.people.importing.rows import Cells
from app.policy.rps_before import CAPACITIES, SAID
from app.rps.models import OBSERVATION, SESSION

COLUMNS = {
    "staff_number": True, "kind": True, "held_on": True, "held_by_number": True, "capacity": False,
    "after_observation_on": False, "sop_logged_on": False, "reference": False,
}  # fmt: skip
EXAMPLE = ("100272", "session", "14/07/2026", "100253", "", "07/07/2026", "15/07/2026", "")
NO_MORE = "Only dates and people are brought in. Take this column out: notes and reasons stay where they were written."
KINDS = {
    "session": SESSION, "rps": SESSION, "rps session": SESSION,
    "observation": OBSERVATION, "observation of practice": OBSERVATION,
}  # fmt: skip
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}")


@dataclass(frozen=True)
class PastRow:
    """One session or observation as the file has it. `capacity` is "" where it is to be worked out.

    `after` is the day of the observation that a session followed, `logged_on` the day it was logged. A number that is
    wrong in itself is "".
    """

    line: int
    staff_number: str
    kind: str
    held_on: date
    by_number: str
    capacity: str = ""
    after: date | None = None
    logged_on: date | None = None
    reference: str = ""


def past(sheet: Sheet, today: date) -> list[PastRow]:
    """Every row that has its kind and day; what is wrong is added to the problems of the sheet."""
    rows = []
    for line in sheet.lines:
        cells = Cells(line, sheet.separator)
        row = _row(cells, today)
        sheet.problems += cells.problems
        if row:
            rows.append(row)
    return rows


def _row(cells: Cells, today: date) -> PastRow | None:
    number, kind = cells.number("staff_number"), _kind(cells)
    held_on = _day(cells, "held_on", today, is_required=True)
    by_number, capacity = cells.number("held_by_number"), _capacity(cells)
    if number and number == by_number:
        cells.problem("held_by_number", "Nobody holds their own session or observation (Framework 6.2).")
        by_number = ""
    after, logged_on = _day(cells, "after_observation_on", today), _day(cells, "sop_logged_on", today)
    reference = _reference(cells, logged_on)
    if kind == OBSERVATION:
        for column in ("after_observation_on", "sop_logged_on"):
            if cells.line.cells.get(column):
                cells.problem(column, "This is for sessions. Leave it empty for an observation.")
    if not (kind and held_on):
        return None
    if after and after > held_on:
        cells.problem("after_observation_on", "The session follows its observation, so it can’t be before it.")
        after = None
    if logged_on and logged_on < held_on:
        cells.problem("sop_logged_on", "A session is logged on the day it was held or later (Framework 6.5).")
    return PastRow(cells.line.number, number, kind, held_on, by_number, capacity, after, logged_on, reference)


def _kind(cells: Cells) -> str:
    said = cells.text("kind")
    if said and said.casefold() not in KINDS:
        cells.problem("kind", f"“{said[:40]}” is not known. Use session or observation.")
    return KINDS.get(said.casefold(), "")


def _capacity(cells: Cells) -> str:
    said = cells.text("capacity", is_required=False)
    if said and said.casefold() not in SAID:
        known = "; ".join(CAPACITIES)
        cells.problem("capacity", f"“{said[:60]}” is not known. Use one of: {known}. Or leave it empty.")
    return SAID.get(said.casefold(), "")


def _day(cells: Cells, column: str, today: date, *, is_required: bool = False) -> date | None:
    found = cells.day(column, is_required=is_required)
    if found and found > today:
        cells.problem(column, "This day is still to come. Only what was held is brought in.")
    return found


def _reference(cells: Cells, logged_on: date | None) -> str:
    """A reference of the Single Operating Platform: one word, so that nothing else can be written here."""
    found = cells.text("reference", most=60, is_required=False)
    if found and not _REFERENCE.fullmatch(found):
        cells.problem("reference", "A reference is one word of letters, digits, dots, slashes and hyphens.")
        return ""
    if found and not logged_on:
        cells.problem("reference", "There is a reference but no sop_logged_on. Enter the day it was logged.")
    return found
