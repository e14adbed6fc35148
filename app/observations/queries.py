"""Finding observations."""

from datetime import date

from sqlalchemy import exists, select

from app.database import db
from app.records.models import DRAFT, Answer, Record


def untouched(practitioner_id: int, observer_id: int, day: date) -> Record | None:
    """The form this observer opened about this practitioner on that day, if nobody has written in it yet."""
    written = exists().where(Answer.record_id == Record.id, Answer.saved_in.is_not(None))
    return db.session.scalar(
        select(Record)
        .where(Record.kind == "observation", Record.state == DRAFT, Record.happened_on == day, ~written)
        .where(Record.subject_id == practitioner_id, Record.lead_id == observer_id)
        .limit(1)
    )
