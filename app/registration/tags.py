"""Which records are evidence for which registration standard: put on and taken off outside their signed text."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, select

from app.database import db
from app.history.actions import Actor, note
from app.records.models import Record
from app.registration.models import EvidenceTag


def of_records(record_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The codes of the standards that each of these records is evidence for; a record without any is left out."""
    found: dict[int, frozenset[str]] = {}
    for tag in db.session.scalars(select(EvidenceTag).where(EvidenceTag.record_id.in_(record_ids))):
        found[tag.record_id] = found.get(tag.record_id, frozenset()) | {tag.code}
    return found


def put_on(record: Record, codes: Iterable[str], by: Actor, now: datetime) -> None:
    """Make the record evidence for these standards as well."""
    known = of_records([record.id]).get(record.id, frozenset())
    for code in [each for each in dict.fromkeys(codes) if each not in known]:
        db.session.add(EvidenceTag(record_id=record.id, code=code, tagged_by=by.name, tagged_at=now))
        note("tagged as evidence", "record", record.id, by, now, subject_id=record.subject_id, reason=code)


def take_off(record: Record, codes: Iterable[str], by: Actor, now: datetime) -> None:
    """Make the record no longer evidence for these standards."""
    known = of_records([record.id]).get(record.id, frozenset())
    for code in known & set(codes):
        db.session.execute(delete(EvidenceTag).where(EvidenceTag.record_id == record.id, EvidenceTag.code == code))
        note("no longer tagged as evidence", "record", record.id, by, now, subject_id=record.subject_id, reason=code)
