"""What load balancers ask: whether this process lives, and whether it should be sent people."""

from functools import cache

from flask import Blueprint, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.config import ROOT
from app.database import db
from app.jobs import is_prepared
from app.web.guards import probe
from app.web.serving import is_stopping

bp = Blueprint("health", __name__)


@cache
def head() -> str:
    """The number of the newest migration this code knows."""
    return max(path.stem[:3] for path in (ROOT / "app" / "migrations" / "versions").glob("[0-9]*.py"))


def missing() -> str:
    """What keeps this process from serving, in one word; empty if nothing does. At most three queries.

    A database that is further on than this code is no hindrance: a migration leaves what the code before it needs.
    """
    if is_stopping():
        return "stopping"
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return "database"
    try:
        at = db.session.scalar(text("SELECT version_num FROM alembic_version")) or ""
        is_whole = is_prepared()
    except SQLAlchemyError:
        db.session.rollback()
        return "migrations"
    return "migrations" if at < head() else "" if is_whole else "jobs"


@bp.get("/health")
@probe
def health() -> Response:
    """This process lives. Asks nothing of the database, so that a database that is away restarts nobody."""
    return _word("alive", 200)


@bp.get("/ready")
@probe
def ready() -> Response:
    """People may be sent here; otherwise 503 and what is missing."""
    word = missing()
    return _word(word or "ready", 503 if word else 200)


def _word(word: str, status: int) -> Response:
    return Response(f"{word}\n", status, mimetype="text/plain")
