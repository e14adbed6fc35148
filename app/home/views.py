"""For you, a person, records, search, and the pages every service has."""

from typing import Any

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue

from app.history.search import search as search_history
from app.home import about_year, strips
from app.home.about import rule_book
from app.home.about_countersigning import tables
from app.home.cover import covering_words
from app.home.rows import CLOCK, DUE, OVERDUE, rows
from app.notices import queries as notices
from app.notices import work
from app.notices.rows import row as notice_row
from app.people import queries as people
from app.policy.access import STAFF, Viewer
from app.policy.people import is_line_manager_role, is_practitioner, sees_totals_only
from app.policy.rps import HOLDING
from app.policy.rules import breaches
from app.policy.settings import SETTINGS
from app.records import listing, typed
from app.records.kinds import KINDS
from app.rps import queries as rps
from app.rps.year import years
from app.rps.year.years import Member
from app.settings.queries import value
from app.supervision import queries as supervision
from app.web.clock import now, today
from app.web.guards import may, open_to_all, viewer
from app.web.page import page, page_number, searched

bp = Blueprint("home", __name__)

PAGE = 25


@bp.get("/")
@may("see own work list")
def index() -> ResponseReturnValue:
    """Everything that waits for the viewer, oldest and most urgent first."""
    me = viewer()
    waiting, g.waiting = work.waiting(me.person_id, now(), today(), me.role)  # so the navigation asks no second time
    found, total = rows(waiting, now()), g.waiting.total
    groups = [(title, [row for row in found if row.group == group])
              for group, title in ((CLOCK, "Clock running"), (OVERDUE, "Overdue"), (DUE, "Due"))]  # fmt: skip
    return page("home/index.html", blocks=("work_rows", "notice_rows"), groups=groups, total=total,
                strips=strips.strips(me.person_id, today(), now()), said=strips, at=now(), today=today(),
                covering=covering_words(me, today()), **what_happened(me))  # fmt: skip


def what_happened(me: Viewer) -> dict[str, Any]:
    """The latest the viewer was told and has not read, and how many there are; None for those never told anything."""
    if me.person_id is None:
        return {"told": None, "unread": 0}
    found, unread = notices.latest_unread(me)
    return {"told": [notice_row(each) for each in found], "unread": unread}


@bp.get("/people")
@may("see people")
def find() -> ResponseReturnValue:
    """Search for a person the viewer may see."""
    text = searched()
    found = people.search(viewer(), text, today(), 25)
    return page("home/find.html", blocks=("people_rows",), found=found, text=text)


@bp.get("/people/<int:person_id>")
@may("see people")
def person(person_id: int) -> ResponseReturnValue:
    """One person: who they are, their records as far as the viewer may see them, and what can be done next."""
    (found, place), me = people.visible_place(viewer(), person_id, today()), viewer().person_id
    if found is None:
        abort(404)
    manages = place is not None and me is not None and place.posting.line_manager_id == me
    close = manages or me == person_id
    role = place.posting.job_role if place else ""
    return page(
        "home/person.html", person=found, place=place, manages=manages, kinds=KINDS,
        records=listing.of_person(viewer(), person_id, today(), limit=PAGE) if me else [],
        observes=manages and is_practitioner(role),
        assessor_role=is_practitioner(role) and (close or me is None),
        supervises=_supervises(me, person_id, role, manages=manages),
        actions=typed.open_actions(person_id) if close else [], today=today(),
        rhythm=supervision.rhythm(viewer(), person_id, today()) if close and me else None,
        year=_year(person_id) if close or not sees_totals_only(viewer().job_title) else None, close=close, said=strips,
    )  # fmt: skip


def _year(person_id: int) -> Member | None:
    """The year of somebody the viewer may see; not for the accounts that look after the service."""
    member = years.of_person(person_id, today(), now()) if viewer().role == STAFF else None
    return member if member and strips.has_year(member.standing) else None


def _supervises(me: int | None, person_id: int, role: str, *, manages: bool) -> bool:
    """Whether to offer a session: to the line manager, and for a line manager to whoever else may hold it (6.4)."""
    if manages or me is None or not is_line_manager_role(role):
        return manages and (is_practitioner(role) or is_line_manager_role(role))
    pair = rps.pair(person_id, me, today())
    return pair is not None and not breaches(HOLDING, pair.facts)


@bp.get("/records")
@may("take part in records")
def records() -> ResponseReturnValue:
    """The viewer's records: those about them, or those they lead."""
    mine = request.args.get("show") != "led"
    number = page_number()
    where: dict[str, Any] = {"limit": PAGE + 1, "offset": (min(number, 10_000) - 1) * PAGE}
    me = viewer()
    listed = listing.of_person(me, me.person_id or 0, today(), **where) if mine else listing.led_by(me, **where)
    return page("home/records.html", blocks=("record_rows",), listed=listed[:PAGE], more=len(listed) > PAGE, mine=mine,
                number=number, kinds=KINDS)  # fmt: skip


@bp.get("/history")
@may("search history")
def history() -> ResponseReturnValue:
    """Search what happened. History never holds what people wrote."""
    text = searched()
    number = page_number()
    found = search_history(text, limit=PAGE + 1, offset=(min(number, 100_000) - 1) * PAGE)
    return page("home/history.html", blocks=("event_rows",), events=found[:PAGE], more=len(found) > PAGE, text=text,
                number=number)  # fmt: skip


@bp.get("/help")
@open_to_all
def help() -> ResponseReturnValue:
    """How to do the common things."""
    return page("home/help.html")


@bp.get("/rules")
@open_to_all
def rules() -> ResponseReturnValue:
    """Every rule the service applies, with the paragraph it comes from."""
    return page("home/rules.html", settings=list(SETTINGS.values()), day=today(), value=value,
                most_cases=value("rps.cases", today()), **rule_book(), **tables(),
                **about_year.tables(today()))  # fmt: skip


@bp.get("/accessibility")
@open_to_all
def accessibility() -> ResponseReturnValue:
    """How accessible the service is, and what to do when it is not."""
    return page("home/accessibility.html")


@bp.get("/keeping")
@open_to_all
def keeping() -> ResponseReturnValue:
    """What we keep and for how long."""
    return page("home/keeping.html", value=value, day=today())
