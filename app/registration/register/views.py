"""The pages of the Professional Register: one’s own, and of those one looks after; and starting a declaration."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.people.models import Person
from app.people.queries import person
from app.policy.access import NotThere
from app.policy.people import PRACTITIONER
from app.policy.registration import PAST, SOON, STATUS_WORDS, renewal_state
from app.policy.rules import Refused
from app.registration.declaring import actions as declaring
from app.registration.declaring.actions import NOT_MADE, STATES
from app.registration.register import entries
from app.registration.register import listing as register_list
from app.settings.queries import value
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, page_number, searched

bp = Blueprint("register", __name__)


@bp.get("/registration")
@may("see own registration")
def mine() -> ResponseReturnValue:
    """What the register says of the viewer, whether they are eligible and why, and their declarations."""
    return _mine(_me())


@bp.post("/registration/declarations")
@may("see own registration")
def declare() -> ResponseReturnValue:
    """Start a declaration for the evidence year chosen."""
    me = _me()
    try:
        year_start = date.fromisoformat(request.form.get("year", ""))
    except ValueError:
        return _mine(me, error="Choose the evidence year", status=422)
    try:
        record = declaring.start(me, year_start, actor(viewer(), PRACTITIONER), now())
    except Refused as refused:
        db.session.rollback()
        return _mine(_me(), refused=refused, status=409)
    db.session.commit()
    return redirect(url_for("drafts.edit", record_id=record.id), 303)


@bp.get("/register")
@may("see registration")
def people() -> ResponseReturnValue:
    """Status, renewal and declaration of everyone the viewer looks after; of everyone for an administrator."""
    show = request.args.get("show", "")
    show = show if show in register_list.SHOWS else ""
    number, text = page_number(), searched()
    found = register_list.listing(viewer(), today(), text, show, number)
    return page(
        "registration/people.html", blocks=("register_rows",), found=found, text=text, show=show, number=number,
        shows=register_list.SHOWS, per_page=register_list.PAGE, soon=SOON, past=PAST,
        days=value("register.renewal_days", today()),
    )  # fmt: skip


@bp.get("/register/<int:person_id>")
@may("see registration")
def person_page(person_id: int) -> ResponseReturnValue:
    """What the register says of somebody the viewer looks after."""
    if person_id == viewer().person_id:
        return redirect(url_for(".mine"), 303)
    who = register_list.find(viewer(), person_id, today())
    return page("registration/person.html", who=who, **_about(who))


def _me() -> Person:
    found = person(viewer().person_id or 0)
    if found is None:
        raise NotThere
    return found


def _mine(me: Person, *, error: str = "", refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    return page(
        "registration/mine.html", status=status, who=me, refused=refused,
        error=error, may_confirm=declaring.confirmed_by(me.id, today()) is not None, **_about(me),
    )  # fmt: skip


def _about(who: Person) -> dict[str, Any]:
    """The entry in force, whether they are eligible, every entry, and a declaration or none of each open year."""
    found, years = entries.history(who.id), declaring.open_years(today())
    declared = declaring.of_years(who.id, years)
    entry = next((each for each in found if each.starts_on <= today()), None)
    ahead = value("register.renewal_days", today())
    renewal = renewal_state(entry.status, entry.renewal_on, today(), ahead) if entry else ""
    return {
        "entry": entry, "history": found, "eligible": entries.eligible(who.id, today()), "words": STATUS_WORDS,
        "renewal": renewal, "soon": SOON, "past": PAST, "states": STATES, "not_made": NOT_MADE,
        "due_on": declaring.due_on(entry.renewal_on, today()) if entry and entry.renewal_on else None,
        "years": [(year, declared.get(year[0])) for year in years],
    }  # fmt: skip
