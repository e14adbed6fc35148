"""What keeping puts on administrators' lists: a removal that waits for the second of two."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, cast, literal, null, select

from app.auth.models import Account
from app.database import UtcDateTime
from app.keeping.models import Removal
from app.notices.work import Wording

DECIDE = "keeping.decide"
WORDS = {
    DECIDE: Wording(
        "Decide", "Decide on removing what is past its years", "{whose} proposed it. A second administrator decides.",
        "keeping.index", "",
    )
}  # fmt: skip


def to_decide(now: datetime, today: date) -> Any:
    """A row for each removal that nobody has decided on."""
    return (
        select(literal(DECIDE).label("code"), Removal.id.label("thing_id"), Account.name.label("whose"),
               Removal.up_to.label("about"), Removal.proposed_at.label("since"), cast(null(), Date).label("due_on"),
               cast(null(), UtcDateTime).label("clock"), literal("").label("words"))
        .join(Account, Account.id == Removal.proposed_by)
        .where(Removal.decided_at.is_(None))
    )  # fmt: skip
