"""One shown answer of a signed record is proved against its signatures without the other answers."""

import json

import pytest
from sqlalchemy import select

from app.database import db
from app.records import snapshot
from app.records.models import Signature, Snapshot
from tests import papers

STRENGTH = "Named the moment at which the interview turned"

# A record that was frozen when each answer, also one that no pack may show, still had a digest of its own.
FIRST_FORMAT = (
    '{"answers":[{"by":"Isla Mbeki","digest":"21a291f456b4e7b0a010516b4724de46abfbaf271471d4b69c47e27f142be2a1","key":'
    '"strengths","label":"Strengths","part":"lead","private":false,"salt":"00000000000000000000000000000000","section":'
    '"Strengths","text":"Candour"},{"by":"Isla Mbeki","digest":"4e5c76678703bd1b7540a7e35298874e6573809d1af249cd6243c7d'
    'c1910b330","key":"wellbeing","label":"Wellbeing","part":"lead","private":true,"salt":"0101010101010101010101010101'
    '0101","section":"Wellbeing","text":"Tired"}],"facts":{"kind":"rps"},"format":1,"seals":{"kind":{"digest":"64706a18'
    'fbd4ab845b3bb04a7fc00802caa283eed48cc675931fbdca35b63b40","salt":"02020202020202020202020202020202"}}}'
)
FIRST_FINGERPRINT = "d5fa1b9886d3b79708ecb2f125cc1b8fab65ad2019023960e8b5e6fabc00fe4f"


@pytest.fixture
def signed(unit):
    return papers.session(unit.isla, unit.lowri, "locked", strengths=STRENGTH, case_1_reference="X264410")


def body_of(record) -> str:
    return db.session.get(Snapshot, record.snapshot_id).body


def disclosure(record, *keys: tuple[str, str], without: tuple[str, ...] = ()) -> dict:
    """What is handed to somebody else, as it travels: plain JSON."""
    return json.loads(json.dumps(snapshot.disclose(body_of(record), set(keys), without)))


def fingerprints(record) -> set[str]:
    """What the signatures of the record carry."""
    return set(db.session.scalars(select(Signature.fingerprint).where(Signature.record_id == record.id)))


def test_one_answer_is_proved_and_tells_nothing_of_the_others(signed):
    shown = disclosure(signed, ("strengths", "lead"))
    assert {snapshot.prove(shown)} == fingerprints(signed)
    assert [answer["text"] for answer in shown["shown"]] == [STRENGTH]
    for secret in (papers.REFLECTION, papers.WELLBEING):
        assert secret in body_of(signed)
        assert secret not in json.dumps(shown)


def test_an_answer_cannot_be_guessed_from_what_is_left_out(signed):
    hidden = next(answer for answer in json.loads(body_of(signed))["answers"] if answer["key"] == "live_risk")
    shown = disclosure(signed, ("strengths", "lead"))
    assert hidden["digest"] in shown["digests"]
    assert hidden["salt"] not in json.dumps(shown)
    again = {**{name: value for name, value in hidden.items() if name != "digest"}, "salt": ""}
    assert snapshot._digest(again) not in shown["digests"]
    salts = [answer["salt"] for answer in json.loads(body_of(signed))["answers"]]
    assert len(set(salts)) == len(salts)


@pytest.mark.parametrize("changed", ["text", "by", "label", "part", "section", "salt", "private"])
def test_a_changed_answer_is_not_the_one_that_was_signed(signed, changed):
    shown = disclosure(signed, ("strengths", "lead"))
    shown["shown"][0][changed] = "something else"
    with pytest.raises(ValueError, match="is not the one that was signed"):
        snapshot.prove(shown)


def test_an_answer_of_another_record_is_not_one_of_this(unit, signed):
    other = papers.session(unit.isla, unit.pius, "locked", strengths=STRENGTH, case_1_reference="X264410")
    shown = disclosure(signed, ("strengths", "lead"))
    shown["shown"] = disclosure(other, ("strengths", "lead"))["shown"]
    with pytest.raises(ValueError, match="'strengths' is not the one that was signed"):
        snapshot.prove(shown)


def test_a_digest_added_or_left_out_leads_to_no_signature(signed):
    for change in (
        lambda digests: digests.pop(),
        lambda digests: digests.append("0" * 64),
        lambda digests: digests.reverse(),
    ):
        shown = disclosure(signed, ("strengths", "lead"))
        change(shown["digests"])
        assert snapshot.prove(shown) not in fingerprints(signed)


def test_a_fact_is_proved_too_and_may_be_left_out(signed):
    shown = disclosure(signed, ("strengths", "lead"), without=("headline", "subject"))
    assert {snapshot.prove(shown)} == fingerprints(signed)
    assert not {"headline", "subject"} & shown["facts"].keys()
    shown["facts"]["lead"]["value"]["name"] = "Somebody Else"
    with pytest.raises(ValueError, match="The fact 'lead' is not the one that was signed"):
        snapshot.prove(shown)


def test_wellbeing_is_never_disclosed_even_when_asked_for(signed):
    keys = [(answer["key"], answer["part"]) for answer in json.loads(body_of(signed))["answers"]]
    assert ("wellbeing", "subject") in keys
    shown = disclosure(signed, *keys)
    assert "wellbeing" not in {answer["key"] for answer in shown["shown"]}
    assert papers.WELLBEING not in json.dumps(shown)
    assert {snapshot.prove(shown)} == fingerprints(signed)


def test_the_text_says_who_they_were_on_the_day(unit, signed):
    facts = snapshot.facts(body_of(signed))
    assert facts["subject"] == {
        "id": unit.lowri.id, "name": "Lowri Throckmorton", "staff_number": unit.lowri.staff_number,
        "job_role": "Probation Officer", "function": "Sentence management", "weekly_hours": "37",
    }  # fmt: skip
    assert facts["lead"]["capacity"] == "line manager"
    assert facts["happened_on"] == "2026-11-12"


def test_a_record_signed_in_the_first_format_stays_as_it_was_signed():
    keys = {("strengths", "lead"), ("wellbeing", "lead")}
    shown = snapshot.disclose(FIRST_FORMAT, keys)
    assert snapshot.check(FIRST_FORMAT) == snapshot.prove(shown) == FIRST_FINGERPRINT
    assert [line.text for line in snapshot.lines(FIRST_FORMAT)] == ["Candour", "Tired"]
    assert [answer["text"] for answer in shown["shown"]] == ["Candour"]
