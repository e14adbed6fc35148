"""Planning a year for a team or one person on one page, an observation with its session, and the year as a calendar."""

import re
from datetime import timedelta

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from app.auth.queries import actor
from app.database import db
from app.language import moment, plural
from app.notices import calendar
from app.observations import actions as observations
from app.people.models import Person
from app.people.queries import person as someone
from app.people.queries import visible
from app.people.stand_ins import acts_for
from app.policy.rps import IN_PERSON
from app.policy.rps_diary import unknown_years
from app.policy.rps_required import Year
from app.policy.rules import Breach, Refused
from app.records.models import Record
from app.rps import actions
from app.rps.forms import ObservationForm
from app.rps.planning import booking, inviting
from app.rps.planning import checks as planning_checks
from app.rps.planning import desk as planning
from app.rps.planning import forms as planning_forms
from app.rps.planning.desk import PAGE, Desk
from app.rps.planning.forms import Sheet
from app.rps.year import years
from app.settings.queries import value
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, page_number

bp = Blueprint("planning", __name__)
NOT_YOURS = Breach(
    "Framework 6.2", "Sessions with somebody who was on this page are no longer yours to plan. Nothing was planned.",
    "Look at the rows that are left, and plan them.",
)  # fmt: skip


@bp.route("/team/plan", methods=["GET", "POST"])
@may("plan sessions")
def team() -> ResponseReturnValue:
    """The year of everyone whose sessions the viewer holds, as proposed or as booked."""
    return _answer(years.looked_after(viewer().person_id or 0, today()), is_team=True)


@bp.route("/people/<int:person_id>/plan", methods=["GET", "POST"])
@may("plan sessions")
def person(person_id: int) -> ResponseReturnValue:
    """The same for one person."""
    mine = years.looked_after(viewer().person_id or 0, today())
    found = visible(viewer(), person_id, today())
    held = db.session.scalar(select(Person.id).where(Person.id == person_id, Person.id.in_(mine)))
    if found is None and held is None:
        abort(404)
    if held is None:
        abort(403)
    return _answer(select(Person.id).where(Person.id == person_id), is_team=False)


def _answer(people: Select[int], *, is_team: bool) -> ResponseReturnValue:
    me, shown = viewer().person_id or 0, _shown() if is_team else []
    if request.method == "POST":
        booking.hold_desk(me)
    first = 0 if shown else (page_number() - 1) * PAGE
    desk = planning.desk(me, _of_these(people, shown) if shown else people, today(), now(), _year(), first)
    if request.method == "GET":
        sheet = planning_forms.proposed(desk, planning.propose(desk))
        planning_checks.check(sheet, desk)
        return _page(desk, sheet, is_team=is_team)
    sheet = planning_forms.posted(desk, request.form)
    if "add" in request.form:
        sheet.add(request.form.get("add", 0, type=int))
        return _page(desk, sheet, is_team=is_team)
    if any(desk.member(each) is None for each in shown):
        return _page(desk, sheet, is_team=is_team, status=409, refused=Refused(NOT_YOURS))
    planning_checks.check(sheet, desk)
    if sheet.errors or not sheet.ticked or (sheet.warnings and not sheet.accepted):
        return _page(desk, sheet, is_team=is_team, status=422)
    return _book(desk, sheet, is_team=is_team)


def _year() -> Year:
    """The year that is planned: this one, or the next where the address asks for it."""
    this = years.year_on(today())
    return years.year_on(this.last + timedelta(days=1)) if request.args.get("year") == "next" else this


def _shown() -> list[int]:
    """Whom the form that was sent was about: who is on which page may have changed since."""
    found = re.findall("[0-9]{1,9}", request.form.get("who", "")) if request.method == "POST" else []
    return [int(each) for each in found[:PAGE]]


def _of_these(people: Select[int], ids: list[int]) -> Select[int]:
    """Those of the people who are among these."""
    of = people.subquery()
    return select(of.c[0]).where(of.c[0].in_(ids))


def _book(desk: Desk, sheet: Sheet, *, is_team: bool) -> ResponseReturnValue:
    wanted = [row.wanted for row in sheet.ticked if row.wanted]
    try:
        records = booking.book(wanted, desk, actor(viewer()), now())
        inviting.invite(records, inviting.PLANNED, now())
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        return _page(desk, sheet, is_team=is_team, status=409, refused=refused)
    flash(_done(records), "done")
    return redirect(request.full_path.rstrip("?"), 303)


def _done(records: list[Record]) -> str:
    seen = sum(each.kind == planning.OBSERVED for each in records)
    held = len(records) - seen
    parts = [plural(held, "session")] if held else []
    parts += [plural(seen, "observation")] if seen else []
    return f"Planned: {' and '.join(parts)}." if parts else "All of it was planned already."


def _page(
    desk: Desk, sheet: Sheet, *, is_team: bool, status: int = 200, refused: Refused | None = None
) -> ResponseReturnValue:
    unknown, this = unknown_years(desk.today, desk.year.last), years.year_on(desk.today)
    return page("rps/plan_year.html", status=status, desk=desk, sheet=sheet, refused=refused, is_team=is_team,
                errors=_errors(sheet) if status == 422 else [], number=page_number(), size=PAGE,
                passed_on=planning.passed_on, unknown=unknown, is_next=desk.year != this,
                other_year=this if desk.year != this else years.year_on(this.last + timedelta(days=1)))  # fmt: skip


def _errors(sheet: Sheet) -> list[tuple[str, str]]:
    if sheet.ticked:
        return sheet.errors
    return [(sheet.rows[0].name("tick") if sheet.rows else "content", "Tick at least one row to plan")]


@bp.route("/observations/plan/<int:person_id>", methods=["GET", "POST"])
@may("observe practice")
def observation(person_id: int) -> ResponseReturnValue:
    """Book an observation and, if wanted, the session after it. Whoever covers for the line manager does as they do."""
    me, seen = someone(viewer().person_id or 0), visible(viewer(), person_id, today())
    covers = me is not None and seen is None and acts_for(me.id, person_id, today())
    practitioner = someone(person_id) if covers else seen
    if practitioner is None or me is None:
        abort(404)
    form = ObservationForm(minutes=value("rps.minutes", today()))
    refused: Refused | None = None
    if form.validate_on_submit():
        try:
            return _observe(practitioner, me, form)
        except Refused as why:
            db.session.rollback()
            refused = why
    status = 409 if refused else 422 if form.errors else 200
    return page("rps/plan_observation.html", status=status, form=form, practitioner=practitioner, refused=refused,
                sees=seen is not None, days=value("observation.session_warn_days", today()))  # fmt: skip


def _observe(practitioner: Person, me: Person, form: ObservationForm) -> ResponseReturnValue:
    who, length = actor(viewer()), form.minutes.data or 0
    made = [observations.book(practitioner, me, form.starts_at, who, now(), minutes=length)]
    if form.session:
        booked = actions.Booked(*form.session, length, IN_PERSON, made[0])
        made.append(actions.plan(practitioner, me, booked, who, now()))
    inviting.invite(made, inviting.PLANNED, now())
    db.session.commit()
    if form.starts_at <= now():
        return redirect(url_for("drafts.edit", record_id=made[0].id), 303)
    flash(f"Observation planned for {moment(form.starts_at)}.", "done")
    return redirect(url_for("rps.planned", record_id=made[0].id), 303)


@bp.get("/year.ics")
@may("take part in records")
def year() -> ResponseReturnValue:
    """Everything the viewer has booked, as a calendar file: about them, and what they hold. It names nobody."""
    file = calendar.several(inviting.appointments_of(viewer().person_id or 0, now()), now())
    headers = {"Content-Disposition": 'attachment; filename="reflective-practice.ics"'}
    return Response(file, mimetype="text/calendar", headers=headers)
