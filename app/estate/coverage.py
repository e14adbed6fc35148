"""How everybody's year of supervision stands in the estate, by the same rules that `rps.year` works it out with."""

from collections.abc import Iterable

from app.estate.desk import Desk
from app.estate.people import Member
from app.estate.planned import RPS, Meeting, asked_of, default
from app.language import LONDON
from app.policy.rps_year import BOOKED, COMPLETE, HELD, Limits, Observation, Session, standing
from app.records.models import LOCKED
from app.rps.year.facts import DRAFTED, UNLOGGED, UNSIGNED


def write(desk: Desk, member: Member, meetings: Iterable[Meeting]) -> None:
    """One person's row of coverage."""
    calendar = desk.calendar
    today = calendar.today
    asked = asked_of(member, today)
    if not asked.parts:
        return
    first, last = asked.year.first, asked.year.last
    sessions = [
        _session(desk, each) for each in meetings
        if each.kind == RPS and not each.closed[0] and calendar.dates[each.day] >= first
        and (calendar.dates[each.day] <= last or each.state(calendar.now) == "draft")
    ]  # fmt: skip
    limits = Limits(*(default(f"rps.{key}", today) for key in ("amber_behind", "red_behind", "days_each")))
    it = standing(asked, sessions, today, limits)
    starts_at = it.next.starts_at.astimezone(LONDON) if it.next and it.next.starts_at else None
    minute = starts_at.hour * 60 + starts_at.minute if starts_at else 0
    next_at = calendar.at(calendar.number(starts_at.date()), minute) if starts_at else None
    desk.rows["coverage"].append((
        member.id, member.id, first.isoformat(), it.asked.sessions, it.asked.observed, it.complete, it.observed,
        it.incomplete, it.booked, it.behind, it.outstanding, it.level, next_at, today.isoformat(), today.isoformat(),
    ))  # fmt: skip


def _session(desk: Desk, it: Meeting) -> Session:
    calendar = desk.calendar
    now, state = calendar.now, it.state(calendar.now)
    stands, missing = HELD, ""
    if it.day >= now:
        stands = BOOKED
    elif state == LOCKED and it.logged < now:
        stands = COMPLETE
    else:
        missing = {"draft": DRAFTED, "sent": UNSIGNED, LOCKED: UNLOGGED}[state]
    seen = it.after
    watched = Observation(calendar.dates[seen.day], False, seen.state(now) == LOCKED) if seen else None
    return Session(calendar.dates[it.day], stands, False, watched, it.id,
                   calendar.moment(it.day, it.sheet.facts["start"]), missing, it.lead.name, it.lead.id)  # fmt: skip
