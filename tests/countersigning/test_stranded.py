"""What would wait for nobody: administrators are asked to mend it, and people hear when something ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.countersigning import actions, recalls
from app.database import db
from app.notices import work
from app.notices.models import Notice
from app.people.models import RECALL_DELEGATION, Posting
from app.policy.access import ADMIN
from app.policy.countersigning import PAROLE, RECALL
from app.policy.recall import RECALLS
from tests import make
from tests.countersigning import items

NOW = items.at("2026-11-18 10:00")


def to_mend() -> list[str]:
    """The codes of what waits for administrators."""
    found, _ = work.waiting(None, NOW, NOW.date(), ADMIN)
    return [row.code for row in found if row.code.startswith("countersign")]


def told(person) -> list[str]:
    """The codes of what somebody was told, in order."""
    return list(db.session.scalars(select(Notice.code).where(Notice.person_id == person.id).order_by(Notice.id)))


def agreed(unit):
    """Lowri's recall, agreed by Isla, its report typed."""
    began = NOW - timedelta(hours=2)
    item = recalls.consider(unit.lowri, items.CASE, NOW.date() - timedelta(days=90), began, None, items.by(unit.lowri),
                            began, is_emergency=False)  # fmt: skip
    found, by = items.seen(item, unit.isla, NOW), items.by(unit.isla)
    recalls.agree(found, RECALLS, NOW, ["warnings"], "", "Imminent", by, NOW, sensitive=False, later=False)
    items.write(item, unit.lowri, NOW, **items.TEXTS[RECALL])
    return item


def test_work_without_anybody_to_sign_it_is_on_administrators_lists(unit, sign_in):
    items.requested(unit.lowri, PAROLE)
    assert to_mend() == []
    db.session.scalars(select(Posting).where(Posting.person_id == unit.lowri.id)).one().line_manager_id = None
    db.session.flush()
    assert to_mend() == ["countersign.nobody"]
    assert "Find somebody to sign, X220914" in sign_in(unit.fergus).get("/").text


def test_work_given_to_somebody_who_left_is_too(unit):
    item = items.requested(unit.lowri, PAROLE)
    item.assigned_id = unit.rhys.id
    db.session.flush()
    assert to_mend() == []
    posting = db.session.scalars(select(Posting).where(Posting.person_id == unit.rhys.id)).one()
    posting.ends_on = NOW.date() - timedelta(days=1)
    db.session.flush()
    assert to_mend() == ["countersign.nobody"]


@pytest.mark.parametrize("has_delegation", [True, False])
def test_a_recall_that_no_senior_may_sign_is_too(unit, has_delegation):
    item = agreed(unit)
    items.sign(item, unit.lowri, NOW)
    items.decide(item, unit.isla, NOW)
    assert to_mend() == []
    if has_delegation:
        make.fact(unit.cosmo, RECALL_DELEGATION, text="Delegated by the head")
    head = db.session.scalars(select(Posting).where(Posting.person_id == unit.efua.id)).one()
    head.ends_on = NOW.date() - timedelta(days=1)
    db.session.flush()
    assert to_mend() == ([] if has_delegation else ["countersign.no_senior"])


def test_whoever_agreed_a_recall_hears_that_it_was_withdrawn(unit):
    item = agreed(unit)
    actions.withdraw(items.seen(item, unit.lowri, NOW), "He came in", items.by(unit.lowri), NOW)
    assert told(unit.isla)[-1] == "recall.withdrawn"


def test_whoever_was_asked_to_sign_second_hears_that_it_was_taken_back(unit):
    make.fact(unit.cosmo, RECALL_DELEGATION, text="Delegated by the head")
    item = agreed(unit)
    items.sign(item, unit.lowri, NOW)
    items.decide(item, unit.isla, NOW)
    actions.take_back(items.seen(item, unit.lowri, NOW), items.by(unit.lowri), NOW)
    for who in (unit.isla, unit.cosmo, unit.efua):
        assert told(who)[-1] == "countersign.taken_back"


def test_a_draft_nobody_was_asked_about_ends_quietly(unit):
    item = items.started(unit.lowri, PAROLE)
    actions.withdraw(items.seen(item, unit.lowri, NOW), "Not needed", items.by(unit.lowri), NOW)
    assert told(unit.isla) == []
