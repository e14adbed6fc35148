"""The Professional Register, kept: one entry at a time, or many from a file with a preview."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.admin import staging
from app.admin.imports import ALREADY, MOST_UPLOADED, SHOWN
from app.admin.models import StagedImport
from app.admin.register_forms import EntryForm
from app.auth.queries import actor
from app.database import db
from app.language import plural
from app.people.importing.planning import Files
from app.people.models import Person
from app.people.queries import person
from app.policy.registration import STATUS_WORDS
from app.policy.rules import Breach, Refused
from app.registration.register import entries
from app.registration.register.file import COLUMNS, EXAMPLE, Plan, apply, in_words, plan
from app.web.clock import now, today
from app.web.guards import may, takes, viewer
from app.web.page import page
from app.web.workbook import file_of

bp = Blueprint("register", __name__, url_prefix="/register")


@bp.get("/people/<int:person_id>")
@may("keep the register")
def ask(person_id: int) -> ResponseReturnValue:
    """What the register says of somebody, ready to be changed from a day on."""
    who, entry = _find(person_id), entries.in_force(person_id, today())
    form = EntryForm(formdata=None, starts_on=f"{today():%-d/%-m/%Y}")
    if entry:
        form.process(
            formdata=None, status=entry.status, number=entry.number, authority="yes" if entry.authority else "no",
            starts_on=f"{today():%-d/%-m/%Y}",
            renewal_on=f"{entry.renewal_on:%-d/%-m/%Y}" if entry.renewal_on else "",
        )  # fmt: skip
    return _ask(who, form)


@bp.post("/people/<int:person_id>")
@may("keep the register")
def enter(person_id: int) -> ResponseReturnValue:
    """Write what the register says of somebody from a day on."""
    who, form = _find(person_id), EntryForm()
    if not form.validate_on_submit():
        return _ask(who, form, status=422)
    try:
        entries.enter(who, form.says, form.day, actor(viewer()), now(), reason=form.reason.data or "",
                      source=form.source.data or "")  # fmt: skip
    except Refused as refused:
        db.session.rollback()
        return _ask(_find(person_id), form, refused, 409)
    db.session.commit()
    flash("Entered. What the register said before stays in its history.", "done")
    return redirect(url_for("register.person_page", person_id=person_id), 303)


@bp.get("/")
@may("keep the register")
def index() -> ResponseReturnValue:
    """Choose the file."""
    return _choose()


@bp.get("/template.csv")
@may("keep the register")
def template() -> ResponseReturnValue:
    """An empty file with the names of the columns."""
    return file_of([list(COLUMNS)], "register.csv")


@bp.post("/")
@takes(MOST_UPLOADED, files=True)
@may("keep the register")
def check() -> ResponseReturnValue:
    """Check the file: every problem, or on to the preview."""
    file = request.files.get("register")
    if file is None or not file.filename:
        return _choose(error="Choose a file of what the register says")
    data = file.read()
    planned = plan(data, today())
    if planned.problems:
        return _choose(planned)
    staged = staging.stage(Files(), today(), viewer(), now(), register=data)
    db.session.commit()
    return redirect(url_for(".preview", staged_id=staged.id), 303)


@bp.get("/<int:staged_id>")
@may("keep the register")
def preview(staged_id: int) -> ResponseReturnValue:
    """What the import would change."""
    return _preview(_staged(staged_id))


@bp.post("/<int:staged_id>/import")
@may("keep the register")
def carry_out(staged_id: int) -> ResponseReturnValue:
    """Enter what was previewed."""
    staged = _staged(staged_id)
    try:
        done = apply(staged.register or b"", actor(viewer()), now(), request.form.get("seen", "?"))
    except Refused as refused:
        db.session.rollback()
        return _preview(_staged(staged_id), refused.breaches, 422)
    staging.drop(staged)
    db.session.commit()
    flash(f"Entered: {plural(len(done.changes), 'entry', 'entries')}.", "done")
    return redirect(url_for("register.people"), 303)


def _find(person_id: int) -> Person:
    found = person(person_id)
    if found is None:
        abort(404)
    return found


def _staged(staged_id: int) -> StagedImport:
    staged = staging.find(viewer(), staged_id, now(), is_register=True)
    if staged is None:
        abort(404)
    if staging.is_done(staged):
        flash(ALREADY)
        abort(redirect(url_for("register.people"), 303))
    return staged


def _ask(who: Person, form: EntryForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    return page("admin/register_enter.html", status=status, who=who, form=form, refused=refused,
                entry=entries.in_force(who.id, today()), words=STATUS_WORDS)  # fmt: skip


def _choose(planned: Plan | None = None, error: str = "") -> ResponseReturnValue:
    problems = planned.problems if planned else ()
    return page(
        "admin/register.html", status=422 if error or problems else 200, error=error, problems=problems[:SHOWN],
        count=len(problems), columns=COLUMNS, example=EXAMPLE,
    )  # fmt: skip


def _preview(staged: StagedImport, breaches: tuple[Breach, ...] = (), status: int = 200) -> ResponseReturnValue:
    planned = plan(staged.register or b"", today())
    if planned.problems:  # something else changed in the meantime
        return _choose(planned)
    return page(
        "admin/register_preview.html", status=status, staged=staged, plan=planned, shown=SHOWN, errors=breaches,
        in_words=in_words, button=f"Enter {plural(len(planned.changes), 'entry', 'entries')}",
    )  # fmt: skip
