"""The declaration for an evidence year: the practitioner’s own until signed, then for the line manager to confirm."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from app.database import db
from app.home.rows import rows
from app.notices import work
from app.people.models import Posting
from app.records.models import Record, Signature
from app.registration.declaring import actions as declaring
from tests import make
from tests.browsing import Client
from tests.records.test_signing import sign
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
    for other in (isla, efua):
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
    assert "Confirmed" in efua.get(f"/register/{unit.lowri.id}").text


def test_there_is_one_for_an_evidence_year_until_it_is_opened_in_error(unit, isla, lowri):
    record = start(lowri)
    second = lowri.post("/registration/declarations", data={"year": THIS})
    assert (second.status_code, "one declaration for an evidence year" in second.text) == (409, True)
    start(lowri, LAST)
    for wrong, status in (("2024-09-01", 409), ("2026-10-01", 409), ("next", 422)):
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
    record = start(lowri)
    fill(lowri, record)
    lowri.post(f"/records/{record.id}/send")
    posting = db.session.scalars(select(Posting).where(Posting.person_id == unit.lowri.id)).one()
    posting.ends_on = NOW.date() - timedelta(days=1)
    make.posting(unit.lowri, starts_on=NOW.date(), line_manager_id=unit.rhys.id, team_id=unit.other_team.id)
    again = codes(unit.lowri)["declaration.again"]
    assert "Isla Mbeki, who is not your line manager any more" in again.reason
    assert "Your line manager has changed" in lowri.get(f"/records/{record.id}").text
    assert lowri.post(f"/records/{record.id}/withdraw", data={"reason": "A new line manager"}).status_code == 303
    assert isla.get(f"/records/{record.id}").status_code == 404
    assert "Sign and send to Rhys Sidebottom" in lowri.get(f"/records/{record.id}/check").text
    assert lowri.post(f"/records/{record.id}/send").status_code == 303
    assert "declaration.again" not in codes(unit.lowri)
    assert sign(sign_in(unit.rhys, another_client()), record).status_code == 303
    db.session.refresh(record)
    assert (record.state, record.lead_id) == ("locked", unit.rhys.id)


def test_nobody_declares_without_a_line_manager(unit, sign_in, another_client):
    bronwen = sign_in(unit.bronwen, another_client())
    assert bronwen.post("/registration/declarations", data={"year": THIS}).status_code == 409
    assert "nobody could confirm a declaration" in bronwen.get("/registration").text


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
