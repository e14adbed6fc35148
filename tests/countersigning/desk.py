"""A manager's desk: what waits there, and the forms of the decision page as a browser without scripts posts them."""

import re
from typing import Any

from app.countersigning import queries
from app.countersigning.models import Decision, Item
from app.database import db
from app.people.cover import record
from app.people.models import Cover, Person
from app.policy.cover import KINDS
from app.web.clock import now, today
from tests import make
from tests.countersigning import items
from tests.countersigning.items import at

DAY = "\N{NO-BREAK SPACE}"


def words(answer: Any) -> str:
    """What a page says, on one line, with plain spaces."""
    text = re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", answer.text, flags=re.DOTALL)
    return " ".join(text.replace(DAY, " ").replace("&#39;", "'").replace("&amp;", "&").split())


def waiting(author: Person, kind: str = "oasys", signed: str = "2026-11-17 09:07", **given: str) -> Item:
    """Something the author has signed that needs a countersignature; `case` may name the case."""
    case = given.pop("case", items.CASE)
    moment = at(signed)
    item = items.started(author, kind, moment, case=case, **given)
    items.sign(item, author, moment)
    return item


def form(item: Item, **texts: str) -> dict[str, str]:
    """The decision form of the item's present round with these answers."""
    signed = queries.rounds_of(item.id)[-1][0]
    data = {"round": str(item.round), "fingerprint": signed.fingerprint, "go": "sign"}
    for key, text in texts.items():
        data |= {f"r-{key}": "0", f"a-{key}": text}
    return data


def address(item: Item) -> str:
    """Where the item is decided."""
    return f"/countersigning/{item.id}/decide"


def decisions(item: Item) -> list[Decision]:
    """Everything decided on an item, in order."""
    return db.session.query(Decision).filter_by(item_id=item.id).order_by(Decision.id).all()


def fresh(item: Item) -> Item:
    """The item as it is stored."""
    return db.session.get_one(Item, item.id, populate_existing=True)


def covers(person: Person, stand_in: Person, *kinds: str) -> Cover:
    """Let one manager stand in for another from today on."""
    return record(person, stand_in, kinds or list(KINDS), today(), today(), items.by(person), now(), today())


def learner(who: Person) -> Person:
    """Someone whose assessments are countersigned."""
    items.countersigned_author(who)
    return who


def browsers(sign_in: Any, another_client: Any, *people: Person) -> list[Any]:
    """A browser of each person, signed in."""
    return [sign_in(person, another_client()) for person in people]


def account_id(who: Person) -> int:
    """The account that a page's script names."""
    return make.account_of(who).id
