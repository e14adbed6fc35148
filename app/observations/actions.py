"""Starting an observation of practice, booking one ahead, moving it, and holding it."""

from dataclasses import replace
from datetime import date, datetime

from app.database import db
from app.history.actions import Actor, note
from app.language import LONDON, clock_time
from app.observations.delegates import is_passed_on
from app.observations.queries import is_booked
from app.people.models import Person
from app.people.queries import posting_on
from app.people.stand_ins import acts_for
from app.policy import observations as policy
from app.policy.people import LINE_MANAGER, leads_as_delegate
from app.policy.rules import Breach, Refused, insist
from app.records.actions import open_draft
from app.records.answers import rewrite
from app.records.begun import untouched
from app.records.models import DRAFT, Record
from app.settings.queries import choices, deadline


def start(
    practitioner: Person, observer: Person, by: Actor, now: datetime, today: date, *, passed_on_as: str = ""
) -> Record:
    """Open the form for an observation held today (its day can be changed). Refused by Framework 6.3.

    A second press gives back the form that was opened today and not written in yet. `passed_on_as` is what a delegate
    acts as, "" for the line manager or whoever covers for them; `passing.observe` asks the rules of that first.
    """
    by = _acting(practitioner, observer, by, today, now, passed_on_as)
    begun = untouched("observation", practitioner.id, observer.id, today)
    if begun is not None:
        return begun
    written = _written(today)
    answers = {"observed_on": written, "feedback_on": written, **_nothing_seen(today)}
    return _open(practitioner, observer, answers, by, now, today)


def book(
    practitioner: Person, observer: Person, at: datetime, by: Actor, now: datetime, *, minutes: int = 60,
    passed_on_as: str = "",
) -> Record:  # fmt: skip
    """Book an observation for an instant ahead (one in the past opens its record straight away). Refused by Framework
    6.3, as of its day, and where the person is observed at that time already. `passed_on_as` as above.
    """
    if is_booked(practitioner.id, at):
        words = f"An observation of {practitioner.name} is already planned for that time."
        raise Refused(Breach("Domain guide C4", words, "Find it under Records, or choose another time."))
    day = at.astimezone(LONDON).date()
    by = _acting(practitioner, observer, by, day, at, passed_on_as)
    answers = {**_when(at), "minutes": str(minutes), **_nothing_seen(day)}
    return _open(practitioner, observer, answers, by, now, day, at)


def move(record: Record, at: datetime, session_at: datetime | None, reason: str, by: Actor, now: datetime, *,
         minutes: int) -> None:  # fmt: skip
    """Move a booked observation; the earlier time stays in its history. `session_at`: when the session after it starts.

    Refused by Framework 6.3 where it would come after that session, is no longer ahead, or would be on a day on which
    it is not its observer's.
    """
    if record.state != DRAFT or record.planned_at is None or record.planned_at <= now:
        raise Refused(Breach("Framework 6.3", "Only an observation that is still ahead can be moved.", "Plan another."))
    insist(policy.ORDER, policy.Order(at, session_at))
    day = at.astimezone(LONDON).date()
    if leads_as_delegate(record.lead_capacity):
        if not is_passed_on(record, day):
            raise Refused(Breach("Framework 6.3", "An observation on that day is not passed on to you.", "Choose a day"
                                 " in the year it is passed on for."))  # fmt: skip
    else:
        _acting(db.session.get_one(Person, record.subject_id), db.session.get_one(Person, record.lead_id), by, day, at)
    _move(record, at, {**_when(at), "minutes": str(minutes)}, reason, by, now)


def hold(record: Record, by: Actor, now: datetime) -> None:
    """Bring an observation that is booked ahead forward to this moment, so that its record can be written."""
    if record.planned_at is not None and record.planned_at > now:
        _move(record, now.replace(second=0, microsecond=0), _when(now), "Held earlier.", by, now)


def _move(record: Record, at: datetime, answers: dict[str, str], reason: str, by: Actor, now: datetime) -> None:
    was_at, day = (record.planned_at or record.since).astimezone(LONDON), at.astimezone(LONDON).date()
    record.planned_at = record.since = at
    record.happened_on = day
    record.due_on = deadline("observation.feedback_days", day, now.astimezone(LONDON).date())
    rewrite(record.id, answers, now)
    words = f"from {was_at:%-d %B %Y} at {clock_time(was_at)}. {reason}".strip()
    note("moved the observation", "record", record.id, by, now, subject_id=record.subject_id, reason=words)


def _when(at: datetime) -> dict[str, str]:
    return {"observed_on": _written(at.astimezone(LONDON).date()), "started": clock_time(at)}


def _written(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _acting(practitioner: Person, observer: Person, by: Actor, day: date, at: datetime, passed_on_as: str = ""
            ) -> Actor:  # fmt: skip
    """As what and for whom this person observes at that instant of the day. Raises Refused where they may not."""
    posting = posting_on(practitioner.id, day)
    if posting is None:
        raise Refused(Breach("Framework 6.3", f"{practitioner.name} is not in post on that day."))
    is_manager = posting.line_manager_id == observer.id
    for_name = "" if is_manager or passed_on_as else acts_for(observer.id, practitioner.id, day, at)
    insist(policy.STARTING, policy.Observing(
        is_same_person=practitioner.id == observer.id, is_line_manager=is_manager, practitioner_role=posting.job_role,
        covers=bool(for_name), is_passed_on=bool(passed_on_as),
    ))  # fmt: skip
    return replace(by, capacity=passed_on_as or LINE_MANAGER, for_name=for_name)


def _nothing_seen(day: date) -> dict[str, str]:
    seen = {f"rating_{code}": policy.NOT_SEEN for code, _ in choices("observation.headings", on=day)[0]}
    return {"recording": "live", **seen}


def _open(practitioner: Person, observer: Person, answers: dict[str, str], by: Actor, now: datetime, day: date,
          planned_at: datetime | None = None) -> Record:  # fmt: skip
    due_on = deadline("observation.feedback_days", day, now.astimezone(LONDON).date())
    return open_draft("observation", practitioner, observer, by.capacity, answers, by, now, planned_at=planned_at,
                      happened_on=day, due_on=due_on)  # fmt: skip
