"""Files for a worker to print, and what became of them. Runs in a copy of the zygote."""

import hashlib
from io import BytesIO

import pikepdf
from sqlalchemy import func, select

from app.database import db
from app.evidence import actions as evidence
from app.evidence.models import READY, PackFile, PackMade
from app.people.models import Person
from app.records.models import LOCKED, Record
from app.web.clock import now
from tests import papers

OWNERS = 4


def ask() -> int:
    """Lock a record of each of so many people and ask for its print; each has a standing pack made of it as well. Gives
    how many files are to be made.
    """
    waiting: dict[int, Record] = {}
    for record in db.session.scalars(select(Record).where(Record.state == "sent").order_by(Record.id)):
        waiting.setdefault(record.subject_id, record)
    for record in list(waiting.values())[:OWNERS]:
        lead, subject = (db.session.get_one(Person, id_) for id_ in (record.lead_id, record.subject_id))
        locked = papers.session(lead, subject, LOCKED)
        evidence.request(subject.id, papers.HELD_ON, papers.HELD_ON, now(), record_id=locked.id)
        evidence.request(subject.id, papers.HELD_ON, papers.HELD_ON, now())
    db.session.flush()
    return db.session.scalar(select(func.count()).select_from(PackFile)) or 0


def wrong() -> list[str]:
    """Files that are not whole, or are made twice."""
    found = []
    for file in db.session.scalars(select(PackFile)):
        content = file.content or b""
        if file.state != READY or hashlib.sha256(content).hexdigest() != file.sha256 or len(content) != file.size:
            found.append(f"file {file.id} is {file.state}, and not what was noted")
            continue
        with pikepdf.open(BytesIO(content)) as pdf:
            if len(pdf.pages) != file.pages:
                found.append(f"file {file.id} has {len(pdf.pages)} pages, not {file.pages}")
    packs = select(func.count()).select_from(PackFile).where(PackFile.record_id.is_(None))
    made = db.session.scalar(select(func.count()).select_from(PackMade))
    if db.session.scalar(packs) != made:
        found.append(f"{made} packs were noted as made")
    return found
