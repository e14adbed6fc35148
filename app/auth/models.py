"""Accounts, the links that open them, the sign-ins that stand, and the attempts that were made."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table
from app.policy.access import STAFF

INVITE, RESET = "invite", "reset"
PASSWORD, CODE, PROVIDER = "password", "code", "provider"


class Account(Table):
    """One person's way in. `email` is kept in lower case; `password_hash` is None until the invitation is used.

    `person_id` is the member of staff behind it, None for administrators and assurance readers. `failed_count` counts
    wrong passwords in a row, those being checked included. `totp_secret` is what the codes of an authenticator app are
    made from, encrypted; it counts from `totp_set_at`, and no code of `totp_last_step` (a number of half minutes) or
    before counts twice. `is_demo` marks an account whose password everybody knows:
    it stands only in a demo database, and production lets nobody in with it.
    """

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(12), default=STAFF)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    is_demo: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None] = mapped_column(String(300))
    totp_set_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)


class Identity(Table):
    """An account at an identity provider that opens an account here: `subject` as the provider at `issuer` knows it."""

    __tablename__ = "identity"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(300))
    linked_at: Mapped[datetime]
    linked_by: Mapped[str] = mapped_column(String(200))

    __table_args__ = (UniqueConstraint("issuer", "subject"),)


class SpareCode(Table):
    """A code on paper that stands in, once, for the authenticator app. Only its SHA-256 is kept."""

    __tablename__ = "spare_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class OneTimeLink(Table):
    """A link that lets its holder set a password once. Only the SHA-256 of its token is kept."""

    __tablename__ = "one_time_link"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(8))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    made_by: Mapped[str] = mapped_column(String(200))


class UserSession(Table):
    """One sign-in. The browser holds the token, we hold its SHA-256.

    A new proof of identity gives a new token; `previous_hash` lets requests already under way finish. `proved_by` is
    what proved it: PASSWORD, CODE (a password and a code) or PROVIDER.
    """

    __tablename__ = "user_session"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    previous_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    proved_by: Mapped[str] = mapped_column(String(10), default=PASSWORD, server_default=PASSWORD)
    ended_at: Mapped[datetime | None] = mapped_column()
    ended_why: Mapped[str] = mapped_column(String(60), default="")
    origin: Mapped[str] = mapped_column(String(80), default="")

    __table_args__ = (
        Index("ix_user_session_standing", "account_id",
              sqlite_where=ended_at.is_(None), postgresql_where=ended_at.is_(None)),
    )  # fmt: skip


class SignInAttempt(Table):
    """One attempt to prove who one is, counted by every worker. The address is kept as a keyed hash only."""

    __tablename__ = "sign_in_attempt"

    email_hash: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    is_right: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index("ix_sign_in_attempt_origin", "origin", "at"),)


class LimitedUse(Table):
    """One use of something that an account may do only so often an hour or a minute, counted by every process."""

    __tablename__ = "limited_use"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    what: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_limited_use_account", "account_id", "what", "at"),)


class Proposal(Table):
    """One administrator proposes an administrator's or assurance reader's account; a second one decides."""

    __tablename__ = "account_proposal"

    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(2000))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    is_approved: Mapped[bool | None]
