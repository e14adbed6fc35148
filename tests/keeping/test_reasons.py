"""Reasons outside records: gone when their years have passed, and kept while they hold or somebody works here."""

from datetime import date

import pytest
from sqlalchemy import select

from app.assessors.models import ImprovementPlan, RoleChange, RoleDecision, RoleRequest
from app.database import db
from app.keeping import due
from app.keeping.reasons import NO_TITLE, REASONS
from app.keeping.terms import terms
from app.people.models import Person
from app.registration.models import LearningAsked, LearningDone
from app.rps.models import PassedOn
from app.web.clock import now, today
from tests import make
from tests.keeping import papers
from tests.keeping.papers import LATER, Shelf
from tests.registration import entering, learned

pytestmark = pytest.mark.any_engine

WHY = "Because of something private"


@pytest.fixture
def shelf(store) -> Shelf:
    def build() -> Shelf:
        found = papers.shelf()
        reasons_about(found.u.magda, found.u.rhys)
        db.session.commit()
        return found

    return store.once("shelf with reasons", build)


def reasons_about(who: Person, manager: Person) -> None:
    """A row of each kind, with words."""
    by = {"decided_by": manager.name, "decided_at": now(), "effective_at": now()}
    make.add(RoleDecision(person_id=who.id, verb="opens", criterion=4, reason=WHY, **by))
    make.add(RoleChange(person_id=who.id, effective_at=now(), recorded_at=now(), old_role="", new_role="", criteria="4",
                        decided_by=manager.name, reason=WHY))  # fmt: skip
    make.add(RoleRequest(person_id=who.id, criterion=4, asked_by_id=manager.id, asked_by=manager.name, asked_at=now(),
                         reason=WHY, answered_at=now(), answered_by=manager.name, answer=WHY))  # fmt: skip
    make.add(ImprovementPlan(person_id=who.id, is_formal=True, opened_at=now(), opened_by=manager.name, reason=WHY,
                             closed_at=now(), ended_by=manager.name, end_reason=WHY))  # fmt: skip
    make.add(PassedOn(person_id=who.id, delegate_id=manager.id, capacity="QDO", what="both", assigned_by_id=manager.id,
                      year_start=date(2026, 4, 1), assigned_at=now(), ended_at=now(), ended_reason=WHY))  # fmt: skip
    entering.entered(who, reason=WHY)
    learned.asked(who, manager, title=WHY)
    learned.record(who, title=WHY, course="other", type="cpd")


def kinds() -> set[str]:
    return {row.kind for row in due.count(terms(today()))} & {each.thing for each in REASONS}


def test_reasons_that_ended_go_and_those_that_hold_wait_until_the_person_left(app, shelf, at):
    at(LATER)
    assert kinds() == {"role request", "improvement plan", "passed on"}
    shelf.u.magda.left_on = date(2027, 6, 30)
    db.session.commit()
    assert "role decision" not in kinds()
    at("2033-07-02")
    assert kinds() == {each.thing for each in REASONS}
    papers.removed(shelf)
    assert kinds() == set()
    assert WHY not in papers.all_text()
    assert db.session.scalar(select(LearningDone.title)) == NO_TITLE
    assert app.test_cli_runner().invoke(args=["history", "verify"]).exit_code == 0


def test_words_written_where_some_were_removed_before_go_as_well(app, shelf, at):
    at("2033-07-02")
    shelf.u.magda.left_on = date(2027, 6, 30)
    db.session.commit()
    papers.removed(shelf)
    asked = db.session.scalars(select(LearningAsked)).one()
    asked.drop_reason, asked.dropped_at, asked.dropped_by = WHY, now(), "Fergus"
    db.session.commit()
    assert kinds() == {"learning asked"}
    papers.removed(shelf)
    assert WHY not in papers.all_text()
    assert app.test_cli_runner().invoke(args=["history", "verify"]).exit_code == 0


def signed_due() -> int:
    return sum(row.number for row in due.count(terms(today())) if row.kind == due.RECORDS)


def test_learning_that_still_holds_is_kept(shelf, at):
    learned.record(shelf.u.magda, title="Lasts", course="other", type="cpd", expires_on="1/12/2040")
    db.session.commit()
    at("2040-11-30")
    assert signed_due() == 2
    at("2040-12-02")
    assert signed_due() == 3
