"""My evidence, as people meet it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.database import db
from app.evidence import building
from app.evidence.models import FAILED, READY, REQUESTED, PackFile
from app.history.models import Event
from app.records import actions
from app.web.clock import now
from tests import make, papers
from tests.browsing import Client
from tests.evidence.test_building import files, made
from tests.stores import Store

pytestmark = pytest.mark.any_engine

PERIOD = {
    "starts_on-day": "1", "starts_on-month": "9", "starts_on-year": "2025",
    "ends_on-day": "31", "ends_on-month": "8", "ends_on-year": "2026",
}  # fmt: skip
SignIn = Callable[..., Client]


@pytest.fixture
def unit(store: Store) -> make.SmallUnit:
    return store.once("unit", make.unit)


@pytest.fixture
def standing(store: Store, unit: make.SmallUnit) -> PackFile:
    def build() -> PackFile:
        papers.session(unit.isla, unit.lowri, "locked")
        made()
        return files()[0]

    return store.once("unit with a pack", build)


def test_the_pack_of_the_year_is_one_click_away(standing: PackFile, unit: make.SmallUnit, sign_in: SignIn):
    page = sign_in(unit.lowri).get("/evidence")
    assert page.status_code == 200
    assert f'href="/evidence/packs/{standing.id}.pdf"' in page.text
    assert standing.check_code in page.text


def test_a_download_is_a_file_nobody_keeps_and_is_noted(standing: PackFile, unit: make.SmallUnit, sign_in: SignIn):
    answer = sign_in(unit.lowri).get(f"/evidence/packs/{standing.id}.pdf")
    assert answer.data == standing.content
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    disposition = answer.headers["Content-Disposition"]
    assert disposition == "attachment; filename=Lowri-Throckmorton-evidence-2026-09-01-to-2027-08-31.pdf"
    event = db.session.scalars(select(Event).where(Event.verb == "downloaded")).one()
    assert (event.thing, event.thing_id, event.actor) == ("pack", standing.id, unit.lowri.name)


def test_a_name_in_any_letters_makes_a_file_name(unit: make.SmallUnit, sign_in: SignIn):
    unit.lowri.name = 'Łucja "D\'Arcy"\r\nX-Evil: 1 \u202e😀'
    papers.session(unit.isla, unit.lowri, "locked")
    made()
    answer = sign_in(unit.lowri).get(f"/evidence/packs/{files()[0].id}.pdf")
    assert answer.status_code == 200
    assert "X-Evil" not in answer.headers
    assert "filename*=UTF-8''%C5%81ucja-D-Arcy-X-Evil-1-evidence" in answer.headers["Content-Disposition"]


def test_nobody_else_has_the_pack(standing: PackFile, unit: make.SmallUnit, sign_in: SignIn):
    browser = sign_in(unit.isla)
    for address in (f"/evidence/packs/{standing.id}.pdf", f"/evidence/packs/{standing.id}"):
        assert browser.get(address).status_code == 404
    assert browser.post(f"/evidence/packs/{standing.id}/again").status_code == 404
    assert standing.check_code not in browser.get("/evidence").text


def test_a_pack_of_another_period_is_asked_for_and_fetched(unit: make.SmallUnit, sign_in: SignIn):
    browser = sign_in(unit.lowri)
    answer = browser.post("/evidence/packs", data=PERIOD)
    (file,) = files()
    assert answer.status_code == 303
    assert (file.starts_on, file.ends_on, file.is_standing) == (date(2025, 9, 1), date(2026, 8, 31), False)
    waiting = browser.get(answer.location)
    assert "It is next to be made" in waiting.text
    assert '<meta http-equiv="refresh"' in waiting.text
    assert browser.get(f"/evidence/packs/{file.id}.pdf").location.endswith(f"/evidence/packs/{file.id}")
    building.build(file.id)
    ready = browser.get(answer.location)
    assert f'href="/evidence/packs/{file.id}.pdf"' in ready.text
    assert "http-equiv" not in ready.text
    assert f'href="/evidence/packs/{file.id}"' in browser.get("/evidence").text


def test_the_block_that_asks_again_reads_the_same_alone_and_in_its_page(unit: make.SmallUnit, sign_in: SignIn):
    browser = sign_in(unit.lowri)
    address = browser.post("/evidence/packs", data=PERIOD).location
    block = browser.fragment(address, "pack_state").text
    assert 'hx-trigger="every 2s"' in block
    assert "<html" not in block
    assert block.strip() in browser.get(address).text
    building.build(files()[0].id)
    assert "hx-trigger" not in browser.fragment(address, "pack_state").text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"starts_on-day": "31", "starts_on-month": "2"}, "Enter the first day as a real date"),
        ({"ends_on-year": ""}, "Enter the last day as a real date"),
        ({"ends_on-year": "²"}, "Enter the last day as a real date"),
        ({"ends_on-year": "2024"}, "The last day must be the first day or later"),
        ({"ends_on-year": "9999"}, "The last day must be in 2027 or earlier"),
        ({"starts_on-year": "1"}, "The first day must be in 2000 or later"),
    ],
)
def test_a_wrong_date_keeps_what_was_typed(unit: make.SmallUnit, sign_in: SignIn, change: dict[str, str], message: str):
    answer = sign_in(unit.lowri).post("/evidence/packs", data=PERIOD | change)
    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="2025"' in answer.text or "starts_on-year" in change
    assert files() == []


def test_a_failed_pack_says_why_and_can_be_asked_for_again(unit: make.SmallUnit, sign_in: SignIn):
    browser = sign_in(unit.lowri)
    address = browser.post("/evidence/packs", data=PERIOD).location
    building.given_up("Printing took longer than 120 seconds.", files()[0].id)
    assert "Printing took longer than 120 seconds." in browser.get(address).text
    browser.post(f"{address}/again")
    assert [file.state for file in files()] == [FAILED, REQUESTED]


def test_the_subject_prints_a_record_and_its_facilitator_may_not(unit: make.SmallUnit, sign_in: SignIn):
    record = papers.session(unit.isla, unit.lowri, "locked")
    address = f"/evidence/records/{record.id}.pdf"
    browser = sign_in(unit.lowri)
    progress = browser.get(address).location
    made()
    assert address in browser.get(progress).text
    printed = browser.get(address)
    assert printed.data.startswith(b"%PDF-")
    assert db.session.scalars(select(Event.thing).where(Event.verb == "downloaded")).all() == ["record"]
    assert sign_in(unit.isla).get(address).status_code == 403
    assert sign_in(unit.magda).get(address).status_code == 404


def test_a_record_opened_in_error_is_not_printed(unit: make.SmallUnit, sign_in: SignIn):
    record = papers.session(unit.isla, unit.lowri, "locked")
    actions.void(papers.paper(record), "Another person’s", papers.by(unit.isla), now())
    db.session.commit()
    client = sign_in(unit.lowri)
    answer = client.get(f"/evidence/records/{record.id}.pdf")
    assert (answer.status_code, "opened in error is not printed" in answer.text) == (409, True)
    assert f"/evidence/records/{record.id}.pdf" not in client.get(f"/records/{record.id}").text


def test_one_person_has_a_few_packs_made_at_a_time(unit: make.SmallUnit, sign_in: SignIn):
    client = sign_in(unit.lowri)
    asked = [client.post("/evidence/packs", data=PERIOD | {"starts_on-day": str(day)}) for day in range(1, 7)]
    assert [answer.status_code for answer in asked] == [303] * 5 + [409]
    assert "5 files of yours are being made already" in asked[-1].text
    assert len(files()) == 5


def test_an_unsigned_record_is_not_printed(unit: make.SmallUnit, sign_in: SignIn):
    record = papers.session(unit.isla, unit.lowri, "sent")
    assert sign_in(unit.lowri).get(f"/evidence/records/{record.id}.pdf").status_code == 403


@pytest.mark.parametrize("path", ["/evidence/packs/..%2f1.pdf", "/evidence/packs/1%00.pdf", "/evidence/packs//etc.pdf",
                                  "/evidence/records/-1.pdf", "/evidence/packs/1.pdf/../2.pdf"])  # fmt: skip
def test_an_address_is_made_of_numbers_only(standing: PackFile, unit: make.SmallUnit, sign_in: SignIn, path: str):
    assert sign_in(unit.lowri).get(path).status_code == 404


def test_a_newer_pack_on_its_way_is_said_beside_the_one_that_is_ready(
    standing: PackFile, unit: make.SmallUnit, sign_in: SignIn
):
    papers.session(unit.isla, unit.lowri, "locked")
    page = sign_in(unit.lowri).get("/evidence").text
    assert "A newer pack is being made" in page
    assert f'href="/evidence/packs/{standing.id}.pdf"' in page
    assert [file.state for file in files()] == [READY, REQUESTED]
