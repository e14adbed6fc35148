"""Starting an observation; writing and signing it is the record's own business."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.observations import actions, queries
from app.people.queries import person, visible
from app.people.stand_ins import acts_for
from app.records import queries as records
from app.records.models import Record
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

MOST = 2**31 - 1  # the largest id there can be

bp = Blueprint("observations", __name__, url_prefix="/observations")


@bp.post("/start/<int:person_id>")
@may("observe practice")
def start(person_id: int) -> ResponseReturnValue:
    """Open the form for a practitioner of one's own, or of a manager whose sessions the viewer covers.

    Where one is booked with them, that is offered first.
    """
    if "booked" in request.form:
        record = _held(min(max(request.form.get("booked", 0, type=int), 0), MOST), person_id)
        return _opened(record)
    me = person(viewer().person_id or 0)
    practitioner = visible(viewer(), person_id, today())
    if practitioner is None and me is not None and acts_for(me.id, person_id, today()):
        practitioner = person(person_id)
    if practitioner is None or me is None:
        abort(404)
    if "another" not in request.form and (booked := queries.booked(person_id, me.id, now())):
        return page("observations/booked.html", practitioner=practitioner, record=booked)
    return _opened(actions.start(practitioner, me, actor(viewer()), now(), today()))


def _opened(record: Record) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for("drafts.edit", record_id=record.id), 303)


def _held(record_id: int, person_id: int) -> Record:
    """The viewer's own booked observation of this person, brought forward to now if it is still ahead."""
    found = records.find(viewer(), record_id, today())
    found.insist("write")
    if found.record.kind != "observation" or found.record.subject_id != person_id:
        abort(404)
    actions.hold(found.record, actor(viewer(), found.record.lead_capacity, found.for_name), now())
    return found.record
