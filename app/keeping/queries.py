"""Holds and removals as administrators see them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.auth import tokens
from app.auth.models import Account
from app.database import db
from app.keeping.due import KINDS
from app.keeping.models import Hold, Removal
from app.people.models import Person
from app.people.queries import Place

SHOWN = 20
# Removals nobody has decided on, or that are not done yet.
UNFINISHED = (
    select(Removal)
    .where(Removal.done_at.is_(None), func.coalesce(Removal.is_approved, True).is_(True))
    .order_by(Removal.id)
)


@dataclass(frozen=True)
class Listed:
    """A removal with who proposed it, who decided it, and what was found then: [(words, number)]."""

    removal: Removal
    proposed_by: str
    decided_by: str
    found: list[tuple[str, int]]

    @property
    def is_open(self) -> bool:
        """Not decided yet, or approved and not done."""
        return self.removal.done_at is None and self.removal.is_approved is not False


def hold_on(person_id: int) -> Hold | None:
    """The hold that stands on a person."""
    return db.session.scalar(select(Hold).where(Hold.person_id == person_id, Hold.lifted_at.is_(None)))


def mark(person: Person, place: Place | None) -> str:
    """What stands for the look at a person, that nobody can make up: another one as soon as they read otherwise."""
    where = (place.posting.job_role, place.team, place.manager) if place else ()
    return tokens.keyed("\n".join((f"hold on {person.id}", person.name, person.staff_number, *where)))


def holds() -> list[tuple[Hold, Person]]:
    """The holds that stand, with whom they are on, the oldest first. One query."""
    rows = db.session.execute(
        select(Hold, Person).join(Person, Person.id == Hold.person_id).where(Hold.lifted_at.is_(None)).order_by(Hold.id)
    )
    return [(row[0], row[1]) for row in rows]


def hold(hold_id: int) -> tuple[Hold, Person] | None:
    """A hold and whom it is on."""
    row = db.session.execute(
        select(Hold, Person).join(Person, Person.id == Hold.person_id).where(Hold.id == hold_id)
    ).first()
    return None if row is None else (row[0], row[1])


def unfinished() -> Sequence[Removal]:
    """Removals nobody has decided on, or that are not done yet."""
    return db.session.scalars(UNFINISHED).all()


def removals() -> list[Listed]:
    """The latest removals, the newest first. One query."""
    first, second = aliased(Account), aliased(Account)
    rows: Any = db.session.execute(
        select(Removal, first.name, func.coalesce(second.name, ""))
        .join(first, first.id == Removal.proposed_by)
        .outerjoin(second, second.id == Removal.decided_by)
        .order_by(Removal.id.desc())
        .limit(SHOWN)
    )
    return [Listed(removal, one, other, _found(removal)) for removal, one, other in rows]


def _found(removal: Removal) -> list[tuple[str, int]]:
    counts = json.loads(removal.counts)
    return [(kind.words, counts[name]) for name, kind in KINDS.items() if name in counts]
