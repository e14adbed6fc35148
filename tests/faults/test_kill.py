"""R1: every process is killed while people write and sign; what they were told is saved and signed, is."""

import random

from tests.faults.conftest import Open
from tests.faults.figures import Tally
from tests.faults.service import Service
from tests.faults.sizes import size

RUNS, A_BATCH = size((10, 10), (200, 5))
ACKS = size((15, 60), (110, 160))  # between these, a run


def test_what_was_acknowledged_outlives_every_kill(open_office: Open, engine: str, tally: Tally):
    tally.begin("R1", engine, "kill -9", runs=RUNS)
    while tally["runs"] < RUNS:
        service, chance = open_office(), random.Random(tally["runs"])
        lost = [line for number in range(A_BATCH) for line in killed(service, chance, number)]
        assert service.broken() == []
        service.end()
        tally.add(
            runs=A_BATCH, saves=service.ledger.saves, signatures=service.ledger.signatures, lost=len(lost),
            pressed_again=service.ledger.pressed_again,
        )  # fmt: skip
        assert lost == []


def killed(service: Service, chance: random.Random, number: int) -> list[str]:
    """What a kill has lost; every third takes the database's own processes too."""

    def crash() -> None:
        service.kill_web()
        if number % 3 == 2:
            service.home.crash()

    service.open()
    service.crowd.work(acks=chance.randint(*ACKS), then=crash)
    service.close()
    service.home.start()
    lost = service.lost()
    if service.ledger.again:
        service.open()
        assert set(service.crowd.retry()) == {303}
        service.close()
    return lost
