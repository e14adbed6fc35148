"""`flask demo`: a year that is real down to its hashes, shown once and never twice."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from app.assessors import register
from app.assessors.register import entries
from app.auth.models import Account
from app.database import db
from app.demo import making, words
from app.evidence.models import PackFile
from app.history import queries as history
from app.history.models import Event
from app.home.rows import rows
from app.notices import work
from app.people import cover
from app.people.models import RECALL_DELEGATION, RPS_DELEGATION, Person
from app.policy.assessor_facts import NON_COUNTERSIGNED
from app.policy.cover import RECALL
from app.policy.identifiers import find
from app.records import signals, snapshot
from app.records.models import (
    CANCELLED,
    CONFIRMED,
    DONE,
    DRAFT,
    DROPPED,
    LOCKED,
    MISSED,
    OPEN,
    SENT,
    Action,
    Addendum,
    Record,
    Signature,
    Snapshot,
)
from app.web.clock import now, today
from tests import make

ISLA, LOWRI, MYFANWY = "100253", "100272", "100258"


def run(app):
    return app.test_cli_runner().invoke(args=["demo"])


def who(number: str) -> Person:
    return db.session.scalars(select(Person).where(Person.staff_number == number)).one()


def count(*conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(Record).where(*conditions))


def waiting(app, number: str):
    with app.test_request_context():
        return rows(work.waiting(who(number).id, now(), today())[0], now())


def everything() -> dict[str, int]:
    tables = db.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) for table in tables}


def the_state_of_records():
    session, ahead = Record.kind == "rps", Record.planned_at > now()
    assert count(session, Record.state == DRAFT, ahead, Record.shared_at.is_not(None))
    assert count(session, Record.state == DRAFT, ahead, Record.shared_at.is_(None))
    assert count(session, Record.state == DRAFT, Record.planned_at <= now())
    for turn in ("subject", "lead"):
        assert count(session, Record.state == SENT, Record.turn == turn)
    assert count(session, Record.state == LOCKED, Record.logged_on.is_(None))
    assert count(session, Record.state == LOCKED, Record.logged_reference.like("SOP-%")) > 200
    for state in (CANCELLED, MISSED):
        assert count(session, Record.state == state, Record.closed_reason != "")
    assert count(session, Record.void_at.is_not(None)) == 1
    after = count(session, Record.follows_id.is_not(None))
    assert 0.15 < after / count(session) < 0.45
    for state in (DRAFT, SENT, LOCKED):
        assert count(Record.kind == "observation", Record.state == state)
    assert db.session.query(Signature).filter_by(disagrees=True).count() == 1
    assert db.session.query(Addendum).count() >= 1
    for state in (OPEN, DONE, CONFIRMED, DROPPED):
        assert db.session.query(Action).filter_by(state=state).count()
    assert db.session.query(Action).filter_by(is_live_risk=True, state=OPEN, due_on=today()).count() == 1


def the_list_of_a_line_manager(app):
    found = waiting(app, ISLA)
    assert 6 <= len(found) <= 28
    assert {row.action for row in found} >= {"Finish", "Sign", "Log", "Confirm", "Countersign"}
    assert any(row.late for row in found)
    assert any(row.when == "Today" for row in found)
    assert any(row.when.startswith(("In", "Tomorrow")) for row in found)


def what_lowri_and_isla_have_before_them():
    draft = db.session.scalars(
        select(Record).where(Record.subject_id == who(LOWRI).id, Record.state == DRAFT, Record.planned_at < now())
    ).one()
    assert draft.shared_at
    assert 5 <= (today() - draft.happened_on).days <= 8
    observed = db.session.get(Record, draft.follows_id)
    assert 13 <= (today() - observed.happened_on).days <= 17
    assert observed.state == LOCKED
    earlier = db.session.query(Action).filter(Action.subject_id == who(LOWRI).id, Action.state.in_((OPEN, DONE)))
    assert 1 <= earlier.count() <= 2


def what_myfanwy_can_show():
    mine = (Record.subject_id == who(MYFANWY).id, Record.state == LOCKED)
    assert count(*mine, Record.kind == "rps", Record.happened_on > date(today().year - 1, today().month, 1)) >= 6
    assert count(*mine, Record.kind == "observation") >= 2
    texts = db.session.scalars(select(Snapshot.body).join(Record, Record.snapshot_id == Snapshot.id).where(*mine)).all()
    masked = [line for body in texts for line in snapshot.lines(body) if line.key == "kolb_1" and find(line.text)]
    assert masked
    assert db.session.scalar(select(func.count()).select_from(Addendum).join(Record, Record.id == Addendum.record_id)
                             .where(*mine)) == 1  # fmt: skip


def the_register_of_assessor_roles(app):
    admin = make.viewer(db.session.scalars(select(Account).where(Account.role == "admin")).first())
    found = {entry.staff_number: entry for entry in entries(admin, now())}
    labels = {each.criterion.number for entry in found.values() for each in entry.standing.open}
    assert labels >= {1, 2, 3, 4, 5, 6}
    assert "2 days overdue" in found["100298"].clock.words.replace("\u00a0", " ")
    assert found["100608"].standing.role == NON_COUNTERSIGNED
    assert sum(entry.standing.is_interim_hold for entry in found.values()) >= 1
    assert sum(entry.is_legacy_to_review for entry in found.values()) > 20
    assert register.count_pending() >= 1


def who_stands_in_for_whom():
    isla, rhys, cosmo = who(ISLA), who("100326"), who("100215")
    assert [(each.name, each.ends_on) for each in cover.covering(isla.id, today())] == [(rhys.name, date(2026, 11, 27))]
    assert cover.who_covers(rhys.id, RECALL, today()).id == isla.id
    for kind in (RPS_DELEGATION, RECALL_DELEGATION):
        assert cover.delegation_words(cosmo.id, kind, today()).startswith("Delegated by ")


def a_second_run_changes_nothing(app):
    before = everything()
    again = run(app)
    assert again.exit_code == 0
    assert "nothing was changed" in again.output
    assert "isla.mbeki@justice.example" in again.output
    db.session.rollback()
    assert everything() == before


def one_pack_each_for_those_with_an_account():
    asked = db.session.scalars(select(PackFile.owner_id)).all()
    staff = db.session.scalars(select(Account.person_id).where(Account.person_id.is_not(None))).all()
    assert sorted(asked) == sorted(staff)


@pytest.mark.slow
@pytest.mark.any_engine
def test_the_demo_is_a_whole_and_believable_year(app, client):
    """One run for all of it: writing a year takes seconds."""
    answer = run(app)
    assert answer.exit_code == 0, answer.output
    assert making.PASSWORD in answer.output
    assert list(history.breaks()) == []
    times = db.session.scalars(select(Event.at).order_by(Event.id)).all()
    assert times == sorted(times)
    assert times[-1] <= now()
    the_state_of_records()
    who_stands_in_for_whom()
    the_list_of_a_line_manager(app)
    what_lowri_and_isla_have_before_them()
    what_myfanwy_can_show()
    one_pack_each_for_those_with_an_account()
    the_register_of_assessor_roles(app)
    a_second_run_changes_nothing(app)
    entered = client.post("/sign-in", data={"email": "isla.mbeki@justice.example", "password": making.PASSWORD})
    assert entered.status_code == 303
    assert client.get("/team").status_code == 200


def test_the_demo_is_refused_in_production(app):
    app.config["PRODUCTION"] = True
    answer = run(app)
    assert answer.exit_code == 1
    assert "refused in production" in answer.output
    assert db.session.query(Person).count() == 0


@pytest.mark.parametrize("there", [make.person, make.account])
def test_the_demo_is_refused_beside_anything_real(app, there):
    there()
    db.session.commit()
    answer = run(app)
    assert answer.exit_code == 1
    assert "Use an empty one for the demo" in answer.output
    assert db.session.query(Event).count() == 0


def test_an_interrupted_demo_leaves_nothing_and_can_be_made_again(app):
    def go_out(_record: Record, **_more: object) -> None:
        raise RuntimeError("the power went")

    with signals.record_locked.connected_to(go_out):
        assert run(app).exit_code == 1
    db.session.rollback()
    assert db.session.query(Person).count() + db.session.query(Event).count() == 0
    assert making.is_there() is False


def test_the_words_name_no_one_and_hold_no_identifier():
    for said in (words.of_sessions(), words.of_observations()):
        assert find(json.dumps(said)) == []
    paragraphs = [text for theme in words.of_sessions()["theme"] for text in (*theme["mine"], *theme["theirs"])]
    assert len(paragraphs) == len(set(paragraphs)) >= 100
