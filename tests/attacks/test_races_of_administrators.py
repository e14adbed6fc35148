"""Two administrators at the same moment, or one and a job: one is first, the other is told, and nothing is done twice.

Where the moment between looking and doing is short, both are held up in it until the other stands there too: without
turns both would go on from what they saw.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.database import db
from app.history.actions import SERVICE
from app.history.models import Event
from app.history.queries import breaks
from app.keeping import actions as keeping
from app.keeping import removing
from app.keeping.models import Hold, Removal
from app.people.importing import applying as staff_import
from app.people.importing.planning import Files
from app.people.models import Person
from app.policy.lists import LISTS
from app.records.models import Record
from app.registration.models import RegisterEntry
from app.registration.register import entries
from app.registration.register import file as register_file
from app.rps.before.importing import applying as past_import
from app.rps.models import Coverage, HeldBefore
from app.rps.year import coverage, years
from app.settings import actions as settings
from app.settings import queries, turns
from app.settings.models import DatedSetting, ListItem
from app.web.clock import now, today
from tests import make
from tests.admin import test_imports as staff_pages
from tests.admin import test_past as past_pages
from tests.attacks.test_races import at_once
from tests.browsing import Client
from tests.keeping import papers
from tests.people.files import absences, efua, isla, lowri, staff
from tests.registration import test_register as register_pages

FROM_TODAY = {"starts_on": "19/11/2026", "reason": "Agreed with the region"}


@pytest.fixture
def admins(app, sign_in, another_client) -> list[Client]:
    """The browsers of two administrators."""
    return [sign_in(make.account(name, role="admin"), another_client()) for name in ("Fergus Webb", "Una Whitlock")]


@pytest.fixture
def together(engine) -> float:
    """Seconds to wait for the other, who may be waiting for us: on SQLite the other always is."""
    return 0.2 if engine == "postgresql" else 0.03


@pytest.fixture
def held_up(monkeypatch, together) -> Callable[[Any, str], None]:
    """`held_up(module, name)`: whoever comes out of this function waits until a second one does, or `together`."""

    def hold_up(place: Any, name: str) -> None:
        ask, lock, both, arrived = getattr(place, name), threading.Lock(), threading.Event(), []

        def asked(*given: Any, **named: Any) -> Any:
            found = ask(*given, **named)
            with lock:
                arrived.append(found)
                if len(arrived) > 1:
                    both.set()
            both.wait(together)
            return found

        monkeypatch.setattr(place, name, asked)

    return hold_up


def pressed(browsers: list[Client], preview: Callable[[Client], tuple[str, str]]) -> list[int]:
    """Both look at what their own upload would do, and press Import at the same moment."""
    looked = [(browser, *preview(browser)) for browser in browsers]
    return at_once(*[lambda b=b, a=a, t=t: staff_pages.carry_out(b, a, t) for b, a, t in looked])


def noted(verb: str) -> int:
    return db.session.query(Event).filter_by(verb=verb).count()


def test_staff_that_two_bring_in_join_and_change_once(admins, held_up):
    staff_import.apply(Files(staff(efua(), isla())), staff_import.Occasion(today(), SERVICE, now(), today()))
    held_up(staff_import, "plan")
    files = staff(efua(), isla(weekly_hours="20"), lowri()), absences(("2", "Sickness", "01/11/2026", ""))
    db.session.commit()
    assert sorted(pressed(admins, lambda each: staff_pages.preview(each, *files))) == [303, 422]
    assert db.session.query(Person).count() == noted("joined") == 3
    assert (noted("changed by import"), noted("absence recorded")) == (1, 1)
    assert list(breaks()) == []


def test_past_sessions_that_two_bring_in_are_there_once_and_completed_once(admins, held_up):
    u = make.unit()
    row = {"staff_number": u.lowri.staff_number, "held_by_number": u.isla.staff_number, **past_pages.ROW}
    past_import.apply(past_pages.file({**row, "sop_logged_on": ""}), SERVICE, now())
    db.session.commit()
    held_up(past_import, "plan")
    file = past_pages.file(row, {**row, "held_on": "11/05/2026"})
    assert sorted(pressed(admins, lambda each: past_pages.preview(each, file))) == [303, 422]
    assert (db.session.query(HeldBefore).count(), noted("brought in what was held before")) == (2, 2)
    assert list(breaks()) == []


def test_a_register_that_two_bring_in_is_entered_once(admins, held_up):
    u = make.unit()
    db.session.commit()
    held_up(register_file, "plan")
    data = register_pages.as_file(register_pages.lines(u))

    def preview(browser: Client) -> tuple[str, str]:
        address = register_pages.upload(browser, data).location
        return address, browser.get(address).text

    assert sorted(pressed(admins, preview)) == [303, 422]
    assert db.session.query(RegisterEntry).count() == noted(entries.VERB) == 3
    assert list(breaks()) == []


def test_one_number_of_the_register_goes_to_one_of_two_people(admins, held_up):
    u = make.unit()
    db.session.commit()
    held_up(entries, "holder")
    form = {"status": "registered", "number": "PR-1", "authority": "yes", "renewal_on": "", "starts_on": "1/9/2026"}
    asks = [
        (browser, f"/admin/register/people/{who.id}") for browser, who in zip(admins, (u.lowri, u.pius), strict=True)
    ]
    assert sorted(at_once(*[lambda b=b, a=a: b.post(a, data=form) for b, a in asks])) == [303, 409]
    assert db.session.query(RegisterEntry).count() == 1


def test_one_setting_that_two_change_keeps_both_and_the_later_holds(admins, held_up):
    held_up(settings, "DatedSetting")
    asks = [(browser, {**FROM_TODAY, "value": text}) for browser, text in zip(admins, ("7", "8"), strict=True)]
    address = "/admin/settings/rps.sop_days"
    assert at_once(*[lambda b=b, d=d: b.post(address, data=d) for b, d in asks]) == [303, 303]
    rows = db.session.query(DatedSetting).order_by(DatedSetting.id).all()
    assert sorted(row.value for row in rows) == ["7", "8"]
    assert queries.value("rps.sop_days", today()) == int(rows[-1].value)
    told = db.session.query(Event).filter_by(verb="set rps.sop_days").order_by(Event.id)
    assert [each.thing_id for each in told] == [row.id for row in rows]
    assert list(breaks()) == []


def test_two_settings_that_stand_in_an_order_are_not_put_out_of_it_by_two(admins, held_up):
    held_up(settings, "DatedSetting")
    posts = [("rps.minutes_least", "60"), ("rps.minutes", "50")]
    asks = [(f"/admin/settings/{key}", {**FROM_TODAY, "value": text, "go": "save"}) for key, text in posts]
    statuses = at_once(*[lambda b=b, a=a, d=d: b.post(a, data=d) for b, (a, d) in zip(admins, asks, strict=True)])
    assert 422 in statuses
    assert queries.value("rps.minutes_least", today()) <= queries.value("rps.minutes", today())


def test_a_list_that_two_add_to_for_the_first_time_is_there_once(admins, held_up):
    held_up(settings, "_insist_new")
    key = "observation.headings"
    form = {"label": "Closing the meeting", "source": "", "starts_on": "19/11/2026"}
    assert sorted(at_once(*[lambda b=b: b.post(f"/admin/settings/lists/{key}", data=form) for b in admins])) == [
        303, 422,
    ]  # fmt: skip
    assert db.session.query(ListItem).filter_by(list_key=key).count() == len(LISTS[key].items) + 1


@pytest.mark.parametrize("moment", ["before its turn", "when it counts"])
def test_a_year_brought_in_while_a_setting_changes_asks_for_what_the_setting_says(
    moment, admins, monkeypatch, together
):
    address, text = staff_pages.preview(admins[0], staff(efua(), isla(), lowri()))
    place, name = (turns, "take") if moment == "before its turn" else (years, "of_people")
    ask, changed = getattr(place, name), []

    def change() -> None:
        data = {**FROM_TODAY, "value": "12", "go": "save"}
        changed.append(admins[1].post("/admin/settings/rps.sessions", data=data).status_code)
        with admins[1].application.app_context():
            coverage.run_anew()

    thread = threading.Thread(target=change)

    def asked(*given: Any, **named: Any) -> Any:
        found = ask(*given, **named) if moment == "when it counts" else None
        monkeypatch.setattr(place, name, ask)
        thread.start()
        thread.join(together)
        return found or ask(*given, **named)

    monkeypatch.setattr(place, name, asked)
    assert at_once(lambda: staff_pages.carry_out(admins[0], address, text)) == [303]
    thread.join()
    assert changed == [303]
    who = db.session.query(Person).filter_by(staff_number="3").one()
    member = years.of_person(who.id, today(), now())
    assert member
    assert db.session.query(Coverage).filter_by(person_id=who.id).one().asked == member.standing.asked.sessions


@pytest.fixture
def shelf(store) -> papers.Shelf:
    return store.once("shelf", papers.shelf)


@pytest.fixture
def keepers(shelf, at, sign_in, another_client) -> list[Client]:
    """The browsers of two administrators, years after everything on the shelf was signed."""
    at(papers.LATER)
    return [sign_in(who, another_client()) for who in (shelf.u.fergus, shelf.second)]


def holding(browser: Client, who: Person) -> dict[str, str]:
    """What the form to place a hold posts, once the administrator has looked at the person."""
    data = {"staff_number": who.staff_number, "reason": "An inquest has asked for them"}
    return data | {"seen": papers.looked_at(browser, data)}


def test_of_two_holds_on_one_person_one_stands_and_lifting_it_twice_lifts_it_once(shelf, keepers, held_up):
    data = holding(keepers[0], shelf.u.lowri)
    held_up(keeping.queries, "hold_on")
    statuses = at_once(*[lambda b=b: b.post("/admin/keeping/holds/new", data=data) for b in keepers])
    assert sorted(statuses) == [303, 409]
    address = f"/admin/keeping/holds/{db.session.query(Hold).one().id}"
    held_up(keeping, "insist")
    reasons = [{"reason": text} for text in ("The inquest is over", "It was withdrawn")]
    statuses = at_once(*[lambda b=b, d=d: b.post(address, data=d) for b, d in zip(keepers, reasons, strict=True)])
    assert sorted(statuses) == [303, 409]
    assert db.session.query(Hold).one().lifted_reason == reasons[statuses.index(303)]["reason"]
    assert (noted("placed"), noted("lifted")) == (1, 1)


def test_of_two_removals_proposed_at_once_one_is(shelf, keepers, held_up):
    held_up(keeping.due, "count")
    data = {"reason": papers.WHY}
    statuses = at_once(*[lambda b=b: b.post("/admin/keeping/removals", data=data) for b in keepers])
    assert (sorted(statuses), db.session.query(Removal).count()) == ([303, 409], 1)


def test_a_removal_that_is_approved_and_taken_back_at_once_is_one_of_them(shelf, keepers, held_up):
    held_up(keeping, "insist")
    keepers[0].post("/admin/keeping/removals", data={"reason": papers.WHY})
    address = "/admin/keeping/removals/1"
    statuses = at_once(lambda: keepers[0].post(f"{address}/decline"), lambda: keepers[1].post(f"{address}/approve"))
    assert sorted(statuses) == [303, 409]
    assert (noted("declined"), noted("approved")) == tuple(int(status == 303) for status in statuses)


@pytest.mark.parametrize("is_first", [False, True])
def test_nothing_of_somebody_is_removed_once_a_hold_on_them_stands(is_first, shelf, keepers, monkeypatch, together):
    """Placed while the removal is approved, or while it is carried out: what is going on ends before the hold stands.

    The job is held up when it has begun to remove, and goes on when the hold stands or has waited.
    """
    app, lowri, session_id = keepers[0].application, shelf.u.lowri, shelf.session.id
    lowri_id, data = lowri.id, holding(keepers[0], lowri)
    begun, stands, tell, ask = threading.Event(), threading.Event(), removing.Stones.tell, keeping.queries.hold_on
    keepers[0].post("/admin/keeping/removals", data={"reason": papers.WHY})

    def told(*given: Any, **named: Any) -> None:
        if not begun.is_set():
            begun.set()
            stands.wait(together)
        tell(*given, **named)

    def remove() -> None:
        keepers[1].post("/admin/keeping/removals/1/approve")
        with app.app_context():
            removing.run(1)

    def looked(person_id: int) -> Hold | None:
        carries_out.start()
        begun.wait(together)
        return ask(person_id)

    carries_out = threading.Thread(target=remove)
    monkeypatch.setattr(removing.Stones, "tell", told)
    if is_first:
        monkeypatch.setattr(keeping.queries, "hold_on", looked)
    else:
        db.session.remove()
        carries_out.start()
        assert begun.wait(10)
    assert at_once(lambda: keepers[0].post("/admin/keeping/holds/new", data=data)) == [303]
    stands.set()
    carries_out.join()
    placed = db.session.query(Event).filter_by(verb="placed", thing=keeping.HOLD).one()
    gone = db.session.query(Event).filter_by(verb=removing.REMOVED, subject_id=lowri_id).filter(Event.id > placed.id)
    assert [(each.thing, each.thing_id) for each in gone] == []
    assert db.session.get_one(Removal, 1).done_at
    assert not is_first or db.session.get_one(Record, session_id).removed_on is None
    assert list(breaks()) == []
