"""What an import would do: everything wrong with the files, or every add, change and leaver."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from app.people.importing import away, checks, reading, rows, state, steps
from app.people.importing.away import AbsenceChange
from app.people.importing.reading import Problem
from app.people.importing.rows import StaffRow
from app.people.importing.state import Known
from app.people.importing.steps import Change

STAFF_FILE, ABSENCES_FILE = "staff file", "absences file"


@dataclass(frozen=True)
class Files:
    """The bytes of the two files; either may be missing."""

    staff: bytes | None = None
    absences: bytes | None = None


@dataclass(frozen=True)
class Leaver:
    """Someone who works in a region of the file but is not in it. `manages` counts those in the file they manage."""

    person_id: int
    staff_number: str
    name: str
    job_role: str
    team: str
    manages: int
    ends_on: date | None


@dataclass(frozen=True)
class Plan:
    """What importing would do. With problems it would do nothing, and the rest is empty."""

    adds: tuple[StaffRow, ...] = ()
    changes: tuple[Change, ...] = ()
    leavers: tuple[Leaver, ...] = ()
    absences: tuple[AbsenceChange, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
    known: dict[str, Known] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_empty(self) -> bool:
        """Nothing to add or to change."""
        return not (self.adds or self.changes or self.absences)

    @property
    def digest(self) -> str:
        """The same for two plans that would do the same: what was looked at is what is applied."""
        return hashlib.sha256(repr((self.adds, self.changes, self.leavers, self.absences)).encode()).hexdigest()


def plan(files: Files, on: date) -> Plan:
    """Read and check both files against what is known, as of `on`, the day changes take effect. Writes nothing."""
    known = state.known()
    staff, staff_problems, notices = _staff(files.staff, known, on)
    names = {number: person.name for number, person in known.items()} | {row.staff_number: row.name for row in staff}
    away_rows, away_problems, away_notices = _absences(files.absences, names, known)
    problems = [*staff_problems, *away_problems]
    if files.staff is None and files.absences is None:
        problems.append(Problem(0, "", "Choose a file."))
    if problems:
        return Plan(problems=tuple(problems), notices=(*notices, *away_notices))
    changes = [
        change for row in staff if row.staff_number in known
        if (change := steps.change(known[row.staff_number], row, names, on))
    ]  # fmt: skip
    adds = [row for row in staff if row.staff_number not in known]
    return Plan(
        adds=tuple(adds),
        changes=tuple(changes),
        leavers=tuple(_leavers(staff, known, on)),
        absences=tuple(away.changes(away_rows, names, known)),
        unchanged=len(staff) - len(adds) - len(changes),
        notices=(*notices, *away_notices),
        known=known,
    )


def _staff(data: bytes | None, known: dict[str, Known], on: date) -> tuple[list[StaffRow], list[Problem], list[str]]:
    if data is None:
        return [], [], []
    sheet = reading.read(data, rows.COLUMNS)
    if not sheet.is_whole:
        return [], _named(sheet.problems, STAFF_FILE), sheet.notices
    found = rows.staff(sheet)
    problems = [*sheet.problems, *checks.problems(found, known, on)]
    return found, _named(problems, STAFF_FILE), sheet.notices


def _absences(
    data: bytes | None, names: dict[str, str], known: dict[str, Known]
) -> tuple[list[away.AbsenceRow], list[Problem], list[str]]:
    if data is None:
        return [], [], []
    sheet = reading.read(data, away.COLUMNS)
    if not sheet.is_whole:
        return [], _named(sheet.problems, ABSENCES_FILE), sheet.notices
    found = away.absences(sheet)
    problems = [*sheet.problems, *away.problems(found, names, known)]
    return found, _named(problems, ABSENCES_FILE), sheet.notices


def _named(problems: list[Problem], file: str) -> list[Problem]:
    return [replace(problem, file=file) for problem in sorted(problems)]


def _leavers(staff: list[StaffRow], known: dict[str, Known], on: date) -> list[Leaver]:
    """Only from the regions that the file covers: an extract of one region says nothing about another."""
    regions = {row.place[0].casefold() for row in staff}
    listed = {row.staff_number for row in staff}
    managed = Counter(row.manager for row in staff)
    return [
        Leaver(who.id, number, who.name, post.job_role, post.place[2], managed[number], post.ends_on)
        for number, who in sorted(known.items(), key=lambda item: item[1].name)
        if number not in listed and (post := who.posting) and post.place[0].casefold() in regions
        and (post.ends_on is None or post.ends_on > on)
    ]  # fmt: skip
