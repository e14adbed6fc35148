"""Starting a one-to-one or a performance review; writing and signing it is the record's own business."""

from dataclasses import replace
from datetime import date, datetime

from app.history.actions import Actor
from app.people.models import Person
from app.people.queries import manager_of
from app.policy import supervision as policy
from app.policy.people import LINE_MANAGER
from app.policy.rules import insist
from app.records.actions import open_draft
from app.records.begun import untouched
from app.records.models import Record


def start(kind: str, subject: Person, manager: Person, by: Actor, now: datetime, today: date) -> Record:
    """Open the draft of a one-to-one or review held today (its day can be changed). Refused by Framework 8.1.

    A second press gives back the draft that was opened today and not written in yet.
    """
    holds = manager_of(subject.id, today)
    insist(policy.LEADING, policy.Meeting(subject.id == manager.id, holds is not None and holds.id == manager.id))
    begun = untouched(kind, subject.id, manager.id, today)
    if begun is not None:
        return begun
    answers = {"held_on": f"{today.day}/{today.month}/{today.year}"}
    return open_draft(kind, subject, manager, LINE_MANAGER, answers, replace(by, capacity=LINE_MANAGER), now,
                      happened_on=today)  # fmt: skip
