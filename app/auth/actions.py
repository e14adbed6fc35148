"""What happens to accounts: made, opened by a link, closed, unlocked, granted."""

from datetime import datetime

from sqlalchemy import select, update

from app.auth import passwords, sessions, tokens
from app.auth.models import INVITE, RESET, Account, OneTimeLink
from app.auth.queries import normal
from app.auth.work_account import identities
from app.database import db
from app.history.actions import Actor, note
from app.history.models import Event
from app.people.models import Person
from app.policy import accounts as policy
from app.policy.access import ADMIN, STAFF
from app.policy.rules import insist

THING = "account"


def create(email: str, name: str, role: str, by: Actor, now: datetime, *, person_id: int | None = None) -> Account:
    """Make an account that nobody can use until its invitation is."""
    account = Account(email=normal(email), name=name, role=role, person_id=person_id, created_at=now)
    db.session.add(account)
    db.session.flush()
    note("account made", THING, account.id, by, now, subject_id=person_id, reason=role)
    return account


def invite(person: Person, by: Actor, now: datetime) -> tuple[Account, str]:
    """Make a member of staff's account and the link that opens it."""
    account = create(person.email, person.name, STAFF, by, now, person_id=person.id)
    return account, make_link(account, by, now)


def make_link(account: Account, by: Actor, now: datetime) -> str:
    """The token of a new one-time link: an invitation, or a new password where there was one. Earlier links end."""
    _insist_on_change(account, by, resetting=is_in_use(account))
    purpose = RESET if account.password_hash else INVITE
    end_links(account, now)
    token = tokens.make()
    db.session.add(
        OneTimeLink(
            account_id=account.id,
            purpose=purpose,
            token_hash=tokens.kept(token),
            expires_at=now + policy.LINK_LASTS,
            made_by=by.name,
        )
    )
    words = "invitation made" if purpose == INVITE else "new password link made"
    note(words, THING, account.id, by, now, subject_id=account.person_id)
    return token


def is_in_use(account: Account) -> bool:
    """Whether somebody has a way into this account, or ever was in it: one unlinked since is not opened anew."""
    if account.password_hash is not None or identities.linked([account.id]):
        return True
    entered = select(Event.id).where(Event.thing == THING, Event.thing_id == account.id, Event.verb == "signed in")
    return db.session.scalar(entered.limit(1)) is not None


def end_links(account: Account, now: datetime) -> None:
    """Let no link made before open the account any more."""
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now)
        .values(expires_at=now)
    )


def use_link(link: OneTimeLink, account: Account, password: str, by: Actor, now: datetime) -> None:
    """Set the password a link was made for. The link is used up, a lock undone, every other sign-in ended."""
    _set_password(account, password, by, now)
    use_link_up(link, account, by, now)


def use_link_up(link: OneTimeLink, account: Account, by: Actor, now: datetime) -> None:
    """A link has done what it was made for: it is used up, a lock undone, every other sign-in ended."""
    link.used_at = now
    if account.locked_at is not None:
        note("unlocked", THING, account.id, by, now, subject_id=account.person_id, reason="by a link")
    account.locked_at = None
    _forgive(account)
    sessions.end_all(account.id, now, "a link used")


def change_password(account: Account, password: str, by: Actor, now: datetime) -> None:
    """Set a new password and end every other sign-in. The caller has had the current one proved."""
    _set_password(account, password, by, now)
    sessions.end_all(account.id, now, "password changed", but=by.session_id)


def close(account_id: int, by: Actor, now: datetime, reason: str) -> None:
    """Close an account from this minute on; closing twice closes once."""
    account = db.session.get_one(Account, account_id)
    _insist_on_change(account, by)
    if account.closed_at is not None:
        return
    account.closed_at = now
    sessions.end_all(account_id, now, "account closed")
    note("account closed", THING, account_id, by, now, subject_id=account.person_id, reason=reason)


def close_for_leaver(person: Person, *, at: datetime, by: Actor) -> None:
    """Close the account of someone who has left, if they have one."""
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    if account is not None:
        close(account.id, by, at, "left the service")


def reopen(account: Account, by: Actor, now: datetime, reason: str) -> None:
    """Open a closed account again, unless its person has left."""
    _insist_on_change(account, by, reopening=True)
    account.closed_at = None
    note("account reopened", THING, account.id, by, now, subject_id=account.person_id, reason=reason)


def unlock(account: Account, by: Actor, now: datetime) -> None:
    """Let someone try their password again."""
    _insist_on_change(account, by)
    account.locked_at = None
    _forgive(account)
    note("unlocked", THING, account.id, by, now, subject_id=account.person_id)


def sign_out_everywhere(account: Account, by: Actor, now: datetime, *, but: int | None = None) -> None:
    """End an account's sign-ins, except the session `but`."""
    sessions.end_all(account.id, now, "signed out everywhere", but=but)
    note("signed out everywhere", THING, account.id, by, now, subject_id=account.person_id)


def _set_password(account: Account, password: str, by: Actor, now: datetime) -> None:
    words = "password changed" if account.password_hash else "password set"
    account.password_hash = passwords.hashed(password)
    _forgive(account)
    note(words, THING, account.id, by, now, subject_id=account.person_id)


def _forgive(account: Account) -> None:
    db.session.execute(update(Account).where(Account.id == account.id).values(failed_count=0))


def _insist_on_change(account: Account, by: Actor, *, reopening: bool = False, resetting: bool = False) -> None:
    has_left = False
    if reopening and account.person_id is not None:
        has_left = db.session.get_one(Person, account.person_id).left_on is not None
    resets_administrator = resetting and account.role == ADMIN
    insist(policy.CHANGE_RULES, policy.Change(account.id, by.account_id, has_left, resets_administrator))
