"""Proposals to open records for a formal process, the directors who approved them, and the monthly reviews.

Which records a proposal names, and until when they are open, is in `records.models.OpenedTo`.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table


class Proposal(Table):
    """An assurance reader asks that one person's records be opened to one reader, for a process and a reason.

    `process` is a code of `policy.break_glass.PROCESSES`. `decided_how` says how it ended: opened, declined or
    withdrawn; None while it waits, and after `expires_on` for good.
    """

    __tablename__ = "opening_proposal"

    subject_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    process: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(2000))
    is_told: Mapped[bool]
    untold_reason: Mapped[str] = mapped_column(String(2000), default="")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    expires_on: Mapped[date]
    decided_how: Mapped[str | None] = mapped_column(String(12))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_reason: Mapped[str | None] = mapped_column(String(2000))

    __table_args__ = (
        CheckConstraint("is_told OR untold_reason <> ''", name="told_or_why_not"),
        CheckConstraint("subject_id <> reader_id", name="two_people"),
        Index("ix_opening_proposal_subject", "subject_id"),
    )


class Approval(Table):
    """One director agreed to a proposal. Never changes. `place` is 1 or 2: with the second the records open."""

    __tablename__ = "opening_approval"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("opening_proposal.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place: Mapped[int]
    approved_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("proposal_id", "person_id"),
        UniqueConstraint("proposal_id", "place"),
        CheckConstraint("place IN (1, 2)", name="one_or_two"),
    )


class Review(Table):
    """A month in which something was proposed, decided or open, to be looked back on by somebody who proposed nothing.

    `up_to` is the month's last day, `since` the instant it is over, `due_on` the day by which it is to be confirmed.
    """

    __tablename__ = "opening_review"

    up_to: Mapped[date] = mapped_column(unique=True)
    since: Mapped[datetime]
    due_on: Mapped[date]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(String(2000))
