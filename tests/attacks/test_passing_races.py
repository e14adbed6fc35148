"""The second observation passed on by two, or begun while it is taken back: one stands, the other is told why."""

import pytest

from app.database import db
from app.history.queries import breaks
from app.people.models import Cover
from app.records.models import Record
from app.rps.models import PassedOn
from app.web.clock import now
from tests import make, papers
from tests.attacks.test_races import at_once

ASKS = {"what": "both", "due_on": "30/1/2027", "reason": "She is back"}


@pytest.fixture
def people(app) -> make.SmallUnit:
    return make.unit()


def test_of_two_managers_who_ask_two_people_one_is_told_that_it_is_passed_on(people, sign_in, another_client):
    make.add(Cover(person_id=people.isla.id, cover_id=people.rhys.id, kinds="sessions", entered_at=now(),
                   entered_by="Isla Mbeki", starts_on=now().date(), ends_on=now().date()))  # fmt: skip
    browsers = [sign_in(who, another_client()) for who in (people.isla, people.rhys)]
    address = f"/people/{people.lowri.id}/pass-on"
    each = zip(browsers, (people.gwenllian, people.arwen), strict=True)
    asks = [(browser, {**ASKS, "delegate": str(who.id)}) for browser, who in each]
    assert sorted(at_once(*[lambda b=b, d=d: b.post(address, data=d) for b, d in asks])) == [303, 409]
    assert db.session.query(PassedOn).count() == 1
    assert list(breaks()) == []


def test_what_is_taken_back_is_not_begun_and_what_is_begun_ends(people, sign_in, another_client):
    isla, gwenllian = (sign_in(who, another_client()) for who in (people.isla, people.gwenllian))
    address = f"/passed/{papers.passed_on(people.gwenllian, people.lowri).id}"
    statuses = at_once(
        lambda: isla.post(f"{address}/take-back", data=ASKS), lambda: gwenllian.post(f"{address}/observe")
    )
    assert statuses in ([303, 409], [303, 303])
    row = db.session.query(PassedOn).one()
    assert (row.ended_reason, row.observation_id) == ("She is back", None)
    begun = ["cancelled"] if statuses[1] == 303 else []
    assert [record.state for record in db.session.query(Record)] == begun
    assert list(breaks()) == []


def test_what_is_signed_at_the_same_moment_stays_passed_on_or_was_taken_back(people, sign_in, another_client):
    isla, gwenllian = (sign_in(who, another_client()) for who in (people.isla, people.gwenllian))
    record = papers.observation(people.gwenllian, people.lowri, capacity="QDO")
    row_id, record_id = db.session.query(PassedOn).one().id, record.id
    statuses = at_once(
        lambda: isla.post(f"/passed/{row_id}/take-back", data=ASKS),
        lambda: gwenllian.post(f"/records/{record_id}/send"),
    )
    row, state = db.session.query(PassedOn).one(), db.session.get_one(Record, record_id).state
    assert (statuses, row.ended_at is None, state) in (
        ([409, 303], True, "sent"), ([303, 403], False, "cancelled"),
    )  # fmt: skip
    assert list(breaks()) == []
