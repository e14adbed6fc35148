"""Who does it: people of the estate, signed in, with drafts to write, texts to sign and packs to take away."""

import random
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, url_for
from sqlalchemy import text

from app.auth.models import Account
from app.database import db
from app.evidence.models import READY, PackFile
from app.people.models import Person
from app.records import queries
from app.records.kinds import BOTH, TEXT
from app.records.models import LEAD, SUBJECT
from app.web.clock import now, today
from tests import papers
from tests.bench.server import browser

PAIRS = """SELECT t.line_manager_id AS manager, min(t.person_id) AS person FROM posting t
             JOIN posting m ON m.person_id = t.line_manager_id AND m.ends_on IS NULL
            WHERE t.ends_on IS NULL AND m.job_role = 'Senior Probation Officer' AND t.job_role = 'Probation Officer'
            GROUP BY t.line_manager_id ORDER BY t.line_manager_id"""
SIGNED = """SELECT id FROM record WHERE subject_id = :person AND kind = 'rps' AND state = 'locked'
             AND removed_on IS NULL ORDER BY id DESC LIMIT 1"""
PDF = b"%PDF-1.7\n" + b"0" * 150_000


@dataclass
class Somebody:
    """One person at a browser: their cookie and the token of their forms, what they open, write and sign."""

    account: int
    email: str
    cookie: str
    token: str
    pages: dict[str, str] = field(default_factory=dict)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    to_sign: list[dict[str, Any]] = field(default_factory=list)
    pack: str = ""


def people(app: Flask, pairs: int, to_sign: int, seed: int = 1) -> list[Somebody]:
    """So many line managers and a practitioner of each, of the whole estate, each pair with so many texts to sign."""
    with app.app_context():
        rows = list(db.session.execute(text(PAIRS)))
        chosen = random.Random(seed).sample(rows, min(pairs, len(rows)))
        found = []
        for manager_id, person_id in chosen:
            manager, person = (db.session.get_one(Person, each) for each in (manager_id, person_id))
            lead, subject = _signed_in(app, manager), _signed_in(app, person)
            _give_records(manager, person, lead, subject, to_sign)
            with app.test_request_context():
                _give_pages(manager, person, lead, subject)
            db.session.commit()
            db.session.expunge_all()
            found += [lead, subject]
        return found


def _signed_in(app: Flask, who: Person) -> Somebody:
    account = db.session.query(Account).filter_by(person_id=who.id).one()
    cookie, token = browser(app, account)
    return Somebody(account.id, account.email, cookie, token)


def _give_records(manager: Person, person: Person, lead: Somebody, subject: Somebody, to_sign: int) -> None:
    draft = papers.session(manager, person)
    for part, who in ((LEAD, lead), (SUBJECT, subject)):
        keys = [q.key for q in papers.paper(draft).questions if q.type == TEXT and q.part in (part, BOTH)][:6]
        for key in keys:
            papers.answer(draft, part, key, papers.REFLECTION)
            who.drafts.append({"record": draft.id, "part": part, "key": key, "revision": 1, "text": ""})
        who.pages["an open draft"] = f"/records/{draft.id}/draft"
    for _ in range(to_sign):
        sent = papers.session(manager, person, "sent")
        frozen, _signatures = queries.signed(sent)
        subject.to_sign.append({"record": sent.id, "fingerprint": frozen.fingerprint})


def _give_pages(manager: Person, person: Person, lead: Somebody, subject: Somebody) -> None:
    signed = db.session.scalar(text(SIGNED), {"person": person.id})
    for who in (lead, subject):
        who.pages |= {"For you": url_for("home.index"), "own records": url_for("home.records")}
    lead.pages |= {
        "My team": url_for("team.index"),
        "a person’s year": url_for("year.show", person_id=person.id),
        "countersigning queue": url_for("deciding.queue"),
    }
    if signed:
        subject.pages["a signed record"] = url_for("records.show", record_id=signed)
    pack = PackFile(owner_id=person.id, state=READY, starts_on=today(), ends_on=today(), requested_at=now(),
                    made_at=now(), content=PDF, size=len(PDF), pages=35, digest="0" * 64)  # fmt: skip
    db.session.add(pack)
    db.session.flush()
    subject.pack = f"/evidence/packs/{pack.id}.pdf"
