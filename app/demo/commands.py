"""On the command line: a demo to look at."""

import click
from flask.cli import with_appcontext

from app.auth.demo import NotADemo
from app.database import db
from app.demo import making
from app.web.clock import now


@click.command("demo")
@click.option("--address", default="http://127.0.0.1:8000", show_default=True, help="Where the service will answer.")
@with_appcontext
def demo(address: str) -> None:
    """Fill an empty database with a delivery unit and its year, and print whom to sign in as."""
    try:
        if making.is_there():
            click.echo("The demo is there already; nothing was changed.")
        else:
            click.echo("Writing a year of sessions and observations. This takes a few seconds.")
            making.make(now())
            db.session.commit()
    except NotADemo as refused:
        raise click.ClickException(str(refused)) from None
    _print(address)


def _print(address: str) -> None:
    logins = making.logins()
    widths = [max(len(login.name) for login in logins), max(len(login.email) for login in logins)]
    click.echo(f"\nOpen {address} and sign in as one of these. The password is the same for all: {making.PASSWORD}\n")
    for login in logins:
        click.echo(f"  {login.name:<{widths[0]}}  {login.email:<{widths[1]}}  {login.does}")
