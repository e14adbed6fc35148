"""What people's own signed records tell of their learning closes criteria 1 and 6, and no more than that."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.assessors import actions, plans, register
from app.assessors.models import LearningRequired, RoleChange
from app.assessors.queries import find
from app.assessors.told import open_modules, told, withdrawn
from app.database import db
from app.notices import work
from app.people.models import CORE_CURRICULUM, PROBATION_PASSED, ROLE_LEARNING, Posting
from app.policy.assessor_facts import CONFIRMS, COUNTERSIGNED, HOMD_REQUIRES, KEEPS, NON_COUNTERSIGNED, OPENS
from app.policy.people import CUSTODY
from tests import make, papers

START, MOVED = date(2026, 9, 1), date(2026, 6, 8)


@pytest.fixture
def u(app):
    unit = make.unit()
    for pom in (unit.kwame, unit.keziah):
        make.fact(pom, ROLE_LEARNING, date(2024, 6, 3))
    return unit


@pytest.fixture
def quince(u):
    """Barnaby Quince, probation services officer from 1 September 2026 (scenario S2)."""
    return make.member("Barnaby Quince", "Probation Services Officer", u.team, u.isla, starts_on=START)


@pytest.fixture
def moth(u):
    """Lysander Moth, prison offender manager from 8 June 2026 with four modules to do (scenario S7)."""
    team_id = db.session.scalar(select(Posting.team_id).where(Posting.person_id == u.kwame.id))
    who = make.person("Lysander Moth")
    make.posting(who, job_role="Prison Offender Manager (prison)", team_id=team_id, line_manager_id=u.aaliyah.id,
                 starts_on=MOVED, function=CUSTODY)  # fmt: skip
    for number in range(4):
        make.add(LearningRequired(person_id=who.id, title=f"Module {number}", required_on=MOVED, entered_by="Aaliyah"))
    return who


def on(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def says(who, what, done_on, at, module_id=None) -> int:
    """The person signs a record of it; gives the record."""
    record = papers.session(db.session.get(type(who), _manager(who)), who)
    told(who.id, what, module_id, done_on, record.id, at)
    return record.id


def _manager(who) -> int:
    return db.session.scalar(select(Posting.line_manager_id).where(Posting.person_id == who.id))


def look(u, who, at: datetime) -> tuple[str, tuple[int, ...], bool]:
    """The role on the page and in the register alike: its name, the open criteria, and whether it is a hold."""
    found = find(make.viewer(u.fergus), who.id, at).standing
    (entry,) = register.entries(make.viewer(u.fergus), at, [who.id])
    assert entry.standing == found
    return found.role, found.numbers, found.is_interim_hold


def asked(who, at: datetime) -> list[tuple[str, date]]:
    rows, _ = work.waiting(who.id, at, at.date())
    return [(row.whose, row.due_on) for row in rows if row.code == "assessors.confirm"]


def decide(manager, who, verb, criterion, at, **given) -> None:
    about = find(make.viewer(manager), who.id, at)
    proposal = actions.Proposal(verb, criterion, at, "As we agreed", **given)
    decider = actions.Decider(manager.id, manager.name, make.account_of(manager).id)
    actions.decide(about, proposal, decider, papers.by(manager), at)


def written(who) -> list[tuple[str, str]]:
    rows = db.session.scalars(select(RoleChange).where(RoleChange.person_id == who.id).order_by(RoleChange.id))
    return [(row.old_role, row.new_role) for row in rows]


def test_s2_the_curriculum_recorded_by_the_officer_closes_criterion_1_once_the_manager_confirms(u, quince):
    day = date(2027, 1, 18)
    record = says(quince, CORE_CURRICULUM, day, on(day))
    assert look(u, quince, on(day, 13)) == (COUNTERSIGNED, (1,), False)  # probation is still to be passed
    make.fact(quince, PROBATION_PASSED, date(2027, 2, 26))
    over = on(date(2027, 2, 26))
    assert look(u, quince, over) == (COUNTERSIGNED, (1,), True)
    assert register.catch_up_all(over) == 0  # a hold is no change: nobody's own word releases them
    assert asked(u.isla, over) == [("Barnaby Quince", date(2027, 3, 1))]
    decide(u.isla, quince, CONFIRMS, 1, over)
    assert look(u, quince, over) == (NON_COUNTERSIGNED, (), False)
    assert asked(u.isla, over) == []

    later = over + timedelta(days=1)
    withdrawn(record, later)
    assert look(u, quince, later) == (COUNTERSIGNED, (1,), False)
    assert written(quince)[-1] == (NON_COUNTERSIGNED, COUNTERSIGNED)
    says(quince, CORE_CURRICULUM, day, later + timedelta(hours=1))
    again = later + timedelta(hours=2)
    assert look(u, quince, again) == (COUNTERSIGNED, (1,), True)  # confirmed before it was recorded anew
    assert asked(u.isla, again) == [("Barnaby Quince", date(2027, 3, 1))]
    decide(u.isla, quince, CONFIRMS, 1, again)
    assert look(u, quince, again)[0] == NON_COUNTERSIGNED
    assert register.behind(again) == []


@pytest.mark.parametrize("done_on", [date(2024, 5, 1), START, date(2025, 10, 1)])
def test_what_was_done_before_the_job_began_still_waits_for_the_manager(u, quince, done_on):
    make.fact(quince, PROBATION_PASSED, date(2024, 6, 3))
    at = on(date(2026, 9, 10))
    assert look(u, quince, at) == (COUNTERSIGNED, (1,), False)
    says(quince, CORE_CURRICULUM, done_on, at)
    assert look(u, quince, at) == (COUNTERSIGNED, (1,), True)
    assert asked(u.isla, at) == [("Barnaby Quince", date(2027, 3, 1))]
    decide(u.isla, quince, CONFIRMS, 1, at)
    assert (look(u, quince, at)[0], asked(u.isla, at)) == (NON_COUNTERSIGNED, [])


def test_six_months_confirmed_stay_so_when_the_curriculum_is_recorded_later_or_in_error(u, quince):
    lapsed = on(date(2027, 3, 1))
    decide(u.isla, quince, CONFIRMS, 1, lapsed)
    make.fact(quince, PROBATION_PASSED, date(2027, 1, 4))
    record = says(quince, CORE_CURRICULUM, date(2027, 1, 18), on(date(2027, 4, 1)))
    assert look(u, quince, on(date(2027, 4, 1), 13)) == (NON_COUNTERSIGNED, (), False)
    withdrawn(record, on(date(2027, 4, 2)))
    assert look(u, quince, on(date(2027, 4, 3))) == (NON_COUNTERSIGNED, (), False)
    assert asked(u.isla, on(date(2027, 4, 3))) == []


def test_s7_the_last_module_recorded_by_the_officer_prompts_the_head_who_keeps_him(u, moth):
    *three, last = open_modules(moth.id)
    for module in three:
        module.done_on = date(2026, 9, 1)
    record = says(moth, "module", date(2026, 10, 1), on(date(2026, 10, 1)), last.id)
    assert open_modules(moth.id) == []
    at = on(date(2026, 10, 1), 14)
    assert look(u, moth, at) == (COUNTERSIGNED, (6,), True)
    assert asked(u.aaliyah, at) == [("Lysander Moth", date(2026, 10, 1))]
    assert find(make.viewer(u.aaliyah), moth.id, at).standing.open[0].evidence == "4 of 4 modules done"
    decide(u.aaliyah, moth, OPENS, HOMD_REQUIRES, at, review_on=date(2027, 1, 1))
    decide(u.aaliyah, moth, CONFIRMS, 6, at)
    assert look(u, moth, at) == (COUNTERSIGNED, (7,), False)
    decide(u.aaliyah, moth, KEEPS, HOMD_REQUIRES, at, review_on=date(2027, 1, 4))
    withdrawn(record, at)
    assert [module.title for module in open_modules(moth.id)] == ["Module 3"]
    assert look(u, moth, at) == (COUNTERSIGNED, (6, 7), False)
    assert asked(u.aaliyah, at) == []


def test_of_a_head_and_the_officer_the_earlier_day_counts_and_a_former_job_is_asked_about_alike(u, moth):
    modules = open_modules(moth.id)
    at = on(date(2026, 11, 10))
    for module in modules:
        says(moth, "module", date(2026, 6, 1), at, module.id)
    assert look(u, moth, at) == (COUNTERSIGNED, (6,), True)  # done before it was required: his word, so it waits
    assert asked(u.aaliyah, at) == [("Lysander Moth", date(2026, 6, 9))]
    about = find(make.viewer(u.aaliyah), moth.id, at)
    for module in modules:
        plans.learning_done(about, module, date(2026, 10, 2), papers.by(u.aaliyah), at)
    assert asked(u.aaliyah, at) == [("Lysander Moth", date(2026, 6, 9))]
    posting = db.session.scalars(select(Posting).where(Posting.person_id == moth.id)).one()
    posting.ends_on = date(2026, 11, 12)
    make.posting(moth, line_manager_id=u.isla.id, team_id=u.team.id, starts_on=date(2026, 11, 13))
    later = on(date(2026, 11, 19))
    assert asked(u.isla, later) == [("Lysander Moth", date(2026, 6, 9))]
    decide(u.isla, moth, CONFIRMS, 6, later)
    assert (look(u, moth, later)[0], asked(u.isla, later)) == (NON_COUNTERSIGNED, [])


def test_the_page_says_who_recorded_it_and_when_it_was_signed(u, moth, sign_in, at):
    at("2026-11-19 09:32")
    module = open_modules(moth.id)[0]
    says(moth, "module", date(2026, 10, 1), on(date(2026, 11, 18), 8), module.id)
    shown = sign_in(u.aaliyah).get(f"/assessors/{moth.id}").text.replace("\u00a0", " ")
    assert "Lysander Moth has recorded" in shown
    assert "Module 0, done on 1 October 2026, signed 18 November 2026, 8am" in shown
    assert "as Lysander Moth recorded" in shown
    asked = sign_in(u.aaliyah).get(f"/assessors/{moth.id}/confirms/6").text.replace("\u00a0", " ")
    assert "Module 0, done on 1 October 2026, signed 18 November 2026, 8am" in asked


pytestmark = pytest.mark.any_engine
