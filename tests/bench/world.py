"""The small service that most figures are measured on: a manager with a full list, and somebody with a pack."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import flask_migrate
from flask import Flask, url_for

from app import jobs
from app.auth.models import Account
from app.database import db
from app.evidence import building
from app.evidence.models import PackFile
from app.people.models import Person
from tests import make, papers
from tests.bench.server import application, browser
from tests.countersigning import desk, items

WORDS = "The move was raised in the last five minutes and there was no time left to ask who else lives there. "
RECORDS, SENTENCES = 12, 24  # a pack of about 35 pages
PERIOD = (date(2026, 9, 1), date(2027, 8, 31))
TEAM = 7  # practitioners besides those of the small unit
DRAFTS = 4


@dataclass
class World:
    """A service with a database on disk. Ids of the manager, of the practitioner with a pack, of drafts."""

    app: Flask
    folder: Path
    manager: int
    owner: int
    drafts: list[int]
    of_manager: dict[str, str]
    of_owner: dict[str, str]

    def account(self, person_id: int) -> Account:
        """The account of a person, inside the app's context."""
        return make.account_of(db.session.get_one(Person, person_id))

    def browser(self, person_id: int) -> tuple[str, str]:
        """The cookies and the token of somebody who signs in now."""
        with self.app.app_context():
            account = self.account(person_id)
            db.session.commit()
            return browser(self.app, account)


def world(folder: Path) -> World:
    """A new database, with everything made and ready."""
    app = application(folder)
    with app.app_context():
        flask_migrate.upgrade()
        if not jobs.is_prepared():
            jobs.prepare()
        unit = make.unit()
        more(unit.isla, unit.lowri, RECORDS)
        for file in db.session.query(PackFile).all():
            building.build(file.id)
        work = _team(unit)
        db.session.commit()
        with app.test_request_context():
            of_manager, of_owner = _of_manager(unit.lowri.id, work), _of_owner(work)
        return World(app, folder, unit.isla.id, unit.lowri.id, work.drafts, of_manager, of_owner)


def more(lead: Person, subject: Person, records: int) -> None:
    """Sessions and observations with long answers."""
    for number in range(records):
        if number % 6 == 5:
            papers.observation(lead, subject, "locked")
            continue
        record = papers.session(lead, subject)
        for part in ("lead", "subject"):
            papers.answer(record, part, papers.stage(record), WORDS * SENTENCES)
        papers.bring(record, "locked")
    db.session.commit()


@dataclass
class Work:
    """Ids of what there is to open: the manager's drafts, a signed record, something to decide, an assessment."""

    drafts: list[int]
    signed: int = 0
    item: int = 0
    assessment: int = 0


def _team(unit: make.SmallUnit) -> Work:
    """Isla's people, each with something that waits for her."""
    work = Work([], assessment=items.started(unit.lowri).id)
    for number in range(TEAM):
        who = make.member(f"Practitioner {number} Throckmorton", "Probation Officer", unit.team, unit.isla)
        papers.session(unit.isla, who, "agreed")
        work.signed = papers.session(unit.isla, who, "locked").id
        desk.learner(who)
        work.item = desk.waiting(who).id
        if number < DRAFTS:
            work.drafts.append(papers.session(unit.isla, who).id)
    return work


def _of_manager(person_id: int, work: Work) -> dict[str, str]:
    """The main pages of a manager, by what they are called, and where they are. Inside a request."""
    return {
        "For you": url_for("home.index"),
        "My team": url_for("team.index"),
        "a person": url_for("home.person", person_id=person_id),
        "a person’s year": url_for("year.show", person_id=person_id),
        "a record in draft": url_for("drafts.edit", record_id=work.drafts[0]),
        "a draft to check": url_for("drafts.check", record_id=work.drafts[0]),
        "a signed record": url_for("records.show", record_id=work.signed),
        "countersigning queue": url_for("deciding.queue"),
        "a decision": url_for("deciding.decide", item_id=work.item),
        "records": url_for("home.records"),
        "one-to-ones": url_for("supervision.index"),
        "assessor roles": url_for("role_register.index"),
        "registration of the team": url_for("register.people"),
        "learning of the team": url_for("my_learning.team"),
    }


def _of_owner(work: Work) -> dict[str, str]:
    """The main pages of a practitioner. Inside a request."""
    return {
        "a practitioner’s For you": url_for("home.index"),
        "my year": url_for("year.mine"),
        "my learning": url_for("my_learning.mine"),
        "my registration": url_for("register.mine"),
        "my evidence": url_for("evidence.index"),
        "choosing for a pack": url_for("builder.choose"),
        "passages of a pack": url_for("builder.check"),
        "an assessment in draft": url_for("submitting.edit", item_id=work.assessment),
        "an assessment to check": url_for("submitting.check", item_id=work.assessment),
    }
