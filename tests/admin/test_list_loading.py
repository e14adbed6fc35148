"""Loading a whole reference list: every problem at once, what would change before it does, and nothing lost."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.admin.list_reading import read
from app.history.models import Event
from app.policy.lists import LISTS, REGISTRATION_STANDARDS, SEEDS2_SKILLS, Item
from app.settings import queries
from tests import make

LOAD = f"/admin/settings/load/{REGISTRATION_STANDARDS}"
TODAY, LATER = date(2026, 11, 19), date(2026, 12, 1)
SOURCE = "Register standards 2026"
NEW = f"PRS-1,Accountable practice,{SOURCE},3,2\nconduct,Personal conduct,{SOURCE},,\n\nPRS-3,Learning,{SOURCE},,"
GIVEN = {"text": NEW, "starts_on": "1/12/2026", "reason": "The register published its standards"}


@pytest.fixture
def browser(app: Flask, sign_in: Callable[..., Any]) -> Any:
    return sign_in(make.account("Fergus MacGillivray", role="admin"))


def codes(on: date) -> list[str]:
    return [item.code for item in queries.items(REGISTRATION_STANDARDS, on)]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("code,words\na,One\na,Two", ["line 3, code"]),
        ("a,One\nb,one", ["line 2, words"]),
        ("a,One\n,Two\nc d,Three\ne,", ["line 2, code", "line 3, code", "line 4, words"]),
        (f"a,{'x' * 301}\nb,Two,{'y' * 201}", ["line 1, words", "line 2, source"]),
        ("a,One,,0,\nb,Two,,100,x\nc,Three,,1,2",
         ["line 1, least records", "line 2, least kinds", "line 2, least records", "line 3, least kinds"]),
        ("a\tOne, and more\tThe register\t\t\n", []),
        ('"a";"One";"";"";"2"', []),
        ("Words;Code\nOne;a", []),
        ("", ["The file is empty."]),
        ("\ufeff ", ["The file is empty."]),
        ("\n".join(f"c{number},Words {number}" for number in range(301)), ["A list has at most 300"]),
    ],
)  # fmt: skip
def test_every_problem_of_a_list_is_told_at_its_line(text: str, problems: list[str]):
    items, found = read(text.encode(), REGISTRATION_STANDARDS)
    assert [str(each)[: len(said)] for each, said in zip(found, problems, strict=True)] == problems
    assert bool(items) == (not problems)


def test_only_standards_say_how_much_they_ask_for():
    assert read(b"a,One,x,3,2", REGISTRATION_STANDARDS)[0] == [Item("a", "One", "x", 3, 2)]
    assert read(b"a,One,x,3,2", SEEDS2_SKILLS)[1]


@pytest.mark.any_engine
def test_a_list_is_loaded_from_a_day_after_a_look_and_what_ended_stays_readable(browser: Any):
    looked = browser.post(LOAD, data=GIVEN)
    assert looked.status_code == 200
    for words in ("Accountable practice", "Asks for 3", "Personal conduct", "Reflective practice and supervision"):
        assert words in looked.text
    assert codes(LATER) == [item.code for item in LISTS[REGISTRATION_STANDARDS].items]
    seen = looked.text.partition('name="seen" value="')[2].partition('"')[0]
    assert browser.post(LOAD, data={**GIVEN, "go": "load", "seen": "what stood there before"}).status_code == 409
    assert browser.post(LOAD, data={**GIVEN, "go": "load", "seen": seen}).status_code == 303
    twice = browser.post(LOAD, data={**GIVEN, "go": "load", "seen": seen})
    assert (twice.status_code, twice.location) == (303, f"/admin/settings/lists/{REGISTRATION_STANDARDS}")
    assert "The list says this already" in browser.get(twice.location).text
    assert codes(TODAY) == [item.code for item in LISTS[REGISTRATION_STANDARDS].items]
    assert queries.items(REGISTRATION_STANDARDS, LATER) == [
        Item("PRS-1", "Accountable practice", SOURCE, 3, 2), Item("conduct", "Personal conduct", SOURCE),
        Item("PRS-3", "Learning", SOURCE)]  # fmt: skip
    assert queries.labels(REGISTRATION_STANDARDS)["reflection"] == "Reflective practice and supervision"
    noted = select(Event.verb).where(Event.reason.contains("The register published"))
    assert sorted(queries.db.session.scalars(noted)) == [
        f"{verb} an entry of {REGISTRATION_STANDARDS}" for verb in (*["added"] * 2, *["ended"] * 4, "reworded")
    ]
    page = browser.get(f"/admin/settings/lists/{REGISTRATION_STANDARDS}").text
    assert "Placeholder" in page  # until the day comes
    for day, text, words in (
        ("20/11/2026", NEW, "Load the list from that day or a later one"),
        ("1/12/2026", "PRS-1,Other words", "Load the list from a later day"),
        ("2/12/2026", "prs-1,Other words", "written PRS-1. Write it so"),
        ("2/12/2026", "reflection,Something else", "Use another code"),
        ("18/11/2026", NEW, "in the past"),
    ):
        refused = browser.post(LOAD, data={**GIVEN, "starts_on": day, "text": text})
        assert (refused.status_code, words in refused.text) == (409, True), words


@pytest.mark.any_engine
def test_what_was_typed_stays_beside_what_is_wrong_and_a_file_does_as_well(browser: Any):
    bad = browser.post(LOAD, data={**GIVEN, "text": "a,One\n,Two"})
    assert (bad.status_code, "Mend 1 thing" in bad.text.replace("\xa0", " "), "a,One" in bad.text) == (422, True, True)
    assert browser.post(LOAD, data={**GIVEN, "text": ""}).status_code == 422
    assert browser.post("/admin/settings/load/no.list", data=GIVEN).status_code == 404
    file = (BytesIO("code;words\nPRS-1;Ymarfer atebol â gofal".encode("cp1252")), "list.csv")
    looked = browser.post(LOAD, data={**GIVEN, "text": "", "file": file}, content_type="multipart/form-data")
    assert "PRS-1,Ymarfer atebol â gofal" in looked.text  # carried on to the next step as text
