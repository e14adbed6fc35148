"""What this request says about itself: its token, where it comes from, and whether our own page sent it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, g, request, session
from flask_wtf.csrf import generate_csrf

View = TypeVar("View", bound=Callable[..., Any])


def origin() -> str:
    """The address the request came from, as our own proxies report it; empty outside a request."""
    return (request.remote_addr or "") if request else ""


def token() -> str:
    """The session token the browser holds, which may be over; empty if none."""
    return str(session.get("_user_id", ""))


def begin(fresh: str) -> None:
    """Let the browser hold a new sign-in, and nothing of what it held before."""
    session.clear()
    g.pop("csrf_token", None)
    _hold(fresh)


def renew(fresh: str) -> None:
    """Let the browser hold the new token of the same sign-in."""
    _hold(fresh)


def end() -> None:
    """Let the browser hold nothing."""
    session.clear()
    g.pop("_login_user", None)
    g.pop("csrf_token", None)


def csrf_token() -> str:
    """The token the forms of this browser session carry."""
    return str(generate_csrf())


def is_own_page() -> bool:
    """Whether one of our own pages sent this request, as far as the browser tells."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def in_place_of_token(bp: Blueprint) -> Callable[[View], View]:
    """Have a form taken though its token is over, because the sign-in it belongs to is: its view asks `is_own_page`."""

    def decorate(view: View) -> View:
        bp.record_once(lambda state: state.app.extensions["csrf"].exempt(view))
        return view

    return decorate


def is_from_elsewhere() -> bool:
    """Whether the browser says that a page of another site sent this; one that says nothing is not taken to."""
    if request.headers.get("Sec-Fetch-Site", "") or request.headers.get("Origin"):
        return not is_own_page() and request.headers.get("Sec-Fetch-Site") != "none"
    return False


def is_whole_page() -> bool:
    """Whether the browser, if it tells, goes to this address itself, and does not load it for another page."""
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def wants_page() -> bool:
    """Whether a person waits for a page, rather than a script for an answer."""
    going_to = request.headers.get("Sec-Fetch-Dest")
    if going_to is not None:
        return going_to == "document"
    return "text/html" in request.headers.get("Accept", "")


def _hold(fresh: str) -> None:
    session["_user_id"] = fresh
    g.pop("_login_user", None)  # so that Flask-Login looks the new token up when it is next asked
