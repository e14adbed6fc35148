"""Actions agreed in records: done by one, confirmed by another, or dropped with a reason."""

from datetime import date, datetime

from sqlalchemy import select

from app.database import db
from app.history.actions import Actor, note
from app.policy.rules import Breach, Refused, insist_reason
from app.records.models import CONFIRMED, DONE, DROPPED, OPEN, Action
from app.records.signals import action_changed


def agree(
    record_id: int, subject_id: int, owner_id: int, text: str, due_on: date | None, by: Actor, now: datetime,
    *, is_live_risk: bool = False,
) -> Action:  # fmt: skip
    """Start an action. It stays open until someone confirms that it happened."""
    action = Action(
        record_id=record_id, subject_id=subject_id, owner_id=owner_id, text=text, due_on=due_on, agreed_at=now,
        is_live_risk=is_live_risk,
    )  # fmt: skip
    db.session.add(action)
    db.session.flush()
    note("agreed an action", "action", action.id, by, now, subject_id=subject_id)
    return action


def mark_done(action: Action, on: date, by: Actor, now: datetime) -> None:
    """The owner says it is done; it still waits to be confirmed."""
    if action.state != OPEN:
        raise Refused(Breach("Inspection principles, level 2", "This action is already marked as done or closed."))
    action.state, action.done_on = DONE, on
    note("marked an action as done", "action", action.id, by, now, subject_id=action.subject_id)
    action_changed.send(action, now=now)


def confirm(action: Action, outcome: str, on: date, by: Actor, now: datetime) -> None:
    """Someone who leads the practitioner confirms that it happened."""
    _insist_open(action)
    action.state, action.done_on, action.outcome = CONFIRMED, action.done_on or on, outcome
    action.confirmed_by, action.closed_at = by.name, now
    note("confirmed an action", "action", action.id, by, now, subject_id=action.subject_id)
    action_changed.send(action, now=now)


def drop(action: Action, reason: str, by: Actor, now: datetime) -> None:
    """It will not be done; the reason stays with it."""
    _insist_open(action)
    insist_reason("Inspection principles, level 1", reason)
    action.state, action.outcome, action.confirmed_by, action.closed_at = DROPPED, reason, by.name, now
    note("dropped an action", "action", action.id, by, now, subject_id=action.subject_id)
    action_changed.send(action, now=now)


def drop_with(record_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Drop what was agreed in a record that was opened in error. A live risk stays open."""
    agreed = select(Action).where(Action.record_id == record_id, Action.state.in_((OPEN, DONE)))
    for action in db.session.scalars(agreed.where(~Action.is_live_risk)):
        drop(action, f"The record was opened in error. {reason}", by, now)


def _insist_open(action: Action) -> None:
    if action.is_closed:
        raise Refused(Breach("Inspection principles, level 2", "This action is already confirmed or dropped."))
