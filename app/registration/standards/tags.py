"""Which records are evidence for which registration standard: put on and taken off outside their signed text."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import delete, select

from app.database import db
from app.history.actions import Actor, note
from app.policy import standards as policy
from app.policy.lists import REGISTRATION_STANDARDS
from app.policy.rules import insist
from app.policy.standards import Taggable
from app.records.models import Record
from app.registration.models import EvidenceTag
from app.registration.signals import evidence_changed
from app.registration.standards import asked as standards
from app.registration.standards.asked import Standards
from app.registration.years import evidence_year
from app.settings.queries import labels


def of_records(record_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The codes of the standards that each of these records is evidence for; a record without any is left out."""
    return codes_of(db.session.scalars(select(EvidenceTag).where(EvidenceTag.record_id.in_(record_ids))))


def codes_of(tags: Iterable[EvidenceTag]) -> dict[int, frozenset[str]]:
    """The codes that tags say, by record."""
    found: dict[int, frozenset[str]] = {}
    for tag in tags:
        found[tag.record_id] = found.get(tag.record_id, frozenset()) | {tag.code}
    return found


def standards_for(on: date, today: date) -> Standards:
    """The standards that records about a day are matched with: those of the end of its evidence year, or of today."""
    return standards.of_day(min(evidence_year(on)[1], today))


def change(record: Record, add: Collection[str], drop: Collection[str], by: Actor, now: datetime, today: date) -> None:
    """Make a signed record evidence for the standards in `add` and no longer for those in `drop`, and announce it.

    What is so already stays. Raises Refused for a record that not everybody has signed or that was opened in error, and
    for a standard that is not in the list of its evidence year.
    """
    known = {each.code for each in standards_for(record.happened_on or today, today).now}
    before = of_records([record.id]).get(record.id, frozenset())
    fresh = set(add) - before
    insist(policy.TAGGING, Taggable(record.is_locked, record.is_void, fresh <= known))
    if not (fresh or before & set(drop)):
        return
    take_off(record, drop, by, now)
    put_on(record, [code for code in add if code in fresh], by, now)
    evidence_changed.send(None, person_id=record.subject_id, at=now)


def put_on(record: Record, codes: Iterable[str], by: Actor, now: datetime) -> None:
    """Make the record evidence for these standards as well."""
    known, words = of_records([record.id]).get(record.id, frozenset()), labels(REGISTRATION_STANDARDS)
    for code in [each for each in dict.fromkeys(codes) if each not in known]:
        db.session.add(EvidenceTag(record_id=record.id, code=code, tagged_by=by.name, tagged_at=now))
        _note("tagged as evidence", record, words.get(code, code), by, now)


def take_off(record: Record, codes: Iterable[str], by: Actor, now: datetime) -> None:
    """Make the record no longer evidence for these standards."""
    known, words = of_records([record.id]).get(record.id, frozenset()), labels(REGISTRATION_STANDARDS)
    for code in sorted(known & set(codes)):
        db.session.execute(delete(EvidenceTag).where(EvidenceTag.record_id == record.id, EvidenceTag.code == code))
        _note("no longer tagged as evidence", record, words.get(code, code), by, now)


def _note(verb: str, record: Record, standard: str, by: Actor, now: datetime) -> None:
    note(verb, "record", record.id, by, now, subject_id=record.subject_id, reason=standard)
