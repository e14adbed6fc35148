"""An office full of people who write and sign: made once, then copied. Runs in a copy of the zygote."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from app.auth.models import UserSession
from app.database import db
from app.people.models import Person
from app.records import queries
from app.records.kinds import BOTH, TEXT
from app.records.models import LEAD, SUBJECT, Record
from app.web.clock import now
from tests import make, papers

MANAGERS, EACH, TO_SIGN = 8, 3, 4
KEYS = 3  # answers of a draft that each part keeps writing


def build() -> dict[str, Any]:
    """Fill an empty database; gives what a person at a browser would know: who they are, what they write and sign."""
    office: dict[str, Any] = {"people": [], "drafts": [], "to_sign": []}
    head = make.unit()
    for _ in range(MANAGERS):
        manager = make.member("Isla Mbeki", "Senior Probation Officer", head.team, head.efua)
        _known(office, manager)
        for _ in range(EACH):
            practitioner = make.member("Lowri Throckmorton", "Probation Officer", head.team, manager)
            _known(office, practitioner)
            _draft(office, papers.session(manager, practitioner))
            for _ in range(TO_SIGN):
                _waiting(office, papers.session(manager, practitioner, "sent"))
    return office


def _known(office: dict[str, Any], who: Person) -> None:
    account = make.account_of(who)
    office["people"].append({"person": who.id, "account": account.id, "email": account.email})


def _draft(office: dict[str, Any], record: Record) -> None:
    questions = papers.paper(record).questions
    for part, person in ((SUBJECT, record.subject_id), (LEAD, record.lead_id)):
        keys = [one.key for one in questions if one.type == TEXT and one.part in (part, BOTH)]
        for key in keys[:KEYS]:
            papers.answer(record, part, key, papers.REFLECTION)
            office["drafts"].append(
                {"record": record.id, "kind": record.kind, "part": part, "key": key, "person": person, "revision": 1}
            )


def _waiting(office: dict[str, Any], record: Record) -> None:
    frozen, _ = queries.signed(record)
    office["to_sign"].append({
        "record": record.id, "snapshot": frozen.id, "fingerprint": frozen.fingerprint, "subject": record.subject_id,
        "lead": record.lead_id,
    })  # fmt: skip


def wake() -> None:
    """Let every sign-in of the copied office count as made this minute, so that nobody is asked for a password."""
    at = now() - timedelta(seconds=1)
    db.session.execute(update(UserSession).values(created_at=at, last_seen_at=at, proved_at=at))
