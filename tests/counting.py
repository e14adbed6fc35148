"""Counting the queries of a page, to prove that it asks no more when more people are shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.database import db
from tests.browsing import Client


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement the database is asked in the meantime, on this app's engine."""
    found: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)


def count_queries(client: Client, path: str) -> int:
    """How many statements a page takes, the look-up of the session included, once its reading has been noted."""
    assert client.get(path).status_code == 200, path  # the first opening in a sign-in notes a reading
    db.session.commit()
    return len(asked_by(client, path))


def asked_by(client: Client, path: str) -> list[str]:
    """The statements a page takes, the look-up of the session included."""
    with statements() as found:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return [statement for statement in found if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT"))]
