"""What is proved and not timed: where to find it."""

from collections.abc import Iterator

from tests.bench.world import World

PROOFS = (
    ("kill -9 under load: nothing acknowledged is lost, history verifies", "tests/faults, `make faults`"),
    ("axe over every page and state, all roles: 0 violations", "tests/journeys/test_every_page.py"),
    ("PDF/UA-1 and PDF/A-3a failures in the validator: 0", "tests/evidence/test_printing.py"),
)


def measured(_it: World) -> Iterator[str]:
    """Each promise and the tests that hold us to it."""
    for promise, where in PROOFS:
        yield f"  {promise:<86} {where}"
