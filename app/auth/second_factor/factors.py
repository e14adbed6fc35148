"""The second factor: codes of an authenticator app (RFC 6238), each of which counts once, and spare codes on paper."""

import hmac
import logging
import secrets
from datetime import datetime

import pyotp
from flask import current_app
from sqlalchemy import delete, func, or_, select, update

from app.auth import sessions, tokens
from app.auth.models import Account, SpareCode
from app.auth.second_factor import keys
from app.database import db
from app.history.actions import Actor, note
from app.policy import accounts as policy
from app.policy.rules import insist

log = logging.getLogger("oversight.accounts")

THING = "account"
STEP = 30  # seconds a code lasts
EITHER_WAY = 1  # steps by which a telephone's clock may differ from ours
SPARE_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
GROUPS, LETTERS_A_GROUP = 3, 4


def must_have(account: Account) -> bool:
    """Whether a password alone never opens this account. Demo accounts are exempt where they stand at all."""
    is_demo = account.is_demo and not current_app.config["PRODUCTION"]
    return account.role in policy.PRIVILEGED and not is_demo


def has(account: Account) -> bool:
    """Whether a code is asked with the password."""
    return account.totp_set_at is not None


def confirm(account: Account, kept: str, code: str, by: Actor, now: datetime) -> list[str]:
    """Begin to ask for codes of the secret that the browser held, if this one is right.

    Gives the spare codes, which are never shown again; none if the code is wrong.
    """
    step = _matching(keys.opened(kept)[0], code, now)
    db.session.refresh(account, with_for_update=True)  # of two who set one up at once, the first has done it
    if has(account) or not step:
        return []
    account.totp_secret, account.totp_set_at, account.totp_last_step = kept, now, step
    note("second factor set up", THING, account.id, by, now, subject_id=account.person_id)
    return _make_spare_codes(account)


def accept(account: Account, code: str, now: datetime) -> bool:
    """Whether the code of the app, or a spare one, is right and was not used before. It is used up with the commit."""
    given = code.replace(" ", "").replace("-", "").lower()
    if len(given) == GROUPS * LETTERS_A_GROUP:
        return _use_spare(account, given, now)
    step = _matching(_secret(account), given, now)
    if not step:
        return False
    used = db.session.execute(
        update(Account)
        .where(Account.id == account.id, or_(Account.totp_last_step.is_(None), Account.totp_last_step < step))
        .values(totp_last_step=step)
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def left(account: Account) -> int:
    """How many spare codes are unused."""
    query = select(func.count()).where(SpareCode.account_id == account.id, SpareCode.used_at.is_(None))
    return db.session.scalar(query) or 0


def reset(account: Account, by: Actor, now: datetime) -> None:
    """Take away somebody else's second factor, who lost it. Whoever must have one sets one up at the next sign-in."""
    insist(policy.CHANGE_RULES, policy.Change(account.id, by.account_id))
    _take_away(account)
    sessions.end_all(account.id, now, "second factor reset")
    note("second factor reset", THING, account.id, by, now, subject_id=account.person_id)


def switch_off(account: Account, by: Actor, now: datetime) -> None:
    """Stop asking for codes. Not for those who must have a second factor; the caller has had it proved."""
    insist(policy.FACTOR_RULES, policy.SwitchingOff(must_have(account)))
    _take_away(account)
    note("second factor switched off", THING, account.id, by, now, subject_id=account.person_id)


def _take_away(account: Account) -> None:
    account.totp_secret = account.totp_set_at = account.totp_last_step = None
    db.session.execute(delete(SpareCode).where(SpareCode.account_id == account.id))


def _matching(secret: str, code: str, now: datetime) -> int:
    """The step whose code this is, among those that may be meant now; 0 if none."""
    if not secret or len(code) != 6 or not (code.isascii() and code.isdigit()):
        return 0
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    steps = range(current - EITHER_WAY, current + EITHER_WAY + 1)
    return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step), code)), 0)


def _secret(account: Account) -> str:
    """The secret itself; empty if there is none. What an earlier key encrypted is encrypted anew."""
    found, is_new = keys.opened(account.totp_secret or "")
    if found and not is_new:
        account.totp_secret = keys.sealed(found)
    if account.totp_secret and not found:
        log.error("the second factor of account %s cannot be read with any key", account.id)
    return found


def _make_spare_codes(account: Account) -> list[str]:
    db.session.execute(delete(SpareCode).where(SpareCode.account_id == account.id))
    made = []
    for _ in range(SPARE_CODES):
        code = "".join(secrets.choice(LETTERS) for _ in range(GROUPS * LETTERS_A_GROUP))
        db.session.add(SpareCode(account_id=account.id, code_hash=tokens.kept(code)))
        made.append("-".join(code[at : at + LETTERS_A_GROUP] for at in range(0, len(code), LETTERS_A_GROUP)))
    return made


def _use_spare(account: Account, given: str, now: datetime) -> bool:
    used = db.session.execute(
        update(SpareCode)
        .where(SpareCode.account_id == account.id, SpareCode.code_hash == tokens.kept(given))
        .where(SpareCode.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]
