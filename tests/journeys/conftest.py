"""A server of the journeys' own on a fresh database, its worker, and Chromium."""

import contextvars
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from app import jobs
from app.auth import queries
from app.database import db
from tests import make
from tests.journeys.visitor import WAIT, Visitor, visiting
from tests.stores import Engines, Store, Thing

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)


class Quiet(WSGIRequestHandler):
    """Keeps its log to itself, and each connection open as a real server does."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


class Site:
    """A running service. `visitor()` opens a browser; `database()` is for arranging and checking what is stored."""

    def __init__(self, store: Store, address: str, browser: Browser, stack: ExitStack) -> None:
        self.app, self.address, self._store = store.app, address, store
        self._browser, self._stack = browser, stack

    def visitor(self, way: str = "laptop") -> Visitor:
        """A person at a browser of their own; see WAYS."""
        return self._stack.enter_context(visiting(self._browser, self.address, way, self.code))

    def once(self, name: str, build: Callable[[], Thing]) -> Thing:
        """What `build()` gives, with the database as it left it; see `Store.once`."""
        with self.app.app_context():
            return self._store.once(name, build)

    def code(self, email: str) -> str:
        """What the authenticator app behind this address shows."""
        with self.app.app_context():
            account = queries.by_email(email)
            assert account is not None
            return make.code(account)

    @contextmanager
    def database(self) -> Iterator[None]:
        """The app's context; what is done in it is committed at the end."""
        with self.app.app_context():
            yield
            db.session.commit()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _served(_engines: Engines) -> Iterator[tuple[Store, str]]:
    store = _engines.store("sqlite")
    server = make_server("127.0.0.1", 0, store.app, threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    # A context of its own, so that nothing of the test's leaks into the requests.
    thread = threading.Thread(target=contextvars.Context().run, args=(server.serve_forever,), daemon=True)
    thread.start()
    yield store, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(at: Callable[..., None], _served: tuple[Store, str], chromium: Browser) -> Iterator[Site]:
    """The service on an empty database, at the tests' own time."""
    store, address = _served
    app = store.app
    with app.app_context():
        store.renew()
    csrf = app.config["WTF_CSRF_ENABLED"]
    app.config["WTF_CSRF_ENABLED"] = True
    with ExitStack() as stack:
        yield Site(store, address, chromium, stack)
    app.config["WTF_CSRF_ENABLED"] = csrf


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    """A worker that does what the site queues."""
    stop = threading.Event()
    work = contextvars.Context().run
    thread = threading.Thread(target=work, args=(jobs.run_worker, site.app, "worker-of-tests", stop), daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join(timeout=30)
