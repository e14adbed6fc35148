"""Proving who one is with a password or a code: counted before it is checked, the same words for every failure."""

import logging
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, select, update

from app.auth import passwords, tokens
from app.auth.models import Account, SignInAttempt
from app.auth.queries import by_email, normal
from app.auth.second_factor import factors
from app.database import db
from app.history.actions import SERVICE, Actor, note
from app.policy import accounts as policy
from app.policy.access import STAFF

log = logging.getLogger("oversight.accounts")

WORDS = "The e-mail address or password is not right. After 10 wrong passwords in a row an account is locked."
# Where no address was asked for.
WRONG = "The password is not right. After 10 wrong passwords in a row an account is locked."
WRONG_CODE = "The code is not right, or was used before. After 10 wrong ones in a row an account is locked."
TOO_MANY = "There have been too many attempts from where you are. Wait a minute, then try again."


class NotLetIn(Exception):
    """The proof did not hold. Carries the words for the person and the status of the answer (422 or 429)."""

    def __init__(self, words: str = WORDS, status: int = 422) -> None:
        super().__init__(words)
        self.words = words
        self.status = status


def knock(email: str, password: str, origin: str, now: datetime) -> Account:
    """The account this address and password belong to. Raises NotLetIn.

    Ends the transaction it is called in, twice: the attempt is counted before the password is looked at, so that a
    hundred guesses at once count a hundred, and no other writer waits for the hash. On success the caller commits.
    """
    _throttle(origin, now)
    account = by_email(email)
    attempt = SignInAttempt(email_hash=tokens.keyed(normal(email)), origin=origin, at=now)
    db.session.add(attempt)
    # Read before it is counted up: those now being checked count as wrong until they turn out right.
    failed_before = _count(account) if account is not None and _is_usable(account) else None
    db.session.commit()
    may_enter = account is not None and failed_before is not None and failed_before < policy.WRONG_PASSWORDS_TO_LOCK
    kept = account.password_hash if account is not None and may_enter else None
    is_right = passwords.matches(kept, password)
    if account is None or not is_right:
        turn_away(account, failed_before, origin, now)
        raise NotLetIn
    if factors.has(account):
        # Half a proof: wrong codes go on being counted, however often the password is right.
        _set_count(account, Account.failed_count - 1)
    else:
        _welcome(account, failed_before or 0, origin, now)
    attempt.is_right = True
    if passwords.is_outdated(kept or ""):
        account.password_hash = passwords.hashed(password)
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - timedelta(days=1)))
    return account


def knock_again(account: Account, code: str, origin: str, now: datetime) -> None:
    """The other half: the code that goes with the password. Raises NotLetIn; ends transactions as `knock` does."""
    _throttle(origin, now)
    attempt = SignInAttempt(email_hash=tokens.keyed(account.email), origin=origin, at=now)
    db.session.add(attempt)
    failed_before = _count(account) if _is_usable(account) else None
    db.session.commit()
    may_enter = failed_before is not None and failed_before < policy.WRONG_PASSWORDS_TO_LOCK
    if not (may_enter and factors.accept(account, code, now)):
        turn_away(account, failed_before, origin, now, "wrong code")
        raise NotLetIn(WRONG_CODE)
    _welcome(account, failed_before or 0, origin, now)
    attempt.is_right = True


def count_arrival(origin: str, now: datetime) -> SignInAttempt:
    """Count an answer of the identity provider as an attempt, before it is looked at. Raises NotLetIn; commits."""
    _throttle(origin, now)
    attempt = SignInAttempt(email_hash="", origin=origin, at=now)
    db.session.add(attempt)
    db.session.commit()
    return attempt


def is_welcome(account: Account) -> bool:
    """Whether an account may be entered at all, however it is proved: open, and no demo account in production."""
    is_demo = account.is_demo and current_app.config["PRODUCTION"]
    return account.closed_at is None and account.locked_at is None and not is_demo


def is_without_passwords(account: Account) -> bool:
    """Whether this account may be proved by the identity provider alone."""
    return account.role == STAFF and current_app.config.get("SIGN_IN_WITH") == "provider"


def _welcome(account: Account, failed_before: int, origin: str, now: datetime) -> None:
    if failed_before:
        reason = f"after {failed_before} failed"
        note("signed in after failed attempts", "account", account.id, _actor(account, origin), now, reason=reason)
    _set_count(account, 0)


def _set_count(account: Account, count: Any) -> None:
    # Written outright: the object still says what it was before the count went up.
    changed = update(Account).where(Account.id == account.id).values(failed_count=count)
    db.session.execute(changed.execution_options(synchronize_session=False))


def _throttle(origin: str, now: datetime) -> None:
    recent = db.session.scalar(
        select(func.count())
        .select_from(SignInAttempt)
        .where(SignInAttempt.origin == origin, SignInAttempt.at > now - timedelta(minutes=1))
    )
    if (recent or 0) >= policy.ATTEMPTS_A_MINUTE:
        db.session.rollback()
        log.warning("too many attempts from one address")
        raise NotLetIn(TOO_MANY, 429)


def _is_usable(account: Account) -> bool:
    return is_welcome(account) and account.password_hash is not None and not is_without_passwords(account)


def _count(account: Account) -> int:
    """Count one more wrong password; gives how many there were before. Safe against others doing the same."""
    counted = db.session.scalar(
        update(Account)
        .where(Account.id == account.id)
        .values(failed_count=Account.failed_count + 1)
        .returning(Account.failed_count)
        .execution_options(synchronize_session=False)
    )
    return int(counted or 1) - 1


def turn_away(account: Account | None, failed_before: int | None, origin: str, now: datetime, why: str = "") -> None:
    """Note that somebody was not let in, and lock the account if that was once too often. Commits."""
    # An unknown address is noted too: it must take as long, and MoJ logging asks for every failure.
    if account is None:
        why = why or "unknown address"
        note("failed to sign in", "account", 0, Actor(None, "Someone", origin=origin), now, reason=why)
    else:
        by = _actor(account, origin)
        note("failed to sign in", "account", account.id, by, now, reason=why)
        if failed_before is not None and failed_before + 1 >= policy.WRONG_PASSWORDS_TO_LOCK:
            account.locked_at = now
            reason = f"{policy.WRONG_PASSWORDS_TO_LOCK} wrong passwords in a row"
            note("locked", "account", account.id, SERVICE, now, reason=reason)
    db.session.commit()


def _actor(account: Account, origin: str) -> Actor:
    return Actor(account.id, account.name, origin=origin)
