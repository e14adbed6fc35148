"""Cover and delegations recorded or ended by two at the same moment: one stands, the other is told."""

import pytest

from app.database import db
from app.history.models import Event
from app.history.queries import breaks
from app.people.models import Cover, Fact
from tests import make
from tests.attacks.test_races import at_once

DAYS = {"starts_on": "19/11/2026", "ends_on": "27/11/2026"}


@pytest.fixture
def people(app) -> make.SmallUnit:
    return make.unit()


def test_of_two_covers_of_one_kind_one_stands(people, sign_in, another_client):
    isla, fergus = sign_in(people.isla, another_client()), sign_in(people.fergus, another_client())
    address = f"/cover/for/{people.isla.id}"
    first = {**DAYS, "who": str(people.rhys.id), "kinds": ["recall", "oasys"]}
    other = {**DAYS, "who": str(people.efua.id), "kinds": ["recall"]}
    statuses = at_once(lambda: isla.post(address, data=first), lambda: fergus.post(address, data=other))
    assert sorted(statuses) == [303, 409]
    assert db.session.query(Cover).count() == 1
    assert list(breaks()) == []


def test_a_cover_ended_by_two_is_ended_once(people, sign_in, another_client):
    isla, fergus = sign_in(people.isla, another_client()), sign_in(people.fergus, another_client())
    isla.post(f"/cover/for/{people.isla.id}", data={**DAYS, "who": str(people.rhys.id), "kinds": ["recall"]})
    address = f"/cover/{db.session.query(Cover).one().id}/end"
    assert sorted(at_once(lambda: isla.post(address), lambda: fergus.post(address))) == [303, 409]
    assert db.session.query(Cover).one().ended_by
    assert list(breaks()) == []


def test_of_two_delegations_of_one_kind_one_is_on_file(people, sign_in, another_client):
    browsers = [sign_in(people.fergus, another_client()) for _ in range(2)]
    address = f"/admin/delegations/{people.cosmo.id}"
    data = {**DAYS, "kind": "recall delegation", "giver": str(people.efua.id)}
    later = {**data, "starts_on": "27/11/2026", "ends_on": "30/11/2026"}
    asks = [lambda b=b, d=d: b.post(address, data=d) for b, d in zip(browsers, (data, later), strict=True)]
    assert sorted(at_once(*asks)) == [303, 409]
    held = db.session.query(Fact).one()
    address = f"/admin/delegations/{held.id}/end"
    assert sorted(at_once(*[lambda b=b: b.post(address) for b in browsers])) == [303, 303]
    assert db.session.query(Event).filter_by(verb="delegation ended").count() == 1
    assert list(breaks()) == []
