"""Fixtures: an app with a fresh database for each test, on SQLite or PostgreSQL, a stopped clock, and browsers."""

import contextvars
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import flask_migrate
import pytest
import time_machine
from flask import Flask, has_app_context, url_for
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.config import ROOT
from app.database import db
from tests import postgresql

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=ZoneInfo("Europe/London"))  # a Thursday
SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "for the tests only, and long enough",
    "WTF_CSRF_ENABLED": False,  # tests/test_house.py proves the tokens for every form at once
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --database=postgresql` runs every test that touches the database there, and only those."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out the tests that never touch the database."""
    if config.getoption("--database") == "sqlite":
        return
    keep = [item for item in items if "app" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in keep])
    items[:] = keep


class Client(FlaskClient):
    """A browser: each request runs in a context of its own, as in life, and sees what the test has committed."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
            db.session.expire_all()
        return response

    def fragment(self, address: str, target: str, **kwargs: Any) -> TestResponse:
        """Ask as htmx 4 does for the element with the id `target`."""
        headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": f"div#{target}"}
        return self.open(address, headers=headers, **kwargs)


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    """The database these tests run on."""
    return str(request.config.getoption("--database"))


@pytest.fixture(scope="session")
def _fresh(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Callable[[], None]]]:
    """The address of the one database of this process, and a callable that makes it new, from a template."""
    if engine_name == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        template, used = folder / "template.db", folder / "used.db"
        build(f"sqlite:///{template}", folder)

        def renew() -> None:
            for leftover in (used, Path(f"{used}-wal"), Path(f"{used}-shm")):
                leftover.unlink(missing_ok=True)
            shutil.copyfile(template, used)

        yield f"sqlite:///{used}", renew
        return
    with postgresql.server() as server:
        postgresql.remake(server, "template_of_tests")
        build(f"{server}template_of_tests", tmp_path_factory.mktemp("instance"))
        yield f"{server}used", lambda: postgresql.remake(server, "used", "template_of_tests")


def build(address: str, instance: Path) -> None:
    """Make every table, through the migrations, in an empty database."""
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": address, "INSTANCE_DIR": instance})
    with app.app_context():
        if any((ROOT / "app" / "migrations" / "versions").glob("*.py")):
            flask_migrate.upgrade()
        else:
            db.create_all()
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
        db.engine.dispose()


@pytest.fixture(scope="session")
def _application(_fresh: tuple[str, Callable[[], None]], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    instance = tmp_path_factory.mktemp("instance")
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": _fresh[0], "INSTANCE_DIR": instance})
    app.test_client_class = Client
    return app


@pytest.fixture
def at() -> Iterator[Callable[[datetime | str], None]]:
    """The clock stands at Thursday 19 November 2026, 9:32am; `at("2026-12-01 14:00")` moves it, London time."""
    with time_machine.travel(NOW, tick=False) as traveller:

        def move(moment: datetime | str) -> None:
            to = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
            traveller.move_to(to if to.tzinfo else to.replace(tzinfo=NOW.tzinfo))

        yield move


@pytest.fixture
def app(at: Callable[..., None], _fresh: tuple[str, Callable[[], None]], _application: Flask) -> Iterator[Flask]:
    """The app with an empty database, inside its context, so that `db.session` and `make` work."""
    with _application.app_context():
        db.session.remove()
        db.engine.dispose()
        _fresh[1]()
        before = dict(_application.config)
        yield _application
        db.session.rollback()
        db.session.remove()
        _application.config.clear()
        _application.config.update(before)


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser with no one signed in."""
    browser = app.test_client()
    assert isinstance(browser, Client)
    return browser


@pytest.fixture
def sign_in(client: Client) -> Callable[..., Client]:
    """`sign_in(person_or_account)` signs in through the form and gives the browser; makes the account if need be."""

    def enter(who: Any, browser: Client = client) -> Client:
        from tests import make

        account = make.account_of(who)
        db.session.commit()
        with client.application.test_request_context():
            address = url_for("auth.sign_in")
        answer = browser.post(address, data={"email": account.email, "password": make.PASSWORD})
        assert answer.status_code == 303, answer.text
        return browser

    return enter


@pytest.fixture
def another_client(app: Flask) -> Callable[[], Client]:
    """Makes further browsers, each with cookies of its own."""
    return lambda: app.test_client()  # type: ignore[return-value]
