"""Proving that a backup restores: it is brought back somewhere else, and everything in it is looked at."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, make_url, text
from sqlalchemy.engine import Connection

from app.history import verifying
from app.history.anchors import Anchor
from app.language import plural
from app.operations import copying, manifest
from app.operations.health import head
from app.operations.manifest import Manifest, NotABackup

Progress = Callable[[int], None]
MOST = 10  # breaks named; the rest is counted


@dataclass(frozen=True)
class Step:
    """One thing that was checked: its name, what was found in words, and whether it holds."""

    name: str
    words: str
    holds: bool = True


def check(folder: Path, service: URL, to: str, anchors: list[Anchor]) -> Iterator[Step]:
    """Each step as it is done; after one that does not hold only those follow that still can tell something.

    The database is restored into the address `to`, where it stays, or if that is "" into one that is thrown away:
    beside the database `service` for PostgreSQL. Raises copying.NotCopied when it cannot be restored at all.
    """
    try:
        told = manifest.read(folder)
        yield _files(folder, told)
    except NotABackup as problem:
        yield Step("files", str(problem), holds=False)
        return
    with _place(told, service, to) as url:
        copying.into(url, folder / told.dump)
        yield Step("restored", f"into {url.render_as_string()}" if to else "into a database that is thrown away")
        with copying.opened(url) as engine, verifying.still(engine) as connection:
            yield from _database(connection, told, anchors)


def _database(connection: Connection, told: Manifest, anchors: list[Anchor]) -> Iterator[Step]:
    found = manifest.facts(connection)
    yield _migration(found.migration, told.database.migration)
    yield _engine(connection)
    yield from _history(connection, told, anchors)
    other = {name for name in found.counts.keys() | told.database.counts.keys()
             if found.counts.get(name) != told.database.counts.get(name)}  # fmt: skip
    rows = f"{sum(found.counts.values()):,} rows"
    words = f"differ from the manifest in {', '.join(sorted(other))}" if other else f"as the manifest says: {rows}"
    yield Step("counts", words, holds=not other)


def _files(folder: Path, told: Manifest) -> Step:
    """Every file of the manifest as it was, and none beside."""
    found = manifest.of_files(folder)
    wrong = sorted(name for name in found.keys() | told.files.keys() if found.get(name) != told.files.get(name))
    if wrong or told.dump not in told.files:
        return Step("files", f"not as the manifest says: {', '.join(wrong) or told.dump}", holds=False)
    return Step("files", f"{plural(len(found), 'file')} as the manifest of {told.made_at} says")


def _migration(found: str, told: str) -> Step:
    needed = head()
    if found != told:
        return Step("migration", f"{found}, and the manifest says {told}", holds=False)
    if found != needed:
        words = f"{found}, and this release is at {needed}: check it with the release that made it"
        return Step("migration", words, holds=False)
    return Step("migration", f"{found}, as this release needs it")


def _engine(connection: Connection) -> Step:
    """What the engine itself finds. On PostgreSQL restoring has built every index and reference anew."""
    if connection.dialect.name != "sqlite":
        return Step("integrity", "every index, key and reference could be built")
    problem = connection.scalar(text("PRAGMA integrity_check(1)"))
    broken = len(connection.execute(text("PRAGMA foreign_key_check")).all())
    if problem != "ok" or broken:
        return Step("integrity", f"{problem}; {plural(broken, 'broken reference')}", holds=False)
    return Step("integrity", "pages, indexes and references are sound")


def _history(connection: Connection, told: Manifest, anchors: list[Anchor]) -> Iterator[Step]:
    end = told.database
    held = [anchor for anchor in anchors if anchor.number <= end.events]
    found, way = verifying.walk(connection, held)
    broken = [f"{each.where} {each.what}" for each in found]
    # The manifest is no proof of where history ended: an anchor that is older than the backup must be in it.
    for anchor in anchors:
        if anchor.number > way.events and _is_before(anchor.at, told.made_at):
            broken.append(f"ends at event {way.events}, and event {anchor.number} was anchored on {anchor.at}")
    if (way.events, way.hash) != (end.events, end.head):
        broken.insert(0, f"ends at event {way.events}, and the manifest says {end.events} with another hash")
    for words in broken[:MOST]:
        yield Step("history", words, holds=False)
    if len(broken) > MOST:
        yield Step("history", f"and {len(broken) - MOST:,} more", holds=False)
    if not broken:
        words = f"{way.events:,} events and {way.sealed:,} sealed things, up to the head that the manifest names"
        yield Step("history", f"{words}; {plural(way.anchored, 'anchor')}" if held else words)


def _is_before(anchored_at: str, made_at: str) -> bool:
    """Whether one moment, as anchors and manifests write it, is before another; true where it cannot be told."""
    try:
        return datetime.fromisoformat(anchored_at) < datetime.fromisoformat(made_at)
    except (TypeError, ValueError):
        return True


@contextmanager
def _place(told: Manifest, service: URL, to: str) -> Iterator[URL]:
    """Where to restore to."""
    if to:
        yield _of(told, make_url(to))
    elif told.engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="oversight-restore-") as folder:
            yield URL.create("sqlite", database=f"{folder}/restored.db")
    else:
        with copying.beside(_of(told, service), f"oversight_check_{uuid4().hex[:12]}") as url:
            yield url


def _of(told: Manifest, url: URL) -> URL:
    if url.get_backend_name() != told.engine:
        raise copying.NotCopied(f"The backup is of {told.engine}: name a database of it with --database-url.")
    return url
