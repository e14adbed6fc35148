"""Actions agreed in a session: carried until someone confirms them, or dropped with a reason."""

from datetime import date

import pytest
from sqlalchemy import select

from app.database import db
from app.people.models import Posting
from app.policy.rules import Refused
from app.records import actions, follow_up
from app.records.models import Action
from app.rps import kind
from tests import make, papers

RING = {"action_1_text": "Ring the hostel", "action_1_owner": "lead", "action_1_due": "16/11/2026"}
VISIT = {"action_1_text": "Visit at home", "action_1_owner": "subject", "action_1_due": "27/11/2026"}


def agreed(unit, **answers: str) -> Action:
    """An action of a signed session between Isla and Lowri."""
    record = papers.session(unit.isla, unit.lowri, "locked", **answers)
    db.session.commit()
    return db.session.scalars(select(Action).where(Action.record_id == record.id)).one()


def review(unit, action: Action, said: str, reason: str = "") -> Action:
    """A further session, signed by both, in which the action was reviewed."""
    record = papers.session(unit.isla, unit.lowri)
    papers.answer(record, "lead", f"earlier_{action.id}", said)
    papers.answer(record, "lead", f"earlier_{action.id}_reason", reason)
    papers.bring(record, "locked")
    db.session.commit()
    return action


def test_actions_start_with_the_last_signature_and_not_before(unit):
    record = papers.session(unit.isla, unit.lowri, "agreed", **RING)
    assert not db.session.scalars(select(Action)).all()
    laid = papers.paper(record)
    frozen, _ = papers.queries.signed(record)
    actions.sign(laid, "lead", frozen.fingerprint, papers.by(unit.isla), record.since, papers.HELD_ON)
    action = db.session.scalars(select(Action)).one()
    assert (action.text, action.owner_id, action.due_on, action.state) == (
        "Ring the hostel", unit.isla.id, date(2026, 11, 16), "open",
    )  # fmt: skip


def test_an_action_is_carried_from_session_to_session_until_it_is_done(unit):
    action = agreed(unit, **RING)
    for _ in range(2):
        assert review(unit, action, "carried").state == "open"
    review(unit, action, "done")
    assert (action.state, action.confirmed_by, action.done_on) == ("confirmed", "Isla Mbeki", papers.HELD_ON)
    record = papers.session(unit.isla, unit.lowri)
    assert papers.paper(record).earlier == []


def test_an_action_dropped_in_a_session_keeps_the_reason(unit):
    action = review(unit, agreed(unit, **RING), "dropped", "The hostel closed.")
    assert (action.state, action.outcome) == ("dropped", "The hostel closed.")


def test_the_owner_does_it_and_the_manager_confirms_it(unit, isla, lowri):
    action = agreed(unit, **VISIT)
    assert f"/actions/{action.id}" in lowri.get("/").text
    assert f"/actions/{action.id}" not in isla.get("/").text
    assert isla.post(f"/actions/{action.id}/done").status_code == 403
    assert lowri.post(f"/actions/{action.id}/done").status_code == 303
    assert (action.state, action.is_closed) == ("done", False)
    assert f"/actions/{action.id}" not in lowri.get("/").text
    assert "Confirm an action: Visit at home" in isla.get("/").text
    assert lowri.post(f"/actions/{action.id}/confirm", data={"outcome": "I did."}).status_code == 403
    assert isla.post(f"/actions/{action.id}/confirm", data={"outcome": "Seen in the notes."}).status_code == 303
    assert (action.state, action.confirmed_by, action.outcome) == ("confirmed", "Isla Mbeki", "Seen in the notes.")
    assert action.done_on == date(2026, 11, 19)


def test_what_is_closed_is_closed_once(unit, isla):
    action = agreed(unit, **RING)
    assert isla.post(f"/actions/{action.id}/confirm", data={"outcome": "Rung."}).status_code == 303
    for verb, data in (("confirm", {"outcome": "Again."}), ("drop", {"reason": "Again."}), ("done", {})):
        assert isla.post(f"/actions/{action.id}/{verb}", data=data).status_code == 409
    assert action.outcome == "Rung."


@pytest.mark.parametrize("nothing", ["", "  "])
def test_dropping_needs_a_reason(unit, isla, lowri, nothing):
    action = agreed(unit, **VISIT)
    assert isla.post(f"/actions/{action.id}/drop", data={"reason": nothing}).status_code == 422
    assert lowri.post(f"/actions/{action.id}/drop", data={"reason": "I would rather not."}).status_code == 403
    with pytest.raises(Refused, match="needs a reason"):
        follow_up.drop(action, nothing, papers.by(unit.isla), action.agreed_at)
    assert action.state == "open"
    assert isla.post(f"/actions/{action.id}/drop", data={"reason": "Visited by the police."}).status_code == 303
    assert (action.state, action.outcome) == ("dropped", "Visited by the police.")


def test_an_overdue_action_of_the_practitioner_is_on_the_managers_list(unit, isla, lowri):
    action = agreed(unit, **{**VISIT, "action_1_due": "18/11/2026"})
    assert "Confirm an action: Visit at home" in isla.get("/").text
    page = lowri.get("/").text
    assert f"/actions/{action.id}" in page
    assert "1\N{NO-BREAK SPACE}day late" in page


def test_open_actions_pass_to_a_new_line_manager(unit, isla, sign_in, another_client):
    action = agreed(unit, **{**VISIT, "action_1_due": "18/11/2026"})
    old = db.session.scalars(select(Posting).where(Posting.person_id == unit.lowri.id)).one()
    old.ends_on = date(2026, 11, 15)
    db.session.flush()
    make.posting(unit.lowri, starts_on=date(2026, 11, 16), line_manager_id=unit.rhys.id, team_id=unit.other_team.id)
    rhys = sign_in(unit.rhys, another_client())
    assert "Confirm an action: Visit at home" in rhys.get("/").text
    assert f"/actions/{action.id}" not in isla.get("/").text
    assert isla.get(f"/actions/{action.id}").status_code == 404
    session = papers.session(unit.rhys, unit.lowri)
    assert [each.action.id for each in papers.paper(session).earlier] == [action.id]
    assert rhys.post(f"/actions/{action.id}/confirm", data={"outcome": "Seen."}).status_code == 303
    assert action.confirmed_by == "Rhys Sidebottom"


def test_nobody_else_sees_an_action(unit, sign_in, another_client):
    action = agreed(unit, **VISIT)
    for other in (unit.rhys, unit.magda, unit.efua, unit.pius):
        assert sign_in(other, another_client()).get(f"/actions/{action.id}").status_code == 404


def test_a_live_risk_waits_for_both_today_until_it_is_done(unit, isla, lowri):
    record = papers.session(unit.isla, unit.lowri)
    data = {"a-live_risk": "yes", "r-live_risk": "1"}
    assert isla.post(f"/records/{record.id}/draft", data=data).status_code == 303
    action = db.session.scalars(select(Action)).one()
    assert (action.is_live_risk, action.due_on, action.owner_id) == (True, date(2026, 11, 19), unit.isla.id)
    for browser in (isla, lowri):
        assert f"/actions/{action.id}" in browser.get("/").text
    assert lowri.post(f"/actions/{action.id}/done").status_code == 403
    assert isla.post(f"/actions/{action.id}/done").status_code == 303
    assert f"/actions/{action.id}" not in lowri.get("/").text
    assert "Confirm an action: Make the management oversight entry" in isla.get("/").text


def test_a_session_opened_in_error_takes_its_actions_with_it_but_never_a_live_risk(unit, isla):
    record = papers.session(unit.isla, unit.lowri, **RING)
    papers.answer(record, "lead", "live_risk", "yes")
    kind.on_answer(papers.paper(record), "live_risk", "yes", record.since, papers.by(unit.isla))
    papers.bring(record, "locked")
    assert isla.post(f"/records/{record.id}/error", data={"reason": "Of somebody else."}).status_code == 303
    states = {action.is_live_risk: (action.state, action.outcome) for action in db.session.scalars(select(Action))}
    assert states == {False: ("dropped", "The record was opened in error. Of somebody else."), True: ("open", "")}
