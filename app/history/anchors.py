"""Heads of history kept outside the database, where whoever changes the database does not reach them.

A chain of hashes alone does not tell a tail that was cut off, nor a history that was made anew from its beginning. An
anchor is the number and hash of the last event at some moment: one line of JSON, {"anchor", "at", "hash"}, appended to
the file that the setting HISTORY_ANCHORS names and written to the service's log, which may go elsewhere too.
"""

import errno
import json
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import Row, select

from app.database import db, writing
from app.history.models import Event
from app.jobs import each_tick, every_day
from app.web.clock import now

EVERY = 100  # events
TAIL = 4096  # bytes of the file's end that are looked at for the last anchor
AT = time(0, 20)  # when the head of the day is anchored, in London
_HEAD = select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)

log = logging.getLogger("oversight.history")


@dataclass(frozen=True)
class Anchor:
    """What the last event was at some moment, written as in the file."""

    number: int
    hash: str
    at: str


class NotReadable(ValueError):
    """A line of a file of anchors is no anchor. Says which."""


def read(file: Path) -> list[Anchor]:
    """The anchors of a file, which may be the log itself: lines about anything else are left out.

    Raises OSError when the file cannot be read and NotReadable for a line that names an anchor and is none.
    """
    with file.open(errors="replace") as lines:
        return list(_anchors(lines, file))


def last(file: Path) -> Anchor | None:
    """The last anchor of the file; None when there is none yet or the file may only be appended to."""
    try:
        with file.open("rb") as content:
            content.seek(max(0, content.seek(0, os.SEEK_END) - TAIL))
            lines = content.read().decode(errors="replace").splitlines()[-8:]
        return next(iter(list(_anchors(lines, file))[-1:]), None)
    except (OSError, NotReadable):
        return None


def write(at: datetime) -> Anchor | None:
    """Anchor the last event: a line in the file, synced to the disk, and one in the log. None for an empty history.

    Raises OSError when the file cannot be written; the line in the log is there all the same.
    """
    head = _head()
    if head is None:
        return None
    anchor = Anchor(head.id, head.hash, at.astimezone(UTC).isoformat(timespec="seconds"))
    log.info({"anchor": anchor.number, "hash": anchor.hash})
    if file := current_app.config["HISTORY_ANCHORS"]:
        _append(Path(file), json.dumps({"anchor": anchor.number, "at": anchor.at, "hash": anchor.hash}) + "\n")
    current_app.extensions["anchored"] = anchor
    return anchor


def write_if_due(at: datetime) -> None:
    """Anchor the last event if EVERY more have happened since the last anchor, or if that lies ahead of history, which
    was restored or replaced. One query, and seldom a write.
    """
    file = current_app.config["HISTORY_ANCHORS"]
    known: Anchor | None = current_app.extensions.get("anchored") or (last(Path(file)) if file else None)
    head = _head()
    number = known.number if known else 0
    if head is not None and not number <= head.id < number + EVERY:
        write(at)


def init_app(app: Flask) -> None:
    """Have the worker anchor the head every day, and after every so many events."""
    every_day("history.anchor", _anchored, _given_up, lambda _day: AT)
    each_tick("history.anchor", write_if_due)


def _anchored(_day: str) -> None:
    write(now())


def _given_up(problem: str, day: str) -> None:
    log.error("history could not be anchored on %s: %s", day, problem or "see the log")


def _head() -> Row[int, str] | None:
    """The last event that is committed. Looking holds up nobody who writes."""
    promised = writing.set(False)
    try:
        db.session.rollback()
        return db.session.execute(_HEAD).first()
    finally:
        db.session.rollback()
        writing.reset(promised)


def _append(file: Path, line: str) -> None:
    """One write to the end of the file, which may be one that can only be appended to. OSError if it does not fit."""
    known = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        if os.write(known, line.encode()) < len(line.encode()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(known)
    finally:
        os.close(known)


def _anchors(lines: Iterable[str], file: Path) -> Iterable[Anchor]:
    for number, line in enumerate(lines, 1):
        if '"anchor"' not in line:
            continue
        try:
            begins = max(line.rfind('{"anchor"'), line.index("{"))  # a full disk may have left half of one before it
            said = json.loads(line[begins:])
            yield Anchor(int(said["anchor"]), str(said["hash"]), str(said["at"]))
        except (ValueError, KeyError, TypeError) as problem:
            raise NotReadable(f"{file}, line {number}, is no anchor") from problem
