"""A session from draft to both signatures, as two people at their browsers do it."""

import re
from datetime import datetime

from sqlalchemy import select

from app.database import db
from app.records.models import Record, Signature, Snapshot
from tests import make

STAMP = re.compile(r'name="fingerprint"[^>]*value="([0-9a-f]{64})"')

FILLED = {
    "a-case_1_reference": "X264410", "a-case_1_rosh": "high", "a-case_1_why": "Three visits cancelled.",
    "a-kolb_1": "At the observation the tone was warm.",
    "a-strengths": "Honest reflection.", "a-application": "Three other cases.", "a-live_risk": "no",
}  # fmt: skip


def plan(browser, person, day="17/11/2026", at="10am") -> Record:
    answer = browser.post(
        f"/sessions/plan/{person.id}",
        data={"on": day, "at": at, "minutes": "70", "place": "in person", "observation": ""},
    )
    assert answer.status_code == 303, answer.text
    return db.session.scalars(select(Record).order_by(Record.id.desc())).first()


def fill(browser, record: Record, **more: str):
    """Save the whole form, as a browser without scripts does."""
    data = {**FILLED, **more}
    revisions = {f"r-{name[2:]}": "0" for name in data}
    return browser.post(f"/records/{record.id}/draft", data={**data, **revisions, "go": "check"})


def send(isla, unit) -> Record:
    record = plan(isla, unit.lowri)
    assert fill(isla, record).status_code == 303
    answer = isla.post(f"/records/{record.id}/send")
    assert answer.status_code == 303, answer.text
    db.session.refresh(record)
    return record


def sign(browser, record: Record, **data: str):
    shown = browser.get(f"/records/{record.id}")
    stamp = STAMP.search(shown.text)
    assert stamp, shown.text
    return browser.post(f"/records/{record.id}/sign", data={"fingerprint": stamp[1], **data})


def test_a_session_goes_from_draft_to_locked_and_both_signatures_carry_one_fingerprint(unit, isla, lowri):
    record = send(isla, unit)
    assert (record.state, record.turn) == ("sent", "subject")
    assert sign(lowri, record, comment="I would put the second point more gently.").status_code == 303
    assert sign(isla, record).status_code == 303
    db.session.refresh(record)
    assert record.state == "locked"
    signatures = db.session.scalars(select(Signature).order_by(Signature.id)).all()
    assert [each.name for each in signatures] == [unit.lowri.name, unit.isla.name]
    frozen = db.session.get(Snapshot, record.snapshot_id)
    assert {each.fingerprint for each in signatures} == {frozen.fingerprint}


def test_a_second_press_signs_once(unit, isla, lowri):
    record = send(isla, unit)
    stamp = STAMP.search(lowri.get(f"/records/{record.id}").text)[1]
    for _ in range(2):
        assert lowri.post(f"/records/{record.id}/sign", data={"fingerprint": stamp}).status_code == 303
    assert len(db.session.scalars(select(Signature)).all()) == 1


def test_the_manager_cannot_sign_first(unit, isla):
    record = send(isla, unit)
    frozen = db.session.get(Snapshot, record.snapshot_id)
    answer = isla.post(f"/records/{record.id}/sign", data={"fingerprint": frozen.fingerprint})
    assert answer.status_code == 409
    assert not db.session.scalars(select(Signature)).all()


def test_what_was_shown_is_what_is_signed(unit, isla, lowri):
    record = send(isla, unit)
    stamp = STAMP.search(lowri.get(f"/records/{record.id}").text)[1]
    isla.post(f"/records/{record.id}/withdraw", data={"reason": "A word was missing."})
    fill(isla, record, **{"a-strengths": "Honest and clear."})
    isla.post(f"/records/{record.id}/draft", data={"a-strengths": "Honest and clear.", "r-strengths": "1"})
    assert isla.post(f"/records/{record.id}/send").status_code == 303
    answer = lowri.post(f"/records/{record.id}/sign", data={"fingerprint": stamp})
    assert answer.status_code == 409
    assert "Read it again" in answer.text


def test_after_fifteen_minutes_a_signature_asks_who_you_are(unit, isla, lowri, at):
    record = send(isla, unit)
    at(datetime(2026, 11, 19, 9, 50))
    stamp = STAMP.search(lowri.get(f"/records/{record.id}").text)[1]
    assert lowri.post(f"/records/{record.id}/sign", data={"fingerprint": stamp}).status_code == 422
    wrong = lowri.post(
        f"/records/{record.id}/sign", data={"fingerprint": stamp, "password": "not it", "comment": "Kept."}
    )
    assert wrong.status_code == 422
    assert "Kept." in wrong.text
    assert not db.session.scalars(select(Signature)).all()
    right = lowri.post(f"/records/{record.id}/sign", data={"fingerprint": stamp, "password": make.PASSWORD})
    assert right.status_code == 303


def test_an_unfinished_record_is_not_sent_and_says_what_is_missing(unit, isla):
    record = plan(isla, unit.lowri)
    answer = isla.post(f"/records/{record.id}/send")
    assert answer.status_code == 422
    for words in ("Enter the case reference", "Say which strengths you saw", "Say whether a live risk was raised"):
        assert words in answer.text
