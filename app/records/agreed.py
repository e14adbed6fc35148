"""The page of one action: do it, confirm it, or drop it."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.auth.queries import actor
from app.database import db
from app.history.actions import Actor
from app.people.queries import manager_of, person
from app.records import follow_up
from app.records.at_once import held
from app.records.forms import OutcomeForm, ReasonForm
from app.records.models import Action, Record
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("agreed", __name__, url_prefix="/actions")


def _find(action_id: int) -> tuple[Action, bool, bool]:
    """The action, whether the viewer owns it, and whether they may confirm it; 404 outside both."""
    action = db.session.scalar(held(select(Action), Action).where(Action.id == action_id))
    me = viewer().person_id
    if action is None or me is None:
        abort(404)
    manager = manager_of(action.subject_id, today())
    confirms = manager is not None and manager.id == me
    if not (confirms or me in (action.owner_id, action.subject_id)):
        abort(404)
    return action, action.owner_id == me, confirms


def _who(action: Action) -> Actor:
    return actor(viewer(), "practitioner" if viewer().person_id == action.subject_id else "line manager")


def _home() -> ResponseReturnValue:
    return redirect(url_for("home.index"), 303)


@bp.get("/<int:action_id>")
@may("take part in records")
def show(action_id: int) -> ResponseReturnValue:
    """One action with what can be done about it."""
    action, owns, confirms = _find(action_id)
    return _page(action, owns, confirms, OutcomeForm(), ReasonForm())


def _page(action: Action, owns: bool, confirms: bool, outcome: OutcomeForm, reason: ReasonForm, status: int = 200
          ) -> ResponseReturnValue:  # fmt: skip
    record = db.session.get(Record, action.record_id)
    me = viewer().person_id
    opens = record is not None and me in (record.lead_id, record.subject_id)
    subject, owner = person(action.subject_id), person(action.owner_id)
    form = reason if reason.errors else outcome
    return page(
        "records/action.html", status=status, action=action, record=record, owns=owns, confirms=confirms, opens=opens,
        subject=subject, owner=owner, outcome=outcome, reason=reason, form=form,
    )  # fmt: skip


@bp.post("/<int:action_id>/done")
@may("take part in records")
def done(action_id: int) -> ResponseReturnValue:
    """The owner has done it."""
    action, owns, _confirms = _find(action_id)
    if not owns:
        abort(403)
    follow_up.mark_done(action, today(), _who(action), now())
    db.session.commit()
    flash("Marked as done. It stays open until it is confirmed.", "done")
    return _home()


@bp.post("/<int:action_id>/confirm")
@may("take part in records")
def confirm(action_id: int) -> ResponseReturnValue:
    """The line manager confirms that it happened."""
    action, owns, confirms = _find(action_id)
    if not confirms:
        abort(403)
    form = OutcomeForm()
    if not form.validate():
        return _page(action, owns, confirms, form, ReasonForm(formdata=None), 422)
    follow_up.confirm(action, form.outcome.data or "", today(), _who(action), now())
    db.session.commit()
    flash("Confirmed.", "done")
    return _home()


@bp.post("/<int:action_id>/drop")
@may("take part in records")
def drop(action_id: int) -> ResponseReturnValue:
    """The line manager drops it, with a reason."""
    action, owns, confirms = _find(action_id)
    if not confirms:
        abort(403)
    form = ReasonForm()
    if not form.validate():
        return _page(action, owns, confirms, OutcomeForm(formdata=None), form, 422)
    follow_up.drop(action, form.reason.data or "", _who(action), now())
    db.session.commit()
    flash("Dropped, with your reason.", "done")
    return _home()
