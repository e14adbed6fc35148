"""Accounts at the identity provider that open accounts here: linked, found, unlinked, and linked by a file."""

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.auth import sessions
from app.auth.models import Account, Identity
from app.auth.queries import normal
from app.database import db
from app.history.actions import Actor, note
from app.policy import accounts as policy
from app.policy.rules import insist

THING = "account"
COLUMNS = ["email", "subject"]
MOST_ROWS = 50_000
LONGEST_SUBJECT = 300


class BadFile(Exception):
    """The file cannot be taken. Carries every problem, in words, with its line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def account_of(issuer: str, subject: str) -> Account | None:
    """The account this identity opens."""
    query = select(Account).join(Identity, Identity.account_id == Account.id)
    return db.session.scalar(query.where(Identity.issuer == issuer, Identity.subject == subject))


def of(account_id: int) -> list[Identity]:
    """Every identity that opens an account, the first linked first."""
    return list(db.session.scalars(select(Identity).where(Identity.account_id == account_id).order_by(Identity.id)))


def linked(ids: Iterable[int]) -> set[int]:
    """Which of these accounts an identity opens."""
    return set(db.session.scalars(select(Identity.account_id).where(Identity.account_id.in_(list(ids)))))


def link(account: Account, issuer: str, subject: str, by: Actor, now: datetime, *, with_link: bool = False) -> None:
    """Let this identity open the account; linking it again changes nothing. Refused if either has another.

    `with_link`: whoever asks holds a one-time link and has proved nothing else.
    """
    db.session.refresh(account, with_for_update=True)  # of two work accounts at once, the second finds the first
    held = db.session.scalar(select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))
    if held is not None and held.account_id == account.id:
        return
    others = db.session.scalar(select(Identity.id).where(Identity.account_id == account.id, Identity.issuer == issuer))
    lacks_code = with_link and account.totp_set_at is not None
    is_closed = account.closed_at is not None
    insist(policy.LINK_RULES, policy.Linking(held is not None, others is not None, is_closed, lacks_code))
    _link(account, issuer, subject, by, now)


def unlink(account: Account, identity: Identity, by: Actor, now: datetime) -> None:
    """Let it open the account no more, and end the account's sign-ins."""
    insist(policy.CHANGE_RULES, policy.Change(account.id, by.account_id))
    db.session.delete(identity)
    sessions.end_all(account.id, now, "work account unlinked")
    note("work account unlinked", THING, account.id, by, now, subject_id=account.person_id, reason=identity.subject)


def link_file(lines: Iterable[str], issuer: str, by: Actor, now: datetime) -> int:
    """Link each row's account (e-mail address) to its subject at `issuer`. Gives how many were new.

    The whole file is looked at first: raises BadFile with every problem, and then nothing is changed.
    """
    rows = _rows(lines)
    accounts = {account.email: account for account in db.session.scalars(select(Account))}
    held = {each.subject: each.account_id for each in db.session.scalars(select(Identity).filter_by(issuer=issuer))}
    holder = {account_id: subject for subject, account_id in held.items()}
    problems, wanted = [], []
    for number, email, subject in rows:
        account = accounts.get(email)
        wrong = _problem(account, subject, held, holder)
        if wrong:
            problems.append(f"Line {number}: {email or 'no address'}: {wrong}")
        elif account is not None and subject not in held:
            wanted.append((account, subject))
    for at, what in ((1, "address"), (2, "subject")):
        twice = [text for text, count in Counter(row[at] for row in rows).items() if count > 1]
        problems += [f"The {what} {text} is in the file more than once." for text in twice]
    if problems:
        raise BadFile(problems)
    for account, subject in wanted:
        _link(account, issuer, subject, by, now)
    return len(wanted)


def _rows(lines: Iterable[str]) -> list[tuple[int, str, str]]:
    """Line number, address and subject of each row. Raises BadFile if it is no such table."""
    reader = csv.reader(lines)
    head = [cell.strip().lower() for cell in next(reader, [])]
    if head != COLUMNS:
        raise BadFile([f"The first line must be {','.join(COLUMNS)}."])
    found = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    if len(found) > MOST_ROWS:
        raise BadFile([f"The file has more than {MOST_ROWS:,} rows."])
    odd = [f"Line {number}: there must be 2 cells, and there are {len(row)}." for number, row in found if len(row) != 2]
    if odd:
        raise BadFile(odd)
    return [(number, normal(row[0]), row[1].strip()) for number, row in found]


def _problem(account: Account | None, subject: str, held: dict[str, int], holder: dict[int, str]) -> str:
    """What is wrong with one row; empty if nothing."""
    if not subject or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        return f"the subject must have 1 to {LONGEST_SUBJECT} printable characters."
    if account is None:
        return "there is no account with this address."
    if account.closed_at is not None:
        return "the account is closed."
    if held.get(subject, account.id) != account.id:
        return "another account is linked to this subject."
    if holder.get(account.id, subject) != subject:
        return "the account is linked to another subject. Unlink that first."
    return ""


def _link(account: Account, issuer: str, subject: str, by: Actor, now: datetime) -> None:
    new = Identity(account_id=account.id, issuer=issuer, subject=subject, linked_at=now, linked_by=by.name)
    try:
        with db.session.begin_nested():
            db.session.add(new)
    except IntegrityError:  # of two accounts that link it at once, the second is told as if it came later
        insist(policy.LINK_RULES, policy.Linking(opens_another=True, has_another=False))
        raise
    note("work account linked", THING, account.id, by, now, subject_id=account.person_id, reason=subject)
