"""Settings and reference lists: what stands, since when, and changing it from a day on."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app.admin.settings_forms import ChoiceForm, EndForm, ItemForm, RewordForm, ValueForm, value_form
from app.auth.queries import actor
from app.database import db
from app.policy.lists import LISTS, REGISTRATION_STANDARDS
from app.policy.rules import Refused
from app.policy.settings import SETTINGS, shown, typed
from app.policy.settings_groups import group_of, grouped
from app.rps.year import effect
from app.settings import actions, queries
from app.settings.models import ListItem
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("settings", __name__, url_prefix="/settings")


@bp.get("/")
@may("manage settings")
def index() -> ResponseReturnValue:
    """Every setting with its value, under headings, and the reference lists."""
    day = today()
    groups = [
        (group, [(each, shown(each, queries.value(each.key, day)), queries.in_force(each.key, day), _next(each.key))
                 for each in settings])
        for group, settings in grouped(SETTINGS.values())
    ]  # fmt: skip
    return page("admin/settings.html", groups=groups, lists=LISTS.values())


@bp.get("/<key>")
@may("manage settings")
def show(key: str) -> ResponseReturnValue:
    """One setting: what it means, what it was, and a form to change it."""
    given = {"value": _typed(key), "starts_on": _today()}
    return _setting(key, value_form(_known(SETTINGS, key), formdata=None, data=given))


@bp.post("/<key>")
@may("manage settings")
def change(key: str) -> ResponseReturnValue:
    """Let the setting have another value from a day on; first show what that would change for people, if anything."""
    form = value_form(_known(SETTINGS, key))
    go = request.form.get("go", "")
    if go == "change":
        return _setting(key, form)
    if not (form.validate_on_submit() and _done(form, "value", lambda: _fit(key, form))):
        return _setting(key, form, 422)
    lines = effect.words(key, _fit(key, form), form.day)
    if lines and go != "save":
        return _check(key, form, lines)
    if not _done(form, "value", lambda: _set(key, form)):
        return _setting(key, form, 422)
    flash(f"Changed: {SETTINGS[key].meaning}.")
    return redirect(url_for(".index"), 303)


@bp.get("/lists/<key>")
@may("manage settings")
def items(key: str) -> ResponseReturnValue:
    """The entries of a reference list, ended and future ones too."""
    return _list(key, ItemForm(formdata=None, starts_on=_today()))


@bp.post("/lists/<key>")
@may("manage settings")
def add_item(key: str) -> ResponseReturnValue:
    """Add an entry from a day on."""
    form = ItemForm()
    _known(LISTS, key)
    if not (form.validate_on_submit() and _done(form, "label", lambda: _add(key, form))):
        return _list(key, form, 422)
    flash("Added.")
    return redirect(url_for(".items", key=key), 303)


@bp.get("/lists/<key>/<code>")
@may("manage settings")
def item(key: str, code: str) -> ResponseReturnValue:
    """One entry, to be reworded or ended."""
    return _item(key, code)


@bp.post("/lists/<key>/<code>/reword")
@may("manage settings")
def reword(key: str, code: str) -> ResponseReturnValue:
    """Give an entry other words from a day on."""
    form = RewordForm()
    _entry(key, code)
    if not (form.validate_on_submit() and _done(form, "label", lambda: _reword(key, code, form))):
        return _item(key, code, 422, reword_form=form)
    flash("Reworded.")
    return redirect(url_for(".items", key=key), 303)


@bp.post("/lists/<key>/<code>/end")
@may("manage settings")
def end(key: str, code: str) -> ResponseReturnValue:
    """Let an entry end."""
    form = EndForm()
    _entry(key, code)
    if not (form.validate_on_submit() and _done(form, "starts_on", lambda: _end(key, code, form))):
        return _item(key, code, 422, end_form=form)
    flash("Ended.")
    return redirect(url_for(".items", key=key), 303)


def _fit(key: str, form: ValueForm | ChoiceForm) -> Any:
    return actions.fit_value(key, form.value.data or "", form.day, form.reason.data or "", today())


def _set(key: str, form: ValueForm | ChoiceForm) -> None:
    text, reason = form.value.data or "", form.reason.data or ""
    actions.set_value(key, text, form.day, reason, actor(viewer()), now(), today())


def _check(key: str, form: ValueForm | ChoiceForm, lines: list[str]) -> ResponseReturnValue:
    setting = SETTINGS[key]
    before, after = shown(setting, queries.value(key, form.day)), shown(setting, _fit(key, form))
    return page("admin/setting_check.html", setting=setting, form=form, before=before, after=after, lines=lines)


def _add(key: str, form: ItemForm) -> object:
    label, source = form.label.data or "", form.source.data or ""
    return actions.add_item(key, label, source, form.day, actor(viewer()), now(), today())


def _reword(key: str, code: str, form: RewordForm) -> object:
    label, reason = form.label.data or "", form.reason.data or ""
    return actions.reword_item(key, code, label, form.day, reason, actor(viewer()), now(), today())


def _end(key: str, code: str, form: EndForm) -> object:
    return actions.end_item(key, code, form.day, form.reason.data or "", actor(viewer()), now(), today())


def _done(form: FlaskForm, field: str, act: Callable[[], object]) -> bool:
    """Do it and commit; a refusal is shown at the field."""
    try:
        act()
    except Refused as refused:
        db.session.rollback()
        words = [f"{breach.words} {breach.remedy}".strip() for breach in refused.breaches]
        form[field].errors = [*form[field].errors, *words]
        return False
    db.session.commit()
    return True


def _setting(key: str, form: ValueForm | ChoiceForm, status: int = 200) -> ResponseReturnValue:
    setting = _known(SETTINGS, key)
    past = [(row, shown(setting, queries.held(row))) for row in queries.changes(key)]
    now_shown, default = shown(setting, queries.value(key, today())), shown(setting, setting.default)
    return page(
        "admin/setting.html", status=status, setting=setting, form=form, past=past, value=now_shown, default=default,
        group=group_of(key), checks=effect.is_told(key),
    )  # fmt: skip


def _list(key: str, form: ItemForm, status: int = 200) -> ResponseReturnValue:
    of, day = _known(LISTS, key), today()
    rows = sorted(queries.rows(key), key=lambda row: row.ends_on is not None and row.ends_on < day)
    waiting = {row for row in rows if of.is_placeholder(queries.item_of(row)) and queries.holds(row, day)}
    return page("admin/list.html", status=status, list=of, rows=rows, waiting=waiting, form=form, today=day,
                asks=of.key == REGISTRATION_STANDARDS)  # fmt: skip


def _item(key: str, code: str, status: int = 200, *, reword_form: RewordForm | None = None,
          end_form: EndForm | None = None) -> ResponseReturnValue:  # fmt: skip
    entry = _entry(key, code)
    return page(
        "admin/list_item.html",
        status=status,
        list=LISTS[key],
        entry=entry,
        reword_form=reword_form or RewordForm(formdata=None, label=entry.label, starts_on=_today()),
        end_form=end_form or EndForm(formdata=None, starts_on=_today()),
        form=reword_form or end_form,
    )


def _known(table: dict[str, Any], key: str) -> Any:
    if key not in table:
        abort(404)
    return table[key]


def _entry(key: str, code: str) -> ListItem:
    """The entry as it stands or will stand; 404 for one that never was or has ended."""
    _known(LISTS, key)
    found = [row for row in queries.rows(key) if row.code == code and (row.ends_on is None or row.ends_on >= today())]
    if not found:
        abort(404)
    return found[-1]


def _next(key: str) -> str | None:
    coming = [row for row in queries.changes(key) if row.starts_on > today()]
    return f"{shown(SETTINGS[key], queries.held(coming[-1]))} from {coming[-1].starts_on:%-d %B %Y}" if coming else None


def _typed(key: str) -> str:
    return typed(_known(SETTINGS, key), queries.value(key, today()))


def _today() -> str:
    return f"{today():%-d/%-m/%Y}"
