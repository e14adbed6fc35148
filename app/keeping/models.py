"""Holds on removal, removals that two administrators agreed, and copies people asked for of what is held about them.

What was removed is in `history.models.Removed`.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.database import Table


class Hold(Table):
    """Nothing about this person is removed until the hold is lifted: an inquiry, a claim, a request to see it."""

    __tablename__ = "hold"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(2000))
    placed_by: Mapped[str] = mapped_column(String(200))
    placed_at: Mapped[datetime]
    lifted_by: Mapped[str | None] = mapped_column(String(200))
    lifted_at: Mapped[datetime | None]
    lifted_reason: Mapped[str | None] = mapped_column(String(2000))

    __table_args__ = (
        Index("ix_hold_standing", "person_id",
              sqlite_where=text("lifted_at IS NULL"), postgresql_where=text("lifted_at IS NULL")),
    )  # fmt: skip


class Removal(Table):
    """One administrator proposes to remove what is past its years on a day; a second decides, and a job does it.

    `counts` is what was found then, as JSON: kind of thing to number, and by which years and months it was found due,
    by the names of their settings. `done_at` is when the job had finished.
    """

    __tablename__ = "removal"

    up_to: Mapped[date]
    counts: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(2000))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    is_approved: Mapped[bool | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("NOT is_approved OR decided_by <> proposed_by", name="two_people"),)


class OwnCopy(Table):
    """The copy of everything held about them that the owner of an account asked for last. One an account.

    `content` is the file, a zip, once it is made; `problem` says why it could not be.
    """

    __tablename__ = "own_copy"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(300), default="")
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    @property
    def is_waiting(self) -> bool:
        """Asked for, and neither made nor given up."""
        return self.made_at is None and not self.problem
