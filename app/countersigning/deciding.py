"""A manager's queue, the page on which an item is decided, and putting one off."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.auth import proof, tokens
from app.auth.queries import actor
from app.countersigning import actions, lists, queries, together, weighing
from app.countersigning.models import Typed
from app.countersigning.park_forms import ParkForm
from app.countersigning.queries import Found
from app.countersigning.sheet import DECIDER, accepts, said, unfit
from app.countersigning.weighing import Writing
from app.database import db
from app.history.actions import Actor
from app.language import clean, day, read_day
from app.policy.checklist import SEND_BACK, problems
from app.policy.countersign_access import DECIDED, FIRST, SENIOR, UNDELEGATED
from app.policy.countersigning import ACTS, KINDS, STATE_WORDS, capacity, insist_state
from app.policy.lists import LEARNING_POINTS
from app.policy.rules import Breach, Refused
from app.records.answers import LONGEST_KEY, UNSTORABLE, Stale, Writer, revision_of
from app.records.views import proved
from app.settings.queries import choices
from app.web.clock import now, today
from app.web.guards import WHOLE_DRAFT, may, takes, viewer
from app.web.page import page, page_number

bp = Blueprint("deciding", __name__, url_prefix="/countersigning")

PAGE = 25
DECIDERS = frozenset({FIRST, SENIOR, DECIDED, UNDELEGATED})
AGAIN = Breach("Domain guide C9", "The author signed again since you opened it.", "Read it again. What you typed is"
               " still in the form.")  # fmt: skip


def signer(found: Found) -> Actor:
    """The viewer as they sign this item: in which capacity, and for whom they stand in."""
    job, manages = found.me.job_role if found.me else "", found.signing(found.part).manages
    return actor(viewer(), capacity(found.part, job, manages=manages), found.stands_in_for(found.part))


def reader(found: Found) -> Actor:
    """The viewer as they read or put off this item."""
    return actor(viewer(), for_name=found.stands_in_for(found.part))


def _me() -> int:
    me = viewer().person_id
    if me is None:
        abort(404)
    return me


@bp.get("")
@may("countersign")
def queue() -> ResponseReturnValue:
    """What waits for the viewer's decision, the most urgent and oldest first; what is parked; what they decided."""
    me, show, kind = _me(), request.args.get("show", lists.WAITING), request.args.get("kind", "")
    show = show if show in (lists.PARKED, lists.DECIDED) else lists.WAITING
    kind = kind if kind in KINDS else ""
    number = page_number()
    first = (number - 1) * PAGE
    listed: list[Any] = (
        list(lists.decided_by(me, kind, first, PAGE + 1)) if show == lists.DECIDED
        else list(lists.queue(me, show, kind, first, PAGE + 1, now(), today()))
    )  # fmt: skip
    return page(
        "countersigning/queue.html", show=show, kind=kind, kinds=KINDS, listed=listed[:PAGE], more=len(listed) > PAGE,
        number=number, summary=lists.summary(me, today()), states=STATE_WORDS, today=today(), most=together.MOST,
    )  # fmt: skip


@bp.get("/<int:item_id>/decide")
@may("countersign", writes=True)
def decide(item_id: int) -> ResponseReturnValue:
    """Everything there is to know for the decision, and its form."""
    found = queries.find(viewer(), item_id, today())
    if "decide" not in found.verbs and "read" in found.verbs:
        return redirect(url_for("countersigning.show", item_id=item_id), 303)
    found.insist("decide")
    return _page(found)


def _page(
    found: Found, posted: Mapping[str, str] | None = None, *, status: int = 200,
    errors: Mapping[str, str] | None = None, stale: Mapping[str, Typed] | None = None,
    refused: tuple[Breach, ...] = (), password_error: str = "",
) -> ResponseReturnValue:  # fmt: skip
    laid = weighing.laid_before(found.item, _me(), today())
    sheet = Writing(found.item, viewer().name, laid.typed, posted=posted or {})
    shown = weighing.gather(found, laid, reader(found), now(), today())
    saved = max((row.saved_at for row in sheet.typed.values() if row.saved_in), default=None)
    answer = page(
        "countersigning/decide.html", status=status, sheet=sheet, errors=errors or {}, stale=stale or {},
        questions=weighing.questions(found.item.kind, found.author.name, laid.learning), saved_at=saved,
        ask_password=proof.needed(viewer(), now()), password_error=password_error,
        expected=tokens.signed(viewer().account_id), **{**shown, "refused": refused or shown["refused"]},
    )  # fmt: skip
    db.session.commit()
    return answer


@bp.post("/<int:item_id>/decide")
@may("countersign", carries=True)
@takes(WHOLE_DRAFT)
def save(item_id: int) -> ResponseReturnValue:
    """Save what was typed; sign the decision, if that is the button that was pressed."""
    found = queries.find(viewer(), item_id, today())
    if "decide" not in found.verbs:
        return _too_late(found)
    if request.form.get("round") != str(found.item.round):
        return _page(found, _words(found), status=409, refused=(AGAIN,))
    stale, errors = _save_all(found, request.form)
    db.session.commit()
    go = request.form.get("go", "sign")
    if stale or errors:
        shown = {**errors, **dict.fromkeys(stale, "Changed in another window: choose which text stays")}
        return _page(found, _words(found), status=409 if stale else 422, stale=stale, errors=shown)
    if go == "later":
        flash("Saved. You can come back to it later.", "done")
        return redirect(url_for("deciding.queue"), 303)
    if go == "again":
        return redirect(url_for("deciding.decide", item_id=item_id), 303)
    return _sign(found)


def _words(found: Found) -> dict[str, str]:
    """What was posted, by question."""
    return {key: clean(text) or "" for key, text in _posted(found.item.kind, request.form)}


def _sign(found: Found) -> ResponseReturnValue:
    """Check and sign the decision that was posted; everything that stands against it comes back with the form."""
    item, posted = found.item, _words(found)
    sheet = Writing(item, viewer().name, queries.typed(item.id, _me(), item.round), posted=posted)
    (learning,) = choices(LEARNING_POINTS, on=today())
    texts, kind = sheet.words, item.kind
    wrong = unfit(kind, texts, dict(learning)) or problems(kind, said(kind, texts))
    problem = "" if wrong else proved()
    if not wrong:
        found = queries.find(viewer(), item.id, today())  # proving may have ended the transaction
        if "decide" not in found.verbs:
            return _too_late(found)
    if wrong or problem:
        errors: dict[str, str] = {}
        for key, words in wrong:
            errors.setdefault(key, words)
        return _page(found, posted, status=422, errors=errors, password_error=problem)
    try:
        actions.decide(found, texts, request.form.get("fingerprint", ""), dict(learning), signer(found), now())
    except Refused as refused:
        db.session.rollback()
        return _page(queries.find(viewer(), item.id, today()), posted, status=409, refused=refused.breaches)
    db.session.commit()
    flash(_done(found, texts["verdict"]), "done")
    return redirect(url_for("deciding.queue"), 303)


def _done(found: Found, verdict: str) -> str:
    what = f"{KINDS[found.item.kind].short}, {found.item.case_reference}. {found.author.name} is told."
    return f"{'Sent back for rework' if verdict == SEND_BACK else 'Countersigned'}: {what}"


def _save_all(found: Found, form: MultiDict[str, str]) -> tuple[dict[str, Typed], dict[str, str]]:
    """Save every changed answer of the round that was shown. Gives back what was stale, and what can't be stored."""
    stale: dict[str, Typed] = {}
    wrong: dict[str, str] = {}
    item, me = found.item, viewer()
    stored = queries.typed(item.id, _me(), item.round)
    writer = Writer(_me(), me.name, me.session_id)
    for key, sent in _posted(item.kind, form):
        text, revision = clean(sent), revision_of(form, f"r-{key}")
        if text is None:
            wrong[key] = UNSTORABLE
        elif text != (stored[key].text if key in stored else "") and (text or revision):
            saved = actions.save(item.id, ACTS["decide"], item.round, key, text, revision, writer, now())
            if isinstance(saved, Stale):
                stale[key] = saved.answer
    return stale, wrong


def _posted(kind: str, form: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Each answer posted that a decision on this kind may have: (key, text)."""
    names = [name.removeprefix("r-") for name in form if name.startswith("r-") and len(name) <= LONGEST_KEY]
    return [(key, form.get(f"a-{key}", "")) for key in names if accepts(kind, DECIDER, key)]


def _too_late(found: Found) -> ResponseReturnValue:
    """It is not the viewer's to decide any more: nothing is signed, and what was typed is shown to be copied."""
    if not found.relations & DECIDERS:
        found.insist("decide")
    item = found.item
    asked = weighing.questions(item.kind, found.author.name, choices(LEARNING_POINTS, on=today())[0])
    kept = [(asked[key].label, asked[key].shown(clean(text) or "")) for key, text in _posted(item.kind, request.form)
            if text.strip()]  # fmt: skip
    why = weighing.why_not(found, queries.rounds_of(item.id))
    return page("countersigning/decided.html", status=409, found=found, item=item, kind=KINDS[item.kind], kept=kept,
                why=why)  # fmt: skip


@bp.route("/<int:item_id>/park", methods=["GET", "POST"])
@may("countersign", carries=True)
def park(item_id: int) -> ResponseReturnValue:
    """Put an item off until a day, with a reason its author sees."""
    found, form = _parkable(item_id), ParkForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        until = read_day(form.until.data or "") or today()
        try:
            actions.park(found, until, form.reason.data or "", reader(found), now(), today())
            db.session.commit()
            flash(f"Parked until {day(until)}. It comes back to your list by itself.", "done")
            return redirect(url_for("deciding.queue"), 303)
        except Refused as refused:
            form.until.errors = [f"{each.words} {each.remedy}" for each in refused.breaches]
            status = 422 if "park" in found.verbs else 409
    return page("countersigning/park.html", status=status, form=form, found=found, item=found.item,
                kind=KINDS[found.item.kind])  # fmt: skip


def _parkable(item_id: int) -> Found:
    """The item, for whoever may put it off; of one decided meanwhile the rule speaks, and what was typed stays."""
    found = queries.find(viewer(), item_id, today())
    if FIRST not in found.relations or found.recall or found.item.state in ACTS["park"] or request.method == "GET":
        found.insist("park")
    return found


@bp.post("/<int:item_id>/unpark")
@may("countersign")
def unpark(item_id: int) -> ResponseReturnValue:
    """Take an item up again before its day."""
    found = _parkable(item_id)
    insist_state("park", found.item.state)
    actions.unpark(found, reader(found), now())
    db.session.commit()
    flash("It is on your list again.", "done")
    return redirect(url_for("deciding.queue"), 303)


@bp.get("/several")
@may("countersign", writes=True)
def several() -> ResponseReturnValue:
    """The ticked items, each to be read, with one signature for all of them."""
    ids = together.chosen(request.args.getlist("item"))
    return _several_page(ids, status=422 if len(ids) > together.MOST else 200)


def _several_page(ids: list[int], *, status: int = 200, password_error: str = "") -> ResponseReturnValue:
    read = together.read(_me(), ids[: together.MOST], today())
    together.note_readings(read, actor(viewer()), now())
    answer = page(
        "countersigning/several.html", status=status, read=read, most=together.MOST, asked=len(ids), today=today(),
        meanings=together.meanings(read), ask_password=proof.needed(viewer(), now()), password_error=password_error,
    )  # fmt: skip
    db.session.commit()
    return answer


@bp.post("/several")
@may("countersign")
def sign_several() -> ResponseReturnValue:
    """Countersign each of them with every heading met: one signature act, a decision for each."""
    ids = together.chosen(request.form.getlist("item"))[: together.MOST]
    if ids and (problem := proved()):
        return _several_page(ids, status=422, password_error=problem)
    done = together.decide_all(viewer(), ids, request.form, signer, now(), today())
    db.session.commit()
    if done.signed:
        flash(f"Countersigned: {'; '.join(done.signed)}. The authors are told.", "done")
    for name, why in done.left_out:
        flash(f"Left out: {name}. {why}", "problem")
    return redirect(url_for("deciding.queue"), 303)
