"""Carrying out an import of past sessions and observations, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app.database import db
from app.history.actions import Actor, note
from app.language import LONDON
from app.policy.rules import Breach, Refused
from app.rps.before.importing.planning import Held, Plan, plan
from app.rps.models import OBSERVATION, SESSION, HeldBefore
from app.rps.year import coverage
from app.settings import turns

SOURCE, LOGGED = "Past sessions", "session logged"
NONE: Mapping[tuple[int, date], int] = MappingProxyType({})
CHANGED = Breach(
    SOURCE, "What is known was changed since you looked at this, so the import would do something else now.",
    "Look at what it would do, and apply it again.",
)  # fmt: skip


def apply(data: bytes, by: Actor, now: datetime, seen: str = "") -> Plan:
    """Import the file, as planned afresh in this transaction; the caller commits. Gives the plan carried out.

    `seen` is the digest of the plan that was looked at. Raises Refused when the file has problems, and when the plan is
    not the one seen. Everyone's year is worked out again with the commit, or by a job where they are many.
    """
    turns.take()
    planned = plan(data, now.astimezone(LONDON).date())
    if planned.problems:
        raise Refused(*(Breach(SOURCE, str(problem)) for problem in planned.problems[:20]))
    if seen and seen != planned.digest:
        raise Refused(CHANGED)
    try:
        _add(planned.adds, by, now)
    except IntegrityError:  # somebody brought in the same at the same moment
        raise Refused(CHANGED) from None
    _complete(planned.completes)
    for person_id, words in _said(planned).items():
        note("brought in what was held before", "person", person_id, by, now, subject_id=person_id, reason=words)
    return planned


def _add(adds: Sequence[Held], by: Actor, now: datetime) -> None:
    """Observations first: the sessions after them need their ids. Many rows at a time, not one by one."""
    observations = [_row(each, by, now) for each in adds if each.row.kind == OBSERVATION]
    ids: dict[tuple[int, date], int] = {}
    if observations:
        made = insert(HeldBefore).returning(HeldBefore.person_id, HeldBefore.held_on, HeldBefore.id)
        ids = {(person_id, on): id_ for person_id, on, id_ in db.session.execute(made, observations)}
    sessions = [_row(each, by, now, ids) for each in adds if each.row.kind == SESSION]
    if sessions:
        db.session.execute(insert(HeldBefore), sessions)
    for each in adds:
        coverage.stale(each.person_id)


def _row(held: Held, by: Actor, now: datetime, observations: Mapping[tuple[int, date], int] = NONE) -> dict[str, Any]:
    after = held.row.after
    return {
        "person_id": held.person_id, "kind": held.row.kind, "held_on": held.row.held_on, "by_id": held.by_id,
        "capacity": held.capacity, "logged_on": held.row.logged_on, "reference": held.row.reference or None,
        "follows_id": held.follows_id or (observations[held.person_id, after] if after else None),
        "entered_by": by.name, "entered_at": now, "withdrawn_by": "",
    }  # fmt: skip


def _complete(completes: Sequence[Held]) -> None:
    known = {each.known_id: each.row for each in completes}
    ids = sorted(id_ for id_ in known if id_)
    for start in range(0, len(ids), 500):
        for held in db.session.scalars(select(HeldBefore).where(HeldBefore.id.in_(ids[start : start + 500]))):
            held.logged_on = held.logged_on or known[held.id].logged_on
            held.reference = held.reference or known[held.id].reference or None
    db.session.flush()


def _said(planned: Plan) -> dict[int, str]:
    """What history keeps of each person: the days of what was brought in, and of what was completed."""
    days: dict[int, dict[str, list[date]]] = {person_id: {} for person_id in planned.people}
    said = [(each, each.row.kind) for each in planned.adds] + [(each, LOGGED) for each in planned.completes]
    for held, word in said:
        days[held.person_id].setdefault(word, []).append(held.row.held_on)
    return {
        person_id: "; ".join(f"{word}: {', '.join(map(str, sorted(on)))}" for word, on in sorted(found.items()))
        for person_id, found in days.items()
    }
