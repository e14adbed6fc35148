"""The service as gunicorn runs it, on a database of the bench, with a few pages more: what it is measured against."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

from flask import Flask, render_template
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy import update
from werkzeug.test import Client, TestResponse

from app import create_app
from app.auth import sessions
from app.auth.models import CODE, Account
from app.database import db
from app.people.models import Region
from app.web.clock import now
from app.web.guards import may, open_to_all
from app.web.serving import settle
from tests.bench.samples import SAMPLES

HERE = Path(__file__).parent
TOKEN = re.compile(rb'"X-CSRFToken": "([^"]+)"|name="csrf_token"[^>]* value="([^"]+)"')
SETTINGS = {"SECRET_KEY": "for the bench only, and long enough", "PASSWORD_ROUNDS": 1, "PASSWORD_KIBIBYTES": 64}


@may("see own work list", writes=True)
def touch() -> ResponseReturnValue:
    """One UPDATE of one row, behind the same sign-in, right and headers as every page."""
    db.session.execute(update(Region).values(name=Region.name).where(Region.id == 1))
    db.session.commit()
    return "", 204


@may("see own work list")
def floor() -> ResponseReturnValue:
    """Nothing but what every page has: the sign-in looked up, the right to it, a form's token, the headers."""
    generate_csrf()
    return "ok"


def sample(name: str) -> ResponseReturnValue:
    """A page of the kinds that the comparator serves as well."""
    return render_template(f"{name}.html", **SAMPLES[name])


def application(folder: Path, address: str = "", **more: Any) -> Flask:
    """The service with its files in this folder, and its database there or at the address."""
    address = address or f"sqlite:///{folder}/bench.db"
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": address, "INSTANCE_DIR": folder, **more})
    app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(HERE / "pages")])  # type: ignore[assignment, list-item]
    app.add_url_rule("/bench/touch", view_func=touch, methods=["GET", "POST"])
    app.add_url_rule("/bench/floor", view_func=floor)
    app.add_url_rule("/bench/open/<name>", "open_sample", open_to_all(lambda name: sample(name)))
    app.add_url_rule("/bench/<name>", "sample", may("see own work list")(sample))
    settle()
    return app


def served() -> Flask:
    """What gunicorn asks for."""
    return application(Path(os.environ["OVERSIGHT_BENCH"]), os.environ["OVERSIGHT_BENCH_DATABASE"])


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def serving(folder: Path, address: str = "") -> Iterator["Server"]:
    """The service, run as in life, in one process."""
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "60",
                "--bind", f"127.0.0.1:{port}", "--log-level", "critical", "tests.bench.server:served()"]  # fmt: skip
    with running(gunicorn, port, OVERSIGHT_BENCH=str(folder), OVERSIGHT_BENCH_DATABASE=address) as server:
        yield server


@dataclass(frozen=True)
class Server:
    """A server on this machine: its port, and the process that was started."""

    port: int
    process: int

    def worked(self) -> float:
        """Seconds of the processor that it and its children have used; 0 where the system does not say."""
        return sum(_nanoseconds(each) for each in _family(self.process)) / 1e9


def _family(process: int) -> Iterator[int]:
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(int(child))


def _nanoseconds(process: int) -> int:
    return sum(int(each.read_text().split()[0]) for each in Path(f"/proc/{process}/task").glob("*/schedstat"))


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[Server]:
    """A server of its own, from the moment it answers."""
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _await(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, f"{process.args} ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.1)
        else:
            return
    raise TimeoutError(f"{process.args} does not answer")


def browser(app: Flask, account: Account) -> tuple[str, str]:
    """Somebody who is signed in: the cookies, and the token of their forms. Inside the app's context."""
    token = sessions.begin(account, now(), "", CODE)
    db.session.commit()
    client, name = Client(app), app.config["SESSION_COOKIE_NAME"]
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    client.set_cookie(name, str(signer.dumps({"_user_id": token})))
    page = Context().run(client.get, "/keeping")
    assert "Sign out" in page.text, page.status
    kept = client.get_cookie(name)
    assert kept is not None
    return f"{name}={kept.value}", _token(page.data)


def visit(app: Flask, address: str, cookie: str) -> TestResponse:
    """A page, in a context of its own as in life: else who asked first would be taken for whoever asks next."""
    answer = Context().run(Client(app, use_cookies=False).get, address, headers={"Cookie": cookie})
    assert answer.status_code == 200, (address, answer.status)
    return answer


def _token(page: bytes) -> str:
    found = TOKEN.search(page)
    assert found is not None, "a page without a token"
    return (found[1] or found[2]).decode()
