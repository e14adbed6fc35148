"""Work in flight: signed, waiting for a countersignature, and keeping the role of its signing whatever is decided."""

from collections import Counter
from collections.abc import Callable, Collection

# Each gives, for these people, how many pieces of their work wait; people of whom nothing waits may be left out.
COUNTERS: list[Callable[[Collection[int]], dict[int, int]]] = []


def counted_by(counter: Callable[[Collection[int]], dict[int, int]]) -> None:
    """Let a slice above count its own work in flight, in a fixed number of queries."""
    if counter not in COUNTERS:
        COUNTERS.append(counter)


def count(people: Collection[int]) -> dict[int, int]:
    """How many pieces of work of each person are in flight; people without any may be left out."""
    found: Counter[int] = Counter()
    for each in COUNTERS:
        found.update(each(people))
    return dict(found)
