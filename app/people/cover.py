"""Cover and delegations: who stands in for whom, for which work, until when, and who acts by delegated authority."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, and_, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.database import UtcDateTime, db
from app.history.actions import Actor, note
from app.language import day as day_words
from app.people.models import Cover, Fact, Person, Posting, Team, Unit, during
from app.people.queries import posting_on
from app.people.words import each_word
from app.policy import cover as policy
from app.policy.access import ADMIN, NotAllowed, NotThere, Viewer
from app.policy.assessor_facts import midnight
from app.policy.rules import Breach, Refused, insist
from app.settings.queries import value

SOURCE = "Design of this service: cover"
MOST = 50
Covered, StandIn = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class CoverOf:
    """One cover in words: `name` is whose work it is, `cover_name` who does it; `kinds` are codes of `KINDS`."""

    id: int
    person_id: int
    name: str
    cover_id: int
    cover_name: str
    starts_on: date
    ends_on: date
    kinds: tuple[str, ...]
    ended_at: datetime | None

    @property
    def words(self) -> str:
        """Which kinds of work, as shown."""
        return "; ".join(policy.KINDS[kind] for kind in self.kinds)

    def is_over(self, day: date) -> bool:
        """Whether it has ended, by itself or early."""
        return self.ended_at is not None or self.ends_on < day


def _holds(day: date, now: datetime | None) -> ColumnElement[bool]:
    """That a cover holds at `now`, an instant of that day; without one, that it holds the whole day through."""
    until = now or midnight(day + timedelta(days=1))
    return and_(during(Cover, day), or_(Cover.ended_at.is_(None), Cover.ended_at > until))


def _names(kind: str) -> ColumnElement[bool]:
    return (literal("\n") + Cover.kinds + "\n").contains(f"\n{kind}\n", autoescape=True)


def stands_in(person_id: int, kind: Any, day: date) -> ColumnElement[bool]:
    """The condition on Cover that this person covers on that day for a kind of work: a code, or a column of codes."""
    named = (literal("\n") + Cover.kinds + "\n").contains(literal("\n") + kind + "\n")
    return and_(Cover.cover_id == person_id, named, _holds(day, None))


def covered_by(person_id: int, kind: str, day: date, now: datetime | None = None) -> Select[int]:
    """The ids of those whose work of a kind this person does on that day, to be used in an IN.

    For today the day is enough: a cover ended early no longer holds. Of an earlier day give the instant as `now`.
    """
    return select(Cover.person_id).where(Cover.cover_id == person_id, _names(kind), _holds(day, now))


def acting_as(person_id: int, kind: str, day: date, now: datetime | None = None) -> Any:
    """`covered_by`, and the person too: the ids of everyone whose work of a kind is this person's on that day."""
    return select(literal(person_id).label("id")).union_all(covered_by(person_id, kind, day, now))


def covers(person_id: int, covered_id: int, kind: str, day: date, now: datetime | None = None) -> bool:
    """Whether the first does the second's work of that kind on that day."""
    found = covered_by(person_id, kind, day, now).where(Cover.person_id == covered_id)
    return bool(db.session.scalar(select(found.exists())))


def who_covers(person_id: int, kind: str, day: date, now: datetime | None = None) -> Person | None:
    """Who does this person's work of that kind on that day; None when nobody covers."""
    return db.session.scalar(
        select(Person)
        .join(Cover, Cover.cover_id == Person.id)
        .where(Cover.person_id == person_id, _names(kind), _holds(day, now))
        .order_by(Cover.id)
    )


def covers_for(people: Iterable[int], kind: str, day: date) -> dict[int, str]:
    """Who does the work of that kind of each of these people on that day, by name; those not covered are left out.

    One query, whoever is asked about.
    """
    found = (
        select(Cover.person_id, StandIn.name)
        .join(StandIn, StandIn.id == Cover.cover_id)
        .where(Cover.person_id.in_(set(people)), _names(kind), _holds(day, None))
        .order_by(Cover.id.desc())
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def covering(person_id: int, day: date, now: datetime | None = None) -> list[CoverOf]:
    """Whom this person covers for on that day, those first whose cover ends first. One query."""
    given = {"stand_in": person_id, "on": day, "until": now or midnight(day + timedelta(days=1))}
    return _read(_covering(), given)


@cache
def _covering() -> Any:
    """Made once: that takes longer than asking, and For you asks each time."""
    on: Any = bindparam("on", type_=Date())
    until = bindparam("until", type_=UtcDateTime())
    holds = and_(during(Cover, on), or_(Cover.ended_at.is_(None), Cover.ended_at > until))
    return _rows().where(Cover.cover_id == bindparam("stand_in", type_=Integer()), holds)


def covers_of(viewer: Viewer, day: date, text: str = "") -> list[CoverOf]:
    """The covers a viewer sees, those running or to come first, then the latest: one's own, given and taken.

    An administrator sees everybody's whose names hold every word of `text`. At most 50.
    """
    found = _rows()
    if viewer.role != ADMIN:
        found = found.where(or_(Cover.person_id == viewer.person_id, Cover.cover_id == viewer.person_id))
    found = found.where(*each_word(text, Covered.name, StandIn.name))
    is_over = or_(Cover.ended_at.is_not(None), Cover.ends_on < day)
    return _read(found.order_by(None).order_by(is_over, Cover.ends_on.desc(), Cover.id).limit(MOST))


def managers(day: date, text: str = "", limit: int = 25) -> list[tuple[Person, str, str]]:
    """Who may cover or be covered on that day, with job role and unit, by name: names, e-mails and staff numbers that
    hold every word of `text`.
    """
    found = _managers(day).order_by(Person.name, Person.id).limit(limit)
    for word in text.lower().split()[:10]:
        found = found.where(
            Person.name.icontains(word, autoescape=True)
            | Person.email.contains(word, autoescape=True)
            | (func.lower(Person.staff_number) == word)
        )
    return [(row[0], row[1], row[2]) for row in db.session.execute(found)]


def managers_near(person_id: int, day: date, limit: int = 30) -> list[tuple[Person, str, str]]:
    """The other managers of a person's unit on that day, with job role and team, by name."""
    unit = (
        select(Team.unit_id)
        .join(Posting, Posting.team_id == Team.id)
        .where(Posting.person_id == person_id, during(Posting, day))
    )
    found = (
        _managers(day)
        .with_only_columns(Person, Posting.job_role, Team.name)
        .where(Team.unit_id.in_(unit), Person.id != person_id)
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(found)]


def is_manager(person_id: int, day: date) -> bool:
    """Whether the person may be covered on that day."""
    return db.session.execute(_managers(day).where(Person.id == person_id)).first() is not None


def manager_known_as(text: str, day: date) -> Person | None:
    """The manager in post on that day with this e-mail address or staff number, in any case of letters."""
    word = text.strip().lower()
    known = or_(Person.email == word, func.lower(Person.staff_number) == word)
    found: Person | None = db.session.scalar(_managers(day).with_only_columns(Person).where(known))
    return found


def _managers(day: date) -> Any:
    return (
        select(Person, Posting.job_role, Unit.name)
        .join(Posting, Posting.person_id == Person.id)
        .join(Team, Team.id == Posting.team_id)
        .join(Unit, Unit.id == Team.unit_id)
        .where(Posting.job_role.in_(policy.MANAGERS), during(Posting, day))
    )


def find(viewer: Viewer, cover_id: int) -> Cover:
    """A cover that the viewer gave or gives, of an administrator anybody’s. Raises NotThere. Holds the row."""
    found = db.session.get(Cover, cover_id, with_for_update=True)
    if found is None or (viewer.role != ADMIN and viewer.person_id not in (found.person_id, found.cover_id)):
        raise NotThere
    return found


def _rows() -> Any:
    return (
        select(Cover, Covered.name, StandIn.name)
        .join(Covered, Covered.id == Cover.person_id)
        .join(StandIn, StandIn.id == Cover.cover_id)
        .order_by(Cover.ends_on, Cover.id)
    )


def _read(found: Any, given: dict[str, Any] | None = None) -> list[CoverOf]:
    return [
        CoverOf(row.id, row.person_id, name, row.cover_id, stand_in, row.starts_on, row.ends_on or row.starts_on,
                tuple(row.kinds.split("\n")), row.ended_at)
        for row, name, stand_in in db.session.execute(found, given)
    ]  # fmt: skip


def record(person: Person, stand_in: Person, kinds: Iterable[str], starts_on: date, ends_on: date, by: Actor,
           now: datetime, today: date) -> Cover:  # fmt: skip
    """Let `stand_in` do this person's work of these kinds from day to day, both included. Raises Refused."""
    chosen = tuple(sorted(set(kinds), key=list(policy.KINDS).index)) if set(kinds) <= set(policy.KINDS) else ("",)
    job, job_of_cover = posting_on(person.id, starts_on), posting_on(stand_in.id, starts_on)
    facts = policy.Facts(
        person.id == stand_in.id, job.job_role if job else "", job_of_cover.job_role if job_of_cover else "",
        starts_on, ends_on, today, value("cover.longest_days", today), chosen,
    )  # fmt: skip
    insist(policy.RULES, facts)
    _insist_on_one(person, chosen, starts_on, ends_on)
    made = Cover(person_id=person.id, cover_id=stand_in.id, kinds="\n".join(chosen), starts_on=starts_on,
                 ends_on=ends_on, entered_by=by.name, entered_at=now)  # fmt: skip
    db.session.add(made)
    db.session.flush()
    words = f"{stand_in.name} covers from {day_words(starts_on)} to {day_words(ends_on)}: {', '.join(chosen)}"
    note("cover recorded", "cover", made.id, by, now, subject_id=person.id, reason=words)
    return made


def _insist_on_one(person: Person, kinds: Sequence[str], starts_on: date, ends_on: date) -> None:
    """One cover a kind at a time. Holds the person, so that of two covers recorded at once one finds the other."""
    db.session.scalar(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    meets = (Cover.person_id == person.id, Cover.starts_on <= ends_on, Cover.ends_on >= starts_on,
             Cover.ended_at.is_(None))  # fmt: skip
    for kind in kinds:
        found = _read(_rows().where(*meets, _names(kind)))
        if found:
            first = found[0]
            raise Refused(Breach(
                SOURCE, f"{first.cover_name} covers for {first.name} from {day_words(first.starts_on)} to"
                f" {day_words(first.ends_on)} already: {policy.KINDS[kind]}. One person covers one kind at a time.",
                "End that cover first, or choose other days or kinds of work.",
            ))  # fmt: skip


def end(cover: Cover, viewer: Viewer, by: Actor, now: datetime, today: date) -> None:
    """End a cover early, from this instant on. Raises NotAllowed for whoever covers, Refused for one that is over."""
    if viewer.role != ADMIN and cover.person_id != viewer.person_id:
        raise NotAllowed
    if cover.ended_at is not None or (cover.ends_on is not None and cover.ends_on < today):
        raise Refused(Breach(SOURCE, "This cover has ended already."))
    cover.ended_at, cover.ended_by = now, by.name
    note("cover ended", "cover", cover.id, by, now, subject_id=cover.person_id)


def has_delegation(person_id: int, kind_of_fact: str, day: date) -> bool:
    """Whether a delegation of this kind (RPS_DELEGATION, RECALL_DELEGATION) is on file for the person on that day."""
    found = exists().where(Fact.person_id == person_id, Fact.kind == kind_of_fact, during(Fact, day))
    return bool(db.session.scalar(select(found)))


def delegation_words(person_id: int, kind_of_fact: str, day: date) -> str:
    """Who delegated it to the person, as on file ("Delegated by ..."); "" without a delegation on that day."""
    held = (Fact.person_id == person_id, Fact.kind == kind_of_fact, during(Fact, day))
    return db.session.scalar(select(Fact.text).where(*held).order_by(Fact.starts_on.desc())) or ""
