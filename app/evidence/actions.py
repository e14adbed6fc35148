"""Asking for a pack or a print, finishing it, and taking it away."""

import hashlib
from datetime import date, datetime, timedelta

from app.database import db
from app.evidence import queries
from app.evidence.contents.pack import Pack
from app.evidence.models import BUILDING, FAILED, READY, PackFile, PackMade
from app.evidence.printing import Printed
from app.evidence.queries import DOWNLOADED
from app.history.actions import Actor, note
from app.jobs import enqueue
from app.policy.rules import Breach, Refused
from app.policy.settings import SETTINGS
from app.registration.years import evidence_year
from app.rps.year.years import year_on
from app.settings.queries import value

BUILD = "build pack"
KEPT, KEPT_OTHERS = 2, 5  # finished files of the same thing; packs besides the standing one, whatever they hold
MOST_WAITING = 5  # packs and prints that one person may have made at the same time
LONGEST_YEARS = 10
MOST = "register.downloads_hour"


def request(
    owner_id: int,
    starts_on: date,
    ends_on: date,
    now: datetime,
    *,
    record_id: int | None = None,
    standing: bool = False,
    chosen: str = "",
    wait: float = 0,
) -> PackFile:
    """Ask for a pack, or for the print of one record. The same thing already on its way is not asked for twice.
    Refused where too many of the owner's are on their way.

    `chosen` is what its owner decided for it, as `plans.freeze` writes it. It is not begun before `wait` seconds.
    """
    if not timedelta() <= ends_on - starts_on <= timedelta(days=366 * LONGEST_YEARS):
        raise Refused(Breach("Packs", f"A pack covers up to {LONGEST_YEARS} years, and ends after it starts."))
    # A standing pack is asked for because something changed: one already being made may have missed it.
    known = queries.unfinished(owner_id, starts_on, ends_on, record_id, begun=not standing, chosen=chosen)
    if known:
        return known
    if not standing and queries.waiting(owner_id) >= MOST_WAITING:
        words = f"{MOST_WAITING} files of yours are being made already."
        raise Refused(Breach("Packs", words, "Take one of them, or wait until one is made."))
    file = PackFile(
        owner_id=owner_id, record_id=record_id, starts_on=starts_on, ends_on=ends_on, is_standing=standing,
        requested_at=now, chosen=chosen,
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    enqueue(BUILD, file.id, wait=wait)
    return file


def freshen(owner_id: int, happened_on: date, now: datetime, today: date) -> None:
    """Have the standing pack made again because a record of that day changed, if the day tells in this year's pack: it
    is in the registration year, or in a year of supervision that this touches.
    """
    starts_on, ends_on = evidence_year(today)
    if year_on(starts_on).first <= happened_on <= year_on(ends_on).last:
        request(owner_id, starts_on, ends_on, now, standing=True)


def freshen_known(owner_id: int, now: datetime, today: date, wait: float = 0) -> None:
    """Have the standing pack made again, if there is one of this registration year; not before `wait` seconds."""
    starts_on, ends_on = evidence_year(today)
    if queries.has_standing(owner_id, starts_on, ends_on):
        request(owner_id, starts_on, ends_on, now, standing=True, wait=wait)


def begin(file: PackFile, now: datetime) -> None:
    """The worker has taken it up, and reads the records as they are now."""
    file.state, file.records_as_of = BUILDING, now


def finish(file: PackFile, digest: str, printed: Printed, records: int, now: datetime) -> None:
    """Keep the finished file; drop all but the latest of its kind."""
    file.state, file.made_at, file.problem = READY, now, ""
    file.digest, file.content, file.pages, file.records = digest, printed.content, printed.pages, records
    file.sha256, file.size = hashlib.sha256(printed.content).hexdigest(), len(printed.content)
    db.session.flush()
    done = set(queries.finished(file.owner_id, file.starts_on, file.ends_on, file.record_id)[KEPT:])
    if not file.is_standing and not file.record_id:
        done |= set(queries.asked_for(file.owner_id)[KEPT_OTHERS:])
    for old in done:
        db.session.delete(old)


def remember(file: PackFile, pack: Pack, now: datetime) -> None:
    """Keep for ever what was made, to check it by."""
    file.check_code = pack.check_code
    made = PackMade(
        check_code=pack.check_code, digest=pack.digest, sha256=file.sha256, owner_id=file.owner_id,
        starts_on=file.starts_on, ends_on=file.ends_on, records=file.records, made_at=now,
    )  # fmt: skip
    db.session.add(made)


def fail(file: PackFile, problem: str) -> None:
    """It could not be made; say why."""
    file.state, file.problem = FAILED, problem[:300]


def may_download(taken: int, today: date) -> bool:
    """Whether somebody who took away so many packs within the hour may have one more. A query only of the many."""
    return taken < SETTINGS[MOST].least or taken < value(MOST, today)


def download(file: PackFile, by: Actor, now: datetime) -> None:
    """Note that it was taken away."""
    if file.record_id:
        note(DOWNLOADED, "record", file.record_id, by, now, subject_id=file.owner_id, seal="")
    else:
        note(DOWNLOADED, "pack", file.id, by, now, subject_id=file.owner_id, reason=f"Check code {file.check_code}")
