"""A job exists if and only if its transaction was committed, and outlives a killed worker."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from datetime import time as clock
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import jobs
from app.config import ROOT
from app.database import db
from app.language import LONDON
from tests.jobs import worker

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(app: Flask, tmp_path: Path) -> Iterator[Start]:
    """Starts a worker whose jobs take so many seconds."""
    worker.declare(tmp_path)
    started: list[subprocess.Popen[bytes]] = []

    def run(seconds: float, name: str = "worker-1", grace: int = 20) -> "subprocess.Popen[bytes]":
        address = app.config["SQLALCHEMY_DATABASE_URI"]
        command = [sys.executable, "-m", "tests.jobs.worker", address, str(tmp_path), str(seconds), name, str(grace)]
        started.append(subprocess.Popen(command, cwd=ROOT))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()


def said(folder: Path, word: str, lines: int) -> list[str]:
    """What the jobs have written, once there are so many lines of it."""
    for _ in range(900):
        found = (folder / word).read_text().splitlines() if (folder / word).exists() else []
        if len(found) >= lines:
            return found
        time.sleep(0.1)
    raise AssertionError(f"only {found} {word}")


def test_what_was_committed_runs_once_and_what_was_rolled_back_never(start: Start, tmp_path: Path):
    for number in range(4):
        db.session.execute(text("SELECT 1"))
        jobs.enqueue("slow", number)
        if number % 2:
            db.session.rollback()
        else:
            db.session.commit()
    start(0)
    assert sorted(said(tmp_path, "done", 2)) == ["0", "2"]
    time.sleep(1.5)
    assert sorted(said(tmp_path, "begun", 2)) == ["0", "2"]


def test_a_job_outlives_a_worker_killed_in_the_middle_of_it(start: Start, tmp_path: Path):
    jobs.enqueue("slow", 7)
    db.session.commit()
    first = start(60)
    assert said(tmp_path, "begun", 1) == ["7"]
    first.send_signal(signal.SIGKILL)
    first.wait()
    start(0)
    assert said(tmp_path, "done", 1) == ["7"]


def test_a_job_that_fails_three_times_is_given_up_with_its_reason(start: Start, tmp_path: Path):
    jobs.enqueue("hopeless", 5)
    db.session.commit()
    start(0)
    assert said(tmp_path, "given up", 1) == ["It is too long. 5"]
    assert said(tmp_path, "tried", 3) == ["5", "5", "5"]


def test_a_worker_told_to_stop_stops(start: Start, tmp_path: Path):
    jobs.enqueue("slow", 1)
    db.session.commit()
    process = start(0)
    said(tmp_path, "done", 1)
    process.terminate()
    assert process.wait(30) == 0


def test_a_worker_told_to_stop_hands_back_what_it_cannot_finish(start: Start, tmp_path: Path):
    jobs.enqueue("slow", 7)
    db.session.commit()
    process = start(60, "worker-1", 1)
    assert said(tmp_path, "begun", 1) == ["7"]
    process.terminate()
    assert process.wait(30) == 0
    start(0, "worker-2")
    assert said(tmp_path, "done", 1) == ["7"]


def test_a_job_nobody_declared_is_not_queued(app: Flask):
    with pytest.raises(KeyError):
        jobs.enqueue("unheard of", 1)


def test_a_daily_job_runs_once_a_day_however_many_workers_there_are(start: Start, tmp_path: Path):
    both = [start(0, "worker-1"), start(0, "worker-2")]
    (day,) = said(tmp_path, "dawned", 1)
    assert len(day) == len("2026-11-19")
    time.sleep(1.5)
    for process in both:
        process.terminate()
        assert process.wait(30) == 0
    start(0, "worker-1")
    jobs.enqueue("slow", 1)
    db.session.commit()
    said(tmp_path, "done", 1)
    assert said(tmp_path, "dawned", 1) == [day]


@pytest.fixture
def early(monkeypatch: pytest.MonkeyPatch) -> None:
    """A daily job of that name, from 7:30am, and no other."""
    for known in ("JOBS", "GIVEN_UP", "QUEUE_OF"):
        monkeypatch.setattr(jobs, known, dict(getattr(jobs, known)))
    monkeypatch.setattr(jobs, "DAILY", {})
    jobs.every_day("early", lambda _day: None, lambda *_: None, lambda _day: clock(7, 30))


def queued() -> list[str]:
    """The daily jobs in the queue, by what they are called there."""
    table = "workflow_status" if db.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    rows = db.session.execute(text(f"SELECT workflow_uuid FROM {table} ORDER BY workflow_uuid"))
    return [row[0] for row in rows]


def london(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=LONDON)


def test_a_daily_job_waits_for_its_time_in_london_and_is_queued_once(app: Flask, early: None):
    assert jobs.enqueue_daily(london("2026-06-18 07:29")) == []
    assert jobs.enqueue_daily(london("2026-06-18 07:30")) == ["early"]
    assert jobs.enqueue_daily(london("2026-06-18 23:59")) == ["early"]
    assert queued() == ["early 2026-06-18"]
    jobs.enqueue_daily(london("2026-06-19 00:01"))
    jobs.enqueue_daily(london("2026-06-21 12:00"))
    assert queued() == ["early 2026-06-18", "early 2026-06-21"]


def test_a_worker_does_not_queue_again_what_it_knows_it_has_queued(app: Flask, early: None):
    known: set[str] = set()
    assert jobs.enqueue_daily(london("2026-06-18 08:00"), known) == ["early"]
    assert jobs.enqueue_daily(london("2026-06-18 08:01"), known) == []
    assert jobs.enqueue_daily(london("2026-06-19 08:00"), known) == ["early"]


def test_what_is_queued_twice_under_one_name_counts_once(app: Flask, early: None):
    for _ in range(2):
        jobs.enqueue("early", "2026-11-19", once="by hand")
        db.session.commit()
    assert queued() == ["early by hand"]


def test_the_queues_tables_are_told_from_ours(app: Flask):
    assert jobs.is_prepared()
    if db.engine.dialect.name == "sqlite":
        names = {row[0] for row in db.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))}
        ours = {name for name in names if jobs.is_ours(name, "table")}
        assert ours == {"alembic_version", *db.metadata.tables}


def test_an_error_that_the_queue_keeps_quotes_nothing_that_people_wrote(app: Flask):
    with pytest.raises(DBAPIError) as failed:
        db.session.execute(text("UPDATE answer SET nothing = :words"), {"words": "The visit upset me"})
    assert "UPDATE answer" in str(failed.value)
    assert "upset" not in str(failed.value)
