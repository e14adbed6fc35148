"""Making an estate: who is in it, then each delivery unit, then what happened in the order of time, and the indexes."""

import marshal
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import cpu_count, get_context
from random import Random
from typing import Any

from flask import current_app
from sqlalchemy import inspect, text

from app.auth.demo import OTHERS
from app.database import db
from app.estate import staff
from app.estate import unit as units
from app.estate.canon import Event, link
from app.estate.days import EARLIEST, LATEST, Calendar
from app.estate.forms import Library
from app.estate.loading import Loader, loader_class, loading
from app.estate.people import Builder
from app.estate.shape import SIZES
from app.estate.unit import Plan
from app.history.chain import BEGINNING
from app.language import day
from app.policy.people import JOB_ROLES
from app.policy.registration import eligibility
from app.registration.register.entries import eligible_roles

PASSWORD = "oversight-estate"  # noqa: S105 (everybody is told it; such accounts are refused in production)
AHEAD = 2  # units made, for each process that makes them, before the database has taken the one before
# Begins work in another process; gives what to call for its result.
Begin = Callable[..., Callable[[], Any]]
# A stage: its name and how many steps it has; gives what to call after each step, with the rows of it.
Stage = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


class NotAnEstate(Exception):
    """An estate has no place here; says why."""


@dataclass(frozen=True)
class Made:
    """How much was made: rows, and the size of the database in bytes."""

    rows: int
    bytes: int


def insist_empty() -> None:
    """Raise NotAnEstate in production, and where anything is stored already."""
    if current_app.config["PRODUCTION"]:
        raise NotAnEstate("An estate is made up, with a password that everybody knows. It is refused in production.")
    ours = set(db.metadata.tables)
    if not ours <= set(inspect(db.engine).get_table_names()):
        raise NotAnEstate("The database is not up to date. Run: flask --app wsgi db upgrade")
    for table in sorted(ours):
        if db.session.execute(text(f'SELECT 1 FROM "{table}" LIMIT 1')).first() is not None:  # noqa: S608
            raise NotAnEstate("This database holds data already. Use an empty one for an estate.")


def make(size: str, seed: int, today: date, stage: Stage) -> Made:
    """Fill the empty database with an estate as it stands in the morning of `today`, in one transaction.

    The same size, seed and day give the same rows. KeyError for an unknown size; NotAnEstate where it has no place.
    """
    insist_empty()
    if not EARLIEST <= today <= LATEST:
        raise NotAnEstate(f"The bank holidays around that day are not known. Choose one from {day(EARLIEST)} to"
                          f" {day(LATEST)}.")  # fmt: skip
    with stage("People and forms", 1) as step:
        plan = _plan(size, seed, today)
        step(0)
    rows = staff.rows(plan.organisation, plan.calendar, PASSWORD, seed)
    months: dict[str, list[bytes]] = defaultdict(list)
    _by_month(staff.events(plan.organisation, plan.calendar), months)
    with _crew(plan) as begin, loading() as loader:
        loader.begin()
        total = _put(loader, rows)
        with stage("Delivery units", len(plan.organisation.units)) as step:
            for made in _in_turn(begin, len(plan.organisation.units)):
                for table, packed in made.tables.items():
                    loader.put(table, packed)
                total += _taken(step, made.rows)
                for month, events in made.months.items():
                    months[month].append(events)
        with stage("History", len(months)) as step:
            total += sum(_taken(step, count) for count in _history(begin, loader, months))
        with stage("Indexes and checks", 0) as step:
            for _ in loader.finish():
                step(0)
        size_in_bytes = loader.size()
    return Made(total, size_in_bytes)


def _plan(size: str, seed: int, today: date) -> Plan:
    """Who there is, and what they write."""
    calendar = Calendar(today)
    organisation = Builder(SIZES[size], Random(f"{seed} people"), today).build()  # noqa: S311 (believable, not secret)
    library = Library(Random(f"{seed} forms"))  # noqa: S311
    for member in organisation.everybody:
        library.know(member.role, member.function)
    roles = eligible_roles(today)
    registered = frozenset(role for role in JOB_ROLES if eligibility(role, roles).is_eligible)
    admin = staff.account_id(organisation, 0), OTHERS[0][1]
    db.session.rollback()
    return Plan(seed, calendar, organisation, library, registered, admin)


def _put(loader: Loader, rows: dict[str, list[tuple[Any, ...]]]) -> int:
    for table, found in rows.items():
        loader.put(table, loader.pack(found))
    return sum(len(found) for found in rows.values())


def _taken(step: Callable[[int], None], count: int) -> int:
    step(count)
    return count


def _by_month(events: list[Event], months: dict[str, list[bytes]]) -> None:
    """Put events, in the order of time, where their month is."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for event in events:
        found[event.at[:7]].append(tuple(event))
    for month, some in found.items():
        months[month].append(marshal.dumps(some))


def _history(begin: Begin, loader: Loader, months: dict[str, list[bytes]]) -> Iterator[int]:
    """Load every event, a month while the next is linked to it; gives how many each month had."""
    order = sorted(months)
    linked = begin(_linked, months.pop(order[0]), 0, BEGINNING)
    for month in [*order[1:], None]:
        packed, first, last, previous = linked()
        if month is not None:
            linked = begin(_linked, months.pop(month), last, previous)
        loader.put("event", packed)
        yield last - first


def _linked(blobs: list[bytes], first: int, previous: str) -> tuple[bytes, int, int, str]:
    """The events of a month, packed, each linked to the one before it: those of all units in the order of time.

    `first` is how many came before and `previous` the hash of the last of these; gives both as they are after, too.
    """
    events = [Event(*event) for blob in blobs for event in marshal.loads(blob)]  # noqa: S302 (packed by a process of ours)
    events.sort(key=lambda event: event.at)
    rows, place = [], first
    for event in events:
        place += 1
        at, verb, thing, thing_id, subject_id, actor_id, actor, capacity, reason, seal = event
        hashed = link(place, event, previous)
        rows.append((place, at, verb, thing, thing_id, subject_id, actor_id, actor, capacity, "", reason, "", None,
                     seal, previous, hashed))  # fmt: skip
        previous = hashed
    return _PLAN[0][1].pack(rows), first, place, previous


@dataclass(frozen=True)
class Packed:
    """One unit on its way from one process to another: its tables, how many rows, and its events by month."""

    tables: dict[str, bytes]
    rows: int
    months: dict[str, bytes]


_PLAN: list[tuple[Plan, type[Loader]]] = []  # what the processes that make units have inherited


def _desk(unit: int) -> Packed:
    plan, engine = _PLAN[0]
    made = units.make(plan, unit)
    months: dict[str, list[bytes]] = defaultdict(list)
    _by_month(made.events, months)
    return Packed({table: engine.pack(rows) for table, rows in made.rows.items()},
                  sum(len(rows) for rows in made.rows.values()),
                  {month: blobs[0] for month, blobs in months.items()})  # fmt: skip


@contextmanager
def _crew(plan: Plan) -> Iterator[Begin]:
    """Whoever works beside the process that loads: as many as there are processors, and nobody for a single unit."""
    _PLAN[:] = [(plan, loader_class())]
    try:
        if len(plan.organisation.units) == 1:
            yield lambda function, *args: partial(function, *args)
            return
        db.engine.dispose()  # no connection goes into another process
        with get_context("fork").Pool(cpu_count()) as pool:
            yield lambda function, *args: pool.apply_async(function, args).get
    finally:
        _PLAN.clear()


def _in_turn(begin: Begin, count: int) -> Iterator[Packed]:
    """The units in their order, with only a few made and not yet taken."""
    waiting: list[Callable[[], Packed]] = []
    for unit in range(count):
        waiting.append(begin(_desk, unit))
        if len(waiting) > cpu_count() * AHEAD:
            yield waiting.pop(0)()
    for each in waiting:
        yield each()
