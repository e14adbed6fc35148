"""On the command line: the day's e-mail now, and an e-mail to try the mail server."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.notices import digest as digests
from app.notices import letters, mail
from app.web.clock import now, today

notices = AppGroup("notices", help="What people are told by e-mail.")


@notices.command("digest")
def digest() -> None:
    """Queue the day's e-mail for everyone who has had none today. For a timer; the worker does it by itself too."""
    _insist_on_mail()
    if not digests.is_working_day(today()):
        click.echo("Today is no working day: nothing is sent.")
        return
    click.echo(f"{digests.make(today(), now())} e-mails queued.")


@notices.command("try")
@click.argument("address")
def try_mail(address: str) -> None:
    """Send an e-mail to ADDRESS, to see whether the mail server takes it."""
    _insist_on_mail()
    try:
        mail.send(address, *letters.trial(current_app.config["SERVICE_ADDRESS"]))
    except mail.NotSent as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Sent to {address}.")


def _insist_on_mail() -> None:
    if not mail.is_on():
        raise click.ClickException("No e-mail is sent: SMTP_HOST is not set.")
