"""How somebody lists their team: from the address, else as it was the last time. Nothing personal is kept."""

from flask import Request, Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.auth import tokens
from app.rps.year.team_list import Filters

COOKIE, A_YEAR = "team", 365 * 24 * 60 * 60  # seconds
NAMES = ("show", "role", "order")


def asked(account_id: int) -> Filters:
    """The filters of the address; without any, those kept for this account in this browser."""
    if any(name in request.args for name in NAMES):
        return Filters(*(request.args.get(name, "").replace("\0", "")[:60] for name in NAMES))
    return _kept(request, account_id)


def _kept(of: Request, account_id: int) -> Filters:
    try:
        said = _serializer(account_id).loads(of.cookies.get(COOKIE, ""))
    except BadSignature:
        return Filters()
    is_sound = isinstance(said, list) and len(said) == len(NAMES) and all(isinstance(each, str) for each in said)
    return Filters(*said) if is_sound else Filters()


def keep(response: Response, filters: Filters, account_id: int) -> None:
    """Let the browser keep the filters for the next visit. Only this account can read them again."""
    kept = _serializer(account_id).dumps([filters.show, filters.role, filters.order])
    response.set_cookie(
        COOKIE, str(kept), max_age=A_YEAR, path="/team", secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True, samesite="Lax",
    )  # fmt: skip


def _serializer(account_id: int) -> URLSafeSerializer:
    return URLSafeSerializer(tokens.keys()[::-1], salt=f"team of {account_id}")
