"""Keeping an uploaded file from its preview to its import, without trusting the browser with it."""

import hashlib
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from app.admin.models import StagedImport
from app.database import db
from app.people.importing.planning import Files
from app.policy.access import Viewer

KEPT_FOR = timedelta(days=1)


def stage(
    files: Files, starts_on: date, viewer: Viewer, now: datetime, past: bytes | None = None,
    register: bytes | None = None,
) -> StagedImport:  # fmt: skip
    """Keep the files, or one of `past` sessions or of the `register`, for their preview, and sweep what was kept for
    more than a day.
    """
    db.session.execute(delete(StagedImport).where(StagedImport.created_at < now - KEPT_FOR))
    given = (files.staff, files.absences) if past is None and register is None else (past or register,)
    parts = [hashlib.sha256(data).hexdigest() if data is not None else "" for data in given]
    staged = StagedImport(
        owner_id=viewer.account_id,
        fingerprint=hashlib.sha256(" ".join(parts).encode()).hexdigest(),
        created_at=now,
        starts_on=starts_on,
        staff=files.staff,
        absences=files.absences,
        past=past,
        register=register,
    )
    db.session.add(staged)
    db.session.flush()
    return staged


def find(
    viewer: Viewer, staged_id: int, now: datetime, *, is_past: bool = False, is_register: bool = False
) -> StagedImport | None:
    """What this viewer staged within the last day: staff and absences, a file of past sessions, or of the register."""
    return db.session.scalar(
        select(StagedImport).where(
            StagedImport.id == staged_id,
            StagedImport.owner_id == viewer.account_id,
            StagedImport.created_at >= now - KEPT_FOR,
            StagedImport.past.is_not(None) if is_past else StagedImport.past.is_(None),
            StagedImport.register.is_not(None) if is_register else StagedImport.register.is_(None),
        )
    )


def files_of(staged: StagedImport) -> Files:
    """The files as they were uploaded."""
    return Files(staged.staff, staged.absences)


def drop(staged: StagedImport) -> None:
    """Forget the files once they are brought in, but not that they were: a second press then does not miss them."""
    for name in ("staff", "absences", "past", "register"):
        if getattr(staged, name) is not None:
            setattr(staged, name, b"")


def is_done(staged: StagedImport) -> bool:
    """Whether the files were brought in. An empty file is never staged."""
    return not (staged.staff or staged.absences or staged.past or staged.register)
