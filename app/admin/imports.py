"""Importing staff and absences: upload, preview, import."""

from collections.abc import Collection
from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.admin import staging
from app.admin.models import StagedImport
from app.auth.queries import actor
from app.database import db
from app.language import read_day
from app.people.importing.applying import Occasion, apply
from app.people.importing.planning import Files, Plan, plan
from app.people.importing.reading import MOST_BYTES
from app.people.importing.rows import COLUMNS
from app.policy.rules import Breach, Refused
from app.web.clock import now, today
from app.web.guards import may, takes, viewer
from app.web.page import page

bp = Blueprint("imports", __name__, url_prefix="/imports")

MOST_UPLOADED = MOST_BYTES + 64 * 1024  # the files and what surrounds them in the form
SHOWN = 200
ALREADY = "This is imported already. Nothing was imported twice."


@bp.get("/")
@may("import people")
def index() -> ResponseReturnValue:
    """Choose the files."""
    return _ask(f"{today():%-d/%-m/%Y}")


@bp.post("/")
@takes(MOST_UPLOADED, files=True)
@may("import people")
def check() -> ResponseReturnValue:
    """Check the files: every problem, or on to the preview."""
    typed = request.form.get("starts_on", "")
    starts_on = read_day(typed)
    files = Files(_uploaded("staff"), _uploaded("absences"))
    if starts_on is None:
        return _ask(typed, error=("starts_on", "Enter the day that changes take effect, such as 4/6/2026"))
    if files == Files():
        return _ask(typed, error=("staff", "Choose a staff file, an absences file, or both"))
    planned = plan(files, starts_on)
    if planned.problems:
        return _ask(typed, planned=planned)
    staged = staging.stage(files, starts_on, viewer(), now())
    db.session.commit()
    return redirect(url_for(".preview", staged_id=staged.id), 303)


@bp.get("/<int:staged_id>")
@may("import people")
def preview(staged_id: int) -> ResponseReturnValue:
    """What the import would do."""
    return _preview(_find(staged_id))


@bp.post("/<int:staged_id>/import")
@may("import people")
def carry_out(staged_id: int) -> ResponseReturnValue:
    """Import what was previewed, with the leavers ticked."""
    staged, days = _find(staged_id), _leavers()
    left = {number: day for number, day in days.items() if day is not None}
    if len(left) < len(days):
        return _preview(staged, status=422, wrong=days.keys() - left.keys())
    occasion = Occasion(staged.starts_on, actor(viewer()), now(), today())
    try:
        done = apply(staging.files_of(staged), occasion, left, request.form.get("seen", "?"))
    except Refused as refused:
        db.session.rollback()
        return _preview(_find(staged_id), refused.breaches, 422)
    staging.drop(staged)
    db.session.commit()
    flash(f"Imported: {len(done.adds)} new, {len(done.changes)} changed, {len(done.absences)} absences.")
    return redirect(url_for(".index"), 303)


def _find(staged_id: int) -> StagedImport:
    staged = staging.find(viewer(), staged_id, now())
    if staged is None:
        abort(404)
    if staging.is_done(staged):
        flash(ALREADY)
        abort(redirect(url_for(".index"), 303))
    return staged


def _uploaded(name: str) -> bytes | None:
    """The bytes of a chosen file; None when none was chosen."""
    file = request.files.get(name)
    return file.read() if file is not None and file.filename else None


def _leavers() -> dict[str, date | None]:
    """The last days of those ticked, by staff number; None for a day that is none."""
    form = request.form
    return {number: read_day(form.get(f"last_day-{number}", "")) for number in form.getlist("left")}


def _amiss(planned: Plan, wrong: Collection[str]) -> list[tuple[str, str]]:
    """The boxes of those whose last day is none, and what to do."""
    ids = {each.staff_number: (f"last_day-{each.person_id}", each.name) for each in planned.leavers}
    named = [ids.get(number, ("", f"staff number {number[:40]}")) for number in sorted(wrong)]
    return [(box, f"Enter the last day of {name}, such as 4/6/2026") for box, name in named]


def _ask(typed: str, *, planned: Plan | None = None, error: tuple[str, str] | None = None) -> ResponseReturnValue:
    problems = planned.problems if planned else ()
    return page(
        "admin/imports.html",
        status=422 if error or problems else 200,
        starts_on=typed,
        errors=[error] if error else [str(problem) for problem in problems[:10]],
        error=dict([error] if error else []),
        problems=problems[:SHOWN],
        count=len(problems),
        notices=planned.notices if planned else (),
        columns=COLUMNS,
    )


def _preview(
    staged: StagedImport, breaches: tuple[Breach, ...] = (), status: int = 200, wrong: Collection[str] = ()
) -> ResponseReturnValue:
    planned = plan(staging.files_of(staged), staged.starts_on)
    if planned.problems:  # something else changed in the meantime
        return _ask(f"{staged.starts_on:%-d/%-m/%Y}", planned=planned)
    return page(
        "admin/imports_preview.html",
        status=status,
        staged=staged,
        plan=planned,
        shown=SHOWN,
        errors=breaches or _amiss(planned, wrong),
        wrong_days=wrong,
        ticked=set(request.form.getlist("left")),
        days=request.form,
        usual_last_day=staged.starts_on - timedelta(days=1),
    )
