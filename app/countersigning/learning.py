"""Learning points over time: one's own, and those of someone one manages."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from app.countersigning import points
from app.settings.queries import value
from app.web.clock import today
from app.web.guards import may, viewer
from app.web.page import page, page_number

bp = Blueprint("learning", __name__, url_prefix="/countersigning/learning")

PAGE = 25


@bp.get("")
@may("see countersigning")
def own() -> ResponseReturnValue:
    """What the viewer's own send-backs were about."""
    me = viewer().person_id
    if me is None:
        abort(404)
    return person(me)


@bp.get("/<int:person_id>")
@may("see countersigning")
def person(person_id: int) -> ResponseReturnValue:
    """What an author's send-backs were about, for the author and their line manager."""
    author, day = points.author(viewer(), person_id, today()), today()
    number = page_number()
    listed = points.raised(author.id, (number - 1) * PAGE, PAGE + 1)
    return page(
        "countersigning/learning.html", author=author, is_own=author.id == viewer().person_id, number=number,
        listed=listed[:PAGE], more=len(listed) > PAGE, themes=points.themes(author.id, day),
        months=value("countersign.focus_months", day),
    )  # fmt: skip
