"""The people of scenario S10 and a recall's steps, taken by the service's own verbs at any instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.countersigning import queries, recalls
from app.countersigning.models import Decision, Item, Recall
from app.database import db
from app.people.models import RECALL_DELEGATION, Person, Team
from app.policy.countersigning import AGREEMENT, ENDORSEMENT, RATIONALE, RECALL, SECOND_PART, capacity
from app.policy.recall import RECALLS
from tests import make
from tests.countersigning import items
from tests.countersigning.items import at

# The night in which the clocks go back: 2am BST becomes 1am GMT.
AGREED, SIGNED, SECOND, SENT = (
    at("2026-10-24T23:50+01:00"), at("2026-10-25T00:35+01:00"), at("2026-10-25T01:05+01:00"),
    at("2026-10-25T01:30+01:00"),
)  # fmt: skip
RELEASED = date(2026, 9, 1)
RATIONALE_TEXT = "Contact has broken down and the risk to a known adult is immediate."
SIGNS = {**items.ALL, "reason": "The report is complete and the risk can’t be managed in the community."}
BACK = {**items.BACK, "section_1": "quality"}


@dataclass(frozen=True)
class Office:
    """Larkspur, off duty, manages Dunnock; Teal has the duty; Vole is the deputy of Brambleby, the head."""

    team: Team
    dunnock: Person
    larkspur: Person
    teal: Person
    vole: Person
    brambleby: Person


def office(*, delegation: bool = True) -> Office:
    """The people of S10, in one unit."""
    unit = make.pdu("Eastmarch")
    heads, first, duty = (make.team(name, unit_id=unit.id) for name in ("Leadership", "Team A", "Duty"))
    brambleby = make.member("Ottoline Brambleby", "PDU Head", heads)
    vole = make.member("Araminta Vole", "Deputy PDU Head", heads, brambleby)
    larkspur = make.member("Hester Larkspur", "Senior Probation Officer", first, brambleby)
    teal = make.member("Barnabas Teal", "Senior Probation Officer", duty, brambleby)
    dunnock = make.member("Hermia Dunnock", "Probation Officer", first, larkspur)
    if delegation:
        make.fact(vole, RECALL_DELEGATION, text="Delegated by Ottoline Brambleby")
    return Office(first, dunnock, larkspur, teal, vole, brambleby)


def recall_of(item: Item) -> Recall:
    """The course of a recall as it is stored."""
    return db.session.query(Recall).filter_by(item_id=item.id).one()


def consider(author: Person, when: datetime = AGREED, *, to: Person | None = None, emergency: bool = True,
             case: str = items.CASE) -> Item:  # fmt: skip
    """A recall is considered, and whoever decides is told."""
    item = recalls.consider(author, case, RELEASED, when, to.id if to else None, items.by(author), when,
                            is_emergency=emergency)  # fmt: skip
    recalls.told_considered(items.seen(item, author, when), when)
    return item


def agree(item: Item, who: Person, when: datetime = AGREED, *, decision: str = RECALLS, rationale: str = RATIONALE_TEXT,
          tried: Sequence[str] = ("warnings",)) -> Decision:  # fmt: skip
    """The manager decides, at the moment at which it is recorded."""
    found = items.seen(item, who, when)
    by = items.by(who, capacity(AGREEMENT, found.me.job_role if found.me else ""), found.stands_in_for(AGREEMENT))
    return recalls.agree(found, decision, when, tried, "", rationale, by, when, sensitive=False, later=not rationale)


def report(item: Item, author: Person, when: datetime) -> None:
    """The author writes the report and signs it."""
    items.write(item, author, when, **items.TEXTS[RECALL])
    items.sign(item, author, when)


def again(item: Item, author: Person, when: datetime) -> None:
    """The author answers what was sent back and signs again."""
    items.sign(item, author, when, answer_1="Written in", changed="quality")


def sign(item: Item, who: Person, when: datetime) -> Decision:
    """A manager signs the report, with why."""
    return items.decide(item, who, when, SIGNS)


def explain(item: Item, who: Person, when: datetime) -> Decision:
    """The rationale is written later."""
    return recalls.explain(items.seen(item, who, when), RATIONALE_TEXT, items.by(who, capacity(RATIONALE, "")), when)


def endorse(item: Item, who: Person, when: datetime) -> Decision:
    """A senior manager endorses."""
    found = items.seen(item, who, when)
    by = items.by(who, capacity(ENDORSEMENT, found.me.job_role if found.me else ""))
    return recalls.endorse(found, "I agree with the thinking.", by, when)


def send(item: Item, author: Person, when: datetime) -> None:
    """The author records that it was sent at this moment."""
    recalls.send(items.seen(item, author, when), when, items.by(author), when)


def countersigned(people: Office) -> Item:
    """A recall as in S10, both signatures given, to be sent."""
    item = consider(people.dunnock, to=people.teal)
    agree(item, people.teal)
    report(item, people.dunnock, at("2026-10-25T00:20+01:00"))
    sign(item, people.teal, SIGNED)
    sign(item, people.vole, SECOND)
    return item


def parts(item: Item) -> list[tuple[int, str]]:
    """Every decision so far: its round and part."""
    return [(each.round, each.part) for each in db.session.query(Decision).filter_by(item_id=item.id)]


def second_by(item: Item) -> str:
    """Who gave the second signature of the last round, in which capacity, by which authority."""
    (found,) = [each for each in queries.rounds_of(item.id)[-1][1] if each.part == SECOND_PART]
    return f"{found.name}, {found.capacity}, {found.authority}"
