"""The migrations make exactly the tables that the models describe."""

import re
from pathlib import Path

import flask_migrate

from app.config import ROOT

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
