"""What the pages of a recall ask: who may decide it, which are going on, and what was decided on the licence before."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.countersigning.models import Item, Recall
from app.database import db
from app.people.cover import covers_for, managers_near
from app.people.models import Person
from app.people.queries import manager_of, posting_on
from app.policy.countersigning import FIRST_SIGNERS, OPEN_STATES, RECALL
from app.policy.recall import DOES_NOT_RECALL


@dataclass(frozen=True)
class Decider:
    """Someone an author may turn to: what they are, and who covers for them ("" for nobody)."""

    person_id: int
    name: str
    what: str
    cover: str
    is_manager: bool = False

    @property
    def words(self) -> str:
        """As the list of the form shows them."""
        cover = f" ({self.cover} covers)" if self.cover else ""
        return f"{self.name}, {'your line manager' if self.is_manager else self.what}{cover}"


def deciders(author_id: int, day: date) -> list[Decider]:
    """Who may decide on a recall of this author's: the line manager first, then the others of the unit by name.

    Nobody whose signature would not count. Four queries.
    """
    may = FIRST_SIGNERS[RECALL]
    manager = manager_of(author_id, day)
    job = posting_on(manager.id, day) if manager else None
    found = [(manager, job.job_role, True)] if manager and job and job.job_role in may else []
    found += [
        (person, f"{role}, {team}", False) for person, role, team in managers_near(author_id, day)
        if role in may and (manager is None or person.id != manager.id)
    ]  # fmt: skip
    covers = covers_for([person.id for person, _, _ in found], RECALL, day)
    return [Decider(person.id, person.name, what, covers.get(person.id, ""), own) for person, what, own in found]


def going(author_id: int, case_reference: str) -> tuple[Item, Recall] | None:
    """A recall of the author's about the case that is not over yet. One query.

    Holds the person, so that of two that are started at once the second finds the first.
    """
    db.session.scalar(select(Person.id).where(Person.id == author_id).with_for_update(key_share=True))
    row = db.session.execute(
        select(Item, Recall).join(Recall, Recall.item_id == Item.id)
        .where(Item.author_id == author_id, Item.state.in_(OPEN_STATES))
        .where(func.lower(Item.case_reference) == case_reference.strip().lower())
        .order_by(Item.id.desc())
    ).first()  # fmt: skip
    return (row[0], row[1]) if row else None


def not_recalled_before(item: Item, licence_from: date) -> list[int]:
    """The other recalls of the same licence on which it was decided not to recall, the latest first. One query."""
    return list(
        db.session.scalars(
            select(Item.id).join(Recall, Recall.item_id == Item.id)
            .where(func.lower(Item.case_reference) == item.case_reference.lower(), Item.id != item.id)
            .where(Recall.licence_from == licence_from, Recall.decision == DOES_NOT_RECALL)
            .order_by(Recall.decided_at.desc())
        )
    )  # fmt: skip
