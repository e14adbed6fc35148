"""The register of assessor roles as a page and a file, and recording that OASys was changed."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.assessors import actions, nightly, register
from app.assessors.clock import when
from app.assessors.exports import COLUMNS, changes_of_many, register_book
from app.assessors.listing import Asked, listing
from app.assessors.models import RoleChange
from app.assessors.register import Entry, entries, narrow
from app.auth.queries import actor
from app.database import db
from app.history.actions import note
from app.language import day, plural
from app.policy.access import STAFF
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED, REVIEW, day_of
from app.policy.people import JOB_ROLES
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, page_number, searched
from app.web.workbook import answer, file_of

bp = Blueprint("role_register", __name__, url_prefix="/assessors")

PAGE = 25
SHOWS = {"countersigned": COUNTERSIGNED, "non-countersigned": NON_COUNTERSIGNED, "review": REVIEW, "all": ""}


def answers_for_people() -> bool:
    """Whether the viewer's job has people, or the account is not of staff."""
    role = JOB_ROLES.get(viewer().job_title)
    return viewer().role != STAFF or (role is not None and (role.is_line_manager or role.sees_unit or role.rank > 0))


def _asked() -> tuple[str, str, str]:
    """What is searched for, whom to show, and which team."""
    show = request.args.get("show", "countersigned")
    return searched(), show if show in SHOWS else "countersigned", request.args.get("team", "").replace("\0", "")[:200]


@bp.get("/")
@may("see assessor roles")
def index() -> ResponseReturnValue:
    """Everyone the viewer answers for, the most urgent first."""
    if not answers_for_people():
        abort(404)
    text, show, team = _asked()
    number = page_number()
    first = (number - 1) * PAGE
    found = listing(viewer(), now(), Asked(text, SHOWS[show], team), first, PAGE)
    return page(
        "assessors/index.html", listed=found.entries, total=found.total, first=first, number=number,
        more=found.total > first + PAGE, text=text, show=show, team=team, counts=found.counts,
        teams=found.teams, pending=register.count_pending(), shows=SHOWS,
    )  # fmt: skip


@bp.get("/register.csv")
@may("see assessor roles")
def register_csv() -> ResponseReturnValue:
    """The register as shown, as a file that any spreadsheet opens. Reasons are not in it."""
    if not answers_for_people():
        abort(404)
    text, show, team = _asked()
    found = narrow(entries(viewer(), now()), text, SHOWS[show], team)
    return file_of([COLUMNS, *(_cells(entry) for entry in found)], f"assessor-roles-{today()}.csv")


@bp.get("/register.xlsx")
@may("see assessor roles", writes=True)
def register_xlsx() -> ResponseReturnValue:
    """The register as shown, and every change of the same people, as a workbook. That it was taken is history."""
    if not answers_for_people():
        abort(404)
    text, show, team = _asked()
    everyone = narrow(entries(viewer(), now()), text, "", team)
    shown, changed = narrow(everyone, "", SHOWS[show], ""), changes_of_many([e.person_id for e in everyone], today())
    book = register_book(viewer(), shown, changed, _in_words(text, show, team), now())
    note("assessor roles downloaded", nightly.THING, 0, actor(viewer()), now(),
         reason=f"{plural(len(shown), 'person', 'people')}, {plural(len(changed), 'change')}")  # fmt: skip
    db.session.commit()
    return answer(book, f"assessor-roles-{today()}.xlsx")


def _in_words(text: str, show: str, team: str) -> str:
    whom = {"review": "Whose legacy role is to be reviewed", "all": "Everyone"}.get(show, SHOWS[show])
    found = f", found by “{text}”" if text else ""
    return f"{whom}{found}, {team or 'all teams'}, of those {viewer().name} answers for"


def _cells(entry: Entry) -> tuple[str, ...]:
    main, clock = entry.main, entry.clock
    because = "; ".join(each.criterion.label for each in entry.standing.open)
    since = f"{day_of(main.since)}" if main else ""
    return (entry.staff_number, entry.name, entry.job_role, entry.team, entry.unit, entry.standing.role, because,
            main.criterion.source if main else "", since, entry.decided_by, clock.words if clock else "",
            clock.note if clock else "")  # fmt: skip


@bp.get("/oasys")
@may("record assessor roles in OASys")
def oasys() -> ResponseReturnValue:
    """Changes that OASys does not show yet."""
    return _oasys()


def _oasys(errors: Sequence[tuple[str, str]] = (), status: int = 200) -> ResponseReturnValue:
    number = page_number()
    found = register.pending(PAGE + 1, (number - 1) * PAGE)
    return page("assessors/oasys.html", status=status, errors=errors, changes=found[:PAGE], more=len(found) > PAGE,
                number=number, total=register.count_pending(), when=when)  # fmt: skip


@bp.post("/oasys")
@may("record assessor roles in OASys")
def applied() -> ResponseReturnValue:
    """Record that OASys was changed for those ticked. It decides nothing."""
    ids = [int(each) for each in request.form.getlist("change") if each.isascii() and each.isdigit()][:PAGE]
    if not ids:
        return _oasys([("changes", "Tick at least one change, or change OASys first")], 422)
    changes = db.session.query(RoleChange).filter(RoleChange.id.in_(ids)).order_by(RoleChange.id).all()
    by: Any = actor(viewer())
    done = sum(actions.apply(change, viewer().account_id, by, now()) for change in changes)
    db.session.commit()
    flash(f"Recorded for {plural(done, 'change')}." if done else "What you ticked is recorded already.")
    return redirect(url_for(".oasys"), 303)


@bp.post("/oasys/look")
@may("record assessor roles in OASys")
def look() -> ResponseReturnValue:
    """Write into the register what changed by the facts alone since it was last done."""
    made = register.catch_up_all(now())
    nightly.done(actor(viewer()), now(), made)
    db.session.commit()
    flash(f"{made} new, {day(today())}.")
    return redirect(url_for(".oasys"), 303)
