"""A file of what the register says of many people: everything wrong with it, or what it would change; and doing it."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.database import db
from app.history.actions import Actor
from app.language import LONDON
from app.people.importing.reading import Problem, Sheet, read
from app.people.importing.rows import Cells
from app.people.models import Person
from app.policy.registration import ENTERING, STATUS_WORDS, STATUSES, Entering, number_key
from app.policy.rules import Breach, Refused, breaches
from app.registration.models import RegisterEntry
from app.registration.register.entries import Says, said, write
from app.settings import turns

COLUMNS = {
    "staff_number": True, "status": True, "number": True, "renewal_on": True, "authority": True, "starts_on": True,
}  # fmt: skip
EXAMPLE = ("100272", "registered", "PR-20417", "31/08/2027", "yes", "01/09/2026")
UNKNOWN = "Nobody with staff number {} is known. Import the staff first."
NO_MORE = "Only these columns are brought in. Take this column out."
SOURCE, FILE = "The register’s file", "Import"
_STATUS = {**{code: code for code, _ in STATUSES}, **{label.casefold(): code for code, label in STATUSES}}
_YES_NO = {"yes": True, "y": True, "no": False, "n": False}
# Which cell to mend where a rule is broken, in the order of the rules.
_COLUMN = ("status", "number", "number", "renewal_on", "starts_on", "starts_on", "status")
CHANGED = Breach(
    SOURCE, "What is known was changed since you looked at this, so the import would do something else now.",
    "Look at what it would do, and apply it again.",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the file."""

    line: int
    staff_number: str
    says: Says
    starts_on: date


@dataclass(frozen=True)
class Change:
    """An entry to write, and what the register says of that person on that day until then (None: nothing)."""

    row: Row
    person_id: int
    name: str
    before: Says | None


@dataclass(frozen=True)
class Plan:
    """What importing would do. With problems it would do nothing, and the rest is empty."""

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not self.changes

    @property
    def digest(self) -> str:
        """The same for two plans that would do the same: what was looked at is what is applied."""
        return hashlib.sha256(repr((self.changes, self.unchanged)).encode()).hexdigest()


def plan(data: bytes, today: date) -> Plan:
    """Everything wrong with a file, at its line and column; or what it would change. Three queries."""
    sheet = read(data, COLUMNS, no_more=NO_MORE)
    rows = _rows(sheet) if sheet.is_whole else []
    if not sheet.is_whole:
        return Plan(problems=tuple(sheet.problems))
    people = {number: (id_, name) for number, id_, name in db.session.execute(
        select(Person.staff_number, Person.id, Person.name))}  # fmt: skip
    problems = [*sheet.problems, *_repeated(rows)]
    problems += [Problem(row.line, "staff_number", UNKNOWN.format(row.staff_number))
                 for row in rows if row.staff_number and row.staff_number not in people]  # fmt: skip
    known = _known()
    rows = [row for row in rows if row.staff_number in people]
    problems += _broken(rows, people, known, today)
    if problems:
        return Plan(problems=tuple(sorted(set(problems))))
    changes = tuple(_changes(rows, people, known))
    return Plan(changes, len(rows) - len(changes))


def apply(data: bytes, by: Actor, now: datetime, seen: str = "") -> Plan:
    """Write what the file says, as planned afresh in this transaction; the caller commits. Gives the plan carried out.

    `seen` is the digest of the plan that was looked at. Raises Refused when the file has problems, and when the plan is
    not the one seen.
    """
    turns.take()
    planned = plan(data, now.astimezone(LONDON).date())
    if planned.problems:
        raise Refused(*(Breach(SOURCE, str(problem)) for problem in planned.problems[:20]))
    if seen and seen != planned.digest:
        raise Refused(CHANGED)
    for change in planned.changes:
        write(change.person_id, change.row.says, change.row.starts_on, by, now, source=FILE)
    return planned


def _rows(sheet: Sheet) -> list[Row]:
    """Every line whose cells can be read; what can't is added to the problems of the sheet."""
    rows = []
    for line in sheet.lines:
        cells = Cells(line, sheet.separator)
        number, starts_on = cells.number("staff_number"), cells.day("starts_on", is_required=True)
        status = cells.one_of("status", _STATUS)
        says = Says(
            status, cells.text("number", most=30, is_required=False), cells.day("renewal_on"), _authority(cells)
        )
        sheet.problems += cells.problems
        if starts_on and status:
            rows.append(Row(line.number, number, says, starts_on))
    return rows


def _authority(cells: Cells) -> bool:
    told = cells.text("authority").casefold()
    if told and told not in _YES_NO:
        cells.problem("authority", f"“{told[:40]}” is not known. Use yes or no.")
    return _YES_NO.get(told, False)


def _repeated(rows: Sequence[Row]) -> Iterator[Problem]:
    lines: dict[tuple[str, date], int] = {}
    for row in rows:
        first = lines.setdefault((row.staff_number, row.starts_on), row.line)
        if first != row.line and row.staff_number:
            yield Problem(row.line, "starts_on", f"The entry of that person and day is already on line {first}.")


def _known() -> dict[int, dict[date, Says]]:
    """What the register says of everyone, by person and the day it began; of one day what was written last."""
    known: dict[int, dict[date, Says]] = {}
    for entry in db.session.scalars(select(RegisterEntry).order_by(RegisterEntry.id)):
        known.setdefault(entry.person_id, {})[entry.starts_on] = said(entry)
    return known


def _on(entries: dict[date, Says], day: date) -> Says | None:
    """What holds on a day."""
    begun = [starts_on for starts_on in entries if starts_on <= day]
    return entries[max(begun)] if begun else None


def _broken(
    rows: Sequence[Row], people: dict[str, tuple[int, str]], known: dict[int, dict[date, Says]], today: date
) -> Iterator[Problem]:
    """The rules each line breaks, and numbers that would belong to two people."""
    after = {person_id: dict(entries) for person_id, entries in known.items()}
    for row in rows:
        after.setdefault(people[row.staff_number][0], {})[row.starts_on] = row.says
    holders: dict[str, set[int]] = {}
    for person_id, entries in after.items():
        if (now := _on(entries, today)) and now.number:
            holders.setdefault(number_key(now.number), set()).add(person_id)
    for row in rows:
        others = holders.get(number_key(row.says.number), set()) - {people[row.staff_number][0]}
        facts = Entering(row.says.status, row.says.number, row.starts_on, today, row.says.renewal_on,
                         "somebody else" if others else "")  # fmt: skip
        for rule, column in zip(ENTERING, _COLUMN, strict=True):
            for breach in breaches([rule], facts):
                yield Problem(row.line, column, f"{breach.words} {breach.remedy} ({breach.source})")


def _changes(
    rows: Iterable[Row], people: dict[str, tuple[int, str]], known: dict[int, dict[date, Says]]
) -> Iterator[Change]:
    """The lines that say something new, each held against what is known and the earlier ones of the same file."""
    for row in sorted(rows, key=lambda each: (each.starts_on, each.line)):
        person_id, name = people[row.staff_number]
        entries = known.setdefault(person_id, {})
        before = _on(entries, row.starts_on)
        if before != row.says:
            entries[row.starts_on] = row.says
            yield Change(row, person_id, name, before)


def in_words(says: Says | None) -> str:
    """What an entry says, in a line."""
    if says is None:
        return "No entry"
    parts = [STATUS_WORDS[says.status], says.number]
    parts += [f"renewal {says.renewal_on.day} {says.renewal_on:%B %Y}"] if says.renewal_on else []
    return ", ".join(filter(None, [*parts, "authority to practise" if says.authority else "no authority to practise"]))
