"""The only place that reads the clock."""

from datetime import UTC, date, datetime

from app.language import LONDON


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in London."""
    return now().astimezone(LONDON).date()
