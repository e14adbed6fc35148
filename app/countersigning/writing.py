"""Starting an assessment or a report, writing it, checking it, and signing it."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.auth import proof, tokens
from app.auth.queries import actor
from app.countersigning import actions, form, queries, showing
from app.countersigning.form import AUTHOR
from app.countersigning.models import Typed
from app.countersigning.queries import Found
from app.countersigning.sheet import Sheet, accepts
from app.countersigning.views import again
from app.database import db
from app.history.queries import events_of
from app.language import clean, day
from app.people.queries import person
from app.policy.countersigning import ACTS, AUTHOR_MEANINGS, KINDS, OASYS, PAROLE, STATE_WORDS
from app.records.answers import LONGEST_KEY, UNSTORABLE, Stale, Writer, revision_of
from app.records.pages import only_reading, sections
from app.records.views import proved
from app.web.clock import now, today
from app.web.guards import WHOLE_DRAFT, may, takes, viewer
from app.web.page import page

bp = Blueprint("submitting", __name__, url_prefix="/countersigning")

CHANGED = "What you see changed since you opened this page, here or in another window. Read it again, then sign."


@bp.route("/new/<kind>", methods=["GET", "POST"])
@may("submit for countersigning", carries=True)
def start(kind: str) -> ResponseReturnValue:
    """Say at once whether a countersignature will be needed, and ask for the case."""
    me = person(viewer().person_id or 0)
    if me is None or kind not in (OASYS, PAROLE):
        abort(404)
    typed = clean(request.form.get("case_reference", ""))
    problem = UNSTORABLE if typed is None else form.case_problem(typed)
    if request.method == "GET" or typed is None or problem:
        wrong = [("case_reference", problem)] if request.method == "POST" else []
        return page("countersigning/start.html", status=422 if wrong else 200, kind=KINDS[kind], problems=wrong,
                    text=typed or "", asked=showing.asked(me.id, kind, now(), today()))  # fmt: skip
    item = queries.begun(me.id, kind, typed.strip())
    if item:
        flash("You have started this already. Here is your draft.", "done")
    else:
        item = actions.open_item(kind, me, typed, actor(viewer()), now())
    db.session.commit()
    return redirect(url_for("submitting.edit", item_id=item.id), 303)


@bp.get("/<int:item_id>/draft")
@may("submit for countersigning", writes=True)
def edit(item_id: int) -> ResponseReturnValue:
    """The report as its author writes it."""
    found = queries.find(viewer(), item_id, today())
    if "write" not in found.verbs and showing.by_author(found):
        return again(item_id)
    found.insist("write")
    showing.note_reading(found, events_of(showing.THING, item_id), actor(viewer()), now())
    only_reading()
    return _edit_page(found)


def _edit_page(
    found: Found, *, status: int = 200, stale: dict[str, Typed] | None = None, typed: dict[str, str] | None = None
) -> ResponseReturnValue:
    item = found.item
    rounds = queries.rounds_of(item.id) if item.round > 1 else []
    sheet = showing.sheet_of(found, rounds)
    return page(
        "countersigning/draft.html", status=status, found=found, item=item, sheet=sheet, kind=KINDS[item.kind],
        kicker=showing.kicker(item), state=STATE_WORDS[item.state], rounds=showing.exchanges(rounds),
        asked=showing.asked(item.author_id, item.kind, now(), today(), sheet), stale=stale or {}, typed=typed or {},
        expected=tokens.signed(viewer().account_id), saved_at=_last_saved(sheet),
        course=showing.course(found, rounds, now()),
        first_round=showing.first_round, taken=showing.days_taken(item, today()), at=now(),
    )  # fmt: skip


def _last_saved(sheet: Sheet) -> Any:
    return max((row.saved_at for row in sheet.typed.values() if row.saved_in), default=None)


@bp.post("/<int:item_id>/draft")
@may("submit for countersigning", carries=True)
@takes(WHOLE_DRAFT)
def save(item_id: int) -> ResponseReturnValue:
    """Save the whole form, then go where the pressed button says."""
    found = queries.find(viewer(), item_id, today())
    is_late = "write" not in found.verbs or request.form.get("round") != str(found.item.round)
    if is_late and showing.by_author(found):
        return _too_late(found)
    found.insist("write")
    stale, typed = _save_all(found, request.form)
    db.session.commit()
    if stale or typed:
        return _edit_page(found, status=409 if stale else 422, stale=stale, typed=typed)
    go, section = request.form.get("go", "save"), request.form.get("section", "")
    if go == "check":
        return redirect(url_for("submitting.check", item_id=item_id), 303)
    if go != "again":
        flash("Saved. You can come back to it later.", "done")
    anchor = section if section.isidentifier() else None
    return redirect(url_for("submitting.edit", item_id=item_id, _anchor=anchor), 303)


def _save_all(found: Found, posted: MultiDict[str, str]) -> tuple[dict[str, Typed], dict[str, str]]:
    """Save every changed answer. Gives back what was stale, and what was typed but could not be stored."""
    stale: dict[str, Typed] = {}
    typed: dict[str, str] = {}
    item, me = found.item, viewer()
    stored = queries.typed(item.id, item.author_id, item.round)
    writer = Writer(me.person_id or 0, me.name, me.session_id)
    for key, sent in _posted(item.kind, posted):
        text, revision = clean(sent), revision_of(posted, f"r-{key}")
        if text is None:
            typed[key] = UNSTORABLE
            continue
        if text == (stored[key].text if key in stored else "") or (not text and not revision):
            continue
        saved = actions.save(
            item.id, ACTS["write"], item.round, key, text, revision, writer, now(), author_of=item.kind
        )
        if isinstance(saved, Stale):
            stale[key], typed[key] = saved.answer, text
    return stale, typed


def _posted(kind: str, posted: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """Each answer posted that the form of this kind may ask: (key, text)."""
    for name in posted:
        key = name.removeprefix("r-")
        if name.startswith("r-") and len(key) <= LONGEST_KEY and accepts(kind, AUTHOR, key):
            yield key, "\n".join(posted.getlist(f"a-{key}")) if form.is_many(kind, key) else posted.get(f"a-{key}", "")


def _too_late(found: Found) -> ResponseReturnValue:
    """It is no longer a draft of this round: nothing is stored, and what was typed last is shown to be copied."""
    item = found.item
    before = queries.typed(item.id, item.author_id, revision_of(request.form, "round"))
    kept = [
        form.shown(item.kind, key, text) for key, text in _posted(item.kind, request.form)
        if text.strip() and clean(text) != (before[key].text if key in before else "")
    ]  # fmt: skip
    return page("countersigning/late.html", status=409, item=item, kind=KINDS[item.kind], kept=kept)


@bp.get("/<int:item_id>/check")
@may("submit for countersigning")
def check(item_id: int) -> ResponseReturnValue:
    """Everything written so far, what is still missing, what follows, and the button that signs."""
    found = queries.find(viewer(), item_id, today())
    return again(item_id) if _is_past_signing(found) else _check_page(found, _sheet(found))


def _sheet(found: Found) -> Sheet:
    rounds = queries.rounds_of(found.item.id) if found.item.round > 1 else []
    return showing.sheet_of(found, rounds)


def _check_page(found: Found, sheet: Sheet, *, status: int = 200, password_error: str = "", note: str = ""
                ) -> ResponseReturnValue:  # fmt: skip
    item, asked = found.item, showing.asked(found.item.author_id, found.item.kind, now(), today(), sheet)
    return page(
        "countersigning/check.html", status=status, found=found, item=item, sheet=sheet, kind=KINDS[item.kind],
        kicker=showing.kicker(item), problems=sheet.problems(today()), asked=asked, note=note,
        warnings=form.warnings(item.kind, item.case_reference, sheet.texts), meaning=AUTHOR_MEANINGS[item.kind],
        seen=showing.seen(sheet, asked.need), sections=sections(sheet.lines()), password_error=password_error,
        today=today(),
        ask_password=proof.needed(viewer(), now()), course=showing.course(found, [], now()), at=now(),
    )  # fmt: skip


@bp.post("/<int:item_id>/sign")
@may("submit for countersigning")
def sign(item_id: int) -> ResponseReturnValue:
    """Sign what the check page showed; it waits for a countersignature, or is recorded as self-signed."""
    if _is_past_signing(queries.find(viewer(), item_id, today())):
        return again(item_id)
    problem = proved()
    found = queries.find(viewer(), item_id, today())
    if _is_past_signing(found):
        return again(item_id)
    sheet = _sheet(found)
    if problem or sheet.problems(today()):
        return _check_page(found, sheet, status=422, password_error=problem)
    need, _ = actions.needed_now(found.item.author_id, found.item.kind, sheet.texts, now())
    if request.form.get("seen") != showing.seen(sheet, need):
        return _check_page(found, sheet, status=409, note=CHANGED)
    signed = actions.sign(found, sheet, actor(viewer()), now(), today())
    db.session.commit()
    flash(_signed_words(found, is_required=signed.is_required), "done")
    return again(item_id)


def _is_past_signing(found: Found) -> bool:
    """Whether its author has signed it already, as with a button pressed twice. Raises NotAllowed for others."""
    if "sign" not in found.verbs and showing.by_author(found):
        return True
    found.insist("sign")
    return False


def _signed_words(found: Found, *, is_required: bool) -> str:
    if not is_required:
        return "Signed. No countersignature is needed: it is recorded as self-signed, and nobody is asked."
    goes, due = showing.waits_for(found, today()), found.item.due_on
    whom = (goes.name if goes else "An administrator names who") + " is asked to countersign it"
    return f"Signed. {whom}{f' by {day(due)}' if due else ''}."
