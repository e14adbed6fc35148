"""What a password must be, and how it is kept."""

from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

from app.policy.accounts import LONGEST_PASSWORD, SHORTEST_PASSWORD

BANNED_PARTS = ("probation", "hmpps")


def init_app(app: Flask) -> None:
    """Prepare the hasher and the hash that unknown people are compared with, so that they take as long."""
    app.config.setdefault("PASSWORD_ROUNDS", 4)
    app.config.setdefault("PASSWORD_KIBIBYTES", 64 * 1024)
    hasher = PasswordHasher(app.config["PASSWORD_ROUNDS"], app.config["PASSWORD_KIBIBYTES"])
    app.extensions["password_hasher"] = hasher
    app.extensions["password_nobody"] = hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher().hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password behind the hash. With None it takes as long and is False.

    A password no account can have (too long, or not text) is refused without hashing.
    """
    if len(password) > LONGEST_PASSWORD or not _is_text(password):
        return False
    try:
        _hasher().verify(kept or current_app.extensions["password_nobody"], password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher().check_needs_rehash(kept)


def fault(password: str, *about: str) -> str:
    """Why the password cannot be used, as words for the form; empty if it can.

    `about` is what it must not hold: the person's name and e-mail address.
    """
    if len(password) < SHORTEST_PASSWORD:
        return f"Password must be {SHORTEST_PASSWORD} characters or more"
    if len(password) > LONGEST_PASSWORD:
        return f"Password must be {LONGEST_PASSWORD} characters or fewer"
    if not _is_text(password):
        return "Password has a character that cannot be stored"
    folded = password.casefold()
    if folded in common():
        return "Password is one of the most often guessed. Choose another"
    for part in BANNED_PARTS:
        if part in folded:
            return f"Password must not have the word ‘{part}’ in it"
    if any(part in folded for text in about for part in _parts(text)):
        return "Password must not have your name or e-mail address in it"
    return ""


@cache
def common() -> frozenset[str]:
    """The passwords that are guessed first, in lower case."""
    return frozenset((Path(__file__).with_name("bad_passwords.txt")).read_text("utf-8").split())


def _parts(text: str) -> list[str]:
    words = text.casefold().replace("@", " ").replace(".", " ").replace("-", " ").replace("'", " ").split()
    return [word for word in words if len(word) >= 4 and word not in ("justice", "gov", "test", "example")]


def _is_text(password: str) -> bool:
    try:
        password.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _hasher() -> PasswordHasher:
    hasher: PasswordHasher = current_app.extensions["password_hasher"]
    return hasher
