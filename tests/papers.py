"""Records as far along as a test needs them, taken there by the service's own verbs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.database import db
from app.history.actions import Actor
from app.people.models import Person
from app.policy.people import QDO, leads_as_delegate
from app.records import actions, queries
from app.records.kinds import BOTH, CHOICE, DAY, NUMBER, SELECT, TEXT, TIME, Question
from app.records.models import LEAD, SUBJECT, Answer, Record
from app.records.paper import Paper
from app.records.queries import Found
from app.rps.models import PassedOn
from tests import make

HELD_ON = date(2026, 11, 12)
REFLECTION = "She slowed the interview down when he became agitated"
WELLBEING = "It stayed with me all weekend"


def session(lead: Person, subject: Person, state: str = "draft", **given: str) -> Record:
    """A session record: in "draft" with every needed answer, "sent", "agreed" (signed by the subject) or "locked".

    `given` are answers of the lead that matter to the test; `capacity` is what the lead acts as.
    """
    capacity = given.pop("capacity", "line manager")
    record = begin("rps", lead, subject, capacity, given)
    for part in (SUBJECT, LEAD):
        answer(record, part, "wellbeing", f"{WELLBEING}, says the {part}")
        answer(record, part, stage(record), f"{REFLECTION}, says the {part}")
    return bring(record, state)


def observation(lead: Person, subject: Person, state: str = "draft", **given: str) -> Record:
    """An observation of practice: in "draft", "agreed" (signed by the observer) or "locked" (acknowledged)."""
    capacity = given.pop("capacity", "line manager")
    return bring(begin("observation", lead, subject, capacity, given), state)


def begin(kind: str, lead: Person, subject: Person, capacity: str, given: dict[str, str]) -> Record:
    """Open a draft and fill in whatever its form needs, with `given` before anything else."""
    at = datetime.combine(HELD_ON, datetime.min.time(), UTC) + timedelta(hours=10)
    record = actions.open_draft(kind, subject, lead, capacity, given, by(lead), at, happened_on=HELD_ON)
    if leads_as_delegate(capacity):
        row = passed_on(lead, subject, capacity)
        setattr(row, "session_id" if kind == "rps" else "observation_id", record.id)
    # What one answer is may decide what is asked next.
    for _ in range(3):
        for question in paper(record).questions:
            if question.needed and question.key not in given:
                answer(record, LEAD, question.key, some(question))
    return record


def passed_on(delegate: Person, subject: Person, capacity: str = QDO, **given: Any) -> PassedOn:
    """The second observation of the year and its session, passed on to a delegate; what was passed on before is not."""
    at = datetime.combine(HELD_ON, datetime.min.time(), UTC)
    before = db.session.query(PassedOn).filter_by(person_id=subject.id, ended_at=None).one_or_none()
    if before is not None and before.delegate_id == delegate.id:
        return before
    if before is not None:
        before.ended_at, before.ended_by, before.ended_reason = at, "Isla Mbeki", "Somebody else does it"
        db.session.flush()
    values = {"what": "both", "year_start": date(2026, 4, 1), "due_on": date(2027, 3, 31), "assigned_at": at,
              "assigned_by_id": subject.id, **given}  # fmt: skip
    return make.add(PassedOn(person_id=subject.id, delegate_id=delegate.id, capacity=capacity, **values))


def some(question: Question) -> str:
    """An answer that the question takes."""
    if question.type in (SELECT, CHOICE):
        codes = [code for code, _ in question.choices if code != "dropped"]  # which would need a reason
        return "yes" if "yes" in codes and question.key != "live_risk" else codes[-1]
    fixed = {DAY: f"{HELD_ON:%d/%m/%Y}", TIME: "9:30am", NUMBER: str(question.least or 60)}
    return fixed.get(question.type, REFLECTION)


def stage(record: Record) -> str:
    """The first question that both parts answer and that others may read."""
    return next(q.key for q in paper(record).questions if q.part == BOTH and not q.private and q.key != "wellbeing")


def answer(record: Record, part: str, key: str, text: str) -> None:
    """Write one answer of a draft, whoever is signed in."""
    who = db.session.get(Person, record.lead_id if part == LEAD else record.subject_id)
    at = datetime.combine(HELD_ON, datetime.min.time(), UTC) + timedelta(hours=11)
    stored = db.session.query(Answer).filter_by(record_id=record.id, part=part, key=key).one_or_none()
    if stored is None:
        make.add(
            Answer(record_id=record.id, part=part, key=key, text=text, saved_at=at, saved_by=who.name, saved_in=None)
        )
    else:
        stored.text = text
        db.session.flush()


def bring(record: Record, state: str) -> Record:
    """Take a draft as far as "draft", "sent", "agreed" (the first signature) or "locked"."""
    if state == "draft":
        return record
    at = datetime.combine(HELD_ON, datetime.min.time(), UTC) + timedelta(hours=12)
    record.shared_at = at if record.kind == "rps" else None
    actions.send(paper(record), by(paper(record).lead), at, at.date())
    steps = paper(record).kind.order
    for step in {"sent": (), "agreed": steps[:1], "locked": steps}[state]:
        laid = paper(record)
        who = laid.subject if step.part == SUBJECT else laid.lead
        frozen, _ = queries.signed(record)
        assert actions.sign(laid, step.part, frozen.fingerprint, by(who), at, at.date())
    return record


def paper(record: Record) -> Paper:
    """The record laid out with its answers as they are stored now."""
    db.session.flush()
    subject, lead = (db.session.get(Person, id_) for id_ in (record.subject_id, record.lead_id))
    return queries.paper(
        Found(record, subject, lead, manager_id=None, verbs=frozenset(), part=LEAD), record.happened_on or HELD_ON
    )


def by(who: Person) -> Actor:
    """The person as history notes them."""
    return Actor(make.account_of(who).id, who.name)


def free_key(record: Record) -> str:
    """A question whose answer is free text, which the lead and, in a session, the subject may write."""
    return stage(record) if record.kind == "rps" else next(q.key for q in paper(record).questions if q.type == TEXT)
