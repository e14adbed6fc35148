"""What sessions put on people's lists: those signed but not yet logged."""

from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import and_, literal, select

from app.notices.tally import counted_as
from app.notices.work import Wording, offer
from app.people.models import Person, Posting, during
from app.records.models import LOCKED, Record
from app.records.work import NO_CLOCK
from app.rps.queries import followed

WORDS = {
    "rps.log": Wording(
        "Log",
        "Log the session of {about} on SOP",
        "A session counts once it is signed and logged on the Single Operating Platform, SOP (Framework 6.5).",
        "rps.log",
    ),
    "rps.discuss": Wording(
        "Plan",
        "Plan the discussion after an observation",
        "Observed on {about}. A reflective discussion must follow (Framework 6.3).",
        "rps.plan",
        "person_id",
    ),
}

COUNTED = {
    "rps.log": ("session to log", "sessions to log"),
    "rps.discuss": ("discussion to plan after an observation", "discussions to plan after observations"),
}


def to_log(person_id: int, now: datetime, today: date) -> Any:
    """Sessions the person led that are signed and not logged."""
    return (
        select(
            literal("rps.log").label("code"),
            Record.id.label("thing_id"),
            Person.name.label("whose"),
            Record.happened_on.label("about"),
            Record.locked_at.label("since"),
            Record.due_on.label("due_on"),
            NO_CLOCK.label("clock"),
            literal("").label("words"),
        )
        .select_from(Record)
        .join(Person, Person.id == Record.subject_id)
        .where(Record.lead_id == person_id, Record.kind == "rps", Record.state == LOCKED)
        .where(Record.logged_on.is_(None), Record.void_at.is_(None))
    )


def to_discuss(person_id: int, now: datetime, today: date) -> Any:
    """Signed observations of the person's own people that no session follows yet."""
    manages = and_(
        Posting.person_id == Record.subject_id, Posting.line_manager_id == person_id, during(Posting, today)
    )  # fmt: skip
    return (
        select(
            literal("rps.discuss").label("code"),
            Record.subject_id.label("thing_id"),
            Person.name.label("whose"),
            Record.happened_on.label("about"),
            Record.locked_at.label("since"),
            Record.due_on.label("due_on"),
            NO_CLOCK.label("clock"),
            literal("").label("words"),
        )
        .select_from(Posting)
        .join(Record, manages)
        .join(Person, Person.id == Record.subject_id)
        .where(Record.kind == "observation", Record.state == LOCKED, Record.void_at.is_(None), ~followed())
        .where(Record.due_on.is_not(None))
    )


def init_app(app: Flask) -> None:
    """Put the rows of sessions on the list."""
    offer(to_log, WORDS)
    offer(to_discuss, {})
    counted_as(COUNTED)
