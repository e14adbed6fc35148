"""A team's year for a spreadsheet: numbers and days. No absence, no reason, no word anybody wrote."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from app.policy.access import Viewer
from app.policy.rps_required import Year
from app.rps.year import lines
from app.rps.year.years import Member
from app.web.workbook import Cell, Sheet, workbook

COLUMNS = (
    ("Staff number", 13), ("Name", 30), ("Job role", 30), ("Function", 26), ("Weekly hours", 8), ("Asked for", 8),
    ("Asked for after an observation", 14), ("Complete", 10), ("Complete after an observation", 14),
    ("Held, not finished", 10), ("Booked", 8), ("Expected by now", 10), ("Behind", 8), ("Next session", 18),
    ("State", 22),
)  # fmt: skip
STATE = "How the year stands: met, on course, so many behind; after its end so many short."
VERB, THING = "supervision year downloaded", "supervision year"


def cells(member: Member, today: date) -> tuple[Cell, ...]:
    """One person's row."""
    it = member.standing
    return (
        member.staff_number, member.name, member.job_role, member.function,
        f"{member.weekly_hours:f}" if member.job_role else "", it.asked.sessions, it.asked.observed, it.complete,
        it.observed, it.incomplete, it.booked, it.expected, it.behind, it.next.on if it.next else None,
        lines.state(it, today),
    )  # fmt: skip


def rows(members: Sequence[Member], today: date) -> Iterator[tuple[str, ...]]:
    """The heading and everyone's row, as text."""
    yield tuple(title for title, _ in COLUMNS)
    for each in members:
        yield tuple("" if cell is None else str(cell) for cell in cells(each, today))


def book(viewer: Viewer, members: Sequence[Member], year: Year, words: str, now: datetime, today: date) -> bytes:
    """The workbook. `words` say whom it is about."""
    about: list[Sequence[Cell]] = [
        ("Reflective practice supervision, the year of a team",),
        ("Made by", f"{viewer.name}, {viewer.job_title[:1].lower()}{viewer.job_title[1:]}"),
        ("Made at", now),
        ("Year from", year.first),
        ("Year to", year.last),
        ("About", words),
        ("People", len(members)),
        ("Complete", "A session counts once it is signed and logged on the Single Operating Platform, SOP"
         " (Framework 6.5)."),
        ("Asked for", "By job role, function, hours and the days that count (Framework 6.3 and 6.4)."),
        ("State", STATE),
    ]  # fmt: skip
    return workbook(
        "Reflective practice supervision", viewer.name, now,
        [Sheet("About this file", (("", 16), ("", 90)), about, heading=False),
         Sheet("Year", COLUMNS, (cells(each, today) for each in members))],
    )  # fmt: skip
