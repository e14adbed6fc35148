"""People's years of supervision, worked out afresh: everything one SELECT can fetch, and the rule book over it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import Date, Integer, Select, and_, bindparam, or_, select, union_all
from sqlalchemy import exists as any_of
from sqlalchemy.orm import aliased

from app.people.models import RPS_DELEGATION, Fact, Person, Posting, Team, during
from app.policy.people import JOB_ROLES, NATIONAL_SECURITY
from app.policy.rps_required import Away, Post, Required, Year, required, year_of
from app.policy.rps_year import BOOKED, Limits, Session, Standing, need, standing
from app.policy.settings import SETTINGS
from app.rps.year.facts import Facts, Handed, Watched, read
from app.settings.queries import change_days, value, values

KEYS = tuple(key for key in SETTINGS if key.startswith("rps."))


def year_on(day: date) -> Year:
    """The year of supervision that this day is in."""
    return year_of(day, value("rps.year_start", day))


@dataclass
class Member:
    """A person and their year. `posting` facts are those of the day asked about; "" and 0 where not in post.

    `managed_since`: from which day of the year the present line manager manages them, where somebody else did before.
    `next`: the next session booked, be it in another year.
    """

    id: int
    name: str
    standing: Standing
    job_role: str = ""
    function: str = ""
    weekly_hours: Decimal = Decimal(0)
    line_manager_id: int | None = None
    line_manager: str = ""
    watched: tuple[Watched, ...] = ()
    handed: Handed | None = None
    away: tuple[tuple[date, date | None], ...] = ()
    managed_since: date | None = None
    staff_number: str = ""
    next: Session | None = None
    also: tuple[Any, ...] = ()

    @property
    def to_discuss(self) -> list[Watched]:
        """Signed observations that a discussion must follow, the oldest first."""
        return [each for each in self.watched if each.is_signed]


def of_person(
    person_id: int, day: date, now: datetime, year: Year | None = None, also: Sequence[Any] = ()
) -> Member | None:
    """One person's year as it stands on a day; None for somebody who was never in post. One query.

    `also` are further SELECTs to be asked with it, as for facts.read.
    """
    return next(iter(of_people(_ONE, day, now, year, also, {"one": person_id})), None)


# Made once: the statement takes longer to make than to ask.
_ONE: Select[int] = select(Person.id).where(Person.id == bindparam("one", type_=Integer()))


def team(manager_id: int, day: date, now: datetime, year: Year | None = None) -> list[Member]:
    """Whose sessions the viewer holds or looks after: direct reports, and line managers of the unit for whom the viewer
    may hold them. Who needs attention first. One query, whatever the size of the team.
    """
    return of_people(_looked_after(), day, now, year, given=who_asks(manager_id, day))


@cache
def _looked_after() -> Select[int]:
    return looked_after(*WHO_ASKS)


# The parameters of a SELECT that is made once for every manager, and what they are for one of them on a day.
WHO_ASKS: tuple[Any, Any] = bindparam("manager", type_=Integer()), bindparam("on", type_=Date())


def who_asks(manager_id: int, day: date) -> dict[str, Any]:
    """The values of WHO_ASKS."""
    return {"manager": manager_id, "on": day}


def looked_after(manager_id: int, day: date) -> Select[int]:
    """The ids of direct reports on that day, and of the line managers whose sessions are the viewer's to hold (6.4)."""
    reports = select(Posting.person_id).where(Posting.line_manager_id == manager_id, during(Posting, day))
    found: Select[int] = select(union_all(reports, managers_held(manager_id, day)).subquery().c.person_id)
    return found


# Made once: a new alias of a table takes longer to make than to ask.
_SIDES = (aliased(Posting), aliased(Posting), aliased(Team), aliased(Team))


def managers_held(manager_id: int, day: date) -> Select[int]:
    """The ids of the line managers of the unit whose sessions are this person's to hold on that day (Framework 6.4)."""
    mine, theirs, my_team, their_team = _SIDES
    delegated = any_of().where(Fact.person_id == manager_id, Fact.kind == RPS_DELEGATION, during(Fact, day))
    found: Select[int] = (
        select(theirs.person_id)
        .join(their_team, their_team.id == theirs.team_id)
        .join(my_team, my_team.unit_id == their_team.unit_id)
        .join(mine, mine.team_id == my_team.id)
        .where(mine.person_id == manager_id, during(mine, day), during(theirs, day), theirs.person_id != manager_id)
        .where(theirs.job_role.in_([code for code, role in JOB_ROLES.items() if role.is_line_manager]))
        .where(or_(
            mine.job_role.in_(("PDU Head", "Prison Governor")),
            and_(mine.job_role == "Deputy PDU Head", delegated),
            and_(mine.job_role == "Senior Operational Lead", theirs.function == NATIONAL_SECURITY),
        ))
    )  # fmt: skip
    return found


def of_people(
    people: Select[int], day: date, now: datetime, year: Year | None = None, also: Sequence[Any] = (),
    given: Mapping[str, Any] | None = None,
) -> list[Member]:  # fmt: skip
    """The years of these people (a SELECT of ids) as they stand on a day, who needs attention first. One query.

    A past year stands as on its last day. `also` and `given` as for facts.read.
    """
    year = year or year_on(day)
    by = values(), change_days(KEYS), limits(min(day, year.last))
    members = [
        _member(person_id, facts, year, day, by)
        for person_id, facts in read(people, year, now, also, given).items()
        if facts.posts
    ]
    return sorted(members, key=lambda member: need(member.standing, member.name))


def _member(
    person_id: int, facts: Facts, year: Year, day: date, by: tuple[Callable[..., Any], Collection[date], Limits]
) -> Member:
    value_of, change_days_, limits_ = by
    asked = required(year, [post for post, _ in facts.posts], facts.absences, value_of, change_days_, day)
    it = standing(asked, facts.sessions, day, limits_)
    member = Member(person_id, facts.name, it, watched=tuple(facts.watched), handed=facts.handed,
                    away=tuple((each.starts_on, each.ends_on) for each in facts.absences),
                    managed_since=_managed_since(facts, day), staff_number=facts.staff_number,
                    next=min((each for each in facts.sessions if each.state == BOOKED), default=None,
                             key=lambda each: (each.on, each.id)), also=tuple(facts.also))  # fmt: skip
    for post, manager_id in facts.posts:
        if post.starts_on <= day and (post.ends_on is None or post.ends_on >= day):
            member.job_role, member.function = post.job_role, post.function
            member.weekly_hours = post.weekly_hours
            member.line_manager_id, member.line_manager = manager_id, facts.managers[manager_id]
    return member


def _managed_since(facts: Facts, day: date) -> date | None:
    """The day on which the line manager of a day took over from another one; None where nobody did this year."""
    posts = sorted((each for each in facts.posts if each[0].starts_on <= day), key=lambda each: each[0].starts_on)
    since = None
    for (_, before), (post, manager_id) in pairwise(posts):
        since = post.starts_on if manager_id != before and None not in (before, manager_id) else since
    return since


def asked_of(posts: Iterable[Post], absences: Iterable[Away], year: Year, day: date) -> Required:
    """What the year asks, by the settings of each day."""
    return required(year, posts, absences, values(), change_days(KEYS), day)


def limits(day: date) -> Limits:
    """When a year is amber or red, by the settings of that day."""
    return Limits(value("rps.amber_behind", day), value("rps.red_behind", day), value("rps.days_each", day))


def totals(members: Sequence[Member]) -> tuple[int, int, int, int]:
    """Complete, asked, complete after an observation, asked after an observation: of all these people."""
    each = [(m.standing.complete, m.standing.asked.sessions, m.standing.observed, m.standing.asked.observed)
            for m in members]  # fmt: skip
    complete, asked, observed, asked_observed = (
        (sum(column) for column in zip(*each, strict=True)) if each else (0,) * 4
    )
    return complete, asked, observed, asked_observed
