"""A pack that is kept ready says so once what it prints has changed, and is made again at once or by night."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import jobs
from app.database import db
from app.evidence import standing
from app.evidence.changes import has_changed
from app.evidence.models import READY, REQUESTED, PackFile
from app.people.importing.applying import Occasion, apply
from app.people.importing.planning import Files
from app.people.models import Person, Posting
from app.policy.lists import REGISTRATION_STANDARDS
from app.records import follow_up
from app.records.models import Action
from app.registration.standards import tags
from app.settings import actions as settings
from app.web.clock import now, today
from tests import make, papers
from tests.browsing import Client
from tests.counting import count_queries
from tests.evidence.test_building import files, made
from tests.people.files import efua, isla, lowri, staff
from tests.stores import Store

pytestmark = pytest.mark.any_engine
SignIn = Callable[..., Client]
LATER = date(2026, 12, 1)


@pytest.fixture
def unit(store: Store) -> make.SmallUnit:
    return store.once("unit", make.unit)


@pytest.fixture
def kept(store: Store, unit: make.SmallUnit, at: Callable[[str], None]) -> PackFile:
    """Lowri's pack of the year, made a minute ago, with an action agreed that Isla is to do."""

    def build() -> PackFile:
        record = papers.session(unit.isla, unit.lowri, "locked")
        follow_up.agree(record.id, unit.lowri.id, unit.isla.id, "Ask for the room", None, papers.by(unit.isla), now())
        tags.put_on(record, ["conduct"], papers.by(unit.lowri), now())
        made()
        return files()[-1]

    found = store.once("unit with a pack to keep fresh", build)
    at("2026-11-19 09:40")
    return found


def test_what_becomes_of_an_action_has_the_pack_made_again(kept: PackFile, unit: make.SmallUnit):
    action = db.session.scalars(select(Action)).one()
    by = papers.by(unit.isla)
    for change in (
        lambda: follow_up.mark_done(action, today(), by, now()),
        lambda: follow_up.confirm(action, "", today(), by, now()),
    ):
        change()
        assert [file.state for file in files()][-1] == REQUESTED
        made()
    assert len({file.digest for file in files()}) == 2


def reword(unit: make.SmallUnit) -> None:
    settings.reword_item(REGISTRATION_STANDARDS, "conduct", "Conduct", today(), "New", *by(unit))


def reword_later(unit: make.SmallUnit) -> None:
    settings.reword_item(REGISTRATION_STANDARDS, "conduct", "Conduct", LATER, "New", *by(unit))


def ask_for_more(unit: make.SmallUnit) -> None:
    settings.set_value("register.least_records", "2", LATER, "New", *by(unit))


def another_manager(unit: make.SmallUnit) -> None:
    (posting,) = db.session.scalars(select(Posting).where(Posting.person_id == unit.lowri.id))
    posting.ends_on = LATER - timedelta(days=1)
    make.posting(unit.lowri, starts_on=LATER, team_id=unit.team.id, line_manager_id=unit.rhys.id)


def by(unit: make.SmallUnit) -> tuple[Any, ...]:
    return papers.by(unit.isla), now(), today()


@pytest.mark.parametrize("change", [reword_later, ask_for_more, another_manager])
def test_a_pack_that_says_other_things_by_now_says_so_and_is_made_again_by_night(
    kept: PackFile, unit: make.SmallUnit, sign_in: SignIn, at, monkeypatch: pytest.MonkeyPatch, change
):
    assert not has_changed(kept, today())
    change(unit)
    db.session.commit()
    at("2026-12-01 09:00")
    assert has_changed(kept, today())
    browser = sign_in(unit.lowri)
    page = browser.get("/evidence").text
    assert "has changed since" in page
    assert "Make it again" in page
    assert count_queries(browser, "/evidence") <= 8
    queued = []
    monkeypatch.setattr(jobs, "enqueue", lambda *given, **more: queued.append((given, more)))
    jobs.JOBS[standing.NAME]("2026-12-01")
    assert [given for given, _ in queued] == [(standing.ANEW, unit.lowri.id)]
    monkeypatch.undo()
    jobs.JOBS[standing.ANEW](unit.lowri.id)
    assert [file.state for file in files()] == [READY, REQUESTED]
    assert "A newer pack is being made" in browser.get("/evidence").text
    made()
    assert not has_changed(files()[-1], today())
    assert len({file.digest for file in files()}) == 2


def test_a_night_spreads_the_making_and_leaves_packs_that_are_as_they_were(
    kept: PackFile, unit: make.SmallUnit, at, monkeypatch: pytest.MonkeyPatch
):
    papers.session(unit.isla, unit.pius, "locked")
    made()
    at("2026-11-19 09:45")
    queued = []
    monkeypatch.setattr(jobs, "enqueue", lambda *given, **more: queued.append(more["wait"]))
    jobs.JOBS[standing.NAME]("2026-11-19")
    assert queued == []
    reword(unit)
    db.session.commit()
    jobs.JOBS[standing.NAME]("2026-11-19")
    assert queued == [0, standing.APART]
    monkeypatch.setattr(standing, "MOST", 1)
    jobs.JOBS[standing.NAME]("2026-11-19")
    assert queued[2:] == [0]


def test_a_manager_of_another_name_has_the_packs_that_print_it_made_again(store: Store, at):
    def bring(**given: str) -> None:
        apply(Files(staff(efua(), isla(**given), lowri())), Occasion(today(), papers.by(make.person()), now(), today()))

    bring()
    lead, subject = (db.session.scalars(select(Person).where(Person.staff_number == number)).one() for number in "23")
    papers.session(lead, subject, "locked")
    made()
    at("2026-11-19 10:40")
    bring(name="Isla Mbeki-Vaughan")
    first, second = files()
    assert (first.state, second.state) == (READY, REQUESTED)
    assert has_changed(first, today())
    made()
    assert second.digest != first.digest
