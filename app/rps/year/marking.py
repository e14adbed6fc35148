"""Marking that a session is on the Single Operating Platform, from its own page or from the list of those to log."""

from flask import abort

from app.auth.queries import actor
from app.language import read_day
from app.policy.rules import Refused
from app.records.pages import capacity
from app.records.queries import Found
from app.rps import actions
from app.rps.forms import LogForm
from app.web.clock import now, today
from app.web.guards import viewer


def mark(found: Found, form: LogForm) -> bool:
    """Log the session as the form says; True also where it is logged already. False leaves what is wrong in the form.

    404 for what is no session, 403 for one that is not the viewer's to log. Does not commit.
    """
    if found.record.kind != "rps":
        abort(404)
    found.insist("log")
    if found.record.logged_on:
        return True
    if not form.validate_on_submit():
        return False
    for_name = found.for_name if found.part else ""  # whoever takes over from somebody who has left acts for nobody
    who, on = actor(viewer(), capacity(found), for_name), read_day(form.on.data or "") or today()
    try:
        actions.log(found.record, on, (form.reference.data or "").strip(), who, now(), today())
    except Refused as why:
        form.on.errors = [each.words for each in why.breaches]
        return False
    return True
