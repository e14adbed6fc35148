"""R3 and R4: sixty-four windows at once find no lock in their way, and a signature costs little more than its row."""

import statistics

import pytest

from tests.faults.conftest import Open
from tests.faults.figures import Tally
from tests.faults.sizes import size

WORKERS, WINDOWS = 4, 2  # thirty-two people in two windows each
SECONDS, ACKS = size((10, 250), (600, 0))  # whichever comes first
BUSY = 503
LEAST, TAIL = 0.5, 10
ROUNDS = size(3, 7)


def test_nobody_finds_the_database_locked(open_office: Open, engine: str, tally: Tally):
    tally.begin("R3", engine, f"{WORKERS} workers and {32 * WINDOWS} windows at once")
    service = open_office()
    service.open(WORKERS)
    service.crowd.work(SECONDS, acks=ACKS, windows=WINDOWS)
    service.close()
    tally.add(acknowledged=service.ledger.acknowledged, refused=sum(service.ledger.refused.values()))
    assert service.ledger.refused == {}
    assert service.errors() == []
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


def test_a_signature_costs_little_more_than_its_row(open_sqlite: Open, tally: Tally):
    tally.begin("R4", "sqlite", "signed transactions a second against bare rows")
    ratios, tails = [], []
    for _ in range(ROUNDS):
        service = open_sqlite()
        service.open(2, "bare")
        service.crowd.work(acks=10)  # both begin warm
        service.crowd.saves = False
        floor = service.crowd.rate(acks=96, bare=True)
        service.ledger.seconds["sign"].clear()
        ratios.append(service.crowd.rate(acks=96) / floor)
        took = service.ledger.seconds["sign"]
        service.end()
        tails.append(statistics.quantiles(took, n=20)[-1] / statistics.median(took))
    tally.add(ratio=statistics.median(ratios), tail=statistics.median(tails))
    assert tally["ratio"] >= LEAST
    assert tally["tail"] <= TAIL


pytestmark = pytest.mark.slow
