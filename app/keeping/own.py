"""One's own copy of everything held about oneself: asked for, made by a job, and downloaded within some days.

The person asks and downloads it themselves, with a fresh proof of who they are, so that nobody else reads it.
"""

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import PasswordField

from app.auth import proof
from app.auth.queries import actor
from app.database import db
from app.keeping import copies
from app.keeping.models import OwnCopy
from app.settings.queries import value
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("own_copy", __name__, url_prefix="/account/copy")

MINE = "get own copy"


class AskForm(FlaskForm):  # type: ignore[misc]
    """Nothing but a proof of who asks, where it is asked."""

    password = PasswordField("Your password")


@bp.get("")
@may(MINE)
def show() -> ResponseReturnValue:
    """What the copy holds, how far it is, and asking for it."""
    return _show(AskForm(formdata=None))


@bp.post("")
@may(MINE)
def ask() -> ResponseReturnValue:
    """Ask for the copy, made afresh."""
    form = AskForm()
    if problem := proof.problem(viewer(), request.form, now()):
        form.password.errors = [problem]
        return _show(form, 422)
    copies.ask(viewer().account_id, actor(viewer()), now())
    db.session.commit()
    flash("Your copy is being made. This page says when it is ready.")
    return redirect(url_for(".show"), 303)


@bp.post("/download")
@may(MINE)
def download() -> ResponseReturnValue:
    """Take the copy away."""
    copy = _mine() or abort(404)
    if copy.content is None:
        return redirect(url_for(".show"), 303)
    if problem := proof.problem(viewer(), request.form, now()):
        form = AskForm()
        form.password.errors = [problem]
        return _show(form, 422)
    content = copy.content
    copies.note_download(copy, actor(viewer()), now())
    db.session.commit()
    name = f"held-about-me-{today()}.zip"
    return Response(content, mimetype="application/zip", headers={
        "Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"})  # fmt: skip


def _show(form: AskForm, status: int = 200) -> ResponseReturnValue:
    days = value("retention.copy_days", today())
    copy = _mine()
    until = copy.asked_at + timedelta(days=days) if copy else None
    return page("keeping/own_copy.html", blocks=("copy_state",), status=status, form=form, copy=copy, until=until,
                days=days, needs_proof=proof.needed(viewer(), now()))  # fmt: skip


def _mine() -> OwnCopy | None:
    """The viewer's own copy, while it may be had."""
    found = db.session.scalar(select(OwnCopy).where(OwnCopy.account_id == viewer().account_id))
    return found if found is not None and not _is_over(found, now()) else None


def _is_over(copy: OwnCopy, at: datetime) -> bool:
    return at - copy.asked_at > timedelta(days=value("retention.copy_days", today()))
