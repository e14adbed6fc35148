"""The commands of `flask`: each group belongs to its slice, and is hung on the app here."""

from flask import Flask

from app.assessors.commands import assessors
from app.demo.commands import demo
from app.estate.commands import estate
from app.evidence.commands import evidence
from app.history.commands import history
from app.jobs import worker
from app.keeping.commands import subject_access
from app.notices.commands import notices
from app.operations.commands import backup, doctor_, restore_check
from app.people.commands import people
from app.registration.register.commands import registration
from app.rps.before.commands import rps
from app.web.serving import command as serve


def init_app(app: Flask) -> None:
    """Add the commands."""
    groups = (
        assessors,
        backup,
        demo,
        doctor_,
        estate,
        evidence,
        history,
        notices,
        people,
        registration,
        restore_check,
        rps,
        serve,
        subject_access,
        worker,
    )
    for group in groups:
        app.cli.add_command(group)
