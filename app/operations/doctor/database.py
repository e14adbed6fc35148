"""The database and the jobs in it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import jobs
from app.database import db, quick_problem
from app.language import moment, plural
from app.operations.doctor import LOOK, WRONG, Finding, judge
from app.operations.doctor.machine import numbers
from app.operations.health import head

SQLITE, POSTGRESQL = (3, 51, 3), (13,)
WAITED, SEEN = timedelta(minutes=15), timedelta(hours=2)  # a job for long, and no worker for two jobs of the hour
APART = timedelta(seconds=2)
# PostgreSQL's settings, what each must be, and what depends on it.
SERVER = {
    "fsync": ("on", "a power cut may corrupt the database"),
    "full_page_writes": ("on", "a power cut may corrupt the database"),
    "synchronous_commit": ("on", "a power cut may lose what people signed"),
    "data_checksums": ("on", "a rotten disk goes unnoticed"),
    "server_encoding": ("UTF8", "names cannot be kept"),
}
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}


def look(at: datetime) -> Iterator[Finding]:
    """Findings about the database; only one if it does not answer."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as problem:
        yield Finding("connection", WRONG, f"the database does not answer ({type(problem).__name__})",
                      "See DATABASE_URL and whether the server runs.")  # fmt: skip
        return
    try:
        yield from _sqlite() if db.engine.dialect.name == "sqlite" else _postgresql(at)
        migrated = _migrated()
        yield migrated
        if migrated.state == "ok":
            yield from _jobs(at)
    finally:
        db.session.rollback()


def _sqlite() -> Iterator[Finding]:
    found = str(db.session.scalar(text("SELECT sqlite_version()")))
    yield judge("sqlite", numbers(found) >= SQLITE, found, "Install pysqlite3 from requirements.lock.")
    wrong = [name for name, value in PRAGMAS.items() if db.session.scalar(text(f"PRAGMA {name}")) != value]
    yield judge("pragmas", not wrong, f"not as they should be: {', '.join(wrong)}" if wrong else "as they should be",
                "Something else opens this file in another way; find it.")  # fmt: skip
    problem = quick_problem(db.engine.url.render_as_string(hide_password=False))
    yield judge("pages", not problem, problem or "sound at a glance", "Bring the latest backup back: see the README.")


def _postgresql(at: datetime) -> Iterator[Finding]:
    found = str(db.session.scalar(text("SHOW server_version")))
    yield judge("postgresql", numbers(found) >= POSTGRESQL, found, "Move to PostgreSQL 13 or later.")
    for name, (wanted, danger) in SERVER.items():
        value = str(db.session.scalar(text(f"SHOW {name}")))
        yield judge(name, value == wanted, value, f"Set it to {wanted}: otherwise {danger}.",
                    LOOK if name == "data_checksums" else WRONG)  # fmt: skip
    apart = abs(db.session.scalars(text("SELECT clock_timestamp()")).one() - at)
    yield judge("clocks", apart < APART, f"the server's and ours are {apart.total_seconds():.1f} s apart",
                "Have both clocks kept by the same time servers.")  # fmt: skip
    owns = db.session.scalar(
        text("SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE relname = 'event'")
    )
    yield judge("role", not owns, "may change what is final by taking its triggers away" if owns else "owns no tables",
                "Let the service use a role of its own: see Putting it into service in the README.", LOOK)  # fmt: skip


def _migrated() -> Finding:
    try:
        at = str(db.session.scalar(text("SELECT version_num FROM alembic_version")))
    except SQLAlchemyError:
        db.session.rollback()
        at = "none"
    is_there = at == head() and jobs.is_prepared()
    return judge("migrations", is_there, f"{at}, this release needs {head()}", "Run flask db upgrade.")


def _jobs(at: datetime) -> Iterator[Finding]:
    table = jobs.table("workflow_status")
    count, first = db.session.execute(
        text(f"SELECT count(*), min(created_at) FROM {table} WHERE status IN ('ENQUEUED', 'PENDING')")  # noqa: S608
    ).one()
    waited = at - _moment(first) if first else timedelta()
    minutes = plural(int(waited.total_seconds() // 60), "minute")
    words = f"{plural(count, 'job')} waiting, the oldest for {minutes}" if count else "none waiting"
    yield judge("jobs", waited < WAITED, words, "Start a worker, or more of them.")
    yield _worker(at, table)


def _worker(at: datetime, table: str) -> Finding:
    """When one was last seen: each hour has a job of its own, so that there is always one to do."""
    last = db.session.execute(text(
        f"SELECT executor_id, updated_at FROM {table} WHERE status = 'SUCCESS'"  # noqa: S608
        " ORDER BY updated_at DESC LIMIT 1"
    )).first()  # fmt: skip
    if last is None:
        return Finding("worker", LOOK, "no job was ever done", "Start a worker.")
    name, done = last[0] or "a worker", _moment(last[1])
    words = f"last seen {moment(done)}, when {name} did a job"
    return judge("worker", at - done < SEEN, words, "Start a worker: each does a job an hour at least.")


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
