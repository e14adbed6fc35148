"""My evidence: the standing pack in one click, packs of other periods, prints of single records."""

import unicodedata
from datetime import timedelta
from io import BytesIO

from flask import Blueprint, Response, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.evidence import actions, previews, queries
from app.evidence.changes import has_changed
from app.evidence.choosing import plans
from app.evidence.contents import gather
from app.evidence.contents.pack import entry_digest
from app.evidence.forms import PeriodForm
from app.evidence.models import PackFile
from app.policy.access import NotThere
from app.policy.rules import Breach, Refused
from app.records.queries import find
from app.registration.years import evidence_year
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, page_number

bp = Blueprint("evidence", __name__, url_prefix="/evidence")

MINE = "download own evidence"
VOID = Breach("Domain guide C10", "A record opened in error is not printed: it is no evidence.", "Read it on its page.")
PICTURES = 4  # pages shown at a time


@bp.get("")
@may(MINE)
def index() -> ResponseReturnValue:
    """The standing pack, and the way to others."""
    starts_on, ends_on = evidence_year(evidence_year(today())[0] - timedelta(days=1))
    return _index(PeriodForm(data={"starts_on": starts_on, "ends_on": ends_on}))


def _index(form: PeriodForm, status: int = 200) -> Response:
    me, year = viewer(), evidence_year(today())
    standing, coming = queries.standing(me, today()), queries.coming(me, today())
    changed = bool(standing and not coming and has_changed(standing, today()))
    return page(
        "evidence/index.html", status=status, form=form, year=year, standing=standing, coming=coming, changed=changed,
        others=queries.others(me), in_words=plans.in_words,
    )  # fmt: skip


@bp.post("/packs")
@may(MINE)
def new() -> ResponseReturnValue:
    """Ask for a pack of a period."""
    form = PeriodForm()
    me = queries.person_id(viewer())
    if not form.validate():
        return _index(form, 422)
    year = evidence_year(today())
    period = (form.starts_on.data, form.ends_on.data)
    file = actions.request(me, *period, now(), standing=period == year)
    db.session.commit()
    return redirect(url_for("evidence.show", pack_id=file.id), 303)


@bp.get("/packs/<int:pack_id>")
@may(MINE)
def show(pack_id: int) -> ResponseReturnValue:
    """How far a pack has come; the page asks again by itself until it is made."""
    file = queries.mine(viewer(), pack_id)
    changed = file.is_ready and not file.record_id and has_changed(file, today())
    return page("evidence/show.html", blocks=("pack_state",), file=file, changed=changed, in_words=plans.in_words)


@bp.post("/packs/<int:pack_id>/again")
@may(MINE)
def again(pack_id: int) -> ResponseReturnValue:
    """Ask once more for one that failed, or that has changed since."""
    old = queries.mine(viewer(), pack_id)
    file = actions.request(
        old.owner_id, old.starts_on, old.ends_on, now(), record_id=old.record_id, standing=old.is_standing,
        chosen=old.chosen,
    )  # fmt: skip
    db.session.commit()
    return redirect(url_for("evidence.show", pack_id=file.id), 303)


@bp.get("/packs/<int:pack_id>/pages")
@may(MINE)
def pages(pack_id: int) -> ResponseReturnValue:
    """The pages of a finished file as pictures, a few at a time."""
    file = queries.mine(viewer(), pack_id)
    if not file.is_ready:
        return redirect(url_for("evidence.show", pack_id=file.id), 303)
    words = previews.outline(file.content or b"")
    last = max(1, -(-len(words) // PICTURES))
    here = min(page_number(), last)
    shown = list(enumerate(words, 1))[(here - 1) * PICTURES : here * PICTURES]
    return page("evidence/pages.html", file=file, shown=shown, total=len(words), here=here, last=last)


@bp.get("/packs/<int:pack_id>/pages/<int:number>.png")
@may(MINE)
def page_png(pack_id: int, number: int) -> ResponseReturnValue:
    """One page of a finished file as a picture."""
    file = queries.mine(viewer(), pack_id)
    drawn = previews.picture(file.content or b"", number) if file.is_ready else None
    if drawn is None:
        raise NotThere
    return Response(drawn, mimetype="image/png", headers={"Cache-Control": "no-store"})


@bp.get("/packs/<int:pack_id>.pdf")
@may(MINE, writes=True)
def pack_pdf(pack_id: int) -> ResponseReturnValue:
    """Take the file away."""
    file, taken = queries.to_take(viewer(), pack_id, now() - timedelta(hours=1))
    if not file.is_ready:
        return redirect(url_for("evidence.show", pack_id=file.id), 303)
    if not actions.may_download(taken, today()):
        return page("evidence/too_many.html", status=429, file=file)
    return _send(file)


@bp.get("/records/<int:record_id>.pdf")
@may(MINE, writes=True)
def record_pdf(record_id: int) -> ResponseReturnValue:
    """The print of one signed record of one's own; made first if it has not been, or has changed since."""
    found = find(viewer(), record_id, today())
    found.insist("export")
    if found.record.is_void:
        raise Refused(VOID)
    (entry,) = gather.entries([found.record])
    file = queries.made_of(record_id, entry_digest(entry))
    if file is not None:
        return _send(file)
    file = actions.request(found.subject.id, entry.happened_on, entry.happened_on, now(), record_id=record_id)
    db.session.commit()
    return redirect(url_for("evidence.show", pack_id=file.id), 303)


def _send(file: PackFile) -> Response:
    actions.download(file, actor(viewer()), now())
    content = file.content or b""
    db.session.commit()
    response = send_file(
        BytesIO(), mimetype="application/pdf", as_attachment=True, download_name=_name(file), etag=False
    )
    response.direct_passthrough = False
    response.data = content  # in one piece, which is sent faster than by the chunk
    response.headers["Cache-Control"] = "no-store"
    return response


def _name(file: PackFile) -> str:
    """A file name any system takes: letters of the person's name, and the period."""
    letters = unicodedata.normalize("NFKC", viewer().name)
    who = "-".join("".join(one if one.isalnum() else " " for one in letters).split())
    if file.record_id:
        return f"{who}-record-{file.record_id}-{file.starts_on}.pdf"
    return f"{who}-evidence-{file.starts_on}-to-{file.ends_on}.pdf"
