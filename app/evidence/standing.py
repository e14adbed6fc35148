"""Keeping the packs of this registration year ready: made again at once where few changed, and otherwise at night."""

from collections.abc import Collection
from datetime import date, datetime, time

from sqlalchemy import Select, func, or_, select

from app import jobs
from app.database import db, writing
from app.evidence import actions
from app.evidence.changes import has_changed
from app.evidence.models import READY, PackFile
from app.history.actions import SERVICE, note
from app.language import LONDON
from app.people.models import Posting, during
from app.registration.years import evidence_year
from app.web.clock import now as clock

NAME, AT = "evidence.standing", time(1, 10)
ANEW = "evidence.standing.anew"
FAILED, THING = "packs kept ready were not looked through", "evidence year"
FEW = 50  # packs made again at once when people change; more wait for the night
SOME = 200  # packs looked at in one transaction
# A night's share, one every so many seconds: done by the morning, and whoever asks for a pack meanwhile waits for few.
MOST, APART = 3000, 5


def run(day: str) -> None:
    """The job of the night: have the packs of this year that have changed made again. May run again after a crash."""
    today, count = date.fromisoformat(day), 0
    promised = writing.set(False)
    try:
        kept = list(db.session.scalars(_kept(today)))
    finally:
        db.session.rollback()
        writing.reset(promised)
    for first in range(0, len(kept), SOME):
        for owner_id in _stale(kept[first : first + SOME], today)[: MOST - count]:
            jobs.enqueue(ANEW, owner_id, once=f"{day} {owner_id}", wait=count * APART)
            count += 1
        db.session.commit()


def _kept(today: date) -> Select[int]:
    """The latest finished pack of this year of everyone in post."""
    starts_on, ends_on = evidence_year(today)
    here = select(Posting.person_id).where(during(Posting, today))
    return (
        select(func.max(PackFile.id))
        .where(PackFile.is_standing.is_(True), PackFile.state == READY, PackFile.owner_id.in_(here))
        .where(PackFile.starts_on == starts_on, PackFile.ends_on == ends_on)
        .group_by(PackFile.owner_id).order_by(func.max(PackFile.id))
    )  # fmt: skip


def _stale(ids: Collection[int], today: date) -> list[int]:
    """Whose packs, of these, have changed since they were made."""
    promised = writing.set(False)
    try:
        files = db.session.scalars(select(PackFile).where(PackFile.id.in_(ids)).order_by(PackFile.id))
        return [file.owner_id for file in files if has_changed(file, today)]
    finally:
        db.session.rollback()
        writing.reset(promised)


def anew(owner_id: int) -> None:
    """Have somebody's pack of this year made again, if it is still as it was. May run again after a crash."""
    now = clock()
    today = now.astimezone(LONDON).date()
    file = db.session.scalar(select(PackFile).where(PackFile.id.in_(_kept(today).where(PackFile.owner_id == owner_id))))
    if file is not None and has_changed(file, today):
        actions.freshen_known(owner_id, now, today)
    db.session.commit()


def people_changed(person_ids: Collection[int], now: datetime, today: date) -> None:
    """Have the packs of these people, and of those they manage, made again, if they are few."""
    if not 0 < len(person_ids) <= SOME:
        return
    managed = select(Posting.person_id).where(Posting.line_manager_id.in_(person_ids), during(Posting, today))
    whose = or_(PackFile.owner_id.in_(person_ids), PackFile.owner_id.in_(managed))
    kept = select(PackFile.owner_id).where(PackFile.id.in_(_kept(today)), whose).order_by(PackFile.owner_id)
    found = db.session.scalars(kept.limit(FEW + 1)).all()
    for owner_id in found if len(found) <= FEW else ():
        actions.freshen_known(owner_id, now, today)


def given_up(problem: str, *which: str | int) -> None:
    """Let the history say so; the page of a pack still says by itself that something has changed."""
    note(FAILED, THING, 0, SERVICE, clock(), reason=f"{' '.join(map(str, which))} {problem}".strip()[:2000])
    db.session.commit()
