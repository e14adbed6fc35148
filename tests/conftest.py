"""Fixtures: an app with a fresh database for each test, on SQLite or PostgreSQL, a stopped clock, and browsers."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask, url_for
from hypothesis import HealthCheck, settings

from app import create_app
from app.auth.second_factor import factors
from app.database import db
from tests import make, postgresql
from tests.browsing import Client
from tests.stores import SETTINGS, Engines, Store

# A machine that is busy with other tests is slow: that tells nothing about what is tested.
settings.register_profile("oversight", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("oversight")

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=ZoneInfo("Europe/London"))  # a Thursday

LONGEST = ("test_every_page.py",)  # minutes, in one go: what was looked at for one person is not looked at again


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
    """Begin with the longest, so that nobody waits for it in the end.

    On PostgreSQL alone leave out the tests that never touch the database.
    """
    items.sort(key=lambda item: item.path.name not in LONGEST)
    if config.getoption("--database") == "postgresql":
        keep = [item for item in items if "engine" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in keep])
        items[:] = keep


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
def store(at: Callable[..., None], engine: str, _engines: Engines) -> Iterator[Store]:
    """The app and its database, which is empty, inside the app's context."""
    found = _engines.store(engine)
    settings = dict(found.app.config)
    with found.app.app_context():
        found.renew()
        yield found
        db.session.rollback()
        found.let_go()
    found.app.config.clear()
    found.app.config.update(settings)


@pytest.fixture
def app(store: Store) -> Flask:
    """The app with an empty database, inside its context, so that `db.session` and `make` work."""
    return store.app


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
        if factors.has(account):
            answer = browser.post(answer.location, data={"code": make.code(account)})
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
