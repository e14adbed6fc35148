"""Bringing in what was held before this service: what is refused, what it would do, what it does, and what follows."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app.database import db
from app.history.models import Event
from app.history.queries import breaks
from app.people import demo
from app.people.models import Person, Posting
from app.policy.access import NotThere
from app.policy.rps_before import held_as
from app.policy.rules import Refused
from app.rps.before import queries as before
from app.rps.before.importing.applying import apply
from app.rps.before.importing.meters import in_words, readings
from app.rps.before.importing.planning import Plan, plan
from app.rps.before.importing.rows import COLUMNS
from app.rps.models import OBSERVATION, Coverage, HeldBefore
from app.rps.year import years
from tests import make, papers
from tests.counting import statements

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
TODAY = NOW.date()
BY = demo.SERVICE


@pytest.fixture
def book(plan):
    """The fixture `plan` of this folder; here a plan is what an import would do."""
    return plan


@pytest.fixture
def said(unit: make.SmallUnit) -> Callable[..., dict[str, str]]:
    """`said("session", "12/05/2026")` is a row about Lowri by Isla unless said; people by their first names."""

    def row(kind: str, on: str, of: str = "lowri", by: str = "isla", **more: str) -> dict[str, str]:
        numbers = {"staff_number": number(unit, of), "held_by_number": number(unit, by)}
        return {**numbers, "kind": kind, "held_on": on, **more}

    return row


def number(unit: make.SmallUnit, name: str) -> str:
    found = getattr(unit, name, None)
    return found.staff_number if found else name


def file(*rows: dict[str, str], head: Any = COLUMNS, separator: str = ",") -> bytes:
    """The rows as a file as spreadsheets save it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(head), delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def bring(*rows: dict[str, str]) -> Plan:
    done = apply(file(*rows), BY, NOW)
    db.session.commit()
    db.session.expire_all()
    return done


def reads(person: Person, day: date = TODAY) -> str:
    """The person's year in words, worked out afresh."""
    db.session.flush()
    member = years.of_person(person.id, day, NOW)
    assert member
    return in_words(member.standing)


def year(said: Callable[..., dict[str, str]]) -> list[dict[str, str]]:
    """Three sessions and an observation of this year, one not logged, and a session of the last."""
    return [
        said("session", "14/01/2026", sop_logged_on="15/01/2026"),
        said("session", "2026-05-12", sop_logged_on="13/05/2026", reference="SOP-1"),
        said("Observation", "7/7/2026"),
        said("RPS session", "14.07.2026", after_observation_on="07/07/2026", sop_logged_on="14/07/2026"),
        said("session", "15/09/2026"),
    ]


@pytest.mark.parametrize(
    ("practitioner", "holder", "manages", "expected"),
    [
        ("Probation Officer", "Senior Probation Officer", True, "line manager"),
        ("Probation Officer", "Senior Probation Officer", False, "line manager"),
        ("Probation Officer", "PDU Head", True, "line manager"),
        ("Probation Officer", "PDU Head", False, ""),
        ("Probation Officer", "Quality Development Officer", False, "QDO"),
        ("Probation Officer", "Probation Officer", False, ""),
        ("Prison Offender Manager (prison)", "Head of Offender Management Delivery", False, "line manager"),
        ("Senior Probation Officer", "PDU Head", True, "PDU head"),
        ("Senior Probation Officer", "Deputy PDU Head", False, "deputy PDU head with delegated authority"),
        ("Senior Probation Officer", "Quality Development Officer", False, ""),
        ("Senior Probation Officer", "Senior Probation Officer", False, ""),
        ("Head of Offender Management Delivery", "Prison Governor", False, "prison governor"),
        ("Business Manager", "Quality Development Officer", False, ""),
    ],
)
def test_what_somebody_held_it_as_follows_from_the_job_roles(practitioner, holder, manages, expected):
    assert held_as(practitioner, holder, manages=manages) == expected
    experienced = held_as(practitioner, holder, manages=manages, is_experienced=True)
    named = "experienced probation officer" if practitioner == "Probation Officer" else ""
    assert experienced == (expected or named)


WRONG: list[tuple[list[tuple[tuple[str, ...], dict[str, str]]], str]] = [
    ([(("session", "20/11/2026"), {})], "line 2, held_on: This day is still to come."),
    ([(("session", "31/02/2026"), {})], "line 2, held_on: “31/02/2026” is not a date."),
    ([(("chat", "12/05/2026"), {})], "line 2, kind: “chat” is not known. Use session or observation."),
    ([(("session", "12/05/2026", "X99"), {})], "line 2, staff_number: Nobody with staff number X99 is known."),
    ([(("session", "12/05/2026", "lowri", "X99"), {})], "line 2, held_by_number: Nobody with staff number X99"),
    ([(("session", "12/05/2026", "lowri", "lowri"), {})], "line 2, held_by_number: Nobody holds their own"),
    ([(("session", "12/05/2026", "lowri", "efua"), {})], "line 2, capacity: What Efua Featherstonehaugh-Cholmondeley"),
    ([(("session", "12/05/2026"), {"capacity": "mentor"})], "line 2, capacity: “mentor” is not known."),
    ([(("session", "12/05/2026"), {"sop_logged_on": "11/05/2026"})], "line 2, sop_logged_on: A session is"),
    ([(("session", "12/05/2026"), {"sop_logged_on": "20/11/2026"})], "line 2, sop_logged_on: This day is"),
    ([(("session", "12/05/2026"), {"reference": "SOP-1"})], "line 2, reference: There is a reference but"),
    ([(("session", "12/05/2026"), {"reference": "she was upset", "sop_logged_on": "12/05/2026"})],
     "line 2, reference: A reference is one word"),
    ([(("observation", "12/05/2026"), {"sop_logged_on": "12/05/2026"})], "line 2, sop_logged_on: This is for"),
    ([(("session", "12/05/2026"), {"after_observation_on": "13/05/2026"})], "line 2, after_observation_on: The"),
    ([(("session", "12/05/2026"), {"after_observation_on": "11/05/2026"})],
     "line 2, after_observation_on: No observation of Lowri Throckmorton on 11 May 2026 is in this file"),
    ([(("session", "12/05/2026"), {}), (("session", "12/05/2026"), {})], "line 3, held_on: The session of that person"),
    ([(("observation", "11/05/2026"), {}), (("session", "12/05/2026"), {"after_observation_on": "11/05/2026"}),
      (("session", "13/05/2026"), {"after_observation_on": "11/05/2026"})],
     "line 4, after_observation_on: The session on line 3 follows that observation."),
    ([(("session", "12/11/2026"), {})], "line 2, held_on: The session of that day is in this service already: record "),
]  # fmt: skip


@pytest.mark.any_engine
@pytest.mark.parametrize(("rows", "problem"), WRONG, ids=[words for _, words in WRONG])
def test_what_is_wrong_is_said_at_its_line_and_nothing_is_brought_in(unit, said, rows, problem):
    papers.session(unit.isla, unit.lowri, "locked")
    data = file(*(said(*given, **more) for given, more in rows))
    found = [str(each) for each in plan(data, TODAY).problems]
    assert len(found) >= 1
    assert found[0].startswith(problem)
    with pytest.raises(Refused):
        apply(data, BY, NOW)
    assert db.session.query(HeldBefore).count() == 0


@pytest.mark.any_engine
def test_a_column_of_notes_is_refused_with_the_reason(unit, said):
    row = {**said("session", "12/05/2026"), "Notes": "She was upset", "sop_loged_on": ""}
    found = [str(each) for each in plan(file(row, head=row), TODAY).problems]
    assert found[0].startswith("line 1, Notes: Only dates and people are brought in.")
    assert found[1].endswith("Did you mean sop_logged_on?")
    assert "upset" not in "".join(found)


@pytest.mark.any_engine
def test_every_problem_is_listed_in_the_order_of_the_file(unit, said):
    rows = (said("chat", "soon"), said("session", "12/05/2026", "X1", "X2"), said("session", "1/1/2027", by="lowri"))
    places = [(each.line, each.column) for each in plan(file(*rows, separator=";"), TODAY).problems]
    assert places == [
        (2, "held_on"), (2, "kind"), (3, "held_by_number"), (3, "staff_number"), (4, "held_by_number"), (4, "held_on"),
    ]  # fmt: skip


def test_what_was_held_counts_on_the_first_day_and_the_same_file_changes_nothing_more(unit, said):
    rows = year(said)
    planned = plan(file(*rows), TODAY)
    (reading,) = readings(planned, NOW)
    assert [in_words(each) for each in (reading.before, reading.after, *(reading.last_year or ()))] == [
        "0 of 6, 0 of 2 after an observation",
        "2 of 6, 1 of 2 after an observation, 1 to log",
        "0 of 6, 0 of 2 after an observation",
        "1 of 6, 0 of 2 after an observation",
    ]
    assert planned.teams == [(unit.team.name, 4, 1, 0)]
    assert (planned.warnings, planned.notices) == ((), ())
    bring(*rows)
    assert reads(unit.lowri) == "2 of 6, 1 of 2 after an observation, 1 to log"
    assert reads(unit.lowri, date(2026, 3, 31)) == "1 of 6, 0 of 2 after an observation"
    kept = db.session.scalars(select(Coverage).where(Coverage.person_id == unit.lowri.id)).one()
    assert (kept.complete, kept.observed, kept.incomplete) == (2, 1, 1)
    event = db.session.scalars(select(Event).where(Event.verb == "brought in what was held before")).one()
    assert event.subject_id == unit.lowri.id
    assert event.reason == "observation: 2026-07-07; session: 2026-01-14, 2026-05-12, 2026-07-14, 2026-09-15"
    again = plan(file(*rows), TODAY)
    assert (again.is_empty, again.unchanged, again.problems) == (True, 5, ())
    bring(*rows)
    assert db.session.query(HeldBefore).count() == 5
    assert list(breaks()) == []


def test_a_later_file_completes_what_was_to_be_logged_and_changes_nothing_else(unit, said):
    rows = year(said)
    bring(*rows)
    rows[-1]["sop_logged_on"] = "16/09/2026"
    (reading,) = readings(plan(file(*rows), TODAY), NOW)
    assert in_words(reading.after) == "3 of 6, 1 of 2 after an observation"
    done = bring(*rows)
    assert (len(done.adds), len(done.completes), done.unchanged) == (0, 1, 4)
    assert reads(unit.lowri) == "3 of 6, 1 of 2 after an observation"
    same = plan(file(*rows[:-1], {**rows[-1], "sop_logged_on": "17/09/2026", "reference": "SOP-2"}), TODAY)
    assert same.notices == ("Line 6: This is known as logged on another day. It stays so, and counts either way.",)
    assert (len(same.completes), same.problems) == (1, ())
    for column, other in (("held_by_number", unit.rhys.staff_number),
                          ("after_observation_on", "07/07/2026"), ("capacity", "QDO")):  # fmt: skip
        (problem, *_) = plan(file(*rows[:-1], {**rows[-1], column: other}), TODAY).problems
        assert (problem.line, problem.column) == (6, column)


def test_what_is_applied_is_what_was_seen(unit, said):
    rows = year(said)
    seen = plan(file(*rows), TODAY).digest
    bring(rows[0])
    with pytest.raises(Refused, match="changed since you looked"):
        apply(file(*rows), BY, NOW, seen)


def test_rules_it_did_not_keep_are_told_and_it_is_brought_in_as_it_happened(unit, said):
    rows = [
        said("session", "12/05/2026", by="rhys", sop_logged_on="12/05/2026"),
        said("session", "13/05/2026", by="cosmo", of="isla", sop_logged_on="13/05/2026"),
        said("session", "14/05/2026", by="gwenllian", sop_logged_on="14/05/2026"),
        said("session", "02/04/2024", capacity="QDO"),
    ]
    posting = db.session.scalars(select(Posting).where(Posting.person_id == unit.pius.id)).one()
    posting.starts_on = date(2026, 9, 1)
    rows.append(said("session", "30/06/2026", of="pius", by="isla"))
    planned = plan(file(*rows), TODAY)
    assert [words.split(":")[0] for words in planned.warnings] == ["Line 2", "Line 3"]
    assert "The line manager of that day holds the session" in planned.warnings[0]
    assert "a deputy needs a recorded delegation" in planned.warnings[1]
    assert planned.notices[0].startswith("1 of the lines are of before 1 April 2025. They are left out")
    assert planned.notices[1].startswith("Line 6: This was before the first day we know somebody’s role from")
    capacities = [each.capacity for each in planned.adds]
    assert capacities == ["line manager", "deputy PDU head with delegated authority", "QDO", "line manager"]
    lowri = next(each for each in readings(planned, NOW) if each.name == unit.lowri.name)
    assert [each.why.words for each in lowri.uncounted if each.why] == [
        "A session passed on counts only with its observation."
    ]
    bring(*rows)
    assert reads(unit.lowri) == "1 of 6, 0 of 2 after an observation"


def test_a_session_of_this_service_follows_an_observation_held_before_it(unit, said, isla, book):
    bring(said("observation", "10/11/2026"), said("observation", "01/06/2026"))
    recent, old = db.session.scalars(select(HeldBefore).order_by(HeldBefore.held_on.desc())).all()
    page = isla.get(f"/sessions/plan/{unit.lowri.id}").text
    assert f'<option value="before-{recent.id}" selected>' in page
    assert f'<option value="before-{old.id}">' in page
    early, _ = book(isla, unit.lowri, day="09/11/2026", observation=f"before-{recent.id}")
    assert (early.status_code, "follows its observation" in early.text) == (409, True)
    answer, record = book(isla, unit.lowri, observation=f"before-{recent.id}")
    assert (answer.status_code, recent.session_id) == (303, record.id)
    member = years.of_person(unit.lowri.id, TODAY, NOW)
    assert member
    assert [each.on for each in member.watched] == [date(2026, 6, 1)]
    assert "after an observation" in isla.get(f"/sessions/{record.id}/planned").text
    assert "10\N{NO-BREAK SPACE}November" in isla.get(f"/records/{record.id}/draft").text
    move = {"on": "09/11/2026", "at": "2pm", "minutes": "45", "place": "video"}
    assert isla.post(f"/sessions/{record.id}/move", data=move).status_code == 409
    assert f"before-{recent.id}" not in isla.get(f"/sessions/plan/{unit.lowri.id}").text
    isla.post(f"/records/{record.id}/cancel", data={"reason": "Lowri was needed in court."})
    assert f"before-{recent.id}" in isla.get(f"/sessions/plan/{unit.lowri.id}").text
    _, held = book(isla, unit.lowri, day="12/11/2026", observation=f"before-{recent.id}")
    assert ["Observation", "10 November 2026"] in papers.paper(held).kind.headline(papers.paper(held))
    standing = years.of_person(unit.lowri.id, TODAY, NOW).standing
    assert [(each.session.observation.on, each.counts_as) for each in standing.counted] == [
        (date(2026, 11, 10), "after an observation")
    ]
    (problem,) = plan(file(said("session", "11/11/2026", after_observation_on="10/11/2026")), TODAY).problems
    assert problem.words == f"A session of this service follows that observation: record {held.id}."


def test_what_was_held_is_logged_later_once(unit, said):
    bring(*year(said))
    (past,) = before.to_log(years.looked_after(unit.isla.id, TODAY), date(2026, 4, 1))
    assert (past.name, past.by_name, past.held.held_on) == (unit.lowri.name, unit.isla.name, date(2026, 9, 15))
    assert before.to_log(years.looked_after(unit.rhys.id, TODAY), date(2026, 4, 1)) == []
    for wrong in (date(2026, 9, 14), date(2026, 11, 20)):
        with pytest.raises(Refused, match="from the session to today"):
            before.log_before(past.held.id, wrong, BY, NOW)
    for on in (date(2026, 9, 16), date(2026, 9, 17)):
        before.log_before(past.held.id, on, BY, NOW, "SOP-9")
    db.session.commit()
    assert (past.held.logged_on, past.held.reference) == (date(2026, 9, 16), "SOP-9")
    assert reads(unit.lowri) == "3 of 6, 1 of 2 after an observation"
    logged = db.session.scalars(select(Event).where(Event.verb == "logged on SOP")).all()
    assert [(event.subject_id, event.reason) for event in logged] == [(unit.lowri.id, "session: 2026-09-15")]


def test_what_was_wrong_is_withdrawn_and_never_changed_or_deleted(unit, said):
    bring(*year(said))
    observation = db.session.scalars(select(HeldBefore).where(HeldBefore.kind == OBSERVATION)).one()
    with pytest.raises(Refused, match="This needs a reason"):
        before.withdraw(observation, "because", BY, NOW)
    before.withdraw(observation, "day", BY, NOW)
    db.session.commit()
    assert reads(unit.lowri) == "2 of 6, 0 of 2 after an observation, 1 to log"
    with pytest.raises(Refused, match="withdrawn already"):
        before.withdraw(observation, "day", BY, NOW)
    session = db.session.scalars(select(HeldBefore).where(HeldBefore.held_on == date(2026, 7, 14))).one()
    before.withdraw(session, "pair", BY, NOW)
    db.session.commit()
    planned = plan(file(*year(said)), TODAY)
    assert (len(planned.adds), planned.unchanged) == (2, 3)
    assert planned.notices[0].startswith("Lines 4, 5: This was withdrawn earlier")
    bring(*year(said))
    assert reads(unit.lowri) == "2 of 6, 1 of 2 after an observation, 1 to log"
    for statement in ("UPDATE held_before SET held_on = '2026-01-01'", "DELETE FROM held_before"):
        with pytest.raises(DatabaseError):
            db.session.execute(db.text(statement))
        db.session.rollback()
    with pytest.raises(NotThere):
        before.find(999)


def test_the_command_shows_first_and_imports_when_told(store, unit, said, tmp_path):
    path = tmp_path / "past.csv"
    path.write_bytes(file(*year(said)))
    db.session.commit()
    run = store.app.test_cli_runner().invoke
    shown = run(args=["rps", "import", str(path)])
    assert shown.exit_code == 0, shown.output
    assert f"{unit.lowri.name} ({unit.lowri.staff_number})" in shown.output
    assert "0 of 6, 0 of 2 after an observation -> 2 of 6, 1 of 2 after an observation, 1 to log" in shown.output
    assert db.session.query(HeldBefore).count() == 0
    db.session.rollback()
    assert "Imported." in run(args=["rps", "import", str(path), "--apply"]).output
    assert db.session.query(HeldBefore).count() == 5
    path.write_bytes(file(said("session", "soon")))
    db.session.rollback()
    wrong = run(args=["rps", "import", str(path), "--apply"])
    assert (wrong.exit_code, "1 to mend. Nothing was imported." in wrong.output) == (1, True)


def test_more_people_ask_no_more_questions(unit, said):
    def asked() -> int:
        with statements() as found:
            readings(plan(file(*rows), TODAY), NOW, 200)
        return len(found)

    rows = year(said)
    asked()  # what the settings are is read once
    few = asked()
    for count in range(6):
        who = make.member(f"Practitioner {count}", "Probation Officer", unit.team, unit.isla)
        rows += [{**row, "staff_number": who.staff_number} for row in year(said)]
    assert asked() == few


@pytest.mark.any_engine
def test_the_line_manager_marks_it_as_logged_from_the_list(unit, said, isla, sign_in, another_client):
    bring(*year(said))
    held = db.session.scalars(select(HeldBefore).where(HeldBefore.held_on == date(2026, 9, 15))).one()
    address = f"/team/unlogged/before/{held.id}"
    assert address in isla.get("/team/unlogged").text
    wrong = isla.post(address, data={"on": "14/09/2026", "reference": "SOP-9"})
    assert (wrong.status_code, "from the session to today" in wrong.text, 'value="SOP-9"' in wrong.text) == (
        422, True, True,
    )  # fmt: skip
    assert sign_in(unit.rhys, another_client()).post(address, data={"on": "19/11/2026"}).status_code == 404
    assert held.logged_on is None
    assert isla.post(address, data={"on": "19/11/2026", "reference": "SOP-9"}).status_code == 303
    assert (held.logged_on, held.reference) == (TODAY, "SOP-9")
    assert address not in isla.get("/team/unlogged").text


@pytest.mark.any_engine
def test_what_was_brought_in_is_not_recorded_a_second_time(unit, said, isla, book):
    bring(said("session", "17/11/2026"))
    answer, record = book(isla, unit.lowri, day="17/11/2026")
    assert (answer.status_code, record, "would count twice" in answer.text) == (409, None, True)
    _, other = book(isla, unit.lowri, day="18/11/2026")
    papers.answer(other, "lead", "held_on", "17/11/2026")
    assert "would count twice" in isla.get(f"/records/{other.id}/check").text
    before.withdraw(db.session.query(HeldBefore).one(), "twice", BY, NOW)
    assert "would count twice" not in isla.get(f"/records/{other.id}/check").text


@pytest.mark.any_engine
def test_somebody_who_has_left_since_held_sessions_until_the_last_day(unit, said):
    gone = make.member("Gone Manager", "Senior Probation Officer", unit.team, unit.efua, ends_on=date(2026, 6, 30))
    (held,) = plan(file(said("session", "30/06/2026", by=gone.staff_number)), TODAY).adds
    assert held.capacity == "line manager"
    (problem,) = plan(file(said("session", "01/07/2026", by=gone.staff_number)), TODAY).problems
    assert problem.words == "Gone Manager was not in post on 1 July 2026."
