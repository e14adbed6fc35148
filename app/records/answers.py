"""Storing what is typed, one answer at a time, so that a newer text is never overwritten."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError

from app.database import db
from app.language import clock_time
from app.records.models import LEAD, Answer

LONGEST_KEY = 60
REVISION = re.compile("[0-9]{1,9}")
ELSEWHERE = "This answer does not belong to the record. Load the page again."
UNSTORABLE = "This text holds a character that can't be stored. Remove it and it saves."


@dataclass(frozen=True)
class Saved:
    """An answer is stored: its revision now."""

    revision: int


@dataclass(frozen=True)
class Stale:
    """The answer had changed since the page was loaded; nothing was overwritten. Carries what is stored."""

    answer: Any


@dataclass(frozen=True)
class Writer:
    """Who is writing: the person, their name, and the sign-in they write in."""

    person_id: int
    name: str
    session_id: int


def store(
    table: Any, which: Mapping[str, Any], guard: Select[Any], text: str, revision: int, by: Writer, now: datetime
) -> Saved | Stale | None:
    """Store the row of `table` that `which` names if its revision is still `revision` and `guard` finds something.

    `table` has the columns text, revision, saved_at, saved_by and saved_in, and a unique key over those of `which`.
    One guarded UPDATE in the usual case. None when `guard` finds nothing.
    """
    stamp: dict[str, Any] = {"text": text, "saved_at": now, "saved_by": by.name, "saved_in": by.session_id}
    here = [getattr(table, column) == value for column, value in which.items()]
    stored = db.session.scalar(
        update(table)
        .where(*here, table.revision == revision, guard.exists())
        .values(revision=table.revision + 1, **stamp)
        .returning(table.revision)
        .execution_options(synchronize_session=False)
    )
    if stored is not None:
        return Saved(stored)
    if db.session.scalar(guard) is None:
        return None
    found = db.session.scalar(select(table).where(*here))
    if found is not None:
        return Saved(found.revision) if found.text == text else Stale(found)
    try:
        with db.session.begin_nested():
            db.session.add(table(**which, **stamp))
    except IntegrityError:  # the other tab was first
        return store(table, which, guard, text, revision, by, now)
    return Saved(1)


def revision_of(form: Mapping[str, str], name: str) -> int:
    """The revision a page was loaded with; 0, which no stored answer has, where none can be read."""
    text = form.get(name, "")
    return int(text) if REVISION.fullmatch(text) else 0


def stale_words(answer: Any, me: str) -> dict[str, Any]:
    """What the draft page's script shows when an answer changed meanwhile. `me` is the name of who is typing."""
    mine = answer.saved_by == me
    who = "You changed this answer in another window" if mine else f"{answer.saved_by} changed this answer"
    return {"theirs": answer.text, "revision": answer.revision, "at": clock_time(answer.saved_at), "who": who,
            "name": "" if mine else answer.saved_by}  # fmt: skip


def rewrite(record_id: int, answers: Mapping[str, str], now: datetime) -> None:
    """Let these answers of the lead say what a booking says now; answers never given stay so."""
    keys = (Answer.record_id == record_id, Answer.part == LEAD, Answer.key.in_(list(answers)))
    for answer in db.session.scalars(select(Answer).where(*keys)):
        answer.text, answer.revision, answer.saved_at = answers[answer.key], answer.revision + 1, now
