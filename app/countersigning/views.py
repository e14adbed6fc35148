"""Opening an item, the author's own items, storing what is typed, and taking an item back or withdrawing it."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.countersigning import actions, queries, showing
from app.countersigning.form import AUTHOR
from app.countersigning.queries import Found
from app.countersigning.sheet import DECIDER, accepts
from app.database import db
from app.history.actions import Actor
from app.language import clean, clock_time
from app.policy.countersigning import ACTS, KINDS, STATE_WORDS
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
from app.records.forms import ReasonForm
from app.web.clock import now, today
from app.web.guards import WHOLE_DRAFT, may, takes, viewer
from app.web.page import page, page_number

bp = Blueprint("countersigning", __name__, url_prefix="/countersigning")

PAGE = 25
# The tabs of one's own items: word of the address, label, states, and what an empty one says.
TABS = (
    ("", "All", frozenset(STATE_WORDS), "You have not sent anything for countersigning yet."),
    ("with-you", "With you", showing.WITH_AUTHOR, "Nothing waits for you here."),
    ("waiting", "Waiting for others", showing.WAITING, "Nothing of yours waits for anybody."),
    ("finished", "Finished", showing.FINISHED, "Nothing is finished yet."),
)
# What the page of an item offers: the verb, the words on the button, and where it leads. Those before "write" are the
# main thing to do. Whose turn it is to take one of the first five goes there at once.
TURNS, MAIN = 5, 6
OFFERS = (
    ("sign", "Change it and sign", "submitting.edit"),
    ("decide", "Read it and decide", "deciding.decide"),
    ("agree", "Record your decision", "recalls.agree"),
    ("endorse", "Endorse the decision", "recalls.endorse"),
    ("send", "Record that it was sent", "recalls.send"),
    ("rationale", "Write the rationale", "recalls.rationale"),
    ("write", "Write the report meanwhile", "submitting.edit"),
    ("raise", "Make it an emergency", "recalls.raise_emergency"),
    ("give", "Give it to somebody who may sign", "overseeing.give"),
    ("roll back", "Roll it back", "overseeing.roll_back"),
)


def by(found: Found) -> Actor:
    """The viewer as history notes them when nothing is signed: for whom they stand in, if they do."""
    covered = "" if showing.by_author(found) else found.stands_in_for(found.part)
    return actor(viewer(), for_name=covered)


def again(item_id: int) -> ResponseReturnValue:
    """Back to the item."""
    return redirect(url_for("countersigning.show", item_id=item_id), 303)


@bp.get("/<int:item_id>")
@may("see countersigning", writes=True)
def show(item_id: int) -> ResponseReturnValue:
    """The item as far as this viewer may see it; whoever has to write or decide goes there at once."""
    found = queries.find(viewer(), item_id, today())
    if request.args.get("view") != "all":
        turn = next((endpoint for verb, _, endpoint in OFFERS[:TURNS] if verb in found.verbs), None)
        if turn:
            return redirect(url_for(turn, item_id=item_id), 303)
    shown = showing.reading(found, by(found), now(), today())
    answer = page("countersigning/show.html", offered=_offered(found), **shown)
    db.session.commit()
    return answer


def _offered(found: Found) -> list[tuple[str, str, bool]]:
    """The buttons of this viewer: the words, the address, and whether it is the main thing to do."""
    verbs = found.verbs - ({"write"} if "sign" in found.verbs else set())
    if found.recall and found.recall.emergency_at:
        verbs -= {"raise"}
    main = {verb for verb, _, _ in OFFERS[:MAIN]}
    return [(label, url_for(endpoint, item_id=found.item.id), verb in main) for verb, label, endpoint in OFFERS
            if verb in verbs]  # fmt: skip


@bp.get("/mine")
@may("submit for countersigning")
def mine() -> ResponseReturnValue:
    """The viewer's own items, the newest first."""
    me, show = viewer().person_id, request.args.get("show", "")
    if me is None:
        abort(404)
    tab = next((each for each in TABS if each[0] == show), TABS[0])
    number = page_number()
    listed = queries.of_author(me, tab[2], PAGE + 1, (number - 1) * PAGE)
    return page("countersigning/mine.html", listed=listed[:PAGE], more=len(listed) > PAGE, number=number, tab=tab,
                tabs_of=TABS, kinds=KINDS, states=STATE_WORDS, today=today())  # fmt: skip


@bp.post("/<int:item_id>/answers")
@may("submit for countersigning", in_place=True)
@takes(WHOLE_DRAFT)
def answer(item_id: int) -> ResponseReturnValue:
    """Save one answer, the author's or the decider's. JSON for the draft page's script: saved, stale, or why not."""
    form, me = request.form, viewer()
    if form.get("account") != str(me.account_id):
        return {"other_account": True}, 401
    kind, part, key = form.get("kind", ""), form.get("part", ""), form.get("key", "")
    text = clean(form.get("text", ""))
    if me.person_id is None or len(key) > LONGEST_KEY or not accepts(kind, part, key):
        return {"message": ELSEWHERE}, 422
    if text is None:
        return {"message": UNSTORABLE}, 422
    saved = _store(item_id, kind, part, key, text)
    if isinstance(saved, Stale):
        return stale_words(saved.answer, me.name), 409
    if saved is None:
        return _not_stored(item_id, kind)
    db.session.commit()
    return {"revision": saved.revision, "at": clock_time(now())}


def _store(item_id: int, kind: str, part: str, key: str, text: str) -> Saved | Stale | None:
    me = viewer()
    writer, revision = Writer(me.person_id or 0, me.name, me.session_id), revision_of(request.form, "revision")
    # The address names the round that the page shows: a page left open never writes into the next one.
    number = request.args.get("round", 0, type=int) or 0
    states = ACTS["write"]
    if part == DECIDER:
        found = queries.find(me, item_id, today())
        if "decide" not in found.verbs or found.item.kind != kind:
            return None
        states = ACTS["decide"]
    return actions.save(item_id, states, number, key, text, revision, writer, now(),
                        author_of=kind if part == AUTHOR else "")  # fmt: skip


def _not_stored(item_id: int, kind: str) -> ResponseReturnValue:
    """Why an answer found nothing to go to; 404 unless the item exists for the viewer."""
    if queries.find(viewer(), item_id, today()).item.kind != kind:
        return {"message": ELSEWHERE}, 422
    return {"closed": url_for("countersigning.show", item_id=item_id)}, 409


@bp.route("/<int:item_id>/take-back", methods=["GET", "POST"])
@may("submit for countersigning")
def take_back(item_id: int) -> ResponseReturnValue:
    """The author takes back what waits for a signature."""
    found = queries.find(viewer(), item_id, today())
    if not showing.by_author(found):
        found.insist("take back")
    if request.method == "GET":
        return _reason_page(found, "take back", None) if "take back" in found.verbs else again(item_id)
    actions.take_back(found, by(found), now())
    db.session.commit()
    flash("You took it back. Change it, then sign again.", "done")
    return redirect(url_for("submitting.edit", item_id=item_id), 303)


@bp.route("/<int:item_id>/withdraw", methods=["GET", "POST"])
@may("submit for countersigning", carries=True)
def withdraw(item_id: int) -> ResponseReturnValue:
    """The author ends an item that will not be signed."""
    found, form = queries.find(viewer(), item_id, today()), ReasonForm()
    if not showing.by_author(found):
        found.insist("withdraw")
    if not form.validate_on_submit():
        return _reason_page(found, "withdraw", form) if "withdraw" in found.verbs else again(item_id)
    actions.withdraw(found, form.reason.data or "", by(found), now())
    db.session.commit()
    flash("Withdrawn. What was signed before stays readable.", "done")
    return again(item_id)


def _reason_page(found: Found, act: str, form: ReasonForm | None) -> ResponseReturnValue:
    goes = showing.waits_for(found, today())
    return page("countersigning/reason.html", status=422 if form and form.errors else 200, found=found, item=found.item,
                act=act, form=form, goes=goes, kind=KINDS[found.item.kind])  # fmt: skip
