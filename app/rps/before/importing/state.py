"""What the service knows already about the people of a file, read some at a time however many they are."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.database import db
from app.people.models import RPS_DELEGATION, Fact, Person, Posting, Team
from app.policy.passing import NAMED
from app.records.models import DRAFT, LOCKED, SENT, Record
from app.rps.before.queries import is_over
from app.rps.models import OBSERVATION, SESSION, HeldBefore

SOME = 500  # people at a time
KIND_OF = {"rps": SESSION, "observation": OBSERVATION}
Span = tuple[date, date | None]


@dataclass(frozen=True)
class Post:
    """What somebody is from one day to another, in which team and unit, and under whom."""

    starts_on: date
    ends_on: date | None
    job_role: str
    function: str
    team: str
    unit_id: int
    manager_id: int | None


@dataclass(frozen=True)
class Before:
    """A session or observation known from before, by whom, and what it followed. `taken_by` says who follows it."""

    id: int
    by_id: int
    capacity: str
    follows_id: int | None
    session_id: int | None
    logged_on: date | None
    reference: str | None


@dataclass(frozen=True)
class Recorded:
    """A session or observation of this service that was held, or is being written, on a day."""

    id: int
    kind: str
    by_name: str


@dataclass
class Someone:
    """One person with their postings, the earliest first, and what is known of them, by kind and day."""

    id: int
    staff_number: str
    name: str
    posts: list[Post] = field(default_factory=list)
    delegated: list[Span] = field(default_factory=list)
    experienced: list[Span] = field(default_factory=list)
    before: dict[tuple[str, date], Before] = field(default_factory=dict)
    recorded: dict[tuple[str, date], Recorded] = field(default_factory=dict)
    withdrawn: set[tuple[str, date]] = field(default_factory=set)

    def post_on(self, day: date) -> Post | None:
        """The posting of that day; on a day before any is known, the first: extracts hold only the present one."""
        for post in self.posts:
            if day < post.starts_on:
                return post if post is self.posts[0] else None
            if post.ends_on is None or post.ends_on >= day:
                return post
        return None

    def is_known_on(self, day: date) -> bool:
        """Whether a posting is known on that day or earlier."""
        return bool(self.posts) and self.posts[0].starts_on <= day

    @property
    def team(self) -> str:
        """The team of the latest posting."""
        return self.posts[-1].team if self.posts else ""


def within(spans: Collection[Span], day: date) -> bool:
    """Whether any of the spans holds on that day."""
    return any(start <= day and (end is None or end >= day) for start, end in spans)


def known(numbers: Collection[str], first: date, last: date) -> dict[str, Someone]:
    """The people with these staff numbers, by number, with what was held from the first to the last day."""
    people: dict[int, Someone] = {}
    for some in _some(sorted(numbers)):
        query = select(Person.id, Person.staff_number, Person.name).where(Person.staff_number.in_(some))
        people |= {row.id: Someone(*row) for row in db.session.execute(query)}
    for ids in _some(sorted(people)):
        _postings(people, ids)
        _facts(people, ids)
        _before(people, ids)
        _recorded(people, ids, first, last)
    return {each.staff_number: each for each in people.values()}


def _some(all_: list[Any]) -> Iterator[list[Any]]:
    return (all_[start : start + SOME] for start in range(0, len(all_), SOME))


def _postings(people: dict[int, Someone], ids: list[int]) -> None:
    query = (
        select(Posting.person_id, Posting.starts_on, Posting.ends_on, Posting.job_role, Posting.function, Team.name,
               Team.unit_id, Posting.line_manager_id)
        .join(Team, Team.id == Posting.team_id)
        .where(Posting.person_id.in_(ids))
        .order_by(Posting.starts_on)
    )  # fmt: skip
    for row in db.session.execute(query):
        people[row.person_id].posts.append(Post(*row[1:]))


def _facts(people: dict[int, Someone], ids: list[int]) -> None:
    query = select(Fact.person_id, Fact.kind, Fact.starts_on, Fact.ends_on)
    for row in db.session.execute(query.where(Fact.person_id.in_(ids), Fact.kind.in_((RPS_DELEGATION, NAMED)))):
        whose = people[row.person_id]
        spans = whose.delegated if row.kind == RPS_DELEGATION else whose.experienced
        spans.append((row.starts_on, row.ends_on))


def _before(people: dict[int, Someone], ids: list[int]) -> None:
    """What was brought in already. `session_id` is left out where that session came to nothing."""
    query = select(
        HeldBefore.person_id, HeldBefore.kind, HeldBefore.held_on, HeldBefore.withdrawn_at,
        is_over(HeldBefore.session_id).label("is_over"), HeldBefore.id, HeldBefore.by_id, HeldBefore.capacity,
        HeldBefore.follows_id, HeldBefore.session_id, HeldBefore.logged_on, HeldBefore.reference,
    )  # fmt: skip
    for row in db.session.execute(query.where(HeldBefore.person_id.in_(ids))):
        whose, key = people[row.person_id], (row.kind, row.held_on)
        if row.withdrawn_at:
            whose.withdrawn.add(key)
        else:
            session_id = None if row.is_over else row.session_id
            whose.before[key] = Before(row.id, row.by_id, row.capacity, row.follows_id, session_id, row.logged_on,
                                       row.reference)  # fmt: skip


def _recorded(people: dict[int, Someone], ids: list[int], first: date, last: date) -> None:
    lead = aliased(Person)
    query = (
        select(Record.subject_id, Record.kind, Record.happened_on, Record.id, lead.name)
        .join(lead, lead.id == Record.lead_id)
        .where(Record.subject_id.in_(ids), Record.happened_on >= first, Record.happened_on <= last)
        .where(Record.kind.in_(list(KIND_OF)), Record.state.in_((DRAFT, SENT, LOCKED)), Record.void_at.is_(None))
    )
    for row in db.session.execute(query):
        kind = KIND_OF[row.kind]
        people[row.subject_id].recorded[kind, row.happened_on] = Recorded(row.id, kind, row.name)
