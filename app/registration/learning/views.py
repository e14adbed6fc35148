"""My learning, that of the people one manages, and asking them for learning."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.language import plural, read_day
from app.people.models import Person
from app.people.queries import person as person_of
from app.policy import learning as policy
from app.policy.access import NotThere
from app.policy.people import LINE_MANAGER, subject_capacity
from app.policy.registration import LEARNING_TYPES
from app.policy.rules import Refused
from app.records.forms import ReasonForm
from app.registration.learning import actions, queries
from app.registration.learning.actions import Wish
from app.registration.learning.forms import AskForm
from app.registration.learning.queries import Learner
from app.registration.learning.rows import todos
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("my_learning", __name__)
LARGEST = 2**31 - 1  # id there can be


@bp.get("/learning")
@may("see own registration")
def mine() -> ResponseReturnValue:
    """What is mandatory for the viewer and missing, expiring or asked for; then what they did this evidence year."""
    learner, day = queries.own(viewer(), today()), read_day(request.args.get("on", "")) or today()
    year, this = queries.year_of(learner, min(day, today())), queries.year_of(learner, today())
    return page("registration/learning.html", learner=learner, todos=todos(learner, today()), year=year, this=this,
                **_words())  # fmt: skip


def _words() -> dict[str, Any]:
    return {"types": dict(LEARNING_TYPES), "hours": policy.hours, "today": today()}


@bp.post("/learning/start")
@may("see own registration")
def start() -> ResponseReturnValue:
    """Open a learning record, about what the pressed button says."""
    learner = queries.own(viewer(), today())
    wish = _wish(learner)
    capacity = subject_capacity(learner.posting.job_role)
    record = actions.start(learner.person, capacity, wish, actor(viewer(), capacity), now())
    db.session.commit()
    return redirect(url_for("drafts.edit", record_id=record.id), 303)


def _wish(learner: Learner) -> Wish:
    """What the record is to be about: something asked, a module of one's own, a course of the list, or nothing yet."""
    if asked_id := _id("asked"):
        asked = queries.own_asking(learner.person.id, asked_id)
        return Wish(asked.course, "" if asked.course else asked.title, 0, asked.id)
    if module_id := _id("module"):
        if module_id not in [module.id for module in learner.open_modules]:
            raise NotThere
        return Wish(policy.POM_ROLE, "", module_id)
    if record_id := _id("again"):
        before = next((each for each in learner.done if each.record_id == record_id), None)
        if before is None:
            raise NotThere
        return Wish(before.course, "" if before.course else before.title)
    course = request.form.get("course", "")
    return Wish(course if course in learner.titles else "")


def _id(name: str) -> int:
    return min(max(request.form.get(name, 0, type=int) or 0, 0), LARGEST)


@bp.get("/team/learning")
@may("ask for learning")
def team() -> ResponseReturnValue:
    """Who of the viewer's team lacks which mandatory learning, and what is asked of whom."""
    return _team_page(queries.team(viewer().person_id or 0, today()), AskForm(formdata=None))


@bp.post("/team/learning")
@may("ask for learning")
def ask_team() -> ResponseReturnValue:
    """Ask several of the team for the same learning; those who are asked for it already are left as they are."""
    learners, form = queries.team(viewer().person_id or 0, today()), AskForm()
    form.offer(learners[0].titles if learners else {})
    chosen = [each for each in learners if str(each.person.id) in request.form.getlist("person")]
    if not form.validate_on_submit() or not chosen:
        return _team_page(learners, form, nobody=not chosen, status=422)
    try:
        people = [each.person for each in chosen if form.code == "" or each.asking_of(form.code) is None]
        for person in people:
            actions.ask(person, *form.wanted, _me(), actor(viewer(), LINE_MANAGER), now())
    except Refused as refused:
        db.session.rollback()
        return _team_page(queries.team(viewer().person_id or 0, today()), form, refused, status=409)
    db.session.commit()
    flash(f"{plural(len(people), 'person was', 'people were')} asked for it.", "done")
    return redirect(url_for(".team"), 303)


def _team_page(learners: list[Learner], form: AskForm, refused: Refused | None = None, *, nobody: bool = False,
               status: int = 200) -> ResponseReturnValue:  # fmt: skip
    form.offer(learners[0].titles if learners else {})
    rows = [(learner, todos(learner, today())) for learner in learners]
    rows.sort(key=lambda row: (not row[0].is_overdue(today()), not row[1]))  # what is late first, then what is to do
    return page("registration/learning_team.html", status=status, rows=rows, form=form, refused=refused, nobody=nobody,
                chosen=request.form.getlist("person"))  # fmt: skip


@bp.get("/people/<int:person_id>/learning")
@may("ask for learning")
def person(person_id: int) -> ResponseReturnValue:
    """What is on record of somebody the viewer manages, never the words of it; and what to ask them for."""
    learner = queries.managed(viewer(), person_id, today())
    return _person_page(learner, AskForm(formdata=None, course=request.args.get("course", "")))


@bp.post("/people/<int:person_id>/learning")
@may("ask for learning")
def ask(person_id: int) -> ResponseReturnValue:
    """Ask them for learning, by a day or at any time."""
    learner, form = queries.managed(viewer(), person_id, today()), AskForm()
    form.offer(learner.titles)
    if not form.validate_on_submit():
        return _person_page(learner, form, status=422)
    try:
        actions.ask(learner.person, *form.wanted, _me(), actor(viewer(), LINE_MANAGER), now())
    except Refused as refused:
        db.session.rollback()
        return _person_page(queries.managed(viewer(), person_id, today()), form, refused, 409)
    db.session.commit()
    flash(f"{learner.person.name} was asked for it.", "done")
    return redirect(url_for(".person", person_id=person_id), 303)


def _me() -> Person:
    found = person_of(viewer().person_id or 0)
    if found is None:
        raise NotThere
    return found


def _person_page(learner: Learner, form: AskForm, refused: Refused | None = None, status: int = 200
                 ) -> ResponseReturnValue:  # fmt: skip
    form.offer(learner.titles)
    return page("registration/learning_person.html", status=status, learner=learner, form=form, refused=refused,
                todos=todos(learner, today()), year=queries.year_of(learner, today()), **_words())  # fmt: skip


@bp.route("/people/learning/<int:asked_id>/drop", methods=["GET", "POST"])
@may("ask for learning")
def drop(asked_id: int) -> ResponseReturnValue:
    """No longer ask for something, with a reason."""
    asked, who = queries.asking(viewer(), asked_id, today())
    form = ReasonForm()
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return page("registration/learning_drop.html", status=status, asked=asked, who=who, form=form)
    actions.drop(asked, form.reason.data or "", _me(), actor(viewer(), LINE_MANAGER), now())
    db.session.commit()
    flash(f"{who.name} is no longer asked for it, and was told why.", "done")
    return redirect(url_for(".person", person_id=who.id), 303)
