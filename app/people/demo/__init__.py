"""The staff of the demo: one delivery unit as an HR system exports it."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.database import db
from app.history.actions import SERVICE
from app.language import LONDON
from app.people.importing.applying import Occasion, apply
from app.people.importing.planning import Files
from app.people.models import Person

HERE = Path(__file__).parent
FILES = (HERE / "staff.csv", HERE / "absences.csv")


def load(now: datetime) -> int:
    """Import the demo's staff where there are none, in the caller's transaction. Gives how many were added."""
    if db.session.scalar(select(Person.id).limit(1)) is not None:
        return 0
    staff, absences = (path.read_bytes() for path in FILES)
    today = now.astimezone(LONDON).date()
    return len(apply(Files(staff, absences), Occasion(today, SERVICE, now, today)).adds)
