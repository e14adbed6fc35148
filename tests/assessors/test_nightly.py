"""The register is brought up to date every night, a few people at a time, and nobody forgets a night that failed."""

import datetime

import pytest
from sqlalchemy import select

from app import jobs
from app.assessors import nightly, register
from app.assessors.models import RoleChange
from app.database import db
from app.home.rows import rows
from app.language import LONDON
from app.notices import work
from app.people.models import LEGACY_OASYS_ROLE
from app.policy.access import ADMIN
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED
from app.web.clock import now, today
from tests import make
from tests.counting import statements

FINISHED = datetime.date(2026, 11, 18)


@pytest.fixture
def learners(unit):
    return [make.member(f"Learner {number}", "PQiP Learner", unit.team, unit.isla) for number in range(5)]


def written() -> list[tuple[int, str]]:
    db.session.expire_all()
    changes = db.session.scalars(select(RoleChange).order_by(RoleChange.person_id, RoleChange.id))
    return [(change.person_id, change.new_role) for change in changes]


def waits(app) -> list[tuple[str, str]]:
    with app.test_request_context():
        found, _ = work.waiting(None, now(), today(), ADMIN)
        return [(row.title, row.reason) for row in rows(found, now()) if "up to date" in row.title]


def test_it_is_queued_each_night_after_midnight_in_london(app):
    daily = jobs.DAILY[nightly.NAME]
    assert daily.at(datetime.date(2026, 6, 18)) == datetime.time(0, 30)
    night = datetime.datetime(2026, 6, 18, 0, 31, tzinfo=LONDON)
    assert nightly.NAME in jobs.enqueue_daily(night)
    assert nightly.NAME not in jobs.enqueue_daily(night - datetime.timedelta(minutes=2))


def test_a_night_writes_what_the_facts_changed_and_the_next_one_nothing(app, learners, monkeypatch):
    monkeypatch.setattr(nightly, "SOME", 2)
    db.session.commit()
    jobs.JOBS[nightly.NAME]("2026-11-19")
    assert {each for each in written() if each[0] in [who.id for who in learners]} == {
        (who.id, COUNTERSIGNED) for who in learners}  # fmt: skip
    before = written()
    jobs.JOBS[nightly.NAME]("2026-11-20")
    assert written() == before


def test_the_people_behind_are_those_who_lack_a_row(app, unit, learners, at):
    for who in (unit.lowri, unit.pius):
        make.fact(who, LEGACY_OASYS_ROLE, text="Unapproved PSO/PQiP")
    behind = register.behind(now())
    assert {who.id for who in learners} <= set(behind)
    assert unit.lowri.id not in behind
    assert register.catch_up_all(now()) >= len(behind)
    assert register.behind(now()) == []
    posting = db.session.scalars(select(make.Posting).where(make.Posting.person_id == learners[0].id)).one()
    posting.ends_on = FINISHED
    make.posting(learners[0], starts_on=FINISHED + datetime.timedelta(days=1), team_id=unit.team.id)
    at("2026-11-20 00:30")
    assert register.behind(now()) == []  # an interim hold: the role and its reason stay until somebody confirms
    at("2027-06-01 09:00")
    assert register.behind(now()) == []


def test_looking_at_a_nation_asks_no_more_than_looking_at_a_team(app, unit, learners):
    def asked() -> int:
        with statements() as found:
            register.behind(now())
        return len([each for each in found if not each.startswith(("BEGIN", "PRAGMA"))])

    few = asked()
    for number in range(20):
        make.member(f"More {number}", "PQiP Learner", unit.team, unit.isla)
    assert asked() == few <= 7


def test_administrators_hear_of_a_night_that_failed_until_somebody_does_it(app, unit, learners, sign_in, at):
    at("2026-11-19 00:40")
    assert waits(app) == []
    jobs.GIVEN_UP[nightly.NAME]("the disk is full", "2026-11-19")
    at("2026-11-19 09:00")
    title, reason = waits(app)[0]
    assert title == "Bring the register of assessor roles up to date"
    assert "night of 19\u00a0November" in reason
    fergus = sign_in(unit.fergus)
    assert title in fergus.get("/").text
    assert fergus.post("/assessors/oasys/look").status_code == 303
    assert waits(app) == []
    assert {role for id_, role in written() if id_ in [who.id for who in learners]} == {COUNTERSIGNED}


def test_a_failed_night_is_forgotten_when_the_next_one_succeeds(app, at):
    at("2026-11-19 00:40")
    jobs.GIVEN_UP[nightly.NAME]("", "2026-11-19")
    assert len(waits(app)) == 1
    at("2026-11-20 09:00")
    assert waits(app) == []


def test_a_change_ahead_is_written_by_the_night_it_takes_effect(app, unit, sign_in, at):
    decision = {"reason_code": "move", "reason": "New to court", "review_on": "19/2/2027", "sure": "yes"}
    isla = sign_in(unit.isla)
    isla.post(f"/assessors/{unit.lowri.id}/opens/4", data=decision)
    isla.post(f"/assessors/{unit.lowri.id}/ends/4", data={"reason": "Done", "from_on": "24/11/2026", "sure": "yes"})
    roles = [role for id_, role in written() if id_ == unit.lowri.id]
    assert roles == [COUNTERSIGNED]
    at("2026-11-24 00:30")
    jobs.JOBS[nightly.NAME]("2026-11-24")
    assert [role for id_, role in written() if id_ == unit.lowri.id] == [COUNTERSIGNED, NON_COUNTERSIGNED]
