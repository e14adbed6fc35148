"""The Professional Register: what it says on a day and who is eligible, one entry or many, and who sees which page."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.database import db
from app.home.rows import rows
from app.notices import work
from app.policy import registration as policy
from app.policy.registration import Entering
from app.policy.rules import Refused, breaches
from app.registration.models import RegisterEntry
from app.registration.register import entries
from app.registration.register import file as register_file
from app.registration.register.entries import Says, eligible_roles
from app.settings import actions as settings
from tests import make
from tests.browsing import Client
from tests.counting import count_queries
from tests.registration.entering import BY, NOW, entered

TODAY = NOW.date()
COLUMNS = "staff_number,status,number,renewal_on,authority,starts_on"
GOOD = Entering("registered", "PR-1", date(2026, 9, 1), TODAY, date(2027, 8, 31))


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("job_role", "is_eligible", "why"),
    [
        ("Probation Officer", True, "one of the eligible job roles"),
        ("Senior Probation Officer", True, "one of the eligible job roles"),
        ("Prison Offender Manager (prison)", True, "one of the eligible job roles"),
        ("PQiP Learner", False, "not one of the eligible job roles"),
        ("Quality Development Officer", False, "not one of the eligible job roles"),
        ("", False, "Not in post"),
    ],
)
def test_who_is_eligible_is_data_that_says_why(app: Flask, job_role: str, is_eligible: bool, why: str):
    found = policy.eligibility(job_role, eligible_roles(TODAY))
    assert (found.is_eligible, why in found.why, "Framework 7" in found.source) == (is_eligible, True, True)


@pytest.mark.any_engine
def test_an_administrator_adds_an_eligible_role_from_a_day_on(app: Flask):
    settings.add_item("registration.eligible_roles", "PQiP Learner", "Framework 7.2", date(2027, 1, 1), BY, NOW, TODAY)
    told = [policy.eligibility("PQiP Learner", eligible_roles(on)).is_eligible for on in (TODAY, date(2027, 1, 1))]
    assert told == [False, True]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, ""),
        ({"status": "struck off"}, "The status is"),
        ({"number": ""}, "has a number"),
        ({"number": "", "status": "lapsed"}, ""),
        ({"number_of": "Pius Okonkwo"}, "belongs to one person"),
        ({"renewal_on": date(2026, 9, 1)}, "Renewal is due after"),
        ({"renewal_on": None}, ""),
        ({"starts_on": date(2026, 11, 20)}, "not ahead"),
        ({"starts_on": date(2024, 8, 31)}, "began in September 2024"),
        ({"is_known": True}, "changes something"),
    ],
)
def test_each_rule_of_an_entry_is_named(changed: dict[str, Any], words: str):
    told = [each.words for each in breaches(policy.ENTERING, Entering(**{**GOOD.__dict__, **changed}))]
    assert len(told) == bool(words)
    assert all(words in each for each in told)


def test_what_holds_on_a_day_is_the_latest_to_start_and_of_one_day_what_was_written_later(unit: make.SmallUnit):
    who = unit.lowri
    first = entered(who, "pending", date(2025, 9, 1), renewal_on=None)
    slip = entered(who, starts_on=date(2026, 3, 1), number="PR-1")
    right = entered(who, starts_on=date(2026, 3, 1), number="PR-2")
    earlier = entered(who, "registered", date(2026, 1, 1), number="PR-0")
    held = [entries.in_force(who.id, on) for on in (date(2025, 8, 31), date(2025, 12, 1), date(2026, 2, 1), TODAY)]
    assert held == [None, first, earlier, right]
    assert entries.history(who.id) == [right, slip, earlier, first]
    with pytest.raises(Refused, match="changes something"):
        entered(who, starts_on=date(2026, 5, 1), number="PR-2")
    for number in ("PR-2", "pr-2", " PR - 2"):
        with pytest.raises(Refused, match="belongs to one person"):
            entered(unit.pius, number=number)
    entered(unit.pius, number="PR-1")  # a slip that was put right holds nobody up


@pytest.mark.any_engine
def test_the_cover_of_a_pack_tells_what_the_register_said_in_its_period(unit: make.SmallUnit):
    who = unit.lowri
    assert entries.facts_for_pack(who.id, date(2025, 9, 1), date(2026, 8, 31)) == ()
    entered(who, starts_on=date(2024, 9, 1), number="PR-9", renewal_on=date(2026, 2, 28))
    entered(who, "lapsed", date(2026, 3, 1), renewal_on=None)
    entered(who, starts_on=date(2026, 4, 1), number="PR-9")
    told = {label: words.replace("\xa0", " ") for label, words in
            entries.facts_for_pack(who.id, date(2025, 9, 1), date(2026, 8, 31))}  # fmt: skip
    assert told == {
        "Register status": "Registered from 1 September 2024; Lapsed from 1 March 2026; Registered from 1 April 2026",
        "Register number": "PR-9", "Authority to practise": "Yes", "Renewal due": "31 August 2027",
    }  # fmt: skip
    last_year = dict(entries.facts_for_pack(who.id, date(2024, 9, 1), date(2025, 8, 31)))
    assert last_year["Register status"].replace("\xa0", " ") == "Registered from 1 September 2024"


def lines(unit: make.SmallUnit) -> list[str]:
    return [
        f"{unit.lowri.staff_number},Registered,PR-1,31/08/2027,yes,01/09/2026",
        f"{unit.pius.staff_number},lapsed,,,no,2026-10-01",
        f"{unit.lowri.staff_number},pending,,,no,01/09/2025",
    ]


def as_file(rows: list[str]) -> bytes:
    return "\n".join([COLUMNS, *rows]).encode()


def test_a_file_enters_many_and_the_same_file_again_changes_nothing(unit: make.SmallUnit):
    data = as_file(lines(unit))
    planned = register_file.plan(data, TODAY)
    assert [(each.name, register_file.in_words(each.before)) for each in planned.changes] == [
        ("Lowri Throckmorton", "No entry"),
        ("Lowri Throckmorton", "Pending, no authority to practise"),
        ("Pius Okonkwo", "No entry"),
    ]
    register_file.apply(data, BY, NOW, planned.digest)
    again = register_file.plan(data, TODAY)
    assert (again.is_empty, again.unchanged) == (True, 3)
    assert len(db.session.scalars(select(RegisterEntry)).all()) == 3
    for number in ("PR-1", "pr - 1"):
        other = as_file([f"{unit.magda.staff_number},registered,{number},,yes,01/09/2026"])
        assert [(each.line, each.column) for each in register_file.plan(other, TODAY).problems] == [(2, "number")]
    with pytest.raises(Refused, match="would do something else now"):
        register_file.apply(as_file([f"{unit.magda.staff_number},pending,,,no,01/09/2026"]), BY, NOW, planned.digest)


@pytest.mark.any_engine
def test_everything_wrong_with_a_file_is_told_at_once(unit: make.SmallUnit):
    bad = [
        f"{unit.lowri.staff_number},registered,,30/08/2026,perhaps,01/09/2026",
        "999999,registered,PR-7,,yes,01/09/2026",
        f"{unit.pius.staff_number},struck off,PR-8,tomorrow,yes,01/09/2026",
        f"{unit.magda.staff_number},registered,PR-8,,yes,01/12/2026",
        f"{unit.magda.staff_number},pending,,,no,01/12/2026",
    ]
    found = [(each.line, each.column) for each in register_file.plan(as_file(bad), TODAY).problems]
    assert found == [(2, "authority"), (2, "number"), (2, "renewal_on"), (3, "staff_number"), (4, "renewal_on"),
                     (4, "status"), (5, "starts_on"), (6, "starts_on"), (6, "starts_on")]  # fmt: skip
    assert register_file.plan(b"staff_number,status,note\n1,lapsed,x", TODAY).problems[0].line == 1


@pytest.mark.any_engine
def test_the_command_shows_what_would_change_and_applies_it_when_told(unit: make.SmallUnit, tmp_path: Path):
    file = tmp_path / "register.csv"
    file.write_bytes(as_file(lines(unit)))
    db.session.commit()
    runner = current_app.test_cli_runner()
    shown = runner.invoke(args=["registration", "import", str(file)])
    assert "Pius Okonkwo" in shown.output
    assert "3 to enter, 0 unchanged." in shown.output
    assert db.session.scalars(select(RegisterEntry)).all() == []
    assert runner.invoke(args=["registration", "import", str(file), "--apply"]).exit_code == 0
    assert "0 to enter, 3 unchanged." in runner.invoke(args=["registration", "import", str(file)]).output
    file.write_text("staff_number\n1")
    assert runner.invoke(args=["registration", "import", str(file)]).exit_code == 1


def upload(browser: Client, data: bytes) -> Any:
    boundary, body = encode_multipart({"register": FileStorage(io.BytesIO(data), "register.csv")})
    return browser.post("/admin/register/", data=body, content_type=f"multipart/form-data; boundary={boundary}")


@pytest.mark.any_engine
def test_an_administrator_previews_a_file_enters_it_and_puts_one_entry_right(unit: make.SmallUnit, client, sign_in):
    fergus = sign_in(unit.fergus, client)
    wrong = upload(fergus, as_file(["1,lapsed,,,no,01/09/2026"]))
    assert (wrong.status_code, "Nobody with staff number 1 is known" in wrong.text) == (422, True)
    preview = upload(fergus, as_file(lines(unit))).location
    text = fergus.get(preview).text
    assert "Enter 3\xa0entries" in text
    seen = text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert fergus.post(f"{preview}/import", data={"seen": "something else"}).status_code == 422
    assert fergus.post(f"{preview}/import", data={"seen": seen}).status_code == 303
    twice = fergus.post(f"{preview}/import", data={"seen": seen}, follow_redirects=True)
    assert (twice.request.path, "This is imported already" in twice.text) == ("/register", True)
    form = {
        "status": "registered",
        "number": "PR-1",
        "authority": "yes",
        "renewal_on": "1/9/2026",
        "starts_on": "1/9/2026",
    }
    page = f"/admin/register/people/{unit.pius.id}"
    refused = fergus.post(page, data=form)
    assert refused.status_code == 409
    assert "A number of the register belongs to one person" in refused.text
    assert "Renewal is due after the day the entry starts" in refused.text
    assert fergus.post(page, data={**form, "starts_on": "yesterday"}).status_code == 422
    assert fergus.post(page, data={**form, "number": "PR-2", "renewal_on": "31/8/2027"}).status_code == 303
    told = entries.in_force(unit.pius.id, TODAY)
    assert told is not None
    assert entries.said(told) == Says("lapsed")  # the lapse of October still holds after an entry from September


@pytest.mark.any_engine
def test_the_register_is_seen_by_the_line_manager_the_head_of_the_unit_and_administrators(
    unit: make.SmallUnit, client, sign_in, another_client
):
    entered(unit.lowri, renewal_on=date(2026, 12, 1))
    entered(unit.magda, "lapsed", date(2026, 10, 1))
    answers = {}
    for who in (unit.lowri, unit.isla, unit.rhys, unit.efua, unit.bronwen, unit.saoirse, unit.fergus, unit.nerys):
        browser = sign_in(who, another_client())
        own, listed = browser.get("/registration").status_code, browser.get("/register")
        of_lowri = browser.get(f"/register/{unit.lowri.id}").status_code
        answers[who.name.split()[0]] = (
            own,
            of_lowri,
            *(f'/register/{each.id}"' in listed.text for each in (unit.lowri, unit.magda)),
        )
    assert answers == {
        "Lowri": (200, 303, False, False), "Isla": (200, 200, True, False), "Rhys": (200, 404, False, True),
        "Efua": (200, 200, True, True), "Bronwen": (200, 403, False, False), "Saoirse": (200, 404, False, False),
        "Fergus": (403, 200, True, True), "Nerys": (403, 403, False, False),
    }  # fmt: skip
    fergus = sign_in(unit.fergus, client)
    assert "Magda" not in fergus.get("/register?show=renewal").text
    assert "Magda" in fergus.get("/register?show=lapsed&q=magda").text


@pytest.mark.any_engine
def test_the_list_asks_no_more_when_there_are_more_people(unit: make.SmallUnit, efua: Client):
    def grow(count: int) -> None:
        for number in range(count):
            who = make.member(f"Practitioner {number}", "Probation Officer", unit.team, unit.isla)
            entered(who)

    grow(4)
    asked = count_queries(efua, "/register")
    grow(60)
    assert count_queries(efua, "/register") == asked <= 8
    assert "51 to" in efua.get("/register?page=2").text


def waiting(who: Any) -> dict[str, Any]:
    found, _ = work.waiting(who.id, NOW, TODAY)
    with current_app.test_request_context():
        return {item.code: row for item, row in zip(found, rows(found, NOW), strict=True) if "regist" in item.code}


def test_a_lapse_and_a_renewal_are_told_to_the_person_and_the_line_manager_and_block_nothing(unit: make.SmallUnit):
    entered(unit.lowri, renewal_on=date(2026, 12, 20))
    entered(unit.pius, "lapsed", date(2026, 10, 1), renewal_on=None)
    entered(unit.magda)  # renewal is far off
    assert [waiting(who).keys() for who in (unit.lowri, unit.pius, unit.magda, unit.rhys)] == [
        {"register.own_renewal"}, {"register.own_lapsed"}, set(), set()
    ]  # fmt: skip
    for_isla = waiting(unit.isla)
    assert for_isla.keys() == {"register.team_renewal", "register.team_lapsed"}
    assert for_isla["register.team_lapsed"].whose.startswith("Pius Okonkwo")
    assert for_isla["register.team_renewal"].url.endswith(f"/register/{unit.lowri.id}")
    entered(unit.pius, starts_on=date(2026, 11, 1))
    assert not waiting(unit.pius)
