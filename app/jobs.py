"""Slow work, done by a worker and not in a request: queued in the caller's transaction, resumed after a crash."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import click
from dbos import DBOS, DBOSClient, EnqueueOptions, WorkflowSerializationFormat
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine, create_engine, event, inspect

from app.database import WORKER, db, engine_options, insist_on_a_sound_file, use_postgresql_rules, writing
from app.language import LONDON
from app.web.clock import now

NAME, VERSION = "oversight", "1"
BEAT = "jobs.beat"  # the job of every hour, which does nothing: that it was done shows that somebody works
GIVING_UP = "give up"  # the step in which a person is told that a job cannot be done
TRIES = 3
GRACE = 20  # seconds a worker told to stop gives the jobs it is at
TICK = 20.0  # seconds between looks at the clock, for the daily jobs
JOBS_QUEUE, SOON, BULK, PRESS = "jobs", "soon", "bulk", "press"
# How many of a queue one worker runs at once. A job may take a whole processor; what must go out soon waits for no
# pack, and what goes out by the thousand holds up nothing else. Printing has a queue of its own: two presses at most.
QUEUES = {JOBS_QUEUE: 2, SOON: 2, BULK: 1, PRESS: 2}

# The queue's own tables. On SQLite they stand beside ours, so Alembic must leave them alone; on PostgreSQL they have
# a schema of their own.
TABLES = frozenset({
    "dbos_migrations", "workflow_status", "operation_outputs", "notifications", "workflow_events",
    "workflow_events_history", "streams", "workflow_schedules", "application_versions", "queues", "workflow_input",
    "workflow_output", "operation_outputs_new", "event_dispatch_kv",
})  # fmt: skip

Job = Callable[..., None]
JOBS: dict[str, Job] = {}
GIVEN_UP: dict[str, Callable[..., None]] = {}
QUEUE_OF: dict[str, str] = {}


@dataclass(frozen=True)
class Daily:
    """A job of every day, and from which time of that day in London it may run."""

    name: str
    at: Callable[[date], time]


DAILY: dict[str, Daily] = {}
EACH_TICK: dict[str, Callable[[datetime], None]] = {}

log = logging.getLogger("oversight.jobs")


class JobFailed(Exception):
    """A job cannot be done, for a reason that may be shown to the person who asked."""


def declare(name: str, run: Job, given_up: Callable[..., None], queue: str = JOBS_QUEUE) -> None:
    """Make a job known. `run(*args)` owns its commits and may run again after a crash, so it must not mind.

    `given_up(problem, *args)` is called when it failed three times; it tells a person. It owns its commit too.
    """
    assert queue in QUEUES, queue
    JOBS[name], GIVEN_UP[name], QUEUE_OF[name] = run, given_up, queue


def every_day(name: str, run: Job, given_up: Callable[..., None], at: Callable[[date], time]) -> None:
    """Make a job known that runs once a day, however many workers there are: `run(day)`, the day as "2026-11-19".

    It is queued once `at(day)`, a time in London, has come; a worker that starts later that day makes up for it. A day
    on which no worker ran is left out. `at` may read the database.
    """
    declare(name, run, given_up)
    DAILY[name] = Daily(name, at)


def each_tick(name: str, look: Callable[[datetime], None]) -> None:
    """Have each worker call `look(now)` whenever it looks at the clock. It must be quick, and right however often."""
    EACH_TICK[name] = look


def enqueue(name: str, *args: int | str, once: str = "", wait: float = 0) -> None:
    """Queue a job in the caller's transaction: it exists if and only if that is committed. KeyError if undeclared.

    Of all the times it is queued with the same `once`, only the first counts. It is not begun before `wait` seconds.
    """
    JOBS[name]
    options: EnqueueOptions = {
        "workflow_name": "job",
        "queue_name": QUEUE_OF[name],
        "app_version": VERSION,
        "serialization_type": WorkflowSerializationFormat.PORTABLE,
    }
    if once:
        options["workflow_id"] = f"{name} {once}"
    if wait:
        options["delay_seconds"] = wait
    _client().enqueue_in_transaction(db.session.connection(), options, name, list(args))


def enqueue_daily(at: datetime, known: set[str] | None = None) -> list[str]:
    """Queue every daily job whose time has come on this day, commit, and give their names.

    Harmless as often as it is asked, by however many workers. `known` are those already queued, as "name day": they are
    left out, and what is queued is added to them.
    """
    known = set() if known is None else known
    here = at.astimezone(LONDON)
    day = here.date().isoformat()
    promised = writing.set(False)  # looking at the clock must not hold up those who write
    try:
        due = [each.name for each in DAILY.values()
               if f"{each.name} {day}" not in known and each.at(here.date()) <= here.time()]  # fmt: skip
    finally:
        db.session.rollback()
        writing.reset(promised)
    for name in due:
        enqueue(name, day, once=day)
    db.session.commit()
    known.update(f"{name} {day}" for name in due)
    return due


def beat(at: datetime, known: set[str]) -> None:
    """Queue the job of this hour, unless it is among the `known`, and commit. Harmless as often as it is asked."""
    hour = f"{at.astimezone(UTC):%Y-%m-%d %H}"
    if f"{BEAT} {hour}" not in known:
        enqueue(BEAT, once=hour)
        db.session.commit()
        known.add(f"{BEAT} {hour}")


def prepare() -> None:
    """Make or renew the queue's own tables in the app's database. Run after the migrations, outside any transaction."""
    _client()._sys_db.run_migrations()


def is_prepared() -> bool:
    """Whether the queue's tables are there."""
    schema = None if db.engine.dialect.name == "sqlite" else "dbos"
    return inspect(db.engine).has_table("workflow_status", schema=schema)


def table(name: str) -> str:
    """How SQL calls one of the queue's own tables on this database."""
    return name if db.engine.dialect.name == "sqlite" else f"dbos.{name}"


def is_ours(name: str | None, kind: str) -> bool:
    """Whether a table, or an index of it, is the service's own and not the queue's. For Alembic's `include_name`."""
    return not (kind == "table" and name in TABLES)


def run_worker(app: Flask, name: str = "worker-1", stop: threading.Event | None = None, grace: int = GRACE) -> bool:
    """Run queued jobs until told to stop; gives whether all it had begun was finished within `grace` seconds.

    `name` must be the worker's own and the same after a restart: by it the worker finds the jobs it had begun when it
    was killed. What it cannot finish when told to stop it hands back, and the next worker that is free begins it anew.
    """
    stop = stop or _stop_on_signal()
    app.config["PROCESS"] = f"{WORKER}:{name}"
    with app.app_context():
        engine = _engine()
    DBOS(config={
        "name": NAME, "system_database_engine": engine, "executor_id": name, "application_version": VERSION,
        "log_level": "ERROR", "max_executor_threads": 16,
    })  # fmt: skip
    _declare_to_queue(app)
    DBOS.launch()
    for queue, at_once in QUEUES.items():
        DBOS.register_queue(queue, worker_concurrency=at_once, polling_interval_sec=0.5)
    log.info("worker %s is ready", name)
    _watch_the_clock(app, stop)
    DBOS.destroy(workflow_completion_timeout_sec=grace)
    left = _hand_back(engine, name)
    engine.dispose()
    log.info("worker %s stopped and handed back %d jobs", name, left)
    return not left


declare(BEAT, lambda: None, lambda _problem: None)


@click.command("worker")
@click.option("--name", default="worker-1", help="This worker's own name, the same after a restart.")
@with_appcontext
def worker(name: str) -> None:
    """Run queued jobs until stopped."""
    insist_on_a_sound_file(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if not run_worker(current_app._get_current_object(), name):  # type: ignore[attr-defined]
        logging.shutdown()
        os._exit(0)  # a job handed back must not go on here while Python waits for its thread


def _hand_back(engine: Engine, name: str) -> int:
    """Queue again what this worker had begun and not finished; gives how many jobs that was."""
    client = DBOSClient(system_database_engine=engine, application_name=NAME)
    begun = client.list_workflows(status="PENDING", executor_id=name, load_input=False, load_output=False)
    for queue in QUEUES:
        if ids := [each.workflow_id for each in begun if each.queue_name == queue]:
            client.resume_workflows(ids, queue_name=queue)
    return len(begun)


def _declare_to_queue(app: Flask) -> None:
    @DBOS.step(name="run", retries_allowed=True, max_attempts=TRIES, interval_seconds=2.0)
    def run(name: str, args: list[Any]) -> None:
        with app.app_context():
            JOBS[name](*args)

    @DBOS.step(name=GIVING_UP, retries_allowed=True, max_attempts=TRIES)
    def give_up(name: str, args: list[Any], problem: str) -> None:
        with app.app_context():
            GIVEN_UP[name](problem, *args)

    @DBOS.workflow(name="job")
    def job(name: str, args: list[Any]) -> None:
        try:
            run(name, args)
        except Exception as problem:
            causes = getattr(problem, "errors", None) or [problem]
            log.exception("job %s failed", name, exc_info=causes[-1])
            give_up(name, args, str(causes[-1]) if isinstance(causes[-1], JobFailed) else "")


def _watch_the_clock(app: Flask, stop: threading.Event) -> None:
    """Queue the daily jobs as their times come, and look at what each tick asks for, until told to stop."""
    known: set[str] = set()
    while True:
        try:
            with app.app_context():
                enqueue_daily(now(), known)
                beat(now(), known)
                for look in EACH_TICK.values():
                    look(now())
        except Exception:
            log.exception("what is due could not be looked at; trying again")
        if stop.wait(TICK):
            return


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    return stop


def _client() -> DBOSClient:
    known: dict[str, DBOSClient] = current_app.extensions.setdefault("jobs", {})
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    if url not in known:
        known[url] = DBOSClient(system_database_engine=_engine(), lazy=True, application_name=NAME)
    return known[url]


def _engine() -> Engine:
    """A second engine on the app's database, for the queue alone: it begins its own transactions."""
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True, pool_size=4, max_overflow=8)
        process = current_app.config["PROCESS"]
        use_postgresql_rules(engine, lambda: process, endless=True)
        return engine
    engine = create_engine(url, module=engine_options(url)["module"])

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
