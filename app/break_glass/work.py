"""What stands on lists: proposals that wait for a director, records open to a reader, months to look back on."""

from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import Date, cast, false, func, literal, null, select

from app.break_glass import telling
from app.break_glass.models import Proposal, Review
from app.break_glass.standing import decides
from app.notices.tally import counted_as
from app.notices.telling import declare
from app.notices.work import WORDS, Wording, offer, offer_to_role
from app.people.models import Person
from app.policy.access import AUDITOR
from app.policy.break_glass import SOURCE
from app.records.models import OpenedTo
from app.records.opened import is_on
from app.records.work import NO_CLOCK

DECIDE, READ, LOOK_BACK = "opening.decide", "opening.read", "opening.review"
OF_STAFF = {
    DECIDE: Wording(
        "Decide", "Decide whether their records are opened", f"For a formal process. Two directors from outside"
        f" their line approve, or one declines ({SOURCE}).", "break_glass.show", "proposal_id"),
    READ: Wording(
        "Read", "Read the records open to you", f"For a formal process. It closes by itself ({SOURCE}).",
        "break_glass.mine", ""),
}  # fmt: skip
OF_ASSURANCE = {
    LOOK_BACK: Wording(
        "Review", "Review what was opened in the month to {about}", "An assurance reader who proposed none of it"
        f" confirms what was proposed, approved and read ({SOURCE}).", "break_glass.review", "review_id"),
}  # fmt: skip
COUNTED = {
    DECIDE: ("proposal to open records", "proposals to open records"),
    READ: ("person whose records are open to you", "people whose records are open to you"),
}
NO_DAY = cast(null(), Date)


def to_decide(person_id: int, _now: datetime, today: date) -> Any:
    """A row for each proposal that waits for this director."""
    waits = (Proposal.decided_how.is_(None)) & (Proposal.expires_on >= today)
    mine = decides(person_id, today, waits) if is_on(today) else false()
    return (
        select(literal(DECIDE).label("code"), Proposal.id.label("thing_id"), Person.name.label("whose"),
               NO_DAY.label("about"), Proposal.proposed_at.label("since"), Proposal.expires_on.label("due_on"),
               NO_CLOCK.label("clock"), literal("").label("words"))
        .select_from(Proposal)
        .join(Person, Person.id == Proposal.subject_id)
        .where(waits, mine)
    )  # fmt: skip


def to_read(person_id: int, now: datetime, today: date) -> Any:
    """A row for each proposal whose records are open to this reader."""
    return (
        select(literal(READ).label("code"), OpenedTo.proposal_id.label("thing_id"), Person.name.label("whose"),
               NO_DAY.label("about"), func.min(OpenedTo.opened_at).label("since"),
               func.min(OpenedTo.last_day).label("due_on"), NO_CLOCK.label("clock"), literal("").label("words"))
        .select_from(OpenedTo)
        .join(Proposal, Proposal.id == OpenedTo.proposal_id)
        .join(Person, Person.id == Proposal.subject_id)
        .where(OpenedTo.person_id == person_id, OpenedTo.ends_at > now if is_on(today) else false())
        .group_by(OpenedTo.proposal_id, Person.name)
    )  # fmt: skip


def to_review(_now: datetime, today: date) -> Any:
    """A row for each month that is over and nobody has confirmed."""
    return (
        select(literal(LOOK_BACK).label("code"), Review.id.label("thing_id"), literal("").label("whose"),
               Review.up_to.label("about"), Review.since.label("since"), Review.due_on.label("due_on"),
               NO_CLOCK.label("clock"), literal("").label("words"))
        .where(Review.reviewed_at.is_(None), Review.up_to < today)
    )  # fmt: skip


def init_app(_app: Flask) -> None:
    """Put the rows on the lists, and declare what is told."""
    declare(telling.CODES)
    offer(to_decide, OF_STAFF)
    offer(to_read, {})
    WORDS.update(OF_ASSURANCE)
    offer_to_role(AUDITOR, to_review)
    counted_as(COUNTED)
