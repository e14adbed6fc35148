"""How people stand to a proposal, asked of the database as facts that the rule book judges.

The line is that of today. Of a person who has left it is the one they were in last.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.auth.models import Account
from app.break_glass.models import Approval, Proposal
from app.people.models import Posting, Team, Unit, during
from app.policy.break_glass import DIRECTOR, Standing
from app.records.models import OpenedTo, Record

NAMES = ("is_director", "of_region", "is_above", "is_subject", "is_reader", "leads", "has_approved")


def facts(person: Any, day: date, which: ColumnElement[bool]) -> dict[str, ColumnElement[bool]]:
    """What holds between a person (an id or a column) and a proposal, by the names of `policy.Standing`.

    `which` says of Proposal which ones are asked about, for the lines of whom they are about.
    """
    over = above(day, which)
    return {
        "is_director": and_(
            exists().where(Posting.person_id == person, Posting.job_role == DIRECTOR, during(Posting, day)),
            ~exists().where(Account.person_id == person, Account.closed_at.is_not(None)),
        ),
        "of_region": func.coalesce(_region(person, day) == _region(Proposal.subject_id, day, is_last=True), false()),
        "is_above": exists(select(over.c.over_id).where(
            over.c.subject_id == Proposal.subject_id, over.c.over_id == person
        )),
        "is_subject": Proposal.subject_id == person,
        "is_reader": Proposal.reader_id == person,
        "leads": exists(
            select(OpenedTo.id)
            .join(Record, Record.id == OpenedTo.record_id)
            .where(OpenedTo.proposal_id == Proposal.id, Record.lead_id == person)
        ),
        "has_approved": exists().where(Approval.proposal_id == Proposal.id, Approval.person_id == person),
    }  # fmt: skip


def decides(person: Any, day: date, which: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition on Proposal that a person may decide on it and has not: `policy.verbs` as SQL, for lists."""
    asked = facts(person, day, which)
    return and_(asked.pop("is_director"), not_(or_(*asked.values())))


def standing(row: Any) -> Standing:
    """The facts of a row that selected them under their names."""
    return Standing(**{name: bool(getattr(row, name)) for name in NAMES})


def above(day: date, which: ColumnElement[bool]) -> Any:
    """Whoever stands on the reporting line over those whom these proposals are about: (subject_id, over_id)."""
    last = aliased(Posting)
    up = (
        select(Proposal.subject_id, last.line_manager_id.label("over_id"))
        .join(last, last.id == _last_posting(Proposal.subject_id, day))
        .where(which, last.line_manager_id.is_not(None))
        .cte("over_them", recursive=True)
    )
    # UNION, not UNION ALL: should a circle ever stand in the data, the walk still ends.
    return up.union(
        select(up.c.subject_id, Posting.line_manager_id)
        .join(up, Posting.person_id == up.c.over_id)
        .where(during(Posting, day), Posting.line_manager_id.is_not(None))
    )


def _region(person: Any, day: date, *, is_last: bool = False) -> Any:
    """The region somebody works in on a day; or, `is_last`, where they worked last if they have left."""
    theirs = aliased(Posting)
    held = theirs.id == _last_posting(person, day) if is_last else and_(theirs.person_id == person, during(theirs, day))
    return (
        select(Unit.region_id)
        .join(Team, Team.unit_id == Unit.id)
        .join(theirs, theirs.team_id == Team.id)
        .where(held)
        .scalar_subquery()
    )


def _last_posting(person: Any, day: date) -> Any:
    """The id of the posting somebody has on a day, or had last before it."""
    earlier = aliased(Posting)
    return (
        select(earlier.id)
        .where(earlier.person_id == person, earlier.starts_on <= day)
        .order_by(earlier.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
