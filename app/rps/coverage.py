"""How everyone's year stands, kept for lists and totals: in the transaction that changes it, and every night."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app import jobs
from app.database import db, writing
from app.history.actions import SERVICE, note
from app.language import LONDON
from app.people.models import Person, Posting, during
from app.policy.rps_year import AMBER, RED
from app.records import signals
from app.records.models import Record
from app.rps import years
from app.rps.models import Coverage
from app.rps.years import Member
from app.web.clock import now as clock

NAME, AT = "rps.coverage", time(0, 40)
SOME = 200  # people at a time: nobody waits long for the database
FAILED, THING = "years of supervision not brought up to date", "supervision year"
_STALE = "stale coverage"
# What is kept of somebody's year, but for how long it has been so.
KEPT = ("year_start", "asked", "asked_observed", "complete", "observed", "incomplete", "booked", "behind",
        "outstanding", "level", "next_at", "worked_out_on")  # fmt: skip


def init_app(_app: Flask) -> None:
    """Follow what happens to records, and declare the job of the night."""
    for signal in (signals.record_opened, signals.record_closed, signals.record_locked, signals.record_voided,
                   signals.record_logged):  # fmt: skip
        signal.connect(_changed)
    if not event.contains(db.session, "before_commit", _before_commit):
        event.listen(db.session, "before_commit", _before_commit)
    jobs.every_day(NAME, run, given_up, lambda _day: AT)


def stale(person_id: int) -> None:
    """Work this person's year out again before the present transaction commits."""
    db.session.info.setdefault(_STALE, set()).add(person_id)


def _changed(record: Record, **_: Any) -> None:
    if record.kind in ("rps", "observation"):
        stale(record.subject_id)


def _before_commit(session: Any) -> None:
    people = session.info.pop(_STALE, None)
    if people:
        refresh(people, clock())


def refresh(people: Iterable[int], at: datetime) -> None:
    """Work these people's years out and keep them. Does not commit."""
    day = at.astimezone(LONDON).date()
    found = years.of_people(select(Person.id).where(Person.id.in_(list(people))), day, at)
    if not found:
        return
    ids = [member.id for member in found]
    known = {row.person_id: (row.level, row.since) for row in
             db.session.scalars(select(Coverage).where(Coverage.person_id.in_(ids)))}  # fmt: skip
    rows = [_row(member, day, known.get(member.id)) for member in found]
    insert: Any = sqlite_insert if db.session.get_bind().dialect.name == "sqlite" else postgresql_insert
    made = insert(Coverage).values(rows)
    db.session.execute(made.on_conflict_do_update(
        index_elements=["person_id"], set_={name: made.excluded[name] for name in (*KEPT, "since")}
    ))  # fmt: skip


def _row(member: Member, day: date, before: tuple[str, date] | None) -> dict[str, Any]:
    """`since` is the day from which the year has needed attention, or has not, without a break."""
    it = member.standing
    attention = (AMBER, RED)
    same = before is not None and (before[0] in attention) == (it.level in attention)
    return {
        "person_id": member.id, "year_start": it.asked.year.first, "asked": it.asked.sessions,
        "asked_observed": it.asked.observed, "complete": it.complete, "observed": it.observed,
        "incomplete": it.incomplete, "booked": it.booked, "behind": it.behind, "outstanding": it.outstanding,
        "level": it.level, "next_at": it.next.starts_at if it.next else None,
        "since": before[1] if same and before else day, "worked_out_on": day,
    }  # fmt: skip


def run(_day: str) -> None:
    """Work out the year of everyone in post. May run again after a crash."""
    promised = writing.set(False)
    try:
        today = clock().astimezone(LONDON).date()
        people = db.session.scalars(select(Posting.person_id).where(during(Posting, today)).order_by(Posting.person_id))
        ids = list(people)
    finally:
        db.session.rollback()
        writing.reset(promised)
    for start in range(0, len(ids), SOME):
        refresh(ids[start : start + SOME], clock())
        db.session.commit()


def given_up(problem: str, day: str) -> None:
    """Let the history say so; pages about people work their year out afresh and stay right."""
    note(FAILED, THING, 0, SERVICE, clock(), reason=f"{day} {problem}".strip())
    db.session.commit()
