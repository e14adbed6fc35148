"""Which registration standards somebody can evidence with the records of a period, and with which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from app.database import db
from app.policy import standards as policy
from app.policy.standards import DRAFT, SIGNED, UNSIGNED, Evidence, Row
from app.records.kinds import KINDS
from app.records.models import DRAFT as IN_DRAFT
from app.records.models import LOCKED, SENT, Answer, Record
from app.registration.models import EvidenceTag
from app.registration.standards import asked as standards

# Kinds of record that can be evidence, with their headings, in the order of a pack (domain guide C10).
HEADINGS = {
    "review": "Performance reviews",
    "supervision": "Supervision records",
    "rps": "RPS sessions",
    "observation": "Observations",
    "learning": "Learning",
    "declaration": "Declarations",
}
CHOSEN = "standards"  # the question in a record's form: what it will be evidence for
_STATES = {LOCKED: SIGNED, SENT: UNSIGNED, IN_DRAFT: DRAFT}


@dataclass(frozen=True)
class Matrix:
    """Standards, gaps first, against kinds of record. `kinds` are the columns: (key, heading). `every` are all
    standards there have been. `note` says that the standards stand in for those not loaded yet; "" otherwise.
    """

    kinds: tuple[tuple[str, str], ...]
    every: tuple[Row, ...]
    note: str

    @property
    def rows(self) -> tuple[Row, ...]:
        """The standards to show: those that have ended only where there is evidence for them."""
        return tuple(row for row in self.every if row.standard.ended_on is None or row.records)

    def row(self, code: str) -> Row | None:
        """The standard with this code; None if there has been none."""
        return next((row for row in self.every if row.standard.code == code), None)

    @property
    def gaps(self) -> int:
        """How many standards have less evidence than they ask for."""
        return sum(row.is_gap for row in self.rows)


def kinds() -> tuple[tuple[str, str], ...]:
    """The kinds of record that can be evidence and that this service has: (key, heading)."""
    return tuple((key, heading) for key, heading in HEADINGS.items() if key in KINDS)


def matrix(
    person_id: int, starts_on: date, ends_on: date, today: date, left_out: frozenset[int] = frozenset()
) -> Matrix:
    """What the person's records about days from `starts_on` to `ends_on`, both included, are evidence for, by the
    standards of the last of these days or of today. Records in `left_out` do not tell. At most three queries.

    What is not signed by everybody yet tells by what is chosen in its draft, and counts for nothing.
    """
    found = _evidence(person_id, starts_on, ends_on, (LOCKED, SENT, IN_DRAFT))
    return _of((each for each in found if each.record_id not in left_out), min(ends_on, today))


def for_pack(
    person_id: int, starts_on: date, ends_on: date, today: date, left_out: frozenset[int] = frozenset()
) -> Matrix:
    """The same of signed records alone, as a pack prints it. At most three queries."""
    found = _evidence(person_id, starts_on, ends_on, (LOCKED,))
    return _of((each for each in found if each.record_id not in left_out), min(ends_on, today))


def _of(evidence: Iterable[Evidence], on: date) -> Matrix:
    known = standards.of_day(on)
    return Matrix(kinds(), tuple(policy.rows(known.every, evidence)), known.note)


def _evidence(person_id: int, starts_on: date, ends_on: date, states: tuple[str, ...]) -> list[Evidence]:
    """The person's records in these states and what each is evidence for, by day. One query.

    An observation is nobody else's before it is signed.
    """
    chosen = and_(Answer.record_id == Record.id, Answer.key == CHOSEN, Record.locked_at.is_(None))
    theirs = or_(Record.locked_at.is_not(None), Record.kind.not_in([k.key for k in KINDS.values() if k.is_observation]))
    rows = db.session.execute(
        select(Record.id, Record.kind, Record.state, EvidenceTag.code, Answer.text)
        .outerjoin(EvidenceTag, EvidenceTag.record_id == Record.id)
        .outerjoin(Answer, chosen)
        .where(Record.subject_id == person_id, Record.happened_on.between(starts_on, ends_on), Record.void_at.is_(None))
        .where(Record.kind.in_(HEADINGS), Record.state.in_(states), theirs)
        .order_by(Record.happened_on, Record.id)
    )
    found: dict[int, Evidence] = {}
    for record_id, kind, state, code, text in rows:
        codes = _codes(state, code, text)
        if before := found.get(record_id):
            codes |= before.codes
        found[record_id] = Evidence(record_id, kind, _STATES[state], codes)
    return list(found.values())


def _codes(state: str, code: str | None, text: Any) -> frozenset[str]:
    if state == LOCKED:
        return frozenset({code} if code else ())
    return frozenset(filter(None, (text or "").split("\n")))
