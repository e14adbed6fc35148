"""What the demo's signed records are evidence for, besides what their forms said: with a gap or two for everybody."""

from sqlalchemy import insert, select

from app.database import db
from app.people.models import Person
from app.records.models import Record
from app.registration.models import EvidenceTag

# What records of each kind are plausibly evidence for, by turns.
PLAUSIBLE = {
    "rps": ("accountability", "reflection", "conduct"),
    "observation": ("accountability", "conduct"),
    "supervision": ("reflection", "accountability"),
    "review": ("conduct", "accountability"),
    "learning": ("learning",),
    "declaration": ("qualification",),
}
# What people have not thought of yet: one of these each.
OPEN = ({"qualification"}, {"conduct"}, {"learning", "qualification"}, {"accountability"})


def write() -> None:
    """Make signed records evidence, as their subjects would have. Two queries, and one for all tags."""
    known = {(tag.record_id, tag.code) for tag in db.session.execute(select(EvidenceTag.record_id, EvidenceTag.code))}
    signed = db.session.execute(
        select(Record.id, Record.kind, Record.subject_id, Record.locked_at, Person.name)
        .join(Person, Person.id == Record.subject_id)
        .where(Record.locked_at.is_not(None), Record.void_at.is_(None), Record.kind.in_(PLAUSIBLE))
        .order_by(Record.subject_id, Record.kind, Record.happened_on.desc())
    )
    rows = []
    for place, (record_id, kind, subject_id, locked_at, name) in enumerate(signed):
        code = PLAUSIBLE[kind][place % len(PLAUSIBLE[kind])]
        if code not in OPEN[subject_id % len(OPEN)] and (record_id, code) not in known:
            rows.append({"record_id": record_id, "code": code, "tagged_by": name, "tagged_at": locked_at})
    if rows:
        db.session.execute(insert(EvidenceTag), rows)
