"""What records put on people's lists: drafts to finish, texts to sign, actions to do and to confirm."""

from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, and_, case, cast, exists, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from app.database import UtcDateTime
from app.notices.tally import counted_as
from app.notices.work import Wording, offer
from app.people.models import Person, Posting, during
from app.records.kinds import KINDS, own_kinds
from app.records.models import DONE, DRAFT, OPEN, SENT, Action, Record

Subject, Lead, Owner = aliased(Person), aliased(Person), aliased(Person)
LONG = 120  # characters of an action shown in a row
NO_CLOCK = cast(null(), UtcDateTime)

LEVEL_2 = "(inspection principles, level 2)"
WORDS = {
    "rps.draft": Wording(
        "Finish",
        "Finish the session record",
        "Session of {about}. You update the record after each session, or mark it as missed (Framework 6.5).",
        "drafts.edit",
    ),
    "rps.prepare": Wording(
        "Prepare",
        "Prepare for your session on {about}",
        "What you write is yours until you share it (Framework 6.2).",
        "drafts.edit",
    ),
    "rps.subject": Wording(
        "Sign",
        "Read and sign the session record",
        "Session of {about}. You sign first; the record locks with the second signature.",
        "records.show",
    ),
    "rps.lead": Wording(
        "Sign",
        "Sign the session record",
        "Session of {about}. {whose} has signed; your signature locks the record.",
        "records.show",
    ),
    "observation.draft": Wording(
        "Finish",
        "Finish the observation record",
        "Observation of {about}. Feedback is given soon after it (Framework 6.3)."
        " If it was not made, mark it as missed.",
        "drafts.edit",
    ),
    "observation.subject": Wording(
        "Sign",
        "Read and acknowledge the observation",
        "Observation of {about}. The observer has signed.",
        "records.show",
    ),
    "action.own": Wording(
        "Finish",
        "Finish an action: {words}",
        f"Agreed in the record of {{about}}. Actions stay open until someone confirms they happened {LEVEL_2}.",
        "agreed.show",
        "action_id",
    ),
    "action.confirm": Wording(
        "Confirm",
        "Confirm an action: {words}",
        f"Agreed in the record of {{about}}. Asking without checking is not enough {LEVEL_2}.",
        "agreed.show",
        "action_id",
    ),
}

COUNTED = {
    "rps.draft": ("session record to finish", "session records to finish"),
    "rps.prepare": ("session to prepare for", "sessions to prepare for"),
    "rps.subject": ("record to sign", "records to sign"),
    "rps.lead": ("record to sign", "records to sign"),
    "observation.draft": ("observation record to finish", "observation records to finish"),
    "observation.subject": ("observation to acknowledge", "observations to acknowledge"),
    "action.own": ("action to finish", "actions to finish"),
    "action.confirm": ("action to confirm", "actions to confirm"),
}


def records(person_id: int, now: datetime, today: date) -> Any:
    """Drafts that are due, what to prepare for the next session, and texts that wait for this person’s signature."""
    mine = or_(
        and_(Record.state == DRAFT, Record.lead_id == person_id, Record.kind.not_in(own_kinds()),
             or_(Record.planned_at.is_(None), Record.planned_at <= now)),
        and_(Record.state == DRAFT, Record.subject_id == person_id, Record.kind.in_(own_kinds())),
        and_(Record.state == DRAFT, Record.subject_id == person_id, Record.planned_at > now,
             Record.shared_at.is_(None), Record.kind.in_(_prepared()), ~_comes_after_another(now)),
        and_(Record.state == SENT, Record.lead_id == person_id, Record.turn == "lead", _signs(person_id, today)),
        and_(Record.state == SENT, Record.subject_id == person_id, Record.turn == "subject"),
    )  # fmt: skip
    prepares = and_(Record.state == DRAFT, Record.subject_id == person_id, Record.kind.in_(_prepared()))
    what = case((prepares, ".prepare"), (Record.state == DRAFT, ".draft"), else_="." + Record.turn)
    return (
        select(
            (Record.kind + what).label("code"),
            Record.id.label("thing_id"),
            case((Record.lead_id == person_id, Subject.name), else_=Lead.name).label("whose"),
            Record.happened_on.label("about"),
            Record.since.label("since"),
            case((prepares, Record.happened_on), else_=Record.due_on).label("due_on"),
            NO_CLOCK.label("clock"),
            literal("").label("words"),
        )
        .select_from(Record)
        .join(Subject, Subject.id == Record.subject_id)
        .join(Lead, Lead.id == Record.lead_id)
        .where(or_(Record.lead_id == person_id, Record.subject_id == person_id), Record.state.in_((DRAFT, SENT)), mine)
    )


def _prepared() -> list[str]:
    """The kinds of record that the subject prepares for."""
    return [key for key, kind in KINDS.items() if kind.may_prepare]


def _signs(person_id: int, today: date) -> ColumnElement[bool]:
    """That it is this person, whom it was sent to, who signs it: what a line manager confirms, today's alone."""
    confirmed = [key for key, kind in KINDS.items() if kind.confirmed_by]
    return or_(Record.kind.not_in(confirmed), _manages(person_id, Record.subject_id, today))


def _manages(person_id: int, subject_id: Any, today: date) -> ColumnElement[bool]:
    """That this person is the line manager today of whom `subject_id`, a column, names."""
    return (
        select(Posting.id)
        .where(Posting.person_id == subject_id, Posting.line_manager_id == person_id, during(Posting, today))
        .exists()
    )


def _comes_after_another(now: datetime) -> ColumnElement[bool]:
    """That one of the same kind is booked before it: of a year that is planned ahead only the next is prepared for."""
    sooner = aliased(Record)
    return exists(
        select(sooner.id)
        .where(sooner.subject_id == Record.subject_id, sooner.kind == Record.kind, sooner.state == DRAFT)
        .where(sooner.planned_at > now, sooner.planned_at < Record.planned_at)
    )


def actions(person_id: int, now: datetime, today: date) -> Any:
    """Open actions of one's own; and, of one's own people, those done or overdue that wait to be confirmed."""
    # A list, and not a question asked of each row: then each way in finds the index of what is open.
    team = select(Posting.person_id).where(Posting.line_manager_id == person_id, during(Posting, today))
    manages = Action.subject_id.in_(team)
    unsettled = Action.state.in_((OPEN, DONE))  # in each way in, as those indexes say it
    own = and_(Action.owner_id == person_id, unsettled, Action.state == OPEN)
    risk = and_(Action.subject_id == person_id, unsettled, Action.is_live_risk, Action.state == OPEN)
    confirm = and_(manages, unsettled, or_(Action.state == DONE, and_(Action.state == OPEN, Action.due_on < today)))
    return (
        select(
            case((or_(own, risk), "action.own"), else_="action.confirm").label("code"),
            Action.id.label("thing_id"),
            Subject.name.label("whose"),
            Record.happened_on.label("about"),
            Action.agreed_at.label("since"),
            Action.due_on.label("due_on"),
            NO_CLOCK.label("clock"),
            case((func.length(Action.text) > LONG, func.substr(Action.text, 1, LONG) + "…"), else_=Action.text).label(
                "words"
            ),
        )
        .select_from(Action)
        .join(Record, Record.id == Action.record_id)
        .join(Subject, Subject.id == Action.subject_id)
        .where(or_(own, risk, confirm))
    )


def init_app(app: Flask) -> None:
    """Put the rows of records on the list."""
    offer(records, WORDS)
    offer(actions, {})
    counted_as(COUNTED)
