"""What someone gets who is not, or no longer, signed in: the way in, and what they had typed kept for them."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from app.auth import cookies, sessions, tokens
from app.auth.forms import SignInForm
from app.auth.models import Account
from app.web.errors import forged
from app.web.guards import viewer

# What a page may never carry on for anyone.
SECRETS = ("csrf_token", "password", "code", "current_password", "new_password", "again")
CARRIED = "carried."


def ask_to_sign_in(*, in_place: bool = False) -> ResponseReturnValue:
    """Answer a request whose sign-in is over: by JSON to our script, a full sign-in to HTMX, else by a page."""
    if in_place and not cookies.wants_page():
        return {"signed_out": True}, 401
    if request.headers.get("HX-Request"):
        return "", 200, {"HX-Redirect": url_for("auth.sign_in", next=_page_of_htmx())}
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")), 303)
    expected = sessions.account_of(cookies.token()) if cookies.token() else None
    if expected is not None and carries() and cookies.is_own_page():
        return _page_that_carries(expected)
    return sign_in_page(401, is_over=True)


def meet_old_form(error: CSRFError) -> ResponseReturnValue:
    """A form from before its own writer signed in anew, in another tab: they see what they typed and may save it."""
    writer = tokens.account_in(request.form.get("account", "")) if carries() and cookies.is_own_page() else None
    if writer is None or not current_user.is_authenticated or writer != viewer().account_id:
        return forged(error)
    to = request.full_path.rstrip("?")
    return make_response(render_template("auth/carried.html", carried=posted(), carry_to=to), 409)


def carries() -> bool:
    """Whether what was posted to this route is carried on past a sign-in."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "carries", False))


def posted() -> list[tuple[str, str]]:
    """What was typed, in its order, without anything secret."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in SECRETS]


def carried() -> list[tuple[str, str]]:
    """What a sign-in page carries on from an earlier post."""
    return [
        (name.removeprefix(CARRIED), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(CARRIED) and name.removeprefix(CARRIED) not in SECRETS
    ]


def sign_in_page(status: int, *, email: str = "", **context: Any) -> Response:
    """The sign-in page with nothing typed in but perhaps the address."""
    form = SignInForm(formdata=None, email=email)
    return make_response(render_template("auth/sign_in.html", form=form, **context), status)


def carried_on() -> dict[str, Any]:
    """What the sign-in page needs to go on carrying after a failed attempt."""
    return {"carried": carried(), "carry_to": request.form.get("carry_to"), "account": request.form.get("account")}


def _page_that_carries(expected: Account) -> ResponseReturnValue:
    return sign_in_page(
        401, email=expected.email, is_over=True, carried=posted(), carry_to=request.full_path.rstrip("?"),
        account=tokens.signed(expected.id),
    )  # fmt: skip


def _page_of_htmx() -> str | None:
    try:
        address = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return None
    if address.netloc != request.host:
        return None
    return tokens.local_path(address.path + (f"?{address.query}" if address.query else ""))
