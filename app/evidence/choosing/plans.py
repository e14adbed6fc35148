"""What somebody has decided so far for a pack they put together: kept between visits, and frozen into each pack."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete, select

from app.database import db
from app.evidence.contents.pack import BY_DAY, BY_KIND, LATEST_FIRST, Choice
from app.evidence.models import LeftOut, PackPlan
from app.language import plural
from app.people.models import Person
from app.registration.years import evidence_year

MOST_CHARACTERS = 2000  # of a statement
ORDERS = (
    (BY_KIND, "By kind of record"),
    (BY_DAY, "In order of days, the earliest first"),
    (LATEST_FIRST, "In order of days, the latest first"),
)


@dataclass(frozen=True)
class Plan:
    """A pack as planned: its days, the records left out (of any days), the order, and the words for its cover."""

    starts_on: date
    ends_on: date
    order: str = BY_KIND
    statement: str = ""
    left_out: frozenset[int] = field(default_factory=frozenset)


def plan_of(owner_id: int, today: date) -> Plan:
    """What this person has planned; everything of this registration year if they have not. One query."""
    rows = db.session.execute(
        select(PackPlan, LeftOut.record_id)
        .outerjoin(LeftOut, LeftOut.plan_id == PackPlan.id)
        .where(PackPlan.owner_id == owner_id)
    ).all()
    if not rows:
        return Plan(*evidence_year(today))
    kept: PackPlan = rows[0][0]
    left_out = frozenset(record_id for _, record_id in rows if record_id is not None)
    return Plan(kept.starts_on, kept.ends_on, kept.order_by, kept.statement, left_out)


def choice_of(plan: Plan, choosable: Collection[int] | None = None) -> Choice:
    """What the plan says of these records' ids, or of all."""
    left_out = plan.left_out if choosable is None else plan.left_out.intersection(choosable)
    return Choice(left_out, plan.order, plan.statement)


def ticked(plan: Plan, choosable: Collection[int], shown: Iterable[int], chosen: Iterable[int]) -> frozenset[int]:
    """What is left out after somebody saw these records and ticked those. Only what can be chosen counts: a record that
    came in meanwhile stays in, and any other id is passed over.
    """
    seen = set(shown) & set(choosable)
    return (plan.left_out - seen) | (seen - set(chosen))


def keep(owner_id: int, plan: Plan, now: datetime) -> None:
    """Keep the plan for the next visit."""
    one_at_a_time(owner_id)
    row = db.session.scalar(select(PackPlan).where(PackPlan.owner_id == owner_id))
    if row is None:
        row = PackPlan(owner_id=owner_id)
        db.session.add(row)
    row.starts_on, row.ends_on, row.order_by = plan.starts_on, plan.ends_on, plan.order
    row.statement, row.saved_at = plan.statement, now
    db.session.flush()
    before = set(db.session.scalars(select(LeftOut.record_id).where(LeftOut.plan_id == row.id)))
    gone = before - plan.left_out
    if gone:
        db.session.execute(delete(LeftOut).where(LeftOut.plan_id == row.id, LeftOut.record_id.in_(gone)))
    db.session.add_all(LeftOut(plan_id=row.id, record_id=each) for each in sorted(plan.left_out - before))


def one_at_a_time(owner_id: int) -> None:
    """Let two windows of one person decide after one another."""
    db.session.execute(select(Person.id).where(Person.id == owner_id).with_for_update(key_share=True))


def freeze(choice: Choice) -> str:
    """The choice as it goes with a pack, as JSON; "" for everything in the usual order."""
    if choice == Choice():
        return ""
    said = {"left_out": sorted(choice.left_out), "order": choice.order, "statement": choice.statement}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def thaw(chosen: str) -> Choice:
    """The choice that a pack was asked for with."""
    if not chosen:
        return Choice()
    said = json.loads(chosen)
    return Choice(frozenset(said["left_out"]), said["order"], said["statement"])


def in_words(chosen: str) -> str:
    """What was chosen for a pack, as one line."""
    choice = thaw(chosen)
    left_out = f"{plural(len(choice.left_out), 'record')} left out" if choice.left_out else "Every record"
    order = "" if choice.order == BY_KIND else dict(ORDERS)[choice.order].replace("In", "in", 1)
    statement = "with a statement" if choice.statement else ""
    return ", ".join(filter(None, (left_out, order, statement)))
