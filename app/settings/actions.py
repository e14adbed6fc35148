"""Setting values and keeping reference lists, each from a day on and with a reason."""

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.database import db
from app.history.actions import Actor, note
from app.policy.rules import Breach, Refused
from app.policy.settings import SETTINGS, Unfit, shown
from app.policy.settings_relations import Relation, relations_of
from app.settings import queries, turns
from app.settings.models import DatedSetting, ListItem
from app.settings.signals import setting_changed


def set_value(key: str, text: str, starts_on: date, reason: str, by: Actor, now: datetime, today: date) -> DatedSetting:
    """Let a setting have the value typed as `text` from `starts_on` on.

    KeyError for an unknown setting. Raises Refused as `fit_value` does. The same change made twice in a row is one.
    """
    turns.take()
    value = fit_value(key, text, starts_on, reason, today)
    last = next((row for row in queries.changes(key) if row.starts_on == starts_on), None)
    if last and (last.value, last.reason, last.set_by) == (json.dumps(value), reason.strip(), by.name):
        return last
    row = DatedSetting(
        key=key, value=json.dumps(value), starts_on=starts_on, reason=reason.strip(), set_by=by.name, set_at=now
    )
    db.session.add(row)
    db.session.flush()
    queries.forget()
    note(f"set {key}", "setting", row.id, by, now, reason=f"{json.dumps(value)} from {starts_on}: {reason.strip()}")
    setting_changed.send(key)
    return row


def fit_value(key: str, text: str, starts_on: date, reason: str, today: date) -> Any:
    """The value typed as `text`, if the setting may have it from `starts_on` on.

    KeyError for an unknown setting. Raises Refused for a value outside its limits or out of order with another setting,
    a start in the past, no reason.
    """
    setting = SETTINGS[key]
    insist_on(starts_on, reason, today)
    try:
        value = setting.read(setting, text)
    except Unfit as unfit:
        raise Refused(Breach(setting.source, str(unfit))) from None
    for relation in relations_of(key):
        other = relation.other(key)
        for day in (starts_on, *_changes_until_next(key, other, starts_on)):
            theirs = queries.value(other, day)
            pair = (value, theirs) if key == relation.lower else (theirs, value)
            if not relation.holds(*pair):
                raise Refused(Breach(setting.source, _out_of_order(relation, other, theirs, day),
                                     "Change that first, or enter another value."))  # fmt: skip
    return value


def _changes_until_next(key: str, other: str, starts_on: date) -> list[date]:
    """The days after `starts_on` on which the other setting changes, while the value of this one would still stand."""
    until = min((day for day in queries.change_days([key]) if day > starts_on), default=date.max)
    return sorted(day for day in queries.change_days([other]) if starts_on < day < until)


def _out_of_order(relation: Relation, other: str, value: Any, day: date) -> str:
    setting = SETTINGS[other]
    return f"{relation.words} “{setting.meaning}” is {shown(setting, value)} on {day.day} {day:%B %Y}."


def add_item(
    list_key: str, label: str, source: str, starts_on: date, by: Actor, now: datetime, today: date
) -> ListItem:
    """Add an entry at the end of a list. Raises Refused for no words, or words that the list has already."""
    insist_on(starts_on, label, today, "Enter the words of the entry.")
    save_defaults(list_key)
    _insist_new(list_key, label, starts_on)
    last = db.session.scalar(select(func.max(ListItem.position)).where(ListItem.list_key == list_key)) or 0
    entry = ListItem(
        list_key=list_key, code=_code(list_key, label), label=label.strip(), source=source.strip(),
        position=last + 1, starts_on=starts_on,
    )  # fmt: skip
    return noted("added", entry, by, now, label.strip())


def end_item(list_key: str, code: str, last_day: date, reason: str, by: Actor, now: datetime, today: date) -> ListItem:
    """Let an entry hold until `last_day`, and not be offered from the day after. Raises Refused."""
    insist_on(last_day + timedelta(days=1), reason, today)
    entry = _entry(list_key, code, today)
    if last_day < entry.starts_on:
        raise Refused(Breach("Reference lists", "An entry cannot end before it starts.", "Enter a later date."))
    entry.ends_on = last_day
    return noted("ended", entry, by, now, reason.strip())


def reword_item(
    list_key: str, code: str, label: str, starts_on: date, reason: str, by: Actor, now: datetime, today: date
) -> ListItem:
    """End an entry the day before `starts_on` and let it go on under the same code with new words. Raises Refused."""
    insist_on(starts_on, reason, today)
    insist_on(starts_on, label, today, "Enter the words of the entry.")
    old = _entry(list_key, code, today)
    _insist_new(list_key, label, starts_on)
    if starts_on <= old.starts_on:
        raise Refused(Breach("Reference lists", "New words start after the words they replace.", "Enter a later date."))
    new = ListItem(
        list_key=list_key, code=code, label=label.strip(), source=old.source, position=old.position,
        starts_on=starts_on, ends_on=old.ends_on, least_records=old.least_records, least_kinds=old.least_kinds,
    )  # fmt: skip
    old.ends_on = starts_on - timedelta(days=1)
    return noted("reworded", new, by, now, f"{label.strip()}: {reason.strip()}")


def insist_on(starts_on: date, words: str, today: date, ask: str = "Say why, for those who read it later.") -> None:
    """Raise Refused unless there are words, the reason if nothing else is asked, and the day is today or later."""
    if not words.strip():
        raise Refused(Breach("Dated settings", ask))
    if starts_on < today:
        raise Refused(
            Breach("Dated settings", "A change cannot take effect in the past.", "Enter today's date or a later one.")
        )


def save_defaults(list_key: str) -> None:
    """Save a list as it stands before anyone changes it, if nobody has; two who change lists take turns."""
    turns.take()
    held = db.session.scalar(select(ListItem.id).where(ListItem.list_key == list_key).limit(1))
    if held is None:
        db.session.add_all(queries.defaults(list_key))
        db.session.flush()


def _entry(list_key: str, code: str, today: date) -> ListItem:
    save_defaults(list_key)
    found = queries.row(list_key, code, today)
    if found is None:
        raise Refused(Breach("Reference lists", "This entry has ended.", "Add it again as a new entry."))
    return found


def _insist_new(list_key: str, label: str, on: date) -> None:
    wanted = label.strip().casefold()
    if any(item.label.casefold() == wanted for item in queries.items(list_key, on)):
        raise Refused(Breach("Reference lists", "The list has an entry with these words already."))


def _code(list_key: str, label: str) -> str:
    taken = set(db.session.scalars(select(ListItem.code).where(ListItem.list_key == list_key)))
    base = re.sub(r"[^a-z0-9]+", "_", label.strip().lower()).strip("_")[:40] or "entry"
    return next(code for code in (base, *(f"{base}_{n}" for n in range(2, len(taken) + 3))) if code not in taken)


def noted(verb: str, entry: ListItem, by: Actor, now: datetime, reason: str) -> ListItem:
    """Keep an entry and note in history what was done to it."""
    db.session.add(entry)
    db.session.flush()
    note(f"{verb} an entry of {entry.list_key}", "list item", entry.id, by, now, reason=f"{entry.code}: {reason}")
    return entry
