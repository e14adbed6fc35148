"""Which sessions and observations each person of a unit had, has in hand and is booked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.estate.desk import Desk
from app.estate.forms import Library, Sheet
from app.estate.people import HEAD, Member
from app.policy.people import LINE_MANAGER, PDU_HEAD, is_line_manager_role, is_practitioner
from app.policy.rps_required import Away, Post, Required, Year, required, year_of
from app.policy.settings import SETTINGS
from app.records.models import CANCELLED, DRAFT, LOCKED, MISSED, SENT

RPS, OBSERVATION = "rps", "observation"
# How many sessions, and of these after an observation, a past year brought: numbers and their weights.
HELD = {True: ((6, 7, 8, 9), (10, 30, 40, 20)), False: ((2, 3, 4), (25, 60, 15))}
WATCHED = ((2, 3, 4), (10, 50, 40))
SHORT = ((0, 1, 2, 4), (64, 22, 10, 4))  # behind this year, and how many people are
NEVER = 10**6
CLOSED = ((CANCELLED, "Called to an urgent strategy meeting. To be planned again."),
          (MISSED, "Away at short notice. To be planned again."))  # fmt: skip


def default(key: str, _on: date) -> Any:
    """A setting as it stands before anybody changes it: an empty database holds no other."""
    return SETTINGS[key].default


@dataclass(slots=True, eq=False)
class Meeting:
    """A session or observation, by numbers of working days: booked, held, sent, first and last signed, logged."""

    kind: str
    subject: Member
    lead: Member
    capacity: str
    sheet: Sheet
    opens: int
    day: int
    sent: int
    first: int
    last: int
    logged: int = NEVER
    after: "Meeting | None" = None
    closed: tuple[str, str] = ("", "")
    id: int = 0
    has_action: bool = False

    def state(self, now: int) -> str:
        """How far it has come by then."""
        if self.closed[0]:
            return self.closed[0]
        return DRAFT if self.sent >= now else SENT if self.last >= now else LOCKED


def asked_of(member: Member, today: date, year: Year | None = None) -> Required:
    """What a year asks of somebody, the present one unless said."""
    year = year or year_of(today, default("rps.year_start", today))
    hours = Decimal(member.weekly)
    posts = [Post(each.first, each.last, member.role, member.function, hours) for each in member.stints
             if each.first <= year.last and (each.last is None or each.last >= year.first)]  # fmt: skip
    return required(year, posts, [Away(first, last) for _, first, last in member.absences], default, (), today)


class Planner:
    """Plans the meetings of one unit's people."""

    def __init__(self, desk: Desk, library: Library, members: list[Member]) -> None:
        self.desk, self.library, self.calendar, self.chance = desk, library, desk.calendar, desk.chance
        self.members = members
        self.head = next(each for each in members if each.role == HEAD)

    def plan(self) -> list[Meeting]:
        """Every meeting, in the order in which they were opened, with their ids."""
        found = [each for member in self.members for each in self._of(member)]
        found.sort(key=lambda each: each.opens)
        for each in found:
            each.id = self.desk.next_id("record")
        return found

    def _of(self, member: Member) -> Iterator[Meeting]:
        if is_practitioner(member.role) or is_line_manager_role(member.role):
            asked = asked_of(member, self.calendar.today)
            for day, is_observed in [*self._before(member, asked.year.first), *self._this_year(member, asked)]:
                yield from self._session(member, day, is_observed=is_observed)
            yield from self._besides(member)

    def _before(self, member: Member, until: date) -> Iterator[tuple[int, bool]]:
        """The days of the sessions of earlier years, and whether each followed an observation."""
        is_watched = is_practitioner(member.role)
        numbers, weights = HELD[is_watched]
        end = self.calendar.number(until)
        while end > 10:
            begin = max(end - 253, 10)
            count = round(self.chance.choices(numbers, weights)[0] * (end - begin) / 253)
            watched = self.chance.choices(*WATCHED)[0] if is_watched else 0
            observed = set(self.chance.sample(range(1, count), min(watched, count - 1))) if count > 1 else set()
            for place in range(count):
                yield begin + int((place + self.chance.random()) * (end - begin) / count), place in observed
            end = begin if begin > 10 else 0

    def _this_year(self, member: Member, asked: Required) -> Iterator[tuple[int, bool]]:
        """As many as are expected by now, less so many that somebody is behind, evenly spread."""
        short = self.chance.choices(*SHORT)[0]
        today = self.calendar.today
        number = max(asked.expected(today) + 1 - short, 0)
        observed = asked.expected_observed(today) - (short > 1)
        for place in range(number):
            on = asked.eligible_day(max(int((place + self.chance.uniform(0.05, 0.95)) * asked.eligible
                                            / asked.sessions), 1))  # fmt: skip
            if on and on < today:
                yield self.calendar.number(on), is_practitioner(member.role) and 0 < number - place <= observed

    def _session(self, member: Member, day: int, *, is_observed: bool) -> Iterator[Meeting]:
        chance = self.chance
        session = self._meeting(RPS, member, day, day - chance.randint(4, 12))
        if session is None or day >= self.calendar.now:
            return
        watched = day - chance.randint(4, 9)
        if is_observed and (seen := self._meeting(OBSERVATION, member, watched, watched)):
            session.after = seen
            yield seen
        yield session

    def _besides(self, member: Member) -> Iterator[Meeting]:
        """What is booked, what was closed, and an observation still to be discussed."""
        chance, now = self.chance, self.calendar.now
        if chance.random() < 0.6:
            day = now + 1 + chance.randint(0, 24)
            if (booked := self._meeting(RPS, member, day, now - chance.randint(1, 12))) is not None:
                yield booked
        if chance.random() < 0.05:
            day = now - chance.randint(2, 160)
            if (closed := self._meeting(RPS, member, day, day - 6)) is not None:
                closed.closed = chance.choice(CLOSED)
                yield closed
        if is_practitioner(member.role) and chance.random() < 0.05:
            day = now - chance.randint(1, 12)
            if (seen := self._meeting(OBSERVATION, member, day, day)) is not None:
                yield seen

    def _meeting(self, kind: str, member: Member, day: int, opens: int) -> Meeting | None:
        """A meeting on a day, with whoever leads it then; None where one of them is not there."""
        calendar, chance = self.calendar, self.chance
        stint = member.stint(calendar.dates[day]) if opens >= 0 and day < len(calendar.dates) else None
        if stint is None or stint.manager is None or stint.first > calendar.dates[opens]:
            return None
        is_manager = is_line_manager_role(member.role)
        lead = self.head if is_manager else stint.manager
        if lead.stint(calendar.dates[day]) is None or lead.since > calendar.dates[opens]:
            return None
        library = self.library
        sheets = library.sessions(member.role, member.function) if kind == RPS else library.observations(
            member.function)  # fmt: skip
        made = Meeting(kind, member, lead, PDU_HEAD if is_manager else LINE_MANAGER, chance.choice(sheets), opens, day,
                       *self._pace(kind, day), has_action=kind == RPS and chance.random() < 0.6)  # fmt: skip
        if calendar.now - 30 <= day < calendar.now and chance.random() < 0.04:
            self._lingers(made)
        return made

    def _pace(self, kind: str, day: int) -> tuple[int, int, int, int]:
        chance = self.chance
        if kind == OBSERVATION:
            last = day + chance.choice((0, 1, 1, 2, 3))
            return day, day, last, NEVER
        sent = day + chance.choice((0, 1, 1, 2))
        first = sent + chance.choice((0, 1, 1, 2, 3))
        last = first + chance.choice((0, 0, 1, 2))
        return sent, first, last, last + chance.choice((0, 1, 1, 2, 4))

    def _lingers(self, made: Meeting) -> None:
        """One of its steps has not been taken for weeks."""
        steps = ("sent", "first", "last", "logged") if made.kind == RPS else ("last",)
        for step in steps[self.chance.randrange(len(steps)) :]:
            setattr(made, step, NEVER)
