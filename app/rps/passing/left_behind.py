"""What an earlier line manager, or somebody who has left, leaves to the line manager of today: to cancel or to log.

Of every kind of record that is written by whoever leads it: a slice that declares one words its ".anew" row.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, or_, select, type_coerce
from sqlalchemy.orm import aliased

from app.database import UtcDateTime
from app.notices.work import Wording
from app.people.models import Person, Posting, during
from app.records.inherited import inherited_by, lead_has_left
from app.records.kinds import own_kinds
from app.records.models import DRAFT, LOCKED, SENT, Record
from app.records.work import NO_CLOCK

WORDS = {
    "rps.anew": Wording(
        "Cancel",
        "Cancel a session or observation that {words} left behind",
        "Of {about}. {words} has left, or is no longer the line manager. Plan one of your own (Framework 6.2).",
        "records.show",
    ),
}
HERE = ("rps", "observation")
COUNTED = {"rps.anew": ("session or observation to cancel", "sessions or observations to cancel")}


def to_take_over(person_id: int, now: datetime, today: date) -> Any:
    """Of the person's own people: drafts that whoever leads them may not hold on their day or, having left, does not
    finish, nor sign once sent; and sessions signed and not logged by somebody who has left.
    """
    lead, left = aliased(Person), lead_has_left(today)
    draft = or_(and_(Record.state == DRAFT, or_(left, inherited_by() == person_id)), and_(Record.state == SENT, left))
    unlogged = and_(Record.kind == "rps", Record.state == LOCKED, Record.logged_on.is_(None), left)
    return (
        select(
            case(
                (Record.state == LOCKED, "rps.log"), (Record.kind.in_(HERE), "rps.anew"), else_=Record.kind + ".anew"
            ).label("code"),
            Record.id.label("thing_id"),
            Person.name.label("whose"),
            Record.happened_on.label("about"),
            type_coerce(Posting.starts_on, UtcDateTime).label("since"),
            Record.happened_on.label("due_on"),
            NO_CLOCK.label("clock"),
            lead.name.label("words"),
        )
        .select_from(Posting)
        .join(Record, Record.subject_id == Posting.person_id)
        .join(Person, Person.id == Record.subject_id)
        .join(lead, lead.id == Record.lead_id)
        .where(Posting.line_manager_id == person_id, during(Posting, today), Record.lead_id != person_id)
        .where(Record.kind.not_in(own_kinds()), Record.void_at.is_(None), or_(draft, unlogged))
    )
