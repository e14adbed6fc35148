"""Assessor roles at their edges, asked of real rows: each criterion's last day and the day after, page and register."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.assessors import register
from app.assessors.models import ImprovementPlan, LearningRequired, RoleChange, RoleDecision
from app.assessors.queries import find
from app.database import db
from app.people.models import CORE_CURRICULUM, NSD_POSTING, PQIP, PROBATION_PASSED, ROLE_LEARNING, Person, Posting
from app.policy.assessor_facts import (
    CONFIRMS,
    COUNTERSIGNED,
    DETERMINES,
    DISCRETION,
    ENDS,
    FORMAL_PLAN,
    HOMD_REQUIRES,
    KEEPS,
    NATIONAL_SECURITY,
    NEW_PSO,
    NON_COUNTERSIGNED,
    OPENS,
    POM_LEARNING,
    PQIP_LEARNER,
)
from app.policy.assessor_roles import Standing
from app.policy.people import CUSTODY
from app.policy.people import NATIONAL_SECURITY as DIVISION
from tests import make
from tests.make import SmallUnit

PSO, PO, LEARNER, POM = (
    "Probation Services Officer", "Probation Officer", "PQiP Learner", "Prison Offender Manager (prison)",
)  # fmt: skip
INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)
LONG_DAY = timedelta(hours=25)  # the one on which the clocks go back
# Each begins on the first whole day of British Summer Time, and its last day is the one on which the clocks go back.
FIRST, LAST, AFTER = date(2026, 3, 30), date(2026, 10, 25), date(2026, 10, 26)
BEGINS, OVER = datetime(2026, 3, 29, 23, tzinfo=UTC), datetime(2026, 10, 26, 0, tzinfo=UTC)


@pytest.fixture
def u(app):
    return make.unit()


def says(who: Person, verb: str, criterion: int, at: datetime, **more: Any) -> Person:
    """A decision that takes effect when it is taken."""
    make.add(RoleDecision(person_id=who.id, verb=verb, criterion=criterion, decided_at=at, effective_at=at,
                          reason="Talked through", decided_by="Isla Mbeki", **more))  # fmt: skip
    return who


def module(who: Person, required_on: date, done_on: date | None = None) -> Person:
    make.add(LearningRequired(person_id=who.id, title="Working in custody", required_on=required_on, done_on=done_on,
                              entered_by="Aaliyah Yaxley"))  # fmt: skip
    return who


def plan(who: Person, **more: Any) -> Person:
    make.add(ImprovementPlan(person_id=who.id, is_formal=True, opened_at=BEGINS, reason="Agreed",
                             opened_by="Isla Mbeki", **more))  # fmt: skip
    return who


def fact(who: Person, kind: str, starts_on: date, **more: Any) -> Person:
    make.fact(who, kind, starts_on, **more)
    return who


def works(u: SmallUnit, *jobs: tuple[date, date | None, str], manager: Person | None = None, **more: Any) -> Person:
    """Someone of a manager's team (Isla's), with one job after another."""
    manager = manager or u.isla
    team_id = db.session.scalar(select(Posting.team_id).where(Posting.person_id == manager.id))
    who = make.person("Barnaby Quince")
    for starts_on, ends_on, job_role in jobs:
        make.posting(who, job_role=job_role, team_id=team_id, line_manager_id=manager.id, starts_on=starts_on,
                     ends_on=ends_on, **more)  # fmt: skip
    return who


LONG_AGO, OTHER = date(2024, 4, 1), "Victim Liaison Officer"
EARLIER = (LONG_AGO, FIRST - DAY, OTHER)


def officer(u: SmallUnit, starts_on: date = FIRST) -> Person:
    return works(u, (LONG_AGO, starts_on - DAY, OTHER), (starts_on, None, PSO))


def pom(u: SmallUnit, ends_on: date | None = None) -> Person:
    """A prison offender manager from FIRST on, who worked in the prison before, and after if they end."""
    jobs = [EARLIER, (FIRST, ends_on, POM)] + ([(ends_on + DAY, None, PO)] if ends_on else [])
    return works(u, *jobs, manager=u.aaliyah, function=CUSTODY)


def kwame(u: SmallUnit) -> Person:
    """A prison offender manager with the learning done long ago."""
    return fact(u.kwame, ROLE_LEARNING, date(2024, 6, 3))


def in_division(u: SmallUnit, starts_on: date, ends_on: date | None = None) -> Person:
    who = works(u, (LONG_AGO, starts_on - DAY, PO))
    same = {"job_role": PO, "team_id": u.team.id, "line_manager_id": u.isla.id, "role_since": LONG_AGO}
    make.posting(who, function=DIVISION, starts_on=starts_on, ends_on=ends_on, **same)
    if ends_on:
        make.posting(who, starts_on=ends_on + DAY, **same)
    return who


def look(u: SmallUnit, who: Person, at: datetime) -> tuple[Standing, register.Entry]:
    """The role as the page has it, and the row of the register: an administrator sees both, and both always agree."""
    viewer = make.viewer(u.fergus)
    page = find(viewer, who.id, at).standing
    [entry] = register.entries(viewer, at, [who.id])
    assert entry.standing == page
    return page, entry


def told(found: Standing) -> tuple[str, tuple[int, ...], bool]:
    return found.role, found.numbers, found.is_interim_hold


def written(who: Person, at: datetime) -> RoleChange | None:
    """The last row written down for the person once the day's timer has run."""
    register.catch_up_all(at)
    return db.session.scalars(
        select(RoleChange).where(RoleChange.person_id == who.id).order_by(RoleChange.id.desc())
    ).first()


Build = Callable[[SmallUnit], Person]
OPENING: dict[str, tuple[int, Build]] = {
    "1 with the job": (NEW_PSO, officer),
    "2 with the training": (PQIP_LEARNER, lambda u: fact(u.lowri, PQIP, FIRST)),
    "2 with the job of a learner": (PQIP_LEARNER, lambda u: works(u, EARLIER, (FIRST, None, LEARNER))),
    "3 with a formal plan": (FORMAL_PLAN, lambda u: plan(u.lowri)),
    "4 with the manager's decision": (DISCRETION, lambda u: says(u.lowri, OPENS, DISCRETION, BEGINS)),
    "5 with the posting of the staff extract": (NATIONAL_SECURITY, lambda u: fact(u.lowri, NSD_POSTING, FIRST)),
    "5 with the function": (NATIONAL_SECURITY, lambda u: in_division(u, FIRST)),
    "6 with the job": (POM_LEARNING, pom),
    "6 with learning asked for later": (POM_LEARNING, lambda u: module(kwame(u), FIRST)),
    "7 with the requirement in prison": (HOMD_REQUIRES, lambda u: says(kwame(u), OPENS, HOMD_REQUIRES, BEGINS)),
}


@pytest.mark.parametrize(("number", "build"), OPENING.values(), ids=OPENING)
def test_it_binds_from_its_first_midnight_and_that_instant_is_written_down(u, number, build):
    who = build(u)
    before, _ = look(u, who, BEGINS - INSTANT)
    assert told(before) == (NON_COUNTERSIGNED, (), False)
    assert written(who, BEGINS - INSTANT) is None
    opened, entry = look(u, who, BEGINS)
    assert told(opened) == (COUNTERSIGNED, (number,), False)
    assert entry.main is not None
    assert entry.main.since == BEGINS
    change = written(who, BEGINS + DAY)
    assert change is not None
    assert (change.new_role, change.effective_at, json.loads(change.criteria)) == (COUNTERSIGNED, BEGINS, [number])


def both_done(u: SmallUnit) -> Person:
    who = fact(officer(u, date(2026, 6, 1)), CORE_CURRICULUM, date(2026, 7, 1))
    return fact(who, PROBATION_PASSED, AFTER)


def modules_done(u: SmallUnit) -> Person:
    return module(module(pom(u), FIRST, date(2026, 6, 1)), FIRST, AFTER)


CLOSING: dict[str, tuple[int, Build]] = {
    "1 by the later of the two": (NEW_PSO, both_done),
    "1 by six months": (NEW_PSO, lambda u: officer(u, date(2026, 4, 26))),
    "1 by another job": (NEW_PSO, lambda u: works(u, (date(2026, 6, 1), LAST, PSO), (AFTER, None, PO))),
    "2 by the end of the training": (PQIP_LEARNER, lambda u: fact(u.lowri, PQIP, FIRST, ends_on=LAST)),
    "2 by qualifying": (PQIP_LEARNER, lambda u: works(u, (FIRST, LAST, LEARNER), (AFTER, None, PO))),
    "3 by the closing of the plan": (FORMAL_PLAN, lambda u: plan(u.lowri, closed_at=OVER)),
    "3 by an opening in error": (FORMAL_PLAN, lambda u: plan(u.lowri, error_at=OVER)),
    "5 by the end of the posting": (NATIONAL_SECURITY, lambda u: fact(u.lowri, NSD_POSTING, FIRST, ends_on=LAST)),
    "5 by another function": (NATIONAL_SECURITY, lambda u: in_division(u, FIRST, LAST)),
    "6 by the last module": (POM_LEARNING, modules_done),
    "6 by the staff extract": (POM_LEARNING, lambda u: fact(pom(u), ROLE_LEARNING, AFTER)),
    "6 by another job": (POM_LEARNING, lambda u: pom(u, LAST)),
}


@pytest.mark.parametrize(("number", "build"), CLOSING.values(), ids=CLOSING)
def test_it_lasts_through_its_last_day_and_is_held_from_the_next_until_confirmed(u, number, build):
    who = build(u)
    assert told(look(u, who, OVER - INSTANT)[0]) == (COUNTERSIGNED, (number,), False)
    held, entry = look(u, who, OVER)
    assert told(held) == (COUNTERSIGNED, (number,), True)
    assert entry.clock is not None
    assert (entry.clock.words, entry.clock.tone) == ("To be confirmed", "red")
    assert told(look(u, who, OVER + 900 * DAY)[0]) == (COUNTERSIGNED, (number,), True)
    change = written(who, OVER)
    assert change is not None
    assert change.new_role == COUNTERSIGNED  # a hold is no change
    says(who, CONFIRMS, number, OVER)
    assert told(look(u, who, OVER - INSTANT)[0]) == (COUNTERSIGNED, (number,), False)
    free, entry = look(u, who, OVER)
    assert told(free) == (NON_COUNTERSIGNED, (), False)
    assert entry.clock is None
    change = written(who, OVER + DAY)
    assert change is not None
    assert (change.old_role, change.new_role, change.effective_at) == (COUNTERSIGNED, NON_COUNTERSIGNED, OVER)


@pytest.mark.parametrize(("number", "build", "verb"), [
    (DISCRETION, lambda u: says(u.lowri, OPENS, DISCRETION, BEGINS), ENDS),
    (HOMD_REQUIRES, lambda u: says(kwame(u), OPENS, HOMD_REQUIRES, BEGINS), ENDS),
    (NATIONAL_SECURITY, lambda u: fact(u.lowri, NSD_POSTING, FIRST), DETERMINES),
])  # fmt: skip
def test_what_only_a_decision_ends_lasts_to_the_instant_of_that_decision_without_a_hold(u, number, build, verb):
    who = build(u)
    assert told(look(u, who, OVER)[0]) == (COUNTERSIGNED, (number,), False)
    assert told(look(u, who, OVER + 900 * DAY)[0]) == (COUNTERSIGNED, (number,), False)
    says(who, verb, number, OVER)
    assert told(look(u, who, OVER - INSTANT)[0]) == (COUNTERSIGNED, (number,), False)
    assert told(look(u, who, OVER)[0]) == (NON_COUNTERSIGNED, (), False)
    change = written(who, OVER + DAY)
    assert change is not None
    assert (change.new_role, change.effective_at) == (NON_COUNTERSIGNED, OVER)


@pytest.mark.parametrize(("at", "words"), [
    (OVER - LONG_DAY - INSTANT, "2 days left"), (OVER - LONG_DAY, "1 day left"), (OVER - INSTANT, "1 day left"),
    (OVER, "Today"), (OVER + DAY - INSTANT, "Today"), (OVER + DAY, "1 day overdue"),
], ids=str)  # fmt: skip
@pytest.mark.parametrize("number", [DISCRETION, HOMD_REQUIRES])
def test_a_review_is_due_on_its_day_and_overdue_the_day_after_and_ends_nothing(u, number, at, words):
    who = says(kwame(u), OPENS, number, BEGINS, review_on=AFTER)
    found, entry = look(u, who, at)
    assert told(found) == (COUNTERSIGNED, (number,), False)
    assert found.open[0].review_on == AFTER
    assert entry.clock is not None
    assert entry.clock.words.replace("\N{NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize("number", [DISCRETION, HOMD_REQUIRES])
def test_keeping_moves_the_review_from_its_own_instant_on(u, number):
    who = says(kwame(u), OPENS, number, BEGINS, review_on=AFTER)
    says(who, KEEPS, number, OVER, review_on=date(2027, 1, 31))
    assert look(u, who, OVER - INSTANT)[0].open[0].review_on == AFTER
    assert look(u, who, OVER)[0].open[0].review_on == date(2027, 1, 31)


@pytest.mark.parametrize(("starts_on", "ends_on"), [
    (date(2026, 8, 31), date(2027, 2, 28)), (date(2026, 8, 28), date(2027, 2, 28)),
    (date(2026, 9, 1), date(2027, 3, 1)), (date(2027, 8, 31), date(2028, 2, 29)),
    (date(2026, 3, 31), date(2026, 9, 30)), (date(2026, 9, 28), date(2027, 3, 28)),
])  # fmt: skip
def test_six_months_at_the_end_of_a_month_end_in_the_register_too(u, starts_on, ends_on):
    who = officer(u, starts_on)
    over = datetime(ends_on.year, ends_on.month, ends_on.day, tzinfo=UTC)
    over -= timedelta(hours=1) if 4 <= ends_on.month <= 9 else timedelta()
    last, entry = look(u, who, over - INSTANT)
    assert told(last) == (COUNTERSIGNED, (NEW_PSO,), False)
    assert entry.clock is not None
    assert entry.clock.words.replace("\N{NO-BREAK SPACE}", " ") == "1 day left"
    assert told(look(u, who, over)[0]) == (COUNTERSIGNED, (NEW_PSO,), True)
