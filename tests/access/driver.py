"""Turns a cell of the matrix into an object, an actor and real requests."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, url_for
from werkzeug.test import TestResponse

from app.auth.models import Account
from app.database import db
from app.evidence import actions as evidence
from app.evidence import building
from app.evidence.contents import gather
from app.evidence.contents.pack import entry_digest
from app.evidence.models import PackFile
from app.evidence.printing import Printed
from app.history.actions import SERVICE
from app.people.models import Person
from app.people.queries import posting_on
from app.policy.people import QDO
from app.records import actions, queries
from app.records.models import LEAD, SUBJECT, Answer, Record, Signature
from app.web.clock import now, today
from tests import make, papers
from tests.break_glass import matter
from tests.browsing import Client
from tests.supervision import writing

COLUMNS = ("PR", "LM", "PH", "QD", "HM", "AD", "AU")
MISSING = 999_999
PRINTED: list[Printed] = []
TEXT = {"session": papers.REFLECTION, "observation": papers.REFLECTION, "wellbeing": papers.WELLBEING,
        "one-to-one": writing.SECRETS["workload"], "review": writing.SUMMARY}  # fmt: skip
BUILD: dict[str, Callable[..., Record]] = {
    "observation": papers.observation, "one-to-one": writing.one_to_one, "review": writing.review,
}  # fmt: skip
OF_MANAGERS = ("one-to-one", "review")  # only the line manager ever leads these


@dataclass(frozen=True)
class Cast:
    """Who plays a column, and whom the column leads, answers to, and manages; each a member of the small unit."""

    actor: Person | Account
    below: Person | None = None
    above: Person | None = None
    own_team: Person | None = None
    capacity: str = "line manager"


def cast(u: make.SmallUnit, column: str) -> Cast:
    """The people of a column."""
    return {
        "PR": Cast(u.lowri, above=u.isla),
        "LM": Cast(u.isla, below=u.lowri, above=u.efua, own_team=u.lowri),
        "PH": Cast(u.efua, below=u.isla, above=u.bronwen, own_team=u.lowri, capacity="PDU head"),
        "QD": Cast(u.gwenllian, below=u.lowri, above=u.bronwen, capacity=QDO),
        "HM": Cast(u.aaliyah, below=u.kwame, above=u.saoirse, own_team=u.kwame),
        "AD": Cast(u.fergus),
        "AU": Cast(u.nerys),
    }[column]


def thing(u: make.SmallUnit, column: str, kind: str, relation: str, state: str) -> Record:
    """A fresh object that stands to the actor as the row says, or the nearest to it that can be."""
    who = cast(u, column)
    build = BUILD.get(kind, papers.session)
    if relation == "leads":
        if who.below is None or (kind in OF_MANAGERS and who.capacity == QDO):
            return build(u.rhys, u.magda, state)
        acting = {} if kind in OF_MANAGERS else {"capacity": who.capacity}
        return build(who.actor, who.below, state, **acting)
    if relation == "subject":
        if who.above is None:
            return build(u.rhys, u.magda, state)
        return build(who.above, who.actor, state)
    if relation in ("somebody else's", "opened to the actor"):
        return somebody_elses(u, column, build, relation, state)
    subject = who.own_team or u.magda
    if relation == "led by a delegate":
        return build(u.arwen, subject, state, capacity=QDO)
    record = led_before(u.saoirse if column == "HM" else u.rhys, subject, build, state)
    if relation.endswith("released"):
        manager = u.aaliyah if column == "HM" else u.isla
        actions.release(record, manager, SERVICE, now())
    return record


def somebody_elses(u: make.SmallUnit, column: str, build: Callable[..., Record], relation: str, state: str) -> Record:
    """A record that the actor has no part in; perhaps two directors opened it to them for a formal process."""
    lead, subject = (u.saoirse, u.keziah) if column == "HM" else (u.rhys, u.magda)
    record, actor = build(lead, subject, state), cast(u, column).actor
    if relation == "opened to the actor" and isinstance(actor, Person):
        matter.turn("on")
        directors = map(matter.director, ("Ottilie", "Percy"))
        matter.opened(matter.Matter(u, record, record, record, actor, *directors, u.nerys), subject=subject)
    return record


def led_before(manager: Person, subject: Person, build: Callable[..., Record], state: str) -> Record:
    """A record from the time when somebody else was the subject's line manager."""
    posting = posting_on(subject.id, today())
    now_is, posting.line_manager_id = posting.line_manager_id, manager.id
    record = build(manager, subject, state)
    posting.line_manager_id = now_is
    db.session.flush()
    return record


def finish(file_id: int) -> None:
    """Do the worker's work. It knows no viewer, so only the first file of a process is really printed."""
    if not PRINTED:
        building.build(file_id)
        file = db.session.get_one(PackFile, file_id)
        PRINTED.append(Printed(file.content, file.pages))
        return
    file = db.session.get_one(PackFile, file_id)
    (entry,) = gather.entries([db.session.get_one(Record, file.record_id)])
    evidence.finish(file, entry_digest(entry), PRINTED[0], 1, now())
    db.session.commit()


@dataclass
class Driver:
    """One browser of the actor, and what each verb asks of the service."""

    app: Flask
    client: Client
    u: make.SmallUnit
    account: Account | None = None

    def address(self, endpoint: str, **values: object) -> str:
        """The path of a route."""
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def ask(self, verb: str, kind: str, record: Record, as_id: int | None = None) -> TestResponse:
        """The request behind a verb; with `as_id` the very same request about a record that never was."""
        at = {"record_id": as_id or record.id}
        if verb in ("m", "r"):
            return self.client.get(self.address("records.show", **at), follow_redirects=True)
        if verb == "x":
            return self._take_out(self.address("evidence.record_pdf", **at))
        if verb == "e":
            return self.client.post(self.address("drafts.answer", **at), data=self._change(kind, record))
        if verb in ("s", "k") and record.state == "draft":
            return self.client.post(self.address("drafts.send", **at))
        if verb in ("s", "k") and record.state == "sent":
            data = {"fingerprint": queries.signed(record)[0].fingerprint, "comment": "Agreed."}
            return self.client.post(self.address("records.sign", **at), data=data)
        endpoint, data = {
            "s": ("records.sign", {"fingerprint": "0" * 64}),
            "k": ("records.addendum", {"text": "I would put it more strongly."}),
            "w": ("records.withdraw", {"reason": "A date is wrong."}),
            "v": ("records.error" if record.is_locked else "records.cancel", {"reason": "It is the wrong person's."}),
        }[verb]
        return self.client.post(self.address(endpoint, **at), data=data)

    def _take_out(self, address: str) -> TestResponse:
        """Ask for the file; if it has yet to be made, do the worker's work and ask again."""
        answer = self.client.get(address)
        asked = re.search(r"/evidence/packs/(\d+)$", answer.headers.get("Location", ""))
        if asked is None:
            return answer
        finish(int(asked.group(1)))
        return self.client.get(address)

    def _change(self, kind: str, record: Record) -> dict[str, object]:
        """What the draft page's script would send: as the subject where the actor is, otherwise as the lead."""
        mine = self.account and self.account.person_id == record.subject_id and record.kind in ("rps", "supervision")
        part = SUBJECT if mine else LEAD
        key = "wellbeing" if kind == "wellbeing" else papers.free_key(record)
        known = db.session.query(Answer).filter_by(record_id=record.id, part=part, key=key).one_or_none()
        return {
            "account": self.account.id if self.account else 0,
            "kind": record.kind,
            "part": part,
            "key": key,
            "text": "Changed",
            "revision": known.revision if known else 0,
        }


def succeeded(verb: str, kind: str, answer: TestResponse) -> bool:
    """Whether the service did what was asked."""
    if verb == "m":
        return answer.status_code == 200
    if verb == "r":
        return answer.status_code == 200 and TEXT[kind] in answer.text
    if verb == "x":
        return answer.status_code == 200 and answer.data.startswith(b"%PDF-")
    return answer.status_code in (200, 303) and "/sign-in" not in answer.headers.get("Location", "")


def state_of(record_id: int) -> tuple[object, ...]:
    """Everything about a record that a refused request must leave as it was."""
    record = db.session.get(Record, record_id, populate_existing=True)
    answers = db.session.query(Answer.part, Answer.key, Answer.text).filter_by(record_id=record_id).order_by(Answer.id)
    signatures = db.session.query(Signature).filter_by(record_id=record_id).count()
    return (record.state, record.void_at, record.snapshot_id, tuple(answers), signatures)


def body(answer: TestResponse) -> str:
    """What was answered, without what differs from one request to the next."""
    text = answer.text.replace(answer.headers.get("X-Request-Id", "\0"), "")
    text = re.sub(r'(name="csrf_token" value=|"X-CSRFToken": )"[^"]*"', "", text)
    return re.sub(r"/records/\d+", "/records/N", text)
