"""Importing on the administrator's pages: upload, preview, import."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.admin.models import StagedImport
from app.database import db
from app.people import queries
from app.people.importing.reading import MOST_BYTES
from app.people.models import Person
from tests import make
from tests.people.files import ABSENCES, STAFF, absences, efua, isla, lowri, staff

pytestmark = pytest.mark.any_engine

SignIn = Callable[..., Any]
ROOT = "/admin/imports/"


def send(browser: Any, form: dict[str, Any]) -> TestResponse:
    """Post the form as a browser does, from memory."""
    boundary, body = encode_multipart(form)
    answer: TestResponse = browser.post(ROOT, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    return answer


def upload(browser: Any, data: bytes | None, away: bytes | None = None, on: str = "19/11/2026") -> TestResponse:
    form: dict[str, Any] = {"starts_on": on}
    if data is not None:
        form["staff"] = FileStorage(io.BytesIO(data), "staff.csv")
    if away is not None:
        form["absences"] = FileStorage(io.BytesIO(away), "absences.csv")
    return send(browser, form)


def preview(browser: Any, data: bytes | None, away: bytes | None = None) -> tuple[str, str]:
    """Upload; gives the address of the preview and its text."""
    answer = upload(browser, data, away)
    assert answer.status_code == 303, answer.text
    address = answer.headers["Location"]
    return address, browser.get(address).text


def seen(text: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', text)
    assert found
    return found[1]


def carry_out(browser: Any, address: str, text: str, **more: Any) -> TestResponse:
    answer: TestResponse = browser.post(f"{address}/import", data={"seen": seen(text), **more})
    return answer


def admin(name: str = "Fergus MacGillivray") -> Any:
    return make.account(name, role="admin")


def test_the_demo_files_go_from_upload_through_preview_to_people(app: Flask, sign_in: SignIn):
    browser = sign_in(admin())
    assert "Staff file" in browser.get(ROOT).text
    address, text = preview(browser, STAFF, ABSENCES)
    assert "148\N{NO-BREAK SPACE}people" in text
    assert db.session.query(Person).count() == 0
    done = carry_out(browser, address, text)
    assert done.status_code == 303
    assert "Imported: 148 new, 0 changed, 6 absences." in browser.get(ROOT).text
    assert db.session.query(Person).count() == 148
    kept = db.session.query(StagedImport).one()
    assert (kept.staff, kept.absences) == (b"", b""), "nothing of the files is left"
    for late in (lambda: carry_out(browser, address, text), lambda: browser.get(address)):
        assert late().headers["Location"] == ROOT
        assert "This is imported already. Nothing was imported twice." in browser.get(ROOT).text
    assert db.session.query(Person).count() == 148
    _, again = preview(browser, STAFF, ABSENCES)
    assert "The files say nothing new." in again


def test_problems_are_listed_by_line_and_column_and_nothing_is_kept(app: Flask, sign_in: SignIn):
    browser = sign_in(admin())
    answer = upload(browser, staff(efua(), isla(weekly_hours="60", job_role="<b>Astronaut</b>"), lowri()))
    assert answer.status_code == 422
    assert '">3</td><td data-label="Column">weekly_hours</td>' in answer.text
    assert "&lt;b&gt;Astronaut&lt;/b&gt;" in answer.text
    assert "<b>Astronaut" not in answer.text
    assert "Error: " in answer.text.split("</title>")[0]
    assert db.session.query(StagedImport).count() == 0


def test_no_file_a_wrong_day_and_a_spreadsheet_are_told(app: Flask, sign_in: SignIn):
    browser = sign_in(admin())
    assert "Choose a staff file, an absences file, or both" in upload(browser, None).text
    wrong = upload(browser, STAFF, on="30/02/2026")
    assert (wrong.status_code, "Enter the day that changes take effect" in wrong.text) == (422, True)
    assert "This is a spreadsheet file." in upload(browser, b"PK\x03\x04").text


def test_only_this_page_takes_a_large_file_and_not_one_too_large(app: Flask, sign_in: SignIn):
    browser = sign_in(admin())
    large = STAFF + b"\r\n" * (2 * 1024 * 1024)
    assert upload(browser, large).status_code == 303
    assert upload(browser, b"x" * (MOST_BYTES + 100_000)).status_code == 413
    assert browser.post("/admin/settings/rps.sop_days", data={"value": "x" * 2_000_000}).status_code == 413


def test_a_large_file_passes_the_check_of_the_token_too(app: Flask, sign_in: SignIn):
    browser = sign_in(admin())
    app.config["WTF_CSRF_ENABLED"] = True
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(ROOT).text)
    assert token
    form = {
        "csrf_token": token[1],
        "starts_on": "19/11/2026",
        "staff": FileStorage(io.BytesIO(STAFF + b"\n" * 3_000_000), "s.csv"),
    }
    assert send(browser, form).status_code == 303


def test_leavers_leave_only_when_ticked(app: Flask, sign_in: SignIn):
    browser = sign_in(admin())
    carry_out(browser, *preview(browser, staff(efua(), isla(), lowri())))
    address, text = preview(browser, staff(efua(), isla()))
    assert "Lowri Throckmorton" in text
    wrong = carry_out(browser, address, text, **{"left": "3", "last_day-3": "soon"})
    box = re.search(r'<a href="#(last_day-[0-9]+)">Enter the last day of Lowri Throckmorton, such as', wrong.text)[1]
    assert (wrong.status_code, f'aria-describedby="{box}-error"' in wrong.text) == (422, True)
    assert 'value="soon"' in wrong.text
    assert carry_out(browser, address, text, **{"left": "3", "last_day-3": "17 November 2026"}).status_code == 303
    gone = queries.by_staff_number("3")
    assert gone
    assert gone.has_left


def test_a_preview_belongs_to_its_owner_and_to_one_day(app: Flask, sign_in: SignIn, another_client: Callable[[], Any]):
    browser = sign_in(admin())
    address, text = preview(browser, STAFF)
    other = sign_in(admin("Ottilie Brandreth"), another_client())
    assert other.get(address).status_code == 404
    assert carry_out(other, address, text).status_code == 404
    staged = db.session.query(StagedImport).one()
    db.session.execute(update(StagedImport).values(created_at=staged.created_at.replace(day=17)))
    assert browser.get(address).status_code == 404
    preview(browser, STAFF)
    assert db.session.query(StagedImport).count() == 1


def test_what_changed_since_the_preview_is_looked_at_again(app: Flask, sign_in: SignIn):
    browser = sign_in(admin())
    first, text = preview(browser, staff(efua(), isla(), lowri()))
    carry_out(browser, *preview(browser, staff(efua(), isla())))
    answer = carry_out(browser, first, text)
    assert (answer.status_code, "People were changed since you looked at this" in answer.text) == (422, True)
    assert carry_out(browser, first, answer.text).status_code == 303


def test_absences_alone_can_be_imported(app: Flask, sign_in: SignIn):
    browser = sign_in(admin())
    carry_out(browser, *preview(browser, staff(efua(), isla(), lowri())))
    address, text = preview(browser, None, absences(("3", "Sickness", "02/11/2026", "")))
    assert "Still away" in text
    assert carry_out(browser, address, text).status_code == 303


def test_nobody_but_an_administrator_imports(app: Flask, sign_in: SignIn, another_client: Callable[[], Any]):
    of = make.unit()
    for who in (of.isla, of.efua, of.nerys):
        browser = sign_in(who, another_client())
        assert browser.get(ROOT).status_code == 403
        assert upload(browser, STAFF).status_code == 403
    assert another_client().get(ROOT).status_code == 303
