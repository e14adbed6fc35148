"""What learning puts on people's lists: what is asked of them, what expires, and what their people did not do."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.notices.tally import counted_as
from app.notices.telling import Told, declare
from app.notices.work import Wording, offer
from app.people.models import Person, Posting, during
from app.policy.learning import SHOWN_AFTER
from app.policy.registration import MANDATORY
from app.records.models import Record
from app.records.work import NO_CLOCK
from app.registration.learning.actions import TOLD_ASKED, TOLD_DROPPED
from app.registration.models import LearningAsked, LearningDone
from app.settings.queries import value

WORDS = {
    "learning.asked": Wording("Record", "Do learning and record it: {words}",
                              "{whose} asked you for it (Framework 8.1).", "my_learning.mine", ""),
    "learning.expiring": Wording("Renew", "Do learning again: {words}",
                                 "It holds until {about}. Record it once it is done again (Framework 8.1).",
                                 "my_learning.mine", ""),
    "learning.overdue": Wording("Look", "Learning that you asked for is late: {words}",
                                "Managers support staff to be up to date with required learning (Framework 8.1).",
                                "my_learning.person", "person_id"),
    "learning.draft": Wording("Finish", "Finish a learning record",
                              "Begun, and not signed. Nobody else knows of it.", "drafts.edit"),
    "learning.subject": Wording("Sign", "Sign a learning record", "Your signature locks it.", "records.show"),
}  # fmt: skip
COUNTED = {
    "learning.asked": ("piece of learning to do", "pieces of learning to do"),
    "learning.expiring": ("piece of learning to do again", "pieces of learning to do again"),
    "learning.overdue": ("person whose learning is late", "people whose learning is late"),
    "learning.draft": ("learning record to finish", "learning records to finish"),
    "learning.subject": ("record to sign", "records to sign"),
}
TOLD = {
    TOLD_ASKED: Told("{whose} asked you for learning: {words}", "You were asked for learning.",
                     "You were asked for learning {count} times.", "my_learning.mine", "", is_listed=True),
    TOLD_DROPPED: Told("{whose} no longer asks you for learning: {words}", "Learning is no longer asked of you.",
                       "Learning is no longer asked of you, {count} times.", "my_learning.mine", ""),
}  # fmt: skip


def _open() -> tuple[Any, Any]:
    return LearningAsked.record_id.is_(None), LearningAsked.dropped_at.is_(None)


def asked(person_id: int, now: datetime, today: date) -> Any:
    """What is asked of the person and not done."""
    return select(
        literal("learning.asked").label("code"),
        LearningAsked.id.label("thing_id"),
        LearningAsked.asked_by.label("whose"),
        LearningAsked.due_on.label("about"),
        LearningAsked.asked_at.label("since"),
        LearningAsked.due_on.label("due_on"),
        NO_CLOCK.label("clock"),
        LearningAsked.title.label("words"),
    ).where(LearningAsked.person_id == person_id, *_open(), _in_post(person_id, today))


def _in_post(person_id: int, today: date) -> Any:
    """Only who is in post has a page of learning that a row could lead to."""
    return exists(select(Posting.id).where(Posting.person_id == person_id, during(Posting, today)))


def expiring(person_id: int, now: datetime, today: date) -> Any:
    """What the person did that expires soon or has expired, and was not done again."""
    again, of = aliased(LearningDone), aliased(Record)
    same_title = func.lower(again.title) == func.lower(LearningDone.title)
    same = and_(again.course == LearningDone.course, or_(LearningDone.course != "", same_title))
    holds_longer = or_(again.expires_on.is_(None), again.expires_on > LearningDone.expires_on)
    renewed = exists(
        select(again.id).join(of, of.id == again.record_id)
        .where(again.person_id == LearningDone.person_id, same, of.void_at.is_(None), holds_longer)
    )  # fmt: skip
    until = LearningDone.expires_on <= today + timedelta(days=value("learning.soon_days", today))
    lately = or_(LearningDone.expires_on >= today - timedelta(days=SHOWN_AFTER), LearningDone.type == MANDATORY)
    return (
        select(
            literal("learning.expiring").label("code"),
            LearningDone.record_id.label("thing_id"),
            literal("").label("whose"),
            LearningDone.expires_on.label("about"),
            Record.locked_at.label("since"),
            LearningDone.expires_on.label("due_on"),
            NO_CLOCK.label("clock"),
            LearningDone.title.label("words"),
        )
        .join(Record, Record.id == LearningDone.record_id)
        .where(
            LearningDone.person_id == person_id,
            Record.void_at.is_(None),
            until,
            lately,
            ~renewed,
            _in_post(person_id, today),
        )
    )


def overdue(person_id: int, now: datetime, today: date) -> Any:
    """Of the person's own people, each with learning that was asked for by a day that is past."""
    late = func.count()
    words = cast(late, String) + literal(" of ") + Person.name
    return (
        select(
            literal("learning.overdue").label("code"),
            Person.id.label("thing_id"),
            Person.name.label("whose"),
            func.min(LearningAsked.due_on).label("about"),
            func.min(LearningAsked.asked_at).label("since"),
            func.min(LearningAsked.due_on).label("due_on"),
            NO_CLOCK.label("clock"),
            words.label("words"),
        )
        .select_from(Posting)
        .join(LearningAsked, LearningAsked.person_id == Posting.person_id)
        .join(Person, Person.id == Posting.person_id)
        .where(Posting.line_manager_id == person_id, during(Posting, today), LearningAsked.due_on < today, *_open())
        .group_by(Person.id, Person.name)
    )


def init_app(_app: Flask) -> None:
    """Put the rows of learning on the lists, and say how people are told."""
    for each in (asked, expiring, overdue):
        offer(each, WORDS)
    counted_as(COUNTED)
    declare(TOLD)
