"""Cover: who stands in for whom, recording it, and ending it early."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.home.cover_forms import OTHER, CoverForm
from app.language import day as day_words
from app.people import cover
from app.people.models import Person
from app.people.queries import person as person_of
from app.people.stand_ins import covered_people
from app.policy.access import ADMIN, NotThere, Viewer
from app.policy.cover import KINDS, MANAGERS
from app.policy.rules import Refused
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, searched

bp = Blueprint("cover", __name__, url_prefix="/cover")


def covering_words(me: Viewer, day: date) -> str:
    """Whom a manager covers for that day, in one sentence; "" for nobody. One query, none for anybody else."""
    if me.person_id is None or me.job_title not in MANAGERS:
        return ""
    found = dict.fromkeys((each.name, each.ends_on) for each in cover.covering(me.person_id, day))
    words = [f"for {name} until {day_words(ends_on)}" for name, ends_on in found]
    *most, last = words or [""]
    return f"You cover {', '.join(most)}{' and ' if most else ''}{last}." if words else ""


def _insist_on_manager(me: Viewer) -> None:
    if me.role != ADMIN and me.job_title not in MANAGERS:
        raise NotThere


@bp.get("/")
@may("record cover")
def index() -> ResponseReturnValue:
    """The covers the viewer gave and gives, and whose sessions they cover; an administrator's, everybody's covers."""
    me = viewer()
    _insist_on_manager(me)
    text = searched() if me.role == ADMIN else ""
    found = cover.covers_of(me, today(), text)
    people = covered_people(me.person_id, today()) if me.person_id else []
    return page("home/cover.html", found=found, text=text, most=cover.MOST, kinds=KINDS, today=today(), people=people)


@bp.get("/choose")
@may("choose who is covered")
def choose() -> ResponseReturnValue:
    """Find the manager who is to be covered."""
    text = searched()
    return page("home/cover_choose.html", text=text, found=cover.managers(today(), text) if text.strip() else [])


@bp.get("/for/<int:person_id>")
@may("record cover")
def ask(person_id: int) -> ResponseReturnValue:
    """Ask who covers, from when, until when, and which work."""
    person = _find(person_id)
    form = CoverForm(formdata=None, starts_on=f"{today():%-d/%-m/%Y}", kinds=list(KINDS))
    form.offer(cover.managers_near(person.id, today()))
    if not form.near:
        form.who.data = OTHER
    return _ask(person, form)


@bp.post("/for/<int:person_id>")
@may("record cover")
def record(person_id: int) -> ResponseReturnValue:
    """Record who covers."""
    person, form = _find(person_id), CoverForm()
    form.offer(cover.managers_near(person.id, today()))
    if not form.validate_on_submit() or (stand_in := _stand_in(form)) is None:
        return _ask(person, form, status=422)
    try:
        cover.record(person, stand_in, form.kinds.data or (), *form.days, actor(viewer()), now(), today())
    except Refused as refused:
        db.session.rollback()
        return _ask(person, form, refused, 409)
    db.session.commit()
    flash(f"{stand_in.name} covers until {day_words(form.days[1])}.")
    return redirect(url_for(".index"), 303)


@bp.post("/<int:cover_id>/end")
@may("record cover")
def end(cover_id: int) -> ResponseReturnValue:
    """End a cover from this minute on."""
    cover.end(cover.find(viewer(), cover_id), viewer(), actor(viewer()), now(), today())
    db.session.commit()
    flash("The cover has ended.")
    return redirect(url_for(".index"), 303)


def _find(person_id: int) -> Person:
    """Oneself; for an administrator, any manager in post."""
    me = viewer()
    _insist_on_manager(me)
    if me.role != ADMIN and me.person_id != person_id:
        abort(404)
    person = person_of(person_id)
    if person is None or not cover.is_manager(person_id, today()):
        abort(404)
    return person


def _stand_in(form: CoverForm) -> Person | None:
    """Who was chosen or named; says on the form when nobody is known by that name."""
    found = form.chosen or cover.manager_known_as(form.other.data or "", today())
    if found is None:
        form.other.errors = ["No manager in post has this e-mail address or staff number"]
    return found


def _ask(person: Person, form: CoverForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    return page("home/cover_ask.html", status=status, person=person, form=form, refused=refused,
                is_own=viewer().person_id == person.id)  # fmt: skip
