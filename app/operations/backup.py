"""Backups: one dated directory with the database and what belongs to it, made while people write.

A backup is built in a directory whose name ends in .part and is renamed once every byte of it is on the disk, so that
what looks complete is complete.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import text

from app.database import db
from app.history.verifying import still
from app.operations import copying, manifest
from app.operations.manifest import Manifest

PREFIX, PART = "oversight-", ".part"
# What of INSTANCE_DIR goes with the database: the public certificates always, keys only when asked for.
PUBLIC = "certificates/*.pem"
SECRETS = ("secret_key", "signing.pem")


class Busy(Exception):
    """Another backup into the same directory is being made."""


def make(into: Path, at: datetime, *, with_secrets: bool = False) -> tuple[Path, Manifest]:
    """Make a backup in a new directory under `into`; readable by its owner alone.

    Raises Busy, copying.NotCopied, and OSError when the place cannot be written.
    """
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(into):
        for left in into.glob(f"{PREFIX}*{PART}"):  # of a backup that was killed
            shutil.rmtree(left)
        stamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z").replace(":", "")
        whole = into / f"{PREFIX}{stamp}"
        part = whole.with_name(whole.name + PART)
        part.mkdir(mode=0o700)
        made = _fill(part, at, with_secrets=with_secrets)
        manifest.write(part, made)
        _to_the_disk(part)
        part.rename(whole)
        _sync(into)
    return whole, made


def complete(into: Path) -> list[Path]:
    """The finished backups of a directory, the oldest first."""
    return sorted(path.parent for path in into.glob(f"{PREFIX}*/{manifest.NAME}") if path.parent.suffix != PART)


def prune(into: Path, keep: int) -> list[Path]:
    """Take away all but the latest `keep` finished backups; gives those taken away. At least one stays."""
    gone = complete(into)[: -max(keep, 1)]
    for folder in gone:
        half = folder.with_name(folder.name + PART)
        folder.rename(half)  # a backup that is half taken away must not look complete
        shutil.rmtree(half)
    return gone


def _fill(part: Path, at: datetime, *, with_secrets: bool) -> Manifest:
    engine = db.engine.dialect.name
    if engine == "sqlite":
        file = part / manifest.SQLITE
        copying.from_sqlite(str(db.engine.url.database), file)
        with copying.opened(db.engine.url.set(database=str(file))) as copy, copy.connect() as connection:
            facts, versions = manifest.facts(connection), manifest.versions(connection)
    else:
        with still(db.engine) as connection:
            snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
            copying.from_postgresql(db.engine.url, snapshot, part / manifest.POSTGRESQL)
            facts, versions = manifest.facts(connection), manifest.versions(connection)
    _take_files(part, with_secrets=with_secrets)
    made_at = at.astimezone(UTC).isoformat(timespec="seconds")
    return Manifest(made_at, engine, versions, facts, manifest.of_files(part))


def _take_files(part: Path, *, with_secrets: bool) -> None:
    instance = Path(current_app.config["INSTANCE_DIR"])
    found = [path for path in instance.glob(PUBLIC) if path.is_file()]
    if with_secrets:
        found += [instance / name for name in SECRETS if (instance / name).is_file()]
    for path in found:
        to = part / path.relative_to(instance)
        to.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(path, to)


def _to_the_disk(folder: Path) -> None:
    """Have every file there for its owner alone, and on the disk."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(0o700 if path.is_dir() else 0o600)
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    known = os.open(path, os.O_RDONLY)
    try:
        os.fsync(known)
    finally:
        os.close(known)


@contextmanager
def _alone(into: Path) -> Iterator[None]:
    """Hold the directory while a backup is made there."""
    with (into / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("Another backup is being made in this directory.") from None
        yield
