"""Every view says who may come in; these decorators hold it to that."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.policy import access
from app.policy.access import Viewer

View = TypeVar("View", bound=Callable[..., Any])


def viewer() -> Viewer:
    """The signed-in viewer. Only for views guarded by `may`."""
    return cast(Viewer, current_user._get_current_object())


def may(
    permission: str, *, writes: bool = False, in_place: bool = False, carries: bool = False, passive: bool = False
) -> Callable[[View], View]:
    """Let in only viewers whose role holds `permission`.

    `writes` marks a GET that notes something (a reading), so its transaction starts as a writing one.
    `in_place` marks a route called by the draft page's script, which answers an ended session with 401.
    `carries` marks a form whose fields the sign-in page carries on when the session has ended (works without script).
    `passive` marks a route the page calls by itself, which must not keep a session alive.
    """
    assert permission in access.MAY, permission

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return cast(ResponseReturnValue, current_app.extensions["ask_to_sign_in"](in_place=in_place))
            if not access.may(viewer().role, permission):
                abort(403)
            return cast(ResponseReturnValue, view(*args, **kwargs))

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.writes = writes  # type: ignore[attr-defined]
        guarded.in_place = in_place  # type: ignore[attr-defined]
        guarded.carries = carries  # type: ignore[attr-defined]
        guarded.passive = passive  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


# What load balancers and monitoring ask, by whatever name or number they know this machine.
PROBES = frozenset({"/health", "/ready", "/metrics"})

# Thirty answers of 20,000 characters, each up to twelve bytes in a posted form, and what it is wrapped in.
WHOLE_DRAFT = 16 * 1024 * 1024


def takes(most_bytes: int, *, files: bool = False) -> Callable[[View], View]:
    """Let this view take a larger body than others, and files if it asks for some.

    Known before the body is read, which the token's check does.
    """

    def decorate(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        view.takes_files = files  # type: ignore[attr-defined]
        return view

    return decorate


def open_to_all(view: View) -> View:
    """Mark a view that needs no account."""
    view.permission = access.OPEN  # type: ignore[attr-defined]
    view.writes = getattr(view, "writes", False)  # type: ignore[attr-defined]
    return view


def probe(view: View) -> View:
    """Mark what machines ask every few seconds: no sign-in is looked at and nothing is logged. Listed in PROBES."""
    view.is_probe = True  # type: ignore[attr-defined]
    return open_to_all(view)


def writes(view: View) -> View:
    """Mark a GET open to all that notes something, so its transaction starts as a writing one."""
    view.writes = True  # type: ignore[attr-defined]
    return view


def sign_in_address() -> str:
    """Where to sign in, coming back here afterwards."""
    return url_for("auth.sign_in", next=request.full_path.rstrip("?") if request.method == "GET" else None)


def to_sign_in(*, in_place: bool = False) -> ResponseReturnValue:
    """Ask for a full sign-in: a redirect for a page, an instruction to HTMX, a 401 for the draft page's script."""
    if in_place:
        return {"signed_out": True}, 401
    if request.headers.get("HX-Request"):
        return "", 200, {"HX-Redirect": url_for("auth.sign_in")}
    return redirect(sign_in_address(), 303)
