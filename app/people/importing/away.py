"""What the absences file says, checked, and how it differs from what is known."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.people.importing.reading import Problem, Sheet
from app.people.importing.rows import Cells
from app.people.importing.state import Known

COLUMNS = {"staff_number": True, "type": True, "start": True, "end": True}
FAR = date.max


@dataclass(frozen=True)
class AbsenceRow:
    """One absence as the file has it; without an end the person is still away."""

    line: int
    staff_number: str
    type: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class AbsenceChange:
    """An absence to add, or (`held`: its type and end as known) to bring up to date."""

    staff_number: str
    name: str
    row: AbsenceRow
    held: tuple[str, date | None] | None


def absences(sheet: Sheet) -> list[AbsenceRow]:
    """Every row of the file that has its dates; what is wrong is added to the problems of the sheet."""
    rows = []
    for line in sheet.lines:
        cells = Cells(line, sheet.separator)
        number, kind = cells.number("staff_number"), cells.text("type", most=60)
        starts_on, ends_on = cells.period("start", "end", is_required=True)
        sheet.problems += cells.problems
        if starts_on:
            rows.append(AbsenceRow(line.number, number, kind, starts_on, ends_on))
    return rows


def problems(rows: list[AbsenceRow], names: dict[str, str], known: dict[str, Known]) -> list[Problem]:
    """Absences of nobody we know, and absences of one person that overlap, in the file or with what is known."""
    found = [
        Problem(row.line, "staff_number", f"Nobody with staff number {row.staff_number} is in the file or works here.")
        for row in rows
        if row.staff_number and row.staff_number not in names
    ]
    by_person: dict[str, list[AbsenceRow]] = {}
    for row in rows:
        by_person.setdefault(row.staff_number, []).append(row)
    for number, theirs in by_person.items():
        listed = {row.starts_on for row in theirs}
        held = known[number].absences if number in known else {}
        spans = [(row.starts_on, row.ends_on or FAR, row.line) for row in theirs]
        spans += [(start, end or FAR, 0) for start, (_, end) in held.items() if start not in listed]
        found += _overlaps(sorted(spans))
    return found


def changes(rows: list[AbsenceRow], names: dict[str, str], known: dict[str, Known]) -> list[AbsenceChange]:
    """The absences that are new or differ from what is known."""
    found = []
    for row in rows:
        held = known[row.staff_number].absences.get(row.starts_on) if row.staff_number in known else None
        if held != (row.type, row.ends_on):
            found.append(AbsenceChange(row.staff_number, names[row.staff_number], row, held))
    return found


def _overlaps(spans: list[tuple[date, date, int]]) -> list[Problem]:
    found = []
    for (start, end, line), (next_start, _, next_line) in pairwise(spans):
        if next_start <= end:
            other = f"line {line}" if line and next_line else "an absence already known"
            since = start if next_line else next_start
            words = f"This overlaps with {other} (from {since.day} {since:%B %Y})."
            found.append(Problem(next_line or line, "start", words))
    return found
