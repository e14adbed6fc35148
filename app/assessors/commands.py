"""On the command line: the register, brought up to date at once."""

import click
from flask.cli import AppGroup

from app.assessors import register as registers
from app.database import db
from app.web.clock import now

assessors = AppGroup("assessors", help="Assessor roles.")


@assessors.command("register")
def register() -> None:
    """Write what changed by the facts alone, such as a learner qualifying. The worker does it every night."""
    made = registers.catch_up_all(now())
    db.session.commit()
    click.echo(f"{made} changes of assessor roles written.")
