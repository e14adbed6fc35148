"""Random tokens, and signed account numbers that a page may carry."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def make() -> str:
    """A fresh secret of 256 bits."""
    return secrets.token_urlsafe(32)


def kept(token: str) -> str:
    """What we keep of a token: its SHA-256, in hex."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def keyed(text: str) -> str:
    """A hash that only this service can make, for counting without keeping the text. A new key makes others."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def keys() -> list[str]:
    """The key in use, then those before it, the latest first."""
    config = current_app.config
    return [str(each) for each in (config["SECRET_KEY"], *(config.get("SECRET_KEY_FALLBACKS") or ()))]


def signed(account_id: int) -> str:
    """The account's number in a form that nobody can make up. It opens nothing: the password is still asked."""
    return str(_serializer().dumps(account_id))


def account_in(text: str) -> int | None:
    """The number inside `signed()`, or None if it was made up."""
    try:
        value = _serializer().loads(text)
    except BadSignature:
        return None
    return value if isinstance(value, int) else None


def local_path(text: str | None) -> str:
    """`text` if it is an address inside this service, else the home page."""
    given = text or ""
    if not given.startswith("/") or given.startswith("//") or len(given) > 2000:
        return "/"
    if "\\" in given or not given.isprintable() or any(letter.isspace() for letter in given):
        return "/"
    parts = urlsplit(given)
    return "/" if parts.scheme or parts.netloc else given


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(keys()[::-1], salt="account")
