"""Countersigning in the demo: a year of assessments sent and decided, and one of everything that can wait."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from app.countersigning import actions, queries, recalls
from app.countersigning.models import Item
from app.countersigning.sheet import Sheet, sent_points
from app.database import db
from app.demo.cast import Cast, Member
from app.demo.team import CHIDI, INES, LOWRI, MOHAMMED, PARVEEN_E, PARVEEN_H, ROSALIND, UZMA
from app.demo.timeline import Story, Timeline, back, moment, working
from app.history.actions import Actor
from app.language import LONDON
from app.people.cover import who_covers
from app.policy.access import STAFF, Viewer
from app.policy.checklist import ALL_MET, SEND_BACK
from app.policy.countersigning import OASYS, PAROLE, RECALL, REQUESTED, REWORK, capacity
from app.policy.lists import LEARNING_POINTS
from app.policy.recall import DOES_NOT_RECALL, RECALLS
from app.records.answers import Writer
from app.settings.queries import labels

SEREN, BRONWEN, DELPHINE = "100344", "100343", "100255"
# Each with the working days between two of their assessments.
USUAL = (
    (PARVEEN_E, 9), (INES, 12), (SEREN, 11), (BRONWEN, 16), (DELPHINE, 14), (PARVEEN_H, 13), (CHIDI, 21), (LOWRI, 17),
)  # fmt: skip
KEPT_FREE = 12  # working days before today that only what still waits is told of


@cache
def words() -> dict[str, Any]:
    """What authors and managers write."""
    return tomllib.loads(Path(__file__).with_name("countersigning.toml").read_text())


@dataclass
class Work:
    """One assessment or report: whose, which case, when first signed, how often sent back, and whether it still waits.

    `gap` are the working days between a send-back and the next signature, `read` those until the manager reads it.
    """

    author: Member
    case: str
    on: date
    kind: str = OASYS
    backs: int = 0
    waits: bool = False
    gap: int = 3
    read: int = 2
    texts: Mapping[str, str] = field(default_factory=dict)


class Items:
    """Tells what was sent for countersigning and decided, each at its own time."""

    def __init__(self, cast: Cast, timeline: Timeline, chance: Random, now: datetime) -> None:
        self.cast, self.timeline, self.chance, self.now = cast, timeline, chance, now
        self.today = now.astimezone(LONDON).date()

    def write(self) -> None:
        """The year, and what waits today."""
        for number, days in USUAL:
            self._usual(self.cast.by_number[number], days)
        for work in self._waiting():
            self.timeline.begin(self._tell(work))
        self._recall(ROSALIND, timedelta(hours=23, minutes=12), signed_by_first=False)
        self._recall(CHIDI, timedelta(hours=18, minutes=40), signed_by_first=True)
        self._no_recall(UZMA)

    def _usual(self, author: Member, days: int) -> None:
        first = max(author.posting.starts_on, self.today - timedelta(days=330))
        on, last = working(first + timedelta(days=20)), back(self.today, KEPT_FREE)
        while on < last:
            if author.is_in(on):
                backs = 1 if self.chance.random() < 0.3 else 0
                self.timeline.begin(self._tell(Work(author, self._case(), on, backs=backs)))
            on = working(on + timedelta(days=days + self.chance.randrange(8)))

    def _waiting(self) -> Sequence[Work]:
        who, days = self.cast.by_number, partial(back, self.today)
        dossier = {"dossier_on": f"{self.today + timedelta(days=16):%d/%m/%Y}"}
        return (
            Work(who[PARVEEN_E], "X220914", days(13), backs=1, gap=3, read=2, waits=True),
            Work(who[SEREN], "X330518", days(3), waits=True),
            Work(who[INES], "X417702", days(4), backs=1, gap=9, read=3, waits=True),
            Work(who[DELPHINE], "X290377", days(1), waits=True),
            Work(who[MOHAMMED], "X118620", days(1), PAROLE, waits=True, texts=dossier),
            Work(who[LOWRI], "X264410", days(5), PAROLE, backs=1, gap=9, read=2, waits=True, texts=dossier),
        )

    def _case(self) -> str:
        return f"X{self.chance.randrange(100_000, 999_999)}"

    def _tell(self, it: Work) -> Story:
        """One item from its first signature to its last decision, or to where it waits."""
        now = yield moment(it.on, 10, self.chance.randrange(60))
        item = actions.open_item(it.kind, it.author.person, it.case, self._by(it.author), now)
        self._type(item, it.author, {**self._report(it.kind, now), **it.texts}, now)
        for number in range(it.backs + 1):
            now = yield now + timedelta(minutes=self.chance.randint(8, 30))
            self._sign(item, it.author, now)
            is_last = number == it.backs
            if item.state != REQUESTED or (is_last and it.waits):
                return
            now = yield self._later(now, it.read)
            self._decide(item, it.author, now, {"verdict": ALL_MET} if is_last else self._send_back(it.kind))
            if not is_last:
                now = yield self._later(now, it.gap)

    def _later(self, now: datetime, days: int) -> datetime:
        day = now.astimezone(LONDON).date()
        for _ in range(days):
            day = working_after(day)
        return moment(day, 11, self.chance.randrange(60))

    def _report(self, kind: str, now: datetime) -> dict[str, str]:
        told, choose = words(), self.chance.choice
        note = {
            "situation": choose(told["situations"]),
            "background": choose(told["backgrounds"]),
            "assessment": choose(told["assessments"]),
            "recommendation_note": choose(told["recommendations"]),
        }
        if kind == PAROLE:
            return {**note, "responsible": "com", "report_type": "com", "review_type": "annual", "vlo": "yes",
                    "current": "yes", "pillars": "supervision\nmonitoring\ninterventions\nvictims",
                    "dossier_on": f"{now + timedelta(days=40):%d/%m/%Y}",
                    "recommendation": told["parole"]["recommendation"]}  # fmt: skip
        if kind == RECALL:
            return {key: told["recall"][key] for key in ("conditions", "what_led", "victims")} | {
                "recall_type": "standard", "rosh": "high", "custody": "police"}  # fmt: skip
        return {
            **note,
            "reference": str(self.chance.randrange(4_000_000, 4_999_999)),
            "forced": "no",
            "purpose": choose(("start of order", "review", "start of licence", "significant change")),
            "rosh": choose(("medium", "medium", "high")),
            "tiering": "yes",
            "context": choose(("first", "")),
        }

    def _send_back(self, kind: str) -> dict[str, str]:
        told = words()
        if kind == PAROLE:
            return {"verdict": SEND_BACK, "strength": told["parole"]["strength"], "section_1": "victims",
                    "learning_1": "victims", "change_1": told["parole"]["change"]}  # fmt: skip
        point = self.chance.choice(told["points"])
        return {"verdict": SEND_BACK, "strength": self.chance.choice(told["strengths"]), "section_1": point["section"],
                "learning_1": point["learning"], "change_1": point["change"]}  # fmt: skip

    def _type(self, item: Item, author: Member, texts: Mapping[str, str], now: datetime) -> None:
        writer = Writer(author.person.id, author.person.name, 0)
        known = queries.typed(item.id, author.person.id, item.round)
        for key, text in texts.items():
            revision = known[key].revision if key in known else 0
            actions.save(item.id, frozenset({item.state}), item.round, key, text, revision, writer, now)
        for row in known.values():
            db.session.expire(row)

    def _sign(self, item: Item, author: Member, now: datetime) -> None:
        rounds = queries.rounds_of(item.id)
        points = sent_points(rounds[-1][1]) if item.state == REWORK else ()
        if points:
            said = {f"answer_{each.number}": self.chance.choice(words()["changed"]) for each in points}
            self._type(item, author, {**said, "changed": "rmp_victims\ncontingency"}, now)
        found = self._seen(item, author, now)
        sheet = Sheet(found.item, author.person.name, queries.typed(item.id, author.person.id, item.round), points)
        actions.sign(found, sheet, self._by(author), now, now.astimezone(LONDON).date())

    def _decide(self, item: Item, author: Member, now: datetime, texts: Mapping[str, str]) -> None:
        signer = self._signer(author, item.kind, now)
        found = self._seen(item, signer, now)
        role = found.me.job_role if found.me else ""
        by = self._by(signer, capacity(found.part, role), found.stands_in_for(found.part))
        fingerprint = queries.rounds_of(item.id)[-1][0].fingerprint
        actions.decide(found, texts, fingerprint, labels(LEARNING_POINTS), by, now)

    def _signer(self, author: Member, kind: str, now: datetime) -> Member:
        manager = self.cast.manager_of(author)
        cover = who_covers(manager.person.id, kind, now.astimezone(LONDON).date(), now)
        return self.cast.by_id[cover.id] if cover else manager

    def _seen(self, item: Item, who: Member, now: datetime) -> queries.Found:
        viewer = Viewer(who.account_id or 0, STAFF, who.person.name, 0, now, who.person.id)
        return queries.find(viewer, item.id, now.astimezone(LONDON).date())

    def _by(self, who: Member, capacity: str = "practitioner", for_name: str = "") -> Actor:
        return Actor(who.account_id, who.person.name, capacity, for_name)

    def _recall(self, number: str, ago: timedelta, *, signed_by_first: bool) -> None:
        """A recall agreed so long ago, its report signed by its author, and by the manager too where said."""
        author = self.cast.by_number[number]

        def story() -> Story:
            now = yield self.now - ago
            item = self._considered(author, "X381204" if not signed_by_first else "X304471", now)
            told = words()["recall"]
            now = yield now + timedelta(minutes=9)
            self._agree(item, author, RECALLS, told["rationale"], now)
            self._type(item, author, self._report(RECALL, now), now)
            now = yield self.now - timedelta(minutes=95 if signed_by_first else 22)
            self._sign(item, author, now)
            if signed_by_first:
                now = yield self.now - timedelta(minutes=40)
                self._decide(item, author, now, {"verdict": ALL_MET, "reason": told["first"]})

        self.timeline.begin(story())

    def _no_recall(self, number: str) -> None:
        author = self.cast.by_number[number]

        def story() -> Story:
            now = yield moment(back(self.today, 8), 14, 5)
            item = self._considered(author, "X275513", now)
            now = yield now + timedelta(minutes=50)
            self._agree(item, author, DOES_NOT_RECALL, words()["recall"]["no_rationale"], now)

        self.timeline.begin(story())

    def _considered(self, author: Member, case: str, now: datetime) -> Item:
        licence = now.astimezone(LONDON).date() - timedelta(days=96)
        item = recalls.consider(author.person, case, licence, now, None, self._by(author), now, is_emergency=False)
        recalls.told_considered(self._seen(item, author, now), now)
        return item

    def _agree(self, item: Item, author: Member, decision: str, rationale: str, now: datetime) -> None:
        manager = self.cast.manager_of(author)
        recalls.agree(self._seen(item, manager, now), decision, now, ["warnings", "reporting"], "", rationale,
                      self._by(manager, "line manager"), now, sensitive=False, later=False)  # fmt: skip


def working_after(day: date) -> date:
    """The next working day."""
    day += timedelta(days=1)
    while working(day) != day:
        day += timedelta(days=1)
    return day
