"""Starting one-to-ones and reviews, and the lists of a line manager's and of one's own."""

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from app.auth.queries import actor
from app.database import db
from app.people.queries import person, visible
from app.policy.people import LINE_MANAGER
from app.records.kinds import KINDS
from app.settings.queries import value
from app.supervision import actions, queries
from app.web.clock import now, today
from app.web.guards import may, viewer
from app.web.page import page, page_number

bp = Blueprint("supervision", __name__, url_prefix="/supervision")

PAGE = 25


@bp.get("")
@may("supervise")
def index() -> ResponseReturnValue:
    """The viewer's team: the last one-to-one and review of each, and when the next is suggested."""
    number = page_number()
    first = (number - 1) * PAGE
    members, total = queries.team(viewer().person_id or 0, today(), limit=PAGE, offset=first)
    return page(
        "supervision/index.html", blocks=("supervision_rows",), members=members, total=total, number=number,
        first=first, more=total > first + len(members), weeks=value("supervision.weeks", today()), today=today(),
    )  # fmt: skip


@bp.get("/mine")
@may("take part in records")
def mine() -> ResponseReturnValue:
    """The viewer's own one-to-ones and reviews."""
    number, me = page_number(), viewer()
    listed = queries.about(me.person_id or 0, limit=PAGE + 1, offset=(number - 1) * PAGE)
    return page(
        "supervision/mine.html", blocks=("mine_rows",), listed=listed[:PAGE], more=len(listed) > PAGE, number=number,
        rhythm=queries.rhythm(me, me.person_id or 0, today()), kinds=KINDS, weeks=value("supervision.weeks", today()),
        today=today(),
    )  # fmt: skip


@bp.post("/<int:person_id>/one-to-one")
@may("supervise")
def one_to_one(person_id: int) -> ResponseReturnValue:
    """Open the draft of a one-to-one with somebody the viewer manages, for today."""
    return _start(person_id, queries.ONE_TO_ONE)


@bp.post("/<int:person_id>/review")
@may("supervise")
def review(person_id: int) -> ResponseReturnValue:
    """Open the draft of a performance review of somebody the viewer manages, for today."""
    return _start(person_id, queries.REVIEW)


def _start(person_id: int, kind: str) -> ResponseReturnValue:
    subject, me = visible(viewer(), person_id, today()), person(viewer().person_id or 0)
    if subject is None or me is None:
        abort(404)
    record = actions.start(kind, subject, me, actor(viewer(), LINE_MANAGER), now(), today())
    db.session.commit()
    return redirect(url_for("drafts.edit", record_id=record.id), 303)
