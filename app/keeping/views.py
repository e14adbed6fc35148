"""Administration, Keeping and removal: what is past its years, removals that two administrators agree on, and holds."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth import proof
from app.auth.queries import actor
from app.database import db
from app.keeping import actions, due, queries
from app.keeping.forms import HoldForm, WhyForm
from app.keeping.models import Removal
from app.keeping.terms import MONTHS, YEARS, terms
from app.policy.rules import Refused
from app.settings.queries import value
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("keeping", __name__, url_prefix="/admin/keeping")

MANAGE = "manage keeping"


@bp.get("/")
@may(MANAGE)
def index() -> ResponseReturnValue:
    """What is past its years, as counts; removals and holds."""
    return _index(WhyForm(formdata=None))


def _index(form: WhyForm, status: int = 200) -> ResponseReturnValue:
    day, removals = today(), queries.removals()
    return page(
        "keeping/index.html", status=status, form=form, kinds=due.KINDS, counted=due.count(terms(day)),
        years=value(YEARS, day), months=value(MONTHS, day), removals=removals, holds=queries.holds(),
        waiting=[each for each in removals if each.is_open], needs_proof=proof.needed(viewer(), now()),
    )  # fmt: skip


@bp.post("/removals")
@may(MANAGE)
def propose() -> ResponseReturnValue:
    """Put the removal of all that is due today before a second administrator."""
    form = WhyForm()
    if not (form.validate_on_submit() and _is_proved(form)):
        return _index(form, 422)
    actions.propose(form.reason.data or "", actor(viewer()), now(), today())
    return _done("A second administrator can now decide.")


@bp.post("/removals/<int:removal_id>/approve")
@may(MANAGE)
def approve(removal_id: int) -> ResponseReturnValue:
    """Agree to what another administrator proposed."""
    if problem := proof.problem(viewer(), request.form, now()):
        flash(problem, "problem")
        return redirect(url_for(".index"), 303)
    actions.approve(_find(removal_id), actor(viewer()), now())
    return _done("The removal is approved. It is being done now, some things at a time.")


@bp.post("/removals/<int:removal_id>/decline")
@may(MANAGE)
def decline(removal_id: int) -> ResponseReturnValue:
    """Say no to a removal, or take one's own proposal back."""
    actions.decline(_find(removal_id), actor(viewer()), now())
    return _done("The proposal is closed. Nothing was removed.")


@bp.route("/holds/new", methods=["GET", "POST"])
@may(MANAGE)
def place() -> ResponseReturnValue:
    """Place a hold on a person."""
    form = HoldForm()
    if not form.validate_on_submit() or form.person is None:
        return page("keeping/place.html", status=422 if form.errors else 200, form=form)
    name, person_id = form.person.name, form.person.id
    try:
        actions.place(form.person, form.reason.data or "", actor(viewer()), now())
    except Refused as refused:
        db.session.rollback()
        return page("keeping/place.html", status=409, form=form, refused=refused, stands=queries.hold_on(person_id))
    return _done(f"Nothing about {name} is removed until the hold is lifted.")


@bp.route("/holds/<int:hold_id>", methods=["GET", "POST"])
@may(MANAGE)
def hold(hold_id: int) -> ResponseReturnValue:
    """A hold, and lifting it."""
    found = queries.hold(hold_id) or abort(404)
    form = WhyForm()
    if form.validate_on_submit():
        actions.lift(found[0], form.reason.data or "", actor(viewer()), now())
        return _done(f"The hold on {found[1].name} is lifted.")
    return page("keeping/hold.html", status=422 if form.errors else 200, form=form, hold=found[0], person=found[1])


def _find(removal_id: int) -> Removal:
    return db.session.get(Removal, removal_id, with_for_update=True) or abort(404)


def _is_proved(form: WhyForm) -> bool:
    """Whether the administrator is surely the one at the keyboard; says on the form why not."""
    if problem := proof.problem(viewer(), request.form, now()):
        form.password.errors = [problem]
    return not problem


def _done(words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words)
    return redirect(url_for(".index"), 303)
