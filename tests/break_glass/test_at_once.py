"""Two at the same moment: a proposal opens once, nobody counts twice, and what is withdrawn does not open."""

import pytest
from sqlalchemy import func, select

from app.break_glass import actions
from app.break_glass.models import Approval, Proposal, Review
from app.database import db
from app.history.models import Event
from app.history.queries import breaks
from app.notices.models import Notice
from app.records.models import OpenedTo
from tests.attacks.test_races import at_once
from tests.attacks.test_races_of_administrators import held_up as held_up
from tests.attacks.test_races_of_administrators import together as together
from tests.break_glass.matter import Matter, approve, matter, proposed


@pytest.fixture
def it(store) -> Matter:
    return store.once("matter", matter)


def count(model: type, *which: object) -> int:
    return db.session.scalar(select(func.count(model.id)).where(*which)) or 0


def test_two_directors_who_approve_at_once_open_it_once(it, sign_in, another_client, held_up):
    held_up(actions, "_deciding")
    address = f"/openings/{proposed(it).id}/approve"
    both = [sign_in(who, another_client()) for who in (it.ottilie, it.percy)]
    assert at_once(*[lambda b=b: b.post(address) for b in both]) == [303, 303]
    assert db.session.scalars(select(Approval.place).order_by(Approval.place)).all() == [1, 2]
    assert count(Event, Event.thing == "opening", Event.verb == "opened") == 1
    assert count(OpenedTo, OpenedTo.opened_at.is_not(None)) == 2
    assert (count(Notice, Notice.code == "opening.opened"), count(Review)) == (1, 1)
    assert list(breaks()) == []


def test_one_director_who_presses_twice_at_once_counts_once(it, sign_in, another_client, held_up):
    held_up(actions, "_deciding")
    address = f"/openings/{proposed(it).id}/approve"
    both = [sign_in(it.ottilie, another_client()) for _ in range(2)]
    assert sorted(at_once(*[lambda b=b: b.post(address) for b in both])) == [303, 403]
    assert count(Approval) == 1
    assert count(OpenedTo, OpenedTo.opened_at.is_not(None)) == 0


def test_of_the_second_approval_and_a_withdrawal_at_once_one_stands(it, sign_in, another_client, held_up):
    held_up(actions, "_deciding")
    proposal = proposed(it)
    approve(proposal, it.ottilie)
    address = f"/openings/{proposal.id}"
    percy, nerys = (sign_in(who, another_client()) for who in (it.percy, it.u.nerys))
    statuses = at_once(
        lambda: percy.post(f"{address}/approve"),
        lambda: nerys.post(f"{address}/withdraw", data={"reason": "A mistake"}),
    )
    assert sorted(statuses) == [303, 409]
    how = db.session.scalars(select(Proposal.decided_how)).one()
    assert how == ("opened" if statuses[0] == 303 else "withdrawn")
    assert count(OpenedTo, OpenedTo.opened_at.is_not(None)) == (2 if how == "opened" else 0)
