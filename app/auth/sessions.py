"""Sign-ins that stand: begun, looked up at each request, kept alive, ended."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask_login import UserMixin
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import OperationalError

from app.auth import tokens
from app.auth.models import PASSWORD, Account, UserSession
from app.database import UtcDateTime, db, writing
from app.policy.access import ROLES, Viewer
from app.settings import queries as settings

SEEN_EVERY = timedelta(minutes=1)
# After a new proof of identity the old token still answers requests under way, and an answer that got lost.
OLD_TOKEN_LASTS = timedelta(minutes=2)


@dataclass(frozen=True)
class SignedIn(Viewer, UserMixin):  # type: ignore[misc]
    """The viewer as Flask-Login wants them: their id in the cookie is the session's random token."""

    token: str = field(default="", repr=False)
    last_seen_at: datetime | None = None
    is_renewed: bool = False
    proved_by: str = PASSWORD

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


# One statement for every request: every change of a setting rides along, so that no page asks for them again.
LOOK_UP = (
    text(f"""
        SELECT s.id, s.token_hash, s.created_at, s.last_seen_at, s.proved_at, s.proved_by,
               a.id AS account_id, a.role, a.person_id, COALESCE(p.name, a.name) AS name, t.job_role,
               {settings.IN_ONE_VALUE} AS settings
          FROM user_session s
          JOIN account a ON a.id = s.account_id AND a.closed_at IS NULL
          LEFT JOIN person p ON p.id = a.person_id
          LEFT JOIN posting t ON t.person_id = a.person_id
               AND t.starts_on <= :today AND (t.ends_on IS NULL OR t.ends_on >= :today)
         WHERE (s.token_hash = :hash OR (s.previous_hash = :hash AND s.proved_at > :renewed_after))
           AND s.ended_at IS NULL
         ORDER BY t.starts_on DESC LIMIT 1""")  # noqa: S608
    .bindparams(bindparam("renewed_after", type_=UtcDateTime()))
    .columns(created_at=UtcDateTime(), last_seen_at=UtcDateTime(), proved_at=UtcDateTime())
)


def find(token: str, now: datetime, today: date) -> SignedIn | None:
    """Who holds this token, in one statement; None when the sign-in is over or was never."""
    hash_ = tokens.kept(token)
    row = db.session.execute(LOOK_UP, {"hash": hash_, "today": today, "renewed_after": now - OLD_TOKEN_LASTS}).first()
    if row is None:
        return None
    settings.keep(row.settings)
    if now - row.last_seen_at >= timedelta(minutes=settings.value("sign_in.idle_minutes", today)):
        return None
    if now - row.created_at >= timedelta(hours=settings.value("sign_in.longest_hours", today)):
        return None
    return SignedIn(
        account_id=row.account_id,
        role=row.role,
        name=row.name,
        session_id=row.id,
        proved_at=row.proved_at,
        person_id=row.person_id,
        job_title=row.job_role or ROLES[row.role],
        token=token,
        last_seen_at=row.last_seen_at,
        is_renewed=row.token_hash != hash_,
        proved_by=row.proved_by,
    )


def account_of(token: str) -> Account | None:
    """Whose sign-in this token is or was, ended ones included."""
    return db.session.scalar(
        select(Account)
        .join(UserSession, UserSession.account_id == Account.id)
        .where(UserSession.token_hash == tokens.kept(token))
    )


def begin(
    account: Account, now: datetime, origin: str, proved_by: str = PASSWORD, proved_at: datetime | None = None
) -> str:
    """Start a sign-in, proved now or some time before; gives the token for the cookie. The caller commits."""
    token = tokens.make()
    db.session.add(
        UserSession(
            token_hash=tokens.kept(token),
            account_id=account.id,
            created_at=now,
            last_seen_at=now,
            proved_at=min(now, proved_at or now),
            proved_by=proved_by,
            origin=origin,
        )
    )
    db.session.flush()
    return token


def renew(session_id: int, now: datetime, proved_by: str = "") -> str:
    """The person has proved again who they are: note when, by what if it is new, and give the cookie's new token."""
    token = tokens.make()
    standing = db.session.get_one(UserSession, session_id)
    standing.previous_hash, standing.token_hash = standing.token_hash, tokens.kept(token)
    standing.proved_at = now
    standing.proved_by = proved_by or standing.proved_by
    db.session.flush()
    return token


def end(session_id: int, now: datetime, why: str) -> None:
    """End one sign-in."""
    _end(now, why, UserSession.id == session_id)


def end_all(account_id: int, now: datetime, why: str, *, but: int | None = None) -> None:
    """End every sign-in of an account, except the session `but`."""
    _end(now, why, UserSession.account_id == account_id, UserSession.id != (but or 0))


def standing(account_id: int, now: datetime, today: date) -> list[UserSession]:
    """The account's sign-ins that still count, the latest used first."""
    idle = timedelta(minutes=settings.value("sign_in.idle_minutes", today))
    longest = timedelta(hours=settings.value("sign_in.longest_hours", today))
    return list(
        db.session.scalars(
            select(UserSession)
            .where(UserSession.account_id == account_id, UserSession.ended_at.is_(None))
            .where(UserSession.last_seen_at > now - idle)
            .where(UserSession.created_at > now - longest)
            .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
        )
    )


def seen(who: SignedIn, now: datetime) -> None:
    """Keep the sign-in alive: noted at most once a minute, in a short transaction of its own.

    The reading one the request began with ends first, because SQLite cannot turn it into a writing one.
    """
    if who.last_seen_at is not None and now - who.last_seen_at < SEEN_EVERY:
        return
    db.session.rollback()
    before = writing.set(True)
    try:
        db.session.execute(
            update(UserSession)
            .where(UserSession.id == who.session_id, UserSession.last_seen_at < now)
            .values(last_seen_at=now)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()
    except OperationalError:
        # Somebody holds the database; the page itself can still be read, and the next one will note it.
        db.session.rollback()
    finally:
        writing.reset(before)


def _end(now: datetime, why: str, *which: object) -> None:
    db.session.execute(
        update(UserSession)
        .where(UserSession.ended_at.is_(None), *which)  # type: ignore[arg-type]
        .values(ended_at=now, ended_why=why)
    )
