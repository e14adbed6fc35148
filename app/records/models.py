"""Records, their answers, snapshots and signatures, addenda, releases, and the actions people agree."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, bindparam
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table

# The two parts in a record: the one it is about, and the one who leads it.
SUBJECT, LEAD = "subject", "lead"

DRAFT, SENT, LOCKED, CANCELLED, MISSED = "draft", "sent", "locked", "cancelled", "missed"


class Record(Table):
    """Something people write and stand by. Its text is in `Answer` while a draft and in `Snapshot` once sent.

    `happened_on` is the day it is about; `since` when the present wait began and `due_on` when the next step is due;
    `snapshot_id` the text that was sent for signing (None in draft); `locked_at` the last signature. `removed_on` is
    the day its text was removed because its years had passed: days, people and signatures stay.
    """

    __tablename__ = "record"

    kind: Mapped[str] = mapped_column(String(30))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default=DRAFT)
    subject_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lead_capacity: Mapped[str] = mapped_column(String(60))
    planned_at: Mapped[datetime | None]
    happened_on: Mapped[date | None]
    shared_at: Mapped[datetime | None]
    since: Mapped[datetime]
    due_on: Mapped[date | None]
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id", use_alter=True))
    locked_at: Mapped[datetime | None]
    closed_reason: Mapped[str] = mapped_column(String(2000), default="")
    turn: Mapped[str] = mapped_column(String(12), default=LEAD)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    logged_on: Mapped[date | None]
    logged_by: Mapped[str] = mapped_column(String(200), default="")
    logged_reference: Mapped[str] = mapped_column(String(60), default="")
    void_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(String(2000), default="")
    removed_on: Mapped[date | None]

    __table_args__ = (
        Index("ix_record_subject", "subject_id", "happened_on"),
        Index("ix_record_lead", "lead_id", "happened_on"),
        Index("ix_record_lead_open", "lead_id", "due_on",
              sqlite_where=state.in_((DRAFT, SENT)), postgresql_where=state.in_((DRAFT, SENT))),
        Index("ix_record_subject_open", "subject_id", "due_on",
              sqlite_where=state.in_((DRAFT, SENT)), postgresql_where=state.in_((DRAFT, SENT))),
    )  # fmt: skip

    @property
    def is_locked(self) -> bool:
        """Signed by everyone: the text never changes again."""
        return self.locked_at is not None

    @property
    def is_void(self) -> bool:
        """Marked as opened in error."""
        return self.void_at is not None


class Answer(Table):
    """What one part has written under one question of a draft. `revision` grows with each save."""

    __tablename__ = "answer"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    part: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(200))
    saved_in: Mapped[int | None]

    __table_args__ = (UniqueConstraint("record_id", "part", "key"),)


class Snapshot(Table):
    """The frozen text of a record, canonical JSON (see `snapshot.py`), and its fingerprint. Never changes."""

    __tablename__ = "snapshot"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]


class Signature(Table):
    """One person standing by one snapshot, in a capacity, with a stated meaning. Never changes."""

    __tablename__ = "signature"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    part: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    for_name: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[str] = mapped_column(String(60))
    meaning: Mapped[str] = mapped_column(String(300))
    comment: Mapped[str] = mapped_column(Text, default="")
    disagrees: Mapped[bool] = mapped_column(default=False)
    signed_at: Mapped[datetime]
    fingerprint: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("snapshot_id", "part"),)


class Addendum(Table):
    """Text added under a signed record, itself signed. Never changes."""

    __tablename__ = "addendum"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime]
    fingerprint: Mapped[str] = mapped_column(String(64))


class Release(Table):
    """The subject of a signed record lets one more person (their line manager of that day) read it."""

    __tablename__ = "release"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    released_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("record_id", "person_id"),)


class OpenedTo(Table):
    """A signed record that a proposal names for one reader, of a formal process (`break_glass`).

    It is open to them from `opened_at`, when two directors had agreed, until `ends_at`; `last_day` is that day. While
    `told_at` is None neither the person it is about nor its lead knows of it.
    """

    __tablename__ = "opened_to"

    proposal_id: Mapped[int]
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    last_day: Mapped[date | None]
    told_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("proposal_id", "record_id"),
        Index("ix_opened_to_record", "record_id", "person_id"),
        Index("ix_opened_to_person", "person_id", "ends_at"),
    )


OPEN, DONE, CONFIRMED, DROPPED = "open", "done", "confirmed", "dropped"


class Action(Table):
    """Something agreed in a record. Stays open until someone confirms that it happened, or it is dropped with a reason.

    `subject_id` is the practitioner of the record, `owner_id` who is to do it. Open actions pass to a new line manager.
    """

    __tablename__ = "action"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(12), default=OPEN)
    is_live_risk: Mapped[bool] = mapped_column(default=False)
    agreed_at: Mapped[datetime]
    done_on: Mapped[date | None]
    confirmed_by: Mapped[str] = mapped_column(String(200), default="")
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        Index("ix_action_open", "subject_id", "due_on",
              sqlite_where=state.in_((OPEN, DONE)), postgresql_where=state.in_((OPEN, DONE))),
        Index("ix_action_owner_open", "owner_id", "due_on",
              sqlite_where=state.in_((OPEN, DONE)), postgresql_where=state.in_((OPEN, DONE))),
    )  # fmt: skip

    @property
    def is_closed(self) -> bool:
        """Confirmed or dropped."""
        return self.state in (CONFIRMED, DROPPED)


# Written out and not handed over, so that both databases know that the indexes of what is open will do.
IS_OPEN = Action.state.in_(bindparam("open_states", (OPEN, DONE), expanding=True, literal_execute=True))
