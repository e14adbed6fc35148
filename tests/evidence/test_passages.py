"""Deciding about passages that could identify somebody: masked until looked at, kept with a reason, remembered."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import db
from app.evidence.choosing import passages
from app.evidence.choosing.looking import OPEN, Looking
from app.evidence.choosing.passages import Verdict
from app.evidence.contents import gather
from app.evidence.contents.masking import Passage
from app.evidence.models import KEEP, MASK, PassageDecision
from app.history.models import Event
from tests import make, papers
from tests.browsing import Client
from tests.evidence.test_building import files, made
from tests.stores import Store

pytestmark = pytest.mark.any_engine

PHONE, CASE, HOSTEL = "07700 900142", "X264410", "07700 900990"
STRENGTHS = f"Rang {PHONE} at midnight about {CASE}, and the hostel on {HOSTEL}"
REASON = "The number of the hostel’s front desk"
SignIn = Callable[..., Client]


@pytest.fixture
def unit(store: Store) -> make.SmallUnit:
    return store.once("unit", make.unit)


@pytest.fixture
def two(store: Store, unit: make.SmallUnit) -> list[int]:
    """Two signed sessions of Lowri's: one with two numbers and a case, another with one of the numbers again."""
    return store.once("unit with passages", lambda: [
        papers.session(unit.isla, unit.lowri, "locked", strengths=STRENGTHS).id,
        papers.session(unit.isla, unit.lowri, "locked", strengths=f"Open with {HOSTEL}").id,
    ])  # fmt: skip


def rows(text: str) -> list[dict[str, Any]]:
    """The passages on a page: their fields as a form carries them, the passage, and what is ticked."""
    found = []
    for block in re.split(r'<div class="passage[ "]', text)[1:]:
        number, at = re.search(r'name="at-(\d+)" value="([^"]+)"', block).groups()
        found.append({
            "number": number, "at": at,
            "text": re.search(r"<mark>(.*?)</mark>", block)[1],
            "ticked": re.findall(r'value="(mask|keep)" checked', block),
        })  # fmt: skip
    return found


def form(shown: list[dict[str, Any]], **verdicts: Any) -> dict[str, Any]:
    """What a browser posts: every passage of the page, and an answer to some by what they say."""
    data: dict[str, Any] = {}
    for row in shown:
        data[f"at-{row['number']}"] = row["at"]
        verdict, reason = verdicts.get(row["text"].replace(" ", "_"), ("", ""))
        data |= {f"verdict-{row['number']}": verdict} if verdict else {}
        data |= {f"reason-{row['number']}": reason}
    return data


def decided() -> set[tuple[int, str, str]]:
    return {(row.record_id, row.verdict, row.reason) for row in db.session.scalars(select(PassageDecision))}


def printed(unit: make.SmallUnit) -> str:
    chosen = gather.choosable(unit.lowri.id, date(2026, 9, 1), date(2027, 8, 31))
    return repr(gather.entries(chosen))


def test_each_passage_stands_in_its_place_once_and_is_masked_until_looked_at(two, unit, sign_in: SignIn):
    page = sign_in(unit.lowri).get("/evidence/check").text
    shown = {row["text"]: row for row in rows(page)}
    assert {PHONE, CASE, HOSTEL} <= shown.keys()
    assert shown[HOSTEL]["at"].startswith(f"2.{two[0]}.")
    assert f"Rang <mark>{PHONE}</mark> at midnight about {CASE}" in page
    assert "The same passage 2 times" in page
    assert "Reflective practice supervision session of 12\u00a0November 2026, Strengths seen" in page
    assert "Phone number?" in page
    assert f"{len(shown)} of {len(shown)} still to look at" in page
    assert not any(number in printed(unit) for number in (PHONE, HOSTEL))


def test_what_is_decided_is_remembered_noted_and_printed_so(two, unit, sign_in: SignIn):
    made()
    browser = sign_in(unit.lowri)
    shown = rows(browser.get("/evidence/check").text)
    data = form(shown, **{HOSTEL.replace(" ", "_"): (KEEP, REASON), PHONE.replace(" ", "_"): (MASK, "not asked")})
    answer = browser.post("/evidence/check", data=data | {"do": "save"})
    assert answer.status_code == 303
    assert re.fullmatch(r"/evidence/check\?saved=[0-9]+#passages", answer.location)
    assert decided() == {(two[0], KEEP, REASON), (two[1], KEEP, REASON), (two[0], MASK, "")}
    assert HOSTEL in printed(unit)
    assert PHONE not in printed(unit)
    event = db.session.scalars(select(Event).where(Event.thing == "passages")).one()
    assert (event.subject_id, event.reason) == (unit.lowri.id, "1\u00a0passage masked, 2\u00a0passages kept")
    assert [file.state for file in files()] == ["ready", "requested"]
    page = browser.get(answer.location)
    assert "Saved 9:32am" in page.text
    after = {row["text"]: row["ticked"] for row in rows(page.text)}
    assert (after[HOSTEL], after[PHONE], after[CASE]) == (["keep"], ["mask"], [])
    # Changing one's mind is another decision; saying the same again is none.
    changed = form(rows(page.text), **{HOSTEL.replace(" ", "_"): (MASK, "")})
    for _ in range(2):
        browser.post("/evidence/check", data=changed)
    assert HOSTEL not in printed(unit)
    assert len(db.session.scalars(select(Event.id).where(Event.thing == "passages")).all()) == 2


def test_to_keep_takes_a_reason_and_what_was_answered_stays(two, unit, sign_in: SignIn):
    browser = sign_in(unit.lowri)
    shown = rows(browser.get("/evidence/check").text)
    data = form(
        shown, **{HOSTEL.replace(" ", "_"): (KEEP, " \n\u200b\u2060"), PHONE.replace(" ", "_"): (KEEP, "y" * 301)}
    )
    answer = browser.post("/evidence/check", data=data | {"do": "next"})
    assert answer.status_code == 422
    assert "Say why this can stay: “07700 900990”" in answer.text
    assert "A reason can be up to 300 characters: “07700 900142”" in answer.text
    assert [row["ticked"] for row in rows(answer.text) if row["text"] in (HOSTEL, PHONE)] == [["keep"], ["keep"]]
    assert "y" * 301 in answer.text
    assert decided() == set()


def test_the_script_saves_what_it_can_and_says_what_is_left(two, unit, sign_in: SignIn):
    browser = sign_in(unit.lowri)
    shown = rows(browser.get("/evidence/check").text)
    data = form(shown, **{HOSTEL.replace(" ", "_"): (KEEP, ""), CASE: (MASK, "")})
    headers = {"HX-Request": "true", "HX-Target": "p#passages_said"}
    answer = browser.post("/evidence/check", data=data, headers=headers)
    assert answer.status_code == 200
    assert "Saved 9:32am. Say why you keep a passage" in answer.text
    assert f"{len(shown) - 1} of {len(shown)} still to look at" in answer.text
    assert "<html" not in answer.text
    assert {verdict for _, verdict, _ in decided()} == {MASK}


def test_the_rest_is_masked_with_one_press_and_only_what_is_open_can_be_shown(two, unit, sign_in: SignIn):
    browser = sign_in(unit.lowri)
    shown = rows(browser.get("/evidence/check").text)
    data = form(shown, **{HOSTEL.replace(" ", "_"): (KEEP, REASON)})
    browser.post("/evidence/check", data=data)
    left = rows(browser.get("/evidence/check?show=open").text)
    assert HOSTEL not in {row["text"] for row in left}
    browser.post("/evidence/check", data=form(left) | {"do": "mask"})
    page = browser.get("/evidence/check").text
    assert "no passages to look at" in page
    assert {row["text"] for row in rows(page) if row["ticked"] == ["keep"]} == {HOSTEL}


def test_each_place_of_a_passage_can_be_decided_by_itself(two, unit, sign_in: SignIn):
    browser = sign_in(unit.lowri)
    group = next(row for row in rows(browser.get("/evidence/check").text) if row["text"] == HOSTEL)
    page = browser.get("/evidence/check", query_string={"apart": group["at"].removeprefix("2.")})
    apart = [row for row in rows(page.text) if row["text"] == HOSTEL]
    assert [row["at"].split(".")[:2] for row in apart] == [["1", str(two[0])], ["1", str(two[1])]]
    decision = form(apart[:1], **{HOSTEL.replace(" ", "_"): (KEEP, REASON)})
    browser.post("/evidence/check", data=decision)
    assert decided() == set()  # the page that this was decided on had both places in one row
    browser.post("/evidence/check", query_string={"apart": apart[0]["at"].removeprefix("1.")}, data=decision)
    assert decided() == {(two[0], KEEP, REASON)}
    page = browser.get("/evidence/check").text
    assert next(row["ticked"] for row in rows(page) if row["text"] == HOSTEL) == []
    assert f"In other places you kept this: {REASON}" in page


@pytest.mark.parametrize(
    "place",
    [
        "1.{theirs}.5.17.answer:strengths:lead", "1.999999.0.4.answer:strengths:lead",
        "1.{mine}.0.4.answer:strengths:lead", "2.{mine}.5.17.answer:strengths:lead",
        "1.{mine}.5.17.answer:wellbeing:subject", "1.-1.0.0.", "x", "", "1.0.0.4.statement",
    ],
)  # fmt: skip
def test_only_what_was_found_in_ones_own_records_is_decided(two, unit, sign_in: SignIn, place: str):
    theirs = papers.session(unit.isla, unit.pius, "locked", strengths=STRENGTHS).id
    at = place.format(theirs=theirs, mine=two[0])
    data = {"at-0": at, "verdict-0": KEEP, "reason-0": "Mine now"}
    assert sign_in(unit.lowri).post("/evidence/check", data=data).status_code == 303
    assert decided() == set()


def test_what_is_open_comes_first_and_the_same_words_are_one_row():
    def passage(record_id: int, start: int, text: str, kind: str = "name") -> Passage:
        return Passage(record_id, "answer:what:lead", "What happened", start, start + 5, kind, "", text, "")

    found = [
        passage(1, 0, "Mrs  Pryce"),
        passage(1, 9, "April"),
        passage(2, 0, "mrs pryce"),
        passage(2, 9, "April", "x"),
    ]
    known = {passages.place_of(found[0]): Verdict(KEEP, "Staff"), passages.place_of(found[1]): Verdict(MASK)}
    made = passages.rows(found, known)
    assert [len(row.passages) for row in made] == [2, 1, 1]
    assert [row.is_open for row in made] == [True, True, False]
    assert made[0].before == Verdict(KEEP, "Staff")
    before, after = passages.around(Passage(1, "", "", 0, 1, "", "a" * 20 + " " + "b" * 39, "X", "c" * 59 + " "))
    assert (before, after) == (f"… {'b' * 39}", f"{'c' * 59} …")


def test_a_few_are_shown_then_all_of_them_by_the_page():
    found = [Passage(1, "answer:what:lead", "What happened", place, place + 1, "name", "", f"Name {place}", "")
             for place in range(35)]  # fmt: skip
    rows = passages.rows(found, {passages.place_of(found[0]): Verdict(MASK)})
    few, more, last = Looking(), Looking(more=True), Looking(more=True, number=2)
    assert [len(each.shown(rows)) for each in (few, more, last, Looking(show=OPEN, more=True, number=2))] == [
        6,
        30,
        5,
        4,
    ]
    assert [each.words(rows) for each in (few, more, last)] == [
        "6 of 35\u00a0passages.", "1 to 30 of 35\u00a0passages.", "31 to 35 of 35\u00a0passages."]  # fmt: skip
    assert last.address(show=OPEN) == {"show": OPEN, "more": 1, "page": 2}
    assert few.address() == {}
