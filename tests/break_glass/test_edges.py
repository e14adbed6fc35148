"""At the edges of an opening: what the reader is not shown, what is always noted, and pressed twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.break_glass import actions
from app.break_glass.models import Proposal, Review
from app.database import db
from app.history import appending
from app.history.actions import SERVICE
from app.history.models import Event
from app.notices.models import Notice
from app.policy.access import NotThere
from app.policy.rules import Refused
from app.records import follow_up
from app.records import queries as records
from app.records.actions import release
from app.web.clock import now, today
from tests import make, papers
from tests.break_glass.matter import SECRETLY, Matter, approve, by, matter, opened, proposed
from tests.break_glass.test_opening import read, seen_by_its_people
from tests.break_glass.test_pages import asks, words

pytestmark = pytest.mark.any_engine


@pytest.fixture
def it(store) -> Matter:
    return store.once("matter", matter)


def readings() -> int:
    """How often history says that a record was read for a formal process."""
    which = (Event.verb == "read", Event.capacity == "reader in a formal process")
    return db.session.scalar(select(func.count(Event.id)).where(*which)) or 0


def test_of_what_was_agreed_the_reader_sees_what_was_signed_and_not_what_came_of_it(it, sign_in, another_client):
    agreed = {"action_1_text": "Ask for the home visit", "action_1_owner": "lead", "action_1_due": "30/11/2026"}
    record = papers.session(it.u.isla, it.u.lowri, "locked", **agreed)
    action = db.session.scalars(select(follow_up.Action).where(follow_up.Action.record_id == record.id)).one()
    follow_up.drop(action, "Said in a later session", SERVICE, now())
    release(record, it.u.efua, by(it.u.lowri), now())
    opened(it, records={record.id})
    later = ("Said in a later session", "Let a manager read")
    page = sign_in(it.u.isla, another_client()).get(f"/records/{record.id}").text
    assert [each in page for each in later] == [True, True]
    page = sign_in(it.huw, another_client()).get(f"/records/{record.id}").text
    assert [each in page for each in ("Ask for the home visit", "Signed and locked", *later)] == [
        True,
        True,
        False,
        False,
    ]


def test_each_time_the_reader_opens_a_record_it_is_noted(it, sign_in, another_client):
    opened(it)
    huw = sign_in(it.huw, another_client())
    for times in (1, 2):
        assert huw.get(f"/records/{it.named.id}").status_code == 200
        assert readings() == times


def test_nobody_reads_at_a_moment_before_it_was_opened(it, at):
    opened(it)
    at(now() - timedelta(seconds=1))
    with pytest.raises(NotThere):
        records.find(make.viewer(it.huw), it.named.id, today())


def test_what_they_were_told_of_stays_known_when_it_is_opened_once_more_without_telling(it):
    opened(it)
    opened(it, is_told=False, untold_reason=SECRETLY)
    read(it, it.named)
    assert seen_by_its_people(it.named) == ["Huw Prosser"]


def test_proposed_twice_in_a_row_it_is_one_proposal(it, sign_in, another_client):
    nerys, address = sign_in(it.u.nerys, another_client()), f"/openings/new/{it.u.lowri.id}"
    first = nerys.post(address, data=asks(it))
    assert nerys.post(address, data=asks(it)).location == first.location
    assert db.session.query(Proposal).count() == 1
    assert db.session.query(Notice).filter_by(code="opening.asked").count() == 2
    both = [str(it.named.id), str(it.watched.id)]
    assert nerys.post(address, data=asks(it, records=both)).location != first.location


def test_what_was_removed_leads_the_reader_back_to_what_is_open_to_them(it, sign_in, another_client):
    opened(it)
    it.named.removed_on = today()
    page = sign_in(it.huw, another_client()).get(f"/records/{it.named.id}")
    assert "was removed on" in words(page)
    assert 'href="/openings/to-me"' in page.text
    assert f'href="/people/{it.u.lowri.id}"' not in page.text


def test_a_director_whose_account_was_closed_after_approving_does_not_count(it):
    proposal = proposed(it)
    approve(proposal, it.ottilie)
    make.account_of(it.ottilie).closed_at = now()
    with pytest.raises(Refused, match="on the day the records open"):
        approve(proposal, it.percy)


def test_a_review_has_its_turn_before_it_joins_history(it, at, monkeypatch):
    proposed(it)
    opened(it, is_told=False, untold_reason=SECRETLY)
    at("2026-12-01 09:00")
    order, append = [], appending._append
    monkeypatch.setattr(actions.turns, "take", lambda: order.append("turn"))
    monkeypatch.setattr(appending, "_append", lambda waiting: (order.append("history"), append(waiting)))
    actions.confirm(db.session.scalars(select(Review)).one(), "In order", by(it.second), now(), today())
    db.session.commit()
    assert order == ["turn", "history"]
