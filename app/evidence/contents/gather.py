"""Collects one person's signed records into a pack. Never a draft, a private answer, an absence or a role's reason."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select

from app.database import db
from app.evidence.contents import cover
from app.evidence.contents.masking import Masker, Passage
from app.evidence.contents.material import NONE_KEPT, Material, material
from app.evidence.contents.pack import (
    BY_DAY,
    LATEST_FIRST,
    SECTIONS,
    Added,
    Choice,
    Deed,
    Entry,
    Pack,
    Question,
    Signed,
    Words,
)  # fmt: skip
from app.evidence.contents.wording import clean
from app.evidence.contents.years import practice_years
from app.language import LONDON, day
from app.people.models import Person
from app.policy import identifiers
from app.records import snapshot
from app.records.kinds import KINDS
from app.records.models import CONFIRMED, DONE, DROPPED, Action, Addendum, Record, Signature, Snapshot
from app.registration.standards.matrix import CHOSEN, for_pack

# Actions are printed with what became of them, so not a second time as the answers they came from.
ACTION = re.compile("action_[0-9]+_")
# What of a record is no answer, as a kind is asked whether it may be in a pack.
ACTIONS, COMMENT, ADDENDUM = "action_1_text", "comment", "addendum"


def choosable(owner_id: int, starts_on: date, ends_on: date) -> Sequence[Record]:
    """The records about days from `starts_on` to `ends_on`, both included, that a pack of the person may hold, by day:
    signed by everybody and not opened in error. One query.
    """
    return db.session.scalars(
        select(Record)
        .where(Record.subject_id == owner_id, Record.locked_at.is_not(None), Record.void_at.is_(None))
        .where(Record.removed_on.is_(None))
        .where(Record.happened_on.between(starts_on, ends_on), Record.kind.in_(SECTIONS))
        .order_by(Record.happened_on, Record.id)
    ).all()


def pack_of(
    owner: Person, starts_on: date, ends_on: date, made_at: datetime, made_by: str, choice: Choice | None = None
) -> Pack:
    """What the person chose of all they signed about these days, and their years of supervision. Without a choice
    everything. At most eight queries, and one a year.
    """
    choice, today = choice or Choice(), made_at.astimezone(LONDON).date()
    records = [each for each in choosable(owner.id, starts_on, ends_on) if each.id not in choice.left_out]
    found = in_order(entries(records), choice.order)
    role, roles = cover.roles(owner.id, starts_on, ends_on)
    standards = for_pack(owner.id, starts_on, ends_on, today, choice.left_out)
    return Pack(
        owner.id, owner.name, role, starts_on, ends_on,
        facts=cover.facts(owner, roles, (starts_on, ends_on), today, found, choice),
        entries=found, made_at=made_at, made_by=made_by,
        years=practice_years(owner.id, starts_on, ends_on, made_at),
        standards=cover.standards(standards.rows, found), standards_note=standards.note,
        order=choice.order, statement=cover.statement(owner, found, choice.statement),
    )  # fmt: skip


def in_order(found: Iterable[Entry], order: str) -> tuple[Entry, ...]:
    """Entries, given by day, in the order of a choice."""
    if order == LATEST_FIRST:
        return tuple(reversed(tuple(found)))
    sections = list(SECTIONS)
    return tuple(found if order == BY_DAY else sorted(found, key=lambda entry: sections.index(entry.kind)))


def entries(
    records: Iterable[Record], found: list[Passage] | None = None, lies: Material | None = None
) -> tuple[Entry, ...]:
    """Signed records as entries, in the order given. One query, none where the caller has their material.

    Every passage that could identify somebody is added to `found`, printed or not.
    """
    wanted = list(records)
    lies, made = lies or material(wanted), list[Entry]()
    for record in (each for each in wanted if each.snapshot_id in lies.texts):
        text, addenda = lies.texts[record.snapshot_id or 0], lies.addenda.get(record.id, [])
        standing = [one for one in lies.signatures.get(record.id, []) if one.snapshot_id == text.id]
        agreed = [(action, lies.people[action.owner_id].name) for action in lies.actions.get(record.id, [])]
        masker = Masker(record.id, _named(standing, addenda, agreed), lies.kept.get(record.id, NONE_KEPT))
        printed = agreed if KINDS[record.kind].in_pack(ACTIONS) else []
        deeds = [deed(action, owner, masker) for action, owner in printed]
        made.append(entry(record, text, standing, addenda, deeds, masker, lies.standards.get(record.id, ())))
        if found is not None:
            found += masker.found
    return tuple(made)


def _named(signatures: list[Signature], addenda: list[Addendum], actions: list[tuple[Action, str]]) -> frozenset[str]:
    """The names that a record is printed with anyway; `actions` come with the names of those who are to do them."""
    names = {name for one in signatures for name in (one.name, one.for_name)} | {one.name for one in addenda}
    names |= {name for action, owner in actions for name in (owner, action.confirmed_by)}
    return frozenset(names - {""})


def entry(
    record: Record, text: Snapshot, signatures: list[Signature], addenda: list[Addendum], actions: list[Deed],
    masker: Masker, standards: tuple[tuple[str, str], ...] = (),
) -> Entry:  # fmt: skip
    """One signed record as it is printed: what could identify somebody masked, and what is not for packs gone."""
    kind, facts = KINDS[record.kind], snapshot.facts(text.body)
    signed_lines = snapshot.lines(text.body)
    lines = [each for each in signed_lines if not (each.private or each.apart) and kind.in_pack(each.key)]
    headline = tuple(
        (clean(label), masker.brief(f"headline:{place}", clean(label), value))
        for place, (label, value) in enumerate(facts["headline"])
    )
    laid = kind.laid_out([line for line in lines if not _is_elsewhere(line, actions)])
    asked = questions(laid, masker)
    # An answer travels as data only if every word of it is shown: its salt would let a masked word be guessed.
    printed = set(laid)
    shown = {(line.key, line.part) for line in lines if _is_whole(line, masker, is_read=line in printed)}
    without = [name for name, value in facts.items() if name != "headline" and identifiers.find(json.dumps(value))]
    kind_name = masker.brief("title", "Title", facts["kind_name"])
    hidden = {"headline": [f"headline:{place}" for place in range(len(headline))], "kind_name": ["title"]}
    without += [name for name, places in hidden.items() if masker.hides(*places)]
    times = [record.locked_at or text.made_at, *(added.signed_at for added in addenda)]
    made = Entry(
        record_id=record.id,
        kind=record.kind,
        kind_name=kind_name,
        happened_on=record.happened_on or text.made_at.date(),
        subject=facts["subject"]["name"],
        headline=headline,
        questions=asked,
        actions=tuple(actions),
        signatures=tuple(signed(one, masker, with_comment=kind.in_pack(COMMENT)) for one in signatures),
        addenda=tuple(_added(one, masker) for one in addenda if kind.in_pack(ADDENDUM)),
        logged=_logged(record),
        policy=tuple((source, words) for source, words in facts["policy"]),
        fingerprint=text.fingerprint,
        changed_at=max(times),
        disclosure=snapshot.disclose(text.body, shown, without),
        standards=standards,
    )
    return replace(made, kept=sum(passage.is_kept for passage in masker.found))


def questions(lines: Sequence[snapshot.Line], masker: Masker) -> tuple[Question, ...]:
    """Answers to the same question side by side, in the order of the form."""
    return tuple(
        Question(
            clean(section),
            masker.brief(f"label:{key}", clean(section), label),
            tuple(_words(line, masker) for line in group),
        )
        for (section, label, key), group in groupby(lines, key=lambda line: (line.section, line.label, line.key))
    )


def signed(signature: Signature, masker: Masker, *, with_comment: bool = True) -> Signed:
    """A signature as it is printed."""
    comment = signature.comment if with_comment else ""
    capacity = f"{signature.capacity}, for {signature.for_name}" if signature.for_name else signature.capacity
    return Signed(
        signature.name, capacity, signature.meaning, signature.signed_at, signature.fingerprint,
        masker.paragraphs(f"comment:{signature.part}", "Comment on signing", comment), signature.disagrees,
    )  # fmt: skip


def _added(one: Addendum, masker: Masker) -> Added:
    text = masker.paragraphs(f"addendum:{one.id}", "Added later", one.text)
    return Added(one.name, one.capacity, one.signed_at, text)


def deed(action: Action, owner: str, masker: Masker) -> Deed:
    """An action as it is printed, with what became of it."""
    due = f"due {day(action.due_on)}" if action.due_on else ""
    done = f"Done {day(action.done_on)}" if action.done_on else "Done"
    progress = {
        DONE: f"{done}, not yet confirmed",
        CONFIRMED: f"{done}, confirmed by {action.confirmed_by}",
        DROPPED: "Dropped",
    }.get(action.state, "Open")
    return Deed(masker.pieces(f"action:{action.id}", "Actions", action.text), owner, due, progress)


def _words(line: snapshot.Line, masker: Masker) -> Words:
    place = f"answer:{line.key}:{line.part}"
    text = masker.paragraphs(place, line.label, line.text)
    return Words(line.by, line.key, line.part, text, masker.hides(place))


def _is_elsewhere(line: snapshot.Line, actions: Sequence[Deed]) -> bool:
    """Whether an answer is printed in another place: an agreed action, or the standards."""
    return line.key == CHOSEN or bool(actions and ACTION.match(line.key))


def _is_whole(line: snapshot.Line, masker: Masker, *, is_read: bool) -> bool:
    """Whether nothing of an answer and its question is hidden, also where it is not printed as it was signed."""
    if not is_read:
        masker = Masker(masker.record_id, masker.known, masker.kept)
        masker.brief(f"label:{line.key}", "", line.label)
        masker.paragraphs(f"answer:{line.key}:{line.part}", "", line.text)
    return not masker.hides(f"label:{line.key}", f"answer:{line.key}:{line.part}")


def _logged(record: Record) -> str:
    if not KINDS[record.kind].is_logged:
        return ""
    if record.logged_on is None:
        return "Not yet logged on the Single Operating Platform"
    return f"Logged on the Single Operating Platform on {day(record.logged_on)}"
