"""What a person was told, on one page, and marking it as read; for administrators, what became of the e-mail."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.database import db
from app.language import plural
from app.notices import actions, digest, failures, mail, queries
from app.notices.rows import row
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, page_number

bp = Blueprint("notices", __name__, url_prefix="/notices")

PAGE, MOST = 25, 2**31 - 1


@bp.get("")
@may("read own notices")
def index() -> ResponseReturnValue:
    """Everything the viewer was told, the newest first."""
    number = page_number()
    found = queries.everything(viewer(), limit=PAGE + 1, offset=(number - 1) * PAGE)
    unread, last = queries.unread(viewer())
    return page("notices/index.html", blocks=("notice_list",), notices=[row(each) for each in found[:PAGE]],
                more=len(found) > PAGE, number=number, unread=unread, last=last)  # fmt: skip


@bp.post("/<int:notice_id>/read")
@may("read own notices")
def read(notice_id: int) -> ResponseReturnValue:
    """Mark one as read."""
    notice = queries.one(viewer(), notice_id)
    if notice is None:
        abort(404)
    actions.read(notice, now())
    db.session.commit()
    return _back()


@bp.post("/read")
@may("read own notices")
def read_all() -> ResponseReturnValue:
    """Mark as read all that there were when the page was made."""
    last = min(max(request.form.get("last", 0, type=int) or 0, 0), MOST)
    count = actions.read_all(viewer(), last, now())
    db.session.commit()
    flash(f"{plural(count, 'notice')} marked as read.")
    return _back()


@bp.get("/e-mail")
@may("manage settings")
def email() -> ResponseReturnValue:
    """Whether e-mail is sent, and what became of it lately."""
    return page("notices/email.html", is_on=mail.is_on(), at=digest.at(today()), days=failures.days(),
                reasons=failures.reasons())  # fmt: skip


def _back() -> ResponseReturnValue:
    """To the page the button was on: home, or this list."""
    return redirect("/" if request.form.get("on") == "home" else url_for("notices.index"), 303)
