"""Join signing in to the app: who is asking is settled before anything else looks at a request."""

from typing import Any

from flask import Flask, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError

from app.auth import actions, cookies, limits, passwords, sessions, tokens
from app.auth.commands import user
from app.auth.entry import asking
from app.auth.work_account import providers
from app.history.actions import SERVICE
from app.people.models import Person
from app.people.signals import person_left
from app.policy import access
from app.web.clock import now, today
from app.web.guards import viewer

PASSIVE = "X-Passive"
SAFE = ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask) -> None:
    """Hang sign-in on the app. Before CSRF: an ended session is answered as that, not as a forged form."""
    manager = LoginManager()
    manager.session_protection = None  # the session row, not the browser's description, decides
    manager.user_loader(_load)
    manager.init_app(app)
    passwords.init_app(app)
    # Forms that were open when the key was changed are taken too.
    earlier = app.config.get("SECRET_KEY_FALLBACKS") or []
    app.config.setdefault("WTF_CSRF_SECRET_KEY", [*reversed(earlier), app.config["SECRET_KEY"]])
    app.extensions["ask_to_sign_in"] = asking.ask_to_sign_in
    app.register_error_handler(CSRFError, asking.meet_old_form)
    app.before_request(_arrive)
    app.jinja_env.globals["signed_account"] = lambda: tokens.signed(viewer().account_id)
    app.jinja_env.globals["provider_name"] = lambda: providers.name() if providers.is_set() else ""
    app.jinja_env.globals["staff_have_passwords"] = lambda: current_app.config.get("SIGN_IN_WITH") != "provider"
    app.cli.add_command(user)
    person_left.connect(_person_left)


def _load(token: str) -> sessions.SignedIn | None:
    return sessions.find(token, now(), today())


def _arrive() -> ResponseReturnValue | None:
    """Note who asks, keep their sign-in alive, and turn away a change from someone whose sign-in is over."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_probe", False):
        return None
    if current_user.is_authenticated:
        g.account_id = viewer().account_id
        if not getattr(view, "passive", False) and PASSIVE not in request.headers:
            sessions.seen(viewer(), now())  # type: ignore[arg-type]
        _refuse_other_sites()
        return _limit_searches()
    is_open = getattr(view, "permission", access.OPEN) == access.OPEN
    if is_open or request.method in SAFE:
        _refuse_other_sites()
        return None
    return asking.ask_to_sign_in(in_place=bool(getattr(view, "in_place", False)))


def _refuse_other_sites() -> None:
    """Turn away a change that the browser says another site asks for, whatever token it carries."""
    if request.method not in SAFE and cookies.is_from_elsewhere():
        abort(400)


def _limit_searches() -> ResponseReturnValue | None:
    """Turn away who searches too often, in words; every page that is asked for `q` searches."""
    if request.method != "GET" or not request.args.get("q", "").strip():
        return None
    if limits.use(limits.SEARCH, viewer().account_id, now()):
        return None
    target = request.headers.get("HX-Target", "").rpartition("#")[2]
    # What asks for a part of a page gets that part.
    return render_template(f"errors/429{'_part' if target else ''}.html", target=target), 429


def _person_left(person: Person, *, at: Any, **_more: Any) -> None:
    actions.close_for_leaver(person, at=at, by=SERVICE)
