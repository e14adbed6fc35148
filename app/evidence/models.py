"""Packs and prints that were asked for, their files, and the lasting list of every pack ever made."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.database import Table

REQUESTED, BUILDING, READY, FAILED = "requested", "building", "ready", "failed"


class PackFile(Table):
    """A file made for one person about themselves: a pack of a period, or the print of one record (`record_id`).

    `is_standing` marks the pack of the registration year that is kept ready. `digest` names the content, `sha256` the
    file, `size` its bytes; `records_as_of` is when the records were read. `chosen` is what its owner decided for it, as
    JSON (`plans.py`), "" for everything.
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
    chosen: Mapped[str] = mapped_column(Text, default="")
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


class PackPlan(Table):
    """What somebody has decided so far for a pack they put together. One a person; the files made of it keep a copy.

    `order_by` is an order of `pack.py`, `statement` stands on the cover.
    """

    __tablename__ = "pack_plan"

    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    order_by: Mapped[str] = mapped_column(String(12))
    statement: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime]


class LeftOut(Table):
    """A record that its owner does not want in the pack they put together."""

    __tablename__ = "pack_left_out"

    plan_id: Mapped[int] = mapped_column(ForeignKey("pack_plan.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))

    __table_args__ = (UniqueConstraint("plan_id", "record_id"),)


MASK, KEEP = "mask", "keep"


class PassageDecision(Table):
    """What the owner decided about one passage that could identify somebody (`masking.py` says which passage it is).

    Of the passage only its place is kept. `verdict` is MASK or KEEP; to keep takes a reason.
    """

    __tablename__ = "passage_decision"

    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    place: Mapped[str] = mapped_column(String(120))
    starts: Mapped[int]
    ends: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(500), default="")
    decided_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("record_id", "place", "starts", "ends"),)


class SigningCertificate(Table):
    """A certificate this service has signed packs with, kept for ever so that old packs can be checked. No key here.

    `fingerprint` is the SHA-256 of the certificate, `pem` the certificate itself.
    """

    __tablename__ = "signing_certificate"

    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    pem: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(String(300))
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    first_used_at: Mapped[datetime]


class PackCheck(Table):
    """One attempt to check a pack, so that attempts can be counted. The address is kept as a keyed hash, for a day."""

    __tablename__ = "pack_check"

    origin: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_pack_check_origin", "origin", "at"),)
