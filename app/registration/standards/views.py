"""Pages on which somebody sees what their records are evidence for, and changes it."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.language import plural
from app.policy.access import NotThere
from app.policy.people import subject_capacity
from app.policy.standards import Standard
from app.records import queries as records
from app.records.models import Record
from app.registration.standards import candidates, matrix, tags
from app.registration.years import evidence_year
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

MINE = "see own registration"
FIRST_YEAR = 2000

bp = Blueprint("standards", __name__, url_prefix="/registration/standards")


@dataclass(frozen=True)
class OnRecord:
    """What a signed record is evidence for: the standards of its year, the codes chosen, and `note` of placeholders."""

    standards: tuple[Standard, ...]
    codes: frozenset[str]
    note: str

    @property
    def words(self) -> str:
        """How many standards it is evidence for."""
        return f"Evidence for {plural(len(self.codes), 'standard')}." if self.codes else "Evidence for no standard yet."


@bp.get("/")
@may(MINE)
def index() -> ResponseReturnValue:
    """Which standards the viewer can evidence in an evidence year, gaps first."""
    starts_on, ends_on = year = _year()
    shown = matrix.matrix(_me(), starts_on, ends_on, today())
    this = evidence_year(today())
    return page("registration/standards.html", matrix=shown, year=year, this=this, before=_before(this))


@bp.get("/<code>")
@may(MINE)
def show(code: str) -> ResponseReturnValue:
    """One standard: every signed record of the year, to be made evidence for it or not."""
    return _standard(code)


@bp.post("/<code>")
@may(MINE)
def save(code: str) -> ResponseReturnValue:
    """Make the ticked records evidence for a standard, and of those shown the others not."""
    starts_on, ends_on = _year()
    shown, ticked = set(request.form.getlist("shown")), set(request.form.getlist("record"))
    standard = tags.standards_for(starts_on, today()).known(code) or abort(404)
    for record in candidates.records(_me(), starts_on, ends_on):
        if str(record.id) in shown:
            is_ticked = str(record.id) in ticked
            _change(record, {code} if is_ticked else set(), set() if is_ticked else {code})
    db.session.commit()
    if request.headers.get("HX-Request"):
        return _standard(code, said="Saved.")
    flash(f"Saved: {standard.label}.", "done")
    return redirect(url_for(".index", year=starts_on), 303)


@bp.get("/records/<int:record_id>")
@may("take part in records")
def record(record_id: int) -> ResponseReturnValue:
    """What one's own signed record is evidence for; its page shows the block beside the record."""
    return _record(_own(record_id))


@bp.post("/records/<int:record_id>")
@may("take part in records")
def save_record(record_id: int) -> ResponseReturnValue:
    """Make one's own signed record evidence for the ticked standards, and of those shown not for the others."""
    own, ticked = _own(record_id), set(request.form.getlist("code"))
    _change(own, ticked, set(request.form.getlist("shown")) - ticked)
    db.session.commit()
    if request.headers.get("HX-Request"):
        return _record(own, said="Saved.")
    flash("Saved what this record is evidence for.", "done")
    return redirect(url_for("records.show", record_id=record_id, _anchor="evidence"), 303)


def _own(record_id: int) -> Record:
    """A record of the viewer's own that can be evidence: what they may take out as evidence, they may say so of."""
    found = records.find(viewer(), record_id, today())
    found.insist("export")
    if found.record.kind not in dict(matrix.kinds()):
        abort(404)
    return found.record


def _record(record: Record, said: str = "") -> ResponseReturnValue:
    known = tags.standards_for(record.happened_on or today(), today())
    codes = tags.of_records([record.id]).get(record.id, frozenset())
    offered = known.now + tuple(each for each in known.ended if each.code in codes)
    on = OnRecord(offered, codes, known.note)
    return page("registration/record.html", blocks=("evidence", "tag_said"), record=record, on=on, said=said)


def _standard(code: str, said: str = "") -> ResponseReturnValue:
    starts_on, ends_on = year = _year()
    shown = matrix.matrix(_me(), starts_on, ends_on, today())
    row = shown.row(code) or abort(404)
    groups = candidates.by_kind(_me(), starts_on, ends_on, row)
    return page("registration/standard.html", blocks=("tag_said",), row=row, year=year, note=shown.note, said=said,
                groups=groups)  # fmt: skip


def _change(record: Record, add: set[str], drop: set[str]) -> None:
    tags.change(record, add, drop, actor(viewer(), subject_capacity(viewer().job_title)), now(), today())


def _me() -> int:
    person_id = viewer().person_id
    if person_id is None:
        raise NotThere
    return person_id


def _year() -> tuple[date, date]:
    """The evidence year asked for by any of its days; this one where none is, or one that cannot be."""
    try:
        day = date.fromisoformat(request.args.get("year", ""))
    except ValueError:
        day = today()
    return evidence_year(day if day.year > FIRST_YEAR and day <= today() else today())


def _before(year: tuple[date, date]) -> tuple[date, date]:
    return evidence_year(date.fromordinal(year[0].toordinal() - 1))
