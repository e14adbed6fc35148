"""Accounts, the links that open them, the sign-ins that stand, and the attempts that were made."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table
from app.policy.access import STAFF

INVITE, RESET = "invite", "reset"


class Account(Table):
    """One person's way in. `email` is kept in lower case; `password_hash` is None until the invitation is used.

    `person_id` is the member of staff behind it, None for administrators and assurance readers. `failed_count` counts
    wrong passwords in a row, those being checked included. `is_demo` marks an account whose password everybody knows:
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

    @property
    def is_open(self) -> bool:
        """Neither closed nor locked, and a password has been set."""
        return self.closed_at is None and self.locked_at is None and self.password_hash is not None


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

    A new proof of identity gives a new token; `previous_hash` lets requests already under way finish.
    """

    __tablename__ = "user_session"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    previous_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]
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
