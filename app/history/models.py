"""The one table of history."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String
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
