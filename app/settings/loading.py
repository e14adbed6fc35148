"""Loading a whole reference list from a day on: what that adds, rewords and ends, seen before it is done.

Nothing is deleted: an entry that is not in what is loaded ends the day before, and its words stay readable.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from app.database import db
from app.history.actions import Actor
from app.policy.lists import Item
from app.policy.rules import Breach, Refused
from app.settings import actions, queries
from app.settings.models import ListItem

SOURCE = "Reference lists"


@dataclass(frozen=True)
class Plan:
    """What loading these items from `starts_on` would do to a list.

    `reworded` are (before, after); `prolonged` would have ended by themselves and go on. `problems` keep it from being
    loaded. `digest` is the same for the same change of the same list.
    """

    list_key: str
    starts_on: date
    items: tuple[Item, ...]
    added: tuple[Item, ...]
    reworded: tuple[tuple[Item, Item], ...]
    prolonged: tuple[Item, ...]
    ended: tuple[Item, ...]
    unchanged: int
    problems: tuple[str, ...]

    @property
    def changes(self) -> int:
        """How many entries it changes."""
        return len(self.added) + len(self.reworded) + len(self.prolonged) + len(self.ended)

    @property
    def digest(self) -> str:
        """Names exactly this change."""
        said = (self.list_key, self.starts_on, self.items, self.reworded, self.prolonged, self.ended)
        return hashlib.sha256(repr(said).encode()).hexdigest()


def plan(list_key: str, items: Sequence[Item], starts_on: date) -> Plan:
    """What loading these items, each code once, from `starts_on` would do. KeyError for an unknown list. One query."""
    rows = queries.rows(list_key)
    holding = {row.code: row for row in rows if queries.holds(row, starts_on)}
    wanted = {item.code: item for item in items}
    kept = [code for code in wanted if code in holding]
    reworded = [code for code in kept if queries.item_of(holding[code]) != wanted[code]]
    prolonged = [code for code in kept if code not in reworded and holding[code].ends_on]
    ended = [code for code in holding if code not in wanted]
    return Plan(
        list_key,
        starts_on,
        tuple(items),
        tuple(item for item in items if item.code not in holding),
        tuple((queries.item_of(holding[code]), wanted[code]) for code in reworded),
        tuple(wanted[code] for code in prolonged),
        tuple(queries.item_of(holding[code]) for code in ended),
        len(kept) - len(reworded) - len(prolonged),
        tuple(_problems(rows, wanted, [holding[code] for code in (*reworded, *ended)], starts_on)),
    )


def load(
    list_key: str, items: Sequence[Item], starts_on: date, reason: str, seen: str, by: Actor, now: datetime, today: date
) -> Plan:
    """Let a list be these items from `starts_on` on, in this order, all at once.

    Raises Refused for a day in the past, no reason, a list that cannot be loaded, and one that would change otherwise
    than the plan whose digest was `seen`.
    """
    actions.insist_on(starts_on, reason, today)
    actions.save_defaults(list_key)
    planned = plan(list_key, items, starts_on)
    if planned.problems:
        raise Refused(*(Breach(SOURCE, problem) for problem in planned.problems))
    if planned.digest != seen:
        raise Refused(Breach(SOURCE, "The list has changed since you looked at it.", "Look at the changes again."))
    holding = {row.code: row for row in queries.rows(list_key) if queries.holds(row, starts_on)}
    before = {old.code: old for old, _ in planned.reworded}
    for code in (*before, *(item.code for item in planned.ended)):
        holding[code].ends_on = starts_on - timedelta(days=1)
    for item in planned.ended:
        actions.noted("ended", holding[item.code], by, now, reason.strip())
    _put_in_order(planned, holding, before, reason.strip(), by, now)
    return planned


def _put_in_order(
    planned: Plan, holding: dict[str, ListItem], before: dict[str, Item], reason: str, by: Actor, now: datetime
) -> None:
    """Add what is new, prolong what goes on, and let the whole list follow in its order after all that came before."""
    first = max((row.position for row in queries.rows(planned.list_key)), default=0) + 1
    for place, item in enumerate(planned.items, first):
        row = holding.get(item.code)
        if row is None or item.code in before:
            verb = "reworded" if row else "added"
            row = ListItem(list_key=planned.list_key, position=place, starts_on=planned.starts_on, **asdict(item))
            actions.noted(verb, row, by, now, f"{item.label}: {reason}")
        elif row.ends_on is not None:
            row.ends_on = None
            actions.noted("prolonged", row, by, now, reason)
        row.position = place
    db.session.flush()


def _problems(
    rows: Sequence[ListItem], wanted: dict[str, Item], changed: Sequence[ListItem], starts_on: date
) -> list[str]:
    """Why the list cannot be loaded from that day."""
    found = [f"“{row.label}” is in the list from {_day(row.starts_on)} on. Load the list from that day or a later one."
             for row in rows if row.starts_on > starts_on]  # fmt: skip
    found += [f"“{row.label}” is in the list only from {_day(starts_on)} on. Load the list from a later day."
              for row in changed if row.starts_on == starts_on]  # fmt: skip
    by_letters = {row.code.casefold(): row.code for row in rows}
    for item in wanted.values():
        known = by_letters.get(item.code.casefold(), item.code)
        if known != item.code:
            found.append(f"The code {item.code} is in the list already, written {known}. Write it so.")
    latest = {row.code: row for row in sorted(rows, key=lambda row: row.starts_on)}
    for code, row in latest.items():
        if code in wanted and row.ends_on and row.ends_on < starts_on and row.label != wanted[code].label:
            found.append(f"The code {code} meant “{row.label}” until {_day(row.ends_on)}, and records keep it. Use"
                         " another code.")  # fmt: skip
    return found


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
