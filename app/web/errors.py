"""When something goes wrong: a page that says what to do next, and nothing about the machine."""

import logging

from flask import Flask, g, render_template
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from app.database import db, passes, writing
from app.policy.access import NotAllowed, NotThere
from app.policy.rules import Refused

log = logging.getLogger("oversight.errors")
SHOWN = (400, 403, 404, 405, 413, 429, 500, 503)


def init_app(app: Flask) -> None:
    """Register the error pages."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotThere, lambda _error: _answer(404))
    app.register_error_handler(NotAllowed, lambda _error: _answer(403))
    for kind in (OperationalError, InterfaceError, InternalError, NoneFree):
        app.register_error_handler(kind, _busy)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> tuple[str, int] | tuple[str, int, dict[str, str]] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    _undo()
    if isinstance(error, SecurityError):  # then no address can be made, so no page of ours can be drawn
        return "This service does not answer at this address.", 400
    answer = _page(code if code in SHOWN else 400 if code < 500 else 500), code
    if isinstance(error, MethodNotAllowed):
        return *answer, {"Allow": ", ".join(sorted(error.valid_methods or ()))}
    return answer


def forged(_error: CSRFError) -> tuple[str, int]:
    """What a form without a good token gets."""
    return _answer(400)


def _answer(code: int) -> tuple[str, int]:
    _undo()
    return _page(code), code


def _refused(error: Refused) -> tuple[str, int]:
    _undo()
    return render_template("errors/409.html", breaches=error.breaches, reference=g.get("reference", "")), 409


def _busy(error: SQLAlchemyError) -> tuple[str, int, dict[str, str]] | tuple[str, int]:
    if not passes(error):
        return _unexpected(error)
    log.warning("%s busy: %s", g.get("reference", ""), _kind(error))
    _undo()
    return _page(503), 503, {"Retry-After": "5"}


def _kind(error: SQLAlchemyError) -> str:
    """The kind of a database error alone: its message may quote what people wrote."""
    return type(getattr(error, "orig", None) or error).__name__


def _unexpected(error: Exception) -> tuple[str, int]:
    _undo()
    # The message of a database error may quote what people wrote, so only its kind is logged, with the places.
    trace = []
    step = error.__traceback__
    while step is not None:
        trace.append(f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}")
        step = step.tb_next
    log.error("%s %s at %s", g.get("reference", ""), type(error).__name__, " > ".join(trace[-8:]))
    return _page(500), 500


def _undo() -> None:
    """Take back what was under way. What is drawn instead only reads, so it holds up nobody who writes."""
    db.session.rollback()
    writing.set(False)


def _page(code: int) -> str:
    g.failed = code >= 500  # then the page must not ask the database anything, nor who is asking
    if g.failed and "_login_user" not in g:
        g._login_user = AnonymousUserMixin()
    return render_template(f"errors/{code}.html", reference=g.get("reference", ""))
