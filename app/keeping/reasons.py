"""Reasons that stand outside records: of assessor roles, plans, requests, the register's entries, learning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select, update

from app.assessors.models import ImprovementPlan, RoleChange, RoleDecision, RoleRequest
from app.database import Table, db
from app.keeping.terms import Terms
from app.people.models import Person
from app.registration.models import LearningAsked, RegisterEntry
from app.rps.models import PassedOn


@dataclass(frozen=True)
class Reasons:
    """The words of one table about a person. Years count from `ended`, or where that is None from when they left.

    `entered` is when the row was written; `texts` are its words and what stands in their place
    afterwards. `has_stone` says that the database protects them.
    """

    thing: str
    words: str
    model: type[Table]
    texts: dict[str, str]
    entered: Any
    ended: Any = None
    has_stone: bool = True


NO_TITLE = "Title removed"
REASONS = (
    Reasons("role decision", "Reasons of assessor roles, of people who left", RoleDecision, {"reason": ""},
            RoleDecision.decided_at),
    Reasons("role change", "Reasons in the register of assessor roles, of people who left", RoleChange, {"reason": ""},
            RoleChange.recorded_at),
    Reasons("role request", "Requests to add or end countersigning, and their answers", RoleRequest,
            {"reason": "", "answer": ""}, RoleRequest.asked_at, RoleRequest.answered_at),
    Reasons("improvement plan", "Reasons of improvement plans that ended", ImprovementPlan,
            {"reason": "", "end_reason": ""},
            ImprovementPlan.opened_at, func.coalesce(ImprovementPlan.closed_at, ImprovementPlan.error_at)),
    Reasons("register entry", "Reasons the register gave, of people who left", RegisterEntry, {"reason": ""},
            RegisterEntry.entered_at),
    Reasons("learning asked", "Learning that was asked for, of people who left", LearningAsked,
            {"title": NO_TITLE, "required_for": "", "drop_reason": ""}, LearningAsked.asked_at),
    Reasons("passed on", "Why a second observation was taken back", PassedOn, {"ended_reason": ""},
            PassedOn.assigned_at, PassedOn.ended_at, has_stone=False),
)  # fmt: skip


def due_reasons(of: Reasons, terms: Terms) -> Select[Any]:
    """The rows of one table whose words are past their years: id, whose, and the day the years count from."""
    columns = of.model.__table__.c
    has_words = or_(*(columns[name] != after for name, after in of.texts.items()))
    ended = Person.left_on if of.ended is None else of.ended
    before: Any = terms.signed_day if of.ended is None else terms.signed_before
    return (
        select(columns.id, columns.person_id.label("whose"), ended.label("day"))
        .join(Person, Person.id == columns.person_id)
        .where(has_words, ended < before, of.entered < terms.signed_before, terms.free(columns.person_id))
    )


def empty_reasons(of: Reasons, ids: Sequence[int]) -> None:
    """Take the words out of these rows. Their stones stand already."""
    emptied = update(of.model).where(of.model.id.in_(ids)).values(of.texts)
    db.session.execute(emptied.execution_options(synchronize_session=False))
