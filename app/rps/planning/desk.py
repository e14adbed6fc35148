"""What a year is planned from: who is asked for what, what is booked, who is away; and booking many at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app.database import db
from app.language import LONDON
from app.people.models import RPS_DELEGATION, Absence, Fact, Person, Posting, Team
from app.policy import observations, rps_plan
from app.policy.rps import HOLDING, Booking
from app.policy.rps_days import ONE_DAY, joined
from app.policy.rps_diary import Limits, Meeting, days_from, is_away
from app.policy.rps_plan import AFTER, Need, Plan, Waiting
from app.policy.rps_required import Year
from app.policy.rules import Breach, breaches
from app.records.models import CANCELLED, DRAFT, LEAD, MISSED, Answer, Record
from app.rps.models import BOTH, OBSERVATION
from app.rps.year import years
from app.rps.year.facts import Watched
from app.rps.year.years import Member
from app.settings.queries import holidays, value

SESSIONS, OBSERVED = "rps", "observation"  # kinds of record
PAGE = 20  # people on one page: so long a form still fits into one request
Span = tuple[date, date | None]
BEFORE = "before"  # what the code of an observation held before this service begins with


@dataclass(frozen=True)
class Appointment:
    """A session or observation (`is_observation`) that is booked ahead, or that was cancelled or missed, and why."""

    id: int
    is_observation: bool
    person_id: int
    lead_id: int
    lead_name: str
    state: str
    starts_at: datetime
    minutes: int
    reason: str
    follows_id: int | None

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to take place."""
        return self.state == DRAFT

    @property
    def meeting(self) -> Meeting:
        """When it is, on London's clock."""
        local = self.starts_at.astimezone(LONDON)
        return Meeting(local.date(), local.time(), self.minutes)


@dataclass
class Desk:
    """Everything that one manager's plans for these people rest on. `total` counts those on other pages too."""

    me: int
    today: date
    year: Year
    members: list[Member]
    total: int
    appointments: list[Appointment]
    my_away: tuple[Span, ...]
    delegated: tuple[Span, ...]
    postings: dict[int, list[tuple[Posting, int]]]
    limits: Limits
    extra: frozenset[date]
    known: dict[tuple[int, int, bool], list[Breach]] = field(default_factory=dict)

    def member(self, person_id: int) -> Member | None:
        """The person, if they are on this page."""
        return next((each for each in self.members if each.id == person_id), None)

    def of(self, person_id: int, *, ahead: bool = True) -> list[Appointment]:
        """What is booked with a person; or what was cancelled or missed. The earliest first."""
        found = [each for each in self.appointments if each.person_id == person_id and each.is_ahead is ahead]
        return sorted(found, key=lambda each: each.starts_at)

    def same(self, person_id: int, meeting: Meeting, *, is_observation: bool) -> Appointment | None:
        """The viewer's own appointment with a person that starts just then."""
        return next((each for each in self.of(person_id) if each.lead_id == self.me
                     and each.is_observation is is_observation
                     and (each.meeting.on, each.meeting.at) == (meeting.on, meeting.at)), None)  # fmt: skip

    @property
    def mine(self) -> tuple[Meeting, ...]:
        """The viewer's own appointments ahead, whoever they are with."""
        return tuple(each.meeting for each in self.appointments
                     if each.is_ahead and self.me in (each.lead_id, each.person_id))  # fmt: skip

    def holding(self, person_id: int, day: date) -> list[Breach]:
        """Which rules keep the viewer from holding a session with a person on a day."""
        theirs, mine = self._posting(person_id, day), self._posting(self.me, day)
        if theirs is None or mine is None:
            return [Breach("Framework 6.2", "One of you is not in post on that day.")]
        has_delegation = is_away(self.delegated, day)
        key = theirs[0].id, mine[0].id, has_delegation
        if key not in self.known:
            self.known[key] = breaches(HOLDING, _pair(theirs, mine, has_delegation=has_delegation))
        return self.known[key]

    def observing(self, person_id: int, day: date) -> list[Breach]:
        """Which rules keep the viewer from observing a person on a day."""
        theirs = self._posting(person_id, day)
        if theirs is None:
            return [Breach("Framework 6.3", "They are not in post on that day.")]
        manages = theirs[0].line_manager_id == self.me
        return breaches(observations.STARTING, observations.Observing(False, manages, theirs[0].job_role))

    def _posting(self, person_id: int, day: date) -> tuple[Posting, int] | None:
        return next((each for each in self.postings.get(person_id, ()) if each[0].holds_on(day)), None)


def _pair(theirs: tuple[Posting, int], mine: tuple[Posting, int], *, has_delegation: bool) -> Booking:
    return Booking(
        is_same_person=theirs[0].person_id == mine[0].person_id,
        is_line_manager=theirs[0].line_manager_id == mine[0].person_id, practitioner_role=theirs[0].job_role,
        practitioner_function=theirs[0].function, holder_role=mine[0].job_role, same_unit=theirs[1] == mine[1],
        has_delegation=has_delegation,
    )  # fmt: skip


def desk(me: int, people: Select[int], today: date, now: datetime, year: Year, first: int = 0) -> Desk:
    """What the plans of a manager for a year rest on, for these people (a SELECT of ids): `PAGE` of them from `first`.

    Of several, those of whom the year asks nothing and who had nothing are left out.
    Four queries, however many people.
    """
    found = years.of_people(people, today, now, year)
    everyone = [each for each in found if len(found) == 1 or each.standing.asked.sessions or each.standing.counted]
    members = everyone[first : first + PAGE]
    ids = [each.id for each in members]
    away, delegated = _spans(me)
    limits = Limits(value("rps.minutes", today), value("observation.session_warn_days", today),
                    value("observation.session_days", today))  # fmt: skip
    return Desk(me, today, year, members, len(everyone), _appointments(me, ids, year, now), away, delegated,
                _postings([*ids, me]), limits, frozenset(holidays(today)))  # fmt: skip


def _spans(me: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """When the manager is away, and when a delegation of sessions is on file. One query."""
    away = select(literal("away").label("what"), Absence.starts_on, Absence.ends_on).where(Absence.person_id == me)
    held = select(literal("delegated"), Fact.starts_on, Fact.ends_on).where(
        Fact.person_id == me, Fact.kind == RPS_DELEGATION
    )
    rows = db.session.execute(union_all(away, held)).all()
    away_spans, delegated = ([(row[1], row[2]) for row in rows if row[0] == what] for what in ("away", "delegated"))
    return tuple(away_spans), tuple(delegated)


def _postings(ids: Sequence[int]) -> dict[int, list[tuple[Posting, int]]]:
    found: dict[int, list[tuple[Posting, int]]] = {}
    for posting, unit_id in db.session.execute(
        select(Posting, Team.unit_id).join(Team, Team.id == Posting.team_id).where(Posting.person_id.in_(ids))
    ):
        found.setdefault(posting.person_id, []).append((posting, unit_id))
    return found


def _appointments(me: int, ids: Sequence[int], year: Year, now: datetime) -> list[Appointment]:
    """All that is booked with these people or with the manager, and what the manager cancelled or missed this year."""
    lead = aliased(Person)
    minutes = and_(Answer.record_id == Record.id, Answer.part == LEAD, Answer.key == "minutes")
    ahead = and_(Record.state == DRAFT, Record.planned_at > now,
                 or_(Record.lead_id == me, Record.subject_id.in_([*ids, me])))  # fmt: skip
    ended = and_(Record.state.in_((CANCELLED, MISSED)), Record.lead_id == me, Record.subject_id.in_(ids),
                 Record.happened_on >= year.first, Record.happened_on <= year.last,
                 Record.planned_at.is_not(None))  # fmt: skip
    rows: Any = db.session.execute(
        select(Record, lead.name, Answer.text)
        .join(lead, lead.id == Record.lead_id)
        .outerjoin(Answer, minutes)
        .where(Record.kind.in_((SESSIONS, OBSERVED)), or_(ahead, ended))
        .order_by(Record.planned_at, Record.id)
    )
    return [
        Appointment(it.id, it.kind == OBSERVED, it.subject_id, it.lead_id, name, it.state, it.planned_at,
                    int(text) if text and re.fullmatch("[0-9]{1,3}", text.strip()) else 60, it.closed_reason,
                    it.follows_id)
        for it, name, text in rows
    ]  # fmt: skip


def propose(it: Desk) -> Plan:
    """Days for all that is still to be planned."""
    needs = [_need(it, member) for member in it.members]
    return rps_plan.propose(needs, it.mine, it.today, it.year.last, it.limits, it.extra)


def waiting(it: Desk, member: Member) -> list[Waiting]:
    """Observations of a person that a session of the viewer's may follow and none does, the oldest first."""
    found = [each for each in member.watched if _is_to_follow(each, member, it.me)]
    return [Waiting(f"{AFTER}-{each.id}" if each.id else f"{BEFORE}-{each.before_id}", each.on) for each in found]


def _is_to_follow(each: Watched, member: Member, me: int) -> bool:
    handed = member.handed
    if handed and each.by_id == handed.delegate_id:
        return handed.what == OBSERVATION
    return each.is_signed or each.by_id == me


def _need(it: Desk, member: Member) -> Need:
    standing, handed = member.standing, member.handed
    by = handed.delegate_id if handed and handed.what == OBSERVATION else it.me
    is_begun = any(each.by_id == by for each in member.watched)
    left = rps_plan.left(standing, handed.what if handed else "", is_begun=is_begun)
    ahead = days_from(max(it.today, it.year.first - ONE_DAY) + ONE_DAY, it.year.last)
    eligible = [day for day in ahead if any(first <= day <= last for first, last in standing.asked.spans)]
    return Need(
        member.id, standing.asked, left, rps_plan.done(standing), rps_plan.booked_days(standing),
        tuple(each.meeting for each in it.of(member.id)),
        tuple(joined((day, day) for day in eligible if not it.holding(member.id, day))),
        (*member.away, *it.my_away), tuple(waiting(it, member)),
    )  # fmt: skip


def passed_on(member: Member) -> str:
    """What is passed on, in words; "" for nothing."""
    if not member.handed:
        return ""
    what = {BOTH: "The second observation and its session are", OBSERVATION: "The second observation is"}
    words = what.get(member.handed.what, "The session after the second observation is")
    return f"{words} passed on to {member.handed.delegate}."
