"""Work in flight keeps the role of its signing: both previews say how much of it there is, and it does."""

import html
import re
from datetime import timedelta

import pytest

from app.assessors import inflight, queries
from app.assessors.models import RoleBatch
from app.assessors.register import entries, is_countersigned
from app.database import db
from app.people.models import LEGACY_OASYS_ROLE, Person
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED
from app.policy.assessor_roles import standing
from app.web.clock import now
from tests import make
from tests.counting import statements

DISCRETION = {"reason_code": "move", "reason": "New to court work", "review_on": "19/2/2027"}
MANY = {"reason": "Agreed at the delivery unit meeting", "from_on": "19/11/2026", "discussed": "y"}


@pytest.fixture
def waiting(monkeypatch):
    """Work in flight by person, counted by a slice above, which is asked once for all of them."""
    found: dict[int, int] = {}
    asked: list[list[int]] = []

    def counter(people):
        asked.append(list(people))
        return {id_: count for id_, count in found.items() if id_ in people}

    monkeypatch.setattr(inflight, "COUNTERS", [])
    inflight.counted_by(counter)
    inflight.counted_by(counter)
    yield found
    assert len(inflight.COUNTERS) == 1
    assert all(len(people) == len(set(people)) for people in asked)


def words(answer) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_a_decision_about_one_person_says_what_is_in_flight(unit, sign_in, waiting):
    isla = sign_in(unit.isla)
    address = f"/assessors/{unit.lowri.id}/opens/4"
    assert "No work in flight" in words(isla.post(address, data=DISCRETION))
    waiting[unit.pius.id] = 5
    assert "No work in flight" in words(isla.post(address, data=DISCRETION))
    waiting[unit.lowri.id] = 1
    assert "1 piece of work in flight keeps the role held when signed." in words(isla.post(address, data=DISCRETION))
    waiting[unit.lowri.id] = 2
    assert "2 pieces of work in flight keep the role held when signed." in words(isla.post(address, data=DISCRETION))


def test_a_plan_says_it_too(unit, sign_in, waiting):
    waiting[unit.lowri.id] = 3
    shown = sign_in(unit.isla).post(f"/assessors/{unit.lowri.id}/plan", data={"kind": "formal", "reason": "Three fell"})
    assert "3 pieces of work in flight" in words(shown)


def test_counts_of_several_slices_add_up(unit, waiting):
    waiting[unit.lowri.id] = 2
    inflight.COUNTERS.append(lambda people: dict.fromkeys(people, 1))
    assert inflight.count([unit.lowri.id, unit.pius.id]) == {unit.lowri.id: 3, unit.pius.id: 1}
    inflight.COUNTERS.pop()


def test_the_preview_of_many_says_it_of_each_and_of_all(unit, sign_in, waiting):
    waiting.update({unit.lowri.id: 2, unit.pius.id: 1, unit.magda.id: 4})
    isla = sign_in(unit.isla)
    data = {"person": [unit.lowri.id, unit.pius.id], "target": COUNTERSIGNED}
    shown = words(isla.post("/assessors/many/look", data=data))
    assert "pieces of work in flight keep the role held when signed 3" in shown
    assert "2 to countersign" in shown
    assert "1 to countersign" in shown
    assert "4 to countersign" not in shown
    file = isla.post("/assessors/many/look", data={**data, "file": "csv"}).data.decode("utf-8-sig").splitlines()
    assert file[0].endswith(",In flight")
    assert sorted(line.rpartition(",")[2] for line in file[1:]) == ["1", "2"]


def test_the_preview_of_forty_asks_no_more_than_that_of_two(unit, sign_in, waiting):
    people = [make.member(f"Person {number:02}", "Probation Officer", unit.team, unit.isla) for number in range(40)]
    isla = sign_in(unit.isla)
    asked = []
    for some in (people[:2], people):
        data = {"person": [who.id for who in some], "target": COUNTERSIGNED}
        db.session.commit()
        with statements() as found:
            assert isla.post("/assessors/many/look", data=data).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_what_is_signed_between_a_change_of_forty_and_its_undoing_keeps_its_role(unit, sign_in, at):
    people = [make.member(f"Person {number:02}", "Probation Officer", unit.team, unit.isla) for number in range(40)]
    for who in people:
        make.fact(who, LEGACY_OASYS_ROLE, text="Unapproved PSO/PQiP")
    fergus = sign_in(unit.fergus)
    data = {**MANY, "person": [who.id for who in people], "target": COUNTERSIGNED}
    before = now() - timedelta(minutes=10)
    looked = fergus.post("/assessors/many/look", data=data)
    assert "Change 40" in words(looked)
    data["seen"] = re.search(r'name="seen" value="(\w+)"', looked.text)[1]
    assert fergus.post("/assessors/many/", data=data).status_code == 303
    at("2026-11-19 09:40")
    signed = now()
    at("2026-11-19 09:45")
    batch = db.session.scalars(make.select(RoleBatch)).one()
    assert fergus.post(f"/assessors/many/{batch.id}/undo", data={"reason": "Wrong list"}).status_code == 303
    viewer = make.viewer(unit.fergus)
    for who in db.session.scalars(make.select(Person).where(Person.id.in_([each.id for each in people]))):
        about = queries.find(viewer, who.id, now())
        assert standing(about.facts, before).role == NON_COUNTERSIGNED
        assert standing(about.facts, signed).role == COUNTERSIGNED
        assert about.standing.role == NON_COUNTERSIGNED
        assert [(change.old_role, change.new_role) for change, *_ in reversed(queries.changes_of(who.id))] == [
            (NON_COUNTERSIGNED, COUNTERSIGNED), (COUNTERSIGNED, NON_COUNTERSIGNED)]  # fmt: skip
    assert not any(is_countersigned(entry) for entry in entries(make.viewer(unit.isla), now()))
