"""Proposed by one, approved by two from outside the line, open for some hours: on a real database."""

import io
import zipfile

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.break_glass import actions
from app.break_glass.models import Approval, Review
from app.break_glass.queries import apart, find, month
from app.database import db, writing
from app.history.actions import Actor
from app.history.models import Event
from app.history.queries import breaks, openings
from app.keeping.copying import about_person, made
from app.notices.models import Notice
from app.people.models import Person
from app.policy.access import NotAllowed, NotThere
from app.policy.rules import Refused
from app.records import queries as records
from app.records.models import OpenedTo, Record
from app.records.pages import capacity, note_reading
from app.records.texts import text_of
from app.web.clock import now, today
from tests import make
from tests.break_glass.matter import SECRETLY, WHY, Matter, approve, asked, by, matter, opened, proposed, turn


@pytest.fixture
def it(store) -> Matter:
    return store.once("matter", matter)


def may(it: Matter, record: Record) -> set[str]:
    """What the reader may do to a record."""
    try:
        return set(records.find(make.viewer(it.huw), record.id, today()).verbs)
    except NotThere:
        return set()


def read(it: Matter, record: Record) -> None:
    """The reader opens a record's text."""
    found = records.find(make.viewer(it.huw), record.id, today())
    note_reading(found, Actor(make.account_of(it.huw).id, it.huw.name, capacity(found)), now())
    writing.set(True)


def seen_by_its_people(record: Record) -> list[str]:
    """Whom the people of a record see to have opened it."""
    return [one.name for one in openings(text_of(record).events)]


def told(it: Matter) -> list[tuple[int, str, int]]:
    """Whom the opening was told, and of which record."""
    rows = db.session.execute(select(Notice.person_id, Notice.code, Notice.thing_id).order_by(Notice.id))
    return [tuple(row) for row in rows if row.code in ("opening.own", "opening.led")]


def test_two_directors_open_the_named_records_for_72_hours_and_no_others(it, at):
    proposal = proposed(it)
    assert may(it, it.named) == may(it, it.watched) == set()
    assert approve(proposal, it.ottilie) is False
    assert may(it, it.named) == set()
    assert approve(proposal, it.percy) is True
    assert may(it, it.named) == may(it, it.watched) == {"see", "read"}
    assert may(it, it.other) == set()
    at("2026-11-22 09:31")
    assert may(it, it.named) == {"see", "read"}
    at("2026-11-22 09:32")
    assert may(it, it.named) == set()
    verbs = [each.verb for each in db.session.scalars(select(Event).where(Event.thing == "opening").order_by(Event.id))]
    assert verbs == ["proposed", "approved", "approved", "opened"]
    assert {each.subject_id for each in db.session.scalars(select(Event).where(Event.thing == "opening"))} == {
        it.u.lowri.id
    }
    assert list(breaks()) == []


def test_turned_off_nobody_proposes_or_approves_and_what_is_open_closes_at_once(it):
    waiting = proposed(it, records={it.other.id})
    opened(it)
    turn("off")
    assert may(it, it.named) == set()
    with pytest.raises(Refused, match="turned off"):
        approve(waiting, it.ottilie)
    with pytest.raises(Refused, match="turned off"):
        proposed(it)


def test_the_same_director_does_not_count_twice(it):
    proposal = proposed(it)
    approve(proposal, it.ottilie)
    with pytest.raises(NotAllowed):
        approve(proposal, it.ottilie)
    db.session.rollback()
    assert db.session.query(Approval).count() == 1


def test_only_directors_from_outside_the_line_who_have_no_part_may_decide(it):
    proposal = proposed(it)
    assert apart(proposal.id, today()) == [it.ottilie.id, it.percy.id]
    for who in (it.u.bronwen, it.u.efua, it.u.isla, it.u.lowri, it.huw, it.u.rhys):
        with pytest.raises(NotThere):
            find(make.viewer(who), proposal.id, today())


def test_a_director_above_the_person_elsewhere_or_who_reads_is_none_to_decide(it):
    above, reader = it.percy, it.ottilie
    db.session.query(make.Posting).filter_by(person_id=it.u.efua.id).update({"line_manager_id": above.id})
    db.session.commit()
    with pytest.raises(Refused, match="there are fewer"):
        proposed(it)
    db.session.rollback()
    db.session.query(make.Posting).filter_by(person_id=it.u.efua.id).update({"line_manager_id": it.u.bronwen.id})
    db.session.commit()
    with pytest.raises(Refused, match="there are fewer"):
        proposed(it, reader=reader)


def test_a_director_who_came_into_the_line_after_approving_does_not_count(it):
    proposal = proposed(it)
    approve(proposal, it.ottilie)
    db.session.query(make.Posting).filter_by(person_id=it.u.efua.id).update({"line_manager_id": it.ottilie.id})
    db.session.commit()
    with pytest.raises(Refused, match="on the day the records open"):
        approve(proposal, it.percy)


def test_somebody_who_has_left_keeps_the_line_they_were_in_last(it):
    db.session.query(make.Posting).filter_by(person_id=it.u.lowri.id).update({"ends_on": today().replace(day=1)})
    db.session.commit()
    proposal = proposed(it)
    assert apart(proposal.id, today()) == [it.ottilie.id, it.percy.id]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"records": set()}, "names the records"),
        ({"records": {999_999}}, "Only signed sessions"),
        ({"is_told": False}, "unless a recorded reason"),
        ({"reason": " "}, "needs a reason"),
    ],
)
def test_a_proposal_that_may_not_be_made_is_refused(it, given, words):
    with pytest.raises(Refused, match=words):
        actions.propose(asked(it, **given), by(it.u.nerys), now(), today())


def test_nobody_with_a_part_in_the_records_reads_them_so(it):
    for who in (it.u.lowri, it.u.isla):
        with pytest.raises(Refused, match="nobody with a part"):
            actions.propose(asked(it, reader=who), by(it.u.nerys), now(), today())


def test_what_is_withdrawn_declined_or_run_out_is_not_approved(it, at):
    for end, who, verb in ((actions.withdraw, it.u.nerys, "withdrawn"), (actions.decline, it.ottilie, "declined")):
        proposal = proposed(it)
        end(find(make.viewer(who), proposal.id, today()), "A mistake", by(who), now(), today())
        db.session.commit()
        assert proposal.decided_how == verb
        with pytest.raises(Refused, match="decided once"):
            approve(proposal, it.percy)
        db.session.rollback()
    with pytest.raises(NotAllowed):
        actions.withdraw(find(make.viewer(it.second), proposal.id, today()), "Mine", by(it.second), now(), today())
    late = proposed(it)
    at("2026-12-04 09:00")
    with pytest.raises(Refused, match="has run out"):
        approve(late, it.ottilie)


def test_the_person_and_the_lead_are_told_and_see_who_read(it):
    opened(it)
    pairs = [(who, code) for who, code, _ in told(it)]
    assert sorted(pairs) == sorted(2 * [(it.u.lowri.id, "opening.own"), (it.u.isla.id, "opening.led")])
    read(it, it.named)
    assert seen_by_its_people(it.named) == ["Huw Prosser"]


def test_where_they_are_not_told_neither_notice_list_nor_copy_says_so_until_they_are(it, app):
    proposal = opened(it, is_told=False, untold_reason=SECRETLY)
    read(it, it.named)
    assert told(it) == []
    assert seen_by_its_people(it.named) == []
    assert b"Huw" not in copy_of(it.u.lowri)
    found = find(make.viewer(it.second), proposal.id, today())
    actions.tell(found, by(it.second), now())
    db.session.commit()
    assert len(told(it)) == 4
    assert seen_by_its_people(it.named) == ["Huw Prosser"]
    assert b"Huw" in copy_of(it.u.lowri)
    with pytest.raises(Refused, match="has been told"):
        actions.tell(found, by(it.second), now())


def copy_of(who: Person) -> bytes:
    """What the person's own copy says."""
    with zipfile.ZipFile(io.BytesIO(made(about_person(who), now()))) as file:
        content = file.read("copy.json")
    assert not any(secret.encode() in content for secret in (WHY, SECRETLY))
    return content


def test_a_month_is_looked_back_on_once_it_is_over_and_asks_again_while_somebody_is_not_told(it, at):
    opened(it, is_told=False, untold_reason=SECRETLY)
    read(it, it.named)
    (row,) = db.session.scalars(select(Review)).all()
    assert (str(row.up_to), str(row.due_on)) == ("2026-11-30", "2026-12-10")
    (held,) = month(row.up_to)
    assert [each.verb for each in held.events] == ["proposed", "approved", "approved", "opened"]
    assert [each.thing_id for each in held.readings] == [it.named.id]
    with pytest.raises(Refused, match="when it is over"):
        actions.confirm(row, "In order", by(it.second), now(), today())
    at("2026-12-01 09:00")
    actions.confirm(row, "In order", by(it.second), now(), today())
    db.session.commit()
    after = db.session.scalars(select(Review).order_by(Review.id)).all()
    assert [str(each.up_to) for each in after] == ["2026-11-30", "2026-12-31"]
    assert [each.is_untold for each in month(after[1].up_to)] == [True]
    with pytest.raises(Refused, match="reviewed once"):
        actions.confirm(row, "Again", by(it.second), now(), today())


def sql(statement: str) -> None:
    """What somebody with the service's own connection tries."""
    db.session.rollback()
    with pytest.raises(DBAPIError, match=r"(?i)final and cannot be changed|unique"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_the_database_itself_opens_nothing_without_two_people(it):
    proposal = proposed(it)
    approve(proposal, it.ottilie)
    later, me = "'2026-11-30 09:00:00'", it.ottilie.id
    add = f"INSERT INTO opened_to (proposal_id, record_id, person_id) VALUES (1, {it.other.id}, {it.huw.id})"
    sql(add)  # the second director would agree to another thing than the first
    sql(f"UPDATE opened_to SET opened_at = {later}, ends_at = {later}")
    sql(f"UPDATE opening_proposal SET decided_how = 'opened', decided_at = {later}")
    for who, place in ((me, 2), (it.percy.id, 1), (it.huw.id, 2), (it.u.lowri.id, 2)):
        values = f"(1, {who}, {place}, {later})"
        sql(f"INSERT INTO opening_approval (proposal_id, person_id, place, approved_at) VALUES {values}")
    sql(f"UPDATE opening_approval SET person_id = {it.percy.id}")
    sql("DELETE FROM opening_approval")
    sql(f"UPDATE opened_to SET record_id = {it.other.id}")
    sql(f"UPDATE opening_proposal SET reader_id = {it.u.rhys.id}")
    approve(proposal, it.percy)
    sql(f"UPDATE opened_to SET ends_at = {later}")
    sql(add)
    assert db.session.query(OpenedTo).count() == 2
