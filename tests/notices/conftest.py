"""A mail server of our own, and the codes of notices that these tests tell."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from app.notices import telling
from tests.notices.sink import CODES, Sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server on a free port that keeps what it is given."""
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=0)
    controller.start()
    handler.port = controller.server.sockets[0].getsockname()[1]
    yield handler
    controller.stop(no_assert=True)


@pytest.fixture
def mailing(app: Flask, sink: Sink) -> Flask:
    """The app with that mail server."""
    app.config.update(sink.settings())
    return app


@pytest.fixture(autouse=True)
def _codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "TOLD", telling.TOLD)
    for code, told in CODES.items():
        monkeypatch.setitem(telling.TOLD, code, told)


def text_of(message: EmailMessage) -> str:
    """Everything a reader or a mail server could see of a message, its headers and attachments included."""
    parts = [str(part.get_payload(decode=True) or b"", "utf-8") for part in message.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *parts])


Say = Callable[..., Any]
