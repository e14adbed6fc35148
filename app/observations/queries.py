"""Finding observations."""

from datetime import datetime

from sqlalchemy import exists, select

from app.database import db
from app.people.models import Person
from app.records.models import DRAFT, Record


def is_booked(practitioner_id: int, starts_at: datetime) -> bool:
    """Whether one of them is booked for that very time. Holds the person, so that two bookings at once are one."""
    db.session.scalar(select(Person.id).where(Person.id == practitioner_id).with_for_update(key_share=True))
    same = exists().where(Record.subject_id == practitioner_id, Record.kind == "observation", Record.state == DRAFT)
    return bool(db.session.scalar(select(same.where(Record.planned_at == starts_at))))


def booked(practitioner_id: int, observer_id: int, now: datetime) -> Record | None:
    """The next observation of this practitioner that this observer has booked and that is still ahead."""
    return db.session.scalar(
        select(Record)
        .where(Record.subject_id == practitioner_id, Record.lead_id == observer_id, Record.kind == "observation")
        .where(Record.state == DRAFT, Record.planned_at > now)
        .order_by(Record.planned_at)
        .limit(1)
    )
