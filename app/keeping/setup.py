"""Join keeping to the app: its tables and its jobs."""

from flask import Flask

from app import jobs
from app.keeping import nightly, removing


def init_app(_app: Flask) -> None:
    """Declare the job of a removal and the job of the night."""
    jobs.declare(removing.NAME, removing.run, removing.given_up, queue=jobs.BULK)
    jobs.every_day(nightly.NAME, nightly.run, nightly.given_up, lambda _day: nightly.AT)
