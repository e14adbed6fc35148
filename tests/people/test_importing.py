"""What an import would do, and what it does."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.database import db
from app.history.models import Event
from app.history.queries import breaks
from app.people import actions, demo, queries
from app.people.importing.applying import Occasion, apply
from app.people.importing.planning import Files, Plan, plan
from app.people.models import NSD_POSTING, PQIP, Absence, Fact, Person, Posting, Region, Team, Unit
from app.people.signals import person_left, person_returned
from app.policy.access import ADMIN
from app.policy.rules import Refused
from tests import make
from tests.people.files import ABSENCES, STAFF, Row, absences, efua, isla, lowri, row, staff

BY = demo.SERVICE
NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
TODAY = date(2026, 11, 19)
LATER = date(2026, 12, 1)
THREE = (efua(), isla(), lowri())


def occasion(on: date = TODAY) -> Occasion:
    return Occasion(on, BY, NOW, TODAY)


def bring(*rows: Row, on: date = TODAY, **left: date) -> Plan:
    """Import the rows; `left` are leavers by staff number, after an n: n3=date(...)."""
    done = apply(Files(staff(*rows)), occasion(on), {number[1:]: day for number, day in left.items()})
    db.session.commit()
    db.session.expire_all()
    return done


def person(number: str) -> Person:
    found = queries.by_staff_number(number)
    assert found
    return found


def history(number: str) -> list[tuple[date, date | None]]:
    return [(each.starts_on, each.ends_on) for each in queries.postings_of(person(number).id)]


def changed(planned: Plan) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (each.row.name, [(field.label, field.before, field.after) for field in each.fields])
        for each in planned.changes
    ]  # fmt: skip


def problems(*rows: Row, more: bytes | None = None) -> list[str]:
    return [str(problem) for problem in plan(Files(staff(*rows), more), TODAY).problems]


def test_the_demo_files_import_clean_and_a_second_time_change_nothing(app: Flask):
    assert plan(Files(STAFF, ABSENCES), TODAY).problems == ()
    assert demo.load(NOW) == 148
    db.session.commit()
    counts = [db.session.query(table).count() for table in (Person, Posting, Absence, Region, Unit, Team)]
    assert counts == [148, 148, 6, 1, 3, 17]
    again = plan(Files(STAFF, ABSENCES), LATER)
    assert (again.is_empty, again.unchanged, again.leavers, again.problems) == (True, 148, (), ())
    events = db.session.query(Event).count()
    apply(Files(STAFF, ABSENCES), occasion(LATER))
    assert db.session.query(Event).count() == events
    assert demo.load(NOW) == 0
    assert list(breaks()) == []


def test_what_the_file_says_is_what_is_known(app: Flask):
    bring(efua(), isla(), lowri(weekly_hours="22.2", pqip_start="05/11/2024", pqip_end="06/08/2026"))
    posting = queries.posting_on(person("3").id, TODAY)
    assert posting
    assert (posting.job_role, posting.weekly_hours, posting.starts_on) == (
        "Probation Officer", Decimal("22.2"), date(2024, 2, 1),
    )  # fmt: skip
    assert queries.manager_of(person("3").id, TODAY) == person("2")
    found, place = queries.visible_place(make.viewer(make.account(role=ADMIN)), person("3").id, TODAY)
    assert found == person("3")
    assert place
    assert (place.team, place.unit, place.manager) == ("Team A", "North Westshire", person("2").name)
    facts = queries.facts_of(person("3").id, PQIP)
    assert [(fact.starts_on, fact.ends_on) for fact in facts] == [(date(2024, 11, 5), date(2026, 8, 6))]
    note = db.session.scalars(select(Event).where(Event.subject_id == person("3").id)).one()
    assert (note.verb, note.thing, note.reason) == ("joined", "person", "Probation Officer")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ((efua(), isla(), row("3", "Lowri", "")), "line 4, line_manager_number: The line manager is missing."),
        ((efua(), isla(line_manager_number="")), "line 3, line_manager_number: The line manager is missing."),
        ((efua(), row("3", "Lowri", "99")), "line 3, line_manager_number: Nobody with staff number 99"),
        ((efua(), row("3", "Lowri", "3")), "line 3, line_manager_number: Lowri is entered as their own line manager."),
        ((efua(), isla(), row("2", "Rhys")), "line 4, staff_number: Staff number 2 is already on line 3."),
        (
            (efua(), isla(), lowri(email="ISLA.mbeki@justice.example")),
            "line 4, email: The e-mail address isla.mbeki@justice.example is already on line 3.",
        ),
        (
            (efua(), isla(line_manager_number="3"), lowri()),
            "line 3, line_manager_number: Line management goes in a circle: Isla Mbeki (line 3), who reports to "
            "Lowri Throckmorton (line 4), who reports to Isla Mbeki (line 3).",
        ),
    ],
)
def test_what_is_wrong_between_rows_is_found(app: Flask, rows: tuple[Row, ...], problem: str):
    found = problems(*rows)
    assert len(found) == 1
    assert found[0].startswith(f"staff file, {problem}")


def test_every_problem_is_listed_in_the_order_of_the_file_and_nothing_is_imported(app: Flask):
    rows = (efua(weekly_hours="49"), isla(job_role="Astronaut", role_start_date="soon"), row("2", "Rhys", "77"))
    assert [text.split(":")[0] for text in problems(*rows)] == [
        "staff file, line 2, weekly_hours",
        "staff file, line 3, job_role",
        "staff file, line 3, role_start_date",
        "staff file, line 4, line_manager_number",
        "staff file, line 4, staff_number",
    ]
    with pytest.raises(Refused, match="weekly_hours"):
        apply(Files(staff(*rows)), occasion())
    assert db.session.query(Person).count() == 0


def test_a_circle_through_someone_outside_the_file_is_found(app: Flask):
    bring(*THREE)
    assert problems(efua(), lowri(line_manager_number="1"), isla(line_manager_number="3")) == []
    assert "goes in a circle" in problems(efua(), row("2", "Isla Mbeki", "3"))[0]


def test_a_change_of_manager_hours_and_team_starts_a_new_posting(app: Flask):
    bring(*THREE)
    done = bring(efua(), isla(), lowri(line_manager_number="1", weekly_hours="30", team="Team B"), on=LATER)
    assert changed(done) == [
        ("Lowri Throckmorton", [
            ("Weekly hours", "37", "30"),
            ("Line manager", "Isla Mbeki", "Efua Cholmondeley"),
            ("Team", "Team A, North Westshire, Westshire", "Team B, North Westshire, Westshire"),
        ]),
    ]  # fmt: skip
    assert history("3") == [(LATER, None), (date(2024, 2, 1), date(2026, 11, 30))]
    assert queries.manager_of(person("3").id, TODAY) == person("2")
    assert queries.manager_of(person("3").id, LATER) == person("1")
    same = lowri(line_manager_number="1", weekly_hours="30", team="team b")
    assert plan(Files(staff(efua(), isla(), same)), LATER).is_empty


def test_a_new_role_starts_on_its_own_day(app: Flask):
    bring(*THREE)
    promoted = lowri(job_role="Senior Probation Officer", role_start_date="07/12/2026")
    bring(efua(), isla(), promoted)
    assert history("3") == [(date(2026, 12, 7), None), (date(2024, 2, 1), date(2026, 12, 6))]
    assert plan(Files(staff(efua(), isla(), promoted)), LATER).is_empty


def test_two_changes_on_one_day_leave_one_posting_of_that_day(app: Flask):
    bring(*THREE)
    bring(efua(), isla(), lowri(weekly_hours="30"))
    bring(efua(), isla(), lowri(weekly_hours="22.2"))
    assert history("3") == [(TODAY, None), (date(2024, 2, 1), date(2026, 11, 18))]
    posting = queries.posting_on(person("3").id, TODAY)
    assert posting
    assert posting.weekly_hours == Decimal("22.2")


def test_an_earlier_start_of_the_role_is_a_correction(app: Flask):
    bring(*THREE)
    bring(efua(), isla(), lowri(role_start_date="01/02/2020"))
    posting = queries.posting_on(person("3").id, TODAY)
    assert posting
    assert (posting.role_since, posting.starts_on) == (date(2020, 2, 1), date(2024, 2, 1))
    assert len(history("3")) == 1


def test_names_and_swapped_addresses_change_in_place(app: Flask):
    bring(*THREE)
    hers, his = "lowri.throckmorton@justice.example", "isla.mbeki@justice.example"
    bring(efua(), isla(email=hers), lowri(name="Lowri Bell", email=his))
    assert (person("3").name, person("3").email) == ("Lowri Bell", "isla.mbeki@justice.example")
    assert person("2").email == "lowri.throckmorton@justice.example"
    assert len(history("3")) == 1


def test_an_address_of_someone_outside_the_file_is_refused(app: Flask):
    bring(*THREE)
    assert (
        "belongs to Lowri Throckmorton (3), who is not in this file."
        in problems(efua(), isla(), row("4", "New Lowri", "2", email="lowri.throckmorton@justice.example"))[0]
    )


def test_facts_follow_the_file(app: Flask):
    def facts(kind: str) -> list[tuple[date, date | None]]:
        return [(each.starts_on, each.ends_on) for each in queries.facts_of(person("3").id, kind)]

    bring(efua(), isla(), lowri(nsd_posting_start="01/05/2026", pqip_start="01/06/2025", pqip_end="01/06/2027"))
    bring(efua(), isla(), lowri(pqip_start="01/06/2025", pqip_end="01/12/2027"))
    assert facts(NSD_POSTING) == [(date(2026, 5, 1), date(2026, 11, 18))]
    assert facts(PQIP) == [(date(2025, 6, 1), date(2027, 12, 1))]
    rejoined = (efua(), isla(), lowri(nsd_posting_start="01/12/2026", pqip_start="01/06/2025", pqip_end="01/12/2027"))
    bring(*rejoined)
    assert facts(NSD_POSTING) == [(date(2026, 12, 1), None), (date(2026, 5, 1), date(2026, 11, 18))]
    assert plan(Files(staff(*rejoined)), LATER).is_empty
    bring(efua(), isla(), lowri(nsd_posting_start="01/05/2026", pqip_start="01/06/2025", pqip_end="01/12/2027"))
    assert facts(NSD_POSTING) == [(date(2026, 5, 1), None)]


def test_columns_the_file_lacks_leave_their_facts_alone(app: Flask):
    bring(efua(), isla(), lowri(nsd_posting_start="01/05/2026", contract_end_date="01/05/2028"))
    head = tuple(name for name in efua() if name != "contract_end_date")
    short = Files(staff(efua(), isla(), lowri(), head=head))
    assert plan(short, TODAY).is_empty


def test_people_missing_from_the_file_are_proposed_and_stay(app: Flask):
    bring(*THREE)
    done = bring(efua(), isla())
    assert [(leaver.name, leaver.manages) for leaver in done.leavers] == [("Lowri Throckmorton", 0)]
    assert history("3") == [(date(2024, 2, 1), None)]


def test_an_extract_of_one_region_says_nothing_about_another(app: Flask):
    bring(*THREE)
    assert bring(row("9", "Rhys Sidebottom", "", region="Elsewhere", job_role="PDU Head")).leavers == ()


def heard(signal: Any) -> tuple[list[str], Callable[..., None]]:
    names: list[str] = []

    def hear(who: Person, **_more: Any) -> None:
        names.append(who.name)

    signal.connect(hear)
    return names, hear


def test_a_leaver_who_is_ticked_leaves_and_is_announced(app: Flask):
    bring(*THREE)
    names, _hear = heard(person_left)
    bring(efua(), isla(), n3=date(2026, 11, 17))
    assert names == ["Lowri Throckmorton"]
    assert history("3") == [(date(2024, 2, 1), date(2026, 11, 17))]
    assert (person("3").left_on, person("3").has_left) == (date(2026, 11, 17), True)
    assert plan(Files(staff(efua(), isla())), TODAY).leavers == ()


def test_a_leaver_of_next_month_is_announced_then(app: Flask):
    bring(*THREE)
    names, _hear = heard(person_left)
    bring(efua(), isla(), n3=date(2026, 12, 24))
    assert names == []
    assert plan(Files(staff(*THREE)), TODAY).is_empty, "until then the file rightly has her"
    assert actions.announce_leavers(NOW, date(2026, 12, 23)) == 0
    assert actions.announce_leavers(NOW, date(2026, 12, 24)) == 1
    assert actions.announce_leavers(NOW, date(2026, 12, 25)) == 0
    assert names == ["Lowri Throckmorton"]


def test_whoever_returns_starts_afresh(app: Flask):
    bring(*THREE)
    bring(efua(), isla(), n3=date(2026, 11, 1))
    names, _hear = heard(person_returned)
    done = bring(*THREE, on=LATER)
    assert changed(done) == [("Lowri Throckmorton", [("Works here", "no", "from 1 December 2026")])]
    assert names == ["Lowri Throckmorton"]
    assert history("3") == [(LATER, None), (date(2024, 2, 1), date(2026, 11, 1))]
    assert (person("3").left_on, person("3").has_left) == (None, False)
    assert plan(Files(staff(*THREE)), LATER).is_empty


def test_a_fixed_contract_ends_and_is_announced_unless_extended(app: Flask):
    bring(efua(), isla(), lowri(contract_end_date="30/11/2026"))
    bring(efua(), isla(), lowri(contract_end_date="31/12/2026"))
    assert history("3") == [(date(2024, 2, 1), date(2026, 12, 31))]
    names, _hear = heard(person_left)
    assert actions.announce_leavers(NOW, date(2026, 12, 31)) == 0
    assert actions.announce_leavers(NOW, date(2027, 1, 1)) == 1
    assert names == ["Lowri Throckmorton"]
    assert plan(Files(staff(efua(), isla(), lowri(contract_end_date="31/12/2026"))), date(2027, 1, 5)).is_empty


def test_only_proposed_leavers_can_leave(app: Flask):
    bring(*THREE)
    with pytest.raises(Refused, match="not among the proposed"):
        bring(*THREE, n3=TODAY)
    with pytest.raises(Refused, match="present posting starts on 1 February 2024"):
        bring(efua(), isla(), n3=date(2023, 1, 1))


def test_what_was_looked_at_is_what_is_imported(app: Flask):
    bring(*THREE)
    files = Files(staff(efua(), isla(), lowri(weekly_hours="30")))
    seen = plan(files, TODAY).digest
    bring(efua(), isla(), lowri(weekly_hours="20"))
    with pytest.raises(Refused, match="changed since you looked"):
        apply(files, occasion(), seen=seen)
    assert apply(files, occasion(), seen=plan(files, TODAY).digest).changes


def test_absences_are_added_brought_up_to_date_and_never_doubled(app: Flask):
    first = absences(("3", "Sickness", "02/11/2026", ""), ("2", "Secondment", "01/04/2026", "30/06/2026"))
    apply(Files(staff(*THREE), first), occasion())
    assert plan(Files(None, first), TODAY).is_empty
    done = apply(Files(None, absences(("3", "Sickness", "02/11/2026", "18/11/2026"))), occasion())
    assert [change.held for change in done.absences] == [("Sickness", None)]
    found = queries.absences_of(person("3").id)
    assert [(each.type, each.starts_on, each.ends_on) for each in found] == [
        ("Sickness", date(2026, 11, 2), date(2026, 11, 18))
    ]
    assert not any("Sickness" in event.reason for event in db.session.scalars(select(Event)))


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (absences(("77", "Sickness", "02/11/2026", "")), "line 2, staff_number: Nobody with staff number 77"),
        (absences(("3", "", "02/11/2026", "")), "line 2, type: This is empty."),
        (absences(("3", "Sickness", "", "")), "line 2, start: This is empty."),
        (absences(("3", "Sickness", "02/11/2026", "01/11/2026")), "line 2, end: The end is before the start"),
        (
            absences(("3", "Sickness", "02/11/2026", ""), ("3", "Sickness", "10/11/2026", "")),
            "line 3, start: This overlaps with line 2 (from 2 November 2026).",
        ),
        (b"staff_number,type,start\n3,Sickness,1/1/2026", "line 1, end: This column is missing."),
    ],
)
def test_absences_are_checked_too(app: Flask, more: bytes, problem: str):
    found = problems(*THREE, more=more)
    assert len(found) == 1
    assert found[0].startswith(f"absences file, {problem}")


def test_an_absence_that_overlaps_one_already_known_is_found(app: Flask):
    apply(Files(staff(*THREE), absences(("3", "Sickness", "02/11/2026", ""))), occasion())
    found = plan(Files(None, absences(("3", "Sickness", "10/11/2026", ""))), TODAY).problems
    assert str(found[0]) == (
        "absences file, line 2, start: This overlaps with an absence already known (from 2 November 2026)."
    )


def test_no_file_at_all_is_a_problem(app: Flask):
    assert [str(problem) for problem in plan(Files(), TODAY).problems] == ["Choose a file."]


def test_planning_asks_the_same_number_of_questions_for_everyone(app: Flask):
    def asked(files: Files) -> int:
        count = 0

        def more(*_args: Any) -> None:
            nonlocal count
            count += 1

        event.listen(db.engine, "before_cursor_execute", more)
        plan(files, TODAY)
        event.remove(db.engine, "before_cursor_execute", more)
        return count

    elsewhere = (row("1", "Ottoline Quill", "", job_role="PDU Head"), row("4", "Barnaby Quill"))
    bring(*elsewhere)
    few = asked(Files(staff(*elsewhere)))
    apply(Files(STAFF, ABSENCES), occasion())
    db.session.commit()
    assert asked(Files(STAFF, ABSENCES)) == few


def test_a_person_never_has_two_postings_on_one_day(app: Flask):
    who = make.person("Ada Bell")
    make.posting(who)
    with pytest.raises(Exception, match=r"(?i)unique"):
        make.posting(who, starts_on=date(2026, 1, 1))


def test_facts_and_postings_of_the_demo_stand_in_order(app: Flask):
    demo.load(NOW)
    assert db.session.scalar(select(Fact.id).where(Fact.ends_on < Fact.starts_on)) is None
    assert db.session.scalar(select(Posting.id).where(Posting.ends_on.is_not(None))) is None


def any_row(dice: Random) -> Row:
    """Lowri, as some file might have her."""
    day = dice.choice(("01/02/2024", "01/03/2025", "19/11/2026", "05/12/2026"))
    training = dice.choice((("", ""), ("01/03/2025", ""), ("01/03/2025", "01/06/2027"), ("05/12/2026", "")))
    return lowri(
        role_start_date=day,
        job_role=dice.choice(("Probation Officer", "PQiP Learner")),
        weekly_hours=dice.choice(("37", "30")),
        line_manager_number=dice.choice("12"),
        team=dice.choice(("Team A", "Team B")),
        contract_end_date=dice.choice(("", "", "31/12/2026", "10/12/2026")),
        pqip_start=training[0],
        pqip_end=training[1],
        nsd_posting_start=dice.choice(("", "01/05/2026", "20/11/2026", "01/01/2027")),
        legacy_oasys_role=dice.choice(("", "SPO", "Approved PO")),
    )


@pytest.mark.parametrize("seed", range(12))
def test_whatever_came_before_a_second_import_changes_nothing(app: Flask, seed: int):
    dice = Random(seed)
    bring(*THREE)
    for _ in range(8):
        on = date(2026, 11, 15) + timedelta(days=dice.randrange(60))
        present = dice.random() < 0.8
        rows = (efua(), isla(), any_row(dice)) if present else (efua(), isla())
        proposed = plan(Files(staff(*rows)), on).leavers
        left = {"n3": on} if proposed and on >= history("3")[0][0] else {}
        bring(*rows, on=on, **left)
        assert plan(Files(staff(*rows)), on).is_empty
        spans = sorted(history("3"))
        assert all(end is not None and end < start for (_, end), (start, _) in pairwise(spans)), spans
