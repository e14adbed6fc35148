"""Learning records as far along as a test needs them, taken there by the service's own verbs."""

from typing import Any

from app.people.models import Person
from app.policy.people import PRACTITIONER
from app.records import actions, queries
from app.records.models import SUBJECT, Answer, Record
from app.registration.learning.actions import Wish, ask, start
from app.registration.models import LearningAsked
from app.web.clock import now, today
from tests import make, papers

ANSWERS = {"hours": "6.5", "learned": "I had been talking over people when they hesitate", "effect": "I wait now"}


def record(who: Person, state: str = "locked", course: str = "seeds2", **given: str) -> Record:
    """A learning record in "draft" with every needed answer, or "locked": signed."""
    found = start(who, PRACTITIONER, Wish(course, given.pop("title", "")), papers.by(who), now())
    for key, text in {**ANSWERS, **given}.items():
        make.add(Answer(record_id=found.id, part=SUBJECT, key=key, text=text, saved_at=now(), saved_by=who.name,
                        saved_in=None))  # fmt: skip
    if state == "locked":
        paper = papers.paper(found)
        actions.send(paper, papers.by(who), now(), today())
        assert actions.sign(paper, SUBJECT, queries.signed(found)[0].fingerprint, papers.by(who), now(), today())
    return found


def asked(who: Person, manager: Person, title: str = "Report writing", **given: Any) -> LearningAsked:
    """Learning that a line manager asked for."""
    return ask(who, title, given.get("course", ""), given.get("due_on"), "", manager, papers.by(manager), now())
