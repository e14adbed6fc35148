"""One row of the work list in words: how late or how soon, what, whose, and why it is here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from app.language import GAP, day
from app.notices.waiting import waited, when
from app.notices.work import MARK, WORDS
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
    thing, _, more = item.words.partition(MARK)
    shown = {"about": about, "whose": item.whose, "words": thing, "more": more}
    late = item.due_on is not None and item.due_on < today
    words_when, note = when(item.due_on, today, extra)
    return Row(
        group=CLOCK if item.clock else OVERDUE if late else DUE,
        when=words_when,
        due=note,
        late=late,
        title=words.title.format(**shown),
        url=url_for(words.endpoint, **({words.argument: item.thing_id} if words.argument else {})),
        whose=", ".join(filter(None, (item.whose, waited(item.since, today, extra)))),
        reason=words.reason.format(**shown).replace("Framework ", f"Framework{GAP}"),
        action=words.verb,
    )
