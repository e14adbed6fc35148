"""What may follow a signature: back to draft, an addendum, a record opened in error, a release, a disagreement."""

from datetime import date

import pytest
from sqlalchemy import select

from app.database import db
from app.history.models import Event
from app.people.models import Posting
from app.policy.rules import Refused
from app.records import actions
from app.records.models import Addendum, Record, Release, Signature, Snapshot
from app.web.clock import now, today
from tests import make, papers

ADDED = "The hostel has since confirmed the date"


@pytest.fixture
def signed(unit):
    record = papers.session(unit.isla, unit.lowri, "locked")
    db.session.commit()
    return record


def stamp(browser, record) -> str:
    """The fingerprint of the text on the page."""
    return browser.get(f"/records/{record.id}").text.split('name="fingerprint"')[1].split('value="')[1][:64]


def replace_manager(unit) -> None:
    """Since Monday Rhys manages Lowri."""
    old = db.session.scalars(select(Posting).where(Posting.person_id == unit.lowri.id)).one()
    old.ends_on = date(2026, 11, 15)
    db.session.flush()
    make.posting(unit.lowri, starts_on=date(2026, 11, 16), line_manager_id=unit.rhys.id, team_id=unit.other_team.id)
    db.session.commit()


def test_back_to_draft_voids_the_signature_made_so_far(unit, isla, lowri):
    record = papers.session(unit.isla, unit.lowri, "agreed")
    before = record.snapshot_id
    assert lowri.post(f"/records/{record.id}/withdraw", data={"reason": "A word."}).status_code == 403
    assert isla.post(f"/records/{record.id}/withdraw", data={"reason": "  "}).status_code == 422
    assert isla.post(f"/records/{record.id}/withdraw", data={"reason": "A word was missing."}).status_code == 303
    assert (record.state, record.snapshot_id, record.turn) == ("draft", None, "lead")
    assert isla.post(f"/records/{record.id}/send").status_code == 303
    assert (record.state, record.turn) == ("sent", "subject")
    assert record.snapshot_id != before
    data = {"fingerprint": stamp(lowri, record)}
    assert lowri.post(f"/records/{record.id}/sign", data=data).status_code == 303
    assert isla.post(f"/records/{record.id}/sign", data={"fingerprint": stamp(isla, record)}).status_code == 303
    standing = db.session.scalars(
        select(Signature).where(Signature.snapshot_id == record.snapshot_id).order_by(Signature.id)
    ).all()
    assert [each.name for each in standing] == [unit.lowri.name, unit.isla.name]
    assert db.session.get(Snapshot, before) is not None


def test_after_the_last_signature_nothing_goes_back(unit, isla, lowri, signed):
    for browser in (isla, lowri):
        assert browser.post(f"/records/{signed.id}/withdraw", data={"reason": "A word."}).status_code == 403
        assert browser.post(f"/records/{signed.id}/cancel", data={"reason": "A word."}).status_code == 403
        assert browser.post(f"/records/{signed.id}/send").status_code == 303
    with pytest.raises(Refused, match="still waits for a signature"):
        actions.withdraw(papers.paper(signed), "A word.", papers.by(unit.isla), now(), today())
    assert signed.state == "locked"


def test_an_addendum_of_either_stands_signed_under_the_record_whose_text_stays(unit, isla, lowri, signed):
    body = db.session.get(Snapshot, signed.snapshot_id).body
    for browser, words in ((isla, ADDED), (lowri, "And I have rung them.")):
        assert browser.post(f"/records/{signed.id}/addendum", data={"text": words}).status_code == 303
    added = db.session.scalars(select(Addendum).order_by(Addendum.id)).all()
    assert [(each.name, each.capacity, each.text) for each in added] == [
        ("Isla Mbeki", "line manager", ADDED), ("Lowri Throckmorton", "practitioner", "And I have rung them."),
    ]  # fmt: skip
    assert all(len(each.fingerprint) == 64 for each in added)
    for browser in (isla, lowri):
        assert ADDED in browser.get(f"/records/{signed.id}").text
    assert db.session.get(Snapshot, signed.snapshot_id).body == body


@pytest.mark.parametrize("nothing", ["", " \n "])
def test_an_addendum_has_words(isla, signed, nothing):
    answer = isla.post(f"/records/{signed.id}/addendum", data={"text": nothing})
    assert answer.status_code == 422
    assert "Write the addendum" in answer.text
    assert not db.session.scalars(select(Addendum)).all()


def test_an_addendum_asks_who_you_are_after_fifteen_minutes_and_keeps_the_words(isla, signed, at):
    at("2026-11-19 09:50")
    answer = isla.post(f"/records/{signed.id}/addendum", data={"text": ADDED})
    assert answer.status_code == 422
    assert ADDED in answer.text
    data = {"text": ADDED, "password": make.PASSWORD}
    assert isla.post(f"/records/{signed.id}/addendum", data=data).status_code == 303


@pytest.mark.parametrize("state", ["draft", "sent", "agreed"])
def test_there_is_no_addendum_before_the_last_signature(unit, isla, state):
    record = papers.session(unit.isla, unit.lowri, state)
    assert isla.post(f"/records/{record.id}/addendum", data={"text": ADDED}).status_code == 403


def test_a_record_opened_in_error_says_so_and_stays_readable(unit, isla, lowri, signed):
    assert lowri.post(f"/records/{signed.id}/error", data={"reason": "I disagree."}).status_code == 403
    assert isla.post(f"/records/{signed.id}/error", data={"reason": " "}).status_code == 422
    assert isla.post(f"/records/{signed.id}/error", data={"reason": "Entered twice."}).status_code == 303
    for browser in (isla, lowri):
        page = browser.get(f"/records/{signed.id}").text
        assert "Opened in error" in page
        assert "Entered twice." in page
        assert papers.REFLECTION in page
    assert isla.post(f"/records/{signed.id}/error", data={"reason": "Again."}).status_code == 409
    assert signed.void_reason == "Entered twice."


def test_a_new_manager_reads_it_once_the_practitioner_lets_them(unit, lowri, signed, sign_in, another_client):
    replace_manager(unit)
    rhys = sign_in(unit.rhys, another_client())
    page = rhys.get(f"/records/{signed.id}")
    assert (page.status_code, papers.REFLECTION in page.text) == (200, False)
    assert "Let Rhys Sidebottom read this" in lowri.get(f"/records/{signed.id}").text
    assert rhys.post(f"/records/{signed.id}/release").status_code == 403
    for _ in range(2):
        assert lowri.post(f"/records/{signed.id}/release").status_code == 303
    assert len(db.session.scalars(select(Release)).all()) == 1
    page = rhys.get(f"/records/{signed.id}").text
    assert papers.REFLECTION in page
    assert papers.WELLBEING not in page
    assert "Rhys Sidebottom" in lowri.get(f"/records/{signed.id}").text
    assert db.session.scalars(select(Event.verb).where(Event.verb == "let a manager read")).all() == [
        "let a manager read"
    ]


def test_the_earlier_manager_still_reads_what_they_signed(unit, isla, signed):
    replace_manager(unit)
    assert papers.REFLECTION in isla.get(f"/records/{signed.id}").text


def test_a_released_record_does_not_pass_on_to_the_manager_after_that(unit, lowri, signed, sign_in, another_client):
    replace_manager(unit)
    lowri.post(f"/records/{signed.id}/release")
    posting = db.session.scalars(
        select(Posting).where(Posting.line_manager_id == unit.rhys.id).order_by(Posting.id)
    ).all()
    for each in posting:
        if each.person_id == unit.lowri.id:
            each.line_manager_id = unit.efua.id
    db.session.commit()
    assert sign_in(unit.rhys, another_client()).get(f"/records/{signed.id}").status_code == 404
    assert papers.REFLECTION not in sign_in(unit.efua, another_client()).get(f"/records/{signed.id}").text


def test_who_disagrees_says_why_and_signs_all_the_same(unit, isla, lowri):
    record = papers.session(unit.isla, unit.lowri, "sent")
    data = {"fingerprint": stamp(lowri, record), "disagrees": "y"}
    for nothing in ("", "   "):
        answer = lowri.post(f"/records/{record.id}/sign", data={**data, "comment": nothing})
        assert answer.status_code == 422
        assert "Say in the comment what you do not agree with" in answer.text
    assert not db.session.scalars(select(Signature)).all()
    comment = "The second point was mine to make."
    assert lowri.post(f"/records/{record.id}/sign", data={**data, "comment": comment}).status_code == 303
    signature = db.session.scalars(select(Signature)).one()
    assert (signature.disagrees, signature.comment) == (True, comment)
    page = isla.get(f"/records/{record.id}").text
    assert "does not agree with this record" in page
    assert comment in page


def test_a_disagreement_without_words_is_refused_however_it_comes(unit):
    record = papers.session(unit.isla, unit.lowri, "sent")
    frozen, _ = papers.queries.signed(record)
    with pytest.raises(Refused, match="needs a reason"):
        actions.sign(papers.paper(record), "subject", frozen.fingerprint, papers.by(unit.lowri), now(), today(),
                     disagrees=True)  # fmt: skip
    assert db.session.get(Record, record.id).turn == "subject"
