"""From which day back things are past their years, by the settings in force, and who is under a hold."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.keeping.models import Hold, Removal
from app.language import LONDON
from app.policy.keeping import months_before, years_before
from app.settings.queries import value

YEARS, MONTHS = "retention.record_years", "retention.draft_months"
HELD = select(Hold.person_id).where(Hold.lifted_at.is_(None))


@dataclass(frozen=True)
class Terms:
    """What is due on a day: signed things from before one day, drafts from before another; both are midnights.

    `proposed_at` is of the removal that two people agreed on: who was held then is left out of it.
    """

    up_to: date
    signed_before: datetime
    drafts_before: datetime
    proposed_at: datetime | None = None

    @property
    def held(self) -> Select[Any]:
        """Who is under a hold, or was when the removal was proposed."""
        if self.proposed_at is None:
            return HELD
        return select(Hold.person_id).where(or_(Hold.lifted_at.is_(None), Hold.lifted_at > self.proposed_at))

    def free(self, *columns: Any) -> ColumnElement[bool]:
        """The condition that none of these people is held. NULL is nobody."""
        return free(*columns, held=self.held)

    @property
    def signed_day(self) -> date:
        """The first day whose signed things are kept still."""
        return self.signed_before.astimezone(LONDON).date()


def terms(up_to: date) -> Terms:
    """The terms of a day, by the settings in force on it."""
    return _terms(up_to, value(YEARS, up_to), value(MONTHS, up_to))


def agreed_terms(removal: Removal, today: date) -> Terms:
    """The terms two people agreed on, or those in force today where they keep more: a setting made shorter or a hold
    lifted after the proposal takes nothing along, and a setting made longer or a new hold holds at once.
    """
    said = json.loads(removal.counts)
    years, months = (max(said[key], value(key, today)) for key in (YEARS, MONTHS))
    return replace(_terms(removal.up_to, years, months), proposed_at=removal.proposed_at)


def _terms(up_to: date, years: int, months: int) -> Terms:
    return Terms(up_to, _midnight(years_before(up_to, years)), _midnight(months_before(up_to, months)))


def free(*columns: Any, held: Select[Any] = HELD) -> ColumnElement[bool]:
    """The condition that none of these people is under a hold, or among `held`. NULL is nobody."""
    return and_(*(column.not_in(held) | column.is_(None) for column in columns))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)
