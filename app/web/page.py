"""A whole page, or just the block HTMX asked for, from one template."""

from typing import Any

from flask import Response, make_response, render_template, request
from jinja2_fragments.flask import render_block


def searched() -> str:
    """What is searched for, as the form's `q` says: at most 100 characters, without the one no database takes."""
    return request.values.get("q", "").replace("\0", "")[:100]


def page_number() -> int:
    """Which page of a list is asked for, from 1."""
    return min(max(request.args.get("page", 1, type=int) or 1, 1), 10_000)


def page(template: str, *, blocks: tuple[str, ...] = (), status: int = 200, **context: Any) -> Response:
    """Render `template`, or one of `blocks` if HTMX targets it. Permission checks belong in the view."""
    target = request.headers.get("HX-Target", "").rpartition("#")[2]
    if target in blocks:
        response = make_response(render_block(template, target, **context), status)
    else:
        response = make_response(render_template(template, **context), status)
    response.vary.add("HX-Target")
    return response
