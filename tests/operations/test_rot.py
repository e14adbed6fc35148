"""Disks that rot: a flipped bit in a signed row is found (R11), and a broken database file is not served."""

import random
import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, select
from sqlalchemy.exc import SQLAlchemyError

from app.database import db, engine_options, quick_problem
from app.history import verifying
from app.history.models import Event
from app.history.seals import SEALS
from tests import make, papers
from tests.faults.sizes import size

FLIPS = size(200, 5000)
TIME = re.compile(rb"(\d{4}-\d\d-\d\d).(\d\d:\d\d:\d\d).(\d{6})", re.DOTALL)
SQLITE = engine_options("sqlite://")["module"]


@pytest.fixture
def file(app, tmp_path) -> Path:
    """A small database with signed records and their history, in one file."""
    unit = make.unit()
    for _ in range(5):
        papers.session(unit.isla, unit.lowri, "locked")
    db.session.commit()
    address = db.engine.url.database
    db.session.remove()
    with closing(SQLITE.connect(address)) as source, closing(SQLITE.connect(tmp_path / "whole.db")) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        kept = {"event", "removed", *(how.rows.selected_columns[0].table.name for how in SEALS.values())}
        for kind in ("trigger", "table"):  # what history does not seal would only dilute what is tried
            names = target.execute("SELECT name FROM sqlite_master WHERE type = ?", (kind,)).fetchall()
            for (name,) in names:
                if name not in kept and not name.startswith("sqlite_"):
                    target.execute(f"DROP {kind} {name}")
        target.commit()
        target.execute("VACUUM")
    return tmp_path / "whole.db"


def held(path: Path) -> dict[str, list[tuple]] | None:
    """What every event and every sealed thing says, as bytes; None where it cannot be read. A time says the same
    whatever stands between its parts.
    """
    queries = {"event": select(Event.__table__).order_by(Event.id)}
    queries |= {kind: how.rows.order_by(how.rows.selected_columns[0]) for kind, how in SEALS.items()}
    with closing(SQLITE.connect(path)) as connection:
        connection.text_factory = bytes
        try:
            rows = {name: connection.execute(str(query)).fetchall() for name, query in queries.items()}
        except (SQLITE.Error, UnicodeError):  # a name in the schema may be no text any more
            return None
    return {name: [tuple(map(said, row)) for row in found] for name, found in rows.items()}


def said(value: object) -> object:
    """What a stored value is read as."""
    found = TIME.fullmatch(value) if isinstance(value, bytes) else None
    return found.groups() if found else value


def integrity(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the file."""
    with closing(SQLITE.connect(path)) as connection:
        try:
            return connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        except (SQLITE.Error, UnicodeError):
            return False


def history_holds(path: Path) -> bool:
    """Whether verifying finds nothing."""
    engine = create_engine(f"sqlite:///{path}", module=SQLITE)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    try:
        with verifying.still(engine) as connection:
            return next(verifying.walk(connection)[0], None) is None
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


@pytest.mark.any_engine
def test_no_flipped_bit_changes_what_was_signed_unnoticed(engine, file, tmp_path):
    """R11: of so many single flips 0 change a row and are found by nothing. SQLite alone would miss some of them."""
    assert engine == "sqlite"
    whole = held(file)
    assert integrity(file)
    assert history_holds(file)
    chance, unnoticed, past_sqlite = random.Random(11), [], 0
    content = file.read_bytes()
    rotten = tmp_path / "rotten.db"
    for _ in range(FLIPS):
        byte, bit = chance.randrange(len(content)), chance.randrange(8)
        rotten.write_bytes(content[:byte] + bytes([content[byte] ^ 1 << bit]) + content[byte + 1 :])
        if held(rotten) == whole:
            continue
        sound = integrity(rotten)
        past_sqlite += sound
        if sound and history_holds(rotten):
            unnoticed.append(content[byte - 60 : byte + 20])  # so that a failure shows where
    assert unnoticed == []
    assert past_sqlite > 20, "flips that integrity_check misses are what history is for"


@pytest.mark.any_engine
def test_a_broken_file_is_told_before_it_is_served(engine, file):
    assert engine == "sqlite"
    content = file.read_bytes()
    broken = {
        "header": b"\0" * 100 + content[100:],
        "short": content[: len(content) // 2],
        "page": content[:8192] + b"\0" * 4096 + content[12288:],
        "none": content,
    }
    for harm, left in broken.items():
        file.write_bytes(left)
        assert bool(quick_problem(f"sqlite:///{file}")) == (harm != "none"), harm


@pytest.mark.any_engine
def test_a_broken_database_is_not_served(app, engine, file, monkeypatch):
    assert engine == "sqlite"
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{file}"
    for command in (["serve"], ["worker"]):
        answer = app.test_cli_runner().invoke(args=command)
        assert answer.exit_code == 1
        assert "The database file is damaged" in answer.output
        assert "flask restore-check" in answer.output


def test_a_database_that_is_not_there_yet_or_is_a_server_is_not_looked_at(tmp_path):
    shutil.rmtree(tmp_path / "none", ignore_errors=True)
    assert quick_problem(f"sqlite:///{tmp_path}/none.db") == ""
    assert quick_problem("postgresql://nobody@127.0.0.1:1/none") == ""
