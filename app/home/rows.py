"""One row of the work list in words: how late or how soon, what, whose, and why it is here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for

from app.language import GAP, LONDON, day
from app.notices.waiting import Clock, clock, waited, when
from app.notices.work import MARK, WORDS
from app.settings.queries import holidays

CLOCK, OVERDUE, DUE = "clock", "overdue", "due"
SPOKEN = (5, 15, 30, 60)  # minutes


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
    clock: Clock | None = None
    spoken: str = ""


def rows(found: list[Any], now: datetime) -> list[Row]:
    """The rows of a work list, in the order given, as they stand at this moment."""
    today = now.astimezone(LONDON).date()
    extra = holidays(today) if found else ()
    return [_row(item, now, today, extra) for item in found]


def _row(item: Any, now: datetime, today: date, extra: Any) -> Row:
    words = WORDS[item.code]
    about = day(item.about) if item.about else "this record"
    thing, _, more = item.words.partition(MARK)
    shown = {"about": about, "whose": item.whose, "words": thing, "more": more}
    late = item.due_on is not None and item.due_on < today
    words_when, note = when(item.due_on, today, extra)
    title = words.title.format(**shown)
    return Row(
        group=CLOCK if item.clock else OVERDUE if late else DUE,
        when=words_when,
        due=note,
        late=late,
        title=title,
        url=url_for(words.endpoint, **({words.argument: item.thing_id} if words.argument else {})),
        whose=_whose(item.whose, waited(item.since, today, extra, now if item.clock else None)),
        reason=_kept_together(words.reason.format(**shown)),
        action=words.verb,
        clock=clock(item.clock, now) if item.clock else None,
        spoken=_spoken(title, item.clock - now) if item.clock else "",
    )


def _whose(name: str, waits: str) -> str:
    """Whose it is and how long it waits; with a capital letter where no name stands in front."""
    words = ", ".join(filter(None, (name, waits)))
    return words[:1].upper() + words[1:]


def _kept_together(words: str) -> str:
    """The name of a policy and the number of its paragraph on one line."""
    return words.replace("Framework ", f"Framework{GAP}").replace("Standards ", f"Standards{GAP}")


def _spoken(title: str, left: timedelta) -> str:
    """What a screen reader hears of a running clock: something new at 60, 30, 15 and 5 minutes, and once it is late."""
    if left < timedelta():
        return f"{title}: the limit has passed"
    step = next((each for each in SPOKEN if left <= timedelta(minutes=each)), None)
    return f"{title}: {step} minutes or less left" if step else ""
