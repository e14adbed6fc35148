"""PostgreSQL in earnest: nobody waits without end, a fault changes nothing, and the next request works."""

import os
import shlex
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
import time_machine
from sqlalchemy import create_engine, text
from sqlalchemy.exc import InternalError, OperationalError

from app import database
from app.config import from_environment
from app.database import Patience, db
from app.history import appending
from app.history.actions import SERVICE, note
from app.history.models import Event
from app.history.queries import breaks
from app.records.models import Signature
from app.web.clock import now
from tests import make, papers, postgresql
from tests.attacks.test_races import signing
from tests.browsing import Client
from tests.conftest import NOW
from tests.stores import Store

WORDS = "too much was happening at once"
SAFE = {"OVERSIGHT_ENV": "production", "SECRET_KEY": "k" * 40}


@pytest.fixture
def store(on_postgresql: Store) -> Store:
    return on_postgresql


@contextmanager
def another(store: Store) -> Iterator[psycopg.Connection]:
    """A connection of somebody else's."""
    with psycopg.connect(store.app.config["SQLALCHEMY_DATABASE_URI"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait for a second where they wait for five or fifteen in life."""
    monkeypatch.setitem(database.PATIENCE, database.WEB, Patience(1, 1, 1))
    db.engine.dispose()


def shown(setting: str) -> str:
    """What PostgreSQL holds this app's connections to."""
    db.session.remove()
    db.engine.dispose()
    return str(db.session.scalar(text(f"SHOW {setting}")))


@pytest.mark.parametrize(
    ("process", "name", "limits"),
    [
        ("web", "oversight web", ("15s", "5s", "1min")),
        ("worker:worker-2", "oversight worker-2", ("10min", "30s", "10min")),
        ("command", "oversight command", ("0", "1min", "0")),
    ],
)
def test_a_connection_says_who_it_is_and_waits_as_long_as_its_process_may(store, process, name, limits):
    store.app.config["PROCESS"] = process
    assert shown("application_name") == name
    kinds = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    assert tuple(shown(kind) for kind in kinds) == limits


@pytest.fixture
def signer(app, sign_in) -> tuple[Client, str, dict[str, str]]:
    """A browser, and how it signs a record that waits for it."""
    people = make.unit()
    record = papers.session(people.isla, people.lowri, "sent")
    browser = sign_in(people.lowri)
    found = browser, f"/records/{record.id}/sign", signing(record)
    db.session.commit()
    return found


def insist_nothing_happened(answer) -> None:
    """The page says in words that it was too much, and no row tells of it."""
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert WORDS in answer.text
    assert db.session.query(Signature).count() == 0
    assert db.session.query(Event).filter_by(verb="signed").count() == 0
    db.session.rollback()


def test_who_waits_too_long_for_a_lock_is_told_and_nothing_changes(store, signer, hurried):
    browser, address, data = signer
    with another(store) as holder, holder.transaction():
        holder.execute("SELECT 1 FROM record FOR UPDATE")
        insist_nothing_happened(browser.post(address, data=data))
    assert browser.post(address, data=data).status_code == 303
    assert list(breaks()) == []


def test_a_statement_that_takes_too_long_is_given_up_and_nothing_changes(store, signer, hurried):
    browser, address, data = signer
    with another(store) as owner:
        owner.execute("CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
                      "'BEGIN PERFORM pg_sleep(5); RETURN NEW; END'")  # fmt: skip
        owner.execute("CREATE TRIGGER slow BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION slow()")
        insist_nothing_happened(browser.post(address, data=data))
        owner.execute("DROP TRIGGER slow ON event")
        owner.execute("DROP FUNCTION slow")
    assert browser.post(address, data=data).status_code == 303


def test_a_transaction_left_open_is_ended_and_the_page_says_so(store, signer, hurried, monkeypatch):
    browser, address, data = signer
    from app.records import actions

    signed = actions.sign

    def slowly(*given, **named):
        time.sleep(1.5)
        return signed(*given, **named)

    monkeypatch.setattr(actions, "sign", slowly)
    insist_nothing_happened(browser.post(address, data=data))
    monkeypatch.undo()
    assert browser.post(address, data=data).status_code == 303


def test_more_requests_than_connections_wait_a_moment_and_are_told(store, signer, monkeypatch):
    browser, address, data = signer
    monkeypatch.setattr(db.engine.pool, "_timeout", 0.1)
    held = [db.engine.connect() for _ in range(store.app.config["WEB_THREADS"] + database.SPARE)]
    try:
        with time_machine.travel(NOW, tick=True):  # the pool waits by this clock
            answer = browser.post(address, data=data)
    finally:
        for connection in held:
            connection.close()
    insist_nothing_happened(answer)
    assert browser.post(address, data=data).status_code == 303


def test_connections_ended_by_the_server_are_made_anew(store, signer):
    browser, address, data = signer
    db.session.commit()
    with another(store) as owner:
        (count,) = owner.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = %s",
            ("oversight web",),
        ).fetchone()
    assert count > 0
    assert browser.post(address, data=data).status_code == 303


def test_a_connection_ended_in_the_middle_of_a_request_changes_nothing(store, signer):
    browser, address, data = signer
    with another(store) as holder, holder.transaction():
        holder.execute("SELECT 1 FROM record FOR UPDATE")
        thread = threading.Thread(target=lambda: end_who_waits(store))
        thread.start()
        insist_nothing_happened(browser.post(address, data=data))
        thread.join()
    assert browser.post(address, data=data).status_code == 303


def end_who_waits(store: Store) -> None:
    """End the one connection that waits for a lock, once it does."""
    ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with another(store) as owner:
        for _ in range(100):
            if owner.execute(ends).fetchall():
                return
            time.sleep(0.05)


def test_a_server_that_is_away_and_comes_back_needs_no_restart_here(store, signer, client):
    browser, address, data = signer
    folder = db.session.scalar(text("SHOW data_directory"))
    db.session.rollback()
    before = given(folder)
    control(folder, "stop")
    try:
        answers = [client.get(page) for page in ("/health", "/ready")]
        insist = browser.get("/")
    finally:
        control(folder, "start", before)
    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "alive\n"), (503, "database\n")]
    assert (insist.status_code, insist.headers["Retry-After"]) == (503, "5")
    assert client.get("/ready").text == "ready\n"
    assert browser.post(address, data=data).status_code == 303
    assert list(breaks()) == []


def control(folder: str, verb: str, before: str = "") -> None:
    """Stop or start the tests' server, as its own user, with the options it was started with."""
    become = ["runuser", "-u", postgresql.RUNAS, "--"] if os.geteuid() == 0 else []
    options = ["-m", "fast"] if verb == "stop" else ["-l", f"{folder}/../log", "-o", before]
    command = [*become, str(postgresql.binaries() / "pg_ctl"), "-D", folder, "-w", *options, verb]
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def given(folder: str) -> str:
    """The options the server was started with, as it wrote them down."""
    words = shlex.split(Path(folder, "postmaster.opts").read_text())
    return " ".join(words[words.index("-D") + 2 :])


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://o@db.example/o",
        "postgresql://o@db.example/o?sslmode=require",
        "postgresql://o@db.example/o?sslmode=verify-ca",
        "postgresql://o@/o?host=db.example",
        "postgresql://o@/o?host=localhost&host=db.example",
        "postgresql://o@/o?hostaddr=10.0.0.7",
        "postgresql+psycopg://o@10.0.0.7:5432/o?sslmode=prefer",
        "postgresql://o@localhost/o?host=db.example",
        "postgresql://o@localhost/o?hostaddr=10.0.0.7",
        "postgresql:///o?service=main",
    ],
)
def test_production_refuses_a_database_over_a_network_that_proves_nothing(address):
    with pytest.raises(ValueError, match="verify-full"):
        from_environment({**SAFE, "DATABASE_URL": address})


@pytest.mark.parametrize(
    ("address", "environment"),
    [
        ("postgresql://o@db.example/o?sslmode=verify-full", {}),
        ("postgresql://o@db.example/o", {"PGSSLMODE": "verify-full"}),
        ("postgresql://o@localhost/o", {}),
        ("postgresql://o@127.0.0.1:5432/o", {}),
        ("postgresql:///o", {}),
        ("postgresql://o@/o?host=/run/postgresql", {}),
    ],
)
def test_production_takes_a_database_on_this_machine_or_one_that_proves_its_name(address, environment):
    assert from_environment({**SAFE, **environment, "DATABASE_URL": address})["SQLALCHEMY_DATABASE_URI"] == address


def test_elsewhere_than_in_production_any_database_will_do():
    address = "postgresql://o@db.example/o"
    read = from_environment({"SECRET_KEY": "k" * 40, "DATABASE_URL": address})
    assert read["SQLALCHEMY_DATABASE_URI"] == address


@pytest.mark.parametrize("wrong", [{"WEB_THREADS": "none"}, {"WEB_THREADS": "0"}, {"METRICS_TOKEN": "short"}])
def test_a_setting_that_cannot_be_is_refused_at_start(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        from_environment({"SECRET_KEY": "k" * 40, **wrong})


def test_a_process_opens_a_connection_a_thread_and_two_more():
    options = database.engine_options("postgresql://o@/o", threads=4)
    assert (options["pool_size"], options["max_overflow"], options["pool_timeout"]) == (4, 2, 5)


def prepared(store: Store, *, reads: bool) -> int:
    """How many statements a connection as in life has prepared after seven pages that asked the same."""
    engine = create_engine(store.app.config["SQLALCHEMY_DATABASE_URI"])
    database.use_postgresql_rules(engine, lambda: database.WEB)
    promised = database.writing.set(not reads)
    try:
        for _ in range(7):
            with engine.connect() as connection:
                connection.execute(text("SELECT name FROM person WHERE id = 1"))
        with engine.connect() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM pg_prepared_statements")) or 0)
    finally:
        database.writing.reset(promised)
        engine.dispose()


def test_what_pages_that_only_read_have_prepared_stays(store):
    assert prepared(store, reads=True) == 1
    assert prepared(store, reads=False) == 0


def test_who_promised_to_read_cannot_write(store):
    promised = database.writing.set(False)
    try:
        with pytest.raises(InternalError, match="read-only"):
            make.person()
    finally:
        database.writing.reset(promised)
        db.session.rollback()


def in_turn(store: Store, *, appends_at_once: bool) -> list[str]:
    """One verb notes and then changes a row; another changed that row before it notes. Gives what went wrong."""
    person_id, problems = make.person().id, []
    db.session.commit()
    db.session.remove()
    changed, noted = threading.Event(), threading.Event()
    change = text("UPDATE person SET name = name WHERE id = :id")

    def run(work: Callable[[], None]) -> None:
        with store.app.app_context():
            try:
                work()
                db.session.commit()
            except OperationalError as problem:
                problems.append(type(problem.orig).__name__)
                db.session.rollback()
            finally:
                db.session.remove()

    def first() -> None:
        changed.wait(10)
        note("tried", "person", person_id, SERVICE, now())
        if appends_at_once:
            appending.append()
        noted.set()
        db.session.execute(change, {"id": person_id})

    def second() -> None:
        db.session.execute(change, {"id": person_id})
        changed.set()
        noted.wait(10)
        note("tried", "person", person_id, SERVICE, now())

    threads = [threading.Thread(target=run, args=(work,)) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def test_verbs_that_write_in_opposite_order_do_not_wait_for_each_other(store):
    assert in_turn(store, appends_at_once=False) == []
    assert db.session.query(Event).filter_by(verb="tried").count() == 2
    assert list(breaks()) == []


def test_they_would_if_events_joined_the_chain_at_once(store):
    assert in_turn(store, appends_at_once=True) == ["DeadlockDetected"]


def test_nobody_waits_behind_a_long_verb_that_has_noted_something(store):
    note("began a long import", "person", 1, SERVICE, now())
    db.session.flush()
    with store.app.app_context():
        note("did something short", "person", 2, SERVICE, now())
        db.session.execute(text("SET LOCAL lock_timeout = '200ms'"))
        db.session.commit()
        db.session.remove()
    db.session.commit()
    assert [event.thing_id for event in db.session.query(Event).order_by(Event.id)] == [2, 1]
    assert list(breaks()) == []


def test_what_a_savepoint_takes_back_is_not_noted(store):
    note("kept", "person", 1, SERVICE, now())
    with suppress(ZeroDivisionError), db.session.begin_nested():
        note("taken back", "person", 1, SERVICE, now())
        assert db.session.query(Event).filter_by(verb="taken back").count() == 1
        raise ZeroDivisionError
    note("kept too", "person", 1, SERVICE, now())
    db.session.commit()
    assert [event.verb for event in db.session.query(Event).order_by(Event.id)] == ["kept", "kept too"]
    assert list(breaks()) == []


def test_what_is_rolled_back_is_not_noted_by_the_next_verb(store):
    note("rolled back", "person", 1, SERVICE, now())
    db.session.rollback()
    note("closed", "person", 1, SERVICE, now())
    db.session.close()
    note("kept", "person", 1, SERVICE, now())
    db.session.commit()
    assert [event.verb for event in db.session.query(Event)] == ["kept"]
