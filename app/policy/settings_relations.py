"""Settings that must stand in an order: one may not be above another. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Relation:
    """The value of `lower` is at most that of `upper`, or below it where they may not be the same."""

    lower: str
    upper: str
    words: str
    may_be_same: bool = True

    def holds(self, lower: Any, upper: Any) -> bool:
        """Whether two values, as settings keep them, stand in this order."""
        low, high = Decimal(str(lower)), Decimal(str(upper))
        return low <= high if self.may_be_same else low < high

    def other(self, key: str) -> str:
        """The key of the other one."""
        return self.upper if key == self.lower else self.lower


_OBSERVED = "Sessions after an observation are among the sessions, so there can’t be more of them."
_SHORTER = "Fewer hours don’t ask for more."
RELATIONS = (
    *(Relation(f"rps.{row}observed", f"rps.{row}sessions", _OBSERVED)
      for row in ("", "learner_", "nsd_", "pom_", "other_", "part_", "low_")),
    Relation("rps.low_sessions", "rps.part_sessions", _SHORTER),
    Relation("rps.low_observed", "rps.part_observed", _SHORTER),
    Relation("rps.hours_part", "rps.hours_full", "The part-time number is for fewer hours than the full number.",
             may_be_same=False),
    Relation("rps.amber_behind", "rps.red_behind", "A year is amber before it is red, or at the same time."),
    Relation("rps.minutes_least", "rps.minutes", "A session is booked for no less than the shortest that counts."),
    Relation("rps.minutes", "rps.minutes_most", "A session is booked for no more than the longest that counts."),
)  # fmt: skip


def relations_of(key: str) -> Iterator[Relation]:
    """The orders that a setting stands in."""
    return (each for each in RELATIONS if key in (each.lower, each.upper))
