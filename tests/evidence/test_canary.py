"""One person with every kind of record, a word of its own in every field of every form and wherever else something is
written about them: a pack holds exactly the words it may.
"""

import hashlib
import io
import json
import subprocess
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from app.assessors.models import ImprovementPlan, LearningRequired, RoleChange, RoleDecision, RoleRequest
from app.database import db
from app.evidence import actions as evidence
from app.evidence import building
from app.evidence.choosing.plans import freeze
from app.evidence.contents.pack import SECTIONS, Choice
from app.evidence.models import KEEP, PassageDecision
from app.people.models import Person
from app.records import actions, queries
from app.records.kinds import CHOICE, DAY, KINDS, LINE, MANY, NUMBER, SELECT, TEXT, TIME, Question
from app.records.models import CANCELLED, DROPPED, LEAD, SUBJECT, Action, Record, Snapshot
from app.registration.declaring import actions as declaring
from app.registration.models import LearningAsked, RegisterEntry
from app.registration.register import entries
from tests import make, papers
from tests.stores import Store

NOW = datetime.fromisoformat("2026-11-19T09:32+00:00")
CASE = "X264410"
# Answers that are no words of one's own.
FIXED = {
    "held_on": "12/11/2026", "observed_on": "12/11/2026", "feedback_on": "13/11/2026", "done_on": "12/11/2026",
    "expires_on": "12/11/2027", "next_on": "3/12/2026", "plan_ends_on": "3/3/2027", "hours": "1.5",
    "formal_plan": "yes", "course": "other", "crn": CASE,
}  # fmt: skip
# Of one-to-ones and reviews nothing else is printed (domain guide C10).
ONLY = {"supervision": {"learning"}, "review": {"summary", "outcome"}}
# What may stand in a pack besides answers.
BESIDES = {"statement", *(f"{kind} {what}" for kind in SECTIONS if kind not in ONLY for what in (
    "comment of lead", "comment of subject", "addendum"))}  # fmt: skip


def word(of: str) -> str:
    """A word that stands for one place alone, of twelve small letters."""
    return "".join(chr(97 + byte % 26) for byte in hashlib.sha256(of.encode()).digest()[:12])


@dataclass
class World:
    """What was written where: each place and its word, and the places whose words a pack may show."""

    lead: Person
    subject: Person
    places: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def put(self, place: str, *, may_show: bool = False) -> str:
        """A word for this place."""
        self.places[place] = word(place)
        if may_show:
            self.shown.add(place)
        return self.places[place]

    def draft(self, kind: str, name: str = "") -> Record:
        """A draft of this kind with a word in every field of its form."""
        lead = self.subject if KINDS[kind].written_by == SUBJECT else self.lead
        if kind == "declaration":
            year = date(2026, 9, 1)
            record = declaring.start(self.subject, year, papers.by(self.subject), NOW)
        else:
            record = actions.open_draft(kind, self.subject, lead, "line manager", {}, papers.by(lead), NOW,
                                        happened_on=papers.HELD_ON)  # fmt: skip
        record.shared_at = NOW if kind == "rps" else None
        for _ in range(4):
            for question in papers.paper(record).questions:
                self.fill(record, question, name or kind)
        return record

    def fill(self, record: Record, question: Question, name: str) -> None:
        """Answer a question for every part that it asks."""
        laid = papers.paper(record)
        for part in laid.parts_of(question):
            if not laid.text(question.key, part):
                place = f"{name} {question.key} of {part}"
                papers.answer(record, part, question.key, self.text(question, place, question.private))

    def text(self, question: Question, place: str, is_private: bool) -> str:
        """An answer that the question takes: a word where it takes any."""
        name = place.split()[0]
        if question.key in FIXED:
            return FIXED[question.key]
        if question.key.endswith("reference") and question.key.startswith("case"):
            return CASE
        if question.type in (TEXT, LINE):
            may_show = name in SECTIONS and not is_private and (name not in ONLY or question.key in ONLY[name])
            return self.put(place, may_show=may_show)
        codes = [code for code, _ in question.choices]
        if question.type in (SELECT, CHOICE):
            return "yes" if "yes" in codes and question.key != "live_risk" else codes[0]
        return {MANY: codes[0] if codes else "", DAY: "1/12/2026", TIME: "9:30am", NUMBER: "65"}[question.type]

    def sign(self, record: Record, name: str) -> None:
        """Send a draft and let everybody sign it, each with a comment."""
        laid = papers.paper(record)
        actions.send(laid, papers.by(self.subject if laid.kind.written_by == SUBJECT else laid.lead), NOW, NOW.date())
        for step in laid.kind.order:
            laid = papers.paper(record)
            frozen, _ = queries.signed(record)
            said = self.comment(record.kind, name, f"comment of {step.part}")
            who = laid.subject if step.part == SUBJECT else laid.lead
            actions.sign(laid, step.part, frozen.fingerprint, papers.by(who), NOW, NOW.date(), comment=said)
        said = self.comment(record.kind, name, "addendum")
        actions.add(papers.paper(record), SUBJECT, said, papers.by(self.subject), NOW + timedelta(minutes=5))

    def comment(self, kind: str, name: str, what: str) -> str:
        """A word for something that is no answer."""
        return self.put(f"{name} {what}", may_show=f"{name} {what}" in BESIDES)


@pytest.fixture
def world(store: Store) -> World:
    """Everything there can be about Lowri Throckmorton."""
    return store.once("a word everywhere", lambda: written(make.unit()))


def written(unit: make.SmallUnit) -> World:
    """A word of its own wherever something is written about her."""
    it = World(unit.isla, unit.lowri)
    for kind in SECTIONS:
        it.sign(it.draft(kind), kind)
    it.draft("rps", "unsigned")
    void = it.draft("rps", "void")
    it.sign(void, "void")
    actions.void(papers.paper(void), it.put("void reason"), papers.by(unit.isla), NOW)
    cancelled = it.draft("rps", "cancelled")
    cancelled.state, cancelled.closed_reason = CANCELLED, it.put("cancel reason")
    dropped = db.session.query(Action).join(Record, Record.id == Action.record_id).filter(Record.kind == "rps").first()
    dropped.state, dropped.outcome, dropped.closed_at = DROPPED, it.put("action outcome"), NOW
    about_roles(it, unit)
    about_learning_and_register(it, unit)
    return it


def about_roles(it: World, unit: make.SmallUnit) -> None:
    """Absence, decisions about the assessor role with their reasons, plans."""
    make.absence(it.subject, date(2026, 10, 5), date(2026, 10, 9), type=it.put("absence type"))
    lowri = {"person_id": it.subject.id}
    decision = make.add(RoleDecision(**lowri, verb="open", criterion=4, decided_at=NOW, effective_at=NOW,
                                     reason=it.put("role decision reason"), decided_by=it.put("role decided by"),
                                     asked_by=it.put("role asked by"), entered_by_id=None))  # fmt: skip
    make.add(RoleChange(**lowri, effective_at=NOW, recorded_at=NOW, old_role="Non-countersigned", criteria="[4]",
                        new_role=it.put("role"), decision_id=decision.id, decided_by="", entered_by_id=None,
                        reason=it.put("role change reason")))  # fmt: skip
    make.add(RoleRequest(**lowri, criterion=4, asked_by_id=unit.isla.id, asked_by=unit.isla.name, asked_at=NOW,
                         reason=it.put("role request reason"), answer=it.put("role request answer")))  # fmt: skip
    make.add(ImprovementPlan(**lowri, is_formal=False, opened_at=NOW, opened_by_id=unit.isla.id, opened_by="",
                             reason=it.put("plan reason"), end_reason=it.put("plan end reason")))  # fmt: skip
    make.add(LearningRequired(**lowri, title=it.put("required module"), required_on=NOW.date(),
                              entered_by=it.put("module entered by")))  # fmt: skip


def about_learning_and_register(it: World, unit: make.SmallUnit) -> None:
    """Learning that was asked for, what the register says and why, what was kept and why, another person's record."""
    make.add(LearningAsked(person_id=it.subject.id, title=it.put("learning asked"), asked_by_id=unit.isla.id,
                           asked_by=it.put("learning asked by"), asked_at=NOW, drop_reason=it.put("drop reason"),
                           required_for=it.put("required for")))  # fmt: skip
    make.add(RegisterEntry(person_id=it.subject.id, starts_on=date(2026, 9, 1), status="registered", authority=True,
                           number=it.put("register number", may_show=True), reason=it.put("register reason"),
                           source=it.put("register source"), entered_by=it.put("register entered by"),
                           entered_at=NOW))  # fmt: skip
    record = db.session.query(Record).filter_by(kind="rps", void_at=None).first()
    make.add(PassageDecision(owner_id=it.subject.id, record_id=record.id, place="none", starts=0, ends=1, verdict=KEEP,
                             reason=it.put("reason to keep"), decided_at=NOW))  # fmt: skip
    record.logged_on, record.logged_reference, record.logged_by = NOW.date(), it.put("log reference"), it.put("logger")
    other = World(unit.isla, unit.pius, it.places)
    other.sign(other.draft("rps", "of another person"), "of another person")


def everything_in(content: bytes, folder: Path) -> str:
    """Every string and every stream of a file, decompressed, and its text as a reader is shown it."""
    (folder / "pack.pdf").write_bytes(content)
    said = [subprocess.run(["pdftotext", str(folder / "pack.pdf"), "-"], check=True, capture_output=True).stdout]

    def strings(thing: Any) -> None:
        if isinstance(thing, pikepdf.String):
            said.append(str(thing).encode())
        elif isinstance(thing, pikepdf.Stream):
            said.append(thing.read_bytes())
            strings(thing.stream_dict)
        elif isinstance(thing, (pikepdf.Array, pikepdf.Dictionary)):
            for each in thing if isinstance(thing, pikepdf.Array) else [value for _, value in thing.items()]:
                if not getattr(each, "is_indirect", False):
                    strings(each)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            strings(thing)
    return b"\n".join(said).decode(errors="replace")


@pytest.mark.any_engine
def test_a_pack_holds_exactly_the_words_it_may(world: World, tmp_path: Path):
    statement = f"My year: {world.put('statement', may_show=True)}. {CASE}."
    assert {record.kind for record in db.session.query(Record)} == set(SECTIONS)
    file = evidence.request(world.subject.id, date(2026, 9, 1), date(2027, 8, 31), NOW,
                            chosen=freeze(Choice(statement=statement)))  # fmt: skip
    building.build(file.id)
    assert file.records == len(SECTIONS)
    found = everything_in(file.content, tmp_path)
    said = {place for place, text in world.places.items() if text in found}
    assert (said - world.shown, world.shown - said) == (set(), set())
    assert len(world.shown) > 30
    assert len(world.places) - len(world.shown) > 60
    assert CASE not in found
    for name in ("Pius Okonkwo", "Rhys Sidebottom"):
        assert name not in found


@pytest.mark.any_engine
def test_of_an_answer_that_is_not_shown_not_even_the_salt_is_told(world: World):
    file = evidence.request(world.subject.id, date(2026, 9, 1), date(2027, 8, 31), NOW)
    building.build(file.id)
    with pikepdf.open(io.BytesIO(file.content)) as pdf:
        told = b"".join(each.get_file().read_bytes() for each in pdf.attachments.values()).decode()
    proofs = {one["record"]: one for one in json.loads(told[told.index("[\n {") :])}
    assert len(proofs) == len(SECTIONS)
    for number, proof in proofs.items():
        record = db.session.get_one(Record, number)
        body = json.loads(db.session.get_one(Snapshot, record.snapshot_id).body)
        shown = {(one["key"], one["part"]) for one in proof["shown"]}
        for answer in body["answers"]:
            is_shown = (answer["key"], answer["part"]) in shown
            assert (answer["salt"] in told) == is_shown, (record.kind, answer["key"])
            may = not answer["private"] and KINDS[record.kind].in_pack(answer["key"]) and answer["text"] != CASE
            assert is_shown <= may
        assert queries.signed(record)[0].fingerprint == proof["fingerprint"]
    assert LEAD in {part for proof in proofs.values() for part in {one["part"] for one in proof["shown"]}}
    assert entries.in_force(world.subject.id, NOW.date()).reason not in told
