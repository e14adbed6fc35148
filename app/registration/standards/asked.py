"""The registration standards of a day, as the reference list and the settings have them, and which stand in."""

from dataclasses import dataclass
from datetime import date

from app.policy.lists import LISTS, REGISTRATION_STANDARDS
from app.policy.standards import Standard
from app.settings import queries
from app.settings.models import ListItem
from app.settings.queries import value

_LIST = LISTS[REGISTRATION_STANDARDS]


@dataclass(frozen=True)
class Standards:
    """The standards of a day in order, and those that had ended by then. `note` says, while any is a placeholder of
    this service, that they stand in until the published ones are loaded; "" otherwise.
    """

    now: tuple[Standard, ...]
    ended: tuple[Standard, ...]
    note: str

    @property
    def every(self) -> tuple[Standard, ...]:
        """Those of the day, then those that had ended."""
        return self.now + self.ended

    def known(self, code: str) -> Standard | None:
        """The standard with this code, ended or not; None if there was none by that day."""
        return next((each for each in self.every if each.code == code), None)


def of_day(on: date) -> Standards:
    """The standards that hold on a day, and all that ended before. At most two queries."""
    rows = [row for row in queries.rows(REGISTRATION_STANDARDS) if row.starts_on <= on]
    holding = [row for row in rows if queries.holds(row, on)]
    codes = {row.code for row in holding}
    gone = {row.code: row for row in sorted(rows, key=lambda row: row.starts_on) if row.code not in codes}
    placeholder = any(_LIST.is_placeholder(queries.item_of(row)) for row in holding)
    return Standards(
        tuple(_standard(row, on) for row in holding),
        tuple(_standard(row, on) for row in gone.values()),
        _LIST.stands_in if placeholder else "",
    )


def _standard(row: ListItem, on: date) -> Standard:
    records = row.least_records or value("register.least_records", on)
    kinds = row.least_kinds or value("register.least_kinds", on)
    ended_on = None if queries.holds(row, on) else row.ends_on
    return Standard(row.code, row.label, row.source, records, kinds, ended_on)
