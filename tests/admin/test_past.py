"""Bringing in past sessions on the administrator's pages: upload, preview, import, and withdrawing what is wrong."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.admin.models import StagedImport
from app.database import db
from app.history.models import Event
from app.people.models import Person, Posting
from app.people.queries import by_staff_number
from app.policy.people import is_practitioner
from app.rps.before.importing.meters import in_words
from app.rps.before.importing.rows import COLUMNS
from app.rps.models import HeldBefore
from app.rps.year import years
from app.web.clock import now, today
from tests import make
from tests.admin.test_imports import carry_out, seen
from tests.admin.test_imports import preview as preview_of_staff
from tests.counting import count_queries
from tests.people.files import ABSENCES, STAFF

ROOT = "/admin/past/"
ROW = {"kind": "session", "held_on": "12/05/2026", "sop_logged_on": "12/05/2026"}


def file(*rows: dict[str, str]) -> bytes:
    """The rows as a file: staff number, kind, day and holder, and what else they say."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def upload(browser: Any, data: bytes | None) -> TestResponse:
    form = {"past": FileStorage(io.BytesIO(data), "past.csv")} if data is not None else {}
    boundary, body = encode_multipart(form)
    answer: TestResponse = browser.post(ROOT, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    return answer


def preview(browser: Any, data: bytes) -> tuple[str, str]:
    """Upload; gives the address of the preview and its text."""
    answer = upload(browser, data)
    assert answer.status_code == 303, answer.text
    return answer.location, browser.get(answer.location).text


def believable() -> tuple[bytes, dict[str, str]]:
    """This year of each practitioner known: by their line manager, every third of them with an observation, every
    fourth with a session not logged yet. Also what the meter of some should read, by staff number.
    """
    rows, expected = [], {}
    query = select(Person, Posting.line_manager_id, Posting.job_role).join(Posting, Posting.person_id == Person.id)
    numbers = {who.id: who.staff_number for who in db.session.scalars(select(Person))}
    found = [each for each in db.session.execute(query.order_by(Person.id)) if is_practitioner(each.job_role)]
    for place, (who, manager_id, _) in enumerate(found):
        has_pair, has_open = place % 3 == 0, place % 4 == 0
        for kind, month, after in (("session", 5, False), ("observation", 7, False), ("session", 8, True)):
            if kind == "observation" and not has_pair:
                continue
            held_on = date(2026, month, 4 + place % 20)
            is_open = has_open and month == 5
            rows.append({
                "staff_number": who.staff_number, "kind": kind, "held_on": f"{held_on:%d/%m/%Y}",
                "held_by_number": numbers[manager_id],
                "after_observation_on": f"{held_on.replace(month=7):%d/%m/%Y}" if after and has_pair else "",
                "sop_logged_on": "" if is_open or kind == "observation" else f"{held_on + timedelta(1):%d/%m/%Y}",
            })  # fmt: skip
        expected[who.staff_number] = f"{1 if has_open else 2} complete, {int(has_pair)} observed, {int(has_open)} open"
    return file(*rows), expected


def test_a_new_unit_starts_with_the_right_meters_on_an_empty_database(app: Flask, sign_in, another_client):
    admin = sign_in(make.account("Fergus MacGillivray", role="admin"))
    assert "Starting a new unit" in admin.get("/admin/imports/").text
    carry_out(admin, *preview_of_staff(admin, STAFF, ABSENCES))
    data, expected = believable()
    address, text = preview(admin, data)
    assert f"{len(expected)}\N{NO-BREAK SPACE}people" in text
    for words in ("Sickness", "Maternity", "Secondment"):
        assert words not in text
    done = admin.post(f"{address}/import", data={"seen": seen(text)})
    assert (done.status_code, db.session.query(StagedImport.past).where(StagedImport.past != b"").count()) == (303, 0)
    manager = by_staff_number("100253")
    team = years.team(manager.id, today(), now())
    assert len(team) > 3
    page = sign_in(manager, another_client()).get("/team").text
    for member in team:
        it, number = member.standing, db.session.get_one(Person, member.id).staff_number
        said = f"{it.complete} complete, {it.observed} observed, {it.incomplete} open"
        assert said == expected[number]
        assert member.name in page
        assert it.words in page
    _, again = preview(admin, data)
    assert "The file says nothing new." in again


@pytest.mark.any_engine
def test_what_is_wrong_is_listed_and_nothing_is_kept(unit, sign_in):
    browser = sign_in(unit.fergus)
    assert "Choose a file of past sessions" in upload(browser, None).text
    row = {"staff_number": unit.lowri.staff_number, **ROW, "held_by_number": "<b>X9</b>", "Notes": "She was upset"}
    answer = upload(browser, file(row))
    assert (answer.status_code, db.session.query(StagedImport).count()) == (422, 0)
    assert "Only dates and people are brought in" in answer.text
    assert "upset" not in answer.text
    assert "Error: " in answer.text.split("</title>")[0]
    del row["Notes"]
    answer = upload(browser, file(row))
    assert (answer.status_code, "A staff number has only" in answer.text, "<b>X9" in answer.text) == (422, True, False)
    names = browser.get(f"{ROOT}template.csv").data.decode("utf-8-sig").strip().split(",")
    assert names == list(COLUMNS)


@pytest.mark.any_engine
def test_a_preview_belongs_to_its_owner_and_what_changed_is_looked_at_again(unit, sign_in, another_client):
    browser, other = sign_in(unit.fergus), sign_in(make.account("Ottilie", role="admin"), another_client())
    row = {"staff_number": unit.lowri.staff_number, "held_by_number": unit.isla.staff_number, **ROW}
    address, text = preview(browser, file(row))
    staged = address.rsplit("/", 1)[1]
    assert "0 of 6, 0 of 2 after an observation" in text
    assert "1 of 6, 0 of 2 after an observation" in text
    for who, path in ((other, address), (browser, f"/admin/imports/{staged}")):
        assert who.get(path).status_code == 404
        assert who.post(f"{path}/import", data={"seen": seen(text)}).status_code == 404
    theirs, shown = preview(other, file(row))
    assert other.post(f"{theirs}/import", data={"seen": seen(shown)}).status_code == 303
    twice = other.post(f"{theirs}/import", data={"seen": seen(shown)}, follow_redirects=True)
    assert (twice.status_code, "This is imported already" in twice.text) == (200, True)
    assert twice.request.path == f"{ROOT}held"
    late = browser.post(f"{address}/import", data={"seen": seen(text)})
    assert (late.status_code, "changed since you looked at this" in late.text) == (422, True)
    assert db.session.query(HeldBefore).count() == 1


@pytest.mark.any_engine
def test_an_administrator_finds_what_was_brought_in_and_withdraws_it(unit, sign_in):
    browser = sign_in(unit.fergus)
    row = {"staff_number": unit.lowri.staff_number, "held_by_number": unit.isla.staff_number, **ROW}
    address, text = preview(browser, file(row))
    browser.post(f"{address}/import", data={"seen": seen(text)})
    held = db.session.query(HeldBefore).one()
    for text in ("", "throck", unit.lowri.staff_number.lower()):
        assert f"{ROOT}held/{unit.lowri.id}" in browser.get(f"{ROOT}held", query_string={"q": text}).text
    assert f"{ROOT}held/{unit.lowri.id}" not in browser.get(f"{ROOT}held?q=magda").text
    assert browser.get(f"{ROOT}held/{unit.magda.id}").status_code == 404
    page = f"{ROOT}held/rows/{held.id}/withdraw"
    assert page in browser.get(f"{ROOT}held/{unit.lowri.id}").text
    for wrong in ({}, {"why": "I feel like it"}):
        answer = browser.post(page, data=wrong)
        assert (answer.status_code, held.withdrawn_at) == (422, None)
    assert browser.post(page, data={"why": "day"}).status_code == 303
    assert held.withdrawn_by == "Fergus MacGillivray"
    assert browser.post(page, data={"why": "day"}).status_code == 409
    assert "Withdrawn" in browser.get(f"{ROOT}held/{unit.lowri.id}").text
    event = db.session.scalars(select(Event).where(Event.verb == "withdrew what was brought in")).one()
    assert (event.subject_id, event.reason) == (unit.lowri.id, "session: 2026-05-12. The day is wrong")
    member = years.of_person(unit.lowri.id, today(), now())
    assert member
    assert in_words(member.standing) == "0 of 6, 0 of 2 after an observation"


@pytest.mark.any_engine
def test_more_people_in_the_file_ask_no_more_questions(unit, sign_in):
    browser = sign_in(unit.fergus)
    row = {"held_by_number": unit.isla.staff_number, **ROW}
    counts = []
    for more in (1, 8):
        team = [make.member(f"Practitioner {n}", "Probation Officer", unit.team, unit.isla) for n in range(more)]
        address, _ = preview(browser, file(*({"staff_number": who.staff_number, **row} for who in team)))
        counts.append(count_queries(browser, address))
    assert counts[0] == counts[1]
    assert re.search("Practitioner 7", browser.get(address).text)
