"""Loading a whole reference list: reading it, showing what would change, and changing it."""

import csv
import io
from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app.admin import list_reading
from app.admin.settings_forms import LoadForm
from app.auth.queries import actor
from app.database import db
from app.people.importing.reading import Problem
from app.policy.lists import LISTS, Item
from app.policy.rules import Refused
from app.settings import loading
from app.web.clock import now, today
from app.web.guards import may, takes, viewer
from app.web.page import page

bp = Blueprint("loading", __name__, url_prefix="/settings/load")

MOST_BYTES = 512 * 1024


@bp.get("/<key>")
@may("manage settings")
def ask(key: str) -> ResponseReturnValue:
    """Ask for the entries, the day and the reason."""
    return _ask(key, LoadForm(formdata=None, starts_on=f"{today():%-d/%-m/%Y}"))


@bp.post("/<key>")
@takes(MOST_BYTES, files=True)
@may("manage settings")
def load(key: str) -> ResponseReturnValue:
    """Every problem of the list, or what loading it would change; and then load it, all at once."""
    form = LoadForm()
    go, data = request.form.get("go", ""), _given(form)
    if go == "change":
        return _ask(key, form)
    if not form.validate_on_submit():
        return _ask(key, form, status=422)
    items, problems = list_reading.read(data, key if key in LISTS else abort(404))
    if problems:
        return _ask(key, form, problems, status=422)
    planned = loading.plan(key, items, form.day)
    if planned.problems or form.day < today():
        past = ["A list cannot be loaded from a day in the past. Enter today or a later day."]
        return _ask(key, form, refused=planned.problems if form.day >= today() else past, status=409)
    return _load(key, form, items) if go == "load" else _preview(form, planned)


def _load(key: str, form: LoadForm, items: Sequence[Item]) -> ResponseReturnValue:
    seen, reason = request.form.get("seen", ""), form.reason.data or ""
    try:
        planned = loading.load(key, items, form.day, reason, seen, actor(viewer()), now(), today())
    except Refused as refused:
        db.session.rollback()
        planned = loading.plan(key, items, form.day)
        if not planned.changes:  # a second press
            flash("The list says this already. Nothing was changed twice.")
            return redirect(url_for("admin.settings.items", key=key), 303)
        words = [f"{breach.words} {breach.remedy}".strip() for breach in refused.breaches]
        return _preview(form, planned, words, 409)
    db.session.commit()
    flash(f"Loaded: {len(planned.added)} added, {len(planned.reworded)} changed, {len(planned.ended)} ended.")
    return redirect(url_for("admin.settings.items", key=key), 303)


def _given(form: LoadForm) -> bytes:
    """What was chosen as a file, or else pasted."""
    file = form.file.data
    return file.read() if file else (form.text.data or "").encode("utf-8", "replace")


def _ask(
    key: str, form: FlaskForm, problems: Sequence[Problem] = (), refused: Sequence[str] = (), status: int = 200
) -> ResponseReturnValue:
    of = LISTS.get(key) or abort(404)
    return page("admin/list_load.html", status=status, list=of, form=form, columns=list_reading.columns(key),
                problems=problems, refused=refused)  # fmt: skip


def _preview(form: LoadForm, planned: loading.Plan, errors: Sequence[str] = (), status: int = 200
             ) -> ResponseReturnValue:  # fmt: skip
    return page("admin/list_load_check.html", status=status, list=LISTS[planned.list_key], form=form, plan=planned,
                errors=errors, text=_typed(planned))  # fmt: skip


def _typed(planned: loading.Plan) -> str:
    """The entries as they would be pasted, whether they were or came in a file."""
    names = list(list_reading.columns(planned.list_key))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for item in planned.items:
        writer.writerow([item.code, item.label, item.source, item.least_records, item.least_kinds][: len(names)])
    return out.getvalue()
