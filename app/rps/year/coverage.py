"""How everyone's year stands, kept for lists and totals: in the transaction that changes it, and every night."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import BindParameter, Integer, RowMapping, Select, bindparam, event, inspect, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app import jobs
from app.database import db, writing
from app.history.actions import SERVICE, note
from app.language import LONDON
from app.people.models import Person, Posting, during
from app.people.signals import people_changed
from app.policy.rps_year import AMBER, RED
from app.records.models import Record
from app.rps.models import Coverage, HeldBefore
from app.rps.signals import year_changed
from app.rps.year import years
from app.rps.year.years import KEYS, Member
from app.settings.signals import setting_changed
from app.web.clock import now as clock

NAME, AT = "rps.coverage", time(0, 40)
ANEW = "rps.coverage.anew"
LATE = 120.0  # seconds after a setting changed, when no page that began before still writes
SOME = 200  # people at a time: nobody waits long for the database
FAILED, THING = "years of supervision not brought up to date", "supervision year"
_STALE = "stale coverage"
# What is kept of somebody's year, but for how long it has been so.
KEPT = ("year_start", "asked", "asked_observed", "complete", "observed", "incomplete", "booked", "behind",
        "outstanding", "level", "next_at", "worked_out_on")  # fmt: skip
# What is announced when it changes.
TOLD = ("asked", "asked_observed", "complete", "observed")
# The rows that a year rests on: whose year it is, and the columns that decide how it stands.
RESTS_ON: dict[type[Any], tuple[str, frozenset[str]]] = {
    Record: ("subject_id", frozenset({"state", "happened_on", "planned_at", "lead_capacity", "follows_id", "logged_on",
                                      "void_at"})),
    HeldBefore: ("person_id", frozenset({"held_on", "capacity", "follows_id", "session_id", "logged_on",
                                         "withdrawn_at"})),
}  # fmt: skip


def init_app(_app: Flask) -> None:
    """Follow what happens to records, people and settings, and declare the jobs."""
    for name, listener in (("before_flush", _before_flush), ("before_commit", _before_commit)):
        if not event.contains(db.session, name, listener):
            event.listen(db.session, name, listener)
    people_changed.connect(_people_changed)
    setting_changed.connect(_setting_changed)
    jobs.every_day(NAME, run, given_up, lambda _day: AT)
    jobs.declare(ANEW, run_anew, given_up)


def stale(person_id: int) -> None:
    """Work this person's year out again before the present transaction commits."""
    db.session.info.setdefault(_STALE, set()).add(person_id)


def _before_flush(session: Any, _context: Any, _some: Any) -> None:
    """Whatever writes a row that a year rests on, the year is worked out again: no verb has to remember it."""
    new = session.new  # made afresh each time it is asked for
    for row in (*new, *session.dirty):
        whose, columns = RESTS_ON.get(type(row), ("", frozenset()))
        if whose and (row in new or any(inspect(row).attrs[name].history.has_changes() for name in columns)):
            stale(getattr(row, whose))


def _people_changed(_sender: Any, *, person_ids: Iterable[int]) -> None:
    for person_id in person_ids:
        stale(person_id)


def _setting_changed(key: str) -> None:
    if key in KEYS:
        jobs.enqueue(ANEW)
        jobs.enqueue(ANEW, wait=LATE)  # a page that read the old value may keep a year by it after the first time


def _before_commit(session: Any) -> None:
    session.flush()
    people = session.info.pop(_STALE, ())
    if len(people) > SOME:
        jobs.enqueue(ANEW)
    elif people:
        refresh(people, clock())


# Made once: the statements take longer to make than to ask.
_SOME: BindParameter[int] = bindparam("these", type_=Integer(), expanding=True)
_THESE: Select[int] = select(Person.id).where(Person.id.in_(_SOME))
_KEPT = Coverage.__table__.c
_HELD = (
    select(*(_KEPT[name] for name in ("person_id", "level", "since", "year_start", *TOLD)))
    .where(_KEPT.person_id.in_(_SOME)).order_by(_KEPT.person_id).with_for_update()
)  # fmt: skip


def refresh(people: Collection[int], at: datetime) -> None:
    """Work these people's years out and keep them. Does not commit.

    Two transactions about one person take turns, so that the later one sees what the earlier one did.
    """
    ids = sorted(people)
    known = {row["person_id"]: row for row in db.session.execute(_HELD, {"these": ids}).mappings()}
    day = at.astimezone(LONDON).date()
    found = years.of_people(_THESE, day, at, given={"these": ids})
    if not found:
        return
    rows = [_row(member, day, known.get(member.id)) for member in sorted(found, key=lambda member: member.id)]
    db.session.execute(_kept_instead(db.session.get_bind().dialect.name), rows)
    for row in rows:
        before = known.get(row["person_id"])
        if before and before["year_start"] == row["year_start"] and any(before[name] != row[name] for name in TOLD):
            year_changed.send(person_id=row["person_id"], at=at)


@cache
def _kept_instead(dialect: str) -> Any:
    """The statement that keeps a row, or puts it in the place of the one a person has."""
    made: Any = (sqlite_insert if dialect == "sqlite" else postgresql_insert)(Coverage.__table__)  # type: ignore[arg-type]
    return made.on_conflict_do_update(
        index_elements=["person_id"], set_={name: made.excluded[name] for name in (*KEPT, "since")}
    )


def _row(member: Member, day: date, before: RowMapping | None) -> dict[str, Any]:
    """`since` is the day from which the year has needed attention, or has not, without a break."""
    it = member.standing
    attention = (AMBER, RED)
    same = before is not None and (before["level"] in attention) == (it.level in attention)
    return {
        "person_id": member.id, "year_start": it.asked.year.first, "asked": it.asked.sessions,
        "asked_observed": it.asked.observed, "complete": it.complete, "observed": it.observed,
        "incomplete": it.incomplete, "booked": it.booked, "behind": it.behind, "outstanding": it.outstanding,
        "level": it.level, "next_at": it.next.starts_at if it.next else None,
        "since": before["since"] if same and before else day, "worked_out_on": day,
    }  # fmt: skip


def run(_day: str) -> None:
    """The job of the night: work out the year of everyone in post. May run again after a crash."""
    run_anew()


def run_anew() -> None:
    """Work out the year of everyone in post, some at a time. May run again after a crash."""
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


def given_up(problem: str, day: str = "") -> None:
    """Let the history say so; pages about people work their year out afresh and stay right."""
    note(FAILED, THING, 0, SERVICE, clock(), reason=f"{day} {problem}".strip())
    db.session.commit()
