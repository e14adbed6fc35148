"""Records that were opened and not written in yet, so that a second press opens no second one."""

from datetime import date

from sqlalchemy import exists, select

from app.database import db
from app.people.models import Person
from app.records.models import DRAFT, Answer, Record


def untouched(kind: str, subject_id: int, lead_id: int, day: date) -> Record | None:
    """The draft of a kind that its lead opened about somebody for that day, if nobody has written in it yet.

    Holds the subject until the transaction ends, so that two presses at once find each other's.
    """
    db.session.scalar(select(Person.id).where(Person.id == subject_id).with_for_update(key_share=True))
    written = exists().where(Answer.record_id == Record.id, Answer.saved_in.is_not(None))
    return db.session.scalar(
        select(Record)
        .where(Record.kind == kind, Record.state == DRAFT, Record.happened_on == day, ~written)
        .where(Record.subject_id == subject_id, Record.lead_id == lead_id)
        .limit(1)
    )
