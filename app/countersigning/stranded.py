"""What waits for nobody: work whose manager is gone, and recalls that no senior may sign. Administrators mend it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, cast, exists, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from app.countersigning.models import Decision, Item
from app.notices.tally import counted_as
from app.notices.work import WORDS as WORDING
from app.notices.work import Wording, offer_to_role
from app.people.models import RECALL_DELEGATION, Fact, Person, Posting, Team, during
from app.policy.access import ADMIN
from app.policy.countersigning import (
    AGREEMENT,
    CONSIDERED,
    DEPUTY,
    ENDORSE,
    FIRST,
    PDU,
    REQUESTED,
    SECOND,
    SOL,
)
from app.policy.people import NATIONAL_SECURITY

WORDS = {
    "countersign.nobody": Wording(
        "Give on", "Find somebody to sign, {words}",
        "Its author has no line manager in post, or whoever it was given to has left (domain guide C5).",
        "overseeing.give", "item_id"),
    "countersign.no_senior": Wording(
        "Look", "Nobody may sign this recall second, {words}",
        "Record a delegation for a deputy, or cover for the PDU head (National Standards 9.3.2).",
        "countersigning.show", "item_id"),
}  # fmt: skip
COUNTED = {
    "countersign.nobody": ("piece of work that nobody is to sign", "pieces of work that nobody is to sign"),
    "countersign.no_senior": ("recall that no senior may sign", "recalls that no senior may sign"),
}


def _rows(code: str, today: date) -> Any:
    return (
        select(literal(code).label("code"), Item.id.label("thing_id"), Person.name.label("whose"),
               cast(null(), Date).label("about"), Item.since.label("since"), Item.due_on.label("due_on"),
               Item.clock.label("clock"), Item.case_reference.label("words"))
        .select_from(Item)
        .join(Person, Person.id == Item.author_id)
        .outerjoin(Posting, and_(Posting.person_id == Item.author_id, during(Posting, today)))
        .outerjoin(Team, Team.id == Posting.team_id)
    )  # fmt: skip


def nobody(now: datetime, today: date) -> Any:
    """What nobody in post is asked to sign or to decide."""
    signer = aliased(Posting)
    signs = exists().where(
        signer.person_id == func.coalesce(Item.assigned_id, Posting.line_manager_id), during(signer, today)
    )
    return _rows("countersign.nobody", today).where(Item.state.in_((REQUESTED, CONSIDERED)), ~signs)


def no_senior(now: datetime, today: date) -> Any:
    """Recalls whose second signature or endorsement nobody in post may give."""
    senior, team = aliased(Posting), aliased(Team)
    signs = (
        select(senior.id).join(team, team.id == senior.team_id)
        .where(team.unit_id == Team.unit_id, during(senior, today), senior.person_id != Item.author_id)
        .where(_may(senior, today), ~_has_signed(senior)).exists()
    )  # fmt: skip
    return _rows("countersign.no_senior", today).where(Item.state.in_((SECOND, ENDORSE)), ~signs)


def _may(senior: Any, today: date) -> ColumnElement[bool]:
    delegated = exists().where(Fact.person_id == senior.person_id, Fact.kind == RECALL_DELEGATION, during(Fact, today))
    return or_(
        senior.job_role == PDU, and_(senior.job_role == DEPUTY, delegated),
        and_(senior.job_role == SOL, Posting.function == NATIONAL_SECURITY),
    )  # fmt: skip


def _has_signed(senior: Any) -> ColumnElement[bool]:
    """Whether they gave this round's first signature, or took the decision that is to be endorsed."""
    first = and_(Item.state == SECOND, Decision.part == FIRST, Decision.round == Item.round)
    agreed = and_(Item.state == ENDORSE, Decision.part == AGREEMENT)
    return exists().where(Decision.item_id == Item.id, Decision.person_id == senior.person_id, or_(first, agreed))


def init_app() -> None:
    """Put it on administrators' lists."""
    for each in (nobody, no_senior):
        offer_to_role(ADMIN, each)
    WORDING.update(WORDS)
    counted_as(COUNTED)
