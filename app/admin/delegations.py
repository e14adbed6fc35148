"""Delegations on file: which deputy holds which, putting one on file, and ending it."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.admin.delegation_forms import DelegationForm
from app.auth.queries import actor
from app.database import db
from app.people import delegations
from app.people.models import Person
from app.policy.access import NotThere
from app.policy.rules import Refused
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, searched

bp = Blueprint("delegations", __name__, url_prefix="/delegations")
GONE = "This delegation is not on file any more. Nothing was changed now."


@bp.get("/")
@may("record delegations")
def index() -> ResponseReturnValue:
    """What is on file today or to come, and the deputies to delegate to."""
    text = searched()
    return page("admin/delegations.html", text=text, found=delegations.delegations(today(), text),
                deputies=delegations.deputies(today(), text), most=delegations.MOST, today=today())  # fmt: skip


@bp.get("/<int:person_id>")
@may("record delegations")
def ask(person_id: int) -> ResponseReturnValue:
    """Ask what is delegated to a deputy, by whom, from when, until when."""
    person, unit = delegations.deputy(person_id, today())
    form = DelegationForm(formdata=None, starts_on=f"{today():%-d/%-m/%Y}")
    return _ask(person, unit, form)


@bp.post("/<int:person_id>")
@may("record delegations")
def record(person_id: int) -> ResponseReturnValue:
    """Put a delegation on file."""
    person, unit = delegations.deputy(person_id, today())
    form = DelegationForm()
    givers = form.offer(delegations.heads(person.id, today()))
    if not form.validate_on_submit():
        return _ask(person, unit, form, status=422)
    kind, giver = form.kind.data, givers[form.giver.data]
    try:
        delegations.delegate(person, kind, giver, *form.days, actor(viewer()), now(), today())
    except Refused as refused:
        db.session.rollback()
        return _ask(person, unit, form, refused, 409)
    db.session.commit()
    flash(f"The delegation to {person.name} is on file.")
    return redirect(url_for(".index"), 303)


@bp.post("/<int:delegation_id>/end")
@may("record delegations")
def end(delegation_id: int) -> ResponseReturnValue:
    """End a delegation at once."""
    try:
        held = delegations.find(delegation_id, today())
    except NotThere:
        flash(GONE)
        return redirect(url_for(".index"), 303)
    delegations.withdraw(held, actor(viewer()), now(), today())
    db.session.commit()
    flash("The delegation has ended. What was signed under it stays.")
    return redirect(url_for(".index"), 303)


def _ask(person: Person, unit: str, form: DelegationForm, refused: Refused | None = None,
         status: int = 200) -> ResponseReturnValue:  # fmt: skip
    form.offer(delegations.heads(person.id, today()))
    return page("admin/delegation.html", status=status, person=person, unit=unit, form=form, refused=refused)
