"""Starting an observation; writing and signing it is the record's own business."""

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.observations import actions
from app.people.queries import person, visible
from app.policy.people import LINE_MANAGER
from app.web.clock import now, today
from app.web.guards import may, viewer

bp = Blueprint("observations", __name__, url_prefix="/observations")


@bp.post("/start/<int:person_id>")
@may("observe practice")
def start(person_id: int) -> ResponseReturnValue:
    """Open the form for a practitioner of one's own."""
    practitioner, me = visible(viewer(), person_id, today()), person(viewer().person_id or 0)
    if practitioner is None or me is None:
        abort(404)
    record = actions.start(practitioner, me, actor(viewer(), LINE_MANAGER), now(), today())
    db.session.commit()
    return redirect(url_for("drafts.edit", record_id=record.id), 303)
