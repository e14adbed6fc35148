"""Entries of the register as tests need them."""

from datetime import UTC, date, datetime
from typing import Any

from app.history.actions import Actor
from app.people.models import Person
from app.records.models import SUBJECT, Record
from app.registration.declaring import actions as declaring
from app.registration.models import RegisterEntry
from app.registration.register.entries import Says, enter
from app.registration.years import evidence_year
from tests import papers

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
BY = Actor(None, "Fergus MacGillivray")
RENEWAL = date(2027, 8, 31)


def entered(who: Person, status: str = "registered", starts_on: date = date(2026, 9, 1), **given: Any) -> RegisterEntry:
    """What the register says of somebody from a day on; a number of their own and a renewal next August unless said."""
    number = given.pop("number", f"PR-{who.id:05}" if status == "registered" else "")
    says = Says(status, number, given.pop("renewal_on", RENEWAL), given.pop("authority", status == "registered"))
    return enter(who, says, starts_on, BY, NOW, **given)


ANSWERS = {
    "met": "accountability\nconduct", "met_words": "Six discussions this year, two after an observation.",
    "accountable": "yes", "conduct": "kept", "learning": "done", "changes": "none",
}  # fmt: skip


def declaration(who: Person, state: str = "draft", at: datetime = NOW) -> Record:
    """A declaration of somebody for this evidence year: "draft" with every answer, "agreed" (signed) or "locked"."""
    record = declaring.start(who, evidence_year(at.date())[0], Actor(None, who.name), at)
    for key, text in ANSWERS.items():
        papers.answer(record, SUBJECT, key, text)
    return papers.bring(record, state)
