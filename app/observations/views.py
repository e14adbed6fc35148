"""Starting an observation; writing and signing it is the record's own business."""

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.observations import actions
from app.people.queries import person, visible
from app.people.stand_ins import acts_for
from app.web.clock import now, today
from app.web.guards import may, viewer

bp = Blueprint("observations", __name__, url_prefix="/observations")


@bp.post("/start/<int:person_id>")
@may("observe practice")
def start(person_id: int) -> ResponseReturnValue:
    """Open the form for a practitioner of one's own, or of a manager whose sessions the viewer covers."""
    me = person(viewer().person_id or 0)
    practitioner = visible(viewer(), person_id, today())
    if practitioner is None and me is not None and acts_for(me.id, person_id, today()):
        practitioner = person(person_id)
    if practitioner is None or me is None:
        abort(404)
    record = actions.start(practitioner, me, actor(viewer()), now(), today())
    db.session.commit()
    return redirect(url_for("drafts.edit", record_id=record.id), 303)
