"""Who stands in for whom in the demo: what the head delegated to her deputy, and a manager who is away this week."""

from datetime import date, datetime, timedelta

from app.demo.cast import Cast
from app.demo.timeline import Story, Timeline, back, moment
from app.history.actions import SERVICE
from app.language import LONDON
from app.people import cover, delegations
from app.policy.cover import KINDS
from app.policy.delegation import RECALL, RPS


def delegate(cast: Cast, deputy: str, head: str, begins: datetime, today: date) -> None:
    """Both delegations on file from the beginning, until half a year from today."""
    to, by = cast.by_number[deputy].person, cast.by_number[head].person
    first = begins.astimezone(LONDON).date()
    for kind in (RPS, RECALL):
        delegations.delegate(to, kind, by, first, today + timedelta(days=182), SERVICE, begins, first)


def cover_for(cast: Cast, timeline: Timeline, away: str, stand_in: str, today: date) -> None:
    """The manager recorded two working days ago that a colleague covers everything until next week."""
    manager, colleague = cast.by_number[away], cast.by_number[stand_in].person
    starts_on = back(today, 2)

    def story() -> Story:
        at = yield moment(starts_on, 16, 40)
        by = manager.acting(manager.posting.job_role)
        cover.record(manager.person, colleague, KINDS, starts_on, today + timedelta(days=8), by, at, starts_on)

    timeline.begin(story())
