"""From a proof to a sign-in: what is begun, what is still asked, and where it goes on."""

from datetime import datetime, timedelta

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.auth import cookies, queries, sessions, tokens
from app.auth.entry import asking
from app.auth.models import PASSWORD, Account
from app.auth.second_factor import factors, keys
from app.database import db
from app.history.actions import note
from app.web.clock import now
from app.web.page import page

HALF = "half"
HALF_LASTS = timedelta(minutes=10)


def begin(account: Account, proved_by: str, proved_at: datetime | None = None) -> None:
    """Begin a sign-in and note it: a new session row, a new token, nothing left of what the browser held.

    `proved_at`: when they proved who they are, if that was not just now.
    """
    fresh = sessions.begin(account, now(), cookies.origin(), proved_by, proved_at)
    note("signed in", "account", account.id, queries.actor_of(account), now())
    db.session.commit()
    cookies.begin(fresh)


def enter(account: Account) -> bool:
    """Let in somebody whose password was right, or hold the sign-in until the second factor is given or set up.

    Whether they are in.
    """
    if not factors.has(account) and not factors.must_have(account):
        begin(account, PASSWORD)
        return True
    db.session.commit()
    if not factors.has(account):
        keys.hold(account)
    session[HALF] = [account.id, now().isoformat(), _fingerprint(account)]
    return False


def half() -> Account | None:
    """Whose password this browser has just proved, and nothing more; None after ten minutes or a new password."""
    held = session.get(HALF)
    if not isinstance(held, list) or now() - datetime.fromisoformat(held[1]) > HALF_LASTS:
        return None
    account = db.session.get(Account, held[0])
    if account is None or account.closed_at or held[2] != _fingerprint(account):
        return None
    return account


def go_on(account: Account, to: str | None = None) -> ResponseReturnValue:
    """To the page they wanted; or, after a post met an ended session, to what they had typed, if it was theirs."""
    carried = asking.carried()
    if not carried:
        return redirect(tokens.local_path(to or request.form.get("next")), 303)
    if tokens.account_in(request.form.get("account", "")) != account.id:
        return redirect("/", 303)
    return page("auth/carried.html", carried=carried, carry_to=tokens.local_path(request.form.get("carry_to")))


def ask_more(account: Account) -> ResponseReturnValue:
    """To the code, or to setting up a second factor; what is carried on goes along."""
    if not factors.has(account):
        return redirect(url_for("second_factor.set_up"), 303)
    following = tokens.local_path(request.form.get("next"))
    if asking.carried():
        return page("auth/code.html", next=following, **asking.carried_on())
    return redirect(url_for("second_factor.code", next=following if following != "/" else None), 303)


def _fingerprint(account: Account) -> str:
    return tokens.keyed(f"{account.id} {account.password_hash} {account.locked_at}")[:16]
