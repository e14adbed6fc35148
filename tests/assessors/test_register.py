"""The register as managers, heads and administrators see it, changing many, and what the database itself refuses."""

import csv
import io
import re
from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.assessors import bulk, register
from app.assessors.models import RoleBatch, RoleChange, RoleDecision
from app.assessors.register import entries
from app.database import db
from app.home.rows import rows
from app.notices import work
from app.people.models import LEGACY_OASYS_ROLE, PQIP, ROLE_LEARNING
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED
from app.policy.rules import Refused
from app.web.clock import now, today
from app.web.workbook import guarded
from tests import make
from tests.counting import count_queries

DISCRETION = {"reason_code": "move", "reason": "=New to court work", "review_on": "19/2/2027", "sure": "yes"}
MANY = {"reason": "Agreed at the delivery unit meeting", "from_on": "19/11/2026", "discussed": "y"}


@pytest.fixture
def u(app):
    unit = make.unit()
    for pom in (unit.kwame, unit.keziah):
        make.fact(pom, ROLE_LEARNING, date(2024, 6, 3))
    return unit


def listed(answer) -> list[str]:
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', answer.text)


def test_each_sees_those_they_answer_for(u, sign_in, another_client):
    def names(who):
        return set(listed(sign_in(who, another_client()).get("/assessors/?show=all")))

    own = {"Lowri Throckmorton", "Pius Okonkwo"}
    assert names(u.isla) == own
    assert names(u.efua) == own | {"Magda D&#39;Arcy"}
    assert names(u.aaliyah) == names(u.saoirse) == {"Kwame Mbeki", "Keziah Vaughan-Ellis"}
    assert names(u.fergus) == names(u.nerys) == own | {"Magda D&#39;Arcy", "Kwame Mbeki", "Keziah Vaughan-Ellis"}
    for who in (u.lowri, u.gwenllian):
        assert sign_in(who, another_client()).get("/assessors/").status_code == 404
        assert sign_in(who, another_client()).get("/assessors/register.csv").status_code == 404
    assert names(u.bronwen) == set()


def test_the_exit_clock_says_first_in_words_how_long_it_takes(u, sign_in):
    make.member("Hyacinth Nightingale", "Probation Services Officer", u.team, u.isla, starts_on=date(2026, 6, 13))
    finch = make.member("Thaddeus Finch", "PQiP Learner", u.team, u.isla, starts_on=date(2024, 9, 1))
    make.fact(finch, PQIP, date(2024, 9, 1), ends_on=date(2026, 6, 30))
    shown = sign_in(u.isla).get("/assessors/").text.replace("\u00a0", " ")
    assert listed(sign_in(u.isla).get("/assessors/")) == ["Thaddeus Finch", "Hyacinth Nightingale"]
    for words in ("3 weeks left", "ends 13 December 2026", "To be confirmed", "ended 1 July 2026", "Interim hold"):
        assert words in shown
    assert re.search(r'exit-clock__gone--amber" x="0" y="0" width="8\d"', shown)


@pytest.mark.parametrize(("review", "words", "tone"), [
    (date(2026, 11, 17), "2 days overdue", "red"), (date(2026, 11, 19), "Today", "amber"),
    (date(2026, 11, 27), "8 days left", "amber"), (date(2026, 12, 16), "3 weeks left", "amber"),
    (date(2026, 12, 17), "4 weeks left", "accent"), (date(2027, 2, 2), "10 weeks left", "accent"),
])  # fmt: skip
def test_the_clock_turns_amber_under_four_weeks_and_red_when_past(u, review, words, tone):
    make.add(RoleDecision(person_id=u.lowri.id, verb="opens", criterion=4, decided_at=now(), effective_at=now(),
                          review_on=review, reason="x", decided_by="Isla Mbeki"))  # fmt: skip
    found = next(entry for entry in entries(make.viewer(u.isla), now()) if entry.person_id == u.lowri.id)
    assert (found.clock.words.replace("\u00a0", " "), found.clock.tone) == (words, tone)


def test_filters_narrow_and_the_file_holds_what_is_shown_without_reasons_or_formulas(u, sign_in):
    u.lowri.name = "=Lowri Throckmorton"
    isla = sign_in(u.isla)
    isla.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION)
    assert listed(isla.get("/assessors/?q=nobody")) == []
    assert listed(isla.get("/assessors/?show=non-countersigned")) == ["Pius Okonkwo"]
    answer = isla.get("/assessors/register.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    found = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert found[1][1] == "'=Lowri Throckmorton"
    assert found[1][5:7] == [COUNTERSIGNED, "Manager’s discretion"]
    assert "court work" not in answer.text
    assert [guarded(cell) for cell in ("=1", "+1", "-1", "@x", "\tx", "Ada")] == ["'=1", "'+1", "'-1", "'@x", "'\tx",
                                                                                 "Ada"]  # fmt: skip


def test_the_register_asks_no_more_when_there_are_more_people(u, sign_in):
    def grow(count):
        for number in range(count):
            who = make.member(f"Ada {number}", "Probation Services Officer", u.team, u.isla, starts_on=date(2026, 9, 1))
            make.fact(who, PQIP, date(2026, 9, 1))

    isla = sign_in(u.isla)
    grow(2)
    few = {path: count_queries(isla, path) for path in ("/assessors/", "/assessors/many/", f"/assessors/{u.lowri.id}")}
    grow(12)
    assert {path: count_queries(isla, path) for path in few} == few
    assert max(few.values()) <= 14


def choose(client, people, target, **given):
    looked = client.post("/assessors/many/look", data={"person": [who.id for who in people], "target": target})
    seen = re.search(r'name="seen" value="(\w+)"', looked.text)
    data = {**MANY, "person": [who.id for who in people], "target": target, "seen": seen[1] if seen else "", **given}
    return looked, client.post("/assessors/many/", data=data)


def test_an_administrator_changes_forty_and_takes_it_back(u, sign_in, at, another_client):
    people = [make.member(f"Person {number:02}", "Probation Officer", u.team, u.isla) for number in range(37)]
    learner = make.member("Seren Throckmorton", "PQiP Learner", u.team, u.isla)
    people += [learner, u.lowri, u.kwame]
    for who in people[:37]:
        make.fact(who, LEGACY_OASYS_ROLE, text="Unapproved PSO/PQiP")
    fergus = sign_in(u.fergus)
    looked, done = choose(fergus, people, NON_COUNTERSIGNED)
    assert "Cannot change: PQiP learner" in looked.text
    assert "Legacy: Unapproved PSO/PQiP" in looked.text
    assert done.status_code == 303, done.text
    assert db.session.scalar(select(func.count()).select_from(RoleDecision)) == 37
    assert {(row.old_role, row.new_role) for row in db.session.scalars(select(RoleChange))} == {
        ("Unapproved PSO/PQiP", NON_COUNTERSIGNED)}  # fmt: skip
    looked, done = choose(fergus, people, COUNTERSIGNED)
    assert "Change 39" in looked.text.replace("\u00a0", " ")
    assert "at Isla Mbeki’s discretion" in looked.text
    batch = db.session.scalars(select(RoleBatch).order_by(RoleBatch.id.desc())).first()
    assert set(db.session.scalars(select(RoleDecision.decided_by).where(RoleDecision.batch_id == batch.id))) == {
        "Isla Mbeki", "Aaliyah Yaxley"}  # fmt: skip
    roles = {entry.standing.role for entry in entries(make.viewer(u.isla), now())}
    assert roles == {COUNTERSIGNED, NON_COUNTERSIGNED}
    assert "another administrator" in fergus.get("/assessors/oasys").text
    change = db.session.scalars(select(RoleChange).order_by(RoleChange.id.desc())).first()
    assert fergus.post("/assessors/oasys", data={"change": change.id}).status_code == 409
    ottilie = sign_in(make.account("Ottilie Brandreth", role="admin"), another_client())
    assert ottilie.post("/assessors/oasys", data={"change": change.id}).status_code == 303
    at("2026-11-19 09:50")
    assert fergus.post(f"/assessors/many/{batch.id}/undo", data={"reason": " "}).status_code == 422
    assert fergus.post(f"/assessors/many/{batch.id}/undo", data={"reason": "Wrong list"}).status_code == 303
    still = [entry.name for entry in entries(make.viewer(u.fergus), now()) if register.is_countersigned(entry)]
    assert still == ["Seren Throckmorton"]
    assert fergus.post(f"/assessors/many/{batch.id}/undo", data={"reason": "Again"}).status_code == 409


def test_a_manager_changes_only_their_own_people(u, sign_in):
    efua = sign_in(u.efua)
    looked, done = choose(efua, [u.lowri, u.magda], COUNTERSIGNED)
    assert "Isla Mbeki decides" in looked.text
    assert "Rhys Sidebottom decides" in looked.text
    assert done.status_code == 409
    isla = sign_in(u.isla)
    looked, done = choose(isla, [u.lowri, u.magda], COUNTERSIGNED)
    assert "Magda" not in looked.text
    assert done.status_code == 303
    batch = db.session.scalars(select(RoleBatch)).one()
    assert sign_in(u.rhys).get(f"/assessors/many/{batch.id}").status_code == 404


def test_what_would_be_another_change_than_the_one_looked_at_is_refused(u, sign_in):
    isla = sign_in(u.isla)
    _, done = choose(isla, [u.lowri], COUNTERSIGNED, seen="0" * 64)
    assert done.status_code == 409
    assert "Look at it again" in done.text
    assert "Agreed at the delivery unit meeting" in done.text
    _, blank = choose(isla, [u.lowri], COUNTERSIGNED, reason="")
    assert blank.status_code == 422
    none = isla.post("/assessors/many/look", data={"target": COUNTERSIGNED, "q": "throckmorton", "team": ""})
    assert (none.status_code, '<a href="#people">Tick at least one person</a>' in none.text) == (422, True)
    assert re.findall(r'name="listed" value="(\d+)"', none.text) == [str(u.lowri.id)], "what was searched for stays"
    assert re.search(f'type="radio" value="{COUNTERSIGNED}" checked', none.text)
    _, nobody = choose(isla, [], COUNTERSIGNED)
    assert nobody.status_code == 409
    with pytest.raises(Refused):
        bulk.look(make.viewer(u.isla), range(1, 300), COUNTERSIGNED, now())


def test_everyone_listed_is_taken_without_ticking_each(u, sign_in):
    isla = sign_in(u.isla)
    given = re.findall(r'name="listed" value="(\d+)"', isla.get("/assessors/many/?q=throckmorton").text)
    assert given == [str(u.lowri.id)]
    data = {"listed": [u.lowri.id, u.pius.id], "person": [u.lowri.id], "target": COUNTERSIGNED}
    assert "2\u00a0people, to" in isla.post("/assessors/many/look", data={**data, "all": "yes"}).text
    assert "1\u00a0person, to" in isla.post("/assessors/many/look", data=data).text


def test_the_preview_is_a_file_too(u, sign_in):
    data = {"person": [u.lowri.id], "target": COUNTERSIGNED, "file": "csv"}
    answer = sign_in(u.isla).post("/assessors/many/look", data=data)
    found = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert found[1][1:4] == ["Lowri Throckmorton", NON_COUNTERSIGNED, COUNTERSIGNED]


@pytest.mark.parametrize("table", ["role_batch", "role_decision", "role_change"])
def test_what_was_decided_is_neither_changed_nor_deleted(u, sign_in, table):
    choose(sign_in(u.isla), [u.lowri], COUNTERSIGNED)
    for statement in (f"UPDATE {table} SET reason = 'other'", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="final"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_a_plan_is_not_deleted_moved_or_closed_twice(u, sign_in):
    isla = sign_in(u.isla)
    isla.post(f"/assessors/{u.lowri.id}/plan", data={"kind": "formal", "reason": "Because", "sure": "yes"})
    isla.post(f"/assessors/{u.lowri.id}/plans/1/close", data={"reason": "Done", "sure": "yes"})
    for statement in ("DELETE FROM improvement_plan", "UPDATE improvement_plan SET opened_at = closed_at, reason = 'x'",
                      "UPDATE improvement_plan SET closed_at = NULL"):  # fmt: skip
        with pytest.raises(DBAPIError, match="final"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_the_list_of_a_manager_and_the_rule_book_agree_on_who_waits(u, app, at):
    """Everyone in a hold by the rule book waits on the list, and nobody else whose ending is far off."""
    starts = [date(2026, 5, 19), date(2026, 5, 20), date(2026, 6, 3), date(2026, 6, 4), date(2026, 8, 31)]
    for start in starts:
        make.member(f"PSO {start}", "Probation Services Officer", u.team, u.isla, starts_on=start)
    for end in (date(2025, 10, 12), date(2025, 10, 13), date(2026, 11, 18), date(2026, 12, 3), date(2027, 4, 1)):
        who = make.member(f"Learner {end}", "Probation Officer", u.team, u.isla)
        make.fact(who, PQIP, date(2024, 9, 1), ends_on=end)
    for moment in ("2026-11-19 09:00", "2027-02-28 09:00", "2027-04-02 09:00"):
        at(moment)
        held = {entry.name for entry in entries(make.viewer(u.isla), now()) if entry.standing.is_interim_hold}
        with app.test_request_context():
            asked = {row.whose.split(",")[0] for row in rows(work.waiting(u.isla.id, now(), today())[0], now())}
        assert held <= asked
        soon = {entry.name for entry in entries(make.viewer(u.isla), now()) if entry.clock and entry.clock.days <= 21}
        assert asked <= soon
