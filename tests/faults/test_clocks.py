"""R15: the clock jumps while people work, and London’s goes forward and back; nothing is wrong by it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.language import LONDON, clock_time, instant, instants
from app.policy.recall import rationale_due
from app.policy.working_days import after
from tests.faults.crowd import ASKED_TO_PROVE, SIGNED_OUT
from tests.faults.figures import Tally
from tests.faults.machine import cannot
from tests.faults.service import Service, opened
from tests.faults.sizes import size
from tests.faults.zygote import Zygote

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
JUMPS = ("-1h", "+1d", "+0")
ACKS, ROUNDS = size((25, 1), (200, 10))  # before and after each jump

FORWARD, BACK = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
AROUND = (-1441, -181, -120, -61, -60, -31, -1, 0, 1, 29, 30, 59, 60, 61, 119, 120, 181, 1380, 1381, 1439)  # minutes
NIGHTS = [change + timedelta(minutes=minutes) for change in (FORWARD, BACK) for minutes in AROUND]


@pytest.fixture
def jumpy(shared: Path, zygote: Zygote, place: Path) -> Iterator[tuple[Service, Path]]:
    """An office whose server sees the clock that a file says."""
    if not FAKETIME.exists():
        cannot("libfaketime, which bends a clock, is not installed")
    clock = place / "clock"
    clock.write_text("+0")
    bent = Zygote({"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"})
    service = opened(zygote, "sqlite", shared, place / "office")
    service.zygote = bent
    yield service, clock
    service.end()
    bent.close()


def test_a_clock_that_jumps_breaks_no_chain_and_fails_nobody(jumpy: tuple[Service, Path], tally: Tally):
    service, clock = jumpy
    tally.begin("R15", "sqlite", "clock jumping under load", jumps=len(JUMPS) * ROUNDS)
    service.open()
    for jump in JUMPS * ROUNDS:
        service.crowd.work(120, acks=ACKS, then=lambda to=jump: clock.write_text(to), after=ACKS)
    service.close()
    signed_out, asked = (service.ledger.refused.pop(status, 0) for status in (SIGNED_OUT, ASKED_TO_PROVE))
    tally.add(
        jumps=len(JUMPS) * ROUNDS, acknowledged=service.ledger.acknowledged, signed_out=signed_out, asked=asked,
        errors=sum(service.ledger.refused.values()), times_backwards=backwards(service),
    )  # fmt: skip
    assert service.ledger.refused == {}
    assert signed_out > 0  # a day later everyone has been idle too long, and signs in again
    assert backwards(service) > 0
    assert broken_by_time(service) > 0  # the control: who goes by the clock, and not by the place, finds no chain
    assert service.errors() == []
    assert service.lost() == []
    assert service.broken() == []


def backwards(service: Service) -> int:
    """How often an event of history is older than the one before it."""
    question = "SELECT 'earlier', count(*) FROM event a JOIN event b ON b.id = a.id + 1 WHERE b.at < a.at"
    return service.counted(question)["earlier"]


def broken_by_time(service: Service) -> int:
    """How often an event does not follow from the one before it by the clock."""
    question = (
        "SELECT 'broken', count(*) FROM (SELECT previous, LAG(hash) OVER (ORDER BY at, id) AS before FROM event) AS e"
        " WHERE before IS NOT NULL AND previous <> before"
    )
    return service.counted(question)["broken"]


def test_reckoning_on_the_face_of_the_clock_would_be_wrong_in_those_nights():
    """The control: what is due in three hours, counted on a clock on the wall."""

    def wrong(at: datetime) -> bool:
        face = at.astimezone(LONDON).replace(tzinfo=None) + timedelta(hours=3)
        return face != (at + timedelta(hours=3)).astimezone(LONDON).replace(tzinfo=None)

    assert 0 < sum(map(wrong, NIGHTS)) < len(NIGHTS)


@pytest.mark.parametrize("at", NIGHTS, ids=[f"{at:%d %b %H:%M}" for at in NIGHTS])
def test_what_falls_due_after_a_night_the_clocks_change_is_due_on_the_right_day(at: datetime):
    is_summer = FORWARD <= at < BACK
    face = at + timedelta(hours=is_summer)  # what hangs on the wall in London
    assert clock_time(at.astimezone(LONDON)) == f"{face:%-I:%M%p}".lower().replace(":00", "")
    assert instant(at).split(",")[0].split()[-1].endswith("BST" if is_summer else "GMT") or "GMT" not in instant(at)
    assert at in instants(face.date(), face.time())
    due = rationale_due(at, 3)
    assert due == after(face.date(), 3)
    assert due > date(2026, 3, 28)


pytestmark = pytest.mark.slow
