"""One's own role, one person's role, and deciding about it."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.assessors import actions, plans, queries
from app.assessors.actions import Decider, Proposal
from app.assessors.forms import DecideForm, DoneForm, LearningForm, PlanForm, ReasonedForm
from app.assessors.models import ImprovementPlan, LearningRequired
from app.assessors.pages import Shown, ask_page, offered, role_page
from app.assessors.queries import About
from app.auth.queries import actor
from app.database import db
from app.history.actions import Actor
from app.language import read_day
from app.policy.access import NotAllowed
from app.policy.assessor_decisions import Relation, decider, is_decider
from app.policy.assessor_facts import CONFIRMS, DECLINES, DETERMINES, ENDS, KEEPS, OPENS, Plan
from app.policy.assessor_roles import BY_NUMBER, standing
from app.policy.rules import Refused
from app.web.clock import now, today
from app.web.guards import may, viewer

bp = Blueprint("assessors", __name__, url_prefix="/assessors")


def _about(person_id: int) -> About:
    return queries.find(viewer(), person_id, now())


def _acts(about: About, may: Callable[[Relation], bool]) -> tuple[Decider, Actor]:
    """Who acts, and as history notes it: the viewer, or the viewer for whom they cover."""
    me = viewer()
    covered = about.acts_for(may if may(about.relation) else lambda relation: relation.sees)
    if covered is None:
        return Decider(me.person_id, me.name, me.account_id), actor(me)
    named = Decider(covered.person_id, f"{me.name} for {covered.name}"[:200], me.account_id)
    return named, actor(me, for_name=covered.name)


def _back(about: About, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words)
    return redirect(url_for(".show", person_id=about.person.id), 303)


@bp.get("/mine")
@may("see own assessor role")
def mine() -> ResponseReturnValue:
    """The viewer's own role: what, why, since when, and what ends it."""
    me = viewer().person_id
    if me is None:
        abort(404)
    return role_page(_about(me), [], today())


@bp.get("/<int:person_id>")
@may("see assessor roles")
def show(person_id: int) -> ResponseReturnValue:
    """One person's role, and what the viewer may do about it."""
    about = _about(person_id)
    return role_page(about, offered(about, now()), today())


@bp.route("/<int:person_id>/<verb>/<int:criterion>", methods=["GET", "POST"])
@may("decide assessor roles")
def decide(person_id: int, verb: str, criterion: int) -> ResponseReturnValue:
    """Decide about one criterion: form, preview, done."""
    about, form = _about(person_id), DecideForm()
    if criterion not in BY_NUMBER or verb not in TITLES:
        abort(404)
    if not about.relation.may_ask or (about.relation.is_head and not _decides(about)):
        raise NotAllowed
    ends = [each.ends_on for each in about.standing.open if each.criterion.number == criterion and each.ends_on]
    form.shape(verb, now(), max(ends, default=None))
    shown = Shown(about, TITLES[verb], form, BY_NUMBER[criterion])
    if not form.validate_on_submit():
        return ask_page(shown, status=422 if form.errors else 200)
    proposal = form.proposal(verb, criterion, now())
    return _look_or_do(shown, proposal)


TITLES = {OPENS: "Require countersigning", KEEPS: "Keep countersigning", ENDS: "End countersigning",
          CONFIRMS: "Confirm the end of countersigning", DETERMINES: "Decide that countersigning ends",
          DECLINES: "Leave the role as it is"}  # fmt: skip


def _decides(about: About) -> bool:
    return about.relation.decides


def _decider_of(about: About, criterion: int) -> Callable[[Relation], bool]:
    """Whether a relation is that of whoever decides on a criterion of this person now."""
    is_posted = any(each.criterion.number == criterion and not each.is_hold for each in about.standing.open)
    who = decider(criterion, is_pom=about.is_pom, is_posted=is_posted)
    return lambda relation: is_decider(relation, who)


def _look_or_do(shown: Shown, proposal: Proposal) -> ResponseReturnValue:
    about = shown.about
    me, by = _acts(about, _decider_of(about, proposal.criterion))
    try:
        if "sure" not in request.form:
            actions.insist_on(about, proposal, now())
            again = "edit" in request.form
            return ask_page(shown, preview=None if again else actions.preview(about, proposal, now()))
        actions.decide(about, proposal, me, by, now())
    except Refused as refused:
        db.session.rollback()
        actions.note_refusal(about, proposal, refused, by, now())
        db.session.commit()
        return ask_page(shown, refused=refused, status=409)
    return _back(about, f"Recorded: {shown.title[0].lower()}{shown.title[1:]}.")


@bp.route("/<int:person_id>/ask/<int:criterion>", methods=["GET", "POST"])
@may("decide assessor roles")
def ask(person_id: int, criterion: int) -> ResponseReturnValue:
    """Ask whoever decides."""
    about, form = _about(person_id), ReasonedForm()
    if criterion not in BY_NUMBER:
        abort(404)
    if not about.relation.may_ask:
        raise NotAllowed
    shown = Shown(about, "Ask for a decision", form, BY_NUMBER[criterion], "Ask")
    if not form.validate_on_submit():
        return ask_page(shown, status=422 if form.errors else 200)
    me, by = _acts(about, lambda relation: relation.may_ask)
    actions.ask(about, criterion, form.reason.data or "", me, by, now())
    return _back(about, "Asked. It waits on the list of whoever decides.")


@bp.route("/<int:person_id>/requests/<int:request_id>/decline", methods=["GET", "POST"])
@may("decide assessor roles")
def decline(person_id: int, request_id: int) -> ResponseReturnValue:
    """Answer a request with no."""
    about, form = _about(person_id), ReasonedForm()
    if not _decides(about):
        raise NotAllowed
    asked = queries.request(about, request_id)
    shown = Shown(about, "Decline what was asked", form, BY_NUMBER[asked.criterion], "Decline")
    if not form.validate_on_submit():
        return ask_page(shown, status=422 if form.errors else 200)
    me, by = _acts(about, _decider_of(about, asked.criterion))
    actions.decline(about, asked, form.reason.data or "", me, by, now())
    return _back(about, "Declined, with your reason.")


@bp.route("/<int:person_id>/plan", methods=["GET", "POST"])
@may("decide assessor roles")
def plan(person_id: int) -> ResponseReturnValue:
    """Open an improvement plan."""
    about, form = _about(person_id), PlanForm()
    if not _decides(about):
        raise NotAllowed
    shown = Shown(about, "Open an improvement plan", form, None, "Open the plan")
    if not form.validate_on_submit():
        return ask_page(shown, status=422 if form.errors else 200)
    is_formal = form.kind.data == "formal"
    if "sure" not in request.form:
        return _look_at_plans(shown, (*about.facts.plans, Plan(is_formal, now())))
    me, by = _acts(about, _plans)
    plans.open_plan(about, form.reason.data or "", me, by, now(), is_formal=is_formal,
                    discussed=bool(form.discussed.data))  # fmt: skip
    return _back(about, "The plan is open.")


@bp.route("/<int:person_id>/plans/<int:plan_id>/<how>", methods=["GET", "POST"])
@may("decide assessor roles")
def end_plan(person_id: int, plan_id: int, how: str) -> ResponseReturnValue:
    """Close a plan, or mark it opened in error."""
    about, form = _about(person_id), ReasonedForm()
    if not _decides(about):
        raise NotAllowed
    found = queries.of_person(ImprovementPlan, about, plan_id)
    if how not in ("close", "error"):
        abort(404)
    title = "Close the plan" if how == "close" else "Mark the plan as opened in error"
    shown = Shown(about, title, form, None, title)
    if not form.validate_on_submit():
        return ask_page(shown, status=422 if form.errors else 200)
    if "sure" not in request.form:
        old = Plan(found.is_formal, found.opened_at, found.closed_at, found.error_at)
        rest = [each for each in about.facts.plans if each != old]
        return _look_at_plans(shown, (*rest, replace(old, closed_at=now())))
    end = plans.close_plan if how == "close" else plans.opened_in_error
    me, by = _acts(about, _plans)
    end(about, found, form.reason.data or "", me, by, now())
    return _back(about, "The plan is closed." if how == "close" else "The plan is marked as opened in error.")


def _plans(relation: Relation) -> bool:
    return relation.is_line_manager or relation.is_homd


def _look_at_plans(shown: Shown, then: tuple[Plan, ...]) -> ResponseReturnValue:
    after = standing(replace(shown.about.facts, plans=then), now())
    return ask_page(shown, preview=None if "edit" in request.form else (shown.about.standing, after))


@bp.route("/<int:person_id>/learning", methods=["GET", "POST"])
@may("decide assessor roles")
def learning(person_id: int) -> ResponseReturnValue:
    """Say which learning the role requires."""
    about, form = _about(person_id), LearningForm()
    if not about.relation.is_homd:
        raise NotAllowed
    shown = Shown(about, "Add required learning", form, BY_NUMBER[6], "Add")
    if not form.validate_on_submit():
        form.required_on.data = form.required_on.data or f"{today():%-d/%-m/%Y}"
        return ask_page(shown, status=422 if form.errors else 200)
    _, by = _acts(about, lambda relation: relation.is_homd)
    plans.require_learning(about, form.each, read_day(form.required_on.data or "") or today(), by, now())
    return _back(about, "Added.")


@bp.route("/<int:person_id>/learning/<int:module_id>", methods=["GET", "POST"])
@may("decide assessor roles")
def module_done(person_id: int, module_id: int) -> ResponseReturnValue:
    """Record that a module is done."""
    about, form = _about(person_id), DoneForm()
    if not about.relation.is_homd:
        raise NotAllowed
    module = queries.of_person(LearningRequired, about, module_id)
    shown = Shown(about, f"Done: {module.title}", form, BY_NUMBER[6], "Record")
    if not form.validate_on_submit():
        return ask_page(shown, status=422 if form.errors else 200)
    _, by = _acts(about, lambda relation: relation.is_homd)
    plans.learning_done(about, module, read_day(form.done_on.data or "") or today(), by, now())
    return _back(about, "Recorded.")
