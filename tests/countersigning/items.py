"""Items as far along as a test needs them, taken there by the service's own verbs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.countersigning import actions, queries
from app.countersigning.models import Decision, Item, Round, Typed
from app.countersigning.queries import Found
from app.countersigning.sheet import Sheet, sent_points
from app.database import db
from app.history.actions import Actor
from app.language import LONDON
from app.people.models import Person
from app.policy.checklist import ALL_MET, SEND_BACK
from app.policy.countersigning import DRAFT, OASYS, PAROLE, RECALL, REWORK, capacity
from app.policy.lists import LEARNING_POINTS
from app.records.answers import Writer
from app.settings.queries import labels
from tests import make

CASE = "X220914"
TEXTS: dict[str, dict[str, str]] = {
    OASYS: {"reference": "4471902", "purpose": "start of order", "rosh": "high", "forced": "no", "tiering": "yes",
            "context": "first", "situation": "Risk of serious harm raised on 5 November"},
    PAROLE: {"responsible": "com", "report_type": "com", "review_type": "annual", "dossier_on": "18/12/2026",
             "vlo": "yes", "current": "yes", "pillars": "supervision\nmonitoring\ninterventions\nvictims",
             "recommendation": "Release is not recommended"},
    RECALL: {"recall_type": "standard", "conditions": "Good behaviour", "what_led": "Arrested on Friday",
             "rosh": "high", "victims": "The liaison officer was told at 4pm", "custody": "police"},
}  # fmt: skip
ALL = {"verdict": ALL_MET}
BACK = {
    "verdict": SEND_BACK, "strength": "Clear account of the call-outs, from three sources",
    "section_1": "rmp_victims", "learning_1": "victims", "change_1": "Victim safety pillar empty",
}  # fmt: skip


def at(text: str) -> datetime:
    """A moment in London, from "2026-06-03 10:05"; with an offset where the wall clock shows it twice."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


def by(who: Person, as_what: str = "practitioner", for_name: str = "") -> Actor:
    """Someone as history notes them."""
    return Actor(make.account_of(who).id, who.name, as_what, for_name)


def seen(item: Item, who: Any, now: datetime) -> Found:
    """The item as this person sees it at that moment."""
    return queries.find(make.viewer(who, now), item.id, now.astimezone(LONDON).date())


def started(author: Person, kind: str = OASYS, now: datetime | None = None, case: str = CASE, **given: str) -> Item:
    """An item in draft with every needed answer typed. `given` are the answers that matter to the test."""
    now = now or at("2026-11-17 09:00")
    item = actions.open_item(kind, author, case, by(author), now)
    if kind != RECALL:
        write(item, author, now, **{**TEXTS[kind], **given})
    return item


def write(item: Item, author: Person, now: datetime, **texts: str) -> None:
    """Type answers into the round that is open."""
    writer = Writer(author.id, author.name, 0)
    known = queries.typed(item.id, author.id, item.round)
    states = frozenset({item.state})
    for key, text in texts.items():
        revision = known[key].revision if key in known else 0
        assert actions.save(item.id, states, item.round, key, text, revision, writer, now) is not None
    db.session.expire_all()


def sign(item: Item, author: Person, now: datetime, **texts: str) -> Round:
    """The author signs the round, with answers of their own under each point that was sent back."""
    if texts:
        write(item, author, now, **texts)
    today = now.astimezone(LONDON).date()
    rounds = queries.rounds_of(item.id)
    points = sent_points(rounds[-1][1]) if item.state == REWORK else ()
    known = queries.typed(item.id, author.id, item.round)
    missing = {f"answer_{each.number}": "Written in" for each in points if f"answer_{each.number}" not in known}
    if missing:
        write(item, author, now, **{**missing, "changed": "rmp_victims"})
    found = seen(item, author, now)
    found.insist("sign")
    sheet = Sheet(found.item, author.name, queries.typed(item.id, author.id, item.round), points)
    return actions.sign(found, sheet, by(author), now, today)


def decide(item: Item, who: Person, now: datetime, texts: dict[str, str] | None = None) -> Decision:
    """A manager countersigns with every heading met, or says what `texts` say."""
    found = seen(item, who, now)
    fingerprint = queries.rounds_of(item.id)[-1][0].fingerprint
    role = found.me.job_role if found.me else ""
    actor = by(who, capacity(found.part, role), found.stands_in_for(found.part))
    said = {"reason": "The risk is no longer manageable", **(texts or ALL)}
    return actions.decide(found, said, fingerprint, labels(LEARNING_POINTS), actor, now)


def requested(author: Person, kind: str = OASYS, now: datetime | None = None, **given: str) -> Item:
    """An item signed by its author."""
    item = started(author, kind, now, **given)
    sign(item, author, now or at("2026-11-17 09:07"))
    return item


def countersigned_author(author: Person, since: str = "2026-09-01") -> None:
    """Make someone Countersigned: a learner on the qualification (criterion 2)."""
    make.fact(author, "pqip", datetime.fromisoformat(since).date())


@dataclass
class Typing:
    """What is typed in a round, for tests that compare texts."""

    rows: dict[str, Typed]

    def text(self, key: str) -> str:
        """One answer."""
        return self.rows[key].text


def draft_state() -> str:
    """The state of an item nobody has signed yet."""
    return DRAFT
