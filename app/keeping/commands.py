"""On the command line: the copy for somebody without an account, made by whoever runs the service."""

import os
from pathlib import Path

import click

from app.auth.commands import COMMAND_LINE
from app.database import db
from app.history.actions import note
from app.keeping import copying
from app.people.queries import by_staff_number
from app.web.clock import now

MADE = "made a copy of everything held"


@click.command("subject-access")
@click.argument("staff_number")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the file.")
def subject_access(staff_number: str, out: Path) -> None:
    """Write the copy of everything held about a person: a zip that only the owner of this process can read.

    For people who left. Whoever still has an account asks for it under Your account, where nobody else sees it.
    """
    person = by_staff_number(staff_number)
    if person is None:
        raise click.ClickException(f"Nobody has the staff number {staff_number}.")
    at = now()
    content = copying.made(copying.about_person(person), at)
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = out / f"held-about-{person.staff_number}-{at:%Y-%m-%d}.zip"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        path.chmod(0o600)
        file.write(content)
    note(MADE, "person", person.id, COMMAND_LINE, at, subject_id=person.id)
    db.session.commit()
    click.echo(f"{path}: pass it on unread, and delete it here")
