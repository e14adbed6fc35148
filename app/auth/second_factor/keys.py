"""The key of an authenticator app: made, held by the browser until a code of it was given, kept encrypted, shown.

A key is encrypted with what the service's secret key gives; one that an earlier secret key encrypted is still read.
"""

import base64
import re
from functools import lru_cache

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import session

from app.auth import tokens
from app.auth.models import Account

SERVICE_NAME = "Management oversight"
HELD = "new_factor"


def hold(account: Account) -> None:
    """Let the browser hold a new key, encrypted, for this account."""
    session[HELD] = [account.id, fresh()]


def held(account: Account) -> str:
    """The encrypted key that the browser holds for this account; empty if none."""
    kept = session.get(HELD)
    return str(kept[1]) if isinstance(kept, list) and kept[0] == account.id else ""


def forget() -> None:
    """Let the browser hold it no more."""
    session.pop(HELD, None)


def fresh() -> str:
    """A new key, encrypted: it is stored only once a code of it was given."""
    return sealed(pyotp.random_base32())


def sealed(key: str) -> str:
    """The key, encrypted with the secret key in use."""
    return _box(tokens.keys()[0]).encrypt(key.encode()).decode()


def opened(kept: str) -> tuple[str, bool]:
    """The key that was encrypted, empty if there is none, and whether that was with the secret key in use."""
    for number, secret in enumerate(tokens.keys() if kept else ()):
        try:
            return _box(secret).decrypt(kept.encode()).decode(), number == 0
        except InvalidToken:
            continue
    return "", True


def address(account: Account, key: str) -> str:
    """The key as an authenticator app reads it."""
    return pyotp.TOTP(key).provisioning_uri(name=account.email, issuer_name=SERVICE_NAME)


def picture(account: Account, key: str) -> tuple[int, str]:
    """The same as a QR code: how many squares it is wide and high, and the outline (SVG) of those that are dark."""
    rows = [bytes(row) for row in segno.make(address(account, key), error="m").matrix_iter(border=4)]
    runs = [(run, y) for y, row in enumerate(rows) for run in re.finditer(b"\x01+", row)]
    return len(rows), "".join(f"M{run.start()} {y}h{run.end() - run.start()}v1H{run.start()}z" for run, y in runs)


@lru_cache(maxsize=8)
def _box(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"second factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
