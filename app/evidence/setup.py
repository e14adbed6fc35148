"""What has a pack made again: a record signed, logged, added to, opened in error or made evidence for another standard,
what becomes of an action, a change of the year, of its owner or their line manager, and anything else by night.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from flask import Flask

from app import jobs
from app.database import db
from app.evidence import actions, building, standing
from app.language import LONDON
from app.people.signals import people_changed
from app.records import signals
from app.records.models import Action, Record
from app.registration.signals import evidence_changed
from app.rps.signals import year_changed
from app.web.clock import now as clock

_is_put_off: ContextVar[bool] = ContextVar("packs_put_off", default=False)


@contextmanager
def put_off() -> Iterator[None]:
    """Ask for no packs meanwhile: whoever writes many records at once asks for each person's pack at the end."""
    before = _is_put_off.set(True)
    try:
        yield
    finally:
        _is_put_off.reset(before)


def init_app(_app: Flask) -> None:
    """Declare the job, and listen to what records announce."""
    jobs.declare(actions.BUILD, building.build, building.given_up, queue=jobs.PRESS)
    jobs.every_day(standing.NAME, standing.run, standing.given_up, lambda _day: standing.AT)
    jobs.declare(standing.ANEW, standing.anew, standing.given_up)
    for change in (signals.record_locked, signals.record_logged, signals.record_added, signals.record_voided):
        change.connect(_changed)
    for told in (year_changed, evidence_changed):
        told.connect(_known_changed)
    signals.action_changed.connect(_action_changed)
    people_changed.connect(_people_changed)


def _changed(record: Record, now: datetime, **_more: Any) -> None:
    if record.is_locked and record.happened_on and not _is_put_off.get():
        actions.freshen(record.subject_id, record.happened_on, now, now.astimezone(LONDON).date())


def _known_changed(_sender: Any, *, person_id: int, at: datetime) -> None:
    if not _is_put_off.get():
        actions.freshen_known(person_id, at, at.astimezone(LONDON).date())


def _action_changed(action: Action, now: datetime) -> None:
    _changed(db.session.get_one(Record, action.record_id), now)


def _people_changed(_sender: Any, *, person_ids: Collection[int]) -> None:
    if not _is_put_off.get():
        at = clock()
        standing.people_changed(person_ids, at, at.astimezone(LONDON).date())
