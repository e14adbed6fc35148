"""Countersigning several items at once: each is read, each gets a decision of its own, one signature act for all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_, exists, select

from app.countersigning import actions, queries, showing
from app.countersigning.form import SBAR
from app.countersigning.lists import MANY_KINDS
from app.countersigning.models import Item, Round, Typed
from app.countersigning.queries import Found
from app.countersigning.scopes import waiting_ids
from app.countersigning.sheet import Told
from app.database import db
from app.history.actions import Actor, note
from app.history.models import Event
from app.people.models import Person
from app.policy.access import NotAllowed, NotThere, Viewer
from app.policy.checklist import ALL_MET
from app.policy.countersigning import FIRST, KINDS, MEANINGS, REQUESTED, Reason
from app.policy.rules import Breach, Refused
from app.records import snapshot

MOST = 10
SOURCE = "Domain guide C9"
NOTE_KEYS = frozenset(key for key, _, _ in SBAR)
CHANGED = Breach(SOURCE, "It changed since you opened this page.", "Open it to see what happened.")
BEGUN = Breach(SOURCE, "You have begun a decision on it.", "Open it to finish that one.")


@dataclass(frozen=True)
class Read:
    """One item to be read with others: what was signed, in words. `begun`: the reader has typed a decision already."""

    item: Item
    author: str
    told: Told
    why: list[Reason]
    begun: bool

    @property
    def name(self) -> str:
        """How it is called in a sentence."""
        return name_of(self.item)

    @property
    def cover_note(self) -> list[tuple[str, str]]:
        """The author's cover note, and what was answered to an earlier send-back."""
        return [(line.label, line.text) for line in self.told.lines
                if line.key in NOTE_KEYS or line.key.startswith("answer_") or line.key == "changed"]  # fmt: skip

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The short answers and the comment."""
        apart = NOTE_KEYS | {"answer_1", "answer_2", "answer_3", "changed"}
        return [(line.label, line.text) for line in self.told.lines if line.key not in apart]

    @property
    def statement(self) -> str:
        """What the author signed."""
        return str(snapshot.facts(self.told.round.body)["meaning"])


@dataclass
class Done:
    """What became of several: the names of those signed, and of those left out with the reason."""

    signed: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def name_of(item: Item) -> str:
    """assessment, X220914"""
    return f"{KINDS[item.kind].short}, {item.case_reference}"


def chosen(texts: Sequence[str]) -> list[int]:
    """The ids that were ticked, each once, in order; what is no id is left out."""
    ids = (int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10)
    return list(dict.fromkeys(ids))


def read(person_id: int, ids: Sequence[int], today: date) -> list[Read]:
    """Those of the items that this person may countersign now, in the order given. One query."""
    if not ids:
        return []
    mine = and_(Typed.item_id == Item.id, Typed.person_id == person_id, Typed.round == Item.round, Typed.text != "")
    rows = db.session.execute(
        select(Item, Person.name, Round, exists().where(mine))
        .join(Person, Person.id == Item.author_id)
        .join(Round, and_(Round.item_id == Item.id, Round.number == Item.round))
        .where(Item.id.in_(ids), Item.id.in_(waiting_ids(person_id, today)))
        .where(Item.state == REQUESTED, Item.kind.in_(MANY_KINDS))
    )
    found = [
        Read(item, author, Told(signed, snapshot.lines(signed.body), []), showing.why([(signed, [])]), bool(begun))
        for item, author, signed, begun in rows
    ]
    return sorted(found, key=lambda each: ids.index(each.item.id))


def meanings(read: Sequence[Read]) -> list[str]:
    """What one signature says of all those that it signs."""
    return list(dict.fromkeys(MEANINGS[each.item.kind, FIRST] for each in read if not each.begun))


def note_readings(read: Sequence[Read], by: Actor, now: datetime) -> None:
    """Note, once a sign-in, that this person opened each text. One query besides the notes."""
    known = set(
        db.session.scalars(
            select(Event.thing_id)
            .where(Event.thing == showing.THING, Event.thing_id.in_([each.item.id for each in read]))
            .where(Event.verb == "read", Event.session_id == by.session_id)
        )
    )
    for each in read:
        if each.item.id not in known:
            note("read", showing.THING, each.item.id, by, now, subject_id=each.item.author_id)


def decide_all(
    viewer: Viewer, ids: Sequence[int], prints: Mapping[str, str], signer: Callable[[Found], Actor], now: datetime,
    today: date,
) -> Done:  # fmt: skip
    """Countersign each item with every heading met. `prints` holds the fingerprint shown of each, under "f-<id>".

    One that changed meanwhile, or may not be signed by the viewer, is left out; the others stand.
    """
    done = Done()
    begun = {each.item.id for each in read(viewer.person_id or 0, ids, today) if each.begun}
    # All are held first and in one order: history, which every step holds to the end, comes after the last of them.
    db.session.execute(select(Item.id).where(Item.id.in_(ids)).order_by(Item.id).with_for_update(key_share=True))
    for item_id in sorted(ids):
        try:
            found = queries.find(viewer, item_id, today)
        except NotThere:
            done.left_out.append(("one item", "It does not wait for you any more."))
            continue
        try:
            _decide(found, prints.get(f"f-{item_id}", ""), signer(found), now, is_begun=item_id in begun)
            done.signed.append(name_of(found.item))
        except (Refused, NotAllowed) as refused:
            why = refused.breaches if isinstance(refused, Refused) else (CHANGED,)
            done.left_out.append((name_of(found.item), " ".join(f"{each.words} {each.remedy}" for each in why)))
    return done


def _decide(found: Found, fingerprint: str, by: Actor, now: datetime, *, is_begun: bool) -> None:
    if found.item.kind not in MANY_KINDS:
        raise NotAllowed
    if is_begun:
        raise Refused(BEGUN)
    if "decide" not in found.verbs:
        raise Refused(CHANGED)
    with db.session.begin_nested():
        actions.decide(found, {"verdict": ALL_MET}, fingerprint, {}, by, now)
