"""Join keeping to the app: its tables and its jobs."""

from flask import Flask

from app import jobs
from app.keeping import copies, nightly, removing, work
from app.notices.work import WORDS, offer_to_role
from app.policy.access import ADMIN


def init_app(_app: Flask) -> None:
    """Declare the jobs of a removal, of a copy and of the night, and the row for administrators."""
    jobs.declare(removing.NAME, removing.run, removing.given_up, queue=jobs.BULK)
    jobs.declare(copies.NAME, copies.make, copies.given_up)
    jobs.every_day(nightly.NAME, nightly.run, nightly.given_up, lambda _day: nightly.AT)
    WORDS.update(work.WORDS)
    offer_to_role(ADMIN, work.to_decide)
