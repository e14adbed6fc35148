"""`python -m tests.bench [PART...]`: measure everything, or these parts; what misses its bar is named."""

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import floor, machine, national, packs, pages, peers, proved, writes
from tests.bench.rounds import MISSED, Row
from tests.bench.world import World, world

PARTS: dict[str, tuple[str, Callable[[World], Iterator[Row | str]]]] = {
    "floor": ("Pages", floor.measured),
    "queries": ("Questions to the database", pages.queries),
    "weight": ("Weight", pages.weight),
    "writes": ("Saving", writes.measured),
    "packs": ("Packs", packs.measured),
    "peers": ("The stack of the sister services", peers.measured),
    "national": ("The national estate", lambda it: national.measured(it.folder)),
    "proved": ("Proved by tests", proved.measured),
}


def main(wanted: list[str]) -> int:
    """Measure, print, and always succeed: a miss is for people to look at, not for a machine that is busy."""
    logging.disable(logging.INFO)  # a line a request, which nobody reads here
    print(machine.words(), flush=True)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="oversight-bench-") as folder:
        it = world(Path(folder))
        for part in wanted or PARTS:
            title, measured = PARTS[part]
            print(f"\n{title}", flush=True)
            for row in measured(it):
                print(row, flush=True)
                rows += [row] if isinstance(row, Row) else []
    missed = [row.name for row in rows if row.verdict == MISSED]
    print("\nMissed: " + "; ".join(missed) if missed else "\nEvery bar is met.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
