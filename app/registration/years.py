"""The year in which evidence of meeting the registration standards is gathered (Framework 7.2)."""

from datetime import date, timedelta

from app.settings.queries import value


def evidence_year(day: date) -> tuple[date, date]:
    """First and last day of the evidence year that the day lies in, by the setting of that day."""
    month, first = (int(part) for part in value("register.year_start", day).split("-"))
    starts_on = date(day.year, month, first)
    if starts_on > day:
        starts_on = date(day.year - 1, month, first)
    return starts_on, date(starts_on.year + 1, month, first) - timedelta(days=1)
