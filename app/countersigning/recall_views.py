"""A recall's own pages: starting it, the manager's decision, its rationale, an emergency, an endorsement, sending."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.countersigning import queries, recall_pages, recall_queries, recalls
from app.countersigning.queries import Found
from app.countersigning.recall_forms import AgreeForm, EndorseForm, RaiseForm, RationaleForm, SendForm, StartForm
from app.database import db
from app.history.actions import Actor
from app.people.models import Person
from app.policy import countersigning as policy
from app.policy.access import Viewer
from app.policy.countersign_access import MAY
from app.policy.countersigning import AGREEMENT, ENDORSEMENT, RATIONALE, insist_state
from app.policy.rules import Refused, insist
from app.records.views import proved
from app.web.clock import now, today
from app.web.guards import may, viewer

bp = Blueprint("recalls", __name__, url_prefix="/countersigning")

GOING = "You are considering a recall on this case already. Open it under Countersigning, or withdraw it first"
Page = Callable[[Found, Any, Viewer, datetime, Refused | None], Response]


@dataclass(frozen=True)
class Step:
    """One step of a recall: what it is called in ACTS, its form and page, and what it does, giving words to say.

    `is_done` tells whether the viewer has taken it already: then the same form was sent twice.
    """

    verb: str
    form: Any
    page: Page
    is_done: Callable[[Found], bool]
    act: Callable[[Found], str]


def _take(item_id: int, step: Step) -> ResponseReturnValue:
    """Show the form of a step, or take it; what stands against it comes back with everything that was typed."""
    found, form = _find(item_id), step.form
    if "read" in found.verbs and step.is_done(found):
        return _to(item_id)
    try:
        _insist(found, step.verb)
        if not form.is_submitted():
            form.begin(now())
            return _shown(found, step)
        if not form.judge(found, now()):
            return _shown(found, step)
        if "password" in form and (problem := proved()):
            form.password.errors = [problem]
            return _shown(_find(item_id), step)
        found = _find(item_id)  # proving may have ended the transaction
        _insist(found, step.verb)
        words = step.act(found)
    except Refused as refused:
        if not form.is_submitted():
            raise
        db.session.rollback()
        return _shown(_find(item_id), step, refused)
    return _to(item_id, words)


def _find(item_id: int) -> Found:
    found = queries.find(viewer(), item_id, today())
    if found.recall is None:
        abort(404)
    return found


def _insist(found: Found, verb: str) -> None:
    """Only whose it is to do may. Refused, with what became of it, for those who come too late or too early."""
    theirs = any(verb in MAY[relation] for relation in found.relations)
    if theirs and verb not in found.verbs and verb in policy.ACTS:
        insist_state(verb, found.item.state)
    found.insist(verb)
    if verb == "agree":
        insist(policy.RULES[AGREEMENT], found.signing(AGREEMENT))


def _shown(found: Found, step: Step, refused: Refused | None = None) -> Response:
    answer = step.page(found, step.form, viewer(), now(), refused)
    db.session.commit()  # a reading may have been noted
    return answer


def _signer(found: Found, part: str) -> Actor:
    """The viewer as they sign this part: in which capacity, and for whom they stand in."""
    job = found.me.job_role if found.me else ""
    return actor(viewer(), policy.capacity(part, job, manages=found.signing(part).manages), found.stands_in_for(part))


def _signed(part: str) -> Callable[[Found], bool]:
    """Whether the viewer has signed this part."""
    return lambda found: any(each == part for _, each in found.decided)


def _to(item_id: int, words: str = "") -> ResponseReturnValue:
    """Keep what was done and show the recall."""
    db.session.commit()
    if words:
        flash(words, "done")
    return redirect(url_for("countersigning.show", item_id=item_id, view="all"), 303)


@bp.route("/recalls/new", methods=["GET", "POST"])
@may("submit for countersigning", carries=True)
def start() -> ResponseReturnValue:
    """Start to consider a recall: its clock runs from when it was first considered."""
    author, form = db.session.get(Person, viewer().person_id or 0), StartForm()
    if author is None:
        abort(404)
    deciders = recall_queries.deciders(author.id, today())
    form.offer(deciders)
    if not form.is_submitted():
        form.begin(now())
        return recall_pages.start_page(form, deciders, viewer())
    if not form.judge(now()):
        return recall_pages.start_page(form, deciders, viewer())
    if going := recall_queries.going(author.id, form.case_reference.data or ""):
        item, recall = going
        if recall.considered_at == form.instant:
            return _to(item.id)  # the same form, sent twice
        form.case_reference.errors = [GOING]
        return recall_pages.start_page(form, deciders, viewer())
    return _to(*_started(author, form))


def _started(author: Person, form: StartForm) -> tuple[int, str]:
    """Start what the form says; its id, and what to say."""
    assert form.instant
    to = form.decider.data or ""
    item = recalls.consider(
        author, form.case_reference.data or "", form.licence_day, form.instant, int(to) if to else None,
        actor(viewer()), now(), is_emergency=form.emergency.data == "yes",
    )  # fmt: skip
    found = queries.find(viewer(), item.id, today())
    recalls.told_considered(found, now())
    return item.id, recall_pages.started_words(found, now())


@bp.route("/<int:item_id>/recall", methods=["GET", "POST"])
@may("countersign", carries=True)
def agree(item_id: int) -> ResponseReturnValue:
    """The manager's decision: recall, or do not recall."""
    form = AgreeForm()

    def act(found: Found) -> str:
        detail, rationale = form.alternatives_detail.data or "", form.rationale.data or ""
        recalls.agree(
            found, form.decision.data or "", form.instant, form.chosen, detail, rationale, _signer(found, AGREEMENT),
            now(), sensitive=form.sensitive.data == "yes", later=bool(form.later.data),
        )  # fmt: skip
        return recall_pages.agreed_words(found)

    return _take(item_id, Step("agree", form, recall_pages.agree_page, _signed(AGREEMENT), act))


@bp.route("/<int:item_id>/rationale", methods=["GET", "POST"])
@may("countersign", carries=True)
def rationale(item_id: int) -> ResponseReturnValue:
    """The rationale that was put off."""
    form = RationaleForm()

    def act(found: Found) -> str:
        recalls.explain(found, form.rationale.data or "", _signer(found, RATIONALE), now())
        return "The rationale is signed and stands with the decision."

    return _take(item_id, Step("rationale", form, recall_pages.rationale_page, _signed(RATIONALE), act))


@bp.route("/<int:item_id>/endorse", methods=["GET", "POST"])
@may("countersign", writes=True, carries=True)
def endorse(item_id: int) -> ResponseReturnValue:
    """A senior manager endorses a second decision not to recall on one licence."""
    form = EndorseForm()

    def act(found: Found) -> str:
        recalls.endorse(found, form.comment.data or "", _signer(found, ENDORSEMENT), now())
        return f"Endorsed: not recalled. {found.author.name} is told."

    return _take(item_id, Step("endorse", form, recall_pages.endorse_page, _signed(ENDORSEMENT), act))


@bp.route("/<int:item_id>/raise", methods=["GET", "POST"])
@may("submit for countersigning", carries=True)
def raise_emergency(item_id: int) -> ResponseReturnValue:
    """Make a recall an emergency."""
    form = RaiseForm()

    def act(found: Found) -> str:
        is_author = found.me is not None and found.me.person_id == found.item.author_id
        by = actor(viewer(), for_name="" if is_author else found.stands_in_for(found.part))
        recalls.raise_emergency(found, form.reason.data or "", by, now())
        return recall_pages.raised_words(found, now())

    def is_done(found: Found) -> bool:
        return found.recall is not None and found.recall.emergency_at is not None

    return _take(item_id, Step("raise", form, recall_pages.raise_page, is_done, act))


@bp.route("/<int:item_id>/send", methods=["GET", "POST"])
@may("submit for countersigning", carries=True)
def send(item_id: int) -> ResponseReturnValue:
    """The author records when the report went to the Public Protection Casework Section."""
    form = SendForm()

    def act(found: Found) -> str:
        assert form.instant
        recalls.send(found, form.instant, actor(viewer()), now())
        return recall_pages.sent_words(found)

    def is_done(found: Found) -> bool:
        return found.recall is not None and found.recall.sent_at is not None

    return _take(item_id, Step("send", form, recall_pages.send_page, is_done, act))
