"""The day's e-mail: one a person at most, about what waits for them and what they have not been told yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from flask import current_app
from sqlalchemy import CursorResult, Select, delete, exists, or_, select, text, update

from app import jobs
from app.database import db, writing
from app.history.actions import SERVICE, note
from app.language import LONDON
from app.notices import letters, mail
from app.notices.addresses import address, reachable
from app.notices.models import Digest, Notice
from app.notices.tally import Tally, tally
from app.notices.telling import TOLD
from app.people.models import Absence, Person, during
from app.policy import working_days
from app.settings.queries import holidays, value
from app.web.clock import now

SEND = "notices.send"
NOT_SENT, NOT_MADE = "could not send the day’s e-mail", "could not make the day’s e-mails"
CHUNK = 50
MOST_FAILURES = 3  # in a row: the mail server is down, and asking on would only hold up the queue
STILL_TRYING = timedelta(hours=1)  # an urgent notice younger than this may yet be sent on its own
LOCK = 7_061_305  # any number, the same in every process


@dataclass(frozen=True)
class Content:
    """What there is to say to a person, and the ids of the notices it covers."""

    waiting: list[Tally]
    codes: list[str]
    notice_ids: list[int]

    def __bool__(self) -> bool:
        return bool(self.waiting or self.codes)


def at(day: date) -> time:
    """From when the day's e-mail may go out."""
    return time.fromisoformat(value("notices.digest_time", day))


def is_working_day(day: date) -> bool:
    """Whether e-mails go out on the day; Monday to Friday while the bank holidays of its year are not known."""
    try:
        return working_days.is_working_day(day, holidays(day))
    except working_days.UnknownYear:
        return day.weekday() < 5


def make_daily(day: str) -> None:
    """The job of every day. A day that is over by the time it runs gets none."""
    moment = now()
    today = moment.astimezone(LONDON).date()
    if mail.is_on() and day == today.isoformat() and is_working_day(today):
        make(today, moment)


def make(day: date, moment: datetime) -> int:
    """Queue the day's e-mail for everyone who has none yet and to whom there is something to say; gives how many.

    Commits as it goes and may be broken off and run again.
    """
    last, made = 0, 0
    while people := _next(day, last):
        made += _write(_with_something(people, day, moment), day, moment)
        last = people[-1]
    return made


def _next(day: date, last: int) -> list[int]:
    """The next people to ask about, by id: who can be reached, is not away on the day, and was sent none."""
    sent = exists().where(Digest.person_id == Person.id, Digest.day == day)
    away = exists().where(Absence.person_id == Person.id, during(Absence, day))
    asked = reachable(day).where(Person.id > last, ~sent, ~away).order_by(Person.id).limit(CHUNK)
    return [row[0] for row in db.session.execute(asked)]


def _with_something(people: Sequence[int], day: date, moment: datetime) -> list[int]:
    db.session.rollback()
    promised = writing.set(False)  # this reads for a while, and must not hold up those who write
    try:
        return [person_id for person_id in people if content(person_id, day, moment)]
    finally:
        db.session.rollback()
        writing.reset(promised)


def _write(people: Sequence[int], day: date, moment: datetime) -> int:
    """Mark who gets an e-mail and queue the sending, in one transaction."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    taken = set(db.session.scalars(select(Digest.person_id).where(Digest.day == day, Digest.person_id.in_(people))))
    rows = [Digest(person_id=each, day=day, made_at=moment) for each in people if each not in taken]
    db.session.add_all(rows)
    db.session.flush()
    if rows:
        jobs.enqueue(SEND, min(row.id for row in rows), max(row.id for row in rows))
    db.session.commit()
    return len(rows)


def content(person_id: int, day: date, moment: datetime) -> Content:
    """What there is to say to a person on a day: what waits, and what they have neither read nor been sent."""
    told = db.session.execute(
        select(Notice.id, Notice.code)
        .where(Notice.person_id == person_id, Notice.read_at.is_(None), Notice.mailed_at.is_(None))
        .where(Notice.code.in_(TOLD), or_(Notice.is_urgent.is_(False), Notice.told_at < moment - STILL_TRYING))
        .order_by(Notice.told_at, Notice.id)
    ).all()
    codes = [row.code for row in told if not TOLD[row.code].is_listed]  # the others are among what waits
    return Content(tally(person_id, moment, day), codes, [row.id for row in told])


def send(first: int, last: int) -> None:
    """The job that sends the e-mails of these rows, each at most once. Raises JobFailed for those not sent."""
    failed, in_a_row = "", 0
    for digest_id in db.session.scalars(_unsent(first, last)).all():
        try:
            _send_one(digest_id, now())
            in_a_row = 0
        except mail.NotSent as problem:
            failed, in_a_row = str(problem), in_a_row + 1
            if in_a_row == MOST_FAILURES:
                break
    if failed:
        raise jobs.JobFailed(failed)


def _unsent(first: int, last: int) -> Select[int]:
    return select(Digest.id).where(Digest.id.between(first, last), Digest.sent_at.is_(None)).order_by(Digest.id)


def _send_one(digest_id: int, moment: datetime) -> None:
    """Mark it as sent, then send it, and take the mark back if the mail server refuses.

    A crash in between loses the e-mail, which the app shows anyway; the other way round it would be sent twice.
    """
    claim = update(Digest).where(Digest.id == digest_id, Digest.sent_at.is_(None)).values(sent_at=moment)
    if not cast("CursorResult[object]", db.session.execute(claim)).rowcount:
        db.session.rollback()
        return
    person_id, day = db.session.execute(select(Digest.person_id, Digest.day).where(Digest.id == digest_id)).one()
    found, to = content(person_id, day, moment), address(person_id, day)
    if to is None or not found or day != moment.astimezone(LONDON).date():
        db.session.execute(delete(Digest).where(Digest.id == digest_id))  # nobody to tell, nothing left, or too late
        db.session.commit()
        return
    _mark(found, moment)
    db.session.commit()
    try:
        mail.send(to, *letters.digest(found.waiting, found.codes, current_app.config["SERVICE_ADDRESS"]))
    except mail.NotSent:
        db.session.execute(update(Digest).where(Digest.id == digest_id).values(sent_at=None))
        _mark(found, None)
        db.session.commit()
        raise


def _mark(found: Content, moment: datetime | None) -> None:
    if found.notice_ids:
        db.session.execute(update(Notice).where(Notice.id.in_(found.notice_ids)).values(mailed_at=moment))


def given_up(problem: str, first: int, last: int) -> None:
    """Leave the notices to the next day's e-mail, and let administrators know."""
    left = update(Digest).where(Digest.id.between(first, last), Digest.sent_at.is_(None))
    count = cast("CursorResult[object]", db.session.execute(left.values(failed_at=now()))).rowcount
    if count:
        note(NOT_SENT, "digest", first, SERVICE, now(), reason=f"{problem} People who got none: {count}.".strip())
    db.session.commit()


def not_made(problem: str, day: str) -> None:
    """Let administrators know that nobody, or not everybody, got the day's e-mail."""
    note(NOT_MADE, "digest", 0, SERVICE, now(), reason=f"{day} {problem}".strip())
    db.session.commit()
