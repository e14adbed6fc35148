"""Finding items to countersign: always through the viewer."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from app.countersigning.models import Decision, Item, Recall, Round, Typed
from app.database import db
from app.people.cover import acting_as
from app.people.models import RECALL_DELEGATION, Fact, Person, Posting, Team, during
from app.policy import countersign_access as access
from app.policy.access import ADMIN, AUDITOR, Allowed, NotThere, Viewer
from app.policy.assessor_facts import POMS
from app.policy.countersigning import (
    DEPUTY,
    DRAFT,
    FIRST,
    RECALL,
    REQUESTED,
    SECOND,
    SECOND_PART,
    SECOND_SIGNERS,
    SOL,
    Signing,
)
from app.policy.countersigning import HOMD as HOMD_JOB
from app.policy.people import NATIONAL_SECURITY
from app.policy.recall import Course
from app.records.at_once import held


@dataclass(frozen=True)
class Standing:
    """One person in a post on a day: who, their job role, and the unit they work in."""

    person_id: int
    name: str
    job_role: str
    unit_id: int


@dataclass(frozen=True)
class Found(Allowed):
    """An item as one viewer may see it. `me` is the viewer's post today, `covered` whom they stand in for."""

    item: Item
    author: Person
    posting: Posting | None
    unit_id: int | None
    recall: Recall | None
    verbs: frozenset[str]
    relations: frozenset[str]
    me: Standing | None = None
    covered: tuple[Standing, ...] = ()
    delegation: str = ""
    decided: tuple[tuple[int, str], ...] = field(default=())

    @property
    def part(self) -> str:
        """The signature that is asked for now."""
        return SECOND_PART if self.item.state == SECOND else FIRST

    def signing(self, part: str) -> Signing:
        """What the rules ask about the viewer's signing of a part."""
        me, theirs = self.me, self.posting
        return Signing(
            kind=self.item.kind,
            is_author=me is not None and me.person_id == self.item.author_id,
            job_role=me.job_role if me else "",
            author_role=theirs.job_role if theirs else "",
            author_function=theirs.function if theirs else "",
            same_unit=me is not None and me.unit_id == self.unit_id,
            manages=me is not None and theirs is not None and theirs.line_manager_id == me.person_id,
            covers=bool(self.stands_in_for(part)),
            is_assigned=me is not None and self.item.assigned_id == me.person_id,
            has_delegation=bool(self.delegation),
            signed_first=(self.item.round, FIRST) in self.decided,
        )

    def stands_in_for(self, part: str) -> str:
        """The name of whoever the viewer would sign this part for under cover; "" where they sign for themselves."""
        me, manager = self.me, self.posting.line_manager_id if self.posting else None
        if part in (SECOND_PART, "endorsement"):
            is_own = me is None or _is_senior(me, self)
            return "" if is_own else next((each.name for each in self.covered if _is_head(each, self)), "")
        if me is None or me.person_id in (manager, self.item.assigned_id) or _is_homd(me, self):
            return ""
        wanted = {self.item.assigned_id or manager}
        return next((each.name for each in self.covered if each.person_id in wanted or _is_homd(each, self)), "")

    @property
    def course(self) -> Course | None:
        """What the clocks of a recall rest on; None for anything else."""
        return course_of(self.recall) if self.recall else None


def course_of(recall: Recall) -> Course:
    """What the rule book's clocks ask about a recall."""
    no_recall = recall.decision and recall.agreed_at is None
    return Course(recall.considered_at, recall.emergency_at, recall.agreed_at,
                  recall.decided_at if no_recall else None, recall.sent_at)  # fmt: skip


def _is_homd(who: Standing, found: Any) -> bool:
    role = found.posting.job_role if found.posting else ""
    return (
        who.job_role == HOMD_JOB and who.unit_id == found.unit_id and role in POMS and found.item.kind != RECALL
    )  # no recalls (matrix row C3)


def _is_head(who: Standing, found: Any) -> bool:
    """Whether whoever covers for this post signs second: a deputy's delegated authority is their own alone."""
    return who.job_role != DEPUTY and _is_senior(who, found)


def _is_senior(who: Standing, found: Any) -> bool:
    """Whether this post makes someone the second signer, or one whom the missing delegation alone keeps from it."""
    function = found.posting.function if found.posting else ""
    if who.job_role == SOL:
        return function == NATIONAL_SECURITY
    return who.job_role in SECOND_SIGNERS and who.unit_id == found.unit_id


def find(viewer: Viewer, item_id: int, today: date) -> Found:
    """The item, if it exists for this viewer; raises NotThere otherwise. One query for its author, two for others.

    Read afresh each time, and held until the transaction ends where it may be changed.
    """
    signed = exists().where(Round.item_id == Item.id, Round.is_required.is_(True))
    row = db.session.execute(
        held(select(Item, Person, Posting, Team.unit_id, Recall, signed), Item)
        .select_from(Item)
        .join(Person, Person.id == Item.author_id)
        .outerjoin(Posting, and_(Posting.person_id == Item.author_id, during(Posting, today)))
        .outerjoin(Team, Team.id == Posting.team_id)
        .outerjoin(Recall, Recall.item_id == Item.id)
        .where(Item.id == item_id)
    ).first()
    if row is None:
        raise NotThere
    item, author, posting, unit_id, recall, is_signed = row
    found = Found(item, author, posting, unit_id, recall, frozenset(), frozenset())
    if viewer.person_id == author.id and posting and unit_id:
        found = replace(found, me=Standing(author.id, author.name, posting.job_role, unit_id))
    elif viewer.person_id is not None:
        found = _with_me(found, viewer.person_id, today)
    relations = _relations(viewer, found)
    owes = recall is not None and bool(recall.decision) and recall.rationale_at is None
    mine = owes and found.me is not None and any(part == "agreement" for _, part in found.decided)
    verbs = access.verbs(access.Standing(item.kind, item.state, relations, bool(is_signed), mine))
    if not verbs:
        raise NotThere
    if recall is not None and recall.emergency_at is not None:
        verbs -= {"raise"}  # it is an emergency once
    if item.removed_on:
        verbs &= {"see"}  # its text was removed when its years had passed
    return replace(found, verbs=verbs, relations=relations)


def _with_me(found: Found, person_id: int, today: date) -> Found:
    """The viewer's own post, whom they cover for, and what they decided already. One query."""
    delegated = (
        select(func.max(Fact.text)).where(Fact.person_id == person_id, Fact.kind == RECALL_DELEGATION)
        .where(during(Fact, today)).scalar_subquery()
    )  # fmt: skip
    mine = and_(Person.id == person_id, Decision.person_id == person_id, Decision.item_id == found.item.id)
    rows = db.session.execute(
        select(Person.id, Person.name, Posting.job_role, func.coalesce(Team.unit_id, 0), delegated, Decision.round,
               Decision.part)
        .outerjoin(Posting, and_(Posting.person_id == Person.id, during(Posting, today)))
        .outerjoin(Team, Team.id == Posting.team_id)
        .outerjoin(Decision, mine)
        .where(Person.id.in_(acting_as(person_id, found.item.kind, today)))
        .order_by(Person.id, Decision.id)
    ).all()  # fmt: skip
    posts = {row[0]: Standing(row[0], row[1], row[2] or "", row[3]) for row in rows
             if row[0] != person_id or row[2] is not None}  # fmt: skip
    me = posts.pop(person_id, None)
    return replace(
        found, verbs=frozenset(), relations=frozenset(), me=me, covered=tuple(posts.values()),
        delegation=next((row[4] or "on file" for row in rows if row[4] is not None), "") if me or posts else "",
        decided=tuple((row[5], row[6]) for row in rows if row[6] is not None),
    )  # fmt: skip


def signing_of(found: Found, person_id: int, today: date) -> Signing:
    """What the rules ask about another person's first signature, were the item given to them. One query."""
    theirs = _with_me(found, person_id, today)
    return replace(theirs.signing(FIRST), is_assigned=True)


def _relations(viewer: Viewer, found: Found) -> frozenset[str]:
    if viewer.role in (ADMIN, AUDITOR):
        return frozenset({access.ADMIN if viewer.role == ADMIN else access.AUDITOR})
    me = viewer.person_id
    if me is None:
        return frozenset()
    if found.item.author_id == me:
        return frozenset({access.AUTHOR})
    first, second = found.signing(FIRST), found.signing(SECOND_PART)
    relations = {access.DECIDED} if found.decided else set()
    if first.manages or first.is_assigned or first.covers or first.is_homd_of_pom:
        relations.add(access.FIRST)
    if second.covers or (found.me and _is_senior(found.me, found)):
        lacks = not second.covers and second.job_role == DEPUTY and not second.has_delegation
        relations.add(access.UNDELEGATED if lacks else access.SENIOR)
    return frozenset(relations)


def rounds_of(item_id: int) -> list[tuple[Round, list[Decision]]]:
    """Every round that was signed with what was decided in it, the first round first. One query."""
    joined = and_(Decision.item_id == Round.item_id, Decision.round == Round.number)
    rows = db.session.execute(
        select(Round, Decision).outerjoin(Decision, joined).where(Round.item_id == item_id)
        .order_by(Round.number, Decision.id)
    ).all()  # fmt: skip
    return in_rounds((row[0] for row in rows), (row[1] for row in rows if row[1] is not None))


def in_rounds(signed: Iterable[Round], decisions: Iterable[Decision]) -> list[tuple[Round, list[Decision]]]:
    """Rounds of an item in order, each with what was decided in it. Decisions come in order."""
    found = {each.number: (each, list[Decision]()) for each in sorted(signed, key=lambda each: each.number)}
    for decision in decisions:
        if decision.round in found:
            found[decision.round][1].append(decision)
    return list(found.values())


def before_report(item_id: int) -> Sequence[Decision]:
    """What was decided on a recall before its report, in order. One query."""
    return db.session.scalars(
        select(Decision).where(Decision.item_id == item_id, Decision.round == 0).order_by(Decision.id)
    ).all()


def typed(item_id: int, person_id: int, round: int) -> dict[str, Typed]:
    """What a person has typed in a round and not signed yet, by question. One query."""
    rows = db.session.scalars(
        select(Typed).where(Typed.item_id == item_id, Typed.person_id == person_id, Typed.round == round)
    )
    return {row.key: row for row in rows}


def of_author(person_id: int, states: Collection[str], limit: int, offset: int) -> Sequence[Item]:
    """A person's own items in these states, the newest first. One query."""
    mine = select(Item).where(Item.author_id == person_id, Item.state.in_(states))
    return db.session.scalars(mine.order_by(Item.opened_at.desc(), Item.id.desc()).limit(limit).offset(offset)).all()


def begun(person_id: int, kind: str, case_reference: str) -> Item | None:
    """A first draft of the same kind about the same case that the person has started already. One query.

    Holds the person, so that of two who start at once the second finds the first.
    """
    db.session.scalar(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    return db.session.scalar(
        select(Item).where(Item.author_id == person_id, Item.kind == kind, Item.state == DRAFT)
        .where(func.lower(Item.case_reference) == case_reference.lower(), Item.first_signed_at.is_(None))
        .order_by(Item.id.desc())
    )  # fmt: skip


def in_flight(people: Collection[int]) -> dict[int, int]:
    """How many items of each person wait for a signature: they keep the role they were signed in. One query."""
    rows = db.session.execute(
        select(Item.author_id, func.count()).where(Item.author_id.in_(people), Item.state.in_((REQUESTED, SECOND)))
        .group_by(Item.author_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def earlier_decisions(item: Item, licence_from: date) -> list[str]:
    """What was decided on other recalls of the same licence. One query."""
    other = aliased(Item)
    return list(
        db.session.scalars(
            select(Recall.decision).join(other, other.id == Recall.item_id)
            .where(func.lower(other.case_reference) == item.case_reference.lower(), other.id != item.id)
            .where(Recall.licence_from == licence_from, Recall.decision != "")
        )
    )  # fmt: skip
