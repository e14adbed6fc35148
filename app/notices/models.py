"""What people are told: one row a person and event, and the day's e-mail that gathers them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table


class Notice(Table):
    """One thing told to one person. `words` are a few of the thing itself (a case reference), never record text.

    An urgent notice is sent by e-mail at once, every other one with the day's digest; `mailed_at` says when.
    """

    __tablename__ = "notice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    whose: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(String(200), default="")
    is_urgent: Mapped[bool] = mapped_column(default=False)
    told_at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column()
    mailed_at: Mapped[datetime | None] = mapped_column()

    __table_args__ = (
        Index("ix_notice_person", "person_id", "told_at"),
        Index("ix_notice_unread", "person_id", "told_at",
              sqlite_where=read_at.is_(None), postgresql_where=read_at.is_(None)),
        Index("ix_notice_unmailed", "person_id",
              sqlite_where=mailed_at.is_(None), postgresql_where=mailed_at.is_(None)),
    )  # fmt: skip


class Digest(Table):
    """The one e-mail a person got on a day, so that there is never a second. `failed_at` says when it was given up."""

    __tablename__ = "digest"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None] = mapped_column()

    __table_args__ = (
        UniqueConstraint("person_id", "day"),
        Index("ix_digest_failed", "day", sqlite_where=failed_at.is_not(None), postgresql_where=failed_at.is_not(None)),
    )
