"""What is kept outside the database: anchors of history, and backups."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.database import db
from app.history.anchors import last
from app.history.models import Event
from app.language import moment
from app.operations import backup, manifest
from app.operations.doctor import LOOK, WRONG, Finding, judge

OLD = timedelta(hours=26)  # a day, and time to make it


def look(at: datetime, backups: Path | None) -> Iterator[Finding]:
    """Findings about anchors, and about backups where `backups` says that they lie."""
    yield _anchors(at)
    if backups is not None:
        yield _backups(backups, at)


def _anchors(at: datetime) -> Finding:
    given = current_app.config["HISTORY_ANCHORS"]
    if not given:
        return judge("anchors", not current_app.config["PRODUCTION"], "only in the log", "Set HISTORY_ANCHORS to a file"
                     " that the service may append to and nothing else.")  # fmt: skip
    file = Path(given)
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        return Finding("anchors", WRONG, f"{file} cannot be appended to", "See its owner and its permissions.")
    anchor = last(file)
    if anchor is None:
        return Finding("anchors", LOOK, f"none to be read in {file}", "Run flask history anchor, or start a worker.")
    if anchor.number > _events():
        return Finding("anchors", WRONG, f"event {anchor.number:,} is anchored, and history ends before it",
                       "Run flask history verify. After restoring a backup, begin a new file of anchors.")  # fmt: skip
    made = datetime.fromisoformat(anchor.at)
    words = f"event {anchor.number:,}, {moment(made)}, in {file}"
    if at - made > OLD:
        return Finding("anchors", WRONG, words, "Start a worker: it anchors every day.")
    do = f"Let {file} belong to another user, so that the service can only append: see the README."
    return judge("anchors", file.stat().st_uid != os.geteuid(), words, do, LOOK)


def _events() -> int:
    try:
        return db.session.scalar(select(func.max(Event.id))) or 0
    except SQLAlchemyError:
        return 0
    finally:
        db.session.rollback()


def _backups(folder: Path, at: datetime) -> Finding:
    do = "See whether the timer runs: flask backup."
    made = backup.complete(folder)
    if not made:
        return Finding("backups", WRONG, f"no finished backup in {folder}", do)
    try:
        told = manifest.read(made[-1])
    except manifest.NotABackup as problem:
        return Finding("backups", WRONG, str(problem), do)
    when = datetime.fromisoformat(told.made_at)
    return judge("backups", at - when < OLD, f"{len(made)} in {folder}, the last {moment(when)}", do)
