"""Who is told what: directors that a proposal waits, the reader what is open, the person and leads that it was opened.

Nobody is told a text, nor a reason beyond a formal process.
"""

from collections.abc import Iterable
from datetime import datetime

from app.break_glass.models import Proposal
from app.language import day, moment
from app.notices.telling import Told, tell
from app.people.models import Person
from app.records.kinds import KINDS
from app.records.models import OpenedTo, Record

ASKED, OPENED, OWN, LED = "opening.asked", "opening.opened", "opening.own", "opening.led"
CODES = {
    ASKED: Told(
        "Records of {whose} are proposed to be opened for a formal process",
        "You were asked to decide whether records are opened for a formal process.",
        "You were asked {count} times to decide whether records are opened for a formal process.",
        "break_glass.show", "proposal_id", is_listed=True),
    OPENED: Told(
        "Records of {whose} are open to you, {words}", "Records were opened to you for a formal process.",
        "Records were opened to you for {count} formal processes.", "break_glass.mine", "", is_listed=True),
    OWN: Told(
        "Your {words} was opened to {whose}, for a formal process",
        "A record about you was opened for a formal process.",
        "{count} records about you were opened for a formal process.", "records.show"),
    LED: Told(
        "{words} was opened to {whose}, for a formal process",
        "A record you led was opened for a formal process.",
        "{count} records you led were opened for a formal process.", "records.show"),
}  # fmt: skip


def asked(proposal: Proposal, subject: Person, directors: Iterable[int], now: datetime) -> None:
    """Tell the directors who may decide that a proposal waits for them."""
    for person_id in directors:
        tell(person_id, ASKED, proposal.id, now, whose=subject.name)


def opened(proposal: Proposal, subject: Person, until: str, now: datetime) -> None:
    """Tell the reader what they may read, and until when; at once, since their hours run."""
    tell(proposal.reader_id, OPENED, proposal.id, now, whose=subject.name, words=f"until {until}", urgent=True)


def known(subject: Person, reader: Person, rows: Iterable[tuple[OpenedTo, Record]], now: datetime) -> None:
    """Tell the person each of these records is about, and whoever led it, that the reader was let in, and how long."""
    for row, record in rows:
        whose = f"{reader.name} until {moment(row.ends_at or now)}"
        what = f"{KINDS[record.kind].short} of {day(record.happened_on or now)}"
        tell(subject.id, OWN, record.id, now, whose=whose, words=what)
        tell(record.lead_id, LED, record.id, now, whose=whose, words=f"The {what} with {subject.name}")
