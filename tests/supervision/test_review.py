"""Performance reviews: who reads them, and the formal plan that the reviewer's signature opens at that instant."""

from datetime import date

import pytest
from sqlalchemy import select

from app.assessors import plans
from app.assessors.actions import Decider
from app.assessors.models import ImprovementPlan
from app.assessors.queries import find
from app.countersigning.models import Item
from app.database import db
from app.people.queries import manager_of, posting_on
from app.policy import supervision as policy
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED
from app.policy.countersigning import REQUESTED, SELF_SIGNED
from app.records import actions, queries
from app.records.models import LEAD, SUBJECT, Record
from app.web.clock import now, today
from tests import make, papers
from tests.countersigning import items
from tests.supervision import writing

OPENS = {"formal_plan": "yes", "plan_ends_on": "1/3/2027"}


def sign(record: Record, part: str, who) -> None:
    """Send the review if it is a draft, and sign it now as this part."""
    if record.state == "draft":
        actions.send(papers.paper(record), papers.by(who), now(), today())
    frozen, _ = queries.signed(record)
    assert actions.sign(papers.paper(record), part, frozen.fingerprint, papers.by(who), now(), today())


def plan_of(unit) -> list[ImprovementPlan]:
    return list(db.session.scalars(select(ImprovementPlan).where(ImprovementPlan.person_id == unit.lowri.id)))


def end_plan(unit) -> None:
    """The line manager of today closes the one plan there is."""
    manager, (plan,) = manager_of(unit.lowri.id, today()), plan_of(unit)
    who = Decider(manager.id, manager.name, None)
    about = find(make.viewer(manager), unit.lowri.id, now())
    plans.close_plan(about, plan, "All of it was met", who, papers.by(manager), now())


def moves_to_rhys(unit) -> None:
    """Rhys is her line manager since Monday."""
    posting_on(unit.lowri.id, today()).ends_on = date(2026, 11, 15)
    make.posting(unit.lowri, team_id=unit.other_team.id, line_manager_id=unit.rhys.id, starts_on=date(2026, 11, 16))


def said(page: str) -> str:
    """A page in one line, as it is read."""
    return " ".join(page.replace("&nbsp;", " ").replace("\u00a0", " ").split())


def role(unit) -> str:
    return find(make.viewer(unit.isla), unit.lowri.id, now()).standing.role


def submitted(unit) -> Item:
    """An assessment that Lowri signs now."""
    item = items.started(unit.lowri, now=now())
    items.sign(item, unit.lowri, now())
    return item


def test_a_review_opens_its_formal_plan_at_the_instant_the_reviewer_signs(unit, at):
    record = writing.review(unit.isla, unit.lowri, **OPENS)
    at("2026-11-19 13:59")
    assert role(unit) == NON_COUNTERSIGNED
    before = submitted(unit)
    at("2026-11-19 14:00")
    sign(record, LEAD, unit.isla)
    at("2026-11-19 14:01")
    after = submitted(unit)
    assert (before.state, after.state) == (SELF_SIGNED, REQUESTED)
    (plan,) = plan_of(unit)
    assert (plan.is_formal, plan.opened_at, plan.opened_by) == (True, now().replace(minute=0), "Isla Mbeki")
    assert role(unit) == COUNTERSIGNED
    for text in (writing.SUMMARY, writing.OUTCOME, writing.AGREED):
        assert text not in plan.reason
    sign(record, SUBJECT, unit.lowri)
    assert len(plan_of(unit)) == 1


@pytest.mark.any_engine
def test_the_plan_stands_when_the_review_is_taken_back_and_is_not_opened_twice(unit, isla, at):
    record = writing.review(unit.isla, unit.lowri, **OPENS)
    sign(record, LEAD, unit.isla)
    db.session.commit()
    assert "was opened with it stands" in isla.get(f"/records/{record.id}/withdraw").text
    assert isla.post(f"/records/{record.id}/withdraw", data={"reason": "A date"}).status_code == 303
    (plan,) = plan_of(unit)
    assert plan.ended_at is None
    assert "and stands. Answer Yes" in isla.get(f"/records/{record.id}/draft").text
    assert isla.post(f"/records/{record.id}/send").status_code == 303
    assert [each.id for each in plan_of(unit)] == [plan.id]
    another = writing.review(unit.isla, unit.lowri, **OPENS)
    db.session.commit()
    refused = isla.post(f"/records/{another.id}/send")
    assert refused.status_code == 422
    assert "A formal plan is open already" in refused.text


@pytest.mark.any_engine
def test_a_review_signed_again_says_no_only_once_the_plan_it_opened_is_ended(unit, isla, at):
    record = writing.review(unit.isla, unit.lowri, **OPENS)
    sign(record, LEAD, unit.isla)
    actions.withdraw(papers.paper(record), "A date", papers.by(unit.isla), now(), today())
    writing.answer(record, formal_plan="no")
    db.session.commit()
    refused = isla.post(f"/records/{record.id}/send")
    assert (refused.status_code, policy.STANDS in refused.text) == (422, True)
    end_plan(unit)
    db.session.commit()
    assert isla.post(f"/records/{record.id}/send").status_code == 303
    assert len(plan_of(unit)) == 1


@pytest.mark.any_engine
@pytest.mark.parametrize("ended", [False, True])
def test_who_no_longer_is_the_line_manager_learns_only_that_a_plan_was_opened(ended: bool, unit, isla, lowri):
    locked, left = (writing.review(unit.isla, unit.lowri, state, **given)
                    for state, given in (("locked", OPENS), ("agreed", {})))  # fmt: skip
    actions.withdraw(papers.paper(left), "A word", papers.by(unit.isla), now(), today())
    moves_to_rhys(unit)
    if ended:
        end_plan(unit)
    db.session.commit()
    pages = [isla.get(f"/records/{path}").text for path in (locked.id, f"{locked.id}/error", f"{left.id}/draft")]
    assert "Opened on 12 November 2026" in said(pages[0])
    role_page, told = f"/assessors/{unit.lowri.id}", ("It stands", "Closed on", "in error too", "with it stands")
    for page in pages:
        for word in (*told, "A formal plan is open", role_page):
            assert word not in said(page), word
    assert "was opened with it" in pages[1]
    assert ("Closed on" if ended else "It stands") in lowri.get(f"/records/{locked.id}").text


@pytest.mark.any_engine
@pytest.mark.parametrize("ended", [False, True])
def test_a_review_taken_back_after_a_change_of_manager_can_still_be_signed_and_opens_nothing(ended: bool, unit, isla):
    record = writing.review(unit.isla, unit.lowri, **OPENS)
    sign(record, LEAD, unit.isla)
    moves_to_rhys(unit)
    if ended:
        end_plan(unit)
    db.session.commit()
    assert "with it stands" not in isla.get(f"/records/{record.id}/withdraw").text
    assert isla.post(f"/records/{record.id}/withdraw", data={"reason": "A date"}).status_code == 303
    writing.answer(record, formal_plan="no")
    db.session.commit()
    refused = isla.post(f"/records/{record.id}/send")
    assert (refused.status_code, policy.WAS_OPENED in refused.text) == (422, True)
    writing.answer(record, formal_plan="yes")
    db.session.commit()
    assert "how it stands is not for you" in isla.get(f"/records/{record.id}/draft").text
    assert isla.post(f"/records/{record.id}/send").status_code == 303
    assert len(plan_of(unit)) == 1


@pytest.mark.any_engine
@pytest.mark.parametrize("closed", [False, True])
def test_a_review_opened_in_error_takes_its_plan_with_it_unless_that_was_closed(closed: bool, unit, isla, at):
    record = writing.review(unit.isla, unit.lowri, "locked", **OPENS)
    if closed:
        end_plan(unit)
    db.session.commit()
    assert ("in error too" in isla.get(f"/records/{record.id}/error").text) is not closed
    assert isla.post(f"/records/{record.id}/error", data={"reason": "The wrong person"}).status_code == 303
    (plan,) = plan_of(unit)
    assert (plan.error_at is not None, plan.closed_at is not None) == (not closed, closed)
    shown = isla.get(f"/records/{record.id}").text
    assert ("Closed on" if closed else "Marked as opened in error on") in shown
    page = isla.get(f"/assessors/{unit.lowri.id}").text
    assert "performance review" in page
    assert writing.SUMMARY not in page


@pytest.mark.any_engine
def test_only_who_is_still_the_line_manager_opens_a_plan(unit, isla, at):
    record = writing.review(unit.isla, unit.lowri, **OPENS)
    moves_to_rhys(unit)
    db.session.commit()
    refused = isla.post(f"/records/{record.id}/send")
    assert refused.status_code == 422
    assert "Only somebody’s line manager opens a formal plan" in refused.text
    writing.answer(record, formal_plan="no")
    db.session.commit()
    assert isla.post(f"/records/{record.id}/send").status_code == 303, "the review itself is of the old manager's time"
    assert plan_of(unit) == []


@pytest.mark.any_engine
def test_a_practitioner_may_acknowledge_it_and_not_agree(unit, lowri, isla):
    record = writing.review(unit.isla, unit.lowri, "agreed")
    db.session.commit()
    assert "acknowledge your performance review" in lowri.get("/").text
    data = {"fingerprint": queries.signed(record)[0].fingerprint, "comment": "Two of the plans were not mine.",
            "disagrees": "y", "password": make.PASSWORD}  # fmt: skip
    assert lowri.post(f"/records/{record.id}/sign", data=data).status_code == 303
    shown = isla.get(f"/records/{record.id}").text
    assert "does not agree with this record" in shown
    assert "Two of the plans were not mine." in shown
