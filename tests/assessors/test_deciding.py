"""Deciding about roles through the pages: what is recorded, what is refused, and who is asked."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.assessors import queries, register
from app.assessors.models import ImprovementPlan, RoleApplied, RoleChange, RoleDecision, RoleRequest
from app.database import db
from app.history import queries as told
from app.history.models import Event
from app.home.rows import rows
from app.notices import work
from app.people.models import CORE_CURRICULUM, NSD_POSTING, PQIP, PROBATION_PASSED, ROLE_LEARNING
from app.policy.access import ADMIN
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED
from app.policy.people import NATIONAL_SECURITY
from app.web.clock import now, today
from tests import make

DISCRETION = {"reason_code": "maternity", "reason": "Back after nine months", "review_on": "19/2/2027", "sure": "yes"}
REASON = {"reason": "As we agreed on Tuesday", "from_on": "19/11/2026", "sure": "yes"}
PLAN = {"kind": "formal", "reason": "Three assessments fell short", "discussed": "y", "sure": "yes"}


@pytest.fixture
def u(app):
    unit = make.unit()
    for pom in (unit.kwame, unit.keziah):
        make.fact(pom, ROLE_LEARNING, date(2024, 6, 3))
    return unit


def role_of(who) -> str:
    return queries.find(make.viewer(make.account("Root", role="admin")), who.id, now()).standing.role


def register_of(who) -> list[tuple[str, str, str]]:
    db.session.expire_all()
    found = db.session.scalars(select(RoleChange).where(RoleChange.person_id == who.id).order_by(RoleChange.id))
    return [(row.old_role, row.new_role, row.decided_by) for row in found]


def waits_for(app, who, role: str = "") -> list[str]:
    with app.test_request_context():
        found, _ = work.waiting(who.id if who else None, now(), today(), role)
        return [f"{row.title}: {row.whose.split(',')[0]}" for row in rows(found, now())]


def new_pso(u, name="Barnaby Quince", start=date(2026, 9, 1), manager=None):
    return make.member(name, "Probation Services Officer", u.team, manager or u.isla, starts_on=start)


def test_a_line_manager_asks_for_more_oversight_and_it_binds_at_once(u, sign_in):
    isla = sign_in(u.isla)
    page = isla.get(f"/assessors/{u.lowri.id}").text
    assert "Require countersigning at your discretion" in page
    done = isla.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION, follow_redirects=True)
    assert "Countersigned" in done.text
    assert "Back after nine months" in done.text
    assert register_of(u.lowri) == [(NON_COUNTERSIGNED, COUNTERSIGNED, "Isla Mbeki")]
    change = db.session.scalars(select(RoleChange)).first()
    assert (change.review_on, change.discussed, change.reason) == (date(2027, 2, 19), False, "Back after nine months")


def test_a_preview_changes_nothing_and_carries_what_was_typed(u, sign_in):
    typed = {key: text for key, text in DISCRETION.items() if key != "sure"}
    shown = sign_in(u.isla).post(f"/assessors/{u.lowri.id}/opens/4", data=typed)
    assert shown.status_code == 200
    assert "Nothing has changed yet" in shown.text
    assert 'value="Back after nine months"' in shown.text
    assert db.session.query(RoleDecision).count() == 0
    again = sign_in(u.isla).post(f"/assessors/{u.lowri.id}/opens/4", data={**typed, "edit": "yes"})
    assert "Back after nine months</textarea>" in again.text


def test_a_blank_reason_and_an_unreal_day_keep_what_was_typed(u, sign_in):
    isla = sign_in(u.isla)
    answer = isla.post(f"/assessors/{u.lowri.id}/opens/4", data={**DISCRETION, "reason": " ", "review_on": "31/2/2027"})
    assert answer.status_code == 422
    assert "Give a reason" in answer.text
    assert "31/2/2027" in answer.text
    past = isla.post(f"/assessors/{u.lowri.id}/opens/4", data={**DISCRETION, "review_on": "1/11/2026"})
    assert past.status_code == 409
    assert "A review lies ahead" in past.text
    assert db.session.query(RoleDecision).count() == 0


def test_s6_a_line_manager_cannot_end_the_division_and_the_refusal_is_kept(u, sign_in, another_client):
    sol = make.member("Evander Croft", "Senior Operational Lead", u.other_team, u.bronwen, function=NATIONAL_SECURITY)
    spo = make.member("Nasreen Mbeki", "Senior Probation Officer", u.other_team, sol, function=NATIONAL_SECURITY)
    isolde = make.member("Isolde Marchbanks", "Probation Officer", u.other_team, spo, function=NATIONAL_SECURITY,
                         starts_on=date(2026, 5, 1))  # fmt: skip
    make.fact(isolde, NSD_POSTING, date(2026, 5, 1))
    nasreen = sign_in(spo)
    refused = nasreen.post(f"/assessors/{isolde.id}/determines/5", data=REASON)
    assert refused.status_code == 409
    assert "Only the senior operational lead" in refused.text
    assert "As we agreed on Tuesday" in refused.text
    verbs = [event.verb for event in told.events_of("person", isolde.id)]
    assert verbs == ["assessor role: refused"]
    assert nasreen.post(f"/assessors/{isolde.id}/ask/5", data={"reason": "Two good years"}).status_code == 303
    croft = sign_in(sol, another_client())
    assert "Two good years" in croft.get(f"/assessors/{isolde.id}").text
    assert croft.post(f"/assessors/{isolde.id}/determines/5", data=REASON).status_code == 303
    assert role_of(isolde) == NON_COUNTERSIGNED
    request = db.session.scalars(select(RoleRequest)).one()
    assert (request.answer, request.answered_by) == ("decided", "Evander Croft")
    assert db.session.scalars(select(RoleDecision)).one().asked_by == "Nasreen Mbeki"


def test_s8_an_informal_plan_changes_nothing_and_a_formal_one_binds_at_its_minute(u, sign_in, at, another_client):
    at("2026-07-06 10:00")
    isla = sign_in(u.isla)
    assert isla.post(f"/assessors/{u.lowri.id}/plan", data={**PLAN, "kind": "informal"}).status_code == 303
    assert register_of(u.lowri) == []
    at("2026-09-14 14:00")
    isla = sign_in(u.isla, another_client())
    shown = isla.post(f"/assessors/{u.lowri.id}/plan", data={key: PLAN[key] for key in ("kind", "reason")})
    assert "<strong>Countersigned</strong>" in shown.text
    isla.post(f"/assessors/{u.lowri.id}/plan", data=PLAN)
    find = make.viewer(u.isla)
    before = register.standing(queries.find(find, u.lowri.id, now()).facts, datetime(2026, 9, 14, 8, 10, tzinfo=UTC))
    assert before.role == NON_COUNTERSIGNED
    assert role_of(u.lowri) == COUNTERSIGNED
    at("2026-12-14 10:00")
    isla = sign_in(u.isla, another_client())
    plan = db.session.scalars(select(ImprovementPlan).where(ImprovementPlan.is_formal.is_(True))).one()
    isla.post(f"/assessors/{u.lowri.id}/plans/{plan.id}/close", data=REASON)
    assert "Interim hold" in isla.get(f"/assessors/{u.lowri.id}").text
    at("2026-12-14 10:05")
    isla.post(f"/assessors/{u.lowri.id}/opens/4", data={**DISCRETION, "review_on": "14/3/2027"})
    at("2026-12-14 10:06")
    isla.post(f"/assessors/{u.lowri.id}/confirms/3", data={**REASON, "from_on": "14/12/2026"})
    assert role_of(u.lowri) == COUNTERSIGNED
    error = isla.post(f"/assessors/{u.lowri.id}/plans/{plan.id}/error", data=REASON)
    assert error.status_code == 303
    assert db.session.query(ImprovementPlan).count() == 2


def test_s2_the_manager_is_prompted_ahead_confirms_and_an_administrator_records_it(u, app, sign_in, another_client, at):
    barnaby = new_pso(u)
    assert waits_for(app, u.isla) == []
    make.fact(barnaby, CORE_CURRICULUM, date(2026, 11, 1))
    make.fact(barnaby, PROBATION_PASSED, date(2026, 11, 18))
    assert waits_for(app, u.isla) == ["Confirm the end of countersigning: Barnaby Quince"]
    register.catch_up_all(now())
    at("2026-11-19 10:00")
    isla = sign_in(u.isla)
    answer = isla.post(f"/assessors/{barnaby.id}/confirms/1", data=REASON)
    assert answer.status_code == 303, answer.text
    assert waits_for(app, u.isla) == []
    assert [row[1] for row in register_of(barnaby)] == [COUNTERSIGNED, NON_COUNTERSIGNED]
    assert len(waits_for(app, None, ADMIN)) == 2
    fergus = sign_in(u.fergus, another_client())
    assert "Record in OASys" in fergus.get("/assessors/").text
    ids = [str(id_) for id_ in db.session.scalars(select(RoleChange.id))]
    none = fergus.post("/assessors/oasys")
    assert none.status_code == 422
    assert '<a href="#changes">Tick at least one change' in none.text
    assert fergus.post("/assessors/oasys", data={"change": ids}).status_code == 303
    assert db.session.query(RoleApplied).count() == 2
    twice = fergus.post("/assessors/oasys", data={"change": ids}, follow_redirects=True)
    assert "What you ticked is recorded already." in twice.text
    assert db.session.query(RoleApplied).count() == 2
    assert waits_for(app, None, ADMIN) == []
    assert role_of(barnaby) == NON_COUNTERSIGNED


@pytest.mark.parametrize(("day", "prompted"), [("2027-02-12 09:00", False), ("2027-02-15 09:00", True),
                                               ("2027-03-01 09:00", True)])  # fmt: skip
def test_six_months_are_asked_about_ten_working_days_ahead(u, app, at, day, prompted):
    new_pso(u)
    at(day)
    assert bool(waits_for(app, u.isla)) is prompted


def test_s5_a_learner_who_qualifies_is_confirmed_ahead_by_whoever_manages_on_the_day(u, app, sign_in, at):
    at("2026-06-22 09:00")
    finch = make.member("Thaddeus Finch", "PQiP Learner", u.team, u.isla, starts_on=date(2024, 9, 1))
    make.fact(finch, PQIP, date(2024, 9, 1), ends_on=date(2026, 6, 30))
    assert waits_for(app, u.isla) == ["Confirm the end of countersigning: Thaddeus Finch"]
    assert waits_for(app, u.rhys) == []
    isla = sign_in(u.isla)
    early = isla.post(f"/assessors/{finch.id}/confirms/2", data={**REASON, "from_on": "22/6/2026"})
    assert early.status_code == 409
    assert "cannot be removed" in early.text
    done = isla.post(f"/assessors/{finch.id}/confirms/2", data={**REASON, "from_on": "1/7/2026"})
    assert done.status_code == 303
    assert waits_for(app, u.isla) == []
    assert role_of(finch) == COUNTERSIGNED
    at("2026-07-01 00:05")
    assert role_of(finch) == NON_COUNTERSIGNED
    assert register.catch_up_all(now()) == 1
    assert register_of(finch)[-1] == (COUNTERSIGNED, NON_COUNTERSIGNED, "Isla Mbeki")
    assert register.catch_up_all(now()) == 0


def test_s4_the_manager_is_asked_after_a_long_absence_and_may_leave_the_role(u, app, sign_in, at):
    make.absence(u.lowri, date(2026, 2, 1), date(2026, 11, 1), type="Maternity leave")
    make.absence(u.pius, date(2026, 10, 20), date(2026, 11, 10))
    at("2026-11-02 09:00")
    assert waits_for(app, u.isla) == ["Decide on countersigning after a long absence: Lowri Throckmorton"]
    isla = sign_in(u.isla)
    assert isla.post(f"/assessors/{u.lowri.id}/declines/4", data=REASON).status_code == 303
    assert waits_for(app, u.isla) == []
    assert role_of(u.lowri) == NON_COUNTERSIGNED
    assert db.session.scalars(select(RoleDecision)).one().verb == "declines"


def test_an_overdue_review_waits_until_it_is_kept_or_ended(u, app, sign_in, at):
    sign_in(u.isla).post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION)
    assert waits_for(app, u.isla) == []
    at("2027-02-25 09:00")
    assert waits_for(app, u.isla) == ["Review countersigning: Lowri Throckmorton"]
    isla = sign_in(u.isla)
    assert "6 days overdue" in isla.get("/assessors/").text.replace("\u00a0", " ")
    isla.post(f"/assessors/{u.lowri.id}/keeps/4", data={**DISCRETION, "review_on": "1/6/2027"})
    assert waits_for(app, u.isla) == []
    assert isla.post(f"/assessors/{u.lowri.id}/ends/4", data={**REASON, "from_on": "25/2/2027"}).status_code == 303
    assert role_of(u.lowri) == NON_COUNTERSIGNED


def test_s7_the_homd_says_what_is_required_and_decides(u, app, sign_in, at):
    at("2026-06-08 09:00")
    moth = make.member("Lysander Moth", "Prison Offender Manager (prison)", make.db.session.get(make.Team, _team(u)),
                       u.aaliyah, starts_on=date(2026, 6, 8))  # fmt: skip
    vane = sign_in(u.aaliyah)
    titles = "Risk in custody\nOASys\n\nKey work\nParole"
    vane.post(f"/assessors/{moth.id}/learning", data={"titles": titles, "required_on": "8/6/2026"})
    at("2026-10-01 09:00")
    vane = sign_in(u.aaliyah)
    assert "4 modules left" in vane.get("/assessors/").text.replace("\u00a0", " ")
    for number in range(1, 5):
        assert vane.post(f"/assessors/{moth.id}/learning/{number}", data={"done_on": "1/10/2026"}).status_code == 303
    assert "Confirm the end of countersigning: Lysander Moth" in waits_for(app, u.aaliyah)
    vane.post(f"/assessors/{moth.id}/opens/7", data={**DISCRETION, "review_on": "1/1/2027"})
    assert vane.post(f"/assessors/{moth.id}/confirms/6", data={**REASON, "from_on": "1/10/2026"}).status_code == 303
    assert role_of(moth) == COUNTERSIGNED
    future = vane.post(f"/assessors/{moth.id}/learning/1", data={"done_on": "1/11/2026"})
    assert future.status_code == 409


def _team(u) -> int:
    return queries.find(make.viewer(u.aaliyah), u.kwame.id, now()).posting.team_id


def test_a_head_asks_and_the_manager_declines_with_a_reason(u, app, sign_in, another_client):
    efua = sign_in(u.efua)
    assert efua.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION).status_code == 403
    assert efua.post(f"/assessors/{u.lowri.id}/ask/4", data={"reason": "Two late reports"}).status_code == 303
    assert efua.post(f"/assessors/{u.lowri.id}/ask/4", data={"reason": "Again"}).status_code == 409
    assert waits_for(app, u.isla) == ["Answer what was asked about an assessor role: Lowri Throckmorton"]
    isla = sign_in(u.isla, another_client())
    request = db.session.scalars(select(RoleRequest)).one()
    address = f"/assessors/{u.lowri.id}/requests/{request.id}/decline"
    assert isla.post(address, data={"reason": "Both were in time"}).status_code == 303
    assert waits_for(app, u.isla) == []
    assert isla.post(address, data={"reason": "Both were in time"}).status_code == 404


def test_who_is_no_line_manager_today_decides_nothing(u, sign_in):
    rhys = sign_in(u.rhys)
    assert rhys.get(f"/assessors/{u.lowri.id}").status_code == 404
    assert rhys.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION).status_code == 404
    assert db.session.query(RoleDecision).count() == 0


def test_nobody_decides_about_themselves(u, sign_in):
    lowri = sign_in(u.lowri)
    assert lowri.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION).status_code == 403
    assert lowri.post(f"/assessors/{u.lowri.id}/plan", data=PLAN).status_code == 403
    assert "My assessor role" in lowri.get("/assessors/mine").text


def test_history_holds_no_reason_and_stays_whole(u, sign_in):
    sign_in(u.isla).post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION)
    assert list(told.breaks()) == []
    assert not any("nine months" in event.reason for event in db.session.scalars(select(Event)))


def test_the_command_brings_the_register_up_to_date(u, app):
    new_pso(u)
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["assessors", "register"])
    assert answer.output.startswith("1 change")


pytestmark = pytest.mark.any_engine
