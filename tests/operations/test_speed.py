"""R10: verifying history takes no more than three times what reading and hashing the same bytes takes."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from sqlalchemy import insert

from app.database import db
from app.history import verifying
from app.history.chain import BEGINNING
from app.history.models import Event

EVENTS, ROUNDS = 8_000, 5
NOISE = 1.2  # of a shared machine
AT = datetime(2026, 1, 5, 8, tzinfo=UTC)


def fill() -> list[bytes]:
    """A history of usual events, most of them readings; gives what each is hashed as."""
    said, rows, before = [], [], BEGINNING
    for number in range(1, EVENTS + 1):
        row = {
            "id": number, "at": AT + timedelta(seconds=7 * number), "actor": f"Isla Mbeki {number % 900}",
            "actor_id": number % 900, "capacity": "Line manager", "for_name": "", "origin": "session", "reason": "",
            "seal": "", "session_id": number // 9, "subject_id": number % 5000, "thing": "record",
            "thing_id": number // 5, "verb": "read", "previous": before,
        }  # fmt: skip
        said.append(verifying._written((*row.values(), "")).encode())
        before = hashlib.sha256(said[-1]).hexdigest()
        rows.append({**row, "hash": before})
    db.session.execute(insert(Event), rows)
    db.session.commit()
    return said


def quickest(work: Callable[[], object]) -> float:
    """Seconds of processor time of the quickest round."""
    times = []
    for _ in range(ROUNDS):
        began = process_time()
        work()
        times.append(process_time() - began)
    return min(times)


@pytest.mark.any_engine  # on PostgreSQL the server reads, which is not our processor time
def test_verifying_costs_at_most_three_times_reading_and_hashing(engine, app):
    assert engine == "sqlite"
    said = fill()
    sql = str(verifying._events(db.session.connection()))
    driver = db.session.connection().connection.driver_connection

    def bare() -> None:
        for _row, line in zip(driver.execute(sql), said, strict=True):
            hashlib.sha256(line).hexdigest()

    def verify() -> None:
        found, way = verifying.walk(db.session.connection())
        assert list(found) == []
        assert way.events == EVENTS

    ratio = quickest(verify) / quickest(bare)
    assert ratio <= 3.0 * NOISE, f"verifying took {ratio:.1f} times a bare loop"
