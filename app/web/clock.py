"""The only place that reads the clock."""

from datetime import UTC, date, datetime

from flask import has_request_context, request

from app.language import LONDON

MOMENT = "oversight.moment"


def now() -> datetime:
    """This instant, in UTC. A request has one: what it asks twice is not later the second time."""
    if not has_request_context():
        return datetime.now(UTC)
    moment: datetime = request.environ.setdefault(MOMENT, datetime.now(UTC))
    return moment


def today() -> date:
    """Today's date in London."""
    return now().astimezone(LONDON).date()
