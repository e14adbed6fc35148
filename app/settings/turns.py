"""Turns of those who change what everybody's rules rest on: settings and lists, and imports of many people at once."""

from sqlalchemy import text

from app.database import db
from app.settings import queries

LOCK = 7_061_307  # any number, the same in every process


def take() -> None:
    """Wait until nobody else changes a setting or a list or brings in a file, and keep them waiting until the present
    transaction ends. What others did meanwhile is read afresh. Call it before looking at what is to be changed.

    On SQLite whoever may write takes turns anyway. Raises OperationalError when the turn does not come in time.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    queries.forget()
