"""Which standards somebody can evidence, and saying what a record is evidence for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.database import db
from app.evidence import actions as evidence
from app.evidence.models import PackFile
from app.history.actions import SERVICE
from app.history.models import Event
from app.policy.lists import REGISTRATION_STANDARDS
from app.policy.registration import ENOUGH, NOTHING, WAITING
from app.policy.rules import Refused
from app.records import actions as records
from app.records.models import Record
from app.registration.standards import matrix, tags
from app.settings import actions as settings
from app.web.clock import now, today
from tests import make, papers
from tests.counting import count_queries
from tests.stores import Store

YEAR = (date(2026, 9, 1), date(2027, 8, 31))


@dataclass
class World:
    """Lowri's records: signed for reflection, sent for conduct, in draft for learning, voided, and an observation."""

    u: make.SmallUnit
    signed: Record
    observed: Record
    sent: Record


def world() -> World:
    u = make.unit()
    signed = papers.session(u.isla, u.lowri, "locked", standards="reflection")
    void = papers.session(u.isla, u.lowri, "locked", standards="qualification")
    records.void(papers.paper(void), "The wrong day", papers.by(u.isla), now())
    papers.session(u.isla, u.lowri, "draft", standards="learning")
    papers.session(u.isla, u.magda, "locked", standards="accountability")
    sent = papers.session(u.isla, u.lowri, "sent", standards="conduct\nreflection")
    return World(u, signed, papers.observation(u.isla, u.lowri, "locked"), sent)


@pytest.fixture
def it(store: Store) -> World:
    return store.once("records for standards", world)


def states(who: Any, **given: Any) -> dict[str, str]:
    return {row.standard.code: row.state for row in matrix.matrix(who.id, *YEAR, today(), **given).rows}


def test_a_matrix_tells_signed_records_from_those_to_come_and_leaves_out_what_is_void_or_anothers(it: World):
    assert states(it.u.lowri) == {
        "qualification": NOTHING, "accountability": NOTHING, "conduct": WAITING, "learning": WAITING,
        "reflection": ENOUGH}  # fmt: skip
    assert states(it.u.lowri, left_out=frozenset({it.signed.id}))["reflection"] == WAITING
    packed = matrix.for_pack(it.u.lowri.id, *YEAR, today())
    assert {row.standard.code: row.records for row in packed.rows if row.records} == {"reflection": (it.signed.id,)}
    assert packed.gaps == 4
    assert packed.note == "These headings stand in until the published standards are loaded."


@pytest.mark.any_engine
def test_one_click_makes_a_record_evidence_or_not_and_history_and_the_pack_follow(it: World, client: Any, sign_in: Any):
    evidence.request(it.u.lowri.id, *YEAR, now(), standing=True).state = "ready"
    browser = sign_in(it.u.lowri, client)
    page = browser.get("/registration/standards/").text
    assert page.index("Gap: nothing yet") < page.index("not yet signed") < page.index("Reflective practice and super")
    both = [it.signed.id, it.observed.id]
    said = browser.fragment("/registration/standards/conduct", "tag_said", method="POST",
                            data={"shown": both, "record": both}).text  # fmt: skip
    assert "2 records, 1 more not yet signed by everybody" in said
    assert "<html" not in said
    assert matrix.matrix(it.u.lowri.id, *YEAR, today()).row("conduct").counts == {"rps": 1, "observation": 1}
    browser.post("/registration/standards/conduct", data={"shown": both, "record": [it.observed.id]})
    beside = browser.fragment(f"/registration/standards/records/{it.observed.id}", "evidence").text
    assert ("<html" not in beside, "Evidence for 1 standard." in beside.replace("\xa0", " ")) == (True, True)
    browser.post(f"/registration/standards/records/{it.observed.id}", data={"shown": ["conduct"], "code": ["learning"]})
    assert tags.of_records(both) == {it.signed.id: {"reflection"}, it.observed.id: {"learning"}}
    noted = db.session.scalars(select(Event).where(Event.verb.contains("tagged as"), Event.actor_id.is_not(None)))
    assert [(event.verb, event.thing_id, event.reason) for event in noted.all()[-2:]] == [
        ("no longer tagged as evidence", it.observed.id, "Conduct and behaviour"),
        ("tagged as evidence", it.observed.id, "Continuing professional development and mandatory learning"),
    ]
    again = db.session.query(PackFile).filter_by(owner_id=it.u.lowri.id, state="requested", is_standing=True)
    assert again.count() == 1


@pytest.mark.any_engine
def test_nobody_else_says_what_a_record_is_evidence_for_and_nobody_before_it_is_signed(it: World, client, sign_in):
    sent, theirs = it.sent.id, f"/registration/standards/records/{it.signed.id}"
    for who, address, answer in (
        (it.u.isla, theirs, 403),
        (it.u.magda, theirs, 404),
        (it.u.fergus, theirs, 403),
        (it.u.lowri, f"/registration/standards/records/{sent}", 403),
    ):
        assert sign_in(who, client).post(address, data={"code": ["conduct"]}).status_code == answer
    sign_in(it.u.magda, client).post("/registration/standards/conduct", data={"shown": [it.signed.id],
                                                                              "record": [it.signed.id]})  # fmt: skip
    refused = sign_in(it.u.lowri, client).post(theirs, data={"code": ["no such standard"]})
    assert (refused.status_code, "not among those of the year" in refused.text) == (409, True)
    for record in (it.sent, db.session.query(Record).filter(Record.void_at.is_not(None)).one()):
        with pytest.raises(Refused):
            tags.change(record, {"conduct"}, set(), SERVICE, now(), today())
    assert tags.of_records([it.signed.id, sent]) == {it.signed.id: {"reflection"}}


@pytest.mark.any_engine
def test_a_standard_that_ended_stays_readable_with_its_evidence_and_asks_for_nothing(it: World, client, sign_in, at):
    settings.end_item(REGISTRATION_STANDARDS, "reflection", today(), "Published", SERVICE, now(), today())
    settings.end_item(REGISTRATION_STANDARDS, "qualification", today(), "Published", SERVICE, now(), today())
    at("2026-11-20 09:00")
    shown = matrix.matrix(it.u.lowri.id, *YEAR, today())
    assert [row.standard.code for row in shown.rows] == ["accountability", "conduct", "learning", "reflection"]
    assert not shown.row("reflection").is_gap
    browser = sign_in(it.u.lowri, client)
    assert "Asked for until 19 November 2026" in browser.get("/registration/standards/").text.replace("\xa0", " ")
    browser.post("/registration/standards/reflection", data={"shown": [it.signed.id]})
    assert tags.of_records([it.signed.id]) == {}


@pytest.mark.any_engine
def test_the_pages_ask_no_more_when_there_are_more_records(it: World, client: Any, sign_in: Callable[..., Any]):
    browser = sign_in(it.u.lowri, client)
    pages = ("/registration/standards/", "/registration/standards/reflection", f"/records/{it.signed.id}",
             f"/registration/standards/records/{it.signed.id}")  # fmt: skip
    asked = [count_queries(browser, page) for page in pages]
    for _ in range(3):
        papers.session(it.u.isla, it.u.lowri, "locked", standards="conduct")
    assert [count_queries(browser, page) for page in pages] == asked
    assert max(asked) <= 8
    assert re.search(r'value="reflection" checked', browser.get(pages[3]).text)
