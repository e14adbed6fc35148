"""On the command line: accounts made and opened by whoever runs the service."""

import csv
from typing import TextIO

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from app.auth import actions, queries
from app.auth.models import Account
from app.auth.second_factor import factors
from app.auth.work_account import identities, providers
from app.database import db
from app.history.actions import Actor
from app.people.queries import by_staff_number
from app.policy.access import ADMIN, AUDITOR, STAFF
from app.web.clock import now

COMMAND_LINE = Actor(None, "The command line")

user = AppGroup("user", help="Accounts.")


@user.command("add")
@click.argument("email")
@click.option("--name", help="Full name; staff have the one they were imported with.")
@click.option("--role", type=click.Choice([STAFF, ADMIN, AUDITOR]), default=STAFF, show_default=True)
@click.option("--staff-number", help="The member of staff behind it; needed for staff.")
@click.option("--address", default="http://127.0.0.1:5000", show_default=True, help="Where the service answers.")
def add(email: str, name: str | None, role: str, staff_number: str | None, address: str) -> None:
    """Make an account and print the link that opens it: once, for one day."""
    if queries.by_email(email) is not None:
        raise click.ClickException(f"{email} has an account. Use: flask user link {email}")
    person = by_staff_number(staff_number) if staff_number else None
    if role == STAFF and person is None:
        raise click.ClickException("Give the --staff-number of somebody who has been imported.")
    if role != STAFF and (staff_number or queries.is_staff_address(email)):
        raise click.ClickException("These accounts are kept apart from those of staff. Use another e-mail address.")
    if person is not None and queries.of_person(person.id) is not None:
        raise click.ClickException(f"{person.name} has an account.")
    full_name = name or (person.name if person else "")
    if not full_name:
        raise click.ClickException("Give a --name.")
    account = actions.create(email, full_name, role, COMMAND_LINE, now(), person_id=person.id if person else None)
    _print_link(account, address)


@user.command("link")
@click.argument("email")
@click.option("--address", default="http://127.0.0.1:5000", show_default=True, help="Where the service answers.")
def link(email: str, address: str) -> None:
    """Print a new link for an account whose password is lost: once, for one day."""
    account = queries.by_email(email)
    if account is None or account.closed_at is not None:
        raise click.ClickException(f"{email} has no open account.")
    _print_link(account, address)


@user.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Take away a second factor that is lost, where no other administrator can."""
    account = queries.by_email(email)
    if account is None or not factors.has(account):
        raise click.ClickException(f"{email} has no second factor.")
    factors.reset(account, COMMAND_LINE, now())
    db.session.commit()
    click.echo(f"{account.name} signs in with the password once, and then sets up a new one if need be.")


@user.command("link-identities")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
def link_identities(file: TextIO) -> None:
    """Link accounts to the identity provider by a file of e-mail address and subject (email,subject)."""
    if not providers.is_set():
        raise click.ClickException("OIDC_ISSUER is not set.")
    try:
        made = identities.link_file(file, providers.issuer(), COMMAND_LINE, now())
    except (identities.BadFile, UnicodeDecodeError, csv.Error) as bad:
        for problem in getattr(bad, "problems", ["The file is not a table in UTF-8."]):
            click.echo(problem, err=True)
        raise click.ClickException("Nothing was changed.") from bad
    db.session.commit()
    click.echo(f"{made} linked. Those already linked stay as they are.")


def _print_link(account: Account, address: str) -> None:
    token = actions.make_link(account, COMMAND_LINE, now())
    db.session.commit()
    with current_app.test_request_context(base_url=address):
        click.echo(f"{account.name} can set a password here, once, within one day:")
        click.echo(url_for("auth.welcome", token=token, _external=True))
