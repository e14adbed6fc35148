"""The form on which a year is planned: a row for each session or observation, as proposed or as typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from app.language import LONDON, clock_time, day_month, read_day, read_time
from app.language import day as day_words
from app.policy.rps_diary import Meeting
from app.policy.rps_plan import AFTER, OBSERVATION, PAIR, SESSION, Plan, Proposal, Waiting
from app.policy.rps_year import NOT_COUNTED
from app.rps.planning import desk as planning
from app.rps.planning.desk import Desk
from app.rps.year.years import Member

ROW = re.compile(r"kind-([0-9]{1,10})-([0-9]{1,2})")
WEEKDAY = re.compile(r"\s*(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[\s,.]+(.*)", re.IGNORECASE)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = 40  # characters of a day or time
OF_SESSION, OF_OBSERVATION = "session", "observation"
NO_DAY = "enter a real date, like 24/11/2026"
NO_TIME = "enter a time, like 9:30am or 14:00"
NO_SUCH_TIME = "the clocks go forward at that time, so it does not exist"


@dataclass
class Row:
    """One row. `wanted` is what it asks for, once it could be read; `errors` are (field, words), `warnings` words."""

    person_id: int
    number: int
    ticked: bool = True
    kind: str = SESSION
    on: str = ""
    at: str = ""
    seen_on: str = ""
    seen_at: str = ""
    why: str = ""
    wanted: Proposal | None = None
    errors: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def name(self, part: str) -> str:
        """How a field of the row is called, and its id on the page."""
        return f"{part}-{self.person_id}-{self.number}"

    @property
    def has_session(self) -> bool:
        """Whether a session is part of it."""
        return self.kind != OBSERVATION

    @property
    def has_observation(self) -> bool:
        """Whether an observation is to be made."""
        return self.kind in (PAIR, OBSERVATION)


@dataclass
class Group:
    """One person on the form, with what is offered for each row and what there is to know."""

    member: Member
    kinds: list[tuple[str, str]]
    rows: list[Row] = field(default_factory=list)
    unplaced: int = 0

    @property
    def hint(self) -> str:
        """That more sessions are ticked than the year asks for; "" where not. It is nobody's error."""
        standing = self.member.standing
        new = sum(row.ticked and row.has_session for row in self.rows)
        have = new + sum(each.counts_as != NOT_COUNTED for each in standing.counted)
        over = have - standing.asked.sessions
        return f"{have} sessions in the year: {over} more than it asks for." if new and over > 0 else ""


@dataclass
class Sheet:
    """The whole form. `accepted`: the person said to plan these as they are."""

    groups: list[Group]
    accepted: bool = False

    @property
    def rows(self) -> list[Row]:
        """Every row of the form."""
        return [row for group in self.groups for row in group.rows]

    @property
    def ticked(self) -> list[Row]:
        """The rows to be planned."""
        return [row for row in self.rows if row.ticked]

    @property
    def counts(self) -> tuple[int, int]:
        """How many sessions and observations are to be planned."""
        ticked = self.ticked
        return sum(row.has_session for row in ticked), sum(row.has_observation for row in ticked)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the field, words) of all that cannot be planned so."""
        return [(row.name(part), self._whose(row, words)) for row in self.ticked for part, words in row.errors]

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """(id of the field, words) of all that speaks against a day."""
        return [(row.name("tick"), self._whose(row, words)) for row in self.ticked for words in row.warnings]

    def _whose(self, row: Row, words: str) -> str:
        """The words with the person and day they are about, for a list at the top of the page."""
        name = next(group.member.name for group in self.groups if group.member.id == row.person_id)
        day = (row.on if row.has_session else row.seen_on).strip()
        return ": ".join([", ".join(filter(None, ("" if name in words else name, day))) or name, words])

    def add(self, person_id: int) -> None:
        """One more empty row for a person."""
        for group in self.groups:
            if group.member.id == person_id and len(group.rows) < 99:
                number = max((row.number for row in group.rows), default=0) + 1
                group.rows.append(Row(person_id, number))


def said(kind: str, what: str, words: str) -> str:
    """The words about one appointment of a row, saying which where there are two."""
    return f"{what}: {words}" if kind == PAIR else words


def _groups(it: Desk) -> list[Group]:
    return [Group(member, kinds(it, member)) for member in it.members]


def kinds(it: Desk, member: Member) -> list[tuple[str, str]]:
    """What a row of this person may be, as (code, words)."""
    found = [(SESSION, "Session")]
    if member.standing.asked.observed or member.watched:
        after = [(each.code, f"Session (observed {day_month(each.on)})")
                 for each in planning.waiting(it, member)]  # fmt: skip
        found += [(PAIR, "Observation, then session"), *after, (OBSERVATION, "Observation only")]
    return found


def proposed(it: Desk, plan: Plan) -> Sheet:
    """The form as it is first shown: every proposal a ticked row."""
    groups = _groups(it)
    for group in groups:
        group.unplaced = plan.unplaced.get(group.member.id, 0)
        group.rows = [_row(each, number) for number, each in enumerate(plan.of(group.member.id), 1)]
    return Sheet(groups)


def _row(it: Proposal, number: int) -> Row:
    session, seen = it.session, it.observation
    return Row(
        it.person_id, number, kind=it.follows or it.kind, on=short(session.on) if session else "",
        at=clock_time(session.at) if session else "", seen_on=short(seen.on) if seen else "",
        seen_at=clock_time(seen.at) if seen else "", why=it.why, wanted=it,
    )  # fmt: skip


def short(day: date) -> str:
    """Tue 24 Nov 2026: as a field shows a day."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def posted(it: Desk, form: Mapping[str, str]) -> Sheet:
    """The form as it was sent, each row read as far as it can be; rows of people not on the page are left out."""
    groups = {group.member.id: group for group in _groups(it)}
    for key in form:
        found = ROW.fullmatch(key)
        group = groups.get(int(found[1])) if found else None
        if found and group:
            row = _typed(group.member.id, int(found[2]), form)
            _read(row, it.limits.minutes, [Waiting(code, it.today) for code, _ in group.kinds])
            group.rows.append(row)
    return Sheet(list(groups.values()), "anyway" in form)


def _typed(person_id: int, number: int, form: Mapping[str, str]) -> Row:
    row = Row(person_id, number)
    row.ticked = row.name("tick") in form
    for part in ("kind", "on", "at", "seen_on", "seen_at", "why"):
        setattr(row, part, form.get(row.name(part), "").replace("\0", "")[: LONGEST * 4 if part == "why" else LONGEST])
    return row


def _read(row: Row, minutes: int, offered: Sequence[Waiting]) -> None:
    """What the row asks for; its errors where it cannot be read."""
    if row.kind not in {each.code for each in offered}:
        row.errors.append(("kind", "choose what to plan from the list"))
        row.kind = SESSION
    session = _meeting(row, "on", "at", OF_SESSION, minutes) if row.has_session else None
    seen = _meeting(row, "seen_on", "seen_at", OF_OBSERVATION, minutes) if row.has_observation else None
    follows = row.kind if row.kind not in (SESSION, PAIR, OBSERVATION) else ""
    if not row.errors:
        row.wanted = Proposal(row.person_id, AFTER if follows else row.kind, session, seen, follows, row.why)


def _meeting(row: Row, on: str, at: str, what: str, minutes: int) -> Meeting | None:
    day, problem = _day(getattr(row, on))
    starts = read_time(getattr(row, at))
    if problem:
        row.errors.append((on, said(row.kind, what, problem)))
    if starts is None:
        row.errors.append((at, said(row.kind, what, NO_TIME)))
    elif day and not _exists(day, starts):
        row.errors.append((at, said(row.kind, what, NO_SUCH_TIME)))
    return Meeting(day, starts, minutes) if day and starts is not None else None


def _day(text: str) -> tuple[date | None, str]:
    """The day typed, with or without its weekday; or what is wrong with it."""
    named = WEEKDAY.fullmatch(text)
    day = read_day(named[2] if named else text)
    if day is None or day.year < 2020:
        return None, NO_DAY
    if named and WEEKDAYS[day.weekday()] != named[1][:3].lower():
        return None, f"{day_words(day)} is a {day:%A}. Change the day or the weekday"
    return day, ""


def _exists(day: date, at: time) -> bool:
    return datetime.combine(day, at, LONDON).astimezone(UTC).astimezone(LONDON).time() == at
