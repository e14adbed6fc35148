"""Opening a record, reading it, signing it, and what may follow."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth import proof
from app.auth.queries import actor
from app.database import db
from app.history.actions import Actor
from app.people.queries import manager_of
from app.records import actions, ended, pages, queries
from app.records.forms import AddendumForm, ReasonForm, SignForm
from app.records.kinds import KINDS
from app.records.queries import Found
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("records", __name__, url_prefix="/records")


def by(found: Found) -> Actor:
    """The viewer as history notes them towards this record."""
    return actor(viewer(), pages.capacity(found), found.for_name if found.part == "lead" else "")


def again(record_id: int) -> ResponseReturnValue:
    """Back to the record."""
    return redirect(url_for("records.show", record_id=record_id), 303)


@bp.get("/<int:record_id>")
@may("take part in records", writes=True)
def show(record_id: int) -> ResponseReturnValue:
    """The record as far as this viewer may see it; a draft of one's own opens for writing."""
    found = queries.find(viewer(), record_id, today())
    if "write" in found.verbs:
        return redirect(url_for("drafts.edit", record_id=record_id), 303)
    if "read" not in found.verbs:
        return page("records/known.html", **pages.known(found, now()))
    return _read(found, SignForm())


def _read(found: Found, form: SignForm, *, status: int = 200) -> ResponseReturnValue:
    shown = pages.reading(found, viewer(), by(found), now(), today())
    aside = shown["paper"].kind.aside(shown["paper"], {"viewer": viewer(), "today": today(), **shown})
    template = shown["paper"].kind.templates.get("show", "records/show.html")
    answer = page(template, status=status, form=form, **shown, **aside)
    db.session.commit()
    return answer


def proved() -> str:
    """Prove who signs by what was posted, if the last proof is too old; the message for the form when it fails."""
    return proof.problem(viewer(), request.form, now())


@bp.post("/<int:record_id>/sign")
@may("take part in records")
def sign(record_id: int) -> ResponseReturnValue:
    """Sign the text that was shown."""
    form = SignForm()
    found = queries.find(viewer(), record_id, today())
    if found.record.is_locked and found.part:
        return again(record_id)
    found.insist("sign")
    asks, problem = proof.needed(viewer(), now()), proved() if form.validate() else ""
    if form.errors or problem:
        form.password.errors = [problem] if problem else []
        return _read(queries.find(viewer(), record_id, today()), form, status=422)
    # A proof ends the transaction: what held before it need not hold now.
    found = queries.find(viewer(), record_id, today()) if asks else found
    paper, given, text = queries.paper(found, today()), form.fingerprint.data or "", form.comment.data or ""
    fresh = actions.sign(
        paper, found.part, given, by(found), now(), today(), comment=text, disagrees=form.disagrees.data
    )
    db.session.commit()
    if fresh:
        flash(_signed_words(found), "done")
    return again(record_id)


def _signed_words(found: Found) -> str:
    if found.record.is_locked:
        return "You have signed. The record is now locked: its text never changes."
    waits = found.subject.name if found.record.turn == "subject" else found.lead.name
    return f"You have signed. {waits} signs next."


@bp.route("/<int:record_id>/withdraw", methods=["GET", "POST"])
@may("take part in records")
def withdraw(record_id: int) -> ResponseReturnValue:
    """Take a sent record back to draft."""
    return _with_reason(
        record_id,
        "withdraw",
        lambda found, reason: actions.withdraw(
            queries.paper(found, today()), reason, by(found), now(), today()
        ),
        title="Take this record back to draft",
        lead="Signatures made so far no longer stand. Everyone reads and signs again.",
        button="Take back to draft",
        done="The record is a draft again.",
    )  # fmt: skip


@bp.route("/<int:record_id>/error", methods=["GET", "POST"])
@may("take part in records")
def error(record_id: int) -> ResponseReturnValue:
    """Mark a signed record as opened in error."""
    return _with_reason(
        record_id,
        "void",
        lambda found, reason: actions.void(queries.paper(found, today()), reason, by(found), now()),
        title="Mark this record as opened in error",
        lead="It stays readable, says that it was opened in error, and no longer counts.",
        button="Mark as opened in error",
        done="The record is marked as opened in error.",
    )


@bp.route("/<int:record_id>/cancel", methods=["GET", "POST"])
@may("take part in records")
def cancel(record_id: int) -> ResponseReturnValue:
    """End a draft that will not become a record."""
    return _with_reason(
        record_id,
        "cancel",
        lambda found, reason: actions.close(queries.paper(found, today()), "cancelled", reason, by(found), now()),
        title="Cancel this record",
        lead="What was written stays with the draft until it is cleared under our keeping rules. It can't be signed.",
        button="Cancel the record",
        done="The record is cancelled.",
    )


def _with_reason(
    record_id: int, verb: str, act: Callable[[Found, str], None], *, title: str, lead: str, button: str, done: str
) -> ResponseReturnValue:
    found = queries.find(viewer(), record_id, today())
    if verb == "cancel" and (words := ended.already(found, viewer())):
        flash(words)
        return again(record_id)
    found.insist(verb)
    form = ReasonForm()
    if form.validate_on_submit():
        act(found, form.reason.data or "")
        db.session.commit()
        flash(done, "done")
        return again(record_id)
    status = 422 if form.errors else 200
    is_manager = found.manager_id == viewer().person_id
    lead = f"{lead} {KINDS[found.record.kind].undone(found.record, verb, is_manager)}".strip()
    return page("records/reason.html", status=status, form=form, found=found, title=title, lead=lead, button=button)


@bp.route("/<int:record_id>/addendum", methods=["GET", "POST"])
@may("take part in records")
def addendum(record_id: int) -> ResponseReturnValue:
    """Write a signed addendum under a locked record."""
    found = queries.find(viewer(), record_id, today())
    found.insist("add")
    form = AddendumForm()
    asks = proof.needed(viewer(), now())
    if form.validate_on_submit():
        problem = proved()
        if not problem:
            found = queries.find(viewer(), record_id, today())
            actions.add(queries.paper(found, today()), found.part, form.text.data or "", by(found), now())
            db.session.commit()
            flash("Your addendum is signed and stands under the record.", "done")
            return again(record_id)
        form.password.errors = [problem]
    return page("records/addendum.html", status=422 if form.errors else 200, form=form, found=found, ask_password=asks)


@bp.post("/<int:record_id>/release")
@may("take part in records")
def release(record_id: int) -> ResponseReturnValue:
    """Let one's line manager of today read a record signed with somebody else."""
    found = queries.find(viewer(), record_id, today())
    found.insist("release")
    manager = manager_of(found.record.subject_id, today())
    if manager is None:
        abort(404)
    actions.release(found.record, manager, by(found), now())
    db.session.commit()
    flash(f"{manager.name} can read this record.", "done")
    return again(record_id)
