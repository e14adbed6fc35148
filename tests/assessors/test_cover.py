"""Deciding about roles for a line manager who is away: what is seen and done, by whom, for whom, and until when."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from app.assessors import bulk
from app.assessors.actions import Proposal
from app.assessors.models import ImprovementPlan, RoleDecision, RoleRequest
from app.database import db
from app.history.actions import Actor
from app.history.models import Event
from app.people.models import CORE_CURRICULUM, NSD_POSTING, PROBATION_PASSED, Cover
from app.policy.access import NotAllowed
from app.policy.assessor_facts import COUNTERSIGNED, OPENS, UNDOES
from app.policy.cover import ASSESSOR_ROLES, KINDS, OASYS
from app.policy.people import NATIONAL_SECURITY
from app.web.clock import now, today
from tests import make

pytestmark = pytest.mark.any_engine

WHY = "Back after nine months"
DISCRETION = {"reason_code": "maternity", "reason": WHY, "review_on": "19/2/2027", "sure": "yes"}
REASON = {"reason": "As we agreed on Tuesday", "from_on": "19/11/2026", "sure": "yes"}


@pytest.fixture
def u(app) -> make.SmallUnit:
    return make.unit()


def cover(person, stand_in, kinds=(ASSESSOR_ROLES,), starts_on=date(2026, 11, 19), ends_on=date(2026, 11, 27)) -> Cover:
    return make.add(Cover(person_id=person.id, cover_id=stand_in.id, kinds="\n".join(kinds), starts_on=starts_on,
                          ends_on=ends_on, entered_by=person.name, entered_at=now()))  # fmt: skip


@pytest.fixture
def waits_for(sign_in, another_client):
    """What is on somebody's list: each title, and whose it is."""

    def rows(who) -> list[tuple[str, str]]:
        shown = sign_in(who, another_client()).get("/").text.replace("\u00a0", " ")
        titles = re.findall(r'work-row__title"><a [^>]*>([^<]*)<', shown)
        whose = re.findall(r'work-row__whose">([^<]*?)(?:, (?:waiting|since) [^<]*)?<', shown)
        assert len(titles) == len(whose)
        return list(zip(titles, whose, strict=True))

    return rows


def new_pso(u, manager):
    """A new officer who did both and waits for a confirmation."""
    who = make.member("Barnaby Quince", "Probation Services Officer", u.team, manager, starts_on=date(2026, 9, 1))
    make.fact(who, CORE_CURRICULUM, date(2026, 11, 1))
    make.fact(who, PROBATION_PASSED, date(2026, 11, 18))
    return who


def events(who, verb: str) -> list[tuple[str, str]]:
    """Who did it and for whom, by history."""
    found = db.session.scalars(select(Event).where(Event.subject_id == who.id, Event.verb == verb))
    return [(event.actor, event.for_name) for event in found]


def test_who_covers_decides_as_the_line_manager_could_and_both_are_named(u, sign_in):
    cover(u.isla, u.rhys)
    rhys = sign_in(u.rhys)
    shown = rhys.get(f"/assessors/{u.lowri.id}")
    assert "You cover for Isla Mbeki." in shown.text
    assert "Require countersigning at your discretion" in shown.text
    assert "Lowri Throckmorton" in rhys.get("/assessors/?show=all").text
    assert rhys.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION).status_code == 303
    made = db.session.scalars(select(RoleDecision)).one()
    assert (made.decided_by, made.decided_by_id) == ("Rhys Sidebottom for Isla Mbeki", u.isla.id)
    assert made.entered_by_id == make.account_of(u.rhys).id
    assert events(u.lowri, "assessor role: opens") == [("Rhys Sidebottom", "Isla Mbeki")]
    after = rhys.get(f"/assessors/{u.lowri.id}").text
    assert "decided by Rhys Sidebottom for Isla Mbeki" in after
    assert WHY in after


def test_the_reason_is_read_by_both_and_by_no_stranger(u, sign_in, another_client, at):
    cover(u.isla, u.rhys)
    sign_in(u.rhys, another_client()).post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION)
    assert WHY in sign_in(u.isla, another_client()).get(f"/assessors/{u.lowri.id}").text
    at("2026-11-28 09:00")
    assert sign_in(u.rhys, another_client()).get(f"/assessors/{u.lowri.id}").status_code == 404
    db.session.query(make.Posting).filter_by(person_id=u.lowri.id).update({"line_manager_id": u.rhys.id})
    assert WHY in sign_in(u.rhys, another_client()).get(f"/assessors/{u.lowri.id}").text


def test_without_cover_or_after_it_nothing_is_seen(u, sign_in, another_client, at):
    address = f"/assessors/{u.lowri.id}"
    cover(u.isla, u.rhys, kinds=(OASYS,))
    other = sign_in(u.rhys, another_client())
    assert other.get(address).status_code == 404
    assert other.post(f"{address}/opens/4", data=DISCRETION).status_code == 404
    held = cover(u.isla, u.rhys)
    assert other.get(address).status_code == 200
    held.ended_at = now()
    assert other.get(address).status_code == 404
    assert "Lowri" not in other.get("/assessors/?show=all").text
    assert db.session.query(RoleDecision).count() == 0


@pytest.mark.parametrize(("day", "seen"), [("2026-11-18 23:59", 404), ("2026-11-19 00:00", 200),
                                           ("2026-11-27 23:59", 200), ("2026-11-28 00:00", 404)])  # fmt: skip
def test_the_first_and_the_last_day_count(u, sign_in, at, day, seen):
    cover(u.isla, u.rhys)
    at(day)
    assert sign_in(u.rhys).get(f"/assessors/{u.lowri.id}").status_code == seen


def test_rows_for_you_name_the_manager_covered_and_stay_on_their_own_list(u, waits_for):
    new_pso(u, u.isla)
    title = "Confirm the end of countersigning"
    assert waits_for(u.rhys) == []
    held = cover(u.isla, u.rhys)
    assert waits_for(u.rhys) == [(title, "Barnaby Quince, for Isla Mbeki")]
    assert waits_for(u.isla) == [(title, "Barnaby Quince")]
    held.ended_at = now()
    db.session.flush()
    assert waits_for(u.rhys) == []


def test_confirming_ends_the_row_for_both(u, sign_in, waits_for):
    barnaby = new_pso(u, u.isla)
    cover(u.isla, u.rhys)
    answer = sign_in(u.rhys).post(f"/assessors/{barnaby.id}/confirms/1", data=REASON)
    assert answer.status_code == 303, answer.text
    assert waits_for(u.rhys) == waits_for(u.isla) == []
    assert events(barnaby, "assessor role: confirms") == [("Rhys Sidebottom", "Isla Mbeki")]


def test_nobody_decides_about_themselves_under_cover(u, sign_in, waits_for):
    acting = make.member("Delphine Inchbald", "Probation Services Officer", u.team, u.isla, starts_on=date(2026, 9, 1),
                         ends_on=date(2026, 11, 1))  # fmt: skip
    make.posting(acting, job_role="Senior Probation Officer", team_id=u.team.id, line_manager_id=u.efua.id,
                 starts_on=date(2026, 11, 2))  # fmt: skip
    make.add(RoleDecision(person_id=acting.id, verb=OPENS, criterion=4, decided_at=now(), effective_at=now(),
                          review_on=today(), reason=WHY, decided_by="Isla Mbeki", decided_by_id=u.isla.id))  # fmt: skip
    assert waits_for(u.efua) == [("Review countersigning", "Delphine Inchbald")]
    cover(u.efua, acting, tuple(KINDS))
    assert waits_for(acting) == []
    browser = sign_in(acting)
    for path in ("confirms/1", "opens/4", "ask/4"):
        assert browser.post(f"/assessors/{acting.id}/{path}", data={**DISCRETION, **REASON}).status_code == 403
    assert (db.session.query(RoleDecision).count(), db.session.query(RoleRequest).count()) == (1, 0)


def test_what_is_ones_own_is_not_done_for_another(u, sign_in):
    cover(u.isla, u.rhys)
    assert sign_in(u.rhys).post(f"/assessors/{u.magda.id}/opens/4", data=DISCRETION).status_code == 303
    assert events(u.magda, "assessor role: opens") == [("Rhys Sidebottom", "")]
    assert db.session.scalars(select(RoleDecision)).one().decided_by == "Rhys Sidebottom"


def test_a_head_who_covers_decides_for_the_manager_and_asks_as_themselves(u, sign_in):
    efua = sign_in(u.efua)
    assert efua.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION).status_code == 403
    cover(u.isla, u.efua)
    assert efua.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION).status_code == 303
    assert events(u.lowri, "assessor role: opens") == [(u.efua.name, "Isla Mbeki")]
    assert efua.post(f"/assessors/{u.pius.id}/ask/4", data={"reason": "Two late reports"}).status_code == 303
    assert events(u.pius, "assessor role: asked") == [(u.efua.name, "")]


def test_plans_and_answers_name_both(u, sign_in, another_client, waits_for):
    cover(u.isla, u.rhys)
    sign_in(u.efua, another_client()).post(f"/assessors/{u.pius.id}/ask/4", data={"reason": "Two late reports"})
    assert waits_for(u.rhys) == [("Answer what was asked about an assessor role", "Pius Okonkwo, for Isla Mbeki")]
    rhys = sign_in(u.rhys, another_client())
    request = db.session.scalars(select(RoleRequest)).one()
    decline = rhys.post(f"/assessors/{u.pius.id}/requests/{request.id}/decline", data={"reason": "Both were in time"})
    assert decline.status_code == 303
    db.session.expire_all()
    assert request.answered_by == "Rhys Sidebottom for Isla Mbeki"
    plan = {"kind": "informal", "reason": "Planning", "sure": "yes"}
    assert rhys.post(f"/assessors/{u.pius.id}/plan", data=plan).status_code == 303
    assert db.session.scalars(select(ImprovementPlan)).one().opened_by == "Rhys Sidebottom for Isla Mbeki"
    assert events(u.pius, "informal plan opened") == [("Rhys Sidebottom", "Isla Mbeki")]


def test_the_head_of_offender_management_is_covered_too(u, sign_in):
    cover(u.aaliyah, u.isla)
    isla = sign_in(u.isla)
    titles = {"titles": "Key work", "required_on": "19/11/2026"}
    assert isla.post(f"/assessors/{u.kwame.id}/learning", data=titles).status_code == 303
    assert events(u.kwame, "1 modules required") == [("Isla Mbeki", "Aaliyah Yaxley")]
    assert isla.post(f"/assessors/{u.keziah.id}/opens/7", data=DISCRETION).status_code == 303
    assert events(u.keziah, "assessor role: opens") == [("Isla Mbeki", "Aaliyah Yaxley")]


def test_the_lead_of_the_division_is_covered_too_and_a_refusal_names_both(u, sign_in, another_client, waits_for):
    sol = make.member("Evander Croft", "Senior Operational Lead", u.other_team, u.bronwen, function=NATIONAL_SECURITY)
    spo = make.member("Nasreen Mbeki", "Senior Probation Officer", u.other_team, sol, function=NATIONAL_SECURITY)
    isolde = make.member("Isolde Marchbanks", "Probation Officer", u.other_team, spo, function=NATIONAL_SECURITY,
                         starts_on=date(2026, 5, 1))  # fmt: skip
    make.fact(isolde, NSD_POSTING, date(2026, 5, 1))
    sign_in(spo, another_client()).post(f"/assessors/{isolde.id}/ask/5", data={"reason": "Two good years"})
    cover(spo, u.rhys)
    rhys = sign_in(u.rhys, another_client())
    assert rhys.post(f"/assessors/{isolde.id}/determines/5", data=REASON).status_code == 409
    assert events(isolde, "assessor role: refused") == [("Rhys Sidebottom", "Nasreen Mbeki")]
    assert waits_for(u.rhys) == []
    cover(sol, u.isla)
    assert [title for title, _ in waits_for(u.isla)] == ["Answer what was asked about an assessor role"]
    isla = sign_in(u.isla, another_client())
    assert "Isolde Marchbanks" in isla.get("/assessors/").text
    assert isla.post(f"/assessors/{isolde.id}/determines/5", data=REASON).status_code == 303
    assert db.session.scalars(select(RoleDecision)).one().decided_by == "Isla Mbeki for Evander Croft"
    assert waits_for(u.isla) == []


def test_many_roles_are_changed_for_the_manager_covered_and_not_undone_after_it(u, at):
    cover(u.isla, u.rhys)
    rhys = make.viewer(u.rhys)
    who = [u.lowri.id, u.pius.id, u.magda.id]
    change = bulk.look(rhys, who, COUNTERSIGNED, now())
    assert change.count(bulk.CHANGES) == 3
    proposal = Proposal("", 0, now(), "Agreed together", review_on=date(2027, 2, 19))
    batch = bulk.carry_out(rhys, change, change.digest, proposal, Actor(1, "Rhys Sidebottom"), now())
    said = {decision.person_id: decision.decided_by for decision in db.session.scalars(select(RoleDecision))}
    both = "Rhys Sidebottom for Isla Mbeki"
    assert said == {u.lowri.id: both, u.pius.id: both, u.magda.id: "Rhys Sidebottom"}
    assert events(u.lowri, "assessor role: opens") == [("Rhys Sidebottom", "Isla Mbeki")]
    assert events(u.magda, "assessor role: opens") == [("Rhys Sidebottom", "")]
    at("2026-11-28 09:00")
    with pytest.raises(NotAllowed):
        bulk.undo(rhys, batch.id, "Not yet", Actor(1, "Rhys Sidebottom"), now())


def test_a_change_of_many_is_undone_while_the_cover_runs(u):
    rhys = make.viewer(u.rhys)
    cover(u.isla, u.rhys)
    change = bulk.look(rhys, [u.lowri.id, u.pius.id], COUNTERSIGNED, now())
    proposal = Proposal("", 0, now(), "Agreed together", review_on=date(2027, 2, 19))
    batch = bulk.carry_out(rhys, change, change.digest, proposal, Actor(1, "Rhys Sidebottom"), now())
    assert bulk.undo(rhys, batch.id, "Not yet", Actor(1, "Rhys Sidebottom"), now()) == 2
    assert events(u.pius, "assessor role: undone") == [("Rhys Sidebottom", "Isla Mbeki")]
    undone = db.session.scalars(select(RoleDecision).where(RoleDecision.verb == UNDOES)).all()
    assert {each.decided_by for each in undone} == {"Rhys Sidebottom for Isla Mbeki"}
