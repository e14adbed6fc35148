"""One-to-ones: starting, writing and signing one, what follows, and what nobody else ever reads."""

import json
from dataclasses import asdict
from datetime import date

import pytest

from app.database import db
from app.evidence.contents import gather
from app.people.models import Person
from app.people.queries import posting_on
from app.records import queries
from app.records.models import LOCKED, Action, Record
from app.rps.year import years
from app.settings.actions import set_value
from app.web.clock import now, today
from tests import make, papers
from tests.counting import count_queries
from tests.supervision import writing

pytestmark = pytest.mark.any_engine


def leaves(who: Person, heir: Person, people: list[Person], on: date) -> None:
    """Somebody leaves, and somebody else manages these people from that day on."""
    posting_on(who.id, today()).ends_on = on
    for person in people:
        was = posting_on(person.id, today())
        was.ends_on = on
        make.posting(person, job_role=was.job_role, team_id=was.team_id, line_manager_id=heir.id,
                     starts_on=date.fromordinal(on.toordinal() + 1))  # fmt: skip
    db.session.flush()


def test_a_second_press_opens_no_second_one_and_its_day_can_be_changed(unit, isla):
    path = f"/supervision/{unit.lowri.id}/one-to-one"
    first, second = isla.post(path), isla.post(path)
    assert first.headers["Location"] == second.headers["Location"]
    record = db.session.query(Record).one()
    data = {"account": make.account_of(unit.isla).id, "kind": "supervision", "part": "lead", "key": "held_on",
            "text": "2/11/2026", "revision": 1}  # fmt: skip
    assert isla.post(f"/records/{record.id}/answers", data=data).status_code == 200
    assert db.session.get(Record, record.id, populate_existing=True).happened_on == date(2026, 11, 2)
    assert isla.post(path).headers["Location"] != first.headers["Location"], "that one is written in"


def test_both_sign_in_one_sitting_and_what_they_agreed_stays_with_one_to_ones(unit, isla, lowri, at):
    record = writing.one_to_one(unit.isla, unit.lowri)
    session = papers.session(unit.isla, unit.lowri)
    db.session.commit()
    assert isla.post(f"/records/{record.id}/send").status_code == 303
    assert "Read and sign the record of your one-to-one" in lowri.get("/").text
    data = {"fingerprint": queries.signed(record)[0].fingerprint, "comment": "", "password": make.PASSWORD}
    assert lowri.post(f"/records/{record.id}/sign", data=data).status_code == 303
    assert db.session.get(Record, record.id, populate_existing=True).state == LOCKED
    agreed = db.session.query(Action).one()
    assert (agreed.text, agreed.owner_id) == (writing.SECRETS["action_1_text"], unit.lowri.id)
    assert writing.SECRETS["action_1_text"] not in isla.get(f"/records/{session.id}/draft").text
    following = papers.begin("supervision", unit.isla, unit.lowri, "line manager", {})
    assert [each.action.id for each in papers.paper(following).earlier] == [agreed.id]
    standing = years.of_person(unit.lowri.id, today(), now()).standing
    assert (standing.complete, standing.incomplete) == (0, 1), "the session alone counts to the year"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"held_on": "20/11/2026"}, "it can't be in the future"),
        ({"held_on": "1/3/2024"}, "The line manager of the day holds one-to-ones"),
        ({"topics": ""}, "Choose what you talked about"),
        ({"case_2_reference": "X220914"}, "Case 2: choose the risk of serious harm"),
        ({"case_1_decision": ""}, "Case 1: say what was decided"),
        ({"action_1_due": "1/11/2026"}, "an action can't be due before the one-to-one"),
        ({"next_on": "1/11/2026"}, "enter a day after this one"),
        ({"case_1_reference": "Mr Smith"}, ""),
    ],
)
def test_what_keeps_one_from_being_signed(given: dict[str, str], words: str, unit):
    record = writing.one_to_one(unit.isla, unit.lowri)
    writing.answer(record, **given)
    laid = papers.paper(record)
    said = [each.message for each in laid.problems(today())]
    assert [each for each in said if words in each] if words else said == []
    assert bool(laid.kind.warnings(laid, today())) is ("Smith" in given.get("case_1_reference", ""))


def test_a_pack_shows_the_day_the_manager_the_topics_and_the_learning_alone(unit):
    records = [writing.one_to_one(unit.isla, unit.lowri, "locked"),
               writing.review(unit.isla, unit.lowri, "locked", formal_plan="yes", plan_ends_on="1/3/2027")]  # fmt: skip
    supervision, review = (json.dumps(asdict(each), default=str) for each in gather.entries(records))
    for secret in (*writing.SECRETS.values(), writing.CASE[:-3]):
        assert secret not in supervision, secret
    for shown in (writing.LEARNING, "Workload; Learning and development", "Isla Mbeki"):
        assert shown in supervision
    assert writing.SUMMARY in review
    assert writing.OUTCOME in review
    for secret in (writing.AGREED, "plan_ends_on", "2027", "ormal plan?"):
        assert secret not in review, secret


def test_a_new_line_manager_cancels_what_one_who_left_began_and_reads_none_of_it(unit, sign_in, at):
    records = [writing.one_to_one(unit.isla, unit.lowri), writing.review(unit.isla, unit.lowri, "agreed")]
    leaves(unit.isla, unit.rhys, [unit.lowri], date(2026, 11, 14))
    rhys = sign_in(unit.rhys)
    home = rhys.get("/").text
    assert "Cancel a one-to-one that Isla Mbeki left behind" in home
    assert "Cancel a performance review that Isla Mbeki left behind" in home
    for record, secret in zip(records, (writing.SECRETS["workload"], writing.SUMMARY), strict=True):
        page = rhys.get(f"/records/{record.id}")
        assert page.status_code == 200
        assert secret not in page.text
    assert rhys.post(f"/records/{records[1].id}/withdraw", data={"reason": "Isla has left"}).status_code == 303
    for record in records:
        assert rhys.post(f"/records/{record.id}/cancel", data={"reason": "Isla has left"}).status_code == 303
    assert "left behind" not in rhys.get("/").text


def test_the_team_list_says_when_the_last_was_and_the_next_is_suggested_and_calls_nothing_late(unit, isla, at, sign_in):
    writing.one_to_one(unit.isla, unit.lowri, "locked")
    writing.one_to_one(unit.isla, unit.pius, "locked", next_on="25/11/2026")
    db.session.commit()
    text = " ".join(isla.get("/supervision").text.split())
    assert "Suggested around 24 December 2026" in text
    assert "Agreed for" in text
    at("2027-02-01 10:00")
    isla = sign_in(unit.isla)
    later = isla.get("/supervision").text
    assert "Was suggested around" in later
    assert "Was agreed for" in later
    assert not {"late", "soon", "red", "amber"} & {word for each in later.split('class="')[1:]
                                                   for word in each.split('"')[0].split()}  # fmt: skip
    assert "one-to-one" not in isla.get("/").text.lower(), "nobody is ever asked for one"
    set_value("supervision.weeks", "0", today(), "We set our own", papers.by(unit.fergus), now(), today())
    db.session.commit()
    assert "uggested around" not in isla.get("/supervision").text


@pytest.mark.parametrize(("address", "budget"), [("/supervision", 8), ("/supervision/mine", 8), ("draft", 8)])
def test_a_page_asks_no_more_of_a_larger_team(address: str, budget: int, unit, isla):
    record = writing.one_to_one(unit.isla, unit.lowri)
    path = f"/records/{record.id}/draft" if address == "draft" else address

    def grow(more: int) -> None:
        for number in range(more):
            who = make.member(f"Practitioner {number} Throckmorton", "Probation Officer", unit.team, unit.isla)
            writing.one_to_one(unit.isla, who, "locked")
            for lead, subject in ((unit.isla, who), (unit.efua, unit.isla)):
                writing.review(lead, subject, "locked")
        db.session.commit()

    grow(2)
    asked = count_queries(isla, path)
    grow(4)
    assert count_queries(isla, path) == asked
    assert asked <= budget


def test_ones_own_list_and_page_lead_to_them(unit, lowri):
    record = writing.one_to_one(unit.isla, unit.lowri, "locked")
    unsent = writing.review(unit.isla, unit.lowri)
    db.session.commit()
    text = lowri.get("/supervision/mine").text
    assert f"/records/{record.id}" in text
    assert f"/records/{unsent.id}" not in text
    assert f"/records/{unsent.id}" not in lowri.get("/records").text
    assert "/supervision/mine" in lowri.get(f"/people/{unit.lowri.id}").text
