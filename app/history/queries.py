"""Reading history, and asking whether it is whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, Select, select

from app.database import db
from app.history.models import Event
from app.history.verifying import Break, still, walk


@dataclass(frozen=True)
class Opening:
    """How often one person opened a thing, and when last."""

    name: str
    times: int
    last: Event


def events_of(thing: str, thing_id: int, *, limit: int = 300) -> Sequence[Event]:
    """The latest events of one thing, newest first, readings included. One query."""
    return db.session.scalars(latest(thing, thing_id, limit=limit)).all()


def latest(thing: str, thing_id: int | BindParameter[int], *, limit: int = 300) -> Select[Event]:
    """The question that `events_of` asks, to be asked together with others."""
    return select(Event).where(Event.thing == thing, Event.thing_id == thing_id).order_by(Event.id.desc()).limit(limit)


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


def breaks() -> Iterator[Break]:
    """Walk the whole chain and every sealed thing as they stand now; yield each place that does not hold."""
    with still(db.engine) as connection:
        yield from walk(connection)[0]
