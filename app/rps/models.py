"""What the year of supervision keeps besides records: what was held before, what is passed on, how each year stands."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table

SESSION, OBSERVATION, BOTH = "session", "observation", "both"


class HeldBefore(Table):
    """A session or observation held before this service was used: dates and people, never text.

    `kind` is SESSION or OBSERVATION, `follows_id` the observation a session followed, `logged_on` the day it was logged
    on the Single Operating Platform (None: not yet, so it does not count), under `reference`. `session_id` is the
    session record of this service that discusses an observation held before it. A wrong one is withdrawn, never
    deleted.
    """

    __tablename__ = "held_before"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(12))
    held_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    capacity: Mapped[str] = mapped_column(String(60))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("held_before.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    logged_on: Mapped[date | None]
    reference: Mapped[str | None] = mapped_column(String(60))
    entered_by: Mapped[str] = mapped_column(String(200))
    entered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        CheckConstraint("by_id <> person_id", "not_own"),
        Index("ix_held_before_person", "person_id", "kind", "held_on", unique=True,
              sqlite_where=text("withdrawn_at IS NULL"), postgresql_where=text("withdrawn_at IS NULL")),
        Index("ix_held_before_session", "session_id",
              sqlite_where=text("session_id IS NOT NULL"), postgresql_where=text("session_id IS NOT NULL")),
        Index("ix_held_before_follows", "follows_id",
              sqlite_where=text("follows_id IS NOT NULL"), postgresql_where=text("follows_id IS NOT NULL")),
    )  # fmt: skip


class PassedOn(Table):
    """The second observation of a year, its session, or both (`what`), passed on to a QDO or experienced PO.

    `year_start` is the first day of the year it counts to and `due_on` the day asked for. `observation_id` and
    `session_id` are the records the delegate opened. Taken back, it ends at `ended_at` with a reason.
    """

    __tablename__ = "passed_on"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    delegate_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    capacity: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(String(12))
    year_start: Mapped[date]
    due_on: Mapped[date | None]
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[datetime]
    observation_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(200), default="")
    ended_reason: Mapped[str] = mapped_column(String(2000), default="")

    __table_args__ = (
        CheckConstraint("delegate_id <> person_id", "not_own"),
        Index("ix_passed_on_person", "person_id", "year_start", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index("ix_passed_on_delegate", "delegate_id",
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip


class Coverage(Table):
    """How each person's year stood when it was last worked out: for lists and totals over many people.

    Kept in the transaction that changes it and renewed every night, for the day alone changes what is expected. Pages
    about one person or team work it out afresh. `level` is a level of policy.rps_year.
    """

    __tablename__ = "coverage"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    year_start: Mapped[date]
    asked: Mapped[int]
    asked_observed: Mapped[int]
    complete: Mapped[int]
    observed: Mapped[int]
    incomplete: Mapped[int]
    booked: Mapped[int]
    behind: Mapped[int]
    outstanding: Mapped[int]
    level: Mapped[str] = mapped_column(String(12))
    next_at: Mapped[datetime | None]
    since: Mapped[date]
    worked_out_on: Mapped[date]

    __table_args__ = (UniqueConstraint("person_id"),)
