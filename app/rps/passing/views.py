"""The second observation passed on: the line manager asks and takes back, the delegate observes and plans."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.history.actions import Actor
from app.language import LONDON, moment
from app.people.models import Person
from app.people.queries import manager_of, person, visible
from app.people.stand_ins import acts_for
from app.policy.passing import COUNTS_LATER, IN_SHORT
from app.policy.people import LINE_MANAGER
from app.policy.rules import Refused
from app.records import queries as records
from app.records.forms import ReasonForm
from app.records.models import Record
from app.rps.actions import Booked
from app.rps.forms import When
from app.rps.passing import actions as passing
from app.rps.passing import passed
from app.rps.passing.actions import Wish
from app.rps.passing.forms import ObservationWhen, PassOnForm
from app.rps.passing.passed import DELEGATE, MANAGER, MOST, Passed
from app.rps.planning import inviting
from app.rps.year.years import Member, of_person
from app.settings.queries import value
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, page_number, searched

bp = Blueprint("passing", __name__)
PAGE = 25


def _me() -> Person:
    found = person(viewer().person_id or 0)
    if found is None:
        abort(404)
    return found


def _managed(person_id: int) -> tuple[Person, str]:
    """A practitioner of the viewer's own, or of somebody whose sessions the viewer covers, and for whom."""
    me, manager, found = viewer().person_id, manager_of(person_id, today()), person(person_id)
    is_manager = manager is not None and manager.id == me
    for_name = "" if is_manager or me is None else acts_for(me, person_id, today())
    if found is None or not (is_manager or for_name):
        abort(403 if visible(viewer(), person_id, today()) else 404)
    return found, for_name


@bp.get("/people/<int:person_id>/pass-on")
@may("pass on observations")
def assign(person_id: int) -> ResponseReturnValue:
    """Ask who is to do the second observation, or show who was asked."""
    who, _ = _managed(person_id)
    return _assign_page(who, None)


@bp.post("/people/<int:person_id>/pass-on")
@may("pass on observations")
def ask(person_id: int) -> ResponseReturnValue:
    """Ask somebody to do it."""
    who, for_name = _managed(person_id)
    form = PassOnForm()
    chosen = passed.choices(who.id, today(), chosen=form.delegate_id)
    if form.validate_on_submit() and not chosen:
        form.delegate.errors = ["Choose somebody from the list"]
    if form.errors or not chosen:
        return _assign_page(who, form, status=422)
    try:
        wish = Wish(form.what.data, chosen[0].person, form.due)
        row = passing.assign(who, wish, _me(), actor(viewer(), LINE_MANAGER, for_name), now())
    except Refused as refused:
        db.session.rollback()
        return _assign_page(who, form, refused, 409)
    db.session.commit()
    flash(f"{chosen[0].person.name} was asked, and {who.name} was told.", "done")
    return redirect(url_for(".show", passed_id=row.id), 303)


def _assign_page(who: Person, form: PassOnForm | None, refused: Refused | None = None, status: int = 200
                 ) -> ResponseReturnValue:  # fmt: skip
    member, text = of_person(who.id, today(), now()), searched()
    if member is None or not member.job_role:
        abort(404)
    found = passed.choices(who.id, today(), text)
    form = form or PassOnForm(formdata=None, due_on=f"{passing.asked_by(member, today()):%-d/%-m/%Y}")
    known = {each.person.id for each in found}
    kept = passed.choices(who.id, today(), chosen=form.delegate_id) if form.delegate_id not in known | {0} else []
    form.offer([*found, *kept])
    return page("rps/pass_on.html", status=status, person=who, form=form, refused=refused, text=text, found=found,
                most=MOST, member=member, later="" if passing.own_counts(member) else COUNTS_LATER,
                taken=_taken(member), parts=IN_SHORT, sees=visible(viewer(), who.id, today()) is not None)  # fmt: skip


def _taken(member: Member) -> Passed | None:
    return passed.open_for(member.id, member.standing.asked.year.first) if member.handed else None


@bp.route("/passed/<int:passed_id>/take-back", methods=["GET", "POST"])
@may("pass on observations")
def take_back(passed_id: int) -> ResponseReturnValue:
    """Take it back with a reason, while nothing is signed."""
    it = passed.find(viewer(), passed_id, today())
    it.insist(MANAGER)
    form = ReasonForm()
    if not form.validate_on_submit():
        return page("rps/passed_reason.html", status=422 if form.errors else 200, it=it, form=form, record=None,
                    part=IN_SHORT[it.row.what])  # fmt: skip
    passing.take_back(it, form.reason.data or "", _me(), actor(viewer(), LINE_MANAGER, it.for_name), now())
    db.session.commit()
    flash(f"Taken back. {it.delegate.name} and {it.person.name} were told.", "done")
    return redirect(url_for(".assign", person_id=it.row.person_id), 303)


@bp.get("/passed")
@may("do what is passed on")
def mine() -> ResponseReturnValue:
    """The second observations that are passed on to the viewer."""
    number = page_number()
    found = passed.mine(viewer(), PAGE + 1, (number - 1) * PAGE)
    return page("rps/passed_list.html", found=found[:PAGE], more=len(found) > PAGE, number=number, parts=IN_SHORT)


@bp.get("/passed/<int:passed_id>")
@may("do what is passed on")
def show(passed_id: int) -> ResponseReturnValue:
    """What is passed on: who, what, by when, who asked, and what can be done next."""
    it = passed.find(viewer(), passed_id, today())
    follows = passed.to_follow(it) if it.relation == DELEGATE and it.is_open else None
    sees = it.relation == MANAGER and visible(viewer(), it.row.person_id, today()) is not None
    ends = it.relation == MANAGER and (not it.is_signed or passing.is_undone(it, now()))
    return page("rps/passed.html", it=it, row=it.row, follows=follows, part=IN_SHORT[it.row.what], sees=sees,
                ends=ends, now=now())  # fmt: skip


def _theirs(passed_id: int) -> tuple[Passed, Actor]:
    """What is passed on to the viewer, and how history notes them; 403 for the other parties."""
    it = passed.find(viewer(), passed_id, today())
    it.insist(DELEGATE)
    return it, actor(viewer(), it.row.capacity)


@bp.post("/passed/<int:passed_id>/observe")
@may("do what is passed on")
def observe(passed_id: int) -> ResponseReturnValue:
    """Open the form of the observation."""
    it, by = _theirs(passed_id)
    record = passing.observe(it, by, now())
    db.session.commit()
    return redirect(url_for("drafts.edit", record_id=record.id), 303)


@bp.route("/passed/<int:passed_id>/plan-observation", methods=["GET", "POST"])
@may("do what is passed on")
def plan_observation(passed_id: int) -> ResponseReturnValue:
    """Book the observation ahead."""
    it, by = _theirs(passed_id)
    form, refused = ObservationWhen(), None
    if form.validate_on_submit():
        try:
            at = datetime.combine(form.day, form.time, LONDON)
            return _planned(passing.plan_observation(it, at, form.minutes.data or 0, by, now()), it)
        except Refused as why:
            db.session.rollback()
            it, refused = _theirs(passed_id)[0], why
    return _plan_page(it, form, refused, is_session=False)


@bp.route("/passed/<int:passed_id>/plan-session", methods=["GET", "POST"])
@may("do what is passed on")
def plan_session(passed_id: int) -> ResponseReturnValue:
    """Book the session after the observation, or open the record of one already held."""
    it, by = _theirs(passed_id)
    form, refused = When(minutes=value("rps.minutes", today())), None
    if form.validate_on_submit():
        try:
            follows = passed.to_follow(it)
            booked = Booked(form.day, form.time, form.minutes.data or 0, form.place.data or "", follows)
            return _planned(passing.plan_session(it, booked, by, now()), it)
        except Refused as why:
            db.session.rollback()
            it, refused = _theirs(passed_id)[0], why
    return _plan_page(it, form, refused, is_session=True)


def _planned(record: Record, it: Passed) -> ResponseReturnValue:
    inviting.invite([record], inviting.PLANNED, now())
    db.session.commit()
    if record.planned_at is None or record.planned_at <= now():
        return redirect(url_for("drafts.edit", record_id=record.id), 303)
    flash(f"Planned for {moment(record.planned_at)}.", "done")
    return redirect(url_for(".show", passed_id=it.row.id), 303)


def _plan_page(it: Passed, form: When, refused: Refused | None, *, is_session: bool) -> ResponseReturnValue:
    status = 409 if refused else 422 if form.errors else 200
    follows = passed.to_follow(it) if is_session else None
    return page("rps/passed_plan.html", status=status, it=it, form=form, refused=refused, is_session=is_session,
                follows=follows)  # fmt: skip


@bp.route("/passed/records/<int:record_id>/stop", methods=["GET", "POST"])
@may("do what is passed on")
def stop(record_id: int) -> ResponseReturnValue:
    """The observation or session did not take place: its draft ends, and it stays passed on."""
    row = passed.of_record(record_id)
    if row is None:
        abort(404)
    it, by = _theirs(row.id)
    found, form = records.find(viewer(), record_id, today()), ReasonForm()
    found.insist("write")
    if not form.validate_on_submit():
        return page("rps/passed_reason.html", status=422 if form.errors else 200, it=it, form=form,
                    record=found.record)  # fmt: skip
    passing.stop(it, found.record, form.reason.data or "", by, now())
    db.session.commit()
    flash("Noted. It is still passed on to you: observe or plan again.", "done")
    return redirect(url_for(".show", passed_id=row.id), 303)
