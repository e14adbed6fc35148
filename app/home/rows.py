"""One row of the work list in words: how late or how soon, what, whose, and why it is here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from app.language import GAP, LONDON, day, day_month, plural
from app.notices.work import WORDS
from app.policy import working_days
from app.settings.queries import holidays

CLOCK, OVERDUE, DUE = "clock", "overdue", "due"


@dataclass(frozen=True)
class Row:
    """A work row as it is shown: when (bold) and due (soft), what with its address, whose, why, and the one action."""

    group: str
    when: str
    due: str
    late: bool
    title: str
    url: str
    whose: str
    reason: str
    action: str
    clock: None = None


def rows(found: list[Any], today: date) -> list[Row]:
    """The rows of a work list, in the order given."""
    extra = holidays(today) if found else ()
    return [_row(item, today, extra) for item in found]


def _row(item: Any, today: date, extra: Any) -> Row:
    words = WORDS[item.code]
    about = day(item.about) if item.about else "this record"
    shown = {"about": about, "whose": item.whose, "words": item.words}
    late = item.due_on is not None and item.due_on < today
    when, note = _when(item.due_on, today, extra)
    return Row(
        group=CLOCK if item.clock else OVERDUE if late else DUE,
        when=when,
        due=note,
        late=late,
        title=words.title.format(**shown),
        url=url_for(words.endpoint, **({words.argument: item.thing_id} if words.argument else {})),
        whose=", ".join(filter(None, (item.whose, _waiting(item.since, today, extra)))),
        reason=words.reason.format(**shown).replace("Framework ", f"Framework{GAP}"),
        action=words.verb,
    )


def _when(due: date | None, today: date, extra: Any) -> tuple[str, str]:
    if due is None:
        return "No date", ""
    if due < today:
        late = _between(due, today, extra)
        return f"{plural(late, 'day')} late" if late else "Late", f"due {day_month(due)}"
    if due == today:
        return "Today", ""
    ahead = _between(today, due, extra)
    words = "Tomorrow" if (due - today).days == 1 else f"In {plural(ahead, 'day')}" if ahead else "Soon"
    return words, f"{due:%A} {day_month(due)}"


def _between(first: date, last: date, extra: Any) -> int:
    """Working days from one to the other; 0 where the bank holidays of a year are not known, so none is named."""
    try:
        return working_days.between(first, last, extra)
    except working_days.UnknownYear:
        return 0


def _waiting(since: datetime, today: date, extra: Any) -> str:
    began = since.astimezone(LONDON).date()
    if began >= today:
        return "since today" if began == today else ""
    days = _between(began, today, extra)
    return f"waiting {plural(days, 'working day')}" if days else "since the last working day"
