"""Formal processes: proposals to open records, deciding on them, what is open to a reader, and monthly reviews."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth import proof
from app.auth.queries import actor
from app.break_glass import actions, queries
from app.break_glass.forms import NO, EndForm, ProposeForm, ReviewForm, named
from app.break_glass.models import Review
from app.break_glass.queries import Found, Listed
from app.database import db
from app.people.forms import WhomForm
from app.people.models import Person
from app.people.queries import visible
from app.policy import break_glass as policy
from app.policy.access import NotAllowed
from app.policy.rules import Refused
from app.records.models import Record
from app.records.opened import is_on
from app.settings.queries import value
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("break_glass", __name__, url_prefix="/openings")

PROPOSE, SEE, DECIDE = "propose to open records", "see a proposal to open records", "decide on opening records"
STATES = {
    policy.WAITING: ("Waiting for directors", "accent"),
    policy.OPENED: ("Open", "amber"),
    policy.OVER: ("Closed again", ""),
    policy.DECLINED: ("Declined", ""),
    policy.WITHDRAWN: ("Withdrawn", ""),
    policy.EXPIRED: ("Ran out", ""),
}


@bp.app_template_filter("opening_state")
def state(one: Listed) -> tuple[str, str]:
    """How a proposal stands now: in words, and the tone of its tag."""
    is_open = one.ends_at is not None and one.ends_at > now() and is_on(today())
    return STATES[policy.state(one.proposal.decided_how or "", today() > one.proposal.expires_on, is_open)]


@bp.app_template_filter("opened_record")
def opened_record(record: Record) -> str:
    """A record by its kind and day."""
    return named(record)


@bp.get("/")
@may(PROPOSE)
def index() -> ResponseReturnValue:
    """Every proposal with how it stands, and the months to look back on."""
    return page("break_glass/index.html", listed=queries.proposals(), reviews=queries.reviews(), is_on=is_on(today()),
                processes=policy.PROCESSES, today=today())  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@may(PROPOSE)
def begin() -> ResponseReturnValue:
    """Whose records are to be opened."""
    form = WhomForm()
    if form.validate_on_submit() and form.staff_number.person is not None:
        return redirect(url_for(".propose", person_id=form.staff_number.person.id), 303)
    return page("break_glass/begin.html", status=422 if form.errors else 200, form=form, is_on=is_on(today()))


@bp.route("/new/<int:person_id>", methods=["GET", "POST"])
@may(PROPOSE)
def propose(person_id: int) -> ResponseReturnValue:
    """Choose the records, the reader and the process, and put it before two directors."""
    subject, form = visible(viewer(), person_id, today()) or abort(404), ProposeForm()
    form.offer(queries.nameable(person_id))
    if not (form.validate_on_submit() and _is_proved(form)):
        return _ask(form, subject, 422 if form.errors else 200)
    try:
        proposal = actions.propose(_asked(form, subject), actor(viewer()), now(), today())
    except Refused as refused:
        db.session.rollback()
        return _ask(form, subject, 409, refused)
    db.session.commit()
    flash("Two directors from outside the person’s line can now decide. They have been told.")
    return redirect(url_for(".show", proposal_id=proposal.id), 303)


def _asked(form: ProposeForm, subject: Person) -> actions.Asked:
    assert form.reader_number.person is not None
    return actions.Asked(
        subject, form.reader_number.person, {int(each) for each in form.records.data or ()}, form.formal_process.data,
        form.reference.data or "", form.reason.data or "", form.told.data != NO, form.untold_reason.data or "",
    )  # fmt: skip


def _ask(form: ProposeForm, subject: Person, status: int, refused: Refused | None = None) -> ResponseReturnValue:
    return page("break_glass/propose.html", status=status, form=form, person=subject, refused=refused,
                needs_proof=proof.needed(viewer(), now()), is_on=is_on(today()), hours=value(policy.HOURS, today()),
                days=value(policy.EXPIRY_DAYS, today()))  # fmt: skip


def _is_proved(form: ProposeForm) -> bool:
    """Whether the viewer is surely the one at the keyboard; says on the form why not."""
    if problem := proof.problem(viewer(), request.form, now()):
        form.password.errors = [problem]
    return not problem


@bp.get("/<int:proposal_id>")
@may(SEE)
def show(proposal_id: int) -> ResponseReturnValue:
    """A proposal: whose records, which, to whom and why, who agreed, and what may be done."""
    return _show(queries.find(viewer(), proposal_id, today()), EndForm(formdata=None))


def _show(found: Found, form: EndForm, status: int = 200, problem: str = "") -> ResponseReturnValue:
    """`problem` is what was wrong with the proof of who approves."""
    rows = queries.named(found.proposal.id)
    ends_at, told_at = next(((row.ends_at, row.told_at) for row, _ in rows), (None, None))
    one = Listed(found.proposal, found.subject.name, found.reader.name, len(rows), ends_at, told_at)
    return page("break_glass/show.html", status=status, found=found, one=one, rows=rows, form=form, problem=problem,
                approvals=queries.approvals(found.proposal.id), processes=policy.PROCESSES, is_on=is_on(today()),
                waits=state(one) == STATES[policy.WAITING], hours=value(policy.HOURS, today()),
                needs_proof=proof.needed(viewer(), now()))  # fmt: skip


@bp.post("/<int:proposal_id>/approve")
@may(DECIDE)
def approve(proposal_id: int) -> ResponseReturnValue:
    """A director from outside the line agrees; the second one opens the records."""
    queries.find(viewer(), proposal_id, today()).insist("approve")
    if problem := proof.problem(viewer(), request.form, now()):
        return _show(queries.find(viewer(), proposal_id, today()), EndForm(formdata=None), 422, problem)
    found = queries.find(viewer(), proposal_id, today())  # a proof ends the transaction
    opens = actions.approve(found, viewer().person_id or 0, actor(viewer()), now(), today())
    words = "The records are open to the reader." if opens else "You have approved. A second director decides next."
    return _done(proposal_id, words)


@bp.post("/<int:proposal_id>/decline")
@may(DECIDE)
def decline(proposal_id: int) -> ResponseReturnValue:
    """A director says no, with a reason."""
    found, form = queries.find(viewer(), proposal_id, today()), EndForm()
    found.insist("decline")
    if not form.validate_on_submit():
        return _show(found, form, 422)
    actions.decline(found, form.reason.data or "", actor(viewer()), now(), today())
    return _done(proposal_id, "The proposal is declined. Nothing was opened.")


@bp.post("/<int:proposal_id>/withdraw")
@may(PROPOSE)
def withdraw(proposal_id: int) -> ResponseReturnValue:
    """The proposer takes it back, with a reason."""
    found, form = queries.find(viewer(), proposal_id, today()), EndForm()
    found.insist("withdraw")
    if not form.validate_on_submit():
        return _show(found, form, 422)
    actions.withdraw(found, form.reason.data or "", actor(viewer()), now(), today())
    return _done(proposal_id, "The proposal is withdrawn. Nothing was opened.")


@bp.post("/<int:proposal_id>/tell")
@may(PROPOSE)
def tell(proposal_id: int) -> ResponseReturnValue:
    """Tell the person whose records were opened without it."""
    actions.tell(queries.find(viewer(), proposal_id, today()), actor(viewer()), now())
    return _done(proposal_id, "They have been told, and see who opened their records.")


def _done(proposal_id: int, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words)
    return redirect(url_for(".show", proposal_id=proposal_id), 303)


@bp.get("/to-me")
@may("read what was opened")
def mine() -> ResponseReturnValue:
    """What is open to the viewer for a formal process, and until when."""
    return page("break_glass/mine.html", rows=queries.to_me(viewer(), now(), today()), processes=policy.PROCESSES)


@bp.route("/reviews/<int:review_id>", methods=["GET", "POST"])
@may(PROPOSE)
def review(review_id: int) -> ResponseReturnValue:
    """What a month held, and confirming it."""
    (found, by), form = queries.review(review_id), ReviewForm()
    held = queries.month(found.up_to)
    is_theirs = any(one.proposal.proposed_by == viewer().account_id for one in held)
    if request.method == "POST" and is_theirs:
        raise NotAllowed
    if form.validate_on_submit():
        actions.confirm(found, form.note.data or "", actor(viewer()), now(), today())
        db.session.commit()
        flash("The month is reviewed.")
        return redirect(url_for(".index"), 303)
    return page("break_glass/review.html", status=422 if form.errors else 200, form=form, review=found, by=by,
                held=held, is_theirs=is_theirs, is_over=_is_over(found, now()), processes=policy.PROCESSES)  # fmt: skip


def _is_over(found: Review, at: datetime) -> bool:
    return at >= found.since
