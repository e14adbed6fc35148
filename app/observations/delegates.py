"""Whether a delegate may still sign the second observation: the slice above knows what is passed on, and is asked."""

from collections.abc import Callable
from datetime import date

from app.records.models import Record

Stands = Callable[[Record, date], bool]
ASKED: list[Stands] = []


def ask(stands: Stands) -> None:
    """Let `stands(record, observed_on)` say whether an observation held on that day is passed on to its observer."""
    if stands not in ASKED:
        ASKED.append(stands)


def is_passed_on(record: Record, observed_on: date) -> bool:
    """Whether the observation is passed on to its observer."""
    return any(stands(record, observed_on) for stands in ASKED)
