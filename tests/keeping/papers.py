"""A small office with papers of 2026, and the years that pass."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.auth.models import Account
from app.countersigning.models import Item
from app.database import db
from app.history.actions import Actor
from app.keeping import actions, removing
from app.keeping.models import Hold, Removal
from app.people.models import Person
from app.policy.access import ADMIN
from app.records import actions as records
from app.records.models import LEAD, Record
from app.web.clock import now, today
from tests import make, papers
from tests.browsing import Client
from tests.countersigning import items

LATER = "2033-06-04 09:30"
COMMENT, ADDENDUM, ACTION = "I see the second visit differently", "The room was changed since", "Ring the school first"
WHY = "The years have passed and nobody asked for more"


@dataclass
class Shelf:
    """Lowri's session with Isla, signed with a comment and an addendum; a draft of Pius; work Isla countersigned."""

    u: make.SmallUnit
    session: Record
    draft: Record
    item: Item
    second: Account


def shelf() -> Shelf:
    """The papers, as they were in November 2026."""
    u = make.unit()
    session = papers.session(
        u.isla, u.lowri, "sent", action_1_text=ACTION, action_1_owner="subject", action_1_due="01/12/2026"
    )
    sign(session, u)
    records.add(papers.paper(session), LEAD, ADDENDUM, papers.by(u.isla), now())
    items.countersigned_author(u.lowri)
    item = items.requested(u.lowri, case="X264410")
    items.decide(item, u.isla, now())
    draft = papers.session(u.isla, u.pius)
    second = make.account("Una Whitlock", role=ADMIN)
    db.session.commit()
    return Shelf(u, session, draft, item, second)


def looked_at(browser: Client, form: dict[str, str]) -> str:
    """What stands for the look at the person on whom this form would place a hold."""
    page = browser.post("/admin/keeping/holds/new", data=form)
    assert page.status_code == 200, page.text
    found = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', page.text)
    assert found
    return found[1]


def sign(record: Record, u: make.SmallUnit) -> None:
    """Both sign, the practitioner with a comment."""
    at = datetime(2026, 11, 12, 12, tzinfo=now().tzinfo)
    for part, who, comment in (("subject", u.lowri, COMMENT), ("lead", u.isla, "")):
        laid = papers.paper(record)
        fingerprint = papers.queries.signed(record)[0].fingerprint
        records.sign(laid, part, fingerprint, papers.by(who), at, at.date(), comment=comment)


def by(account: Account) -> Actor:
    """An administrator as history notes them."""
    return Actor(account.id, account.name, "administrator")


def agreed(s: Shelf) -> Removal:
    """A removal of everything due today, proposed by one administrator and approved by another."""
    removal = actions.propose(WHY, by(s.u.fergus), now(), today())
    actions.approve(removal, by(s.second), now())
    db.session.commit()
    return removal


def removed(s: Shelf) -> Removal:
    """The same, done by the job."""
    removal = agreed(s)
    removing.run(removal.id)
    db.session.expire_all()
    return removal


def held(s: Shelf, who: Person) -> Hold:
    """A hold on a person."""
    hold = actions.place(who, "An inquest has asked for them", by(s.u.fergus), now())
    db.session.commit()
    return hold


def all_text() -> str:
    """Every word in every table but history, as the database holds it."""
    found: list[Any] = []
    for table in db.metadata.sorted_tables:
        if table.name != "event":
            found += [tuple(row) for row in db.session.execute(select(table))]
    return repr(found)


def years_later(moment: str, days: int = 0) -> datetime:
    """A moment in London."""
    return items.at(moment) + timedelta(days=days)
