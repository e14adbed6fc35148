"""The migrations make exactly the tables that the models describe, and leave the release before them what it needs."""

import ast
import re
import threading
import time
from pathlib import Path

import flask_migrate
import psycopg
import pytest

from app.config import ROOT
from tests.operations.conftest import on_postgresql as on_postgresql
from tests.stores import Store

VERSIONS = sorted((ROOT / "app" / "migrations" / "versions").glob("*.py"))


def test_the_tables_are_those_of_the_models(app):
    flask_migrate.check()


def test_migrations_are_numbered_without_gaps_and_follow_each_other():
    assert [int(path.stem[:3]) for path in VERSIONS] == list(range(1, len(VERSIONS) + 1))
    followed = [
        re.search(r'^down_revision[^=]*= (?:"(\w+)"|None)', path.read_text(), re.MULTILINE) for path in VERSIONS
    ]
    revisions = [re.search(r'^revision[^=]*= "(\w+)"', path.read_text(), re.MULTILINE)[1] for path in VERSIONS]
    assert [found and found[1] for found in followed] == [None, *revisions[:-1]]


def test_a_new_migration_knows_the_types_of_the_house():
    environment = Path(ROOT / "app" / "migrations" / "env.py").read_text()
    assert "render_item" in environment
    assert "foreign_key" in environment


# What a migration may take away, because no release in use reads or writes it any more: "migration: what": the release
# that stopped using it. Until then the code of the release before must run on the new tables.
ONE_AT_A_TIME = 7_061_306  # as in app/migrations/env.py
NO_LONGER_USED: dict[str, str] = {}
TAKES_AWAY = {"drop_column", "drop_table", "rename_table", "drop_constraint", "alter_column"}
ALLOWED_OF_ALTER = {"existing_type", "existing_nullable", "existing_server_default", "server_default", "schema"}


def taken_away(tree: ast.AST) -> list[str]:
    """What `upgrade` takes away or narrows, as written."""
    upgrade = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "upgrade")
    found = []
    for call in (node for node in ast.walk(upgrade) if isinstance(node, ast.Call)):
        verb = getattr(call.func, "attr", "")
        widens = verb == "alter_column" and (
            {word.arg for word in call.keywords} - {"nullable"} <= ALLOWED_OF_ALTER
            and not any(word.arg == "nullable" and word.value.value is False for word in call.keywords)
        )
        words = " ".join(
            each.value for each in ast.walk(call) if isinstance(each, ast.Constant) and isinstance(each.value, str)
        )
        if (verb in TAKES_AWAY and not widens) or re.search(r"\b(DROP|RENAME)\s+(COLUMN|TABLE|TO)\b", words, re.I):
            found.append(ast.unparse(call))
    return found


@pytest.mark.parametrize("path", [path for path in VERSIONS if path.stem >= "007"], ids=lambda path: path.stem)
def test_a_migration_takes_nothing_away_that_the_release_before_uses(path: Path):
    found = [f"{path.stem[:3]}: {what}" for what in taken_away(ast.parse(path.read_text()))]
    assert [what for what in found if what not in NO_LONGER_USED] == []


@pytest.mark.parametrize(
    "line",
    [
        'op.drop_column("person", "email")', 'op.drop_table("person")', 'op.rename_table("person", "people")',
        'batch_op.alter_column("name", new_column_name="title")', 'batch_op.alter_column("name", nullable=False)',
        'op.execute("ALTER TABLE person DROP COLUMN email")',
    ],
)  # fmt: skip
def test_taking_something_away_is_seen(line: str):
    assert len(taken_away(ast.parse(f"def upgrade():\n    {line}\n"))) == 1


def test_adding_something_is_no_taking_away():
    lines = ('op.add_column("person", 1)', 'batch_op.alter_column("name", nullable=True)', 'op.create_index("a", "b")')
    for line in lines:
        assert taken_away(ast.parse(f"def upgrade():\n    {line}\n")) == []


def test_a_migration_lets_go_of_what_is_in_use_and_tries_again(on_postgresql: Store, capsys):
    with psycopg.connect(on_postgresql.app.config["SQLALCHEMY_DATABASE_URI"], autocommit=True) as other:
        other.execute(f"SELECT pg_advisory_lock({ONE_AT_A_TIME})")  # as a migration elsewhere does
        thread = threading.Thread(target=lambda: (time.sleep(3), other.execute("SELECT pg_advisory_unlock_all()")))
        thread.start()
        flask_migrate.upgrade()
        thread.join()
    assert "trying again" in capsys.readouterr().err
    flask_migrate.upgrade()
    assert "trying again" not in capsys.readouterr().err


def test_an_index_left_half_made_is_named(on_postgresql: Store, caplog):
    with psycopg.connect(on_postgresql.app.config["SQLALCHEMY_DATABASE_URI"], autocommit=True) as other:
        other.execute("CREATE INDEX ix_half ON record (subject_id)")
        other.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_half'::regclass")
        with pytest.raises(SystemExit):
            flask_migrate.upgrade()
        other.execute("DROP INDEX ix_half")
    assert "ix_half" in caplog.text
    flask_migrate.upgrade()
