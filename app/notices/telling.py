"""Telling a person that something happened: in the app always, by e-mail in words that never change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter

from app import jobs
from app.database import db
from app.language import LONDON
from app.notices import mail
from app.notices.models import Notice
from app.people.models import Person

MAIL = "notices.mail"


@dataclass(frozen=True)
class Told:
    """How notices of one code read.

    `title` is what the app shows and may use {whose} and {words}. `mail` is the line of an e-mail about one of them and
    `many` about several, where {count} stands for how many; neither can hold anything else of the notice.
    `endpoint` is the page of the thing, which takes its id as `argument`, or nothing where that is "". `is_listed`: the
    thing is a row of For you as long as it waits, so For you does not tell of it a second time.
    """

    title: str
    mail: str
    many: str
    endpoint: str
    argument: str = "record_id"
    is_listed: bool = False


TOLD: dict[str, Told] = {}


def declare(codes: Mapping[str, Told]) -> None:
    """Make codes known. AssertionError where a line for e-mail could carry words of a notice."""
    for code, told in codes.items():
        assert _places(told.title) <= {"whose", "words"}, code
        assert not _places(told.mail), code
        assert _places(told.many) == {"count"}, code
        TOLD[code] = told


def tell(
    person_id: int,
    code: str,
    thing_id: int,
    now: datetime,
    *,
    whose: str = "",
    words: str = "",
    urgent: bool = False,
    by: int | None = None,
) -> Notice | None:
    """Tell a person, in the caller's transaction; an urgent notice is sent by e-mail as soon as that is committed.

    `by` is the person who acted: nobody is told of their own act, nor anyone who has left (gives None). `whose` and
    `words` are for the app alone and are cut at 200 characters. KeyError for a code nobody declared.
    """
    TOLD[code]
    if person_id == by or not _still_here(person_id, now):
        return None
    notice = Notice(
        person_id=person_id, code=code, thing_id=thing_id, whose=whose[:200], words=words[:200],
        is_urgent=urgent, told_at=now,
    )  # fmt: skip
    db.session.add(notice)
    db.session.flush()
    if urgent and mail.is_on():
        jobs.enqueue(MAIL, notice.id)
    return notice


def _still_here(person_id: int, now: datetime) -> bool:
    who, today = db.session.get(Person, person_id), now.astimezone(LONDON).date()
    return who is not None and not who.has_left and (who.left_on is None or who.left_on >= today)


def _places(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}
