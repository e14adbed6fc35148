"""The declaration for an evidence year: the practitioner’s own until signed, then for the line manager to confirm."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from app.database import db
from app.evidence.contents.gather import choosable
from app.home.rows import rows
from app.notices import work
from app.people.models import Person, Posting, Team
from app.records.models import Record, Signature
from app.registration.declaring import actions as declaring
from app.settings.actions import set_value
from tests import make
from tests.browsing import Client
from tests.records.test_signing import STAMP, sign
from tests.registration.entering import BY, NOW, entered

THIS, LAST = "2026-09-01", "2025-09-01"
ANSWERS = {
    "met": ["accountability", "conduct"], "met_words": "Six discussions this year, two after an observation.",
    "accountable": ["yes"], "conduct": "kept", "learning": "open", "learning_words": "SEEDS2 refresher, by March.",
    "changes": "none",
}  # fmt: skip
pytestmark = pytest.mark.any_engine


def start(browser: Client, year: str = THIS) -> Record:
    answer = browser.post("/registration/declarations", data={"year": year})
    assert answer.status_code == 303, answer.text
    found = db.session.scalars(select(Record).order_by(Record.id.desc())).first()
    assert found is not None
    return found


def fill(browser: Client, record: Record, **given: Any) -> Any:
    shown = browser.get(f"/records/{record.id}/draft").text
    revisions = dict(re.findall(r'name="(r-[a-z_]+)" value="(\d+)"', shown))
    answers = {f"a-{key}": text for key, text in {**ANSWERS, **given}.items()}
    return browser.post(f"/records/{record.id}/draft", data={**revisions, **answers, "go": "check"})


def sent(browser: Client, year: str = THIS) -> Record:
    record = start(browser, year)
    fill(browser, record)
    assert browser.post(f"/records/{record.id}/send").status_code == 303
    db.session.refresh(record)
    return record


def of(who: Person) -> Posting:
    return db.session.scalars(select(Posting).where(Posting.person_id == who.id)).one()


def moved(who: Person, manager: Person, team: Team) -> None:
    of(who).ends_on = NOW.date() - timedelta(days=1)
    make.posting(who, starts_on=NOW.date(), line_manager_id=manager.id, team_id=team.id)


def codes(who: Any) -> dict[str, Any]:
    found, _ = work.waiting(who.id, NOW, NOW.date())
    with current_app.test_request_context():
        told = zip(found, rows(found, NOW), strict=True)
        return {item.code: row for item, row in told if item.code.startswith("declaration")}


def test_a_declaration_goes_from_the_practitioner_to_the_line_manager_and_locks(unit, isla, lowri, efua):
    record = start(lowri)
    assert (record.happened_on, record.lead_id) == (NOW.date(), unit.isla.id)
    saved = lowri.post(f"/records/{record.id}/answers", data={
        "account": str(make.account_of(unit.lowri).id), "kind": "declaration", "part": "subject", "key": "met_words",
        "text": "Six discussions", "revision": "0"})  # fmt: skip
    assert saved.status_code == 200, saved.text
    assert "Not made yet" in efua.get("/register?q=lowri").text
    for other in (isla, efua):
        assert "Draft" not in other.get("/register").text
        assert other.get(f"/records/{record.id}").status_code == 404
        assert f"/records/{record.id}" not in other.get("/records?show=led").text
        assert f"/records/{record.id}" not in other.get(f"/people/{unit.lowri.id}").text
    assert "declaration.draft" not in codes(unit.isla)
    assert fill(lowri, record, learning_words="").status_code == 303
    check = lowri.get(f"/records/{record.id}/check").text
    assert "Say what is still to be done, and by when" in check
    assert lowri.post(f"/records/{record.id}/send").status_code == 422
    assert fill(lowri, record).status_code == 303
    check = lowri.get(f"/records/{record.id}/check").text
    assert "Sign and send to Isla Mbeki" in check
    assert "Isla Mbeki reads it and confirms it" in check
    assert lowri.post(f"/records/{record.id}/send").status_code == 303
    db.session.refresh(record)
    assert (record.state, record.turn) == ("sent", "lead")
    assert codes(unit.isla)["declaration.lead"].title == "Confirm a declaration for the register"
    assert efua.get(f"/records/{record.id}").status_code == 404
    assert sign(isla, record).status_code == 303
    db.session.refresh(record)
    signed = [(each.name, each.capacity) for each in db.session.scalars(select(Signature).order_by(Signature.id))]
    assert signed == [("Lowri Throckmorton", "practitioner"), ("Isla Mbeki", "line manager")]
    assert (record.state, record.due_on) == ("locked", None)
    for reader in (lowri, isla):
        text = reader.get(f"/records/{record.id}").text
        assert "SEEDS2 refresher, by March." in text
        assert "1 September 2026 to 31 August 2027" in text.replace("\xa0", " ")
    for page in (f"/register/{unit.lowri.id}", "/register?q=lowri"):
        assert "Confirmed" in efua.get(page).text


def test_there_is_one_for_an_evidence_year_until_it_is_opened_in_error(unit, isla, lowri):
    record = start(lowri)
    second = lowri.post("/registration/declarations", data={"year": THIS})
    assert (second.status_code, "one declaration for an evidence year" in second.text) == (409, True)
    start(lowri, LAST)
    for wrong, status in (
        ("2024-09-01", 409), ("2026-10-01", 409), ("0001-01-01", 409), ("9999-12-31", 409), ("next", 422),
    ):  # fmt: skip
        assert lowri.post("/registration/declarations", data={"year": wrong}).status_code == status
    fill(lowri, record)
    lowri.post(f"/records/{record.id}/send")
    sign(isla, record)
    assert lowri.post(f"/records/{record.id}/error", data={"reason": "The wrong standards"}).status_code == 303
    assert start(lowri).id != record.id
    assert isla.post("/registration/declarations", data={"year": THIS}).status_code == 303  # her own


def test_after_a_change_of_line_manager_it_is_taken_back_and_goes_to_the_new_one(
    unit, isla, lowri, sign_in, another_client
):
    record = sent(lowri)
    shown = isla.get(f"/records/{record.id}").text
    stamp = STAMP.search(shown)
    assert stamp
    assert "Sign this record" in shown
    moved(unit.lowri, unit.rhys, unit.other_team)
    again = codes(unit.lowri)["declaration.again"]
    assert "Isla Mbeki, who is not your line manager any more" in again.reason
    assert "declaration.lead" not in codes(unit.isla)
    assert "Send it to your line manager of today" in lowri.get(f"/records/{record.id}").text
    shown = isla.get(f"/records/{record.id}").text
    assert ("Sign this record" in shown, "Not yours to confirm any more" in shown) == (False, True)
    refused = isla.post(f"/records/{record.id}/sign", data={"fingerprint": stamp[1]})
    assert (refused.status_code, "Framework 7.1" in refused.text) == (409, True)
    assert "take it back to draft and send it again" in refused.text
    db.session.refresh(record)
    assert (record.state, len(db.session.scalars(select(Signature)).all())) == ("sent", 1)
    assert lowri.post(f"/records/{record.id}/withdraw", data={"reason": "A new line manager"}).status_code == 303
    assert isla.get(f"/records/{record.id}").status_code == 404
    assert "Sign and send to Rhys Sidebottom" in lowri.get(f"/records/{record.id}/check").text
    assert lowri.post(f"/records/{record.id}/send").status_code == 303
    assert "declaration.again" not in codes(unit.lowri)
    assert sign(sign_in(unit.rhys, another_client()), record).status_code == 303
    db.session.refresh(record)
    assert (record.state, record.lead_id) == ("locked", unit.rhys.id)


@pytest.mark.parametrize("gone", ["not named any more", "left"])
def test_a_declaration_whose_confirmer_is_gone_is_told_to_the_person_and_cannot_be_sent_to_nobody(unit, lowri, gone):
    record = sent(lowri)
    assert "declaration.again" not in codes(unit.lowri)
    if gone == "left":
        of(unit.isla).ends_on = NOW.date() - timedelta(days=1)
    else:
        of(unit.lowri).line_manager_id = None
    db.session.flush()
    assert "declaration.again" in codes(unit.lowri)
    assert "declaration.lead" not in codes(unit.isla) or gone == "left"
    assert "Take it back to draft" in lowri.get(f"/records/{record.id}").text
    assert lowri.post(f"/records/{record.id}/withdraw", data={"reason": "Nobody confirms it"}).status_code == 303
    refused = lowri.post(f"/records/{record.id}/send")
    assert (refused.status_code, "No line manager is recorded for you today" in refused.text) == (422, True)
    assert lowri.post("/registration/declarations", data={"year": LAST}).status_code == 409


def test_a_declaration_for_the_year_before_is_about_that_year_and_in_its_pack(unit, isla, lowri):
    entered(unit.lowri, "pending", date(2026, 8, 1), number="PR-7", renewal_on=None)
    entered(unit.lowri, starts_on=date(2026, 9, 1), number="PR-7")
    record = sent(lowri, LAST)
    assert record.happened_on == date(2026, 8, 31)
    row = codes(unit.isla)["declaration.lead"]
    assert "covers the evidence year up to 31 August 2026" in row.reason.replace("\xa0", " ")
    assert sign(isla, record).status_code == 303
    shown = lowri.get(f"/records/{record.id}").text.replace("\xa0", " ")
    assert "1 September 2025 to 31 August 2026" in shown
    assert "Pending, PR-7, on 31 August 2026" in shown
    packed = {first: [each.id for each in choosable(unit.lowri.id, first, last)]
              for first, last in declaring.open_years(NOW.date())}  # fmt: skip
    assert packed == {date(2026, 9, 1): [], date(2025, 9, 1): [record.id]}
    assert lowri.post("/registration/declarations", data={"year": LAST}).status_code == 409


def test_a_new_first_day_of_the_year_leaves_the_running_year_open_and_what_was_declared_as_it_was(unit, lowri):
    entered(unit.lowri, renewal_on=date(2026, 12, 10))
    before = start(lowri)
    set_value("register.year_start", "04-01", NOW.date(), "With the year of supervision", BY, NOW, NOW.date())
    db.session.commit()
    now = start(lowri, "2026-04-01")
    assert (now.happened_on, now.due_on) == (NOW.date(), date(2026, 11, 12))
    for record, last in ((before, "1 September 2026 to 31 August 2027"), (now, "1 April 2026 to 31 March 2027")):
        assert last in lowri.get(f"/records/{record.id}/draft").text.replace("\xa0", " ")


def test_nobody_declares_without_a_line_manager(unit, sign_in, another_client):
    bronwen = sign_in(unit.bronwen, another_client())
    assert bronwen.post("/registration/declarations", data={"year": THIS}).status_code == 409
    assert "No line manager is recorded for you today" in bronwen.get("/registration").text


def test_a_declaration_is_listed_before_the_renewal_it_is_for_until_it_stands(unit):
    entered(unit.lowri, renewal_on=date(2026, 12, 10))
    entered(unit.pius)
    entered(unit.magda, "lapsed", renewal_on=None)
    row = codes(unit.lowri)["declaration.make"]
    assert (row.group, row.due.replace("\xa0", " ")) == ("overdue", "due 12 November")
    assert not codes(unit.pius)
    assert not codes(unit.magda)
    with current_app.test_request_context():
        record = declaring.start(unit.lowri, date(2026, 9, 1), BY, NOW)
    assert (codes(unit.lowri).keys(), record.due_on) == ({"declaration.draft"}, date(2026, 11, 12))
