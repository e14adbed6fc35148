"""Changing many roles: choose, look at what would happen, do it, and undo it."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.assessors import bulk
from app.assessors.bulk import CANNOT, CHANGES, STAYS, Change
from app.assessors.forms import ManyForm, ReasonedForm
from app.assessors.listing import Asked, listing
from app.assessors.office import SHOWS, answers_for_people
from app.auth.queries import actor
from app.database import db
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED
from app.policy.rules import Refused
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, searched
from app.web.workbook import file_of

PREVIEWED = ("Staff number", "Name", "Before", "After", "Because", "In flight")

bp = Blueprint("many_roles", __name__, url_prefix="/assessors/many")


def _insist_on_people() -> None:
    if not answers_for_people():
        abort(404)


@bp.get("/")
@may("change many assessor roles")
def choose() -> ResponseReturnValue:
    """Tick whom to change."""
    _insist_on_people()
    return _choose(NON_COUNTERSIGNED)


def _choose(target: str, errors: Sequence[tuple[str, str]] = (), status: int = 200) -> ResponseReturnValue:
    """The people found by what is searched for, in the address or in the form that was sent."""
    show = request.values.get("show", "all")
    team = request.values.get("team", "").replace("\0", "")[:200]
    asked = Asked(searched(), SHOWS.get(show, ""), team)
    found = listing(viewer(), now(), asked, 0, bulk.MOST, by_name=True)
    return page("assessors/many.html", status=status, errors=errors, listed=found.entries, total=found.total,
                text=searched(), show=show, team=team, teams=found.teams, target=target,
                roles=(COUNTERSIGNED, NON_COUNTERSIGNED))  # fmt: skip


def _chosen() -> list[int]:
    given = request.form.getlist("listed" if "all" in request.form else "person")
    return sorted({int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 10})


def _looked(form: ManyForm) -> Change:
    return bulk.look(viewer(), _chosen(), form.target.data or NON_COUNTERSIGNED, now())


@bp.post("/look")
@may("change many assessor roles")
def look() -> ResponseReturnValue:
    """What would become of each person; nothing has changed yet."""
    _insist_on_people()
    form = ManyForm()
    form.from_on.data = form.from_on.data or f"{today():%-d/%-m/%Y}"
    if form.target.data not in (COUNTERSIGNED, NON_COUNTERSIGNED):
        abort(400)
    if not _chosen():
        return _choose(form.target.data, [("people", "Tick at least one person")], 422)
    change = _looked(form)
    if "file" in request.form:
        rows = [(each.entry.staff_number, each.entry.name, _before(each), each.after, each.because, str(each.in_flight))
                for each in change.lines]  # fmt: skip
        return file_of([PREVIEWED, *rows], "roles-before-and-after.csv")
    return _preview(form, change)


def _before(line: bulk.Line) -> str:
    return f"Legacy: {line.entry.legacy}" if line.entry.is_legacy_to_review else line.entry.standing.role


def _preview(form: ManyForm, change: Change, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    return page("assessors/many_look.html", status=status, form=form, change=change, refused=refused, before=_before,
                outcomes=(CHANGES, STAYS, CANNOT))  # fmt: skip


@bp.post("/")
@may("change many assessor roles")
def carry_out() -> ResponseReturnValue:
    """Do what was looked at."""
    _insist_on_people()
    form = ManyForm()
    change = _looked(form)
    if not form.validate_on_submit():
        return _preview(form, change, status=422)
    try:
        batch = bulk.carry_out(viewer(), change, form.seen.data or "", form.proposal(now()), actor(viewer()), now())
    except Refused as refused:
        db.session.rollback()
        return _preview(form, _looked(form), refused, 409)
    db.session.commit()
    flash(f"Changed: {change.count(CHANGES)}.")
    return redirect(url_for(".show", batch_id=batch.id), 303)


@bp.get("/<int:batch_id>")
@may("change many assessor roles")
def show(batch_id: int) -> ResponseReturnValue:
    """What was changed together, and undoing it."""
    return _show(batch_id, ReasonedForm(formdata=None))


@bp.post("/<int:batch_id>/undo")
@may("change many assessor roles")
def undo(batch_id: int) -> ResponseReturnValue:
    """Counter the whole change."""
    form = ReasonedForm()
    if not form.validate_on_submit():
        return _show(batch_id, form, 422)
    count = bulk.undo(viewer(), batch_id, form.reason.data or "", actor(viewer()), now())
    db.session.commit()
    flash(f"Undone for {count} {'person' if count == 1 else 'people'}.")
    return redirect(url_for(".show", batch_id=batch_id), 303)


def _show(batch_id: int, form: ReasonedForm, status: int = 200) -> ResponseReturnValue:
    batch, found = bulk.find(viewer(), batch_id)
    return page("assessors/batch.html", status=status, batch=batch, found=found, form=form,
                is_undone=all(each[2] for each in found))  # fmt: skip
