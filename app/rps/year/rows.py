"""Every session and observation of one person's year, in words: when, with whom, how far, and how it counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from app.database import db
from app.history.models import Event
from app.language import LONDON
from app.language import day as day_words
from app.people.models import Person
from app.policy.record_access import Standing as Stands
from app.policy.record_access import verbs
from app.policy.rps_required import Because, Year
from app.policy.rps_year import BOOKED, COMPLETE, NOT_COUNTED, OBSERVED, Counted
from app.records.inherited import DELEGATES, inherited_by, lead_has_left
from app.records.models import CANCELLED, DRAFT, LOCKED, MISSED, SENT, Record
from app.records.queries import STAGE
from app.rps.models import OBSERVATION, HeldBefore

MOVED = ("moved the session", "moved the observation")


@dataclass
class Row:
    """One session or observation. `is_over`: cancelled, missed or opened in error. `id` is 0 for one held before this
    service was used; `opens`: the viewer may open its record. `moves` say from when it was moved, and by whom.
    """

    id: int
    what: str
    on: date | None
    at: datetime | None
    with_name: str
    state: str
    after: str = ""
    counts: str = ""
    why: Because | None = None
    is_over: bool = False
    opens: bool = False
    moves: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Relation:
    """How the viewer stands to the person whose year it is."""

    viewer_id: int
    is_subject: bool
    is_manager: bool
    is_unit_head: bool


def rows_of(person_id: int, year: Year, counted: Iterable[Counted], by: Relation, now: datetime) -> list[Row]:
    """The rows of a year, in the order of their days, as far as they exist for this viewer. Two queries."""
    how = {(each.session.id, each.session.on): each for each in counted}
    found = [*_records(person_id, year, how, by, now), *_before(person_id, year, how)]
    return sorted(found, key=lambda row: (row.on or date.max, row.id))


def _records(person_id: int, year: Year, how: dict[Any, Counted], by: Relation, now: datetime) -> list[Row]:
    lead, seen, seen_by, earlier, earlier_by = (aliased(Person), aliased(Record), aliased(Person), aliased(HeldBefore),
                                                aliased(Person))  # fmt: skip
    moved = and_(Event.thing == "record", Event.thing_id == Record.id, Event.verb.in_(MOVED))
    found: dict[int, Row] = {}
    discussed: dict[int | None, str] = {}
    asked: Any = (
        select(Record, lead.name, seen.happened_on, seen_by.name, earlier.held_on, earlier_by.name, Event.reason,
               Event.actor, inherited_by(), lead_has_left(now.astimezone(LONDON).date()))
        .join(lead, lead.id == Record.lead_id)
        .outerjoin(seen, seen.id == Record.follows_id).outerjoin(seen_by, seen_by.id == seen.lead_id)
        .outerjoin(earlier, and_(earlier.session_id == Record.id, earlier.withdrawn_at.is_(None)))
        .outerjoin(earlier_by, earlier_by.id == earlier.by_id).outerjoin(Event, moved)
        .where(Record.subject_id == person_id, Record.kind.in_(("rps", "observation")))
        .where(Record.happened_on >= year.first, Record.happened_on <= year.last).order_by(Event.id)
    )  # fmt: skip
    rows = db.session.execute(asked)
    for record, name, seen_on, watcher, before_on, before_by, reason, mover, heir, left in rows:
        inherits = by.is_manager and (left or (heir == by.viewer_id and not record.is_locked))
        row = found.get(record.id) or _record(record, name, how, by, now, inherits=inherits)
        if row is None:
            continue
        found[record.id] = row
        row.after = _after(seen_on or before_on, watcher or before_by)
        if mover:
            row.moves.append(f"Moved from {_first_sentence(reason)} by {mover}")
        if record.follows_id and not row.is_over:
            discussed[record.follows_id] = f"Discussed on {day_words(record.happened_on)}"
    for row in found.values():
        row.counts = discussed.get(row.id, row.counts)
    return list(found.values())


def _first_sentence(reason: str) -> str:
    """The earlier time alone: why it was moved is for those who may open the record."""
    return reason.removeprefix("from ").partition(". ")[0].rstrip(".")


def _after(on: date | None, by_name: str | None) -> str:
    return f"After the observation of {day_words(on)} by {by_name}" if on else ""


def _record(record: Record, name: str, how: dict[Any, Counted], by: Relation, now: datetime, *, inherits: bool
            ) -> Row | None:  # fmt: skip
    watches = record.kind == "observation"
    is_ahead = _is_ahead(record, now)
    opens = bool(verbs(Stands(
        STAGE[record.state], is_subject=by.is_subject, is_lead=record.lead_id == by.viewer_id,
        is_manager=by.is_manager, is_unit_head=by.is_unit_head, is_delegate=record.lead_capacity in DELEGATES,
        is_observation=watches, inherits=inherits,
    )))  # fmt: skip
    if watches and not (opens or is_ahead):
        return None  # an observation is the observer's until it is signed
    row = Row(record.id, "Observation" if watches else "Session", record.happened_on, None, name,
              _state(record, is_ahead=is_ahead), opens=opens)  # fmt: skip
    row.at = record.planned_at if is_ahead else None
    row.is_over = record.void_at is not None or record.state in (CANCELLED, MISSED)
    if not row.is_over and not watches:
        row.counts, row.why = _counts(how.get((record.id, record.happened_on)))
    elif watches and record.state == LOCKED and not row.is_over:
        row.counts = f"To be discussed by {day_words(record.due_on)}" if record.due_on else "To be discussed"
    return row


def _is_ahead(record: Record, now: datetime) -> bool:
    """As the year counts it: one written up as held on an earlier day than it was booked for lies behind."""
    if record.state != DRAFT or record.planned_at is None or record.happened_on is None:
        return False
    return record.planned_at > now and record.happened_on >= now.astimezone(LONDON).date()


def _state(record: Record, *, is_ahead: bool) -> str:
    if record.void_at is not None:
        return "Opened in error"
    if is_ahead:
        return "Booked"
    if record.state == LOCKED and record.kind == "rps":
        return "Complete" if record.logged_on else "Signed, not logged on SOP"
    return {DRAFT: "Record in draft", SENT: "Waiting for a signature", LOCKED: "Signed", CANCELLED: "Cancelled",
            MISSED: "Missed"}[record.state]  # fmt: skip


def _counts(counted: Counted | None) -> tuple[str, Because | None]:
    """How a session counts to the year, and the rule where it does not count as what it looks like."""
    if counted is None:
        return "", None
    if counted.counts_as == NOT_COUNTED:
        return "Does not count", counted.why
    kind = "a session after an observation" if counted.counts_as == OBSERVED else "a session"
    state = counted.session.state
    verb = "Counts as" if state == COMPLETE else "Will count as"
    when = "" if state in (COMPLETE, BOOKED) else ", once it is signed and logged"
    return f"{verb} {kind}{when}", counted.why


def _before(person_id: int, year: Year, how: dict[Any, Counted]) -> list[Row]:
    by, seen, seen_by, session = aliased(Person), aliased(HeldBefore), aliased(Person), aliased(HeldBefore)
    asked: Any = (
        select(HeldBefore, by.name, seen.held_on, seen_by.name, session.held_on, Record.happened_on)
        .join(by, by.id == HeldBefore.by_id)
        .outerjoin(seen, seen.id == HeldBefore.follows_id).outerjoin(seen_by, seen_by.id == seen.by_id)
        .outerjoin(session, and_(session.follows_id == HeldBefore.id, session.withdrawn_at.is_(None)))
        .outerjoin(Record, and_(Record.id == HeldBefore.session_id, Record.state.in_((DRAFT, SENT, LOCKED))))
        .where(HeldBefore.person_id == person_id, HeldBefore.withdrawn_at.is_(None))
        .where(HeldBefore.held_on >= year.first, HeldBefore.held_on <= year.last)
    )  # fmt: skip
    found = []
    for held, name, seen_on, watcher, followed_on, record_on in db.session.execute(asked):
        if held.kind == OBSERVATION:
            on = followed_on or record_on
            counts, why = f"Discussed on {day_words(on)}" if on else "To be discussed", None
            found.append(Row(0, "Observation", held.held_on, None, name, "Held before this service", "", counts, why))
            continue
        counts, why = _counts(how.get((0, held.held_on)))
        state = "Complete" if held.logged_on else "Held, not logged on SOP"
        found.append(Row(0, "Session", held.held_on, None, name, state, _after(seen_on, watcher), counts, why))
    return found
