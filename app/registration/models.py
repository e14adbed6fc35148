"""What the register says of people, what they learn, and which records are evidence for which standard."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table


class RegisterEntry(Table):
    """What the Professional Register says of somebody from `starts_on` on (domain guide C10). Never changes: the next
    entry takes its place, and of two of one day the later one written.

    `status` is one of policy.registration.STATUSES; `renewal_on` when it is to be renewed; `authority` whether they
    hold the authority to practise; `source` where it is from (an import, the register's letter).
    """

    __tablename__ = "register_entry"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(30), default="")
    renewal_on: Mapped[date | None]
    authority: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(2000), default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    entered_by: Mapped[str] = mapped_column(String(200))
    entered_at: Mapped[datetime]

    __table_args__ = (Index("ix_register_entry_person", "person_id", "starts_on"),)


class EvidenceTag(Table):
    """A record is evidence for a registration standard (the code of the list registration.standards).

    Outside the record's signed text: it is put on and taken off at any time, and history notes both.
    """

    __tablename__ = "evidence_tag"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    code: Mapped[str] = mapped_column(String(60))
    tagged_by: Mapped[str] = mapped_column(String(200))
    tagged_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("record_id", "code"),)


class LearningAsked(Table):
    """Learning that somebody was asked to do, by a day or at any time (domain guide C27). Never deleted.

    `course` is a code of policy.learning.COURSES or "" for another, which `title` names; `required_for` the role it
    is required for. `record_id` is the record that says it was done.
    """

    __tablename__ = "learning_asked"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(200))
    required_for: Mapped[str] = mapped_column(String(100), default="")
    due_on: Mapped[date | None]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    dropped_at: Mapped[datetime | None]
    dropped_by: Mapped[str] = mapped_column(String(200), default="")
    drop_reason: Mapped[str] = mapped_column(String(2000), default="")


class LearningDone(Table):
    """What a signed learning record says besides its text, for lists and counts. One row a signed record; what is
    opened in error is told by the record itself.

    `course` as in LearningAsked; `type` one of policy.registration.LEARNING_TYPES; `minutes` how long it took.
    """

    __tablename__ = "learning_done"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(20))
    done_on: Mapped[date]
    expires_on: Mapped[date | None]
    minutes: Mapped[int]

    __table_args__ = (
        Index("ix_learning_done_person", "person_id", "done_on"),
        CheckConstraint("minutes >= 0", "some_time"),
    )
