"""R3 and R4: sixty-four windows at once find no lock in their way, and what a signature costs beside its bare row."""

import statistics
from collections.abc import Callable
from functools import partial

import pytest

from tests.faults.conftest import Open
from tests.faults.figures import Tally
from tests.faults.service import Service
from tests.faults.sizes import size
from tests.faults.zygote import processor_seconds

WORKERS, WINDOWS = 4, 2  # thirty-two people in two windows each
SECONDS, ACKS = size((10, 150), (600, 0))  # whichever comes first
BUSY = 503
# As it was measured when the goal was set: a signature and the event that seals it, against the signature's row alone.
# Signing in life does more than that, and LEAST is what it may cost altogether.
GOAL, LEAST, TAIL = 0.5, 0.16, 10
EACH = 12  # rows that each of thirty-two people adds
ROUNDS, SIGNATURES = size(2, 7), 96


@pytest.mark.any_engine  # PostgreSQL locks rows; what it does under a crowd R1 and R14 tell
def test_nobody_finds_the_database_locked(open_office: Open, engine: str, tally: Tally):
    tally.begin("R3", engine, f"{WORKERS} workers and {32 * WINDOWS} windows at once")
    service = open_office()
    service.open(WORKERS)
    service.crowd.work(SECONDS, acks=ACKS, windows=WINDOWS)
    service.close()
    tally.add(acknowledged=service.ledger.acknowledged, refused=sum(service.ledger.refused.values()))
    assert service.errors() == []  # first, since they say why anybody was refused
    assert service.ledger.refused == {}
    assert service.lost() == []
    assert service.broken() == []


def test_the_crowd_bites_where_a_transaction_only_begins_to_read(open_sqlite: Open, tally: Tally):
    tally.begin("R3", "sqlite", "the same with a plain BEGIN (control)")
    service = open_sqlite()
    service.open(WORKERS, "plain_begin")
    service.crowd.work(10, acks=60, windows=WINDOWS)
    service.close()
    tally.add(acknowledged=service.ledger.acknowledged, locked=service.ledger.refused.get(BUSY, 0))
    assert service.ledger.refused.get(BUSY, 0) > 0
    assert service.lost() == []


def test_a_signature_costs_no_more_than_we_say_of_its_row(open_sqlite: Open, tally: Tally):
    tally.begin("R4", "sqlite", "signatures against bare rows")
    rounds = [_costs(open_sqlite()) for _ in range(ROUNDS)]
    tally.add(chained=statistics.median(each["bare"] / each["chained"] for each in rounds),
              whole=statistics.median(each["bare"] / each["signed"] for each in rounds),
              p95_over_median=statistics.median(each["tail"] for each in rounds))  # fmt: skip
    assert tally["chained"] >= GOAL
    assert tally["whole"] >= LEAST
    assert tally["p95_over_median"] <= TAIL


def _costs(service: Service) -> dict[str, float]:
    """What a bare row, one in the chain and a signature each take of the processors; and how long the slowest one in
    twenty signatures takes, over the middle one.
    """
    service.open(2, "bare")
    crowd, ledger = service.crowd, service.ledger
    crowd.work(acks=10)  # all begin warm
    for what in ("bare", "chained"):
        crowd.add_rows(what, 1)
    costs = {what: _cost(service, partial(crowd.add_rows, what, EACH)) for what in ("bare", "chained")}
    crowd.saves = False
    ledger.seconds["sign"].clear()
    costs["signed"] = _cost(service, partial(_signatures, service))
    took = ledger.seconds["sign"]
    service.end()
    return costs | {"tail": statistics.quantiles(took, n=20)[-1] / statistics.median(took)}


def _cost(service: Service, work: Callable[[], int]) -> float:
    """Seconds of the processors, in the web's processes, for each of so many pieces of work."""
    began = processor_seconds(service.web)
    number = work()
    return (processor_seconds(service.web) - began) / number


def _signatures(service: Service) -> int:
    before = service.ledger.signatures
    service.crowd.work(acks=SIGNATURES)
    return service.ledger.signatures - before


pytestmark = pytest.mark.slow
