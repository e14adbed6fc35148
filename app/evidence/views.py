"""My evidence: the standing pack in one click, packs of other periods, prints of single records."""

import unicodedata
from datetime import timedelta
from io import BytesIO

from flask import Blueprint, Response, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.evidence import actions, gather, queries
from app.evidence.forms import PeriodForm
from app.evidence.models import PackFile
from app.evidence.pack import entry_digest
from app.records.queries import find
from app.registration.years import evidence_year
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("evidence", __name__, url_prefix="/evidence")

MINE = "download own evidence"


@bp.get("")
@may(MINE)
def index() -> ResponseReturnValue:
    """The standing pack, and the way to others."""
    starts_on, ends_on = evidence_year(evidence_year(today())[0] - timedelta(days=1))
    return _index(PeriodForm(data={"starts_on": starts_on, "ends_on": ends_on}))


def _index(form: PeriodForm, status: int = 200) -> Response:
    me, year = viewer(), evidence_year(today())
    return page(
        "evidence/index.html", status=status, form=form, year=year, standing=queries.standing(me, today()),
        coming=queries.coming(me, today()), others=queries.others(me),
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
    return page("evidence/show.html", blocks=("pack_state",), file=queries.mine(viewer(), pack_id))


@bp.post("/packs/<int:pack_id>/again")
@may(MINE)
def again(pack_id: int) -> ResponseReturnValue:
    """Ask once more for one that failed."""
    old = queries.mine(viewer(), pack_id)
    file = actions.request(
        old.owner_id, old.starts_on, old.ends_on, now(), record_id=old.record_id, standing=old.is_standing
    )
    db.session.commit()
    return redirect(url_for("evidence.show", pack_id=file.id), 303)


@bp.get("/packs/<int:pack_id>.pdf")
@may(MINE, writes=True)
def pack_pdf(pack_id: int) -> ResponseReturnValue:
    """Take the file away."""
    file = queries.mine(viewer(), pack_id)
    if not file.is_ready:
        return redirect(url_for("evidence.show", pack_id=file.id), 303)
    return _send(file)


@bp.get("/records/<int:record_id>.pdf")
@may(MINE, writes=True)
def record_pdf(record_id: int) -> ResponseReturnValue:
    """The print of one signed record of one's own; made first if it has not been, or has changed since."""
    found = find(viewer(), record_id, today())
    found.insist("export")
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
        BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=_name(file), etag=False
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _name(file: PackFile) -> str:
    """A file name any system takes: letters of the person's name, and the period."""
    letters = unicodedata.normalize("NFKC", viewer().name)
    who = "-".join("".join(one if one.isalnum() else " " for one in letters).split())
    if file.record_id:
        return f"{who}-record-{file.record_id}-{file.starts_on}.pdf"
    return f"{who}-evidence-{file.starts_on}-to-{file.ends_on}.pdf"
