"""Fixtures: an app with a fresh database for each test, on SQLite or PostgreSQL, a stopped clock, and browsers."""

import contextvars
import gc
import shutil
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import flask_migrate
import pytest
import time_machine
from flask import Flask, current_app, has_app_context, url_for
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app import create_app, jobs
from app.database import db
from tests import make, postgresql

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=ZoneInfo("Europe/London"))  # a Thursday
SETTINGS = {
    "TESTING": True,
    "PASSWORD_ROUNDS": 1,
    "PASSWORD_KIBIBYTES": 64,  # tests/auth/test_signing_in.py proves what a password costs in life
    "SECRET_KEY": "for the tests only, and long enough",
    "WTF_CSRF_ENABLED": False,  # tests/test_house.py proves the tokens for every form at once
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where tests that touch the database run; `postgresql` alone leaves out all the others."""
    parser.addoption("--database", choices=("sqlite", "postgresql", "both"), default="sqlite")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that touches the database once on each engine asked for."""
    if "engine" in metafunc.fixturenames:
        asked = metafunc.config.getoption("--database")
        both = asked == "both" and not metafunc.definition.get_closest_marker("any_engine")
        metafunc.parametrize("engine", ("sqlite", "postgresql") if both else ("sqlite" if asked == "both" else asked,))


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not among what was imported: by default that is a third of the time tests take."""
    gc.set_threshold(20_000, 20, 50)
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL alone leave out the tests that never touch the database."""
    if config.getoption("--database") == "postgresql":
        keep = [item for item in items if "engine" in getattr(item, "fixturenames", ())]
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


class Engines:
    """For each engine one app and one database a process, made when first asked for and renewed from a template."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.made: dict[str, tuple[Flask, Callable[[], None]]] = {}

    def app_and_renew(self, engine: str) -> tuple[Flask, Callable[[], None]]:
        """The app on this engine, and a callable that makes its database new."""
        if engine not in self.made:
            address, renew = self._sqlite() if engine == "sqlite" else self._postgresql()
            self.made[engine] = (self.application(address), renew)
        return self.made[engine]

    def application(self, address: str) -> Flask:
        """An app of the tests on this database."""
        app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": address, "INSTANCE_DIR": self.folder})
        app.test_client_class = Client
        show_what_went_wrong(app)
        if address.startswith("sqlite"):
            with app.app_context():
                event.listen(db.engine, "connect", _do_not_wait_for_the_disk)
        return app

    def _sqlite(self) -> tuple[str, Callable[[], None]]:
        template, used = self.folder / "template.db", self.folder / "used.db"
        self._build(f"sqlite:///{template}")

        def renew() -> None:
            for leftover in (used, Path(f"{used}-wal"), Path(f"{used}-shm")):
                leftover.unlink(missing_ok=True)
            shutil.copyfile(template, used)

        return f"sqlite:///{used}", renew

    def _postgresql(self) -> tuple[str, Callable[[], None]]:
        server = self.stack.enter_context(postgresql.server())
        postgresql.remake(server, "template_of_tests")
        self._build(f"{server}template_of_tests")
        return f"{server}used", lambda: postgresql.remake(server, "used", "template_of_tests")

    def _build(self, address: str) -> None:
        """Make every table, through the migrations, in an empty database."""
        with self.application(address).app_context():
            flask_migrate.upgrade()
            if not jobs.is_prepared():
                jobs.prepare()
            forget_jobs(current_app)
            db.session.remove()
            db.engine.dispose()  # the last connection to close folds SQLite's write-ahead log into the file


def show_what_went_wrong(app: Flask) -> None:
    """Print the trace of an error that people only see as the page for 500, so that a failed test tells."""
    answer = app.error_handler_spec[None][None][Exception]

    def tell(error: Exception) -> Any:
        traceback.print_exception(error)
        return answer(error)

    app.register_error_handler(Exception, tell)


def forget_jobs(app: Flask) -> None:
    """Close the queue's own connections: the database they lead to is about to be made new."""
    for queue in app.extensions.pop("jobs", {}).values():
        queue.destroy()
        queue._sys_db.engine.dispose()


def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def _engines() -> Iterator[Engines]:
    with ExitStack() as stack:
        place = TemporaryDirectory(prefix="oversight-databases-", dir=postgresql.quickest_place())
        yield Engines(Path(stack.enter_context(place)), stack)


@pytest.fixture
def at() -> Iterator[Callable[[datetime | str], None]]:
    """The clock stands at Thursday 19 November 2026, 9:32am; `at("2026-12-01 14:00")` moves it, London time."""
    with time_machine.travel(NOW, tick=False) as traveller:

        def move(moment: datetime | str) -> None:
            to = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
            traveller.move_to(to if to.tzinfo else to.replace(tzinfo=NOW.tzinfo))

        yield move


@pytest.fixture
def app(at: Callable[..., None], engine: str, _engines: Engines) -> Iterator[Flask]:
    """The app with an empty database, inside its context, so that `db.session` and `make` work."""
    application, renew = _engines.app_and_renew(engine)
    settings = dict(application.config)
    with application.app_context():
        db.engine.dispose()
        renew()
        yield application
        db.session.rollback()
        db.session.remove()
        forget_jobs(application)
        db.engine.dispose()
    application.config.clear()
    application.config.update(settings)


@pytest.fixture(scope="session")
def shape(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app for its routes and templates only: it has no database."""
    folder = tmp_path_factory.mktemp("shape")
    return create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/none.db", "INSTANCE_DIR": folder})


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


@pytest.fixture
def unit(app: Flask) -> make.SmallUnit:
    """The small unit of people with names."""
    return make.unit()


@pytest.fixture
def isla(unit: make.SmallUnit, sign_in: Callable[..., Client], another_client: Callable[[], Client]) -> Client:
    """The browser of Isla Mbeki, a line manager."""
    return sign_in(unit.isla, another_client())


@pytest.fixture
def lowri(unit: make.SmallUnit, sign_in: Callable[..., Client], another_client: Callable[[], Client]) -> Client:
    """The browser of Lowri Throckmorton, a practitioner of Isla's."""
    return sign_in(unit.lowri, another_client())


@pytest.fixture
def efua(unit: make.SmallUnit, sign_in: Callable[..., Client], another_client: Callable[[], Client]) -> Client:
    """The browser of Efua Featherstonehaugh-Cholmondeley, the head of the unit."""
    return sign_in(unit.efua, another_client())
