"""Who stands in, who was given what, who has no post any more: what each may reach, and that lists say the same."""

from datetime import date

import pytest
from sqlalchemy import event

from app.countersigning import recalls
from app.countersigning.scopes import waiting_ids
from app.database import db
from app.history.queries import breaks
from app.notices import work
from app.notices.models import Notice
from app.people.cover import record
from app.people.models import Person, Posting
from app.policy.access import NotThere
from app.policy.people import NATIONAL_SECURITY
from app.web.clock import now, today
from tests import make
from tests.countersigning import items, nights
from tests.countersigning.desk import browsers, covers, decisions, fresh, learner, waiting, words
from tests.countersigning.items import at as moment
from tests.countersigning.nights import AGREED, SECOND, SIGNED


@pytest.fixture
def office(app, at):
    """The people of S10, on Saturday night."""
    at(AGREED)
    return nights.office()


def verbs(item, who: Person, when=AGREED) -> set[str]:
    """What someone may do with an item; nothing where it does not exist for them."""
    try:
        return set(items.seen(item, who, when).verbs)
    except NotThere:
        return set()


def listed(who: Person, day: date | None = None) -> list[int]:
    """The ids of everything on someone's list."""
    return list(db.session.scalars(waiting_ids(who.id, day or today())))


def leaves(who: Person, last: date = date(2026, 10, 23)) -> None:
    """Someone's post ends."""
    db.session.query(Posting).filter_by(person_id=who.id).one().ends_on = last
    db.session.flush()


def signed_once(people: nights.Office):
    """A recall that waits for its second signature."""
    item = nights.consider(people.dunnock, to=people.teal)
    nights.agree(item, people.teal)
    nights.report(item, people.dunnock, moment("2026-10-25T00:20+01:00"))
    nights.sign(item, people.teal, SIGNED)
    return item


def to_head_elsewhere(covered: Person) -> Person:
    """The head of another unit, who covers for someone for two days."""
    other = make.member("Head Elsewhere", "PDU Head", make.team())
    record(covered, other, ["recall"], date(2026, 10, 24), date(2026, 10, 25), items.by(covered), now(), today())
    return other


def test_the_head_of_delivery_in_a_prison_reads_no_recall_of_its_offender_managers(unit):
    item = nights.consider(unit.keziah)
    assert verbs(item, unit.aaliyah) == set()
    assert "read" in verbs(item, unit.saoirse)


@pytest.mark.parametrize("delegation", [True, False])
def test_a_deputys_delegated_authority_does_not_pass_to_whoever_covers(office, delegation):
    if not delegation:
        db.session.query(make.Fact).delete()
    other, item = to_head_elsewhere(office.vole), signed_once(office)
    assert verbs(item, other, SECOND) == set()
    assert listed(other, SECOND.date()) == []
    assert other.id not in {each.person_id for each in db.session.query(Notice)}


def test_whoever_covers_for_the_head_signs_second_and_has_it_on_the_list(office):
    other, item = to_head_elsewhere(office.brambleby), signed_once(office)
    assert listed(other, SECOND.date()) == [item.id]
    assert nights.sign(item, other, SECOND).for_name == office.brambleby.name


def test_whoever_covers_for_the_lead_of_the_division_has_it_on_the_list(office):
    division = make.team()
    lead = make.member("Lead", "Senior Operational Lead", division)
    posting = db.session.query(Posting).filter_by(person_id=office.dunnock.id).one()
    posting.team_id, posting.function = division.id, NATIONAL_SECURITY
    other, item = to_head_elsewhere(lead), signed_once(office)
    assert listed(other, SECOND.date()) == [item.id]
    assert nights.sign(item, other, SECOND).for_name == lead.name


def test_a_stand_in_who_has_left_reads_nothing(office):
    other, item = to_head_elsewhere(office.brambleby), signed_once(office)
    leaves(other)
    assert verbs(item, other, SECOND) == set()


def test_cover_lasts_when_whoever_is_covered_has_left(office):
    item = waiting(learner(office.dunnock), signed="2026-10-24 10:00")
    covers(office.larkspur, office.teal)
    leaves(office.larkspur)
    assert listed(office.teal) == [item.id]
    assert items.decide(item, office.teal, now()).for_name == office.larkspur.name


def test_what_was_given_to_somebody_is_on_their_list_though_its_author_has_no_post(office):
    item = waiting(learner(office.dunnock), signed="2026-10-24 10:00")
    item.assigned_id = office.teal.id
    leaves(office.dunnock)
    assert listed(office.teal) == [item.id]
    assert work.count(office.teal.id, now(), today()).total == 1
    assert listed(office.larkspur) == []
    items.decide(item, office.teal, now())


def test_a_rationale_is_not_asked_of_somebody_without_a_post(office):
    item = nights.consider(office.dunnock, to=office.teal)
    nights.agree(item, office.teal, rationale="")
    assert "rationale" in verbs(item, office.teal)
    leaves(office.teal)
    assert verbs(item, office.teal) == {"see", "read"}


@pytest.mark.parametrize("is_reported", [False, True])
def test_an_author_whose_turn_it_is_hears_that_it_became_an_emergency(office, is_reported):
    item = nights.consider(office.dunnock, to=office.teal, emergency=False)
    nights.agree(item, office.teal)
    if is_reported:
        nights.report(item, office.dunnock, SIGNED)
        nights.sign(item, office.teal, SIGNED)
        nights.sign(item, office.vole, SIGNED)
    found = items.seen(item, office.teal, SECOND)
    recalls.raise_emergency(found, "It got worse", items.by(office.teal), SECOND)
    told = db.session.query(Notice).filter_by(code="recall.emergency")
    assert [each.person_id for each in told] == [office.dunnock.id]


def test_a_stand_in_hears_nothing_of_other_kinds_that_wait_from_an_author(office, sign_in):
    item = waiting(learner(office.dunnock), signed="2026-10-24 10:00", case="X111111")
    waiting(office.dunnock, "parole", signed="2026-10-24 10:00", case="X222222")
    covers(office.larkspur, office.teal, "oasys")
    page = sign_in(office.teal).get(f"/countersigning/{item.id}/decide")
    assert "X111111" in page.text
    assert "X222222" not in page.text


def test_a_reason_for_parking_stays_when_it_was_decided_meanwhile(office, sign_in, another_client):
    item = waiting(learner(office.dunnock), signed="2026-10-24 10:00")
    (larkspur,) = browsers(sign_in, another_client, office.larkspur)
    covers(office.larkspur, office.teal)
    items.decide(item, office.teal, now())
    db.session.commit()
    form = {"until": "27/10/2026", "reason": "Waits for the police"}
    answer = larkspur.post(f"/countersigning/{item.id}/park", data=form)
    assert answer.status_code == 409
    assert "Waits for the police" in answer.text
    assert "no longer possible" in words(answer)
    assert larkspur.get(f"/countersigning/{item.id}/park").status_code == 403
    assert larkspur.post(f"/countersigning/{item.id}/unpark").status_code == 409
    assert fresh(item).parked_until is None


def test_several_are_all_held_before_the_first_is_noted(app, unit, isla):
    learner(unit.lowri)
    held = [waiting(unit.lowri, case=f"X00000{number}") for number in (1, 2)]
    page = isla.get("/countersigning/several", query_string={"item": [each.id for each in held]})
    prints = {f"f-{each.id}": items.queries.rounds_of(each.id)[-1][0].fingerprint for each in held}
    assert page.status_code == 200
    order: list[str] = []

    def heard(_connection, _cursor, statement, *_more) -> None:
        if "FROM countersign_item" in statement and "UPDATE" in statement and "ORDER BY" in statement:
            order.append("held")
        elif "INSERT INTO event" in statement:
            order.append("noted")

    event.listen(db.engine, "before_cursor_execute", heard)
    answer = isla.post("/countersigning/several", data={"item": [each.id for each in held], **prints})
    event.remove(db.engine, "before_cursor_execute", heard)
    assert answer.status_code == 303
    assert [len(decisions(each)) for each in held] == [1, 1]
    if db.engine.dialect.name == "postgresql":
        assert order[0] == "held"
    assert list(breaks()) == []
