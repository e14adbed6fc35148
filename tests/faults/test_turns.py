"""Those who write to SQLite in one process do so in the order they came, and nobody is left holding the turn."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from app.database import Turns, sqlite_module, use_sqlite_rules, writing


def wait_for(turns: Turns, number: int) -> None:
    """Until so many stand in the queue."""
    while len(turns._waiting) < number:
        threading.Event().wait(0.001)


def test_first_come_first_served():
    turns, served, threads = Turns(), [], []
    turns.take("first")

    def write(name: str) -> None:
        turns.take(name)
        served.append(name)
        turns.give_back(name)

    for number in range(6):
        threads.append(threading.Thread(target=write, args=[f"writer {number}"]))
        threads[-1].start()
        wait_for(turns, number + 1)
    turns.give_back("first")
    for thread in threads:
        thread.join()
    assert served == [f"writer {number}" for number in range(6)]


def test_who_waits_too_long_is_told_that_it_is_locked_and_holds_up_nobody(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Turns, "PATIENCE", 0.01)
    turns = Turns()
    turns.take("slow")
    with pytest.raises(OperationalError, match="database is locked"):
        turns.take("second")
    turns.give_back("slow")
    turns.take("third")


def test_giving_back_what_one_does_not_have_changes_nothing():
    turns = Turns()
    turns.take("one")
    turns.give_back("other")
    assert turns._holder == "one"


def test_every_way_a_transaction_ends_gives_the_turn_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Turns, "PATIENCE", 0.5)
    writing.set(True)
    engine = create_engine(f"sqlite:///{tmp_path}/turns.db", module=sqlite_module)
    use_sqlite_rules(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (words)"))
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO note VALUES ('never committed')"))  # rolled back when it is let go
    with pytest.raises(OperationalError), engine.begin() as connection:
        connection.execute(text("INSERT INTO nothing VALUES (1)"))
    broken = engine.connect()
    broken.execute(text("INSERT INTO note VALUES ('lost')"))
    broken.invalidate()
    broken.close()
    foreign = sqlite_module.connect(f"{tmp_path}/turns.db", isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with engine.connect() as connection:
        connection.connection.dbapi_connection.execute("PRAGMA busy_timeout=1")
        with pytest.raises(OperationalError, match="locked"):
            connection.execute(text("SELECT 1"))
    foreign.close()
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO note VALUES ('last')"))
        assert connection.execute(text("SELECT words FROM note")).scalars().all() == ["last"]
    engine.dispose()
