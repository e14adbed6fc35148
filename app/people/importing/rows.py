"""What one row of the staff extract says, checked cell by cell."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.people.importing.reading import Line, Problem, Sheet
from app.people.models import CORE_CURRICULUM, LEGACY_OASYS_ROLE, NSD_POSTING, PQIP, PROBATION_PASSED, ROLE_LEARNING
from app.policy.people import FUNCTIONS, JOB_ROLES, LEGACY_OASYS_ROLES, MOST_HOURS

COLUMNS = {
    "staff_number": True, "name": True, "email": True, "job_role": True, "function": True, "weekly_hours": True,
    "team": True, "delivery_unit": True, "region": True, "line_manager_number": True, "role_start_date": True,
    "contract_end_date": False, "pqip_start": False, "pqip_end": False, "core_curriculum_completed": False,
    "probation_passed": False, "role_learning_completed": False, "nsd_posting_start": False,
    "legacy_oasys_role": False,
}  # fmt: skip
DONE_ON = {
    "core_curriculum_completed": CORE_CURRICULUM,
    "probation_passed": PROBATION_PASSED,
    "role_learning_completed": ROLE_LEARNING,
    "nsd_posting_start": NSD_POSTING,
}
_ROLES = {word.casefold(): word for word in JOB_ROLES}
_FUNCTIONS = {word.casefold(): word for word in FUNCTIONS}
_LEGACY = {word.casefold(): word for word in LEGACY_OASYS_ROLES}
_EARLIEST, _LATEST = date(1950, 1, 1), date(2100, 12, 31)
_BRITISH = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?")
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2}0*)?")
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_STAFF_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]*")

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Says:
    """What a row says of one kind of fact: from when, until when, and in which words."""

    starts_on: date
    ends_on: date | None = None
    text: str = ""


@dataclass(frozen=True)
class StaffRow:
    """One person as the file has them. `place` is region, unit and team.

    `facts` has an entry for each kind whose columns the file has: None says that there is no such fact.
    `tells_end` is False when the file has no column for the end of a contract.
    """

    line: int
    staff_number: str
    name: str
    email: str
    job_role: str
    function: str
    weekly_hours: Decimal
    place: Place
    manager: str
    role_since: date
    contract_end: date | None
    tells_end: bool
    facts: dict[str, Says | None]


@dataclass
class Cells:
    """Takes values out of one line; what does not fit becomes a problem."""

    line: Line
    separator: str = ","
    problems: list[Problem] = field(default_factory=list)

    def problem(self, column: str, words: str) -> None:
        """Note what is wrong in a column."""
        self.problems.append(Problem(self.line.number, column, words))

    def text(self, column: str, *, most: int = 200, is_required: bool = True) -> str:
        """The words in a cell, of at most so many characters."""
        found = self.line.cells.get(column, "")
        if not found and is_required:
            self.problem(column, "This is empty. Enter a value.")
        if len(found) > most:
            self.problem(column, f"This is longer than {most} characters.")
        return found

    def one_of(self, column: str, words: dict[str, str], *, is_required: bool = True) -> str:
        """One of the accepted words, in any case of letters."""
        found = self.text(column, is_required=is_required)
        if found and found.casefold() not in words:
            self.problem(column, f"“{found[:60]}” is not known. Use one of: {'; '.join(words.values())}.")
        return words.get(found.casefold(), "")

    def number(self, column: str, *, is_required: bool = True) -> str:
        """A staff number, in capitals."""
        found = self.text(column, most=40, is_required=is_required)
        if found and not _STAFF_NUMBER.fullmatch(found):
            self.problem(column, "A staff number has only letters, digits, dots, slashes and hyphens.")
        return found.upper()

    def email(self, column: str) -> str:
        """An e-mail address, in lower case."""
        found = self.text(column, most=254)
        if found and not _EMAIL.fullmatch(found):
            self.problem(column, "This is not an e-mail address, such as name@justice.example.")
        return found.lower()

    def hours(self, column: str) -> Decimal:
        """Hours a week, above 0 and at most 48; with a decimal comma where semicolons separate."""
        found = self.text(column, most=40)
        plain = found.replace(",", ".") if self.separator == ";" else found
        if not found:
            return Decimal(0)
        if not _NUMBER.fullmatch(plain):
            self.problem(column, f"“{found[:40]}” is not a number of hours, such as 37 or 22.2.")
            return Decimal(0)
        hours = Decimal(plain)
        if not 0 < hours <= MOST_HOURS:
            self.problem(column, f"Weekly hours must be more than 0 and at most {MOST_HOURS}.")
        return hours

    def day(self, column: str, *, is_required: bool = False) -> date | None:
        """A date: 4/6/2026, 04/06/2026 or 2026-06-04."""
        found = self.text(column, most=40, is_required=is_required)
        if not found:
            return None
        try:
            if british := _BRITISH.fullmatch(found):
                day = date(int(british[3]), int(british[2]), int(british[1]))
            elif iso := _ISO.fullmatch(found):
                day = date(int(iso[1]), int(iso[2]), int(iso[3]))
            else:
                raise ValueError
        except ValueError:
            self.problem(column, f"“{found[:40]}” is not a date. Write the day, month and year, such as 04/06/2026.")
            return None
        if not _EARLIEST <= day <= _LATEST:
            self.problem(column, f"The year must be from {_EARLIEST.year} to {_LATEST.year}.")
            return None
        return day

    def period(self, start: str, end: str, *, is_required: bool = False) -> tuple[date | None, date | None]:
        """Two dates, the second not before the first, and none without the first."""
        starts_on, ends_on = self.day(start, is_required=is_required), self.day(end)
        if starts_on and ends_on and ends_on < starts_on:
            self.problem(end, f"The end is before the start ({start}).")
        if ends_on and not self.line.cells.get(start):
            self.problem(start, f"There is an end ({end}) but no start.")
        return starts_on, ends_on


def staff(sheet: Sheet) -> list[StaffRow]:
    """Every row of the file; what is wrong is added to the problems of the sheet."""
    rows = []
    for line in sheet.lines:
        cells = Cells(line, sheet.separator)
        rows.append(_row(cells, sheet.columns))
        sheet.problems += cells.problems
    return rows


def _row(cells: Cells, columns: frozenset[str]) -> StaffRow:
    role_since, contract_end = cells.period("role_start_date", "contract_end_date", is_required=True)
    return StaffRow(
        line=cells.line.number,
        staff_number=cells.number("staff_number"),
        name=cells.text("name"),
        email=cells.email("email"),
        job_role=cells.one_of("job_role", _ROLES),
        function=cells.one_of("function", _FUNCTIONS),
        weekly_hours=cells.hours("weekly_hours"),
        place=(cells.text("region"), cells.text("delivery_unit"), cells.text("team")),
        manager=cells.number("line_manager_number", is_required=False),
        role_since=role_since or _EARLIEST,
        contract_end=contract_end,
        tells_end="contract_end_date" in columns,
        facts=_facts(cells, columns, role_since or _EARLIEST),
    )


def _facts(cells: Cells, columns: frozenset[str], role_since: date) -> dict[str, Says | None]:
    facts: dict[str, Says | None] = {}
    if "pqip_start" in columns:
        starts_on, ends_on = cells.period("pqip_start", "pqip_end")
        facts[PQIP] = Says(starts_on, ends_on) if starts_on else None
    for column, kind in DONE_ON.items():
        if column in columns:
            day = cells.day(column)
            facts[kind] = Says(day) if day else None
    if "legacy_oasys_role" in columns:
        word = cells.one_of("legacy_oasys_role", _LEGACY, is_required=False)
        facts[LEGACY_OASYS_ROLE] = Says(role_since, text=word) if word else None
    return facts
