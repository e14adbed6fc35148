"""What the pages of a record show, gathered once for the views that share it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from app.auth import proof
from app.database import db, writing
from app.history.actions import Actor, note
from app.history.models import Event
from app.history.queries import openings, timeline
from app.policy.access import Viewer
from app.policy.break_glass import CAPACITY
from app.policy.people import subject_capacity
from app.records import queries, snapshot
from app.records.actions import next_step
from app.records.kinds import KINDS
from app.records.models import LEAD, SUBJECT, Record
from app.records.paper import Paper
from app.records.queries import Found
from app.records.texts import text_of

# The words people read for a record's state.
STATES = {"draft": "Draft", "sent": "Sent", "locked": "Signed and locked", "cancelled": "Cancelled", "missed": "Missed"}


@dataclass(frozen=True)
class Block:
    """The answers to one question, side by side."""

    label: str
    lines: Sequence[snapshot.Line]


def note_reading(found: Found, by: Actor, now: datetime) -> None:
    """Note, once a sign-in, that this person opened the record's text; each time, where it is open to them for a formal
    process. Commits: see only_reading.
    """
    if found.is_opened or not found.has_read:
        note("read", "record", found.record.id, by, now, subject_id=found.record.subject_id)
    only_reading()


def only_reading() -> None:
    """Commit, and only read from here on, so that nobody who writes waits until this page is drawn."""
    db.session.commit()
    writing.set(False)


def capacity(found: Found) -> str:
    """What the viewer acts as towards this record."""
    if found.part == LEAD:
        return found.record.lead_capacity
    if found.is_opened:
        return CAPACITY
    return "practitioner" if found.part == SUBJECT else "line manager"


def known(found: Found, now: datetime) -> dict[str, Any]:
    """What the page of a record shows whoever may not read it, and everybody once its text was removed: then also who
    signed it.
    """
    record = found.record
    signatures = queries.signed(record)[1] if found.part and record.removed_on and record.locked_at else []
    return {"found": found, "record": record, "kind": KINDS[record.kind].name, "signatures": signatures,
            "state": state_words(record, found, now)}  # fmt: skip


def reading(found: Found, viewer: Viewer, by: Actor, now: datetime, today: date) -> dict[str, Any]:
    """Everything the read page shows, and the note that it was opened."""
    record = found.record
    text = text_of(record)
    note_reading(found, by, now)
    lines = [line for line in snapshot.lines(text.frozen.body) if not line.private or found.part]
    step = next_step(record, [signature.part for signature in text.signatures])
    paper = Paper(record, found.subject, found.lead, for_name=found.for_name)
    facts = snapshot.facts(text.frozen.body)
    return {
        "paper": paper,
        "found": found,
        "record": record,
        "snapshot": text.frozen,
        "facts": facts,
        "sections": sections(paper.kind.laid_out(lines)),
        "signatures": text.signatures,
        "addenda": text.addenda,
        # Not for whom it was opened to: what came of an action is often said in a later record.
        "agreed": [] if found.is_opened else text.agreed,
        "timeline_events": _happened(found, text.events),
        "openings": openings(text.events) if found.part else [],
        "step": step,
        "signs_as": subject_capacity(facts["subject"]["job_role"]) if found.part == SUBJECT else record.lead_capacity,
        "releasable": queries.releasable(found),
        "may_sign": step is not None and step.part == found.part and "sign" in found.verbs,
        "ask_password": proof.needed(viewer, now),
        "state": state_words(record, found, now),
        "today": today,
    }


def _happened(found: Found, events: Sequence[Event]) -> list[Event]:
    """What happened to the record, the latest first; for whom it was opened to, until it was signed."""
    until = found.record.locked_at if found.is_opened else None
    return [each for each in timeline(events) if until is None or each.at <= until]


def sections(lines: Sequence[snapshot.Line]) -> list[tuple[str, bool, list[Block]]]:
    """The answers by section and question: (title, private, blocks)."""
    found = []
    for title, of_section in groupby(lines, key=lambda line: line.section):
        blocks = [Block(label, list(group)) for label, group in groupby(of_section, key=lambda line: line.label)]
        found.append((title, all(line.private for block in blocks for line in block.lines), blocks))
    return found


def state_words(record: Record, found: Found, now: datetime) -> str:
    """The state on the record's own page, naming who it waits for."""
    if record.state == "sent" and not record.is_void:
        return f"Waiting for {found.subject.name if record.turn == SUBJECT else found.lead.name}"
    return state(record, now)


def state(record: Record, now: datetime) -> str:
    """The state in the words of the house: Planned, Draft, Shared, Signed and locked, Complete, Opened in error."""
    if record.is_void:
        return "Opened in error"
    if record.state == "sent":
        return "Waiting for a signature"
    if record.state == "draft" and record.shared_at:
        return "Shared"
    if record.state == "draft" and record.planned_at and record.planned_at > now:
        return "Planned"
    return "Complete" if record.logged_on else STATES[record.state]
