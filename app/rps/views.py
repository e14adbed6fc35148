"""Planning a session, moving it, missing it, and logging it."""

from datetime import timedelta

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.history.actions import Actor
from app.history.queries import events_of, timeline
from app.language import LONDON, clock_time, moment
from app.notices import calendar
from app.observations import actions as observations
from app.people.models import Person
from app.people.queries import person, visible
from app.people.stand_ins import acts_for
from app.policy.people import LINE_MANAGER
from app.policy.rules import Refused
from app.records import ended
from app.records import queries as records
from app.records.forms import ReasonForm
from app.records.models import Record
from app.records.pages import capacity
from app.records.queries import Found
from app.rps import actions, queries
from app.rps.actions import Booked
from app.rps.before import queries as before
from app.rps.forms import LogForm, MoveForm, MoveObservationForm, PlanForm, When
from app.rps.models import HeldBefore
from app.rps.planning import following, inviting
from app.rps.year import marking, to_log
from app.rps.year.years import year_on
from app.settings.queries import value
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("rps", __name__, url_prefix="/sessions")


def _practitioner(person_id: int) -> tuple[Person, list[Record], list[HeldBefore]]:
    """Whom the viewer may plan with, and the observations a session may follow, of this service and held before it.

    After a change of manager the earlier one can still record what was held before it, after their own observations;
    anybody else who sees the person is offered none of others either.
    Whoever covers for the line manager plans as they would.
    """
    me, found = viewer().person_id or 0, visible(viewer(), person_id, today())
    offered = list(queries.to_discuss(person_id, me))
    earlier = list(before.to_discuss(person_id, year_on(today()).first))
    manages = found is not None and queries.manages(me, person_id, today())
    if not manages and acts_for(me, person_id, today()):
        found = person(person_id)
    elif not manages:
        if found is None and queries.managed_before(me, person_id, today()):
            found = person(person_id)
        offered = [each for each in offered if each.lead_id == me]
        earlier = [each for each in earlier if each.by_id == me]
    if found is None:
        abort(404)
    return found, offered, earlier


def _session(record_id: int, verb: str) -> Found:
    found = records.find(viewer(), record_id, today())
    if found.record.kind != "rps":
        abort(404)
    found.insist(verb)
    return found


def _booked_one(record_id: int, verb: str) -> Found:
    """A session or an observation."""
    found = records.find(viewer(), record_id, today())
    if found.record.kind not in ("rps", "observation"):
        abort(404)
    found.insist(verb)
    return found


def _lead(found: Found) -> Actor:
    """The viewer as history notes them: what they act as in this session."""
    return actor(viewer(), capacity(found), found.for_name if found.part else "")


def _booked(form: When, observation: Record | HeldBefore | None = None) -> Booked:
    return Booked(form.day, form.time, form.minutes.data or 0, form.place.data or "", observation)


@bp.route("/plan/<int:person_id>", methods=["GET", "POST"])
@may("plan sessions")
def plan(person_id: int) -> ResponseReturnValue:
    """Book a session with a practitioner, or open the record of one already held."""
    (practitioner, observations, earlier), me = _practitioner(person_id), person(viewer().person_id or 0)
    form = PlanForm(minutes=value("rps.minutes", today()))
    form.offer(observations, earlier, today() - timedelta(days=value("observation.session_days", today())))
    refused: Refused | None = None
    if form.validate_on_submit() and me:
        try:
            who = actor(viewer(), LINE_MANAGER)
            record = actions.plan(practitioner, me, _booked(form, form.follows), who, now())
            inviting.invite([record], inviting.PLANNED, now())
            db.session.commit()
            return _planned(record)
        except Refused as why:
            refused = why
    status = 409 if refused else 422 if form.errors else 200
    return page("rps/plan.html", status=status, form=form, practitioner=practitioner, refused=refused, soonest=today(),
                sees=visible(viewer(), person_id, today()) is not None)  # fmt: skip


def _planned(record: Record) -> ResponseReturnValue:
    if record.planned_at and record.planned_at > now():
        flash(f"Session planned for {moment(record.planned_at)}.", "done")
        return redirect(url_for("rps.planned", record_id=record.id), 303)
    return redirect(url_for("drafts.edit", record_id=record.id), 303)


@bp.get("/<int:record_id>/planned")
@may("take part in records")
def planned(record_id: int) -> ResponseReturnValue:
    """A booked session or observation: when, what happened to it, and what can be done about it."""
    found = _booked_one(record_id, "see")
    record = found.record
    if record.planned_at is None or record.state != "draft" or not found.part:
        return redirect(url_for("records.show", record_id=record_id), 303)
    is_observed = record.follows_id is not None or before.followed_by(record_id) is not None
    return page("rps/planned.html", found=found, record=record, minutes=queries.minutes(record_id),
                is_observed=is_observed, events=timeline(events_of("record", record_id)),
                after=following.session_after(record_id))  # fmt: skip


@bp.route("/<int:record_id>/move", methods=["GET", "POST"])
@may("plan sessions")
def move(record_id: int) -> ResponseReturnValue:
    """Move a booked session or observation."""
    found = _booked_one(record_id, "move")
    at = (found.record.planned_at or now()).astimezone(LONDON)
    start = {"on": f"{at.day}/{at.month}/{at.year}", "at": clock_time(at), "minutes": queries.minutes(record_id),
             "place": queries.place(record_id)}  # fmt: skip
    kind = MoveForm if found.record.kind == "rps" else MoveObservationForm
    form = kind(data=start) if request.method == "GET" else kind()
    refused: Refused | None = None
    if form.validate_on_submit():
        try:
            return _moved(found, form)
        except Refused as why:
            db.session.rollback()
            refused, found = why, _booked_one(record_id, "move")
    status = 409 if refused else 422 if form.errors else 200
    return page("rps/move.html", status=status, form=form, found=found, record=found.record, refused=refused)


def _is_there(record: Record, form: MoveForm | MoveObservationForm) -> bool:
    """Whether it is booked just so already: a second press moves nothing, and tells nobody again."""
    if isinstance(form, MoveForm):
        is_same = _booked(form).starts_at == record.planned_at and queries.place(record.id) == form.place.data
    else:
        is_same = form.starts_at == record.planned_at
    return is_same and queries.minutes(record.id) == form.minutes.data


def _moved(found: Found, form: MoveForm | MoveObservationForm) -> ResponseReturnValue:
    record, reason = found.record, form.reason.data or ""
    if _is_there(record, form):
        return redirect(url_for("rps.planned", record_id=record.id), 303)
    if isinstance(form, MoveForm):
        actions.move(record, _booked(form), reason, _lead(found), now())
    else:
        after = following.session_after(record.id)
        at = after.planned_at if after else None
        minutes = form.minutes.data or 0
        observations.move(record, form.starts_at, at, reason, _lead(found), now(), minutes=minutes)
    inviting.invite([record], inviting.MOVED, now())
    db.session.commit()
    flash("Session moved." if record.kind == "rps" else "Observation moved.", "done")
    return redirect(url_for("rps.planned", record_id=record.id), 303)


def _may_plan_observation(person_id: int) -> bool:
    """Whether the viewer still plans with this person: not after a change of manager."""
    seen = visible(viewer(), person_id, today()) is not None
    return seen or bool(acts_for(viewer().person_id or 0, person_id, today()))


@bp.route("/<int:record_id>/missed", methods=["GET", "POST"])
@may("plan sessions")
def missed(record_id: int) -> ResponseReturnValue:
    """Note that a planned session or observation did not take place, and why."""
    found, form = _booked_one(record_id, "see"), ReasonForm()
    if words := ended.already(found, viewer()):
        flash(words)
        return redirect(url_for("records.show", record_id=record_id), 303)
    found.insist("cancel")
    is_session, subject_id = found.record.kind == "rps", found.record.subject_id
    what = "session" if is_session else "observation"
    if form.validate_on_submit():
        paper = records.paper(found, today())
        actions.miss(paper, form.reason.data or "", _lead(found), now())
        db.session.commit()
        flash(f"Noted that the {what} was missed. Plan another one for {found.subject.name}.", "done")
        if not is_session and not _may_plan_observation(subject_id):
            return redirect(url_for("records.show", record_id=record_id), 303)
        return redirect(url_for("rps.plan" if is_session else "planning.observation", person_id=subject_id), 303)
    return page(
        "records/reason.html", status=422 if form.errors else 200, form=form, found=found, button="Mark as missed",
        title=f"The {what} did not take place", lead=f"The reason stays with the {what}. It does not count.",
    )  # fmt: skip


@bp.get("/<int:record_id>.ics")
@may("take part in records")
def appointment(record_id: int) -> ResponseReturnValue:
    """A calendar file for a booked session or observation. It names nobody."""
    found = _booked_one(record_id, "write")
    if found.record.planned_at is None:
        abort(404)
    file = calendar.several([inviting.appointment(found.record)], now())
    name = "session" if found.record.kind == "rps" else "observation"
    headers = {"Content-Disposition": f'attachment; filename="{name}-{record_id}.ics"'}
    return Response(file, mimetype="text/calendar", headers=headers)


@bp.route("/<int:record_id>/log", methods=["GET", "POST"])
@may("take part in records")
def log(record_id: int) -> ResponseReturnValue:
    """Mark that the session was entered on the Single Operating Platform."""
    found = _session(record_id, "log")
    back = redirect(url_for("records.show", record_id=record_id), 303)
    if found.record.logged_on:
        return back
    form = LogForm(data={"on": f"{today():%-d/%-m/%Y}"}) if request.method == "GET" else LogForm()
    if request.method == "POST" and marking.mark(found, form):
        db.session.commit()
        flash("Logged. The session now counts to the year.", "done")
        return back
    return page("rps/log.html", status=422 if form.errors else 200, form=form, found=found, record=found.record,
                sop_block=to_log.block_of(found.record))  # fmt: skip
