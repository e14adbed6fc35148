"""Collects one person's signed records into a pack. Never a draft, a private answer, an absence or a role's reason."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from app.database import Table, db
from app.evidence.pack import LEFT_OUT, SECTIONS, Added, Deed, Entry, Pack, Question, Signed, Words
from app.evidence.wording import brief, clean, has_identifier, paragraphs, pieces
from app.evidence.years import practice_years
from app.language import day, moment, plural
from app.people import queries as people
from app.people.models import Person
from app.records import snapshot
from app.records.kinds import KINDS
from app.records.models import CONFIRMED, DONE, DROPPED, Action, Addendum, Record, Signature, Snapshot

# Actions are printed with what became of them, so not a second time as the answers they came from.
ACTION = re.compile("action_[0-9]+_")


def pack_of(owner: Person, starts_on: date, ends_on: date, made_at: datetime, made_by: str) -> Pack:
    """Everything the person signed about days from `starts_on` to `ends_on`, both included, and their years of
    supervision. Six queries, and one a year.
    """
    records = db.session.scalars(
        select(Record)
        .where(Record.subject_id == owner.id, Record.locked_at.is_not(None), Record.void_at.is_(None))
        .where(Record.happened_on.between(starts_on, ends_on), Record.kind.in_(SECTIONS))
        .order_by(Record.happened_on, Record.id)
    ).all()
    sections = list(SECTIONS)
    found = tuple(sorted(entries(records), key=lambda entry: sections.index(entry.kind)))
    role, roles = _roles(owner.id, starts_on, ends_on)
    manager = people.manager_of(owner.id, min(ends_on, made_at.date()))
    pack = Pack(owner.id, owner.name, role, starts_on, ends_on, (), found, made_at, made_by)
    changed = f"Content last changed {moment(pack.changed_at)}" if pack.changed_at else ""
    facts = (
        ("Staff number", owner.staff_number),
        ("Roles held", roles),
        ("Line manager", manager.name if manager else ""),
        ("In this pack", f"{plural(len(found), 'signed record')}. {changed}".strip()),
        ("Left out", LEFT_OUT),
    )
    known = tuple((label, value) for label, value in facts if value)
    return replace(pack, facts=known, years=practice_years(owner.id, starts_on, ends_on, made_at))


def entries(records: Iterable[Record]) -> tuple[Entry, ...]:
    """Signed records as entries, in the order given. Four queries."""
    wanted = list(records)
    texts = {text.id: text for text in _of(Snapshot, Snapshot.id, [record.snapshot_id for record in wanted])}
    ids = [record.id for record in wanted]
    signatures = _by_record(_of(Signature, Signature.record_id, ids))
    addenda = _by_record(_of(Addendum, Addendum.record_id, ids))
    actions = _by_record(_of(Action, Action.record_id, ids))
    owners = people.names({action.owner_id for found in actions.values() for action in found})
    return tuple(
        entry(
            record,
            texts[record.snapshot_id],
            [one for one in signatures[record.id] if one.snapshot_id == record.snapshot_id],
            addenda[record.id],
            [deed(action, owners.get(action.owner_id, "")) for action in actions[record.id]],
        )
        for record in wanted
        if record.snapshot_id in texts
    )


def entry(
    record: Record, text: Snapshot, signatures: list[Signature], addenda: list[Addendum], actions: list[Deed]
) -> Entry:
    """One signed record as it is printed, its identifiers masked and its private answers gone."""
    facts: dict[str, Any] = json.loads(text.body)["facts"]
    lines = [line for line in snapshot.lines(text.body) if not line.private]
    # An answer travels as data only if every word of it is shown: its salt would let a masked word be guessed.
    shown = {(line.key, line.part) for line in lines if not has_identifier(f"{line.label}\n{line.text}")}
    without = [name for name, value in facts.items() if has_identifier(json.dumps(value, ensure_ascii=False))]
    times = [record.locked_at or text.made_at, *(added.signed_at for added in addenda)]
    return Entry(
        record_id=record.id,
        kind=record.kind,
        kind_name=clean(facts["kind_name"]),
        happened_on=record.happened_on or text.made_at.date(),
        subject=facts["subject"]["name"],
        headline=tuple((clean(label), brief(value)) for label, value in facts["headline"]),
        questions=questions(
            KINDS[record.kind].laid_out([line for line in lines if not (actions and ACTION.match(line.key))])
        ),
        actions=tuple(actions),
        signatures=tuple(signed(one) for one in signatures),
        addenda=tuple(Added(one.name, one.capacity, one.signed_at, paragraphs(one.text)) for one in addenda),
        logged=_logged(record),
        policy=tuple((source, words) for source, words in facts["policy"]),
        fingerprint=text.fingerprint,
        changed_at=max(times),
        disclosure=snapshot.disclose(text.body, shown, without),
    )


def questions(lines: Sequence[snapshot.Line]) -> tuple[Question, ...]:
    """Answers to the same question side by side, in the order of the form."""
    return tuple(
        Question(clean(section), brief(label), tuple(_words(line) for line in group))
        for (section, label, _), group in groupby(lines, key=lambda line: (line.section, line.label, line.key))
    )


def signed(signature: Signature) -> Signed:
    """A signature as it is printed."""
    capacity = f"{signature.capacity}, for {signature.for_name}" if signature.for_name else signature.capacity
    return Signed(
        signature.name, capacity, signature.meaning, signature.signed_at, signature.fingerprint,
        paragraphs(signature.comment), signature.disagrees,
    )  # fmt: skip


def deed(action: Action, owner: str) -> Deed:
    """An action as it is printed, with what became of it."""
    due = f"due {day(action.due_on)}" if action.due_on else ""
    done = f"Done {day(action.done_on)}" if action.done_on else "Done"
    progress = {
        DONE: f"{done}, not yet confirmed",
        CONFIRMED: f"{done}, confirmed by {action.confirmed_by}",
        DROPPED: "Dropped",
    }.get(action.state, "Open")
    return Deed(pieces(action.text), owner, due, progress)


def _words(line: snapshot.Line) -> Words:
    return Words(line.by, line.key, line.part, paragraphs(line.text), has_identifier(line.text))


def _logged(record: Record) -> str:
    if record.kind != "rps":
        return ""
    if record.logged_on is None:
        return "Not yet logged on the Single Operating Platform"
    return f"Logged on the Single Operating Platform on {day(record.logged_on)}"


def _roles(person_id: int, starts_on: date, ends_on: date) -> tuple[str, str]:
    """The job role at the end of the period, and every role held during it."""
    held = [
        posting
        for posting in reversed(people.postings_of(person_id))
        if posting.starts_on <= ends_on and (posting.ends_on is None or posting.ends_on >= starts_on)
    ]
    since = {(posting.job_role, posting.function): posting.role_since for posting in reversed(held)}
    lines = [f"{role}, {function}, since {day(since[role, function])}" for role, function in dict.fromkeys(
        (posting.job_role, posting.function) for posting in held)]  # fmt: skip
    return held[-1].job_role if held else "", "; ".join(lines)


def _of(model: Any, column: Any, values: Sequence[int | None]) -> list[Any]:
    return list(db.session.scalars(select(model).where(column.in_(values)).order_by(model.id)))


def _by_record(rows: Sequence[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Table]] = defaultdict(list)
    for row in rows:
        found[row.record_id].append(row)
    return found
