"""What notices hang on the app: the jobs that send e-mail, and what administrators are told when that fails."""

from flask import Flask

from app import jobs
from app.notices import digest, failures, urgent
from app.notices.telling import MAIL
from app.notices.work import WORDS, offer_to_role
from app.policy.access import ADMIN

DAILY = "notices.digest"


def init_app(_app: Flask) -> None:
    """Declare the jobs and the row for administrators."""
    jobs.declare(MAIL, urgent.send, urgent.given_up, jobs.SOON)
    jobs.declare(digest.SEND, digest.send, digest.given_up, jobs.BULK)
    jobs.every_day(DAILY, digest.make_daily, digest.not_made, digest.at)
    WORDS.update(failures.WORDS)
    offer_to_role(ADMIN, failures.unsent)
