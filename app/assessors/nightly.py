"""Every night the register is brought up to date, and administrators hear of it when it was not."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import String, cast, exists, func, literal, null, select
from sqlalchemy.orm import aliased

from app import jobs
from app.assessors import register
from app.database import db, writing
from app.history.actions import SERVICE, Actor, note
from app.history.models import Event
from app.notices.work import WORDS, Wording, offer_to_role
from app.people.models import Posting
from app.policy.access import ADMIN
from app.policy.assessor_facts import midnight
from app.records.work import NO_CLOCK
from app.web.clock import now

NAME, AT = "assessors.register", time(0, 30)
SOME = 200  # people whose rows are written at a time: nobody waits long for the database
FAILED, DONE = "register not brought up to date", "register brought up to date"
THING = "assessor roles"
BEHIND = "assessors.behind"


def init_app() -> None:
    """Declare the job, and the row for administrators."""
    jobs.every_day(NAME, run, given_up, lambda _day: AT)
    WORDS[BEHIND] = Wording("Look for changes", "Bring the register of assessor roles up to date",
                            "It could not be done in the night of {about}. Press “Look for changes by rule”.",
                            "role_register.oasys", "")  # fmt: skip
    offer_to_role(ADMIN, to_bring_up_to_date)


def run(_day: str) -> None:
    """Write what changed by the facts alone, such as a learner qualifying. May run again after a crash."""
    promised = writing.set(False)  # most nights most people's roles stay: looking must not hold up those who write
    try:
        people = register.behind(now())
    finally:
        db.session.rollback()
        writing.reset(promised)
    for start in range(0, len(people), SOME):
        register.catch_up_all(now(), people[start : start + SOME])
        db.session.commit()


def given_up(problem: str, day: str) -> None:
    """Let administrators know."""
    note(FAILED, THING, 0, SERVICE, now(), reason=f"{day} {problem}".strip())
    db.session.commit()


def done(by: Actor, at: datetime, made: int) -> None:
    """Keep that somebody did it by hand, which takes it off the administrators' lists."""
    note(DONE, THING, 0, by, at, reason=f"{made} new")


def to_bring_up_to_date(_now: datetime, today: date) -> Any:
    """For administrators: last night it was not done, and nobody has done it since."""
    later = aliased(Event)
    mended = exists().where(later.thing == THING, later.thing_id == 0, later.verb == DONE, later.id > Event.id)
    return (
        select(literal(BEHIND).label("code"), func.max(Event.id).label("thing_id"), literal("").label("whose"),
               literal(today).label("about"), func.max(Event.at).label("since"),
               cast(null(), Posting.starts_on.type).label("due_on"), NO_CLOCK.label("clock"),
               cast(literal(""), String).label("words"))
        .where(Event.thing == THING, Event.thing_id == 0, Event.verb == FAILED, ~mended)
        .where(Event.at >= midnight(today))
        .having(func.count() > 0)
    )  # fmt: skip
