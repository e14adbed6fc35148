"""What people do with learning: start a record of it, ask somebody to do it, and no longer ask."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, select

from app.assessors import told
from app.assessors.models import MODULE, LearningTold
from app.database import db
from app.history.actions import Actor, note
from app.language import LONDON, day
from app.notices.telling import tell
from app.people.models import CORE_CURRICULUM, ROLE_LEARNING, Person
from app.policy.learning import ASKING, CURRICULUM, OTHER, POM_ROLE, Asking
from app.policy.rules import Breach, Refused, insist, insist_reason
from app.records.actions import open_draft
from app.records.models import DRAFT, Answer, Record
from app.registration.models import LearningAsked, LearningDone

KIND = "learning"
TOLD_ASKED, TOLD_DROPPED = "learning.asked", "learning.dropped"
SOURCE = "Framework 8.1"


@dataclass(frozen=True)
class Learnt:
    """What a signed record says besides its text. `course` is "" for one that only `title` names; `module_id` the
    required module it was, `asked_id` the asking that the record was started from (0: none).
    """

    course: str
    title: str
    type: str
    done_on: date
    expires_on: date | None
    minutes: int
    module_id: int | None = None
    asked_id: int = 0


@dataclass(frozen=True)
class Wish:
    """What a record is started about: a course or "", the title of another, a required module, an asking."""

    course: str = ""
    title: str = ""
    module_id: int = 0
    asked_id: int = 0

    @property
    def answers(self) -> dict[str, str]:
        """The first answers of the draft."""
        found = {"course": self.course or (OTHER if self.title else ""), "title": self.title,
                 "module": str(self.module_id or ""), "asked": str(self.asked_id or "")}  # fmt: skip
        return {key: text for key, text in found.items() if text}


def start(person: Person, capacity: str, wish: Wish, by: Actor, now: datetime) -> Record:
    """Open a record that only this person writes and reads, of something done today (its day can be changed).

    A second press gives back the draft that is about the same, or that nobody has written in yet.
    """
    today = now.astimezone(LONDON).date()
    begun = _begun(person.id, wish)
    if begun is not None:
        return begun
    answers = {**wish.answers, "done_on": f"{today.day}/{today.month}/{today.year}"}
    return open_draft(KIND, person, person, capacity, answers, by, now, happened_on=today)


def _begun(person_id: int, wish: Wish) -> Record | None:
    rows = db.session.execute(
        select(Record, Answer.key, Answer.text, Answer.saved_in)
        .outerjoin(Answer, Answer.record_id == Record.id)
        .where(Record.subject_id == person_id, Record.kind == KIND, Record.state == DRAFT)
        .order_by(Record.id)
    )
    drafts: dict[Record, tuple[dict[str, str], bool]] = {}
    for record, key, text, saved_in in rows:
        said, is_written = drafts.get(record, ({}, False))
        drafts[record] = ({**said, key: text}, is_written or saved_in is not None)
    for record, (said, is_written) in drafts.items():
        same = all(said.get(key, "") == wish.answers.get(key, "") for key in ("course", "title", "module", "asked"))
        if same and (wish.answers or not is_written):
            return record
    return None


def put_on_record(record: Record, learnt: Learnt, now: datetime) -> None:
    """Keep what a record just signed says for lists and counts, take what was asked for as done, and tell the criterion
    of the assessor role that it closes.
    """
    db.session.add(LearningDone(record_id=record.id, person_id=record.subject_id, course=learnt.course,
                                title=learnt.title, type=learnt.type, done_on=learnt.done_on,
                                expires_on=learnt.expires_on, minutes=learnt.minutes))  # fmt: skip
    today = now.astimezone(LONDON).date()
    for asked in _open(record.subject_id):
        same = bool(learnt.course) and asked.course == learnt.course and not learnt.module_id
        holds = learnt.expires_on is None or learnt.expires_on >= today
        if asked.id == learnt.asked_id or (same and holds):
            asked.record_id = record.id
    if learnt.module_id is not None:
        told.told(record.subject_id, MODULE, learnt.module_id, learnt.done_on, record.id, now)
    elif what := {CURRICULUM: CORE_CURRICULUM, POM_ROLE: ROLE_LEARNING}.get(learnt.course):
        told.told(record.subject_id, what, None, learnt.done_on, record.id, now)


def _open(person_id: int) -> list[LearningAsked]:
    return list(db.session.scalars(
        select(LearningAsked)
        .where(LearningAsked.person_id == person_id, LearningAsked.record_id.is_(None))
        .where(LearningAsked.dropped_at.is_(None)).order_by(LearningAsked.id)
    ))  # fmt: skip


def take_off_record(record: Record, now: datetime) -> None:
    """Undo what a record opened in error set off: what was asked for is asked again, unless another record answers it,
    and what was told is taken back.
    """
    today = now.astimezone(LONDON).date()
    for asked in db.session.scalars(select(LearningAsked).where(LearningAsked.record_id == record.id)):
        asked.record_id = db.session.scalar(_answering(asked, record.id, today))
    told.withdrawn(record.id, now)


def _answering(asked: LearningAsked, but: int, today: date) -> Any:
    """Another record of the course asked for, signed since it was asked and not void, that still holds."""
    of_module = exists().where(LearningTold.record_id == Record.id, LearningTold.module_id.is_not(None))
    holds = or_(LearningDone.expires_on.is_(None), LearningDone.expires_on >= today)
    return (
        select(Record.id).join(LearningDone, LearningDone.record_id == Record.id)
        .where(LearningDone.person_id == asked.person_id, LearningDone.course == asked.course,
               LearningDone.course != "", Record.id != but, Record.locked_at >= asked.asked_at,
               Record.void_at.is_(None), holds, ~of_module)
        .order_by(Record.locked_at.desc(), Record.id.desc()).limit(1)
    )  # fmt: skip


def ask(
    person: Person, title: str, course: str, due_on: date | None, required_for: str, manager: Person, by: Actor,
    now: datetime,
) -> LearningAsked:  # fmt: skip
    """A line manager asks for learning, by a day or at any time. Refused where it is asked for already."""
    db.session.scalar(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    same = [each for each in _open(person.id) if (each.course, each.title.casefold()) == (course, title.casefold())]
    insist(ASKING, Asking(person.id == manager.id, bool(same), due_on, now.astimezone(LONDON).date()))
    asked = LearningAsked(person_id=person.id, course=course, title=title, required_for=required_for, due_on=due_on,
                          asked_by_id=manager.id, asked_by=by.name, asked_at=now)  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    words = f"{title}{f', by {day(due_on)}' if due_on else ''}".replace("\N{NO-BREAK SPACE}", " ")
    note("asked for learning", "person", person.id, by, now, subject_id=person.id, reason=words)
    tell(person.id, TOLD_ASKED, asked.id, now, whose=by.name, words=title, by=manager.id)
    return asked


def drop(asked: LearningAsked, reason: str, manager: Person, by: Actor, now: datetime) -> None:
    """No longer ask for it, with the reason, which the person reads."""
    if asked.record_id is not None or asked.dropped_at is not None:
        raise Refused(Breach(SOURCE, "This learning is done, or is not asked for any more."))
    insist_reason(SOURCE, reason)
    asked.dropped_at, asked.dropped_by, asked.drop_reason = now, by.name, reason
    note("no longer asked for learning", "person", asked.person_id, by, now, subject_id=asked.person_id,
         reason=f"{asked.title}: {reason}"[:2000])  # fmt: skip
    tell(asked.person_id, TOLD_DROPPED, asked.id, now, whose=by.name, words=asked.title, by=manager.id)
