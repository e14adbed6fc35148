"""A mail server of our own, and the codes of notices that these tests tell."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.notices import telling
from tests.notices.sink import CODES, Sink, listening


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server on a free port that keeps what it is given."""
    with listening(Sink()) as mail_server:
        yield mail_server


@pytest.fixture
def mailing(app: Flask, sink: Sink) -> Flask:
    """The app with that mail server."""
    app.config.update(sink.settings())
    return app


@pytest.fixture(autouse=True)
def _codes(monkeypatch: pytest.MonkeyPatch) -> None:
    for code, told in CODES.items():
        monkeypatch.setitem(telling.TOLD, code, told)
