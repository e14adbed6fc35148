"""What the demo's signed records are evidence for, where their forms did not ask: with a gap or two for everybody."""

from sqlalchemy import exists, insert, select

from app.database import db
from app.people.models import Person
from app.records.models import Record
from app.registration.models import EvidenceTag

# What a record of each kind is plausibly evidence for; the first of them for every second record.
PLAUSIBLE = {
    "observation": ("accountability", "conduct"),
    "supervision": ("accountability", "reflection"),
    "review": ("conduct", "accountability"),
    "learning": ("learning", "learning"),
    "declaration": ("qualification", "qualification"),
}
# What people have not thought of yet: by turns one of these.
OPEN = ({"qualification"}, {"conduct"}, {"learning", "qualification"}, {"accountability"})


def write() -> None:
    """Make signed records evidence, as their subjects would have a day later. One query, and one for all tags."""
    tagged = exists().where(EvidenceTag.record_id == Record.id)
    signed = db.session.execute(
        select(Record.id, Record.kind, Record.subject_id, Record.locked_at, Person.name)
        .join(Person, Person.id == Record.subject_id)
        .where(Record.locked_at.is_not(None), Record.void_at.is_(None), Record.kind.in_(PLAUSIBLE), ~tagged)
        .order_by(Record.id)
    )
    rows = []
    for place, (record_id, kind, subject_id, locked_at, name) in enumerate(signed):
        code = PLAUSIBLE[kind][place % 2]
        if code not in OPEN[subject_id % len(OPEN)]:
            rows.append({"record_id": record_id, "code": code, "tagged_by": name, "tagged_at": locked_at})
    if rows:
        db.session.execute(insert(EvidenceTag), rows)
