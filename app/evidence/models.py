"""Packs and prints that were asked for, their files, and the lasting list of every pack ever made."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.database import Table

REQUESTED, BUILDING, READY, FAILED = "requested", "building", "ready", "failed"


class PackFile(Table):
    """A file made for one person about themselves: a pack of a period, or the print of one record (`record_id`).

    `is_standing` marks the pack of the registration year that is kept ready. `digest` names the content, `sha256` the
    file, `size` its bytes; `records_as_of` is when the records were read.
    """

    __tablename__ = "pack_file"

    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    is_standing: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default=REQUESTED)
    requested_at: Mapped[datetime]
    records_as_of: Mapped[datetime | None]
    made_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(300), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    check_code: Mapped[str] = mapped_column(String(14), default="")
    pages: Mapped[int] = mapped_column(default=0)
    records: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    __table_args__ = (Index("ix_pack_file_owner", "owner_id", "is_standing", "id"),)

    @property
    def is_waiting(self) -> bool:
        """Asked for, and neither made nor given up."""
        return self.state in (REQUESTED, BUILDING)

    @property
    def is_ready(self) -> bool:
        """Made, and to be had."""
        return self.state == READY


class PackMade(Table):
    """One pack file that was made, kept for ever so that a pack can be checked long after. Never changes."""

    __tablename__ = "pack_made"

    check_code: Mapped[str] = mapped_column(String(14), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    records: Mapped[int]
    made_at: Mapped[datetime]
