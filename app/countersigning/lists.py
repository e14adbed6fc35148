"""A manager's queue: what waits, what is parked, what they decided; and what else waits from one author."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import url_for
from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.countersigning.models import Decision, Item
from app.countersigning.queries import Found
from app.countersigning.scopes import waiting_ids
from app.countersigning.showing import days_taken
from app.countersigning.work import WORDS
from app.database import db
from app.language import GAP, day, plural
from app.notices.waiting import Clock, clock, days_between, waited, when
from app.people.cover import covered_by
from app.people.models import Person, Posting, during
from app.policy.assessor_facts import day_of
from app.policy.countersigning import (
    CONSIDERED,
    COUNTERSIGNED,
    ENDORSE,
    FIRST,
    KINDS,
    OASYS,
    PAROLE,
    READY,
    RECALL,
    REQUESTED,
    SECOND,
    SENDS_BACK,
    SENT,
)
from app.settings.queries import holidays

WAITING, PARKED, DECIDED = "waiting", "parked", "decided"
MANY_KINDS = (OASYS, PAROLE)  # what may be countersigned several at once
LAST = 6  # finished items of an author that are told about
VERDICTS = {SENDS_BACK: "Sent back for rework", "rationale": "Wrote the rationale"}
NUMBERS = ("none", "one", "two", "three", "four", "five", "six")
Manager = aliased(Person)


@dataclass(frozen=True)
class Row:
    """One item of the queue, as a work row shows it. `is_one_of_many`: may be ticked to countersign several at once."""

    id: int
    when: str
    due: str
    late: bool
    title: str
    url: str
    whose: str
    reason: str
    action: str
    clock: Clock | None
    parked: str
    is_one_of_many: bool


@dataclass(frozen=True)
class Summary:
    """How many items wait and are parked, and since when the oldest of those waiting goes back (None: nothing does)."""

    waiting: int
    parked: int
    oldest: datetime | None

    def age(self, today: date) -> str:
        """How old the oldest is, from its first signature: 2 November 2026, 13 working days ago."""
        began = day_of(self.oldest) if self.oldest else today
        days = days_between(began, today, holidays(today)) if began < today else 0
        if began == today:
            return "today"
        return ", ".join(filter(None, (day(began), f"{plural(days, 'working day')} ago" if days else "")))


def _is_parked(today: date) -> ColumnElement[bool]:
    return and_(Item.parked_until.is_not(None), Item.parked_until > today)


# Whose queue it is, in statements made once a day for everybody: that takes several times as long as asking.
_WHOSE: Any = bindparam("whose", type_=Integer())


@lru_cache(maxsize=4)
def _summary(today: date) -> Any:
    parked, began = _is_parked(today), func.coalesce(Item.first_signed_at, Item.since, type_=Item.since.type)
    waits = ~func.coalesce(parked, false())
    found = select(func.count().filter(waits), func.count().filter(parked), func.min(began).filter(waits))
    return found.where(Item.id.in_(waiting_ids(_WHOSE, today)))


def summary(person_id: int, today: date) -> Summary:
    """The numbers of a queue. One query."""
    return Summary(*db.session.execute(_summary(today), {"whose": person_id}).one())


def queue(person_id: int, show: str, kind: str, first: int, size: int, now: datetime, today: date) -> list[Row]:
    """Up to `size` items from the place `first`: the clocks first, then by due day, then the longest waiting.

    `show` is WAITING or PARKED, `kind` a code of KINDS or "" for all. One query, one the first time for settings.
    """
    given = {"whose": person_id, "first": first, "size": size}
    rows = db.session.execute(_queue(show, kind, today), given).all()
    return [_row(item, author, manager if covered else "", now, today) for item, author, manager, covered in rows]


@lru_cache(maxsize=16)
def _queue(show: str, kind: str, today: date) -> Any:
    parked = _is_parked(today)
    found = (
        select(Item, Person.name, Manager.name, _is_covered(_WHOSE, today))
        .select_from(Item)
        .join(Person, Person.id == Item.author_id)
        .outerjoin(Posting, and_(Posting.person_id == Item.author_id, during(Posting, today)))
        .outerjoin(Manager, Manager.id == func.coalesce(Item.assigned_id, Posting.line_manager_id))
        .where(Item.id.in_(waiting_ids(_WHOSE, today)), parked if show == PARKED else ~func.coalesce(parked, false()))
    )
    if kind:
        found = found.where(Item.kind == kind)
    place = (Item.clock.is_(None), Item.clock, Item.due_on.is_(None), Item.due_on, Item.since, Item.id)
    first, size = (bindparam(name, type_=Integer()) for name in ("first", "size"))
    return found.order_by(*place).offset(first).limit(size)


def _is_covered(person_id: int, today: date) -> ColumnElement[bool]:
    """Whether the item is on the list because its manager is covered for."""
    kinds = (and_(Item.kind == kind, Manager.id.in_(covered_by(person_id, kind, today))) for kind in KINDS)
    own = or_(Posting.line_manager_id == person_id, func.coalesce(Item.assigned_id, 0) == person_id)
    return and_(or_(*kinds), ~func.coalesce(own, false()), Item.state.in_((CONSIDERED, REQUESTED)))


def _row(item: Item, author: str, covered: str, now: datetime, today: date) -> Row:
    extra, words = holidays(today), WORDS[_code(item)]
    bold, soft = when(item.due_on, today, extra)
    whose = [author, f"for {covered}" if covered else "", waited(item.since, today, extra, now if item.clock else None)]
    return Row(
        id=item.id, when=bold, due=soft, late=item.due_on is not None and item.due_on < today,
        title=words.title.format(words=item.case_reference), url=_url(item), whose=", ".join(filter(None, whose)),
        reason=_reason(item, words.reason, today), action=words.verb,
        clock=clock(item.clock, now) if item.clock else None,
        parked=f"Parked until {day(item.parked_until)}: {item.parked_reason}" if item.parked_until else "",
        is_one_of_many=item.kind in MANY_KINDS and item.state == REQUESTED,
    )  # fmt: skip


def _code(item: Item) -> str:
    """Which wording of the list under For you is the item's."""
    special = {CONSIDERED: "decide", SECOND: "second", ENDORSE: "endorse"}
    return f"countersign.{special.get(item.state, item.kind)}"


def _url(item: Item) -> str:
    is_decided = item.state in (REQUESTED, SECOND)
    return url_for("deciding.decide" if is_decided else "countersigning.show", item_id=item.id)


def _reason(item: Item, wording: str, today: date) -> str:
    """Why it is here and, after the first round, how long it has been on its way as a whole."""
    words = wording.format(more=item.why).replace("Framework ", f"Framework{GAP}").strip()
    taken = days_taken(item, today)
    if item.round > 1 and taken is not None:
        words += f" {plural(taken, 'working day')} since the first signature."
    return words


@dataclass(frozen=True)
class Decided:
    """One thing the viewer decided: the item, its author, and the signature."""

    item: Item
    author: str
    decision: Decision

    @property
    def words(self) -> str:
        """What was decided."""
        return VERDICTS.get(self.decision.verdict, self.decision.verdict.capitalize())


def decided_by(person_id: int, kind: str, first: int, size: int) -> list[Decided]:
    """What a person decided, the latest first. One query."""
    found = (
        select(Item, Person.name, Decision)
        .select_from(Decision)
        .join(Item, Item.id == Decision.item_id)
        .join(Person, Person.id == Item.author_id)
        .where(Decision.person_id == person_id)
        .order_by(Decision.signed_at.desc(), Decision.id.desc())
    )
    if kind:
        found = found.where(Item.kind == kind)
    return [Decided(*row) for row in db.session.execute(found.offset(first).limit(size))]


@dataclass(frozen=True)
class Others:
    """What else waits from an author, as (words, address) pairs, and how the last finished ones went, in a sentence.

    `manages`: the viewer is the author's line manager.
    """

    waiting: Sequence[tuple[str, str]]
    history: str
    manages: bool


def others(found: Found, today: date) -> Others | None:
    """What the aside says about the author's other work, to whoever looks after it; None to others. One query."""
    item, me = found.item, found.signing(FIRST)
    if not (me.manages or me.covers or me.is_homd_of_pom):
        return None
    sent_back = exists().where(Decision.item_id == Item.id, Decision.verdict == SENDS_BACK)
    theirs = (Item.author_id == item.author_id, Item.id != item.id)
    columns = (Item.id, Item.kind, Item.case_reference, ~sent_back, Item.closed_at)
    mine = waiting_ids(found.me.person_id if found.me else 0, today)
    waiting = select(literal(WAITING).label("what"), *columns).where(
        *theirs, Item.state == REQUESTED, Item.id.in_(mine)
    )
    done = (
        select(literal(DECIDED).label("what"), *columns)
        .where(
            *theirs, Item.kind == item.kind, Item.state.in_((READY, SENT) if item.kind == RECALL else (COUNTERSIGNED,))
        )
        .order_by(Item.id.desc())
    )
    rows = db.session.execute(
        union_all(select(waiting.limit(LAST).subquery()), select(done.limit(LAST).subquery()))
    ).all()
    links = [(f"{KINDS[row[2]].short}, {row[3]}", url_for("deciding.decide", item_id=row[1]))
             for row in rows if row[0] == WAITING]  # fmt: skip
    finished = [bool(row[4]) for row in rows if row[0] == DECIDED]
    return Others(links, _history(KINDS[item.kind].short, finished), me.manages)


def _history(short: str, finished: Sequence[bool]) -> str:
    """Last six assessments: five countersigned at the first round."""
    if not finished:
        return ""
    count = "" if len(finished) == 1 else f" {NUMBERS[len(finished)]}"
    at_once = f"{NUMBERS[sum(finished)]} " if len(finished) > 1 else "" if finished[0] else "not "
    return f"Last{count} {short}{'s' if count else ''}: {at_once}countersigned at the first round."
