"""What is final refuses every statement, whoever sends it over the service's own connection."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.database import db
from app.history.models import Event
from app.records import actions
from app.records.models import LEAD, Answer, Record
from tests import papers

FINAL = ("event", "snapshot", "signature", "addendum")


@pytest.fixture
def record(unit) -> Record:
    """A session that is signed, with an addendum under it."""
    signed = papers.session(unit.isla, unit.lowri, "locked")
    when = db.session.scalar(select(Event.at).order_by(Event.id.desc()).limit(1))
    actions.add(papers.paper(signed), LEAD, "The room was changed since.", papers.by(unit.isla), when)
    db.session.commit()
    return signed


def content(table: str) -> list[tuple]:
    return [tuple(row) for row in db.session.execute(text(f"SELECT * FROM {table} ORDER BY id"))]


def refused(table: str, statement: str) -> None:
    """The statement fails by our own trigger, and the table is as it was."""
    db.session.rollback()
    before = content(table)
    assert before
    with pytest.raises(DBAPIError, match="this row is final and cannot be changed"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert content(table) == before
    db.session.rollback()


@pytest.mark.parametrize("table", FINAL)
def test_a_final_row_is_neither_changed_nor_deleted(record, table: str):
    column = {"event": "reason", "snapshot": "body", "signature": "comment", "addendum": "text"}[table]
    refused(table, f"UPDATE {table} SET {column} = 'other'")
    refused(table, f"UPDATE {table} SET {column} = {column}")
    refused(table, f"UPDATE {table} SET id = id + 1000")
    refused(table, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", FINAL)
def test_a_final_row_is_not_replaced_or_emptied(record, table: str):
    if db.engine.dialect.name == "sqlite":
        refused(table, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = 1")
        refused(table, f"REPLACE INTO {table} SELECT * FROM {table}")
    else:
        refused(table, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "change",
    [
        "state = 'draft'", "kind = 'observation'", "version = 2", "subject_id = lead_id", "lead_id = subject_id",
        "lead_capacity = 'QDO'", "happened_on = '2026-01-01'", "snapshot_id = NULL", "locked_at = NULL",
        "follows_id = id",
    ],
)  # fmt: skip
def test_a_locked_record_keeps_what_was_signed(record, change: str):
    refused("record", f"UPDATE record SET {change}")


def test_a_locked_record_is_not_deleted_or_replaced(record):
    refused("record", "DELETE FROM record")
    if db.engine.dialect.name == "sqlite":
        refused("record", "INSERT OR REPLACE INTO record SELECT * FROM record")
    else:
        refused("record", "TRUNCATE record CASCADE")


def test_a_locked_record_is_still_logged_and_marked_as_opened_in_error(record):
    db.session.execute(text("UPDATE record SET logged_reference = 'SOP-48213', void_reason = 'Opened twice.'"))
    db.session.commit()
    db.session.refresh(record)
    assert (record.logged_reference, record.void_reason) == ("SOP-48213", "Opened twice.")


@pytest.mark.parametrize("state", ["sent", "agreed", "locked"])
def test_the_answers_of_a_sent_record_refuse_every_change(unit, state: str):
    sent = papers.session(unit.isla, unit.lowri, state)
    db.session.commit()
    refused("answer", "UPDATE answer SET text = 'something else' WHERE id = 1")
    refused("answer", "DELETE FROM answer WHERE id = 1")
    columns = "record_id, part, key, text, revision, saved_at, saved_by"
    values = f"SELECT {sent.id}, 'lead', 'one more', 'words', 1, saved_at, saved_by FROM answer WHERE id = 1"
    refused("answer", f"INSERT INTO answer ({columns}) {values}")
    if db.engine.dialect.name == "sqlite":
        refused("answer", "INSERT OR REPLACE INTO answer SELECT * FROM answer WHERE id = 1")
    else:
        refused("answer", "TRUNCATE answer")


def test_the_answers_of_a_draft_may_change(unit):
    draft = papers.session(unit.isla, unit.lowri)
    db.session.commit()
    db.session.execute(text("UPDATE answer SET text = 'Better words' WHERE id = 1"))
    db.session.commit()
    first = db.session.scalar(select(Answer).where(Answer.record_id == draft.id).order_by(Answer.id).limit(1))
    db.session.refresh(first)
    assert first.text == "Better words"


def test_an_answer_does_not_move_from_a_draft_into_a_sent_record(unit):
    sent = papers.session(unit.isla, unit.lowri, "sent")
    draft = papers.session(unit.isla, unit.pius)
    db.session.commit()
    moves = f"UPDATE answer SET record_id = {sent.id}, key = 'moved' WHERE record_id = {draft.id} AND key = 'place'"
    refused("answer", moves)


def test_an_answer_does_not_move_out_of_a_sent_record(unit):
    sent = papers.session(unit.isla, unit.lowri, "sent")
    draft = papers.session(unit.isla, unit.pius)
    db.session.commit()
    moves = f"UPDATE answer SET record_id = {draft.id}, key = 'moved' WHERE record_id = {sent.id} AND key = 'place'"
    refused("answer", moves)
