"""The register as a workbook: what an inspector can sort and trust, and no formula in it."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from sqlalchemy import select

from app.assessors import register
from app.assessors.exports import COLUMNS, NONE_OPEN, NOT_SHOWN
from app.database import db
from app.history.models import Event
from app.people.models import ROLE_LEARNING
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED
from app.web import workbook
from app.web.clock import now
from app.web.workbook import UNSAFE
from tests import make
from tests.counting import count_queries

PATH = "/assessors/register.xlsx"
DISCRETION = {"reason_code": "maternity", "reason": "=Back after nine months", "review_on": "19/2/2027", "sure": "yes",
              "discussed": "y"}  # fmt: skip


@pytest.fixture
def u(app):
    unit = make.unit()
    for pom in (unit.kwame, unit.keziah):
        make.fact(pom, ROLE_LEARNING, date(2024, 6, 3))
    return unit


def book_of(client, query=""):
    answer = client.get(PATH + query)
    assert answer.status_code == 200
    assert answer.mimetype == workbook.TYPE
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def rows_of(sheet) -> list[tuple]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def row_about(sheet, name) -> dict:
    rows = rows_of(sheet)
    return next(dict(zip(rows[0], row, strict=True)) for row in rows[1:] if name in row)


def test_both_sheets_stay_filter_and_hold_real_days(u, sign_in, at):
    make.member("Barnaby Quince", "Probation Services Officer", u.team, u.isla, starts_on=date(2026, 9, 1))
    register.catch_up_all(now())
    isla = sign_in(u.isla)
    isla.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION)
    book = book_of(isla, "?show=all")
    assert book.sheetnames == ["About this file", "Roles today", "Changes"]
    for sheet, last in ((book["Roles today"], "L4"), (book["Changes"], "O3")):
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{last}"
        assert all(0 < sheet.column_dimensions[letter].width <= 60 for letter in "ABCDEFGHIJKL")
    roles = book["Roles today"]
    assert tuple(cell.value for cell in roles[1]) == COLUMNS
    quince = row_about(roles, "Barnaby Quince")
    assert quince["Since"] == datetime(2026, 9, 1)
    assert quince["Ends or is reviewed"] == datetime(2027, 3, 1)
    assert (quince["Assessor role"], quince["Decided by"]) == (COUNTERSIGNED, "by rule")
    assert row_about(roles, "Lowri Throckmorton")["Ends or is reviewed"] == datetime(2027, 2, 19)
    assert row_about(roles, "Pius Okonkwo")["Assessor role"] == NON_COUNTERSIGNED


def test_the_changes_say_who_asked_decided_and_applied_and_when(u, sign_in, another_client, at):
    isla = sign_in(u.isla)
    isla.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION)
    change = db.session.scalars(select(register.RoleChange)).one()
    at("2026-11-20 14:05")
    fergus = sign_in(u.fergus, another_client())
    fergus.post("/assessors/oasys", data={"change": change.id})
    told = row_about(book_of(fergus)["Changes"], "Lowri Throckmorton")
    assert (told["Old role"], told["New role"]) == (NON_COUNTERSIGNED, COUNTERSIGNED)
    assert told["Criteria open"] == "4. Manager’s discretion (Framework 5.2, 5.4)"
    assert (told["Decided by"], told["Applied in OASys by"]) == ("Isla Mbeki", "Fergus MacGillivray")
    assert (told["Effective"], told["Applied at"]) == (datetime(2026, 11, 19, 9, 32), datetime(2026, 11, 20, 14, 5))
    assert (told["Review on"], told["Part of a performance discussion"]) == (datetime(2027, 2, 19), "Yes")
    assert told["Reason"] == "=Back after nine months"


def test_summer_time_is_shown_as_the_clocks_show_it(u, sign_in, at):
    at("2026-07-01 14:00")
    sign_in(u.isla).post(f"/assessors/{u.lowri.id}/opens/4", data={**DISCRETION, "review_on": "1/9/2026"})
    assert row_about(book_of(sign_in(u.fergus))["Changes"], "Lowri Throckmorton")["Effective"] == datetime(
        2026, 7, 1, 14, 0)  # fmt: skip


def test_reasons_are_for_those_who_may_read_them(u, sign_in, another_client):
    isla = sign_in(u.isla)
    isla.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION)
    posting = db.session.scalars(select(make.Posting).where(make.Posting.person_id == u.lowri.id)).one()
    posting.line_manager_id = u.rhys.id
    shown = {}
    for who in (u.efua, u.rhys, u.fergus, u.nerys):
        found = row_about(book_of(sign_in(who, another_client()))["Changes"], "Lowri Throckmorton")
        shown[who.name.split()[0]] = found["Reason"]
    assert shown == {"Efua": DISCRETION["reason"], "Fergus": DISCRETION["reason"], "Rhys": NOT_SHOWN,
                     "Nerys": NOT_SHOWN}  # fmt: skip


def test_changes_hold_whoever_left_the_role_too(u, sign_in):
    isla = sign_in(u.isla)
    isla.post(f"/assessors/{u.lowri.id}/opens/4", data=DISCRETION)
    isla.post(f"/assessors/{u.lowri.id}/ends/4", data={"reason": "All is well", "from_on": "19/11/2026", "sure": "yes"})
    book = book_of(isla)
    assert [row[1] for row in rows_of(book["Roles today"])[1:]] == []
    changes = rows_of(book["Changes"])[1:]
    assert [row[4] for row in changes] == [COUNTERSIGNED, NON_COUNTERSIGNED]
    assert changes[1][5] == NONE_OPEN
    assert rows_of(book_of(isla, "?team=Elsewhere")["Changes"])[1:] == []


def test_the_first_sheet_says_who_made_it_when_and_by_which_paragraphs(u, sign_in):
    rows = rows_of(book_of(sign_in(u.fergus), "?q=lowri")["About this file"])
    said = {row[0]: row[1] for row in rows if row[0]}
    assert said["Made by"] == "Fergus MacGillivray, administrator"
    assert said["Made at"] == datetime(2026, 11, 19, 9, 32)
    assert said["On the facts of"] == datetime(2026, 11, 19)
    assert said["About"] == "Countersigned, found by “lowri”, all teams, of those Fergus MacGillivray answers for"
    text = "\n".join(str(cell) for row in rows for cell in row if cell)
    for paragraph in ("Framework 5.2", "Framework 5.2, 5.4", "Framework 5.3", "6. Learning for the role"):
        assert paragraph in text


@pytest.mark.any_engine
@pytest.mark.parametrize("first", UNSAFE)
def test_no_text_becomes_a_formula_or_breaks_the_file(app, first):
    said = f'{first}HYPERLINK("https://example.org","Lowri")\x0b\ufffe\x00'
    made = workbook.workbook("T", "A", now(), [workbook.Sheet("One", (("Name", 20),), [(said,), ("Ada Bell",)])])
    sheet = openpyxl.load_workbook(io.BytesIO(made))["One"]
    assert [cell.data_type for cell in sheet["A"]] == ["s", "s", "s"]
    assert sheet["A2"].value.startswith(f"{first}HYPERLINK")
    assert [cell.quotePrefix for cell in sheet["A"]] == [False, True, False]
    pages = zipfile.ZipFile(io.BytesIO(made))
    assert not any(b"<f>" in pages.read(name) for name in pages.namelist())


def test_taking_the_file_is_history_and_says_no_names(u, sign_in):
    book_of(sign_in(u.isla), "?show=all")
    event = db.session.scalars(select(Event).where(Event.verb == "assessor roles downloaded")).one()
    assert (event.actor, event.reason) == ("Isla Mbeki", "2\u00a0people, 0\u00a0changes")


def test_who_answers_for_nobody_gets_no_file(u, sign_in, another_client):
    for who in (u.lowri, u.gwenllian):
        assert sign_in(who, another_client()).get(PATH).status_code == 404


def test_the_file_asks_no_more_when_there_are_more_people(u, sign_in):
    isla = sign_in(u.isla)
    few = count_queries(isla, PATH)
    for number in range(12):
        make.member(f"Ada {number}", "Probation Services Officer", u.team, u.isla, starts_on=date(2026, 9, 1))
    register.catch_up_all(now())
    assert count_queries(isla, PATH) == few
