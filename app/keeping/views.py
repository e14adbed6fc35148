"""Administration, Keeping and removal: what is past its years, removals that two administrators agree on, and holds."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth import proof
from app.auth.queries import actor
from app.database import db
from app.keeping import actions, due, queries
from app.keeping.forms import WhyForm
from app.keeping.models import Removal
from app.keeping.terms import MONTHS, YEARS, terms
from app.people.forms import WhomForm
from app.people.models import Person
from app.people.queries import Place, visible_place
from app.policy.rules import Refused
from app.settings.queries import value
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("keeping", __name__, url_prefix="/admin/keeping")

MANAGE = "manage keeping"
NOTHING: Mapping[str, str] = MappingProxyType({})
CHANGED = "What is known of this person changed since you looked. Check that it is who you mean"


@bp.get("/")
@may(MANAGE)
def index() -> ResponseReturnValue:
    """What is past its years, as counts; removals and holds."""
    return _index(WhyForm(formdata=None))


def _index(form: WhyForm, status: int = 200, amiss: Mapping[str, str] = NOTHING) -> ResponseReturnValue:
    """`amiss` are the messages of boxes outside the form, by the id of the box."""
    day, removals = today(), queries.removals()
    return page(
        "keeping/index.html", status=status, form=form, amiss=amiss, errors=list(amiss.items()),
        kinds=due.KINDS, counted=due.count(terms(day)),
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
        return _index(WhyForm(formdata=None), 422, {f"password-{removal_id}": problem})
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
    """Ask whose staff number it is, show who that is and ask why, and place the hold."""
    whom = WhomForm()
    is_changing = request.form.get("go") == "change"
    if is_changing or not whom.validate_on_submit() or whom.staff_number.person is None:
        return page("keeping/place.html", status=422 if whom.errors else 200, form=whom)
    return _place(whom.staff_number.person, request.form.get("seen", ""))


def _place(on: Person, seen: str) -> ResponseReturnValue:
    """Place the hold once the administrator has looked at the person; what was looked at is what `seen` stands for."""
    form, (_, where) = WhyForm(), visible_place(viewer(), on.id, today())
    if seen != queries.mark(on, where):
        form = WhyForm(formdata=None, reason=request.form.get("reason", ""))
        return _look(on, where, form, 409 if seen else 200, [CHANGED] if seen else [])
    if not form.validate():
        return _look(on, where, form, 422, [("reason", each) for each in form.reason.errors])
    name = on.name
    try:
        actions.place(on, form.reason.data or "", actor(viewer()), now())
    except Refused as refused:
        db.session.rollback()
        return _look(on, where, form, 409, refused.breaches)
    return _done(f"Nothing about {name} is removed until the hold is lifted.")


def _look(on: Person, where: Place | None, form: WhyForm, status: int, errors: Sequence[Any]) -> ResponseReturnValue:
    return page("keeping/place_why.html", status=status, form=form, errors=errors, person=on, place=where,
                seen=queries.mark(on, where), stands=queries.hold_on(on.id))  # fmt: skip


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
