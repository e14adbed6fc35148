"""Writing a draft: field by field by script, or the whole form at once without it."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.auth import proof, tokens
from app.database import db
from app.language import clean, clock_time
from app.policy.access import NotAllowed
from app.records import actions, pages, queries
from app.records.answers import (
    ELSEWHERE,
    LONGEST_KEY,
    UNSTORABLE,
    Saved,
    Stale,
    Writer,
    revision_of,
    stale_words,
)
from app.records.kinds import KINDS, MANY
from app.records.models import SUBJECT, Answer
from app.records.paper import Paper
from app.records.queries import Found
from app.records.views import by, proved
from app.web.clock import now, today
from app.web.guards import WHOLE_DRAFT, may, takes, viewer
from app.web.page import page

bp = Blueprint("drafts", __name__, url_prefix="/records")


def _edit_page(found: Found, paper: Paper, *, status: int = 200, stale: dict[str, Answer] | None = None,
               typed: dict[str, str] | None = None) -> ResponseReturnValue:  # fmt: skip
    aside = paper.kind.aside(paper, {"viewer": viewer(), "today": today(), "found": found})
    template = paper.kind.templates.get("draft", "records/draft.html")
    return page(
        template, status=status, found=found, paper=paper, part=found.part, record=found.record, stale=stale or {},
        typed=typed or {}, expected=tokens.signed(viewer().account_id),
        state=pages.state_words(found.record, found, now()), saved_at=_last_saved(paper, found.part), **aside,
    )  # fmt: skip


def _last_saved(paper: Paper, part: str) -> Any:
    return max((a.saved_at for a in paper.answers.values() if a.part == part and a.saved_in), default=None)


@bp.get("/<int:record_id>/draft")
@may("take part in records", writes=True)
def edit(record_id: int) -> ResponseReturnValue:
    """The draft as the viewer writes it."""
    found = queries.find(viewer(), record_id, today())
    if "write" not in found.verbs:
        if "read" in found.verbs:
            return redirect(url_for("records.show", record_id=record_id), 303)
        found.insist("write")
    pages.note_reading(found, by(found), now())
    return _edit_page(found, queries.paper(found, today()))


@bp.post("/<int:record_id>/answers")
@may("take part in records", in_place=True)
@takes(WHOLE_DRAFT)
def answer(record_id: int) -> ResponseReturnValue:
    """Save one answer. JSON for the draft page's script: saved, stale, or why not."""
    form, me = request.form, viewer()
    if form.get("account") != str(me.account_id):
        return {"other_account": True}, 401
    kind, part, key = KINDS.get(form.get("kind", "")), form.get("part", ""), form.get("key", "")
    text = clean(form.get("text", ""))
    if kind is None or me.person_id is None or len(key) > LONGEST_KEY or not kind.accepts(part, key):
        return {"message": ELSEWHERE}, 422
    if text is None:
        return {"message": UNSTORABLE}, 422
    writer = Writer(me.person_id, me.name, me.session_id)
    saved = actions.save(record_id, kind.key, part, key, text, revision_of(form, "revision"), writer, now())
    if isinstance(saved, Stale):
        return stale_words(saved.answer, me.name), 409
    if saved is None:
        return _not_stored(record_id, kind.key)
    _follow(record_id, kind.key, part, key, text)
    db.session.commit()
    return {"revision": saved.revision, "at": clock_time(now())}


def _not_stored(record_id: int, kind_key: str) -> ResponseReturnValue:
    """Why an answer found no draft of the viewer's to go to; 404 unless the record exists for them."""
    if queries.find(viewer(), record_id, today()).record.kind != kind_key:
        return {"message": ELSEWHERE}, 422
    return {"closed": url_for("records.show", record_id=record_id)}, 409


def _follow(record_id: int, kind_key: str, part: str, key: str, text: str) -> None:
    """Let the kind act on an answer it watches (a live risk, the day of the session)."""
    kind = KINDS[kind_key]
    if kind.on_answer and part == kind.written_by and key in kind.watches:
        found = queries.find(viewer(), record_id, today())
        kind.on_answer(queries.paper(found, today()), key, text, now(), by(found))


@bp.post("/<int:record_id>/draft")
@may("take part in records", carries=True)
@takes(WHOLE_DRAFT)
def save(record_id: int) -> ResponseReturnValue:
    """Save the whole form, then go where the pressed button says."""
    found = queries.find(viewer(), record_id, today())
    if "write" not in found.verbs and found.part:
        return _too_late(found)
    found.insist("write")
    paper = queries.paper(found, today())
    stale, typed = _save_all(paper, found.part, request.form)
    db.session.commit()
    if stale or typed:
        return _edit_page(found, queries.paper(found, today()), status=409 if stale else 422, stale=stale, typed=typed)
    go = request.form.get("go", "save")
    if go == "check":
        return redirect(url_for("drafts.check", record_id=record_id), 303)
    if go == "share":
        _share(found, paper)
    elif go != "again":
        flash("Saved. You can come back to it later.", "done")
    return _edit_again(record_id, request.form.get("section", ""))


def _share(found: Found, paper: Paper) -> None:
    if found.part != SUBJECT:
        raise NotAllowed  # what the practitioner wrote is theirs to show
    actions.share(paper, by(found), now())
    db.session.commit()
    flash(f"{found.lead.name} can now see your preparation.", "done")


def _edit_again(record_id: int, section: str) -> ResponseReturnValue:
    """Back to the draft, at the section the pressed button stands in."""
    anchor = section if section.isidentifier() else None
    return redirect(url_for("drafts.edit", record_id=record_id, _anchor=anchor), 303)


def _save_all(paper: Paper, part: str, form: MultiDict[str, str]) -> tuple[dict[str, Answer], dict[str, str]]:
    """Save every changed answer of a part. Gives back what was stale, and what was typed but could not be stored."""
    stale: dict[str, Answer] = {}
    typed: dict[str, str] = {}
    me = viewer()
    writer = Writer(me.person_id or 0, me.name, me.session_id)
    for key, posted in _posted(paper, part, form):
        text, revision = clean(posted), revision_of(form, f"r-{key}")
        if text is None:
            typed[key] = UNSTORABLE
            continue
        if text == paper.text(key, part) or (not text and not revision):
            continue
        saved = actions.save(paper.record.id, paper.record.kind, part, key, text, revision, writer, now())
        if isinstance(saved, Stale):
            stale[key], typed[key] = saved.answer, text
        elif isinstance(saved, Saved):
            _follow(paper.record.id, paper.record.kind, part, key, text)
    return stale, typed


def _posted(paper: Paper, part: str, form: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """Each answer posted that is this part's: (key, text). Also one the form has stopped asking meanwhile."""
    many = {question.key for question in paper.questions if question.type == MANY}
    for name in form:
        key = name.removeprefix("r-")
        if name.startswith("r-") and len(key) <= LONGEST_KEY and paper.kind.accepts(part, key):
            yield key, "\n".join(form.getlist(f"a-{key}")) if key in many else form.get(f"a-{key}", "")


def _too_late(found: Found) -> ResponseReturnValue:
    """The record is no longer a draft: nothing is stored, and what was typed is shown to be copied."""
    paper = queries.paper(found, today())
    labels = {question.key: question.label for question in paper.questions}
    kept = [(labels.get(key, ""), text) for key, text in _posted(paper, found.part, request.form)
            if text.strip() and clean(text) != paper.text(key, found.part)]  # fmt: skip
    return page("records/late.html", status=409, found=found, record=found.record, kept=kept)


@bp.get("/<int:record_id>/check")
@may("take part in records")
def check(record_id: int) -> ResponseReturnValue:
    """Everything written so far, what is still missing, and the button that sends it."""
    found = queries.find(viewer(), record_id, today())
    found.insist("send")
    return _check_page(found, queries.paper(found, today()))


def _check_page(found: Found, paper: Paper, *, status: int = 200, password_error: str = "") -> ResponseReturnValue:
    kind, problems = paper.kind, paper.problems(today())
    signs = kind.order[0].part == found.part
    lines = paper.lines() if problems else kind.laid_out(paper.lines())
    return page(
        "records/check.html", status=status, found=found, paper=paper, record=found.record, signs=signs,
        step=kind.order[0], problems=problems, warnings=kind.warnings(paper, today()),
        headline=[] if problems else kind.headline(paper), sections=pages.sections(lines),
        password_error=password_error,
        ask_password=signs and proof.needed(viewer(), now()),
    )  # fmt: skip


@bp.post("/<int:record_id>/send")
@may("take part in records")
def send(record_id: int) -> ResponseReturnValue:
    """Freeze the record and pass it on; where the sender signs first, sign it too."""
    found = queries.find(viewer(), record_id, today())
    if found.record.state in ("sent", "locked"):
        return redirect(url_for("records.show", record_id=record_id), 303)
    found.insist("send")
    paper = queries.paper(found, today())
    if paper.problems(today()):
        return _check_page(found, paper, status=422)
    signs = paper.kind.order[0].part == found.part
    if signs and (problem := proved()):
        found = queries.find(viewer(), record_id, today())
        return _check_page(found, queries.paper(found, today()), status=422, password_error=problem)
    _send(record_id, signs=signs)
    return redirect(url_for("records.show", record_id=record_id), 303)


def _send(record_id: int, *, signs: bool) -> None:
    found = queries.find(viewer(), record_id, today())
    paper = queries.paper(found, today())
    actions.send(paper, by(found), now(), today())
    if signs:
        frozen, _ = queries.signed(found.record)
        actions.sign(paper, found.part, frozen.fingerprint, by(found), now(), today())
    db.session.commit()
    if found.record.is_locked:
        flash("You have signed. The record is now locked: its text never changes.", "done")
        return
    waits = paper.name(found.record.turn)
    flash(f"{'Signed and sent' if signs else 'Sent'}. {waits} reads and signs it next.", "done")
