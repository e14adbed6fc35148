"""Files waiting to be imported."""

from datetime import date, datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table


class StagedImport(Table):
    """What an administrator uploaded, between preview and import. Only they see it; gone after a day. Once it is
    imported the files are empty.

    `fingerprint` is the SHA-256 of the files, `starts_on` the day changes take effect. `past` is a file of sessions and
    observations held before this service was used, `register` one of what the Professional Register says.
    """

    __tablename__ = "staged_import"

    owner_id: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(index=True)
    starts_on: Mapped[date]
    staff: Mapped[bytes | None] = mapped_column(LargeBinary)
    absences: Mapped[bytes | None] = mapped_column(LargeBinary)
    past: Mapped[bytes | None] = mapped_column(LargeBinary)
    register: Mapped[bytes | None] = mapped_column(LargeBinary)
