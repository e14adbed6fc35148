"""Everything that people's years rest on, fetched in one SELECT: each fact is a row of the same shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Date, Integer, Select, and_, bindparam, case, cast, func, or_, select, union_all
from sqlalchemy.orm import aliased

from app.database import db
from app.language import LONDON
from app.people.models import Absence, Person, Posting
from app.policy.people import leads_as_delegate
from app.policy.rps_required import Away, Post, Year
from app.policy.rps_year import BOOKED, COMPLETE, HELD, Observation, Session
from app.policy.settings import SETTINGS
from app.records.models import DRAFT, LEAD, LOCKED, SENT, Record
from app.rps.before.queries import is_open
from app.rps.models import SESSION, HeldBefore, PassedOn
from app.rps.queries import followed
from app.rps.year.columns import columns

LIVE = (DRAFT, SENT, LOCKED)
DRAFTED, UNSIGNED, UNLOGGED = "record in draft", "waiting for a signature", "not logged on SOP"


@dataclass(frozen=True)
class Watched:
    """An observation of the year that no session follows yet. `is_booked`: still ahead; `is_signed`: to be discussed.

    `due_on` is the day by which the discussion is due, once it is signed. One held before this service has `before_id`.
    """

    id: int
    on: date
    is_booked: bool
    is_signed: bool
    due_on: date | None
    starts_at: datetime | None
    by_name: str
    by_id: int = 0
    before_id: int = 0


@dataclass(frozen=True)
class Handed:
    """What is passed on for the year: to whom, which part (`what`), by when, and the records begun."""

    id: int
    delegate_id: int
    delegate: str
    what: str
    due_on: date | None


@dataclass
class Facts:
    """Everything known about one person that their year rests on. `posts` come with the line manager's id.

    `managers` has the line managers' names by their ids.
    """

    name: str = ""
    staff_number: str = ""
    posts: list[tuple[Post, int | None]] = field(default_factory=list)
    managers: dict[int | None, str] = field(default_factory=dict)
    absences: list[Away] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    watched: list[Watched] = field(default_factory=list)
    handed: Handed | None = None
    also: list[Any] = field(default_factory=list)


# The first and last day of the year asked about, and of the absences that may touch one in it: those that do are one
# absence, and how long the whole of it is decides whether it counts.
FIRST, LAST = bindparam("first_day", type_=Date), bindparam("last_day", type_=Date)
AWAY_FROM, AWAY_TO = bindparam("away_from", type_=Date), bindparam("away_to", type_=Date)
LONGEST_LIMIT = timedelta(days=SETTINGS["rps.absence_days"].most)


def read(
    people: Select[int], year: Year, now: datetime, also: Sequence[Any] = (), given: Mapping[str, Any] | None = None
) -> dict[int, Facts]:
    """Every fact about these people's year, by person. One query.

    `also` are further SELECTs made of `columns`, which a page asks with it: their rows are in each person's `also`.
    `given` are the parameters of a `people` that is always the same object: then the whole is made only once.
    """
    query = _asked_again(people) if given and not also else _asked(people, also)
    found: dict[int, Facts] = {}
    days = {"first_day": year.first, "last_day": year.last,
            "away_from": year.first - LONGEST_LIMIT, "away_to": year.last + LONGEST_LIMIT}  # fmt: skip
    for row in db.session.execute(query, {**days, **(given or {})}):
        facts = found.setdefault(row.person_id, Facts())
        _TAKE.get(row.what, _take_also)(facts, row, now)
    return found


def _asked(people: Select[int], also: Sequence[Any] = ()) -> Any:
    ids = select(people.cte("who").c[0])
    return union_all(*(each.where(person_id.in_(ids)) for each, person_id in _parts()), *also)


_asked_again = lru_cache(maxsize=16)(_asked)


@cache
def _parts() -> tuple[tuple[Any, Any], ...]:
    """Every kind of fact as a SELECT, and its column of whom it is about. Made once: that takes longer than asking."""
    return (
        (_posts(), Posting.person_id), (_absences(), Absence.person_id), (_sessions(), Record.subject_id),
        (_held_before(), HeldBefore.person_id), (_observations(), Record.subject_id),
        (_watched_before(), HeldBefore.person_id), (_handed(), PassedOn.person_id),
    )  # fmt: skip


def _posts() -> Any:
    manager = aliased(Person)
    found = columns(
        "post", person_id=Posting.person_id, id=Posting.id, first=Posting.starts_on, last=Posting.ends_on,
        state=Posting.job_role, words=Posting.function, name=Person.name, other_id=Posting.line_manager_id,
        seen_by=Person.staff_number, seen_state=func.coalesce(manager.name, ""),
        number=cast(Posting.weekly_hours, Integer),
    )  # fmt: skip
    return (
        select(*found).join(Person, Person.id == Posting.person_id)
        .outerjoin(manager, manager.id == Posting.line_manager_id)
        .where(Posting.starts_on <= LAST)
        .where(or_(Posting.ends_on.is_(None), Posting.ends_on >= FIRST))
    )  # fmt: skip


def _absences() -> Any:
    found = columns("away", person_id=Absence.person_id, id=Absence.id, first=Absence.starts_on, last=Absence.ends_on)
    return select(*found).where(
        Absence.starts_on <= AWAY_TO, or_(Absence.ends_on.is_(None), Absence.ends_on >= AWAY_FROM)
    )


def _sessions() -> Any:
    """Sessions of the year, and those of later ones that are no more than drafts: one of them may be the next."""
    seen, earlier, lead = aliased(Record), aliased(HeldBefore), aliased(Person)
    found = columns(
        "session", person_id=Record.subject_id, id=Record.id, first=Record.happened_on, last=Record.logged_on,
        at=Record.planned_at, state=Record.state, words=Record.lead_capacity, name=lead.name, other_id=Record.lead_id,
        seen_on=func.coalesce(seen.happened_on, earlier.held_on),
        seen_by=func.coalesce(seen.lead_capacity, earlier.capacity), seen_state=func.coalesce(seen.state, LOCKED),
        number=case((Record.turn == LEAD, 1), else_=0),
    )  # fmt: skip
    return (
        select(*found).join(lead, lead.id == Record.lead_id)
        .outerjoin(earlier, and_(earlier.session_id == Record.id, earlier.withdrawn_at.is_(None)))
        .outerjoin(seen, and_(seen.id == Record.follows_id, seen.void_at.is_(None), seen.state.in_(LIVE)))
        .where(Record.kind == "rps", Record.state.in_(LIVE))
        .where(Record.void_at.is_(None), Record.happened_on >= FIRST)
        .where(or_(Record.happened_on <= LAST, Record.state == DRAFT))
    )  # fmt: skip


def _held_before() -> Any:
    seen, by = aliased(HeldBefore), aliased(Person)
    found = columns(
        "before", person_id=HeldBefore.person_id, id=HeldBefore.id, first=HeldBefore.held_on, last=HeldBefore.logged_on,
        words=HeldBefore.capacity, name=by.name, other_id=HeldBefore.by_id, seen_on=seen.held_on, seen_by=seen.capacity,
    )  # fmt: skip
    return (
        select(*found).join(by, by.id == HeldBefore.by_id)
        .outerjoin(seen, and_(seen.id == HeldBefore.follows_id, seen.withdrawn_at.is_(None)))
        .where(HeldBefore.kind == SESSION, HeldBefore.withdrawn_at.is_(None))
        .where(HeldBefore.held_on >= FIRST, HeldBefore.held_on <= LAST)
    )  # fmt: skip


def _observations() -> Any:
    """Observations that no session follows: booked, in writing, or signed and to be discussed."""
    lead = aliased(Person)
    found = columns(
        "watched", person_id=Record.subject_id, id=Record.id, first=Record.happened_on, last=Record.due_on,
        at=Record.planned_at, state=Record.state, words=Record.lead_capacity, name=lead.name, other_id=Record.lead_id,
    )  # fmt: skip
    return (
        select(*found).join(lead, lead.id == Record.lead_id)
        .where(Record.kind == "observation", Record.state.in_(LIVE))
        .where(Record.void_at.is_(None), Record.happened_on >= FIRST, Record.happened_on <= LAST, ~followed())
    )  # fmt: skip


def _watched_before() -> Any:
    """Observations held before this service that no session followed."""
    by = aliased(Person)
    found = columns(
        "watched before", person_id=HeldBefore.person_id, id=HeldBefore.id, first=HeldBefore.held_on,
        words=HeldBefore.capacity, name=by.name, other_id=HeldBefore.by_id,
    )  # fmt: skip
    return (
        select(*found).join(by, by.id == HeldBefore.by_id)
        .where(HeldBefore.held_on >= FIRST, HeldBefore.held_on <= LAST, is_open())
    )  # fmt: skip


def _handed() -> Any:
    delegate = aliased(Person)
    found = columns("handed", person_id=PassedOn.person_id, id=PassedOn.id, last=PassedOn.due_on,
                       state=PassedOn.what, name=delegate.name, other_id=PassedOn.delegate_id)  # fmt: skip
    return (
        select(*found).join(delegate, delegate.id == PassedOn.delegate_id)
        .where(PassedOn.year_start == FIRST, PassedOn.ended_at.is_(None))
    )  # fmt: skip


def _take_post(facts: Facts, row: Any, _now: datetime) -> None:
    hours = Decimal(f"{Decimal(row.number) / 100:f}")
    facts.name, facts.staff_number = row.name, row.seen_by
    facts.managers[row.other_id] = row.seen_state
    facts.posts.append((Post(row.first, row.last, row.state, row.words, hours), row.other_id))


def _take_absence(facts: Facts, row: Any, _now: datetime) -> None:
    facts.absences.append(Away(row.first, row.last))


def _take_session(facts: Facts, row: Any, now: datetime) -> None:
    state, missing = HELD, ""
    is_ahead = row.at is not None and row.at > now and row.first >= now.astimezone(LONDON).date()
    if row.state == DRAFT and is_ahead:
        state = BOOKED
    elif row.state == LOCKED and row.last is not None:
        state = COMPLETE
    else:
        missing = {DRAFT: DRAFTED, SENT: UNSIGNED, LOCKED: UNLOGGED}[row.state]
    seen = None
    if row.seen_on is not None:
        seen = Observation(row.seen_on, leads_as_delegate(row.seen_by), row.seen_state == LOCKED)
    facts.sessions.append(
        Session(row.first, state, leads_as_delegate(row.words), seen, row.id, row.at, missing, row.name, row.other_id,
                waits_for_holder=row.state == SENT and bool(row.number))
    )  # fmt: skip


def _take_before(facts: Facts, row: Any, _now: datetime) -> None:
    seen = Observation(row.seen_on, leads_as_delegate(row.seen_by)) if row.seen_on else None
    state, missing = (COMPLETE, "") if row.last else (HELD, UNLOGGED)
    facts.sessions.append(Session(row.first, state, leads_as_delegate(row.words), seen, 0, None, missing, row.name,
                                  row.other_id))  # fmt: skip


def _take_watched(facts: Facts, row: Any, now: datetime) -> None:
    is_booked = row.state == DRAFT and row.at is not None and row.at > now
    facts.watched.append(
        Watched(row.id, row.first, is_booked, row.state == LOCKED, row.last if row.state == LOCKED else None,
                row.at, row.name, row.other_id)
    )  # fmt: skip


def _take_watched_before(facts: Facts, row: Any, _now: datetime) -> None:
    facts.watched.append(Watched(0, row.first, is_booked=False, is_signed=True, due_on=None, starts_at=None,
                                 by_name=row.name, by_id=row.other_id, before_id=row.id))  # fmt: skip


def _take_handed(facts: Facts, row: Any, _now: datetime) -> None:
    facts.handed = Handed(row.id, row.other_id, row.name, row.state, row.last)


def _take_also(facts: Facts, row: Any, _now: datetime) -> None:
    facts.also.append(row)


_TAKE = {
    "post": _take_post, "away": _take_absence, "session": _take_session, "before": _take_before,
    "watched": _take_watched, "watched before": _take_watched_before, "handed": _take_handed,
}  # fmt: skip
