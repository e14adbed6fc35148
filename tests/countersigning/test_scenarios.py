"""Worked scenarios of the domain guide (E), as far as countersigning goes: S4 to S8, step by step through the verbs."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.assessors import actions as roles
from app.assessors import plans
from app.assessors.queries import find as role_of
from app.countersigning import actions, queries
from app.countersigning.models import Decision, Item, Round
from app.database import db
from app.history.models import Event
from app.language import LONDON
from app.notices import work
from app.people.models import Posting
from app.policy.countersigning import COUNTERSIGNED, DRAFT, OASYS, PAROLE, RECALL, REQUESTED, REWORK, SELF_SIGNED
from app.policy.rules import Refused
from tests import make
from tests.countersigning import items
from tests.countersigning.items import at


def waiting(who, now: datetime) -> list[str]:
    """The titles of what waits for someone."""
    found, _ = work.waiting(who.id, now, now.astimezone(LONDON).date())
    return [work.WORDS[row.code].title.format(words=row.words.partition(work.MARK)[0]) for row in found]


@pytest.fixture
def finch(unit):
    """Thaddeus Finch, PQiP learner of Hester Larkspur's until 30 June 2026, probation officer from 1 July."""
    larkspur = make.member("Hester Larkspur", "Senior Probation Officer", unit.team, unit.efua)
    author = make.person("Thaddeus Finch")
    make.posting(author, job_role="PQiP Learner", team_id=unit.team.id, line_manager_id=larkspur.id,
                 starts_on=date(2025, 11, 3), ends_on=date(2026, 6, 30))  # fmt: skip
    make.posting(author, job_role="Probation Officer", team_id=unit.team.id, line_manager_id=larkspur.id,
                 starts_on=date(2026, 7, 1))  # fmt: skip
    make.fact(author, "pqip", date(2025, 11, 3), ends_on=date(2026, 6, 30))
    return author, larkspur


def confirm_end(author, larkspur, now: datetime, effective: datetime) -> None:
    """The line manager confirms that criterion 2 ends."""
    about = role_of(make.viewer(larkspur, now), author.id, now)
    said = roles.Proposal("confirms", 2, effective, "Qualified on 30 June", discussed=False)
    me = roles.Decider(larkspur.id, larkspur.name, make.account_of(larkspur).id)
    roles.decide(about, said, me, items.by(larkspur, "line manager"), now)


def test_s5_one_assessment_two_submissions_one_send_back(finch):
    author, larkspur = finch
    signed = at("2026-06-03 10:05")
    item = items.started(author, OASYS, signed)
    items.sign(item, author, signed)
    assert (item.state, item.due_on) == (REQUESTED, date(2026, 6, 10))
    assert waiting(larkspur, signed) == [f"Countersign an assessment, {items.CASE}"]
    with pytest.raises(Refused, match="Say what to change"):
        items.decide(item, larkspur, at("2026-06-04 11:20"), {**items.BACK, "change_1": "  "})
    assert item.state == REQUESTED
    items.decide(item, larkspur, at("2026-06-04 11:20"), items.BACK)
    assert (item.state, item.due_on, waiting(larkspur, at("2026-06-04 11:21"))) == (REWORK, None, [])
    again = at("2026-06-08 09:00")
    assert waiting(author, again) == [f"Rework what was sent back, {items.CASE}"]
    items.sign(item, author, again, answer_1="Named who is at risk, and who rings whom", changed="rmp_victims")
    assert (item.state, item.due_on, item.first_signed_at) == (REQUESTED, date(2026, 6, 15), signed)
    items.decide(item, larkspur, at("2026-06-09 10:00"))
    rounds = queries.rounds_of(item.id)
    assert item.state == COUNTERSIGNED
    assert [(each.number, [d.verdict for d in said]) for each, said in rounds] == [
        (1, ["sent back"]), (2, ["countersigned"])]  # fmt: skip
    assert "Victim safety pillar empty" in rounds[0][1][0].body
    assert "who rings whom" in rounds[1][0].body
    assert (item.closed_at - item.first_signed_at) == timedelta(days=5, hours=23, minutes=55)
    assert waiting(larkspur, at("2026-06-09 10:01")) == []


def test_s5_the_role_at_signing_decides_even_after_it_changed(finch):
    author, larkspur = finch
    confirm_end(author, larkspur, at("2026-06-25 12:00"), at("2026-07-01 00:00"))
    last = items.requested(author, OASYS, at("2026-06-30 16:00"))
    assert (last.state, last.due_on) == (REQUESTED, date(2026, 7, 7))
    first = items.requested(author, OASYS, at("2026-07-01 09:00"), case="X220915")
    assert first.state == SELF_SIGNED
    assert waiting(larkspur, at("2026-07-02 09:00")) == [f"Countersign an assessment, {items.CASE}"]
    items.decide(last, larkspur, at("2026-07-03 09:00"))
    assert last.state == COUNTERSIGNED


@pytest.mark.parametrize(("signs_again", "state"), [("2026-06-22 09:00", REQUESTED), ("2026-07-02 09:00", SELF_SIGNED)])
def test_s5_what_is_rolled_back_is_signed_in_the_role_of_that_moment(finch, unit, signs_again, state):
    author, larkspur = finch
    confirm_end(author, larkspur, at("2026-06-10 12:00"), at("2026-07-01 00:00"))
    item = items.requested(author, OASYS, at("2026-06-03 10:05"))
    items.decide(item, larkspur, at("2026-06-09 10:00"))
    on = at("2026-06-19 10:00")
    found = items.seen(item, unit.fergus, on)
    with pytest.raises(Refused, match="reason"):
        actions.roll_back(found, " ", items.by(larkspur), on, on.date())
    actions.roll_back(found, "The wrong version was locked in OASys", items.by(larkspur), on, on.date())
    assert (item.state, item.round) == (DRAFT, 2)
    items.sign(item, author, at(signs_again))
    assert item.state == state
    assert [each.number for each, _ in queries.rounds_of(item.id)] == [1, 2]


def test_a_roll_back_is_allowed_for_so_many_days_only(finch, unit):
    author, larkspur = finch
    item = items.requested(author, OASYS, at("2026-06-03 10:05"))
    items.decide(item, larkspur, at("2026-06-09 10:00"))
    on = at("2026-07-08 10:00")
    with pytest.raises(Refused, match="at most 28 days"):
        actions.roll_back(items.seen(item, unit.fergus, on), "Too late", items.by(larkspur), on, on.date())


def test_s4_an_assessment_signed_under_discretion_needs_countersigning(unit):
    now = at("2026-11-02 09:00")
    about = role_of(make.viewer(unit.isla, now), unit.lowri.id, now)
    said = roles.Proposal("opens", 4, now, "Back from leave", "long absence", date(2027, 2, 2), discussed=True)
    roles.decide(about, said, roles.Decider(unit.isla.id, unit.isla.name, make.account_of(unit.isla).id),
                 items.by(unit.isla, "line manager"), now)  # fmt: skip
    item = items.requested(unit.lowri, OASYS, at("2026-11-12 10:00"))
    assert item.state == REQUESTED
    assert "Manager’s discretion, since 2 November 2026, review on 2 February 2027" in item.why
    assert "Back from leave" not in item.why


def test_s6_recalls_are_countersigned_whatever_the_role(unit):
    now = at("2026-11-17 09:00")
    for kind in (PAROLE, RECALL):
        need, role = actions.needed_now(unit.lowri.id, kind, {}, now)
        assert (need.is_required, role) == (True, "Non-countersigned")
    need, _ = actions.needed_now(unit.lowri.id, OASYS, {}, now)
    assert not need.is_required


def test_s8_a_formal_plan_binds_from_the_minute_it_opens(unit):
    early = items.requested(unit.lowri, OASYS, at("2026-09-14 09:10"))
    opened = at("2026-09-14 14:00")
    about = role_of(make.viewer(unit.isla, opened), unit.lowri.id, opened)
    plan_by = roles.Decider(unit.isla.id, unit.isla.name, make.account_of(unit.isla).id)
    plans.open_plan(
        about, "Agreed after the review", plan_by, items.by(unit.isla), opened, is_formal=True, discussed=True
    )
    late = items.requested(unit.lowri, OASYS, at("2026-09-14 14:05"), case="X220915")
    assert (early.state, late.state) == (SELF_SIGNED, REQUESTED)
    assert waiting(unit.isla, at("2026-09-14 14:06")) == ["Countersign an assessment, X220915"]


def test_an_informal_plan_changes_nothing(unit):
    opened = at("2026-07-06 10:00")
    about = role_of(make.viewer(unit.isla, opened), unit.lowri.id, opened)
    plan_by = roles.Decider(unit.isla.id, unit.isla.name, make.account_of(unit.isla).id)
    plans.open_plan(about, "Support", plan_by, items.by(unit.isla), opened, is_formal=False, discussed=True)
    assert items.requested(unit.lowri, OASYS, at("2026-07-06 10:05")).state == SELF_SIGNED


def test_s7_a_prison_offender_managers_work_goes_to_the_manager_and_the_head_of_the_prison(unit):
    when = at("2026-11-17 09:00")
    item = items.requested(unit.keziah, OASYS, when)  # required learning is not recorded: criterion 6
    assert item.state == REQUESTED
    assert waiting(unit.aaliyah, when) == [f"Countersign an assessment, {items.CASE}"]
    assert waiting(unit.saoirse, when) == [f"Countersign an assessment, {items.CASE}"]  # her governor manages her
    items.decide(item, unit.aaliyah, when)
    assert db.session.scalars(select(Decision.capacity)).one() == "head of offender management delivery"


def test_non_countersigned_work_is_nobodys_business(unit):
    item = items.requested(unit.lowri, OASYS, at("2026-11-17 09:00"))
    assert item.state == SELF_SIGNED
    now = at("2026-11-18 09:00")
    for posting in db.session.scalars(select(Posting)):
        found, counted = work.waiting(posting.person_id, now, now.date())
        assert not [row for row in found if row.code.startswith("countersign")]
        assert counted.total == len(found)


def test_an_assessment_that_oasys_forces_is_countersigned(unit):
    item = items.requested(unit.lowri, OASYS, at("2026-11-17 09:00"), forced="yes")
    assert item.state == REQUESTED
    assert "OASys itself asks" in item.why


def test_parole_and_recall_reach_the_manager_for_everyone(unit):
    now = at("2026-11-17 09:00")
    items.requested(unit.lowri, PAROLE, now)
    assert waiting(unit.isla, now) == [f"Countersign a parole report, {items.CASE}"]
    item = db.session.scalars(select(Item)).one()
    assert item.due_on == date(2026, 12, 11)


def test_everything_signed_is_sealed_in_history(finch):
    author, larkspur = finch
    item = items.requested(author, OASYS, at("2026-06-03 10:05"))
    items.decide(item, larkspur, at("2026-06-04 11:20"), items.BACK)
    sealed = {(event.thing, event.thing_id) for event in db.session.scalars(select(Event).where(Event.seal != ""))}
    rounds, decisions = db.session.scalars(select(Round.id)), db.session.scalars(select(Decision.id))
    assert {("countersign round", each) for each in rounds} | {("countersign decision", d) for d in decisions} == sealed


def test_a_change_of_role_says_what_is_in_flight_and_leaves_it_be(unit, sign_in):
    items.requested(unit.lowri, OASYS, forced="yes")
    item = items.requested(unit.lowri, PAROLE, case="X220915")
    data = {"reason": "New to court work", "reason_code": "move", "review_on": "19/2/2027"}
    page = sign_in(unit.isla).post(f"/assessors/{unit.lowri.id}/opens/4", data=data)
    assert page.status_code == 200
    assert "2 pieces of work in flight</strong> keep the role held when signed" in page.text.replace("\xa0", " ")
    assert db.session.get(Item, item.id).state == REQUESTED
