"""A worker of the whole app whose clock starts at a moment: `python -m tests.notices.worker ADDRESS NAME PORT AT`."""

import sys
from datetime import datetime

import time_machine

from app import create_app, jobs
from app.notices import telling
from app.rps.year import coverage
from tests.conftest import SETTINGS
from tests.notices.sink import CODES, Sink


def main(address: str, name: str, port: str, at: str) -> None:
    """Work until stopped."""
    sink = Sink()
    sink.port = int(port)
    with time_machine.travel(datetime.fromisoformat(at)):
        app = create_app({**SETTINGS, **sink.settings(), "SQLALCHEMY_DATABASE_URI": address})
        telling.declare(CODES)
        jobs.DAILY.pop(coverage.NAME)  # so that nobody's year is known, and nothing waits but what the test makes
        jobs.run_worker(app, name)


if __name__ == "__main__":
    main(*sys.argv[1:])
