"""The exit clock: how long a person stays countersigned, in words and as the length of a bar."""

from dataclasses import dataclass
from datetime import date, datetime

from app.language import GAP, day, moment, plural
from app.policy.assessor_facts import FORMAL_PLAN, NATIONAL_SECURITY, POM_LEARNING, PQIP_LEARNER, day_of, midnight
from app.policy.assessor_roles import Open

ACCENT, AMBER, RED = "accent", "amber", "red"
SOON = 28


@dataclass(frozen=True, slots=True)
class Clock:
    """Bold words, a bar of `share` in a hundred (None: no bar), what it ends with, and the `days` left, to sort by."""

    words: str
    note: str
    tone: str = ACCENT
    share: int | None = None
    days: int = 100_000


def clock(each: Open, today: date) -> Clock:
    """The exit clock of one open criterion."""
    since = day_of(each.since)
    if each.confirmed_at:
        ends_on = day_of(each.confirmed_at)
        return Clock("Confirmed", f"ends {day(ends_on)}", ACCENT, _share(since, ends_on, today), (ends_on - today).days)
    if each.is_hold and each.ends_on:
        return Clock("To be confirmed", f"ended {day(each.ends_on)}", RED, 100, -100_000 + (each.ends_on - today).days)
    until = each.ends_on or each.review_on
    if until:
        return _dated(since, until, today, "ends" if each.ends_on else "review")
    if each.criterion.number == POM_LEARNING:
        return _learning(each)
    notes = {NATIONAL_SECURITY: "only the senior operational lead can end it",
             FORMAL_PLAN: "ends when the plan is closed and confirmed",
             PQIP_LEARNER: "ends on qualifying, once confirmed"}  # fmt: skip
    return Clock("No end date", notes.get(each.criterion.number, "ends when it is decided"))


def _dated(since: date, until: date, today: date, what: str) -> Clock:
    left = (until - today).days
    if left < 0:
        return Clock(f"{plural(-left, 'day')} overdue", f"{what} was {day(until)}", RED, 100, left)
    words = "Today" if not left else f"{plural(left, 'day')} left" if left < 14 else f"{plural(left // 7, 'week')} left"
    return Clock(words, f"{what} {day(until)}", AMBER if left < SOON else ACCENT, _share(since, until, today), left)


def _share(since: date, until: date, today: date) -> int:
    whole = max((until - since).days, 1)
    return max(0, min(100, round(100 * (today - since).days / whole)))


def _learning(each: Open) -> Clock:
    done, _, rest = each.evidence.partition(" of ")
    if not rest:
        return Clock("No end date", "ends when learning is done and confirmed")
    total = int(rest.split()[0])
    left = total - int(done)
    share = round(100 * int(done) / total)
    return Clock(f"{plural(left, 'module')} left", "ends when done and confirmed", ACCENT, share)


def most_urgent(opened: tuple[Open, ...], today: date) -> tuple[Open, Clock] | None:
    """The open criterion that asks for something first, with its clock; None where none is open."""
    found = [(each, clock(each, today)) for each in opened]
    return min(found, key=lambda pair: (pair[1].days, pair[0].criterion.number), default=None)


def why(each: Open) -> str:
    """One sentence: the criterion, its paragraph, since when, and when it is expected to end."""
    words = f"{each.criterion.label} ({each.criterion.source.replace(' ', GAP, 1)}), since {day(day_of(each.since))}"
    if each.is_hold and each.ends_on:
        return f"{words}, ended {day(each.ends_on)}: countersigned until the ending is confirmed."
    if each.ends_on:
        return f"{words}, expected to end {day(each.ends_on)}."
    return f"{words}, to be reviewed {day(each.review_on)}." if each.review_on else f"{words}."


def when(at: datetime) -> str:
    """A day, with the minute where it was not its beginning."""
    return day(day_of(at)) if at == midnight(day_of(at)) else moment(at)
