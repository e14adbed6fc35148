"""The job that sends one urgent notice at once."""

from typing import Any

from flask import current_app

from app import jobs
from app.database import db
from app.history.actions import SERVICE, note
from app.language import LONDON
from app.notices import letters, mail
from app.notices.addresses import address
from app.notices.models import Notice
from app.notices.telling import TOLD
from app.web.clock import now

URGENT_NOT_SENT = "could not send an urgent e-mail"


def send(notice_id: int) -> None:
    """Send it, unless it was read or sent meanwhile, or its reader cannot be reached.

    A crash between sending and marking it as sent sends it twice: better than not at all, of what cannot wait.
    """
    notice, at = db.session.get(Notice, notice_id), now()
    if notice is None or notice.mailed_at or notice.read_at:
        return
    to = address(notice.person_id, at.astimezone(LONDON).date())
    subject, text = letters.urgent(TOLD[notice.code], link(notice))
    db.session.commit()  # nothing is held while the mail server is asked
    if to is None:
        return
    try:
        mail.send(to, subject, text)
    except mail.NotSent as problem:
        raise jobs.JobFailed(str(problem)) from problem
    notice.mailed_at = at
    db.session.commit()


def link(notice: Notice) -> str:
    """The address of the thing in the service."""
    told = TOLD[notice.code]
    values: dict[str, Any] = {told.argument: notice.thing_id} if told.argument else {}
    path = current_app.url_map.bind("").build(told.endpoint, values)
    return f"{current_app.config['SERVICE_ADDRESS']}{path}"


def given_up(problem: str, notice_id: int) -> None:
    """Leave it to the next day's e-mail, and let administrators know."""
    notice = db.session.get_one(Notice, notice_id)
    note(URGENT_NOT_SENT, "notice", notice.id, SERVICE, now(), subject_id=notice.person_id,
         reason=problem)  # fmt: skip
    db.session.commit()
