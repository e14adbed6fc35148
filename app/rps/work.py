"""What sessions put on people's lists: whom to plan with, what is coming up, what to discuss and what to log."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, or_, select, type_coerce
from sqlalchemy import exists as any_of
from sqlalchemy.orm import aliased

from app.database import UtcDateTime
from app.notices.tally import counted_as
from app.notices.work import MARK, Wording, offer
from app.people.cover import acting_as
from app.people.models import Person, Posting, during
from app.policy import passing
from app.policy.cover import SESSIONS
from app.policy.people import EXPERIENCED_PO, JOB_ROLES, LINE_MANAGER, QDO
from app.policy.rps_year import AMBER, AWAY, MET, NONE_ASKED, RED
from app.records.models import DRAFT, LOCKED, MISSED, SENT, Record
from app.records.work import NO_CLOCK
from app.rps.models import Coverage, PassedOn
from app.rps.passing import left_behind
from app.rps.queries import followed
from app.rps.year.years import managers_held, year_on
from app.settings.queries import deadline, value

WORDS = {
    "rps.due": Wording("Plan", "Plan a session with {words}", "{more}", "rps.plan", "person_id"),
    "rps.again": Wording(
        "Plan",
        "Plan another session with {words}",
        "The one of {about} was missed. {more}",
        "rps.plan",
        "person_id",
    ),
    "observation.again": Wording(
        "Plan",
        "Plan another observation of {words}",
        "The one of {about} was missed. None is booked since (Framework 6.3).",
        "planning.observation",
        "person_id",
    ),
    "rps.hold": Wording(
        "Hold",
        "Hold the session with {words}",
        "Booked for {about}. It is protected time (Framework 6.2).",
        "rps.planned",
    ),
    "observation.hold": Wording(
        "Observe",
        "Observe the practice of {words}",
        "Booked for {about}. A reflective discussion follows it (Framework 6.3).",
        "rps.planned",
    ),
    "rps.log": Wording(
        "Log",
        "Log the session of {about} on SOP",
        "A session counts once it is signed and logged on the Single Operating Platform, SOP (Framework 6.5).",
        "rps.log",
        place="team.unlogged",
    ),
    "rps.discuss": Wording(
        "Plan",
        "Plan the discussion after an observation",
        "Observed on {about}. A reflective discussion must follow (Framework 6.3).",
        "rps.plan",
        "person_id",
    ),
}

COUNTED = {
    "rps.due": ("person to plan a session with", "people to plan a session with"),
    "rps.again": ("missed session to plan again", "missed sessions to plan again"),
    "observation.again": ("missed observation to plan again", "missed observations to plan again"),
    "rps.hold": ("session to hold", "sessions to hold"),
    "observation.hold": ("observation to make", "observations to make"),
    "rps.log": ("session to log", "sessions to log"),
    "rps.discuss": ("discussion to plan after an observation", "discussions to plan after observations"),
}

LINE_MANAGERS = tuple(code for code, role in JOB_ROLES.items() if role.is_line_manager)
DELEGATES = (QDO, EXPERIENCED_PO)


def to_plan(person_id: int, now: datetime, today: date) -> Any:
    """Practitioners the person manages, or covers the manager of, who need a session and have none booked with them."""
    acting = acting_as(person_id, SESSIONS, today)
    with_them = or_(Record.lead_id.in_(acting), Record.lead_capacity.in_(DELEGATES))
    mine = (Posting.line_manager_id.in_(acting), during(Posting, today), Posting.job_role.not_in(LINE_MANAGERS))
    found = select(*_columns_of_plan(today, "Framework 6.3")).select_from(Posting)
    found = found.join(Coverage, Coverage.person_id == Posting.person_id).join(Person, Person.id == Posting.person_id)
    return found.where(*mine, _wants_planning(today, with_them), ~_to_be_discussed())


def to_plan_for_managers(person_id: int, now: datetime, today: date) -> Any:
    """Line managers whose sessions are the person's to hold (Framework 6.4), who need one and have none booked."""
    found = select(*_columns_of_plan(today, "Framework 6.4")).select_from(Coverage)
    found = found.join(Person, Person.id == Coverage.person_id)
    return found.where(Coverage.person_id.in_(managers_held(person_id, today)), _wants_planning(today, literal(1) == 1))


def _wants_planning(today: date, with_them: ColumnElement[bool]) -> ColumnElement[bool]:
    """That a year asks for more than was held, now or since something was missed, and nothing is booked.

    What is held and only waits to be signed and logged is on a list itself. Nobody who is away is asked for.
    """
    short_of_days = and_(Coverage.level == RED, Coverage.behind < value("rps.red_behind", today))
    more = Coverage.outstanding > Coverage.incomplete
    behind = and_(Coverage.level.in_((AMBER, RED)), or_(Coverage.behind > Coverage.incomplete, short_of_days))
    booked = any_of(
        select(Record.id)
        .where(Record.subject_id == Coverage.person_id, Record.state == DRAFT, Record.happened_on >= today, with_them)
        .where(Record.kind.in_(("rps", "observation")))
    )
    session = and_(more, or_(behind, _is_missed(today, "rps")), ~booked)
    observation = and_(Coverage.asked_observed > Coverage.observed, _is_missed(today, "observation"))
    asked = and_(Coverage.year_start == year_on(today).first, Coverage.level.not_in((AWAY, MET, NONE_ASKED)))
    return and_(asked, or_(session, observation))


def _last(today: date, kind: str, *states: str) -> Any:
    """The day of somebody's last session or observation of the year in one of these states; a delegate's left out."""
    record = aliased(Record)
    return (
        select(func.max(record.happened_on))
        .where(record.subject_id == Coverage.person_id, record.happened_on >= year_on(today).first)
        .where(record.kind == kind, record.state.in_(states), record.void_at.is_(None))
        .where(record.lead_capacity.not_in(DELEGATES))
        .scalar_subquery()
    )


def _is_missed(today: date, kind: str) -> ColumnElement[bool]:
    """That their last session or observation was missed, and none took place or is booked since."""
    live = func.coalesce(_last(today, kind, DRAFT, SENT, LOCKED), date.min, type_=Record.happened_on.type)
    missed: ColumnElement[bool] = _last(today, kind, MISSED) > live
    return missed


def _columns_of_plan(today: date, source: str) -> list[Any]:
    """The row of somebody to plan with: due since the year fell behind, or since the day that was missed."""
    session, observation = _is_missed(today, "rps"), _is_missed(today, "observation")
    code = case((session, "rps.again"), (observation, "observation.again"), else_="rps.due")
    missed_on = case((session, _last(today, "rps", MISSED)), (observation, _last(today, "observation", MISSED)))
    due = func.coalesce(missed_on, Coverage.since, type_=Coverage.since.type)
    return [
        code.label("code"),
        Coverage.person_id.label("thing_id"),
        literal("").label("whose"),
        missed_on.label("about"),
        type_coerce(due, UtcDateTime).label("since"),  # its first moment
        due.label("due_on"),
        NO_CLOCK.label("clock"),
        (Person.name + MARK + _how_it_stands() + f" Nothing is booked ({source}).").label("words"),
    ]


def _how_it_stands() -> ColumnElement[str]:
    """A kept year in words: 2 of 6 sessions complete, 1 of 2 after observation, 3 behind."""
    none_yet = and_(Coverage.complete == 0, Coverage.incomplete == 0)
    complete = _text(Coverage.complete) + " of " + _text(Coverage.asked) + " sessions complete"
    after = ", " + _text(Coverage.observed) + " of " + _text(Coverage.asked_observed) + " after observation"
    return (
        case((none_yet, literal("No session yet this year")),
             (Coverage.asked_observed > 0, complete + after), else_=complete)
        + case((Coverage.behind > 0, ", " + _text(Coverage.behind) + " behind."), else_=".")
    )  # fmt: skip


def _text(number: Any) -> ColumnElement[str]:
    return cast(number, String)


def to_hold(person_id: int, now: datetime, today: date) -> Any:
    """Sessions and observations the person has booked for today or one of the next days, and may still hold.

    Not those with somebody on a long absence: they wait to be moved, cancelled or marked as missed.
    """
    days = value("rps.remind_days", today)
    until = deadline("rps.remind_days", today, today) or today + timedelta(days=days)
    still = or_(
        Record.lead_capacity != LINE_MANAGER, Posting.line_manager_id.in_(acting_as(person_id, SESSIONS, today))
    )
    return (
        select(
            (Record.kind + ".hold").label("code"),
            Record.id.label("thing_id"),
            literal("").label("whose"),
            Record.happened_on.label("about"),
            Record.planned_at.label("since"),
            Record.happened_on.label("due_on"),
            NO_CLOCK.label("clock"),
            Person.name.label("words"),
        )
        .select_from(Record)
        .join(Person, Person.id == Record.subject_id)
        .join(Posting, and_(Posting.person_id == Record.subject_id, during(Posting, today)))
        .where(Record.lead_id == person_id, Record.state == DRAFT, Record.kind.in_(("rps", "observation")))
        .where(Record.planned_at > now, Record.happened_on <= until, still)
        .where(~any_of().where(Coverage.person_id == Record.subject_id, Coverage.level == AWAY))
    )


def to_log(person_id: int, now: datetime, today: date) -> Any:
    """Sessions the person led that are signed and not logged."""
    return (
        select(
            literal("rps.log").label("code"),
            Record.id.label("thing_id"),
            Person.name.label("whose"),
            Record.happened_on.label("about"),
            Record.locked_at.label("since"),
            Record.due_on.label("due_on"),
            NO_CLOCK.label("clock"),
            literal("").label("words"),
        )
        .select_from(Record)
        .join(Person, Person.id == Record.subject_id)
        .where(Record.lead_id == person_id, Record.kind == "rps", Record.state == LOCKED)
        .where(Record.logged_on.is_(None), Record.void_at.is_(None))
    )


def _is_to_discuss() -> tuple[ColumnElement[bool], ...]:
    """The conditions on Record that it is a signed observation which a discussion by the line manager must follow."""
    theirs = any_of(
        select(PassedOn.id)
        .where(PassedOn.person_id == Record.subject_id, PassedOn.ended_at.is_(None))
        .where(PassedOn.what.in_(passing.WITH_SESSION), PassedOn.session_id.is_(None))
        .where(or_(PassedOn.what == passing.SESSION, PassedOn.observation_id == Record.id))
    )
    return (
        Record.kind == "observation", Record.state == LOCKED, Record.void_at.is_(None), ~followed(),
        ~theirs,
    )  # fmt: skip


def _to_be_discussed() -> ColumnElement[bool]:
    """That an observation of the person waits for its discussion, so that its row says what to plan."""
    return any_of(select(Record.id).where(Record.subject_id == Coverage.person_id, *_is_to_discuss()))


def to_discuss(person_id: int, now: datetime, today: date) -> Any:
    """Signed observations of the person's own people, and of those they cover, that no session follows yet."""
    manages = and_(Posting.person_id == Record.subject_id, during(Posting, today))
    return (
        select(
            literal("rps.discuss").label("code"),
            Record.subject_id.label("thing_id"),
            Person.name.label("whose"),
            Record.happened_on.label("about"),
            Record.locked_at.label("since"),
            Record.due_on.label("due_on"),
            NO_CLOCK.label("clock"),
            literal("").label("words"),
        )
        .select_from(Posting)
        .join(Record, manages)
        .join(Person, Person.id == Record.subject_id)
        .where(Posting.line_manager_id.in_(acting_as(person_id, SESSIONS, today)), *_is_to_discuss())
    )


def init_app(app: Flask) -> None:
    """Put the rows of sessions on the list."""
    offer(to_plan, WORDS)
    for select_for in (to_plan_for_managers, to_hold, to_log, to_discuss):
        offer(select_for, {})
    offer(left_behind.to_take_over, left_behind.WORDS)
    counted_as(COUNTED | left_behind.COUNTED)
