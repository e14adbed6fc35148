"""Starting an observation of practice."""

from datetime import date, datetime

from app.history.actions import Actor
from app.observations.queries import untouched
from app.people.models import Person
from app.people.queries import posting_on
from app.policy import observations as policy
from app.policy.people import LINE_MANAGER
from app.policy.rules import Breach, Refused, insist
from app.records.actions import open_draft
from app.records.models import Record
from app.settings.queries import choices, deadline


def start(practitioner: Person, observer: Person, by: Actor, now: datetime, today: date) -> Record:
    """Open the form for an observation held today (its day can be changed). Refused by Framework 6.3.

    A second press gives back the form that was opened today and not written in yet.
    """
    posting = posting_on(practitioner.id, today)
    if posting is None:
        raise Refused(Breach("Framework 6.3", f"{practitioner.name} is not in post today."))
    insist(
        policy.STARTING,
        policy.Observing(
            is_same_person=practitioner.id == observer.id,
            is_line_manager=posting.line_manager_id == observer.id,
            practitioner_role=posting.job_role,
        ),
    )
    begun = untouched(practitioner.id, observer.id, today)
    if begun is not None:
        return begun
    seen = {f"rating_{code}": policy.NOT_SEEN for code, _ in choices("observation.headings", on=today)[0]}
    written = f"{today.day}/{today.month}/{today.year}"
    answers = {"observed_on": written, "feedback_on": written, "recording": "live", **seen}
    return open_draft(
        "observation", practitioner, observer, LINE_MANAGER, answers, by, now, happened_on=today,
        due_on=deadline("observation.feedback_days", today, today),
    )  # fmt: skip
