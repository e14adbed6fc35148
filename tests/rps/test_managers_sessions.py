"""Line managers' own sessions (Framework 6.4, domain guide C2): held by the head of the unit, in the same record."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import db
from app.people.models import RPS_DELEGATION, Posting
from app.policy.lists import LEADERSHIP_STANDARDS, LISTS
from app.policy.people import NATIONAL_SECURITY
from app.records import queries as records
from app.records.models import Record, Signature
from app.rps.models import Coverage
from app.rps.year import years
from app.settings.actions import end_item
from app.web.clock import now, today
from tests import make, papers

pytestmark = pytest.mark.any_engine

FOCUS = "How three new officers are brought in, and what each needs"


def booked(browser: Any, person: Any, plan: Callable[..., Any]) -> tuple[int, Record | None]:
    """Plan from the list of the team as the viewer finds it: home, My team, the link of that line."""
    assert 'href="/team"' in browser.get("/").text
    if f'href="/people/{person.id}"' not in browser.get("/team").text:
        return plan(browser, person)[0].status_code, None
    form = re.search(rf'href="(/sessions/plan/{person.id})[^"]*"', browser.get(f"/people/{person.id}").text)
    assert form, "no way to plan"
    assert browser.get(form[1]).status_code == 200
    answer, record = plan(browser, person, day="17/11/2026")
    return answer.status_code, record


def security(manager: str = "sol") -> dict[str, Any]:
    """A unit of the National Security Division under its senior operational lead."""
    team = make.team("Security", unit_id=make.pdu("National Security Division").id)
    sol = make.member("Evander Croft", "Senior Operational Lead", team, function=NATIONAL_SECURITY)
    head = make.member("Orla Penhaligon", "PDU Head", team, function=NATIONAL_SECURITY)
    over = {"sol": sol, "head": head}[manager]
    spo = make.member("Barnabas Teal", "Senior Probation Officer", team, over, function=NATIONAL_SECURITY)
    other = make.member("Hester Larkspur", "Senior Probation Officer", team, head, function="Sentence management")
    return {"sol": sol, "spo": spo, "other": other}


@pytest.mark.parametrize(
    ("holder", "manager", "has_delegation", "capacity"),
    [
        ("efua", "isla", False, "PDU head"),
        ("cosmo", "isla", False, ""),
        ("cosmo", "isla", True, "deputy PDU head with delegated authority"),
        ("saoirse", "aaliyah", False, "prison governor"),
        ("efua", "aaliyah", False, ""),
        ("bronwen", "isla", False, ""),
        ("rhys", "isla", False, ""),
    ],
)
def test_whoever_may_hold_it_finds_the_manager_in_their_team(unit, sign_in, plan, holder, manager, has_delegation,
                                                              capacity):  # fmt: skip
    if has_delegation:
        make.fact(getattr(unit, holder), RPS_DELEGATION)
    status, record = booked(sign_in(getattr(unit, holder)), getattr(unit, manager), plan)
    assert (record.lead_capacity if record else "") == capacity
    assert status == 303 if capacity else status in (404, 409)


@pytest.mark.parametrize("over", ["sol", "head"])
def test_the_senior_operational_lead_holds_those_of_national_security(app, sign_in, plan, over):
    found = security(over)
    browser = sign_in(found["sol"])
    status, record = booked(browser, found["spo"], plan)
    assert (status, record.lead_capacity) == (303, "senior operational lead")
    assert plan(browser, found["other"])[0].status_code == 404


def test_the_session_is_about_supervising_others_from_the_first_page_to_the_year(unit, isla, efua, plan):
    _, record = plan(efua, unit.isla, day="17/11/2026")
    page = efua.get(f"/records/{record.id}/draft").text
    for words in (
        "Supervising others: what you discussed",
        "Leadership standards in focus",
        "Personal awareness",
        "How this applies to supervising others",
        "Where else in supervising others does this apply?",
    ):
        assert words in page, words
    for words in ("Case reference", "caseload", "Which other cases", "Observation it follows"):
        assert words not in page, words
    answers = {"piece_of_work": FOCUS, "leadership": "compassion\nintegrity", "strengths": "Calm.",
               "application": "To the whole team.", "live_risk": "no", "kolb_1": "What we saw."}  # fmt: skip
    for key, text in answers.items():
        papers.answer(record, "lead", key, text)
    db.session.commit()
    assert efua.post(f"/records/{record.id}/send").status_code == 303
    shown = isla.get(f"/records/{record.id}").text
    assert "Sign as line manager" in shown
    assert "Compassion" in shown
    for browser in (isla, efua):
        frozen, _ = records.signed(record)
        data = {"fingerprint": frozen.fingerprint, "password": make.PASSWORD}
        assert browser.post(f"/records/{record.id}/sign", data=data).status_code == 303
    capacities = db.session.scalars(select(Signature.capacity).order_by(Signature.id)).all()
    assert capacities == ["line manager", "PDU head"]
    told = efua.get(f"/sessions/{record.id}/log").text
    assert f"Line manager: Isla Mbeki, Senior Probation Officer, staff number {unit.isla.staff_number}" in told
    assert efua.post(f"/sessions/{record.id}/log", data={"on": "19/11/2026"}).status_code == 303
    it = years.of_person(unit.isla.id, today(), now()).standing
    assert (it.complete, it.asked.sessions, it.asked.observed, it.behind) == (1, 3, 0, 0)
    assert it.words == "1 of 3 sessions complete. 1 expected by now."
    assert db.session.scalars(select(Coverage.complete).where(Coverage.person_id == unit.isla.id)).one() == 1


def test_leadership_standards_are_offered_to_line_managers_alone_and_may_be_left_out(unit):
    of_manager, of_officer = (
        papers.session(unit.efua, unit.isla, capacity="PDU head"),
        papers.session(unit.isla, unit.lowri),
    )
    (asked,) = [each for each in papers.paper(of_manager).questions if each.key == "leadership"]
    assert [label for _, label in asked.choices] == [item.label for item in LISTS[LEADERSHIP_STANDARDS].items]
    assert (len(asked.choices), asked.needed, asked.sealed, asked.part) == (8, "", True, "lead")
    assert "leadership" not in {each.key for each in papers.paper(of_officer).questions}
    assert papers.bring(of_manager, "locked").is_locked


def test_the_list_of_standards_is_the_administrators(unit):
    end_item(LEADERSHIP_STANDARDS, "innovation", date(2026, 11, 30), "Reworded nationally", papers.by(unit.fergus),
             now(), today())  # fmt: skip
    record = papers.session(unit.efua, unit.isla, capacity="PDU head")
    for day, count in ((date(2026, 11, 30), 8), (date(2026, 12, 1), 7)):
        record.happened_on = day
        (asked,) = [each for each in papers.paper(record).questions if each.key == "leadership"]
        assert len(asked.choices) == count


@pytest.mark.parametrize("ended", [False, True])
def test_a_delegation_must_hold_on_the_day_of_the_session(unit, sign_in, plan, ended):
    make.fact(unit.cosmo, RPS_DELEGATION, date(2026, 4, 1), ends_on=date(2026, 11, 16) if ended else None)
    answer, _ = plan(sign_in(unit.cosmo), unit.isla, day="17/11/2026")
    assert answer.status_code == (409 if ended else 303)
    assert ("a deputy needs a recorded delegation" in answer.text) == ended


def test_a_head_who_moves_no_longer_holds_them(unit, efua, plan):
    held = db.session.scalars(select(Posting).where(Posting.person_id == unit.efua.id)).one()
    held.team_id = make.team("Elsewhere").id
    unit_of_isla = db.session.scalars(select(Posting).where(Posting.person_id == unit.isla.id)).one()
    unit_of_isla.line_manager_id = unit.bronwen.id
    db.session.commit()
    assert plan(efua, unit.isla)[0].status_code == 404
