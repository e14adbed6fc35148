"""Telling both people that appointments were planned, moved or cancelled: one e-mail a person and act, for a calendar.

Whoever is told so by e-mail does not read it again in the day's.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select, and_, func, or_, select

from app import jobs
from app.database import db
from app.history.actions import SERVICE, Actor, note
from app.history.models import Event
from app.language import LONDON, clock_time, moment, plural, weekday
from app.notices import calendar, letters, mail
from app.notices.addresses import address, reachable
from app.notices.calendar import CANCEL, PUBLISH, REQUEST, Appointment
from app.notices.failures import INVITATION_NOT_SENT
from app.notices.models import Notice
from app.notices.telling import Told, declare, tell
from app.people.models import Person
from app.people.queries import names
from app.records import signals
from app.records.models import CANCELLED, DRAFT, LEAD, MISSED, Answer, Record
from app.web.clock import now as clock

SEND = "rps.invite"
PLANNED, MOVED, CALLED_OFF, DID_NOT_HAPPEN = "planned", "moved", "cancelled", "missed"
CALLED = {
    "rps": ("session", "Reflective practice supervision"),
    "observation": ("observation", "Observation of practice"),
}
MOVES = ("moved the session", "moved the observation")

CODES = {
    "rps.planned": Told(
        "{whose} planned with you: {words}", "A session or observation was planned with you.",
        "Sessions or observations were planned with you {count} times.", "year.mine", ""),
    "rps.moved": Told(
        "{whose} moved with you: {words}", "A session or observation with you was moved.",
        "{count} sessions or observations with you were moved.", "year.mine", ""),
    "rps.cancelled": Told(
        "{whose} cancelled with you: {words}", "A session or observation with you was cancelled.",
        "{count} sessions or observations with you were cancelled.", "year.mine", ""),
    "rps.missed": Told(
        "{whose} noted that this did not take place: {words}", "A session or observation did not take place.",
        "{count} sessions or observations did not take place.", "year.mine", ""),
}  # fmt: skip


def init_app(_app: Flask) -> None:
    """Declare the job and the notices, and follow what is cancelled or missed."""
    declare(CODES)
    jobs.declare(SEND, send, given_up, jobs.SOON)
    signals.record_closed.connect(_closed)


def _closed(record: Record, now: datetime, by: Actor, **_: Any) -> None:
    if record.kind in CALLED and record.planned_at is not None:
        if record.state == CANCELLED and record.planned_at > now:
            invite([record], CALLED_OFF, now, by.name)
        elif record.state == MISSED:
            invite([record], DID_NOT_HAPPEN, now, by.name)


def invite(records: Sequence[Record], act: str, now: datetime, by_name: str = "") -> None:
    """Tell the practitioner of each, and send both people one e-mail with all that is theirs, once this is committed.

    `by_name` is who did it, where that may be somebody else than whoever leads it.

    What is not ahead is left out, but for an act that closes it. No e-mail where there is no mail server.
    """
    found = [each for each in records if each.planned_at and (act not in (PLANNED, MOVED) or each.planned_at > now)]
    if not found:
        return
    by_reader: dict[int, list[Record]] = {}
    for each in found:
        for reader in (each.subject_id, each.lead_id):
            by_reader.setdefault(reader, []).append(each)
    leads = names({each.lead_id for each in found})
    reached = _reached(by_reader, now) if act != DID_NOT_HAPPEN and mail.is_on() else set()
    for reader, theirs in by_reader.items():
        told = [each for each in theirs if each.subject_id == reader]
        notice = tell(reader, f"rps.{act}", told[0].id, now, whose=by_name or leads[told[0].lead_id], words=_words(told)
                      ) if told else None  # fmt: skip
        if reader in reached:
            jobs.enqueue(SEND, reader, act, " ".join(str(each.id) for each in theirs), notice.id if notice else 0)
            if notice:
                notice.mailed_at = now


def _reached(readers: Any, now: datetime) -> set[int]:
    asked = reachable(now.astimezone(LONDON).date()).where(Person.id.in_(list(readers)))
    return {row[0] for row in db.session.execute(asked)}


def _words(them: Sequence[Record]) -> str:
    first = min(them, key=lambda each: each.planned_at or each.since)
    when = moment(first.planned_at or first.since)
    if len(them) == 1:
        return f"{CALLED[first.kind][0]}, {when}"
    counts = [plural(number, name) for kind, (name, _) in CALLED.items()
              if (number := sum(each.kind == kind for each in them))]  # fmt: skip
    return f"{' and '.join(counts)}, the first on {when}"


def _found() -> Select[Any]:
    """Records with their length and how often they were moved."""
    moves = (
        select(func.count()).where(Event.thing == "record", Event.thing_id == Record.id, Event.verb.in_(MOVES))
    ).scalar_subquery()  # fmt: skip
    minutes = and_(Answer.record_id == Record.id, Answer.part == LEAD, Answer.key == "minutes")
    return select(Record, Answer.text, moves).outerjoin(Answer, minutes).order_by(Record.planned_at, Record.id)


def _appointments(rows: Any) -> list[Appointment]:
    found = []
    for record, minutes, moves in rows:
        length = int(minutes) if minutes and re.fullmatch("[0-9]{1,3}", minutes.strip()) else 60
        name, summary = CALLED[record.kind]
        sequence = moves + (record.state == CANCELLED)
        found.append(
            Appointment(f"{name}-{record.id}@management-oversight", summary, record.planned_at, length, sequence)
        )
    return found


def appointments_of(person_id: int, now: datetime) -> list[Appointment]:
    """All that a person has booked: sessions and observations with them, and those they hold. One query."""
    mine = or_(Record.subject_id == person_id, Record.lead_id == person_id)
    ahead = (Record.kind.in_(CALLED), Record.state == DRAFT, Record.planned_at > now)
    return _appointments(db.session.execute(_found().where(mine, *ahead)))


def appointment(record: Record) -> Appointment:
    """One session or observation as a calendar holds it. One query."""
    return _appointments(db.session.execute(_found().where(Record.id == record.id)))[0]


def send(reader_id: int, act: str, ids: str, _notice_id: int) -> None:
    """The job that sends one person their e-mail about one act. Raises JobFailed.

    What was moved or cancelled since is sent as it stands now, or left out. A crash between sending and being done
    sends it twice: a calendar takes the second for the first.
    """
    at = clock()
    to = address(reader_id, at.astimezone(LONDON).date())
    state = Record.state == CANCELLED if act == CALLED_OFF else and_(Record.state == DRAFT, Record.planned_at > at)
    asked = _found().where(Record.id.in_([int(each) for each in ids.split()]), state)
    found = _appointments(db.session.execute(asked))
    db.session.commit()  # nothing is held while the mail server is asked
    if to is None or not found:
        return
    settings = current_app.config
    subject, text = letters.appointments(act, [_line(each) for each in found], f"{settings['SERVICE_ADDRESS']}/")
    method = CANCEL if act == CALLED_OFF else REQUEST if len(found) == 1 else PUBLISH
    organiser = parseaddr(settings["MAIL_FROM"])[1]
    file = (
        calendar.several(found, at) if method == PUBLISH else calendar.invitation(found[0], method, organiser, to, at)
    )
    try:
        mail.send(to, subject, text, file, method)
    except mail.NotSent as problem:
        raise jobs.JobFailed(str(problem)) from problem


def _line(it: Appointment) -> str:
    local = it.starts_at.astimezone(LONDON)
    return f"{it.summary}: {weekday(local)} {local.year}, {clock_time(local)}, {it.minutes} minutes"


def given_up(problem: str, reader_id: int, _act: str, _ids: str, notice_id: int) -> None:
    """Leave it to the next day's e-mail, and let administrators know."""
    notice = db.session.get(Notice, notice_id) if notice_id else None
    if notice:
        notice.mailed_at = None
    note(INVITATION_NOT_SENT, "notice", notice_id, SERVICE, clock(), subject_id=reader_id, reason=problem)
    db.session.commit()
