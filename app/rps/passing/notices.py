"""What is told, and what stands on whose list, when the second observation is passed on."""

from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import and_, case, exists, literal, or_, select
from sqlalchemy.orm import aliased

from app.notices.tally import counted_as
from app.notices.telling import Told, declare, tell
from app.notices.work import MARK, Wording, offer
from app.people.models import Person
from app.policy import passing as policy
from app.policy.people import EXPERIENCED_PO, QDO
from app.records.models import LOCKED, SENT, Record
from app.records.work import NO_CLOCK
from app.rps.before.queries import is_open
from app.rps.models import HeldBefore, PassedOn
from app.rps.passing.passed import Passed
from app.rps.queries import followed

PAGE, ARGUMENT = "passing.show", "passed_id"
CODES = {
    "passing.asked": Told(
        "{whose} asks you to do the {words}", "You were asked to do somebody’s second observation.",
        "You were asked to do {count} second observations.", PAGE, ARGUMENT, is_listed=True),
    "passing.who": Told(
        "{whose} will do your {words}", "Somebody was asked to do your second observation.",
        "Others were asked to do {count} of your observations.", PAGE, ARGUMENT),
    "passing.taken_back": Told(
        "{whose} took back the {words}", "A second observation that you were asked to do was taken back.",
        "{count} second observations that you were asked to do were taken back.", PAGE, ARGUMENT),
    "passing.not_they": Told(
        "{whose} will not do your {words}", "Somebody else will do your second observation.",
        "Others will do {count} of your observations.", PAGE, ARGUMENT),
}  # fmt: skip

WORDS = {
    "passing.observe": Wording(
        "Observe", "Observe {more}", "{words} asks you to do the second observation of the year (Framework 6.3).",
        PAGE, ARGUMENT, place="passing.mine"),
    "passing.session": Wording(
        "Plan", "Plan the session with {more}",
        "A reflective discussion must follow the observation. It is passed on to you (Framework 6.3).",
        PAGE, ARGUMENT, place="passing.mine"),
}  # fmt: skip
COUNTED = {
    "passing.observe": ("second observation to make", "second observations to make"),
    "passing.session": ("session to plan after an observation", "sessions to plan after observations"),
}


def asked(row: PassedOn, person: Person, delegate: Person, me: Person, now: datetime) -> None:
    """Tell the delegate who asks for what, and the practitioner who will do it."""
    part = policy.IN_SHORT[row.what]
    tell(delegate.id, "passing.asked", row.id, now, whose=me.name, words=f"{part}: {person.name}", by=me.id)
    tell(person.id, "passing.who", row.id, now, whose=delegate.name, words=part, by=me.id)


def taken_back(it: Passed, me: Person, now: datetime) -> None:
    """Tell the delegate and the practitioner that it was taken back."""
    part, row = policy.IN_SHORT[it.row.what], it.row
    tell(row.delegate_id, "passing.taken_back", row.id, now, whose=me.name, words=f"{part}: {it.person.name}", by=me.id)
    tell(row.person_id, "passing.not_they", row.id, now, whose=it.delegate.name, words=part, by=me.id)


def _managers_wait() -> Any:
    """That an observation by the line manager waits for the session that is passed on."""
    here = exists(
        select(Record.id)
        .where(Record.subject_id == PassedOn.person_id, Record.kind == "observation", Record.void_at.is_(None))
        .where(Record.state.in_((SENT, LOCKED)), Record.lead_capacity.not_in((QDO, EXPERIENCED_PO)), ~followed())
        .where(Record.happened_on >= PassedOn.year_start)
    )
    earlier = exists(
        select(HeldBefore.id)
        .where(HeldBefore.person_id == PassedOn.person_id, HeldBefore.held_on >= PassedOn.year_start)
        .where(HeldBefore.capacity.not_in((QDO, EXPERIENCED_PO)), is_open())
    )
    return or_(here, earlier)


def to_do(person_id: int, now: datetime, today: date) -> Any:
    """What is passed on to the person and not begun: an observation to make, or the session after it to plan."""
    whose, asker, seen = aliased(Person), aliased(Person), aliased(Record)
    to_observe = and_(PassedOn.what.in_(policy.WITH_OBSERVATION), seen.id.is_(None))
    after_own = and_(PassedOn.what == policy.BOTH, seen.state.in_((SENT, LOCKED)), ~followed(seen))
    after_theirs = and_(PassedOn.what == policy.SESSION, _managers_wait())
    return (
        select(
            case((to_observe, "passing.observe"), else_="passing.session").label("code"),
            PassedOn.id.label("thing_id"),
            literal("").label("whose"),
            seen.happened_on.label("about"),
            PassedOn.assigned_at.label("since"),
            case((seen.state == LOCKED, seen.due_on), else_=PassedOn.due_on).label("due_on"),
            NO_CLOCK.label("clock"),
            (asker.name + MARK + whose.name).label("words"),
        )
        .select_from(PassedOn)
        .join(whose, whose.id == PassedOn.person_id)
        .join(asker, asker.id == PassedOn.assigned_by_id)
        .outerjoin(seen, seen.id == PassedOn.observation_id)
        .where(PassedOn.delegate_id == person_id, PassedOn.ended_at.is_(None), PassedOn.session_id.is_(None))
        .where(or_(to_observe, after_own, after_theirs))
    )


def init_app(_app: Flask) -> None:
    """Put the rows on the list, and declare what is told."""
    declare(CODES)
    offer(to_do, WORDS)
    counted_as(COUNTED)
