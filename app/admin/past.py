"""Past sessions and observations: upload, preview, import; and what was brought in, to withdraw what is wrong."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.admin import staging
from app.admin.imports import ALREADY, MOST_UPLOADED, SHOWN
from app.admin.models import StagedImport
from app.admin.past_forms import WithdrawForm
from app.auth.queries import actor
from app.database import db
from app.language import plural
from app.people.importing.planning import Files
from app.people.queries import person
from app.policy.rps_before import CAPACITIES
from app.policy.rules import Breach, Refused
from app.rps.before import queries as before
from app.rps.before.importing.applying import apply
from app.rps.before.importing.meters import in_words, readings
from app.rps.before.importing.planning import Plan, plan
from app.rps.before.importing.rows import COLUMNS, EXAMPLE
from app.rps.year.years import year_on
from app.web.clock import now, today
from app.web.guards import may, takes, viewer
from app.web.page import page, searched
from app.web.workbook import file_of

bp = Blueprint("past", __name__, url_prefix="/past")


@bp.get("/")
@may("import people")
def index() -> ResponseReturnValue:
    """Choose the file."""
    return _ask()


@bp.get("/template.csv")
@may("import people")
def template() -> ResponseReturnValue:
    """An empty file with the names of the columns."""
    return file_of([list(COLUMNS)], "past-sessions.csv")


@bp.post("/")
@takes(MOST_UPLOADED, files=True)
@may("import people")
def check() -> ResponseReturnValue:
    """Check the file: every problem, or on to the preview."""
    file = request.files.get("past")
    if file is None or not file.filename:
        return _ask(error="Choose a file of past sessions and observations")
    data = file.read()
    planned = plan(data, today())
    if planned.problems:
        return _ask(planned)
    staged = staging.stage(Files(), today(), viewer(), now(), data)
    db.session.commit()
    return redirect(url_for(".preview", staged_id=staged.id), 303)


@bp.get("/<int:staged_id>")
@may("import people")
def preview(staged_id: int) -> ResponseReturnValue:
    """What the import would do, and what each meter would read."""
    return _preview(_find(staged_id))


@bp.post("/<int:staged_id>/import")
@may("import people")
def carry_out(staged_id: int) -> ResponseReturnValue:
    """Bring in what was previewed."""
    staged = _find(staged_id)
    try:
        done = apply(staged.past or b"", actor(viewer()), now(), request.form.get("seen", "?"))
    except Refused as refused:
        db.session.rollback()
        return _preview(_find(staged_id), refused.breaches, 422)
    staging.drop(staged)
    db.session.commit()
    flash(f"Brought in: {len(done.adds)} new, {len(done.completes)} completed. The meters are right from now on.")
    return redirect(url_for(".held", q=""), 303)


@bp.get("/held")
@may("import people")
def held() -> ResponseReturnValue:
    """Whose past sessions and observations were brought in: search by staff number or name."""
    return page("admin/past_held.html", text=searched(), found=before.people(searched()), most=before.MOST)


@bp.get("/held/<int:person_id>")
@may("import people")
def of_person(person_id: int) -> ResponseReturnValue:
    """Everything brought in for one person. Days and people, nothing else."""
    who, found = person(person_id), before.of_person(person_id)
    if who is None or not found:
        abort(404)
    return page("admin/past_person.html", who=who, found=found)


@bp.route("/held/rows/<int:held_id>/withdraw", methods=["GET", "POST"])
@may("import people")
def withdraw(held_id: int) -> ResponseReturnValue:
    """Withdraw what was brought in wrongly."""
    row, form = before.find(held_id), WithdrawForm()
    refused: Refused | None = None
    if form.validate_on_submit():
        try:
            before.withdraw(row, form.why.data, actor(viewer()), now())
            db.session.commit()
            flash("Withdrawn. It stays in the history and no longer counts.")
            return redirect(url_for(".of_person", person_id=row.person_id), 303)
        except Refused as why:
            refused = why
    status = 409 if refused else 422 if form.errors else 200
    who = person(row.person_id)
    return page("admin/past_withdraw.html", status=status, row=row, who=who, form=form, refused=refused)


def _find(staged_id: int) -> StagedImport:
    staged = staging.find(viewer(), staged_id, now(), is_past=True)
    if staged is None:
        abort(404)
    if staging.is_done(staged):
        flash(ALREADY)
        abort(redirect(url_for(".held", q=""), 303))
    return staged


def _ask(planned: Plan | None = None, error: str = "") -> ResponseReturnValue:
    problems = planned.problems if planned else ()
    return page(
        "admin/past.html", status=422 if error or problems else 200, error=error, problems=problems[:SHOWN],
        errors=[("past", error)] if error else [str(problem) for problem in problems[:10]],
        count=len(problems), notices=planned.notices if planned else (), columns=COLUMNS, example=EXAMPLE,
        capacities=CAPACITIES,
    )  # fmt: skip


def _preview(staged: StagedImport, breaches: tuple[Breach, ...] = (), status: int = 200) -> ResponseReturnValue:
    planned = plan(staged.past or b"", today())
    if planned.problems:  # something else changed in the meantime
        return _ask(planned)
    count = len(planned.adds) + len(planned.completes)
    return page(
        "admin/past_preview.html", status=status, staged=staged, plan=planned, shown=SHOWN, errors=breaches,
        readings=readings(planned, now(), SHOWN), in_words=in_words, year=year_on(today()),
        button=f"Bring in {plural(count, 'row')}",
    )  # fmt: skip
