"""What people do with a record, one verb a function. The caller commits."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select

from app.database import db
from app.history.actions import Actor, note
from app.history.chain import digest
from app.language import clean
from app.people.models import Person
from app.policy.people import subject_capacity
from app.policy.rules import Breach, Refused, insist_reason
from app.records import follow_up, signals, snapshot
from app.records.answers import Saved, Stale, Writer, store
from app.records.kinds import KINDS, Step
from app.records.models import (
    CANCELLED,
    DRAFT,
    LEAD,
    LOCKED,
    MISSED,
    SENT,
    SUBJECT,
    Addendum,
    Answer,
    Record,
    Release,
    Signature,
    Snapshot,
)  # fmt: skip
from app.records.paper import LONGEST, Paper
from app.records.seals import seal_of


def save(
    record_id: int, kind: str, part: str, key: str, text: str, revision: int, by: Writer, now: datetime
) -> Saved | Stale | None:
    """Store one answer of a draft if its stored revision is still `revision`.

    One guarded UPDATE in the usual case. None when the record is no longer a draft of this kind and this writer's.
    """
    guard = (
        select(Record.id)
        .where(Record.id == record_id, Record.kind == kind, Record.state == DRAFT, _column(part) == by.person_id)
        .with_for_update(key_share=True)  # so that it is not sent without this answer
    )
    return store(Answer, {"record_id": record_id, "part": part, "key": key}, guard, text, revision, by, now)


def _column(part: str) -> Any:
    return Record.lead_id if part == LEAD else Record.subject_id


def open_draft(
    kind: str, subject: Person, lead: Person, capacity: str, answers: dict[str, str], by: Actor, now: datetime,
    *, planned_at: datetime | None = None, happened_on: date | None = None, due_on: date | None = None,
    follows_id: int | None = None,
) -> Record:  # fmt: skip
    """Start a record. `answers` are the first ones of whoever writes it (from the booking)."""
    record = Record(
        kind=kind, version=KINDS[kind].version, subject_id=subject.id, lead_id=lead.id, lead_capacity=capacity,
        planned_at=planned_at, happened_on=happened_on, due_on=due_on, follows_id=follows_id, since=planned_at or now,
    )  # fmt: skip
    db.session.add(record)
    db.session.flush()
    for key, text in answers.items():
        db.session.add(
            Answer(record_id=record.id, part=KINDS[kind].written_by, key=key, text=text, saved_at=now,
                   saved_by=subject.name if KINDS[kind].written_by == SUBJECT else lead.name, saved_in=None)
        )  # fmt: skip
    verb = "planned" if planned_at and planned_at > now else "opened"
    note(verb, "record", record.id, by, now, subject_id=subject.id)
    signals.record_opened.send(record, now=now)
    return record


def share(paper: Paper, by: Actor, now: datetime) -> None:
    """The subject lets the lead see the preparation, from now on."""
    if paper.record.shared_at is None:
        paper.record.shared_at = now
        note("shared a preparation", "record", paper.record.id, by, now, subject_id=paper.record.subject_id)


def send(paper: Paper, by: Actor, now: datetime, today: date) -> None:
    """Freeze the draft and pass it on to be signed. Refused while anything is missing."""
    record = paper.record
    if record.state != DRAFT:
        raise Refused(Breach("Record", "This record has already been sent.", "Open it to see where it is."))
    problems = paper.problems(today)
    if problems:
        raise Refused(*(Breach("Record", problem.message) for problem in problems))
    if confirmer := paper.kind.confirmer(record, today):
        paper.lead, record.lead_capacity = confirmer
        record.lead_id = paper.lead.id
    body, fingerprint = snapshot.freeze(_facts(paper, now), paper.lines())
    frozen = Snapshot(record_id=record.id, body=body, fingerprint=fingerprint, made_at=now)
    db.session.add(frozen)
    db.session.flush()
    first = paper.kind.order[0]
    record.state, record.snapshot_id, record.turn = SENT, frozen.id, first.part
    record.since, record.due_on = now, paper.kind.due_after(first.part, today)
    note("frozen for signing", "snapshot", frozen.id, by, now, subject_id=record.subject_id, seal=fingerprint)
    note("sent to be signed", "record", record.id, by, now, subject_id=record.subject_id)
    signals.record_sent.send(record, now=now)


def _facts(paper: Paper, now: datetime) -> dict[str, Any]:
    record, kind = paper.record, paper.kind
    return {
        "record": record.id,
        "kind": record.kind,
        "kind_name": kind.title(paper),
        "version": record.version,
        "subject": {
            "id": record.subject_id,
            "name": paper.subject.name,
            "staff_number": paper.subject.staff_number,
            "job_role": paper.role,
            "function": paper.function,
            "weekly_hours": paper.weekly_hours,
        },
        "lead": _lead_facts(paper),
        "happened_on": record.happened_on.isoformat() if record.happened_on else "",
        "follows": record.follows_id,
        "headline": kind.headline(paper),
        "policy": [[source, words] for source, words in kind.policy],
        "made_at": now.isoformat(timespec="seconds"),
    }


def _lead_facts(paper: Paper) -> dict[str, Any]:
    record = paper.record
    covering = {"for": paper.for_name} if paper.for_name else {}
    return {"id": record.lead_id, "name": paper.lead.name, "capacity": record.lead_capacity, **covering}


def next_step(record: Record, signatures: list[str]) -> Step | None:
    """Whose signature is next, given the parts that have signed; None when all have."""
    return next((step for step in KINDS[record.kind].order if step.part not in signatures), None)


def sign(
    paper: Paper, part: str, fingerprint: str, by: Actor, now: datetime, today: date, *, comment: str = "",
    disagrees: bool = False,
) -> bool:  # fmt: skip
    """Add this part's signature to the text whose fingerprint was shown. With the last one the record locks.

    False when this part had already signed it (a second press). Refused when it is not their turn, or the text on the
    page is not the one that stands.
    """
    record = paper.record
    stands, signed = _standing(record)
    if part in signed:
        return False
    step = next_step(record, signed)
    if record.state != SENT or step is None or step.part != part or record.snapshot_id is None:
        raise Refused(Breach("Record", "It is not your turn to sign this record.", "Open it to see who signs next."))
    if stands != fingerprint:
        raise Refused(Breach("Record", "The text changed since you opened it.", "Read it again before you sign."))
    if disagrees:
        insist_reason("Record", comment)
    if len(comment) > LONGEST or clean(comment) is None:
        raise Refused(Breach("Record", "The comment can't be stored: it is over 20,000 characters long."))
    person = paper.subject if part == SUBJECT else paper.lead
    signature = Signature(
        record_id=record.id, snapshot_id=record.snapshot_id, part=part, person_id=person.id, name=person.name,
        for_name=by.for_name, capacity=_capacity(paper, part), meaning=step.meaning,
        comment=clean(comment) or "", disagrees=disagrees, signed_at=now, fingerprint=fingerprint,
    )  # fmt: skip
    db.session.add(signature)
    db.session.flush()
    note("signed", "signature", signature.id, by, now, subject_id=record.subject_id, seal=seal_of(signature))
    _after_signature(paper, [*signed, part], by, now, today)
    return True


# Made once, and without the text: both take longer than to ask.
_STANDING = (
    select(Snapshot.fingerprint, Signature.part)
    .outerjoin(Signature, Signature.snapshot_id == Snapshot.id)
    .where(Snapshot.id == bindparam("snapshot", type_=Integer()))
)


def _standing(record: Record) -> tuple[str, list[str]]:
    """The fingerprint of the text that stands, and the parts that have signed it so far. One query."""
    rows = db.session.execute(_STANDING, {"snapshot": record.snapshot_id}).all()
    return rows[0].fingerprint if rows else "", [row.part for row in rows if row.part]


def _capacity(paper: Paper, part: str) -> str:
    return subject_capacity(paper.role) if part == SUBJECT else paper.record.lead_capacity


def _after_signature(paper: Paper, signed: list[str], by: Actor, now: datetime, today: date) -> None:
    record, kind = paper.record, paper.kind
    following = next_step(record, signed)
    record.since = now
    if kind.on_signed:
        kind.on_signed(paper, signed[-1], now, by)
    if following:
        record.turn, record.due_on = following.part, kind.due_after(following.part, today)
        note("signed", "record", record.id, by, now, subject_id=record.subject_id)
        return
    record.state, record.locked_at, record.turn = LOCKED, now, ""
    record.due_on = kind.due_after("locked", today)
    if kind.on_locked:
        kind.on_locked(paper, now, by)
    db.session.flush()
    note("signed and locked", "record", record.id, by, now, subject_id=record.subject_id, seal=seal_of(record))
    signals.record_locked.send(record, now=now, paper=paper)


def withdraw(paper: Paper, reason: str, by: Actor, now: datetime, today: date) -> None:
    """Take a sent record back to draft before the last signature. Earlier signatures no longer stand."""
    record = paper.record
    if record.state != SENT:
        raise Refused(Breach("Record", "Only a record that still waits for a signature can be taken back to draft."))
    record.state, record.snapshot_id, record.turn = DRAFT, None, paper.kind.written_by
    record.since, record.due_on = now, paper.kind.due_after("draft", today)
    note("took back to draft", "record", record.id, by, now, subject_id=record.subject_id, reason=reason)


def close(paper: Paper, state: str, reason: str, by: Actor, now: datetime) -> None:
    """End a draft that will not become a record: CANCELLED or MISSED, with the reason. What was written stays."""
    record = paper.record
    if record.state != DRAFT:
        raise Refused(Breach("Record", "Only a draft can be cancelled.", "Take it back to draft first."))
    insist_reason("Domain guide C1", reason)
    record.state, record.closed_reason, record.turn, record.due_on = state, reason, "", None
    verb = {CANCELLED: "cancelled", MISSED: "marked as missed"}[state]
    note(verb, "record", record.id, by, now, subject_id=record.subject_id, reason=reason)
    signals.record_closed.send(record, now=now, by=by)


def void(paper: Paper, reason: str, by: Actor, now: datetime) -> None:
    """Mark a signed record as opened in error. It stays readable and no longer counts."""
    record = paper.record
    if not record.is_locked or record.is_void:
        raise Refused(Breach("Record", "Only a signed record can be marked as opened in error, and only once."))
    insist_reason("Record", reason)
    record.void_at, record.void_reason = now, reason
    follow_up.drop_with(record.id, reason, by, now)
    note("marked as opened in error", "record", record.id, by, now, subject_id=record.subject_id, reason=reason)
    signals.record_voided.send(record, now=now, by=by)


def add(paper: Paper, part: str, text: str, by: Actor, now: datetime) -> Addendum:
    """Write a signed addendum under a locked record. The same words again, a second press, add nothing."""
    record = paper.record
    if not record.is_locked:
        raise Refused(Breach("Record", "An addendum stands under a signed record. Change the draft instead."))
    person = paper.subject if part == SUBJECT else paper.lead
    same = (Addendum.record_id == record.id, Addendum.person_id == person.id, Addendum.text == text)
    if known := db.session.scalars(select(Addendum).where(*same)).first():
        return known
    capacity = _capacity(paper, part)
    content = {"record": record.id, "by": person.name, "capacity": capacity, "text": text, "at": now.isoformat()}
    addendum = Addendum(
        record_id=record.id, person_id=person.id, name=person.name, capacity=capacity, text=text, signed_at=now,
        fingerprint=digest(content),
    )  # fmt: skip
    db.session.add(addendum)
    db.session.flush()
    note("signed an addendum", "addendum", addendum.id, by, now, subject_id=record.subject_id, seal=seal_of(addendum))
    note("wrote an addendum", "record", record.id, by, now, subject_id=record.subject_id)
    signals.record_added.send(record, now=now)
    return addendum


def release(record: Record, to: Person, by: Actor, now: datetime) -> None:
    """The subject lets one more person read a signed record."""
    known = select(Release).where(Release.record_id == record.id, Release.person_id == to.id)
    if db.session.scalar(known) is None:
        db.session.add(Release(record_id=record.id, person_id=to.id, released_at=now))
        note("let a manager read", "record", record.id, by, now, subject_id=record.subject_id, reason=to.name)


def log(record: Record, on: date, reference: str, by: Actor, now: datetime) -> None:
    """Mark that a signed record was entered in the system of record, on which day, by whom."""
    if not record.is_locked or record.is_void:
        raise Refused(Breach("Framework 6.5", "A session is logged once it is signed by both."))
    record.logged_on, record.logged_by, record.logged_reference = on, by.name, reference
    record.due_on = None
    note("logged on SOP", "record", record.id, by, now, subject_id=record.subject_id)
    signals.record_logged.send(record, now=now)
