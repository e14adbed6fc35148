"""Putting a pack together in three steps: choose the evidence, check it, download."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.evidence import actions, queries
from app.evidence.changes import has_changed
from app.evidence.choosing import passages, plans
from app.evidence.choosing.looking import Looking, answers, looking, problems
from app.evidence.choosing.overview import Overview, overview
from app.evidence.choosing.passages import Row, Verdict
from app.evidence.contents import gather
from app.evidence.forms import PlanForm
from app.registration.years import evidence_year
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page

bp = Blueprint("builder", __name__, url_prefix="/evidence")

MINE = "download own evidence"
SETTLE = 15  # seconds in which more decisions are likely to follow


@bp.get("/choose")
@may(MINE)
def choose() -> ResponseReturnValue:
    """The first step: days, records, order, and a statement."""
    found = _overview()
    plan = found.plan
    form = PlanForm(formdata=None, data={"starts_on": plan.starts_on, "ends_on": plan.ends_on, "order": plan.order,
                                         "statement": plan.statement})  # fmt: skip
    return page("evidence/choose.html", form=form, it=found)


@bp.post("/choose")
@may(MINE)
def save() -> ResponseReturnValue:
    """Keep what was chosen, and go on to check it, or look at other days."""
    me, form = queries.person_id(viewer()), PlanForm()
    before = plans.plan_of(me, today())
    known = {record.id for record in gather.choosable(me, date.min, date.max)}  # another window may show other days
    left_out = plans.ticked(before, known, _ids("shown"), _ids("record"))
    if not form.validate():
        shown = overview(me, replace(before, left_out=left_out), today())
        return page("evidence/choose.html", status=422, form=form, it=shown)
    plans.keep(me, replace(form.plan, left_out=left_out), now())
    db.session.commit()
    other_days = request.form.get("do") == "days"
    return redirect(url_for("builder.choose", _anchor="records") if other_days else url_for("builder.check"), 303)


@bp.post("/choose/again")
@may(MINE)
def start_again() -> ResponseReturnValue:
    """Choose everything of this year once more."""
    plans.keep(queries.person_id(viewer()), plans.Plan(*evidence_year(today())), now())
    db.session.commit()
    return redirect(url_for("builder.choose"), 303)


@bp.get("/check")
@may(MINE)
def check() -> ResponseReturnValue:
    """The second step: which standards have evidence, and which passages could identify somebody."""
    asked = looking(request.args)
    return _check(asked, _overview(asked.apart))


@bp.post("/check")
@may(MINE)
def decide() -> ResponseReturnValue:
    """Keep what was decided about passages. By the page's script one answer at a time, by a button all or none."""
    asked, in_place = looking(request.args), bool(request.headers.get("HX-Request"))
    found = _overview(asked.apart)
    do = request.form.get("do", "")
    given = answers(request.form, mask_rest=do == "mask")
    wrong = problems(_answered(found, given), given)
    if wrong and not in_place:
        return _check(asked, found, given, 422)
    found = _decide(found, given)
    if in_place:
        return _said(found, given, bool(wrong))
    back = url_for("builder.check", _anchor="passages", **asked.address(saved=int(now().timestamp())))
    return redirect(url_for("builder.last") if do == "next" else back, 303)


@bp.get("/download")
@may(MINE)
def last() -> ResponseReturnValue:
    """The third step: what the pack will hold, and the pack once it is made."""
    found = _overview()
    changed = bool(found.file and found.file.is_ready and has_changed(found.file, today()))
    return page("evidence/download.html", it=found, changed=changed)


@bp.post("/download")
@may(MINE)
def make() -> ResponseReturnValue:
    """Ask for the pack as it was put together."""
    me = queries.person_id(viewer())
    plan = plans.plan_of(me, today())
    known = {record.id for record in gather.choosable(me, plan.starts_on, plan.ends_on)}
    chosen = plans.freeze(plans.choice_of(plan, known))
    is_standing = not chosen and (plan.starts_on, plan.ends_on) == evidence_year(today())
    file = actions.request(me, plan.starts_on, plan.ends_on, now(), standing=is_standing, chosen=chosen)
    db.session.commit()
    return redirect(url_for("evidence.show", pack_id=file.id), 303)


def _check(asked: Looking, found: Overview, given: Mapping[str, Verdict] | None = None, status: int = 200) -> Response:
    """The second step, with what was answered and not kept."""
    shown = asked.shown(found.rows) if given is None else _answered(found, given)
    wrong = problems(shown, given or {})
    errors = [(f"reason-{number}", f"{words}: “{shown[number].first.text}”") for number, words in wrong.items()]
    return page(
        "evidence/check.html", status=status, it=found, asked=asked, shown=shown, given=given or {}, faults=wrong,
        errors=errors, at=_saved_at(), around=passages.around,
    )  # fmt: skip


def _said(found: Overview, given: Mapping[str, Verdict], wrong: bool) -> Response:
    """What the page's script says after it saved."""
    here = sum(row.is_open for row in _answered(found, given))
    return page("evidence/check.html", blocks=("passages_said",), it=found, at=now(), faults=wrong, here=here,
                partial=True)  # fmt: skip


def _answered(found: Overview, given: Mapping[str, Verdict]) -> list[Row]:
    """The rows that were on the page."""
    return [row for row in found.rows if row.at in given]


def _decide(found: Overview, given: Mapping[str, Verdict]) -> Overview:
    """Keep what was decided, and have the standing pack made again for it; give the pack as it stands then."""
    me = found.owner_id
    if passages.decide(me, given, found.rows, actor(viewer()), now()):
        actions.freshen_known(me, now(), today(), wait=SETTLE)
    db.session.commit()
    return replace(found, rows=passages.decided_anew(found.rows, passages.decisions(me)))


def _overview(apart: str = "") -> Overview:
    me = queries.person_id(viewer())
    return overview(me, plans.plan_of(me, today()), today(), apart)


def _saved_at() -> datetime | None:
    """When the answers of the page before were saved, as its address says."""
    seconds = request.args.get("saved", "")
    return datetime.fromtimestamp(int(seconds), UTC) if re.fullmatch("[0-9]{1,10}", seconds) else None


def _ids(name: str) -> list[int]:
    return [int(each) for each in request.form.getlist(name) if each.isascii() and each.isdigit() and len(each) < 10]
