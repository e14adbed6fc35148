"""E-mails that could not be sent, for administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, func, literal, null, select

from app.database import UtcDateTime, db
from app.history.models import Event
from app.notices.digest import NOT_MADE, NOT_SENT
from app.notices.models import Digest
from app.notices.urgent import URGENT_NOT_SENT
from app.notices.work import Wording

UNSENT = "notices.unsent"
INVITATION_NOT_SENT = "could not send an invitation by e-mail"
LATELY = timedelta(days=7)
SHOWN = 10

WORDS = {
    UNSENT: Wording(
        "See why",
        "The e-mail of {about} could not be sent",
        "People who got none: {words}. It goes out with the next day’s; the app shows it already.",
        "notices.email",
        "",
    )
}


def unsent(now: datetime, today: date) -> Any:
    """A row for each of the last days on which somebody's e-mail was given up."""
    return (
        select(literal(UNSENT).label("code"), func.min(Digest.id).label("thing_id"), literal("").label("whose"),
               Digest.day.label("about"), func.max(Digest.made_at).label("since"),
               cast(null(), Digest.day.type).label("due_on"), cast(null(), UtcDateTime).label("clock"),
               cast(func.count(), String).label("words"))
        .where(Digest.failed_at.is_not(None), Digest.day > today - LATELY)
        .group_by(Digest.day)
    )  # fmt: skip


@dataclass(frozen=True)
class Day:
    """How many got their e-mail on a day, and how many were to."""

    day: date
    made: int
    sent: int


def days() -> list[Day]:
    """The last days on which e-mails were made, the latest first."""
    rows = db.session.execute(
        select(Digest.day, func.count(), func.count(Digest.sent_at))
        .group_by(Digest.day).order_by(Digest.day.desc()).limit(SHOWN)
    )  # fmt: skip
    return [Day(*row) for row in rows]


def reasons() -> Sequence[Event]:
    """What history says of the last e-mails that failed, the latest first."""
    failed = Event.verb.in_((NOT_SENT, NOT_MADE, URGENT_NOT_SENT, INVITATION_NOT_SENT))
    return db.session.scalars(select(Event).where(failed).order_by(Event.id.desc()).limit(SHOWN)).all()
