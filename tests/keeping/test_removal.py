"""When the years have passed: proposed by one, approved by another, done by a job, and nothing else breaks."""

import pytest
from sqlalchemy import func, select

from app.database import db
from app.evidence.checking.presently import CURRENT
from app.history.models import Event, Removed
from app.keeping import actions, due, removing
from app.keeping.models import Removal
from app.keeping.terms import terms
from app.policy.rules import Refused
from app.records.models import CANCELLED, Record, Signature, Snapshot
from app.rps.year.years import of_person, year_on
from app.settings.actions import set_value
from app.web.clock import now, today
from tests import papers as records
from tests.countersigning import items
from tests.evidence.test_building import files, made
from tests.evidence.test_checking import stand
from tests.history.test_verify import behind_the_back
from tests.keeping import papers
from tests.keeping.papers import LATER, Shelf


@pytest.fixture
def shelf(store) -> Shelf:
    return store.once("shelf", papers.shelf)


def verified(app) -> str:
    db.session.rollback()
    db.session.expire_all()
    answer = app.test_cli_runner().invoke(args=["history", "verify"])
    assert answer.exit_code == 0, answer.output
    return answer.output


def counted() -> dict[str, int]:
    """How many records and pieces of work are due, by kind; what people were told is left out."""
    found: dict[str, int] = {}
    for row in due.count(terms(today())):
        if row.kind == due.NOTICES:
            continue
        found[row.kind] = found.get(row.kind, 0) + row.number
    return found


def test_nothing_is_due_while_the_years_run(shelf, at):
    at("2027-06-04")
    assert counted() == {}
    at("2028-12-01")
    assert counted() == {"drafts": 1}
    at("2027-06-04")
    with pytest.raises(Refused, match="nothing is"):
        actions.propose(papers.WHY, papers.by(shelf.u.fergus), now(), today())


def test_seven_years_later_the_text_goes_and_days_people_and_fingerprints_stay(app, shelf, at):
    before = db.session.get_one(Snapshot, shelf.session.snapshot_id).fingerprint
    text = papers.all_text()
    gone = (records.REFLECTION, records.WELLBEING, papers.COMMENT, papers.ADDENDUM, papers.ACTION, "X264410",
            items.TEXTS["oasys"]["situation"])  # fmt: skip
    assert all(words in text for words in gone)
    at(LATER)
    assert counted()["records"] == counted()["drafts"] == counted()["items"] == 1
    papers.removed(shelf)
    text = papers.all_text()
    assert [words for words in gone if words in text] == []
    session = db.session.get_one(Record, shelf.session.id)
    frozen = db.session.get_one(Snapshot, session.snapshot_id)
    assert (frozen.body, frozen.fingerprint) == ("", before)
    assert session.removed_on == today()
    assert session.locked_at is not None
    assert {each.fingerprint for each in db.session.scalars(select(Signature))} == {before}
    assert counted() == {}
    assert db.session.get_one(Record, shelf.draft.id).state == CANCELLED
    verified(app)


def test_each_thing_leaves_a_stone_and_each_record_one_event(shelf, at):
    at(LATER)
    removal = papers.removed(shelf)
    stones = {(each.thing, each.thing_id): each for each in db.session.scalars(select(Removed))}
    session = shelf.session
    stone = stones["snapshot", session.snapshot_id]
    assert (stone.removal_id, stone.subject_id) == (removal.id, shelf.u.lowri.id)
    assert stone.seal == db.session.get_one(Snapshot, session.snapshot_id).fingerprint
    assert {"record", "snapshot", "signature", "addendum", "countersign item", "countersign round",
            "countersign decision"} <= {thing for thing, _ in stones}  # fmt: skip
    told = db.session.scalars(
        select(Event).where(Event.thing == "record", Event.thing_id == session.id, Event.verb == removing.REMOVED)
    ).all()
    assert [(each.actor, each.reason) for each in told] == [("The service", f"Removal {removal.id}")]
    assert removal.done_at == now()


def test_a_job_killed_anywhere_goes_on_where_it_stopped(app, shelf, at, monkeypatch):
    for _ in range(3):
        records.session(shelf.u.rhys, shelf.u.magda, "locked")
    db.session.commit()
    at(LATER)
    removal = papers.agreed(shelf)
    monkeypatch.setattr(removing, "BATCH", 1)
    tell, told = removing.Stones.tell, []

    def killed(self, *args, **named):
        told.append(args)
        if len(told) in (2, 5, 9):
            raise KeyboardInterrupt
        tell(self, *args, **named)

    monkeypatch.setattr(removing.Stones, "tell", killed)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            removing.run(removal.id)
        verified(app)
        assert db.session.get_one(Removal, removal.id).done_at is None
    removing.run(removal.id)
    verified(app)
    assert counted() == {}
    things = db.session.execute(select(Removed.thing, Removed.thing_id, func.count()).group_by(
        Removed.thing, Removed.thing_id)).all()  # fmt: skip
    assert {row[2] for row in things} == {1}
    before = db.session.query(Event).count()
    removing.run(removal.id)  # once done, once more changes nothing
    assert db.session.query(Event).count() == before


def test_a_hold_keeps_everything_the_person_takes_part_in(shelf, at):
    at(LATER)
    hold = papers.held(shelf, shelf.u.isla)
    assert counted() == {}
    actions.lift(hold, "The inquest is over", papers.by(shelf.second), now())
    db.session.commit()
    assert counted()["records"] == 1
    papers.held(shelf, shelf.u.lowri)
    assert counted() == {"drafts": 1}
    papers.removed(shelf)
    assert records.REFLECTION in db.session.get_one(Snapshot, shelf.session.snapshot_id).body


def test_a_hold_placed_after_the_approval_holds(shelf, at):
    at(LATER)
    removal = papers.agreed(shelf)
    papers.held(shelf, shelf.u.lowri)
    removing.run(removal.id)
    db.session.expire_all()
    assert db.session.get_one(Snapshot, shelf.session.snapshot_id).body
    assert db.session.get_one(Record, shelf.draft.id).removed_on == today()


def test_a_hold_lifted_after_the_proposal_adds_nothing_to_what_was_agreed(shelf, at):
    """One administrator alone lifts a hold: what it kept was not among what the second one read."""
    at(LATER)
    hold = papers.held(shelf, shelf.u.lowri)
    removal = papers.agreed(shelf)
    at("2033-06-04 09:31")
    actions.lift(hold, "The inquest is over", papers.by(shelf.u.fergus), now())
    db.session.commit()
    removing.run(removal.id)
    db.session.expire_all()
    assert db.session.get_one(Record, shelf.session.id).removed_on is None
    assert db.session.get_one(Record, shelf.draft.id).removed_on == today()
    papers.removed(shelf)  # proposed anew, it goes
    assert db.session.get_one(Record, shelf.session.id).removed_on == today()


def test_a_setting_changed_after_the_proposal_takes_nothing_along_and_keeps_more_at_once(shelf, at):
    """One administrator alone sets the years: that must not widen what two agreed on."""
    at("2029-06-04 09:30")
    removal = papers.agreed(shelf)  # the draft alone
    set_value("retention.record_years", "1", today(), "Because", papers.by(shelf.u.fergus), now(), today())
    db.session.commit()
    removing.run(removal.id)
    db.session.expire_all()
    assert db.session.get_one(Record, shelf.session.id).removed_on is None
    assert db.session.get_one(Record, shelf.draft.id).removed_on == today()
    later = papers.agreed(shelf)  # by the shorter years
    set_value("retention.record_years", "8", today(), "An inquiry asks", papers.by(shelf.u.fergus), now(), today())
    db.session.commit()
    removing.run(later.id)
    db.session.expire_all()
    assert db.session.get_one(Record, shelf.session.id).removed_on is None


def test_two_administrators_are_needed(shelf, at):
    at(LATER)
    removal = actions.propose(papers.WHY, papers.by(shelf.u.fergus), now(), today())
    with pytest.raises(Refused, match="A second administrator approves"):
        actions.approve(removal, papers.by(shelf.u.fergus), now())
    with pytest.raises(Refused, match="One removal at a time"):
        actions.propose(papers.WHY, papers.by(shelf.second), now(), today())
    actions.decline(removal, papers.by(shelf.u.fergus), now())
    with pytest.raises(Refused, match="decided once"):
        actions.approve(removal, papers.by(shelf.second), now())
    removing.run(removal.id)
    assert db.session.scalar(select(func.count()).select_from(Removed)) == 0


def test_an_addendum_starts_the_years_again(shelf, at):
    at("2032-06-04")
    laid = records.paper(db.session.get_one(Record, shelf.session.id))
    records.actions.add(laid, "lead", "Asked about again", papers.by(shelf.second), now())
    at(LATER)
    assert "records" not in counted()


def test_years_of_supervision_count_what_they_counted(shelf, at):
    at(LATER)
    year = year_on(records.HELD_ON)
    before = of_person(shelf.u.lowri.id, records.HELD_ON, now(), year)
    papers.removed(shelf)
    after = of_person(shelf.u.lowri.id, records.HELD_ON, now(), year)
    assert before is not None
    assert after is not None
    assert after.standing == before.standing
    assert after.standing.complete or after.standing.incomplete


@pytest.mark.any_engine
def test_a_pack_taken_away_still_checks_when_its_file_here_is_gone(shelf, at):
    made()
    (pack,) = files(owner_id=shelf.u.lowri.id)
    content, told = pack.content, stand(pack.content)
    assert told.states == (CURRENT,)
    at(LATER)
    papers.removed(shelf)
    assert files() == []
    assert stand(content) == told


@pytest.mark.parametrize("stone", [False, True])
def test_text_emptied_by_anybody_else_is_found_with_or_without_a_stone(app, shelf, at, stone: bool):
    at(LATER)
    removal = papers.agreed(shelf)
    snapshot = db.session.get_one(Snapshot, shelf.session.snapshot_id)
    put = (
        "INSERT INTO removed (removal_id, thing, thing_id, seal, removed_at)"
        f" VALUES ({removal.id}, 'snapshot', {snapshot.id}, '{snapshot.fingerprint}', '2033-06-04 09:00:00')"
    )
    behind_the_back(app, *([put] if stone else []), f"UPDATE snapshot SET body = '' WHERE id = {snapshot.id}")
    answer = app.test_cli_runner().invoke(args=["history", "verify"])
    assert answer.exit_code == 1
    assert f"snapshot {snapshot.id} was altered" in answer.output
