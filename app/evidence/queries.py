"""Finding one's own packs and prints. Nobody else's exist."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import undefer

from app.database import db
from app.evidence.models import BUILDING, FAILED, READY, REQUESTED, PackFile
from app.history.models import Event
from app.policy.access import NotThere, Viewer
from app.registration.years import evidence_year

# What history calls what happens here.
DOWNLOADED, PASSAGES = "downloaded", "passages"


# Written once: putting it together anew would take longer than the database takes to answer it.
_TAKEN = select(func.count()).where(
    Event.subject_id == bindparam("owner"), Event.thing == "pack", Event.verb == DOWNLOADED,
    Event.at > bindparam("since"),
)  # fmt: skip
_UNFINISHED = (
    select(PackFile)
    .where(PackFile.owner_id == bindparam("owner"), PackFile.chosen == bindparam("chosen"))
    .where(PackFile.record_id.is_not_distinct_from(bindparam("record", type_=Integer())))
    .where(PackFile.starts_on == bindparam("first"), PackFile.ends_on == bindparam("last"))
    .where(PackFile.state.in_(bindparam("states", expanding=True)))
    .order_by(PackFile.id.desc())
    .limit(1)
)
_TO_TAKE = (
    select(PackFile, _TAKEN.scalar_subquery())
    .where(PackFile.id == bindparam("pack"), PackFile.owner_id == bindparam("owner"))
    .options(undefer(PackFile.content))
)


def person_id(viewer: Viewer) -> int:
    """Whose evidence the viewer's is; raises NotThere for an account that belongs to no member of staff."""
    if viewer.person_id is None:
        raise NotThere
    return viewer.person_id


def mine(viewer: Viewer, pack_id: int) -> PackFile:
    """The viewer's own pack or print; raises NotThere for any other."""
    found = db.session.get(PackFile, pack_id)
    if found is None or viewer.person_id is None or found.owner_id != viewer.person_id:
        raise NotThere
    return found


def standing(viewer: Viewer, today: date) -> PackFile | None:
    """The latest finished pack of this registration year that is kept ready."""
    return db.session.scalar(_of_year(viewer, today).where(PackFile.state == READY).limit(1))


def has_standing(owner_id: int, starts_on: date, ends_on: date) -> bool:
    """Whether a pack of these days is kept ready for this person."""
    kept = _same(owner_id, starts_on, ends_on, None).where(PackFile.is_standing.is_(True))
    return db.session.scalar(kept.with_only_columns(PackFile.id).limit(1)) is not None


def coming(viewer: Viewer, today: date) -> PackFile | None:
    """A newer one of these that is on its way or failed; None when the finished one is the latest."""
    latest = db.session.scalar(_of_year(viewer, today).limit(1))
    return latest if latest is not None and latest.state != READY else None


def others(viewer: Viewer, limit: int = 5) -> Sequence[PackFile]:
    """Packs of other periods the viewer asked for, the latest first."""
    return db.session.scalars(
        select(PackFile)
        .where(PackFile.owner_id == viewer.person_id, PackFile.is_standing.is_(False), PackFile.record_id.is_(None))
        .order_by(PackFile.id.desc())
        .limit(limit)
    ).all()


def unfinished(
    owner_id: int, starts_on: date, ends_on: date, record_id: int | None, *, begun: bool, chosen: str = ""
) -> PackFile | None:
    """The same thing already asked for; with `begun` also if it is being made just now."""
    given = {
        "owner": owner_id, "first": starts_on, "last": ends_on, "record": record_id, "chosen": chosen,
        "states": (REQUESTED, BUILDING) if begun else (REQUESTED,),
    }  # fmt: skip
    return db.session.scalar(_UNFINISHED, given)


def finished(
    owner_id: int, starts_on: date, ends_on: date, record_id: int | None, chosen: str = ""
) -> Sequence[PackFile]:
    """Every finished or failed making of the same thing, the latest first, without the bytes."""
    same = _same(owner_id, starts_on, ends_on, record_id, chosen)
    return db.session.scalars(same.where(PackFile.state.in_((READY, FAILED)))).all()


def asked_for(owner_id: int) -> Sequence[PackFile]:
    """Every finished or failed pack besides the standing ones, the latest first, without the bytes."""
    return db.session.scalars(
        select(PackFile)
        .where(PackFile.owner_id == owner_id, PackFile.is_standing.is_(False), PackFile.record_id.is_(None))
        .where(PackFile.state.in_((READY, FAILED)))
        .order_by(PackFile.id.desc())
    ).all()


def waiting(owner_id: int) -> int:
    """How many packs and prints of this person, besides the standing one, are on their way."""
    on_their_way = (PackFile.state.in_((REQUESTED, BUILDING)), PackFile.is_standing.is_(False))
    return db.session.scalar(select(func.count()).where(PackFile.owner_id == owner_id, *on_their_way)) or 0


def latest_of(owner_id: int, starts_on: date, ends_on: date, chosen: str) -> PackFile | None:
    """The latest making of a pack of these days and this choice, in whatever state."""
    return db.session.scalar(_same(owner_id, starts_on, ends_on, None, chosen).limit(1))


def to_take(viewer: Viewer, pack_id: int, since: datetime) -> tuple[PackFile, int]:
    """The viewer's own pack or print with its bytes, and how many packs about them were downloaded after a moment. One
    query; raises NotThere for any other pack.
    """
    row = db.session.execute(_TO_TAKE, {"owner": viewer.person_id, "pack": pack_id, "since": since}).first()
    if row is None:
        raise NotThere
    return row[0], row[1]


def made_of(record_id: int, digest: str) -> PackFile | None:
    """A print of exactly this content of a record."""
    return db.session.scalar(
        select(PackFile)
        .where(PackFile.record_id == record_id, PackFile.state == READY, PackFile.digest == digest)
        .order_by(PackFile.id.desc())
        .limit(1)
    )


def _of_year(viewer: Viewer, today: date) -> Select[PackFile]:
    starts_on, ends_on = evidence_year(today)
    return (
        select(PackFile)
        .where(PackFile.owner_id == viewer.person_id, PackFile.is_standing.is_(True))
        .where(PackFile.starts_on == starts_on, PackFile.ends_on == ends_on)
        .order_by(PackFile.id.desc())
    )


def _same(owner_id: int, starts_on: date, ends_on: date, record_id: int | None, chosen: str = "") -> Select[PackFile]:
    return (
        select(PackFile)
        .where(PackFile.owner_id == owner_id, PackFile.record_id == record_id, PackFile.chosen == chosen)
        .where(PackFile.starts_on == starts_on, PackFile.ends_on == ends_on)
        .order_by(PackFile.id.desc())
    )
