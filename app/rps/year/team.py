"""The team's year: everyone in one line, as a file, and the sessions that are still to be logged."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.history.actions import note
from app.language import day, plural, read_day
from app.policy.rps_required import Year
from app.policy.rules import Refused
from app.records import queries as records
from app.rps import queries
from app.rps.before import queries as before
from app.rps.forms import LogForm
from app.rps.year import lines, marking, remembered, team_export, to_log, years
from app.rps.year.lines import Seen
from app.rps.year.team_list import ORDERS, PAGE, SHOWS, listed, narrowed
from app.rps.year.years import Member, year_on
from app.settings.queries import value
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, page_number
from app.web.workbook import answer, file_of

bp = Blueprint("team", __name__, url_prefix="/team")
LARGEST = 2**31 - 1  # id there can be


def _me() -> int:
    return viewer().person_id or 0


def _years() -> tuple[Year, Year]:
    """This year and the last."""
    this = year_on(today())
    return this, year_on(this.first - timedelta(days=1))


def _year() -> Year:
    """The year of the address: this one unless it says the last."""
    this, last = _years()
    return last if request.args.get("year") == str(last.first.year) else this


def _seen(members: Sequence[Member]) -> Seen:
    """The viewer, with those whose sessions are theirs to hold. One query where there are line managers."""
    me = _me()
    mine = {each.id for each in members if each.line_manager_id == me and not lines.is_manager(each)}
    if any(lines.is_manager(each) for each in members):
        mine |= set(db.session.scalars(years.managers_held(me, today())))
    return Seen(me, today(), frozenset(mine))


@bp.get("")
@may("see team")
def index() -> ResponseReturnValue:
    """One line a person, who needs attention first."""
    this, last = _years()
    year = _year()
    members = years.team(_me(), today(), now(), year)
    seen = _seen(members)
    found = listed(members, remembered.asked(viewer().account_id), seen, page_number())
    response = page(
        "rps/team.html", blocks=("team_rows",), found=found, year=year, this=this, last=last, members=members,
        totals=years.totals(members), today=today(), shows=SHOWS, orders=ORDERS, rules=_rules(),
        gone=queries.left_team(_me(), today(), this.first), per_page=PAGE,
        plans=bool(seen.holds_for),
    )  # fmt: skip
    remembered.keep(response, found.filters, viewer().account_id)
    return response


def _rules() -> dict[str, Any]:
    names = ("sessions", "observed", "manager_sessions", "hours_preset", "absence_days")
    return {name: value(f"rps.{name}", today()) for name in names}


def _taken(kind: str) -> tuple[list[Member], Year, str]:
    """The people as listed, the year, and in words whom the file is about. Notes that it was taken."""
    year = _year()
    members = years.team(_me(), today(), now(), year)
    roles = [each.job_role for each in members]
    asked = remembered.asked(viewer().account_id).known(roles)
    found = narrowed(members, asked, today())
    note(team_export.VERB, team_export.THING, 0, actor(viewer()), now(),
         reason=f"{kind}, {plural(len(found), 'person', 'people')}, year from {day(year.first)}")  # fmt: skip
    role = f", {asked.role}" if asked.role else ""
    return found, year, f"{SHOWS[asked.show]}{role}, of those {viewer().name} looks after"


@bp.get("/year.csv")
@may("see team", writes=True)
def year_csv() -> ResponseReturnValue:
    """The team's year as listed, as a file that any spreadsheet opens. That it was taken is history."""
    found, year, _ = _taken("CSV")
    db.session.commit()
    return file_of(team_export.rows(found, today()), f"supervision-year-{year.first.year}-{today()}.csv")


@bp.get("/year.xlsx")
@may("see team", writes=True)
def year_xlsx() -> ResponseReturnValue:
    """The team's year as listed, as a workbook. That it was taken is history."""
    found, year, words = _taken("XLSX")
    book: Any = team_export.book(viewer(), found, year, words, now(), today())
    db.session.commit()
    made: Response = answer(book, f"supervision-year-{year.first.year}-{today()}.xlsx")
    return made


@bp.get("/unlogged")
@may("see team")
def unlogged() -> ResponseReturnValue:
    """Sessions that are signed and not logged: the viewer's own to log, and those of the team that others log."""
    return _unlogged({}, 200)


@bp.post("/unlogged/<int:record_id>")
@may("see team")
def log(record_id: int) -> ResponseReturnValue:
    """Mark one of them as logged, and stay in the list."""
    found = records.find(viewer(), record_id, today())
    form = LogForm()
    if marking.mark(found, form):
        db.session.commit()
        return redirect(url_for(".unlogged", logged=record_id), 303)
    return _unlogged({record_id: form}, 422)


@bp.post("/unlogged/before/<int:held_id>")
@may("see team")
def log_before(held_id: int) -> ResponseReturnValue:
    """Mark a session held before this service as logged, for one of those the viewer looks after."""
    held, form = before.find(held_id, years.looked_after(_me(), today())), LogForm()
    if form.validate_on_submit():
        on, reference = read_day(form.on.data or "") or today(), (form.reference.data or "").strip()
        try:
            before.log_before(held.id, on, actor(viewer()), now(), reference)
            db.session.commit()
            flash(f"Logged: the session of {day(held.held_on)}.", "done")
            return redirect(url_for(".unlogged"), 303)
        except Refused as why:
            form.on.errors = [each.words for each in why.breaches]
    return _unlogged({f"before-{held_id}": form}, 422)


def _unlogged(forms: dict[int | str, LogForm], status: int) -> ResponseReturnValue:
    earlier = before.to_log(years.looked_after(_me(), today()), _years()[1].first)
    mine, total = to_log.led_by(_me())
    marked = min(max(request.args.get("logged", 0, type=int), 0), LARGEST) if not forms else 0
    return page(
        "rps/unlogged.html", blocks=("unlogged_rows",), status=status, mine=mine, total=total, forms=forms,
        others=to_log.of_team(_me(), today()), earlier=earlier, logged=to_log.logged(marked, _me()) if marked else None,
        today=today(),
    )  # fmt: skip
