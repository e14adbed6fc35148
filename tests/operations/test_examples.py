"""The examples for putting it into service: they name what there is, and the role of the service can do its work."""

import re
from pathlib import Path

import pytest
from sqlalchemy import event, inspect, text
from sqlalchemy.exc import DBAPIError

from app.config import ENVIRONMENT, ROOT
from app.database import db
from app.history.queries import breaks
from app.jobs import enqueue_daily
from app.records import actions
from app.records.models import LEAD, Snapshot
from app.web.clock import now
from tests import make, papers

EXAMPLES = ROOT / "app" / "operations" / "examples"


def statements(name: str) -> list[str]:
    """The SQL statements of an example."""
    plain = re.sub(r"--.*", "", (EXAMPLES / name).read_text())
    return [each.strip() for each in plain.split(";") if each.strip()]


@pytest.fixture
def as_the_service(on_postgresql):
    """A database whose service may do only what grants.sql gives it."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = 'oversight_app'")):
            connection.execute(text("CREATE ROLE oversight_app"))
        for statement in statements("grants.sql"):
            connection.execute(text(statement))
    db.engine.dispose()

    def become(connection, _record) -> None:
        connection.execute("SET ROLE oversight_app")
        connection.commit()

    event.listen(db.engine, "connect", become)
    yield on_postgresql
    db.session.rollback()
    event.remove(db.engine, "connect", become)
    db.engine.dispose()


def test_the_role_of_the_service_does_its_work_and_changes_nothing_final(as_the_service):
    unit = make.unit()
    signed = papers.session(unit.isla, unit.lowri, "locked")
    actions.add(papers.paper(signed), LEAD, "The room was changed since.", papers.by(unit.isla), now())
    db.session.commit()
    enqueue_daily(now())
    assert list(breaks()) == []
    for attempt in (
        "UPDATE event SET reason = 'x'", "DELETE FROM event", "TRUNCATE event", "UPDATE snapshot SET fingerprint = 'x'",
        "DELETE FROM signature", "UPDATE signature SET name = 'x'", "DROP TRIGGER event_no_update ON event",
        "ALTER TABLE event DISABLE TRIGGER ALL", "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '001'", "DELETE FROM removed",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
            db.session.execute(text(attempt))
        db.session.rollback()
    # Emptying a text is given to the role, and refused by the trigger: no stone stands.
    with pytest.raises(DBAPIError, match="this row is final"):
        db.session.execute(text("UPDATE snapshot SET body = ''"))
    db.session.rollback()
    assert db.session.query(Snapshot).one().body


def test_the_grants_name_every_table_that_is_append_only(on_postgresql):
    revoked = next(each for each in statements("grants.sql") if "event, removed" in each)
    final = set(db.session.scalars(text(
        "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE tgname = relname || '_no_delete' AND prosrc LIKE '%IF 1=1 THEN%'"
    )))  # fmt: skip
    updated = set(db.session.scalars(text(
        "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE tgname = relname || '_no_update' AND (prosrc LIKE '%IF 1=1 THEN%' OR prosrc LIKE '%IF NOT (%')"
    )))  # fmt: skip
    named = set(re.findall(r"\w+", revoked.split("ON", 1)[1].split("FROM")[0]))
    assert named == final & updated
    assert named <= set(inspect(db.engine).get_table_names())


@pytest.mark.parametrize("path", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_an_example_names_settings_and_commands_that_there_are(shape, path: Path):
    said = path.read_text()
    if path.name == "oversight.env":
        given = re.findall(r"^(\w+)=", said, re.MULTILINE)
        assert set(given) <= {setting.name for setting in ENVIRONMENT}
    for command, options in re.findall(r"flask --app wsgi ([\w-]+)([^\"'\n]*)", said):
        known = shape.cli.commands[command]
        names = {name for each in known.params for name in each.opts}
        assert set(re.findall(r"--[\w-]+", options)) <= names, command
    assert path.name in (ROOT / "README.md").read_text() or path.suffix == ".timer"
