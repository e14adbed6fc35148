"""`flask history verify`: what was altered behind the service's back is found and named."""

import pytest
from sqlalchemy import create_engine, select, text

from app.database import db, engine_options
from app.history.actions import SERVICE, note
from app.history.models import Event
from app.records import actions
from app.records.models import LEAD, Addendum, Record, Signature, Snapshot
from app.records.seals import seal_of, seal_of_removed
from tests import make, papers


@pytest.fixture
def record(app) -> Record:
    """A session that is signed, with an addendum under it."""
    unit = make.unit()
    signed = papers.session(unit.isla, unit.lowri, "locked")
    when = db.session.scalar(select(Event.at).order_by(Event.id.desc()).limit(1))
    actions.add(papers.paper(signed), LEAD, "The room was changed since.", papers.by(unit.isla), when)
    db.session.commit()
    return signed


def verify(app):
    db.session.rollback()
    db.session.expire_all()
    return app.test_cli_runner().invoke(args=["history", "verify"])


def behind_the_back(app, *statements: str) -> None:
    """Change rows over a connection of one's own, the triggers of their tables taken away first."""
    db.session.rollback()
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    intruder = create_engine(address, **engine_options(address))
    try:
        with intruder.begin() as connection:
            for table in ("event", "snapshot", "signature", "addendum", "record", "removed"):
                if intruder.dialect.name == "postgresql":
                    connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            if intruder.dialect.name == "sqlite":
                for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                    connection.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                connection.execute(text(statement))
    finally:
        intruder.dispose()


def test_a_whole_history_is_counted(app, record):
    answer = verify(app)
    events = db.session.query(Event).count()
    assert answer.exit_code == 0, answer.output
    # The snapshot, two signatures, the record, the addendum.
    assert answer.output.strip() == f"History holds: {events} events, 5 sealed things"


def test_an_empty_history_holds(app):
    answer = verify(app)
    assert (answer.exit_code, answer.output.strip()) == (0, "History holds: 0 events, 0 sealed things")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE signature SET comment = 'I never said so' WHERE part = 'subject'", "signature 1 was altered"),
        ("UPDATE signature SET signed_at = '2026-11-01 09:00:00' WHERE part = 'lead'", "signature 2 was altered"),
        ("DELETE FROM signature WHERE part = 'lead'", "signature 2 is gone"),
        ("UPDATE snapshot SET body = replace(body, 'agitated', 'calm')", "snapshot 1 was altered"),
        ("UPDATE snapshot SET body = 'not even JSON'", "snapshot 1 was altered"),
        ("UPDATE snapshot SET fingerprint = '" + "0" * 64 + "'", "snapshot 1 was altered"),
        ("UPDATE addendum SET text = 'The room was never changed'", "addendum 1 was altered"),
        ("DELETE FROM addendum", "addendum 1 is gone"),
        ("UPDATE record SET happened_on = '2026-11-11'", "record 1 was altered"),
        ("UPDATE record SET lead_capacity = 'QDO'", "record 1 was altered"),
        ("UPDATE event SET actor = 'Somebody Else' WHERE verb = 'signed and locked'", "was altered (signed and locked"),
        ("UPDATE event SET reason = 'because' WHERE id = 1", "event 1 was altered"),
        ("DELETE FROM event WHERE id = 2", "event 2 is missing"),
    ],
)  # fmt: skip
def test_a_row_altered_behind_the_service_is_named(app, record, statement: str, named: str):
    behind_the_back(app, statement)
    answer = verify(app)
    assert answer.exit_code == 1, answer.output
    assert named in answer.output
    assert "History holds" not in answer.output


@pytest.mark.any_engine
def test_a_row_that_cannot_be_read_is_named_and_the_rest_is_looked_at(app, engine, record):
    assert engine == "sqlite"  # PostgreSQL takes no time that is none
    behind_the_back(
        app,
        "UPDATE signature SET signed_at = 'r026-11-12 12:00:00.000000' WHERE part = 'lead'",
        "UPDATE addendum SET text = 'The room was never changed'",
    )
    answer = verify(app)
    assert answer.exit_code == 1
    assert "signature 2 cannot be read" in answer.output
    assert "addendum 1 was altered" in answer.output
    assert "signature 1" not in answer.output


def test_what_lies_outside_the_signed_text_may_change(app, record):
    behind_the_back(app, "UPDATE record SET logged_reference = 'SOP-48213'")
    assert verify(app).exit_code == 0


def test_an_altered_event_that_is_linked_again_still_breaks_the_next(app, record):
    event = db.session.get(Event, 2)
    later = db.session.get(Event, 3)
    assert later.previous == event.hash
    behind_the_back(app, f"UPDATE event SET hash = '{'1' * 64}' WHERE id = 2")
    output = verify(app).output
    assert "event 2 was altered" in output
    assert "event 3 does not follow" in output


def test_every_break_is_named_not_only_the_first(app, record):
    behind_the_back(app, "UPDATE addendum SET text = 'No'", "UPDATE signature SET comment = 'No'")
    output = verify(app).output
    assert db.session.query(Signature).count() == 2
    assert db.session.query(Addendum).count() == 1
    for named in ("addendum 1", "signature 1", "signature 2"):
        assert named in output


def test_a_row_slipped_in_behind_the_service_is_named(app, record):
    behind_the_back(
        app,
        "INSERT INTO addendum (record_id, person_id, name, capacity, text, signed_at, fingerprint)"
        " SELECT record_id, person_id, name, capacity, 'Forged', signed_at, fingerprint FROM addendum",
    )
    answer = verify(app)
    assert answer.exit_code == 1
    assert "addendum 2 was never noted in history" in answer.output


def test_a_tail_cut_off_leaves_signed_rows_without_their_events(app, record):
    last = db.session.scalar(select(Event.id).where(Event.thing == "record", Event.seal != ""))
    behind_the_back(app, f"DELETE FROM event WHERE id >= {last}")
    answer = verify(app)
    assert answer.exit_code == 1
    assert "record 1 was never noted in history" in answer.output


def test_a_text_emptied_behind_the_service_is_named(app, record):
    behind_the_back(app, "UPDATE snapshot SET body = ''", "UPDATE addendum SET text = ''")
    output = verify(app).output
    assert "snapshot 1 was altered" in output
    assert "addendum 1 was altered" in output


def test_a_text_that_history_says_was_removed_needs_its_stone(app, record):
    frozen, under = db.session.get(Snapshot, record.snapshot_id), db.session.get(Addendum, 1)
    before = {"snapshot": frozen.fingerprint, "addendum": seal_of(under)}
    behind_the_back(app, "UPDATE snapshot SET body = ''", "UPDATE addendum SET text = ''")
    db.session.refresh(under)
    at = under.signed_at
    for thing, seal in (("snapshot", seal_of_removed(frozen.fingerprint)), ("addendum", seal_of(under))):
        note("text removed when its years had passed", thing, 1, SERVICE, at, seal=seal)
    db.session.commit()
    output = verify(app).output
    assert "snapshot 1 has no text, and no stone that says why" in output
    assert "addendum 1 has no text, and no stone that says why" in output
    stone = "INSERT INTO removed (removal_id, thing, thing_id, seal, removed_at) VALUES (1, '{}', 1, '{}', '{}')"
    behind_the_back(app, *(stone.format(thing, seal, "2026-11-19 09:32:00") for thing, seal in before.items()))
    answer = verify(app)
    assert answer.exit_code == 0, answer.output
