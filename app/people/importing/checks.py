"""What can only be wrong between rows: repeated people, managers who do not exist, circles of management."""

from collections.abc import Iterator
from datetime import date

from app.people.importing.reading import Problem
from app.people.importing.rows import StaffRow
from app.people.importing.state import Known
from app.policy.people import JOB_ROLES


def problems(rows: list[StaffRow], known: dict[str, Known], on: date) -> list[Problem]:
    """Everything wrong between the rows, and between them and the people already known."""
    return [*_repeated(rows), *_taken_emails(rows, known), *_managers(rows, known, on), *_circles(rows, known, on)]


def _repeated(rows: list[StaffRow]) -> Iterator[Problem]:
    numbers: dict[str, int] = {}
    emails: dict[str, int] = {}
    for row in rows:
        if row.staff_number and numbers.setdefault(row.staff_number, row.line) != row.line:
            first = numbers[row.staff_number]
            yield Problem(row.line, "staff_number", f"Staff number {row.staff_number} is already on line {first}.")
        if row.email and emails.setdefault(row.email, row.line) != row.line:
            yield Problem(row.line, "email", f"The e-mail address {row.email} is already on line {emails[row.email]}.")


def _taken_emails(rows: list[StaffRow], known: dict[str, Known]) -> Iterator[Problem]:
    in_file = {row.staff_number for row in rows}
    holders = {person.email: person for person in known.values() if person.staff_number not in in_file}
    for row in rows:
        if holder := holders.get(row.email):
            words = f"{row.email} belongs to {holder.name} ({holder.staff_number}), who is not in this file."
            yield Problem(row.line, "email", words)


def _managers(rows: list[StaffRow], known: dict[str, Known], on: date) -> Iterator[Problem]:
    in_file = {row.staff_number for row in rows}
    top: dict[str, int] = {}
    for row in rows:
        region = row.place[0].casefold()
        top[region] = max(top.get(region, 1), _rank(row))
    for row in rows:
        if not row.manager:
            if _rank(row) < top[row.place[0].casefold()]:
                words = "The line manager is missing. Only the head of the region may have none."
                yield Problem(row.line, "line_manager_number", words)
        elif row.manager == row.staff_number:
            yield Problem(row.line, "line_manager_number", f"{row.name} is entered as their own line manager.")
        elif row.manager not in in_file and not (row.manager in known and known[row.manager].works_on(on)):
            words = f"Nobody with staff number {row.manager} is in this file or works here."
            yield Problem(row.line, "line_manager_number", words)


def _rank(row: StaffRow) -> int:
    return JOB_ROLES[row.job_role].rank if row.job_role in JOB_ROLES else 0


def _circles(rows: list[StaffRow], known: dict[str, Known], on: date) -> Iterator[Problem]:
    """Each circle once, at its first line; people outside the file count with the manager they have."""
    by_number = {row.staff_number: row for row in rows}
    above = {number: who.posting.manager for number, who in known.items() if who.posting and who.works_on(on)}
    above |= {row.staff_number: row.manager for row in rows if row.manager != row.staff_number}
    cleared: set[str] = set()
    for row in rows:
        path: dict[str, int] = {}
        number = row.staff_number
        while number in above and number not in cleared and number not in path:
            path[number] = len(path)
            number = above[number]
        if number in path:
            circle = [each for each, place in path.items() if place >= path[number]]
            yield _circle(circle, by_number, known)
        cleared |= path.keys()


def _circle(circle: list[str], by_number: dict[str, StaffRow], known: dict[str, Known]) -> Problem:
    first = min(range(len(circle)), key=lambda at: by_number[circle[at]].line if circle[at] in by_number else 10**9)
    circle = circle[first:] + circle[:first]
    named = [
        f"{by_number[each].name} (line {by_number[each].line})" if each in by_number else known[each].name
        for each in circle[:6]
    ]
    more = f" and {len(circle) - 6} more" if len(circle) > 6 else ""
    words = f"Line management goes in a circle: {', who reports to '.join(named)}{more}, who reports to {named[0]}."
    return Problem(by_number[circle[0]].line, "line_manager_number", words)
