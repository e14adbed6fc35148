"""Reading history, and proving that it is whole."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.database import db
from app.history.chain import BEGINNING, link
from app.history.models import Event

# What each kind of sealed thing says now, as a SHA-256; None when the row is gone. Slices add theirs in create_app().
SEALS: dict[str, Callable[[int], str | None]] = {}


@dataclass(frozen=True)
class Break:
    """One place where what is stored is not what was written."""

    where: str
    what: str


@dataclass(frozen=True)
class Opening:
    """How often one person opened a thing, and when last."""

    name: str
    times: int
    last: Event


def timeline(thing: str, thing_id: int, *, limit: int = 50) -> Sequence[Event]:
    """What happened to one thing, newest first, readings left out."""
    return db.session.scalars(
        select(Event)
        .where(Event.thing == thing, Event.thing_id == thing_id, Event.verb != "read")
        .order_by(Event.id.desc())
        .limit(limit)
    ).all()


def openings(thing: str, thing_id: int) -> Sequence[Opening]:
    """Who opened a thing: one row a person, the latest first."""
    of_thing = (Event.thing == thing, Event.thing_id == thing_id, Event.verb == "read")
    counted = (
        select(func.max(Event.id).label("last"), func.count().label("times"))
        .where(*of_thing)
        .group_by(Event.actor, Event.for_name)
        .subquery()
    )
    rows = db.session.execute(
        select(Event, counted.c.times).join(counted, Event.id == counted.c.last).order_by(Event.id.desc())
    )
    return [Opening(f"{event.actor}, for {event.for_name}" if event.for_name else event.actor, times, event)
            for event, times in rows]  # fmt: skip


def has_read(thing: str, thing_id: int, session_id: int) -> bool:
    """Whether this sign-in has already noted a reading of the thing."""
    return (
        db.session.scalar(
            select(Event.id)
            .where(Event.verb == "read", Event.thing_id == thing_id, Event.session_id == session_id)
            .where(Event.thing == thing)
            .limit(1)
        )
        is not None
    )


def breaks() -> Iterator[Break]:
    """Walk the whole chain and every sealed thing; yield each place that does not hold, the earliest first."""
    before, expected = BEGINNING, 1
    latest: dict[tuple[str, int], tuple[int, str]] = {}
    for event in db.session.scalars(select(Event).order_by(Event.id).execution_options(yield_per=1000)):
        if event.id != expected:
            yield Break(f"event {expected}", "is missing")
            expected = event.id
        if event.previous != before:
            yield Break(f"event {event.id}", "does not follow from the one before it")
        if link(event) != event.hash:
            yield Break(f"event {event.id}", f"was altered ({event.verb}, {event.thing} {event.thing_id})")
        if event.seal:
            latest[event.thing, event.thing_id] = (event.id, event.seal)
        before, expected = event.hash, expected + 1
    for (thing, thing_id), (event_id, seal) in sorted(latest.items()):
        now = SEALS[thing](thing_id)
        if now != seal:
            yield Break(f"{thing} {thing_id}", f"{'is gone' if now is None else 'was altered'} since event {event_id}")
