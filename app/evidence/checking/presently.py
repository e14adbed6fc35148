"""How what a checked pack holds stands today: whether we made that file, and what became of each record since."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from app.database import db
from app.evidence.checking.file import UNLISTED, Held, Verdict
from app.evidence.models import PackMade
from app.records.models import Addendum, Record, Snapshot

CURRENT, VOID, ADDED_TO, UNKNOWN = "current", "void", "added to", "unknown"
STATES = {
    CURRENT: "Still the current version",
    VOID: "Marked as opened in error since",
    ADDED_TO: "Still the current version; something was added under it since",
    UNKNOWN: "Not a record of this service",
}


@dataclass(frozen=True)
class Standing:
    """A verdict with what we know today. `states` has one of STATES for each record, in the order of the pack."""

    verdict: Verdict
    states: tuple[str, ...] = ()

    @property
    def lines(self) -> list[tuple[Held, str, bool]]:
        """Each record of the pack, how it stands in words, and whether it is no longer as it was when the pack was
        made. No words where that was not asked.
        """
        states = self.states or (None,) * len(self.verdict.records)
        return [
            (held, STATES[state] if state else "", state not in (None, CURRENT))
            for held, state in zip(self.verdict.records, states, strict=True)
        ]

    @property
    def moved_on(self) -> int:
        """How many records are no longer what they were when the pack was made."""
        return sum(state != CURRENT for state in self.states)


def stand(verdict: Verdict, pdf: bytes) -> Standing:
    """How a file checked stands today. At most three queries; says nothing of any record the file does not hold."""
    if not (verdict.is_sound and verdict.is_pack):
        return Standing(verdict)
    read_at = db.session.scalar(
        select(PackMade.made_at).where(PackMade.sha256 == hashlib.sha256(pdf).hexdigest()).limit(1)
    )
    if read_at is None:
        return Standing(replace(verdict, outcome=UNLISTED))
    return Standing(verdict, _states(verdict.records, read_at))


def made_on(code: str) -> datetime | None:
    """When a pack with this check code was first made here; None if none was."""
    return db.session.scalar(select(func.min(PackMade.made_at)).where(PackMade.check_code == code))


def _states(held: tuple[Held, ...], read_at: datetime) -> tuple[str, ...]:
    ids = [one.record_id for one in held]
    rows = db.session.execute(
        select(Record.id, Record.void_at, Snapshot.fingerprint)
        .join(Snapshot, Snapshot.id == Record.snapshot_id)
        .where(Record.id.in_(ids), Record.locked_at.is_not(None))
    )
    known = {(row.id, row.fingerprint): row.void_at for row in rows}
    later = set(db.session.scalars(
        select(Addendum.record_id).where(Addendum.record_id.in_(ids), Addendum.signed_at > read_at)
    ))  # fmt: skip
    return tuple(_state(one, known, later) for one in held)


def _state(one: Held, known: dict[tuple[int, str], datetime | None], later: set[int]) -> str:
    if (one.record_id, one.fingerprint) not in known:
        return UNKNOWN
    if known[one.record_id, one.fingerprint] is not None:
        return VOID
    return ADDED_TO if one.record_id in later else CURRENT
