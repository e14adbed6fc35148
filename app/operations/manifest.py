"""What a backup says of itself: manifest.json, written last, against which it is checked before it is relied on."""

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import MetaData, Table, func, inspect, select, text
from sqlalchemy.engine import Connection

from app.database import db
from app.history.chain import BEGINNING
from app.history.models import Event

FORMAT = 1
NAME = "manifest.json"
SQLITE, POSTGRESQL = "database.sqlite", "database.dump"
PIECE = 1024 * 1024  # bytes read at a time


class NotABackup(Exception):
    """A directory is no backup, or is not as its manifest says. Tells what is wrong, in words."""


@dataclass(frozen=True)
class Facts:
    """How a database stood: its migration, rows by table, and the number and hash of the last event."""

    migration: str
    counts: dict[str, int]
    events: int
    head: str


@dataclass(frozen=True)
class File:
    """One file of a backup: the SHA-256 of its content, in hex, and its bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """A whole backup: when it was made (ISO 8601, UTC), by which versions, of which database, and its files."""

    made_at: str
    engine: str
    versions: dict[str, str]
    database: Facts
    files: dict[str, File]

    @property
    def dump(self) -> str:
        """The name of the file that holds the database."""
        return SQLITE if self.engine == "sqlite" else POSTGRESQL


def facts(connection: Connection) -> Facts:
    """How the database stands for this connection. Tables that it does not have are left out."""
    there = set(inspect(connection).get_table_names())
    counts = {table.name: _count(connection, table) for table in db.metadata.sorted_tables if table.name in there}
    last = connection.execute(select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)).first()
    migration = connection.scalar(select(Table("alembic_version", MetaData(), autoload_with=connection).c.version_num))
    return Facts(migration or "", counts, last.id if last else 0, last.hash if last else BEGINNING)


def versions(connection: Connection) -> dict[str, str]:
    """What made the backup, so that whoever restores it years later knows with what."""
    ask = "SELECT sqlite_version()" if connection.dialect.name == "sqlite" else "SHOW server_version"
    packages = {name: version(name) for name in ("flask", "sqlalchemy", "alembic", "dbos")}
    return {"python": platform.python_version(), "database": str(connection.scalar(text(ask))), **packages}


def of_files(folder: Path) -> dict[str, File]:
    """Every file under the folder but the manifest, by its path in it."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
    return {path.relative_to(folder).as_posix(): File(sha256(path), path.stat().st_size) for path in found}


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex, however large it is."""
    known = hashlib.sha256()
    with path.open("rb") as content:
        while piece := content.read(PIECE):
            known.update(piece)
    return known.hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest into the folder."""
    said = {"format": FORMAT, **asdict(manifest)}
    (folder / NAME).write_text(json.dumps(said, indent=1, sort_keys=True) + "\n", "utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a backup. NotABackup when there is none, or none that this release can read."""
    try:
        said = json.loads((folder / NAME).read_text("utf-8"))
        if said.pop("format") != FORMAT:
            raise NotABackup("The manifest has a form that this release does not know.")
        files = {name: File(**file) for name, file in said.pop("files").items()}
        return Manifest(database=Facts(**said.pop("database")), files=files, **said)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise NotABackup(f"{folder} has no manifest that can be read, so it is no finished backup.") from problem


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
