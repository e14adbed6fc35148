"""Heads of history outside the database: what a chain alone cannot tell, they tell (R9)."""

import json
import logging
import random
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, text

from app import jobs
from app.database import db, engine_options
from app.history import anchors, verifying
from app.history.actions import SERVICE, Actor, note
from app.history.anchors import Anchor
from app.history.chain import BEGINNING, link
from app.history.models import Event

AT = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
EVENTS, TIMES = 120, 50
Rows = list[dict[str, Any]]


def happen(count: int) -> None:
    """So many things that seal nothing, as when records are read."""
    for number in range(count):
        by = Actor(number % 7 + 1, f"Reader {number % 7}", capacity="Line manager", session_id=number)
        note("read", "record", number % 11 + 1, by, AT + timedelta(seconds=number), subject_id=number % 5 + 1)
    db.session.commit()


@pytest.fixture
def file(app, tmp_path):
    """The file that the service anchors history in."""
    app.config["HISTORY_ANCHORS"] = str(tmp_path / "anchors")
    app.extensions.pop("anchored", None)
    yield tmp_path / "anchors"
    app.extensions.pop("anchored", None)


def run(app, *args: str):
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["history", *args])


# The nine kinds of mutation. Each is given the rows, and changes them as an intruder would.


def edit_words(rows: Rows, at: int) -> None:
    rows[at]["actor"] = "Somebody Else"


def edit_hash(rows: Rows, at: int) -> None:
    rows[at]["hash"] = f"{at:064x}"


def delete(rows: Rows, at: int) -> None:
    del rows[at]


def delete_and_renumber(rows: Rows, at: int) -> None:
    del rows[at]
    for number, row in enumerate(rows, 1):
        row["id"] = number


def swap(rows: Rows, at: int) -> None:
    one, other = rows[at], rows[at - 1]
    one["id"], other["id"] = other["id"], one["id"]


def insert_one(rows: Rows, at: int) -> None:
    rows.insert(at, {**rows[at], "actor": "Nobody", "hash": f"{at:064x}"})
    for number, row in enumerate(rows, 1):
        row["id"] = number


def cut_tail(rows: Rows, at: int) -> None:
    del rows[at:]


def delete_and_seal_all(rows: Rows, at: int) -> None:
    delete_and_renumber(rows, at)
    seal_all(rows)


def edit_and_seal_all(rows: Rows, at: int) -> None:
    edit_words(rows, at)
    seal_all(rows)


def seal_all(rows: Rows) -> None:
    before = BEGINNING
    for row in rows:
        row["previous"] = before
        row["hash"] = before = link(Event(**{**row, "hash": ""}))


CHAIN_FINDS = (edit_words, edit_hash, delete, delete_and_renumber, swap, insert_one)
ANCHORS_FIND = (cut_tail, delete_and_seal_all, edit_and_seal_all)


@contextmanager
def intruder(app):
    """A connection of an intruder's own, without triggers, whose every change is taken back at the end."""
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    db.session.rollback()
    engine = create_engine(address, **engine_options(address))
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET session_replication_role = replica"))
            else:
                for verb in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER event_no_{verb}"))
            yield connection
            connection.rollback()
    finally:
        engine.dispose()


def found(connection, whole: Rows, mutate: Callable[[Rows, int], None], at: int, known: list[Anchor]) -> bool:
    """Whether verifying finds a mutation of the whole history."""
    rows = [dict(row) for row in whole]
    mutate(rows, at)
    same = 0
    while same < len(rows) and rows[same] == whole[same]:
        same += 1
    with connection.begin_nested():
        connection.execute(text(f"DELETE FROM event WHERE id > {same}"))
        if rows[same:]:
            connection.execute(insert(Event.__table__), rows[same:])
    return next(verifying.walk(connection, known)[0], None) is not None


@pytest.mark.any_engine  # both give the same rows; what is found in them is ours
@pytest.mark.parametrize("mutate", CHAIN_FINDS + ANCHORS_FIND, ids=lambda mutate: mutate.__name__)
def test_every_mutation_is_found_and_some_by_anchors_alone(app, mutate):
    """R9: 9 kinds, 50 times each, 450 of 450 found; without anchors 0 of 150 of the last three kinds."""
    happen(EVENTS)
    chance = random.Random(mutate.__name__)
    places = [chance.randrange(1, EVENTS) for _ in range(TIMES)]
    with verifying.still(db.engine) as connection:
        whole = [dict(row._mapping) for row in connection.execute(Event.__table__.select().order_by(Event.id))]
    known = [Anchor(number, whole[number - 1]["hash"], "2026-11-19") for number in (100, EVENTS)]
    with intruder(app) as connection:
        assert not found(connection, whole, lambda rows, at: None, 1, known)
        tried = {"with": 0, "without": 0}
        for at in places:
            for name, held in (("with", known), ("without", [])):
                change = connection.begin_nested()
                tried[name] += found(connection, whole, mutate, at, held)
                change.rollback()
    assert tried == {"with": TIMES, "without": TIMES if mutate in CHAIN_FINDS else 0}


def test_an_anchor_is_one_line_in_the_file_and_one_in_the_log(app, file, caplog):
    happen(3)
    with caplog.at_level(logging.INFO, "oversight.history"):
        assert "Anchored event 3" in run(app, "anchor").output
    line = json.loads(file.read_text())
    assert (line["anchor"], len(line["hash"])) == (3, 64)
    assert {"anchor": 3, "hash": line["hash"]} in [record.msg for record in caplog.records]
    happen(2)
    run(app, "anchor")
    assert [anchor.number for anchor in anchors.read(file)] == [3, 5]
    assert anchors.last(file).number == 5


def test_verifying_counts_the_anchors_and_names_what_does_not_fit(app, file, tmp_path):
    happen(5)
    run(app, "anchor")
    assert run(app, "verify").output.strip() == "History holds: 5 events, 0 sealed things, 1 anchors"
    forged = tmp_path / "forged"
    forged.write_text(
        json.dumps({"anchor": 2, "at": "2026-11-19", "hash": "0" * 64}) + "\n"
        'Nov 20 01:20 host oversight: {"at": "2026-11-20", "level": "info", "anchor": 9, "hash": "aa"}\nand more\n'
    )
    answer = run(app, "verify", "--anchors", str(forged))
    assert answer.exit_code == 1
    assert "event 2 is not the one that was anchored on 2026-11-19" in answer.output
    assert "event 9 is missing: it was anchored on 2026-11-20, and history ends at 5" in answer.output


def test_a_file_that_holds_no_anchors_is_not_taken_for_one(app, tmp_path):
    odd = tmp_path / "odd"
    odd.write_text('{"anchor": "many"}\n')
    answer = run(app, "verify", "--anchors", str(odd))
    assert answer.exit_code == 1
    assert "line 1, is no anchor" in answer.output


def test_the_worker_anchors_after_a_hundred_events_and_not_before(app, file):
    happen(99)
    anchors.write_if_due(AT)
    assert not file.exists()
    happen(1)
    anchors.write_if_due(AT)
    anchors.write_if_due(AT)
    assert [anchor.number for anchor in anchors.read(file)] == [100]
    app.extensions.pop("anchored")  # a worker that has just started finds the last anchor in the file
    happen(50)
    anchors.write_if_due(AT)
    assert [anchor.number for anchor in anchors.read(file)] == [100]


def test_anchors_that_were_taken_away_are_missed(app, file):
    happen(2)
    run(app, "anchor")
    assert "No anchor was looked at" not in run(app, "verify").output
    file.unlink()
    assert f"No anchor was looked at: {file} is not there" in run(app, "verify").output


def test_half_an_anchor_that_a_full_disk_left_spoils_none_after_it(app, file):
    happen(2)
    run(app, "anchor")
    with file.open("a") as content:
        content.write('{"anchor": 2, "at": "2026-11-')
    assert "line 2, is no anchor" in run(app, "verify").output
    happen(1)
    run(app, "anchor")
    assert run(app, "verify").output.strip() == "History holds: 3 events, 0 sealed things, 2 anchors"


def test_a_file_of_another_database_keeps_nobody_from_anchoring(app, file):
    file.write_text(json.dumps({"anchor": 5000, "at": "2026-11-19T01:20:00+00:00", "hash": "aa"}) + "\n")
    happen(3)
    anchors.write_if_due(AT)
    anchors.write_if_due(AT)
    assert [anchor.number for anchor in anchors.read(file)] == [5000, 3]
    assert run(app, "verify").exit_code == 1


def test_an_anchor_that_cannot_be_written_is_told(app, file, tmp_path):
    note("read", "record", 1, SERVICE, AT)
    db.session.commit()
    app.config["HISTORY_ANCHORS"] = str(tmp_path / "nowhere" / "anchors")
    answer = run(app, "anchor")
    assert answer.exit_code == 1
    assert "The file of anchors cannot be written: No such file or directory" in answer.output


def test_what_is_written_while_history_is_verified_is_no_break(app):
    happen(30)
    with verifying.still(db.engine) as connection:
        happen(20)
        breaks, way = verifying.walk(connection)
        assert list(breaks) == []
        assert way.events == 30


def test_the_head_is_anchored_every_day_however_little_happened(app, file):
    happen(2)
    assert "history.anchor" in jobs.DAILY
    jobs.JOBS["history.anchor"]("2026-11-19")
    assert [anchor.number for anchor in anchors.read(file)] == [2]
