"""What a setting or a reference list says on a day."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select

from app.database import db
from app.policy import working_days
from app.policy.lists import LISTS, Item
from app.policy.settings import SETTINGS
from app.settings.models import DatedSetting, ListItem

# One request asks for many values: all rows are read once a session and kept there.
_KEPT = "dated_settings"
# All of them as one text, to be asked as a column of another SELECT: three parts a change, told apart by two signs
# that JSON escapes. Both engines aggregate in the order of the inner SELECT.
_PART, _ROW = "\x1f", "\x1e"
IN_ONE_VALUE = """(SELECT STRING_AGG(d.key || '\x1f' || d.starts_on || '\x1f' || d.value, '\x1e') FROM
                   (SELECT key, starts_on, value FROM dated_setting ORDER BY starts_on, id) d)"""
_ALL = select(DatedSetting.key, DatedSetting.starts_on, DatedSetting.value).order_by(
    DatedSetting.starts_on, DatedSetting.id
)


class Change(NamedTuple):
    """What a setting was set to (JSON), and from which day."""

    key: str
    starts_on: date
    value: str


def value(key: str, on: date) -> Any:
    """The value in force on that day, or the default. KeyError for an unknown setting. One query a session."""
    return values()(key, on)


def values() -> Callable[[str, date], Any]:
    """`value` for whoever asks hundreds of times: finding this session's rows takes longer than reading one of them."""
    rows = _rows()

    def value_of(key: str, on: date) -> Any:
        for row in reversed(rows.get(key, ())):
            if row.starts_on <= on:
                return held(row)
        return SETTINGS[key].default

    return value_of


def held(row: DatedSetting | Change) -> Any:
    """The value that a change brought."""
    return json.loads(row.value)


def holidays(on: date) -> Collection[date]:
    """One-off bank holidays known on that day, for the `extra` of policy.working_days."""
    return frozenset(date.fromisoformat(day) for day in value("calendar.holidays", on))


def deadline(key: str, event: date, today: date) -> date | None:
    """The last day of a limit in working days that starts at an event, by the value in force on the event's day.

    None where the bank holidays of those years are not known: then nothing can be late yet.
    """
    try:
        return working_days.after(event, value(key, event), holidays(today))
    except working_days.UnknownYear:
        return None


def in_short() -> tuple[tuple[str, date, str], ...]:
    """Every change of every setting: the same as long as all values are. One query a session."""
    return tuple((row.key, row.starts_on, row.value) for rows in _rows().values() for row in rows)


def change_days(keys: Collection[str]) -> set[date]:
    """The days on which any of these settings changes. One query a session."""
    return {row.starts_on for key in keys for row in _rows().get(key, [])}


def changes(key: str) -> Sequence[DatedSetting]:
    """Every change of a setting, the latest to take effect first. One query."""
    latest = (DatedSetting.starts_on.desc(), DatedSetting.id.desc())
    return db.session.scalars(select(DatedSetting).where(DatedSetting.key == key).order_by(*latest)).all()


def in_force(key: str, on: date) -> DatedSetting | None:
    """The change behind the value in force on that day; None while the default stands. One query."""
    return next((row for row in changes(key) if row.starts_on <= on), None)


def items(list_key: str, on: date) -> list[Item]:
    """The entries of a reference list on that day, in order. KeyError for an unknown list. One query."""
    return [item_of(row) for row in rows(list_key) if holds(row, on)]


def item_of(row: ListItem) -> Item:
    """A dated entry as the entry it is."""
    return Item(row.code, row.label, row.source, row.least_records, row.least_kinds)


def stored(*list_keys: str) -> Select[ListItem]:
    """The question for the entries of these lists that were changed, to be asked together with others."""
    return select(ListItem).where(ListItem.list_key.in_(list_keys)).order_by(ListItem.position, ListItem.starts_on)


def choices(
    *list_keys: str, on: date, found: Iterable[ListItem] | None = None
) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Several reference lists of a day as (code, label) pairs, in the order asked for. One query for all of them, none
    where the answer to `stored` is `found` already.
    """
    kept: dict[str, list[ListItem]] = {key: [] for key in list_keys}
    for row in db.session.scalars(stored(*list_keys)) if found is None else sorted(found, key=_place):
        kept[row.list_key].append(row)
    return tuple(
        tuple((row.code, row.label) for row in entries or defaults(key) if holds(row, on))
        for key, entries in kept.items()
    )


def labels(list_key: str, found: Iterable[ListItem] | None = None) -> dict[str, str]:
    """The latest words for every code the list has ever had. `found` as `choices` takes it."""
    return {row.code: row.label for row in sorted(rows(list_key, found), key=lambda row: row.starts_on)}


def rows(list_key: str, found: Iterable[ListItem] | None = None) -> Sequence[ListItem]:
    """Every dated entry of a list, ended and future ones too, in order. The defaults, unsaved, until one is changed.
    `found` as `choices` takes it.
    """
    kept = db.session.scalars(stored(list_key)).all() if found is None else sorted(found, key=_place)
    return kept or defaults(list_key)


def _place(row: ListItem) -> tuple[int, date]:
    return row.position, row.starts_on


def defaults(list_key: str) -> list[ListItem]:
    """The list as it stands before anyone changes it, as rows that are not saved."""
    return [
        ListItem(list_key=list_key, code=item.code, label=item.label, source=item.source, position=place,
                 starts_on=date(2000, 1, 1), ends_on=None)
        for place, item in enumerate(LISTS[list_key].items, 1)
    ]  # fmt: skip


def row(list_key: str, code: str, on: date) -> ListItem | None:
    """The saved entry with this code that holds on that day or starts later."""
    return db.session.scalar(
        select(ListItem)
        .where(ListItem.list_key == list_key, ListItem.code == code)
        .where(or_(ListItem.ends_on.is_(None), ListItem.ends_on >= on))
        .order_by(ListItem.starts_on.desc())
        .limit(1)
    )


def forget() -> None:
    """Read the settings afresh next time, after one was set."""
    db.session.info.pop(_KEPT, None)


def holds(row: ListItem, on: date) -> bool:
    """Whether an entry is in the list on that day."""
    return row.starts_on <= on and (row.ends_on is None or row.ends_on >= on)


def keep(text: str | None) -> None:
    """Take what IN_ONE_VALUE gave for this session's rows, so that they are not asked for."""
    parts = (row.split(_PART) for row in text.split(_ROW)) if text else ()
    _keep(Change(key, date.fromisoformat(starts_on), value) for key, starts_on, value in parts)


def _keep(rows: Iterable[Change]) -> dict[str, list[Change]]:
    kept: dict[str, list[Change]] = {}
    for row in rows:
        kept.setdefault(row.key, []).append(row)
    db.session.info[_KEPT] = kept
    return kept


def _rows() -> dict[str, list[Change]]:
    kept: dict[str, list[Change]] | None = db.session.info.get(_KEPT)
    return _keep(Change(*row) for row in db.session.execute(_ALL)) if kept is None else kept
