"""What is past its years: one SELECT a kind, of id, whose (or NULL) and the day its years count from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, extract, func, literal, or_, select, union_all

from app.countersigning.models import Decision, Item, Round, Typed
from app.database import db
from app.evidence.models import PackFile, PackPlan
from app.keeping.reasons import REASONS, due_reasons
from app.keeping.terms import Terms
from app.notices.models import Notice
from app.policy.countersigning import OPEN_STATES
from app.records.models import CANCELLED, DRAFT, LOCKED, MISSED, SENT, Action, Addendum, Answer, Record, Signature
from app.registration.models import LearningDone

RECORDS, DRAFTS, ITEMS, TYPED, PACKS, PLANS, NOTICES = (
    "records", "drafts", "items", "typed", "packs", "plans", "notices")  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of thing that is removed: its words on the page, and what of it is due."""

    words: str
    select: Callable[[Terms], Any]


@dataclass(frozen=True)
class Counted:
    """How many things of a kind are due that count from a year."""

    kind: str
    year: int
    number: int


def records(terms: Terms) -> Any:
    """Signed records: years from the last signature or addendum; not while learning holds or one of them is held."""
    added = exists().where(Addendum.record_id == Record.id, Addendum.signed_at >= terms.signed_before)
    still_holds = exists().where(LearningDone.record_id == Record.id, LearningDone.expires_on >= terms.up_to)
    return (
        _of_records(terms, Record.locked_at)
        .where(Record.state == LOCKED, Record.locked_at < terms.signed_before, ~added, ~still_holds)
    )  # fmt: skip


def drafts(terms: Terms) -> Any:
    """Drafts, cancelled and missed ones too, that nobody has touched for months; sent ones after the full years."""
    touched = exists().where(Answer.record_id == Record.id, Answer.saved_at >= terms.drafts_before)
    is_past = or_(Record.planned_at.is_(None), Record.planned_at < terms.drafts_before)
    return _of_records(terms, Record.since).where(
        or_(
            and_(Record.state.in_((DRAFT, CANCELLED, MISSED)), Record.since < terms.drafts_before, is_past, ~touched),
            and_(Record.state == SENT, Record.since < terms.signed_before),
        )
    )


def _of_records(terms: Terms, day: Any) -> Any:
    """Records whose text is still there, and of whose people none is held."""
    takes_part = (
        exists().where(Signature.record_id == Record.id, Signature.person_id.in_(terms.held)),
        exists().where(Addendum.record_id == Record.id, Addendum.person_id.in_(terms.held)),
        exists().where(Action.record_id == Record.id, Action.owner_id.in_(terms.held)),
    )
    return select(Record.id, Record.subject_id.label("whose"), day.label("day")).where(
        Record.removed_on.is_(None), terms.free(Record.subject_id, Record.lead_id), *(~each for each in takes_part)
    )


def items(terms: Terms) -> Any:
    """What was countersigned, withdrawn or decided: years from the day it was closed."""
    later = exists().where(Decision.item_id == Item.id, Decision.signed_at >= terms.signed_before)
    return _of_items(terms, Item.closed_at).where(Item.closed_at < terms.signed_before, ~later)


def typed(terms: Terms) -> Any:
    """Work begun, never signed by anybody and not touched for months."""
    touched = exists().where(Typed.item_id == Item.id, Typed.saved_at >= terms.drafts_before)
    signed = exists().where(Decision.item_id == Item.id), exists().where(Round.item_id == Item.id)
    return _of_items(terms, Item.since).where(
        Item.state.in_(OPEN_STATES), Item.since < terms.drafts_before, ~touched, *(~each for each in signed)
    )


def _of_items(terms: Terms, day: Any) -> Any:
    decided = exists().where(Decision.item_id == Item.id, Decision.person_id.in_(terms.held))
    return select(Item.id, Item.author_id.label("whose"), day.label("day")).where(
        Item.removed_on.is_(None), terms.free(Item.author_id, Item.assigned_id), ~decided
    )


def packs(terms: Terms) -> Any:
    """Files of packs and prints whose last day is past its years. That a pack was made is kept, to check it by."""
    return select(PackFile.id, PackFile.owner_id.label("whose"), PackFile.ends_on.label("day")).where(
        PackFile.ends_on < terms.signed_day, terms.free(PackFile.owner_id)
    )


def plans(terms: Terms) -> Any:
    """What somebody chose and wrote for a pack they put together, and left."""
    return select(PackPlan.id, PackPlan.owner_id.label("whose"), PackPlan.saved_at.label("day")).where(
        PackPlan.saved_at < terms.drafts_before, terms.free(PackPlan.owner_id)
    )


def notices(terms: Terms) -> Any:
    """What people were told."""
    return select(Notice.id, Notice.person_id.label("whose"), Notice.told_at.label("day")).where(
        Notice.told_at < terms.signed_before, terms.free(Notice.person_id)
    )


KINDS: dict[str, Kind] = {
    RECORDS: Kind("Signed records: their text, comments and addenda", records),
    DRAFTS: Kind("Drafts of records that nobody touched", drafts),
    ITEMS: Kind("Work that was countersigned: text and case reference", items),
    TYPED: Kind("Work begun for countersigning and never signed", typed),
    PACKS: Kind("Files of packs and prints", packs),
    PLANS: Kind("Packs put together and left", plans),
    NOTICES: Kind("What people were told", notices),
    **{
        each.thing: Kind(each.words, lambda terms, each=each: due_reasons(each, terms))  # type: ignore[misc]
        for each in REASONS
    },
}


def count(terms: Terms) -> list[Counted]:
    """How many things are due, by kind and by the year their years count from. One query."""
    parts = []
    for name, kind in KINDS.items():
        found = kind.select(terms).subquery()
        year = extract("year", found.c.day)
        parts.append(select(literal(name), year, func.count()).group_by(year))
    order = {name: place for place, name in enumerate(KINDS)}
    rows = [Counted(kind, int(year), number) for kind, year, number in db.session.execute(union_all(*parts))]
    return sorted(rows, key=lambda row: (order[row.kind], row.year))
