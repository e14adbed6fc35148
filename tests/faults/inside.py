"""What runs in a copy of the zygote: the service itself, and what reads or writes its database by its own verbs."""

import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from gunicorn.app.base import BaseApplication
from jinja2 import FileSystemBytecodeCache

from app import create_app, jobs
from app.database import Table, db
from app.history.queries import breaks
from app.notices import work as waiting
from app.settings.queries import in_short
from app.web.clock import today
from app.web.serving import settle
from tests.faults import weak
from tests.stores import SETTINGS

REAL = {name: value for name, value in SETTINGS.items() if name not in ("TESTING", "WTF_CSRF_ENABLED")}


# Templates are compiled once, and not by each thread of each server that meets one first.
COMPILED = FileSystemBytecodeCache(tempfile.mkdtemp(prefix="oversight-templates-"))
PAGES = ("print/", "mail/", "admin/", "countersigning/", "rps/", "registration/", "evidence/", "assessors/")


def warm() -> None:
    """Import all there is to import, so that a copy starts in a moment."""
    import_module("tests.faults.office")
    app = application(f"sqlite:///{COMPILED.directory}/nothing.db", "/nowhere")
    for name in app.jinja_env.list_templates(filter_func=lambda name: not name.startswith(PAGES)):
        app.jinja_env.get_template(name)
    with app.app_context():  # what every first page would make anew, half a second long
        Table.metadata.create_all(db.engine)
        for dialect in ("sqlite", "postgresql"):
            for ask in (waiting._counted, waiting._listed):
                waiting._made(ask, tuple(waiting.OFFERS), True, today(), in_short(), dialect)
        db.session.remove()
        db.engine.dispose()
    settle()


def application(address: str, folder: str) -> Flask:
    """The service on this database, with its files in this folder, as in life but for what a password costs."""
    app = create_app({**REAL, "SQLALCHEMY_DATABASE_URI": address, "INSTANCE_DIR": Path(folder)})
    app.jinja_env.bytecode_cache = COMPILED
    return app


def serve(address: str, folder: str, port: int, workers: int = 2, threads: int = 8, weakness: str = "") -> None:
    """Run the web server as `flask serve` does, until killed. `weakness` is a function of `weak`, or none."""
    app = application(address, folder)
    if weakness:
        getattr(weak, weakness)(app)
    options = {
        "bind": f"127.0.0.1:{port}", "workers": workers, "threads": threads, "worker_class": "gthread",
        "control_socket_disable": True, "loglevel": "warning", "worker_tmp_dir": "/dev/shm",
    }  # fmt: skip
    if weakness and hasattr(weak, f"{weakness}_in_worker"):
        options["post_worker_init"] = getattr(weak, f"{weakness}_in_worker")
    Server(app, options).run()


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with settings given here."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Take the settings."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The service."""
        return self.app


def work(address: str, folder: str, name: str = "worker-1") -> None:
    """Run a worker until killed."""
    jobs.run_worker(application(address, folder), name)


def prepare(address: str, folder: str) -> None:
    """Make every table."""
    with application(address, folder).app_context():
        flask_migrate.upgrade()
        db.session.remove()
        db.engine.dispose()


def upgrade(address: str, folder: str, version: str, weakness: str = "") -> None:
    """Run the migrations up to this one; the file `begun` says that they have begun."""
    app = application(address, folder)
    if weakness:
        getattr(weak, weakness)(app)
    with app.app_context():
        Path(folder, "begun").touch()
        flask_migrate.upgrade(revision=version)


def verified(address: str, folder: str) -> list[str]:
    """What is wrong with history, with anything it seals, or with the database's own files."""
    app = application(address, folder)
    with app.app_context():
        wrong = [f"{one.where} {one.what}" for one in breaks()]
        if db.engine.dialect.name == "sqlite":
            told = db.session.execute(db.text("PRAGMA integrity_check")).scalars().all()
            wrong += [line for line in told if line != "ok"]
        db.session.remove()
        db.engine.dispose()
    return wrong


def call(address: str, folder: str, module: str, name: str, *args: Any) -> Any:
    """What a function of a module under `tests.faults` gives, run in the app's context; committed."""
    with application(address, folder).app_context():
        value = getattr(import_module(f"tests.faults.{module}"), name)(*args)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return value
