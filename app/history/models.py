"""What happened, and the stones that stand where text was removed when its years had passed."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table


class Event(Table):
    """One thing that happened. `id` is its place in the chain, counted from 1 without gaps.

    `thing` and `thing_id` name what it happened to ("record", 12); `subject_id` the person it is about; `actor_id` the
    account that acted, `actor` that account's name and `capacity` what it acted as on that day; `for_name` the person
    covered for. `seal` is the SHA-256 of what the thing said at that moment, where it is sealed from then on.
    """

    __tablename__ = "event"

    # BigInteger would not be SQLite's row id.
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    verb: Mapped[str] = mapped_column(String(60))
    thing: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    subject_id: Mapped[int | None]
    actor_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[str] = mapped_column(String(80), default="")
    for_name: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(2000), default="")
    origin: Mapped[str] = mapped_column(String(80), default="")
    session_id: Mapped[int | None]
    seal: Mapped[str] = mapped_column(String(64), default="")
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    __table_args__ = (
        Index("ix_event_thing", "thing", "thing_id", "id"),
        Index("ix_event_subject", "subject_id", "id"),
    )


class Removed(Table):
    """One thing whose text was removed: what it was, whose, of which day, and the seal it had. Never changes.

    Without such a row the database refuses to empty what is final. `seal` is the last that history held of the thing
    with its text; an event of the removal seals the thing as it stands since. `removal_id` is the removal that two
    administrators agreed on.
    """

    __tablename__ = "removed"

    removal_id: Mapped[int] = mapped_column(index=True)
    thing: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    subject_id: Mapped[int | None] = mapped_column(index=True)
    happened_on: Mapped[date | None]
    seal: Mapped[str] = mapped_column(String(64), default="")
    removed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("thing", "thing_id"),)
