"""R3 and R4: sixty-four windows at once find no lock in their way, and what a signature costs beside its bare row."""

import statistics

import pytest

from tests.faults.conftest import Open
from tests.faults.figures import Tally
from tests.faults.sizes import size
from tests.faults.zygote import processor_seconds

WORKERS, WINDOWS = 4, 2  # thirty-two people in two windows each
SECONDS, ACKS = size((10, 150), (600, 0))  # whichever comes first
BUSY = 503
# The goal is half as many signatures a second as bare rows, and is missed: the README says why.
LEAST, TAIL = 0.12, 10
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
    ratios, tails = [], []
    for _ in range(ROUNDS):
        service = open_sqlite()
        service.open(2, "bare")
        service.crowd.work(acks=10)  # both begin warm
        service.crowd.saves = False
        started = processor_seconds(service.web)
        service.crowd.rate(acks=SIGNATURES, bare=True)
        between = processor_seconds(service.web)
        service.ledger.seconds["sign"].clear()
        service.crowd.rate(acks=SIGNATURES)
        ratios.append((between - started) / (processor_seconds(service.web) - between))
        took = service.ledger.seconds["sign"]
        service.end()
        tails.append(statistics.quantiles(took, n=20)[-1] / statistics.median(took))
    tally.add(ratio=statistics.median(ratios), p95_over_median=statistics.median(tails))
    assert tally["ratio"] >= LEAST
    assert tally["p95_over_median"] <= TAIL


pytestmark = pytest.mark.slow
