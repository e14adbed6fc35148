"""Reading history, and proving that it is whole."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.database import db
from app.history.chain import BEGINNING, link
from app.history.models import Event

# What each kind of sealed thing says now, as a SHA-256; None when the row is gone. Slices add theirs in create_app().
SEALS: dict[str, Callable[[int], str | None]] = {}
# The ids of every thing of a kind that must have a seal in history: one slipped in behind the app's back has none.
SEALED_IDS: dict[str, Callable[[], Iterable[int]]] = {}


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


def events_of(thing: str, thing_id: int, *, limit: int = 300) -> Sequence[Event]:
    """The latest events of one thing, newest first, readings included. One query."""
    return db.session.scalars(
        select(Event).where(Event.thing == thing, Event.thing_id == thing_id).order_by(Event.id.desc()).limit(limit)
    ).all()


def timeline(events: Sequence[Event]) -> list[Event]:
    """What happened, readings left out."""
    return [event for event in events if event.verb != "read"]


def openings(events: Sequence[Event]) -> list[Opening]:
    """Who opened the thing: one row a person, the latest first."""
    found: dict[tuple[str, str], Opening] = {}
    for event in events:
        if event.verb == "read":
            before = found.get((event.actor, event.for_name))
            name = f"{event.actor}, for {event.for_name}" if event.for_name else event.actor
            found[event.actor, event.for_name] = Opening(
                name, before.times + 1 if before else 1, before.last if before else event
            )
    return list(found.values())


def size() -> tuple[int, int]:
    """How many events there are, and how many things they seal."""
    sealed = select(Event.thing, Event.thing_id).where(Event.seal != "").distinct().subquery()
    events = db.session.scalar(select(func.count()).select_from(Event)) or 0
    return events, db.session.scalar(select(func.count()).select_from(sealed)) or 0


def breaks() -> Iterator[Break]:
    """Walk the whole chain and every sealed thing; yield each place that does not hold, the earliest first."""
    before, expected = BEGINNING, 1
    latest: dict[tuple[str, int], tuple[int, str]] = {}
    for event in db.session.scalars(select(Event).order_by(Event.id).execution_options(yield_per=1000)):
        yield from _wrong(event, expected, before)
        if event.seal:
            latest[event.thing, event.thing_id] = (event.id, event.seal)
        before, expected = event.hash, event.id + 1
    for (thing, thing_id), (event_id, seal) in sorted(latest.items()):
        now = SEALS[thing](thing_id)
        if now != seal:
            yield Break(f"{thing} {thing_id}", f"{'is gone' if now is None else 'was altered'} since event {event_id}")
    for thing, ids in SEALED_IDS.items():
        for thing_id in ids():
            if (thing, thing_id) not in latest:
                yield Break(f"{thing} {thing_id}", "was never noted in history")


def _wrong(event: Event, expected: int, before: str) -> Iterator[Break]:
    """What is wrong with one event, given the number and the hash it should follow from."""
    if event.id != expected:
        yield Break(f"event {expected}", "is missing")
    if event.previous != before:
        yield Break(f"event {event.id}", "does not follow from the one before it")
    if link(event) != event.hash:
        yield Break(f"event {event.id}", f"was altered ({event.verb}, {event.thing} {event.thing_id})")
