"""The named list of experienced probation officers: who is on it, naming somebody, and ending an entry."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.admin.experienced_forms import NameForm
from app.assessors.facts import Rows, facts_from, rows_of
from app.auth.queries import actor
from app.database import db
from app.people import experienced
from app.people.models import Person, Posting
from app.policy.access import NotThere
from app.policy.assessor_roles import standing
from app.policy.passing import Suggested, suggested_test
from app.policy.rules import Refused
from app.settings.queries import value
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, searched

bp = Blueprint("experienced", __name__, url_prefix="/experienced")
GONE = "This entry is not on the list any more. Nothing was changed now."


@bp.get("/")
@may("name experienced officers")
def index() -> ResponseReturnValue:
    """Who is named, was, or will be; and finding somebody to name."""
    text = searched()
    return page("admin/experienced.html", text=text, found=experienced.named(today(), text), most=experienced.MOST,
                candidates=experienced.candidates(today(), text), today=today())  # fmt: skip


@bp.get("/<int:person_id>")
@may("name experienced officers")
def ask(person_id: int) -> ResponseReturnValue:
    """Show how somebody stands to the suggested test, and ask from when, until when, and why."""
    found = experienced.candidate(person_id, today())
    return _ask(*found, NameForm(formdata=None, starts_on=f"{today():%-d/%-m/%Y}"))


@bp.post("/<int:person_id>")
@may("name experienced officers")
def record(person_id: int) -> ResponseReturnValue:
    """Put somebody on the list."""
    found, form = experienced.candidate(person_id, today()), NameForm()
    if not form.validate_on_submit():
        return _ask(*found, form, status=422)
    try:
        experienced.name(found[0], *form.span, form.reason.data or "", actor(viewer()), now(), today())
    except Refused as refused:
        db.session.rollback()
        return _ask(*experienced.candidate(person_id, today()), form, refused, 409)
    db.session.commit()
    flash(f"{found[0].name} is on the list.", "done")
    return redirect(url_for(".index"), 303)


@bp.post("/<int:entry_id>/end")
@may("name experienced officers")
def end(entry_id: int) -> ResponseReturnValue:
    """End an entry at once."""
    try:
        held = experienced.find(entry_id, today())
    except NotThere:
        flash(GONE)
        return redirect(url_for(".index"), 303)
    experienced.withdraw(held, actor(viewer()), now(), today())
    db.session.commit()
    flash("The entry has ended. What was signed under it stays.", "done")
    return redirect(url_for(".index"), 303)


def _ask(person: Person, posting: Posting, unit: str, form: NameForm, refused: Refused | None = None,
         status: int = 200) -> ResponseReturnValue:  # fmt: skip
    return page("admin/experienced_ask.html", status=status, person=person, posting=posting, unit=unit, form=form,
                refused=refused, test=_test(person, posting))  # fmt: skip


def _test(person: Person, posting: Posting) -> tuple[Suggested, ...]:
    rows = rows_of([person.id]).get(person.id, Rows())
    has_plan = any(plan.is_formal and plan.ended_at is None for plan in rows.plans)
    return suggested_test(
        posting.job_role, posting.role_since, value("observation.experienced_years", today()), today(),
        is_countersigned=standing(facts_from(rows), now()).is_countersigned, has_formal_plan=has_plan,
    )  # fmt: skip
