"""`python -m tests.load`: a busy hour of the national service at growing multiples, on PostgreSQL.

It makes the estate on a server of its own, or changes the one that LOAD_DATABASE names (a copy of one made by `flask
estate national`). Each multiple runs for LOAD_SECONDS (60) on LOAD_PROCESSES (2) web processes; it goes on until
answers take too long or something goes wrong.
"""

import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from app import create_app
from tests import postgresql
from tests.bench import machine
from tests.bench.national import make
from tests.bench.server import free_port, running
from tests.load.crowd import Crowd, Told
from tests.load.hour import HOUR
from tests.load.people import people

SECRET = "for the load only, and long enough"
MULTIPLES = (1, 2, 3, 4, 6, 8, 12, 16)
PAIRS, TO_SIGN = 250, 4


def main() -> int:
    """Press, print, and give 1 where something was lost or went wrong within the first hour."""
    logging.disable(logging.INFO)
    seconds, processes = float(os.environ.get("LOAD_SECONDS", "60")), os.environ.get("LOAD_PROCESSES", "2")
    print(machine.words(), flush=True)
    with tempfile.TemporaryDirectory(prefix="oversight-load-") as folder, _estate(Path(folder)) as address:
        app = create_app({"SECRET_KEY": SECRET, "INSTANCE_DIR": Path(folder), "SQLALCHEMY_DATABASE_URI": address})
        crowd_people = people(app, PAIRS, TO_SIGN)
        print(f"{len(crowd_people)} people are signed in; {processes} web processes, 1 worker", flush=True)
        port = free_port()
        command = [
            sys.executable,
            "-m",
            "flask",
            "--app",
            "wsgi",
            "serve",
            "--port",
            str(port),
            "--processes",
            processes,
        ]
        with running(command, port, DATABASE_URL=address, SECRET_KEY=SECRET, INSTANCE_DIR=folder):
            crowd = Crowd(port, crowd_people)
            asyncio.run(crowd.press(0.5, 10))  # so that nothing is asked for the first time
            failed = _rise(crowd, seconds)
        lost = _lost(address, crowd.told)
    print(
        f"acknowledged: {len(crowd.told.saved)} answers last saved, {len(crowd.told.signed)} signatures; lost: {lost}"
    )
    return int(bool(lost or failed))


@contextmanager
def _estate(folder: Path) -> Iterator[str]:
    """The address of the national estate."""
    if kept := os.environ.get("LOAD_DATABASE"):
        yield kept
        return
    with postgresql.server(as_in_life=True) as server:
        postgresql.remake(server, "national")
        print(f"the estate is made in {make(f'{server}national', 'national', folder):.0f} s", flush=True)
        yield f"{server}national"


def _rise(crowd: Crowd, seconds: float) -> bool:
    """Press harder until it is too much; whether it was so at once."""
    for times in MULTIPLES:
        told = asyncio.run(crowd.press(times, seconds))
        is_too_much = _report(times, seconds, told)
        if is_too_much:
            return times == MULTIPLES[0]
    return False


def _report(times: float, seconds: float, told: Told) -> bool:
    answered = sum(map(len, told.seconds.values()))
    print(f"\n{times} x the busy hour: {answered / seconds:.1f} requests/s answered, {sum(told.wrong.values())} wrong"
          f" {dict(told.wrong) or ''}{f', nobody free for {told.late}' if told.late else ''}", flush=True)  # fmt: skip
    over = False
    for task in HOUR:
        took = sorted(told.seconds[task.name])
        if not took:
            continue
        half, most = took[len(took) // 2], took[int(len(took) * 0.95)]
        over |= most > task.most_seconds
        verdict = "   TOO LONG" if most > task.most_seconds else ""
        times_taken = f"median {half * 1000:6.0f} ms   p95 {most * 1000:6.0f} ms"
        print(f"  {task.name:<24} {len(took) / seconds:6.2f}/s   {times_taken}{verdict}", flush=True)
    return over or bool(told.wrong)


def _lost(address: str, told: Told) -> int:
    """How many acknowledged answers and signatures are not in the database."""
    engine = create_engine(address)
    with engine.connect() as connection:
        answer = text("SELECT revision, text FROM answer WHERE record_id = :record AND part = :part AND key = :key")
        lost = sum(
            connection.execute(answer, {"record": record, "part": part, "key": key}).first() != kept
            for (record, part, key), kept in told.saved.items()
        )
        signed = {tuple(row) for row in connection.execute(text("SELECT record_id, part FROM signature"))}
    engine.dispose()
    return lost + sum(one not in signed for one in told.signed)


if __name__ == "__main__":
    sys.exit(main())
