"""Records and countersigning in somebody's own copy: what is about them, and what they wrote of themselves."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from app.countersigning.models import Decision, Item, Recall, Round, Typed
from app.database import db
from app.language import plural
from app.people.models import Person, Team
from app.policy.countersigning import STATE_WORDS
from app.policy.keeping import Words, in_copy
from app.records import snapshot
from app.records.kinds import KINDS
from app.records.models import LEAD, SUBJECT, Action, Addendum, Answer, OpenedTo, Record, Signature, Snapshot
from app.records.pages import STATES
from app.registration.models import EvidenceTag

Laid = tuple[list[dict[str, Any]], list[str]]
OTHERS = (
    "Left out of these records: {words}. This is what others wrote of themselves in confidence, and what you wrote"
    " about somebody else. You read it on the page of each record, as far as you may."
)
WORK = "piece of work of other people", "pieces of work of other people"
OF_OTHERS = "You decided on {words}. What you wrote about it is theirs and left out."


def name(id_: int | None, of: type[Person | Team] = Person) -> str:
    """The name of a person or a team; "" for none."""
    found: Any = db.session.get(of, id_) if id_ else None
    return found.name if found else ""


def records(person_id: int) -> Laid:
    """Every record the person takes part in, as its subject or as who led it."""
    found, left_out = [], 0
    mine = or_(Record.subject_id == person_id, Record.lead_id == person_id)
    for record in db.session.scalars(select(Record).where(mine).order_by(Record.id)):
        row, missing = _record(record, person_id)
        found.append(row)
        left_out += missing
    words = plural(left_out, "answer or comment", "answers and comments")
    return found, [OTHERS.format(words=words)] if left_out else []


def opened(person_id: int) -> list[dict[str, Any]]:
    """The records about the person that were opened to somebody for a formal process, as far as they were told."""
    rows = db.session.execute(
        select(OpenedTo, Person.name)
        .join(Record, Record.id == OpenedTo.record_id)
        .join(Person, Person.id == OpenedTo.person_id)
        .where(Record.subject_id == person_id, OpenedTo.told_at.is_not(None))
        .order_by(OpenedTo.id)
    )
    return [{"record": each.record_id, "to": reader, "opened": each.opened_at, "until": each.ends_at,
             "told": each.told_at} for each, reader in rows]  # fmt: skip


def _record(record: Record, person_id: int) -> tuple[dict[str, Any], int]:
    """A record as its copy tells it, and how many answers and comments are left out."""
    is_subject = record.subject_id == person_id
    part = SUBJECT if is_subject else LEAD
    other = name(record.lead_id if is_subject else record.subject_id)
    row: dict[str, Any] = {
        "record": record.id, "kind": KINDS[record.kind].name, "state": STATES[record.state], "day": record.happened_on,
        "planned": record.planned_at, "signed": record.locked_at, "removed": record.removed_on,
        "with" if is_subject else "of": other if record.subject_id != record.lead_id else "",
        "logged_on": record.logged_on,
    }  # fmt: skip
    if is_subject:  # of somebody else it tells what happened to them
        row |= {"closed_because": record.closed_reason, "opened_in_error": record.void_reason}
    texts, missing = _texts(record, part)
    comments, hidden = _comments(record, person_id, is_subject)
    row |= texts | comments
    row["actions"] = _actions(record, person_id, is_subject)
    row["standards"] = ", ".join(_of(EvidenceTag.code, EvidenceTag.record_id == record.id)) if is_subject else ""
    return {key: value for key, value in row.items() if value}, missing + hidden


def _texts(record: Record, part: str) -> tuple[dict[str, str], int]:
    """The answers of every text that was signed or sent, and what was written and never sent, by question."""
    found: dict[str, str] = {}
    left_out, kind = 0, KINDS[record.kind]
    for frozen in _of(Snapshot, Snapshot.record_id == record.id):
        taken_back = "" if frozen.id == record.snapshot_id else f" (as sent on {frozen.made_at:%d %B %Y}, taken back)"
        for line in snapshot.lines(frozen.body):
            if in_copy(_words_of(kind.accepts, line.part, line.key, part, is_private=line.private)):
                found[f"{line.label}, {line.by}{taken_back}"] = line.text
            else:
                left_out += 1
    sent = set(found.values())
    for answer in _of(Answer, (Answer.record_id == record.id) & (Answer.part == part)):
        is_mine = in_copy(_words_of(kind.accepts, part, answer.key, part, is_private=True))
        if is_mine and answer.text.strip() not in sent and record.snapshot_id is None:
            found[f"{answer.key} (not sent)"] = answer.text
        elif is_mine and answer.text.strip() not in sent and not _is_frozen(answer, record):
            found[f"{answer.key} (not in the signed text)"] = answer.text
    return found, left_out


def _is_frozen(answer: Answer, record: Record) -> bool:
    """Whether an answer stands in the signed text, in words that may differ from those typed."""
    frozen = db.session.get(Snapshot, record.snapshot_id) if record.snapshot_id else None
    return frozen is not None and any((line.part, line.key) == (answer.part, answer.key)
                                      for line in snapshot.lines(frozen.body))  # fmt: skip


def _words_of(accepts: Any, wrote: str, key: str, part: str, *, is_private: bool) -> Words:
    """An answer of the part that `wrote` it, towards the part the copy is for."""
    for_both = accepts(SUBJECT, key) and accepts(LEAD, key)
    return Words(is_subject=part == SUBJECT, is_own=wrote == part, for_both=for_both, is_private=is_private)


def _comments(record: Record, person_id: int, is_subject: bool) -> tuple[dict[str, str], int]:
    """Signatures and addenda. Of a record about somebody else only one's own, and none of its words."""
    found, left_out = {}, 0
    for one in _of(Signature, Signature.record_id == record.id):
        found[f"Signed by {one.name}, {one.capacity}, {one.signed_at:%d %B %Y}"] = one.meaning
        if one.comment and (is_subject or one.person_id == person_id):
            found[f"Comment of {one.name} on signing, {one.signed_at:%d %B %Y}"] = one.comment
        left_out += bool(one.comment) and not (is_subject or one.person_id == person_id)
    for added in _of(Addendum, Addendum.record_id == record.id):
        if is_subject or added.person_id == person_id:
            found[f"Added by {added.name}, {added.signed_at:%d %B %Y}"] = added.text
        left_out += not (is_subject or added.person_id == person_id)
    return found, left_out


def _actions(record: Record, person_id: int, is_subject: bool) -> str:
    found = _of(Action, Action.record_id == record.id)
    return "\n".join(f"{each.text} ({each.state}) {each.outcome}".strip() for each in found
                     if is_subject or each.owner_id == person_id)  # fmt: skip


def items(person_id: int) -> Laid:
    """Everything the person sent for countersigning, with what was decided on it; of others' work how much."""
    found = [_item(item, person_id) for item in _of(Item, Item.author_id == person_id)]
    others = len({each.item_id for each in _of(Decision, Decision.person_id == person_id)})
    return found, [OF_OTHERS.format(words=plural(others, *WORK))] if others else []


def _item(item: Item, author_id: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "item": item.id, "kind": item.kind, "case_reference": item.case_reference, "state": STATE_WORDS[item.state],
        "opened": item.opened_at, "closed": item.closed_at, "why": item.why, "parked_because": item.parked_reason,
        "removed": item.removed_on,
    }  # fmt: skip
    for signed in _of(Round, Round.item_id == item.id):
        row[f"Round {signed.number}, signed by you"] = signed.signed_at
        row |= {f"Round {signed.number}: {line.label}": line.text for line in snapshot.lines(signed.body)}
    for each in _of(Decision, Decision.item_id == item.id):
        row[f"Round {each.round}, {each.part}: {each.name}, {each.capacity}"] = f"{each.verdict}, {each.meaning}"
        row |= {f"Round {each.round}, {each.part}: {line.label}": line.text for line in snapshot.lines(each.body)}
    for typed in _of(Typed, (Typed.item_id == item.id) & (Typed.person_id == author_id)):
        row[f"Round {typed.round}, typed: {typed.key}"] = typed.text
    for recall in _of(Recall, Recall.item_id == item.id):
        row |= {"considered": recall.considered_at, "emergency": recall.emergency_at, "decided": recall.decided_at,
                "sent": recall.sent_at}  # fmt: skip
    return {key: value for key, value in row.items() if value}


def _of(what: Any, where: Any) -> Sequence[Any]:
    model = getattr(what, "class_", what)
    return db.session.scalars(select(what).where(where).order_by(model.id)).all()
